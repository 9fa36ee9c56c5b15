/* The desk's own accounts in the record, and the number that tells a page that the record went on. */
#include "store_accounts.h"

#include "store_fixture.h"

static gboolean put(Fixture *f, const char *login, const char *role, Instant changed,
                    Instant removed)
{
    const AccountRow account = {.login = (char *)login,
                                .name = (char *)"Wilf Darrow",
                                .role = (char *)role,
                                .agency = (char *)"",
                                .hash = (char *)"$y$x",
                                .added = 1000,
                                .changed = changed,
                                .removed = removed};
    g_assert_true(store_begin(f->store, NULL));
    gboolean done = store_account_put(f->store, &account, NULL);
    return done ? store_commit(f->store, NULL) : (store_rollback(f->store), FALSE);
}

static void test_accounts(Fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    g_assert_null(store_account(f->store, "wilf", &error));
    g_assert_no_error(error);
    g_assert_true(put(f, "wilf", "officer", 1000, INSTANT_UNKNOWN));
    g_assert_true(put(f, "inez", "reader", 1000, INSTANT_UNKNOWN));
    g_assert_false(put(f, "eve", "root", 1000, INSTANT_UNKNOWN));
    g_autoptr(GPtrArray) all = store_accounts(f->store, NULL);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpstr(((AccountRow *)all->pdata[0])->login, ==, "inez");
    g_assert_true(put(f, "wilf", "reader", 2000, 2000));
    g_autoptr(AccountRow) wilf = store_account(f->store, "wilf", NULL);
    g_assert_cmpstr(wilf->role, ==, "reader");
    g_assert_cmpint(wilf->added, ==, 1000);
    g_assert_cmpint(wilf->changed, ==, 2000);
    g_assert_cmpint(wilf->removed, ==, 2000);
    g_autoptr(GPtrArray) left = store_accounts(f->store, NULL);
    g_assert_cmpuint(left->len, ==, 1);
    g_assert_cmpint(((AccountRow *)left->pdata[0])->removed, ==, INSTANT_UNKNOWN);
    g_assert_null(store_account(f->store, "WILF", NULL)); /* as it is typed */
}

static guint64 moment(Fixture *f)
{
    guint64 now = 0;
    g_assert_true(store_moment(f->store, &now, NULL));
    return now;
}

static void test_moment(Fixture *f, gconstpointer unused)
{
    (void)unused;
    guint64 before = moment(f);
    g_autoptr(LookRow) look = g_new0(LookRow, 1);
    look->who = g_strdup("wilf");
    look->login = g_strdup("wilf");
    look->command = g_strdup("show");
    look->reference = g_strdup("");
    g_assert_true(store_begin(f->store, NULL));
    g_assert_true(store_look_add(f->store, look, NULL));
    g_assert_true(store_commit(f->store, NULL));
    g_assert_true(put(f, "wilf", "officer", 1000, INSTANT_UNKNOWN));
    g_assert_true(moment(f) == before);
    g_assert_true(store_begin(f->store, NULL));
    g_assert_true(store_alarm_begin(f->store, "no-poll", "x", 1000, NULL));
    g_assert_true(store_commit(f->store, NULL));
    g_assert_true(moment(f) != before);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/store/accounts", test_accounts);
    fixture_add("/store/moment", test_moment);
    return g_test_run();
}
