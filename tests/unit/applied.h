/* What a decision does to the record, and the ledger's row of the message it is about. For the units that decide and apply
 * without a spool. */
#pragma once
#include "apply.h"

static inline void applied(Store *store, const Ruleset *rules, Decision *decision, const MailRecord *mail, Instant now)
{
    GError *error = NULL;
    g_autoptr(LedgerRow) row = ledger_row_new();
    row->sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, mail->message_id, -1);
    row->spool_name = g_strdup(mail->message_id);
    row->mailbox = g_strdup(rules->site.mailboxes[0]);
    row->received = now;
    row->message_id = g_strdup(mail->message_id);
    row->content_digest = g_strdup(mail->content_digest);
    row->from = g_strdup(g_array_index(mail->from, MailAddress, 0).address);
    row->repeat_of = decision->repeat_of;
    gboolean done = apply_message(store, rules, decision, row, now, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}
