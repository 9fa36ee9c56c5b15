/* casegate sent: what went out to whom, of all cases, and what came back. That it was looked at is logged; nothing else changes. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "look_sent.h"
#include "looker.h"
#include "options.h"

#define MOST 200u

typedef struct {
    char *state, *since, *by;
    gboolean restricted;
} Asked;

static gboolean is_state(const char *text)
{
    static const char *const states[] = {"queued", "sent",       "deferred",
                                         "failed", "suppressed", NULL};
    return g_strv_contains(states, text);
}

static int look(const CommandLine *line, const Asked *asked, const Looker *looker)
{
    g_autoptr(GError) error = NULL;
    View view = {0};
    Instant since = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    g_autoptr(Ruleset) rules = command_look_restricted(line, asked->restricted, &view, &code);
    if (!rules)
        return code;
    if (asked->since && !instant_parse(asked->since, rules->site.zone, &since, &error))
        return command_usage(line, "--since needs a time as 2026-03-09T10:00: %s", error->message);
    guint limit = since != INSTANT_UNKNOWN ? G_MAXUINT : MOST;
    return look_sent_all(rules, &view, looker, asked->state, since, limit, &error)
               ? EXIT_SUCCESS
               : command_fail(error);
}

static int run(CommandLine *line)
{
    Asked asked = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"state", 0, 0, G_OPTION_ARG_STRING, &asked.state, NULL, NULL},
        {"since", 0, 0, G_OPTION_ARG_STRING, &asked.since, NULL, NULL},
        {"restricted", 0, 0, G_OPTION_ARG_NONE, &asked.restricted, NULL, NULL},
        LOOKER_OPTIONS(&asked.by),
        {0}};
    if (command_options(line, entries, NULL, 0, 0, &code) &&
        looker_of(line, &asked.by, asked.restricted ? "sent --restricted" : "sent", &looker, &code))
        code =
            asked.state && !is_state(asked.state)
                ? command_usage(
                      line, "no state '%s': a mail is queued, sent, deferred, failed or suppressed",
                      asked.state)
                : look(line, &asked, &looker);
    g_free(asked.state);
    g_free(asked.since);
    g_free(asked.by);
    return code;
}

const Command sent_command = {
    .name = "sent",
    .synopsis = "sent [--state STATE] [--since TIME] [--restricted] [--by NAME] [--json]",
    .summary = "what went out to whom, and what came back",
    .help = "Lists the mails of all cases, the newest first: to whom, of which case, of which "
            "kind, and what became\n"
            "of each; what a mail says is shown by 'casegate show REFERENCE --sent'. Without "
            "--since it is the last\n"
            "two hundred.\n"
            "\n"
            "--state STATE  only those that are queued, sent, deferred, failed (given up, or came "
            "back) or\n"
            "               suppressed (never to be sent)\n"
            "--since TIME   only those of since then\n"
            "--restricted   also to whom, where it answers a restricted message (whistleblowing): "
            "for the\n"
            "               logins in 'named_officers' of routing/site.yaml only\n"
            "--by NAME      who looks, for the log of looks; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate sent --state failed --since 2026-03-01\n",
    .json = TRUE,
    .run = run,
};
