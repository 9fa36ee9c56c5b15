/* records: the plain rows that store keeps beside the cases.
 *
 * Owns their allocation and nothing else. Strings of a new row are NULL until somebody sets them,
 * the arrays are there. Never fails. */
#include "records.h"

LedgerRow *ledger_row_new(void)
{
    return g_new0(LedgerRow, 1);
}

void ledger_row_free(LedgerRow *row)
{
    if (!row)
        return;
    g_free(row->spool_name);
    g_free(row->sha256);
    g_free(row->mailbox);
    g_free(row->message_id);
    g_free(row->from);
    g_free(row->content_digest);
    g_free(row->kind);
    g_free(row->disposition);
    g_free(row->reference);
    g_free(row->reason);
    g_free(row);
}

HeldSaid *held_said_new(const char *key, guint child, const char *value)
{
    HeldSaid *said = g_new0(HeldSaid, 1);
    said->key = g_strdup(key);
    said->child = child;
    said->value = g_strdup(value);
    return said;
}

static void held_said_free(gpointer data)
{
    HeldSaid *said = data;
    g_free(said->key);
    g_free(said->value);
    g_free(said);
}

Suggestion *suggestion_reading_new(const char *reference, const char *why, const char *reading)
{
    Suggestion *suggestion = g_new0(Suggestion, 1);
    suggestion->reference = g_strdup(reference);
    suggestion->why = g_strdup(why);
    suggestion->reading = reading != NULL && *reading != '\0' ? g_strdup(reading) : NULL;
    return suggestion;
}

Suggestion *suggestion_new(const char *reference, const char *why)
{
    return suggestion_reading_new(reference, why, NULL);
}

void suggestion_free(Suggestion *suggestion)
{
    if (!suggestion)
        return;
    g_free(suggestion->reference);
    g_free(suggestion->why);
    g_free(suggestion->reading);
    g_free(suggestion);
}

Candidate *candidate_new(const char *agency, const char *why)
{
    Candidate *candidate = g_new0(Candidate, 1);
    candidate->agency = g_strdup(agency);
    candidate->why = g_strdup(why);
    return candidate;
}

void candidate_free(Candidate *candidate)
{
    g_free(candidate->agency);
    g_free(candidate->why);
    g_free(candidate);
}

HeldRow *held_row_new(void)
{
    HeldRow *row = g_new0(HeldRow, 1);
    row->suggestions = g_ptr_array_new_with_free_func((GDestroyNotify)suggestion_free);
    row->said = g_ptr_array_new_with_free_func(held_said_free);
    row->beside = g_ptr_array_new();
    row->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    return row;
}

void held_row_free(HeldRow *row)
{
    if (!row)
        return;
    g_free(row->sha256);
    g_free(row->mailbox);
    g_free(row->from);
    g_free(row->sender_level);
    g_free(row->subject);
    g_free(row->kind);
    g_free(row->reason);
    g_free(row->text);
    g_ptr_array_unref(row->suggestions);
    g_ptr_array_unref(row->said);
    g_ptr_array_unref(row->beside);
    g_ptr_array_unref(row->candidates);
    g_free(row->resolution);
    g_free(row->ruling.verb);
    g_free(row->ruling.reference);
    g_free(row->ruling.by);
    g_free(row->ruling.why);
    g_free(row);
}

void look_row_free(LookRow *look)
{
    if (!look)
        return;
    g_free(look->who);
    g_free(look->login);
    g_free(look->command);
    g_free(look->reference);
    g_free(look->hash);
    g_free(look);
}

gboolean directory_change_erased(const DirectoryChange *change)
{
    return *change->by == '\0' && *change->login == '\0' && *change->why == '\0' &&
           *change->text_before == '\0' && *change->text_after == '\0';
}

void directory_change_free(DirectoryChange *change)
{
    if (!change)
        return;
    g_free(change->by);
    g_free(change->login);
    g_free(change->why);
    g_free(change->file);
    g_free(change->sha256_before);
    g_free(change->sha256_after);
    g_free(change->text_before);
    g_free(change->text_after);
    g_free(change->hash);
    g_free(change);
}

void erasure_row_free(ErasureRow *row)
{
    if (!row)
        return;
    g_free(row->officer);
    g_free(row->login);
    g_free(row->what);
    g_free(row->reference);
    g_free(row->sha256);
    g_free(row->why);
    g_free(row->hash);
    g_free(row);
}

void erasure_file_free(ErasureFile *file)
{
    if (!file)
        return;
    g_free(file->folder);
    g_free(file->name);
    g_free(file);
}

OutboxRow *outbox_row_new(void)
{
    return g_new0(OutboxRow, 1);
}

void outbox_row_free(OutboxRow *row)
{
    if (!row)
        return;
    g_free(row->reference);
    g_free(row->kind);
    g_free(row->to);
    g_free(row->to_name);
    g_free(row->role);
    g_free(row->template);
    g_free(row->subject);
    g_free(row->body);
    g_free(row->message_id);
    g_free(row->in_reply_to);
    g_free(row->references);
    g_free(row->thread_index);
    g_free(row->mailbox);
    g_free(row->state);
    g_free(row->why);
    g_free(row->smtp_status);
    g_free(row);
}

static gboolean is_restricted(const char *kind, const char *reason)
{
    return g_strcmp0(kind, RESTRICTED_KIND) == 0 ||
           (reason != NULL && g_str_has_prefix(reason, RESTRICTED_MARK));
}

gboolean ledger_row_restricted(const LedgerRow *row)
{
    return row->of_restricted || is_restricted(row->kind, row->reason);
}

gboolean held_row_restricted(const HeldRow *row)
{
    return is_restricted(row->kind, row->text);
}

gboolean held_row_suggests(const HeldRow *row, const char *reference)
{
    for (guint i = 0; i < row->suggestions->len; i++)
        if (g_str_equal(((const Suggestion *)row->suggestions->pdata[i])->reference, reference))
            return TRUE;
    return FALSE;
}
