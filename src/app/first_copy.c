/* The first copy of a message, looked up in the ledger.
 *
 * The same Message-ID with other content is another message: it is worked, never dropped. A message without one, or
 * without content that could be digested, is the same only when its bytes are, and the same bytes prove nothing new. Reads,
 * changes nothing. */
#include "first_copy.h"

static gboolean is_same_message(const LedgerRow *row, const MailRecord *mail)
{
    const char *from =
        mail->from->len == 1 ? g_array_index(mail->from, MailAddress, 0).address : "";
    return g_str_equal(row->content_digest, mail->content_digest) && g_str_equal(row->from, from);
}

LedgerRow *first_copy(Store *store, const char *sha256, const char *mailbox, const MailRecord *mail,
                      CopyKnown *known_out, GError **error)
{
    GError *failure = NULL;
    *known_out = (CopyKnown){FALSE, FALSE};
    g_autoptr(LedgerRow) first = store_ledger_first(store, sha256, mailbox, &failure);
    if (!first && !failure && mail && *mail->message_id && *mail->content_digest) {
        const CaseLookup lookup = store_lookup(store);
        first = lookup.same_message_id(lookup.context, mail->message_id, &failure);
        known_out->reused_id = first && !is_same_message(first, mail);
        if (known_out->reused_id)
            g_clear_pointer(&first, ledger_row_free);
        else if (first && !store_held_unproven(store, first, &known_out->unproven, &failure))
            g_clear_pointer(&first, ledger_row_free);
    }
    if (failure)
        g_propagate_error(error, failure);
    return g_steal_pointer(&first);
}
