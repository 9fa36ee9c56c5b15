/* Opening the record: making it, refusing what is not ours, locks, crashes, full disks. */
#include "store_fixture.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_private.h"

static void refuse(const char *path, StoreMode mode, CasegateError code, const char *says)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(store_open(path, mode, &error));
    g_assert_error(error, CASEGATE_ERROR, (int)code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, says));
}

static gint64 pragma(Store *store, const char *sql)
{
    gint64 value = -1;
    GError *error = NULL;
    gboolean done = sqlite_pragma(store->db, sql, &value, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    return value;
}

static void test_settings(Fixture *f, gconstpointer data)
{
    struct stat status;
    g_assert_cmpint(stat(f->path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_assert_cmpint(pragma(f->store, "PRAGMA synchronous"), ==, 2);
    g_assert_cmpint(pragma(f->store, "PRAGMA foreign_keys"), ==, 1);
    g_assert_cmpint(pragma(f->store, "PRAGMA recursive_triggers"), ==, 1);
    g_assert_cmpint(pragma(f->store, "PRAGMA secure_delete"), ==, 1);
    g_assert_cmpint(pragma(f->store, "PRAGMA trusted_schema"), ==, 0);
    g_assert_cmpint(pragma(f->store, "PRAGMA cell_size_check"), ==, 1);
    g_assert_cmpint(pragma(f->store, "SELECT count(*) FROM keys"), ==, 1);
    g_assert_cmpint(pragma(f->store, "SELECT count(*) FROM pragma_journal_mode WHERE "
                                     "journal_mode = 'wal'"),
                    ==, 1);
}

static void test_reopen(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    fixture_commit(f);
    g_clear_pointer(&f->store, store_close);
    fixture_open(f);
    g_autoptr(LedgerRow) row = store_ledger_by_spool(f->store, "00000001.spool", NULL);
    g_assert_nonnull(row);
    g_autoptr(GDir) dir = g_dir_open(f->folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)))
        g_assert_true(g_str_has_prefix(name, "casegate.db"));
    fixture_is_well(f);
}

/* Messages that the file holds without its log. */
static int folded_messages(const Fixture *f)
{
    g_autofree char *copy = g_build_filename(f->folder, "copy.db", NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(f->path, &bytes, &length, NULL));
    g_assert_true(g_file_set_contents(copy, bytes, (gssize)length, NULL));
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    g_assert_cmpint(sqlite3_open(copy, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, "SELECT count(*) FROM ledger", -1, &statement, NULL), ==,
                    SQLITE_OK);
    g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
    int count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return count;
}

/* While the writer goes on: what it has committed by then is folded, what it has not stays its own. */
static void test_folded(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    fixture_commit(f);
    g_assert_cmpint(folded_messages(f), ==, 0);
    fixture_begin(f);
    (void)fixture_receive(f, 2, "automatic");
    g_assert_true(store_fold_log(f->path, &error));
    g_assert_no_error(error);
    g_assert_cmpint(folded_messages(f), ==, 1);
    fixture_commit(f);
    fixture_is_well(f);
    g_autofree char *nowhere = g_build_filename(f->folder, "none.db", NULL);
    g_assert_false(store_fold_log(nowhere, &error));
    g_assert_nonnull(error);
}

/* What is not committed is not there. */
static void test_uncommitted(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    g_clear_pointer(&f->store, store_close);
    fixture_open(f);
    g_autoptr(GError) error = NULL;
    g_assert_null(store_ledger_by_spool(f->store, "00000001.spool", &error));
    g_assert_no_error(error);
}

/* A record that leaves nothing: no durable one, but with transactions and savepoints like any. */
static void test_scratch(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&f->store, store_close);
    f->store = store_open_scratch(&error);
    g_assert_no_error(error);
    g_assert_cmpint(pragma(f->store, "PRAGMA synchronous"), ==, 0);
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    fixture_commit(f);
    fixture_begin(f);
    g_assert_true(store_savepoint(f->store, NULL));
    (void)fixture_receive(f, 2, "automatic");
    store_undo(f->store);
    (void)fixture_receive(f, 3, "automatic");
    store_rollback(f->store);
    g_autoptr(GPtrArray) rows = store_ledger_all(f->store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 1);
    g_autoptr(Store) other = store_open_scratch(&error);
    g_autoptr(GPtrArray) none = store_ledger_all(other, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->len, ==, 0);
}

/* ---- what is not ours ---- */

static void put_file(Fixture *f, const char *bytes, gssize length)
{
    g_clear_pointer(&f->store, store_close);
    (void)g_remove(f->path);
    g_assert_true(g_file_set_contents(f->path, bytes, length, NULL));
}

static void test_empty(Fixture *f, gconstpointer data)
{
    put_file(f, "", 0);
    refuse(f->path, STORE_WRITE, CASEGATE_ERROR_CONFIG, "is empty");
    refuse(f->path, STORE_READ, CASEGATE_ERROR_CONFIG, "is empty");
}

static void test_no_database(Fixture *f, gconstpointer data)
{
    g_autofree char *text = g_strnfill(10000, 'x');
    put_file(f, text, -1);
    refuse(f->path, STORE_WRITE, CASEGATE_ERROR_CONFIG, "not a database");
    g_autofree char *after = NULL;
    g_assert_true(g_file_get_contents(f->path, &after, NULL, NULL));
    g_assert_cmpstr(after, ==, text);
}

static void test_foreign(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->store, store_close);
    (void)g_remove(f->path);
    fixture_tamper(f, "CREATE TABLE address_book (name); PRAGMA user_version = 1");
    g_autofree char *before = NULL, *after = NULL;
    gsize length_before = 0, length_after = 0;
    g_assert_true(g_file_get_contents(f->path, &before, &length_before, NULL));
    refuse(f->path, STORE_WRITE, CASEGATE_ERROR_CONFIG, "is no record of casegate");
    refuse(f->path, STORE_READ, CASEGATE_ERROR_CONFIG, "is no record of casegate");
    g_assert_true(g_file_get_contents(f->path, &after, &length_after, NULL));
    g_assert_cmpmem(before, length_before, after, length_after);
}

static void test_newer(Fixture *f, gconstpointer data)
{
    fixture_tamper(f, "PRAGMA user_version = 99");
    g_clear_pointer(&f->store, store_close);
    refuse(f->path, STORE_WRITE, CASEGATE_ERROR_CONFIG, "is of version 99");
    refuse(f->path, STORE_READ, CASEGATE_ERROR_CONFIG, "is of version 99");
}

static void test_older(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->store, store_close);
    (void)g_remove(f->path);
    fixture_tamper(f, "PRAGMA application_id = 1129531220; PRAGMA user_version = 0");
    refuse(f->path, STORE_READ, CASEGATE_ERROR_CONFIG, "older version 0");
    fixture_open(f);
    fixture_is_well(f);
    g_assert_cmpint(pragma(f->store, "PRAGMA user_version"), >, 0);
    g_assert_cmpint(pragma(f->store, "SELECT count(*) FROM keys"), ==, 1);
}

/* A step that fails leaves the record as it was. */
static void test_older_and_broken(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->store, store_close);
    (void)g_remove(f->path);
    fixture_tamper(f, "PRAGMA application_id = 1129531220; CREATE TABLE outbox (x)");
    refuse(f->path, STORE_WRITE, CASEGATE_ERROR_BUG, "outbox already exists");
    refuse(f->path, STORE_READ, CASEGATE_ERROR_CONFIG, "older version 0");
    fixture_tamper(f, "CREATE TABLE ledger (x)"); /* which the failed step had made before */
}

static void test_truncated(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->store, store_close);
    g_assert_cmpint(truncate(f->path, 5000), ==, 0);
    refuse(f->path, STORE_WRITE, CASEGATE_ERROR_CONFIG, "malformed");
}

static void test_folder_is_missing(Fixture *f, gconstpointer data)
{
    refuse("/nonexistent-folder/casegate.db", STORE_WRITE, CASEGATE_ERROR_PERM,
           "'/nonexistent-folder'");
}

static void test_missing_for_reading(Fixture *f, gconstpointer data)
{
    g_autofree char *path = g_build_filename(f->folder, "other.db", NULL);
    refuse(path, STORE_READ, CASEGATE_ERROR_PERM, "No such file");
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_links(Fixture *f, gconstpointer data)
{
    g_autofree char *link = g_build_filename(f->folder, "link.db", NULL);
    g_assert_cmpint(symlink(f->path, link), ==, 0);
    refuse(link, STORE_WRITE, CASEGATE_ERROR_CONFIG, "no regular file");

    g_autofree char *folder = g_strdup_printf("%s-link", f->folder);
    g_autofree char *below = g_build_filename(folder, "casegate.db", NULL);
    g_assert_cmpint(symlink(f->folder, folder), ==, 0);
    g_autoptr(Store) store = store_open(below, STORE_READ, NULL);
    g_assert_nonnull(store);
    (void)g_remove(folder);
}

/* ---- reading ---- */

static void test_reader_cannot_write(Fixture *f, gconstpointer data)
{
    g_autoptr(Store) reader = store_open(f->path, STORE_READ, NULL);
    g_assert_true(store_begin(reader, NULL));
    g_autoptr(LedgerRow) row = fixture_message(1, "automatic");
    g_autoptr(GError) error = NULL;
    g_assert_false(store_ledger_add(reader, row, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
}

static void test_reader_sees_one_moment(Fixture *f, gconstpointer data)
{
    g_autoptr(Store) reader = store_open(f->path, STORE_READ, NULL);
    g_assert_true(store_begin(reader, NULL));
    g_autoptr(LedgerRow) none = store_ledger_by_spool(reader, "00000001.spool", NULL);
    g_assert_null(none);
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    fixture_commit(f);
    g_autoptr(LedgerRow) still_none = store_ledger_by_spool(reader, "00000001.spool", NULL);
    g_assert_null(still_none);
    store_rollback(reader);
    g_autoptr(LedgerRow) now = store_ledger_by_spool(reader, "00000001.spool", NULL);
    g_assert_nonnull(now);
}

/* ---- transactions ---- */

static void test_savepoints(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    for (guint n = 1; n <= 3; n++) {
        g_assert_true(store_savepoint(f->store, NULL));
        (void)fixture_receive(f, n, "automatic");
        if (n == 2)
            store_undo(f->store);
        else
            g_assert_true(store_release(f->store, NULL));
    }
    fixture_commit(f);
    g_autoptr(GPtrArray) rows = store_ledger_all(f->store, NULL);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpstr(((LedgerRow *)rows->pdata[0])->spool_name, ==, "00000001.spool");
    g_assert_cmpstr(((LedgerRow *)rows->pdata[1])->spool_name, ==, "00000003.spool");
    fixture_is_well(f);
}

static void test_rollback(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    store_rollback(f->store);
    g_autoptr(GPtrArray) rows = store_ledger_all(f->store, NULL);
    g_assert_cmpuint(rows->len, ==, 0);
    store_rollback(f->store); /* again: nothing to undo */
    fixture_begin(f);
    fixture_commit(f);
}

static void test_write_outside(Fixture *f, gconstpointer data)
{
    g_autoptr(LedgerRow) row = fixture_message(1, "automatic");
    g_autoptr(GError) error = NULL;
    g_assert_false(store_ledger_add(f->store, row, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_autoptr(GError) second = NULL;
    g_assert_false(store_savepoint(f->store, &second));
    g_assert_error(second, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_autoptr(GError) third = NULL;
    g_assert_false(store_commit(f->store, &third));
    g_assert_error(third, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void test_locked(Fixture *f, gconstpointer data)
{
    g_autoptr(Store) other = store_open(f->path, STORE_WRITE, NULL);
    g_assert_nonnull(other);
    store_set_wait(other, 20);
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    g_autoptr(GError) error = NULL;
    g_assert_false(store_begin(other, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_autoptr(LedgerRow) row = store_ledger_by_spool(other, "00000001.spool", NULL);
    g_assert_null(row); /* reading goes on meanwhile */
    fixture_commit(f);
    g_assert_true(store_begin(other, NULL));
}

/* A full disk rolls the transaction back; nothing after that may be committed alone. */
static void test_full(Fixture *f, gconstpointer data)
{
    GError *error = NULL;
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    fixture_commit(f);
    g_autofree char *limit = g_strdup_printf("PRAGMA max_page_count = %d",
                                             (int)pragma(f->store, "PRAGMA page_count") + 1);
    (void)pragma(f->store, limit);
    fixture_begin(f);
    guint n = 2;
    gboolean done = TRUE;
    for (; done && n < 10000; n++) {
        g_autoptr(LedgerRow) row = fixture_message(n, "automatic");
        done = store_ledger_add(f->store, row, &error);
    }
    g_assert_false(done);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_clear_error(&error);
    if (sqlite3_get_autocommit(f->store->db)) {
        g_assert_false(store_savepoint(f->store, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
        g_clear_error(&error);
        g_assert_false(store_commit(f->store, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
        g_clear_error(&error);
    }
    store_rollback(f->store);
    g_autoptr(GPtrArray) rows = store_ledger_all(f->store, NULL);
    g_assert_cmpuint(rows->len, ==, 1);
    fixture_is_well(f);
}

/* SQLite rolled back by itself: whatever follows until the end fails and may be tried again. */
static void test_rolled_back_beneath(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    g_assert_cmpint(sqlite3_exec(f->store->db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
    g_autoptr(GError) error = NULL;
    g_assert_false(store_savepoint(f->store, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    store_undo(f->store);
    g_autoptr(LedgerRow) row = fixture_message(2, "automatic");
    g_autoptr(GError) second = NULL;
    g_assert_false(store_ledger_add(f->store, row, &second));
    g_assert_error(second, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_autoptr(GError) third = NULL;
    g_assert_false(store_commit(f->store, &third));
    g_assert_error(third, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    store_rollback(f->store);
    g_autoptr(GPtrArray) rows = store_ledger_all(f->store, NULL);
    g_assert_cmpuint(rows->len, ==, 0);
}

/* ---- crashes and company ---- */

/* Begins a batch, says so and waits to be killed. */
static void write_until_killed(Fixture *f, int said)
{
    fixture_open(f);
    fixture_begin(f);
    g_autoptr(Case) c = fixture_case(2, 1000);
    fixture_save(f, c, 0);
    for (guint n = 2; n < 500; n++)
        (void)fixture_receive(f, n, "automatic");
    if (write(said, "x", 1) == 1)
        for (;;)
            (void)pause();
    _exit(1);
}

static void test_killed(Fixture *f, gconstpointer data)
{
    int pipes[2];
    char byte = 0;
    int status = 0;
    fixture_begin(f);
    (void)fixture_receive(f, 1, "automatic");
    fixture_commit(f);
    g_clear_pointer(&f->store, store_close);
    g_assert_cmpint(pipe(pipes), ==, 0);
    pid_t child = fork();
    if (child == 0)
        write_until_killed(f, pipes[1]);
    g_assert_cmpint((int)read(pipes[0], &byte, 1), ==, 1);
    g_assert_cmpint(kill(child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status));
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    fixture_open(f);
    g_autoptr(GPtrArray) rows = store_ledger_all(f->store, NULL);
    g_assert_cmpuint(rows->len, ==, 1);
    g_autoptr(GPtrArray) cases = store_cases_all(f->store, NULL);
    g_assert_cmpuint(cases->len, ==, 0);
    fixture_is_well(f);
}

#define CREATORS 6

/* Several processes find no record and all make one: one is kept, with one key. */
static void test_made_by_many(Fixture *f, gconstpointer data)
{
    pid_t children[CREATORS];
    g_clear_pointer(&f->store, store_close);
    fixture_remove(f->folder);
    g_assert_cmpint(g_mkdir(f->folder, 0700), ==, 0);
    for (guint i = 0; i < CREATORS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            Store *store = store_open(f->path, STORE_WRITE, NULL);
            _exit(store ? 0 : 1);
        }
    }
    for (guint i = 0; i < CREATORS; i++) {
        int status = 0;
        g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
        g_assert_cmpint(status, ==, 0);
    }
    fixture_open(f);
    fixture_is_well(f);
    g_assert_cmpint(pragma(f->store, "SELECT count(*) FROM keys"), ==, 1);
}

/* ---- what may never change ---- */

typedef struct {
    const char *name, *input, *want;
} Forbidden;

#define EVENT_VALUES "1, 'HAV-26-0001-A', 1, 1, 'k', 'a', 't', NULL, '[]', "
#define ZEROS "'0000000000000000000000000000000000000000000000000000000000000000'"

static const Forbidden forbidden[] = {
    {"event-update", "UPDATE events SET text = 'x'", "events are never changed"},
    {"event-delete", "DELETE FROM events", "events are never removed"},
    {"event-replace",
     "INSERT OR REPLACE INTO events (id, reference, seq, at, kind, actor, text, message, changes,"
     " hash) VALUES (" EVENT_VALUES ZEROS ")",
     "events are never removed"},
    {"ledger-delete", "DELETE FROM ledger", "the ledger forgets nothing"},
    {"ledger-update", "UPDATE ledger SET sha256 = 'x'", "what was received cannot be changed"},
    {"ledger-replace", "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1",
     "the ledger forgets nothing"},
    {"held-delete", "DELETE FROM held", "held messages are decided, not removed"},
    {"outbox-delete", "DELETE FROM outbox", "mails are never removed"},
    {"outbox-update", "UPDATE outbox SET recipient = 'x@y.example'", "a mail is never changed"},
    {"outbox-state", "UPDATE outbox SET state = 'lost'", "CHECK constraint failed"},
    {"policy-delete", "DELETE FROM policy_texts", "policy texts are never removed"},
    {"policy-update", "UPDATE policy_texts SET text = 'x'", "policy texts are never changed"},
    {"drop-trigger", "DROP TRIGGER events_fixed", "not authorized"},
    {"drop-table", "DROP TABLE events", "not authorized"},
    {"alter", "ALTER TABLE events RENAME TO e", "not authorized"},
    {"attach", "ATTACH ':memory:' AS other", "not authorized"},
    {"schema", "UPDATE sqlite_master SET sql = ''", "may not be modified"},
    {"ledger-type", "INSERT INTO keys (key) VALUES ('text')", "cannot store TEXT"},
};

static void test_forbidden(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(Case) c = fixture_case(1, 1000);
    fixture_save(f, c, 0);
    gint64 id = fixture_receive(f, 1, "held");
    g_autoptr(HeldRow) held = held_row_new();
    held->ledger = id;
    g_assert_true(store_held_add(f->store, held, NULL));
    g_autoptr(OutboxRow) mail = fixture_mail(c->reference, 1, "kim@school.example");
    g_assert_true(store_outbox_add(f->store, mail, "hav.example", NULL));
    g_autofree char *sha256 = digest_of("policy", 6);
    g_assert_true(store_policy_keep(f->store, sha256, "havering-2020", "policy", NULL));
    fixture_commit(f);
    for (gsize i = 0; i < G_N_ELEMENTS(forbidden); i++) {
        char *said = NULL;
        int code = sqlite3_exec(f->store->db, forbidden[i].input, NULL, NULL, &said);
        g_test_message("%s: %s", forbidden[i].name, said);
        g_assert_cmpint(code, !=, SQLITE_OK);
        g_assert_nonnull(strstr(said, forbidden[i].want));
        sqlite3_free(said);
    }
    fixture_is_well(f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/store/open/settings", test_settings);
    fixture_add("/store/open/reopen", test_reopen);
    fixture_add("/store/open/uncommitted", test_uncommitted);
    fixture_add("/store/open/folded", test_folded);
    fixture_add("/store/open/scratch", test_scratch);
    fixture_add("/store/open/empty", test_empty);
    fixture_add("/store/open/no-database", test_no_database);
    fixture_add("/store/open/foreign", test_foreign);
    fixture_add("/store/open/newer", test_newer);
    fixture_add("/store/open/older", test_older);
    fixture_add("/store/open/older-and-broken", test_older_and_broken);
    fixture_add("/store/open/truncated", test_truncated);
    fixture_add("/store/open/folder-is-missing", test_folder_is_missing);
    fixture_add("/store/open/missing-for-reading", test_missing_for_reading);
    fixture_add("/store/open/links", test_links);
    fixture_add("/store/open/reader-cannot-write", test_reader_cannot_write);
    fixture_add("/store/open/reader-sees-one-moment", test_reader_sees_one_moment);
    fixture_add("/store/open/savepoints", test_savepoints);
    fixture_add("/store/open/rollback", test_rollback);
    fixture_add("/store/open/write-outside", test_write_outside);
    fixture_add("/store/open/locked", test_locked);
    fixture_add("/store/open/full", test_full);
    fixture_add("/store/open/rolled-back-beneath", test_rolled_back_beneath);
    fixture_add("/store/open/killed", test_killed);
    fixture_add("/store/open/made-by-many", test_made_by_many);
    fixture_add("/store/open/forbidden", test_forbidden);
    return g_test_run();
}
