/* Patterns written by an operator, met with texts written by strangers. */
#include "error.h"
#include "pattern.h"
#include <string.h>

static Pattern *pattern(const char *expression)
{
    g_autoptr(GError) error = NULL;
    Pattern *made = pattern_new(expression, &error);
    g_assert_no_error(error);
    return made;
}

static void test_match(void)
{
    static const struct {
        const char *expression, *subject;
        PatternResult want;
        const char *group; /* group 1, NULL = unset */
    } rows[] = {
        {"^stage\\s+(\\w+)", "STAGE two", PATTERN_YES, "two"},
        {"^stage\\s+(\\w+)", "stage\xc2\xa0two", PATTERN_YES, "two"},
        {"(zo\xc3\xab)\\b", "seen by ZO\xc3\x8b today", PATTERN_YES, "ZO\xc3\x8b"},
        {"\\bnot resolved\\b", "this is resolved", PATTERN_NO, NULL},
        {"resolved(x)?", "resolved", PATTERN_YES, NULL},
        {"", "", PATTERN_YES, NULL},
        {"a", "", PATTERN_NO, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Pattern) made = pattern(rows[i].expression);
        PatternMatch match = {0};
        const char *subject = rows[i].subject;
        g_assert_cmpint(pattern_match(made, subject, strlen(subject), 0, &match), ==, rows[i].want);
        if (rows[i].want != PATTERN_YES)
            continue;
        g_autofree char *group =
            match.start[1] == G_MAXSIZE
                ? NULL
                : g_strndup(subject + match.start[1], match.end[1] - match.start[1]);
        g_assert_cmpstr(group, ==, rows[i].group);
        g_assert_cmpuint(match.start[9], ==, G_MAXSIZE);
        g_assert_cmpuint(match.end[9], ==, G_MAXSIZE);
    }
}

static void test_start(void)
{
    g_autoptr(Pattern) made = pattern("one");
    PatternMatch match;
    const char *subject = "one \xc3\xab one";
    gsize length = strlen(subject);
    g_assert_cmpint(pattern_match(made, subject, length, 1, &match), ==, PATTERN_YES);
    g_assert_cmpuint(match.start[0], ==, 7);
    g_assert_cmpint(pattern_match(made, subject, length, 8, NULL), ==, PATTERN_NO);
    g_assert_cmpint(pattern_match(made, subject, length, length, NULL), ==, PATTERN_NO);
    g_assert_cmpint(pattern_match(made, subject, length, length + 1, NULL), ==, PATTERN_NO);
    g_assert_cmpint(pattern_match(made, subject, length, 5, NULL), ==,
                    PATTERN_UNDECIDED); /* inside a character */
    g_assert_cmpint(pattern_match(made, subject, 9, 1, NULL), ==, PATTERN_NO);
}

static void test_many_groups(void)
{
    g_autoptr(Pattern) made = pattern("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)");
    PatternMatch match;
    g_assert_cmpint(pattern_match(made, "abcdefghijk", 11, 0, &match), ==, PATTERN_YES);
    g_assert_cmpuint(match.start[9], ==, 8);
    g_assert_cmpuint(match.end[0], ==, 11);
}

/* What runs away is undecided, never 'no match'. */
static void test_runaway(void)
{
    g_autoptr(Pattern) made = pattern("(a+)+$");
    g_autofree char *subject = g_strnfill(40, 'a');
    subject[39] = '!';
    g_assert_cmpint(pattern_match(made, subject, 40, 0, NULL), ==, PATTERN_UNDECIDED);
}

/* Deep enough for the small stack of JIT code, not for the larger one. */
static void test_deep(void)
{
    g_autoptr(Pattern) made = pattern("^(?:(a)|b)*c");
    g_autofree char *subject = g_strnfill(2000, 'a');
    subject[1999] = 'c';
    g_assert_cmpint(pattern_match(made, subject, 2000, 0, NULL), ==, PATTERN_YES);
}

/* Only 64 KiB are looked at, cut at a whole character, and the cut is no end of a line. */
static void test_long_subject(void)
{
    g_autoptr(Pattern) found = pattern("x");
    g_autoptr(Pattern) end = pattern("a$");
    g_autofree char *subject = g_strnfill(70000, 'a');
    subject[69999] = 'x';
    g_assert_cmpint(pattern_match(found, subject, 70000, 0, NULL), ==, PATTERN_NO);
    g_assert_cmpint(pattern_match(found, subject, 70000, 5000, NULL), ==, PATTERN_YES);
    g_assert_cmpint(pattern_match(end, subject, 69999, 0, NULL), ==, PATTERN_NO);
    GString *wide = g_string_new("a");
    for (int i = 0; i < 40000; i++)
        g_string_append(wide, "\xc3\xab");
    g_autoptr(Pattern) last = pattern("\xc3\xab\\z");
    PatternMatch match;
    g_assert_cmpint(pattern_match(last, wide->str, wide->len, 0, &match), ==, PATTERN_YES);
    g_assert_cmpuint(match.end[0], ==, 65535);
    g_string_free(wide, TRUE);
}

static void test_refused(void)
{
    g_autofree char *large = g_strnfill(9000, 'a');
    g_autoptr(GString) nested = g_string_new("a");
    for (int i = 0; i < 60; i++) {
        g_string_prepend_c(nested, '(');
        g_string_append_c(nested, ')');
    }
    const char *const bad[] = {"(", "a{2,1}", "\\C", "[z-a]", "\xff", large, nested->str};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pattern_new(bad[i], &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(pattern_new("ab(", &error));
    g_assert_cmpstr(error->message, ==, "pattern 'ab(' at offset 3: missing closing parenthesis");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pattern/match", test_match);
    g_test_add_func("/pattern/start", test_start);
    g_test_add_func("/pattern/many-groups", test_many_groups);
    g_test_add_func("/pattern/runaway", test_runaway);
    g_test_add_func("/pattern/deep", test_deep);
    g_test_add_func("/pattern/long-subject", test_long_subject);
    g_test_add_func("/pattern/refused", test_refused);
    return g_test_run();
}
