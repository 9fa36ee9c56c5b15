/* projection_keys: the addresses and the keys that a case is found by: its children's, and the numbers that other
 * offices' systems have for it, which stand among them.
 *
 * Both tables are ordered by what is looked for. Addresses are only ever added: whoever was
 * originator, holder or sender once belongs to the case. Keys of children follow them; those that
 * stood before are in the case's row, so that they can be taken out one by one. */
#include "projection_keys.h"

#include <string.h>

#include "query.h"
#include "text.h"
#include "same_name.h"
#include "ticket.h"

/* Which argument of a change row is the address of somebody who belongs to the case. */
static const struct {
    const char *operation;
    guint argument;
} addresses[] = {{"sender", 1}, {"originator", 4}, {"holder", 5}};

static void add_people_of(const char *const *row, GHashTable *people)
{
    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
        if (text_is(row[0], addresses[i].operation) && *row[addresses[i].argument])
            g_hash_table_add(people, g_ascii_strdown(row[addresses[i].argument], -1));
}

/* Addresses named by the events from `first` on, folded. */
static GHashTable *people_of(const Case *c, guint first)
{
    GHashTable *people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = first; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++)
            add_people_of(g_ptr_array_index(event->changes, j), people);
    }
    return people;
}

static gboolean is_found_by(const char *operation)
{
    return text_is(operation, "child") || text_is(operation, "alias");
}

static gboolean changes_children(const Case *c, guint first)
{
    for (guint i = first; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++)
            if (is_found_by(((GStrv)g_ptr_array_index(event->changes, j))[0]))
                return TRUE;
    }
    return FALSE;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *projection_child_keys(const Case *c)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->children->len; i++) {
        g_autoptr(GPtrArray) keys = case_child_keys(g_ptr_array_index(c->children, i));
        for (guint j = 0; j < keys->len; j++) {
            const char *key = g_ptr_array_index(keys, j);
            if (!g_ptr_array_find_with_equal_func(all, key, g_str_equal, NULL))
                g_ptr_array_add(all, g_strdup(key));
        }
    }
    g_autoptr(GPtrArray) aliases = case_alias_keys(c);
    for (guint i = 0; i < aliases->len; i++)
        g_ptr_array_add(all, g_strdup(g_ptr_array_index(aliases, i)));
    g_autoptr(GPtrArray) names = case_name_keys(c);
    for (guint i = 0; i < names->len; i++)
        g_ptr_array_add(all, g_strdup(g_ptr_array_index(names, i)));
    g_ptr_array_sort(all, compare_texts);
    g_ptr_array_add(all, NULL);
    return g_strjoinv("\n", (GStrv)all->pdata);
}

static GStrv keys_of(const char *lines)
{
    return g_strsplit(lines, "\n", -1);
}

/* ---- saving ---- */

/* Runs a statement of two parameters, the word and the reference. */
static gboolean run_pair(Store *store, const char *sql, const char *word, const char *reference,
                         GError **error)
{
    Query query = query_begin_write(store, sql);
    query_text(&query, word);
    query_text(&query, reference);
    return query_run(&query, error);
}

static gboolean save_people(Store *store, const Case *c, guint first, GError **error)
{
    g_autoptr(GHashTable) people = people_of(c, first);
    GHashTableIter iter;
    gpointer address;
    g_hash_table_iter_init(&iter, people);
    while (g_hash_table_iter_next(&iter, &address, NULL))
        if (!run_pair(store,
                      "INSERT INTO case_people (address, reference) VALUES (?, ?)"
                      " ON CONFLICT (address, reference) DO NOTHING",
                      address, c->reference, error))
            return FALSE;
    return TRUE;
}

static gboolean forget_children(Store *store, const char *reference, GError **error)
{
    Query query = query_begin(store, "SELECT child_keys FROM cases WHERE reference = ?");
    query_text(&query, reference);
    g_autofree char *lines = query_next(&query) ? query_column(&query, 0) : g_strdup("");
    if (!query_end(&query, error))
        return FALSE;
    g_auto(GStrv) keys = keys_of(lines);
    for (guint i = 0; keys[i]; i++)
        if (!run_pair(store, "DELETE FROM case_children WHERE key = ? AND reference = ?", keys[i],
                      reference, error))
            return FALSE;
    return TRUE;
}

static gboolean save_children(Store *store, const char *reference, const char *lines,
                              GError **error)
{
    g_auto(GStrv) keys = keys_of(lines);
    for (guint i = 0; keys[i]; i++)
        if (!run_pair(store, "INSERT INTO case_children (key, reference) VALUES (?, ?)", keys[i],
                      reference, error))
            return FALSE;
    return TRUE;
}

gboolean projection_keys_save(Store *store, const Case *c, guint first, const char *child_keys,
                              GError **error)
{
    if (!save_people(store, c, first, error))
        return FALSE;
    if (!changes_children(c, first))
        return TRUE;
    return (first == 0 || forget_children(store, c->reference, error)) &&
           save_children(store, c->reference, child_keys, error);
}

/* ---- checking ---- */

/* Each is looked for by itself, for the tables are ordered by them; what is too much is missed by
 * the count. */
static gboolean is_there(Store *store, const char *sql, const char *word, const char *reference,
                         guint *missing, GError **error)
{
    Query query = query_begin(store, sql);
    query_text(&query, word);
    query_text(&query, reference);
    *missing += query_next(&query) ? 0 : 1;
    return query_end(&query, error);
}

static void find_missing(const Case *c, guint missing, const char *what, GPtrArray *findings)
{
    if (missing > 0)
        g_ptr_array_add(findings, g_strdup_printf("case %s: %u %s it is found by are missing",
                                                  c->reference, missing, what));
}

static gboolean check_people(Store *store, const Case *c, ProjectionCount *count,
                             GPtrArray *findings, GError **error)
{
    g_autoptr(GHashTable) people = people_of(c, 0);
    GHashTableIter iter;
    gpointer address;
    guint missing = 0;
    g_hash_table_iter_init(&iter, people);
    while (g_hash_table_iter_next(&iter, &address, NULL))
        if (!is_there(store, "SELECT 1 FROM case_people WHERE address = ? AND reference = ?",
                      address, c->reference, &missing, error))
            return FALSE;
    count->people += g_hash_table_size(people);
    find_missing(c, missing, "addresses", findings);
    return TRUE;
}

gboolean projection_keys_check(Store *store, const Case *c, const char *child_keys,
                               ProjectionCount *count, GPtrArray *findings, GError **error)
{
    g_auto(GStrv) keys = keys_of(child_keys);
    guint missing = 0;
    for (guint i = 0; keys[i]; i++)
        if (!is_there(store, "SELECT 1 FROM case_children WHERE key = ? AND reference = ?", keys[i],
                      c->reference, &missing, error))
            return FALSE;
    count->children += g_strv_length(keys);
    find_missing(c, missing, "keys of children", findings);
    return check_people(store, c, count, findings, error);
}
