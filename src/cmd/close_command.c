/* casegate close: the office closes a case, with a reason. */
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
        return command_usage(line, "closing a case by hand needs --why");
    if (!office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    gboolean done =
        office_close(turn.work, turn.reference, turn.by, turn.why, turn.now, &turn.said, &error);
    return office_turn_end(&turn, line, done, error);
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
