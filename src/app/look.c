/* Reads the store and hands what it found to a view.
 *
 * The order of a list is the view's affair. Nothing is written but the log of looks (looking.c), no clock
 * read: 'now' is the view's. A site without a store is an empty one, and looking at it no look. */
#include "look.h"

#include "error.h"
#include "lists.h"
#include "look_news.h"
#include "look_store.h"

static GPtrArray *empty_list(void)
{
    return g_ptr_array_new();
}

/* The cases in progress, and those that ended in the last year where they can answer, too. */
static GPtrArray *queue_references(Store *store, const QueueAsk *ask, Instant now, GError **error)
{
    if (!ask || !queue_ask_of_ended(ask))
        return store_cases_open(store, error);
    return store_cases_between(store, now - QUEUE_ENDED_SECONDS, G_MAXINT64, error);
}

/* What came in since then is said above the list. */
static gboolean show_news(const Ruleset *rules, View *view, Store *store, GPtrArray *cases,
                          HeldCount count, const QueueAsk *ask, GError **error)
{
    QueueAsk with = *ask;
    g_autoptr(GPtrArray) held = store_held_waiting(store, error);
    g_autofree char *news = held ? look_news(store, rules, ask->since, cases, held, error) : NULL;
    with.news = news;
    if (news)
        view_queue(view, cases, count, &with);
    return news != NULL;
}

gboolean look_queue(const Ruleset *rules, View *view, const QueueAsk *ask, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) references =
        store ? queue_references(store, ask, view->now, error) : empty_list();
    g_autoptr(GPtrArray) cases = references ? look_cases(store, references, error) : NULL;
    HeldCount held = {0};
    if (!cases || (store && !store_held_count(store, &held, error)))
        return FALSE;
    if (store && ask && ask->since != INSTANT_UNKNOWN)
        return show_news(rules, view, store, cases, held, ask, error);
    view_queue(view, cases, held, ask);
    return TRUE;
}

gboolean look_directory(const Ruleset *rules, View *view, const char *agency, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) references = store ? store_cases_open(store, error) : empty_list();
    g_autoptr(GPtrArray) cases = references ? look_cases(store, references, error) : NULL;
    if (!cases)
        return FALSE;
    view_directory(view, agency, cases);
    return TRUE;
}

/* *case_out and *store_out, or a PERM error when there is no such case. */
static gboolean find_case(const Ruleset *rules, const char *reference, Store **store_out,
                          Case **case_out, GError **error)
{
    GError *failure = NULL;
    if (!look_store(rules, store_out, error))
        return FALSE;
    *case_out = *store_out ? store_case_load(*store_out, reference, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (!*case_out)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "there is no case '%s'", reference);
    return *case_out != NULL;
}

static gboolean log_one(const Ruleset *rules, const Looker *looker, const char *reference,
                        GError **error)
{
    const char *const one[] = {reference, NULL};
    return looking_log(rules, looker, one, error);
}

gboolean look_show(const Ruleset *rules, View *view, const Looker *looker, const char *reference,
                   GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(Case) c = NULL;
    if (!find_case(rules, reference, &store, &c, error))
        return FALSE;
    g_autoptr(GPtrArray) hashes = store_case_hashes(store, reference, error);
    g_autoptr(GPtrArray) sent = hashes ? store_outbox_of_case(store, reference, error) : NULL;
    g_autoptr(GPtrArray) beside = sent ? look_beside(store, reference, TRUE, error) : NULL;
    if (!beside || !log_one(rules, looker, reference, error))
        return FALSE;
    view_show(view, c, hashes, sent, beside);
    return TRUE;
}

gboolean look_sent(const Ruleset *rules, View *view, const Looker *looker, const char *reference,
                   GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(Case) c = NULL;
    if (!find_case(rules, reference, &store, &c, error))
        return FALSE;
    g_autoptr(GPtrArray) sent = store_outbox_of_case(store, reference, error);
    if (!sent || !log_one(rules, looker, reference, error))
        return FALSE;
    view_mails(view, sent);
    return TRUE;
}

gboolean look_messages(const Ruleset *rules, View *view, const Looker *looker, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) ledger = store ? store_ledger_all(store, error) : empty_list();
    if (!ledger || (store && !log_one(rules, looker, "", error)))
        return FALSE;
    view_messages(view, ledger);
    return TRUE;
}

gboolean look_looks(const Ruleset *rules, View *view, const char *reference, GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(Case) c = NULL;
    if (reference ? !find_case(rules, reference, &store, &c, error)
                  : !look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) looks = !store      ? empty_list()
                                 : reference ? store_looks_at(store, reference, error)
                                             : store_looks(store, error);
    if (!looks)
        return FALSE;
    view_looks(view, looks);
    return TRUE;
}
