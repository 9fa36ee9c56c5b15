/* References: which errors are seen, and how they are found in what people write. */
#include "reference.h"
#include "reference_find.h"

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
        *want; /* want: with '?' behind it when it is none, "A|B" when it may be either; "" = none */
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
    {"inside-a-word", "XHAV-26-0042-B HAV-26-0042-Bx éHAV-26-0042-B", "HAV-26-0042?"},
    {"letter-runs-on", "HAV-26-0042-Bé", "HAV-26-0042?"},
    {"no-letter", "HAV-26-0042 was closed", "HAV-26-0042?"},
    {"no-letter-no-dashes", "HAV 26 0042 was closed", ""},
    {"three-digits", "HAV-26-042-B", "HAV-26-042-B?"},
    {"three-digits-no-dashes", "HAV 26 042 B", ""},
    {"prefix-in-prose", "have 26 0042 b", ""},
    {"letter-l", "HAV-26-0051-L", "HAV-26-0051-L?"},
    {"l-is-the-letter", "hav260042l", "HAV-26-0042-L?"},
    {"after-nonsense", "HAV HAV-26 HAV-26-0042-B", "HAV-26-0042-B"},
    {"five-and-s", "HAV-26-0058-D HAV-26-00S8-D HAV-26-00s8-d",
     "HAV-26-0058-D HAV-26-0058-D HAV-26-0058-D"},
    {"eight-and-b", "HAV-26-005B-D HAV-26-0042-8 hav260042b HAV2600428",
     "HAV-26-0058-D HAV-26-0042-B HAV-26-0042-B HAV-26-0042-B"},
    {"eight-for-b-far-away", "HAV-26-0042 8 visits", "HAV-26-0042?"},
    {"full-stops", "HAV.26.0042.B.", "HAV-26-0042-B"},
    {"slashes", "Our ref: HAV/26/0042/B", "HAV-26-0042-B"},
    {"underscores", "HAV_26_0042_B", "HAV-26-0042-B"},
    {"soft-hyphens", "HAV\u00ad26\u00ad0042\u00adB", "HAV-26-0042-B"},
    {"no-width", "HAV-26-00\u200b42-B", "HAV-26-0042-B"},
    {"glued", "refHAV-26-0042-B RefHAV260042B ReferenceHAV-26-0042-B CyfHAV-26-0042-B",
     "HAV-26-0042-B HAV-26-0042-B HAV-26-0042-B HAV-26-0042-B"},
    {"glued-to-a-word", "prefHAV-26-0042-B", ""},
    {"broken-serial", "HAV-26-00\n42-B", "HAV-26-0042-B"},
    {"broken-year", "HAV-2 6-0042-B", "HAV-26-0042-B"},
    {"broken-prefix", "HA\nV-26-0042-B", "HAV-26-0042-B"},
    {"broken-twice", "HA V-26-00 42-B", ""},
    {"full-year", "HAV-2026-0042-B", "HAV-26-0042-B"},
    {"full-year-together", "HAV20260042B", "HAV-26-0042-B"},
    {"long-serial", "HAV-26-12345-V hav 26 12345 v", "HAV-26-12345-V HAV-26-12345-V"},
    {"date", "HAV 26/03/2026 and CAM-26-03-2026", ""},
    {"prose", "hav is so bill b, cam lob soil s", ""},
    {"none", "no reference here, sorry", ""},
    {"empty", "", ""},
};

static void say(GString *got, const ReferenceFound *found)
{
    g_string_append(got, got->len ? " " : "");
    g_assert_cmpint(found->written != NULL, ==, found->readings->len == 0);
    for (guint i = 0; i < found->readings->len; i++) {
        const char *reading = g_ptr_array_index(found->readings, i);
        g_assert_true(reference_is_valid(reading));
        g_string_append_printf(got, "%s%s", i > 0 ? "|" : "", reading);
    }
    if (found->written != NULL) {
        g_assert_false(reference_is_valid(found->written));
        g_string_append_printf(got, "%s?", found->written);
    }
    g_assert_cmpint(reference_found_right(found) != NULL, ==, found->readings->len == 1);
}

static void test_find(gconstpointer data)
{
    const ReferenceCase *t = data;
    g_autoptr(GString) got = g_string_new(NULL);
    gsize from = 0;
    for (;;) {
        g_autoptr(ReferenceFound) found = reference_find(t->input, prefixes, from);
        if (!found)
            break;
        g_assert_cmpuint(found->start, >=, from);
        g_assert_cmpuint(found->end, >, found->start);
        g_assert_cmpuint(found->end, <=, strlen(t->input));
        say(got, found);
        from = found->end;
    }
    g_assert_cmpstr(got->str, ==, t->want);
}

/* What stands for one reference is found in time that grows with the text, whatever it is made of. */
static void test_hostile(void)
{
    static const char *const pieces[] = {"H", "H-", "HAV", "HAV-", "HAV 2", "ref", "8", "O "};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1u << 20)
            g_string_append(text, pieces[i]);
        g_autoptr(ReferenceFound) none = reference_find(text->str, prefixes, 0);
        g_assert_null(none);
        g_string_append(text, " HAV-26-0042-B");
        g_autoptr(ReferenceFound) found = reference_find(text->str, prefixes, 0);
        g_assert_nonnull(found);
        g_assert_cmpstr(reference_found_right(found), ==, "HAV-26-0042-B");
    }
}

typedef struct {
    const char *name, *written, *has;
} NearCase;

static const NearCase near_cases[] = {
    {"wrong-letter", "HAV-26-0042-K", "HAV-26-0042-B"},
    {"no-letter", "HAV-26-0042", "HAV-26-0042-B"},
    {"zeros-left-out", "HAV-26-42-B", "HAV-26-0042-B"},
    {"one-zero-left-out", "HAV-26-042-B", "HAV-26-0042-B"},
    {"digit-changed", "HAV-26-0047-B", "HAV-26-0042-B"},
    {"year-changed", "HAV-25-0042-B", "HAV-26-0042-B"},
    {"digits-swapped", "HAV-26-0024-B", "HAV-26-0042-B"},
    {"digit-doubled", "HAV-26-00442-B", "HAV-26-0042-B"},
};

static void test_near(gconstpointer data)
{
    const NearCase *t = data;
    g_autoptr(GPtrArray) near = reference_near(t->written);
    gboolean has = FALSE;
    g_assert_cmpuint(near->len, <, 40);
    for (guint i = 0; i < near->len; i++) {
        g_assert_true(reference_is_valid(g_ptr_array_index(near, i)));
        has |= g_str_equal(g_ptr_array_index(near, i), t->has);
    }
    g_assert_true(has);
}

static void test_near_nothing(void)
{
    static const char *const none[] = {"",
                                       "-",
                                       "HAV",
                                       "HAV-26",
                                       "HAV-26--B",
                                       "HAV-2-0042-B",
                                       "HAV-2x-0042-B",
                                       "HAV-26-004x-B",
                                       "HAV-26-999999999-B",
                                       "HAV-26-0042-B-1"};
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autoptr(GPtrArray) near = reference_near(none[i]);
        g_assert_cmpuint(near->len, ==, 0);
    }
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
    g_test_add_func("/reference/find-hostile", test_hostile);
    for (gsize i = 0; i < G_N_ELEMENTS(near_cases); i++) {
        g_autofree char *path = g_strdup_printf("/reference/near/%s", near_cases[i].name);
        g_test_add_data_func(path, &near_cases[i], test_near);
    }
    g_test_add_func("/reference/near-nothing", test_near_nothing);
    return g_test_run();
}
