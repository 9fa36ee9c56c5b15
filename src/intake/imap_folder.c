/* imap_folder: a folder's name as the server wants it.
 *
 * Printable ASCII stands for itself but '&', which is "&-"; everything else is UTF-16 in a base64
 * whose '/' is ',', between '&' and '-', and without padding. Written out here because iconv's
 * name for it is known to one C library only. */
#include "imap_folder.h"
#include "error.h"
#include "wire_text.h"
#include <string.h>

#define NAME_BYTES ((gsize)255)

static void append_shifted(GString *out, const char *from, const char *until)
{
    g_autofree gunichar2 *units = NULL;
    glong count = 0;
    units = g_utf8_to_utf16(from, until - from, NULL, &count, NULL);
    g_autofree guint8 *bytes = g_new(guint8, (gsize)count * 2);
    for (glong i = 0; i < count; i++) {
        bytes[2 * i] = (guint8)(units[i] >> 8);
        bytes[2 * i + 1] = (guint8)units[i];
    }
    g_autofree char *base64 = g_base64_encode(bytes, (gsize)count * 2);
    g_strdelimit(base64, "/", ',');
    g_string_append_c(out, '&');
    g_string_append_len(out, base64, (gssize)strcspn(base64, "="));
    g_string_append_c(out, '-');
}

char *imap_folder_encode(const char *name, char delimiter, GError **error)
{
    if (!wire_text_is_safe(name, NAME_BYTES) || !g_utf8_validate(name, -1, NULL)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG, "the folder's name is none");
        return NULL;
    }
    GString *out = g_string_new(NULL);
    for (const char *at = name; *at;) {
        const char *end = at;
        while ((guchar)*end >= 0x80)
            end = g_utf8_next_char(end);
        if (end > at) {
            append_shifted(out, at, end);
            at = end;
            continue;
        }
        if (*at == '/' && delimiter)
            g_string_append_c(out, delimiter);
        else
            g_string_append_c(out, *at);
        if (*at == '&')
            g_string_append_c(out, '-');
        at++;
    }
    return g_string_free(out, FALSE);
}
