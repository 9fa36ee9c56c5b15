/* casegate reopen: a closed case is open again, in its next cycle. */
#include <stdlib.h>

#include "command_table.h"
#include "office_turn.h"
#include "options.h"

static int run(CommandLine *line)
{
    g_auto(OfficeTurn) turn = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {OFFICE_OPTIONS(&turn), {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code))
        return code;
    if (!turn.why)
        return command_usage(line, "re-opening a case needs --why");
    if (!office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    gboolean done =
        office_reopen(turn.work, turn.reference, turn.by, turn.why, turn.now, &turn.said, &error);
    return office_turn_end(&turn, line, done, error);
}

const Command reopen_command = {
    .name = "reopen",
    .synopsis = "reopen REFERENCE --why TEXT [--by NAME]",
    .summary = "opens a closed case again",
    .help = "Opens a closed case again under the same reference, in the stage in which it was "
            "settled. The old\n"
            "record stays as it is; clocks start anew, and those who hold the stage are told.\n"
            "\n"
            "--by NAME  who decides; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate reopen CAM-26-0011-D --why 'the conference was not called' --by 'Wilf "
            "Darrow'\n",
    .json = TRUE,
    .run = run,
};
