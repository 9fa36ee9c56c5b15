/* What follows from a mail that our own sender was refused, or may not send: as from a delivery report, once. */
#include <sqlite3.h>
#include <string.h>

#include "remove_tree.h"
#include "site_init.h"
#include "site_place.h"
#include "spool.h"
#include "store.h"
#include "work.h"

#define NOW 1773050400 /* 9 March 2026, 10:00 */
#define MAILBOX "mailbox@partnership.havering.example"
#define MANAGER "callum.reyes@csc.havering.example"
#define SENIOR "imelda.frost@csc.havering.example"
#define WILF "wilf.darrow@partnership.havering.example"
#define INEZ "inez.quill@partnership.havering.example"

typedef struct {
    char *folder, *site;
    Diagnostics *diagnostics;
    Ruleset *rules;
    Work *work;
    Store *store; /* another connection, as send has */
} Scene;

static void name_deputy(const char *site)
{
    g_autofree char *path = g_build_filename(site, "routing", "people.csv", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) halves = g_strsplit(text, "01632 960103,,", 2);
    g_assert_nonnull(halves[1]);
    g_autofree char *named = g_strconcat(halves[0], "01632 960103," SENIOR ",", halves[1], NULL);
    g_assert_true(g_file_set_contents(path, named, -1, NULL));
}

static void deliver(const Scene *place)
{
    static const char text[] =
        "Authentication-Results: mx.partnership.havering.example; dmarc=pass "
        "header.from=oakfield.example\r\n"
        "From: Idris Penhallow <idris.penhallow@oakfield.example>\r\nTo: " MAILBOX "\r\n"
        "Subject: Escalation\r\nMessage-ID: <one@oakfield.example>\r\n\r\n"
        "Message kind: new escalation\nStage claimed: two\nAgency raising: Oakfield Primary "
        "School\nAgency challenged: Children's Social Care\nChild's name: Jory Selwyn\n"
        "Date of birth: 4/3/2011\nWhat is the problem: no visit since January\n";
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = site_spool_folder(place->site);
    g_autoptr(Spool) spool = spool_open(folder, &error);
    SpoolWriter *writer = spool_write(spool, MAILBOX, NOW - 100, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, text, strlen(text), &error));
    g_assert_true(spool_accept(writer, &error));
}

static guint run(Scene *place, Instant now)
{
    g_autoptr(GError) error = NULL;
    WorkReport report;
    g_assert_true(work_run_once(place->work, now, &report, &error));
    g_assert_no_error(error);
    return report.mails_queued;
}

static void place_open(Scene *place)
{
    g_autoptr(GError) error = NULL;
    place->folder = g_dir_make_tmp("casegate-conclude-XXXXXX", NULL);
    place->site = g_build_filename(place->folder, "site", NULL);
    g_assert_true(site_init(place->site, "havering-2020", TRUE, &error));
    name_deputy(place->site);
    place->diagnostics = diagnostics_new();
    place->rules = ruleset_load(place->site, place->diagnostics);
    g_assert_nonnull(place->rules);
    place->work = work_open(place->rules, &error);
    g_assert_no_error(error);
    g_autofree char *database = site_database(place->site);
    place->store = store_open(database, STORE_WRITE, &error);
    g_assert_no_error(error);
    deliver(place);
    run(place, NOW);
}

static void place_close(Scene *place)
{
    work_close(place->work);
    store_close(place->store);
    ruleset_free(place->rules);
    diagnostics_free(place->diagnostics);
    remove_tree(place->folder);
    g_free(place->folder);
    g_free(place->site);
}

static Case *only_case(const Scene *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) references = store_cases_all(place->store, &error);
    g_assert_cmpuint(references->len, ==, 1);
    Case *c = store_case_load(place->store, references->pdata[0], &error);
    g_assert_no_error(error);
    return c;
}

static GPtrArray *mails(const Scene *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Case) c = only_case(place);
    GPtrArray *rows = store_outbox_of_case(place->store, c->reference, &error);
    g_assert_no_error(error);
    return rows;
}

/* How many mails of this template the address has got, and the newest of them. */
static guint mails_to(const Scene *place, const char *address, const char *template, gint64 *id_out)
{
    g_autoptr(GPtrArray) rows = mails(place);
    guint found = 0;
    for (guint i = 0; i < rows->len; i++) {
        const OutboxRow *row = rows->pdata[i];
        if (!g_str_equal(row->to, address) || !g_str_equal(row->template, template))
            continue;
        found++;
        *id_out = row->id;
    }
    return found;
}

/* As send marks it. */
static void fail(const Scene *place, gint64 id, const char *state, guint code, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxRow) row = store_outbox_row(place->store, id, &error);
    g_free(row->state);
    row->state = g_strdup(state);
    row->smtp_code = code;
    g_free(row->smtp_status);
    row->smtp_status = g_strdup(code >= 500 ? "5.1.1" : code != 0 ? "4.2.2" : "");
    g_free(row->why);
    row->why = g_strdup(why);
    row->at = NOW + 60;
    g_assert_true(store_begin(place->store, &error));
    g_assert_true(store_outbox_mark(place->store, row, &error));
    g_assert_true(store_commit(place->store, &error));
    g_assert_no_error(error);
}

static const char *newest_text(const Case *c, const char *kind)
{
    for (guint i = c->events->len; i-- > 0;) {
        const Event *event = c->events->pdata[i];
        if (g_str_equal(event->kind, kind))
            return event->text;
    }
    return "";
}

static guint tasks(const Case *c)
{
    guint found = 0;
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = c->owed->pdata[i];
        found += g_str_equal(owed->kind, "telephone") && owed->met == INSTANT_UNKNOWN;
    }
    return found;
}

static Instant told(const Case *c, const char *address)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = c->holders->pdata[i];
        if (g_str_equal(holder->email, address))
            return holder->told;
    }
    return -1;
}

static void assert_well(const Scene *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) found = store_verify(place->store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(found->len, ==, 0);
}

static void test_refused(void)
{
    Scene place;
    gint64 id = 0;
    place_open(&place);
    g_assert_cmpuint(mails_to(&place, MANAGER, "notice-stage", &id), ==, 1);
    g_autoptr(Case) before = only_case(&place);
    g_assert_cmpint(told(before, MANAGER), ==, NOW);
    fail(&place, id, "failed", 550, "no such person");
    g_assert_cmpuint(run(&place, NOW + 120), ==, 3);
    g_autoptr(Case) after = only_case(&place);
    g_assert_cmpint(told(after, MANAGER), ==, INSTANT_UNKNOWN);
    g_assert_cmpuint(tasks(after), ==, 1);
    g_assert_nonnull(strstr(newest_text(after, "delivery-report"),
                            "(line manager of Children's Social Care) was refused by the mail "
                            "system with 550 5.1.1: please telephone 01632 960103"));
    g_assert_cmpuint(mails_to(&place, SENIOR, "notice-stage", &id), ==, 1);
    g_assert_cmpint(told(after, SENIOR), ==, NOW + 120);
    g_assert_cmpuint(mails_to(&place, WILF, "office-alarm", &id), ==, 1);
    g_assert_cmpuint(mails_to(&place, INEZ, "office-alarm", &id), ==, 1);
    g_assert_cmpuint(after->dates->len, ==, before->dates->len);
    for (guint i = 0; i < after->dates->len; i++) {
        const CaseDate *was = before->dates->pdata[i], *is = after->dates->pdata[i];
        g_assert_cmpint(was->due, ==, is->due);
        g_assert_cmpint(was->met, ==, is->met);
    }
    guint events = after->events->len;
    g_assert_cmpuint(run(&place, NOW + 180), ==, 0); /* once */
    g_autoptr(Case) later = only_case(&place);
    g_assert_cmpuint(later->events->len, ==, events);
    assert_well(&place);
    place_close(&place);
}

static void test_suppressed(void)
{
    Scene place;
    gint64 id = 0;
    place_open(&place);
    g_assert_cmpuint(mails_to(&place, MANAGER, "notice-stage", &id), ==, 1);
    fail(&place, id, "suppressed", 0, "not without TLS");
    run(&place, NOW + 120);
    g_autoptr(Case) c = only_case(&place);
    g_assert_nonnull(strstr(newest_text(c, "delivery-report"),
                            "may not be sent (not without TLS): please telephone"));
    g_assert_cmpuint(mails_to(&place, SENIOR, "notice-stage", &id), ==, 1);
    place_close(&place);
}

/* What the office is told of why a mail did not go. */
static void test_words(void)
{
    static const struct {
        guint code;
        const char *why, *want;
    } rows[] = {
        {554, "554 no", ") was refused by the mail system with 554 5.1.1: please telephone"},
        {450, "it could not go for 5 days; at last: 450 4.2.2 full (to RCPT)",
         ") could not be delivered to the mail system in time; it last said 450 4.2.2: please "
         "telephone"},
        {0, "it could not go for 5 days; at last: no server",
         ") could not be sent (it could not go for 5 days; at last: no server): please telephone"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Scene place;
        gint64 id = 0;
        place_open(&place);
        g_assert_cmpuint(mails_to(&place, MANAGER, "notice-stage", &id), ==, 1);
        fail(&place, id, "failed", rows[i].code, rows[i].why);
        run(&place, NOW + 120);
        g_autoptr(Case) c = only_case(&place);
        g_assert_nonnull(strstr(newest_text(c, "delivery-report"), rows[i].want));
        place_close(&place);
    }
}

/* Alarms of a case that all fail, or may not be sent: each office post is written to once. */
static void test_alarms_end(gconstpointer state)
{
    Scene place;
    gint64 id = 0;
    place_open(&place);
    g_assert_cmpuint(mails_to(&place, MANAGER, "notice-stage", &id), ==, 1);
    fail(&place, id, state, 550, "");
    guint queued = run(&place, NOW + 120), all = 0;
    for (guint n = 0; queued > 0 && n < 20; n++) {
        all += queued;
        g_autoptr(GPtrArray) rows = mails(&place);
        for (guint i = rows->len - queued; i < rows->len; i++)
            fail(&place, ((const OutboxRow *)rows->pdata[i])->id, state, 550, "");
        queued = run(&place, NOW + 180 + 60 * n);
    }
    g_assert_cmpuint(queued, ==, 0);
    g_assert_cmpuint(all, <=, 5);
    g_autoptr(Case) c = only_case(&place);
    g_assert_cmpuint(tasks(c), >=, 2); /* the manager, and his deputy */
    place_close(&place);
}

static void tamper(const Scene *place, const char *sql)
{
    g_autofree char *database = site_database(place->site);
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(database, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
}

/* What follows and the row's mark are one transaction: with the one undone the other is, too. */
static void test_whole_or_not(void)
{
    Scene place;
    gint64 id = 0;
    place_open(&place);
    g_assert_cmpuint(mails_to(&place, MANAGER, "notice-stage", &id), ==, 1);
    fail(&place, id, "failed", 550, "");
    tamper(&place, "CREATE TRIGGER planted BEFORE UPDATE OF concluded ON outbox BEGIN"
                   " SELECT RAISE(ABORT, 'planted'); END");
    g_autoptr(GError) error = NULL;
    WorkReport report;
    g_assert_false(work_run_once(place.work, NOW + 120, &report, &error));
    g_assert_nonnull(strstr(error->message, "planted"));
    g_autoptr(Case) between = only_case(&place);
    g_assert_cmpuint(tasks(between), ==, 0);
    g_assert_cmpuint(mails_to(&place, WILF, "office-alarm", &id), ==, 0);
    tamper(&place, "DROP TRIGGER planted");
    g_assert_cmpuint(run(&place, NOW + 180), ==, 3);
    g_autoptr(Case) after = only_case(&place);
    g_assert_cmpuint(tasks(after), ==, 1);
    place_close(&place);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conclude/refused", test_refused);
    g_test_add_func("/conclude/suppressed", test_suppressed);
    g_test_add_func("/conclude/words", test_words);
    g_test_add_data_func("/conclude/alarms-end/failed", "failed", test_alarms_end);
    g_test_add_data_func("/conclude/alarms-end/suppressed", "suppressed", test_alarms_end);
    g_test_add_func("/conclude/whole-or-not", test_whole_or_not);
    return g_test_run();
}
