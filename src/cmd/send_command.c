/* casegate send: from the outbox to the transport, once or for as long as it runs. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "dispatch.h"
#include "json_out.h"
#include "options.h"
#include "stop.h"

#define SEND_EVERY 5u /* seconds */

static gboolean one_round(gpointer data, GError **error)
{
    return dispatch_once(data, instant_now(), NULL, error);
}

static void say_report(const View *view, const DispatchReport *report)
{
    if (!view->json) {
        printf("%u sent, %u deferred, %u failed, %u not to be sent\n", report->sent,
               report->deferred, report->failed, report->suppressed);
        return;
    }
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "now", view, view->now);
    json_out_int(out, "sent", report->sent);
    json_out_int(out, "deferred", report->deferred);
    json_out_int(out, "failed", report->failed);
    json_out_int(out, "suppressed", report->suppressed);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static int send_round(const CommandLine *line, const Ruleset *rules)
{
    g_autoptr(GError) error = NULL;
    DispatchReport report = {0};
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    if (!command_now(line, rules, &now, &code))
        return code;
    gboolean fine = dispatch_once(rules, now, &report, &error);
    const View view = command_view(line, rules, now);
    say_report(&view, &report);
    return fine ? EXIT_SUCCESS : command_fail(error);
}

static int run(CommandLine *line)
{
    gboolean once = FALSE;
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"once", 0, 0, G_OPTION_ARG_NONE, &once, NULL, NULL}, {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code) || !command_repeats(line, once, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules)
        return code;
    if (once)
        return send_round(line, rules);
    return stop_repeat(one_round, rules, SEND_EVERY, &error) ? EXIT_SUCCESS : command_fail(error);
}

const Command send_command = {
    .name = "send",
    .synopsis = "send [--once] [--now TIME] [--json]",
    .summary = "the mails that work wrote, to their recipients",
    .help = "Hands every mail of the outbox to the transport, one message to one recipient. The "
            "embedded\n"
            "transport writes them into the Maildir spool/outgoing. A demonstration site refuses "
            "addresses\n"
            "that are not reserved for examples.\n"
            "\n"
            "--once  what is there now; without it it goes on until it is told to stop\n"
            "--now   also the Date of the mails\n"
            "\n"
            "Example:\n"
            "  casegate work --once && casegate send --once\n",
    .json = TRUE,
    .run = run,
};
