/* Text made fit for showing and comparing; errors, findings and nearest words. */
#include "error.h"
#include "place.h"
#include "text.h"
#include "text_format.h"
#include <errno.h>
#include <string.h>

typedef struct {
    const char *name, *input, *want;
} Row;

static void check(const Row *row, char *got)
{
    if (g_strcmp0(got, row->want) != 0) {
        g_test_message("%s: got '%s', want '%s'", row->name, got ? got : "NULL",
                       row->want ? row->want : "NULL");
        g_test_fail();
    }
    g_free(got);
}

static void test_valid(void)
{
    g_autofree char *good = text_valid("Zo\xc3\xab", 4);
    g_autofree char *bad = text_valid("a\xff\0b", 4);
    g_autofree char *cut = text_valid("a\xe2\x80", 3);
    g_autofree char *none = text_valid(NULL, 0);
    g_assert_cmpstr(good, ==, "Zo\xc3\xab");
    g_assert_cmpstr(bad, ==,
                    "a\xef\xbf\xbd\xef\xbf\xbd"
                    "b");
    g_assert_true(g_utf8_validate(cut, -1, NULL));
    g_assert_cmpstr(none, ==, "");
}

static void test_line(void)
{
    static const Row rows[] = {
        {"plain", "Referral", "Referral"},
        {"header injection", "Ref\r\nBcc: x@evil.example", "Ref Bcc: x@evil.example"},
        {"runs of blanks", "  a \t\xc2\xa0  b  ", "a b"},
        {"line and paragraph separators",
         "a\xe2\x80\xa8"
         "b\xe2\x80\xa9"
         "c",
         "a b c"},
        {"controls", "a\x01\x1b[31mb\x7f", "a[31mb"},
        {"C1 controls",
         "a\xc2\x9b"
         "b",
         "ab"},
        {"bidi override",
         "\xe2\x80\xae"
         "fdp.exe",
         "fdp.exe"},
        {"bidi isolate",
         "a\xe2\x81\xa6"
         "b\xe2\x81\xa9",
         "ab"},
        {"joiner stays",
         "a\xe2\x80\x8d"
         "b",
         "a\xe2\x80\x8d"
         "b"},
        {"broken UTF-8", "a\xff", "a\xef\xbf\xbd"},
        {"only blanks", " \r\n ", ""},
        {"nothing", NULL, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        check(&rows[i], text_line(rows[i].input, 100));
    check(&(Row){"cut", NULL, "Zo\xc3\xab"}, text_line("Zo\xc3\xab Smith", 3));
    check(&(Row){"cut at a blank", NULL, "Zo\xc3\xab"}, text_line("Zo\xc3\xab Smith", 4));
    check(&(Row){"cut behind a blank", NULL, "Zo\xc3\xab S"}, text_line("Zo\xc3\xab Smith", 5));
    check(&(Row){"nothing allowed", NULL, ""}, text_line("x", 0));
}

static void test_fold(void)
{
    static const Row rows[] = {
        {"case and blanks", "  Child  PROTECTION\tPlan ", "child protection plan"},
        {"punctuation", "O'Brien-Smith, J.", "o brien smith j"},
        {"apostrophes alike",
         "O\xe2\x80\x99"
         "Brien",
         "o brien"},
        {"underscore", "cp_plan", "cp plan"},
        {"ampersand", "Police & Fire", "police fire"},
        {"full width", "\xef\xbc\xa1\xef\xbc\xa2", "ab"},
        {"ligature", "\xef\xac\x81re", "fire"},
        {"composed", "Zoe\xcc\x88", "zo\xc3\xab"},
        {"sharp s",
         "STRA\xc3\x9f"
         "E",
         "strasse"},
        {"zero width in a name",
         "Sm\xe2\x80\x8b"
         "ith",
         "smith"},
        {"bidi mark in a name",
         "Sm\xe2\x80\x8f"
         "ith",
         "smith"},
        {"joiner in a name",
         "Sm\xe2\x80\x8d"
         "ith",
         "smith"},
        {"nothing", NULL, ""},
        {"only marks", "--- !", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        check(&rows[i], text_fold(rows[i].input));
    g_assert_true(text_same("CSC, duty team", "csc duty  TEAM"));
    g_assert_false(text_same("CSC", "CSC 2"));
    g_assert_true(text_same(NULL, NULL));
    g_assert_false(text_same(NULL, ""));
}

static char *times(const char *piece, guint count)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append(text, piece);
    return g_string_free(text, FALSE);
}

/* A long text is folded in pieces: no cut may show, with blanks or without. */
static void test_fold_long(void)
{
    static const struct {
        const char *name, *input, *want;
    } rows[] = {
        {"blanks", "CAF\xc3\x89 ", "caf\xc3\xa9 "},
        {"marks, no blanks", "xE\xcc\x81", "x\xc3\xa9"},
        {"two marks", "S\xcc\xa3\xcc\x87", "\xe1\xb9\xa9"},
        {"folding apart", "\xe1\xbe\x88", "\xe1\xbc\x80\xce\xb9"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autofree char *input = times(rows[i].input, 20000);
        g_autofree char *want = g_strchomp(times(rows[i].want, 20000));
        g_autofree char *got = text_fold(input);
        g_assert_true(g_str_equal(got, want));
    }
}

static void test_empty_and_trim(void)
{
    static const char *const blank[] = {
        "", " \t\r\n\v", "\xc2\xa0", "\xef\xbb\xbf", "\xe2\x80\x8b", "\xe2\x80\xa8 \xc2\x85"};
    for (gsize i = 0; i < G_N_ELEMENTS(blank); i++) {
        g_assert_true(text_empty(blank[i]));
        check(&(Row){"blank", NULL, ""}, text_trim_copy(blank[i], strlen(blank[i])));
    }
    g_assert_true(text_empty(NULL));
    g_assert_false(text_empty(" \xff"));
    g_assert_false(text_empty("\xc2\xa0x"));
    check(&(Row){"both ends", NULL, "a \xc2\xa0 b"},
          text_trim_copy("\xef\xbb\xbf\xc2\xa0 a \xc2\xa0 b \r\n\xc2\xa0", 17));
    check(&(Row){"only so far", NULL, "ab"}, text_trim_copy(" ab cd", 4));
    check(&(Row){"cut character stays", NULL, "a\xc2"}, text_trim_copy("a\xc2\xa0", 2));
    check(&(Row){"nothing", NULL, ""}, text_trim_copy("x", 0));
}

static void test_initials(void)
{
    static const Row rows[] = {
        {"dots", "J. S.", "JS"},
        {"name", "Jo Smith", "JS"},
        {"small", "jo smith", "JS"},
        {"no blanks", "J.S.", "JS"},
        {"initials", " JKS ", "JKS"},
        {"one letter", "J", "J"},
        {"one name", "SMITH", "S"},
        {"hyphen", "Jo Smith-Jones", "JSJ"},
        {"hyphen, dots", "J. S-J.", "JSJ"},
        {"apostrophe", "A O'Neill", "AO"},
        {"accent", "\xc3\xa9lise Roy", "\xc3\x89R"},
        {"decomposed", "e\xcc\x81lise Roy", "\xc3\x89R"},
        {"digits", "2 children", "C"},
        {"none", "", ""},
        {"nothing", NULL, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        check(&rows[i], text_initials(rows[i].input));
}

static void test_digits(void)
{
    static const Row rows[] = {
        {"blanks", "999 321 4418", "9993214418"},
        {"words, dashes", "UPN A12-3, n\xc2\xb2 4", "1234"},
        {"none", "none", ""},
        {"nothing", "", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        check(&rows[i], text_digits(rows[i].input));
}

static void test_address(void)
{
    static const char *const good[] = {"jo@school.example",         "o'brien@x.example",
                                       "a+b=c@x-y.example",         "a@localhost",
                                       "J.Smith_1@SUB.example.org", "a@xn--bcher-kva.example"};
    static const char *const bad[] = {"",
                                      "jo",
                                      "@x.example",
                                      "jo@",
                                      "a@b@c.example",
                                      "a b@x.example",
                                      "a\n@x.example",
                                      "<a@x.example>",
                                      "\"a\"@x.example",
                                      "a,b@x.example",
                                      "a:b@x.example",
                                      "a;b@x.example",
                                      "a\\b@x.example",
                                      "a(b)@x.example",
                                      "a@[192.0.2.1]",
                                      "z\xc3\xb6@x.example",
                                      "a@x..example",
                                      "a@.example",
                                      "a@x.example.",
                                      "a@-x.example",
                                      "a@x-.example",
                                      "a@x-",
                                      "a@x example",
                                      "a@g\xd0\xbe"
                                      "d.example",
                                      "{{to}}@x.example",
                                      "a@x.example\r\nBcc:b@x.example"};
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(text_is_address(good[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        if (text_is_address(bad[i]))
            g_error("taken for an address: '%s'", bad[i]);
    g_assert_false(text_is_address(NULL));
    g_autofree char *local = g_strnfill(65, 'a');
    g_autofree char *long_local = g_strconcat(local, "@x.example", NULL);
    g_assert_true(text_is_address(long_local + 1));
    g_assert_false(text_is_address(long_local));
    g_autofree char *labels = g_strnfill(250, 'a');
    for (int i = 60; i < 250; i += 60)
        labels[i] = '.';
    g_autofree char *long_domain = g_strconcat("jo@", labels, "aa", NULL); /* 255 bytes */
    g_assert_false(text_is_address(long_domain));
    long_domain[254] = '\0';
    g_assert_true(text_is_address(long_domain));
}

static void test_address_parts(void)
{
    g_autofree char *folded = text_address_fold("Jo.Smith@School.Example");
    g_assert_cmpstr(folded, ==, "jo.smith@school.example");
    g_assert_null(text_address_fold("Jo Smith"));
    g_assert_null(text_address_fold(NULL));
    g_assert_cmpstr(text_address_domain("jo@school.example"), ==, "school.example");
    g_assert_null(text_address_domain("jo"));
    g_assert_null(text_address_domain("jo@"));
    g_assert_null(text_address_domain(NULL));
}

static void test_diagnostics(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    diagnostics_error(diagnostics, (Place){"routing/b.yaml", 12, 1}, "unknown key '%s'", "stags");
    diagnostics_warning(diagnostics, (Place){"routing/b.yaml", 2, 0}, "nobody is chair");
    diagnostics_error(diagnostics, (Place){"routing/a.csv", 0, 0}, "cannot be read");
    diagnostics_error(diagnostics, (Place){"routing/b.yaml", 12, 1}, "second at one place");
    diagnostics_error(diagnostics, (Place){NULL, 0, 0}, "no place");
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 4);
    g_assert_cmpuint(diagnostics_warnings(diagnostics), ==, 1);
    g_autofree char *text = diagnostics_text(diagnostics);
    g_assert_cmpstr(text, ==,
                    "no place\n"
                    "routing/a.csv: cannot be read\n"
                    "routing/b.yaml:2: warning: nobody is chair\n"
                    "routing/b.yaml:12: unknown key 'stags'\n"
                    "routing/b.yaml:12: second at one place\n");
    char printed[512] = "";
    FILE *stream = fmemopen(printed, sizeof printed, "w");
    diagnostics_print(diagnostics, stream);
    fclose(stream);
    g_assert_cmpstr(printed, ==, text);
}

static void test_nearest(void)
{
    static const char *const choices[] = {"stages", "holders", "clocks", "of", "Zo\xc3\xab", NULL};
    static const Row rows[] = {
        {"dropped letter", "stags", "stages"},
        {"swapped letters", "stagse", "stages"},
        {"case", "STAGES", "stages"},
        {"too far", "stxyes", "stages"},
        {"far", "sxxxes", NULL},
        {"short", "on", "of"},
        {"nothing right", "xy", NULL},
        {"one letter", "o", NULL},
        {"empty", "", NULL},
        {"letters, not bytes", "zoe", "Zo\xc3\xab"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        check(&rows[i], g_strdup(nearest_word(rows[i].input, choices)));
    g_autofree char *endless = g_strnfill(100000, 's');
    g_assert_null(nearest_word(endless, choices));
}

static void test_errno(void)
{
    static const int machine[] = {ENOSPC, EDQUOT, EAGAIN, EINTR, EIO,
                                  EROFS,  EMFILE, ENFILE, ENOMEM};
    for (gsize i = 0; i < G_N_ELEMENTS(machine); i++) {
        g_autoptr(GError) later = NULL;
        casegate_error_from_errno(&later, machine[i], "cannot write");
        g_assert_error(later, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    }
    g_autoptr(GError) full = NULL, missing = NULL;
    casegate_error_from_errno(&full, ENOSPC, "cannot write '%s'", "x");
    casegate_error_from_errno(&missing, ENOENT, "cannot open '%s'", "x");
    casegate_error_from_errno(NULL, ENOENT, "nobody asks");
    g_assert_error(full, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_assert_error(missing, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_cmpstr(missing->message, ==, "cannot open 'x': No such file or directory");
}

static void test_holds_one(void)
{
    static const char *const phrases[] = {"no such user", "is full"};
    g_assert_true(text_holds_one("the mailbox is full.", phrases, 2));
    g_assert_false(text_holds_one("the mailbox is full.", phrases, 1));
    g_assert_false(text_holds_one("No Such User", phrases, 2));
    g_assert_false(text_holds_one("", phrases, 2));
}

static void test_put_together(void)
{
    static const struct {
        gint64 number;
        const char *want;
    } rows[] = {{0, "0"},
                {7, "7"},
                {-12, "-12"},
                {G_MAXINT64, "9223372036854775807"},
                {G_MININT64, "-9223372036854775808"}};
    char buffer[TEXT_NUMBER_BYTES];
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpstr(text_number(rows[i].number, buffer), ==, rows[i].want);
    g_autoptr(GString) out = g_string_new("a");
    text_append(out, "b", "", "c", NULL);
    g_assert_cmpstr(out->str, ==, "abc");
}

/* A glance may only say what folding would say. */
static void test_glances(void)
{
    static const char *const texts[] = {
        "",          "none",     " None. ",       "n/a",          "see attached",
        "e\xcc\x81", "\xc3\xa9", "-- Zo\xc3\xab", "\xe2\x84\xaa", "kk"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *folded = text_fold(texts[i]);
        for (gsize j = 0; j < G_N_ELEMENTS(texts); j++) {
            g_autofree char *other = text_fold(texts[j]);
            g_assert_true(text_same(texts[i], texts[j]) == g_str_equal(folded, other));
        }
    }
    g_assert_true(text_is_ascii("12345678\x7f", 9));
    g_assert_false(text_is_ascii("12345678\xc3\xa9", 10));
    g_assert_false(text_is_ascii("\xc3\xa9 2345678", 10));
}

static void test_format(void)
{
    const char *none = NULL;
    const Row rows[] = {
        {"words alone", text_format("as it is"), "as it is"},
        {"empty", text_format("%s", ""), ""},
        {"texts", text_format("%s and %s", "one", "two"), "one and two"},
        {"numbers", text_format("%u of %d%%", 4000000000u, -7), "4000000000 of -7%"},
        {"begins and ends", text_format("%s%u", "n", 0u), "n0"},
        {"nothing", text_format("<%s>", none), "<(null)>"},
        {"left to printf", text_format("%02d:%s", 7, "x"), "07:x"},
        {"a long text", text_format("%0300d", 0), NULL}};
    for (gsize i = 0; i + 1 < G_N_ELEMENTS(rows); i++)
        check(&rows[i], (char *)rows[i].input);
    g_assert_cmpuint(strlen(rows[7].input), ==, 300);
    g_free((char *)rows[7].input);
}

/* Where in a text it stands makes no difference: eight bytes are looked at together. */
static void test_utf8(void)
{
    static const char *const parts[] = {"",
                                        "a",
                                        "\xc3\xab",
                                        "\xe2\x86\x92",
                                        "\xff",
                                        "\xc3",
                                        "\xe2\x86",
                                        "\xed\xa0\x80",
                                        "\xc0\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xf0\x9f\x99\x82"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        for (gsize before = 0; before < 18; before++)
            for (gsize behind = 0; behind < 10; behind++) {
                g_autofree char *a = g_strnfill(before, 'a'), *b = g_strnfill(behind, 'b');
                g_autofree char *text = g_strconcat(a, parts[i], b, NULL);
                g_assert_true(text_is_utf8(text, strlen(text)) == g_utf8_validate(text, -1, NULL));
            }
    g_assert_false(text_is_utf8("a\0b", 3));
}

static void test_cut(void)
{
    static const struct {
        const char *name, *text;
        gsize length, limit, want;
    } rows[] = {
        {"nothing", "", 0, 0, 0},
        {"nothing, and room", "", 0, 5, 0},
        {"all of it", "Zo\xc3\xab", 4, 9, 4},
        {"just all of it", "Zo\xc3\xab", 4, 4, 4},
        {"half a character", "Zo\xc3\xab", 4, 3, 2},
        {"before a character", "Zo\xc3\xab", 4, 2, 2},
        {"behind a character", "Zo\xc3\xabs", 5, 4, 4},
        {"a part of the text", "Zo\xc3\xabs", 4, 4, 4},
        {"three of four bytes", "a\xf0\x9f\x99\x82", 5, 4, 1},
        {"one of four bytes", "a\xf0\x9f\x99\x82", 5, 2, 1},
        {"no room for the first", "\xf0\x9f\x99\x82", 4, 3, 0},
        {"no room", "abc", 3, 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_assert_cmpuint(text_cut(rows[i].text, rows[i].length, rows[i].limit), ==, rows[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/valid", test_valid);
    g_test_add_func("/text/line", test_line);
    g_test_add_func("/text/fold", test_fold);
    g_test_add_func("/text/fold-long", test_fold_long);
    g_test_add_func("/text/empty-and-trim", test_empty_and_trim);
    g_test_add_func("/text/initials", test_initials);
    g_test_add_func("/text/digits", test_digits);
    g_test_add_func("/text/address", test_address);
    g_test_add_func("/text/address-parts", test_address_parts);
    g_test_add_func("/place/diagnostics", test_diagnostics);
    g_test_add_func("/place/nearest", test_nearest);
    g_test_add_func("/error/errno", test_errno);
    g_test_add_func("/text/put-together", test_put_together);
    g_test_add_func("/text/holds-one", test_holds_one);
    g_test_add_func("/text/glances", test_glances);
    g_test_add_func("/text/format", test_format);
    g_test_add_func("/text/utf8", test_utf8);
    g_test_add_func("/text/cut", test_cut);
    return g_test_run();
}
