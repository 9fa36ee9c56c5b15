/* Who sits is recorded in one way, whatever brought the seats about: a stage that is entered, several at once, or a choice
 * that concerns further people. A vacant seat is a seat: the office sees it and fills it. Decides nothing, tells nobody. */
#include "sitting.h"

static void event_seats(Event *event, GPtrArray *seats, const PolicyStage *stage, guint tier)
{
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        event_change(event, "holder", side_name(seat->side),
                     seat->agency != NULL ? seat->agency : "", seat->role, seat->name, seat->email,
                     stage->id, decimal(tier), seat->informed ? "yes" : "no", NULL);
        if (seat->quiet && *seat->email != '\0')
            event_change(event, "holder-quiet", side_name(seat->side), seat->email, NULL);
        if (seat->answers != HOLD_FIRST && *seat->email != '\0')
            event_change(event, "holder-group", side_name(seat->side), seat->email,
                         seat->answers == HOLD_ALL ? "all" : "any", NULL);
    }
}

/* A rung that nobody is on was passed over: the record says who is asked in its place. */
static void say_passed(Deciding *x, GPtrArray *seats)
{
    const char *said = NULL;
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        if (seat->instead_of == NULL || seat->instead_of == said)
            continue;
        said = seat->instead_of;
        g_autofree char *passed = role_words(seat->instead_of), *role = role_words(seat->role);
        deciding_add(x, deciding_event(x, "passed",
                                       "No %s in post for %s: the %s is asked instead "
                                       "(section %s)",
                                       passed, agency_name(x->rules, seat->agency), role,
                                       seat->section));
    }
}

static void say_vacant(Deciding *x, GPtrArray *seats)
{
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        if (*seat->email != '\0' || seat->worker)
            continue;
        g_autofree char *role = role_words(seat->role);
        deciding_add(x, deciding_event(x, "vacant",
                                       "No %s in post for %s: the office must name somebody", role,
                                       agency_name(x->rules, seat->agency)));
    }
}

void sitting_record(Deciding *x, Event *event, GPtrArray *seats, const PolicyStage *stage,
                    guint tier)
{
    event_seats(event, seats, stage, tier);
    deciding_add(x, event);
    say_vacant(x, seats);
    say_passed(x, seats);
}

/* ---- within one agency ---- */

static gboolean sits(const Holder *holder, Side side)
{
    return holder->current && !holder->informed && holder->side == side &&
           !g_str_equal(holder->role, "worker");
}

gboolean sitting_is_held_by(const Deciding *x, Side side, const char *email)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (sits(holder, side) && g_ascii_strcasecmp(holder->email, email) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A vacant seat, or one of somebody who has left. */
static gboolean is_free(const Deciding *x, const Holder *holder)
{
    if (*holder->email == '\0')
        return TRUE;
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(x->rules->directory, holder->email, deciding_acting_day(x));
    return posts->len == 0;
}

gboolean sitting_is_open(const Deciding *x, Side side)
{
    gboolean any = FALSE;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (!sits(holder, side))
            continue;
        any = TRUE;
        if (is_free(x, holder))
            return TRUE;
    }
    return !any;
}

void sitting_again(Deciding *x, Side side, const Agency *agency, const char *why)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    Event *event = deciding_event(x, "routed", "The office routes the %s side to %s again: %s",
                                  side_name(side), agency->name, why);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (sits(holder, side) && is_free(x, holder))
            event_change(event, "holder-gone", side_name(side), holder->email, NULL);
    }
    deciding_add(x, event);
    if (stage == NULL)
        return;
    g_autoptr(GPtrArray) seats = routing_seats(x, stage, x->c->tier);
    for (guint i = seats->len; i-- > 0;)
        if (((const Seat *)g_ptr_array_index(seats, i))->side != side)
            g_ptr_array_remove_index(seats, i);
    sitting_record(x, deciding_event(x, "holders", "Who holds it now for %s", agency->name), seats,
                   stage, x->c->tier);
}
