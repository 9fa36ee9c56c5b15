/* The outbox to the Maildir: what is sent, what is refused, and that a second run sends nothing again. */
#include "dispatch.h"
#include "golden.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "remove_tree.h"
#include "site_place.h"
#include "store.h"

typedef struct {
    Ruleset *rules;
    Store *store;
    char *folder, *kept;
} Fixture;

static void set_up(Fixture *site, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    site->rules = golden_rules();
    site->rules->site.demonstration = TRUE;
    site->folder = g_dir_make_tmp("casegate-XXXXXX", NULL);
    site->kept = site->rules->folder;
    site->rules->folder = site->folder;
    g_autofree char *spool = site_spool_folder(site->folder);
    g_assert_cmpint(g_mkdir(spool, 0700), ==, 0);
    g_autofree char *database = site_database(site->folder);
    site->store = store_open(database, STORE_WRITE, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *site, gconstpointer data)
{
    store_close(site->store);
    site->rules->folder = site->kept;
    ruleset_free(site->rules);
    remove_tree(site->folder);
    g_free(site->folder);
}

/* Somebody wrote; what is queued next answers him. */
static void wrote(Fixture *site, const char *from)
{
    static guint messages = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(LedgerRow) row = ledger_row_new();
    row->from = g_strdup(from);
    row->disposition = g_strdup("held");
    row->spool_name = g_strdup_printf("1772619240.%u", ++messages);
    row->sha256 = g_strdup_printf("%064u", messages);
    row->received = golden_at(site->rules, "2026-03-04T10:13");
    g_assert_true(store_ledger_add(site->store, row, &error));
    g_assert_no_error(error);
}

static gint64 queue_answer(Fixture *site, const char *to, const char *subject, const char *template,
                           const char *writer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxRow) row = outbox_row_new();
    char **texts[] = {&row->to,       &row->subject, &row->body, &row->mailbox,
                      &row->template, &row->kind,    &row->state};
    const char *values[] = {to,
                            subject,
                            "Dear colleague,\n\nrecorded.\n",
                            "mailbox@partnership.havering.example",
                            template,
                            "ack",
                            "queued"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i]);
        *texts[i] = g_strdup(values[i]);
    }
    row->queued = golden_at(site->rules, "2026-03-04T10:14");
    row->answer = TRUE;
    g_assert_true(store_begin(site->store, &error));
    wrote(site, writer);
    g_assert_true(store_outbox_add(site->store, row, "partnership.havering.example", &error));
    g_assert_true(store_commit(site->store, &error));
    g_assert_no_error(error);
    return row->id;
}

static gint64 queue_template(Fixture *site, const char *to, const char *subject,
                             const char *template)
{
    return queue_answer(site, to, subject, template, to);
}

static gint64 queue(Fixture *site, const char *to, const char *subject)
{
    return queue_template(site, to, subject, "ack");
}

static DispatchReport dispatch(Fixture *site)
{
    g_autoptr(GError) error = NULL;
    DispatchReport report = {0};
    g_autoptr(Dispatch) dispatch = dispatch_new(site->rules, NULL);
    gboolean done =
        dispatch_round(dispatch, golden_at(site->rules, "2026-07-04T10:15"), &report, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    return report;
}

/* All files of the Maildir's new/, one after the other. */
static char *maildir_text(Fixture *site, guint *count_out)
{
    g_autofree char *outgoing = site_outgoing(site->folder);
    g_autofree char *folder = g_build_filename(outgoing, "new", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    GString *all = g_string_new(NULL);
    *count_out = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir)); ++*count_out) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_string_append(all, text);
    }
    return g_string_free(all, FALSE);
}

static void test_sent(Fixture *site, gconstpointer data)
{
    guint count = 0;
    queue(site, "head@oakfield.example", "Received - recorded");
    DispatchReport report = dispatch(site);
    g_assert_cmpuint(report.sent, ==, 1);
    g_assert_cmpuint(report.deferred + report.failed + report.suppressed, ==, 0);
    g_autofree char *text = maildir_text(site, &count);
    g_assert_cmpuint(count, ==, 1);
    g_assert_nonnull(strstr(text, "head@oakfield.example"));
    g_assert_nonnull(strstr(text, "Received - recorded"));
    g_assert_nonnull(
        strstr(text, "4 Jul 2026 10:15:00 +0100")); /* --now is the Date, in local time */

    report = dispatch(site);
    g_assert_cmpuint(report.sent, ==, 0);
    g_autofree char *again = maildir_text(site, &count);
    g_assert_cmpuint(count, ==, 1);
}

/* What can never be sent is marked with the reason and stops no other mail. */
static void test_refused(Fixture *site, gconstpointer data)
{
    guint count = 0;
    queue(site, "somebody@hospital.internal", "Received - recorded");
    queue(site, "head@oakfield.example", "Received\r\nBcc: x@y.example");
    queue(site, "dsl@oakfield.example", "Received - recorded");
    g_test_expect_message("casegate", G_LOG_LEVEL_MESSAGE, "mail * suppressed: *");
    g_test_expect_message("casegate", G_LOG_LEVEL_MESSAGE,
                          "mail * suppressed: stopped *: a line end *");
    DispatchReport report = dispatch(site);
    g_test_assert_expected_messages();
    g_assert_cmpuint(report.suppressed, ==, 2);
    g_assert_cmpuint(report.sent, ==, 1);
    g_autofree char *text = maildir_text(site, &count);
    g_assert_cmpuint(count, ==, 1);
    g_assert_null(strstr(text, "nhs.uk"));
    g_assert_null(strstr(text, "Bcc"));
    report = dispatch(site);
    g_assert_cmpuint(report.sent + report.failed + report.suppressed, ==, 0);
}

/* What a case is about goes only where the directory says 'tls' now, whatever it said when the mail was written. */
static void test_detail(Fixture *site, gconstpointer data)
{
    guint count = 0;
    queue_template(site, "head@oakfield.example", "Received - for you", "notice-stage");
    queue_template(site, "jo@nobody-knows.example", "Received - for you", "notice-stage");
    queue_template(site, "bo@nobody-knows.example", "Received - closed", "notice-stage-short");
    g_test_expect_message("casegate", G_LOG_LEVEL_MESSAGE,
                          "mail * suppressed: detail not sent: *'nobody-knows.example'");
    DispatchReport report = dispatch(site);
    g_test_assert_expected_messages();
    g_assert_cmpuint(report.sent, ==, 2);
    g_assert_cmpuint(report.suppressed, ==, 1);
    g_autofree char *text = maildir_text(site, &count);
    g_assert_nonnull(strstr(text, "head@oakfield.example"));
    g_assert_nonnull(strstr(text, "Received - closed"));
}

static void test_real_site_may(Fixture *site, gconstpointer data)
{
    site->rules->site.demonstration = FALSE;
    queue(site, "somebody@hospital.internal", "Received - recorded");
    g_assert_cmpuint(dispatch(site).sent, ==, 1);
}

static void plant(Fixture *site, const char *sql)
{
    g_autofree char *database = site_database(site->folder);
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(database, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
}

/* What is concluded, or sent by another, between the listing of a round's mails and their turn does not go. The
 * trigger is at the first write of the round. */
static void test_no_longer_waits(Fixture *site, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    guint count = 0;
    gint64 ids[3];
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *to = g_strdup_printf("person%u@oakfield.example", i);
        ids[i] = queue(site, to, "Received - recorded");
    }
    plant(site, "CREATE TRIGGER planted AFTER UPDATE OF state ON outbox WHEN OLD.state = 'queued'"
                " AND NEW.state = 'queued' BEGIN UPDATE outbox SET state = CASE id WHEN 1 THEN"
                " 'sent' ELSE 'failed' END, why = 'meanwhile' WHERE id <= 2; END");
    g_assert_cmpint(ids[1], ==, 2);
    g_assert_cmpuint(dispatch(site).sent, ==, 1);
    g_autofree char *text = maildir_text(site, &count);
    g_assert_cmpuint(count, ==, 1);
    g_assert_nonnull(strstr(text, "person2@oakfield.example"));
    g_autoptr(OutboxRow) row = store_outbox_row(site->store, ids[1], &error);
    g_assert_cmpstr(row->state, ==, "failed");
    g_assert_cmpstr(row->why, ==, "meanwhile");
}

static void expect_suppressed(Fixture *site, const char *why)
{
    g_test_expect_message("casegate", G_LOG_LEVEL_MESSAGE, why);
    DispatchReport report = dispatch(site);
    g_test_assert_expected_messages();
    g_assert_cmpuint(report.suppressed, ==, 1);
    g_assert_cmpuint(report.sent, ==, 0);
}

/* An answer goes to nobody but who wrote what it answers, by the ledger. */
static void test_answers_somebody_else(Fixture *site, gconstpointer data)
{
    queue_answer(site, "head@oakfield.example", "Received", "ack",
                 "idris.penhallow@oakfield.example");
    expect_suppressed(site, "mail * suppressed: stopped *: it answers somebody else *");
}

/* Of no case, and no answer: nobody but the office has it. */
static void test_nobodys(Fixture *site, gconstpointer data)
{
    gint64 id = queue(site, "head@oakfield.example", "Received");
    g_autofree char *sql = g_strdup_printf(
        "DROP TRIGGER outbox_fixed; UPDATE outbox SET answer = 0 WHERE id = %d", (int)id);
    plant(site, sql);
    expect_suppressed(site, "mail * suppressed: stopped *: its recipient has no part in it*");
    gint64 office = queue(site, "inez.quill@partnership.havering.example", "Received");
    g_autofree char *other =
        g_strdup_printf("UPDATE outbox SET answer = 0 WHERE id = %d", (int)office);
    plant(site, other);
    g_assert_cmpuint(dispatch(site).sent, ==, 1);
}

static void test_empty(Fixture *site, gconstpointer data)
{
    DispatchReport report = dispatch(site);
    g_assert_cmpuint(report.sent + report.deferred + report.failed + report.suppressed, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/dispatch/sent", Fixture, NULL, set_up, test_sent, tear_down);
    g_test_add("/dispatch/refused", Fixture, NULL, set_up, test_refused, tear_down);
    g_test_add("/dispatch/detail", Fixture, NULL, set_up, test_detail, tear_down);
    g_test_add("/dispatch/real-site", Fixture, NULL, set_up, test_real_site_may, tear_down);
    g_test_add("/dispatch/no-longer-waits", Fixture, NULL, set_up, test_no_longer_waits, tear_down);
    g_test_add("/dispatch/answers-somebody-else", Fixture, NULL, set_up, test_answers_somebody_else,
               tear_down);
    g_test_add("/dispatch/nobodys", Fixture, NULL, set_up, test_nobodys, tear_down);
    g_test_add("/dispatch/empty", Fixture, NULL, set_up, test_empty, tear_down);
    return g_test_run();
}
