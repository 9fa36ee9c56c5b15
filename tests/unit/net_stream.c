/* The verified, bounded stream: whom it refuses before a byte is sent, and what stops a peer that never ends. The peer is a
 * thread of this test with certificates made here. */
#include "error.h"
#include "net_stream.h"
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <libetpan/mailstream.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define YEAR (365 * 24 * 3600)
#define LINE_BYTES 4096

typedef struct {
    gnutls_x509_crt_t certificate;
    gnutls_x509_privkey_t key;
} Identity;

static Identity authority, stranger;
static char *ca_path;

/* Signed by `by`, NULL: by itself. */
static Identity make(const char *name, const Identity *by, unsigned bits, gint64 from, gint64 until)
{
    Identity made;
    static guint8 serial = 1;
    gboolean ca = by == NULL;
    gnutls_x509_crt_init(&made.certificate);
    gnutls_x509_privkey_init(&made.key);
    g_assert_cmpint(gnutls_x509_privkey_generate(made.key, GNUTLS_PK_RSA, bits, 0), ==, 0);
    gnutls_x509_crt_set_version(made.certificate, 3);
    gnutls_x509_crt_set_serial(made.certificate, &serial, 1);
    serial++;
    gnutls_x509_crt_set_dn_by_oid(made.certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                  (unsigned)strlen(name));
    gnutls_x509_crt_set_subject_alt_name(made.certificate, GNUTLS_SAN_DNSNAME, name,
                                         (unsigned)strlen(name), GNUTLS_FSAN_SET);
    gnutls_x509_crt_set_ca_status(made.certificate, ca);
    gnutls_x509_crt_set_key_usage(made.certificate, (ca ? GNUTLS_KEY_KEY_CERT_SIGN : 0) |
                                                        GNUTLS_KEY_DIGITAL_SIGNATURE |
                                                        GNUTLS_KEY_KEY_ENCIPHERMENT);
    if (!ca)
        gnutls_x509_crt_set_key_purpose_oid(made.certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
    gnutls_x509_crt_set_activation_time(made.certificate, (time_t)from);
    gnutls_x509_crt_set_expiration_time(made.certificate, (time_t)until);
    gnutls_x509_crt_set_key(made.certificate, made.key);
    g_assert_cmpint(gnutls_x509_crt_sign2(made.certificate, by ? by->certificate : made.certificate,
                                          by ? by->key : made.key, GNUTLS_DIG_SHA256, 0),
                    ==, 0);
    return made;
}

static void forget(Identity *identity)
{
    gnutls_x509_crt_deinit(identity->certificate);
    gnutls_x509_privkey_deinit(identity->key);
}

/* ---- the peer ---- */

typedef struct {
    int listener;
    guint16 port;
    const Identity *identity; /* NULL: plaintext */
    const char *priority;
    const char *greeting; /* first, in plaintext when `starttls` */
    gboolean starttls;    /* reads a line, answers `ok`, then TLS */
    const char *ok;
    const char *forever;    /* again and again, until the client has gone */
    guint pause_ms;         /* between them */
    char heard[LINE_BYTES]; /* in plaintext, or inside TLS */
} Peer;

static void hear(Peer *peer, const char *bytes, gssize length)
{
    gsize had = strlen(peer->heard);
    if (length > 0 && had + (gsize)length < sizeof peer->heard)
        memcpy(peer->heard + had, bytes, (gsize)length);
}

static gssize say(int fd, gnutls_session_t session, const char *text)
{
    gsize length = strlen(text);
    return session ? gnutls_record_send(session, text, length)
                   : send(fd, text, length, MSG_NOSIGNAL);
}

static gnutls_session_t shake(Peer *peer, int fd, gnutls_certificate_credentials_t credentials)
{
    gnutls_session_t session;
    gnutls_x509_crt_t certificate = peer->identity->certificate;
    gnutls_certificate_set_x509_key(credentials, &certificate, 1, peer->identity->key);
    gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
    gnutls_priority_set_direct(session, peer->priority ? peer->priority : "NORMAL", NULL);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(session, fd);
    int got;
    do
        got = gnutls_handshake(session);
    while (got < 0 && !gnutls_error_is_fatal(got));
    if (got == 0)
        return session;
    gnutls_deinit(session);
    return NULL;
}

static void talk(Peer *peer, int fd, gnutls_session_t session)
{
    char buffer[512];
    gboolean stays = TRUE;
    if (peer->greeting && !peer->starttls)
        say(fd, session, peer->greeting);
    while (peer->forever && (stays = say(fd, session, peer->forever) > 0))
        g_usleep(peer->pause_ms * 1000);
    while (stays) {
        gssize got = session ? gnutls_record_recv(session, buffer, sizeof buffer)
                             : recv(fd, buffer, sizeof buffer, 0);
        hear(peer, buffer, got);
        stays = got > 0;
    }
}

static gpointer serve(gpointer data)
{
    Peer *peer = data;
    char line[512];
    gnutls_session_t session = NULL;
    gnutls_certificate_credentials_t credentials;
    gnutls_certificate_allocate_credentials(&credentials);
    int fd = accept(peer->listener, NULL, NULL);
    if (peer->starttls) {
        say(fd, NULL, peer->greeting);
        hear(peer, line, recv(fd, line, sizeof line, 0));
        say(fd, NULL, peer->ok);
    }
    if (peer->identity)
        session = shake(peer, fd, credentials);
    if (session || !peer->identity)
        talk(peer, fd, session);
    if (session)
        gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    return NULL;
}

static GThread *start(Peer *peer)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof at;
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(peer->listener, (struct sockaddr *)&at, size), ==, 0);
    g_assert_cmpint(listen(peer->listener, 1), ==, 0);
    g_assert_cmpint(getsockname(peer->listener, (struct sockaddr *)&at, &size), ==, 0);
    peer->port = ntohs(at.sin_port);
    return g_thread_new("peer", serve, peer);
}

static NetAddress to(const Peer *peer, NetTlsMode tls)
{
    return (NetAddress){"localhost", peer->port, tls, ca_path, 20};
}

static void finish(Peer *peer, GThread *thread, NetStream *net)
{
    net_stream_close(net);
    g_thread_join(thread);
    close(peer->listener);
}

static char *read_line(NetStream *net)
{
    g_autoptr(GByteArray) line = g_byte_array_new();
    char byte;
    while (mailstream_read(net_stream_mailstream(net), &byte, 1) == 1 && byte != '\n')
        g_byte_array_append(line, (const guint8 *)&byte, 1);
    g_byte_array_append(line, (const guint8 *)"", 1);
    return (char *)g_byte_array_free(g_steal_pointer(&line), FALSE);
}

/* ---- who is refused ---- */

static void refuse(const char *name, const Identity *identity, const char *priority,
                   const char *words)
{
    g_autoptr(GError) error = NULL;
    Peer peer = {.identity = identity, .priority = priority};
    GThread *thread = start(&peer);
    NetAddress address = to(&peer, NET_TLS_IMPLICIT);
    NetStream *net = net_stream_open(&address, &error);
    g_test_message("%s: %s", name, error ? error->message : "accepted");
    g_assert_null(net);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    g_assert_nonnull(strstr(error->message, words));
    finish(&peer, thread, net);
    g_assert_cmpstr(peer.heard, ==, "");
}

static void test_refused(void)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    Identity fine = make("localhost", &authority, 2048, now - YEAR, now + YEAR);
    struct {
        const char *name;
        Identity identity;
        const char *priority, *words;
    } cases[] = {
        {"another CA", make("localhost", &stranger, 2048, now - YEAR, now + YEAR), NULL, "ca_file"},
        {"self-signed", make("localhost", NULL, 2048, now - YEAR, now + YEAR), NULL, "ca_file"},
        {"expired", make("localhost", &authority, 2048, now - YEAR, now - 60), NULL, "expired"},
        {"not yet", make("localhost", &authority, 2048, now + 3600, now + YEAR), NULL,
         "not valid yet"},
        {"another name", make("imap.other.example", &authority, 2048, now - YEAR, now + YEAR), NULL,
         "another host"},
        {"weak key", make("localhost", &authority, 1024, now - YEAR, now + YEAR), NULL, "too weak"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        refuse(cases[i].name, &cases[i].identity, cases[i].priority, cases[i].words);
        forget(&cases[i].identity);
    }
    refuse("TLS 1.1", &fine, "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0", "TLS 1.2");
    forget(&fine);
}

static void test_plaintext_peer(void)
{
    g_autoptr(GError) error = NULL;
    Peer peer = {.greeting = "* OK IMAP4rev1 ready\r\n"};
    GThread *thread = start(&peer);
    NetAddress address = to(&peer, NET_TLS_IMPLICIT);
    NetStream *net = net_stream_open(&address, &error);
    g_assert_null(net);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    g_test_message("%s", error->message);
    finish(&peer, thread, net);
    g_assert_null(strstr(peer.heard, "LOGIN"));
}

static void test_never_plain_over_a_network(void)
{
    g_autoptr(GError) error = NULL;
    NetAddress address = {"imap.partnership.example", 143, NET_TLS_NONE, NULL, 1};
    g_assert_null(net_stream_open(&address, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
}

static void test_nobody_there(void)
{
    g_autoptr(GError) error = NULL;
    Peer peer = {0};
    GThread *thread = start(&peer);
    NetAddress address = to(&peer, NET_TLS_NONE);
    finish(&peer, thread, net_stream_open(&address, NULL)); /* now nobody listens */
    g_assert_null(net_stream_open(&address, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_assert_nonnull(strstr(error->message, "refused"));
}

/* ---- who is spoken to ---- */

static void test_versions(void)
{
    static const char *const priorities[] = {"NORMAL:-VERS-ALL:+VERS-TLS1.2",
                                             "NORMAL:-VERS-ALL:+VERS-TLS1.3"};
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    Identity fine = make("localhost", &authority, 2048, now - YEAR, now + YEAR);
    for (gsize i = 0; i < G_N_ELEMENTS(priorities); i++) {
        g_autoptr(GError) error = NULL;
        Peer peer = {.identity = &fine, .priority = priorities[i], .greeting = "* OK ready\n"};
        GThread *thread = start(&peer);
        NetAddress address = to(&peer, NET_TLS_IMPLICIT);
        NetStream *net = net_stream_open(&address, &error);
        g_assert_no_error(error);
        g_assert_true(net_stream_is_secure(net));
        g_autofree char *line = read_line(net);
        g_assert_cmpstr(line, ==, "* OK ready");
        finish(&peer, thread, net);
    }
    forget(&fine);
}

typedef struct {
    const char *name, *ok;
    gboolean fine;
} Upgrade;

static void test_starttls(void)
{
    static const Upgrade cases[] = {
        {"taken", "a OK go ahead\n", TRUE},
        {"more behind the OK", "a OK go ahead\n* CAPABILITY AUTH=PLAIN\n", FALSE}};
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    Identity fine = make("localhost", &authority, 2048, now - YEAR, now + YEAR);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        Peer peer = {.identity = cases[i].fine ? &fine : NULL,
                     .greeting = "* OK ready\n",
                     .starttls = TRUE,
                     .ok = cases[i].ok};
        GThread *thread = start(&peer);
        NetAddress address = to(&peer, NET_TLS_STARTTLS);
        NetStream *net = net_stream_open(&address, &error);
        g_assert_no_error(error);
        g_assert_false(net_stream_is_secure(net));
        g_autofree char *greeting = read_line(net);
        mailstream_write(net_stream_mailstream(net), "a STARTTLS\n", 11);
        mailstream_flush(net_stream_mailstream(net));
        g_autofree char *answer = read_line(net);
        g_assert_cmpstr(answer, ==, "a OK go ahead");
        g_assert_cmpint(net_stream_start_tls(net, &error), ==, cases[i].fine);
        g_assert_cmpint(net_stream_is_secure(net), ==, cases[i].fine);
        if (!cases[i].fine) {
            g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
            mailstream_write(net_stream_mailstream(net), "x", 1);
            g_assert_cmpint(mailstream_flush(net_stream_mailstream(net)), ==, -1);
        }
        finish(&peer, thread, net);
        g_assert_cmpstr(peer.heard, ==, "a STARTTLS\n");
    }
    forget(&fine);
}

/* ---- what never ends ---- */

static void test_budget(void)
{
    g_autoptr(GError) error = NULL;
    Peer peer = {.forever = "a line that never has an end "};
    GThread *thread = start(&peer);
    NetAddress address = to(&peer, NET_TLS_NONE);
    NetStream *net = net_stream_open(&address, &error);
    g_assert_no_error(error);
    net_stream_allow(net, 10000, 600);
    g_autofree char *line = read_line(net);
    g_assert_cmpuint(strlen(line), ==, 10000);
    g_assert_nonnull(strstr(net_stream_why(net), "more than"));
    net_stream_allow(net, 10000, 600); /* broken is broken */
    g_autofree char *after = read_line(net);
    g_assert_cmpstr(after, ==, "");
    finish(&peer, thread, net);
}

/* Every byte comes in time by itself; all together they don't. */
static void test_drip(void)
{
    g_autoptr(GError) error = NULL;
    Peer peer = {.forever = ".", .pause_ms = 50};
    GThread *thread = start(&peer);
    NetAddress address = to(&peer, NET_TLS_NONE);
    NetStream *net = net_stream_open(&address, &error);
    g_assert_no_error(error);
    net_stream_allow(net, G_MAXSIZE, 1);
    g_autofree char *line = read_line(net);
    g_assert_nonnull(strstr(net_stream_why(net), "within 1 seconds"));
    finish(&peer, thread, net);
}

/* The end of the connection is an error, not a length of nothing to be read for ever. */
static void test_closed(void)
{
    g_autoptr(GError) error = NULL;
    Peer peer = {.starttls = TRUE, .greeting = "* OK\n", .ok = "a {100}\n12345"};
    GThread *thread = start(&peer);
    NetAddress address = to(&peer, NET_TLS_NONE);
    NetStream *net = net_stream_open(&address, &error);
    g_assert_no_error(error);
    mailstream_write(net_stream_mailstream(net), "a\n", 2);
    mailstream_flush(net_stream_mailstream(net));
    shutdown(net_stream_fd(net), SHUT_WR);
    g_autofree char *greeting = read_line(net), *header = read_line(net), *rest = read_line(net);
    g_assert_cmpstr(rest, ==, "12345");
    g_assert_nonnull(strstr(net_stream_why(net), "closed"));
    finish(&peer, thread, net);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    authority = make("a CA of the test", NULL, 2048, now - YEAR, now + YEAR);
    stranger = make("another CA", NULL, 2048, now - YEAR, now + YEAR);
    gnutls_datum_t pem;
    gnutls_x509_crt_export2(authority.certificate, GNUTLS_X509_FMT_PEM, &pem);
    int fd = g_file_open_tmp("casegate-ca-XXXXXX", &ca_path, NULL);
    g_assert_cmpint(write(fd, pem.data, pem.size), ==, (gssize)pem.size);
    close(fd);
    gnutls_free(pem.data);
    g_test_add_func("/net_stream/refused", test_refused);
    g_test_add_func("/net_stream/plaintext-peer", test_plaintext_peer);
    g_test_add_func("/net_stream/never-plain-over-a-network", test_never_plain_over_a_network);
    g_test_add_func("/net_stream/nobody-there", test_nobody_there);
    g_test_add_func("/net_stream/versions", test_versions);
    g_test_add_func("/net_stream/starttls", test_starttls);
    g_test_add_func("/net_stream/budget", test_budget);
    g_test_add_func("/net_stream/drip", test_drip);
    g_test_add_func("/net_stream/closed", test_closed);
    int code = g_test_run();
    unlink(ca_path);
    g_free(ca_path);
    forget(&authority);
    forget(&stranger);
    return code;
}
