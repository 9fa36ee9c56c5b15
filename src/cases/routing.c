/* Applies holder rules to the directory. Only what the policy names is looked up, only people in
 * post on the day are found, and a represented agency borrows its representative above its own
 * highest filled band (world/README). Nothing is guessed: no post found is a vacant seat, which the
 * office sees. */
#include "routing.h"
#include "text.h"
#include <string.h>

const char *routing_agency(const Deciding *x, Side side)
{
    const Agency *partnership;
    switch (side) {
    case SIDE_RAISING:
        return x->c->raising;
    case SIDE_CHALLENGED:
        return x->c->challenged;
    case SIDE_PARTNERSHIP:
        partnership = directory_partnership(x->rules->directory);
        return partnership != NULL ? partnership->id : NULL;
    default:
        return NULL;
    }
}

Side routing_side_of(const Deciding *x, const char *agency)
{
    const Directory *directory = x->rules->directory;
    const Agency *partnership = directory_partnership(directory);
    if (agency == NULL)
        return SIDE_NONE;
    if (g_strcmp0(agency, x->c->raising) == 0)
        return SIDE_RAISING;
    if (g_strcmp0(agency, x->c->challenged) == 0)
        return SIDE_CHALLENGED;
    if (partnership != NULL && g_str_equal(agency, partnership->id))
        return SIDE_PARTNERSHIP;
    if (x->c->raising != NULL && directory_speaks_for(directory, agency, x->c->raising))
        return SIDE_RAISING;
    if (x->c->challenged != NULL && directory_speaks_for(directory, agency, x->c->challenged))
        return SIDE_CHALLENGED;
    return SIDE_NONE;
}

static gboolean named_in_form(const Deciding *x, const Post *post)
{
    static const char *const keys[] = {"raising_manager", "challenged_manager", "challenged_person",
                                       "iro"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *value = case_fact(x->c, keys[i]);
        g_autofree char *folded = value != NULL ? text_fold(value) : NULL;
        g_autofree char *name = folded != NULL ? text_fold(post->name) : NULL;
        if (folded != NULL && strstr(folded, name) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean acts_in_case(const Deciding *x, const Post *post)
{
    for (guint i = 0; i < x->c->holders->len; i++)
        if (g_str_equal(((const Holder *)g_ptr_array_index(x->c->holders, i))->email, post->email))
            return TRUE;
    return x->sender != NULL && g_str_equal(x->sender->email, post->email);
}

static gboolean of_area(const Deciding *x, const Post *post)
{
    const char *area = case_fact(x->c, "area");
    return area != NULL && *post->area != '\0' && text_same(area, post->area);
}

typedef gboolean (*PostTest)(const Deciding *x, const Post *post);

GPtrArray *routing_posts(Deciding *x, const char *agency, const char *role)
{
    static const PostTest tests[] = {named_in_form, acts_in_case, of_area};
    GPtrArray *all = directory_posts_of(x->rules->directory, agency, role, x->today);
    for (gsize i = 0; i < G_N_ELEMENTS(tests) && all->len > 1; i++) {
        g_autoptr(GPtrArray) some = g_ptr_array_new();
        for (guint j = 0; j < all->len; j++)
            if (tests[i](x, g_ptr_array_index(all, j)))
                g_ptr_array_add(some, g_ptr_array_index(all, j));
        if (some->len > 0) {
            g_ptr_array_unref(all);
            return g_steal_pointer(&some);
        }
    }
    return all;
}

static Seat *seat_add(GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                      const char *role)
{
    Seat *seat = g_new0(Seat, 1);
    seat->side = rule->side;
    seat->agency = agency;
    seat->role = role;
    seat->name = "";
    seat->email = "";
    seat->informed = rule->informed;
    g_ptr_array_add(seats, seat);
    return seat;
}

static guint seat_posts(GPtrArray *seats, const PolicyHolder *rule, GPtrArray *posts, guint above)
{
    guint n = 0;
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (post->band <= above)
            continue;
        Seat *seat = seat_add(seats, rule, post->agency, post->role);
        seat->name = post->name;
        seat->email = post->email;
        seat->band = post->band;
        seat->shared = posts->len > 1;
        n++;
    }
    return n;
}

/* The people of one role for an agency: its own, else, above its own highest band, its
 * representative's. */
static guint seat_role(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                       const char *role)
{
    const Directory *directory = x->rules->directory;
    g_autoptr(GPtrArray) own = routing_posts(x, agency, role);
    guint n = seat_posts(seats, rule, own, 0);
    const Agency *a = directory_agency(directory, agency);
    if (n > 0 || a == NULL || a->represented_by == NULL)
        return n;
    g_autoptr(GPtrArray) lent = routing_posts(x, a->represented_by, role);
    return seat_posts(seats, rule, lent, directory_top_band(directory, agency, x->today));
}

static void seats_by_role(Deciding *x, GPtrArray *seats, const PolicyHolder *rule,
                          const char *agency)
{
    guint found = 0;
    for (guint i = 0; rule->roles != NULL && rule->roles[i] != NULL; i++) {
        guint n = seat_role(x, seats, rule, agency, rule->roles[i]);
        found += n;
        if (n > 0 && rule->rule == HOLD_FIRST)
            return;
        if (n == 0 && rule->rule == HOLD_ALL)
            seat_add(seats, rule, agency, rule->roles[i]);
    }
    if (found == 0 && rule->rule != HOLD_ALL && rule->roles != NULL && rule->roles[0] != NULL)
        seat_add(seats, rule, agency, rule->roles[0]);
}

static void seat_worker(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency)
{
    Seat *seat = seat_add(seats, rule, agency, "worker");
    seat->worker = TRUE;
    seat->band = 1;
    if (rule->side == SIDE_RAISING) {
        seat->name = x->c->originator.name != NULL ? x->c->originator.name : "";
        seat->email = x->c->originator.email != NULL ? x->c->originator.email : "";
        return;
    }
    const char *named = case_fact(x->c, "challenged_person");
    if (named == NULL)
        return;
    seat->name = named;
    g_autoptr(GPtrArray) posts =
        directory_posts_by_name(x->rules->directory, agency, named, x->today);
    if (posts->len > 0)
        seat->email = ((const Post *)g_ptr_array_index(posts, 0))->email;
}

static guint current_band(const Deciding *x, Side side)
{
    guint band = 0;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (!holder->current || holder->side != side)
            continue;
        g_autoptr(GPtrArray) posts =
            directory_posts_by_email(x->rules->directory, holder->email, x->today);
        for (guint j = 0; j < posts->len; j++)
            band = MAX(band, ((const Post *)g_ptr_array_index(posts, j))->band);
    }
    return band;
}

static void seats_next_band(Deciding *x, GPtrArray *seats, const PolicyHolder *rule,
                            const char *agency)
{
    guint band = current_band(x, rule->side);
    guint next = directory_next_band(x->rules->directory, agency, band, x->today);
    g_autoptr(GPtrArray) posts =
        directory_posts_in_band(x->rules->directory, agency, next > 0 ? next : band, x->today);
    if (seat_posts(seats, rule, posts, 0) == 0)
        seat_add(seats, rule, agency, "senior_manager");
}

GPtrArray *routing_seats_of(Deciding *x, GPtrArray *rules, guint tier)
{
    GPtrArray *seats = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < rules->len; i++) {
        const PolicyHolder *rule = g_ptr_array_index(rules, i);
        const char *agency = routing_agency(x, rule->side);
        const Agency *known = directory_agency(x->rules->directory, agency);
        if (agency == NULL ||
            !policy_holder_applies(rules, rule, known != NULL ? known->service : NULL))
            continue;
        if (rule->rule == HOLD_WORKER)
            seat_worker(x, seats, rule, agency);
        else if (rule->rule == HOLD_NEXT_BAND)
            seats_next_band(x, seats, rule, agency);
        else
            seats_by_role(x, seats, rule, agency);
    }
    return seats;
}

static const PolicyTier *last_tier(const PolicyStage *stage)
{
    for (guint i = 0; i < stage->tiers->len; i++) {
        const PolicyTier *tier = g_ptr_array_index(stage->tiers, i);
        if (tier->last)
            return tier;
    }
    return NULL;
}

static const PolicyTier *repeated_tier(const PolicyStage *stage)
{
    for (guint i = 0; i < stage->tiers->len; i++) {
        const PolicyTier *tier = g_ptr_array_index(stage->tiers, i);
        if (tier->repeat)
            return tier;
    }
    return NULL;
}

static gboolean role_in(GPtrArray *rules, const char *role)
{
    for (guint i = 0; i < rules->len; i++) {
        const PolicyHolder *rule = g_ptr_array_index(rules, i);
        if (rule->roles != NULL && g_strv_contains((const char *const *)rule->roles, role))
            return TRUE;
    }
    return FALSE;
}

/* Would the repeated tier bring anybody below the band of the last tier's people? */
static gboolean band_left_below_last(const Deciding *x, const PolicyTier *last)
{
    static const Side sides[] = {SIDE_RAISING, SIDE_CHALLENGED};
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        const char *agency = routing_agency(x, sides[i]);
        if (agency == NULL)
            continue;
        guint next =
            directory_next_band(x->rules->directory, agency, current_band(x, sides[i]), x->today);
        if (next == 0)
            continue;
        g_autoptr(GPtrArray) posts =
            directory_posts_in_band(x->rules->directory, agency, next, x->today);
        for (guint j = 0; j < posts->len; j++)
            if (!role_in(last->holders, ((const Post *)g_ptr_array_index(posts, j))->role))
                return TRUE;
    }
    return FALSE;
}

gboolean routing_tier_is_last(const Deciding *x, const PolicyStage *stage)
{
    const PolicyTier *last = last_tier(stage);
    if (!stage->tiered || last == NULL)
        return TRUE;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && role_in(last->holders, holder->role))
            return TRUE;
    }
    return FALSE;
}

guint routing_next_tier(Deciding *x, const PolicyStage *stage, guint tier)
{
    if (!stage->tiered || routing_tier_is_last(x, stage))
        return 0;
    return tier + 1;
}

GPtrArray *routing_seats(Deciding *x, const PolicyStage *stage, guint tier)
{
    const PolicyTier *first = g_ptr_array_index(stage->tiers, 0);
    if (tier <= 1)
        return routing_seats_of(x, first->holders, tier);
    const PolicyTier *last = last_tier(stage), *repeated = repeated_tier(stage);
    const PolicyTier *exact =
        tier <= stage->tiers->len ? g_ptr_array_index(stage->tiers, tier - 1) : NULL;
    if (exact != NULL && !exact->last && !exact->repeat)
        return routing_seats_of(x, exact->holders, tier);
    if (repeated != NULL && last != NULL && band_left_below_last(x, last))
        return routing_seats_of(x, repeated->holders, tier);
    return routing_seats_of(x, last != NULL ? last->holders : first->holders, tier);
}
