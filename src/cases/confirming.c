/* Written confirmation. Owns what counts as a party's own account of the agreed outcome and of outstanding issues, and
 * when two accounts are the same. Promises: silence and a bare 'agreed' to nothing confirm nothing; a party confirms only
 * what it was shown or wrote itself; where accounts differ both are asked and neither is preferred; a condition that
 * cannot be read waits for a person. */
#include "confirming.h"
#include "accounts.h"
#include "confirm_other.h"
#include "confirm_read.h"
#include "confirm_shown.h"
#include "duties.h"
#include "outcome.h"
#include "outstanding_dates.h"
#include "owed_names.h"
#include "standing.h"
#include "ruled.h"
#include "text.h"
#include <string.h>

static const PolicyOwed *rule_of(const Policy *policy)
{
    for (guint i = 0; i < policy->owed->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(policy->owed, i);
        if (rule->confirms)
            return rule;
    }
    return NULL;
}

gboolean confirming_applies(const Deciding *x)
{
    return rule_of(x->policy) != NULL;
}

static const char *other_party(const Deciding *x, const char *agency)
{
    return g_strcmp0(x->c->raising, agency) == 0 ? x->c->challenged : x->c->raising;
}

static gboolean still_owed(const Deciding *x)
{
    const PolicyOwed *rule = rule_of(x->policy);
    return rule != NULL && case_owes(x->c, rule->kind) != NULL;
}

/* ---- recording ---- */

static void record_account(Deciding *x, const char *agency, const ConfirmRead *read)
{
    g_autofree char *at = deciding_at(x);
    g_autofree char *words = text_line(x->reading->said, 1000);
    Event *event = deciding_event(x, "confirmation", "%s confirms in writing (%s): %s",
                                  agency_name(x->rules, agency), x->sender->email, words);
    event_change(event, "account", agency,
                 *x->sender->name != '\0' ? x->sender->name : x->sender->email, at,
                 deciding_message(x), read->outcome != NULL ? read->outcome : "", words, NULL);
    for (guint i = 0; i < read->items->len; i++) {
        const Outstanding *item = g_ptr_array_index(read->items, i);
        g_autofree char *due = item->due != DAY_UNKNOWN ? day_iso(item->due) : g_strdup("");
        event_change(event, "account-item", agency, item->item, item->owner, due, NULL);
    }
    if (read->outcome != NULL && confirm_shown_record(x) == NULL)
        deciding_fact(x, event, "agreed_outcome", read->outcome);
    deciding_add(x, event);
    (void)duties_meet(x, rule_of(x->policy)->kind, agency, "", 0);
}

/* Party, date and message of each confirmation that stands, a line each. */
static void record_confirmed_by(Deciding *x)
{
    g_autoptr(GString) rows = g_string_new(NULL);
    for (guint i = 0; i < x->c->accounts->len; i++) {
        const Account *account = g_ptr_array_index(x->c->accounts, i);
        g_autofree char *day = day_iso(instant_day(account->at, x->rules->site.zone));
        g_string_append_printf(rows, "%s%s, %s, %s", i > 0 ? "\n" : "", account->agency, day,
                               account->message);
    }
    Event *event =
        deciding_event(x, "confirmed-by", "Written confirmations so far: %u", x->c->accounts->len);
    deciding_fact(x, event, "confirmed_by", rows->str);
    deciding_add(x, event);
}

/* ---- showing and asking ---- */

/* All that the party wrote; where its words only confirm, what they confirm, too. */
static void write_account(const Deciding *x, GString *text, const Account *account)
{
    g_autofree char *at = instant_words(account->at, x->rules->site.zone);
    g_string_append_printf(text, "%s%s, %s:\n%s", text->len > 0 ? "\n\n" : "",
                           agency_name(x->rules, account->agency), at, account->words);
    if (strstr(account->words, account->outcome) == NULL)
        g_string_append_printf(text, "\n- agreed: %s", account->outcome);
    for (guint i = 0; i < account->items->len; i++) {
        g_autofree char *words = outstanding_words(x->rules, g_ptr_array_index(account->items, i));
        g_string_append_printf(text, "\n- outstanding: %s", words);
    }
    if (account->items->len == 0)
        g_string_append(text, "\n- nothing outstanding");
}

char *confirming_side_by_side(const Deciding *x)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *agreed = confirm_shown_record(x);
    if (x->c->accounts->len == 0 && agreed != NULL)
        g_string_append(text, agreed);
    for (guint i = 0; i < x->c->accounts->len; i++)
        write_account(x, text, g_ptr_array_index(x->c->accounts, i));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void ask(Deciding *x, const char *template, const char *asks, const char *only)
{
    g_autoptr(GPtrArray) holders = standing_last_holders(x->c);
    g_autofree char *accounts = confirming_side_by_side(x);
    const char *own = routing_sender_party(x);
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        const char *agency = routing_agency(x, holder->side);
        gboolean asked =
            g_strcmp0(agency, own) != 0 && (only == NULL || g_strcmp0(agency, only) == 0);
        if (asked && *holder->email != '\0' && !telling_already(x, holder->email))
            telling_holder_about(x, holder, template, asks, accounts);
    }
}

static void differ(Deciding *x, const char *difference)
{
    const PolicyOwed *rule = rule_of(x->policy);
    g_autofree char *since = deciding_acted_at(x);
    Event *event = deciding_event(
        x, "accounts-differ", "The written accounts differ (%s). Both are asked, no side is taken",
        difference);
    for (guint i = 0; i < x->c->accounts->len; i++)
        event_change(event, "owed", rule->kind,
                     ((const Account *)g_ptr_array_index(x->c->accounts, i))->agency, "", "0",
                     rule->section, rule->bars_closing ? "yes" : "no", since, NULL);
    deciding_add(x, event);
    ask(x, "accounts-differ",
        "the two written accounts differ; please reply with what was agreed, and each outstanding "
        "issue with its owner and date",
        NULL);
}

void confirming_complete(Deciding *x)
{
    duties_owe(x, "confirmed");
}

/* Is what both confirmed on record as agreed, and not what a message named that waited or was put right? */
static gboolean on_record(const Deciding *x, const char *outcome)
{
    const char *agreed = confirm_shown_record(x);
    for (guint i = 0; agreed != NULL && i < x->c->accounts->len; i++)
        if (g_str_equal(((const Account *)g_ptr_array_index(x->c->accounts, i))->outcome, agreed))
            return TRUE;
    return *outcome == '\0';
}

static void agree(Deciding *x, const Account *account)
{
    const PolicyOwed *rule = rule_of(x->policy);
    Event *same = deciding_event(x, "accounts-agree",
                                 "Both parties have confirmed the same in writing (section %s)",
                                 rule->section);
    if (!on_record(x, account->outcome))
        deciding_fact(x, same, "agreed_outcome", account->outcome);
    deciding_add(x, same);
    outstanding_dates_record(x, account->items, TRUE);
    for (guint i = 0; i < x->c->accounts->len; i++)
        (void)duties_meet(x, rule->kind,
                          ((const Account *)g_ptr_array_index(x->c->accounts, i))->agency, "", 0);
    record_confirmed_by(x);
    if (account->items->len > 0) {
        g_autofree char *since = deciding_acted_at(x);
        Event *event =
            deciding_event(x, "owed", "Outstanding issues keep owner and date after closing");
        event_change(event, "owed", OWED_OUTSTANDING, "", "", "0", rule->section, "no", since,
                     NULL);
        deciding_add(x, event);
    }
    confirming_complete(x);
}

static Confirmed compare(Deciding *x, const char *agency, gboolean terms_are_new)
{
    const char *other = other_party(x, agency);
    const Account *own = case_account(x->c, agency), *theirs = case_account(x->c, other);
    if (theirs == NULL) {
        outstanding_dates_record(x, own->items, FALSE);
        record_confirmed_by(x);
        if (terms_are_new)
            ask(x, rule_of(x->policy)->template, rule_of(x->policy)->asks, other);
        return CONFIRM_RECORDED;
    }
    g_autofree char *difference = accounts_difference(x->rules, theirs, own);
    if (difference != NULL) {
        differ(x, difference);
        return CONFIRM_DIFFERS;
    }
    agree(x, own);
    return CONFIRM_AGREED;
}

/* ---- what a message adds ---- */

void confirming_report(Deciding *x)
{
    const char *agency = routing_sender_party(x);
    if (!confirming_applies(x) || x->reading == NULL || !x->may_move)
        return;
    g_autoptr(ConfirmRead) read = confirm_read_make(x, NULL, TRUE);
    const FieldValue *course = reading_value(x->reading, "course_of_action");
    if (read->outcome == NULL && agency == NULL && course != NULL)
        read->outcome =
            g_strdup(course->value); /* what the partnership determined is to be confirmed */
    if (read->outcome == NULL)
        return;
    if (read->listed && !read->denies && agency != NULL) {
        record_account(x, agency, read);
        outstanding_dates_record(x, read->items, FALSE);
        record_confirmed_by(x);
        return;
    }
    Event *event = deciding_event(x, "agreed", "Reported as agreed: %s", read->outcome);
    deciding_fact(x, event, "agreed_outcome", read->outcome);
    deciding_add(x, event);
}

gboolean confirming_said(const Deciding *x)
{
    if (routing_sender_party(x) == NULL || !still_owed(x))
        return FALSE;
    g_autoptr(ConfirmRead) read = confirm_read_make(x, NULL, FALSE);
    return !read->denies && (read->assents || read->listed || read->stated);
}

/* What a party's message is held against. */
typedef struct {
    const Account *own, *theirs;
    const char *outcome; /* what it named as agreed itself, else what it was shown; NULL neither */
    Day told;            /* when that was written */
    gboolean shown;      /* it was shown the other party's account */
} Known;

static Known known_to(const Deciding *x, const char *agency)
{
    Known known = {.own = case_account(x->c, agency),
                   .theirs = case_account(x->c, other_party(x, agency)),
                   .told = DAY_UNKNOWN};
    known.shown = confirm_shown_account(x, agency, known.theirs);
    known.outcome = confirm_shown_outcome(x, agency, known.theirs, &known.told);
    return known;
}

/* The issues that a plain confirmation speaks of. */
static GPtrArray *known_items(const Known *known)
{
    if (known->shown && known->theirs != NULL)
        return known->theirs->items;
    return known->own != NULL ? known->own->items : NULL;
}

/* Another account than the one that this party was shown? By its label, only where no account of the other party stands
 * that it is compared with. */
static gboolean tells_another(const Deciding *x, const ConfirmRead *read, const Known *known)
{
    if (known->outcome == NULL || (known->own != NULL && known->theirs == NULL))
        return FALSE; /* its own account, which the other party is shown */
    if (read->stated && known->theirs == NULL &&
        confirm_other_outcome(x, read, known->outcome, known->told))
        return TRUE;
    return confirm_other(x, read, known->own != NULL ? NULL : known->outcome, known->told,
                         known->theirs);
}

/* What could mean either is what the office read in it: a confirmation, another account, or neither of them. */
static Confirmed ruled(Deciding *x, const char *agency, ConfirmRead *read)
{
    if (ruled_says(x, "accounts-differ")) {
        if (read->outcome == NULL)
            read->outcome = text_line(x->reading->words, 1000);
        record_account(x, agency, read);
        differ(x, "as the office reads them");
        return CONFIRM_DIFFERS;
    }
    return ruled_says(x, "confirmed") ? CONFIRM_AGREED : CONFIRM_NONE;
}

static void confirms(ConfirmRead *read, const char *outcome)
{
    g_autofree char *before = read->outcome;
    read->outcome = g_strdup(outcome);
}

/* Words confirm what their writer was shown, and no more: that is the outcome of an account that names none, of one that
 * names the same, and of one that the office reads as a confirmation. */
static void take_outcome(ConfirmRead *read, const Known *known, gboolean read_so)
{
    gboolean same = known->own == NULL && known->theirs == NULL;
    if (read_so && known->theirs != NULL && *known->theirs->outcome != '\0')
        confirms(read, known->theirs->outcome);
    else if (known->outcome != NULL && (read->outcome == NULL || same || read_so))
        confirms(read, known->outcome);
}

static Confirmed add_account(Deciding *x, const char *agency, const ConfirmRead *read,
                             gboolean news)
{
    record_account(x, agency, read);
    if (news)
        deciding_add(x,
                     deciding_event(x, "confirm-asked", "The other party is asked to confirm it"));
    return compare(x, agency, news);
}

static Confirmed no_terms(Deciding *x, const char *agency)
{
    deciding_add(
        x, deciding_event(
               x, "confirmation",
               "%s agrees in writing, but nobody has said yet what was agreed; it is asked for",
               agency_name(x->rules, agency)));
    return CONFIRM_NO_TERMS;
}

Confirmed confirming_take(Deciding *x)
{
    const char *agency = routing_sender_party(x);
    if (agency == NULL || !x->may_move || !still_owed(x) || reading_says(x->reading, "unresolved"))
        return CONFIRM_NONE;
    const Known known = known_to(x, agency);
    gboolean differing = known.own != NULL && known.theirs != NULL;
    gboolean terms = known.outcome != NULL;
    g_autoptr(ConfirmRead) read = confirm_read_make(x, known_items(&known), !terms);
    gboolean corrects = differing && read->deviates, read_so = FALSE;
    gboolean again = known.own != NULL && known.theirs == NULL &&
                     !text_same(known.own->words, x->reading->words);
    if (read->denies)
        return CONFIRM_DENIED;
    if (!read->assents && !read->listed && !corrects && !read->unclear && !read->stated)
        return CONFIRM_NONE;
    read->unclear |= tells_another(x, read, &known);
    if (read->unclear || (differing && !read->listed && !read->deviates)) {
        Confirmed reading = x->ruling != NULL ? ruled(x, agency, read) : CONFIRM_UNCLEAR;
        if (reading != CONFIRM_AGREED)
            return reading;
        read_so = TRUE;
    }
    take_outcome(read, &known, read_so);
    if (read->outcome == NULL)
        return no_terms(x, agency);
    return add_account(x, agency, read, !terms || again);
}
