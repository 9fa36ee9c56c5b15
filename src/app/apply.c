/* From a decision to rows. Everything a message causes goes through here and into one transaction;
 * nothing is sent from here. */
#include "apply.h"
#include "decide.h"
#include "text.h"
#include <string.h>

#define REFERENCES_KEPT 20

static void replace(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text != NULL ? text : "");
}

/* The ids of the case's thread, oldest first, so that any client groups our mail with it. */
static char *thread_of(const Case *c, const char *in_reply_to)
{
    g_autoptr(GString) ids = g_string_new(NULL);
    guint n = c != NULL ? c->message_ids->len : 0;
    for (guint i = n > REFERENCES_KEPT ? n - REFERENCES_KEPT : 0; i < n; i++) {
        const char *id = g_ptr_array_index(c->message_ids, i);
        if (g_strcmp0(id, in_reply_to) != 0 && *id != '\0')
            g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", id);
    }
    if (in_reply_to != NULL && *in_reply_to != '\0')
        g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", in_reply_to);
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

static OutboxRow *outbox_row(const MailDraft *draft, const Case *c, const char *mailbox,
                             Instant now)
{
    OutboxRow *row = outbox_row_new();
    replace(&row->reference, c != NULL ? c->reference : "");
    row->event_seq = draft->event_seq;
    replace(&row->kind, draft->template);
    replace(&row->template, draft->template);
    replace(&row->to, draft->to);
    replace(&row->to_name, draft->to_name);
    replace(&row->role, draft->role);
    replace(&row->subject, draft->subject);
    replace(&row->body, draft->body);
    replace(&row->in_reply_to, draft->in_reply_to);
    g_free(row->references);
    row->references = thread_of(c, draft->in_reply_to);
    row->answer = draft->answer;
    replace(&row->mailbox, mailbox);
    replace(&row->state, "queued");
    row->queued = row->at = now;
    return row;
}

gboolean apply_case(Store *store, const Ruleset *rules, Decision *decision, const char *mailbox,
                    Instant now, GError **error)
{
    const Case *c = decision->subject_case;
    const char *domain = text_address_domain(rules->site.mailboxes[0]);
    if (c != NULL && c->events->len > decision->first_new &&
        !store_case_save(store, c, decision->first_new, case_next_tick(c), error))
        return FALSE;
    for (guint i = 0; i < decision->mails->len; i++) {
        g_autoptr(OutboxRow) row =
            outbox_row(g_ptr_array_index(decision->mails, i), c, mailbox, now);
        if (!store_outbox_add(store, row, domain, error))
            return FALSE;
    }
    for (guint i = 0; i < decision->undelivered->len; i++) {
        const Undelivered *failed = g_ptr_array_index(decision->undelivered, i);
        if (!store_outbox_mark(store, failed->outbox, "failed", now, failed->why, error))
            return FALSE;
    }
    return TRUE;
}

gboolean apply_message(Store *store, const Ruleset *rules, Decision *decision, LedgerRow *row,
                       Instant now, GError **error)
{
    const char *mailbox =
        row->mailbox != NULL && *row->mailbox != '\0' ? row->mailbox : rules->site.mailboxes[0];
    replace(&row->kind, decision->kind);
    replace(&row->disposition, decision->disposition);
    replace(&row->reason, decision->reason);
    replace(&row->reference,
            decision->subject_case != NULL ? decision->subject_case->reference : "");
    if (!store_ledger_add(store, row, error))
        return FALSE;
    if (decision->held != NULL) {
        decision->held->ledger = row->id;
        if (!store_held_add(store, decision->held, error))
            return FALSE;
    }
    return apply_case(store, rules, decision, mailbox, now, error);
}
