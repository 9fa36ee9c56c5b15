/* What is decided ahead of the record is what would have been decided at the message's turn: many messages in one run, of
 * which the later ones meet what the earlier ones did, come to the same record as the same messages one run each, where
 * nothing is ahead. */
#include "work.h"

#include <sqlite3.h>
#include <string.h>

#include "reference.h"
#include "remove_tree.h"
#include "site_init.h"
#include "site_place.h"
#include "spool.h"

#define NOW 1773050400 /* 9 March 2026, 10:00 */
#define MAILBOX "mailbox@partnership.havering.example"
#define FORMS 80u /* more than are made ready at once */

typedef struct { /* what makes a message another one than its neighbours */
    guint id, child;
    const char *from, *subject, *problem;
} Letter;

static char *mail_of(Letter letter)
{
    return g_strdup_printf("Authentication-Results: mx.partnership.havering.example; dmarc=pass "
                           "header.from=%s\r\n"
                           "From: Idris Penhallow <%s>\r\nTo: " MAILBOX
                           "\r\nSubject: %s\r\nMessage-ID: <ahead-%u@oakfield.example>\r\n\r\n"
                           "Message kind: new escalation\nStage claimed: two\nAgency raising: "
                           "Oakfield Primary School\n"
                           "Agency challenged: Children's Social Care\nChild's name: Jo Smith "
                           "%u\nDate of birth: %u/%u/201%u\n"
                           "NHS number: \nWhat is the problem: %s\n",
                           strchr(letter.from, '@') + 1, letter.from, letter.subject, letter.id,
                           letter.child, 1 + letter.child % 28, 1 + letter.child % 12,
                           letter.child / 28 % 10, letter.problem);
}

/* New forms, and every few of them one that what came before makes something else of. */
static GPtrArray *letters(void)
{
    static const char head[] = "idris.penhallow@oakfield.example";
    g_autofree char *first = reference_make("HAV", 26, 3);
    g_autofree char *named = g_strconcat("Escalation ", first, NULL);
    GPtrArray *mails = g_ptr_array_new_with_free_func(g_free);
    for (guint n = 1; n <= FORMS; n++) {
        const Letter plain = {n, n, head, "Escalation", "no visit since January"};
        Letter other = plain;
        other.id = 1000 + n;
        g_ptr_array_add(mails, mail_of(plain));
        if (n % 20 == 7) /* sent again: the same content, another id */
            g_ptr_array_add(mails, mail_of(other));
        other.problem = "another worker left";
        if (n % 20 == 9) /* perhaps the same dispute: takes no number */
            g_ptr_array_add(mails, mail_of(other));
        other.child += 500;
        other.id = n;
        if (n % 20 == 11) /* a Message-ID that was used */
            g_ptr_array_add(mails, mail_of(other));
        other.id = 2000 + n;
        other.subject = named;
        if (n % 20 == 13) /* names a case */
            g_ptr_array_add(mails, mail_of(other));
        other.subject = "Escalation";
        other.from = "someone@nowhere.example";
        if (n % 20 == 15)
            g_ptr_array_add(mails, mail_of(other));
    }
    return mails;
}

static void deliver(const char *site, const char *text, guint n)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = site_spool_folder(site);
    g_autoptr(Spool) spool = spool_open(folder, &error);
    g_assert_no_error(error);
    SpoolWriter *writer = spool_write(spool, MAILBOX, NOW - 1000 + n, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, text, strlen(text), &error));
    g_assert_true(spool_accept(writer, &error));
}

static void run(const char *site)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Ruleset) rules = ruleset_load(site, diagnostics);
    g_autoptr(Work) work = work_open(rules, &error);
    g_assert_no_error(error);
    g_assert_true(work_run_once(work, NOW, NULL, &error));
}

/* All of a query's rows as text, a line each. */
static void append_rows(sqlite3 *db, const char *sql, GString *text)
{
    sqlite3_stmt *statement = NULL;
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i <= sqlite3_column_count(statement); i++)
            g_string_append_printf(text, "%s|",
                                   i < sqlite3_column_count(statement)
                                       ? (const char *)sqlite3_column_text(statement, i)
                                       : "\n");
    sqlite3_finalize(statement);
}

/* Without names of spool files and Message-IDs, of which no two are alike. */
static char *record_of(const char *site)
{
    sqlite3 *db = NULL;
    GString *text = g_string_new(NULL);
    g_autofree char *database = site_database(site);
    g_assert_cmpint(sqlite3_open(database, &db), ==, SQLITE_OK);
    append_rows(db,
                "SELECT id, sha256, received, message_id, sender, kind, disposition, reference, "
                "reason, repeat_of"
                " FROM ledger ORDER BY id",
                text);
    append_rows(db, "SELECT * FROM events ORDER BY id", text);
    append_rows(db, "SELECT * FROM cases ORDER BY reference", text);
    append_rows(db, "SELECT * FROM case_children ORDER BY key, reference", text);
    append_rows(db, "SELECT * FROM case_people ORDER BY address, reference", text);
    append_rows(db, "SELECT * FROM held ORDER BY id", text);
    append_rows(db, "SELECT * FROM held_suggestions ORDER BY held, n", text);
    append_rows(db,
                "SELECT id, reference, event_seq, occasion, kind, recipient, role, subject, body, "
                "in_reply_to,"
                " thread, answer FROM outbox ORDER BY id",
                text);
    sqlite3_close(db);
    return g_string_free(text, FALSE);
}

static guint lines_with(const char *text, const char *words)
{
    guint count = 0;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
        count++;
    return count;
}

static void test_same_record(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("casegate-ahead-XXXXXX", NULL);
    g_autofree char *together = g_build_filename(folder, "together", NULL);
    g_autofree char *singly = g_build_filename(folder, "singly", NULL);
    g_assert_true(site_init(together, "havering-2020", TRUE, &error));
    g_assert_true(site_init(singly, "havering-2020", TRUE, &error));
    g_autoptr(GPtrArray) mails = letters();
    for (guint i = 0; i < mails->len; i++)
        deliver(together, g_ptr_array_index(mails, i), i);
    run(together);
    for (guint i = 0; i < mails->len; i++) {
        deliver(singly, g_ptr_array_index(mails, i), i);
        run(singly);
    }
    g_autofree char *one = record_of(together), *other = record_of(singly);
    g_assert_cmpstr(one, ==, other);
    g_assert_cmpuint(lines_with(one, "sent the message of"), >=, FORMS / 20);
    g_assert_cmpuint(lines_with(one, "possible-same-dispute"), ==, FORMS / 20);
    g_assert_cmpuint(lines_with(one, "An earlier message had the same Message-ID"), ==, FORMS / 20);
    remove_tree(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/work-ahead/same-record", test_same_record);
    return g_test_run();
}
