/* casegate work: from the spool into cases, once or for as long as it runs. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "confine.h"
#include "json_out.h"
#include "options.h"
#include "parts.h"
#include "work_alarms.h"

typedef struct {
    const char *name, *one, *many;
    guint number;
} Count;
#define COUNTS 10

static void counts_of(const WorkReport *report, Count counts[COUNTS])
{
    const Count made[COUNTS] = {
        {"messages", "message read", "messages read", report->messages},
        {"cases_opened", "case opened", "cases opened", report->cases_opened},
        {"cases_advanced", "case advanced", "cases advanced", report->cases_advanced},
        {"held", "held", "held", report->held},
        {"signposted", "signposted", "signposted", report->signposted},
        {"repeats", "repeat", "repeats", report->repeats},
        {"automatic", "automatic", "automatic", report->automatic},
        {"set_aside", "set aside", "set aside", report->set_aside},
        {"clocks", "date fallen due", "dates fallen due", report->clocks},
        {"mails_queued", "mail to send", "mails to send", report->mails_queued},
    };
    for (guint i = 0; i < COUNTS; i++)
        counts[i] = made[i];
}

static void report_json(const View *view, const Count *counts)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "now", view, view->now);
    for (guint i = 0; i < COUNTS; i++)
        json_out_int(out, counts[i].name, counts[i].number);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static void say_report(const View *view, const WorkReport *report)
{
    Count counts[COUNTS];
    counts_of(report, counts);
    if (view->json) {
        report_json(view, counts);
        return;
    }
    for (guint i = 0; i < COUNTS; i++)
        if (i == 0 || counts[i].number)
            printf("%s%u %s", i > 0 ? ", " : "", counts[i].number,
                   counts[i].number == 1 ? counts[i].one : counts[i].many);
    putchar('\n');
}

static int work_round(const CommandLine *line, const Ruleset *rules, Work *work)
{
    g_autoptr(GError) error = NULL;
    WorkReport report = {0};
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    if (!command_now(line, rules, &now, &code))
        return code;
    gboolean fine =
        work_run_once(work, now, &report, &error) && work_alarms(work, now, &report, &error);
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
    g_autoptr(Ruleset) rules = command_rules_and_record(line, &code);
    if (!rules)
        return code;
    if (!once)
        return part_alone(part_work(rules, 0));
    gboolean apart = confine_offline();
    g_autoptr(Work) work = work_open(rules, &error);
    if (!work)
        return command_fail(error);
    (void)(confine_work(rules) && apart); /* where the kernel cannot, 'status' says so */
    return work_round(line, rules, work);
}

const Command work_command = {
    .name = "work",
    .synopsis = "work [--once] [--now TIME] [--json]",
    .summary = "from the spool into cases",
    .help =
        "Reads every message in the spool, opens or advances the case it belongs to, or holds it "
        "for a\n"
        "person, and writes the mails that follow from it; then acts on every date that has fallen "
        "due.\n"
        "A crash anywhere leaves no message half done and none done twice.\n"
        "\n"
        "--once  empties the spool and returns; without it it goes on until it is told to stop\n"
        "\n"
        "Example, rehearsing another day:\n"
        "  casegate --now 2026-03-04T10:14 work --once\n",
    .json = TRUE,
    .run = run,
};
