/* Re-opening. It is always a person's word, never a message's alone. The record of the earlier cycles
 * stays as it is; dates start anew, and what was decided, settled or owed only to close no longer
 * counts. The case goes back to where it was settled, and its holders are looked up again: people
 * may have moved on. */
#include "reopening.h"
#include "clocks.h"
#include "moving.h"

/* No policy says from when a re-opened case's dates count. 'The shortest timescale possible' (Havering 1.4) is from when the
 * message that asks for it came, not from when the office came to it; but what came before the cycle ended is of that cycle,
 * and the new one then begins with the office's word. */
static Instant cycle_begins(const Deciding *x)
{
    static const char *const ends[] = {"closing", "closed", "handed-off", NULL};
    Instant ended = INSTANT_UNKNOWN;
    for (guint i = 0; i < x->c->events->len; i++) {
        const Event *event = g_ptr_array_index(x->c->events, i);
        if (g_strv_contains(ends, event->kind))
            ended = event->at;
    }
    return x->received >= ended ? x->received : deciding_acted(x);
}

void reopening_begin(Deciding *x, const PolicyStage *stage, const char *why)
{
    g_autofree char *began = instant_decimal(cycle_begins(x));
    Event *event = deciding_event(x, "reopened", "Re-opened, cycle %u: %s", x->c->cycle + 1, why);
    event_change(event, "state", case_state_name(CASE_OPEN), NULL);
    event_change(event, "cycle", decimal(x->c->cycle + 1), NULL);
    event_change(event, "reopened", NULL);
    if (x->c->last_sender != NULL)
        event_change(event, "turn", x->c->last_sender, NULL); /* it is for the others to answer */
    event_change(event, "began", began, NULL);
    clocks_begin_again(x, event);
    deciding_add(x, event);
    moving_enter(x, stage, x->c->tier);
}

gboolean reopening_now(const Deciding *x)
{
    return deciding_did(x, "reopened");
}
