/* superseding: somebody's mail came without a proof of its sender, by a forwarder perhaps, and the same comes again with one.
 *
 * The proven one is worked like any message. What waited is then not decided a second time: opened by the office later it
 * would be the same dispute twice. Promises that only a proven sender settles anything, that nothing is settled which says of
 * danger what the proven one does not, and that the same few words about another case are left alone. Touches the case by one
 * line; what was held is settled where the decision is put on record. */
#include "superseding.h"
#include "opening.h"

gboolean superseding_may(const Deciding *x)
{
    return x->ruling == NULL && x->sender->proven && x->sender->level > SENDER_UNKNOWN &&
           x->sender->doubt == NULL;
}

static gboolean was_worked(const Decision *d)
{
    return g_str_equal(d->disposition, "case") || g_str_equal(d->disposition, "held") ||
           g_str_equal(d->disposition, "signposted");
}

/* The ledger's row of the first message with this one's Message-ID; 0 none. */
static gint64 first_with_id(Deciding *x)
{
    if (*x->mail->message_id == '\0')
        return 0;
    g_autoptr(LedgerRow) row =
        x->lookup->same_message_id(x->lookup->context, x->mail->message_id, &x->error);
    return row != NULL ? row->id : 0;
}

/* A form says itself what it is of; of other words it must be known that they were of the same case. */
static gboolean is_of_the_same(const Deciding *x, const HeldRow *held, gint64 with_id)
{
    const Case *c = x->decision->subject_case;
    if (held->urgent && !x->decision->urgent)
        return FALSE;
    return held->ledger == with_id || (x->reading->has_form && opening_is_escalation(x)) ||
           (c != NULL && held->suggestions->len == 1 && held_row_suggests(held, c->reference));
}

static void say(Deciding *x, const HeldRow *held)
{
    g_autofree char *at = instant_short(held->received, x->rules->site.zone);
    g_autofree char *text = g_strdup_printf("The same message came %s without a proof of its "
                                            "sender and waited: it is settled by this one",
                                            at);
    deciding_flag(x, "superseded", "design §3", text);
}

void superseding_take(Deciding *x)
{
    if (x->error != NULL || !superseding_may(x) || !was_worked(x->decision) ||
        *x->mail->content_digest == '\0')
        return;
    g_autoptr(GPtrArray) copies = x->lookup->unproven_copies(
        x->lookup->context, x->mail->content_digest, x->sender->email, &x->error);
    if (copies == NULL || copies->len == 0)
        return;
    gint64 with_id = first_with_id(x);
    for (guint i = 0; i < copies->len && x->error == NULL; i++) {
        HeldRow *held = copies->pdata[i];
        if (!is_of_the_same(x, held, with_id))
            continue;
        say(x, held);
        g_ptr_array_add(x->decision->superseded, held);
        copies->pdata[i] = NULL;
    }
}
