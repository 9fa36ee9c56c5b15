/* A look that cannot be put on record shows nothing, whatever keeps the record from being written. */
#include "look.h"

#include <sqlite3.h>
#include <string.h>

#include "error.h"
#include "made_site.h"
#include "spool.h"
#include "store.h"
#include "work.h"

#define NOW 1773050400 /* 9 March 2026, 10:00 */
#define MAILBOX "mailbox@partnership.havering.example"
#define CASE "HAV-26-0001-T"

typedef struct {
    MadeSite site;
    sqlite3 *db; /* of somebody else */
    char *shown;
    gsize length;
    View view;
} Scene;

static void deliver(const char *folder)
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
    g_autoptr(Spool) spool = spool_open(folder, &error);
    SpoolWriter *writer = spool_write(spool, MAILBOX, NOW - 100, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, text, strlen(text), &error));
    g_assert_true(spool_accept(writer, &error));
}

static void set_up(Scene *scene, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    scene->site = made_site("havering-2020");
    deliver(scene->site.spool);
    g_autoptr(Work) work = work_open(scene->site.rules, &error);
    g_assert_true(work_run_once(work, NOW, NULL, &error));
    g_assert_cmpint(sqlite3_open(scene->site.database, &scene->db), ==, SQLITE_OK);
    scene->view = (View){.rules = scene->site.rules,
                         .now = NOW,
                         .width = 100,
                         .out = open_memstream(&scene->shown, &scene->length)};
}

static void tear_down(Scene *scene, gconstpointer data)
{
    fclose(scene->view.out);
    free(scene->shown);
    g_assert_cmpint(sqlite3_close(scene->db), ==, SQLITE_OK);
    made_site_clear(&scene->site);
}

static void run_sql(Scene *scene, const char *sql)
{
    g_assert_cmpint(sqlite3_exec(scene->db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static gint64 looks(Scene *scene)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(scene->site.database, STORE_READ, &error);
    g_autoptr(GPtrArray) all = store_looks(store, &error);
    g_assert_no_error(error);
    return all->len;
}

static gboolean look(Scene *scene, guint kind, GError **error)
{
    static const Looker looker = {"Alex Pell", "apell", "show"};
    const Ruleset *rules = scene->site.rules;
    switch (kind) {
    case 0:
        return look_show(rules, &scene->view, &looker, CASE, error);
    case 1:
        return look_sent(rules, &scene->view, &looker, CASE, error);
    case 2:
        return look_held(rules, &scene->view, &looker, error);
    default:
        return look_messages(rules, &scene->view, &looker, error);
    }
}

#define KINDS 4u

/* The same looks show something and are logged when nothing is in the way. */
static void test_logged(Scene *scene, gconstpointer data)
{
    for (guint kind = 0; kind < KINDS; kind++) {
        g_autoptr(GError) error = NULL;
        gsize before = scene->length;
        gboolean looked = look(scene, kind, &error);
        g_assert_no_error(error);
        g_assert_true(looked);
        fflush(scene->view.out);
        g_assert_cmpuint(scene->length, >, before);
        g_assert_cmpint(looks(scene), ==, kind + 1);
    }
}

static void is_refused(Scene *scene, guint kind)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(look(scene, kind, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_assert_nonnull(strstr(error->message, "the look cannot be put on record: "));
    fflush(scene->view.out);
    g_assert_cmpuint(scene->length, ==, 0);
}

/* The record does not take it, for a reason that trying again would not mend in any other command. */
static void test_refused(Scene *scene, gconstpointer data)
{
    run_sql(scene, "CREATE TRIGGER planted BEFORE INSERT ON looks BEGIN"
                   " SELECT RAISE(ABORT, 'planted'); END");
    for (guint kind = 0; kind < KINDS; kind++)
        is_refused(scene, kind);
    g_assert_cmpint(looks(scene), ==, 0);
}

/* Another writer has it for longer than is waited. */
static void test_locked(Scene *scene, gconstpointer data)
{
    run_sql(scene, "BEGIN IMMEDIATE");
    is_refused(scene, 0);
    run_sql(scene, "COMMIT");
    g_assert_cmpint(looks(scene), ==, 0);
}

#define add(path, test) g_test_add(path, Scene, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/looking/logged", test_logged);
    add("/looking/refused", test_refused);
    add("/looking/locked", test_locked);
    return g_test_run();
}
