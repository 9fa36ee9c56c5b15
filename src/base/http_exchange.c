/* http_exchange: what makes a request one of ours, asked as soon as it can be: method, target and length with the head, the
 * form when it is whole.
 *
 * libmicrohttpd before 1.0 reads a header to its first NUL and says that this was all of it: 'wilf\0x' is wilf. What it cut
 * off stands in its buffer still, between the end of the value and the next name, where there are else the two zeros that
 * it makes of a line's end; so the head is asked about as it lies there. Later versions refuse a NUL themselves.
 *
 * A body comes with its length, since browsers always say it: what cannot be too large need not be counted while it comes.
 * A GET has none. A target is a path; nothing in it is looked up in a file system. */
#include "http_exchange.h"

#include <string.h>

#include "http_form.h"

#define TARGET_BYTES 4096

HttpExchange *http_exchange_new(const char *uri, gsize body_bytes)
{
    HttpExchange *exchange = g_new0(HttpExchange, 1);
    exchange->uri = g_strdup(uri);
    exchange->most = body_bytes;
    exchange->query = http_fields_new();
    exchange->form = http_fields_new();
    exchange->body = g_byte_array_new();
    return exchange;
}

void http_exchange_free(HttpExchange *exchange)
{
    if (!exchange)
        return;
    if (exchange->body->len > 0)
        explicit_bzero(exchange->body->data, exchange->body->len); /* a password may be in it */
    g_byte_array_unref(exchange->body);
    g_hash_table_unref(exchange->query);
    g_hash_table_unref(exchange->form);
    g_free(exchange->path);
    g_free(exchange->uri);
    g_free(exchange);
}

typedef struct {
    const char *name, *value;
    guint count;
    gboolean broken;
} HeaderSearch;

static enum MHD_Result count_header(void *data, enum MHD_ValueKind kind, const char *key,
                                    size_t key_size, const char *value, size_t value_size)
{
    HeaderSearch *search = data;
    (void)kind;
    if (g_ascii_strcasecmp(key, search->name) != 0)
        return MHD_YES;
    search->count++;
    search->broken |= value == NULL || strlen(value) != value_size || strlen(key) != key_size;
    search->value = value;
    return MHD_YES;
}

gboolean http_exchange_header(struct MHD_Connection *connection, const char *name,
                              const char **value_out)
{
    HeaderSearch search = {.name = name};
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, count_header, &search);
    gboolean fine = search.count <= 1 && !search.broken;
    *value_out = fine ? search.value : NULL;
    return fine;
}

typedef struct {
    const char *end; /* of the value before */
    gboolean whole;
} HeadScan;

/* A line ended where the value did. */
static gboolean is_line_end(const char *from, const char *to, gsize most)
{
    if (to <= from || (gsize)(to - from) > most)
        return FALSE;
    while (from < to && *from == '\0')
        from++;
    return from == to;
}

static enum MHD_Result scan_header(void *data, enum MHD_ValueKind kind, const char *key,
                                   size_t key_size, const char *value, size_t value_size)
{
    HeadScan *scan = data;
    (void)kind;
    (void)key_size;
    scan->whole &= value != NULL && (!scan->end || is_line_end(scan->end, key, 2));
    scan->end = value ? value + value_size : NULL;
    return scan->whole ? MHD_YES : MHD_NO;
}

/* The head begins with `method`, in the buffer that every name and value lies in. A line that was folded lies elsewhere, and is
 * no more taken than one that was cut. */
static gboolean is_whole(struct MHD_Connection *connection, const char *method)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    HeadScan scan = {.whole = TRUE};
    if (!g_str_has_prefix(MHD_get_version(), "0."))
        return TRUE;
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, scan_header, &scan);
    return info && scan.whole &&
           (!scan.end || is_line_end(scan.end, method + info->header_size, 4));
}

/* "/path?query" apart. */
static gboolean read_target(HttpExchange *exchange)
{
    gsize length = strlen(exchange->uri);
    const char *mark = memchr(exchange->uri, '?', length);
    gsize path = mark ? (gsize)(mark - exchange->uri) : length;
    exchange->path = http_unescape(exchange->uri, path, FALSE);
    return exchange->path && exchange->path[0] == '/' &&
           (!mark || http_form_urlencoded(exchange->query, mark + 1, length - path - 1));
}

static guint no(guint status, const char *why, const char **why_out)
{
    *why_out = why;
    return status;
}

/* The length is said once, and in digits: two readers that understood it differently would see different requests. */
static guint check_length(const HttpExchange *exchange, struct MHD_Connection *connection,
                          const char **why_out)
{
    const char *text = NULL, *coding = NULL;
    guint64 length = 0;
    gboolean once = http_exchange_header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH, &text) &&
                    http_exchange_header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING, &coding);
    if (coding)
        return no(MHD_HTTP_LENGTH_REQUIRED, "The length of the form is missing.", why_out);
    if (!once || (text && !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &length, NULL)))
        return no(MHD_HTTP_BAD_REQUEST, "The length of the form is no number.", why_out);
    if (!exchange->post && length > 0)
        return no(MHD_HTTP_BAD_REQUEST, "A page is asked for without a form.", why_out);
    if (length > exchange->most)
        return no(MHD_HTTP_CONTENT_TOO_LARGE, "What was sent is too large.", why_out);
    return 0;
}

guint http_exchange_begin(HttpExchange *exchange, struct MHD_Connection *connection,
                          const char *method, const char **why_out)
{
    exchange->begun = TRUE;
    exchange->post = g_str_equal(method, MHD_HTTP_METHOD_POST);
    exchange->head = g_str_equal(method, MHD_HTTP_METHOD_HEAD);
    if (!exchange->post && !exchange->head && !g_str_equal(method, MHD_HTTP_METHOD_GET))
        return no(MHD_HTTP_METHOD_NOT_ALLOWED, "Pages can be looked at and forms sent.", why_out);
    if (strlen(exchange->uri) > TARGET_BYTES)
        return no(MHD_HTTP_URI_TOO_LONG, "The address is too long.", why_out);
    if (!is_whole(connection, method))
        return no(MHD_HTTP_BAD_REQUEST, "The head of the request cannot be read.", why_out);
    if (!read_target(exchange))
        return no(MHD_HTTP_BAD_REQUEST, "The address cannot be read.", why_out);
    return check_length(exchange, connection, why_out);
}

void http_exchange_take(HttpExchange *exchange, const char *bytes, gsize length)
{
    if (exchange->body->len + length > exchange->most)
        exchange->too_large = TRUE;
    else
        g_byte_array_append(exchange->body, (const guint8 *)bytes, (guint)length);
}

static gboolean is_type(const char *type, const char *wanted)
{
    gsize length = strlen(wanted);
    return type && g_ascii_strncasecmp(type, wanted, length) == 0 &&
           (type[length] == '\0' || type[length] == ';' || type[length] == ' ');
}

guint http_exchange_finish(HttpExchange *exchange, struct MHD_Connection *connection,
                           const char **why_out)
{
    const char *type = NULL;
    const char *body = (const char *)exchange->body->data;
    gsize length = exchange->body->len;
    gboolean fine = TRUE;
    if (exchange->too_large)
        return no(MHD_HTTP_CONTENT_TOO_LARGE, "What was sent is too large.", why_out);
    if (!exchange->post || length == 0)
        return 0;
    (void)http_exchange_header(connection, MHD_HTTP_HEADER_CONTENT_TYPE, &type);
    if (is_type(type, "application/x-www-form-urlencoded"))
        fine = http_form_urlencoded(exchange->form, body, length);
    else if (is_type(type, "multipart/form-data"))
        fine = http_form_multipart(exchange->form, type, body, length);
    else
        return no(MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "That is no form.", why_out);
    return fine ? 0
                : no(MHD_HTTP_BAD_REQUEST,
                     "The form cannot be read. A spreadsheet must be saved as 'CSV UTF-8'.",
                     why_out);
}
