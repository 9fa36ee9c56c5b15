/* casegate note: something the office knows, into the chronology of a case. */
#include <stdlib.h>
#include <string.h>

#include "command_table.h"
#include "office_turn.h"
#include "options.h"
#include "text.h"

static int run(CommandLine *line)
{
    g_auto(OfficeTurn) turn = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    gboolean not_urgent = FALSE;
    const GOptionEntry entries[] = {
        {"not-urgent", 0, 0, G_OPTION_ARG_NONE, &not_urgent, NULL, NULL},
        OFFICE_OPTIONS(&turn),
        {0},
    };
    if (!command_options(line, entries, NULL, 1, 2, &code))
        return code;
    const char *given = line->words[1] ? line->words[1] : turn.why;
    g_autofree char *text = given ? text_valid(given, strlen(given)) : NULL;
    if (text_empty(text))
        return command_usage(line, "say what is to be noted");
    if (!office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    gboolean done = office_note(turn.work, turn.reference, text, not_urgent, turn.by, turn.now,
                                &turn.said, &error);
    return office_turn_end(&turn, line, done, error);
}

const Command note_command = {
    .name = "note",
    .synopsis = "note REFERENCE TEXT [--not-urgent] [--by NAME]",
    .summary = "a note into the chronology of a case",
    .help = "Adds what the office knows to the chronology: a telephone call, a promise, a "
            "correction. Nothing\n"
            "that stands there already is changed, and nobody is written to.\n"
            "\n"
            "--not-urgent  the case is no longer treated as urgent: a person has looked, and the "
            "note says "
            "why\n"
            "--by NAME     who noted it; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate note HAV-26-0042-B 'Telephoned the team manager, answer by Friday' --by "
            "'Inez Quill'\n",
    .json = TRUE,
    .run = run,
};
