/* 'transport' of routing/site.yaml: what is read, what stands in for what is not said, and every mistake with its line. */
#include "site_transport.h"
#include <string.h>

#define MAILBOX "mailbox@partnership.example"
#define SMTP "type: smtp\nhost: smtp.partnership.example\n"

typedef struct {
    SiteTransport transport;
    GStringChunk *strings;
    char *found;
} Fixture;

static void read_transport(Fixture *f, const char *text)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(YamlTree) tree = yaml_tree_parse(text, strlen(text), "site.yaml", diagnostics);
    g_assert_nonnull(tree);
    f->strings = g_string_chunk_new(256);
    site_transport_read(&f->transport, yaml_tree_root(tree), MAILBOX, f->strings, diagnostics);
    f->found = diagnostics_text(diagnostics);
}

static void forget(Fixture *f)
{
    site_transport_clear(&f->transport);
    g_string_chunk_free(f->strings);
    g_free(f->found);
}

static void test_maildir(void)
{
    Fixture f = {0};
    site_transport_read(&f.transport, NULL, MAILBOX, NULL, NULL);
    g_assert_false(f.transport.smtp);
    g_assert_cmpuint(f.transport.retry_days, ==, 5);
    read_transport(&f, "type: maildir\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_false(f.transport.smtp);
    forget(&f);
}

static void test_defaults(void)
{
    Fixture f = {0};
    read_transport(&f, SMTP "password_file: secret\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_true(f.transport.smtp);
    g_assert_cmpuint(f.transport.server.address.port, ==, 587);
    g_assert_cmpint(f.transport.server.address.tls, ==, NET_TLS_STARTTLS);
    g_assert_cmpint(f.transport.server.auth, ==, SITE_AUTH_PLAIN);
    g_assert_cmpstr(f.transport.server.user, ==, MAILBOX);
    g_assert_cmpstr(f.transport.hello, ==, "partnership.example");
    g_assert_cmpuint(f.transport.retry_days, ==, 5);
    g_assert_cmpuint(f.transport.mails_a_connection, ==, 0);
    forget(&f);
}

static void test_all(void)
{
    Fixture f = {0};
    read_transport(&f, SMTP "tls: implicit\nuser: gate\nauth: login\npassword_credential: smtp\n"
                            "hello: '[IPv6:fd00::1]'\nretry_days: 2\nmails_per_connection: 20\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_cmpuint(f.transport.server.address.port, ==, 465);
    g_assert_cmpint(f.transport.server.auth, ==, SITE_AUTH_LOGIN);
    g_assert_cmpstr(f.transport.hello, ==, "[IPv6:fd00::1]");
    g_assert_cmpuint(f.transport.retry_days, ==, 2);
    g_assert_cmpuint(f.transport.mails_a_connection, ==, 20);
    forget(&f);
}

static void test_relay(void)
{
    Fixture f = {0};
    read_transport(&f, "type: smtp\nhost: localhost\ntls: none\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_cmpuint(f.transport.server.address.port, ==, 25);
    g_assert_cmpint(f.transport.server.auth, ==, SITE_AUTH_NONE);
    forget(&f);
}

static void test_mistakes(void)
{
    static const struct {
        const char *text, *found;
    } rows[] = {
        {"smtp\n", "site.yaml:1: 'transport' is no list of settings"},
        {"type: sendmail\n", "site.yaml:1: "},
        {"type: maildir\nhost: x\n", "site.yaml:2: "},
        {SMTP "password_file: s\nretry_day: 3\n", "site.yaml:4: "},
        {SMTP "password_file: s\nretry_days: 0\n", "site.yaml:4: "},
        {SMTP "password_file: s\nmails_per_connection: -1\n", "site.yaml:4: "},
        {SMTP "password_file: s\nhello: 'a b'\n", "site.yaml:4: 'a b' is no host name"},
        {SMTP "password_file: s\nhello: \"a\\r\\nMAIL\"\n", "is no host name"},
        {SMTP "password_file: s\nhello: '[x]'\n", "is no host name"},
        {SMTP "password_file: s\nhello: .x.example\n", "is no host name"},
        {SMTP "user: gate\n", "no way to the password"},
        {SMTP "tls: none\n",
         "'tls: none' to 'smtp.partnership.example', which is not this machine"},
        {"type: smtp\n", "'host'"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Fixture f = {0};
        read_transport(&f, rows[i].text);
        g_test_message("%s", f.found);
        g_assert_nonnull(strstr(f.found, rows[i].found));
        forget(&f);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site-transport/maildir", test_maildir);
    g_test_add_func("/site-transport/defaults", test_defaults);
    g_test_add_func("/site-transport/all", test_all);
    g_test_add_func("/site-transport/relay", test_relay);
    g_test_add_func("/site-transport/mistakes", test_mistakes);
    return g_test_run();
}
