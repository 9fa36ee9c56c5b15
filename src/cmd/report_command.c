/* casegate report: what the office reports to its board, of a quarter or any span. Changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_table.h"
#include "options.h"
#include "reporting.h"

typedef struct {
    char *from, *to, *quarter, *year, *csv, *html;
    gboolean publish;
} Asked;

static gboolean read_day(const CommandLine *line, const char *option, const char *text,
                         Day *day_out, int *exit_out)
{
    if (text == NULL)
        return TRUE;
    *day_out = day_from_iso(text);
    if (*day_out != DAY_UNKNOWN)
        return TRUE;
    *exit_out = command_usage(line, "%s needs a day as 2026-03-31", option);
    return FALSE;
}

/* Without any of them it is the quarter that ended last. */
static gboolean read_span(const CommandLine *line, const Asked *asked, Day today, Day *from_out,
                          Day *to_out, int *exit_out)
{
    guint ways = (asked->quarter != NULL) + (asked->year != NULL) +
                 (asked->from != NULL || asked->to != NULL);
    *to_out = quarter_begin(today) - 1;
    *from_out = quarter_begin(*to_out);
    if (ways > 1)
        *exit_out = command_usage(line, "write one of --quarter, --year and --from … --to …");
    else if (asked->quarter && !quarter_read(asked->quarter, from_out, to_out))
        *exit_out = command_usage(line, "--quarter needs a quarter as 2026Q1");
    else if (asked->year && !year_read(asked->year, from_out, to_out))
        *exit_out = command_usage(line, "--year needs a year as 2026");
    else if ((asked->from == NULL) != (asked->to == NULL))
        *exit_out = command_usage(line, "--from and --to go together");
    else
        return read_day(line, "--from", asked->from, from_out, exit_out) &&
               read_day(line, "--to", asked->to, to_out, exit_out);
    return FALSE;
}

static int say_written(const Asked *asked)
{
    if (asked->csv)
        printf("written: %s/*.csv\n", asked->csv);
    if (asked->html)
        printf("written: %s\n", asked->html);
    return EXIT_SUCCESS;
}

static int report_of(const View *view, const Asked *asked, Day from, Day to, Day today)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = reporting_make(view->rules, from, to, today, asked->publish, &error);
    if (!report)
        return command_fail(error);
    if ((asked->csv && !reporting_write_csv(report, asked->csv, &error)) ||
        (asked->html && !reporting_write_html(view, report, asked->html, &error))) {
        (void)command_fail(error);
        return EXIT_CANTCREAT;
    }
    if (!view->json && (asked->csv || asked->html))
        return say_written(asked);
    view_report(view, report);
    return EXIT_SUCCESS;
}

static int look(const CommandLine *line, const Asked *asked)
{
    View view = {0};
    Day from = DAY_UNKNOWN, to = DAY_UNKNOWN;
    const char *why = NULL;
    int code = EXIT_SUCCESS;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules)
        return code;
    Day today = instant_day(view.now, rules->site.zone);
    if (!read_span(line, asked, today, &from, &to, &code))
        return code;
    if (!report_span(from, to, today, asked->publish, &why))
        return command_usage(line, "%s", why);
    return report_of(&view, asked, from, to, today);
}

static int run(CommandLine *line)
{
    Asked asked = {0};
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &asked.from, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_STRING, &asked.to, NULL, NULL},
        {"quarter", 0, 0, G_OPTION_ARG_STRING, &asked.quarter, NULL, NULL},
        {"year", 0, 0, G_OPTION_ARG_STRING, &asked.year, NULL, NULL},
        {"publish", 0, 0, G_OPTION_ARG_NONE, &asked.publish, NULL, NULL},
        {"csv", 0, 0, G_OPTION_ARG_FILENAME, &asked.csv, NULL, NULL},
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &asked.html, NULL, NULL},
        {0},
    };
    if (command_options(line, entries, &asked, 0, 0, &code))
        code = look(line, &asked);
    char *texts[] = {asked.from, asked.to, asked.quarter, asked.year, asked.csv, asked.html};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    return code;
}

const Command report_command = {
    .name = "report",
    .synopsis = "report [--quarter 2026Q1 | --year 2026 | --from DAY --to DAY] [--publish] "
                "[--csv FOLDER] [--html FILE] [--json]",
    .summary = "the figures of a quarter or any span, for the board",
    .help = "Counts what is recorded of the cases: who raised how many against whom, how far they "
            "went, working\n"
            "days, dates met, answers, how they ended, learning, beside the four quarters before. "
            "Each table\n"
            "says beneath it what it counts. What no policy asks is 'not asked', not 0. Without a "
            "span it is\n"
            "the quarter that ended last.\n"
            "\n"
            "--publish     for publication: no count of 1 to 4, and none from which one could be "
            "worked out;\n"
            "              of one quarter or one calendar year that is over\n"
            "--csv FOLDER  a file a table, for a spreadsheet\n"
            "--html FILE   a page with plots, whose tables can be pasted into a letter\n"
            "\n"
            "Example:\n"
            "  casegate report --quarter 2026Q1 --html q1.html\n",
    .json = TRUE,
    .run = run,
};
