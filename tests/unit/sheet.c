/* A file of the directory to a spreadsheet and back: whatever a cell says, it says the same afterwards, and no cell that leaves
 * begins a formula; what differs between two versions is found row by row, and nothing is counted twice. */
#include "sheet.h"

#include <string.h>

#include "day.h"
#include "sheet_diff.h"
#include "text.h"

#define ROUNDS 300
#define COLUMNS 13

static Sheet *read_people(const char *text, gboolean spreadsheet, Diagnostics *diagnostics)
{
    return spreadsheet
               ? sheet_read_spreadsheet(SHEET_PEOPLE, text, strlen(text), "x.csv", diagnostics)
               : sheet_read(SHEET_PEOPLE, text, strlen(text), "x.csv", diagnostics);
}

/* ---- there and back ---- */

/* As cells are kept: without blanks at the ends. */
static char *random_cell(void)
{
    static const char *const pieces[] = {"=",  "+",   "-",    "@", "'", "''", "\"",
                                         ",",  ";",   "\n",   " ", "a", "é",  "＝",
                                         "＠", "Zoë", "|cmd", "0", "7", "\t", "\r\n"};
    g_autoptr(GString) cell = g_string_new(NULL);
    for (gint32 n = g_test_rand_int_range(0, 7); n > 0; n--)
        g_string_append(cell, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
    return text_trim_copy(cell->str, cell->len);
}

static char *random_day(void)
{
    return g_test_rand_bit()
               ? day_iso(day_new(g_test_rand_int_range(2000, 2030), g_test_rand_int_range(1, 13),
                                 g_test_rand_int_range(1, 29)))
               : g_strdup("");
}

static char *random_phone(void)
{
    static const char *const phones[] = {"",      "01632 960101", "+44 1632 960101",    "999",
                                         "@desk", "01632960101",  "ask for Jo, ext 12", "'+44"};
    return g_strdup(phones[g_test_rand_int_range(0, G_N_ELEMENTS(phones))]);
}

static Sheet *random_sheet(void)
{
    g_autoptr(Diagnostics) none = diagnostics_new();
    g_autofree char *head = g_strjoinv(",", (char **)sheet_columns(SHEET_PEOPLE));
    Sheet *sheet = read_people(head, FALSE, none);
    for (gint32 n = g_test_rand_int_range(1, 6); n > 0; n--) {
        SheetRow *row = sheet_add(sheet, "csc");
        for (guint i = 0; i < COLUMNS; i++) {
            g_free(row->cells[i]);
            row->cells[i] = i >= 10 ? random_day() : i == 6 ? random_phone() : random_cell();
        }
        if (!*row->cells[0]) { /* a row of blanks alone is none */
            g_free(row->cells[0]);
            row->cells[0] = g_strdup("csc");
        }
    }
    return sheet;
}

static void expect_same(const Sheet *a, const Sheet *b)
{
    g_assert_cmpuint(a->rows->len, ==, b->rows->len);
    for (guint i = 0; i < a->rows->len; i++)
        for (guint j = 0; j < COLUMNS; j++)
            g_assert_cmpstr(((const SheetRow *)a->rows->pdata[i])->cells[j], ==,
                            ((const SheetRow *)b->rows->pdata[i])->cells[j]);
}

static void expect_harmless(const char *text)
{
    g_autoptr(Diagnostics) none = diagnostics_new();
    g_autoptr(Sheet) raw = read_people(text, FALSE, none);
    for (guint i = 0; i < raw->rows->len; i++)
        for (guint j = 0; j < COLUMNS; j++) {
            const char *cell = ((const SheetRow *)raw->rows->pdata[i])->cells[j];
            g_assert_true(!*cell || !strchr("=+-@\t\r", *cell));
            g_assert_false(g_str_has_prefix(cell, "＝") || g_str_has_prefix(cell, "＠"));
        }
}

static void test_round_trip(void)
{
    for (guint round = 0; round < ROUNDS; round++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(Sheet) sheet = random_sheet();
        g_autofree char *out = sheet_export(sheet), *own = sheet_text(sheet);
        g_autoptr(Sheet) back = read_people(out, TRUE, diagnostics);
        g_autoptr(Sheet) again = read_people(own, FALSE, diagnostics);
        g_autofree char *said = diagnostics_text(diagnostics);
        g_assert_cmpstr(said, ==, "");
        expect_same(sheet, back);
        expect_same(sheet, again);
        expect_harmless(out);
        g_autoptr(SheetDiff) diff = sheet_diff(sheet, back);
        g_assert_true(sheet_diff_is_empty(diff));
    }
}

/* ---- what spreadsheets do ---- */

#define HEAD                                                                                       \
    "agency,role,band,area,name,email,phone,deputy,full_member,senior,from,until,confirmed\n"
#define ROW(phone, from) "csc,worker,1,,Jo,jo@csc.example," phone ",,,," from ",,\n"

static const struct {
    const char *name, *text, *from, *phone; /* as they are read; from NULL: an error */
    const char *says;
} cases[] = {
    {"iso", HEAD ROW("01632 960101", "2026-03-09"), "2026-03-09", "01632 960101", ""},
    {"day-first", HEAD ROW("", "09/03/2026"), "2026-03-09", "", ""},
    {"short-day-first", HEAD ROW("", "9.3.2026"), "2026-03-09", "", ""},
    {"month-first", HEAD ROW("", "03/25/2026"), NULL, "",
     "x.csv:2: 'from' is '03/25/2026': the month stands first"},
    {"no-such-day", HEAD ROW("", "31/02/2026"), NULL, "",
     "x.csv:2: 'from' is no date that can be read"},
    {"two-digit-year", HEAD ROW("", "9/3/26"), NULL, "",
     "'from' is no date that can be read: '9/3/26'"},
    {"serial-number", HEAD ROW("", "46090"), NULL, "",
     "'from' is no date that can be read: '46090'"},
    {"hashes", HEAD ROW("", "########"), NULL, "", "'from' is no date"},
    {"rounded", HEAD ROW("1.63E+09", ""), NULL, "",
     "x.csv:2: 'phone' is '1.63E+09': the spreadsheet made a number"},
    {"rounded-comma",
     "agency;role;band;area;name;email;phone;deputy;full_member;senior;from;until;confirmed\ncsc;"
     "worker;1;;Jo;jo@csc.example;1,63E+09;;;;;;\n",
     NULL, "", "made a number"},
    {"lost-zero", HEAD ROW("1632960101", ""), NULL, "",
     "x.csv:2: 'phone' is '1632960101', without the 0 or +"},
    {"lost-plus", HEAD ROW("441632960101", ""), NULL, "", "without the 0 or +"},
    {"short-number", HEAD ROW("101", ""), "", "101", ""},
    {"plus", HEAD ROW("'+44 1632 960101", ""), "", "+44 1632 960101", ""},
    {"plus-undefused", HEAD ROW("+44 1632 960101", ""), "", "+44 1632 960101", ""},
    {"semicolons",
     "\xef\xbb\xbf"
     "agency;role;band;area;name;email;phone;deputy;full_member;senior;from;until;confirmed\r\ncsc;"
     "worker;1;;Jo;jo@csc.example;;;;;09/03/2026;;\r\n",
     "2026-03-09", "", ""},
    {"other-order",
     "until,from,confirmed,agency,role,band,area,name,email,phone,deputy,full_member,senior\n,09/"
     "03/2026,,csc,worker,1,,Jo,jo@csc.example,,,,\n",
     "2026-03-09", "", ""},
    {"empty-columns",
     "agency,role,band,area,name,email,phone,deputy,full_member,senior,from,until,confirmed,,\ncsc,"
     "worker,1,,Jo,jo@csc.example,,,,,,,,,\n,,,,,,,,,,,,,,\n",
     "", "", ""},
    {"short-row", HEAD "csc,worker,1,,Jo,jo@csc.example\n", "", "", ""},
    {"own-column",
     "agency,role,band,area,name,email,phone,deputy,full_member,senior,from,until,confirmed,"
     "note\ncsc,worker,1,,Jo,jo@csc.example,,,,,,,,ring first\n",
     "", "", "x.csv:1: warning: column 'note' is left out"},
    {"lost-column",
     "agency,role,band,area,name,email,deputy,full_member,senior,from,until,confirmed\n", NULL, "",
     "column 'phone' is missing"},
};

static void test_spreadsheet(gconstpointer data)
{
    const gsize n = GPOINTER_TO_SIZE(data);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Sheet) sheet = read_people(cases[n].text, TRUE, diagnostics);
    g_autofree char *said = diagnostics_text(diagnostics);
    g_assert_cmpint(diagnostics_errors(diagnostics) > 0, ==, cases[n].from == NULL);
    g_assert_true(*cases[n].says ? strstr(said, cases[n].says) != NULL : *said == '\0');
    if (!cases[n].from)
        return;
    g_assert_cmpuint(sheet->rows->len, ==, 1);
    g_assert_cmpstr(sheet_cell(sheet, sheet->rows->pdata[0], "from"), ==, cases[n].from);
    g_assert_cmpstr(sheet_cell(sheet, sheet->rows->pdata[0], "phone"), ==, cases[n].phone);
    g_assert_cmpstr(sheet_cell(sheet, sheet->rows->pdata[0], "name"), ==, "Jo");
}

static void test_western(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Sheet) sheet =
        read_people(HEAD "csc,worker,1,,Zo\xeb,zoe@csc.example,,,,,,,\n", TRUE, diagnostics);
    g_assert_cmpstr(sheet_cell(sheet, sheet->rows->pdata[0], "name"), ==, "Zoë");
}

/* ---- what differs ---- */

static const char before_text[] =
    HEAD "csc,line_manager,2,,Ann,ann@csc.example,,,,,,,\n"
         "csc,worker,1,,Bea,bea@csc.example,,,,,,,\n"
         "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\n"
         "hv,worker,1,,Dee,dee@hv.example,,,,,,,\n";

static const struct {
    const char *name, *after, *found; /* "KIND title: field; field" joined by newlines */
} diffs[] = {
    {"nothing",
     "csc,line_manager,2,,Ann,ann@csc.example,,,,,,,\ncsc,worker,1,,Bea,bea@csc.example,,,,,,,\n"
     "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\nhv,worker,1,,Dee,dee@hv.example,,"
     ",,,,,\n",
     ""},
    {"a-post-ends",
     "csc,line_manager,2,,Ann,ann@csc.example,,,,,,2026-03-31,\ncsc,worker,1,,Bea,bea@csc.example,,"
     ",,,,,\n"
     "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\nhv,worker,1,,Dee,dee@hv.example,,"
     ",,,,,\n",
     "~csc, line_manager: Ann|until: (empty) → 2026-03-31\n"},
    {"another-person",
     "csc,line_manager,2,,Eve,eve@csc.example,,,,,,,\ncsc,worker,1,,Bea,bea@csc.example,,,,,,,\n"
     "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\nhv,worker,1,,Dee,dee@hv.example,,"
     ",,,,,\n",
     "~csc, line_manager: Eve|name: Ann → Eve|email: ann@csc.example → eve@csc.example\n"},
    {"another-address",
     "csc,line_manager,2,,Ann,ann@csc.example,,,,,,,\ncsc,worker,1,,Bea,b@csc.example,,,,,,,\n"
     "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\nhv,worker,1,,Dee,dee@hv.example,,"
     ",,,,,\n",
     "~csc, worker: Bea|email: bea@csc.example → b@csc.example\n"},
    {"another-role",
     "csc,line_manager,2,,Ann,ann@csc.example,,,,,,,\ncsc,senior_manager,3,,Bea,bea@csc.example,,,,"
     ",,,\n"
     "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\nhv,worker,1,,Dee,dee@hv.example,,"
     ",,,,,\n",
     "~csc, senior_manager: Bea|role: worker → senior_manager|band: 1 → 3\n"},
    {"gone-and-new",
     "csc,line_manager,2,,Ann,ann@csc.example,,,,,,,\ncsc,worker,1,,Bea,bea@csc.example,,,,,,,\n"
     "hv,worker,1,,Dee,dee@hv.example,,,,,,,\nhv,worker,1,,Flo,flo@hv.example,,,,,,,\n",
     "+hv, worker: Flo|agency: hv|role: worker|band: 1|name: Flo|email: flo@hv.example\n"
     "-csc, worker: Cy|agency: csc|role: worker|band: 1|name: Cy|email: cy@csc.example|from: "
     "2025-09-01|confirmed: 2026-01-12\n"},
    {"order",
     "csc,worker,1,,Bea,bea@csc.example,,,,,,,\ncsc,line_manager,2,,Ann,ann@csc.example,,,,,,,\n"
     "csc,worker,1,,Cy,cy@csc.example,,,,,2025-09-01,,2026-01-12\nhv,worker,1,,Dee,dee@hv.example,,"
     ",,,,,\n",
     "order\n"},
};

static char *in_words(const SheetDiff *diff)
{
    GString *words = g_string_new(diff->reordered ? "order\n" : "");
    for (guint i = 0; i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        g_autofree char *title = row_change_title(diff, change);
        g_autoptr(GPtrArray) fields = row_change_fields(diff, change);
        g_string_append_printf(words, "%c%s", "+~-"[change->kind], title);
        for (guint j = 0; j < fields->len; j++)
            g_string_append_printf(words, "|%s", (const char *)fields->pdata[j]);
        g_string_append_c(words, '\n');
    }
    return g_string_free(words, FALSE);
}

static void test_diff(gconstpointer data)
{
    const gsize n = GPOINTER_TO_SIZE(data);
    g_autoptr(Diagnostics) none = diagnostics_new();
    g_autofree char *text = g_strconcat(HEAD, diffs[n].after, NULL);
    g_autoptr(Sheet) before = read_people(before_text, FALSE, none);
    g_autoptr(Sheet) after = read_people(text, FALSE, none);
    g_autoptr(SheetDiff) diff = sheet_diff(before, after);
    g_autofree char *found = in_words(diff);
    g_assert_cmpstr(found, ==, diffs[n].found);
}

/* Any two sheets: what was, less what went, and what came is what is. */
static void test_diff_counts(void)
{
    for (guint round = 0; round < ROUNDS; round++) {
        g_autoptr(Sheet) before = random_sheet(), after = random_sheet();
        for (guint i = 0; i < before->rows->len; i++)
            if (g_test_rand_bit()) {
                SheetRow *row = sheet_add(after, "csc");
                g_strfreev(row->cells);
                row->cells = g_strdupv(((const SheetRow *)before->rows->pdata[i])->cells);
            }
        g_autoptr(SheetDiff) diff = sheet_diff(before, after);
        g_assert_cmpuint(before->rows->len - diff->removed + diff->added, ==, after->rows->len);
        g_assert_cmpuint(diff->added + diff->changed + diff->removed, ==, diff->changes->len);
    }
}

static void test_turned_round(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Sheet) before = read_people(before_text, FALSE, diagnostics);
    g_autoptr(Sheet) after = read_people(
        HEAD "csc,worker,1,,Cy,cy@csc.example,,,,,9/1/2025,,1/12/2026\n", TRUE, diagnostics);
    g_autoptr(SheetDiff) diff = sheet_diff(before, after);
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 0);
    sheet_diff_check_days(diff, diagnostics);
    g_autofree char *said = diagnostics_text(diagnostics);
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 2);
    g_assert_nonnull(
        strstr(said, "x.csv:2: 'from' read day first is 2025-01-09, and it was 2025-09-01"));
}

static void test_editing(void)
{
    g_autoptr(Diagnostics) none = diagnostics_new();
    g_autoptr(Sheet) before = read_people(before_text, FALSE, none);
    g_autoptr(Sheet) after = sheet_copy(before);
    sheet_set(after, sheet_row_at(after, 4), "until", "2026-03-31\n");
    SheetRow *row = sheet_add(after, "csc");
    sheet_set(after, row, "name", "Gil");
    g_assert_true(after->rows->pdata[3] == row); /* behind the last of the agency */
    g_assert_null(sheet_row_at(after, 99));
    g_assert_null(sheet_row_at(after, 0));
    g_autoptr(SheetDiff) diff = sheet_diff(before, after);
    g_autofree char *found = in_words(diff);
    g_assert_cmpstr(found, ==,
                    "~csc, worker: Cy|until: (empty) → 2026-03-31\n"
                    "+csc, : Gil|agency: csc|name: Gil\n");
}

/* What stood there is nobody's typing, and is not refused for what it is. */
static void test_typed(void)
{
    static const char text[] = "agency,role,band,area,name,email,phone,deputy,full_member,senior,"
                               "from,until,confirmed\n"
                               "csc,worker,1,,Ada Moor,ada@csc.example,2071234567,,,,,,1/2/26\n";
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Sheet) sheet = read_people(text, FALSE, diagnostics);
    SheetRow *row = sheet_row_at(sheet, 2);
    sheet_type(sheet, row, "phone", "2071234567", diagnostics);
    sheet_type(sheet, row, "confirmed", "1/2/26", diagnostics);
    sheet_type(sheet, row, "until", "31/03/2026", diagnostics);
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 0);
    g_assert_cmpstr(sheet_cell(sheet, row, "until"), ==, "2026-03-31");
    sheet_type(sheet, row, "phone", "2079876543", diagnostics);
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sheet/round-trip", test_round_trip);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/sheet/spreadsheet/", cases[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_spreadsheet);
    }
    g_test_add_func("/sheet/spreadsheet/western", test_western);
    for (gsize i = 0; i < G_N_ELEMENTS(diffs); i++) {
        g_autofree char *path = g_strconcat("/sheet/diff/", diffs[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_diff);
    }
    g_test_add_func("/sheet/diff/counts", test_diff_counts);
    g_test_add_func("/sheet/diff/turned-round", test_turned_round);
    g_test_add_func("/sheet/editing", test_editing);
    g_test_add_func("/sheet/typed", test_typed);
    return g_test_run();
}
