/* The record: one SQLite file (WAL, synchronous=FULL). The only home of SQLite. One writer at a time
 * (BEGIN IMMEDIATE); everything a message causes is one transaction or none of it. The schema is in
 * schema.c, every table and column commented. */
#pragma once
#include "case.h"
#include "head.h"
#include "records.h"
#include "lookup.h"

typedef struct Store Store;
typedef enum { STORE_WRITE, STORE_READ } StoreMode; /* WRITE creates and migrates */

/* TEMP when locked beyond the wait, CONFIG when the file is not ours, of a newer version or damaged. */
Store *store_open(const char *path, StoreMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* An empty record that nobody else sees and that is gone when it is closed; it lies in memory and, when it grows, in a
 * temporary file without a name. Not durable. */
Store *store_open_scratch(GError **error) G_GNUC_WARN_UNUSED_RESULT;
void store_close(Store *store); /* rolls back what is not committed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* Folds the write-ahead log of the record at `path` into it, as far as its writer has come; from any thread. */
gboolean store_fold_log(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void store_set_wait(Store *store, guint milliseconds); /* for another writer, before TEMP; 5 s at first */

/* A batch is one transaction; reading several things in one (STORE_READ too) gives one moment's
 * picture. Inside a batch each message is a savepoint, undone alone. Writing outside of one is a BUG error. */
gboolean store_begin(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean store_commit(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void store_rollback(Store *store);
gboolean store_savepoint(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean store_release(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void store_undo(Store *store); /* back to the savepoint, and release it */

/* Ledger: what became of every message. */
LedgerRow *store_ledger_by_spool(Store *store, const char *spool_name, GError **error);   /* NULL without error: none */
LedgerRow *store_ledger_first(Store *store, const char *sha256, const char *mailbox, GError **error); /* first copy */
LedgerRow *store_ledger_by_id(Store *store, gint64 id, GError **error);
gboolean store_ledger_add(Store *store, LedgerRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* sets row->id */
gboolean store_ledger_settle(Store *store, gint64 id, const char *disposition, const char *reference, const char *reason,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT; /* held → case, set-aside … */
GPtrArray *store_ledger_all(Store *store, GError **error); /* of LedgerRow, oldest first */

/* Cases: the new events (from index `first`) are appended to the chained log, the projection replaced. `ticks_at`: when its clock next acts, 0 never. */
gboolean store_case_save(Store *store, const Case *c, guint first, Instant ticks_at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
Case *store_case_load(Store *store, const char *reference, GError **error); /* NULL without error: none */
GPtrArray *store_case_hashes(Store *store, const char *reference, GError **error); /* of char *: each event's chain hash */
GPtrArray *store_cases_open(Store *store, GError **error);      /* of char *: references, not closed or handed off */
GPtrArray *store_cases_all(Store *store, GError **error);       /* of char * */
/* Of char *, in no order: opened before `end`, and in progress or with an event since `start`. */
GPtrArray *store_cases_between(Store *store, Instant start, Instant end, GError **error);
GPtrArray *store_cases_due(Store *store, Instant now, GError **error); /* of char *: ticks_at ≤ now */

/* Held messages. */
gboolean store_held_add(Store *store, HeldRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* sets row->id */
HeldRow *store_held(Store *store, gint64 id, GError **error);
GPtrArray *store_held_waiting(Store *store, GError **error);    /* of HeldRow, oldest first */
GPtrArray *store_held_decided(Store *store, GError **error);    /* of HeldRow, those that a person decided, oldest first */
/* `resolution` is the ruling in words. */
/* TRUE in *unproven_out: the newest message with this id, content and sender waits or was set aside, and nothing proved whose
 * it was. */
gboolean store_held_unproven(Store *store, const LedgerRow *like, gboolean *unproven_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean store_held_resolve(Store *store, gint64 id, Instant at, const HeldRuling *ruling, const char *resolution,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Outbox: queued in the same transaction as the events that cause it. */
/* Sets id and, from (case, event, recipient, kind, newest ledger row) with the site's key, the Message-ID: 16 base32
 * letters of HMAC-SHA-256, a dot, the id, `domain` behind the @. The same mail twice is a BUG error, not a second mail. */
gboolean store_outbox_add(Store *store, OutboxRow *row, const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
OutboxRow *store_outbox_row(Store *store, gint64 id, GError **error); /* NULL without error: none */
OutboxRow *store_outbox_due_row(Store *store, gint64 id, GError **error); /* the same of those that still wait */
/* The ids (gint64) of the oldest `limit` mails that wait and may be tried at `now`, oldest first. */
GArray *store_outbox_due(Store *store, Instant now, guint limit, GError **error);
/* How many wait, due or not, and since when the oldest does (INSTANT_UNKNOWN: none). */
gboolean store_outbox_waiting(Store *store, guint *count_out, Instant *oldest_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What became of a mail: its state, at, why, attempts, next_try, smtp_code and smtp_status, as they are in `row`. */
gboolean store_outbox_mark(Store *store, const OutboxRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A delivery report says that it did not arrive: failed, and concluded with that report. */
gboolean store_outbox_returned(Store *store, gint64 id, Instant at, const char *why, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Failed or never to be sent, and not yet acted on: of OutboxRow, oldest first, `limit` at most. */
GPtrArray *store_outbox_unconcluded(Store *store, guint limit, GError **error);
gboolean store_outbox_conclude(Store *store, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* acted on, in this transaction */
GPtrArray *store_outbox_of_case(Store *store, const char *reference, GError **error); /* of OutboxRow, oldest first */
/* What a mail of another record is in this one: the newest of the same case, recipient and template that was queued no
 * later, else the newest at all. NULL without error: none. */
OutboxRow *store_outbox_like(Store *store, const OutboxRow *mail, GError **error);

/* What a person was told because of an address (Decision.warnings). */
gboolean store_warning_add(Store *store, const char *kind, const char *address, Instant at, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Outages. One of a kind and subject at a time; beginning what lasts already changes nothing. */
typedef struct { gint64 id; char *kind, *subject; Instant since, told; } Alarm; /* told: INSTANT_UNKNOWN not yet */
gboolean store_alarm_begin(Store *store, const char *kind, const char *subject, Instant since, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean store_alarm_tell(Store *store, gint64 id, Instant at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean store_alarm_end(Store *store, gint64 id, Instant at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *store_alarms(Store *store, GError **error); /* of Alarm, those that last, oldest first */

/* A new secret key signs from now on; mails of the key before it are still known as ours, older ones no more. */
gboolean store_key_renew(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

CaseLookup store_lookup(Store *store); /* the functions deciding may call; valid while the store is open */

/* Policy texts that cases are pinned to. */
gboolean store_policy_keep(Store *store, const char *sha256, const char *id, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
typedef struct { char *sha256, *id, *text; } PolicyText;
GPtrArray *store_policy_texts(Store *store, GError **error); /* of PolicyText */

/* Everything that does not add up, one line each (of char *): broken chain, projection that differs from the folded
 * events, ledger rows without a disposition or pointing nowhere, integrity_check, foreign keys. Empty: all is well. */
GPtrArray *store_verify(Store *store, GError **error);
char *store_chain_head(Store *store, GError **error); /* hex hash of the last event, 64 zeros if none */
/* Looks: who saw what, append-only and chained. Sets id, events and hash of `look`. */
gboolean store_look_add(Store *store, LookRow *look, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of LookRow, oldest first: all, or those that showed something of this case, lists in which it stood among them. The same list
 * on the desk, by one person within a day, is there one row with its first look, and how often. */
GPtrArray *store_looks(Store *store, GError **error);
GPtrArray *store_looks_at(Store *store, const char *reference, GError **error);

/* Changes of the directory, append-only and chained. Sets id and hash of `change`. */
gboolean store_directory_add(Store *store, DirectoryChange *change, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *store_directory_changes(Store *store, GError **error); /* of DirectoryChange, oldest first */
DirectoryChange *store_directory_change(Store *store, gint64 id, GError **error); /* NULL without error: none */

/* Erasing, within a batch: what is personal goes, a tombstone stays. Nothing is gone for good before the files that
 * store_erasure_files() names are erased, the record was scrubbed and store_erasures_finish() committed; a crash before that is
 * met again by whoever erases next. */
typedef struct {
    Instant at;
    const char *officer, *login, *why; /* why: the class and its period, no personal data */
} Erasing;
/* All of a case with its messages and mails; `counts` TRUE: also what the first erasing left of its course. */
gboolean store_erase_case(Store *store, const char *reference, gboolean counts, const Erasing *how, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* A message's bytes; of one that is in no case also who wrote, what was said of it and to whom. */
gboolean store_erase_message(Store *store, gint64 ledger, const Erasing *how, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean store_erase_look(Store *store, gint64 id, const Erasing *how, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Who was in the directory and who changed it; that one of its files was changed, and when, stays. */
gboolean store_erase_directory_change(Store *store, gint64 id, const Erasing *how, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *store_erasures(Store *store, GError **error);      /* of ErasureRow, oldest first */
/* Has a message that is not erased a right to these bytes? */
gboolean store_bytes_needed(Store *store, const char *sha256, gboolean *needed_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *store_erasure_files(Store *store, GError **error); /* of ErasureFile: those still to be erased */
gboolean store_erasures_finish(Store *store, Instant at, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* no file is left */
/* Writes the record at `path` anew without what was erased and empties its log; TEMP while somebody else reads it. No
 * connection of the caller may be open. */
gboolean store_scrub(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Heads. What each chain ends with at this moment, as heads of `day`: of Head, the events' first. */
GPtrArray *store_heads_now(Store *store, Day day, GError **error);
gboolean store_heads_newest(Store *store, Day *day_out, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* kept last; DAY_UNKNOWN none */
gboolean store_head_keep(Store *store, const Head *head, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Does the record still go through this head? *finding_out is NULL if so, else why not, newly allocated. FALSE only if it could
 * not look. Says nothing of the links before: that is store_verify()'s. */
gboolean store_head_check(Store *store, const Head *head, char **finding_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Counts for the conservation line: disposition → number. */
GHashTable *store_ledger_counts(Store *store, GError **error); /* char * → GINT_TO_POINTER */
/* A consistent copy while others write, whole or not at all; an existing file is never replaced (PERM). */
gboolean store_backup(Store *store, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Runs at the end of a bench or test: 0 when no statement scanned a whole table since opening. The lists of everything
 * (…_all, …_counts, policy texts, verify) do, by what they are. */
guint store_full_scans(const Store *store);
