/* heads: what the record's chains ended with, to be kept by people outside of it.
 *
 * A chain that holds in itself can still have been written anew from some link on by whoever can write
 * the file; it cannot be made to go through a head that somebody else has kept. So a head names a link
 * by its number, and fits when the link of that number has that hash; that the links before it are the
 * ones it was made of is what checking the chain says (event_log.c).
 *
 * The heads that were given away are kept here, too: once a day is remembered so, and a clumsy forger
 * found without asking anybody. They prove nothing against one who writes this table as well. */
#include "heads.h"

#include "chain.h"
#include "query.h"

static const struct {
    const char *name, *one, *end, *link;
} chains[] = {
    {HEAD_EVENTS, "event", "SELECT id, hash FROM events ORDER BY id DESC LIMIT 1",
     "SELECT hash FROM events WHERE id = ?"},
    {HEAD_LOOKS, "look", "SELECT id, hash FROM looks ORDER BY id DESC LIMIT 1",
     "SELECT hash FROM looks WHERE id = ?"},
    {HEAD_ERASURES, "erasure", "SELECT id, hash FROM erasures ORDER BY id DESC LIMIT 1",
     "SELECT hash FROM erasures WHERE id = ?"},
    {HEAD_DIRECTORY, "directory change",
     "SELECT id, hash FROM directory_changes ORDER BY id DESC LIMIT 1",
     "SELECT hash FROM directory_changes WHERE id = ?"},
};

/* ---- as they are ---- */

static Head *end_of(Store *store, gsize chain, Day day, GError **error)
{
    gint64 number = 0;
    g_autofree char *hash = NULL;
    return chain_end(store, chains[chain].end, &number, &hash, error)
               ? head_new(day, chains[chain].name, number, hash)
               : NULL;
}

/* That nothing was ever erased, or changed in the directory, nobody need keep. */
static gboolean is_always_kept(const Head *head)
{
    return g_str_equal(head->chain, HEAD_EVENTS) || g_str_equal(head->chain, HEAD_LOOKS);
}

GPtrArray *store_heads_now(Store *store, Day day, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)head_free);
    for (gsize i = 0; i < G_N_ELEMENTS(chains); i++) {
        Head *head = end_of(store, i, day, error);
        if (!head)
            return NULL;
        if (head->number > 0 || is_always_kept(head))
            g_ptr_array_add(heads, head);
        else
            head_free(head);
    }
    return g_steal_pointer(&heads);
}

/* ---- as they were given away ---- */

gboolean store_heads_newest(Store *store, Day *day_out, GError **error)
{
    Query query = query_begin(store, "SELECT max(day) FROM heads");
    g_autofree char *day = query_next(&query) ? query_column(&query, 0) : g_strdup("");
    *day_out = day_from_iso(day);
    return query_end(&query, error);
}

gboolean store_head_keep(Store *store, const Head *head, GError **error)
{
    g_autofree char *day = day_iso(head->day);
    Query query = query_begin_write(
        store, "INSERT INTO heads (day, chain, number, hash) VALUES (?, ?, ?, ?)");
    query_text(&query, day);
    query_text(&query, head->chain);
    query_number(&query, head->number);
    query_text(&query, head->hash);
    return query_run(&query, error);
}

/* ---- whether they fit ---- */

/* The hash of that link, "" where the chain has none of that number. */
static char *link_hash(Store *store, gsize chain, gint64 number, GError **error)
{
    if (number == 0)
        return g_strdup(CHAIN_START);
    Query query = query_begin(store, chains[chain].link);
    query_number(&query, number);
    g_autofree char *hash = query_next(&query) ? query_column(&query, 0) : g_strdup("");
    return query_end(&query, error) ? g_steal_pointer(&hash) : NULL;
}

static char *says(const Head *head, gsize chain, const char *hash)
{
    g_autofree char *day = day_iso(head->day);
    if (g_str_equal(hash, head->hash))
        return NULL;
    if (!*hash)
        return g_strdup_printf("the head of %s counts %" G_GINT64_FORMAT " %s, and the record no "
                               "longer has so many: some were taken off its end, or an older copy "
                               "was put in its place",
                               day, head->number, head->chain);
    return g_strdup_printf("the head of %s does not fit: %s %" G_GINT64_FORMAT
                           " is not the one that stood there on that day, so that it or one before "
                           "it was altered, put in or taken out",
                           day, chains[chain].one, head->number);
}

gboolean store_head_check(Store *store, const Head *head, char **finding_out, GError **error)
{
    *finding_out = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(chains); i++) {
        if (!g_str_equal(chains[i].name, head->chain))
            continue;
        g_autofree char *hash = link_hash(store, i, head->number, error);
        *finding_out = hash ? says(head, i, hash) : NULL;
        return hash != NULL;
    }
    *finding_out =
        g_strdup_printf("a head speaks of '%s', of which there is no chain", head->chain);
    return TRUE;
}

static GPtrArray *given_away(Store *store, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)head_free);
    Query query =
        query_begin(store, "SELECT day, chain, number, hash FROM heads ORDER BY day, chain");
    while (query_next(&query)) {
        g_autofree char *day = query_column(&query, 0);
        g_autofree char *chain = query_column(&query, 1);
        g_autofree char *hash = query_column(&query, 3);
        g_ptr_array_add(heads,
                        head_new(day_from_iso(day), chain, query_column_number(&query, 2), hash));
    }
    return query_end(&query, error) ? g_steal_pointer(&heads) : NULL;
}

gboolean heads_check(Store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GPtrArray) heads = given_away(store, error);
    for (guint i = 0; heads && i < heads->len; i++) {
        char *finding = NULL;
        if (!store_head_check(store, heads->pdata[i], &finding, error))
            return FALSE;
        if (finding)
            g_ptr_array_add(findings, finding);
    }
    return heads != NULL;
}
