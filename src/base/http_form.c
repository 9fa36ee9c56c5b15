/* http_form: forms as browsers send them, read strictly: what is broken is refused as a whole, since a half-understood
 * form could decide something else than what was asked.
 *
 * A multipart form is cut at lines that begin with its boundary. Of each part only the field's name counts and what it
 * holds; the name a file had on somebody's disk is not kept. There is no nesting, no transfer encoding (RFC 7578
 * forbids them to browsers), and nothing is written to disk. The caller bounds the length, and what a length can cost is
 * bounded here: pairs are counted, not names, and a name that comes again gathers little, since it is copied each time. */
#include "http_form.h"

#include <string.h>

#include "secret.h"

#define BOUNDARY_BYTES 70 /* RFC 2046 5.1.1 */
#define AGAIN_BYTES (64u << 10)

typedef struct {
    GHashTable *fields;
    guint pairs;
} Form;

/* A value may be a password. */
GHashTable *http_fields_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)secret_wipe);
}

static gboolean is_fine(const Form *form, const char *key, const char *value, const char *before)
{
    return key && value && *key && strlen(key) <= HTTP_KEY_BYTES &&
           (!before || strlen(before) + strlen(value) < AGAIN_BYTES);
}

/* Takes both. */
static gboolean add(Form *form, char *key, char *value)
{
    const char *before = key ? g_hash_table_lookup(form->fields, key) : NULL;
    if (!is_fine(form, key, value, before)) {
        g_free(key);
        g_free(value);
        return FALSE;
    }
    if (before) {
        char *both = g_strconcat(before, "\n", value, NULL);
        g_free(value);
        value = both;
    }
    (void)g_hash_table_replace(form->fields, key, value);
    return TRUE;
}

/* One pair more; asked before anything of it is decoded. */
static gboolean has_room(Form *form)
{
    return ++form->pairs <= HTTP_FIELDS_MOST;
}

/* As text: NULL when it is no UTF-8 or has a NUL. */
static char *as_text(const char *bytes, gsize length)
{
    return memchr(bytes, '\0', length) == NULL && g_utf8_validate_len(bytes, length, NULL)
               ? g_strndup(bytes, length)
               : NULL;
}

char *http_unescape(const char *text, gsize length, gboolean plus)
{
    g_autoptr(GString) plain = g_string_sized_new(length);
    for (gsize i = 0; i < length; i++) {
        if (text[i] != '%') {
            g_string_append_c(plain, plus && text[i] == '+' ? ' ' : text[i]);
            continue;
        }
        if (i + 2 >= length || !g_ascii_isxdigit(text[i + 1]) || !g_ascii_isxdigit(text[i + 2]))
            return NULL;
        g_string_append_c(plain, (char)(g_ascii_xdigit_value(text[i + 1]) * 16 +
                                        g_ascii_xdigit_value(text[i + 2])));
        i += 2;
    }
    return as_text(plain->str, plain->len);
}

gboolean http_form_urlencoded(GHashTable *fields, const char *text, gsize length)
{
    Form form = {.fields = fields};
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, '&', (gsize)(end - text));
        stop = stop ? stop : end;
        const char *equals = memchr(text, '=', (gsize)(stop - text));
        const char *key_end = equals ? equals : stop;
        const char *value = equals ? equals + 1 : stop;
        if (stop > text &&
            (!has_room(&form) || !add(&form, http_unescape(text, (gsize)(key_end - text), TRUE),
                                      http_unescape(value, (gsize)(stop - value), TRUE))))
            return FALSE;
        text = stop + 1;
    }
    return TRUE;
}

/* ---- multipart ---- */

/* The value of a parameter in a header's value: "x; name=v" or name="v". NULL: it has none, or a broken one. A quote in
 * a name comes as %22 from browsers; a backslash stands for itself. */
static char *parameter(const char *text, gsize length, const char *name)
{
    gsize known = strlen(name);
    const char *end = text + length;
    for (const char *at = memchr(text, ';', length); at; at = memchr(at, ';', (gsize)(end - at))) {
        at++;
        while (at < end && *at == ' ')
            at++;
        if ((gsize)(end - at) <= known || g_ascii_strncasecmp(at, name, known) != 0 ||
            at[known] != '=')
            continue;
        at += known + 1;
        if (at < end && *at == '"') {
            const char *close = memchr(at + 1, '"', (gsize)(end - at - 1));
            return close ? g_strndup(at + 1, (gsize)(close - at - 1)) : NULL;
        }
        const char *stop = memchr(at, ';', (gsize)(end - at));
        return g_strndup(at, (gsize)((stop ? stop : end) - at));
    }
    return NULL;
}

/* The field's name, from the head of a part. */
static char *part_name(const char *head, gsize length)
{
    static const char wanted[] = "content-disposition:";
    const char *end = head + length;
    while (head < end) {
        const char *stop = memmem(head, (gsize)(end - head), "\r\n", 2);
        stop = stop ? stop : end;
        gsize line = (gsize)(stop - head);
        if (line > sizeof wanted && g_ascii_strncasecmp(head, wanted, sizeof wanted - 1) == 0) {
            g_autofree char *raw = parameter(head, line, "name");
            return raw ? as_text(raw, strlen(raw)) : NULL;
        }
        head = stop + 2;
    }
    return NULL;
}

static gboolean add_part(Form *form, const char *part, gsize length)
{
    const char *gap = memmem(part, length, "\r\n\r\n", 4);
    if (!gap || !has_room(form))
        return FALSE;
    const char *content = gap + 4;
    return add(form, part_name(part, (gsize)(gap - part)),
               as_text(content, (gsize)(part + length - content)));
}

static char *boundary_line(const char *type)
{
    g_autofree char *boundary = parameter(type, strlen(type), "boundary");
    return boundary && *boundary && strlen(boundary) <= BOUNDARY_BYTES
               ? g_strconcat("\r\n--", boundary, NULL)
               : NULL;
}

gboolean http_form_multipart(GHashTable *fields, const char *type, const char *body, gsize length)
{
    Form form = {.fields = fields};
    g_autofree char *line = boundary_line(type);
    gsize width = line ? strlen(line) : 0;
    const char *end = body + length;
    if (!line || length < width || memcmp(body, line + 2, width - 2) != 0)
        return FALSE;
    for (const char *at = body + width - 2; (gsize)(end - at) >= 2;) {
        if (at[0] == '-' && at[1] == '-')
            return TRUE;
        const char *stop = memmem(at, (gsize)(end - at), line, width);
        if (at[0] != '\r' || at[1] != '\n' || !stop || stop < at + 2 ||
            !add_part(&form, at + 2, (gsize)(stop - at - 2)))
            return FALSE;
        at = stop + width;
    }
    return FALSE;
}
