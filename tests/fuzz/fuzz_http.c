/* What browsers send as a form, in both ways, and as an address. The first line is the Content-Type, of which the boundary counts;
 * whatever comes out is text with a name. */
#include <string.h>

#include "fuzz.h"
#include "http_form.h"

static void check_fields(GHashTable *fields)
{
    GHashTableIter iter;
    gpointer key, value;
    g_assert_cmpuint(g_hash_table_size(fields), <=, HTTP_FIELDS_MOST);
    g_hash_table_iter_init(&iter, fields);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        g_assert_cmpuint(strlen(key), >, 0);
        g_assert_cmpuint(strlen(key), <=, HTTP_KEY_BYTES);
        fuzz_assert_text(key);
        fuzz_assert_text(value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const uint8_t *end = memchr(data, '\n', size);
    gsize type_length = end ? (gsize)(end - data) : 0;
    g_autofree char *type = g_strndup((const char *)data, type_length);
    gsize skipped = end ? type_length + 1 : 0;
    g_autofree char *body = g_malloc(MAX(size - skipped, 1)); /* of its very size */
    memcpy(body, data + skipped, size - skipped);
    gsize length = size - skipped;
    g_autoptr(GHashTable) coded = http_fields_new();
    g_autoptr(GHashTable) parts = http_fields_new();
    (void)http_form_urlencoded(coded, body, length);
    check_fields(coded);
    (void)http_form_multipart(parts, type, body, length);
    check_fields(parts);
    g_autofree char *plain = http_unescape(body, length, FALSE);
    if (plain)
        fuzz_assert_text(plain);
    return 0;
}
