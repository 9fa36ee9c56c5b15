/* The options of `casegate queue` for the office's questions. */
#pragma once
#include "command.h"
#include "queue_ask.h"

typedef struct {
    char *policy, *owed, *waiting_for, *role, *due, *since;
    gboolean reopened;
} QueueAsked;

#define QUEUE_ASKED_OPTIONS(asked)                                                                 \
    {"policy", 0, 0, G_OPTION_ARG_STRING, &(asked)->policy, NULL, NULL},                           \
        {"owed", 0, 0, G_OPTION_ARG_STRING, &(asked)->owed, NULL, NULL},                           \
        {"waiting-for", 0, 0, G_OPTION_ARG_STRING, &(asked)->waiting_for, NULL, NULL},             \
        {"role", 0, 0, G_OPTION_ARG_STRING, &(asked)->role, NULL, NULL},                           \
        {"due", 0, 0, G_OPTION_ARG_STRING, &(asked)->due, NULL, NULL},                             \
        {"since", 0, 0, G_OPTION_ARG_STRING, &(asked)->since, NULL, NULL},                         \
    {                                                                                              \
        "reopened", 0, 0, G_OPTION_ARG_NONE, &(asked)->reopened, NULL, NULL                        \
    }

#define QUEUE_ASKED_SYNOPSIS                                                                       \
    "queue [--since TIME] [--due DAY] [--owed KIND] [--waiting-for AGENCY] [--role ROLE] "         \
    "[--policy ID] [--reopened]"
#define QUEUE_ASKED_HELP                                                                           \
    "--since TIME  only cases in which a message came or something was done since then, and what " \
    "came in\n"                                                                                    \
    "--due DAY     only cases with a date on that day that is not met: a day, today, week "        \
    "(seven\n"                                                                                     \
    "              days from today), or passed (before today)\n"                                   \
    "--owed KIND   only cases that owe this (iro-notice, file-tick …; notice: any about a "      \
    "child's\n"                                                                                    \
    "              status), closed ones of a year, too\n"                                          \
    "--waiting-for AGENCY, --role ROLE\n"                                                          \
    "              only cases that wait for somebody of this agency, in this role; with who "      \
    "deputises\n"                                                                                  \
    "--policy ID   only cases under this policy\n"                                                 \
    "--reopened    only cases that were re-opened, and why; closed ones of a year, too\n"

/* What is asked besides, its texts owned by `asked` and the rules. FALSE and *exit_out when something of it is nothing. */
gboolean queue_asked_read(const CommandLine *line, const QueueAsked *asked, const Ruleset *rules,
                          Instant now, QueueAsk *ask_out, int *exit_out);
/* The days of --due anew, when 'today' is another. FALSE when --due is none. */
gboolean queue_asked_due(const QueueAsked *asked, const Ruleset *rules, Instant now, QueueAsk *ask_out);
void queue_asked_clear(QueueAsked *asked);
