/* The command table: one file a command, what each needs and how it is explained. Only cmd/ exits. */
#pragma once
#include "instant.h"
#include "ruleset.h"

#define EXIT_USAGE 64
#define EXIT_DATA 65
#define EXIT_UNAVAILABLE 69
#define EXIT_SOFTWARE 70
#define EXIT_CANTCREAT 73
#define EXIT_TRY_AGAIN 75
#define EXIT_CONFIG 78

typedef struct {
    const char *site;     /* the site's folder */
    const char *now_text; /* --now as given, NULL = the clock */
    gboolean json;
    int argc;             /* what is left for the command; argv[0] is its name */
    char **argv;
} CommandLine;

typedef struct {
    const char *name, *synopsis, *summary; /* "held", "held [--json] | held ID link REF | …", one line */
    const char *help;                      /* teaches, with an example */
    int (*run)(CommandLine *line);
} Command;

extern const Command *const commands[]; /* NULL-ended */

/* For commands: message and exit code of an error; usage mistakes (64) with what was meant. */
int command_fail(const GError *error);
int command_usage(const CommandLine *line, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Loads the site's rules or prints every error and exits with 78 by returning NULL and *exit_out. */
Ruleset *command_rules(const CommandLine *line, int *exit_out);
gboolean command_now(const CommandLine *line, const Ruleset *rules, Instant *now_out, int *exit_out);
