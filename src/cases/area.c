/* area: which of an agency's areas a case belongs to, where the people of a role are of several.
 *
 * An area is meant as people write it: 'North Locality Team' holds the directory's 'north' as whole words. What names no area of
 * the agency, or two, means none. Where the form does not say it, the professional disagreed with does, if the directory has
 * them in one area; of the agency that raises it, the worker who raised it. Promises that nobody is told on a guess: while it is
 * open, the people of the side disagreed with who differ by their area alone are seated by nobody but the office, or by the
 * answer to the question that the form's label asks. Never fails. */
#include "area.h"
#include "entitled.h"
#include "moving.h"
#include "ruled.h"
#include "text.h"
#include "text_words.h"

/* The areas that the agency's people in post are of, each once. */
static GPtrArray *areas_of(const Deciding *x, const char *agency)
{
    const Directory *directory = x->rules->directory;
    GPtrArray *areas = g_ptr_array_new();
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        gboolean known = *post->area == '\0' || !g_str_equal(post->agency, agency) ||
                         !directory_post_is_held(post, deciding_acting_day(x));
        for (guint j = 0; !known && j < areas->len; j++)
            known = text_same(g_ptr_array_index(areas, j), post->area);
        if (!known)
            g_ptr_array_add(areas, (gpointer)post->area);
    }
    return areas;
}

/* The one area that the words hold, "" for none or several. */
static const char *area_written(const Deciding *x, const char *agency, const char *words)
{
    g_autoptr(GPtrArray) areas = areas_of(x, agency);
    g_autofree char *folded = text_fold(words);
    const char *found = "";
    for (guint i = 0; i < areas->len; i++) {
        const char *area = g_ptr_array_index(areas, i);
        if (text_same(words, area))
            return area;
        if (!text_has_words(folded, area))
            continue;
        if (*found != '\0')
            return "";
        found = area;
    }
    return found;
}

/* The one area that posts are of. */
static const char *area_of_posts(const GPtrArray *posts)
{
    const char *found = "";
    for (guint i = 0; i < posts->len; i++) {
        const char *area = ((const Post *)g_ptr_array_index(posts, i))->area;
        if (*area == '\0' || (*found != '\0' && !text_same(found, area)))
            return "";
        found = area;
    }
    return found;
}

static const char *area_of_named(const Deciding *x, const char *agency, const char *name)
{
    if (text_empty(name))
        return "";
    g_autoptr(GPtrArray) posts =
        directory_posts_by_name(x->rules->directory, agency, name, deciding_acting_day(x));
    return area_of_posts(posts);
}

const char *area_meant(const Deciding *x, const char *agency)
{
    const char *written = case_fact(x->c, "area");
    gboolean raising = g_strcmp0(agency, x->c->raising) == 0;
    const char *named = raising ? area_of_named(x, agency, x->c->originator.name)
                                : area_of_named(x, agency, case_fact(x->c, "challenged_person"));
    if (raising && *named != '\0')
        return named;
    gboolean says = !text_empty(written) && !form_is_no_information(x->rules->forms, written) &&
                    !form_is_evasive(x->rules->forms, written);
    return says ? area_written(x, agency, written) : named;
}

static gboolean differ(const GPtrArray *areas)
{
    for (guint i = 1; i < areas->len; i++)
        if (!text_same(g_ptr_array_index(areas, 0), g_ptr_array_index(areas, i)))
            return TRUE;
    return FALSE;
}

gboolean area_is_awaited(const Case *c)
{
    return c->routing_held == SIDE_CHALLENGED && c->challenged != NULL;
}

const char *area_or_agency(const Case *c, const char *agency, const char *area)
{
    return area_is_awaited(c) ? area : agency;
}

/* Is this seat one of several in its role that differ by area? routing_posts() has taken those of the area that is meant, and
 * whoever is named or acts already. */
static gboolean is_open(const GPtrArray *seats, const Seat *seat)
{
    g_autoptr(GPtrArray) areas = g_ptr_array_new();
    for (guint i = 0; i < seats->len; i++) {
        const Seat *other = g_ptr_array_index(seats, i);
        if (other->side == seat->side && g_strcmp0(other->agency, seat->agency) == 0 &&
            g_str_equal(other->role, seat->role) && *other->email != '\0')
            g_ptr_array_add(areas, (gpointer)other->area);
    }
    return differ(areas);
}

static void candidate(Event *event, const Seat *seat)
{
    g_autofree char *role = role_words(seat->role);
    g_autofree char *why =
        g_strdup_printf("%s, %s%s%s (%s)", seat->name, role, *seat->area != '\0' ? ", area: " : "",
                        seat->area, seat->email);
    event_change(event, "candidate", seat->agency, why, NULL);
}

void area_release(const Deciding *x, Event *event)
{
    if (!area_is_awaited(x->c))
        return;
    event_change(event, "routing-held", "", NULL);
    event_change(event, "candidates-clear", NULL);
}

/* The seats of the side disagreed with that are anybody's guess; of Seat. */
static GPtrArray *open_seats(const GPtrArray *seats)
{
    GPtrArray *open = g_ptr_array_new();
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        if (seat->side == SIDE_CHALLENGED && seat->area != NULL && is_open(seats, seat))
            g_ptr_array_add(open, (gpointer)seat);
    }
    return open;
}

void area_hold(Event *event, GPtrArray *seats)
{
    g_autoptr(GPtrArray) open = open_seats(seats);
    if (open->len == 0)
        return;
    event_change(event, "routing-held", side_name(SIDE_CHALLENGED), NULL);
    for (guint i = 0; i < open->len; i++)
        candidate(event, g_ptr_array_index(open, i));
    for (guint i = 0; i < open->len; i++)
        g_ptr_array_remove(seats, g_ptr_array_index(open, i));
}

/* What the message itself says of it. */
static gboolean says_whom(const Deciding *x)
{
    static const char *const keys[] = {"area", "challenged_person", "challenged_manager"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const FieldValue *value = reading_value(x->reading, keys[i]);
        if (value != NULL && !value->proposed)
            return TRUE;
    }
    return FALSE;
}

void area_take(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (!area_is_awaited(x->c) || stage == NULL || !says_whom(x))
        return;
    g_autoptr(GPtrArray) seats = routing_seats(x, stage, x->c->tier);
    g_autoptr(GPtrArray) open = open_seats(seats);
    if (open->len > 0)
        return;
    if (!entitled_to_route(x)) {
        ruled_step(x, x->may_move ? "routing-named" : "move-not-proven",
                   "says which area or team is meant, or whom, and may not route the case: the "
                   "office names the person (casegate route, with --to)");
        return;
    }
    deciding_add(x, deciding_event(x, "routed", "Which area or team is meant is said"));
    moving_seat_again(x);
}
