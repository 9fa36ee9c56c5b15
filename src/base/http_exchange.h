/* The inside of http_server: one request while it comes in. */
#pragma once
#include <glib.h>
#include <microhttpd.h>

typedef struct {
    char *uri, *path;         /* as it came; decoded */
    GHashTable *query, *form; /* as HttpRequest */
    GByteArray *body;
    gsize most;
    gboolean begun, post, head, too_large;
} HttpExchange;

HttpExchange *http_exchange_new(const char *uri, gsize body_bytes);
void http_exchange_free(HttpExchange *exchange);
/* Its head is there; `method` is where the library has it. 0, or the status it is refused with and why, in words. */
guint http_exchange_begin(HttpExchange *exchange, struct MHD_Connection *connection, const char *method, const char **why_out);
void http_exchange_take(HttpExchange *exchange, const char *bytes, gsize length); /* of its body */
/* All of it is there; the same. */
guint http_exchange_finish(HttpExchange *exchange, struct MHD_Connection *connection, const char **why_out);
/* As http_request_header(). */
gboolean http_exchange_header(struct MHD_Connection *connection, const char *name, const char **value_out);
