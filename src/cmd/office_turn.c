/* One turn of the office: who, why and when are settled before anything is opened.
 *
 * Names and reasons are made one clean line each, since they stand in the chronology for good. A
 * command that fails has changed nothing. */
#include "office_turn.h"

#include <stdlib.h>

#include "json_out.h"
#include "options.h"
#include "text.h"

#define BY_LIMIT 80u
#define WHY_LIMIT 1000u

void office_turn_clear(OfficeTurn *turn)
{
    g_clear_pointer(&turn->work, work_close);
    g_clear_pointer(&turn->rules, ruleset_free);
    g_clear_pointer(&turn->by, g_free);
    g_clear_pointer(&turn->why, g_free);
    g_clear_pointer(&turn->reference, g_free);
    g_clear_pointer(&turn->said, g_free);
}

static gboolean settle_words(OfficeTurn *turn, const CommandLine *line, int *exit_out)
{
    g_autofree char *by = text_line(turn->by ? turn->by : g_get_user_name(), BY_LIMIT);
    g_autofree char *why = turn->why ? text_line(turn->why, WHY_LIMIT) : NULL;
    if (!*by || (why && !*why)) {
        *exit_out = command_usage(line, "%s is empty", *by ? "--why" : "--by");
        return FALSE;
    }
    g_free(turn->by);
    g_free(turn->why);
    turn->by = g_steal_pointer(&by);
    turn->why = g_steal_pointer(&why);
    return TRUE;
}

gboolean office_turn_begin(OfficeTurn *turn, const CommandLine *line, const char *reference,
                           int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (!settle_words(turn, line, exit_out))
        return FALSE;
    turn->rules = command_rules(line, exit_out);
    if (!turn->rules || !command_now(line, turn->rules, &turn->now, exit_out))
        return FALSE;
    if (reference)
        turn->reference = command_reference(line, turn->rules, reference, exit_out);
    if (reference && !turn->reference)
        return FALSE;
    turn->work = work_open(turn->rules, &error);
    if (!turn->work)
        *exit_out = command_fail(error);
    return turn->work != NULL;
}

int office_turn_end(const OfficeTurn *turn, const CommandLine *line, gboolean done,
                    const GError *error)
{
    if (!done)
        return command_fail(error);
    const char *said = turn->said ? turn->said : "done";
    if (!line->json) {
        printf("%s\n", said);
        return EXIT_SUCCESS;
    }
    const View view = command_view(line, turn->rules, turn->now);
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "at", &view, turn->now);
    json_out_text(out, "by", turn->by);
    json_out_text(out, "done", said);
    json_builder_end_object(out);
    json_out_end(&view, out);
    return EXIT_SUCCESS;
}

int office_turn_reasoned(CommandLine *line, guint words, const char *no_reason, OfficeAct act)
{
    g_auto(OfficeTurn) turn = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {OFFICE_OPTIONS(&turn), {0}};
    if (!command_options(line, entries, NULL, words, words, &code))
        return code;
    if (!turn.why)
        return command_usage(line, "%s", no_reason);
    if (!office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    gboolean done = act(&turn, line, &error);
    return office_turn_end(&turn, line, done, error);
}
