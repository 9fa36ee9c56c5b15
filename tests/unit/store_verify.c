/* What somebody with access to the file may do to it, and that it is found; backups. */
#include "store_fixture.h"

#include <sys/stat.h>

typedef struct {
    const char *name, *input, *want; /* SQL; a part of what is found */
} Tampering;

static void add_directory_changes(Fixture *f)
{
    for (guint i = 1; i <= 3; i++)
        fixture_directory(f, i, "Wilf Darrow");
}

/* Two cases of three and two events, three messages, one of them held, one mail. */
static void fill(Fixture *f)
{
    fixture_keep_policy(f);
    fixture_begin(f);
    for (guint serial = 1; serial <= 2; serial++) {
        g_autoptr(Case) c = fixture_case(serial, 1000 * serial);
        if (serial == 1)
            fixture_event(c, 1500,
                          "[[\"date\",\"a\",\"maximum\",\"2026-03-09\",\"5000\",\"no\","
                          "\"\",\"\"]]");
        fixture_save(f, c, 0);
        g_autoptr(LedgerRow) row = fixture_message(serial, "case");
        row->reference = g_strdup(c->reference);
        g_assert_true(store_ledger_add(f->store, row, NULL));
        g_autoptr(OutboxRow) mail = fixture_mail(c->reference, 1, "kim@school.example");
        g_assert_true(store_outbox_add(f->store, mail, "hav.example", NULL));
    }
    g_autoptr(HeldRow) held = held_row_new();
    held->ledger = fixture_receive(f, 3, "held");
    g_assert_true(store_held_add(f->store, held, NULL));
    for (guint i = 1; i <= 3; i++) {
        g_autoptr(LookRow) look = g_new0(LookRow, 1);
        look->at = 3000 + i;
        look->who = g_strdup("Alex Pell");
        look->login = g_strdup("apell");
        look->command = g_strdup("show");
        look->reference = g_strdup("HAV-26-0001-T");
        g_assert_true(store_look_add(f->store, look, NULL));
    }
    add_directory_changes(f);
    g_autoptr(GPtrArray) heads = store_heads_now(f->store, day_new(2026, 3, 4), NULL);
    for (guint i = 0; i < heads->len; i++)
        g_assert_true(store_head_keep(f->store, heads->pdata[i], NULL));
    fixture_commit(f);
}

#define OPEN_DIRECTORY "DROP TRIGGER directory_changes_fixed; DROP TRIGGER directory_changes_kept; "
#define OPEN_LOOKS "DROP TRIGGER looks_fixed; DROP TRIGGER looks_kept; "
#define OPEN_EVENTS "DROP TRIGGER events_fixed; DROP TRIGGER events_kept; "
#define OPEN_OUTBOX "DROP TRIGGER outbox_fixed; "
#define ONE "'HAV-26-0001-T'"

static const Tampering tamperings[] = {
    {"nothing", "SELECT 1", ""},
    {"event-text", OPEN_EVENTS "UPDATE events SET text = 'x' WHERE id = 2",
     "event 2 (case HAV-26-0001-T, number 2) is not what was written: the chain is broken here"},
    {"event-time", OPEN_EVENTS "UPDATE events SET at = at + 1 WHERE id = 2", "event 2 (case"},
    {"event-kind", OPEN_EVENTS "UPDATE events SET kind = 'x' WHERE id = 2", "event 2 (case"},
    {"event-actor", OPEN_EVENTS "UPDATE events SET actor = 'x' WHERE id = 2", "event 2 (case"},
    {"event-message", OPEN_EVENTS "UPDATE events SET message = 'x' WHERE id = 2", "event 2 (case"},
    {"event-changes",
     OPEN_EVENTS "UPDATE events SET changes = replace(changes, 'S2', 'S3') WHERE id = 2",
     "event 2 (case"},
    {"event-changes-unreadable", OPEN_EVENTS "UPDATE events SET changes = 'x' WHERE id = 2",
     "case HAV-26-0001-T: cannot read the changes"},
    {"event-changes-unknown", OPEN_EVENTS "UPDATE events SET changes = '[[\"boo\"]]' WHERE id = 2",
     "case HAV-26-0001-T: cannot apply change 'boo'"},
    {"event-hash", OPEN_EVENTS "UPDATE events SET hash = replace(hash, 'a', 'b') WHERE id = 2",
     "event 2 (case"},
    {"event-moved",
     OPEN_EVENTS "UPDATE events SET reference = 'HAV-26-0002-M', seq = 3"
                 " WHERE id = 3",
     "event 3 (case"},
    {"event-removed", OPEN_EVENTS "DELETE FROM events WHERE id = 2", "events 2 to 2 are missing"},
    {"first-event-removed", OPEN_EVENTS "DELETE FROM events WHERE id = 1",
     "events 1 to 1 are missing"},
    {"last-event-removed", OPEN_EVENTS "DELETE FROM events WHERE id = 5",
     "case HAV-26-0002-M: its row differs from its events"},
    {"all-events-of-a-case-removed", OPEN_EVENTS "DELETE FROM events WHERE id > 3",
     "case HAV-26-0002-M: it has no events"},
    {"event-forged",
     "INSERT INTO events SELECT 6, reference, 4, at, kind, actor, text, message, '[]', hash FROM"
     " events WHERE id = 3",
     "event 6 (case HAV-26-0001-T, number 4)"},
    {"case-stage", "UPDATE cases SET stage = 'S4' WHERE reference = " ONE,
     "case HAV-26-0001-T: its row differs from its events"},
    {"case-state", "UPDATE cases SET state = 'closed' WHERE reference = " ONE, "its row differs"},
    {"case-inactive", "UPDATE cases SET active = 0 WHERE reference = " ONE, "its row differs"},
    {"case-tick", "UPDATE cases SET next_tick = NULL WHERE reference = " ONE, "its row differs"},
    {"case-tick-late", "UPDATE cases SET next_tick = 9999 WHERE reference = " ONE,
     "its row differs"},
    {"case-urgent", "UPDATE cases SET urgent = 1 WHERE reference = " ONE, "its row differs"},
    {"case-agency", "UPDATE cases SET challenged = NULL WHERE reference = " ONE, "its row differs"},
    {"case-pin", "UPDATE cases SET policy_sha256 = 'x' WHERE reference = " ONE,
     "case HAV-26-0001-T is pinned to a policy text that is not kept"},
    {"case-removed",
     "DELETE FROM case_people WHERE reference = " ONE
     "; DELETE FROM case_children WHERE reference = " ONE
     "; DELETE FROM cases WHERE reference = " ONE,
     "a row of events (1) points nowhere in cases"},
    {"person-removed", "DELETE FROM case_people WHERE address = 'ann@csc.example'",
     "case HAV-26-0001-T: 1 addresses it is found by are missing"},
    {"person-added", "INSERT INTO case_people VALUES ('eve@free.example', " ONE ")",
     "5 addresses of cases are recorded, the events name 4"},
    {"child-removed", "DELETE FROM case_children WHERE key LIKE 'dob:%'",
     "case HAV-26-0001-T: 1 keys of children it is found by are missing"},
    {"child-added", "INSERT INTO case_children VALUES ('id:1234', " ONE ")",
     "5 keys of children are recorded, the events name 4"},
    {"ledger-nowhere",
     "DROP TRIGGER ledger_settled; UPDATE ledger SET reference = 'HAV-26-0009-X' WHERE id = 1",
     "message 1 (case) points to the case 'HAV-26-0009-X', which is none"},
    {"ledger-no-case",
     "DROP TRIGGER ledger_settled; UPDATE ledger SET reference = NULL WHERE id = 1",
     "message 1 (case)"},
    {"ledger-removed", "DROP TRIGGER ledger_kept; DELETE FROM ledger WHERE id = 3",
     "a row of held (1) points nowhere in ledger"},
    {"mail-id",
     OPEN_OUTBOX "UPDATE outbox SET message_id = 'aaaaaaaaaaaaaaaa.2@hav.example'"
                 " WHERE id = 2",
     "mail 2 has a Message-ID that is not ours"},
    {"mail-recipient", OPEN_OUTBOX "UPDATE outbox SET recipient = 'eve@free.example' WHERE id = 2",
     "mail 2 has a Message-ID that is not ours"},
    {"look-who", OPEN_LOOKS "UPDATE looks SET who = 'x' WHERE id = 2",
     "look 2 is not what was written: the chain of looks is broken here"},
    {"look-login", OPEN_LOOKS "UPDATE looks SET login = 'x' WHERE id = 2", "look 2 is not"},
    {"look-time", OPEN_LOOKS "UPDATE looks SET at = at + 1 WHERE id = 2", "look 2 is not"},
    {"look-case", OPEN_LOOKS "UPDATE looks SET reference = '' WHERE id = 2", "look 2 is not"},
    {"look-command", OPEN_LOOKS "UPDATE looks SET command = 'held' WHERE id = 2", "look 2 is not"},
    {"look-events", OPEN_LOOKS "UPDATE looks SET events = 1 WHERE id = 2", "look 2 is not"},
    {"look-removed", OPEN_LOOKS "DELETE FROM looks WHERE id = 2", "looks 2 to 2 are missing"},
    {"last-look-removed", OPEN_LOOKS "DELETE FROM looks WHERE id = 3",
     "the head of 2026-03-04 counts 3 looks, and the record no longer has so many"},
    {"look-forged",
     "INSERT INTO looks SELECT 4, at, who, login, command, '', events, hash FROM looks"
     " WHERE id = 3",
     "look 4 is not"},
    {"directory-who", OPEN_DIRECTORY "UPDATE directory_changes SET officer = 'x' WHERE id = 2",
     "directory change 2 is not what was written: the chain of directory changes is broken here"},
    {"directory-why", OPEN_DIRECTORY "UPDATE directory_changes SET why = 'x' WHERE id = 2",
     "directory change 2 is not"},
    {"directory-file",
     OPEN_DIRECTORY "UPDATE directory_changes SET file = 'agencies.csv' WHERE id = 2",
     "directory change 2 is not"},
    {"directory-text", OPEN_DIRECTORY "UPDATE directory_changes SET text_after = 'x' WHERE id = 2",
     "the text that is kept of directory change 2 is not what was kept"},
    {"directory-before",
     OPEN_DIRECTORY "UPDATE directory_changes SET text_before = 'x' WHERE id = 2",
     "the text that is kept of directory change 2 is not what was kept"},
    {"directory-removed", OPEN_DIRECTORY "DELETE FROM directory_changes WHERE id = 2",
     "directory changes 2 to 2 are missing"},
    {"last-directory-removed", OPEN_DIRECTORY "DELETE FROM directory_changes WHERE id = 3",
     "the head of 2026-03-04 counts 3 directory-changes, and the record no longer has so many"},
    {"head", "DROP TRIGGER heads_fixed; UPDATE heads SET number = 4 WHERE chain = 'events'",
     "the head of 2026-03-04 does not fit: event 4 is not the one that stood there"},
    {"policy-text", "DROP TRIGGER policy_texts_fixed; UPDATE policy_texts SET text = 'other'",
     "the kept text of policy 'havering-2020'"},
};

static void test_tampering(gconstpointer data)
{
    const Tampering *t = data;
    Fixture f = {0};
    fixture_set_up(&f, NULL);
    fill(&f);
    fixture_is_well(&f);
    fixture_tamper_is_found(&f, t->input, t->want);
    fixture_tear_down(&f, NULL);
}

/* What is kept for good cannot be changed by a statement, not even by one of ours. */
static void test_fixed(Fixture *f, gconstpointer data)
{
    static const char *const statements[] = {"UPDATE looks SET who = 'x'",
                                             "DELETE FROM looks",
                                             "INSERT OR REPLACE INTO looks SELECT * FROM looks",
                                             "UPDATE heads SET number = 0",
                                             "DELETE FROM heads",
                                             "UPDATE events SET text = 'x'",
                                             "DELETE FROM events",
                                             "UPDATE held SET text = 'x'",
                                             "DELETE FROM held",
                                             "UPDATE ledger SET sender = 'x'",
                                             "UPDATE ledger SET reason = 'x' WHERE id = 1",
                                             "DELETE FROM ledger",
                                             "UPDATE outbox SET body = 'x'",
                                             "DELETE FROM outbox"};
    fill(f);
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(f->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, "PRAGMA recursive_triggers = ON", NULL, NULL, NULL), ==,
                    SQLITE_OK);
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
        g_assert_cmpint(sqlite3_exec(db, statements[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
    g_assert_cmpint(
        sqlite3_exec(db, "UPDATE held SET resolved = 1, resolution = 'x'", NULL, NULL, NULL), ==,
        SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, "UPDATE held SET resolution = 'y'", NULL, NULL, NULL), ==,
                    SQLITE_CONSTRAINT);
    g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
    fixture_is_well(f);
}

/* A page overwritten in the middle of the file is found or refused, never taken for well. */
static void test_damage(Fixture *f, gconstpointer data)
{
    fill(f);
    g_clear_pointer(&f->store, store_close);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(f->path, &bytes, &length, NULL));
    const guchar *head = (const guchar *)bytes;
    gsize size = (gsize)head[16] << 8 | head[17]; /* of a page: the SQLite file format, 1.3.2 */
    guint found = 0, pages = (guint)(length / size);
    for (guint page = 1; page < pages; page++) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        memset(damaged + page * size, 0x5a, size);
        g_assert_true(g_file_set_contents(f->path, damaged, (gssize)length, NULL));
        g_autoptr(GError) error = NULL;
        g_autoptr(Store) store = store_open(f->path, STORE_READ, &error);
        g_autoptr(GPtrArray) findings = store ? store_verify(store, &error) : NULL;
        if (!findings)
            g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
        found += !findings || findings->len > 0;
    }
    g_assert_cmpuint(pages, >, 10);
    g_assert_cmpuint(found, ==, pages - 1);
}

static void test_findings_end(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    for (guint i = 0; i < 300; i++)
        fixture_event(c, 1001 + i, "[]");
    fixture_keep_policy(f);
    fixture_begin(f);
    fixture_save(f, c, 0);
    fixture_commit(f);
    fixture_tamper(f, OPEN_EVENTS "UPDATE events SET text = 'x'");
    g_autoptr(GPtrArray) findings = store_verify(f->store, NULL);
    g_assert_cmpuint(findings->len, ==, 100);
}

/* ---- backup ---- */

static char *backup_path(Fixture *f)
{
    return g_build_filename(f->folder, "copy.db", NULL);
}

static void test_backup(Fixture *f, gconstpointer data)
{
    fill(f);
    g_autofree char *path = backup_path(f);
    g_autofree char *partial = g_strdup_printf("%s.partial", path);
    g_assert_true(g_file_set_contents(partial, "of a backup that was interrupted", -1, NULL));
    GError *error = NULL;
    gboolean done = store_backup(f->store, path, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    g_assert_false(g_file_test(partial, G_FILE_TEST_EXISTS));
    struct stat status;
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);

    g_autofree char *head = store_chain_head(f->store, NULL);
    Fixture copy = {.folder = f->folder, .path = path};
    copy.store = store_open(path, STORE_READ, NULL);
    g_assert_nonnull(copy.store);
    fixture_is_well(&copy);
    g_autofree char *copied = store_chain_head(copy.store, NULL);
    g_assert_cmpstr(copied, ==, head);
    g_clear_pointer(&copy.store, store_close);

    g_autoptr(GError) again = NULL;
    g_assert_false(store_backup(f->store, path, &again));
    g_assert_error(again, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
}

/* Another process writes in between: the copy is one moment's record. */
static void test_backup_while_written(Fixture *f, gconstpointer data)
{
    fill(f);
    g_autoptr(Store) reader = store_open(f->path, STORE_READ, NULL);
    fixture_begin(f);
    (void)fixture_receive(f, 10, "automatic");
    g_autofree char *path = backup_path(f);
    g_assert_true(store_backup(reader, path, NULL));
    fixture_commit(f);
    Fixture copy = {.folder = f->folder, .path = path};
    copy.store = store_open(path, STORE_WRITE, NULL);
    fixture_is_well(&copy);
    g_autoptr(GPtrArray) rows = store_ledger_all(copy.store, NULL);
    g_assert_cmpuint(rows->len, ==, 3);
    fixture_begin(&copy);
    (void)fixture_receive(&copy, 11, "automatic"); /* a restored copy can be worked with */
    fixture_commit(&copy);
    g_clear_pointer(&copy.store, store_close);
}

static void test_backup_nowhere(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(store_backup(f->store, "/nonexistent-folder/copy.db", &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tamperings); i++) {
        g_autofree char *path = g_strdup_printf("/store/verify/tampering/%s", tamperings[i].name);
        g_test_add_data_func(path, &tamperings[i], test_tampering);
    }
    fixture_add("/store/verify/damage", test_damage);
    fixture_add("/store/verify/fixed", test_fixed);
    fixture_add("/store/verify/findings-end", test_findings_end);
    fixture_add("/store/verify/backup", test_backup);
    fixture_add("/store/verify/backup-while-written", test_backup_while_written);
    fixture_add("/store/verify/backup-nowhere", test_backup_nowhere);
    return g_test_run();
}
