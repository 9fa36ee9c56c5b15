/* mail_ticks: what is chosen where boxes stand before their words or behind them, and where nobody can tell which. */
#include "mail_ticks.h"

static const struct {
    const char *name, *text, *want;
} ticks[] = {
    {"before the words", "\xe2\x98\x92 Yes \xe2\x98\x90 No", "Yes"},
    {"behind the words", "Yes \xe2\x98\x92 No \xe2\x98\x90", "Yes"},
    {"none ticked", "[ ] Yes [ ] No", ""},
    {"alone", "[x]", "Yes"},
    {"several", "[x] CIN [ ] LAC [x] Early help", "CIN, Early help"},
    {"words on both sides", "Yes \xe2\x98\x92 No \xe2\x98\x90 not sure whom to ring", NULL},
    {"a hint behind", "Yes [x] No [ ] (please tick)", NULL},
    {"a box in a sentence", "We did what [x] in the plan says", NULL},
    {"a question before", "Is the child at risk? [ ] Yes [x] No", "No"},
    {"a hint before", "(tick one) [ ] Yes [x] No", "No"},
    {"a label before", "Now: \xe2\x98\x90 Yes \xe2\x98\x92 No", "No"},
    {"no box", "Yes", NULL},
};

static void test_chosen(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ticks); i++) {
        g_autofree char *got = mail_ticks_chosen(ticks[i].text);
        g_test_message("%s", ticks[i].name);
        g_assert_cmpstr(got, ==, ticks[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mail/ticks/chosen", test_chosen);
    return g_test_run();
}
