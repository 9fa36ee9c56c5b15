/* casegate messages: every message ever received, and what became of it. That it was
 * looked at is logged; nothing else changes. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "look.h"
#include "looker.h"
#include "options.h"

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *by = NULL;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    gboolean restricted = FALSE;
    const GOptionEntry entries[] = {{"restricted", 0, 0, G_OPTION_ARG_NONE, &restricted,
                                     "with what only the named officers may see", NULL},
                                    LOOKER_OPTIONS(&by),
                                    {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code) ||
        !looker_of(line, &by, restricted ? "messages --restricted" : "messages", &looker, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look_restricted(line, restricted, &view, &code);
    if (!rules)
        return code;
    return look_messages(rules, &view, &looker, &error) ? EXIT_SUCCESS : command_fail(error);
}

const Command messages_command = {
    .name = "messages",
    .synopsis = "messages [--restricted] [--by NAME] [--json]",
    .summary = "every message ever received and what became of it",
    .help =
        "Lists every message that was worked, oldest first: who sent it, what it was read as, "
        "and what\n"
        "became of it: in a case, held, signposted, a repeat, automatic, or set aside with a "
        "reason.\n"
        "There is no other fate. 'casegate verify' proves that the list is whole.\n"
        "\n"
        "--restricted  also sender and reason of restricted messages (whistleblowing): for the\n"
        "              logins in 'named_officers' of routing/site.yaml only\n"
        "--by NAME     who looks, for the log of looks; else the login name\n"
        "\n"
        "Example:\n"
        "  casegate messages\n",
    .json = TRUE,
    .run = run,
};
