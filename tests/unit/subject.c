/* What may stay of a stranger's subject line. */
#include "subject.h"

#include <string.h>

#include "reference.h"
#include "subject_mark.h"

static const char *const prefixes[] = {"HAV", "CAM", NULL};

typedef struct {
    const char *name, *input, *want;
} SubjectCase;

static const SubjectCase cases[] = {
    {"empty", "", ""},
    {"blank", "  \t ", ""},
    {"own-words", "Re: escalation", "Re: escalation"},
    {"name", "Poppy Fairchild", "…"},
    {"name-first", "Poppy Fairchild referral", "… referral"},
    {"name-last", "Referral Poppy Fairchild", "Referral …"},
    {"name-between", "FW: RE: RE: J— S— concerns. Stage three please.",
     "FW: RE: RE: … concerns Stage three please"},
    {"birth", "child 04/03/2019", "child …"},
    {"stage-number", "Stage 3 escalation", "Stage 3 escalation"},
    {"loose-number", "escalation 3", "escalation …"},
    {"two-digit-stage", "stage 12", "stage …"},
    {"number-after-gap", "stage Poppy 3", "stage …"},
    {"nhs", "NHS 999 000 0001 urgent", "… urgent"},
    {"controls", "urgent\r\nBcc: a@b.example", "urgent …"},
    {"escape", "\033[2Jurgent", "…"},
    {"secure", "[secure] referral", "referral"},
    {"marks", "Re: [RW4ENCRYPT] escalation [Encrypt] OFFICIAL-SENSITIVE", "Re: escalation"},
    {"marking", "OFFICIAL - SENSITIVE: referral", "… referral"},
    {"marking-first", "OFFICIAL-SENSITIVE: referral", "referral"},
    {"marking-only", "[OFFICIAL-SENSITIVE]", ""},
    {"no-mark", "[secured] referral [Poppy]", "… referral …"},
    {"possessive", "Children’s concerns", "… concerns"},
    {"heart", "♥ update", "… update"},
    {"accents", "Zoë Béla: réponse", "…"},
};

static void test_words(gconstpointer data)
{
    const SubjectCase *c = data;
    g_autofree char *got = subject_clean(c->input, prefixes);
    g_assert_cmpstr(got, ==, c->want);
}

static void test_marks_of_a_route(void)
{
    static const struct {
        const char *subject, *want;
    } subjects[] = {
        {"[secure] referral", "[secure]"},
        {"RE: [SECURE] referral", "[secure]"},
        {"referral [encrypt]", "[ENCRYPT]"},
        {"[External] [ RW4Encrypt ] x", "[RW4ENCRYPT]"},
        {"[OFFICIAL-SENSITIVE] x", NULL},
        {"secure referral", NULL},
        {"[secure", NULL},
        {"[secure Poppy]", NULL},
        {"[[secure]]", "[secure]"},
        {"", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        g_assert_cmpstr(subject_mark_of_route(subjects[i].subject), ==, subjects[i].want);
}

static void test_references(void)
{
    g_autofree char *reference = reference_make("HAV", 26, 42);
    g_autofree char *lower = g_ascii_strdown(reference, -1);
    g_autofree char *subject = g_strdup_printf("re: Poppy %s update", lower);
    g_autofree char *got = subject_clean(subject, prefixes);
    g_autofree char *want = g_strdup_printf("re: … %s update", reference);
    g_assert_cmpstr(got, ==, want);

    g_autofree char *twice = g_strdup_printf("%s Fairchild %s", reference, reference);
    g_autofree char *got_twice = subject_clean(twice, prefixes);
    g_autofree char *want_twice = g_strdup_printf("%s … %s", reference, reference);
    g_assert_cmpstr(got_twice, ==, want_twice);
}

static void test_wrong_references(void)
{
    g_autofree char *reference = reference_make("HAV", 26, 42);
    gsize last = strlen(reference) - 1;
    reference[last] = reference[last] == 'A' ? 'B' : 'A';
    g_autofree char *got = subject_clean(reference, prefixes);
    g_assert_cmpstr(got, ==, "…");

    g_autofree char *foreign = reference_make("WAR", 26, 42);
    g_autofree char *got_foreign = subject_clean(foreign, prefixes);
    g_assert_cmpstr(got_foreign, ==, "…");
}

static void test_long(void)
{
    g_autofree char *subject = g_strnfill(100000, 'x');
    memcpy(subject, "urgent ", 7);
    g_autofree char *got = subject_clean(subject, prefixes);
    g_assert_cmpstr(got, ==, "urgent …");
    g_autofree char *none = subject_clean(NULL, prefixes);
    g_assert_cmpstr(none, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/subject/words/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_words);
    }
    g_test_add_func("/subject/references", test_references);
    g_test_add_func("/subject/wrong-references", test_wrong_references);
    g_test_add_func("/subject/long", test_long);
    g_test_add_func("/subject/marks", test_marks_of_a_route);
    return g_test_run();
}
