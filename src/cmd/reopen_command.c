/* casegate reopen: a closed case is open again, in its next cycle. */
#include "command_table.h"
#include "office_turn.h"

static gboolean act(OfficeTurn *turn, const CommandLine *line, GError **error)
{
    (void)line;
    return office_reopen(turn->work, turn->reference, turn->by, turn->why, turn->now, &turn->said,
                         error);
}

static int run(CommandLine *line)
{
    return office_turn_reasoned(line, 1, "re-opening a case needs --why", act);
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
