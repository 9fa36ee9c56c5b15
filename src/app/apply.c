/* From a decision to rows. Everything a message causes goes through here and into one transaction;
 * nothing is sent from here. */
#include "apply.h"
#include "decide.h"
#include "office_items.h"
#include "office_line.h"
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
            text_append(ids, ids->len > 0 ? " " : "", id, NULL);
    }
    if (in_reply_to != NULL && *in_reply_to != '\0')
        text_append(ids, ids->len > 0 ? " " : "", in_reply_to, NULL);
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

/* What an alarm to the office asks is its number one (by_mail_asks()). */
static gboolean number_alarm(Store *store, const OutboxRow *row, const Decision *decision,
                             GError **error)
{
    OfficeItem item = {.n = 1};
    if (!g_str_equal(row->template, OFFICE_MAIL_ALARM))
        return TRUE;
    if (decision->held != NULL)
        item.held = decision->held->id;
    else if (decision->subject_case != NULL)
        item.reference = decision->subject_case->reference;
    return (item.held == 0 && item.reference == NULL) ||
           store_office_item_add(store, row->id, &item, error);
}

/* The row borrows the texts of the draft and the case, so it is not freed as a whole. */
static gboolean queue_mail(Store *store, const MailDraft *draft, const Decision *decision,
                           const char *mailbox, const char *domain, Instant now, GError **error)
{
    const Case *c = decision->subject_case;
    g_autofree char *thread = thread_of(c, draft->in_reply_to);
    OutboxRow row = {.reference = c != NULL ? c->reference : NULL,
                     .event_seq = draft->event_seq,
                     .kind = draft->template,
                     .template = draft->template,
                     .to = draft->to,
                     .to_name = draft->to_name,
                     .role = draft->role,
                     .subject = draft->subject,
                     .body = draft->body,
                     .in_reply_to = draft->in_reply_to,
                     .references = thread,
                     .thread_index = draft->thread_index,
                     .answer = draft->answer,
                     .state = (char *)(draft->stopped != NULL ? "suppressed" : NULL),
                     .why = draft->stopped,
                     .mailbox = (char *)mailbox,
                     .queued = now,
                     .at = now};
    gboolean added = store_outbox_add(store, &row, domain, error);
    g_free(row.message_id);
    return added && number_alarm(store, &row, decision, error);
}

/* What was learnt of mails and addresses. */
static gboolean apply_marks(Store *store, const Decision *decision, Instant now, GError **error)
{
    for (guint i = 0; i < decision->undelivered->len; i++) {
        const Undelivered *failed = g_ptr_array_index(decision->undelivered, i);
        if (!store_outbox_returned(store, failed->outbox, now, failed->why, error))
            return FALSE;
    }
    for (guint i = 0; i < decision->warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(decision->warnings, i);
        if (!store_warning_add(store, warning->kind, warning->address, now, error))
            return FALSE;
    }
    return TRUE;
}

gboolean apply_case(Store *store, const Ruleset *rules, Decision *decision, const char *mailbox,
                    Instant now, GError **error)
{
    const Case *c = decision->subject_case;
    const char *domain = text_address_domain(rules->site.mailboxes[0]);
    if (c != NULL && c->events->len > decision->first_new &&
        !store_case_save(store, c, decision->first_new, case_next_tick(c), error))
        return FALSE;
    for (guint i = 0; i < decision->mails->len; i++)
        if (!queue_mail(store, g_ptr_array_index(decision->mails, i), decision, mailbox, domain,
                        now, error))
            return FALSE;
    return apply_marks(store, decision, now, error);
}

/* What the office writes in answer to a number says what it knows of the message there. */
static gboolean restrict_office(Store *store, Decision *decision, GError **error)
{
    gboolean restricted = FALSE;
    if (decision->office_mail == 0 || decision->subject_case != NULL)
        return TRUE;
    if (!store_office_items_restricted(store, decision->office_mail, decision->office_numbers,
                                       &restricted, error))
        return FALSE;
    if (restricted)
        decision_restrict(decision);
    return TRUE;
}

gboolean apply_held_ruling(Store *store, const HeldRow *held, const HeldRuling *ruling,
                           const char *said, Instant now, GError **error)
{
    const char *disposition = *ruling->reference ? "case" : "set-aside";
    g_autofree char *reason =
        g_strconcat(held_row_restricted(held) ? RESTRICTED_MARK : "", said, NULL);
    return store_ledger_settle(store, held->ledger, disposition, ruling->reference, reason,
                               error) &&
           store_held_resolve(store, held->id, now, ruling, said, error);
}

gboolean apply_held_settled(Store *store, const Ruleset *rules, const HeldRow *held, const char *by,
                            Instant now, GError **error)
{
    for (guint i = 0; i < held->suggestions->len; i++) {
        const Suggestion *suggestion = g_ptr_array_index(held->suggestions, i);
        g_autoptr(GError) failure = NULL;
        Case *c = store_case_load(store, suggestion->reference, &failure);
        g_autoptr(Decision) freed =
            c != NULL ? decide_objection_settled(c, held->sha256, by, rules, now, &failure) : NULL;
        if (freed != NULL)
            (void)!apply_case(store, rules, freed, rules->site.mailboxes[0], now, &failure);
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
    }
    return TRUE;
}

/* After the decision's own case is saved: it may be the one that was barred. */
static gboolean free_superseded(Store *store, const Ruleset *rules, const Decision *decision,
                                Instant now, GError **error)
{
    for (guint i = 0; i < decision->superseded->len; i++)
        if (!apply_held_settled(store, rules, decision->superseded->pdata[i], BY_GATEWAY, now,
                                error))
            return FALSE;
    return TRUE;
}

/* What waited without a proof of its sender, and came again with one: nobody decides it any more. */
static gboolean settle_superseded(Store *store, const Decision *decision, const LedgerRow *by,
                                  Instant now, GError **error)
{
    const HeldRuling ruling = {.verb = (char *)HELD_SUPERSEDED,
                               .reference = (char *)"",
                               .by = (char *)BY_GATEWAY,
                               .why = (char *)""};
    g_autofree char *said = g_strdup_printf(
        "superseded by message %" G_GINT64_FORMAT ": the same with a proof of its sender", by->id);
    for (guint i = 0; i < decision->superseded->len; i++)
        if (!apply_held_ruling(store, decision->superseded->pdata[i], &ruling, said, now, error))
            return FALSE;
    return TRUE;
}

/* A message of no case that may belong to one bars its closing. */
static gboolean bar_closing(Store *store, const Ruleset *rules, const Decision *decision,
                            Instant now, GError **error)
{
    const HeldRow *held = decision->held;
    if (held == NULL || decision->subject_case != NULL ||
        !objection_may_bar(held, decision->disputes))
        return TRUE;
    for (guint i = 0; i < held->suggestions->len; i++) {
        const Suggestion *suggestion = g_ptr_array_index(held->suggestions, i);
        if (suggestion->weak)
            continue;
        g_autoptr(GError) failure = NULL;
        Case *c = store_case_load(store, suggestion->reference, &failure);
        g_autoptr(Decision) bars =
            c != NULL ? decide_objection(c, held, rules, now, &failure) : NULL;
        if (bars != NULL)
            (void)!apply_case(store, rules, bars, rules->site.mailboxes[0], now, &failure);
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
    }
    return TRUE;
}

gboolean apply_message(Store *store, const Ruleset *rules, Decision *decision, LedgerRow *row,
                       Instant now, GError **error)
{
    const char *mailbox =
        row->mailbox != NULL && *row->mailbox != '\0' ? row->mailbox : rules->site.mailboxes[0];
    if (!restrict_office(store, decision, error))
        return FALSE;
    replace(&row->kind, decision->kind);
    replace(&row->disposition, decision->disposition);
    replace(&row->reason, decision->reason);
    replace(&row->reference,
            decision->subject_case != NULL ? decision->subject_case->reference : "");
    if (!store_ledger_add(store, row, error))
        return FALSE;
    if (!settle_superseded(store, decision, row, now, error))
        return FALSE;
    if (decision->answers_office > 0 &&
        !store_office_reply_add(store, row->id, decision->answers_office, error))
        return FALSE;
    if (decision->held != NULL) {
        decision->held->ledger = row->id;
        if (!store_held_add(store, decision->held, error))
            return FALSE;
    }
    return apply_case(store, rules, decision, mailbox, now, error) &&
           free_superseded(store, rules, decision, now, error) &&
           bar_closing(store, rules, decision, now, error);
}
