/* casegate close: the office closes a case, with a reason. */
#include "command_table.h"
#include "office_turn.h"

static gboolean act(OfficeTurn *turn, const CommandLine *line, GError **error)
{
    (void)line;
    return office_close(turn->work, turn->reference, turn->by, turn->why, turn->now, &turn->said,
                        error);
}

static int run(CommandLine *line)
{
    return office_turn_reasoned(line, 1, "closing a case by hand needs --why", act);
}

const Command close_command = {
    .name = "close",
    .synopsis = "close REFERENCE --why TEXT [--by NAME]",
    .summary = "closes a case by hand",
    .help = "Closes a case by the office's decision. A case that its policy lets close closes by "
            "itself; this\n"
            "is for the others, and what is still owed stands in the chronology with the reason.\n"
            "\n"
            "--by NAME  who decides; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate close HAV-26-0042-B --why 'both agencies confirmed by telephone' --by "
            "'Inez Quill'\n",
    .json = TRUE,
    .run = run,
};
