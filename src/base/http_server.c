/* http_server: connections and streams over libmicrohttpd, which is driven by its epoll descriptor from our own loop.
 *
 * What one connection can cost is bounded: 32 KiB for its head, the body's limit for its form, and time. libmicrohttpd
 * knows idle connections only; one that sends a byte now and then would stay for hours. So every connection has a moment
 * by which it must have come further (request whole, answer taken), and is shut down when that is past. A stream has none:
 * a dead one is found by the comment that is sent from time to time, and one that does not take what it is told is ended,
 * since browsers come back by themselves.
 *
 * What is not a request of ours is refused with a page of the site's, or by libmicrohttpd with a bare one. Nothing here
 * blocks, and no request can end the program. */
#include "http_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gio/gio.h>
#include <microhttpd.h>

#include "error.h"
#include "http_form.h"
#include "http_exchange.h"

#define HEAD_BYTES (32u << 10)
#define STREAM_BLOCK 512
#define FINISH_TURNS 2 /* what was sent on a connection that is there is read first */
#define FINISH_MILLISECONDS 20
#define STREAM_UNSENT_MOST 4096

typedef struct Stream Stream;

typedef struct {
    struct MHD_Connection *connection;
    int fd;
    gint64 deadline; /* monotonic seconds; 0: none */
    Stream *stream;
    gboolean in_hand; /* a request: from its first line until its answer was sent */
} Client;

struct Stream {
    HttpServer *server;
    Client *client; /* NULL: it has gone */
    char *owner;
    guint64 number; /* later ones have larger ones */
    GString *unsent;
    gint64 spoken; /* when it was last told something */
    gboolean suspended, ended;
};

struct HttpServer {
    struct MHD_Daemon *daemon;
    HttpSite site;
    HttpLimits limits;
    GHashTable *clients; /* of Client, a set */
    guint streams;
    guint64 begun; /* streams, ever */
    gint64 swept;
    gboolean quiet; /* takes no connection any more */
};

HttpLimits http_limits(void)
{
    return (HttpLimits){.connections = 256,
                        .streams = 200,
                        .owner_streams = 8,
                        .request_seconds = 20,
                        .answer_seconds = 60,
                        .keep_seconds = 20,
                        .body_bytes = 1 << 20};
}

static gint64 seconds_now(void)
{
    return g_get_monotonic_time() / G_USEC_PER_SEC;
}

/* ---- streams ---- */

static void stream_free(gpointer data)
{
    Stream *stream = data;
    stream->server->streams--;
    if (stream->client)
        stream->client->stream = NULL;
    (void)g_string_free(stream->unsent, TRUE);
    g_free(stream->owner);
    g_free(stream);
}

static ssize_t read_stream(void *data, uint64_t position, char *buffer, size_t most)
{
    Stream *stream = data;
    (void)position;
    gsize length = MIN(stream->unsent->len, most);
    if (length > 0) {
        memcpy(buffer, stream->unsent->str, length);
        (void)g_string_erase(stream->unsent, 0, (gssize)length);
        return (ssize_t)length;
    }
    if (stream->ended || !stream->client)
        return MHD_CONTENT_READER_END_OF_STREAM;
    stream->suspended = TRUE;
    MHD_suspend_connection(stream->client->connection);
    return 0;
}

static void wake(Stream *stream)
{
    if (!stream->suspended || !stream->client)
        return;
    stream->suspended = FALSE;
    MHD_resume_connection(stream->client->connection);
}

static void tell_stream(Stream *stream, const char *event)
{
    stream->spoken = seconds_now();
    if (stream->unsent->len > STREAM_UNSENT_MOST)
        stream->ended = TRUE;
    else
        (void)g_string_append(stream->unsent, event);
    if (stream->ended && stream->client)
        stream->client->deadline = stream->spoken + stream->server->limits.answer_seconds;
    wake(stream);
}

static void end_stream(Stream *stream)
{
    stream->ended = TRUE;
    if (stream->client)
        stream->client->deadline = seconds_now() + stream->server->limits.answer_seconds;
    wake(stream);
}

static Stream *stream_new(HttpServer *server, Client *client, HttpAnswer *answer)
{
    Stream *stream = g_new0(Stream, 1);
    stream->server = server;
    stream->client = client;
    stream->owner = g_strdup(answer->stream);
    stream->number = ++server->begun;
    stream->unsent = g_steal_pointer(&answer->body);
    stream->spoken = seconds_now();
    client->stream = stream;
    server->streams++;
    return stream;
}

static Client *next_client(GHashTableIter *iter)
{
    gpointer client = NULL;
    return g_hash_table_iter_next(iter, &client, NULL) ? client : NULL;
}

void http_server_tell(HttpServer *server, const char *event)
{
    GHashTableIter iter;
    g_hash_table_iter_init(&iter, server->clients);
    for (Client *client = next_client(&iter); client; client = next_client(&iter))
        if (client->stream)
            tell_stream(client->stream, event);
}

void http_server_end_streams(HttpServer *server, const char *owner)
{
    GHashTableIter iter;
    g_hash_table_iter_init(&iter, server->clients);
    for (Client *client = next_client(&iter); client; client = next_client(&iter))
        if (client->stream && g_str_equal(client->stream->owner, owner))
            end_stream(client->stream);
}

/* Room for one more of this owner: whoever opens page after page has the latest ones, and leaves others theirs. */
static void end_oldest(HttpServer *server, const char *owner)
{
    GHashTableIter iter;
    Stream *oldest = NULL;
    guint count = 0;
    g_hash_table_iter_init(&iter, server->clients);
    for (Client *client = next_client(&iter); client; client = next_client(&iter)) {
        Stream *stream = client->stream;
        if (!stream || stream->ended || !g_str_equal(stream->owner, owner))
            continue;
        count++;
        oldest = !oldest || stream->number < oldest->number ? stream : oldest;
    }
    if (count >= server->limits.owner_streams && oldest)
        end_stream(oldest);
}

guint http_server_streams(const HttpServer *server)
{
    return server->streams;
}

/* ---- connections ---- */

static Client *client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    HttpServer *server = data;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        Client *client = g_new0(Client, 1);
        client->connection = connection;
        client->fd = info ? info->connect_fd : -1;
        client->deadline = seconds_now() + server->limits.request_seconds;
        (void)g_hash_table_add(server->clients, client);
        *context = client;
        return;
    }
    Client *client = *context;
    if (client && client->stream)
        client->stream->client = NULL;
    if (client)
        (void)g_hash_table_remove(server->clients, client);
    *context = NULL;
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    HttpServer *server = data;
    Client *client = client_of(connection);
    (void)code;
    g_clear_pointer((HttpExchange **)context, http_exchange_free);
    if (client) {
        client->deadline = seconds_now() + server->limits.request_seconds;
        client->in_hand = FALSE;
    }
}

static void *on_uri(void *data, const char *uri, struct MHD_Connection *connection)
{
    Client *client = client_of(connection);
    if (client)
        client->in_hand = TRUE;
    return http_exchange_new(uri, ((HttpServer *)data)->limits.body_bytes);
}

/* "127.0.0.1", or "uid 33" of the process that connected to a Unix socket. */
static char *peer_of(struct MHD_Connection *connection, const Client *client)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct ucred other = {0};
    socklen_t size = sizeof other;
    if (info && info->client_addr && info->client_addr->sa_family != AF_UNIX) {
        gboolean six = info->client_addr->sa_family == AF_INET6;
        g_autoptr(GSocketAddress) address = g_socket_address_new_from_native(
            info->client_addr, six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
        return address ? g_inet_address_to_string(
                             g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address)))
                       : g_strdup("");
    }
    return client && getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &other, &size) == 0
               ? g_strdup_printf("uid %u", (guint)other.uid)
               : g_strdup("");
}

/* ---- a request ---- */

static struct MHD_Response *response_of(HttpServer *server, Client *client, HttpAnswer *answer)
{
    if (answer->stream) {
        Stream *stream = stream_new(server, client, answer);
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream,
                                                 stream, stream_free);
    }
    gsize length = answer->body->len;
    char *bytes = g_string_free(g_steal_pointer(&answer->body), FALSE);
    return MHD_create_response_from_buffer_with_free_callback(length, bytes, g_free);
}

/* Takes `answer`. */
static enum MHD_Result give(HttpServer *server, struct MHD_Connection *connection,
                            HttpAnswer *answer)
{
    Client *client = client_of(connection);
    g_autoptr(HttpAnswer) owned = answer;
    struct MHD_Response *response = client ? response_of(server, client, answer) : NULL;
    if (!response)
        return MHD_NO;
    client->deadline = answer->stream ? 0 : seconds_now() + (gint64)server->limits.answer_seconds;
    for (guint i = 0; i + 1 < answer->headers->len; i += 2)
        (void)MHD_add_response_header(response, answer->headers->pdata[i],
                                      answer->headers->pdata[i + 1]);
    if (server->quiet) /* what is sent here after it would be lost */
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result queued = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result refuse(HttpServer *server, struct MHD_Connection *connection, guint status,
                              const char *why)
{
    HttpAnswer *answer = server->site.refuse(server->site.data, status, why);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        http_answer_header(answer, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST");
    return give(server, connection, answer);
}

/* A stream that is one too many, or that nobody would read, is none. */
static HttpAnswer *within_limits(HttpServer *server, HttpAnswer *answer, gboolean head)
{
    if (answer->stream && !head)
        end_oldest(server, answer->stream);
    if (!answer->stream || (server->streams < server->limits.streams && !head))
        return answer;
    http_answer_free(answer);
    return server->site.refuse(server->site.data, MHD_HTTP_SERVICE_UNAVAILABLE,
                               "Too many pages are open at once.");
}

static HttpRequest request_of(const HttpExchange *exchange, struct MHD_Connection *connection,
                              const char *peer)
{
    return (HttpRequest){.post = exchange->post,
                         .path = exchange->path,
                         .query = exchange->query,
                         .form = exchange->form,
                         .peer = peer,
                         .connection = connection};
}

static enum MHD_Result answer_whole(HttpServer *server, struct MHD_Connection *connection,
                                    HttpExchange *exchange)
{
    const char *why = NULL;
    guint status = http_exchange_finish(exchange, connection, &why);
    if (status != 0)
        return refuse(server, connection, status, why);
    g_autofree char *peer = peer_of(connection, client_of(connection));
    const HttpRequest request = request_of(exchange, connection, peer);
    HttpAnswer *answer = server->site.answer(server->site.data, &request);
    return give(server, connection, within_limits(server, answer, exchange->head));
}

/* What is refused here costs no form. */
static enum MHD_Result begin_request(HttpServer *server, struct MHD_Connection *connection,
                                     HttpExchange *exchange, const char *method)
{
    const char *why = NULL;
    guint status = http_exchange_begin(exchange, connection, method, &why);
    if (status == 0) {
        g_autofree char *peer = peer_of(connection, client_of(connection));
        const HttpRequest request = request_of(exchange, connection, peer);
        status = server->site.admit(server->site.data, &request, &why);
    }
    return status == 0 ? MHD_YES : refuse(server, connection, status, why);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context)
{
    HttpServer *server = data;
    HttpExchange *exchange = *context;
    (void)url;
    (void)version;
    if (!exchange->begun)
        return begin_request(server, connection, exchange, method);
    if (*upload_size == 0)
        return answer_whole(server, connection, exchange);
    http_exchange_take(exchange, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
}

gboolean http_request_header(const HttpRequest *request, const char *name, const char **value_out)
{
    return http_exchange_header(request->connection, name, value_out);
}

/* ---- the loop ---- */

static void sweep(HttpServer *server, gint64 now)
{
    GHashTableIter iter;
    g_hash_table_iter_init(&iter, server->clients);
    for (Client *client = next_client(&iter); client; client = next_client(&iter)) {
        if (client->deadline > 0 && now >= client->deadline)
            (void)shutdown(client->fd, SHUT_RDWR); /* libmicrohttpd finds it closed */
        if (client->stream && now - client->stream->spoken >= server->limits.keep_seconds)
            tell_stream(client->stream, ":\n\n");
    }
}

void http_server_turn(HttpServer *server, guint milliseconds)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    MHD_UNSIGNED_LONG_LONG wanted = 0;
    struct pollfd wait = {.fd = info ? info->listen_fd : -1, .events = POLLIN};
    int most = (int)milliseconds;
    if (MHD_get_timeout(server->daemon, &wanted) == MHD_YES && wanted < milliseconds)
        most = (int)wanted;
    (void)poll(&wait, 1, most);
    (void)MHD_run(server->daemon); /* first: what came in while an answer took long is not late */
    gint64 now = seconds_now();
    if (now != server->swept)
        sweep(server, now);
    server->swept = now;
}

static void on_log(void *data, const char *format, va_list arguments) G_GNUC_PRINTF(2, 0);
static void on_log(void *data, const char *format, va_list arguments)
{
    (void)data;
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    g_debug("%s", g_strchomp(text));
}

static size_t leave_escaped(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

HttpServer *http_server_new(int listening, const HttpSite *site, const HttpLimits *limits,
                            GError **error)
{
    HttpServer *server = g_new0(HttpServer, 1);
    server->site = *site;
    server->limits = *limits;
    server->clients = g_hash_table_new_full(g_direct_hash, g_direct_equal, g_free, NULL);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request,
        server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET, listening,
        MHD_OPTION_CONNECTION_LIMIT, limits->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEAD_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escaped, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_uri, server,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_END);
    if (server->daemon)
        return server;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot begin to serve pages");
    g_hash_table_unref(server->clients);
    g_free(server);
    close(listening);
    return NULL;
}

/* The socket itself is untouched: whoever else has it goes on listening. */
static void take_no_more(HttpServer *server)
{
    int listening = server->quiet ? -1 : MHD_quiesce_daemon(server->daemon);
    if (listening >= 0)
        close(listening);
    server->quiet = TRUE;
}

static gboolean is_at_work(const HttpServer *server)
{
    GHashTableIter iter;
    g_hash_table_iter_init(&iter, server->clients);
    for (Client *client = next_client(&iter); client; client = next_client(&iter))
        if (client->in_hand && !client->stream)
            return TRUE;
    return FALSE;
}

void http_server_finish(HttpServer *server, guint seconds)
{
    gint64 deadline = seconds_now() + seconds;
    take_no_more(server);
    for (guint i = 0; i < FINISH_TURNS || (is_at_work(server) && seconds_now() < deadline); i++)
        http_server_turn(server, FINISH_MILLISECONDS);
}

void http_server_free(HttpServer *server)
{
    GHashTableIter iter;
    if (!server)
        return;
    g_hash_table_iter_init(&iter, server->clients);
    for (Client *client = next_client(&iter); client; client = next_client(&iter))
        if (client->stream)
            end_stream(client->stream);
    (void)MHD_run(server->daemon); /* nothing suspended may be left */
    MHD_stop_daemon(server->daemon);
    g_hash_table_unref(server->clients);
    g_free(server);
}
