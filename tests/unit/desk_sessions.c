/* Who is signed in, who has to wait, and which passwords will do: by clocks of the test's own. */
#include "desk_sessions.h"

#include <string.h>
#include <unistd.h>

#include "desk_password.h"
#include "desk_vault.h"
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

/* Whoever is signed in still is, in the process that comes after; whoever is not any more, is not. */
static void test_left(void)
{
    g_autoptr(DeskSessions) before = desk_sessions_new(30);
    g_autoptr(DeskSessions) after = desk_sessions_new(30);
    g_autoptr(DeskSessions) strict = desk_sessions_new(5);
    g_autofree char *wilf = desk_sessions_begin(before, "wilf", 7, 1000);
    g_autofree char *inez = desk_sessions_begin(before, "inez", 8, 1000);
    g_autofree char *gone = desk_sessions_begin(before, "wilf", 7, 1000);
    g_autofree char *token = desk_sessions_token(before, wilf);
    g_assert_nonnull(desk_sessions_find(before, wilf, TRUE, 1300));
    desk_sessions_end(before, gone);
    g_autoptr(GBytes) bytes = desk_sessions_write(before);
    g_assert_null(
        g_strstr_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), wilf));
    g_assert_true(desk_sessions_read(after, bytes, 1400));
    const DeskSession *session = desk_sessions_find(after, wilf, FALSE, 1400);
    g_assert_cmpstr(session->login, ==, "wilf");
    g_assert_cmpint(session->stamp, ==, 7);
    g_assert_cmpint(session->begun, ==, 1000);
    g_assert_cmpint(session->used, ==, 1300);
    g_assert_true(desk_sessions_token_fits(after, wilf, token));
    g_assert_null(desk_sessions_find(after, gone, TRUE, 1400));
    g_assert_nonnull(desk_sessions_find(after, inez, TRUE, 1400));
    g_assert_true(desk_sessions_read(strict, bytes, 1400)); /* by the rules of now */
    g_assert_nonnull(desk_sessions_find(strict, wilf, FALSE, 1400));
    g_assert_null(desk_sessions_find(strict, inez, FALSE, 1400));
}

#define TAG "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define KEY "0123456789abcdef0123456789abcdef"

static GBytes *kept(guint version, const char *tag, const char *login, gint64 begun, gint64 used,
                    const char *key)
{
    g_autoptr(GVariant) whole = g_variant_ref_sink(g_variant_new(
        "(u@a(ssxxx)@ay)", version,
        g_variant_new_parsed(
            "[(%s, %s, int64 0, %x, %x), (%s, 'inez', int64 0, int64 900, int64 900)]", tag, login,
            begun, used, OTHER),
        g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, key, strlen(key), 1)));
    return g_variant_get_data_as_bytes(whole);
}

/* By who has taken the process over that faces the network: all of it or nothing, and never a fault of ours. */
static void test_left_hostile(void)
{
    g_autofree char *long_name = g_strnfill(DESK_LOGIN_BYTES + 1, 'w');
    const struct {
        guint version;
        const char *tag, *login;
        gint64 begun, used;
        const char *key;
        gboolean want;
    } table[] = {
        {1, TAG, "wilf", 900, 950, KEY, TRUE},
        {2, TAG, "wilf", 900, 950, KEY, FALSE},
        {1, "tag", "wilf", 900, 950, KEY, FALSE},
        {1, OTHER, "wilf", 900, 950, KEY, FALSE}, /* twice */
        {1, TAG, "", 900, 950, KEY, FALSE},
        {1, TAG, long_name, 900, 950, KEY, FALSE},
        {1, TAG, "wilf", 900, 1001, KEY, FALSE}, /* in use tomorrow */
        {1, TAG, "wilf", 951, 950, KEY, FALSE},
        {1, TAG, "wilf", G_MININT64, 950, KEY, FALSE},
        {1, TAG, "wilf", 900, 950, "short", FALSE},
        {1, TAG, "wilf", 900, 950, KEY "x", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
        g_autofree char *number = desk_sessions_number();
        g_autofree char *token = desk_sessions_token(sessions, number);
        g_autoptr(GBytes) bytes = kept(table[i].version, table[i].tag, table[i].login,
                                       table[i].begun, table[i].used, table[i].key);
        g_assert_true(desk_sessions_read(sessions, bytes, 1000) == table[i].want);
        g_assert_true(desk_sessions_token_fits(sessions, number, token) != table[i].want);
        g_autoptr(GBytes) left = desk_sessions_write(sessions);
        g_assert_true((g_bytes_get_size(left) > 2 * strlen(TAG)) == table[i].want);
    }
}

static void test_left_bytes(void)
{
    guint taken = 0;
    g_autoptr(GRand) chance = g_rand_new_with_seed(166);
    g_autoptr(GBytes) whole = kept(1, TAG, "wilf", 900, 950, KEY);
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(whole, &length);
    for (gsize cut = 0; cut < length; cut++) {
        g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
        g_autoptr(GBytes) part = g_bytes_new(bytes, cut);
        g_assert_false(desk_sessions_read(sessions, part, 1000));
    }
    for (guint i = 0; i < 20000; i++) {
        g_autoptr(DeskSessions) sessions = desk_sessions_new(30);
        g_autofree guint8 *other = g_memdup2(bytes, length);
        for (gint n = g_rand_int_range(chance, 1, 4); n > 0; n--)
            other[g_rand_int_range(chance, 0, (gint32)length)] =
                (guint8)g_rand_int_range(chance, 0, 256);
        g_autoptr(GBytes) changed = g_bytes_new(other, length);
        taken += desk_sessions_read(sessions, changed, 1000);
        g_autoptr(GPtrArray) ended = desk_sessions_ended(sessions, 1000);
        g_assert_cmpuint(ended->len, ==, 0);
    }
    g_assert_cmpuint(
        taken, <,
        20000); /* some change nothing but a stamp or a key; whatever it is, we come back */
}

/* Once, and never more than there is. */
static void test_vault(void)
{
    int vault = desk_vault_new();
    g_autofree char *much = g_malloc0(1 << 20);
    g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3),
                      too_much = g_bytes_new_static(much, 1 << 20);
    g_assert_cmpint(vault, >=, 0);
    g_assert_null(desk_vault_take(vault));
    g_assert_true(desk_vault_put(vault, bytes));
    g_autoptr(GBytes) got = desk_vault_take(vault);
    g_assert_true(g_bytes_equal(got, bytes));
    g_assert_null(desk_vault_take(vault));
    g_assert_true(desk_vault_put(vault, bytes));
    g_assert_false(desk_vault_put(vault, too_much));
    g_assert_null(desk_vault_take(vault));
    const guint64 lengths[] = {G_MAXUINT64, 1 << 20, (1 << 20) - 7};
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_assert_cmpint(pwrite(vault, &lengths[i], sizeof *lengths, 0), ==, sizeof *lengths);
        g_assert_null(desk_vault_take(vault));
    }
    g_assert_cmpint(ftruncate(vault, 0), !=, 0); /* sealed */
    g_assert_cmpint(ftruncate(vault, 1 << 30), !=, 0);
    close(vault);
    g_assert_null(desk_vault_take(-1));
    g_assert_false(desk_vault_put(-1, bytes));
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
    g_test_add_func("/desk/left", test_left);
    g_test_add_func("/desk/left-hostile", test_left_hostile);
    g_test_add_func("/desk/left-bytes", test_left_bytes);
    g_test_add_func("/desk/vault", test_vault);
    g_test_add_func("/desk/rights", test_rights);
    g_test_add_func("/desk/tokens", test_tokens);
    g_test_add_func("/desk/waits", test_waits);
    g_test_add_func("/desk/many-names", test_many_names);
    g_test_add_func("/desk/passwords", test_passwords);
    g_test_add_func("/desk/hashes", test_hashes);
    return g_test_run();
}
