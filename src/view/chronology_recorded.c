/* chronology_recorded: the lists that a case has filled, for readers who may have its detail.
 *
 * The file has all of them as they are. A party has what both were told: the referral, the talks, what was
 * agreed and what is outstanding; of the other's account, that it was given. Names of people who sit for others
 * stay with the office. What a forwarded chain said counts for nobody else before it is confirmed. */
#include "chronology_private.h"

#include "earlier.h"
#include "outstanding.h"
#include "text.h"

static void note_earlier(const Chronology *x, const Fact *fact)
{
    g_autoptr(GPtrArray) answers = earlier_answers(x->c, fact, words_policy(x->view, x->c));
    for (guint i = 0; disclosure_is_whole(x->d) && i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        if (!disclosure_message(x->d, answer->message))
            continue;
        g_autofree char *note = words_earlier(&x->dated, answer);
        chronology_note(x, note);
    }
}

static void add_facts(const Chronology *x)
{
    static const char *const headings[] = {"Question", "Answer", "Where it stands", NULL};
    paper_section(x->paper, "As recorded");
    paper_table(x->paper, headings);
    for (guint i = 0; i < x->c->facts->len; i++) {
        const Fact *fact = x->c->facts->pdata[i];
        if (!disclosure_fact(x->d, fact))
            continue;
        g_autofree char *name = words_fact_label(x->view, fact);
        g_autofree char *place = words_place(fact->part, fact->place, fact->line);
        g_autofree char *from = words_proposed(place, fact->proposed);
        chronology_row(x, name, fact->value, from, NULL);
        note_earlier(x, fact);
    }
}

static void add_discussions(const Chronology *x)
{
    static const char *const headings[] = {"When", "Stage", "How", "Who", "Outcome", NULL};
    gboolean whole = disclosure_is_whole(x->d);
    paper_section(x->paper, "Discussions");
    paper_table(x->paper, headings);
    for (guint i = 0; i < x->c->discussions->len; i++) {
        const Discussion *held = x->c->discussions->pdata[i];
        if (held->proposed && !whole)
            continue;
        g_autofree char *date = words_day(held->date);
        g_autofree char *outcome = words_proposed(held->outcome, held->proposed);
        chronology_row(x, date, text_or_empty(held->stage), text_or_empty(held->how),
                       whole ? text_or_empty(held->who) : "", outcome, NULL);
    }
}

/* Whoever it is, for the file; else somebody of that agency. */
static const char *member_name(const Chronology *x, const char *name)
{
    return disclosure_is_whole(x->d) ? text_or_empty(name) : "a member";
}

static void add_members(const Chronology *x)
{
    paper_section(x->paper, "Members engaged");
    for (guint i = 0; i < x->c->members->len; i++) {
        const MemberEngaged *member = x->c->members->pdata[i];
        g_autofree char *date = words_day(member->date);
        chronology_add(x, PAPER_ITEM, "%s, %s%s%s", member_name(x, member->name),
                       words_agency(x->view, member->agency), *date ? ", " : "", date);
    }
}

static void add_panel(const Chronology *x)
{
    paper_section(x->paper, "Panel");
    for (guint i = 0; i < x->c->panel->len; i++) {
        const PanelMember *member = x->c->panel->pdata[i];
        chronology_add(x, PAPER_ITEM, "%s, %s%s%s", member_name(x, member->name),
                       words_agency(x->view, member->agency), member->senior ? ", senior" : "",
                       member->full_member ? ", full member" : "");
    }
    paper_section(x->paper, "Representations");
    for (guint i = 0; i < x->c->representations->len; i++) {
        const Representation *made = x->c->representations->pdata[i];
        g_autofree char *at = words_short(&x->dated, made->at);
        chronology_add(x, PAPER_ITEM, "%s: %s", at, words_agency(x->view, made->agency));
    }
}

static void add_account_words(const Chronology *x, const Account *account)
{
    chronology_add(x, PAPER_DETAIL, "%s", text_or_empty(account->words));
    for (guint j = 0; j < account->items->len; j++) {
        g_autofree char *item =
            outstanding_words(x->view->rules, g_ptr_array_index(account->items, j));
        chronology_add(x, PAPER_DETAIL, "outstanding: %s", item);
    }
    if (account->items->len == 0)
        chronology_add(x, PAPER_DETAIL, "nothing outstanding");
}

/* Side by side: what each party wrote, in the order in which it came; the gateway prefers none. */
static void add_accounts(const Chronology *x)
{
    gboolean whole = disclosure_is_whole(x->d);
    paper_section(x->paper, "Written accounts of the parties");
    for (guint i = 0; i < x->c->accounts->len; i++) {
        const Account *account = x->c->accounts->pdata[i];
        gboolean own = g_strcmp0(account->agency, x->asked->agency) == 0;
        if (!disclosure_message(x->d, account->message))
            continue;
        g_autofree char *at = words_short(&x->dated, account->at);
        g_autofree char *head =
            whole || own ? g_strdup_printf("%s, %s (%s)", words_agency(x->view, account->agency),
                                           at, text_or_empty(account->who))
                         : g_strdup_printf("%s, %s", words_agency(x->view, account->agency), at);
        g_autofree char *screened = disclosure_text(x->d, head);
        paper_entry(x->paper, screened, "");
        if (whole || own)
            add_account_words(x, account);
    }
}

static void add_outstanding(const Chronology *x)
{
    static const char *const headings[] = {"No.", "Item", "Whose", "When", NULL};
    paper_section(x->paper, "Outstanding items");
    paper_table(x->paper, headings);
    for (guint i = 0; i < x->c->outstanding->len; i++) {
        const Outstanding *item = x->c->outstanding->pdata[i];
        g_autofree char *n = g_strdup_printf("%u", item->n);
        g_autofree char *due = words_day(item->due);
        g_autofree char *done_at = words_short(&x->dated, item->done);
        g_autofree char *done = item->done ? g_strconcat("done ", done_at, NULL)
                                           : g_strconcat(*due ? "due " : "no date", due, NULL);
        chronology_row(x, n, text_or_empty(item->item), text_or_empty(item->owner), done, NULL);
    }
}

void chronology_recorded(const Chronology *x)
{
    add_facts(x);
    add_discussions(x);
    add_members(x);
    add_panel(x);
    add_accounts(x);
    add_outstanding(x);
}
