/* store_verify: does the record add up in itself?
 *
 * Looks at one moment's picture while others may go on writing: SQLite's own checks, the chain,
 * every case folded again and compared with its projection, ledger, outbox and policy texts. A
 * finding is a line that names rows by number or reference, never by what they say. What cannot be
 * read any more is a finding too. */
#include <string.h>

#include "digest.h"
#include "directory_log.h"
#include "erasure.h"
#include "error.h"
#include "event_log.h"
#include "heads.h"
#include "look_log.h"
#include "message_id.h"
#include "projection.h"
#include "query.h"

static void G_GNUC_PRINTF(2, 3) find(GPtrArray *findings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static gboolean check_integrity(Store *store, GPtrArray *findings, GError **error)
{
    Query query = query_begin(store, "PRAGMA integrity_check");
    while (query_next(&query)) {
        g_autofree char *said = query_column(&query, 0);
        if (!g_str_equal(said, "ok"))
            find(findings, "the file is damaged: %s", said);
    }
    return query_end(&query, error);
}

static gboolean check_foreign_keys(Store *store, GPtrArray *findings, GError **error)
{
    Query query = query_begin(store, "PRAGMA foreign_key_check");
    while (query_next(&query)) {
        g_autofree char *table = query_column(&query, 0);
        g_autofree char *parent = query_column(&query, 2);
        find(findings, "a row of %s (%" G_GINT64_FORMAT ") points nowhere in %s", table,
             query_column_number(&query, 1), parent);
    }
    return query_end(&query, error);
}

/* ---- cases ---- */

static gboolean check_case(Store *store, const char *reference, ProjectionCount *count,
                           GPtrArray *findings, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autofree char *hash = NULL;
    g_autoptr(Case) c = event_log_fold(store, reference, &hash, &trouble);
    if (!c && (!trouble || g_error_matches(trouble, CASEGATE_ERROR, CASEGATE_ERROR_BUG))) {
        find(findings, "case %s: %s", reference, trouble ? trouble->message : "it has no events");
        return TRUE;
    }
    if (!c) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    if (g_strcmp0(c->reference, reference) == 0)
        return projection_check(store, c, hash, count, findings, error);
    find(findings, "case %s: its events are those of '%s'", reference,
         c->reference ? c->reference : "");
    return TRUE;
}

static gboolean check_cases(Store *store, GPtrArray *findings, GError **error)
{
    ProjectionCount count = {0};
    g_autoptr(GPtrArray) references = store_cases_all(store, error);
    for (guint i = 0; references && i < references->len; i++)
        if (!check_case(store, g_ptr_array_index(references, i), &count, findings, error))
            return FALSE;
    return references && projection_check_count(store, &count, findings, error);
}

static gboolean check_pins(Store *store, GPtrArray *findings, GError **error)
{
    Query query = query_begin(
        store, "SELECT reference FROM cases c WHERE NOT EXISTS"
               " (SELECT 1 FROM policy_texts t WHERE t.sha256 = c.policy_sha256) ORDER BY 1");
    while (query_next(&query)) {
        g_autofree char *reference = query_column(&query, 0);
        find(findings, "case %s is pinned to a policy text that is not kept", reference);
    }
    return query_end(&query, error);
}

static gboolean check_policies(Store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GPtrArray) texts = store_policy_texts(store, error);
    for (guint i = 0; texts && i < texts->len; i++) {
        const PolicyText *text = g_ptr_array_index(texts, i);
        g_autofree char *digest = digest_of(text->text, strlen(text->text));
        if (!g_str_equal(digest, text->sha256))
            find(findings, "the kept text of policy '%s' (%.12s) is not what was kept", text->id,
                 text->sha256);
    }
    return texts != NULL;
}

/* ---- messages and mails ---- */

static gboolean check_ledger(Store *store, GPtrArray *findings, GError **error)
{
    Query query = query_begin(
        store, "SELECT id, disposition, reference FROM ledger l WHERE"
               " (disposition = 'case' AND reference IS NULL) OR (reference IS NOT NULL AND"
               " NOT EXISTS (SELECT 1 FROM cases c WHERE c.reference = l.reference)) ORDER BY id");
    while (query_next(&query)) {
        g_autofree char *disposition = query_column(&query, 1);
        g_autofree char *reference = query_column(&query, 2);
        find(findings, "message %" G_GINT64_FORMAT " (%s) points to the case '%s', which is none",
             query_column_number(&query, 0), disposition, reference);
    }
    return query_end(&query, error);
}

static OutboxRow *identity_of_mail(const Query *query)
{
    OutboxRow *row = outbox_row_new();
    row->id = query_column_number(query, 0);
    row->reference = query_column(query, 1);
    row->event_seq = (guint)query_column_number(query, 2);
    row->kind = query_column(query, 3);
    row->to = query_column(query, 4);
    row->message_id = query_column(query, 5);
    return row;
}

/* Ids made with a key that is no longer live cannot be checked: only mails of the present keys'
 * time are, which begin with the first id that a live key made. */
static gboolean check_outbox(Store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    gboolean live = FALSE;
    Query query = query_begin(store, "SELECT id, reference, event_seq, kind, recipient, message_id,"
                                     " occasion FROM outbox WHERE message_id <> '' OR recipient"
                                     " <> 'erased ' || id ORDER BY id");
    while (!trouble && query_next(&query)) {
        g_autoptr(OutboxRow) row = identity_of_mail(&query);
        gboolean ours = message_id_is_ours(store, row, query_column_number(&query, 6), &trouble);
        if (live && !ours && !trouble)
            find(findings, "mail %" G_GINT64_FORMAT " has a Message-ID that is not ours", row->id);
        live = live || ours;
    }
    if (!query_end(&query, trouble ? NULL : error))
        return FALSE;
    if (trouble)
        g_propagate_error(error, g_steal_pointer(&trouble));
    return trouble == NULL;
}

static gboolean check_all(Store *store, GPtrArray *findings, GError **error)
{
    return check_integrity(store, findings, error) && check_foreign_keys(store, findings, error) &&
           event_log_check(store, findings, error) && look_log_check(store, findings, error) &&
           erasure_check(store, findings, error) && directory_log_check(store, findings, error) &&
           heads_check(store, findings, error) && check_cases(store, findings, error) &&
           check_policies(store, findings, error) && check_pins(store, findings, error) &&
           check_ledger(store, findings, error) && check_outbox(store, findings, error);
}

GPtrArray *store_verify(Store *store, GError **error)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    gboolean alone = !store->in_transaction;
    if (alone && !store_begin(store, error))
        return NULL;
    gboolean looked = check_all(store, findings, error);
    if (alone)
        store_rollback(store);
    return looked ? g_steal_pointer(&findings) : NULL;
}
