/* casegate held: the messages that wait for a person, and settling one of them. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "held_settle.h"
#include "look.h"
#include "looker.h"
#include "options.h"

static int list_held(const CommandLine *line, gboolean restricted, char **by)
{
    g_autoptr(GError) error = NULL;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    if (!looker_of(line, by, restricted ? "held --restricted" : "held", &looker, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look_restricted(line, restricted, &view, &code);
    if (!rules)
        return code;
    return look_held(rules, &view, &looker, &error) ? EXIT_SUCCESS : command_fail(error);
}

/* Which message and what is to become of it; FALSE and 64 when the words do not say. */
static gboolean read_words(const CommandLine *line, const OfficeTurn *turn, gint64 *id_out,
                           SettleHow *how_out, int *exit_out)
{
    guint count = g_strv_length(line->words);
    guint64 id = 0;
    *exit_out = EXIT_USAGE;
    if (!g_ascii_string_to_unsigned(line->words[0], 10, 1, G_MAXINT64, &id, NULL)) {
        command_usage(line, "'%s' is no number of a held message", line->words[0]);
        return FALSE;
    }
    *id_out = (gint64)id;
    *how_out = count > 1 ? office_settle_named(line->words[1]) : SETTLE_UNKNOWN;
    if (*how_out == SETTLE_UNKNOWN)
        command_usage(line, "say what becomes of it: link REFERENCE, open or set-aside");
    else if (count != (office_settle_needs_case(*how_out) ? 3u : 2u))
        command_usage(line, office_settle_needs_case(*how_out) ? "link needs one reference"
                                                               : "too many words");
    else if (office_settle_needs_reason(*how_out) && !turn->why)
        command_usage(line, "set-aside needs --why: it will stand in the list of messages");
    else
        return TRUE;
    return FALSE;
}

static int run(CommandLine *line)
{
    g_auto(OfficeTurn) turn = {0};
    g_autoptr(GError) error = NULL;
    SettleHow how = SETTLE_UNKNOWN;
    gint64 id = 0;
    int code = EXIT_SUCCESS;
    gboolean restricted = FALSE, decide = FALSE;
    const GOptionEntry entries[] = {OFFICE_OPTIONS(&turn),
                                    {"restricted", 0, 0, G_OPTION_ARG_NONE, &restricted,
                                     "with what only the named officers may see", NULL},
                                    {"decide", 0, 0, G_OPTION_ARG_NONE, &decide, NULL, NULL},
                                    {0}};
    if (!command_options(line, entries, NULL, 0, 3, &code))
        return code;
    if (decide && (line->words[0] || turn.why))
        return command_usage(line, "--decide asks for all that wait, and why");
    if (decide)
        return held_decide(line, restricted, &turn.by);
    if (!line->words[0])
        return list_held(line, restricted, &turn.by);
    if (!read_words(line, &turn, &id, &how, &code) ||
        !office_turn_begin(&turn, line, office_settle_needs_case(how) ? line->words[2] : NULL,
                           &code))
        return code;
    gboolean done = held_settle(&turn, id, how, &error);
    return office_turn_end(&turn, line, done, error);
}

const Command held_command = {
    .name = "held",
    .synopsis = "held [--restricted] [--by NAME] [--json]\n"
                "held --decide [--restricted] [--by NAME]\n"
                "held NUMBER link REFERENCE [--by NAME] [--why TEXT]\n"
                "held NUMBER open [--by NAME] [--why TEXT]\n"
                "held NUMBER set-aside --why TEXT [--by NAME]",
    .summary = "the messages that wait for a person; settling one",
    .help =
        "Lists the messages that a person must look at first, with the reason, and cases they "
        "may belong\n"
        "to. Each is settled in one of three ways, and who did it stands in the record:\n"
        "\n"
        "  link REFERENCE  it belongs to that case and is worked as part of it\n"
        "  open            it opens a case of its own\n"
        "  set-aside       it needs nothing; --why says why\n"
        "\n"
        "Where the words leave the outcome open both readings are offered: --why 'resolved' or\n"
        "--why 'not resolved' chooses one; a link for any other reason files it and moves "
        "nothing.\n"
        "A link of a message whose sender is not proven, or that names another case, needs --why.\n"
        "\n"
        "A restricted message (whistleblowing) is settled by a login in 'named_officers' of\n"
        "routing/site.yaml only, whoever --by says. It can be set aside, and neither linked nor "
        "opened:\n"
        "the agencies of a case are told of it, and of this no agency is told. A disagreement "
        "that it\n"
        "also speaks of needs an escalation form of the sender's own, as a message of its own.\n"
        "\n"
        "--decide goes through all of them at a terminal: each is shown with its likely cases "
        "numbered,\n"
        "and a number links it, o opens a case, s sets it aside, v shows its text, n leaves it for "
        "later.\n"
        "\n"
        "--by NAME     who decides, or looks; else the login name\n"
        "--restricted  in the list, also what only the named officers may see\n"
        "\n"
        "Example:\n"
        "  casegate held\n"
        "  casegate held 3 link HAV-26-0042-B --by 'Wilf Darrow' --why 'telephoned, it is "
        "theirs'\n",
    .json = TRUE,
    .run = run,
};
