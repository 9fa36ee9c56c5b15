/* event_log: the record itself, append-only, every event chained to the one before it.
 *
 * An event's hash is the SHA-256, in hex, of the hash of the event before it (64 zeros before the
 * first) and all its columns, in this order, each as "LENGTH:BYTES," with the length in decimal:
 *
 *   previous hash, id, reference, seq, at, kind, actor, text, message ("" if none), changes
 *
 * Numbers are decimal, changes the canonical text of event.c. One chain runs through all cases in
 * the order of writing, id 1, 2, 3 … without gaps: an event altered, moved, put in or taken out
 * breaks it, and events taken off its end are missed by the number and hash that `cases` keeps.
 * Somebody who can write the file can forge all of it; that is what copies of the head are for.
 *
 * An event that was erased (erasure.c) keeps its hash, which is what the next one was chained to. Its tombstone is a later
 * event of its case with a change 'erased ID HASH LEFT': this hash, and the digest of what stands there since. Without one,
 * or with anything else left, it is not what was written. */
#include "event_log.h"

#include <string.h>

#include "chain.h"
#include "digest.h"
#include "query.h"

#define FINDINGS_MAX 100 /* a chain cut at its beginning is not told once for every event */

static char *hash_of(const char *previous, gint64 id, const char *reference, const Event *event,
                     const char *changes)
{
    g_autoptr(GString) form = g_string_sized_new(512 + strlen(changes));
    chain_bytes(form, previous);
    chain_number(form, id);
    chain_bytes(form, reference);
    chain_number(form, event->seq);
    chain_number(form, event->at);
    chain_bytes(form, event->kind);
    chain_bytes(form, event->actor);
    chain_bytes(form, event->text);
    chain_bytes(form, event->message ? event->message : "");
    chain_bytes(form, changes);
    return digest_of(form->str, form->len);
}

char *event_log_left(gint64 id, const char *reference, const Event *event, const char *changes)
{
    return hash_of("", id, reference, event, changes);
}

/* ---- writing ---- */

/* The chain's end; in a transaction it is read once and then known. */
static gboolean read_head(Store *store, gint64 *id_out, const char **hash_out, GError **error)
{
    if (!store->in_transaction)
        store_forget(store);
    if (!store->newest.hash &&
        !chain_end(store, "SELECT id, hash FROM events ORDER BY id DESC LIMIT 1",
                   &store->newest.event, &store->newest.hash, error)) {
        store_forget(store);
        return FALSE;
    }
    *id_out = store->newest.event;
    *hash_out = store->newest.hash;
    return TRUE;
}

char *store_chain_head(Store *store, GError **error)
{
    gint64 id = 0;
    const char *hash = NULL;
    return read_head(store, &id, &hash, error) ? g_strdup(hash) : NULL;
}

void chain_links_free(ChainLinks *links)
{
    if (!links)
        return;
    g_ptr_array_unref(links->changes);
    g_ptr_array_unref(links->hashes);
    g_free(links);
}

const char *chain_links_last(const ChainLinks *links)
{
    return g_ptr_array_index(links->hashes, links->hashes->len - 1);
}

ChainLinks *event_log_link(Store *store, const Case *c, guint first, GError **error)
{
    gint64 id = 0;
    const char *hash = NULL;
    if (!read_head(store, &id, &hash, error))
        return NULL;
    ChainLinks *links = g_new0(ChainLinks, 1);
    links->first = first;
    links->changes = g_ptr_array_new_with_free_func(g_free);
    links->hashes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = first; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        char *changes = event_changes_text(event);
        char *next = hash_of(hash, ++id, c->reference, event, changes);
        g_ptr_array_add(links->changes, changes);
        g_ptr_array_add(links->hashes, next);
        hash = next;
    }
    return links;
}

static gboolean insert_event(Store *store, gint64 id, const char *reference, const Event *event,
                             const char *changes, const char *hash, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO events (id, reference, seq, at, kind, actor, text, message, changes,"
               " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_number(&query, id);
    query_text(&query, reference);
    query_number(&query, event->seq);
    query_number(&query, event->at);
    query_text(&query, event->kind);
    query_text(&query, event->actor);
    query_text(&query, event->text);
    query_text_or_null(&query, event->message);
    query_text(&query, changes);
    query_text(&query, hash);
    return query_run(&query, error);
}

gboolean event_log_append(Store *store, const Case *c, const ChainLinks *links, GError **error)
{
    for (guint i = 0; i < links->hashes->len; i++) {
        const Event *event = g_ptr_array_index(c->events, links->first + i);
        if (!insert_event(store, store->newest.event + 1 + i, c->reference, event,
                          g_ptr_array_index(links->changes, i), g_ptr_array_index(links->hashes, i),
                          error))
            return FALSE;
    }
    store->newest.event += links->hashes->len;
    g_free(store->newest.hash);
    store->newest.hash = g_strdup(chain_links_last(links));
    return TRUE;
}

/* ---- reading ---- */

#define EVENT_COLUMNS                                                                              \
    "SELECT seq, at, kind, actor, text, message, changes, hash, id, reference FROM events "

static Event *read_event(const Query *query)
{
    g_autofree char *kind = query_column(query, 2);
    g_autofree char *actor = query_column(query, 3);
    g_autofree char *text = query_column(query, 4);
    g_autofree char *message = query_column(query, 5);
    Event *event = event_new_text(query_column_number(query, 1), kind, actor,
                                  *message != '\0' ? message : NULL, text);
    event->seq = (guint)query_column_number(query, 0);
    return event;
}

static gboolean fold_row(Case *c, const Query *query, GError **error)
{
    g_autoptr(Event) event = read_event(query);
    g_autofree char *changes = query_column(query, 6);
    return event_changes_read(event, changes, error) &&
           case_apply(c, g_steal_pointer(&event), error);
}

Case *event_log_fold(Store *store, const char *reference, char **hash_out, GError **error)
{
    g_autoptr(Case) c = case_new();
    g_autofree char *hash = NULL;
    gboolean folded = TRUE;
    Query query = query_begin(store, EVENT_COLUMNS "WHERE reference = ? ORDER BY seq");
    query_text(&query, reference);
    while (folded && query_next(&query)) {
        folded = fold_row(c, &query, error);
        g_free(hash);
        hash = query_column(&query, 7);
    }
    if (!query_end(&query, folded ? error : NULL) || !folded || c->events->len == 0)
        return NULL;
    if (hash_out)
        *hash_out = g_steal_pointer(&hash);
    return g_steal_pointer(&c);
}

GPtrArray *store_case_hashes(Store *store, const char *reference, GError **error)
{
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
    Query query = query_begin(store, "SELECT hash FROM events WHERE reference = ? ORDER BY seq");
    query_text(&query, reference);
    while (query_next(&query))
        g_ptr_array_add(hashes, query_column(&query, 0));
    return query_end(&query, error) ? g_steal_pointer(&hashes) : NULL;
}

/* ---- checking ---- */

typedef struct {
    char *hash, *left;
} Tombstone;

static void tombstone_free(gpointer data)
{
    Tombstone *tombstone = data;
    g_free(tombstone->hash);
    g_free(tombstone->left);
    g_free(tombstone);
}

/* The newest tombstone of an event counts: what was left may have been erased further. */
static void add_tombstones(GHashTable *tombstones, const Event *event, gint64 id)
{
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *row = g_ptr_array_index(event->changes, i);
        if (!g_str_equal(row[0], "erased") || g_strv_length((GStrv)row) != 4)
            continue;
        gint64 erased = g_ascii_strtoll(row[1], NULL, 10);
        Tombstone *tombstone = g_new0(Tombstone, 1);
        tombstone->hash = g_strdup(row[2]);
        tombstone->left = g_strdup(row[3]);
        if (erased < id)
            g_hash_table_replace(tombstones, g_memdup2(&erased, sizeof erased), tombstone);
        else
            tombstone_free(tombstone);
    }
}

static GHashTable *read_tombstones(Store *store, GError **error)
{
    g_autoptr(GHashTable) tombstones =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, tombstone_free);
    Query query = query_begin(store, EVENT_COLUMNS "WHERE kind = 'erased' ORDER BY id");
    while (query_next(&query)) {
        g_autoptr(Event) event = read_event(&query);
        g_autofree char *changes = query_column(&query, 6);
        if (event_changes_read(event, changes, NULL))
            add_tombstones(tombstones, event, query_column_number(&query, 8));
    }
    return query_end(&query, error) ? g_steal_pointer(&tombstones) : NULL;
}

/* Is what stands there what a tombstone says was left of the event that had this hash? */
static gboolean is_erased(const Tombstone *tombstone, const char *stored, gint64 id,
                          const char *reference, const Event *event, const char *changes)
{
    g_autofree char *left = tombstone ? event_log_left(id, reference, event, changes) : NULL;
    return tombstone && g_str_equal(tombstone->hash, stored) && g_str_equal(tombstone->left, left);
}

/* `expected` is the id that must come next, `previous` the hash before it; both go on from what is
 * stored, so that one broken place is one finding. */
static void check_row(const Query *query, GHashTable *tombstones, gint64 expected,
                      const char *previous, GPtrArray *findings)
{
    gint64 id = query_column_number(query, 8);
    g_autoptr(Event) event = read_event(query);
    g_autofree char *reference = query_column(query, 9);
    g_autofree char *changes = query_column(query, 6);
    g_autofree char *stored = query_column(query, 7);
    g_autofree char *hash = hash_of(previous, id, reference, event, changes);
    if (id != expected)
        g_ptr_array_add(findings, g_strdup_printf("events %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                                                  " are missing",
                                                  expected, id - 1));
    else if (!g_str_equal(hash, stored) && !is_erased(g_hash_table_lookup(tombstones, &id), stored,
                                                      id, reference, event, changes))
        g_ptr_array_add(findings,
                        g_strdup_printf("event %" G_GINT64_FORMAT
                                        " (case %s, number %u) is not what was written: the chain "
                                        "is broken here",
                                        id, reference, event->seq));
}

gboolean event_log_check(Store *store, GPtrArray *findings, GError **error)
{
    gint64 expected = 1;
    guint before = findings->len;
    g_autofree char *previous = g_strdup(CHAIN_START);
    g_autoptr(GHashTable) tombstones = read_tombstones(store, error);
    if (!tombstones)
        return FALSE;
    Query query = query_begin(store, EVENT_COLUMNS "ORDER BY id");
    while (findings->len - before < FINDINGS_MAX && query_next(&query)) {
        check_row(&query, tombstones, expected, previous, findings);
        g_free(previous);
        previous = query_column(&query, 7);
        expected = query_column_number(&query, 8) + 1;
    }
    return query_end(&query, error);
}
