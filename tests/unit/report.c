/* The report's figures against small sites that were counted by hand, and its cells as CSV. */
#include <string.h>

#include "csv_write.h"
#include "erasing.h"

#include "made_course.h"
#include "report_out.h"

#define STAGE(id, when) "stage|" id "|0|@" when
#define FACT(key, child, value) "fact|" key "|" child "|" value "||text/plain 1|1|no"
#define WEEK(due) "date|week|guide|2026-01-01|@" due "|no|2026-01-01|why"

/* Between the workers, then the managers: 3 and 4 working days; its week was over two days before. */
static const char *const by_agencies[] = {"2026-01-05T10:00",
                                          "HAV-26-0001-A",
                                          "raising|oakfield",
                                          "challenged|csc|CSC",
                                          STAGE("S1", "2026-01-05T10:00"),
                                          "state|open",
                                          FACT("reasons", "0", "Levels of need, Communication"),
                                          "child|1|Ann|||2018-05-14|",
                                          "child-status|1|cp_plan",
                                          WEEK("2026-01-12T17:00"),
                                          NULL,
                                          "2026-01-08T09:00",
                                          STAGE("S2", "2026-01-08T09:00"),
                                          NULL,
                                          "2026-01-09T09:00",
                                          FACT("response", "0", "Our decision stands."),
                                          NULL,
                                          "2026-01-14T15:00",
                                          "date-met|week|no",
                                          "date-settled|week|@2026-01-14T15:00",
                                          "state|closing",
                                          NULL,
                                          "2026-01-20T10:00",
                                          "state|closed",
                                          NULL,
                                          NULL};

/* Opened on the last day of the year and settled on the next working day, New Year's Day between them. */
static const char *const over_new_year[] = {"2025-12-31T15:00",
                                            "HAV-25-0009-A",
                                            "raising|oakfield",
                                            "challenged|csc|CSC",
                                            STAGE("S2", "2025-12-31T15:00"),
                                            "state|open",
                                            "urgent|yes",
                                            FACT("reasons", "0", "Thresholds"),
                                            "child|1|Bea|||2018-05-14|",
                                            "child-status|1|cin",
                                            WEEK("2026-01-08T17:00"),
                                            NULL,
                                            "2026-01-02T11:00",
                                            "date-met|week|yes",
                                            "date-settled|week|@2026-01-02T11:00",
                                            "state|closing",
                                            NULL,
                                            "2026-01-05T12:00",
                                            "command|close||||why",
                                            "urgent|no",
                                            "state|closed",
                                            NULL,
                                            NULL};

/* Senior managers, then the Chair with a panel: 8 and 8 working days; re-opened and still going on. */
static const char *const by_panel[] = {"2026-02-10T10:00",
                                       "HAV-26-0002-A",
                                       "raising|riverbend",
                                       "challenged|csc|CSC",
                                       STAGE("S3", "2026-02-10T10:00"),
                                       "state|open",
                                       FACT("reasons", "0", "what we call drift"),
                                       "child|1|Cid|||2018-05-14|",
                                       "child-status|1|looked_after,cp_plan",
                                       NULL,
                                       "2026-02-16T10:00",
                                       "stage|S3|2|@2026-02-16T10:00",
                                       NULL,
                                       "2026-02-20T10:00",
                                       STAGE("S4", "2026-02-20T10:00"),
                                       NULL,
                                       "2026-02-23T10:00",
                                       "chair-route|panel",
                                       FACT("response", "0", "We have revised our decision."),
                                       NULL,
                                       "2026-02-24T10:00",
                                       FACT("response", "0", "We revised it only in part."),
                                       NULL,
                                       "2026-03-04T10:00",
                                       "decided|yes",
                                       "state|closing",
                                       NULL,
                                       "2026-03-10T10:00",
                                       "state|closed",
                                       NULL,
                                       "2026-03-25T10:00",
                                       "state|open",
                                       "cycle|2",
                                       "reopened",
                                       NULL,
                                       "2026-03-25T10:00",
                                       STAGE("S2", "2026-03-25T10:00"),
                                       NULL,
                                       NULL};

static const char *const unrouted[] = {"2026-03-16T10:00",
                                       "HAV-26-0003-A",
                                       "raising|oakfield",
                                       "child|1|Dot|||2018-05-14|",
                                       "child-status|1|none",
                                       "child|2|Eve|||2019-05-14|",
                                       NULL,
                                       NULL};

/* The form's answers are gone, its course is left. */
static const char *const erased[] = {"2026-03-03T10:00",
                                     "HAV-26-0004-A",
                                     "raising|eastpolice",
                                     "challenged|riverbend|",
                                     STAGE("S1", "2026-03-03T10:00"),
                                     "state|open",
                                     NULL,
                                     "2026-03-05T10:00",
                                     "state|closing",
                                     NULL,
                                     "2026-03-06T10:00",
                                     "state|closed",
                                     NULL,
                                     "2026-05-01T10:00",
                                     "erased|1|h|d",
                                     NULL,
                                     NULL};

/* The quarter before, disputed once and handed off. */
static const char *const before[] = {"2025-11-03T10:00",
                                     "HAV-25-0001-A",
                                     "raising|riverbend",
                                     "challenged|csc|CSC",
                                     STAGE("S2", "2025-11-03T10:00"),
                                     "state|open",
                                     NULL,
                                     "2025-11-05T10:00",
                                     "state|closing",
                                     NULL,
                                     "2025-11-06T10:00",
                                     "state|open",
                                     NULL,
                                     "2025-11-10T10:00",
                                     "state|handed-off",
                                     NULL,
                                     NULL};

static GPtrArray *havering(const Ruleset *rules)
{
    static const char *const *const all[] = {by_agencies, over_new_year, by_panel,
                                             unrouted,    erased,        before};
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        g_ptr_array_add(cases, made(rules, "havering-2020", all[i]));
    return cases;
}

/* ---- figures ---- */

typedef struct {
    const char *table, *row,
        *want; /* the span and the quarter before it, as they are shown; "": there is no such row */
} Figure;

static void check(const Report *report, const Figure *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        const ReportTable *table = report_table(report, rows[i].table);
        g_assert_nonnull(table);
        const ReportRow *row = report_row(table, rows[i].row);
        g_autofree char *first = row ? report_words_cell(row, 0) : g_strdup("");
        g_autofree char *second = row ? report_words_cell(row, 1) : g_strdup("");
        g_autofree char *got = row ? g_strdup_printf("%s, %s", first, second) : g_strdup("");
        g_test_message("%s: %s", rows[i].table, rows[i].row);
        g_assert_cmpstr(got, ==, rows[i].want);
    }
}

static const Figure by_hand[] = {
    {"cases", "raised", "4, 2"},
    {"cases", "urgent", "0, 1"},
    {"cases", "reopened", "1, 0"},
    {"cases", "resolved", "4, 0"},
    {"cases", "ended", "4, 1"},
    {"cases", "panels", "1, 0"},
    {"cases", "in-progress", "2, 1"},
    {"raised-by", "oakfield", "2, 1"},
    {"raised-by", "riverbend", "1, 1"},
    {"raised-by", "eastpolice", "1, 0"},
    {"raised-by", "all", "4, 2"},
    {"against", "csc", "2, 2"},
    {"against", "riverbend", "1, 0"},
    {"against", "not-known", "1, 0"},
    {"against", "all", "4, 2"},
    {"agencies-with-none", "csc", "0, 0"},
    {"agencies-with-none", "millbrook", "0, 0"},
    {"agencies-with-none", "hscp", ""},
    {"agencies-with-none", "eastccg", ""},
    {"agencies-with-none", "oakfield", ""},
    {"stage-reached", "S1", "1, 0"},
    {"stage-reached", "S2", "1, 2"},
    {"stage-reached", "S4", "1, 0"},
    {"stage-reached", "none", "1, 0"},
    {"stage-reached", "all", "4, 2"},
    {"stage-resolved", "S1", "1, 0"},
    {"stage-resolved", "S2", "2, 0"},
    {"stage-resolved", "S4", "1, 0"},
    {"stage-resolved", "all", "4, 0"},
    {"ended", "agreed", "1, 0"},
    {"ended", "decided", "1, 0"},
    {"ended", "office", "1, 0"},
    {"ended", "handed-off", "0, 1"},
    {"ended", "erased", "1, 0"},
    {"ended", "all", "4, 1"},
    {"reasons", "levels_of_need", "1, 1"},
    {"reasons", "communication", "1, 0"},
    {"reasons", "other", "1, 0"},
    {"reasons", "not-said", "1, 1"},
    {"reasons", "erased", "1, 0"},
    {"level-of-need", "all", "not asked, not asked"},
    {"child-status", "cp_plan", "2, 0"},
    {"child-status", "looked_after", "1, 0"},
    {"child-status", "cin", "0, 1"},
    {"child-status", "none", "1, 0"},
    {"child-status", "not-said", "1, 1"},
    {"child-status", "erased", "1, 0"},
    {"answer", "upheld", "1, 0"},
    {"answer", "partly", "1, 0"},
    {"answer", "revised", ""},
    {"answer", "all", "2, 0"},
    {"learning", "not-asked", "not asked, not asked"},
    {"working-days", "S1 median", "2.5, –"}, /* 3, and 2 of the erased one */
    {"working-days", "S1 longest", "3, –"},
    {"working-days", "S1 number", "2, 0"},
    {"working-days", "S2 median",
     "2.5, 5"}, /* 4 and 1; before: 3 to 10 November, the dispute within it */
    {"working-days", "S2 longest", "4, 5"},
    {"working-days", "S3 median", "8, –"}, /* both tiers together */
    {"working-days", "S4 median", "8, –"},
    {"working-days", "whole median", "4.5, –"}, /* 7, 1, 16, 2 */
    {"working-days", "whole longest", "16, –"},
    {"working-days", "whole number", "4, 0"},
    {"policy-dates", "week due", "2, 0"},
    {"policy-dates", "week met", "1, 0"},
    {"policy-dates", "week share", "50%, –"},
    {"delays", "not-asked", "not asked, not asked"},
};

static void test_by_hand(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = havering(site.rules);
    g_autoptr(Report) report = report_make(cases, site.rules, day("2026-01-01"), day("2026-03-31"),
                                           day("2026-06-01"), FALSE);
    g_assert_cmpuint(report_shown(report), ==, 5);
    g_assert_cmpstr(((ReportColumn *)report->columns->pdata[1])->label, ==, "2025 Q4");
    g_assert_cmpstr(((ReportColumn *)report->columns->pdata[4])->label, ==, "2025 Q1");
    g_assert_cmpuint(report->erased, ==, 1);
    check(report, by_hand, G_N_ELEMENTS(by_hand));
}

/* ---- what is left of erased cases ---- */

/* The case as it is after it was erased so deeply. */
static Case *after_erasing(const Ruleset *rules, const char *const *rows, EraseDepth depth)
{
    GError *error = NULL;
    g_autoptr(Case) whole = made(rules, "havering-2020", rows);
    Case *left = case_new();
    for (guint i = 0; i < whole->events->len; i++)
        g_assert_true(case_apply(left, erasing_left(whole->events->pdata[i], depth), &error));
    Event *tombstone = event_new_text(at(rules, "2030-01-01T10:00"), "erased", "office", NULL, "");
    event_change(tombstone, "erased", "1", "h", "d", NULL);
    g_assert_true(case_apply(left, tombstone, &error));
    return left;
}

static const Figure of_erased[] = {
    {"cases", "raised", "2, 0"},         {"cases", "reopened", "1, 0"},
    {"cases", "resolved", "1, 0"}, /* in which stage is left of one only */
    {"cases", "ended", "2, 0"},          {"cases", "panels", "1, 0"},
    {"raised-by", "riverbend", "1, 0"},  {"raised-by", "erased", "1, 0"},
    {"raised-by", "all", "2, 0"},        {"stage-reached", "S4", "1, 0"},
    {"stage-reached", "erased", "1, 0"}, {"reasons", "erased", "2, 0"},
    {"child-status", "erased", "2, 0"},  {"ended", "decided", "1, 0"},
    {"ended", "erased", "1, 0"},         {"working-days", "S4 median", "8, –"},
};

/* One has its stages and agencies left, the other only that there was a case. */
static void test_erased(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(cases, after_erasing(site.rules, by_panel, ERASE_PERSONAL));
    g_ptr_array_add(cases, after_erasing(site.rules, by_agencies, ERASE_COURSE));
    g_autoptr(Report) report = report_make(cases, site.rules, day("2026-01-01"), day("2026-03-31"),
                                           day("2030-06-01"), FALSE);
    g_assert_cmpuint(report->erased, ==, 2);
    check(report, of_erased, G_N_ELEMENTS(of_erased));
    g_autofree char *notes = report_words_notes(report);
    g_assert_nonnull(strstr(notes, "2 cases raised in the span was erased"));
    g_autoptr(Report) published = report_make(cases, site.rules, day("2026-01-01"),
                                              day("2026-03-31"), day("2030-06-01"), TRUE);
    g_autofree char *public_notes = report_words_notes(published);
    g_assert_null(strstr(public_notes, "2 cases"));
    g_assert_nonnull(strstr(public_notes, "some cases"));
}

/* A policy that asks other things: a level, learning, the reasons of a delay; no status of the child. */
static const char *const delayed[] = {
    "2026-01-05T09:00",
    "WAR-26-0001-A",
    "raising|parkgate",
    "challenged|csc|CSC",
    STAGE("W2", "2026-01-05T09:00"),
    "state|open",
    FACT("threshold_level", "0", "between 3 and 4"),
    FACT("reasons", "0", "Case conference"),
    "child|1|Ann|||2018-05-14|",
    "date|whole-same-day|same-day|2026-01-05|@2026-01-05T17:00|yes|2026-01-05|why",
    "date|five-days|maximum|2026-01-12|@2026-01-12T17:00|no|2026-01-05|why",
    NULL,
    "2026-01-05T17:00",
    "date-met|whole-same-day|no",
    "owed|delay-reasons|parkgate||0|3|no|@2026-01-05T17:00",
    "owed|delay-assurance|parkgate||0|3|no|@2026-01-05T17:00",
    NULL,
    "2026-01-06T10:00",
    FACT("delay_reasons", "0", "court"),
    "owed-met|delay-reasons|parkgate||0|@2026-01-06T10:00",
    NULL,
    "2026-01-07T10:00",
    "date-settled|whole-same-day|@2026-01-07T10:00",
    "date-met|five-days|yes",
    "date-settled|five-days|@2026-01-07T10:00",
    "state|closing",
    NULL,
    "2026-01-08T10:00",
    "state|closed",
    NULL,
    "2026-01-09T10:00",
    FACT("learning", "0", "Ring before writing; for the procedures sub-group."),
    NULL,
    NULL};
static const char *const nothing_learnt[] = {"2026-01-12T09:00",
                                             "WAR-26-0002-A",
                                             "raising|parkgate",
                                             "challenged|csc|CSC",
                                             STAGE("W2", "2026-01-12T09:00"),
                                             "state|open",
                                             NULL,
                                             "2026-01-12T10:00",
                                             "state|closing",
                                             NULL,
                                             "2026-01-13T10:00",
                                             "state|closed",
                                             FACT("learning", "0", "None"),
                                             NULL,
                                             NULL};

static const Figure of_warrington[] = {
    {"cases", "panels", "not asked, not asked"},
    {"level-of-need", "3", "1, 0"},
    {"level-of-need", "not-said", "1, 0"},
    {"level-of-need", "all", "2, 0"},
    {"child-status", "not-asked", "not asked, not asked"},
    {"reasons", "case_conference", "1, 0"},
    {"learning", "case_conference", "1, 0"},
    {"learning", "none", "1, 0"},
    {"learning-subgroup", "procedures", "1, 0"},
    {"learning-subgroup", "all", "1, 0"},
    {"policy-dates", "whole-same-day due", "1, 0"},
    {"policy-dates", "whole-same-day met", "0, 0"},
    {"policy-dates", "whole-same-day share", "0%, –"},
    {"policy-dates", "five-days share", "100%, –"},
    {"policy-dates", "week due", ""},
    {"delays", "delay-reasons asked", "1, 0"},
    {"delays", "delay-reasons given", "1, 0"},
    {"delays", "delay-assurance asked", "1, 0"},
    {"delays", "delay-assurance given", "0, 0"},
    {"working-days", "W2 median", "1, –"},
};

static void test_asked(void)
{
    g_auto(MadeSite) site = made_site("warrington-2021");
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(cases, made(site.rules, "warrington-2021", delayed));
    g_ptr_array_add(cases, made(site.rules, "warrington-2021", nothing_learnt));
    g_autoptr(Report) report = report_make(cases, site.rules, day("2026-01-01"), day("2026-03-31"),
                                           day("2026-06-01"), FALSE);
    check(report, of_warrington, G_N_ELEMENTS(of_warrington));
    const GPtrArray *delays = report_table(report, "delays")->rows;
    for (guint i = 0; i < delays->len;
         i += 2) { /* what was given stands beneath what was asked for */
        const char *asked = ((const ReportRow *)delays->pdata[i])->key;
        g_autofree char *given = g_strdup_printf("%.*s given", (int)strcspn(asked, " "), asked);
        g_assert_true(g_str_has_suffix(asked, " asked"));
        g_assert_cmpstr(((const ReportRow *)delays->pdata[i + 1])->key, ==, given);
    }
}

/* ---- a quarter that goes on ---- */

static const char *const going_on[] = {"2026-03-05T10:00",
                                       "HAV-26-0005-A",
                                       "raising|oakfield",
                                       STAGE("S1", "2026-03-05T10:00"),
                                       "state|open",
                                       WEEK("2026-03-12T17:00"),
                                       NULL,
                                       NULL};
static const char *const met_early[] = {"2026-03-05T10:00",
                                        "HAV-26-0006-A",
                                        "raising|oakfield",
                                        STAGE("S1", "2026-03-05T10:00"),
                                        "state|open",
                                        WEEK("2026-03-12T17:00"),
                                        NULL,
                                        "2026-03-06T10:00",
                                        "date-met|week|yes",
                                        "date-settled|week|@2026-03-06T10:00",
                                        NULL,
                                        NULL};

/* What is still to come was not missed. */
static void test_running(void)
{
    static const struct {
        const char *today;
        Figure rows[3];
    } days[] = {
        {"2026-03-11",
         {{"policy-dates", "week due", "1, 0"},
          {"policy-dates", "week met", "1, 0"},
          {"policy-dates", "week share", "100%, –"}}},
        {"2026-03-12",
         {{"policy-dates", "week due", "2, 0"},
          {"policy-dates", "week met", "1, 0"},
          {"policy-dates", "week share", "50%, –"}}},
    };
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(cases, made(site.rules, "havering-2020", going_on));
    g_ptr_array_add(cases, made(site.rules, "havering-2020", met_early));
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autoptr(Report) report = report_make(cases, site.rules, day("2026-01-01"),
                                               day("2026-03-31"), day(days[i].today), FALSE);
        check(report, days[i].rows, G_N_ELEMENTS(days[i].rows));
    }
}

/* ---- a policy that is no more in force, or no more there ---- */

/* In the second quarter of 2025 no policy of this site is in force. */
static const char *const from_before[] = {"2025-03-20T10:00",
                                          "HAV-25-0002-A",
                                          "raising|oakfield",
                                          STAGE("S4", "2025-03-20T10:00"),
                                          "state|open",
                                          "chair-route|panel",
                                          WEEK("2025-04-10T17:00"),
                                          NULL,
                                          "2025-05-12T10:00",
                                          "decided|yes",
                                          FACT("response", "0", "Our decision stands."),
                                          "state|closing",
                                          NULL,
                                          NULL};
static const char *const said_later[] = {"2025-03-20T10:00",
                                         "HAV-25-0003-A",
                                         "raising|oakfield",
                                         STAGE("S1", "2025-03-20T10:00"),
                                         "state|open",
                                         NULL,
                                         "2025-03-24T10:00",
                                         "state|closing",
                                         NULL,
                                         "2025-03-25T10:00",
                                         "state|closed",
                                         NULL,
                                         "2025-05-12T10:00",
                                         FACT("response", "0", "Our decision stands."),
                                         NULL,
                                         NULL};
static const Figure of_before[] = {
    {"cases", "panels", "1, 0"},          {"answer", "upheld", "1, 0"},
    {"policy-dates", "week due", "1, 0"}, {"policy-dates", "week met", "0, 0"},
    {"reasons", "not-said", "0, 1"},
};
static const Figure of_said_later[] = {{"answer", "upheld", "1, 0"}, {"answer", "all", "1, 0"}};

static void check_alone(const char *const *rows, const Figure *figures, gsize count)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(cases, made(site.rules, "havering-2020", rows));
    g_autoptr(Report) report = report_make(cases, site.rules, day("2025-04-01"), day("2025-06-30"),
                                           day("2026-06-01"), FALSE);
    check(report, figures, count);
}

static void test_change_of_policy(void)
{
    check_alone(from_before, of_before, G_N_ELEMENTS(of_before));
    check_alone(said_later, of_said_later, G_N_ELEMENTS(of_said_later));
}

static const Figure of_unknown[] = {
    {"working-days", "S1 median", "3, –"},
    {"working-days", "S1 longest", "3, –"},
    {"working-days", "S1 number", "1, 0"},
    {"working-days", "S2 median", "4, –"},
    {"working-days", "S1", ""},
    {"stage-reached", "S2", ""},
    {"stage-reached", "S1", "1, 0"},
};

static void test_policy_gone(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    Case *c = made(site.rules, "havering-2020", by_agencies);
    g_ptr_array_add(cases, c);
    g_free(c->policy_sha256);
    c->policy_sha256 = g_strdup("none of the site's");
    g_autoptr(Report) report = report_make(cases, site.rules, day("2026-01-01"), day("2026-03-31"),
                                           day("2026-06-01"), FALSE);
    check(report, of_unknown, G_N_ELEMENTS(of_unknown));
    const ReportRow *median = report_row(report_table(report, "working-days"), "S1 median");
    g_assert_cmpstr(median->label, ==, "S1: median");
}

static void test_spans(void)
{
    static const struct {
        const char *from, *to;
        gboolean publish, want;
    } rows[] = {
        {"2026-01-01", "2026-03-31", TRUE, TRUE},   {"2025-01-01", "2025-12-31", TRUE, TRUE},
        {"2026-01-02", "2026-03-31", TRUE, FALSE},  {"2026-01-01", "2026-03-30", TRUE, FALSE},
        {"2026-04-01", "2026-06-30", TRUE, FALSE},  {"2026-04-01", "2026-06-30", FALSE, TRUE},
        {"2026-03-02", "2026-03-01", FALSE, FALSE}, {"2026-03-02", "2026-03-02", FALSE, TRUE},
        {"2025-01-01", "2025-06-30", TRUE, FALSE},  {"2025-04-01", "2025-12-31", TRUE, FALSE},
        {"2025-01-01", "2025-09-30", TRUE, FALSE},  {"2025-04-01", "2026-03-31", TRUE, FALSE},
        {"2024-01-01", "2025-12-31", TRUE, FALSE},  {"2024-10-01", "2025-03-31", TRUE, FALSE},
        {"2026-01-01", "2026-12-31", TRUE, FALSE},  {"2025-01-01", "2025-06-30", FALSE, TRUE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *why = NULL;
        g_test_message("%s %s", rows[i].from, rows[i].to);
        g_assert_cmpint(report_span(day(rows[i].from), day(rows[i].to), day("2026-06-01"),
                                    rows[i].publish, &why),
                        ==, rows[i].want);
        g_assert_cmpint(why == NULL, ==, rows[i].want);
    }
    g_assert_cmpint(report_looks_from(day("2026-02-20")), ==, day("2025-01-01"));
}

/* ---- as CSV ---- */

static void test_cells(void)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"Oakfield", "Oakfield"},
        {"", ""},
        {"a, b", "\"a, b\""},
        {"say \"no\"", "\"say \"\"no\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {" blank", "\" blank\""},
        {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
        {"+44 1632", "'+44 1632"},
        {"-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "'\t=1"},
        {"\r=1", "\"'\r=1\""},
        {"＝1+1", "'＝1+1"},
        {"＋44", "'＋44"},
        {"－1", "'－1"},
        {"＠SUM(A1)", "'＠SUM(A1)"},
        {"'=1", "''=1"},
        {"a; b", "\"a; b\""},
        {"a=b", "a=b"},
        {"'s", "'s"},
        {"é", "é"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        csv_write_cell(out, rows[i].text, CSV_SPREADSHEET);
        g_assert_cmpstr(out->str, ==, rows[i].want);
    }
}

static void test_csv(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = havering(site.rules);
    g_autoptr(Report) report = report_make(cases, site.rules, day("2026-01-01"), day("2026-03-31"),
                                           day("2026-06-01"), FALSE);
    g_autofree char *text = report_csv(report, report_table(report, "policy-dates"));
    g_assert_cmpstr(text, ==,
                    CSV_BOM
                    "Date,2026 Q1,2025 Q4,2025 Q3,2025 Q2,2025 Q1\r\n"
                    "One working week or a timescale that protects the child from harm (whichever "
                    "is shortest): fell due,2,0,0,not asked,not asked\r\n"
                    "One working week or a timescale that protects the child from harm (whichever "
                    "is shortest): met,1,0,0,not asked,not asked\r\n"
                    "One working week or a timescale that protects the child from harm (whichever "
                    "is shortest): share met,50%,,,not asked,not asked\r\n");
    g_autofree char *definitions = report_csv_definitions(report);
    g_assert_nonnull(strstr(
        definitions, "\r\nraised-by,By the agency that raised them,\"Cases raised in the span"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/by-hand", test_by_hand);
    g_test_add_func("/report/erased", test_erased);
    g_test_add_func("/report/asked", test_asked);
    g_test_add_func("/report/running", test_running);
    g_test_add_func("/report/change-of-policy", test_change_of_policy);
    g_test_add_func("/report/policy-gone", test_policy_gone);
    g_test_add_func("/report/spans", test_spans);
    g_test_add_func("/report/csv/cells", test_cells);
    g_test_add_func("/report/csv", test_csv);
    return g_test_run();
}
