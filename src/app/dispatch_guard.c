/* dispatch_guard: a mail that waited is looked at again before the transport has it.
 *
 * Between its drafting and its going the case may have moved to another agency and a person may have
 * left. The case is read anew; mails of one case mostly lie together, so the last one is kept. Who wrote
 * what an answer answers is asked of the ledger, not of the row. Reads the record, writes nothing. */
#include "dispatch_guard.h"
#include "outgoing_guard.h"
#include "text.h"

struct DispatchGuard {
    const Ruleset *rules;
    Store *store;
    CaseLookup lookup;
    Day today;
    Case *c;              /* NULL before the first, and for mail of no case */
    OutgoingGuard *guard; /* on `c` */
};

DispatchGuard *dispatch_guard_new(const Ruleset *rules, Store *store, Instant now)
{
    DispatchGuard *guard = g_new0(DispatchGuard, 1);
    *guard = (DispatchGuard){.rules = rules,
                             .store = store,
                             .lookup = store_lookup(store),
                             .today = instant_day(now, rules->site.zone)};
    return guard;
}

void dispatch_guard_free(DispatchGuard *guard)
{
    if (!guard)
        return;
    g_clear_pointer(&guard->guard, outgoing_guard_free);
    g_clear_pointer(&guard->c, case_free);
    g_free(guard);
}

static gboolean take_case(DispatchGuard *guard, const char *reference, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    const char *kept = guard->c ? guard->c->reference : "";
    if (guard->guard && g_strcmp0(kept, reference ? reference : "") == 0)
        return TRUE;
    g_clear_pointer(&guard->guard, outgoing_guard_free);
    g_clear_pointer(&guard->c, case_free);
    if (!text_empty(reference))
        guard->c = store_case_load(guard->store, reference, &trouble);
    if (trouble) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    guard->guard = outgoing_guard_new(guard->c, NULL, guard->rules, guard->today);
    return TRUE;
}

static gboolean is_from(const LedgerRow *row, const char *address)
{
    return row && g_ascii_strcasecmp(row->from, address) == 0;
}

/* The message of the event that the mail belongs to; NULL without error where there is none. */
static LedgerRow *of_event(const DispatchGuard *guard, const OutboxRow *row, GError **error)
{
    const GPtrArray *events = guard->c ? guard->c->events : NULL;
    if (!events || row->event_seq < 1 || row->event_seq > events->len)
        return NULL;
    const Event *event = g_ptr_array_index(events, row->event_seq - 1);
    return event->message ? store_ledger_first(guard->store, event->message, row->mailbox, error)
                          : NULL;
}

/* Whose message it answers: that of its In-Reply-To; one without an id is its event's, or, of no case, the newest when the
 * answer was queued. */
static gboolean answers_writer(DispatchGuard *guard, const OutboxRow *row, gboolean *does_out,
                               GError **error)
{
    g_autoptr(GError) trouble = NULL;
    for (guint way = 0; way < 3 && !*does_out && !trouble; way++) {
        g_autoptr(LedgerRow) message = NULL;
        if (way == 0 && !text_empty(row->in_reply_to))
            message =
                guard->lookup.same_message_id(guard->lookup.context, row->in_reply_to, &trouble);
        else if (way == 1)
            message = of_event(guard, row, &trouble);
        else if (way == 2)
            message = store_ledger_by_id(guard->store, row->occasion, &trouble);
        *does_out = is_from(message, row->to);
    }
    if (!trouble)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
}

gboolean dispatch_guard_why(DispatchGuard *guard, const OutboxRow *row, char **why_out,
                            GError **error)
{
    gboolean to_writer = FALSE;
    *why_out = NULL;
    if (!take_case(guard, row->reference, error) ||
        (row->answer && !answers_writer(guard, row, &to_writer, error)))
        return FALSE;
    const OutgoingMail mail = {.to = row->to,
                               .to_name = row->to_name,
                               .subject = row->subject,
                               .body = row->body,
                               .answer = row->answer,
                               .submitter = to_writer ? row->to : NULL};
    *why_out = outgoing_guard_why(guard->guard, &mail);
    return TRUE;
}
