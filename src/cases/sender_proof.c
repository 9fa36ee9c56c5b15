/* sender_proof: how a message's sender was proven, kept in the event that records the message ('proof' rows).
 *
 * A site without its server's word takes every message into its case, in whosever name it comes; such words are information. What a
 * message says may matter later, when something begins to be owed or a stage ends: then only what was proven counts, else a forged
 * mail would have to wait to do what it may not do at once. A proof may come later: the office links the message with a reason, or
 * the same comes again with a proof. It counts from then on. Of a message whose record is older than these rows nobody knows, and
 * it counts for nothing: what it said is asked for once more, which harms less than an act that nobody stands for. */
#include "sender_proof.h"
#include "earlier.h"
#include "text.h"

static const char operation[] = "proof", nothing[] = "none";

/* NULL: nothing. A ruling without a reason says nothing of who wrote it. */
static const char *proof_of(const Deciding *x)
{
    if (x->sender != NULL && x->sender->proven)
        return x->sender->by_signature ? "signature" : "receiver";
    return x->ruling != NULL && !text_empty(x->ruling->why) ? "office" : NULL;
}

gboolean sender_proof_now(const Deciding *x)
{
    return proof_of(x) != NULL;
}

void sender_proof_record(const Deciding *x, Event *event)
{
    const char *proof = proof_of(x);
    event_change(event, operation, proof != NULL ? proof : nothing, "", NULL);
}

/* What the row says of the message; NULL: nothing. */
static const char *row_says(const Event *event, const char *const *row, const char *message)
{
    if (!text_is(row[0], operation))
        return NULL;
    const char *of = *row[2] != '\0' ? row[2] : event->message;
    return g_strcmp0(of, message) == 0 ? row[1] : NULL;
}

/* The best that the record says of it: a proof, that there was none, or NULL. */
static const char *on_record(const Case *c, const char *message)
{
    const char *best = NULL;
    for (guint i = 0; message != NULL && i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++) {
            const char *said = row_says(event, g_ptr_array_index(event->changes, j), message);
            if (said != NULL && !g_str_equal(said, nothing))
                return said;
            best = said != NULL ? said : best;
        }
    }
    return best;
}

gboolean sender_proof_counts(const Case *c, const char *message)
{
    const char *said = on_record(c, message);
    return said != NULL && !g_str_equal(said, nothing);
}

gboolean sender_proof_add(const Deciding *x, Event *event, const char *message)
{
    const char *proof = proof_of(x);
    if (proof == NULL || case_event_of(x->c, message) == NULL || sender_proof_counts(x->c, message))
        return FALSE;
    event_change(event, operation, proof, message, NULL);
    return TRUE;
}

void sender_proof_say(Deciding *x, const char *section, const char *what, const char *message)
{
    const Event *said = earlier_received(x->c, message);
    g_autofree char *at = instant_short(case_came(said), x->rules->site.zone);
    g_autofree char *text = g_strdup_printf(
        "%s. It was said in a message of %s in the name of %s, and %s", what, at,
        earlier_writer(x->c, message),
        on_record(x->c, message) != NULL ? "nothing proved that it was theirs"
                                         : "whether it was theirs is not on record");
    deciding_note(x, "said-before", section, text);
}
