/* Batches: a message that cannot be kept is held, and takes none of its neighbours along. */
#include "work.h"

#include <sqlite3.h>
#include <string.h>

#include "made_site.h"
#include "spool.h"
#include "verify.h"
#include "work_alarms.h"

#define MANY 300 /* more than a batch, fewer than a listing */

#define NOW 1773050400 /* 9 March 2026, 10:00 */
#define MAILBOX "mailbox@partnership.havering.example"
#define BOUNDARY                                                                                   \
    "Authentication-Results: mx.partnership.havering.example; dmarc=pass "                         \
    "header.from=oakfield.example\r\n"

/* `child` NULL: one of a name of their own. */
static void deliver(const char *folder, guint n, const char *child)
{
    g_autoptr(GError) error = NULL;
    const char letters[] = {(char)('a' + n / 26 % 26), (char)('a' + n % 26), '\0'};
    g_autofree char *text = g_strdup_printf(
        BOUNDARY
        "From: Idris Penhallow <idris.penhallow@oakfield.example>\r\nTo: " MAILBOX "\r\n"
        "Subject: Escalation\r\nMessage-ID: <work-%u@oakfield.example>\r\n\r\n"
        "Message kind: new escalation\nStage claimed: two\nAgency raising: Oakfield Primary "
        "School\n"
        "Agency challenged: Children's Social Care\nChild's name: %s%.2s\nDate of birth: "
        "4/3/201%u\n"
        "When did the disagreement arise?: 6 March 2026\n"
        "What is the problem: no visit since January\n",
        n, child ? child : "Jo Smith", child ? "" : letters, n);
    g_autoptr(Spool) spool = spool_open(folder, &error);
    g_assert_no_error(error);
    SpoolWriter *writer = spool_write(spool, MAILBOX, NOW - 100 + n, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, text, strlen(text), &error));
    g_assert_true(spool_accept(writer, &error));
}

static void run_sql(const char *database, const char *sql)
{
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(database, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
}

/* What the record cannot take: an event that names this child. */
static void plant(const char *database)
{
    run_sql(database, "CREATE TRIGGER planted BEFORE INSERT ON events"
                      " WHEN instr(NEW.changes, 'Planted Fault') BEGIN"
                      " SELECT RAISE(ABORT, 'planted'); END");
}

static gint64 count(const char *database, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    g_assert_cmpint(sqlite3_open(database, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
    gint64 number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

static void test_one_fails(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(MadeSite) site = made_site("havering-2020");
    for (guint n = 1; n <= 5; n++)
        deliver(site.spool, n, n == 3 ? "Planted Fault" : NULL);
    g_autoptr(Work) work = work_open(site.rules, &error);
    g_assert_no_error(error);
    plant(site.database);
    WorkReport report;
    g_test_expect_message("casegate", G_LOG_LEVEL_WARNING, "message * is held: *planted*");
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_test_assert_expected_messages();
    g_assert_no_error(error);
    g_assert_cmpuint(report.messages, ==, 5);
    g_assert_cmpuint(report.cases_opened, ==, 4);
    g_assert_cmpuint(report.held, ==, 1);
    g_assert_cmpint(count(site.database, "SELECT count(*) FROM ledger"), ==, 5);
    g_assert_cmpint(count(site.database, "SELECT count(*) FROM cases"), ==, 4);
    g_assert_cmpint(count(site.database, "SELECT ledger FROM held"), ==, 3);
    g_assert_cmpint(count(site.database, "SELECT count(*) = max(id) FROM events"), ==, 1);
    g_assert_cmpuint(report.mails_queued, ==, count(site.database, "SELECT count(*) FROM outbox"));
    g_autoptr(Spool) spool = spool_open(site.spool, &error);
    g_assert_cmpuint(spool_count(spool), ==, 0);
}

/* What a run says that it did is what the record has more than before. */
static void test_dates_counted(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(MadeSite) site = made_site("havering-2020");
    deliver(site.spool, 1, "Jo Smith");
    g_autoptr(Work) work = work_open(site.rules, &error);
    g_assert_no_error(error);
    WorkReport report;
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_assert_cmpuint(report.clocks, ==, 0);
    gint64 before = count(site.database, "SELECT count(*) FROM outbox");
    g_assert_true(work_run_once(work, NOW + 60 * 24 * 60 * 60, &report, &error));
    g_assert_cmpuint(report.clocks, ==, 1);
    g_assert_cmpuint(report.mails_queued, ==,
                     count(site.database, "SELECT count(*) FROM outbox") - before);
    g_assert_cmpuint(report.mails_queued, >, 0);
}

static volatile sig_atomic_t stop;

/* The warning about message 3 comes while its batch is worked. */
static void stop_at_warning(const char *domain, GLogLevelFlags level, const char *message,
                            gpointer unused)
{
    g_assert_nonnull(strstr(message, "is held"));
    stop = 1;
}

/* Told to stop within a listing, it ends with the batch in hand. */
static void test_stopped_within(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Verified) verified = {0};
    g_auto(MadeSite) site = made_site("havering-2020");
    for (guint n = 1; n <= MANY; n++)
        deliver(site.spool, n, n == 3 ? "Planted Fault" : NULL);
    g_autoptr(Work) work = work_open(site.rules, &error);
    g_assert_no_error(error);
    plant(site.database);
    WorkReport report;
    work_heed(work, &stop);
    GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_FATAL_MASK);
    guint handler = g_log_set_handler("casegate", G_LOG_LEVEL_WARNING, stop_at_warning, NULL);
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_log_remove_handler("casegate", handler);
    g_log_set_always_fatal(fatal);
    g_autoptr(Spool) spool = spool_open(site.spool, &error);
    g_assert_cmpuint(report.messages, >=, 3);
    g_assert_cmpuint(report.messages, <, MANY);
    g_assert_cmpuint(report.messages + spool_count(spool), ==, MANY);
    g_assert_true(verify_site(site.rules, NULL, DAY_UNKNOWN, &verified, &error));
    g_assert_cmpuint(verified.findings->len, ==, 0);
    stop = 0;
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_assert_cmpuint(spool_count(spool), ==, 0);
}

/* Alarms that cannot be looked for are not well until they can. */
static void test_alarms_fail(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(Work) work = work_open(site.rules, &error);
    g_assert_no_error(error);
    run_sql(site.database, "ALTER TABLE alarms RENAME TO away");
    for (int twice = 0; twice < 2; twice++) {
        WorkReport report = {0};
        g_assert_false(work_alarms(work, NOW, &report, &error));
        g_assert_nonnull(error);
        g_clear_error(&error);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/work/one-fails", test_one_fails);
    g_test_add_func("/work/dates-counted", test_dates_counted);
    g_test_add_func("/work/stopped-within", test_stopped_within);
    g_test_add_func("/work/alarms-fail", test_alarms_fail);
    return g_test_run();
}
