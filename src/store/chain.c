/* chain: the form in which the links of the record's chains are hashed, and where a chain goes on. What was
 * hashed once is hashed so for ever: this never changes. */
#include "chain.h"

#include <string.h>

#include "query.h"
#include "text.h"

void chain_bytes(GString *form, const char *text)
{
    char length[TEXT_NUMBER_BYTES];
    gsize bytes = strlen(text);
    g_string_append(form, text_number((gint64)bytes, length));
    g_string_append_c(form, ':');
    g_string_append_len(form, text, (gssize)bytes);
    g_string_append_c(form, ',');
}

void chain_number(GString *form, gint64 number)
{
    char text[TEXT_NUMBER_BYTES];
    chain_bytes(form, text_number(number, text));
}

gboolean chain_end(Store *store, const char *newest, gint64 *id_out, char **hash_out,
                   GError **error)
{
    Query query = query_begin(store, newest);
    gboolean any = query_next(&query);
    *id_out = any ? query_column_number(&query, 0) : 0;
    *hash_out = any ? query_column(&query, 1) : g_strdup(CHAIN_START);
    return query_end(&query, error);
}
