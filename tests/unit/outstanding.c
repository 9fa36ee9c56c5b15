/* Outstanding issues as people write them, and written accounts, by tables. The repository's own site is the ruleset, so these
 * also hold its phrases. Run from the checkout's root. */
#include "accounts.h"
#include "confirm_read.h"
#include "reading.h"
#include "text.h"
#include <string.h>

static Ruleset *rules;
static Day today; /* Tue 17 Mar 2026 */

/* "item | owner | due" of each, joined by "; ". */
static char *flat(GPtrArray *items)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; items != NULL && i < items->len; i++) {
        const Outstanding *item = g_ptr_array_index(items, i);
        g_autofree char *due = item->due != DAY_UNKNOWN ? day_iso(item->due) : g_strdup("");
        g_string_append_printf(text, "%s%s|%s|%s", i > 0 ? "; " : "", item->item, item->owner, due);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static const struct {
    const char *name, *text, *want;
} rows[] = {
    {"item, owner, date", "paediatric report, CSC, Wed 25", "paediatric report|csc|2026-03-25"},
    {"with the month", "paediatric report, CSC, Wed 25 March", "paediatric report|csc|2026-03-25"},
    {"an item alone", "medical", "medical||"},
    {"by a day", "medical by Friday", "medical||2026-03-20"},
    {"the owner first", "CSC to send the report by 20.3.26", "send the report|csc|2026-03-20"},
    {"dashes", "medical - Oakfield Primary School - Fri 20 Mar", "medical|oakfield|2026-03-20"},
    {"brackets", "medical (CSC) by Friday", "medical|csc|2026-03-20"},
    {"two rows", "medical, CSC, Fri 20 March\nletter to the GP",
     "medical|csc|2026-03-20; letter to the GP||"},
    {"two in one line", "medical by Friday; home visit by Monday",
     "medical||2026-03-20; home visit||2026-03-23"},
    {"bullets", "- medical, Fri 20 March\n- home visit", "medical||2026-03-20; home visit||"},
    {"none", "none", ""},
    {"nothing", "Nothing outstanding.", ""},
    {"not applicable", "N/A", ""},
    {"prose behind it", "medical. We will write on Monday.", "medical||"},
    {"another matter", "medical.\nAlso our wording is unclear: policy issue.", "medical||"},
    {"a signature", "medical\nKind regards\nCallum Reyes", "medical||"},
    {"the sender's name", "medical\nCallum Reyes", "medical||"},
    {"a first name under it", "none\n\nSunniva", ""},
    {"and at once", "none\nSunniva :)", ""},
    {"an initial", "none\n\nS", ""},
    {"initials", "medical\nS.D.", "medical||"},
    {"a telephone", "none\n\nMob: 01632 960187", ""},
    {"a telephone at once", "medical\n01632 960187", "medical||"},
    {"whom to ring is an issue", "medical\nring the GP on 01632 960187",
     "medical||; ring the GP on 01632 960187||"},
    {"of two dates the last", "DASH form of 2 March, CSC, Mon 16 March",
     "DASH form of 2 March|csc|2026-03-16"},
    {"the date of a form is none", "DASH form of 2 March, CSC", "DASH form of 2 March|csc|"},
    {"by the end of a day", "medical, CSC, by end of Friday", "medical, by end of|csc|2026-03-20"},
    {"the evening of a day", "medical, CSC, by the evening of 20 March",
     "medical, by the evening of|csc|2026-03-20"},
    {"a visit on a day and its record", "record of the visit on 4 March, CSC, 20.3.26",
     "record of the visit on 4 March|csc|2026-03-20"},
    {"a blank line ends it", "medical\n\nPlease ring me.", "medical||"},
    {"a person owns it", "medical, Callum Reyes, Friday", "medical|Callum Reyes|2026-03-20"},
    {"an agency alone is the item", "CSC", "CSC||"},
    {"no date that cannot be", "medical, 31 February 2026", "medical, 31 February 2026||"},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) items = outstanding_read(rules, today, "Sunniva Dacre", rows[i].text);
        g_autofree char *got = flat(items);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(got, ==, rows[i].want);
    }
}

static const struct {
    const char *name, *text, *want; /* NULL: says nothing of it */
} prose[] = {
    {"in a sentence", "Agreed by phone. Outstanding: medical.", "medical||"},
    {"issues", "Confirm, outstanding issues: paediatric report, CSC, Wed 25",
     "paediatric report|csc|2026-03-25"},
    {"none", "I confirm. Nothing is outstanding.", ""},
    {"no issues", "There are no outstanding issues.", ""},
    {"only spoken of", "We talked about what is outstanding and agreed.", NULL},
    {"not at all", "Agreed.", NULL},
};

static void test_prose(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(prose); i++) {
        g_autoptr(GPtrArray) items =
            outstanding_in_prose(rules, today, "Sunniva Dacre", prose[i].text);
        g_autofree char *got = flat(items);
        g_test_message("%s", prose[i].name);
        g_assert_true((items == NULL) == (prose[i].want == NULL));
        g_assert_cmpstr(got, ==, prose[i].want != NULL ? prose[i].want : "");
    }
}

static const struct {
    const char *a, *b;
    gboolean same;
} pairs[] = {{"medical", "the medical", TRUE},
             {"paediatric report", "Report of the paediatric team", TRUE},
             {"paediatric report", "the paediatric report", TRUE},
             {"medical", "home visit", FALSE},
             {"report", "report to the GP", TRUE},
             {"school report", "hospital report", FALSE}};

static void test_same(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        Outstanding a = {.item = (char *)pairs[i].a, .owner = (char *)""};
        Outstanding b = {.item = (char *)pairs[i].b, .owner = (char *)""};
        g_test_message("%s / %s", pairs[i].a, pairs[i].b);
        g_assert_true(outstanding_same_item(&a, &b) == pairs[i].same);
    }
}

/* ---- one message as an account ---- */

static ConfirmRead *read_message(const char *text, GPtrArray *base, gboolean terms)
{
    g_autoptr(MailRecord) mail = mail_record_new();
    mail->subject = "";
    mail->text = mail->text_new = mail_record_keep(mail, text);
    mail->text_part = "text/plain 1";
    g_autoptr(Reading) reading = reading_make(mail, rules, NULL, today);
    Sender sender = {.name = (char *)"Pilar Ashdown", .email = (char *)"pilar@csc.example"};
    Deciding x = {.rules = rules, .reading = reading, .sender = &sender, .today = today};
    return confirm_read_make(&x, base, terms);
}

static const struct {
    const char *name, *text, *base; /* base as rows */
    gboolean assents, deviates, unclear;
    const char *items;
} messages[] = {
    {"plainly", "Confirmed.", "medical", TRUE, FALSE, FALSE, "medical||"},
    {"in a sentence", "We confirm what was agreed, thank you.", "medical", TRUE, FALSE, FALSE,
     "medical||"},
    {"happy to", "I am happy to confirm.", "", TRUE, FALSE, FALSE, ""},
    {"but for a date", "Confirmed, but the medical is by Friday.", "medical", TRUE, TRUE, FALSE,
     "medical||2026-03-20"},
    {"the day and yes", "Friday, yes", "medical", TRUE, TRUE, FALSE, "medical||2026-03-20"},
    {"a day of something else", "Confirmed. We met the family on Monday.", "medical", TRUE, FALSE,
     FALSE, "medical||"},
    {"a condition", "Confirmed, provided that health pays for it.", "medical", TRUE, FALSE, TRUE,
     "medical||"},
    {"but what?", "Confirmed, but not by us.", "medical", TRUE, FALSE, TRUE, "medical||"},
    {"of two, one has another date", "Confirmed, but the home visit is on Monday 23 March",
     "medical, Fri 20 March; home visit", TRUE, TRUE, FALSE,
     "medical||2026-03-20; home visit||2026-03-23"},
    {"of two reports, the one", "Confirmed, but the school report is on Monday 23 March",
     "school report; police report", TRUE, TRUE, FALSE,
     "school report||2026-03-23; police report||"},
    {"a day of neither", "Yes, by Friday", "medical; home visit", TRUE, FALSE, FALSE,
     "medical||; home visit||"},
    {"refused", "We cannot confirm this.", "medical", FALSE, FALSE, TRUE, "medical||"},
    {"announced", "I will confirm tomorrow.", "", FALSE, FALSE, FALSE, ""},
    {"asked back", "Can you confirm what was agreed?", "", FALSE, FALSE, FALSE, ""},
    {"own list", "Confirmed, outstanding: medical, CSC, Fri 20 March", "home visit", TRUE, FALSE,
     FALSE, "medical|csc|2026-03-20"},
    {"nothing left", "I confirm. Nothing is outstanding.", "medical", TRUE, FALSE, FALSE, ""},
    {"something else", "Thank you for your message.", "medical", FALSE, FALSE, FALSE, "medical||"},
};

static void test_messages(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
        g_autoptr(GPtrArray) base =
            outstanding_read(rules, today, "Sunniva Dacre", messages[i].base);
        g_autoptr(ConfirmRead) read = read_message(messages[i].text, base, FALSE);
        g_autofree char *items = flat(read->items);
        g_test_message("%s", messages[i].name);
        g_assert_cmpint(read->assents, ==, messages[i].assents);
        g_assert_cmpint(read->deviates, ==, messages[i].deviates);
        g_assert_cmpint(read->unclear, ==, messages[i].unclear);
        g_assert_cmpstr(items, ==, messages[i].items);
    }
}

static const struct {
    const char *name, *text, *outcome; /* a part of it; NULL: none is said */
} terms[] = {
    {"a bare word", "Agreed.", NULL},
    {"with thanks", "Agreed, many thanks to both.", NULL},
    {"what was agreed", "Agreed by phone 15:45: strategy discussion Tue.", "strategy discussion"},
    {"not what is outstanding", "Agreed: a joint visit.\nOutstanding: medical.", "a joint visit"},
};

static void test_terms(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(terms); i++) {
        g_autoptr(ConfirmRead) read = read_message(terms[i].text, NULL, TRUE);
        g_test_message("%s", terms[i].name);
        g_assert_true((read->outcome == NULL) == (terms[i].outcome == NULL));
        if (terms[i].outcome != NULL) {
            g_assert_nonnull(strstr(read->outcome, terms[i].outcome));
            g_assert_null(strstr(read->outcome, "medical"));
        }
    }
}

/* ---- two accounts ---- */

static Account *account(const char *outcome, const char *items)
{
    Account *made = account_new("csc");
    g_autoptr(GPtrArray) list = outstanding_read(rules, today, "Sunniva Dacre", items);
    made->outcome = g_strdup(outcome);
    for (guint i = 0; i < list->len; i++) {
        const Outstanding *item = g_ptr_array_index(list, i);
        g_ptr_array_add(made->items, outstanding_new(i + 1, item->item, item->owner, item->due));
    }
    return made;
}

static const struct {
    const char *name, *outcome_a, *items_a, *outcome_b, *items_b,
        *want; /* a part of the difference; NULL: none */
} accounts[] = {
    {"the same", "a joint visit", "medical by Friday", "", "the medical, Fri 20 March", NULL},
    {"nothing on both sides", "a joint visit", "none", "A joint visit.", "none", NULL},
    {"one has a date", "a joint visit", "medical", "", "medical by Friday",
     "date not said / medical"},
    {"another date", "a joint visit", "medical by Friday", "", "medical, Mon 23 March",
     "Fri 20 Mar 2026 / medical"},
    {"another owner", "a joint visit", "medical, CSC", "", "medical, Oakfield", "owner"},
    {"one has an owner", "a joint visit", "medical", "", "medical, CSC", "owner not said"},
    {"another's is none of mine", "a joint visit", "report, CSC; school report, Oakfield", "",
     "school report, Oakfield", "only one names: report"},
    {"the other way", "a joint visit", "school report, Oakfield", "",
     "report, CSC; school report, Oakfield", "only one names: report"},
    {"in another order", "a joint visit", "report, CSC; school report, Oakfield", "",
     "school report, Oakfield; report, CSC", NULL},
    {"the same words for two", "a joint visit", "report, CSC; report, Oakfield", "",
     "report, Oakfield; report, CSC", NULL},
    {"one names more", "a joint visit", "medical", "", "medical; home visit",
     "only one names: home visit"},
    {"one names nothing", "a joint visit", "medical", "", "none", "only one names: medical"},
    {"another outcome", "a joint visit", "none", "a strategy discussion", "none",
     "different words"},
    {"the same, said shorter", "a joint visit of nurse and worker", "none", "joint visit", "none",
     NULL},
};

static void test_accounts(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(Case) c = case_new();
        Account *a = account(accounts[i].outcome_a, accounts[i].items_a);
        Account *b = account(accounts[i].outcome_b, accounts[i].items_b);
        g_ptr_array_add(c->accounts, a);
        g_ptr_array_add(c->accounts, b);
        g_autofree char *got = accounts_difference(rules, a, b);
        g_test_message("%s: %s", accounts[i].name, got != NULL ? got : "-");
        g_assert_true((got == NULL) == (accounts[i].want == NULL));
        g_assert_true(got == NULL || strstr(got, accounts[i].want) != NULL);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    today = day_new(2026, 3, 17);
    g_test_add_func("/outstanding/rows", test_rows);
    g_test_add_func("/outstanding/prose", test_prose);
    g_test_add_func("/outstanding/same", test_same);
    g_test_add_func("/confirming/messages", test_messages);
    g_test_add_func("/confirming/terms", test_terms);
    g_test_add_func("/confirming/accounts", test_accounts);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
