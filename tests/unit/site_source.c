/* 'sources' of routing/site.yaml: what is read, what stands in for what is not said, and every mistake with its line. */
#include "site_source.h"
#include <string.h>

#define MAILBOX "mailbox@partnership.example"
#define IMAP "type: imap\nmailbox: " MAILBOX "\nhost: imap.partnership.example\n"

static const char *const mailboxes[] = {MAILBOX, NULL};

static SiteSource *read_source(const char *text, GStringChunk *strings, Diagnostics *diagnostics)
{
    g_autoptr(YamlTree) tree = yaml_tree_parse(text, strlen(text), "site.yaml", diagnostics);
    g_assert_nonnull(tree);
    return site_source_read(yaml_tree_root(tree), mailboxes, strings, diagnostics);
}

static void test_defaults(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    SiteSource *source = read_source(IMAP "password_file: secret\n", strings, diagnostics);
    const SiteServer *server = &source->server;
    g_autofree char *found = diagnostics_text(diagnostics);
    g_assert_cmpstr(found, ==, "");
    g_assert_cmpstr(source->type, ==, "imap");
    g_assert_cmpstr(source->mailbox, ==, MAILBOX);
    g_assert_cmpstr(source->folder, ==, "INBOX");
    g_assert_cmpstr(source->done_folder, ==, "Casegate");
    g_assert_cmpuint(source->poll_seconds, ==, 60);
    g_assert_cmpuint(source->idle_seconds, ==, 600);
    g_assert_cmpuint(server->address.port, ==, 993);
    g_assert_cmpint(server->address.tls, ==, NET_TLS_IMPLICIT);
    g_assert_cmpuint(server->address.seconds, ==, 60);
    g_assert_cmpstr(server->user, ==, MAILBOX);
    g_assert_cmpint(server->auth, ==, SITE_AUTH_PLAIN);
    g_autofree char *ca_file = NULL, *file = NULL;
    g_assert_null(site_server_address(server, "/site", &ca_file).ca_file);
    g_assert_cmpstr(site_server_secret(server, "/site", &file).file, ==, "/site/secret");
    site_source_free(source);
}

static void test_all(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    SiteSource *source =
        read_source(IMAP "tls: starttls\nca_file: ca.pem\nuser: shared\nauth: xoauth2\n"
                         "password_command: [/usr/bin/token, shared]\nfolder: In\n"
                         "done_folder: Casegate/Ärger\npoll_seconds: 5\nidle_seconds: 9\n"
                         "timeout_seconds: 2\n",
                    strings, diagnostics);
    const SiteServer *server = &source->server;
    g_autofree char *found = diagnostics_text(diagnostics), *ca_file = NULL;
    g_assert_cmpstr(found, ==, "");
    g_assert_cmpuint(server->address.port, ==, 143);
    g_assert_cmpint(server->address.tls, ==, NET_TLS_STARTTLS);
    g_assert_cmpstr(site_server_address(server, "/site", &ca_file).ca_file, ==, "/site/ca.pem");
    g_assert_cmpstr(server->user, ==, "shared");
    g_assert_cmpint(server->auth, ==, SITE_AUTH_XOAUTH2);
    g_assert_cmpstr(server->secret.command[1], ==, "shared");
    g_assert_cmpstr(source->done_folder, ==, "Casegate/Ärger");
    g_assert_cmpuint(server->timeout_seconds, ==, 2);
    site_source_free(source);
}

static void test_mistakes(void)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        {"no type", "mailbox: " MAILBOX "\npath: in\n", "site.yaml:1: 'type' is missing"},
        {"no host", "type: imap\nmailbox: " MAILBOX "\npassword_file: x\n",
         "site.yaml:1: 'host' is missing"},
        {"a maildir's key", IMAP "password_file: x\npath: in\n", "site.yaml:5: unknown key 'path'"},
        {"an imap's key", "type: maildir\nmailbox: " MAILBOX "\npath: in\nhost: x\n",
         "site.yaml:4: unknown key 'host'"},
        {"no password", IMAP, "no way to the password; write one of 'password_file'"},
        {"two", IMAP "password_file: x\npassword_credential: y\n",
         "more than one way to the password"},
        {"plaintext", IMAP "password_file: x\ntls: none\n",
         "site.yaml:5: 'tls: none' to 'imap.partnership.example', which is not this machine"},
        {"a line end", IMAP "password_file: x\nuser: \"a\\r\\nb\"\n", "site.yaml:5: 'user' has"},
        {"a line end in a folder", IMAP "password_file: x\ndone_folder: \"a\\nb\"\n",
         "site.yaml:5: 'done_folder' is no name"},
        {"the same folder", IMAP "password_file: x\ndone_folder: INBOX\n",
         "site.yaml:5: 'done_folder' is the folder that is read"},
        {"a command without a place", IMAP "password_command: [token]\n",
         "site.yaml:4: 'password_command' does not begin with a program"},
        {"too long an idle", IMAP "password_file: x\nidle_seconds: 1741\n", "site.yaml:5: "},
        {"no port", IMAP "password_file: x\nport: 0\n", "site.yaml:5: "},
        {"another mailbox", "type: maildir\npath: in\nmailbox: other@partnership.example\n",
         "site.yaml:3: 'other@partnership.example' is not one of 'mailboxes'"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
        SiteSource *source = read_source(cases[i].text, strings, diagnostics);
        g_autofree char *found = diagnostics_text(diagnostics);
        g_test_message("%s: %s", cases[i].name, found);
        g_assert_nonnull(strstr(found, cases[i].want));
        site_source_free(source);
    }
}

/* A relay on this machine needs no password; one elsewhere has what is written. */
static void test_relay(void)
{
    static const char text[] = "host: localhost\ntls: none\n";
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    g_autoptr(YamlTree) tree = yaml_tree_parse(text, strlen(text), "site.yaml", diagnostics);
    SiteServer server = {0};
    site_server_read(&server, yaml_tree_root(tree), SITE_SERVER_SMTP, MAILBOX, strings,
                     diagnostics);
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 0);
    g_assert_cmpint(server.auth, ==, SITE_AUTH_NONE);
    g_assert_null(server.user);
    g_assert_cmpuint(server.address.port, ==, 25);
    site_server_clear(&server);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site_source/defaults", test_defaults);
    g_test_add_func("/site_source/all", test_all);
    g_test_add_func("/site_source/mistakes", test_mistakes);
    g_test_add_func("/site_source/relay", test_relay);
    return g_test_run();
}
