/* reported: from what a mail system writes to the mail that it means.
 *
 * Anybody can write a report, and our own address is in the From of much that we never sent. So a
 * report without our mark proves nothing, and one with a stranger's mark is about a stranger's mail. */
#include "reported.h"
#include "text.h"
#include <string.h>

static OutboxRow *sent(Deciding *x, const char *message_id)
{
    if (*message_id == '\0' || x->error != NULL)
        return NULL;
    return x->lookup->sent_mail(x->lookup->outside, message_id, &x->error);
}

/* The mark on the envelope is the Message-ID; some systems give back no more of it than stands before the @. */
static OutboxRow *sent_in_envelope(Deciding *x, const char *envelope_id)
{
    OutboxRow *row = NULL;
    if (*envelope_id == '\0' || strchr(envelope_id, '@') != NULL)
        return sent(x, envelope_id);
    for (GStrv mailbox = x->rules->site.mailboxes; *mailbox != NULL && row == NULL; mailbox++) {
        g_autofree char *message_id =
            g_strconcat(envelope_id, "@", text_address_domain(*mailbox), NULL);
        row = sent(x, message_id);
    }
    return row;
}

static OutboxRow *marked(Deciding *x)
{
    const GArray *deliveries = x->mail->deliveries;
    OutboxRow *row = NULL;
    for (guint i = 0; i < deliveries->len && row == NULL; i++) {
        const MailDelivery *delivery = &g_array_index(deliveries, MailDelivery, i);
        row = sent(x, delivery->original_id);
        if (row == NULL)
            row = sent_in_envelope(x, delivery->envelope_id);
    }
    for (guint i = 0; i < x->mail->references->len && row == NULL; i++)
        row = sent(x, g_ptr_array_index(x->mail->references, i));
    return row;
}

/* Of several recipients the one whom the mail went to; a failure before what is only late. */
static guint fit(const MailDelivery *delivery, const OutboxRow *row)
{
    gboolean ours = g_str_equal(delivery->recipient, row->to) ||
                    g_str_equal(delivery->original_recipient, row->to);
    return (ours ? 2u : 0u) + (g_str_equal(delivery->action, "failed") ? 1u : 0u);
}

OutboxRow *reported_mail(Deciding *x, const MailDelivery **delivery_out)
{
    const GArray *deliveries = x->mail->deliveries;
    OutboxRow *row = deliveries->len > 0 ? marked(x) : NULL;
    const MailDelivery *best = NULL;
    for (guint i = 0; i < deliveries->len && row != NULL; i++) {
        const MailDelivery *delivery = &g_array_index(deliveries, MailDelivery, i);
        if (best == NULL || fit(delivery, row) > fit(best, row))
            best = delivery;
    }
    *delivery_out = best;
    return row;
}

const MailDelivery *reported_unmarked(const Deciding *x)
{
    for (guint i = 0; i < x->mail->deliveries->len; i++) {
        const MailDelivery *delivery = &g_array_index(x->mail->deliveries, MailDelivery, i);
        if (g_str_equal(delivery->action, "failed") && *delivery->original_id == '\0' &&
            *delivery->envelope_id == '\0')
            return delivery;
    }
    return NULL;
}

static GPtrArray *mails_to(Deciding *x, const char *address)
{
    if (*address == '\0')
        return g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    return x->lookup->mails_to(x->lookup->context, address, x->received - REPORTS_COME, &x->error);
}

GPtrArray *reported_likely(Deciding *x, const MailDelivery *delivery)
{
    GPtrArray *mails = mails_to(x, delivery->recipient);
    if (mails == NULL || mails->len > 0 ||
        g_str_equal(delivery->original_recipient, delivery->recipient))
        return mails;
    g_ptr_array_unref(mails);
    return mails_to(x, delivery->original_recipient);
}
