/* Everything held on one person: the whole record and the directory are gone through, and what was found is
 * logged as a look at every case that it shows, before it is shown.
 *
 * What nobody has taken apart is not searched: the raw bytes of a message are read by the reader alone. A
 * message of a case is listed with that case; one of no case whose row does not name the person is counted
 * as not searched, so that nobody takes the list for more than it is. */
#include "look.h"

#include "look_store.h"
#include "subject_access.h"

typedef struct {
    Store *store;
    SubjectAccess *subject;
    GPtrArray *ledger; /* of LedgerRow */
    GPtrArray *cases;  /* of Case */
    GPtrArray *seen;   /* of char *: references that are shown, "" first; borrowed */
    guint unsearched;
} Search;

static void search_clear(Search *search)
{
    g_clear_pointer(&search->seen, g_ptr_array_unref);
    g_clear_pointer(&search->cases, g_ptr_array_unref);
    g_clear_pointer(&search->ledger, g_ptr_array_unref);
    g_clear_pointer(&search->subject, subject_access_free);
    g_clear_pointer(&search->store, store_close);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

/* In two passes: an address that a later case tells counts for an earlier one, too. */
static gboolean load_and_learn(Search *search, GError **error)
{
    g_autoptr(GPtrArray) references = store_cases_all(search->store, error);
    for (guint i = 0; references && i < references->len; i++) {
        Case *c = store_case_load(search->store, references->pdata[i], error);
        if (!c)
            return FALSE;
        g_ptr_array_add(search->cases, c);
        subject_access_learn_case(search->subject, c);
    }
    return references && (search->ledger = store_ledger_all(search->store, error));
}

static gboolean search_cases(Search *search, GError **error)
{
    for (guint i = 0; i < search->cases->len; i++) {
        Case *c = search->cases->pdata[i];
        g_autoptr(GPtrArray) mails = store_outbox_of_case(search->store, c->reference, error);
        if (!mails)
            return FALSE;
        if (subject_access_case(search->subject, c, search->ledger, mails))
            g_ptr_array_add(search->seen, c->reference);
    }
    return TRUE;
}

static void search_messages(Search *search)
{
    for (guint i = 0; i < search->ledger->len; i++) {
        const LedgerRow *row = search->ledger->pdata[i];
        if (*row->reference)
            continue;
        guint before = search->subject->items->len + search->subject->restricted;
        subject_access_message(search->subject, row);
        if (before == search->subject->items->len + search->subject->restricted)
            search->unsearched++;
    }
}

static gboolean search_rest(Search *search, GError **error)
{
    g_autoptr(GPtrArray) waiting = store_held_waiting(search->store, error);
    g_autoptr(GPtrArray) decided = waiting ? store_held_decided(search->store, error) : NULL;
    g_autoptr(GPtrArray) mails = decided ? store_outbox_of_case(search->store, "", error) : NULL;
    g_autoptr(GPtrArray) looks = mails ? store_looks(search->store, error) : NULL;
    g_autoptr(GPtrArray) changes = looks ? store_directory_changes(search->store, error) : NULL;
    if (!changes)
        return FALSE;
    search_messages(search);
    for (guint i = 0; i < changes->len; i++)
        subject_access_directory_change(search->subject, changes->pdata[i]);
    for (guint i = 0; i < waiting->len; i++)
        subject_access_held(search->subject, waiting->pdata[i]);
    for (guint i = 0; i < decided->len; i++)
        subject_access_held(search->subject, decided->pdata[i]);
    for (guint i = 0; i < mails->len; i++)
        subject_access_mail(search->subject, mails->pdata[i]);
    for (guint i = 0; i < looks->len; i++)
        subject_access_look(search->subject, looks->pdata[i]);
    return TRUE;
}

/* All of one moment. */
static gboolean search_store(Search *search, GError **error)
{
    if (!store_begin(search->store, error))
        return FALSE;
    gboolean found =
        load_and_learn(search, error) && search_cases(search, error) && search_rest(search, error);
    store_rollback(search->store);
    return found;
}

gboolean look_subject(const Ruleset *rules, View *view, const Looker *looker, const char *who,
                      GError **error)
{
    g_auto(Search) search = {.subject = subject_access_new(who, view->restricted),
                             .cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free),
                             .seen = g_ptr_array_new()};
    if (!look_store(rules, &search.store, error))
        return FALSE;
    g_ptr_array_add(search.seen, (gpointer) "");
    subject_access_learn_directory(search.subject, rules->directory);
    subject_access_directory(search.subject, rules->directory);
    if (search.store && !search_store(&search, error))
        return FALSE;
    g_ptr_array_add(search.seen, NULL);
    if (search.store && !looking_log(rules, looker, (const char *const *)search.seen->pdata, error))
        return FALSE;
    view_subject(view, who, search.subject, search.unsearched);
    return TRUE;
}
