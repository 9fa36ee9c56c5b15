/* 'desk' of routing/site.yaml: what is read, what stands in for what is not said, and every mistake with its line. */
#include "site_desk.h"

#include <string.h>

#define HEADER "listen: 127.0.0.1:8480\nsign_on: {header: X-Remote-User, from: 127.0.0.1}\n"

typedef struct {
    SiteDesk desk;
    GStringChunk *strings;
    char *found;
} Fixture;

static void read_desk(Fixture *f, const char *text)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(YamlTree) tree = yaml_tree_parse(text, strlen(text), "site.yaml", diagnostics);
    g_assert_nonnull(tree);
    f->strings = g_string_chunk_new(256);
    site_desk_read(&f->desk, yaml_tree_root(tree), f->strings, diagnostics);
    f->found = diagnostics_text(diagnostics);
}

static void forget(Fixture *f)
{
    site_desk_clear(&f->desk);
    g_string_chunk_free(f->strings);
    g_free(f->found);
}

static void test_none(void)
{
    SiteDesk desk;
    site_desk_read(&desk, NULL, NULL, NULL);
    g_assert_null(desk.listen);
    g_assert_null(site_desk_words(&desk));
    site_desk_clear(&desk);
}

static void test_defaults(void)
{
    Fixture f = {0};
    read_desk(&f, "listen: 127.0.0.1:8480\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_cmpstr(f.desk.listen, ==, "127.0.0.1:8480");
    g_assert_false(f.desk.is_path || f.desk.representatives);
    g_assert_null(f.desk.header);
    g_assert_null(f.desk.proxy);
    g_assert_null(f.desk.name);
    g_assert_cmpuint(f.desk.idle_minutes, ==, 60);
    forget(&f);
}

static void test_sign_on(void)
{
    Fixture f = {0};
    read_desk(&f, HEADER "name: Desk.Council.example\nofficers: [wilf.darrow, a@b.example]\n"
                         "readers: inez\nidle_minutes: 30\n");
    g_assert_true(g_str_has_prefix(f.found, "site.yaml:2: warning: any program of this machine"));
    g_assert_nonnull(strstr(f.found, "write in 'listen' the full path of a Unix socket"));
    g_assert_cmpuint(g_strrstr(f.found, "site.yaml:") - f.found, ==, 0); /* and nothing else */
    g_assert_cmpstr(f.desk.header, ==, "X-Remote-User");
    g_assert_cmpstr(f.desk.proxy, ==, "127.0.0.1");
    g_assert_cmpstr(f.desk.name, ==, "desk.council.example");
    g_assert_cmpstr(f.desk.officers[1], ==, "a@b.example");
    g_assert_cmpstr(f.desk.readers[0], ==, "inez");
    g_autofree char *words = site_desk_words(&f.desk);
    g_assert_cmpstr(words, ==, "at 127.0.0.1:8480, for whom 127.0.0.1 names in X-Remote-User");
    g_assert_cmpuint(f.desk.idle_minutes, ==, 30);
    forget(&f);
}

static void test_socket(void)
{
    Fixture f = {0};
    read_desk(&f, "listen: /run/casegate/desk.sock\nproxy: www-data\nsign_on: accounts\n"
                  "representatives: yes\nname: desk.example:8443\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_true(f.desk.is_path && f.desk.representatives);
    g_assert_cmpstr(f.desk.proxy, ==, "www-data");
    forget(&f);
}

/* Who connects is known there by the login he runs as. */
static void test_sign_on_at_socket(void)
{
    Fixture f = {0};
    read_desk(&f, "listen: /run/casegate/desk.sock\nname: desk.example\nofficers: [a]\n"
                  "sign_on: {header: X-Remote-User, from: www-data}\n");
    g_assert_cmpstr(f.found, ==, "");
    g_assert_cmpstr(f.desk.proxy, ==, "www-data");
    forget(&f);
}

static const struct {
    const char *text, *want;
} mistakes[] = {
    {"listen: 0.0.0.0:8480\n", "site.yaml:1: '0.0.0.0:8480' is no address of this machine alone; "
                               "write 127.0.0.1:8480, or the full path"},
    {"listen: 192.0.2.4:80\n", "site.yaml:1: '192.0.2.4:80' is no address of this machine alone"},
    {"listen: spool/desk.sock\n", "site.yaml:1: 'spool/desk.sock' is no address"},
    {"name: x\n", "'listen' is missing"},
    {"listen: 127.0.0.1:1\nname: https://desk.example\n",
     "site.yaml:2: 'https://desk.example' is no host name"},
    {"listen: 127.0.0.1:1\nname: desk.\n", "site.yaml:2: 'desk.' is no host name"},
    {"listen: 127.0.0.1:1\nproxy: www-data\n", "site.yaml:2: 'www-data' in 'proxy' cannot reach"},
    {"listen: 127.0.0.1:1\nproxy: 192.0.2.4\n", "site.yaml:2: '192.0.2.4' in 'proxy' cannot reach"},
    {"listen: /run/x\nproxy: 127.0.0.1\n", "site.yaml:2: '127.0.0.1' in 'proxy': at a Unix socket"},
    {"listen: 127.0.0.1:1\nsign_on: ldap\n", "site.yaml:2: 'sign_on' is accounts, or {header"},
    {"listen: 127.0.0.1:1\nofficers: [a]\nsign_on: {from: 127.0.0.1}\n",
     "site.yaml:3: 'header' is missing"},
    {"listen: 127.0.0.1:1\nofficers: [a]\nsign_on: {header: X-User}\n",
     "site.yaml:3: 'from' is missing"},
    {"listen: 127.0.0.1:1\nofficers: [a]\nsign_on: {header: Cookie, from: 127.0.0.1}\n",
     "site.yaml:3: 'Cookie' is no header for a login"},
    {"listen: 127.0.0.1:1\nofficers: [a]\nsign_on: {header: 'X User', from: 127.0.0.1}\n",
     "site.yaml:3: 'X User' is no header for a login"},
    {HEADER, "site.yaml:1: nobody may decide anything; write 'officers'"},
    {HEADER "officers: [a]\nproxy: ::1\n", "site.yaml:4: 'proxy' beside 'from'"},
    {HEADER "officers: [a]\nreaders: [b, a]\n", "site.yaml:4: 'a' is in 'officers' and in"},
    {HEADER "officers: ['a b']\n", "site.yaml:3: 'a b' in 'officers' is no login"},
    {HEADER "officers: [a]\nrepresentatives: yes\n", "site.yaml:4: representatives need accounts"},
    {"listen: 127.0.0.1:1\nreaders: [a]\n", "site.yaml:2: 'officers' and 'readers' are for logins"},
    {"listen: 127.0.0.1:1\nidle_minutes: 0\n", "site.yaml:2: "},
    {"listen: 127.0.0.1:1\nofficer: [a]\n", "site.yaml:2: "},
    {"- listen\n", "site.yaml:1: 'desk' is no list of settings"},
};

static void test_no_name(void)
{
    Fixture f = {0};
    read_desk(&f, "listen: 127.0.0.1:1\nproxy: ::1\n");
    g_assert_true(g_str_has_prefix(f.found, "site.yaml:1: warning: 'name' is missing"));
    forget(&f);
}

static void test_mistakes(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        Fixture f = {0};
        read_desk(&f, mistakes[i].text);
        g_test_message("%s: %s", mistakes[i].text, f.found);
        g_assert_nonnull(strstr(f.found, mistakes[i].want));
        forget(&f);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site-desk/none", test_none);
    g_test_add_func("/site-desk/defaults", test_defaults);
    g_test_add_func("/site-desk/sign-on", test_sign_on);
    g_test_add_func("/site-desk/socket", test_socket);
    g_test_add_func("/site-desk/sign-on-at-socket", test_sign_on_at_socket);
    g_test_add_func("/site-desk/no-name", test_no_name);
    g_test_add_func("/site-desk/mistakes", test_mistakes);
    return g_test_run();
}
