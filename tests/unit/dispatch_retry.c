/* When a mail that was put off is tried again. */
#include "dispatch_retry.h"

#define DAY ((gint64)24 * 60 * 60)

static void test_waits_grow(void)
{
    OutboxRow row = {.id = 7, .queued = 1000};
    Instant now = 1000;
    gint64 before = 0;
    for (guint i = 0; i < 8; i++) {
        dispatch_put_off(&row, now, 50 * DAY);
        gint64 wait = row.next_try - now, plain = (gint64)60 << i;
        g_assert_cmpint(wait, >=, plain * 9 / 10);
        g_assert_cmpint(wait, <=, plain * 11 / 10);
        g_assert_cmpint(wait, >, before);
        before = wait;
        now = row.next_try;
    }
    g_assert_cmpuint(row.attempts, ==, 8);
    for (guint i = 0; i < 100; i++) { /* four hours, however often */
        dispatch_put_off(&row, now, 50 * DAY);
        g_assert_cmpint(row.next_try - now, <=, 4 * 60 * 60 * 11 / 10);
        g_assert_cmpint(row.next_try - now, >=, 4 * 60 * 60 * 9 / 10);
    }
}

/* The same row waits the same; many rows do not come back at one moment. */
static void test_jitter(void)
{
    g_autoptr(GHashTable) times = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (gint64 id = 1; id <= 100; id++) {
        OutboxRow row = {.id = id, .attempts = 5}, same = {.id = id, .attempts = 5};
        dispatch_put_off(&row, 0, DAY);
        dispatch_put_off(&same, 0, DAY);
        g_assert_cmpint(row.next_try, ==, same.next_try);
        g_hash_table_add(times, GINT_TO_POINTER((gint)row.next_try));
    }
    g_assert_cmpuint(g_hash_table_size(times), >=, 15);
}

/* The last try is at the limit, not hours behind it; and what is over stays over. */
static void test_limit(void)
{
    OutboxRow row = {.id = 1, .queued = 0, .attempts = 12};
    dispatch_put_off(&row, 5 * DAY - 100, 5 * DAY);
    g_assert_cmpint(row.next_try, ==, 5 * DAY);
    g_assert_false(dispatch_is_over(&row, 5 * DAY - 1, 5 * DAY));
    g_assert_true(dispatch_is_over(&row, 5 * DAY, 5 * DAY));
}

static void test_gives_up(void)
{
    static const struct {
        const char *state;
        Instant at, now;
        gboolean gives_up;
    } rows[] = {
        {"deferred", 0, 5 * DAY, TRUE},
        {"deferred", 0, 5 * DAY - 1, FALSE},
        {"queued", 0, 9 * DAY, FALSE}, /* the sender did not run: it is tried first */
        {"deferred", 9 * DAY, 9 * DAY + 60, FALSE},
        {"deferred", 9 * DAY, 9 * DAY + 4 * 60 * 60 - 1, FALSE},
        {"deferred", 9 * DAY, 9 * DAY + 4 * 60 * 60, TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        OutboxRow row = {.state = (char *)rows[i].state, .at = rows[i].at};
        g_assert_cmpint(dispatch_gives_up(&row, rows[i].now, 5 * DAY), ==, rows[i].gives_up);
    }
}

static void test_outage(void)
{
    static const guint fine[] = {5, 5, 10, 20, 40, 80, 160, 300, 300};
    static const guint refused[] = {60, 60, 120, 240, 480, 900, 900, 900, 900};
    for (guint i = 0; i < G_N_ELEMENTS(fine); i++) {
        g_assert_cmpuint(dispatch_outage_wait(i, FALSE), ==, fine[i]);
        g_assert_cmpuint(dispatch_outage_wait(i, TRUE), ==, refused[i]);
    }
    g_assert_cmpuint(dispatch_outage_wait(G_MAXUINT, FALSE), ==, 300);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dispatch-retry/waits-grow", test_waits_grow);
    g_test_add_func("/dispatch-retry/jitter", test_jitter);
    g_test_add_func("/dispatch-retry/limit", test_limit);
    g_test_add_func("/dispatch-retry/gives-up", test_gives_up);
    g_test_add_func("/dispatch-retry/outage", test_outage);
    return g_test_run();
}
