/* The partnership's Chair may be an officer of one of its agencies. No policy says what happens when
 * that agency is a party; the site may name a role that sits then (chair_substitute). Without it the
 * record says what is so, and nothing is decided here. The holder's own agency is that of another
 * line of people.csv with the same name. */
#include "conflict.h"
#include "routing.h"

/* The party that has a post of this person too; NULL if neither. */
static const char *own_party(const Deciding *x, const char *name)
{
    const char *const parties[] = {x->c->raising, x->c->challenged};
    for (gsize i = 0; i < G_N_ELEMENTS(parties) && *name != '\0'; i++) {
        g_autoptr(GPtrArray) posts = parties[i] != NULL
                                         ? directory_posts_by_name(x->rules->directory, parties[i],
                                                                   name, deciding_acting_day(x))
                                         : g_ptr_array_new();
        if (posts->len > 0)
            return parties[i];
    }
    return NULL;
}

/* Somebody of the substitute's role who is not of a party too; NULL if there is nobody. */
static const Post *substitute(const Deciding *x)
{
    const char *role = x->rules->site.chair_substitute;
    const char *agency = routing_agency(x, SIDE_PARTNERSHIP);
    g_autoptr(GPtrArray) posts =
        role != NULL ? directory_posts_of(x->rules->directory, agency, role, deciding_acting_day(x))
                     : g_ptr_array_new();
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (own_party(x, post->name) == NULL)
            return post;
    }
    return NULL;
}

static void say_conflict(Deciding *x, const PolicyStage *stage, const Holder *holder,
                         const char *party)
{
    const Post *post = substitute(x);
    g_autofree char *role = role_words(holder->role);
    Event *event = deciding_event(
        x, "conflict", "%s, %s, is of %s, which is a party: %s%s", holder->name, role,
        agency_name(x->rules, party), post != NULL ? post->name : "no policy says who sits instead",
        post != NULL ? " sits instead (chair_substitute)" : "; the office decides");
    if (post != NULL) {
        event_change(event, "holder-gone", side_name(holder->side), holder->email, NULL);
        event_change(event, "holder", side_name(SIDE_PARTNERSHIP), post->agency, post->role,
                     post->name, post->email, stage->id, decimal(x->c->tier), "no", NULL);
    }
    deciding_add(x, event);
}

void conflict_resolve(Deciding *x, const PolicyStage *stage)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        const char *party = holder->current && !holder->informed &&
                                    holder->side == SIDE_PARTNERSHIP && *holder->email != '\0'
                                ? own_party(x, holder->name)
                                : NULL;
        if (party == NULL)
            continue;
        say_conflict(x, stage, holder, party);
        return;
    }
}

static gboolean substitute_sits(const Deciding *x, const char *email)
{
    const char *role = x->rules->site.chair_substitute;
    for (guint i = 0; role != NULL && i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->side == SIDE_PARTNERSHIP &&
            g_str_equal(holder->role, role) && (email == NULL || g_str_equal(holder->email, email)))
            return TRUE;
    }
    return FALSE;
}

gboolean conflict_displaced(const Deciding *x)
{
    return substitute_sits(x, NULL) && !substitute_sits(x, x->sender->email) &&
           own_party(x, x->sender->name) != NULL;
}

gboolean conflict_substitute_sends(const Deciding *x)
{
    return substitute_sits(x, x->sender->email);
}
