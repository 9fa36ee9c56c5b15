/* Words without which an expression cannot match: found where they can be, and never wrong. Run from
 * the repository's root. */
#include "pattern.h"
#include <string.h>

static void test_words(void)
{
    static const struct {
        const char *expression, *want; /* "" nothing is known */
    } rows[] = {
        {"born", "born"},
        {"\\bBORN\\b", "born"},
        {"\\b(?:advice|advise)\\b", "advice|advise"},
        {"(?:to|the) home\\b", " home"},
        {"not resolved|un(?:settled|agreed)", "not resolved|settled|agreed"},
        {"in danger|no", ""},
        {"whistle-?blow", "whistle&blow"},
        {"colou?rs", "colo"},
        {"a+bcd", "bcd"},
        {"abcd{2}", "abcd"},
        {"abcd{0,2}", "abc"},
        {"abc*d", ""},
        {"(?:never |)mind", "mind"},
        {"(?:never )?mi", ""},
        {"[danger]+", ""},
        {"d[a]nger(?= zone)", "nger"},
        {"(?!peace)war(?<!not )den", "war&den"},
        {"(?<word>danger)", ""},
        {"(?i)danger", ""},
        {"(?x)dan ger", ""},
        {"\\Qdan\\Eger", ""},
        {"danger(*ACCEPT)ous", ""},
        {"at danger(*SKIP)(*FAIL)|in danger", "in danger"},
        {"(?:at danger(*F)|in danger) now", "in danger& now"},
        {"at danger(*FAIL)", ""},
        {"(?:cannot|can.t) go home (?:today|tonight)", "cannot|can& go home &today|tonight"},
        {"(?:today home|tonight)|at once", "today home|tonight|at once"},
        {"(danger", ""},
        {"x{,3}danger", ""},
        {"[[:alpha:]]danger", ""},
        {"danger\\.now", "danger.now"},
        {"(?s:.*)danger", "danger"},
        {"zo\xc3\xabs danger", "s danger"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        PatternNeeds *needs = pattern_needs_new(rows[i].expression);
        g_autofree char *text = pattern_needs_text(needs);
        g_test_message("%s", rows[i].expression);
        g_assert_cmpstr(text, ==, rows[i].want);
        pattern_needs_free(needs);
    }
}

static gboolean may_match(const char *expression, const char *subject)
{
    g_autoptr(Pattern) pattern = pattern_new(expression, NULL);
    Trigrams trigrams;
    trigrams_of(&trigrams, subject, strlen(subject));
    PatternResult found = pattern_match(pattern, subject, strlen(subject), 0, NULL);
    gboolean may = pattern_may_match(pattern, &trigrams);
    if (!may)
        g_assert_cmpint(found, ==, PATTERN_NO);
    g_assert_cmpint(pattern_search(pattern, subject, strlen(subject), &trigrams), ==, found);
    return may;
}

static void test_texts(void)
{
    g_assert_true(may_match("danger", "Grave DANGER today"));
    g_assert_true(may_match("danger", "danger"));
    g_assert_false(may_match("danger", "Grave dange"));
    g_assert_false(may_match("danger", ""));
    g_assert_true(may_match("", ""));
    g_assert_false(may_match("at risk|in danger", "a child is in school"));
    g_assert_true(may_match("at risk|in danger", "A CHILD IS IN DANGER"));
    /* what PCRE2 takes for 's' and 'k' */
    g_assert_true(may_match("at risk", "at ri\xc5\xbfk"));
    g_assert_true(may_match("at risk", "at ris\xe2\x84\xaa"));
    g_assert_false(may_match("at risk", "at the caf\xc3\xa9"));
}

/* Every phrase of the forms over texts made of their own pieces: where it is said that nothing can
 * match, nothing does. */
static void test_phrases(void)
{
    g_autofree char *yaml = NULL;
    g_assert_true(g_file_get_contents("templates/forms/phrases.yaml", &yaml, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(yaml, "\n", -1);
    guint tried = 0, spared = 0;
    for (guint i = 0; lines[i]; i++) {
        char *quoted = strchr(lines[i], '\'');
        char *end = quoted ? strrchr(quoted + 1, '\'') : NULL;
        if (!end || !strstr(lines[i], "- "))
            continue;
        g_autofree char *expression = g_strndup(quoted + 1, (gsize)(end - quoted) - 1);
        g_autoptr(Pattern) pattern = pattern_new(expression, NULL);
        for (guint j = 0; pattern && lines[j]; j++) {
            g_autofree char *words = g_strdelimit(g_strdup(lines[j]), "?:|()\\[]^", ' ');
            gsize length = strlen(words);
            Trigrams trigrams;
            trigrams_of(&trigrams, words, length);
            tried++;
            if (pattern_may_match(pattern, &trigrams))
                continue;
            spared++;
            g_assert_cmpint(pattern_match(pattern, words, length, 0, NULL), ==, PATTERN_NO);
        }
    }
    g_test_message("%u of %u searches spared", spared, tried);
    g_assert_cmpuint(spared, >, tried / 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pattern_needs/words", test_words);
    g_test_add_func("/pattern_needs/texts", test_texts);
    g_test_add_func("/pattern_needs/phrases", test_phrases);
    return g_test_run();
}
