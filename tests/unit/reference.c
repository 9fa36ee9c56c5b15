/* References: which errors are seen, and how they are found in what people write. */
#include "reference.h"

#include <string.h>

static const char *const prefixes[] = {"HAV", "CAM", NULL};

static void test_make(void)
{
    g_autofree char *first = reference_make("HAV", 26, 42);
    g_assert_cmpstr(first, ==, "HAV-26-0042-B");
    g_autofree char *century = reference_make("HAV", 2026, 42);
    g_assert_cmpstr(century, ==, first);
    g_autofree char *early = reference_make("WAR", 5, 7);
    g_assert_true(g_str_has_prefix(early, "WAR-05-0007-"));
    g_autofree char *many = reference_make("BRO", 99, 1234567);
    g_assert_true(g_str_has_prefix(many, "BRO-99-1234567-"));
    g_assert_true(reference_is_valid(first));
    g_assert_true(reference_is_valid(early));
    g_assert_true(reference_is_valid(many));
}

/* Where the six digits stand in a reference with a prefix of three. */
static const gsize digit_at[] = {4, 5, 7, 8, 9, 10};

static void check_reference(const char *reference)
{
    g_autofree char *wrong = g_strdup(reference);
    for (gsize i = 0; i < G_N_ELEMENTS(digit_at); i++) {
        char *digit = &wrong[digit_at[i]];
        for (char other = '0'; other <= '9'; other++) {
            if (other == reference[digit_at[i]])
                continue;
            *digit = other;
            g_assert_false(reference_is_valid(wrong));
        }
        *digit = reference[digit_at[i]];
        for (gsize j = i + 1; j < G_N_ELEMENTS(digit_at); j++) {
            if (reference[digit_at[i]] == reference[digit_at[j]])
                continue;
            wrong[digit_at[i]] = reference[digit_at[j]];
            wrong[digit_at[j]] = reference[digit_at[i]];
            g_assert_false(reference_is_valid(wrong));
            memcpy(wrong, reference, strlen(reference));
        }
    }
}

/* Every serial of one year: no single wrong digit and no swap goes unseen. */
static void test_every_error_is_seen(void)
{
    for (guint serial = 1; serial < 10000; serial++) {
        g_autofree char *reference = reference_make("HAV", 26, serial);
        check_reference(reference);
    }
}

static void test_wrong_letter(void)
{
    g_autofree char *reference = reference_make("CAM", 26, 11);
    gsize last = strlen(reference) - 1;
    char right = reference[last];
    guint valid = 0;
    for (char letter = 'A'; letter <= 'Z'; letter++) {
        reference[last] = letter;
        valid += reference_is_valid(reference) ? 1 : 0;
    }
    g_assert_cmpuint(valid, ==, 1);
    reference[last] = right;
    g_assert_true(reference_is_valid(reference));
}

typedef struct {
    const char *name, *input,
        *want; /* want: with '?' behind it when the letter is wrong; "" = none */
} ReferenceCase;

/* HAV-26-0042-B and CAM-26-0011-M are right. */
static const ReferenceCase exact[] = {
    {"right", "HAV-26-0042-B", "yes"},
    {"lower", "hav-26-0042-b", ""},
    {"padded", "HAV-26-00042-B", ""},
    {"short", "HAV-26-042-B", ""},
    {"tail", "HAV-26-0042-BX", ""},
    {"newline", "HAV-26-0042-B\n", ""},
    {"blank", " HAV-26-0042-B", ""},
    {"empty", "", ""},
    {"dashes", "----", ""},
    {"prefix-only", "HAV", ""},
    {"no-letter", "HAV-26-0042-", ""},
    {"no-prefix", "-26-0042-B", ""},
    {"long-year", "HAV-2026-0042-B", ""},
    {"huge", "HAV-26-99999999999999999999-A", ""},
    {"long-prefix", "HAVHAVHAV-26-0042-B", ""},
};

static void test_exact(gconstpointer data)
{
    const ReferenceCase *t = data;
    g_assert_cmpint(reference_is_valid(t->input), ==, *t->want != '\0');
}

static const ReferenceCase texts[] = {
    {"plain", "HAV-26-0042-B", "HAV-26-0042-B"},
    {"blanks", "hav 26 0042 b", "HAV-26-0042-B"},
    {"letters-for-digits", "HAV26-OO42-B", "HAV-26-0042-B"},
    {"small-letters", "hav-26-oo42-b", "HAV-26-0042-B"},
    {"together", "hav260042b", "HAV-26-0042-B"},
    {"subject", "RE: [secure] HAV-26-0042-B: update", "HAV-26-0042-B"},
    {"ones", "CAM-26-00I1-M cam-26-00l1-m", "CAM-26-0011-M CAM-26-0011-M"},
    {"en-dash", "HAV–26–0042–B", "HAV-26-0042-B"},
    {"minus", "HAV−26−0042−B", "HAV-26-0042-B"},
    {"no-break-space", "HAV\u00a026\u00a00042\u00a0B", "HAV-26-0042-B"},
    {"wrapped", "HAV-26-\n0042-B", "HAV-26-0042-B"},
    {"spaced-dashes", "HAV - 26 - 0042 - B", "HAV-26-0042-B"},
    {"wide-gap", "HAV    26-0042-B", ""},
    {"padded", "HAV-26-00042-B", "HAV-26-0042-B"},
    {"wrong-letter", "HAV-26-0042-K.", "HAV-26-0042-K?"},
    {"no-check-letter", "HAV-26-0042-S", "HAV-26-0042-S?"},
    {"wrong-then-right", "HAV-26-0043-B, HAV-26-0042-B", "HAV-26-0043-B? HAV-26-0042-B"},
    {"two", "HAV-26-0042-B/CAM-26-0011-M", "HAV-26-0042-B CAM-26-0011-M"},
    {"foreign-prefix", "WAR-26-0042-B", ""},
    {"inside-a-word", "XHAV-26-0042-B HAV-26-0042-Bx éHAV-26-0042-B", ""},
    {"letter-runs-on", "HAV-26-0042-Bé", ""},
    {"no-letter", "HAV-26-0042 was closed", ""},
    {"three-digits", "HAV-26-042-B", ""},
    {"prefix-in-prose", "have 26 0042 b", ""},
    {"letter-l", "HAV-26-0051-L", "HAV-26-0051-L?"},
    {"l-is-the-letter", "hav260042l", "HAV-26-0042-L?"},
    {"after-nonsense", "HAV HAV-26 HAV-26-0042-B", "HAV-26-0042-B"},
    {"none", "no reference here, sorry", ""},
    {"empty", "", ""},
};

static void test_find(gconstpointer data)
{
    const ReferenceCase *t = data;
    g_autoptr(GString) got = g_string_new(NULL);
    gsize position = 0;
    for (;;) {
        gboolean valid = FALSE;
        gsize before = position;
        g_autofree char *reference = reference_find(t->input, prefixes, &position, &valid);
        if (!reference)
            break;
        g_assert_cmpuint(position, >, before);
        g_assert_cmpuint(position, <=, strlen(t->input));
        g_assert_cmpint(reference_is_valid(reference), ==, valid);
        g_string_append_printf(got, "%s%s%s", got->len ? " " : "", reference, valid ? "" : "?");
    }
    g_assert_cmpstr(got->str, ==, t->want);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reference/make", test_make);
    g_test_add_func("/reference/every-error-is-seen", test_every_error_is_seen);
    g_test_add_func("/reference/wrong-letter", test_wrong_letter);
    for (gsize i = 0; i < G_N_ELEMENTS(exact); i++) {
        g_autofree char *path = g_strdup_printf("/reference/exact/%s", exact[i].name);
        g_test_add_data_func(path, &exact[i], test_exact);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_strdup_printf("/reference/find/%s", texts[i].name);
        g_test_add_data_func(path, &texts[i], test_find);
    }
    return g_test_run();
}
