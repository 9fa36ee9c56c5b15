/* A small server of HTTP/1.1 for pages on one socket of this machine (libmicrohttpd; its only home): one thread, every request
 * answered at once by a function, and event streams that cost a descriptor and a few kilobytes each. */
#pragma once
#include <glib.h>

#include "http_answer.h"

typedef struct HttpServer HttpServer;

typedef struct { /* all of it was read, decoded and is UTF-8 */
    gboolean post;             /* else GET, or HEAD, which is answered in the same way */
    const char *path;          /* decoded, begins with '/', without the query */
    GHashTable *query, *form;  /* char * → char *; never NULL */
    const char *peer;          /* "127.0.0.1"; of a Unix socket "uid 33", whose process it is */
    gpointer connection;       /* for http_request_header() */
} HttpRequest;

/* *value_out is NULL where there is none. FALSE: it stands there more than once or has a NUL, and nothing can be said of it. */
gboolean http_request_header(const HttpRequest *request, const char *name, const char **value_out);

typedef struct {
    gpointer data;
    /* Never NULL. */
    HttpAnswer *(*answer)(gpointer data, const HttpRequest *request);
    /* Asked when the head is there, before a form is taken: 0, or the status it is refused with, and why. `form` is empty. */
    guint (*admit)(gpointer data, const HttpRequest *request, const char **why_out);
    /* What is refused before it is a request: 400, 405, 408, 411, 413, 414, 503, and what `admit` said. `why` in words. Never NULL. */
    HttpAnswer *(*refuse)(gpointer data, guint status, const char *why);
} HttpSite;

typedef struct {
    guint connections;     /* at once; further ones wait */
    guint streams;         /* of them; further ones are 503 */
    guint owner_streams;   /* of one owner; with a further one his oldest ends */
    guint request_seconds; /* from the first byte, or the answer before, to the whole request */
    guint answer_seconds;  /* for an answer to be taken */
    guint keep_seconds;    /* between comments on a stream that has nothing to say */
    gsize body_bytes;      /* of a form */
} HttpLimits;
HttpLimits http_limits(void); /* 256, 200, 8, 20 s, 60 s, 20 s, 1 MiB */

/* Takes the listening socket (http_listen()). TEMP. */
HttpServer *http_server_new(int listening, const HttpSite *site, const HttpLimits *limits, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Takes no connection any more, which waits for whoever else has the socket, and finishes the requests in hand within so long. */
void http_server_finish(HttpServer *server, guint seconds);
void http_server_free(HttpServer *server); /* ends every connection */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpServer, http_server_free)

/* Does what there is to do; where there is nothing, waits for so long, or for a signal. */
void http_server_turn(HttpServer *server, guint milliseconds);
/* An event for every stream: whole lines of text/event-stream with the empty line at the end. */
void http_server_tell(HttpServer *server, const char *event);
void http_server_end_streams(HttpServer *server, const char *owner);
guint http_server_streams(const HttpServer *server);
