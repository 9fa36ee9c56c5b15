/* casegate show: one case. Changes nothing in it; that it was shown, and to whom, is logged. */
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
    gboolean sent = FALSE;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"sent", 0, 0, G_OPTION_ARG_NONE, &sent, NULL, NULL}, LOOKER_OPTIONS(&by), {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code) ||
        !looker_of(line, &by, sent ? "show --sent" : "show", &looker, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules)
        return code;
    g_autofree char *reference = command_reference(line, rules, line->words[0], &code);
    if (!reference)
        return code;
    gboolean shown = sent ? look_sent(rules, &view, &looker, reference, &error)
                          : look_show(rules, &view, &looker, reference, &error);
    return shown ? EXIT_SUCCESS : command_fail(error);
}

const Command show_command = {
    .name = "show",
    .synopsis = "show REFERENCE [--by NAME] [--json]\nshow REFERENCE --sent [--by NAME] [--json]",
    .summary = "one case, its chronology, what is owed, what comes next",
    .help =
        "Shows one case: who is in it, whose turn it is, every date with its reason, who was told, "
        "what\n"
        "is still owed, what the policy says next with its section, everything recorded, and the\n"
        "chronology in plain words. This is the one place where children's names are shown.\n"
        "\n"
        "Who looked, and when, is put on record before anything is shown ('casegate looks'); when "
        "that "
        "cannot\n"
        "be done, nothing is shown, and the exit code is 75.\n"
        "\n"
        "--sent     the mails of the case in full, as their recipients see them\n"
        "--by NAME  who looks; else the login name\n"
        "\n"
        "Example (blanks, small letters and O for 0 are understood):\n"
        "  casegate show HAV-26-0042-B\n",
    .json = TRUE,
    .run = run,
};
