/* References as people type them: of random references every single typing mistake of the known kinds, in every place, alone
 * and in the middle of prose, is either undone or left to a person, and never becomes another reference. */
#include "reference.h"
#include "reference_find.h"

#include <string.h>

static const char *const prefixes[] = {"HAV", "CAM", "WAR", "BRO", "LIS", NULL};

typedef struct {
    char *reference; /* the true one */
    guint tried, right, held;
} Property;

static void look(Property *p, const char *typed, const char *before, const char *after)
{
    g_autofree char *text = g_strconcat(before, typed, after, NULL);
    g_autoptr(ReferenceFound) found = reference_find(text, prefixes, 0);
    p->tried++;
    if (found == NULL) {
        g_test_message("'%s' of %s is not seen", text, p->reference);
        g_test_fail();
        return;
    }
    gboolean meant =
        g_ptr_array_find_with_equal_func(found->readings, p->reference, g_str_equal, NULL);
    if (!meant) {
        g_test_message("'%s' of %s is read as %s", text, p->reference,
                       found->readings->len > 0 ? (char *)g_ptr_array_index(found->readings, 0)
                                                : found->written);
        g_test_fail();
    }
    if (found->readings->len == 1)
        p->right++;
    else
        p->held++;
}

static void look_around(Property *p, const char *typed)
{
    static const char *const around[][2] = {
        {"", ""},          {"Re: ", " update"}, {"see ", ". A visit"}, {"(", ")"},
        {"[", "] 2 more"}, {"our ref:", ", b"}, {"Ref", "\n8 visits"}, {"ref ", " L"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(around); i++)
        look(p, typed, around[i][0], around[i][1]);
}

/* What people type for a character of a reference; NULL-ended lists of words. */
static const char *const *typed_for(char c)
{
    static const char *const zero[] = {"O", "o", NULL}, *const one[] = {"I", "l", "i", NULL},
                             *const five[] = {"S", "s", NULL}, *const eight[] = {"B", "b", NULL},
                             *const b[] = {"8", "b", NULL}, *const o[] = {"0", "o", NULL},
                             *const i[] = {"1", "l", NULL}, *const l[] = {"1", "I", "l", NULL},
                             *const s[] = {"5", "s", NULL},
                             *const dash[] = {"",   " ",   "–", "—", "−", "‑",      "--",     " - ",
                                              "\n", "-\n", ".", "/", "_", "\u00a0", "\u00ad", NULL},
                             *const none[] = {NULL};
    switch (c) {
    case '0':
        return zero;
    case '1':
        return one;
    case '5':
        return five;
    case '8':
        return eight;
    case 'B':
        return b;
    case 'O':
        return o;
    case 'I':
        return i;
    case 'L':
        return l;
    case 'S':
        return s;
    case '-':
        return dash;
    default:
        return none;
    }
}

static void each_character(Property *p)
{
    for (gsize at = 0; p->reference[at] != '\0'; at++)
        for (const char *const *typed = typed_for(p->reference[at]); *typed != NULL; typed++) {
            g_autofree char *slip =
                g_strdup_printf("%.*s%s%s", (int)at, p->reference, *typed, p->reference + at + 1);
            look_around(p, slip);
        }
}

/* A blank or a line end that came between. */
static void each_break(Property *p)
{
    static const char *const breaks[] = {" ", "\n", "\u200b"};
    for (gsize at = 1; p->reference[at] != '\0'; at++)
        for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++) {
            g_autofree char *slip =
                g_strdup_printf("%.*s%s%s", (int)at, p->reference, breaks[i], p->reference + at);
            look_around(p, slip);
        }
}

/* All of the same kind at once. */
static void whole(Property *p)
{
    g_autofree char *lower = g_ascii_strdown(p->reference, -1);
    g_auto(GStrv) parts = g_strsplit(p->reference, "-", -1);
    g_autofree char *together = g_strjoinv("", parts), *blanks = g_strjoinv(" ", parts);
    g_autofree char *padded =
        g_strdup_printf("%s-%s-0%s-%s", parts[0], parts[1], parts[2], parts[3]);
    g_autofree char *year =
        g_strdup_printf("%s-20%s-%s-%s", parts[0], parts[1], parts[2], parts[3]);
    const char *const typed[] = {p->reference, lower, together, blanks, year, padded};
    gboolean longest = strlen(parts[2]) == REFERENCE_SERIAL_MAX;
    for (gsize i = 0; i < G_N_ELEMENTS(typed) - (longest ? 1 : 0); i++)
        look_around(p, typed[i]);
}

/* What no check letter can undo: never followed, and the true one is among those that a person is shown. */
static void each_wrong_digit(Property *p)
{
    gsize last = strlen(p->reference) - 1;
    for (gsize at = 4; at < last; at++) {
        if (!g_ascii_isdigit(p->reference[at]))
            continue;
        g_autofree char *slip = g_strdup(p->reference);
        slip[at] = (char)('0' + (slip[at] - '0' + g_test_rand_int_range(1, 10)) % 10);
        if (slip[7] == '0' && strlen(slip) > strlen("HAV-26-0042-B"))
            continue; /* 02345 is 2345 with a zero too much; nobody has so many cases that 12345 was meant */
        g_autoptr(ReferenceFound) found = reference_find(slip, prefixes, 0);
        g_assert_nonnull(found);
        if (found->readings->len > 0)
            g_test_message("%s of %s", slip, p->reference);
        g_assert_cmpuint(found->readings->len, ==, 0);
        g_autoptr(GPtrArray) near = reference_near(found->written);
        g_assert_true(g_ptr_array_find_with_equal_func(near, p->reference, g_str_equal, NULL));
    }
}

static void test_property(void)
{
    static const int most[] = {10, 100, 10000, 10000, 10000, 100000, 100000000};
    guint tried = 0, held = 0;
    for (guint n = 0; n < 700; n++) {
        const char *prefix = prefixes[g_test_rand_int_range(0, G_N_ELEMENTS(prefixes) - 1)];
        guint serial = (guint)g_test_rand_int_range(1, most[n % G_N_ELEMENTS(most)]);
        Property p = {.reference =
                          reference_make(prefix, (guint)g_test_rand_int_range(0, 100), serial)};
        each_character(&p);
        each_break(&p);
        whole(&p);
        each_wrong_digit(&p);
        g_assert_cmpuint(p.right + p.held, ==, p.tried);
        tried += p.tried;
        held += p.held;
        g_free(p.reference);
    }
    g_test_message("%u of %u mistakes are left to a person", held, tried);
    g_assert_cmpuint(held, <, tried / 20);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reference/property", test_property);
    return g_test_run();
}
