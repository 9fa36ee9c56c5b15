/* casegate stage: the office accepts a claimed stage or moves a case, with a reason. */
#include "command_table.h"
#include "office_turn.h"

static gboolean act(OfficeTurn *turn, const CommandLine *line, GError **error)
{
    return office_stage(turn->work, turn->reference, line->words[1], turn->by, turn->why, turn->now,
                        &turn->said, error);
}

static int run(CommandLine *line)
{
    return office_turn_reasoned(line, 2, "moving a case by hand needs --why", act);
}

const Command stage_command = {
    .name = "stage",
    .synopsis = "stage REFERENCE STAGE --why TEXT [--by NAME]",
    .summary = "accepts a claimed stage, or moves a case by hand",
    .help = "Puts a case into a stage of its policy, by the stage's id. It is for the case that "
            "claims a stage\n"
            "whose gate is not met, or that went on outside the mailbox. The reason stands in the "
            "chronology,\n"
            "and those who hold the stage are told as at any other entry.\n"
            "\n"
            "--by NAME  who decides; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate stage HAV-26-0042-B S3 --why 'both managers say so by telephone' --by "
            "'Inez Quill'\n",
    .json = TRUE,
    .run = run,
};
