/* Derived views of a case: whose turn it is, which date comes next, what is owed. Nothing here is
 * stored. */
#include "standing.h"
#include "advised.h"
#include "answering.h"
#include "outstanding.h"
#include "owed_names.h"
#include "text.h"
#include <string.h>

static void waiting_free(gpointer data)
{
    WaitingFor *waiting = data;
    g_free(waiting->agency);
    g_free(waiting->role);
    g_free(waiting->name);
    g_free(waiting->what);
    g_free(waiting);
}

static void wait_for(GPtrArray *list, const char *agency, const char *role, const char *name,
                     const char *what)
{
    WaitingFor *waiting = g_new0(WaitingFor, 1);
    waiting->agency = agency != NULL && *agency != '\0' ? g_strdup(agency) : NULL;
    waiting->role = g_strdup(role);
    waiting->name = name != NULL && *name != '\0' ? g_strdup(name) : NULL;
    waiting->what = g_strdup(what);
    g_ptr_array_add(list, waiting);
}

static void wait_for_office(GPtrArray *list, const Ruleset *rules, const char *what)
{
    const Agency *partnership = directory_partnership(rules->directory);
    wait_for(list, partnership != NULL ? partnership->id : NULL, "office", NULL, what);
}

static const char *side_agency(const Case *c, Side side)
{
    const char *agency = side == SIDE_RAISING      ? c->raising
                         : side == SIDE_CHALLENGED ? c->challenged
                                                   : NULL;
    return agency != NULL ? agency : "";
}

/* Is this holder away, as an automatic reply since the stage was entered said, with a "deputy" who was asked or with
 * "no-deputy", and not heard of since? */
static gboolean is_away(const Case *c, const Holder *holder, const char *kind)
{
    for (guint i = c->events->len; i-- > 0;) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (event->at < c->entered)
            return FALSE;
        if (g_strcmp0(event->actor, holder->email) != 0)
            continue;
        if (g_str_equal(event->kind, kind))
            return TRUE;
        if (g_str_equal(event->kind, "received"))
            return FALSE;
    }
    return FALSE;
}

/* The last who held the side while it had anybody: at a stage of the partnership's, those before. */
static void add_last(GPtrArray *list, const Case *c, Side side)
{
    const Holder *last = NULL;
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->side == side && !holder->informed &&
            (last == NULL || holder->current || !last->current))
            last = holder;
    }
    for (guint i = 0; last != NULL && i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->side == side && !holder->informed && holder->current == last->current &&
            holder->tier == last->tier && g_str_equal(holder->stage, last->stage) &&
            !is_away(c, holder, "deputy"))
            g_ptr_array_add(list, (gpointer)holder);
    }
}

GPtrArray *standing_last_holders(const Case *c)
{
    GPtrArray *list = g_ptr_array_new();
    add_last(list, c, SIDE_RAISING);
    add_last(list, c, SIDE_CHALLENGED);
    return list;
}

/* Who answers for an agency while the case is closing: somebody who is there, before a post that nobody holds. */
static const Holder *holder_for(const Case *c, GPtrArray *holders, const char *agency)
{
    const Holder *found = NULL;
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (g_str_equal(side_agency(c, holder->side), agency) &&
            (found == NULL || (*found->email == '\0' && *holder->email != '\0')))
            found = holder;
    }
    return found;
}

/* Who is to do what no agency owes: the partnership's holder whom the rule names, else the office. */
static void wait_for_partnership(GPtrArray *list, const Case *c, const Ruleset *rules,
                                 const Owed *owed)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    const PolicyOwed *rule = policy_owed(policy, owed->kind, owed->role);
    for (guint i = 0; rule != NULL && i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && holder->side == SIDE_PARTNERSHIP &&
            g_strv_contains((const char *const *)rule->by, holder->role)) {
            wait_for(list, holder->agency, holder->role, holder->name, owed->kind);
            return;
        }
    }
    wait_for_office(list, rules, owed->kind);
}

/* Is there anybody of the agency who can be asked? The worker who raised it is of the raising one. */
static gboolean is_reached(const Case *c, const Holder *holder, const char *agency)
{
    return (holder != NULL && *holder->email != '\0') ||
           (g_strcmp0(c->raising, agency) == 0 && !text_empty(c->originator.email));
}

static void wait_for_owed(GPtrArray *list, const Case *c, const Ruleset *rules)
{
    g_autoptr(GPtrArray) holders = standing_last_holders(c);
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || !owed->bars_closing)
            continue;
        gboolean listed = FALSE;
        for (guint j = 0; j < list->len; j++) {
            const WaitingFor *before = g_ptr_array_index(list, j);
            listed |= g_strcmp0(before->what, owed->kind) == 0 &&
                      g_strcmp0(before->agency, *owed->agency != '\0' ? owed->agency : NULL) == 0;
        }
        if (listed)
            continue;
        if (*owed->agency == '\0') {
            wait_for_partnership(list, c, rules, owed);
            continue;
        }
        const Holder *holder = holder_for(c, holders, owed->agency);
        wait_for(list, owed->agency, holder != NULL ? holder->role : "",
                 holder != NULL ? holder->name : NULL, owed->kind);
        if (!is_reached(c, holder, owed->agency))
            wait_for_office(list, rules, owed->kind);
    }
}

static void wait_for_holder(GPtrArray *list, const Holder *holder, const Policy *policy)
{
    const PolicyStage *stage = policy_stage(policy, holder->stage);
    g_autofree char *what = g_strconcat(stage != NULL ? stage->name : "",
                                        holder->group == HOLD_ANY   ? ": any one of them answers"
                                        : holder->group == HOLD_ALL ? ": all of them answer"
                                                                    : "",
                                        NULL);
    wait_for(list, holder->agency, holder->role, holder->name, what);
}

gboolean standing_said_last(const Case *c, const char *email)
{
    return g_strcmp0(c->turn != NULL ? c->turn : c->last_sender, email) == 0;
}

/* Advice was given: whoever asked for it goes on. */
static void wait_for_advised(GPtrArray *list, const Case *c, const Policy *policy)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (advised_waits_for(c, holder))
            wait_for_holder(list, holder, policy);
    }
}

/* With the Chair having chosen a panel, those whose representations are awaited; else every acting
 * holder but the one who spoke last. */
static void wait_for_holders(GPtrArray *list, const Case *c, const Ruleset *rules)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    const PolicyStage *stage = policy_stage(policy, c->stage);
    guint before = list->len;
    gboolean chairs = policy_stage_chooses(stage);
    for (guint pass = 0; pass < 2 && list->len == before; pass++) {
        for (guint i = 0; i < c->holders->len; i++) {
            const Holder *holder = g_ptr_array_index(c->holders, i);
            gboolean wrote = standing_said_last(c, holder->email);
            if (!holder->current || holder->informed || holder->quiet ||
                (pass == 0 && (wrote || answering_done(c, holder))) ||
                (chairs && holder->side != SIDE_PARTNERSHIP))
                continue;
            if (*holder->email == '\0' && !g_str_equal(holder->role, "worker"))
                wait_for_office(list, rules, "a vacant post: name somebody");
            else
                wait_for_holder(list, holder, policy);
        }
        if (pass == 0 && list->len == before)
            wait_for_advised(list, c, policy);
    }
}

const char *standing_as(const Case *c, const Ruleset *rules, const Holder *holder)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    const PolicyStage *stage = policy_stage(policy, c->stage);
    if (holder->informed)
        return "informed";
    return policy_stage_chooses(stage) && holder->side != SIDE_PARTNERSHIP ? "takes part"
                                                                           : "holder of the stage";
}

gboolean standing_deputised(const Case *c, const Holder *holder)
{
    return is_away(c, holder, "deputy");
}

gboolean standing_uncovered(const Case *c, const Holder *holder)
{
    return is_away(c, holder, "no-deputy");
}

static void wait_for_cover(GPtrArray *list, const Case *c, const Ruleset *rules)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (!holder->current || holder->informed || *holder->email == '\0' ||
            !standing_uncovered(c, holder))
            continue;
        g_autofree char *what =
            g_strdup_printf("%s is away without a deputy: name somebody", holder->name);
        wait_for_office(list, rules, what);
    }
}

/* A worker need not stand in the directory. */
GPtrArray *standing_departed(const Case *c, const Directory *directory, Day today)
{
    GPtrArray *departed = g_ptr_array_new();
    for (guint i = 0; i < c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(c->holders, i);
        if (!holder->current || holder->informed || *holder->email == '\0' ||
            g_str_equal(holder->role, "worker"))
            continue;
        g_autoptr(GPtrArray) posts = directory_posts_by_email(directory, holder->email, today);
        if (posts->len == 0)
            g_ptr_array_add(departed, holder);
    }
    return departed;
}

/* Who has left keeps the case, as it was told, and will not answer: the office sees it until somebody else holds it. */
static void wait_for_successor(GPtrArray *list, const Case *c, const Ruleset *rules, Day today)
{
    g_autoptr(GPtrArray) departed = standing_departed(c, rules->directory, today);
    for (guint i = 0; i < departed->len; i++) {
        const Holder *holder = g_ptr_array_index(departed, i);
        g_autofree char *what = g_strdup_printf(
            "%s is no longer in the directory: route it to whoever has the post", holder->name);
        wait_for_office(list, rules, what);
    }
}

/* Whoever could not be written to is to be telephoned, whatever else the case waits for. */
static void wait_for_telephone(GPtrArray *list, const Case *c, const Ruleset *rules)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || !g_str_equal(owed->kind, OWED_TELEPHONE))
            continue;
        g_autofree char *what = g_strdup_printf("telephone: %s", owed->source);
        wait_for_office(list, rules, what);
    }
}

/* A message that disputes the closing, or speaks of harm, is the office's to decide about. */
static void wait_for_decision(GPtrArray *list, const Case *c, const Ruleset *rules)
{
    for (guint i = 0; i < c->objections->len; i++) {
        const Objection *objection = g_ptr_array_index(c->objections, i);
        g_autofree char *what =
            g_strdup_printf("needs a decision: a message that waits %s", objection->why);
        wait_for_office(list, rules, what);
    }
}

GPtrArray *standing_waiting_for(const Case *c, const Ruleset *rules, Instant now)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(waiting_free);
    if (case_is_over(c))
        return list;
    wait_for_decision(list, c, rules);
    if (c->routing_held != SIDE_NONE)
        wait_for_office(list, rules, "which organisation is meant");
    else if (c->stage == NULL)
        wait_for_office(list, rules, "accept or refuse the stage that is claimed");
    else if (c->waiting_confirmation != NULL)
        wait_for(list, c->raising, "sender", NULL,
                 "confirm what was taken from the forwarded messages");
    else if (c->state == CASE_CLOSING)
        wait_for_owed(list, c, rules);
    else {
        wait_for_holders(list, c, rules);
        wait_for_cover(list, c, rules);
        wait_for_successor(list, c, rules, instant_day(now, rules->site.zone));
    }
    wait_for_telephone(list, c, rules);
    return list;
}

const CaseDate *standing_next_date(const Case *c)
{
    const CaseDate *next = NULL;
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (date->met == MET_PENDING && (next == NULL || date->due < next->due))
            next = date;
    }
    return next;
}

static gboolean outstanding_is_done(const Case *c, const CaseDate *date)
{
    const Outstanding *item = outstanding_of_date(c, date);
    return item == NULL || item->done != INSTANT_UNKNOWN;
}

gboolean standing_overdue(const Case *c, Instant now)
{
    gboolean active = !case_is_over(c);
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        gboolean counts = !g_str_equal(date->kind, "guide") && !g_str_equal(date->kind, "safe-by");
        gboolean lasts = g_str_equal(date->kind, "outstanding"); /* beyond the case's closing */
        if (counts && date->settled == INSTANT_UNKNOWN &&
            (date->met == MET_NO || (date->met == MET_PENDING && date->due < now)) &&
            (lasts ? !outstanding_is_done(c, date) : active))
            return TRUE;
    }
    return FALSE;
}

guint standing_quiet_days(const Case *c, const Calendar *calendar, Instant now, GTimeZone *zone)
{
    Day last = instant_day(c->last_received, zone), today = instant_day(now, zone);
    return today > last ? calendar_between(calendar, last, today) : 0;
}

guint standing_stage_days(const Case *c, const Calendar *calendar, Instant now, GTimeZone *zone)
{
    Day entered = instant_day(c->entered, zone), today = instant_day(now, zone);
    return c->entered != INSTANT_UNKNOWN && today > entered
               ? calendar_between(calendar, entered, today)
               : 0;
}

GPtrArray *standing_owed_kinds(const Case *c)
{
    GPtrArray *kinds = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met == INSTANT_UNKNOWN &&
            !g_ptr_array_find_with_equal_func(kinds, owed->kind, g_str_equal, NULL))
            g_ptr_array_add(kinds, g_strdup(owed->kind));
    }
    return kinds;
}

/* The choice is made: what is left is what it takes, and the decision. */
static char *chosen_next(const Case *c, const PolicyStage *stage)
{
    guint awaited = 0;
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        awaited += owed->met == INSTANT_UNKNOWN && g_str_equal(owed->kind, OWED_REPRESENTATION);
    }
    if (!g_str_equal(c->chair_route, "panel"))
        return g_strdup_printf("It is being resolved direct with those concerned; what is decided "
                               "is then told to this mailbox (section %s).",
                               stage->section);
    if (awaited == 0)
        return g_strdup_printf("A panel is convened; what it resolves is then told to this mailbox "
                               "(section %s).",
                               stage->section);
    return g_strdup_printf("A panel is convened: %u %s awaited; what it resolves is then told to "
                           "this mailbox (section %s).",
                           awaited, awaited == 1 ? "representation is" : "representations are",
                           stage->section);
}

char *standing_policy_next(const Case *c, const Ruleset *rules)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    const PolicyStage *stage = policy_stage(policy, c->stage);
    if (c->state == CASE_CLOSED)
        return g_strdup("Closed. A new message about it can re-open it once the office confirms.");
    if (c->state == CASE_HANDED_OFF)
        return g_strdup("Handed off: another process has it. Nothing more is asked here.");
    if (c->held_gate != NULL && policy != NULL) {
        const PolicyGate *gate = policy_gate(policy, c->held_gate);
        return g_strdup_printf("Before the stage that is asked for: %s (section %s).",
                               gate != NULL ? gate->asks : c->held_gate,
                               gate != NULL ? gate->section : "");
    }
    if (stage == NULL)
        return g_strdup("The office says which stage is accepted.");
    if (c->state == CASE_CLOSING)
        return g_strdup(c->objections->len > 0
                            ? "Resolved, it was said. A message that waits bars the closing: the "
                              "office decides about it first."
                            : "Resolved. It closes when what is owed is done.");
    if (c->chair_route != NULL)
        return chosen_next(c, stage);
    const PolicyExit *way = policy_exit(stage, "unresolved");
    const PolicyStage *next = way != NULL ? policy_stage(policy, way->to) : NULL;
    if (next == NULL)
        return g_strdup_printf("%s (section %s).", stage->asks != NULL ? stage->asks : stage->label,
                               stage->section);
    return g_strdup_printf("%s If it is not resolved: %s (section %s).",
                           stage->asks != NULL ? stage->asks : stage->label, next->label,
                           way->section);
}

static int compare_flag(gboolean a, gboolean b)
{
    return a == b ? 0 : a ? -1 : 1;
}

int standing_compare(gconstpointer a, gconstpointer b)
{
    const Case *left = *(Case *const *)a, *right = *(Case *const *)b;
    int order = compare_flag(left->urgent, right->urgent);
    if (order == 0)
        order = compare_flag(left->harm_unanswered, right->harm_unanswered);
    if (order != 0)
        return order;
    const CaseDate *left_date = standing_next_date(left), *right_date = standing_next_date(right);
    Instant left_due = left_date != NULL ? left_date->due : G_MAXINT64,
            right_due = right_date != NULL ? right_date->due : G_MAXINT64;
    if (left_due != right_due)
        return left_due < right_due ? -1 : 1;
    return left->opened < right->opened   ? -1
           : left->opened > right->opened ? 1
                                          : strcmp(left->reference, right->reference);
}
