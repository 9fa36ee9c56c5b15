/* casegate send: from the outbox to the transport, once or for as long as it runs. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "confine.h"
#include "dispatch.h"
#include "health.h"
#include "json_out.h"
#include "options.h"
#include "parts.h"
#include "site_place.h"
#include "stop.h"

static void say_report(const View *view, const DispatchReport *report)
{
    if (!view->json) {
        printf("%u sent, %u deferred, %u failed, %u not to be sent\n", report->sent,
               report->deferred, report->failed, report->suppressed);
        if (report->waiting > 0)
            printf("%u wait\n", report->waiting);
        return;
    }
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "now", view, view->now);
    json_out_int(out, "sent", report->sent);
    json_out_int(out, "deferred", report->deferred);
    json_out_int(out, "failed", report->failed);
    json_out_int(out, "suppressed", report->suppressed);
    json_out_int(out, "waiting", report->waiting);
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
    g_autofree char *spool = site_spool_folder(rules->folder);
    (void)confine_send(rules); /* where the kernel cannot, 'status' says so */
    g_autoptr(Dispatch) dispatch = dispatch_new(rules, stop_flag());
    gboolean fine = dispatch_round(dispatch, now, &report, &error);
    health_by_hand(spool, "send", now, error);
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
    g_autoptr(Ruleset) rules =
        command_record(line, &code) ? command_rules_to_look(line, &code) : NULL;
    if (!rules || !command_guard_secrets(rules, &code))
        return code;
    return once ? send_round(line, rules) : part_alone(part_send(rules, 0));
}

const Command send_command = {
    .name = "send",
    .synopsis = "send [--once] [--now TIME] [--json]",
    .summary = "the mails that work wrote, to their recipients",
    .help = "Hands every mail of the outbox to the transport, one message to one recipient, oldest "
            "first: the\n"
            "SMTP server of routing/site.yaml, or else the Maildir spool/outgoing. What a server "
            "puts off is\n"
            "tried again after growing waits, for 'retry_days'; what it refuses has failed, and "
            "the office is\n"
            "told. A demonstration site refuses addresses that are not reserved for examples.\n"
            "\n"
            "Exit code 75: the server cannot be had now; 78: it refuses us, or is not who it "
            "should be. The mails\n"
            "wait either way.\n"
            "\n"
            "--once  what is there now; without it it goes on until it is told to stop\n"
            "--now   also the Date of the mails\n"
            "\n"
            "Example:\n"
            "  casegate work --once && casegate send --once\n",
    .json = TRUE,
    .run = run,
};
