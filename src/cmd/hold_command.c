/* casegate hold: a case that may not be erased, and the end of that. */
#include <stdlib.h>

#include "command_table.h"
#include "office_turn.h"
#include "options.h"

#define RELEASE_MOST 100000

static int run(CommandLine *line)
{
    g_auto(OfficeTurn) turn = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS, release = 0;
    const GOptionEntry entries[] = {
        {"release", 0, 0, G_OPTION_ARG_INT, &release, NULL, NULL}, OFFICE_OPTIONS(&turn), {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code))
        return code;
    if (release < 0 || release > RELEASE_MOST)
        return command_usage(line, "--release takes the number of a legal hold");
    if (!turn.why)
        return command_usage(line, "a legal hold, and its end, need --why");
    if (!office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    gboolean done = office_hold(turn.work, turn.reference, (guint)release, turn.by, turn.why,
                                turn.now, &turn.said, &error);
    return office_turn_end(&turn, line, done, error);
}

const Command hold_command = {
    .name = "hold",
    .synopsis = "hold REFERENCE --why TEXT [--by NAME]\n"
                "hold REFERENCE --release N --why TEXT [--by NAME]",
    .summary = "legal hold: nothing of a case is erased",
    .help =
        "Puts a case under a legal hold: whatever the site's periods say, nothing of it is erased "
        "until\n"
        "every hold on it has ended: for an inquiry, a claim, a court, a request for somebody's "
        "data. Nothing\n"
        "else changes, and nobody is written to.\n"
        "\n"
        "--release N  ends the hold of that number, as 'casegate show' lists them\n"
        "--by NAME    who decides; else the login name\n"
        "\n"
        "Example:\n"
        "  casegate hold HAV-26-0042-B --why 'public inquiry, letter of 3 March' --by 'Inez "
        "Quill'\n",
    .json = TRUE,
    .run = run,
};
