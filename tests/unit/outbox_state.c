/* What became of mails, outages, and records that knew neither. */
#include "office_items.h"
#include "store_fixture.h"

static const char *const states[] = {"sent",   "deferred", "suppressed",
                                     "queued", "failed",   "queued"};
#define ROWS G_N_ELEMENTS(states)

/* A row of each state; `at` and what a server said are the row's own. */
static void queue_states(Fixture *f, gint64 ids[])
{
    fixture_begin(f);
    g_autoptr(Case) c = fixture_case(1, 1000);
    fixture_save(f, c, 0);
    for (guint i = 0; i < ROWS; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *to = g_strdup_printf("p%u@school.example", i);
        g_autoptr(OutboxRow) row = fixture_mail(i < 3 ? c->reference : "", 1, to);
        row->queued = 2000 + i;
        g_assert_true(store_outbox_add(f->store, row, "hav.example", &error));
        g_assert_no_error(error);
        ids[i] = row->id;
        row->state = g_strdup(states[i]);
        row->why = g_strdup("why");
        row->at = 2500 + i;
        row->attempts = i;
        row->next_try = g_str_equal(states[i], "deferred") ? 3000 : 0;
        row->smtp_code = 450 + i;
        row->smtp_status = g_strdup("4.2.1");
        g_assert_true(store_outbox_mark(f->store, row, &error));
    }
    fixture_commit(f);
}

static void expect_due(Fixture *f, Instant now, guint limit, const gint64 *ids, guint count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) due = store_outbox_due(f->store, now, limit, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(due->data, due->len * sizeof(gint64), ids, count * sizeof(gint64));
}

static void test_due(Fixture *f, gconstpointer data)
{
    gint64 ids[ROWS];
    guint count = 0;
    Instant oldest = 0;
    queue_states(f, ids);
    expect_due(f, 2999, 10, (gint64[]){ids[3], ids[5]}, 2);
    expect_due(f, 3000, 10, (gint64[]){ids[1], ids[3], ids[5]}, 3);
    expect_due(f, 3000, 2, (gint64[]){ids[1], ids[3]}, 2);
    g_assert_true(store_outbox_waiting(f->store, &count, &oldest, NULL));
    g_assert_cmpuint(count, ==, 3);
    g_assert_cmpint(oldest, ==, 2001);
    g_autoptr(OutboxRow) row = store_outbox_row(f->store, ids[1], NULL);
    g_assert_cmpstr(row->state, ==, "deferred");
    g_assert_cmpint(row->at, ==, 2501);
    g_assert_cmpstr(row->why, ==, "why");
    g_assert_cmpuint(row->attempts, ==, 1);
    g_assert_cmpint(row->next_try, ==, 3000);
    g_assert_cmpuint(row->smtp_code, ==, 451);
    g_assert_cmpstr(row->smtp_status, ==, "4.2.1");
    g_autoptr(GError) error = NULL;
    g_assert_null(store_outbox_row(f->store, 99, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

static void test_nothing_waits(Fixture *f, gconstpointer data)
{
    guint count = 1;
    Instant oldest = 1;
    g_assert_true(store_outbox_waiting(f->store, &count, &oldest, NULL));
    g_assert_cmpuint(count, ==, 0);
    g_assert_cmpint(oldest, ==, INSTANT_UNKNOWN);
    expect_due(f, 9999, 10, NULL, 0);
}

/* The server had it, and its bounce was worked before the sender's record was. */
static void test_returned_before_marked(Fixture *f, gconstpointer data)
{
    gint64 ids[ROWS];
    g_autoptr(GError) error = NULL;
    queue_states(f, ids);
    g_autoptr(OutboxRow) sent = store_outbox_row(f->store, ids[3], &error);
    fixture_begin(f);
    g_assert_true(store_outbox_returned(f->store, ids[3], 4000, "no such user", &error));
    g_free(sent->state);
    sent->state = g_strdup("sent");
    sent->at = 5000;
    sent->attempts = 7;
    g_assert_true(store_outbox_mark(f->store, sent, &error));
    g_assert_no_error(error);
    fixture_commit(f);
    g_autoptr(OutboxRow) row = store_outbox_row(f->store, ids[3], &error);
    g_assert_cmpstr(row->state, ==, "failed");
    g_assert_cmpint(row->at, ==, 4000);
    g_assert_cmpstr(row->why, ==, "no such user");
    g_assert_cmpuint(row->attempts, ==, 7);
}

static void test_no_such_mail(Fixture *f, gconstpointer data)
{
    g_autoptr(OutboxRow) none = fixture_mail("", 0, "kim@school.example");
    g_autoptr(GError) mark = NULL, returned = NULL, conclude = NULL;
    none->id = 99;
    none->state = g_strdup("sent");
    fixture_begin(f);
    g_assert_false(store_outbox_mark(f->store, none, &mark));
    g_assert_error(mark, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_false(store_outbox_returned(f->store, 99, 1, "", &returned));
    g_assert_error(returned, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_false(store_outbox_conclude(f->store, 99, &conclude));
    g_assert_error(conclude, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void expect_unconcluded(Fixture *f, const gint64 *ids, guint count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = store_outbox_unconcluded(f->store, 10, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, count);
    for (guint i = 0; i < count; i++)
        g_assert_cmpint(((OutboxRow *)rows->pdata[i])->id, ==, ids[i]);
}

/* What a report says needs no second conclusion; what the transport says does, once. */
static void test_conclude(Fixture *f, gconstpointer data)
{
    gint64 ids[ROWS];
    queue_states(f, ids);
    expect_unconcluded(f, (gint64[]){ids[2], ids[4]}, 2);
    fixture_begin(f);
    g_assert_true(store_outbox_returned(f->store, ids[0], 4000, "nobody there", NULL));
    g_assert_true(store_outbox_conclude(f->store, ids[2], NULL));
    fixture_commit(f);
    expect_unconcluded(f, (gint64[]){ids[4]}, 1);
    g_autoptr(OutboxRow) row = store_outbox_row(f->store, ids[0], NULL);
    g_assert_cmpstr(row->state, ==, "failed");
    g_assert_cmpstr(row->why, ==, "nobody there");
    g_assert_cmpint(row->at, ==, 4000);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* What the morning's mail asks, for each of its readers: what did not arrive since, in order, from an index. */
static void test_not_arrived(Fixture *f, gconstpointer data)
{
    gint64 ids[ROWS];
    queue_states(f, ids);
    g_autoptr(GPtrArray) all = store_outbox_not_arrived(f->store, 2000, NULL);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpint(((OutboxRow *)all->pdata[0])->id, ==, ids[2]);
    g_assert_cmpint(((OutboxRow *)all->pdata[1])->id, ==, ids[4]);
    g_autoptr(GPtrArray) late = store_outbox_not_arrived(f->store, 2503, NULL);
    g_assert_cmpuint(late->len, ==, 1);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* ---- outages ---- */

static Alarm *only_alarm(GPtrArray *alarms)
{
    g_assert_cmpuint(alarms->len, ==, 1);
    return alarms->pdata[0];
}

static void test_alarms(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_assert_true(store_alarm_begin(f->store, "no-poll", "collect-1", 1000, NULL));
    g_assert_true(store_alarm_begin(f->store, "no-poll", "collect-1", 1500, NULL));
    g_autoptr(GPtrArray) begun = store_alarms(f->store, NULL);
    Alarm *alarm = only_alarm(begun);
    g_assert_cmpstr(alarm->kind, ==, "no-poll");
    g_assert_cmpstr(alarm->subject, ==, "collect-1");
    g_assert_cmpint(alarm->since, ==, 1000);
    g_assert_cmpint(alarm->told, ==, INSTANT_UNKNOWN);
    g_assert_true(store_alarm_tell(f->store, alarm->id, 2000, NULL));
    g_autoptr(GPtrArray) told = store_alarms(f->store, NULL);
    g_assert_cmpint(only_alarm(told)->told, ==, 2000);
    g_assert_true(store_alarm_end(f->store, alarm->id, 3000, NULL));
    g_autoptr(GPtrArray) ended = store_alarms(f->store, NULL);
    g_assert_cmpuint(ended->len, ==, 0);
    g_assert_true(store_alarm_begin(f->store, "no-poll", "collect-1", 4000, NULL));
    g_autoptr(GPtrArray) again = store_alarms(f->store, NULL);
    g_assert_cmpint(only_alarm(again)->since, ==, 4000);
    g_assert_cmpint(only_alarm(again)->id, !=, alarm->id);
    fixture_commit(f);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* ---- older records ---- */

/* A record as the first version made it; its mails are there. */
static void make_older(Fixture *f)
{
    g_clear_pointer(&f->store, store_close);
    fixture_tamper(
        f, "DROP TRIGGER ledger_fixed; DROP TRIGGER events_fixed; DROP TRIGGER outbox_fixed;"
           "DROP TRIGGER looks_fixed; DROP TRIGGER warnings_fixed;"
           "DROP TRIGGER ledger_settled; DROP TRIGGER held_fixed; DROP TRIGGER held_settled;"
           "DROP INDEX ledger_waiting_content; DROP INDEX cases_ended; DROP TABLE erasures; DROP "
           "TABLE erasure_files;"
           "DROP VIEW office_act_cases; DROP TABLE office_acts; DROP TABLE office_replies; DROP "
           "TABLE office_items;"
           "DROP TABLE digests; DROP TABLE heads; DROP TABLE looks; DROP TABLE directory_changes; "
           "DROP TABLE accounts;"
           "CREATE TRIGGER ledger_fixed BEFORE UPDATE OF id ON ledger BEGIN"
           " SELECT RAISE(ABORT, 'what was received cannot be changed'); END;"
           "CREATE TRIGGER events_fixed BEFORE UPDATE OF id ON events BEGIN"
           " SELECT RAISE(ABORT, 'events are never changed'); END;");
    fixture_tamper(f, "DROP INDEX held_ruled_case; ALTER TABLE held DROP COLUMN verb; ALTER TABLE "
                      "held DROP COLUMN ruled_case;"
                      "ALTER TABLE held DROP COLUMN ruled_by; ALTER TABLE held DROP COLUMN "
                      "ruled_why;");
    fixture_tamper(f, "DROP TABLE held_said; ALTER TABLE held_suggestions DROP COLUMN reading;"
                      "ALTER TABLE outbox DROP COLUMN thread_index;"
                      "CREATE TRIGGER outbox_fixed BEFORE UPDATE OF id ON outbox BEGIN"
                      " SELECT RAISE(ABORT, 'a mail is never changed'); END;");
    fixture_tamper(f, "DROP INDEX outbox_not_arrived; DROP TABLE warnings; DROP INDEX "
                      "outbox_recipient; DROP INDEX outbox_failures;"
                      "CREATE INDEX outbox_answers ON outbox (recipient, queued) WHERE answer = 1;"
                      "DROP TABLE alarms; DROP INDEX outbox_due; DROP INDEX outbox_unconcluded;"
                      "CREATE INDEX outbox_waiting ON outbox (id)"
                      "  WHERE state IN ('queued', 'deferred');"
                      "ALTER TABLE outbox DROP COLUMN attempts;"
                      "ALTER TABLE outbox DROP COLUMN next_try;"
                      "ALTER TABLE outbox DROP COLUMN smtp_code;"
                      "ALTER TABLE outbox DROP COLUMN smtp_status;"
                      "ALTER TABLE outbox DROP COLUMN concluded; PRAGMA user_version = 1");
}

static void test_older(Fixture *f, gconstpointer data)
{
    gint64 ids[ROWS];
    queue_states(f, ids);
    make_older(f);
    g_autoptr(GError) error = NULL;
    g_assert_null(store_open(f->path, STORE_READ, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    fixture_open(f);
    fixture_is_well_with_policy(f);
    fixture_tamper(f, "CREATE INDEX outbox_waiting ON outbox (at)"); /* fails where one is left */
    expect_due(f, 2000, 10, (gint64[]){ids[1], ids[3], ids[5]}, 3);  /* all at once */
    expect_unconcluded(f, NULL, 0); /* what failed is not told anew */
    g_autoptr(OutboxRow) row = store_outbox_row(f->store, ids[4], NULL);
    g_assert_cmpstr(row->state, ==, "failed");
    g_assert_cmpstr(row->why, ==, "why");
    g_assert_cmpuint(row->attempts, ==, 0);
    g_assert_cmpstr(row->smtp_status, ==, "");
    g_autoptr(GPtrArray) alarms = store_alarms(f->store, NULL);
    g_assert_cmpuint(alarms->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/store/outbox-state/due", test_due);
    fixture_add("/store/outbox-state/nothing-waits", test_nothing_waits);
    fixture_add("/store/outbox-state/no-such-mail", test_no_such_mail);
    fixture_add("/store/outbox-state/returned-before-marked", test_returned_before_marked);
    fixture_add("/store/outbox-state/conclude", test_conclude);
    fixture_add("/store/outbox-state/not-arrived", test_not_arrived);
    fixture_add("/store/outbox-state/alarms", test_alarms);
    fixture_add("/store/outbox-state/older-record", test_older);
    return g_test_run();
}
