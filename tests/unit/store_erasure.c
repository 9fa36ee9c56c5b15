/* What erasing leaves, and what somebody with access to the file may not pass off as erased. */
#include "office_items.h"
#include "store_fixture.h"

#define REFERENCE "HAV-26-0001-T"
#define CANARY "Zephyrine"

static const Erasing how = {
    .at = 9000, .officer = "Wilf Darrow", .login = "wdarrow", .why = "case_record: 5 years"};

/* One closed case with a message and a mail, an open one, a message of no case with an answer. */
static void fill(Fixture *f)
{
    fixture_keep_policy(f);
    fixture_begin(f);
    for (guint serial = 1; serial <= 2; serial++) {
        g_autoptr(Case) c = fixture_case(serial, 1000 * serial);
        fixture_event(c, 1500,
                      "[[\"fact\",\"problem\",\"0\",\"" CANARY
                      " is not seen\",\"\",\"text\",\"3\",\"no\"],"
                      "[\"state\",\"closed\"]]");
        fixture_save(f, c, 0);
        g_autoptr(LedgerRow) row = fixture_message(serial, "case");
        row->reference = g_strdup(c->reference);
        g_assert_true(store_ledger_add(f->store, row, NULL));
        g_autoptr(OutboxRow) mail = fixture_mail(c->reference, 1, "kim@school.example");
        g_assert_true(store_outbox_add(f->store, mail, "hav.example", NULL));
    }
    g_autoptr(HeldRow) held = held_row_new();
    held->ledger = fixture_receive(f, 3, "set-aside");
    held->text = g_strdup(CANARY);
    g_assert_true(store_held_add(f->store, held, NULL));
    g_autoptr(OutboxRow) answer = fixture_mail(NULL, 0, "kim@school.example");
    g_assert_true(store_outbox_add(f->store, answer, "hav.example", NULL));
    g_autoptr(LookRow) look = g_new0(LookRow, 1);
    look->at = 3001;
    look->who = g_strdup(CANARY);
    look->login = g_strdup(CANARY);
    look->command = g_strdup("show");
    look->reference = g_strdup(REFERENCE);
    g_assert_true(store_look_add(f->store, look, NULL));
    fixture_directory(f, 1, CANARY);
    fixture_commit(f);
}

static void finish(Fixture *f)
{
    GError *error = NULL;
    g_clear_pointer(&f->store, store_close);
    g_assert_true(store_scrub(f->path, &error));
    g_assert_no_error(error);
    fixture_open(f);
    fixture_begin(f);
    g_assert_true(store_erasures_finish(f->store, 9001, NULL));
    fixture_commit(f);
}

static void erase_all(Fixture *f)
{
    GError *error = NULL;
    fixture_begin(f);
    g_assert_true(store_erase_case(f->store, REFERENCE, FALSE, &how, &error));
    g_assert_no_error(error);
    g_assert_true(store_erase_message(f->store, 3, &how, &error));
    g_assert_no_error(error);
    g_assert_true(store_erase_look(f->store, 1, &how, &error));
    g_assert_no_error(error);
    g_assert_true(store_erase_directory_change(f->store, 1, &how, &error));
    g_assert_no_error(error);
    fixture_commit(f);
}

static gboolean file_has(const char *path, const char *word)
{
    gsize length = 0;
    g_autofree char *bytes = NULL;
    return g_file_get_contents(path, &bytes, &length, NULL) &&
           memmem(bytes, length, word, strlen(word)) != NULL;
}

/* A reply of the office, message 4, about both cases. */
static void add_reply(Fixture *f)
{
    static const char *const references[] = {REFERENCE, "HAV-26-0002-M"};
    fixture_begin(f);
    g_assert_cmpint(fixture_receive(f, 4, "set-aside"), ==, 4);
    g_assert_true(store_office_reply_add(f->store, 4, 1, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
        const OfficeAct act = {.ledger = 4,
                               .n = i + 1,
                               .key = (char *)"key",
                               .reference = (char *)references[i],
                               .seq = 1};
        g_assert_true(store_office_act_add(f->store, &act, NULL));
    }
    g_assert_true(store_office_reply_done(f->store, 4, 4000, NULL));
    g_assert_false(store_office_reply_done(f->store, 4, 4001, NULL)); /* once */
    fixture_commit(f);
}

static gboolean is_erased(Fixture *f, gint64 ledger)
{
    g_autoptr(GPtrArray) rows = store_erasures(f->store, NULL);
    for (guint i = 0; i < rows->len; i++) {
        const ErasureRow *row = g_ptr_array_index(rows, i);
        if (g_str_equal(row->what, "message") && row->number == ledger)
            return TRUE;
    }
    return FALSE;
}

/* What the office wrote about a case goes with the last case that it wrote about. */
static void test_office_reply(Fixture *f, gconstpointer data)
{
    fill(f);
    add_reply(f);
    erase_all(f);
    finish(f);
    g_assert_false(is_erased(f, 4));
    fixture_begin(f);
    g_assert_true(store_erase_case(f->store, "HAV-26-0002-M", FALSE, &how, NULL));
    fixture_commit(f);
    finish(f);
    g_assert_true(is_erased(f, 4));
    fixture_is_well(f);
}

/* ---- what is left ---- */

static void test_unfinished(Fixture *f, gconstpointer data)
{
    fill(f);
    fixture_is_well(f);
    erase_all(f);
    g_autofree char *findings = fixture_findings(f);
    g_assert_nonnull(strstr(findings, "5 erasures were begun and not finished"));
    g_autoptr(GPtrArray) files = store_erasure_files(f->store, NULL);
    guint archived = 0;
    for (guint i = 0; i < files->len; i++)
        archived += g_str_equal(((ErasureFile *)files->pdata[i])->folder, "archive");
    g_assert_cmpuint(archived, ==, 2);
    g_assert_cmpuint(files->len, ==, 4); /* and a mail of the case, and the answer */
    finish(f);
    fixture_is_well(f);
    g_autoptr(GPtrArray) none = store_erasure_files(f->store, NULL);
    g_assert_cmpuint(none->len, ==, 0);
}

static void test_no_trace(Fixture *f, gconstpointer data)
{
    g_autofree char *log = g_strconcat(f->path, "-wal", NULL);
    fill(f);
    fixture_begin(f);
    g_assert_true(store_erase_case(f->store, "HAV-26-0002-M", FALSE, &how, NULL));
    fixture_commit(f);
    erase_all(f);
    finish(f);
    g_assert_false(file_has(f->path, CANARY));
    g_assert_false(file_has(log, CANARY));
    g_assert_false(file_has(f->path, "kim@school.example"));
    g_assert_false(file_has(f->path, "ann@csc.example"));
    fixture_is_well(f);
}

static void test_course(Fixture *f, gconstpointer data)
{
    fill(f);
    erase_all(f);
    g_autoptr(Case) c = store_case_load(f->store, REFERENCE, NULL);
    g_assert_cmpint(c->erased, ==, 9000);
    g_assert_cmpint(c->state, ==, CASE_CLOSED);
    g_assert_cmpstr(c->stage, ==, "S2");
    g_assert_cmpstr(c->challenged, ==, "csc");
    g_assert_cmpuint(c->children->len + c->holders->len + c->facts->len, ==, 0);
    fixture_begin(f);
    g_assert_true(store_erase_case(f->store, REFERENCE, TRUE, &how, NULL));
    fixture_commit(f);
    finish(f);
    g_autoptr(Case) deeper = store_case_load(f->store, REFERENCE, NULL);
    g_assert_cmpstr(deeper->stage, ==, NULL);
    g_assert_cmpint(deeper->state, ==, CASE_CLOSED);
    fixture_is_well(f);
}

/* The same bytes came to two mailboxes: they stay while one row has a right to them. */
static void test_shared_bytes(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    gint64 first = fixture_receive(f, 1, "automatic");
    g_autoptr(LedgerRow) row = fixture_message(1, "automatic");
    g_free(row->mailbox);
    g_free(row->spool_name);
    row->mailbox = g_strdup("other@hav.example");
    row->spool_name = g_strdup("other.spool");
    g_assert_true(store_ledger_add(f->store, row, NULL));
    g_assert_true(store_erase_message(f->store, first, &how, NULL));
    g_autoptr(GPtrArray) files = store_erasure_files(f->store, NULL);
    g_assert_cmpuint(files->len, ==, 0);
    g_assert_true(store_erase_message(f->store, row->id, &how, NULL));
    g_autoptr(GPtrArray) both = store_erasure_files(f->store, NULL);
    g_assert_cmpuint(both->len, ==, 1);
    fixture_commit(f);
}

/* ---- what is not erased, and said to be ---- */

typedef struct {
    const char *name, *input, *want; /* SQL; a part of what is found */
} Tampering;

#define OPEN_EVENTS "DROP TRIGGER events_fixed; "
#define OPEN_DIRECTORY "DROP TRIGGER directory_changes_fixed; "
#define OPEN_TOMBSTONES "DROP TRIGGER erasures_fixed; DROP TRIGGER erasures_kept; "

static const Tampering tamperings[] = {
    {"nothing", "SELECT 1", ""},
    {"emptied-without-tombstone",
     OPEN_EVENTS "UPDATE events SET text = '', actor = '', changes = '[]' WHERE id = 5",
     "event 5 (case HAV-26-0002-M, number 2) is not what was written"},
    {"emptied-as-erasing-would", OPEN_EVENTS "UPDATE events SET text = '' WHERE id = 5",
     "event 5 (case"},
    {"other-than-left",
     OPEN_EVENTS "UPDATE events SET changes = replace(changes, 'S2', 'S3') WHERE id = 2",
     "event 2 (case HAV-26-0001-T, number 2) is not what was written"},
    {"text-put-back", OPEN_EVENTS "UPDATE events SET text = 'x' WHERE id = 2", "event 2 (case"},
    {"tombstone-event-altered", OPEN_EVENTS "UPDATE events SET text = 'x' WHERE kind = 'erased'",
     "event 7 (case"},
    {"tombstone-event-names-another",
     OPEN_EVENTS "UPDATE events SET changes = replace(changes, '\"2\"', '\"5\"') WHERE kind ="
                 " 'erased'",
     "event 7 (case"},
    {"tombstone-altered", OPEN_TOMBSTONES "UPDATE erasures SET officer = 'x' WHERE id = 1",
     "tombstone 1 is not what was written"},
    {"tombstone-of-another-ground", OPEN_TOMBSTONES "UPDATE erasures SET why = 'x' WHERE id = 2",
     "tombstone 2 is not what was written"},
    {"tombstone-removed", OPEN_TOMBSTONES "DELETE FROM erasures WHERE id = 1",
     "tombstones 1 to 1 are missing"},
    {"not-done", "UPDATE erasures SET done = NULL", "begun and not finished"},
    {"message-put-back",
     "DROP TRIGGER ledger_fixed; UPDATE ledger SET sender = 'x@y.example' WHERE id = 3",
     "says that a message was erased, and its row is not empty"},
    {"mail-put-back", "DROP TRIGGER outbox_fixed; UPDATE outbox SET body = 'x' WHERE id = 1",
     "says that a case was erased, and a mail of it is not empty"},
    {"look-put-back", "DROP TRIGGER looks_fixed; UPDATE looks SET who = 'x'", "look 1 is not"},
    {"directory-login-put-back", OPEN_DIRECTORY "UPDATE directory_changes SET login = 'x'",
     "says that a change of the directory was erased, and it is not empty"},
    {"directory-why-put-back", OPEN_DIRECTORY "UPDATE directory_changes SET why = 'x'",
     "says that a change of the directory was erased, and it is not empty"},
};

static void test_tampering(gconstpointer data)
{
    const Tampering *t = data;
    Fixture f = {0};
    fixture_set_up(&f, NULL);
    fill(&f);
    erase_all(&f);
    finish(&f);
    fixture_is_well(&f);
    fixture_tamper_is_found(&f, t->input, t->want);
    fixture_tear_down(&f, NULL);
}

/* Nothing is emptied by a statement without a tombstone that is not done, not even by one of ours. */
static void test_barred(Fixture *f, gconstpointer data)
{
    static const char *const statements[] = {
        "UPDATE events SET text = '', actor = '', changes = '[]'",
        "UPDATE events SET text = '' WHERE id = 1",
        "UPDATE looks SET who = '', login = ''",
        "UPDATE ledger SET message_id = '', sender = '', content_digest = ''",
        "UPDATE warnings SET address = ''",
        "UPDATE outbox SET recipient = 'erased ' || id, recipient_name = '', subject = '', body = "
        "'',"
        " message_id = '', in_reply_to = '', thread = '', thread_index = ''",
        "DELETE FROM erasures",
        "UPDATE erasures SET why = ''",
    };
    fill(f);
    erase_all(f);
    fixture_begin(f);
    g_assert_true(store_warning_add(f->store, "x", "a@b.example", 1, NULL));
    g_autoptr(LookRow) look = g_new0(LookRow, 1);
    look->who = g_strdup("x");
    look->login = g_strdup("x");
    look->command = g_strdup("show");
    look->reference = g_strdup("");
    g_assert_true(store_look_add(f->store, look, NULL));
    fixture_commit(f);
    finish(f);
    g_clear_pointer(&f->store, store_close);
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
        sqlite3 *db = NULL;
        g_assert_cmpint(sqlite3_open(f->path, &db), ==, SQLITE_OK);
        g_assert_cmpint(sqlite3_exec(db, statements[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
        g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tamperings); i++) {
        g_autofree char *path = g_strdup_printf("/store/erasure/tampering/%s", tamperings[i].name);
        g_test_add_data_func(path, &tamperings[i], test_tampering);
    }
    fixture_add("/store/erasure/unfinished", test_unfinished);
    fixture_add("/store/erasure/no-trace", test_no_trace);
    fixture_add("/store/erasure/office-reply", test_office_reply);
    fixture_add("/store/erasure/course", test_course);
    fixture_add("/store/erasure/shared-bytes", test_shared_bytes);
    fixture_add("/store/erasure/barred", test_barred);
    return g_test_run();
}
