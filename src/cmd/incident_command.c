/* casegate incident: a mail of a case went to the wrong person. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_table.h"
#include "json_out.h"
#include "office_turn.h"
#include "options.h"
#include "text.h"

static void say_json(const CommandLine *line, const OfficeTurn *turn, GPtrArray *mails)
{
    const View view = command_view(line, turn->rules, turn->now);
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "at", &view, turn->now);
    json_out_text(out, "by", turn->by);
    json_out_text(out, "reference", turn->reference);
    json_out_text(out, "done", turn->said);
    json_out_mails(out, "mails", &view, mails);
    json_builder_end_object(out);
    json_out_end(&view, out);
}

static int record(const CommandLine *line, OfficeTurn *turn, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mails = NULL;
    gboolean done = office_incident(turn->work, turn->reference, to, turn->by, turn->why, turn->now,
                                    &mails, &turn->said, &error);
    if (!done || !line->json)
        return office_turn_end(turn, line, done, error);
    say_json(line, turn, mails);
    return EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    g_auto(OfficeTurn) turn = {0};
    g_autofree char *to = NULL, *address = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &to, NULL, NULL}, OFFICE_OPTIONS(&turn), {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code))
        return code;
    if (!turn.why)
        return command_usage(line, "an incident needs --why: what happened, in your words");
    if (to && !(address = text_address_fold(to)))
        return command_usage(line, "--to needs an e-mail address");
    if (!office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    return record(line, &turn, address);
}

const Command incident_command = {
    .name = "incident",
    .synopsis = "incident REFERENCE --why TEXT [--to EMAIL] [--by NAME] [--json]",
    .summary = "a mail went to the wrong person: what went where",
    .help = "For when a mail of a case went to somebody who should not have had it. Lists every "
            "mail that was\n"
            "written of the case: to whom, in what role, which, and when it went; puts the list "
            "and your words\n"
            "into the chronology, for good; and sends the list to the office. Nobody else is "
            "written to, and\n"
            "nothing is called back. What each mail said: casegate show REFERENCE --sent.\n"
            "\n"
            "--why TEXT  what happened\n"
            "--to EMAIL  only the mails to this address, where it is known who should not have "
            "had them\n"
            "--by NAME   who says so; else the login name\n"
            "\n"
            "Example:\n"
            "  casegate incident HAV-26-0042-B --to 'k.reyes@csc.havering.example' --why 'left in "
            "May, the\n"
            "  directory was not changed' --by 'Inez Quill'\n",
    .json = TRUE,
    .run = run,
};
