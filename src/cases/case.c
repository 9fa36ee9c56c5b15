/* case: what a case is after its events.
 *
 * Owns the memory of a Case and the step that folds one event in; what the single changes do stands
 * in case_change*.c. A case that failed to fold an event is half changed and must be thrown away.
 * No I/O, no clock; the same events give the same case. */
#include "case.h"

#include <string.h>

#include "case_change.h"
#include "error.h"

const char *case_state_name(CaseState state)
{
    static const char *const names[] = {"provisional", "open", "closing", "closed", "handed-off"};
    g_assert((guint)state < G_N_ELEMENTS(names));
    return names[state];
}

gboolean case_runs(const Case *c)
{
    return c->state == CASE_OPEN || c->state == CASE_PROVISIONAL;
}

gboolean case_is_over(const Case *c)
{
    return c->state == CASE_CLOSED || c->state == CASE_HANDED_OFF;
}

/* ---- memory ---- */

static void holder_free(gpointer data)
{
    Holder *holder = data;
    g_free(holder->agency);
    g_free(holder->role);
    g_free(holder->name);
    g_free(holder->email);
    g_free(holder->stage);
    g_free(holder->answer);
    g_free(holder);
}

static void child_free(gpointer data)
{
    Child *child = data;
    g_free(child->name);
    g_free(child->ids);
    g_free(child->setting);
    g_ptr_array_unref(child->status);
    g_free(child->settled_stage);
    g_free(child);
}

static void date_free(gpointer data)
{
    CaseDate *date = data;
    g_free(date->id);
    g_free(date->kind);
    g_free(date->why);
    g_free(date);
}

static void owed_free(gpointer data)
{
    Owed *owed = data;
    g_free(owed->kind);
    g_free(owed->agency);
    g_free(owed->role);
    g_free(owed->source);
    g_free(owed);
}

static void discussion_free(gpointer data)
{
    Discussion *discussion = data;
    g_free(discussion->stage);
    g_free(discussion->how);
    g_free(discussion->who);
    g_free(discussion->outcome);
    g_free(discussion);
}

static void member_free(gpointer data)
{
    MemberEngaged *member = data;
    g_free(member->agency);
    g_free(member->name);
    g_free(member);
}

static void panel_free(gpointer data)
{
    PanelMember *member = data;
    g_free(member->name);
    g_free(member->agency);
    g_free(member);
}

static void representation_free(gpointer data)
{
    Representation *representation = data;
    g_free(representation->agency);
    g_free(representation->message);
    g_free(representation);
}

Outstanding *outstanding_new(guint n, const char *item, const char *owner, Day due)
{
    Outstanding *outstanding = g_new0(Outstanding, 1);
    outstanding->n = n;
    outstanding->item = g_strdup(item);
    outstanding->owner = g_strdup(owner);
    outstanding->due = due;
    return outstanding;
}

void outstanding_free(gpointer data)
{
    Outstanding *outstanding = data;
    g_free(outstanding->item);
    g_free(outstanding->owner);
    g_free(outstanding);
}

static void account_free(gpointer data)
{
    Account *account = data;
    g_free(account->agency);
    g_free(account->who);
    g_free(account->message);
    g_free(account->outcome);
    g_free(account->words);
    g_ptr_array_unref(account->items);
    g_free(account);
}

Account *account_new(const char *agency)
{
    Account *account = g_new0(Account, 1);
    account->agency = g_strdup(agency);
    account->items = g_ptr_array_new_with_free_func(outstanding_free);
    return account;
}

static void alias_free(gpointer data)
{
    Alias *alias = data;
    g_free(alias->agency);
    g_free(alias->address);
    g_free(alias->text);
    g_free(alias);
}

static void legal_hold_free(gpointer data)
{
    LegalHold *hold = data;
    g_free(hold->by);
    g_free(hold->why);
    g_free(hold);
}

static void objection_free(gpointer data)
{
    Objection *objection = data;
    g_free(objection->message);
    g_free(objection->why);
    g_free(objection);
}

Case *case_new(void)
{
    Case *c = g_new0(Case, 1);
    c->cycle = 1;
    (void)person_copy_into(&c->originator, "", "", "", "");
    c->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    c->holders = g_ptr_array_new_with_free_func(holder_free);
    c->children = g_ptr_array_new_with_free_func(child_free);
    c->facts = g_ptr_array_new_with_free_func(g_free);
    c->dates = g_ptr_array_new_with_free_func(date_free);
    c->owed = g_ptr_array_new_with_free_func(owed_free);
    c->discussions = g_ptr_array_new_with_free_func(discussion_free);
    c->members = g_ptr_array_new_with_free_func(member_free);
    c->panel = g_ptr_array_new_with_free_func(panel_free);
    c->representations = g_ptr_array_new_with_free_func(representation_free);
    c->outstanding = g_ptr_array_new_with_free_func(outstanding_free);
    c->accounts = g_ptr_array_new_with_free_func(account_free);
    c->their_refs = g_ptr_array_new_with_free_func(g_free);
    c->aliases = g_ptr_array_new_with_free_func(alias_free);
    c->message_ids = g_ptr_array_new_with_free_func(g_free);
    c->legal_holds = g_ptr_array_new_with_free_func(legal_hold_free);
    c->objections = g_ptr_array_new_with_free_func(objection_free);
    c->events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    return c;
}

static void free_texts(Case *c)
{
    g_free(c->reference);
    g_free(c->policy);
    g_free(c->policy_sha256);
    g_free(c->stage);
    g_free(c->stage_claimed);
    g_free(c->held_gate);
    g_free(c->mailbox);
    g_free(c->raising);
    g_free(c->challenged);
    g_free(c->challenged_written);
    g_free(c->waiting_confirmation);
    g_free(c->last_sender);
    g_free(c->turn);
    g_free(c->first_stage);
    g_free(c->opened_by);
    g_free(c->chair_route);
    g_free(c->originator.name);
    g_free(c->originator.role);
    g_free(c->originator.agency);
    g_free(c->originator.email);
}

void case_free(Case *c)
{
    if (!c)
        return;
    free_texts(c);
    g_ptr_array_unref(c->candidates);
    g_ptr_array_unref(c->holders);
    g_ptr_array_unref(c->children);
    g_ptr_array_unref(c->facts);
    g_ptr_array_unref(c->dates);
    g_ptr_array_unref(c->owed);
    g_ptr_array_unref(c->discussions);
    g_ptr_array_unref(c->members);
    g_ptr_array_unref(c->panel);
    g_ptr_array_unref(c->representations);
    g_ptr_array_unref(c->outstanding);
    g_ptr_array_unref(c->accounts);
    g_ptr_array_unref(c->their_refs);
    g_ptr_array_unref(c->aliases);
    g_ptr_array_unref(c->message_ids);
    g_ptr_array_unref(c->legal_holds);
    g_ptr_array_unref(c->objections);
    g_ptr_array_unref(c->events);
    g_free(c);
}

Person *person_copy_into(Person *person, const char *name, const char *role, const char *agency,
                         const char *email)
{
    change_set(&person->name, name);
    change_set(&person->role, role);
    change_set(&person->agency, agency);
    change_set(&person->email, email);
    return person;
}

/* ---- folding ---- */

static gboolean fold(Case *c, Event *event, GError **error)
{
    guint seq = c->events->len + 1;
    if (event->seq != 0 && event->seq != seq) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG,
                    "event %u of case '%s' stands in the place of event %u", event->seq,
                    c->reference ? c->reference : "", seq);
        return FALSE;
    }
    event->seq = seq;
    for (guint i = 0; i < event->changes->len; i++)
        if (!case_change_apply(c, event, g_ptr_array_index(event->changes, i), error))
            return FALSE;
    c->last_event = event->at;
    return TRUE;
}

gboolean case_apply(Case *c, Event *event, GError **error)
{
    gboolean folded = fold(c, event, error);
    if (folded)
        g_ptr_array_add(c->events, event);
    else
        event_free(event);
    return folded;
}

/* ---- looking ---- */

const Fact *case_fact_of(const Case *c, const char *key, guint child)
{
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = g_ptr_array_index(c->facts, i);
        if (fact->child == child && fact->key[0] == key[0] && g_str_equal(fact->key, key))
            return fact;
    }
    return NULL;
}

gboolean case_is_originator(const Case *c, const char *email)
{
    return email != NULL && *email != '\0' && g_strcmp0(c->originator.email, email) == 0;
}

const Event *case_event_of(const Case *c, const char *message)
{
    for (guint i = 0; message != NULL && i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (g_strcmp0(event->message, message) == 0)
            return event;
    }
    return NULL;
}

Instant case_came(const Event *event)
{
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *row = g_ptr_array_index(event->changes, i);
        if (g_str_equal(row[0], "received") && row[1] != NULL)
            return g_ascii_strtoll(row[1], NULL, 10);
    }
    return event->at;
}

gboolean case_in_cycle(const Case *c, const Event *event)
{
    return event->seq >= c->reopened || case_came(event) == c->began;
}

Instant case_fact_at(const Case *c, const Fact *fact)
{
    const Event *event = case_event_of(c, fact->message);
    return event != NULL ? case_came(event) : INSTANT_UNKNOWN;
}

const char *case_fact(const Case *c, const char *key)
{
    const Fact *fact = case_fact_of(c, key, 0);
    return fact ? fact->value : NULL;
}

Account *case_account(const Case *c, const char *agency)
{
    for (guint i = 0; agency != NULL && i < c->accounts->len; i++) {
        Account *account = g_ptr_array_index(c->accounts, i);
        if (g_str_equal(account->agency, agency))
            return account;
    }
    return NULL;
}

const CaseDate *case_date(const Case *c, const char *id)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (g_str_equal(date->id, id))
            return date;
    }
    return NULL;
}

const Owed *case_owes(const Case *c, const char *kind)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met == INSTANT_UNKNOWN && g_str_equal(owed->kind, kind))
            return owed;
    }
    return NULL;
}

Child *case_child(const Case *c, guint n)
{
    for (guint i = 0; i < c->children->len; i++) {
        Child *child = g_ptr_array_index(c->children, i);
        if (child->n == n)
            return child;
    }
    return NULL;
}

gboolean case_is_party(const Case *c, const char *agency)
{
    return agency && (g_strcmp0(c->raising, agency) == 0 || g_strcmp0(c->challenged, agency) == 0);
}
