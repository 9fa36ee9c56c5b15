/* Applies holder rules to the directory. Only what the policy names is looked up, only people in
 * post on the day are found, and a represented agency borrows its representative above its own
 * highest filled band (world/README). Nothing is guessed: no post found is a vacant seat, which the
 * office sees. */
#include "area.h"
#include "ladder.h"
#include "text.h"
#include "text_words.h"
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

Side routing_side_for(const Deciding *x, const char *agency, guint band)
{
    Side side = routing_side_of(x, agency);
    const char *own =
        side != SIDE_NONE && side != SIDE_PARTNERSHIP ? routing_agency(x, side) : NULL;
    if (own == NULL || g_str_equal(own, agency))
        return side;
    return band > directory_top_band(x->rules->directory, own, deciding_acting_day(x)) ? side
                                                                                       : SIDE_NONE;
}

Side routing_sender_side(const Deciding *x)
{
    const Sender *sender = x->sender;
    return sender != NULL && sender->agency != NULL
               ? routing_side_for(x, sender->agency->id, sender_band(sender))
               : SIDE_NONE;
}

const char *routing_sender_party(const Deciding *x)
{
    Side side = routing_sender_side(x);
    return side == SIDE_RAISING || side == SIDE_CHALLENGED ? routing_agency(x, side) : NULL;
}

static gboolean named_in_form(const Deciding *x, const Post *post)
{
    static const char *const keys[] = {"raising_manager", "challenged_manager", "challenged_person",
                                       "iro"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *value = case_fact(x->c, keys[i]);
        g_autofree char *folded = value != NULL ? text_fold(value) : NULL;
        if (folded != NULL && text_has_words(folded, post->name))
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
    const char *area = area_meant(x, post->agency);
    return *area != '\0' && text_same(area, post->area);
}

typedef gboolean (*PostTest)(const Deciding *x, const Post *post);

GPtrArray *routing_posts(Deciding *x, const char *agency, const char *role)
{
    static const PostTest tests[] = {named_in_form, acts_in_case, of_area};
    GPtrArray *all = directory_posts_of(x->rules->directory, agency, role, deciding_acting_day(x));
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

/* A side whose ladder has run out, or whose role nobody holds: those whom the rule names for that. */
static gboolean seats_otherwise(Deciding *x, GPtrArray *seats, const PolicyHolder *rule,
                                const char *agency, const Climb *climb)
{
    for (guint i = 0; rule->otherwise != NULL && rule->otherwise[i] != NULL; i++) {
        gboolean climbs = g_str_equal(rule->otherwise[i], POLICY_OTHERWISE_LADDER);
        if (climbs ? ladder_seats(x, seats, rule, agency, climb)
                   : seating_role(x, seats, rule, agency, rule->otherwise[i]) > 0)
            return TRUE;
    }
    return FALSE;
}

/* Nobody is found: the seat is there all the same, for the office to fill. */
static void seat_vacant(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                        const Climb *climb)
{
    const char *role = rule->roles != NULL && rule->roles[0] != NULL ? rule->roles[0] : NULL;
    if (role == NULL)
        role = ladder_next_role(x, rule, agency, climb);
    if (role == NULL && rule->otherwise != NULL)
        role = rule->otherwise[0];
    if (role != NULL && rule->rule != HOLD_ALL)
        (void)seating_add(seats, rule, agency, role);
    for (guint i = 0; rule->rule == HOLD_ALL && rule->roles[i] != NULL; i++)
        (void)seating_add(seats, rule, agency, rule->roles[i]);
}

static void seats_by_rule(Deciding *x, GPtrArray *seats, const PolicyHolder *rule,
                          const char *agency, const Climb *climb)
{
    gboolean found = rule->rule == HOLD_LADDER ? ladder_seats(x, seats, rule, agency, climb)
                                               : seating_roles(x, seats, rule, agency) > 0;
    if (!found && !seats_otherwise(x, seats, rule, agency, climb))
        seat_vacant(x, seats, rule, agency, climb);
}

static void seat_worker(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency)
{
    Seat *seat = seating_add(seats, rule, agency, "worker");
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
        directory_posts_by_name(x->rules->directory, agency, named, deciding_acting_day(x));
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
            directory_posts_by_email(x->rules->directory, holder->email, deciding_acting_day(x));
        for (guint j = 0; j < posts->len; j++)
            band = MAX(band, ((const Post *)g_ptr_array_index(posts, j))->band);
    }
    return band;
}

/* A side without a higher band goes on with whoever holds it, not with others of the same band. */
static void keep_acting(const Deciding *x, GPtrArray *posts)
{
    g_autoptr(GPtrArray) acting = g_ptr_array_new();
    for (guint i = 0; i < posts->len; i++)
        for (guint j = 0; j < x->c->holders->len; j++) {
            const Holder *holder = g_ptr_array_index(x->c->holders, j);
            const Post *post = g_ptr_array_index(posts, i);
            if (holder->current && g_str_equal(holder->email, post->email) &&
                !g_ptr_array_find(acting, post, NULL))
                g_ptr_array_add(acting, (gpointer)post);
        }
    for (guint i = posts->len; acting->len > 0 && i-- > 0;)
        if (!g_ptr_array_find(acting, g_ptr_array_index(posts, i), NULL))
            g_ptr_array_remove_index(posts, i);
}

/* What the seat is called that no band fills: the role that this side has on the stage's first tier. */
static const char *role_to_fill(const PolicyStage *stage, Side side)
{
    const PolicyTier *first = stage != NULL ? g_ptr_array_index(stage->tiers, 0) : NULL;
    for (guint i = 0; first != NULL && i < first->holders->len; i++) {
        const PolicyHolder *rule = g_ptr_array_index(first->holders, i);
        if (rule->side == side && rule->roles != NULL && rule->roles[0] != NULL)
            return rule->roles[0];
    }
    return "manager";
}

static void seats_next_band(Deciding *x, GPtrArray *seats, const PolicyHolder *rule,
                            const char *agency, const PolicyStage *stage)
{
    guint band = current_band(x, rule->side);
    guint next = directory_next_band(x->rules->directory, agency, band, deciding_acting_day(x));
    g_autoptr(GPtrArray) posts = directory_posts_in_band(
        x->rules->directory, agency, next > 0 ? next : band, deciding_acting_day(x));
    if (next == 0)
        keep_acting(x, posts);
    if (seating_posts(seats, rule, posts, 0) == 0)
        (void)seating_add(seats, rule, agency, role_to_fill(stage, rule->side));
}

/* The band that the raising side's people have on the rung they reached: the opposite number's. */
static guint opposite_band(const GPtrArray *seats, Side side)
{
    guint band = 0;
    for (guint i = 0; side == SIDE_CHALLENGED && i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        if (seat->side == SIDE_RAISING && !seat->informed && !seat->worker)
            band = MAX(band, seat->band);
    }
    return band;
}

static GPtrArray *seats_in(Deciding *x, GPtrArray *rules, const PolicyStage *stage, guint tier)
{
    GPtrArray *seats = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < rules->len; i++) {
        const PolicyHolder *rule = g_ptr_array_index(rules, i);
        const char *agency = routing_agency(x, rule->side);
        const Agency *known = directory_agency(x->rules->directory, agency);
        if (agency == NULL ||
            !policy_holder_applies(rules, rule, known != NULL ? known->service : NULL))
            continue;
        Climb climb = {stage, tier, opposite_band(seats, rule->side)};
        if (rule->rule == HOLD_WORKER)
            seat_worker(x, seats, rule, agency);
        else if (rule->rule == HOLD_NEXT_BAND)
            seats_next_band(x, seats, rule, agency, stage);
        else
            seats_by_rule(x, seats, rule, agency, &climb);
    }
    return seats;
}

GPtrArray *routing_seats_of(Deciding *x, GPtrArray *rules, guint tier)
{
    return seats_in(x, rules, NULL, tier);
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

static gboolean role_in(const GPtrArray *rules, const char *role)
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
        guint next = directory_next_band(x->rules->directory, agency, current_band(x, sides[i]),
                                         deciding_acting_day(x));
        if (next == 0)
            continue;
        g_autoptr(GPtrArray) posts =
            directory_posts_in_band(x->rules->directory, agency, next, deciding_acting_day(x));
        for (guint j = 0; j < posts->len; j++)
            if (!role_in(last->holders, ((const Post *)g_ptr_array_index(posts, j))->role))
                return TRUE;
    }
    return FALSE;
}

static gboolean rung_left(Deciding *x, const PolicyTier *repeated, const Climb *climb)
{
    g_autoptr(GPtrArray) seats = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < repeated->holders->len; i++) {
        const PolicyHolder *rule = g_ptr_array_index(repeated->holders, i);
        const char *agency = routing_agency(x, rule->side);
        if (rule->rule == HOLD_LADDER && agency != NULL &&
            ladder_seats(x, seats, rule, agency, climb))
            return TRUE;
    }
    return FALSE;
}

static gboolean repeats_again(Deciding *x, const PolicyStage *stage, guint tier,
                              const PolicyTier *repeated, const PolicyTier *last)
{
    const Climb climb = {stage, tier, 0};
    for (guint i = 0; i < repeated->holders->len; i++)
        if (((const PolicyHolder *)g_ptr_array_index(repeated->holders, i))->rule == HOLD_LADDER)
            return rung_left(x, repeated, &climb);
    return band_left_below_last(x, last);
}

static gboolean side_is_at(const Deciding *x, Side side, const GPtrArray *holders)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->side == side && role_in(holders, holder->role))
            return TRUE;
    }
    return FALSE;
}

/* On every side that the last tier has: on one of them its people may have been called on before. */
gboolean routing_tier_is_last(const Deciding *x, const PolicyStage *stage)
{
    const PolicyTier *last = last_tier(stage);
    for (guint i = 0; stage->tiered && last != NULL && i < last->holders->len; i++) {
        const PolicyHolder *rule = g_ptr_array_index(last->holders, i);
        if (!rule->informed && routing_agency(x, rule->side) != NULL &&
            !side_is_at(x, rule->side, last->holders))
            return FALSE;
    }
    return TRUE;
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
        return seats_in(x, first->holders, stage, tier);
    const PolicyTier *last = last_tier(stage), *repeated = repeated_tier(stage);
    const PolicyTier *exact =
        tier <= stage->tiers->len ? g_ptr_array_index(stage->tiers, tier - 1) : NULL;
    if (exact != NULL && !exact->last && !exact->repeat)
        return seats_in(x, exact->holders, stage, tier);
    gboolean climbing = g_strcmp0(x->c->stage, stage->id) == 0; /* else it comes in at the top */
    if (repeated != NULL && last != NULL && climbing &&
        repeats_again(x, stage, tier, repeated, last))
        return seats_in(x, repeated->holders, stage, tier);
    return seats_in(x, last != NULL ? last->holders : first->holders, stage, tier);
}
