/* The command table: one file a command, what each needs and how it is explained. Only cmd/ exits. */
#pragma once
#include "instant.h"
#include "printer.h"
#include "ruleset.h"

#define EXIT_USAGE 64
#define EXIT_DATA 65
#define EXIT_UNAVAILABLE 69
#define EXIT_SOFTWARE 70
#define EXIT_CANTCREAT 73
#define EXIT_TRY_AGAIN 75
#define EXIT_CONFIG 78

#define CASEGATE_VERSION "0.1"

typedef struct Command Command;

typedef struct {
    char *site;             /* the site's folder; "." when neither --site nor CASEGATE_SITE says another */
    char *now_text;         /* --now as given, NULL = the clock */
    gboolean json;
    gboolean help, version; /* asked for */
    const Command *command; /* NULL before one is found */
    int argc;               /* what follows the global options; argv[0] is the command's name */
    char **argv;
    GStrv words;            /* after command_options(): what is no option; never NULL then */
} CommandLine;

struct Command {
    const char *name;
    const char *synopsis; /* "held [--json]\nheld ID link REF …": one use a line */
    const char *summary;  /* one line */
    const char *help;     /* teaches, with an example */
    gboolean json;        /* knows --json */
    int (*run)(CommandLine *line);
};

extern const Command *const commands[]; /* NULL-ended, in the order of a day's work */

/* Exit code of an error, with its message on stderr. NULL (a failure that said nothing) is EXIT_SOFTWARE. */
int command_fail(const GError *error);
/* A usage mistake: the message, the command's synopsis, and 64. */
int command_usage(const CommandLine *line, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Root becomes the owner of the site's spool, so that no file in it is root's. */
gboolean command_owner(const CommandLine *line, int *exit_out);
/* FALSE, with what to do about it, when line->site is no site; else the same. */
gboolean command_site(const CommandLine *line, int *exit_out);
/* The same for a command that goes on with the record, which is brought up to this program's version first. */
gboolean command_record(const CommandLine *line, int *exit_out);
/* That, and command_rules(). */
Ruleset *command_rules_and_record(const CommandLine *line, int *exit_out);
/* For a process that is about to see mail: FALSE, with what to do about it, when the site or its spool is not this user's
 * alone; what others could read of the spool is closed to them. command_record() begins with it. */
gboolean command_guard(const CommandLine *line, int *exit_out);
/* The same of the files with passwords. */
gboolean command_guard_secrets(const Ruleset *rules, int *exit_out);
/* A command that runs by the clock takes --now only with --once. */
gboolean command_repeats(const CommandLine *line, gboolean once, int *exit_out);
/* The site's rules with pinned policies added; NULL with everything wrong on stderr and *exit_out set. */
Ruleset *command_rules(const CommandLine *line, int *exit_out);
/* The same for a command that reads no message: see ruleset_load_to_look(). */
Ruleset *command_rules_to_look(const CommandLine *line, int *exit_out);
/* --now, else the clock. Without offset it is the site's local time, Europe/London when `rules` is NULL. */
gboolean command_now(const CommandLine *line, const Ruleset *rules, Instant *now_out, int *exit_out);
/* TRUE: the login, which no option changes, is one of the site's named officers. */
gboolean command_named_officer(const Ruleset *rules);
/* A view on stdout; colour and width from the terminal. */
View command_view(const CommandLine *line, const Ruleset *rules, Instant now);
/* What a command that only looks begins with: the rules, and a view of them at --now. NULL and *exit_out if there is none. */
Ruleset *command_look(const CommandLine *line, View *view_out, int *exit_out);
/* The same for one that reads messages as `work` does. */
Ruleset *command_read(const CommandLine *line, View *view_out, int *exit_out);
/* The same with what is restricted, where that is asked for: for a named officer of the site; NULL and *exit_out for anybody else. */
Ruleset *command_look_restricted(const CommandLine *line, gboolean restricted, View *view_out, int *exit_out);
/* A reference as people type it, in canonical form and newly allocated; NULL and *exit_out when it is none. */
char *command_reference(const CommandLine *line, const Ruleset *rules, const char *text, int *exit_out);
/* The id of the agency meant by an id or a name; NULL and *exit_out when there is none, with the nearest. */
const char *command_agency(const CommandLine *line, const Ruleset *rules, const char *text, int *exit_out);
/* Flushes stdout: `code`, or 75 with a message when something of the output was lost (a reader that went away is fine). */
int command_finish(int code);
