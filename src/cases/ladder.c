/* Climbs an agency's ladder (policy 'ladders'). Ladders have different heights, so a place on one is
 * told by role, and places on two are compared by band. Whoever cannot be placed stands at the foot:
 * the first rung is the worker's. Promises that nobody below those who held the matter is asked, and
 * that nobody is asked whom the ladder does not name; what happens above the top is the caller's. */
#include "ladder.h"
#include "text.h"

static const PolicyHolder *rung_at(const PolicyLadder *ladder, guint index)
{
    return g_ptr_array_index(ladder->rungs, index);
}

static guint rung_of_role(const PolicyLadder *ladder, const char *role)
{
    for (guint i = ladder->rungs->len; i-- > 0;)
        if (g_strv_contains((const char *const *)rung_at(ladder, i)->roles, role))
            return i;
    return 0;
}

/* The highest rung on which an address of the directory stands. */
static guint rung_of_address(const Deciding *x, const PolicyLadder *ladder, const char *email)
{
    guint rung = 0;
    if (email == NULL || *email == '\0')
        return 0;
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(x->rules->directory, email, deciding_acting_day(x));
    for (guint i = 0; i < posts->len; i++)
        rung = MAX(rung, rung_of_role(ladder, ((const Post *)g_ptr_array_index(posts, i))->role));
    return rung;
}

/* "Detective Sergeant" is detective_sergeant. */
static guint rung_of_words(const PolicyLadder *ladder, const char *words)
{
    for (guint i = ladder->rungs->len; words != NULL && i-- > 0;)
        for (guint j = 0; rung_at(ladder, i)->roles[j] != NULL; j++) {
            g_autofree char *role = role_words(rung_at(ladder, i)->roles[j]);
            if (text_same(role, words))
                return i;
        }
    return 0;
}

static gboolean held_before(const Deciding *x, const Holder *holder, Side side, const Climb *climb)
{
    const PolicyStage *stage = policy_stage(x->policy, holder->stage);
    if (holder->side != side || holder->informed || stage == NULL || climb->stage == NULL)
        return FALSE;
    return stage->number < climb->stage->number ||
           (stage == climb->stage && holder->tier < climb->tier);
}

/* The rung of the one who disagrees: the worker who raised it, or whom it is raised against. */
static guint rung_of_person(const Deciding *x, const PolicyLadder *ladder, Side side,
                            const char *agency)
{
    const Person *originator = &x->c->originator;
    if (side == SIDE_RAISING) {
        guint by_role = rung_of_words(ladder, originator->role);
        return MAX(by_role, rung_of_address(x, ladder, originator->email));
    }
    const char *named = side == SIDE_CHALLENGED ? case_fact(x->c, "challenged_person") : NULL;
    g_autoptr(GPtrArray) posts =
        named != NULL
            ? directory_posts_by_name(x->rules->directory, agency, named, deciding_acting_day(x))
            : g_ptr_array_new();
    return posts->len > 0
               ? rung_of_address(x, ladder, ((const Post *)g_ptr_array_index(posts, 0))->email)
               : 0;
}

static guint rung_reached(const Deciding *x, const PolicyLadder *ladder, Side side,
                          const char *agency, const Climb *climb)
{
    guint rung = rung_of_person(x, ladder, side, agency);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (!held_before(x, holder, side, climb))
            continue;
        rung = MAX(rung, rung_of_role(ladder, holder->role));
        rung = MAX(rung, rung_of_address(x, ladder, holder->email));
    }
    return rung;
}

static const PolicyLadder *ladder_of(const Deciding *x, const char *agency)
{
    const Agency *known = directory_agency(x->rules->directory, agency);
    return policy_ladder(x->policy, known != NULL ? known->service : NULL);
}

static guint highest_band(GPtrArray *seats, guint first)
{
    guint band = 0;
    for (guint i = first; i < seats->len; i++)
        band = MAX(band, ((const Seat *)g_ptr_array_index(seats, i))->band);
    return band;
}

static guint seat_rung(Deciding *x, GPtrArray *seats, const PolicyHolder *rule,
                       const PolicyHolder *rung, const char *agency)
{
    PolicyHolder here = *rung;
    here.side = rule->side;
    here.informed = rule->informed || rung->informed;
    return seating_roles(x, seats, &here, agency);
}

gboolean ladder_seats(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                      const Climb *climb)
{
    const PolicyLadder *ladder = ladder_of(x, agency);
    if (ladder == NULL)
        return FALSE;
    const char *passed = NULL;
    for (guint i = rung_reached(x, ladder, rule->side, agency, climb) + 1; i < ladder->rungs->len;
         i++) {
        const PolicyHolder *rung = rung_at(ladder, i);
        guint first = seats->len, found = seat_rung(x, seats, rule, rung, agency);
        if (rung->informed)
            continue;
        if (found > 0 && highest_band(seats, first) >= climb->band) {
            for (guint j = first; j < seats->len; j++)
                ((Seat *)g_ptr_array_index(seats, j))->instead_of = passed;
            return TRUE;
        }
        g_ptr_array_set_size(seats, (gint)first);
        if (found == 0 && passed == NULL)
            passed = rung->roles[0];
    }
    return FALSE;
}

const char *ladder_next_role(Deciding *x, const PolicyHolder *rule, const char *agency,
                             const Climb *climb)
{
    const PolicyLadder *ladder = ladder_of(x, agency);
    if (ladder == NULL)
        return NULL;
    for (guint i = rung_reached(x, ladder, rule->side, agency, climb) + 1; i < ladder->rungs->len;
         i++)
        if (!rung_at(ladder, i)->informed)
            return rung_at(ladder, i)->roles[0];
    return NULL;
}
