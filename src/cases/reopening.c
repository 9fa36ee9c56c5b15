/* Re-opening. It is always a person's word, never a message's alone. The record of the earlier cycles
 * stays as it is; dates start anew, and what was decided, settled or owed only to close no longer
 * counts. The case goes back to where it was settled, and its holders are looked up again: people
 * may have moved on. */
#include "reopening.h"
#include "clocks.h"
#include "moving.h"

void reopening_begin(Deciding *x, const PolicyStage *stage, const char *why)
{
    g_autofree char *began = deciding_at(x);
    Event *event = deciding_event(x, "reopened", "Re-opened, cycle %u: %s", x->c->cycle + 1, why);
    event_change(event, "state", case_state_name(CASE_OPEN), NULL);
    event_change(event, "cycle", decimal(x->c->cycle + 1), NULL);
    event_change(event, "reopened", NULL);
    event_change(event, "began", began, NULL);
    clocks_begin_again(x, event);
    deciding_add(x, event);
    moving_enter(x, stage, x->c->tier);
}

gboolean reopening_now(const Deciding *x)
{
    return deciding_did(x, "reopened");
}
