/* A store in a folder of its own, and rows to put into it. For the tests of store/ only. */
#pragma once
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "decide.h"
#include "digest.h"
#include "error.h"
#include "reference.h"
#include "store.h"

typedef struct {
    char *folder, *path;
    Store *store;
} Fixture;

static inline void fixture_open(Fixture *f)
{
    GError *error = NULL;
    f->store = store_open(f->path, STORE_WRITE, &error);
    g_assert_no_error(error);
    g_assert_nonnull(f->store);
}

static inline void fixture_set_up(Fixture *f, gconstpointer data)
{
    f->folder = g_dir_make_tmp("casegate-store-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "casegate.db", NULL);
    fixture_open(f);
}

static inline void fixture_remove(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        (void)g_remove(path);
    }
    (void)g_rmdir(folder);
}

static inline void fixture_tear_down(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->store, store_close);
    fixture_remove(f->folder);
    g_free(f->folder);
    g_free(f->path);
}

static inline void fixture_begin(Fixture *f)
{
    GError *error = NULL;
    gboolean done = store_begin(f->store, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

static inline void fixture_commit(Fixture *f)
{
    GError *error = NULL;
    gboolean done = store_commit(f->store, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

/* Runs SQL on a connection of its own, as somebody with access to the file would. */
static inline void fixture_tamper(Fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    char *said = NULL;
    g_assert_cmpint(sqlite3_open(f->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_busy_timeout(db, 1000), ==, SQLITE_OK);
    (void)sqlite3_exec(db, sql, NULL, NULL, &said);
    g_assert_cmpstr(said, ==, NULL);
    g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
}

static inline void fixture_event(Case *c, Instant at, const char *changes)
{
    GError *error = NULL;
    Event *event = event_new(at, "test", "gateway", NULL, "what happened at %d", (int)at);
    gboolean done = event_changes_read(event, changes, &error) && case_apply(c, event, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

/* HAV-26-SERIAL, open at S2 between school and csc, about J. S. born 2019-03-04. */
static inline Case *fixture_case(guint serial, Instant at)
{
    Case *c = case_new();
    g_autofree char *reference = reference_make("HAV", 26, serial);
    g_autofree char *sha256 = digest_of("policy", 6);
    g_autofree char *open = g_strdup_printf(
        "[[\"open\",\"%s\",\"havering-2020\",\"%s\",\"esc@hav.example\"],"
        "[\"received\",\"%d\",\"m%u@school.example\"],[\"sender\",\"Kim@School.example\"],"
        "[\"raising\",\"school\"],[\"challenged\",\"csc\",\"CSC\"],"
        "[\"originator\",\"Kim Doe\",\"teacher\",\"school\",\"kim@school.example\"],"
        "[\"child\",\"1\",\"J. S.\",\"999 000 %04u\",\"\",\"2019-03-04\",\"\"]]",
        reference, sha256, (int)at, serial, serial);
    fixture_event(c, at, open);
    g_autofree char *stage = g_strdup_printf(
        "[[\"state\",\"open\"],[\"stage\",\"S2\",\"0\",\"%d\"],"
        "[\"holder\",\"challenged\",\"csc\",\"team_manager\",\"Ann Roe\",\"ann@csc.example\",\"S2\","
        "\"0\",\"no\"]]",
        (int)at);
    fixture_event(c, at, stage);
    return c;
}

static inline void fixture_save(Fixture *f, const Case *c, guint first)
{
    GError *error = NULL;
    gboolean done = store_case_save(f->store, c, first, case_next_tick(c), &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

/* The n-th message; its bytes, id and file name are its own. */
static inline LedgerRow *fixture_message(guint n, const char *disposition)
{
    LedgerRow *row = ledger_row_new();
    g_autofree char *bytes = g_strdup_printf("message %u", n);
    row->spool_name = g_strdup_printf("%08u.spool", n);
    row->sha256 = digest_of(bytes, strlen(bytes));
    row->mailbox = g_strdup("esc@hav.example");
    row->received = 1000 + n;
    row->message_id = g_strdup_printf("m%u@school.example", n);
    row->from = g_strdup("kim@school.example");
    row->content_digest = digest_of(bytes, strlen(bytes) - 1);
    row->kind = g_strdup("escalation");
    row->disposition = g_strdup(disposition);
    row->reason = g_strdup("because");
    return row;
}

static inline gint64 fixture_receive(Fixture *f, guint n, const char *disposition)
{
    GError *error = NULL;
    g_autoptr(LedgerRow) row = fixture_message(n, disposition);
    gboolean done = store_ledger_add(f->store, row, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    return row->id;
}

static inline OutboxRow *fixture_mail(const char *reference, guint event_seq, const char *to)
{
    OutboxRow *row = outbox_row_new();
    row->reference = g_strdup(reference);
    row->event_seq = event_seq;
    row->kind = g_strdup("ack");
    row->to = g_strdup(to);
    row->to_name = g_strdup("Kim Doe");
    row->role = g_strdup("teacher");
    row->template = g_strdup("ack");
    row->subject = g_strdup("HAV: recorded");
    row->body = g_strdup("recorded\n");
    row->in_reply_to = g_strdup("m1@school.example");
    row->references = g_strdup("m0@school.example m1@school.example");
    row->answer = TRUE;
    row->mailbox = g_strdup("esc@hav.example");
    row->queued = row->at = 2000;
    return row;
}

/* Everything store_verify() finds, one a line. */
static inline char *fixture_findings(Fixture *f)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) findings = store_verify(f->store, &error);
    g_assert_no_error(error);
    g_assert_nonnull(findings);
    g_ptr_array_add(findings, NULL);
    return g_strjoinv("\n", (GStrv)findings->pdata);
}

static inline void fixture_is_well(Fixture *f)
{
    g_autofree char *findings = fixture_findings(f);
    g_assert_cmpstr(findings, ==, "");
}

static inline void fixture_keep_policy(Fixture *f)
{
    g_autofree char *sha256 = digest_of("policy", 6);
    fixture_begin(f);
    g_assert_true(store_policy_keep(f->store, sha256, "havering-2020", "policy", NULL));
    fixture_commit(f);
}

/* Change `i` of the directory: from one version of people.csv to the next, by whom. */
static inline void fixture_directory(Fixture *f, guint i, const char *by)
{
    g_autoptr(DirectoryChange) change = g_new0(DirectoryChange, 1);
    change->at = 3000 + i;
    change->by = g_strdup(by);
    change->login = g_strdup("wdarrow");
    change->why = g_strdup("the list of March");
    change->file = g_strdup("people.csv");
    change->text_before = g_strdup_printf("version %u", i);
    change->text_after = g_strdup_printf("version %u", i + 1);
    change->sha256_before = digest_of(change->text_before, strlen(change->text_before));
    change->sha256_after = digest_of(change->text_after, strlen(change->text_after));
    g_assert_true(store_directory_add(f->store, change, NULL));
}

/* With the text that fixture cases are pinned to. */
static inline void fixture_is_well_with_policy(Fixture *f)
{
    fixture_keep_policy(f);
    fixture_is_well(f);
}

#define fixture_add(path, test)                                                                    \
    g_test_add(path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

/* After `sql` has changed the closed record by force, checking finds `want`; "" finds nothing. */
static inline void fixture_tamper_is_found(Fixture *f, const char *sql, const char *want)
{
    g_clear_pointer(&f->store, store_close);
    fixture_tamper(f, sql);
    f->store = store_open(f->path, STORE_READ, NULL);
    g_autofree char *findings = fixture_findings(f);
    g_test_message("%s", findings);
    if (*want)
        g_assert_nonnull(strstr(findings, want));
    else
        g_assert_cmpstr(findings, ==, "");
}
