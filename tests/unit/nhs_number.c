/* nhs_number: which identifiers are asked about. */
#include "nhs_number.h"

static const struct {
    const char *text;
    gboolean wrong;
} rows[] = {
    {"943 476 5919", FALSE},
    {"9434765919", FALSE},
    {"943-476-5919", FALSE},
    {"943 476 5918", TRUE},
    {"NHS number 9434765910", TRUE},
    {"943 467 5919", TRUE}, /* two digits swapped */
    {"LA 123456; NHS 943 476 5919", FALSE},
    {"943 476 5919, 943 476 5918", TRUE},
    {"943 476 591", FALSE}, /* nine digits: some other number */
    {"94 34 76 59 18", FALSE},
    {"943 4765918", FALSE},
    {"94347659181", FALSE},   /* eleven digits */
    {"M9434765918", FALSE},   /* a number of somebody else's */
    {"020 7946 0000", FALSE}, /* a telephone number */
    {"Not known", FALSE},
    {"", FALSE},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("'%s'", rows[i].text);
        g_assert_true(nhs_number_is_wrong(rows[i].text) == rows[i].wrong);
    }
}

/* Every change of one digit, and every swap of two neighbours that differ, is noticed. */
static void test_every_slip(void)
{
    static const char right[] = "9434765919";
    for (guint i = 0; i < 10; i++)
        for (char digit = '0'; digit <= '9'; digit++) {
            g_autofree char *slip = g_strdup(right);
            slip[i] = digit;
            g_assert_true(nhs_number_is_wrong(slip) == (digit != right[i]));
        }
    for (guint i = 0; i < 9; i++) {
        g_autofree char *slip = g_strdup(right);
        slip[i] = right[i + 1];
        slip[i + 1] = right[i];
        g_assert_true(nhs_number_is_wrong(slip) == (right[i] != right[i + 1]));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nhs-number/rows", test_rows);
    g_test_add_func("/nhs-number/every-slip", test_every_slip);
    return g_test_run();
}
