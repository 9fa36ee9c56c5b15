/* What the office's commands share: --by and --why, the site opened for writing, the answer said. */
#pragma once
#include "command.h"
#include "office.h"

#define OFFICE_OPTIONS(turn) \
    {"by", 0, 0, G_OPTION_ARG_FILENAME, &(turn)->by, NULL, NULL}, {"why", 0, 0, G_OPTION_ARG_FILENAME, &(turn)->why, NULL, NULL}

typedef struct {
    char *by, *why;   /* by: the login when --by was not given; why: NULL when not given */
    Ruleset *rules;
    Work *work;
    Instant now;
    char *reference;  /* canonical, when office_turn_begin() was given one */
    char *said;       /* what was done */
} OfficeTurn;

void office_turn_clear(OfficeTurn *turn);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OfficeTurn, office_turn_clear)

/* Opens everything. `reference` is as typed, or NULL for a command that needs none. */
gboolean office_turn_begin(OfficeTurn *turn, const CommandLine *line, const char *reference, int *exit_out);
typedef gboolean (*OfficeAct)(OfficeTurn *turn, const CommandLine *line, GError **error);
/* A whole command on one case that takes `words` words, the reference first, and needs --why, else says `no_reason`; the exit code. */
int office_turn_reasoned(CommandLine *line, guint words, const char *no_reason, OfficeAct act);
/* Says what was done, or the error; the exit code. */
int office_turn_end(const OfficeTurn *turn, const CommandLine *line, gboolean done, const GError *error);
