/* casegate looks: who looked at a case. Changes nothing, and is no look itself: it shows nothing of a case. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "look.h"
#include "options.h"

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *reference = NULL;
    View view = {0};
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 0, 1, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules)
        return code;
    if (line->words[0] && !(reference = command_reference(line, rules, line->words[0], &code)))
        return code;
    return look_looks(rules, &view, reference, &error) ? EXIT_SUCCESS : command_fail(error);
}

const Command looks_command = {
    .name = "looks",
    .synopsis = "looks [REFERENCE] [--json]",
    .summary = "who looked at a case, and when",
    .help =
        "Lists who has looked at the case by show, export, or in a list that showed it, oldest "
        "first; without\n"
        "a reference, every look there was. The name is what was said with --by, else the login; "
        "the login\n"
        "stands beside it in any case. The time is the machine's. The log can only grow, and "
        "'casegate\n"
        "verify' says when somebody has altered it.\n"
        "\n"
        "Example:\n"
        "  casegate looks HAV-26-0042-B\n",
    .json = TRUE,
    .run = run,
};
