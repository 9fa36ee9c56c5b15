/* policy_texts: the exact texts that cases are pinned to, by their digest. Kept for ever. */
#include "query.h"

static void policy_text_free(gpointer data)
{
    PolicyText *text = data;
    g_free(text->sha256);
    g_free(text->id);
    g_free(text->text);
    g_free(text);
}

gboolean store_policy_keep(Store *store, const char *sha256, const char *id, const char *text,
                           GError **error)
{
    Query query =
        query_begin_write(store, "INSERT INTO policy_texts (sha256, id, text) VALUES (?, ?, ?)"
                                 " ON CONFLICT (sha256) DO NOTHING");
    query_text(&query, sha256);
    query_text(&query, id);
    query_text(&query, text);
    return query_run(&query, error);
}

GPtrArray *store_policy_texts(Store *store, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(policy_text_free);
    Query query = query_begin(store, "SELECT sha256, id, text FROM policy_texts ORDER BY sha256");
    while (query_next(&query)) {
        PolicyText *text = g_new0(PolicyText, 1);
        text->sha256 = query_column(&query, 0);
        text->id = query_column(&query, 1);
        text->text = query_column(&query, 2);
        g_ptr_array_add(texts, text);
    }
    return query_end(&query, error) ? g_steal_pointer(&texts) : NULL;
}
