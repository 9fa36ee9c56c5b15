/* Other systems' numbers in subject lines: what is one, what may go back, and what never does. */
#include "ticket.h"

#include <string.h>

typedef struct {
    const char *name, *subject, *want; /* '|' between; '-' before what is not to go back */
} TicketCase;

static const TicketCase cases[] = {
    {"znuny", "[Ticket#2026030410000012] Re: HAV-26-0042-B", "[Ticket#2026030410000012]"},
    {"colon", "Re: [Ticket#: 10012] update", "[Ticket#: 10012]"},
    {"bare-ticket", "Ticket #: 12345 received", "Ticket #: 12345"},
    {"freshdesk", "Re: [#48211] referral", "[#48211]"},
    {"service-now", "INC0012345: new request", "INC0012345"},
    {"request-item", "RITM0093312 has been opened", "RITM0093312"},
    {"sr", "SR-20441 logged", "SR-20441"},
    {"sr-in-brackets", "[SR-20441] logged", "[SR-20441]"},
    {"zendesk", "Received (Ref: 998203)", "(Ref: 998203)"},
    {"rt", "[csc.example #4021] AutoReply: update", "[csc.example #4021]"},
    {"rt-above", "[example #4021] AutoReply", ""},
    {"rt-of-the-domain-above", "[desk.csc.example #4021] AutoReply", ""},
    {"two", "INC0012345 [#48211]", "[#48211]|INC0012345"},
    {"same-twice", "[#48211] [#48211]", "[#48211]"},
    {"mosaic", "Mosaic 1234567, visit", "-Mosaic 1234567"},
    {"liquidlogic", "Liquidlogic ID: 998877", "-Liquidlogic ID: 998877"},
    {"case-number", "Case no 4455667", "-Case no 4455667"},
    /* what may name a child does not go back, or is no number at all */
    {"name-before-a-number", "[Selwyn family #4021] update", ""},
    {"name-as-a-domain", "[jory.selwyn.example #4021]", ""},
    {"jira-of-letters", "[JORY-4021] update", ""},
    {"letters-and-digits", "[JS2018-0514]", ""},
    {"born", "[#14052018]", "-[#14052018]"},
    {"born-short", "Ticket #140518", "-Ticket #140518"},
    {"born-backwards", "[Ticket#20180514]", "-[Ticket#20180514]"},
    {"nhs", "[Ticket#9990000018]", "-[Ticket#9990000018]"},
    {"ten-digits", "[Ticket#9990000019]", "[Ticket#9990000019]"},
    {"too-short", "[#12]", ""},
    {"too-long", "[#123456789012345678901]", ""},
    {"no-word", "[12345]", ""},
    {"inside-a-word", "XINC0012345 INC0012345X", ""},
    {"our-own", "HAV-26-0042-B", ""},
    {"prose", "the 3 visits of 2026", ""},
    {"empty", "", ""},
    {"line-end", "[Ticket#123\r\nBcc: x]", "Ticket#123"},
};

static void test_find(gconstpointer data)
{
    const TicketCase *t = data;
    g_autoptr(GPtrArray) found = ticket_find(t->subject, "desk@csc.example");
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const Ticket *ticket = g_ptr_array_index(found, i);
        g_string_append_printf(got, "%s%s%s", i > 0 ? "|" : "", ticket->echo ? "" : "-",
                               ticket->text);
    }
    g_assert_cmpstr(got->str, ==, t->want);
}

/* Whatever stands in a subject, what may go back is of the fixed words, marks and digits: no other letter gets through. */
static void test_nothing_else_goes_back(void)
{
    static const char *const pieces[] = {
        "[",         "]",      "(",      ")",       "#",  ":",    " ", "-",           "Ticket",
        "ticket ID", "Ref",    "ref",    "INC",     "SR", "Jory", "S", "csc.example", "12",
        "345",       "678901", "Mosaic", "Request", ".",  "é",    "\n"};
    static const char *const words[] = {"csc.example", "ticket", "request", "inc",
                                        "ref",         "sr",     "id",      NULL};
    guint back = 0;
    for (guint n = 0; n < 200000; n++) {
        g_autoptr(GString) subject = g_string_new(NULL);
        for (guint i = (guint)g_test_rand_int_range(1, 9); i > 0; i--)
            g_string_append(subject, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
        g_autoptr(GPtrArray) found = ticket_find(subject->str, "desk@csc.example");
        for (guint i = 0; i < found->len; i++) {
            const Ticket *ticket = g_ptr_array_index(found, i);
            g_autoptr(GString) left = g_string_new(ticket->text);
            g_string_ascii_down(left);
            for (gsize j = 0; words[j] != NULL; j++)
                g_string_replace(left, words[j], "", 0);
            if (ticket->echo && strspn(left->str, "[]()#:-. 0123456789") != left->len) {
                g_test_message("'%s' of '%s'", left->str, ticket->text);
                g_test_fail();
            }
            back += ticket->echo ? 1 : 0;
        }
    }
    g_assert_cmpuint(back, >, 500);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/ticket/find/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_find);
    }
    g_test_add_func("/ticket/nothing-else-goes-back", test_nothing_else_goes_back);
    return g_test_run();
}
