/* Finds people for roles. Only people in post on the day are found; nothing is guessed: a role that
 * nobody holds is no seat, and whoever asked says what then happens. */
#include "seating.h"

Seat *seating_add(GPtrArray *seats, const PolicyHolder *rule, const char *agency, const char *role)
{
    Seat *seat = g_new0(Seat, 1);
    seat->side = rule->side;
    seat->agency = agency;
    seat->role = role;
    seat->name = "";
    seat->email = "";
    seat->informed = rule->informed;
    seat->quiet = rule->quiet;
    seat->section = rule->section;
    g_ptr_array_add(seats, seat);
    return seat;
}

guint seating_posts(GPtrArray *seats, const PolicyHolder *rule, GPtrArray *posts, guint above)
{
    guint n = 0;
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (post->band <= above)
            continue;
        Seat *seat = seating_add(seats, rule, post->agency, post->role);
        seat->name = post->name;
        seat->email = post->email;
        seat->band = post->band;
        seat->shared = posts->len > 1;
        n++;
    }
    return n;
}

guint seating_role(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                   const char *role)
{
    g_autoptr(GPtrArray) own = routing_posts(x, agency, role);
    guint n = seating_posts(seats, rule, own, 0);
    if (n == 0 && rule->side == SIDE_PARTNERSHIP && directory_is_service(role)) {
        g_autoptr(GPtrArray) service = routing_posts(x, NULL, role);
        return seating_posts(seats, rule, service, 0);
    }
    guint above = 0;
    const char *lender =
        directory_lender(x->rules->directory, agency, role, deciding_acting_day(x), &above);
    if (n > 0 || lender == NULL)
        return n;
    g_autoptr(GPtrArray) lent = routing_posts(x, lender, role);
    return seating_posts(seats, rule, lent, above);
}

guint seating_roles(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency)
{
    guint found = 0, first = seats->len;
    gboolean together = rule->rule == HOLD_ANY || rule->rule == HOLD_ALL;
    for (guint i = 0; rule->roles != NULL && rule->roles[i] != NULL; i++) {
        guint n = seating_role(x, seats, rule, agency, rule->roles[i]);
        found += n;
        if (n > 0 && !together)
            break;
    }
    for (guint i = 0; found > 0 && rule->rule == HOLD_ALL && rule->roles[i] != NULL; i++) {
        gboolean held = FALSE;
        for (guint j = first; j < seats->len; j++)
            held |= g_str_equal(((const Seat *)g_ptr_array_index(seats, j))->role, rule->roles[i]);
        if (!held)
            (void)seating_add(seats, rule, agency, rule->roles[i]);
    }
    for (guint i = first; together && i < seats->len; i++)
        ((Seat *)g_ptr_array_index(seats, i))->answers = rule->rule;
    return found;
}
