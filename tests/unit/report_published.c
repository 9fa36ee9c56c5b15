/* What is published: no small count, and none that could be worked out from the rest of a report, or from those of other quarters.
 * The sites are drawn at random, the same in every run. */
#include "made_course.h"

/* A case of the second half of the sentence: raised, moved and settled on days drawn at random. */
static Case *drawn(const Ruleset *rules, GRand *rand, guint n)
{
    static const char *const agencies[] = {"oakfield", "riverbend", "eastpolice", "millbrook",
                                           "csc"};
    static const char *const stages[] = {"S1", "S2", "S3", "S4"};
    static const char *const reasons[] = {"Levels of need", "Communication", "Need for action"};
    Day opened = day("2025-01-01") + (guint32)g_rand_int_range(rand, 0, 364);
    g_autofree char *first = day_iso(opened),
                    *second = day_iso(opened + (guint32)g_rand_int_range(rand, 1, 40));
    g_autofree char *begins = g_strdup_printf("%sT10:00", first),
                    *ends = g_strdup_printf("%sT10:00", second);
    const char *urgent = g_rand_int_range(rand, 0, 3) > 0 ? "urgent|yes" : "urgent|no";
    guint chosen = (guint)g_rand_int_range(rand, 0, 4) * (guint)g_rand_int_range(rand, 0, 2);
    g_autofree char *reference = g_strdup_printf("HAV-25-%04u-A", n);
    g_autofree char *raising = g_strdup_printf("raising|%s", agencies[chosen]);
    g_autofree char *challenged =
        g_strdup_printf("challenged|%s|", agencies[4 - (guint)g_rand_int_range(rand, 0, 2)]);
    g_autofree char *stage =
        g_strdup_printf("stage|%s|0|@%s", stages[g_rand_int_range(rand, 0, 4)], begins);
    g_autofree char *reason = g_strdup_printf("fact|reasons|0|%s||text/plain 1|1|no",
                                              reasons[g_rand_int_range(rand, 0, 3)]);
    const char *const rows[] = {
        begins, reference, raising,         challenged, stage, "state|open",   reason, urgent,
        NULL,   ends,      "state|closing", NULL,       ends,  "state|closed", NULL,   NULL};
    return made(rules, "havering-2020", rows);
}

static double shown_or(const ReportRow *row, guint column, guint *hidden)
{
    *hidden += row->cells[column].state == CELL_HIDDEN;
    return row->cells[column].state == CELL_HIDDEN ? 0 : row->cells[column].value;
}

/* Of a sum whose total is known one hidden part alone, or hidden parts that are all 1, would be told. */
static void sum_tells_nothing(double total, double known, guint hidden)
{
    g_assert_cmpuint(hidden, !=, 1);
    if (hidden > 0)
        g_assert_cmpfloat(total - known, >, hidden);
}

static void table_tells_nothing(const ReportTable *table, guint column)
{
    double known = 0;
    guint hidden = 0, of_total = 0;
    const ReportRow *total = report_row(table, "all");
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        g_assert_false(row->unit == REPORT_COUNT && row->cells[column].state == CELL_VALUE &&
                       row->cells[column].value > 0 && row->cells[column].value < 5);
        if (row != total && row->unit == REPORT_COUNT)
            known += shown_or(row, column, &hidden);
    }
    double all = total ? shown_or(total, column, &of_total) : 0;
    if (total && table->adds && of_total == 0)
        sum_tells_nothing(all, known, hidden);
}

static void rest_tells_nothing(const Report *report, guint column)
{
    const ReportTable *cases = report_table(report, "cases");
    const ReportRow *raised = report_row(cases, "raised"), *urgent = report_row(cases, "urgent");
    double rest = raised->cells[column].value - urgent->cells[column].value;
    g_assert_false(raised->cells[column].state == CELL_VALUE &&
                   urgent->cells[column].state == CELL_VALUE && rest > 0 && rest < 5);
}

static void year_tells_nothing(Report *const *quarters, const Report *year)
{
    for (guint i = 0; i < year->tables->len; i++) {
        const ReportTable *table = year->tables->pdata[i];
        for (guint j = 0; j < table->rows->len; j++) {
            const ReportRow *row = table->rows->pdata[j];
            double known = 0;
            guint hidden = 0;
            if (row->unit != REPORT_COUNT || row->cells[0].state != CELL_VALUE ||
                g_str_equal(table->id, "stage-reached"))
                continue;
            for (guint q = 0; q < 4; q++) {
                const ReportRow *part = report_row(report_table(quarters[q], table->id), row->key);
                known += part ? shown_or(part, 0, &hidden) : 0;
            }
            sum_tells_nothing(row->cells[0].value, known, hidden);
        }
    }
}

static void publish_once(const Ruleset *rules, guint32 seed)
{
    static const char *const begins[] = {"2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"};
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    Report *quarters[4];
    guint count = (guint)g_rand_int_range(rand, 3, 120);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(cases, drawn(rules, rand, i + 1));
    for (guint q = 0; q < 4; q++) {
        quarters[q] = report_make(cases, rules, day(begins[q]), quarter_end(day(begins[q])),
                                  day("2026-06-01"), TRUE);
        rest_tells_nothing(quarters[q], 0);
        for (guint i = 0; i < quarters[q]->tables->len; i++)
            for (guint column = 0; column < 5; column++)
                table_tells_nothing(quarters[q]->tables->pdata[i], column);
    }
    g_autoptr(Report) year =
        report_make(cases, rules, day("2025-01-01"), day("2025-12-31"), day("2026-06-01"), TRUE);
    g_assert_cmpuint(year->columns->len, ==, 5);
    for (guint i = 0; i < year->tables->len; i++)
        table_tells_nothing(year->tables->pdata[i], 0);
    rest_tells_nothing(year, 0);
    year_tells_nothing(quarters, year);
    for (guint q = 0; q < 4; q++)
        report_free(quarters[q]);
}

static void test_published(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    for (guint32 seed = 1; seed <= 60; seed++) {
        g_test_message("seed %u", seed);
        publish_once(site.rules, seed);
    }
}

/* A quarter hides the same, whichever report shows it. */
static void test_published_alike(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (guint i = 0; i < 60; i++)
        g_ptr_array_add(cases, drawn(site.rules, rand, i + 1));
    g_autoptr(Report) then = report_make(cases, site.rules, day("2025-04-01"), day("2025-06-30"),
                                         day("2026-06-01"), TRUE);
    g_autoptr(Report) later = report_make(cases, site.rules, day("2025-07-01"), day("2025-09-30"),
                                          day("2026-06-01"), TRUE);
    for (guint i = 0; i < then->tables->len; i++) {
        const ReportTable *table = then->tables->pdata[i];
        g_assert_false(table->internal);
        for (guint j = 0; j < table->rows->len; j++) {
            const ReportRow *row = table->rows->pdata[j],
                            *same = report_row(report_table(later, table->id), row->key);
            g_assert_cmpint(same->cells[1].state, ==, row->cells[0].state);
        }
    }
    g_assert_null(report_table(then, "agencies-with-none"));
    g_assert_null(report_table(then, "learning-subgroup"));
    g_assert_null(report_row(report_table(then, "cases"), "in-progress"));
    g_assert_null(report_row(report_table(then, "working-days"), "S2 longest"));
}

/* ---- what one table says of another ---- */

typedef struct {
    guint count;
    const char *raising;
    const char *rows[6]; /* changes on the day of its opening, besides */
} Lot;

#define LEVEL "fact|threshold_level|0|3||text/plain 1|1|no"
#define REASONS "fact|reasons|0|Case conference, Thresholds||text/plain 1|1|no"

static void add_lot(GPtrArray *cases, const Ruleset *rules, const char *policy, const Lot *lot)
{
    for (guint i = 0; i < lot->count; i++) {
        g_autofree char *reference = g_strdup_printf("TST-25-%04u-A", cases->len + 1);
        g_autofree char *raising = g_strdup_printf("raising|%s", lot->raising);
        const char *rows[16] = {"2025-02-03T10:00", reference, raising, "challenged|csc|",
                                "state|open"};
        for (guint j = 0; j < G_N_ELEMENTS(lot->rows) && lot->rows[j]; j++)
            rows[5 + j] = lot->rows[j];
        g_ptr_array_add(cases, made(rules, policy, rows));
    }
}

static Report *published(const Ruleset *rules, const char *policy, const Lot *lots, gsize count)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (gsize i = 0; i < count; i++)
        add_lot(cases, rules, policy, &lots[i]);
    return report_make(cases, rules, day("2025-01-01"), day("2025-03-31"), day("2026-06-01"), TRUE);
}

static void expect(const Report *report, const char *table, const char *key, CellState want)
{
    const ReportRow *row = report_row(report_table(report, table), key);
    g_test_message("%s: %s", table, key);
    g_assert_nonnull(row);
    g_assert_cmpint(row->cells[0].state, ==, want);
}

/* Five were raised, by two agencies 3 and 2: that it is five stands nowhere, in the table of levels neither. */
static void test_levels_total(void)
{
    static const Lot lots[] = {{3, "parkgate", {LEVEL}}, {2, "csc", {LEVEL}}};
    g_auto(MadeSite) site = made_site("warrington-2021");
    g_autoptr(Report) report = published(site.rules, "warrington-2021", lots, 2);
    expect(report, "cases", "raised", CELL_HIDDEN);
    expect(report, "level-of-need", "all", CELL_HIDDEN);
    expect(report, "level-of-need", "3", CELL_HIDDEN);
}

/* A table that nobody asked says nothing of what was raised: no more is hidden for it, and it says so. */
static void test_level_not_asked(void)
{
    static const Lot many[] = {
        {6, "oakfield", {NULL}}, {3, "riverbend", {NULL}}, {3, "eastpolice", {NULL}}};
    static const Lot few[] = {{3, "oakfield", {NULL}}};
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(Report) report = published(site.rules, "havering-2020", many, 3);
    expect(report, "raised-by", "oakfield", CELL_VALUE);
    expect(report, "raised-by", "riverbend", CELL_HIDDEN);
    expect(report, "cases", "raised", CELL_VALUE);
    expect(report, "level-of-need", "all", CELL_NOT_ASKED);
    g_autoptr(Report) small = published(site.rules, "havering-2020", few, 1);
    expect(small, "cases", "raised", CELL_HIDDEN);
    expect(small, "level-of-need", "all", CELL_NOT_ASKED);
}

/* Eight, of whom five were erased: of the other three both tables must keep silent, and about the five alike. */
static void test_erased_alike(void)
{
    static const Lot lots[] = {{5, "parkgate", {"erased|1|h|d"}},
                               {3, "parkgate", {LEVEL, REASONS}}};
    g_auto(MadeSite) site = made_site("warrington-2021");
    g_autoptr(Report) report = published(site.rules, "warrington-2021", lots, 2);
    expect(report, "cases", "raised", CELL_VALUE);
    expect(report, "level-of-need", "3", CELL_HIDDEN);
    expect(report, "level-of-need", "erased", CELL_HIDDEN);
    expect(report, "reasons", "erased", CELL_HIDDEN);
}

/* Seven and five of them are two. */
static void test_rests(void)
{
    static const Lot urgent[] = {{5, "oakfield", {"urgent|yes"}}, {2, "oakfield", {NULL}}};
    static const char asked[] = "owed|delay-reasons|parkgate||0|3|no|@2025-02-03T10:00",
                      given[] = "owed-met|delay-reasons|parkgate||0|@2025-02-03T10:00";
    static const Lot delayed[] = {{5, "parkgate", {asked, given}}, {2, "parkgate", {asked}}};
    g_auto(MadeSite) havering = made_site("havering-2020");
    g_autoptr(Report) report = published(havering.rules, "havering-2020", urgent, 2);
    expect(report, "cases", "raised", CELL_VALUE);
    expect(report, "cases", "urgent", CELL_HIDDEN);
    g_auto(MadeSite) warrington = made_site("warrington-2021");
    g_autoptr(Report) delays = published(warrington.rules, "warrington-2021", delayed, 2);
    expect(delays, "delays", "delay-reasons asked", CELL_VALUE);
    expect(delays, "delays", "delay-reasons given", CELL_HIDDEN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/published", test_published);
    g_test_add_func("/report/published/alike", test_published_alike);
    g_test_add_func("/report/published/levels-total", test_levels_total);
    g_test_add_func("/report/published/level-not-asked", test_level_not_asked);
    g_test_add_func("/report/published/erased-alike", test_erased_alike);
    g_test_add_func("/report/published/rests", test_rests);
    return g_test_run();
}
