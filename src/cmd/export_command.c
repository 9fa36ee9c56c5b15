/* casegate export: the chronology of a case for a child's file. Changes nothing in the case; that it was taken, and by whom, is
 * logged. */
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
    gint child = 0;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"child", 0, 0, G_OPTION_ARG_INT, &child, NULL, NULL}, LOOKER_OPTIONS(&by), {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code))
        return code;
    if (child < 0)
        return command_usage(line, "--child needs the number of a child in the case, as 1");
    if (!looker_of(line, &by, "export", &looker, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    g_autofree char *reference =
        rules ? command_reference(line, rules, line->words[0], &code) : NULL;
    if (!reference)
        return code;
    return look_export(rules, &view, &looker, reference, (guint)child, &error)
               ? EXIT_SUCCESS
               : command_fail(error);
}

const Command export_command = {
    .name = "export",
    .synopsis = "export REFERENCE [--child N] [--by NAME]",
    .summary = "the chronology of a case for the child's file",
    .help = "Writes the case as plain text that can be filed: who is in it, what was recorded with "
            "where it\n"
            "stood, the whole chronology, every mail, what is not yet done, and at the end from "
            "which entry of\n"
            "the record it was taken. It names the children; what people wrote may name others, "
            "and is to be\n"
            "looked at before it is filed. Who took it is put on record first, as with show.\n"
            "\n"
            "--child N   names that child of the case only, with the answers about it\n"
            "--by NAME   who takes it; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate export HAV-26-0042-B --child 1 --by 'Inez Quill' >chronology.txt\n",
    .run = run,
};
