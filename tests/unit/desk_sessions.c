/* Who is signed in, who has to wait, and which passwords will do: by clocks of the test's own. */
#include "desk_sessions.h"

#include <string.h>

#include "desk_password.h"
#include "desk_waits.h"
#include "desk_who.h"

#define HOUR 3600

static void test_ends(void)
{
    g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
    g_autofree char *number = desk_sessions_begin(sessions, "wilf", 7, 1000);
    g_autofree char *other = desk_sessions_begin(sessions, "inez", 7, 1000);
    g_assert_cmpstr(number, !=, other);
    g_assert_cmpuint(strlen(number), >=, 40);
    const DeskSession *session = desk_sessions_find(sessions, number, TRUE, 2700);
    g_assert_cmpstr(session->login, ==, "wilf");
    g_assert_cmpint(session->stamp, ==, 7);
    g_assert_null(strstr(session->tag, number));
    g_assert_null(desk_sessions_find(sessions, other, TRUE, 2800)); /* idle */
    g_assert_null(desk_sessions_find(sessions, other, TRUE, 1001)); /* and over for good */
    g_assert_null(desk_sessions_find(sessions, "", TRUE, 2800));
    g_autoptr(GPtrArray) ended = desk_sessions_ended(sessions, 2800);
    g_assert_cmpuint(ended->len, ==, 1);
    for (gint64 now = 3000; now < 1000 + 12 * HOUR; now += 1000)
        g_assert_nonnull(desk_sessions_find(sessions, number, TRUE, now));
    g_assert_null(desk_sessions_find(sessions, number, TRUE, 1000 + 12 * HOUR)); /* however busy */
    g_autoptr(GPtrArray) both = desk_sessions_ended(sessions, 1000 + 12 * HOUR);
    g_assert_cmpuint(both->len, ==, 1);
}

/* A page that brings itself up to date is not somebody at work. */
static void test_unused(void)
{
    g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
    g_autofree char *number = desk_sessions_begin(sessions, "wilf", 0, 0);
    for (gint64 now = 60; now < 1800; now += 60)
        g_assert_nonnull(desk_sessions_find(sessions, number, FALSE, now));
    g_assert_null(desk_sessions_find(sessions, number, FALSE, 1800));
}

static void test_end_and_crowd(void)
{
    g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
    g_autofree char *first = desk_sessions_begin(sessions, "wilf", 0, 1);
    g_autofree char *inez = desk_sessions_begin(sessions, "inez", 0, 1);
    for (int i = 0; i < 10; i++)
        g_free(desk_sessions_begin(sessions, "wilf", 0, 10 + i));
    g_assert_null(desk_sessions_find(sessions, first, TRUE, 30));
    g_assert_nonnull(desk_sessions_find(sessions, inez, TRUE, 30));
    desk_sessions_end(sessions, inez);
    g_assert_null(desk_sessions_find(sessions, inez, TRUE, 30));
    desk_sessions_end(sessions, inez);
    g_autoptr(GPtrArray) ended = desk_sessions_ended(sessions, 30);
    g_assert_cmpuint(ended->len, ==, 2);
    g_autoptr(GPtrArray) none = desk_sessions_ended(sessions, 30);
    g_assert_cmpuint(none->len, ==, 0);
}

static gboolean is_not_inez(gpointer data, const DeskSession *session)
{
    return strcmp(session->login, data) != 0;
}

/* Those that are not good any more end, and their streams with them. */
static void test_kept(void)
{
    g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
    g_autofree char *wilf = desk_sessions_begin(sessions, "wilf", 0, 1);
    g_autofree char *inez = desk_sessions_begin(sessions, "inez", 0, 1);
    desk_sessions_keep(sessions, is_not_inez, (gpointer) "inez");
    g_assert_nonnull(desk_sessions_find(sessions, wilf, TRUE, 2));
    g_assert_null(desk_sessions_find(sessions, inez, TRUE, 2));
    g_autoptr(GPtrArray) ended = desk_sessions_ended(sessions, 2);
    g_assert_cmpuint(ended->len, ==, 1);
}

static gint64 stamp_of(const char *officer, const char *reader, const char *named)
{
    const char *officers[] = {officer, NULL}, *readers[] = {reader, NULL},
               *of_name[] = {named, NULL};
    Ruleset rules = {0};
    rules.site.desk.header = "X-Remote-User";
    rules.site.desk.officers = (GStrv)officers;
    rules.site.desk.readers = (GStrv)readers;
    rules.site.named_officers = (GStrv)of_name;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskWho) who = desk_who(&rules, NULL, "anna", &error);
    g_assert_no_error(error);
    return who ? who->stamp : -1;
}

/* Whoever may do something else than when he signed in is somebody else. */
static void test_rights(void)
{
    gint64 officer = stamp_of("anna", "inez", "wilf"), named = stamp_of("anna", "inez", "anna");
    gint64 reader = stamp_of("wilf", "anna", "wilf"), nobody = stamp_of("wilf", "inez", "anna");
    g_assert_cmpint(officer, ==, stamp_of("anna", NULL, NULL));
    g_assert_cmpint(officer, !=, named);
    g_assert_cmpint(officer, !=, reader);
    g_assert_cmpint(named, !=, reader);
    g_assert_cmpint(nobody, ==, -1);
}

static void test_tokens(void)
{
    g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
    g_autoptr(DeskSessions) restarted = desk_sessions_new(30);
    g_autofree char *one = desk_sessions_number();
    g_autofree char *two = desk_sessions_number();
    g_autofree char *token = desk_sessions_token(sessions, one);
    g_assert_true(desk_sessions_token_fits(sessions, one, token));
    g_assert_false(desk_sessions_token_fits(sessions, two, token));
    g_assert_false(desk_sessions_token_fits(restarted, one, token));
    g_assert_false(desk_sessions_token_fits(sessions, one, NULL));
    g_assert_false(desk_sessions_token_fits(sessions, one, ""));
    g_assert_false(desk_sessions_token_fits(sessions, one, one));
    g_assert_null(strstr(token, one));
}

static void test_waits(void)
{
    g_autoptr(DeskWaits) waits = desk_waits_new();
    static const guint wanted[] = {0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300};
    gint64 now = 1000;
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "wilf", now), ==, 0);
        desk_waits_failed(waits, WAIT_PAIR, "wilf", now);
        g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "wilf", now), ==, wanted[i]);
        now += wanted[i];
    }
    desk_waits_failed(waits, WAIT_PAIR, "wilf", now);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "inez", now), ==, 0);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_ADDRESS, "wilf", now), ==, 0);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "wilf", now + HOUR), ==, 0);
    desk_waits_forget(waits, WAIT_PAIR, "wilf");
    g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "wilf", now), ==, 0);
    for (int i = 0; i < 29; i++)
        desk_waits_failed(waits, WAIT_ADDRESS, "127.0.0.1", now);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_ADDRESS, "127.0.0.1", now), ==, 0);
    desk_waits_failed(waits, WAIT_ADDRESS, "127.0.0.1", now);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_ADDRESS, "127.0.0.1", now), ==, 2);
    for (int i = 0; i < 99; i++)
        desk_waits_failed(waits, WAIT_NAME, "wilf", now);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_NAME, "wilf", now), ==, 0);
    for (int i = 0; i < 100; i++)
        desk_waits_failed(waits, WAIT_NAME, "wilf", now);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_NAME, "wilf", now), ==, 30); /* he comes in */
    g_autofree char *one = desk_waits_pair("wilf", "192.0.2.7");
    g_autofree char *other = desk_waits_pair("wilf", "192.0.2.66");
    g_assert_cmpstr(one, !=, other);
}

/* However many names are tried, no more are kept; the newest are. */
static void test_many_names(void)
{
    g_autoptr(DeskWaits) waits = desk_waits_new();
    for (int i = 0; i < 5200; i++) {
        g_autofree char *name = g_strdup_printf("name%d", i);
        for (int n = 0; n < 3; n++)
            desk_waits_failed(waits, WAIT_PAIR, name, 1000 + i);
    }
    g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "name0", 1000), ==, 0);
    g_assert_cmpuint(desk_waits_left(waits, WAIT_PAIR, "name5199", 1000 + 5199), ==, 2);
}

static void test_passwords(void)
{
    static const struct {
        const char *password, *why;
    } cases[] = {
        {"correct horse battery", NULL},
        {"pärchen am fluß", NULL},
        {"short", "too short"},
        {"", "too short"},
        {"aaaaaaaaaaaaaaaa", "again and again"},
        {"wilf.darrow2026", "more than the name"},
        {"wilf darrow likes long walks at sea", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *fault = desk_password_fault(cases[i].password, "wilf.darrow");
        g_test_message("%s: %s", cases[i].password, fault);
        g_assert_cmpint(fault != NULL, ==, cases[i].why != NULL);
        g_assert_true(!fault || strstr(fault, cases[i].why));
    }
    g_autofree char *long_one = g_strnfill(201, 'x');
    g_assert_nonnull(desk_password_fault(long_one, "wilf"));
}

static void test_hashes(void)
{
    g_autofree char *hash = desk_password_hash("correct horse battery", NULL);
    g_autofree char *again = desk_password_hash("correct horse battery", NULL);
    g_assert_true(g_str_has_prefix(hash, "$y$"));
    g_assert_cmpstr(hash, !=, again); /* salted */
    g_assert_true(desk_password_fits("correct horse battery", hash));
    g_assert_false(desk_password_fits("correct horse batterz", hash));
    g_assert_false(desk_password_fits("", hash));
    g_assert_false(desk_password_fits("correct horse battery", NULL));
    g_assert_false(desk_password_fits("correct horse battery", ""));
    g_assert_false(desk_password_fits("correct horse battery", "*0"));
    g_assert_false(desk_password_fits("correct horse battery", "correct horse battery"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/session-ends", test_ends);
    g_test_add_func("/desk/session-unused", test_unused);
    g_test_add_func("/desk/session-end-and-crowd", test_end_and_crowd);
    g_test_add_func("/desk/session-kept", test_kept);
    g_test_add_func("/desk/rights", test_rights);
    g_test_add_func("/desk/tokens", test_tokens);
    g_test_add_func("/desk/waits", test_waits);
    g_test_add_func("/desk/many-names", test_many_names);
    g_test_add_func("/desk/passwords", test_passwords);
    g_test_add_func("/desk/hashes", test_hashes);
    return g_test_run();
}
