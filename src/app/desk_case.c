/* desk_case: one case, and what an officer does with it.
 *
 * The look is on record before anything is shown. An act names how
 * many events the case had when its form was shown: where it has more, it is not done but shown again with what was
 * typed, unless the newest is what was asked for, by the same officer, already done: then that is said and nothing is done
 * twice. A reason that is needed and missing is asked for here in the words of the form; everything else is refused by
 * the engine in its own words. */
#include "desk_turn.h"

#include <string.h>

#include "desk_case_reading.h"
#include "error.h"
#include "page_case.h"
#include "text.h"

#define NOTE_LIMIT 16000u /* bytes: it stands in the case for ever, and on every page of it */

/* ---- showing ---- */

/* The number in the address is of an event that this officer caused; any other says nothing. */
static guint done_of(const DeskTurn *turn, const Case *c)
{
    gint64 done = desk_number(desk_query(turn, "done"));
    g_autofree char *actor = g_strdup_printf("office: %s", turn->request->user->name);
    if (done == 0 || done > (gint64)c->events->len)
        return 0;
    const Event *event = c->events->pdata[done - 1];
    return g_strcmp0(event->actor, actor) == 0 ? (guint)done : 0;
}

static DeskAnswer *show(DeskTurn *turn, const CaseReading *reading, const PageForm *posted,
                        guint status)
{
    const Case *c = reading->c;
    g_autofree char *title = g_strdup_printf("Case %s", c->reference);
    g_autofree char *path = g_strdup_printf("/case/%s", c->reference);
    const char *done = desk_query(turn, "done");
    g_autofree char *again = html_url(path, "done", done, NULL);
    const PageCase page = {.c = c,
                           .sent = reading->sent,
                           .beside = reading->beside,
                           .numbers = reading->numbers,
                           .done = posted ? 0 : done_of(turn, c),
                           .decides = desk_decides(turn),
                           .token = turn->request->token,
                           .posted = posted};
    PageFrame frame = desk_frame(turn, title, NULL);
    frame.refresh = posted ? NULL : again;
    frame.bare = TRUE;
    frame.faulty = posted != NULL;
    Html *html = page_begin(&frame);
    page_case(html, &turn->view, &page);
    return desk_page(status, html, &frame);
}

/* Logs the look and shows it. */
static DeskAnswer *look_and_show(DeskTurn *turn, const CaseReading *reading, const PageForm *posted,
                                 guint status)
{
    g_autoptr(GError) error = NULL;
    if (!desk_look_one(turn, "case", reading->c->reference, &error))
        return desk_failure(turn, error);
    return show(turn, reading, posted, status);
}

DeskAnswer *desk_case(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CaseReading) reading = case_reading(turn, turn->parts[0], &error);
    if (error)
        return desk_failure(turn, error);
    return reading ? look_and_show(turn, reading, NULL, 200) : desk_no_such_case(turn);
}

/* ---- acting ---- */

typedef struct {
    const char *verb;
    OrderKind kind;
    gboolean why; /* it needs one */
    const char *asks;
} ActKind;

static const ActKind kinds[] = {
    {"note", ORDER_NOTE, FALSE, NULL},
    {"route", ORDER_ROUTE, FALSE, NULL},
    {"stage", ORDER_STAGE, TRUE, "Say why the case is moved"},
    {"close", ORDER_CLOSE, TRUE, "Say why the case is closed"},
    {"reopen", ORDER_REOPEN, TRUE, "Say why the case is opened again"},
    {"hold", ORDER_HOLD, TRUE, "Say why nothing may be erased"},
    {"release", ORDER_HOLD, TRUE, "Say why the hold ends"},
};

static const ActKind *kind_of(const char *verb)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].verb, verb) == 0)
            return &kinds[i];
    return NULL;
}

typedef struct {
    const ActKind *kind;
    Order order;
    char *why, *text, *agency, *to, *stage;
    GPtrArray *faults;
} Act;

static void act_clear(Act *act)
{
    g_free(act->why);
    g_free(act->text);
    g_free(act->agency);
    g_free(act->to);
    g_free(act->stage);
    g_ptr_array_unref(act->faults);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static void read_note(DeskTurn *turn, Act *act)
{
    const char *given = g_hash_table_lookup(turn->request->form, "text");
    act->text = given ? text_trim_copy(given, strlen(given)) : g_strdup("");
    if (text_empty(act->text))
        page_fault_add(act->faults, "text", "Say what is to be noted");
    if (strlen(act->text) > NOTE_LIMIT)
        page_fault_add(act->faults, "text",
                       "This is longer than the %u bytes (letters, mostly) that one note may have: "
                       "shorten it, or make two of it",
                       NOTE_LIMIT);
    act->order.text = act->text;
    act->order.not_urgent = g_hash_table_contains(turn->request->form, "not_urgent");
}

static void read_route(DeskTurn *turn, Act *act)
{
    g_autofree char *side = desk_typed(turn, "side");
    g_autofree char *to = desk_typed(turn, "to");
    act->agency = desk_typed(turn, "agency");
    act->to = *to ? text_address_fold(to) : NULL;
    act->order.side = side_from_name(side);
    act->order.agency = act->agency;
    act->order.to = act->to;
    if (!directory_agency(turn->view.rules->directory, act->agency))
        page_fault_add(act->faults, "agency", "Choose the agency");
    if (act->order.side != SIDE_RAISING && act->order.side != SIDE_CHALLENGED)
        page_fault_add(act->faults, "side", "Choose which side it is");
    if (*to && !act->to)
        page_fault_add(act->faults, "to", "This is no e-mail address; leave it empty if in doubt");
}

static void read_stage(DeskTurn *turn, Act *act)
{
    act->stage = desk_typed(turn, "stage");
    act->order.stage = act->stage;
    if (!*act->stage)
        page_fault_add(act->faults, "stage", "Choose the stage");
}

static void read_release(DeskTurn *turn, Act *act)
{
    g_autofree char *release = desk_typed(turn, "release");
    act->order.release = (guint)MIN(desk_number(release), (gint64)G_MAXINT);
    if (!act->order.release)
        page_fault_add(act->faults, "release", "Choose the hold that ends");
}

static Act read_act(DeskTurn *turn, const ActKind *kind)
{
    Act act = {
        .kind = kind, .order = desk_new_order(turn, kind->kind), .faults = page_faults_new()};
    act.why = desk_typed(turn, "why");
    desk_check_length(turn, "why", act.faults);
    if (kind->kind == ORDER_NOTE)
        read_note(turn, &act);
    else if (kind->kind == ORDER_ROUTE)
        read_route(turn, &act);
    else if (kind->kind == ORDER_STAGE)
        read_stage(turn, &act);
    else if (strcmp(kind->verb, "release") == 0)
        read_release(turn, &act);
    if (kind->why && text_empty(act.why))
        page_fault_add(act.faults, "why", "%s", kind->asks);
    act.order.why = text_empty(act.why) ? NULL : act.why;
    return act;
}

static DeskAnswer *show_again(DeskTurn *turn, const CaseReading *reading, const Act *act,
                              guint status)
{
    const PageForm posted = desk_posted(turn, act->kind->verb, act->faults);
    return look_and_show(turn, reading, &posted, status);
}

static DeskAnswer *redirect_to_case(const char *reference, guint event)
{
    g_autofree char *location = g_strdup_printf("/case/%s?done=%u", reference, event);
    return desk_redirect(location);
}

/* The row by which the record keeps the command of this act, as office_decide.c puts it down. */
static gboolean is_command_of(const Act *act, const char *const *row)
{
    const Order *order = &act->order;
    gboolean note = act->kind->kind == ORDER_NOTE, route = act->kind->kind == ORDER_ROUTE;
    g_autofree char *release = order->release ? g_strdup_printf("%u", order->release) : NULL;
    const char *const first = note           ? order->text
                              : route        ? order->agency
                              : order->stage ? order->stage
                                             : release;
    const char *const want[] = {"command",
                                act->kind->kind == ORDER_HOLD ? "hold" : act->kind->verb,
                                first,
                                route                       ? side_name(order->side)
                                : note && order->not_urgent ? "not-urgent"
                                                            : NULL,
                                route ? order->to : NULL,
                                note ? NULL : order->why};
    for (gsize i = 0; i < G_N_ELEMENTS(want); i++)
        if (!row[i] || strcmp(row[i], want[i] ? want[i] : "") != 0)
            return FALSE;
    return TRUE;
}

/* The number of the event since `seen` by which this officer has done the very same, 0 if there is none: the same words
 * in an act of another kind, or as a part of others, are not the same. */
static guint done_already(const DeskTurn *turn, const Case *c, const Act *act, guint seen)
{
    g_autofree char *actor = g_strdup_printf("office: %s", turn->request->user->name);
    for (guint i = seen; i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        for (guint j = 0; j < event->changes->len && g_strcmp0(event->actor, actor) == 0; j++)
            if (is_command_of(act, event->changes->pdata[j]))
                return i + 1;
    }
    return 0;
}

static gboolean has_moved_on(const Act *act, const Case *c, guint seen)
{
    return act->kind->kind != ORDER_NOTE && c->events->len > seen;
}

static DeskAnswer *order_it(DeskTurn *turn, const CaseReading *reading, Act *act)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    act->order.reference = reading->c->reference;
    if (desk_order(turn, &act->order, &said, &error))
        return redirect_to_case(reading->c->reference, reading->c->events->len + 1);
    if (!g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM))
        return desk_failure(turn, error);
    page_fault_add(act->faults, "", "%s", error->message);
    return show_again(turn, reading, act, 422);
}

static DeskAnswer *do_act(DeskTurn *turn, const CaseReading *reading, Act *act)
{
    g_autofree char *typed = desk_typed(turn, "seen");
    guint seen = (guint)MIN(desk_number(typed), (gint64)reading->c->events->len);
    guint already = done_already(turn, reading->c, act, seen);
    if (already)
        return redirect_to_case(reading->c->reference, already);
    if (act->faults->len)
        return show_again(turn, reading, act, 422);
    if (has_moved_on(act, reading->c, seen)) {
        page_fault_add(act->faults, "",
                       "The case has gone on since you opened this page, so nothing was done. Look "
                       "at what is new, then send this again if it still holds.");
        return show_again(turn, reading, act, 409);
    }
    return order_it(turn, reading, act);
}

DeskAnswer *desk_case_act(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const ActKind *kind = kind_of(turn->parts[1]);
    g_autoptr(CaseReading) reading = kind ? case_reading(turn, turn->parts[0], &error) : NULL;
    if (error)
        return desk_failure(turn, error);
    if (!reading)
        return desk_no_such_case(turn);
    g_auto(Act) act = read_act(turn, kind);
    return do_act(turn, reading, &act);
}
