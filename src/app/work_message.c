/* One message into the record: it came before, or it is decided and what was decided is applied. Work
 * does it for what is in the spool and replay for what is in the archive, each in a transaction of its
 * own. A message that fails is held with what went wrong; only TEMP (disk full, database locked) is
 * the caller's. */
#include "apply.h"
#include "error.h"
#include "first_copy.h"
#include "mail_limits.h"
#include "work_private.h"
#include <sys/stat.h>
#include <unistd.h>

gboolean work_keep_policies(Work *work, GError **error)
{
    if (!store_begin(work->store, error))
        return FALSE;
    for (guint i = 0; i < work->rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(work->rules->policies, i);
        if (!store_policy_keep(work->store, policy->sha256, policy->id, policy->text, error)) {
            store_rollback(work->store);
            return FALSE;
        }
    }
    return store_commit(work->store, error);
}

/* ---- reading ---- */

gboolean work_too_large(const Work *work, guint64 bytes)
{
    return bytes > (guint64)work->rules->site.message_limit_mib << 20 ||
           bytes > MAIL_LIMIT_READ_BYTES;
}

/* Closes `fd`. */
static gboolean read_fd(Work *work, int fd, Instant received, MailRecord **mail_out,
                        char **failure_out, GError **error)
{
    gboolean submitted = reader_submit(work->reader, fd, received, error);
    close(fd);
    return submitted && reader_answer(work->reader, mail_out, failure_out, error);
}

MailRecord *work_read_archived(Work *work, const char *sha256, Instant received, GError **error)
{
    MailRecord *record = NULL;
    g_autofree char *failure = NULL;
    int fd = spool_open_archived(work->spool, sha256, error);
    if (fd < 0 || !read_fd(work, fd, received, &record, &failure, error))
        return NULL;
    if (record == NULL)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "the message cannot be read: %s",
                    failure);
    return record;
}

gboolean work_read_as_new(Work *work, const char *sha256, Instant received, MailRecord **mail_out,
                          char **failure_out, GError **error)
{
    struct stat status;
    g_autoptr(GError) trouble = NULL;
    int fd = spool_open_archived(work->spool, sha256, &trouble);
    if (fd >= 0 && fstat(fd, &status) == 0 && work_too_large(work, (guint64)status.st_size)) {
        close(fd);
        *failure_out = g_strdup(WORK_TOO_LARGE);
        return TRUE;
    }
    if (fd >= 0)
        return read_fd(work, fd, received, mail_out, failure_out, error);
    if (g_error_matches(trouble, CASEGATE_ERROR, CASEGATE_ERROR_TEMP)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    *failure_out = g_strdup(trouble->message);
    return TRUE;
}

/* ---- deciding ---- */

static void set_text(char **text, const char *value)
{
    g_free(*text);
    *text = g_strdup(value);
}

static LedgerRow *ledger_row(const WorkMessage *message)
{
    const MailRecord *mail = message->mail;
    LedgerRow *row = ledger_row_new();
    set_text(&row->spool_name, message->spool_name);
    set_text(&row->sha256, message->sha256);
    set_text(&row->mailbox, message->mailbox);
    row->received = message->received;
    if (mail == NULL)
        return row;
    set_text(&row->message_id, mail->message_id);
    set_text(&row->content_digest, mail->content_digest);
    set_text(&row->from,
             mail->from->len == 1 ? g_array_index(mail->from, MailAddress, 0).address : "");
    return row;
}

static gboolean record_copy(Work *work, LedgerRow *row, const LedgerRow *first, GError **error)
{
    set_text(&row->kind, first->kind);
    set_text(&row->disposition, "repeat");
    set_text(&row->reference, first->reference);
    g_autofree char *reason = g_strconcat(ledger_row_restricted(first) ? RESTRICTED_MARK : "",
                                          "the same message came before", NULL);
    set_text(&row->reason, reason);
    row->repeat_of = first->repeat_of != 0 ? first->repeat_of : first->id;
    return store_ledger_add(work->store, row, error);
}

/* The decision that was made ahead, if it stands. NULL without an error when it does not. */
static Decision *decided_ahead(Work *work, const WorkMessage *message, CopyKnown known,
                               GError **error)
{
    Ready *ready = message->ready;
    if (ready == NULL || ready->decision == NULL || known.reused_id || known.unproven)
        return NULL;
    gboolean stands = suppositions_hold(ready->suppositions, &work->lookup, &ready->off, error);
    return stands ? g_steal_pointer(&ready->decision) : NULL;
}

static Decision *decide(Work *work, const WorkMessage *message, CopyKnown known, GError **error)
{
    GError *failure = NULL;
    Decision *ahead = decided_ahead(work, message, known, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    if (ahead != NULL || failure != NULL)
        return ahead;
    const Intake intake = {.rules = work->rules,
                           .lookup = &work->lookup,
                           .mail = message->mail,
                           .sha256 = message->sha256,
                           .mailbox = message->mailbox,
                           .received = message->received,
                           .reused_id = known.reused_id,
                           .unproven = known.unproven,
                           .brief = TRUE,
                           .now = message->now};
    return message->mail != NULL ? decide_message(&intake, error)
                                 : decide_unreadable(&intake, "unreadable", message->failure);
}

/* `first` is the copy that came before and was not proven; NULL: none. */
static gboolean decide_and_apply(Work *work, const WorkMessage *message, LedgerRow *row,
                                 const LedgerRow *first, CopyKnown known, Decision **decision_out,
                                 GError **error)
{
    g_autoptr(Decision) decision = decide(work, message, known, error);
    if (decision == NULL)
        return FALSE;
    if (first != NULL && g_str_equal(decision->disposition, "repeat") && decision->repeat_of == 0)
        return record_copy(work, row, first, error);
    row->repeat_of = decision->repeat_of;
    if (!apply_message(work->store, work->rules, decision, row, message->now, error))
        return FALSE;
    *decision_out = g_steal_pointer(&decision);
    return TRUE;
}

gboolean work_message(Work *work, const WorkMessage *message, Decision **decision_out,
                      GError **error)
{
    CopyKnown known;
    g_autoptr(GError) trouble = NULL;
    g_autoptr(LedgerRow) row = ledger_row(message);
    g_autoptr(LedgerRow) first =
        first_copy(work->store, row->sha256, row->mailbox, message->mail, &known, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    if (first != NULL && !known.unproven)
        return record_copy(work, row, first, error);
    return decide_and_apply(work, message, row, first, known, decision_out, error);
}

static gboolean work_or_undo(Work *work, const WorkMessage *message, Decision **decision_out,
                             GError **error)
{
    if (!store_savepoint(work->store, error))
        return FALSE;
    if (work_message(work, message, decision_out, error))
        return store_release(work->store, error);
    store_undo(work->store);
    return FALSE;
}

gboolean work_or_hold(Work *work, const WorkMessage *message, Decision **decision_out,
                      GError **error)
{
    g_autoptr(GError) trouble = NULL;
    if (work_or_undo(work, message, decision_out, &trouble))
        return TRUE;
    if (message->mail == NULL || g_error_matches(trouble, CASEGATE_ERROR, CASEGATE_ERROR_TEMP)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    g_warning("message %.12s is held: %s", message->sha256, trouble->message);
    g_autofree char *text = g_strdup_printf("it could not be worked: %s", trouble->message);
    g_clear_pointer(decision_out, decision_free);
    WorkMessage unread = *message;
    unread.mail = NULL;
    unread.ready = NULL;
    unread.failure = text;
    return work_or_undo(work, &unread, decision_out, error);
}

/* ---- dates ---- */

gboolean work_tick(Work *work, Case *c, Instant at, Decision **decision_out, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(Decision) decision = decide_clock(c, work->rules, at, &trouble);
    if (decision != NULL && apply_case(work->store, work->rules, decision,
                                       work->rules->site.mailboxes[0], at, &trouble))
        *decision_out = g_steal_pointer(&decision);
    if (trouble == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
}
