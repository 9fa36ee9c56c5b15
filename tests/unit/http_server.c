/* The small server: what it answers, what it refuses, what a connection may cost, and streams. One thread: the client's
 * sockets do not block, and the server takes a turn between its looks. */
#include "http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "http_listen.h"

#define PATIENCE (20 * G_USEC_PER_SEC) /* never a reason to pass */

typedef struct {
    HttpServer *server;
    char *folder, *path;
} Fixture;

static HttpAnswer *plain(guint status, const char *text)
{
    HttpAnswer *answer = http_answer_new(status, "text/plain; charset=utf-8");
    g_string_append(answer->body, text);
    return answer;
}

/* What the request was, or a stream. */
static HttpAnswer *answer(gpointer data, const HttpRequest *request)
{
    const char *host = NULL;
    (void)data;
    if (g_str_equal(request->path, "/none"))
        return plain(404, "not here");
    if (g_str_equal(request->path, "/stream")) {
        HttpAnswer *stream = http_answer_new(200, "text/event-stream");
        stream->stream = g_strdup(g_hash_table_lookup(request->query, "of"));
        g_string_append(stream->body, ": hello\n\n");
        return stream;
    }
    gboolean once = http_request_header(request, "X-Who", &host);
    HttpAnswer *said = plain(200, "");
    g_string_append_printf(
        said->body, "%s %s q=%s f=%s who=%s%s peer=%s", request->post ? "POST" : "GET",
        request->path, (char *)g_hash_table_lookup(request->query, "q"),
        (char *)g_hash_table_lookup(request->form, "f"), host, once ? "" : "!", request->peer);
    http_answer_header(said, "X-Mark", "made");
    return said;
}

/* Whom the site does not know by its head is not asked for a form. */
static guint admit(gpointer data, const HttpRequest *request, const char **why_out)
{
    (void)data;
    if (!g_str_equal(request->path, "/elsewhere"))
        return 0;
    g_assert_cmpuint(g_hash_table_size(request->form), ==, 0);
    *why_out = "not by this name";
    return 421;
}

static HttpAnswer *refuse(gpointer data, guint status, const char *why)
{
    (void)data;
    return plain(status, why);
}

static void begin(Fixture *f, const HttpLimits *limits)
{
    g_autoptr(GError) error = NULL;
    const HttpSite site = {.admit = admit, .answer = answer, .refuse = refuse};
    f->folder = g_dir_make_tmp("casegate-http-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "desk.sock", NULL);
    int listening = http_listen(f->path, &error);
    g_assert_no_error(error);
    f->server = http_server_new(listening, &site, limits, &error);
    g_assert_no_error(error);
}

static void end(Fixture *f)
{
    http_server_free(f->server);
    g_unlink(f->path);
    g_rmdir(f->folder);
    g_free(f->path);
    g_free(f->folder);
}

static int dial(const Fixture *f)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    g_strlcpy(name.sun_path, f->path, sizeof name.sun_path);
    g_assert_cmpint(connect(fd, (const struct sockaddr *)&name, sizeof name), ==, 0);
    return fd;
}

/* All of it, as far as the server takes it. */
static void say(Fixture *f, int fd, const char *bytes, gsize length)
{
    gint64 until = g_get_monotonic_time() + PATIENCE;
    while (length > 0 && g_get_monotonic_time() < until) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return;
        bytes += MAX(sent, 0);
        length -= (gsize)MAX(sent, 0);
        http_server_turn(f->server, 1);
    }
}

/* TRUE while the connection is there. */
static gboolean hear(int fd, GString *heard)
{
    char buffer[4096];
    ssize_t got;
    while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0)
        g_string_append_len(heard, buffer, got);
    return got < 0 && errno == EAGAIN;
}

/* Until `what` was heard, or the connection ends. */
static void wait_for(Fixture *f, int fd, GString *heard, const char *what)
{
    gint64 until = g_get_monotonic_time() + PATIENCE;
    while (hear(fd, heard) && !(what && strstr(heard->str, what)) && g_get_monotonic_time() < until)
        http_server_turn(f->server, 10);
}

static char *ask_bytes(Fixture *f, const char *bytes, gsize length)
{
    g_autoptr(GString) heard = g_string_new(NULL);
    int fd = dial(f);
    say(f, fd, bytes, length);
    (void)shutdown(fd, SHUT_WR);
    wait_for(f, fd, heard, NULL);
    close(fd);
    return g_string_free(g_steal_pointer(&heard), FALSE);
}

static char *ask(Fixture *f, const char *text)
{
    return ask_bytes(f, text, strlen(text));
}

#define HOST "Host: x\r\nConnection: close\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "

static const struct {
    const char *name, *request, *status, *body;
} requests[] = {
    {"a page", "GET / HTTP/1.1\r\n" HOST "\r\n", "200", "GET / q=(null) f=(null) who=(null) "},
    {"a query", "GET /a%20b?q=%C3%A9+x HTTP/1.1\r\n" HOST "\r\n", "200", "GET /a b q=\303\251 x "},
    {"a header", "GET / HTTP/1.1\r\n" HOST "x-who: wilf\r\n\r\n", "200", "who=wilf peer=uid "},
    {"a header twice", "GET / HTTP/1.1\r\n" HOST "X-Who: a\r\nX-Who: b\r\n\r\n", "200",
     "who=(null)! "},
    {"a form", "POST /p HTTP/1.1\r\n" HOST FORM "5\r\n\r\nf=%41", "200", "POST /p q=(null) f=A "},
    {"an empty form", "POST /p HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "200", "POST /p"},
    {"a file",
     "POST /p HTTP/1.1\r\n" HOST
     "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 70\r\n\r\n"
     "--B\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nrole\r\n--B--",
     "200", "f=role "},
    {"what the site refuses", "GET /none HTTP/1.1\r\n" HOST "\r\n", "404", "not here"},
    {"another method", "DELETE / HTTP/1.1\r\n" HOST "\r\n", "405", "Pages can be"},
    {"a broken escape", "GET /%zz HTTP/1.1\r\n" HOST "\r\n", "400", "cannot be read"},
    {"a NUL", "GET /a%00b HTTP/1.1\r\n" HOST "\r\n", "400", "cannot be read"},
    {"no UTF-8", "GET /?q=%ff HTTP/1.1\r\n" HOST "\r\n", "400", "cannot be read"},
    {"no path", "GET http://x/ HTTP/1.1\r\n" HOST "\r\n", "400", "cannot be read"},
    {"a broken form", "POST / HTTP/1.1\r\n" HOST FORM "4\r\n\r\nf=%4", "400", "cannot be read"},
    {"a form of elsewhere, not sent yet", "POST /elsewhere HTTP/1.1\r\n" HOST FORM "9999\r\n\r\n",
     "421", "not by this name"},
    {"no form", "POST / HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx",
     "415", "no form"},
    {"too large", "POST / HTTP/1.1\r\n" HOST FORM "1048577\r\n\r\n", "413", "too large"},
    {"without a length", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "411", "missing"},
    {"two lengths", "POST / HTTP/1.1\r\n" HOST FORM "1\r\nContent-Length: 2\r\n\r\nxy", "400", ""},
    {"a page with a form", "GET / HTTP/1.1\r\n" HOST FORM "1\r\n\r\nx", "400", "without a form"},
    {"no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "400", ""},
    {"no HTTP", "hello\r\n\r\n", "", ""},
};

static void test_requests(void)
{
    Fixture f = {0};
    const HttpLimits limits = http_limits();
    begin(&f, &limits);
    for (gsize i = 0; i < G_N_ELEMENTS(requests); i++) {
        g_autofree char *got = ask(&f, requests[i].request);
        g_autofree char *status = g_strconcat("HTTP/1.1 ", requests[i].status, NULL);
        g_test_message("%s: %s", requests[i].name, got);
        g_assert_true(!*requests[i].status || g_str_has_prefix(got, status));
        g_assert_nonnull(strstr(got, requests[i].body));
    }
    g_autofree char *refused = ask(&f, "PUT / HTTP/1.1\r\n" HOST "\r\n");
    g_assert_nonnull(strstr(refused, "\r\nAllow: GET, HEAD, POST\r\n"));
    g_autofree char *page = ask(&f, "GET / HTTP/1.1\r\n" HOST "\r\n");
    g_assert_nonnull(strstr(page, "\r\nX-Mark: made\r\n"));
    g_assert_nonnull(strstr(page, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    g_autofree char *head = ask(&f, "HEAD / HTTP/1.1\r\n" HOST "\r\n");
    g_assert_true(g_str_has_prefix(head, "HTTP/1.1 200") && g_str_has_suffix(head, "\r\n\r\n"));
    end(&f);
}

static void test_too_long(void)
{
    Fixture f = {0};
    const HttpLimits limits = http_limits();
    begin(&f, &limits);
    for (gsize length = 5000; length < 200000; length *= 6) {
        g_autofree char *path = g_strnfill(length, 'a');
        g_autofree char *text = g_strconcat("GET /", path, " HTTP/1.1\r\n" HOST "\r\n", NULL);
        g_autofree char *got = ask(&f, text);
        g_assert_true(g_str_has_prefix(got, "HTTP/1.1 414"));
        g_autofree char *header = g_strconcat("GET / HTTP/1.1\r\n" HOST "X: ", path, path, path,
                                              path, path, path, path, "\r\n\r\n", NULL);
        g_autofree char *answered = ask(&f, header);
        g_assert_true(g_str_has_prefix(answered, "HTTP/1.1 431"));
    }
    end(&f);
}

/* A whole form of the largest size, and several requests on one connection. */
static void test_large_and_kept(void)
{
    Fixture f = {0};
    const HttpLimits limits = http_limits();
    begin(&f, &limits);
    g_autoptr(GString) text =
        g_string_new("POST / HTTP/1.1\r\nHost: x\r\n" FORM "1048576\r\n\r\nf=");
    for (int i = 0; i < 1048574; i++)
        g_string_append_c(text, 'a');
    g_string_append(text, "GET /second HTTP/1.1\r\n" HOST "\r\n");
    g_autofree char *got = ask_bytes(&f, text->str, text->len);
    g_assert_true(g_str_has_prefix(got, "HTTP/1.1 200"));
    g_assert_nonnull(strstr(got, "GET /second "));
    end(&f);
}

/* A header ends with its line, never before: who reads further, as the proxy may, would see another one. */
static void test_cut_headers(void)
{
    static const struct {
        const char *name, *lines;
        gsize length;
        gboolean taken;
    } heads[] = {
#define HEAD(name, lines, taken) {name, lines, sizeof lines - 1, taken}
        HEAD("whole", "X-Who: wilf\r\nA: b\r\n", TRUE),
        HEAD("the last", "X-Who: wilf\r\n", TRUE),
        HEAD("blanks about it", "X-Who:wilf\r\nA:\r\nB: \r\nC:  c \t \r\n", TRUE),
        HEAD("cookies", "Cookie: a=b; c=d\r\nX-Who: wilf\r\nCookie: e=f\r\n", TRUE),
        HEAD("a NUL", "X-Who: wilf\0x\r\nA: b\r\n", FALSE),
        HEAD("a NUL in the last", "X-Who: wilf\0x\r\n", FALSE),
        HEAD("a NUL at the end", "X-Who: wilf\0\r\nA: b\r\n", FALSE),
        HEAD("at the very end", "X-Who: wilf\0\r\n", FALSE),
        HEAD("two of them", "X-Who: wilf\0\0x\r\nA: b\r\n", FALSE),
        HEAD("many of them", "X-Who: wilf\0\0\0\0\0x\r\n", FALSE),
        HEAD("nothing before it", "X-Who: \0wilf\r\n", FALSE),
        HEAD("in another header", "A: b\0c\r\nX-Who: wilf\r\n", FALSE),
        HEAD("in its name", "X-\0Who: wilf\r\n", FALSE),
        HEAD("a line that goes on", "A: b\r\n c\r\nX-Who: wilf\r\n", FALSE),
        HEAD("the same beside a NUL", "X-Who: wilf\0x\r\nA: b\r\n c\r\n", FALSE),
#undef HEAD
    };
    Fixture f = {0};
    const HttpLimits limits = http_limits();
    begin(&f, &limits);
    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_autoptr(GString) text = g_string_new("GET / HTTP/1.1\r\n" HOST);
        g_string_append_len(text, heads[i].lines, (gssize)heads[i].length);
        g_string_append(text, "\r\n");
        g_autofree char *got = ask_bytes(&f, text->str, text->len);
        g_test_message("%s: %s", heads[i].name, got);
        g_assert_true(heads[i].taken
                          ? strstr(got, "who=wilf peer=") != NULL
                          : !strstr(got, "who=") && g_str_has_prefix(got, "HTTP/1.1 400"));
    }
    end(&f);
}

/* A long head that comes in pieces, and a form behind it on a connection that stays. */
static void test_long_head(void)
{
    Fixture f = {0};
    const HttpLimits limits = http_limits();
    begin(&f, &limits);
    g_autofree char *cookie = g_strnfill(12000, 'c');
    g_autofree char *text =
        g_strconcat("POST /p HTTP/1.1\r\nHost: x\r\nCookie: ", cookie, "\r\nX-Who: wilf\r\n" FORM,
                    "3\r\n\r\nf=aPOST /p HTTP/1.1\r\nX-Who: inez\r\nX: ", cookie, "\r\n" HOST FORM,
                    "3\r\n\r\nf=b", NULL);
    g_autoptr(GString) heard = g_string_new(NULL);
    int fd = dial(&f);
    for (gsize at = 0, length = strlen(text); at < length; at += 1777) {
        say(&f, fd, text + at, MIN(length - at, 1777));
        for (int turn = 0; turn < 3; turn++)
            http_server_turn(f.server, 1);
    }
    (void)shutdown(fd, SHUT_WR);
    wait_for(&f, fd, heard, NULL);
    close(fd);
    g_assert_nonnull(strstr(heard->str, "f=a who=wilf peer="));
    g_assert_nonnull(strstr(heard->str, "f=b who=inez peer="));
    end(&f);
}

/* Bytes that a fuzzer would begin with; what matters is that the next good request is answered. */
static void test_garbage(void)
{
    Fixture f = {0};
    const HttpLimits limits = http_limits();
    begin(&f, &limits);
    for (int round = 0; round < 200; round++) {
        char bytes[300];
        gsize length = (gsize)g_test_rand_int_range(1, sizeof bytes);
        static const char *const starts[] = {"", "GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n" HOST};
        for (gsize i = 0; i < length; i++)
            bytes[i] = (char)g_test_rand_int_range(0, 256);
        g_autoptr(GString) text = g_string_new(starts[round % 3]);
        g_string_append_len(text, bytes, (gssize)length);
        g_string_append(text, "\r\n\r\n");
        g_free(ask_bytes(&f, text->str, text->len));
    }
    g_autofree char *got = ask(&f, "GET / HTTP/1.1\r\n" HOST "\r\n");
    g_assert_true(g_str_has_prefix(got, "HTTP/1.1 200"));
    end(&f);
}

/* A byte now and then keeps no connection. */
static void test_slow(void)
{
    Fixture f = {0};
    HttpLimits limits = http_limits();
    limits.request_seconds = 1;
    begin(&f, &limits);
    g_autoptr(GString) heard = g_string_new(NULL);
    int fd = dial(&f);
    gint64 begun = g_get_monotonic_time();
    while (hear(fd, heard) && g_get_monotonic_time() < begun + PATIENCE) {
        (void)send(fd, "G", 1, MSG_NOSIGNAL);
        http_server_turn(f.server, 20);
    }
    g_assert_false(hear(fd, heard));
    close(fd);
    end(&f);
}

static int open_stream(Fixture *f, const char *owner, GString *heard)
{
    int fd = dial(f);
    g_autofree char *text =
        g_strconcat("GET /stream?of=", owner, " HTTP/1.1\r\nHost: x\r\n\r\n", NULL);
    say(f, fd, text, strlen(text));
    wait_for(f, fd, heard, ": hello");
    return fd;
}

static void test_streams(void)
{
    Fixture f = {0};
    HttpLimits limits = http_limits();
    limits.streams = 60;
    limits.owner_streams = 31;
    limits.request_seconds = 1; /* none of them holds for a stream */
    limits.keep_seconds = 1;
    begin(&f, &limits);
    int fds[60];
    GString *heard[60];
    for (guint i = 0; i < 60; i++) {
        heard[i] = g_string_new(NULL);
        fds[i] = open_stream(&f, i % 2 ? "odd" : "even", heard[i]);
        g_assert_nonnull(strstr(heard[i]->str, ": hello\n\n"));
    }
    g_assert_cmpuint(http_server_streams(f.server), ==, 60);
    g_autofree char *one_more = ask(&f, "GET /stream?of=x HTTP/1.1\r\n" HOST "\r\n");
    g_assert_true(g_str_has_prefix(one_more, "HTTP/1.1 503"));
    http_server_tell(f.server, "data: 7\n\n");
    for (guint i = 0; i < 60; i++) {
        wait_for(&f, fds[i], heard[i], "data: 7\n\n");
        g_assert_nonnull(strstr(heard[i]->str, "data: 7\n\n"));
    }
    g_string_truncate(heard[0], 0);
    wait_for(&f, fds[0], heard[0], ":\n\n"); /* after a second */
    g_assert_nonnull(strstr(heard[0]->str, ":\n\n"));
    http_server_end_streams(f.server, "odd");
    wait_for(&f, fds[1], heard[1], "\r\n0\r\n");
    close(fds[0]);
    wait_for(&f, fds[3], heard[3], "\r\n0\r\n");
    for (gint64 until = g_get_monotonic_time() + PATIENCE;
         http_server_streams(f.server) > 29 && g_get_monotonic_time() < until;)
        http_server_turn(f.server, 10); /* the one that hung up is noticed */
    g_assert_cmpuint(http_server_streams(f.server), ==, 29);
    for (guint i = 0; i < 60; i++) {
        if (i > 0)
            close(fds[i]);
        g_string_free(heard[i], TRUE);
    }
    end(&f);
}

/* Of one owner the latest stay; nobody else's end for them. */
static void test_owner_streams(void)
{
    Fixture f = {0};
    HttpLimits limits = http_limits();
    begin(&f, &limits);
    int fds[14];
    GString *heard[14];
    for (guint i = 0; i < 14; i++) { /* two of another, and twelve */
        heard[i] = g_string_new(NULL);
        fds[i] = open_stream(&f, i < 2 ? "other" : "many", heard[i]);
    }
    for (guint i = 2; i < 6; i++)
        wait_for(&f, fds[i], heard[i], "\r\n0\r\n");
    g_assert_cmpuint(http_server_streams(f.server), ==, 10);
    http_server_tell(f.server, "data: 7\n\n");
    for (guint i = 0; i < 14; i++) {
        gboolean over = i >= 2 && i < 6;
        wait_for(&f, fds[i], heard[i], over ? "\r\n0\r\n" : "data: 7\n\n");
        g_assert_cmpint(strstr(heard[i]->str, "data: 7") == NULL, ==, over);
        close(fds[i]);
        g_string_free(heard[i], TRUE);
    }
    end(&f);
}

/* Of somebody who never reads no more is kept than a little. */
static void test_deaf_stream(void)
{
    Fixture f = {0};
    HttpLimits limits = http_limits();
    limits.answer_seconds = 1;
    begin(&f, &limits);
    g_autoptr(GString) heard = g_string_new(NULL);
    int fd = open_stream(&f, "deaf", heard);
    g_autofree char *long_line = g_strnfill(4000, 'x');
    g_autofree char *event = g_strconcat("data: ", long_line, "\n\n", NULL);
    gint64 until = g_get_monotonic_time() + PATIENCE;
    while (http_server_streams(f.server) > 0 && g_get_monotonic_time() < until) {
        http_server_tell(f.server, event);
        http_server_turn(f.server, 5);
    }
    g_assert_cmpuint(http_server_streams(f.server), ==, 0);
    close(fd);
    end(&f);
}

static void test_listen(void)
{
    g_autoptr(GError) error = NULL;
    Fixture f = {0};
    guint16 port = 0;
    const HttpLimits limits = http_limits();
    struct stat status;
    g_assert_true(http_listen_is_loopback("127.0.0.1:8480", &port) && port == 8480);
    g_assert_true(http_listen_is_loopback("[::1]:1", &port) && port == 1);
    for (const char *const *no =
             (const char *const[]){"0.0.0.0:80", "[::]:80", "192.0.2.1:80", "::1:80",
                                   "[127.0.0.1]:80", "127.0.0.1", "127.0.0.1:0", "x:1",
                                   "127.0.0.1:99999", "", ":", "localhost:80", NULL};
         *no; no++)
        g_assert_false(http_listen_is_loopback(*no, &port));
    g_assert_cmpint(http_listen("192.0.2.1:80", &error), ==, -1);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    g_clear_error(&error);
    begin(&f, &limits);
    g_assert_cmpint(stat(f.path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0660);
    g_assert_cmpint(http_listen(f.path, &error), ==, -1); /* somebody answers there */
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_clear_error(&error);
    http_server_free(f.server);
    const HttpSite site = {.admit = admit, .answer = answer, .refuse = refuse};
    int again = http_listen(f.path, &error); /* left behind */
    g_assert_no_error(error);
    f.server = http_server_new(again, &site, &limits, &error);
    g_assert_nonnull(f.server);
    end(&f);
}

static void serve(Fixture *f, int listening)
{
    g_autoptr(GError) error = NULL;
    const HttpLimits limits = http_limits();
    const HttpSite site = {.admit = admit, .answer = answer, .refuse = refuse};
    f->server = http_server_new(listening, &site, &limits, &error);
    g_assert_no_error(error);
}

/* A server at a socket that another has, too: the other's. */
static int begin_shared(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    const HttpLimits limits = http_limits();
    begin(f, &limits);
    http_server_free(f->server);
    int listening = http_listen(f->path, &error), kept = dup(listening);
    g_assert_no_error(error);
    serve(f, listening);
    return kept;
}

/* What is in hand is answered, and who comes later is the next server's at the same socket. */
static void test_finish(void)
{
    static const char request[] = "GET /hand HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    Fixture f;
    g_autoptr(GString) first = g_string_new(NULL), half = g_string_new(NULL),
                       later = g_string_new(NULL), last = g_string_new(NULL);
    int kept = begin_shared(&f), one = dial(&f), two = dial(&f);
    http_server_turn(f.server, 1);
    g_assert_cmpint(send(one, request, strlen(request), 0), >, 0);
    g_assert_cmpint(send(two, request, 20, 0), ==, 20);
    http_server_finish(f.server, 1);
    int three = dial(&f);
    g_assert_cmpint(send(three, request, strlen(request), 0), >, 0);
    g_assert_false(hear(one, first));
    g_assert_nonnull(strstr(first->str, "GET /hand"));
    http_server_free(f.server);
    g_assert_false(hear(two, half));
    int four = dial(&f);
    g_assert_cmpint(send(four, request, strlen(request), 0), >, 0);
    serve(&f, kept);
    wait_for(&f, three, later, NULL);
    wait_for(&f, four, last, NULL);
    g_assert_nonnull(strstr(later->str, "GET /hand"));
    g_assert_nonnull(strstr(last->str, "GET /hand"));
    const int ends[] = {one, two, three, four};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        close(ends[i]);
    end(&f);
}

/* A connection that stays is told that this answer was its last, so that what follows from it (a form's answer leads to a page) comes
 * on another one and waits for the next server. */
static void test_finish_chain(void)
{
    static const char request[] = "POST /hand HTTP/1.1\r\nHost: x\r\n" FORM "3\r\n\r\nf=a";
    static const char next[] = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
    Fixture f;
    g_autoptr(GString) before = g_string_new(NULL), last = g_string_new(NULL),
                       later = g_string_new(NULL);
    int kept = begin_shared(&f), stays = dial(&f);
    say(&f, stays, next, strlen(next));
    wait_for(&f, stays, before, "GET /next");
    g_assert_null(strstr(before->str, "Connection: close"));
    g_assert_cmpint(send(stays, request, strlen(request), 0), >, 0);
    http_server_finish(f.server, 1);
    g_assert_false(hear(stays, last)); /* closed, and not because the server is gone */
    g_assert_nonnull(strstr(last->str, "POST /hand"));
    g_assert_nonnull(strstr(last->str, "Connection: close"));
    int again = dial(&f);
    g_assert_cmpint(send(again, next, strlen(next), 0), >, 0);
    http_server_free(f.server);
    serve(&f, kept);
    wait_for(&f, again, later, "GET /next");
    g_assert_nonnull(strstr(later->str, "GET /next"));
    g_assert_true(hear(again, later));
    close(stays);
    close(again);
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http-server/requests", test_requests);
    g_test_add_func("/http-server/too-long", test_too_long);
    g_test_add_func("/http-server/large-and-kept", test_large_and_kept);
    g_test_add_func("/http-server/cut-headers", test_cut_headers);
    g_test_add_func("/http-server/long-head", test_long_head);
    g_test_add_func("/http-server/garbage", test_garbage);
    g_test_add_func("/http-server/slow", test_slow);
    g_test_add_func("/http-server/streams", test_streams);
    g_test_add_func("/http-server/owner-streams", test_owner_streams);
    g_test_add_func("/http-server/deaf-stream", test_deaf_stream);
    g_test_add_func("/http-server/listen", test_listen);
    g_test_add_func("/http-server/finish", test_finish);
    g_test_add_func("/http-server/finish-chain", test_finish_chain);
    return g_test_run();
}
