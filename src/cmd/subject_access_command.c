/* casegate subject-access: everything held on one person. Changes nothing; that it was shown, and to whom, is
 * logged. */
#include <stdlib.h>
#include <string.h>

#include "command_table.h"
#include "look.h"
#include "looker.h"
#include "options.h"
#include "text.h"

#define WHO_LIMIT 200u

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *by = NULL;
    gboolean restricted = FALSE;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"restricted", 0, 0, G_OPTION_ARG_NONE, &restricted, NULL, NULL}, LOOKER_OPTIONS(&by), {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code) ||
        !looker_of(line, &by, restricted ? "subject-access --restricted" : "subject-access",
                   &looker, &code))
        return code;
    g_autofree char *who = text_line(line->words[0], WHO_LIMIT);
    if (text_empty(who))
        return command_usage(line, "say whose data is asked for");
    g_autoptr(Ruleset) rules = command_look_restricted(line, restricted, &view, &code);
    if (!rules)
        return code;
    return look_subject(rules, &view, &looker, who, &error) ? EXIT_SUCCESS : command_fail(error);
}

const Command subject_access_command = {
    .name = "subject-access",
    .synopsis = "subject-access NAME|ADDRESS [--restricted] [--by NAME] [--json]",
    .summary = "everything held on one person",
    .help =
        "Lists everything held on a person, child or professional: the cases, every answer there "
        "ever was,\n"
        "the chronology, messages, mails sent, the directory, held messages, looks; each with "
        "where it\n"
        "stands and whose word it is. A case about the person as a child is listed whole. What is "
        "about\n"
        "other people, too, is marked with whom. A person decides what is given out; the messages "
        "as they\n"
        "came lie in spool/archive under the digest that is named.\n"
        "\n"
        "That it was looked at is put on record first ('casegate looks'), without the name that "
        "was asked for.\n"
        "\n"
        "--restricted  with what only the named officers may see\n"
        "--by NAME     who looks; else the login name\n"
        "\n"
        "Example:\n"
        "  casegate subject-access 'Wren Ashby' --json --by 'Inez Quill'\n",
    .json = TRUE,
    .run = run,
};
