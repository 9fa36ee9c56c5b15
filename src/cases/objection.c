/* objection: what a held message does to a case that would otherwise close by itself.
 *
 * 'Nothing is met by silence', and a message that the office has not read yet is not silence: while one waits that disputes
 * the resolution, or that speaks of immediate harm, the case is not closed, by itself or by the office's command; deciding
 * about the message is the office's word. Only that it waits stands in the case: nothing of what a message says that may
 * belong elsewhere, and nothing at all of a restricted one or of one whose sender is not believed. Tells nobody. */
#include "objection.h"

#include "owing.h"
#include "telling.h"

static const Objection *find(const Case *c, const char *message)
{
    for (guint i = 0; message != NULL && i < c->objections->len; i++) {
        const Objection *objection = g_ptr_array_index(c->objections, i);
        if (g_str_equal(objection->message, message))
            return objection;
    }
    return NULL;
}

const Objection *objection_first(const Case *c)
{
    return c->objections->len > 0 ? g_ptr_array_index(c->objections, 0) : NULL;
}

void objection_raise(Deciding *x, const char *message, const char *why)
{
    if (find(x->c, message) != NULL)
        return;
    Event *event = deciding_event(x, "objection",
                                  "A message that waits for the office %s; the case does not close "
                                  "before the office has decided about it",
                                  why);
    g_autofree char *at = deciding_at(x);
    event_change(event, "objection", message, at, why, NULL);
    deciding_add(x, event);
}

static gboolean settle(Deciding *x, const char *message, const char *by)
{
    if (find(x->c, message) == NULL)
        return FALSE;
    gboolean by_office = !g_str_equal(by, BY_GATEWAY);
    Event *event = deciding_event(
        x, "objection-settled",
        by_office ? "The message that barred the closing has been decided about: office: %s"
                  : "The message that barred the closing waits no more: it came again with a proof "
                    "of its sender%s",
        by_office ? by : "");
    event_change(event, "objection-settled", message, NULL);
    deciding_add(x, event);
    return TRUE;
}

gboolean objection_settle(Deciding *x, const char *message)
{
    return settle(x, message, x->ruling->by);
}

/* ---- a message of no case, or of another one ---- */

gboolean objection_may_bar(const HeldRow *held, gboolean disputes)
{
    return (held->urgent || disputes) && !held_row_restricted(held) &&
           !g_str_equal(held->sender_level, "failed");
}

static void begin(Deciding *x, Case *c, const Ruleset *rules, Instant now, const char *actor)
{
    deciding_init(x, rules, now);
    x->actor = g_strdup(actor);
    x->policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    x->mailbox = c->mailbox;
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    deciding_dispose(x, "case", "a message that waits");
}

Decision *decide_objection(Case *c, const HeldRow *held, const Ruleset *rules, Instant now,
                           GError **error)
{
    Deciding x;
    begin(&x, c, rules, now, "gateway");
    x.received = held->received;
    gboolean over = case_is_over(c);
    if (!over && held->urgent)
        objection_raise(&x, held->sha256,
                        "may belong here and says that a child may be at immediate risk of harm");
    else if (c->state == CASE_CLOSING)
        objection_raise(&x, held->sha256, "may belong here and says that it is not resolved");
    return deciding_finish(&x, error);
}

Decision *decide_objection_settled(Case *c, const char *message, const char *by,
                                   const Ruleset *rules, Instant now, GError **error)
{
    Deciding x;
    begin(&x, c, rules, now, "gateway");
    if (settle(&x, message, by)) {
        owing_check_closed(&x);
        telling_record(&x);
    }
    return deciding_finish(&x, error);
}
