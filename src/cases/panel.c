/* How it is decided at a stage that leaves a choice: direct, or by a panel. The composition rule is the policy's; the gateway
 * checks and says what it finds, whoever may choose decides. Nobody is asked for representations by a panel
 * that may not sit. Words that may mean more than one thing choose and decide nothing, and a panel that sits
 * stays as it is until somebody says plainly who sits: a person reads them first. */
#include "panel.h"
#include "choice.h"
#include "moving.h"
#include "owed_names.h"
#include "owing.h"
#include "panel_people.h"
#include "ruled.h"
#include "sitting.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

static gboolean panel_has_agency(const Deciding *x, const char *agency)
{
    for (guint i = 0; agency != NULL && i < x->c->panel->len; i++) {
        const PanelMember *member = g_ptr_array_index(x->c->panel, i);
        if (directory_speaks_for(x->rules->directory, member->agency, agency))
            return TRUE;
    }
    return FALSE;
}

static guint panel_agencies(const Deciding *x)
{
    g_autoptr(GHashTable) agencies = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < x->c->panel->len; i++)
        g_hash_table_add(agencies, ((PanelMember *)g_ptr_array_index(x->c->panel, i))->agency);
    return g_hash_table_size(agencies);
}

char *panel_problem(const Deciding *x)
{
    const PolicyPanel *rule = x->policy->panel;
    guint agencies = panel_agencies(x);
    gboolean exactly = g_strcmp0(x->rules->site.panel_size, "exactly") == 0;
    g_autoptr(GString) text = g_string_new(NULL);
    if (agencies < rule->agencies || (exactly && agencies != rule->agencies))
        g_string_append_printf(text, "%u different agencies are named, %u are needed; ", agencies,
                               rule->agencies);
    for (guint i = 0; i < x->c->panel->len; i++) {
        const PanelMember *member = g_ptr_array_index(x->c->panel, i);
        if (rule->full_member && !member->full_member)
            g_string_append_printf(text, "%s is not recorded as a full member; ", member->name);
        if (rule->senior && !member->senior)
            g_string_append_printf(text, "%s is not recorded as a senior officer; ", member->name);
    }
    const char *const concerned[] = {x->c->raising, x->c->challenged};
    for (gsize i = 0; rule->agencies_concerned && i < G_N_ELEMENTS(concerned); i++)
        if (!panel_has_agency(x, concerned[i]))
            g_string_append_printf(text, "%s is concerned and has nobody on it; ",
                                   agency_name(x->rules, concerned[i]));
    if (text->len == 0)
        return NULL;
    g_string_truncate(text, text->len - 2);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Whose choice it is, as the policy's role is called: "chair". */
static char *chooser(const Deciding *x)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && !holder->informed && holder->side == SIDE_PARTNERSHIP)
            return role_words(holder->role);
    }
    return g_strdup("partnership");
}

static void record_panel(Deciding *x, GPtrArray *people)
{
    g_autofree char *who = chooser(x);
    Event *event =
        people->len > 0
            ? deciding_event(x, "panel", "The %s convenes a panel of %u", who, people->len)
            : deciding_event(x, "panel", "The %s convenes a panel, and names nobody yet", who);
    event_change(event, "panel-clear", NULL);
    for (guint i = 0; i < people->len; i++) {
        const Post *post = g_ptr_array_index(people, i);
        event_change(event, "panel", post->name, post->agency, post->senior ? "yes" : "no",
                     post->full_member ? "yes" : "no", NULL);
    }
    deciding_add(x, event);
}

/* "Now concerned as well: senior manager of Oakfield Primary School, …". */
static char *concerned_words(const Deciding *x, GPtrArray *seats)
{
    g_autoptr(GString) text = g_string_new("Now concerned as well:");
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        g_autofree char *role = role_words(seat->role);
        g_string_append_printf(text, "%s %s of %s", i > 0 ? "," : "", role,
                               agency_name(x->rules, seat->agency));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void seat_when_chosen(Deciding *x, const PolicyStage *stage)
{
    g_autoptr(GPtrArray) seats = routing_seats_of(x, stage->when_chosen, 0);
    g_autofree char *words = concerned_words(x, seats);
    sitting_record(x, deciding_event(x, "holders", "%s", words), seats, stage, x->c->tier);
}

/* No policy gives the parties a time; where the office does, the request says whose it is. */
static char *representation_words(const Deciding *x)
{
    guint days = x->rules->site.representation_days;
    g_autofree char *who = chooser(x);
    if (days == 0)
        return g_strdup_printf(
            "Please reply to this mail with the representations of your agency. The policy "
            "sets no time for this; the %s may.",
            who);
    Day due = calendar_add(x->rules->calendar, deciding_acting_day(x), days, NULL);
    g_autofree char *day = day_words(due);
    return g_strdup_printf(
        "Please reply to this mail with the representations of your agency by %s: that "
        "is the office's time (%u working days), the policy sets none.",
        day, days);
}

static void ask_representations(Deciding *x)
{
    g_autofree char *since = deciding_acted_at(x);
    const char *const agencies[] = {x->c->raising, x->c->challenged};
    Event *event =
        deciding_event(x, "owed", "Both agencies are asked for their representations (section %s)",
                       x->policy->panel->section);
    for (gsize i = 0; i < G_N_ELEMENTS(agencies); i++)
        event_change(event, "owed", OWED_REPRESENTATION, agencies[i] != NULL ? agencies[i] : "", "",
                     "0", x->policy->panel->section, "no", since, NULL);
    deciding_add(x, event);
    g_autoptr(GPtrArray) holders = moving_holders(x);
    g_autofree char *asks = representation_words(x);
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (holder->side == SIDE_PARTNERSHIP || *holder->email == '\0' ||
            telling_already(x, holder->email))
            continue;
        telling_holder(x, holder, "representation-request", asks);
    }
}

/* Nobody named anew: who was named before is still who is named. */
static void choose_panel(Deciding *x, const PolicyStage *stage, GPtrArray *people)
{
    if (people->len > 0 || x->c->panel->len == 0)
        record_panel(x, people);
    g_autofree char *problem = panel_problem(x);
    deciding_trace(x, problem == NULL, "panel-composition", x->policy->panel->section, "%s",
                   problem != NULL ? problem : "it may sit");
    if (problem != NULL) {
        deciding_add(x, deciding_event(x, "panel-check",
                                       "The panel may not sit as named: %s (section %s)", problem,
                                       x->policy->panel->section));
        (void)deciding_problem(x, "panel", 0, problem);
        return;
    }
    Event *event =
        deciding_event(x, "panel-check", "The panel meets section %s", x->policy->panel->section);
    event_change(event, "chair-route", "panel", NULL);
    deciding_add(x, event);
    x->moved = TRUE;
    seat_when_chosen(x, stage);
    if (x->policy->panel->representations)
        ask_representations(x);
}

static void choose_direct(Deciding *x, const PolicyStage *stage)
{
    g_autofree char *who = chooser(x);
    Event *event = deciding_event(x, "chair-route",
                                  "The %s resolves it direct with those concerned (section %s)",
                                  who, stage->section);
    event_change(event, "chair-route", "direct", NULL);
    event_change(event, "panel-clear", NULL);
    deciding_add(x, event);
    x->moved = TRUE;
    seat_when_chosen(x, stage);
    telling_holders(x);
}

/* A decision without a choice before it: whom the choice would have concerned must hear of it all the same. */
static void decide_here(Deciding *x, const PolicyStage *stage)
{
    if (x->c->chair_route == NULL)
        seat_when_chosen(x, stage);
    g_autofree char *who =
        g_strcmp0(x->c->chair_route, "panel") == 0 ? g_strdup("panel") : chooser(x);
    Event *event = deciding_event(x, "decision", "The %s recorded a decision", who);
    event_change(event, "decided", "yes", NULL);
    if (reading_value(x->reading, "agreed_outcome") == NULL)
        deciding_fact(x, event, "agreed_outcome", x->reading->words);
    deciding_add(x, event);
    owing_begin_closing(x);
}

/* ---- what is said ---- */

static gboolean may_choose(const Deciding *x, const PolicyStage *stage, Choice choice)
{
    if (choice != CHOICE_PANEL && choice != CHOICE_DIRECT)
        return TRUE;
    const char *name = choice == CHOICE_PANEL ? "panel" : "direct";
    return g_strv_contains((const char *const *)stage->chooses, name) &&
           (choice == CHOICE_DIRECT || x->policy->panel != NULL);
}

/* The line's own choice, unless what is written there says more than that. */
static Choice of_route(const Deciding *x, const FieldValue *route)
{
    g_autofree char *folded = text_fold(route->value);
    gboolean both = text_has_words(folded, "panel") &&
                    (text_has_words(folded, "direct") || text_has_words(folded, "directly"));
    if (both || words_say(x->rules, route->value, "panel-doubt") ||
        words_say(x->rules, route->value, "direct-doubt"))
        return CHOICE_UNCLEAR;
    return g_strcmp0(route->canonical, "panel") == 0    ? CHOICE_PANEL
           : g_strcmp0(route->canonical, "direct") == 0 ? CHOICE_DIRECT
                                                        : CHOICE_NONE;
}

static Choice of_form(const Deciding *x, const PolicyStage *stage)
{
    const FieldValue *agreed = reading_value(x->reading, "agreed_outcome");
    const FieldValue *route = reading_value(x->reading, "chair_route");
    Choice choice = CHOICE_NONE;
    if (agreed != NULL && !form_is_no_information(x->rules->forms, agreed->value))
        return choice_labelled(x->rules, agreed->value);
    if (route != NULL)
        choice = of_route(x, route);
    else if (reading_value(x->reading, "panel") != NULL)
        choice = CHOICE_PANEL;
    return may_choose(x, stage, choice) ? choice : CHOICE_NONE;
}

/* Form and words, where the two do not differ. */
static Choice chosen(const Deciding *x, const PolicyStage *stage)
{
    Choice form = of_form(x, stage);
    Choice words = choice_said(x->rules, x->reading->words, !policy_stage_chooses(stage));
    if (!may_choose(x, stage, words))
        words = CHOICE_NONE;
    if (form == CHOICE_NONE || words == form)
        return words;
    return words == CHOICE_NONE ? form : CHOICE_UNCLEAR;
}

static Choice ruled(const Deciding *x, const PolicyStage *stage)
{
    Choice choice = x->ruling != NULL ? choice_ruled(x->rules, x->ruling->why) : CHOICE_NONE;
    return may_choose(x, stage, choice) ? choice : CHOICE_NONE;
}

static gboolean panel_sits(const Deciding *x)
{
    return g_strcmp0(x->c->chair_route, "panel") == 0 && x->c->panel->len > 0;
}

/* The words about the panel: the form's line, else the prose. */
static const char *panel_text(const Deciding *x)
{
    const FieldValue *named = reading_value(x->reading, "panel");
    return named != NULL ? named->value : x->reading->words;
}

/* Is it said plainly who sits? Of a panel that sits already, one of other people is another panel only where enough are named. */
static gboolean named_plainly(const Deciding *x, GPtrArray *people)
{
    if (people->len == 0)
        return x->c->panel->len == 0 || !words_say(x->rules, panel_text(x), "panel-anew");
    gboolean few = panel_sits(x) && reading_value(x->reading, "panel") == NULL &&
                   panel_people_agencies(people) < x->policy->panel->agencies;
    return !few && !panel_people_doubtful(x, panel_text(x));
}

static Choice said(const Deciding *x, const PolicyStage *stage)
{
    Choice choice = chosen(x, stage);
    if (choice == CHOICE_PANEL) {
        g_autoptr(GPtrArray) people = panel_people(x, panel_text(x));
        return named_plainly(x, people) ? choice : CHOICE_UNCLEAR;
    }
    if (choice == CHOICE_DIRECT && panel_sits(x) &&
        reading_value(x->reading, "chair_route") == NULL)
        return CHOICE_UNCLEAR; /* the matter, or something about the panel? */
    if (choice != CHOICE_NONE || !policy_stage_chooses(stage))
        return choice;
    if (panel_people_change(x, x->reading->words))
        return CHOICE_UNCLEAR;
    return reading_says(x->reading, "resolved") ? CHOICE_DECISION : CHOICE_NONE;
}

/* ---- what may mean more than one thing ---- */

static void offer_panel(Deciding *x, char *names, const char *follows)
{
    g_autofree char *owned = names;
    g_autofree char *reading = names != NULL ? g_strdup_printf("panel: %s", names) : NULL;
    if (reading != NULL)
        ruled_offer(x, reading, follows);
}

static void offer_panels(Deciding *x)
{
    g_autoptr(GPtrArray) people = panel_people(x, panel_text(x));
    if (x->c->panel->len > 0)
        offer_panel(x, panel_people_changed(x, panel_text(x)),
                    "the panel is changed by those named, and is now these");
    if (people->len > 1)
        offer_panel(x, panel_people_names(people), "the panel is those it names");
    if (people->len == 0 && x->c->panel->len == 0)
        ruled_offer(x, "panel", "a panel is convened, and its members are asked for");
}

static void hold_unclear(Deciding *x, const PolicyStage *stage)
{
    g_autofree char *who = chooser(x);
    g_autofree char *folded = text_fold(x->reading->words);
    const char *unproven = x->may_move ? "" : sender_unproven_words(x->sender);
    g_autofree char *text =
        g_strdup_printf("from the %s, in words that may mean a decision or a choice, or "
                        "neither%s%s; linked for any "
                        "other reason than those offered it is filed and changes nothing",
                        who, *unproven != '\0' ? "; and " : "", unproven);
    const PolicyExit *way = policy_exit(stage, "decided");
    g_autofree char *closes = g_strdup_printf("it closes once what is owed is done (section %s)",
                                              way != NULL ? way->section : stage->section);
    ruled_step(x, "choice-unclear", text);
    if (words_say(x->rules, x->reading->words, "decision") ||
        reading_value(x->reading, "agreed_outcome") != NULL)
        ruled_offer(x, "the decision", closes);
    if (may_choose(x, stage, CHOICE_PANEL) &&
        (text_has_words(folded, "panel") || reading_value(x->reading, "panel") != NULL ||
         panel_people_change(x, x->reading->words)))
        offer_panels(x);
    if (may_choose(x, stage, CHOICE_DIRECT) &&
        (text_has_words(folded, "direct") || text_has_words(folded, "directly")))
        ruled_offer(x, "direct", "it is resolved direct with the senior managers");
}

/* Nobody chooses for the Chair by writing as the Chair. */
static void hold_unproven(Deciding *x)
{
    g_autofree char *who = chooser(x);
    g_autofree char *what = g_strdup_printf("chooses or decides as only the %s may", who);
    ruled_unproven(x, what);
}

/* ---- what comes of it ---- */

/* By the office's reason, which may name the members; else by the message. */
static GPtrArray *members_meant(const Deciding *x)
{
    GPtrArray *people = x->ruling != NULL && choice_ruled(x->rules, x->ruling->why) == CHOICE_PANEL
                            ? panel_people(x, x->ruling->why)
                            : g_ptr_array_new();
    if (people->len > 0)
        return people;
    g_ptr_array_unref(people);
    return panel_people(x, panel_text(x));
}

static gboolean take_panel(Deciding *x, const PolicyStage *stage)
{
    g_autoptr(GPtrArray) people = members_meant(x);
    if (people->len == 0 && panel_sits(x))
        return FALSE; /* news of the panel: it stays as it is */
    if (x->may_move)
        choose_panel(x, stage, people);
    else
        hold_unproven(x);
    return TRUE;
}

static gboolean take_choice(Deciding *x, const PolicyStage *stage, Choice choice)
{
    if (choice == CHOICE_PANEL)
        return take_panel(x, stage);
    if (!x->may_move)
        hold_unproven(x);
    else if (choice == CHOICE_DECISION)
        decide_here(x, stage);
    else
        choose_direct(x, stage);
    return TRUE;
}

/* Where nothing is chosen a decision is an outcome as any other; only its doubts are read here. */
static gboolean take_decision(Deciding *x, const PolicyStage *stage, Choice choice,
                              Choice by_office, const char **why_out)
{
    if (choice != CHOICE_UNCLEAR)
        return FALSE;
    if (by_office == CHOICE_DECISION)
        (void)moving_resolved(x, why_out);
    else
        hold_unclear(x, stage);
    return TRUE;
}

/* What the office links is not said by whoever decides only because the office may decide. */
static gboolean is_theirs(const Deciding *x, const PolicyStage *stage, Choice by_office)
{
    Side side = x->ruling != NULL && x->sender != NULL ? routing_sender_side(x) : SIDE_NONE;
    return moving_may_decide(x, stage) &&
           (by_office != CHOICE_NONE || (side != SIDE_RAISING && side != SIDE_CHALLENGED));
}

gboolean panel_chair_says(Deciding *x, const char **why_out)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (stage == NULL || !case_runs(x->c))
        return FALSE;
    Choice by_office = ruled(x, stage);
    if (!is_theirs(x, stage, by_office))
        return FALSE;
    Choice choice = said(x, stage);
    if (x->ruling == NULL && choice == CHOICE_UNCLEAR)
        *why_out = "the office reads first what it is meant to say";
    if (!policy_stage_chooses(stage))
        return take_decision(x, stage, choice, by_office, why_out);
    if (by_office != CHOICE_NONE)
        choice = by_office;
    if (choice == CHOICE_UNCLEAR)
        hold_unclear(x, stage);
    return choice == CHOICE_UNCLEAR || (choice != CHOICE_NONE && take_choice(x, stage, choice));
}

const char *panel_not_theirs(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (!policy_stage_chooses(stage) || moving_may_decide(x, stage))
        return NULL;
    Choice choice = chosen(x, stage);
    if (choice == CHOICE_NONE || choice == CHOICE_UNCLEAR ||
        (choice == CHOICE_DECISION && !reading_says(x->reading, "decision")))
        return NULL; /* a party's own line of what was agreed decides nothing either */
    g_autofree char *who = chooser(x);
    deciding_add(x, deciding_event(x, "not-chosen",
                                   "Nothing is chosen or decided by it: at %s that is for the %s "
                                   "(section %s)",
                                   stage->name, who, stage->section));
    return "how it is decided at this stage is for the partnership to say, as the policy has it; "
           "what you wrote is on record";
}

/* ---- the stage is left before it was decided ---- */

void panel_ends(Deciding *x, const PolicyStage *left)
{
    if (!policy_stage_chooses(left) || (x->c->chair_route == NULL && x->c->panel->len == 0))
        return;
    Event *event =
        deciding_event(x, "panel-ended",
                       "What was chosen at %s no longer stands: the case goes to another "
                       "stage, and no representation is awaited",
                       left->name);
    event_change(event, "chair-route", "", NULL);
    event_change(event, "panel-clear", NULL);
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met == INSTANT_UNKNOWN && g_str_equal(owed->kind, OWED_REPRESENTATION))
            event_change(event, "owed-drop", owed->kind, owed->agency, owed->role,
                         decimal(owed->child), NULL);
    }
    deciding_add(x, event);
}

void panel_tell_ended(Deciding *x, const PolicyStage *left, GPtrArray *before)
{
    for (guint i = 0; policy_stage_chooses(left) && i < before->len; i++) {
        const Holder *holder = g_ptr_array_index(before, i);
        if (!holder->current && *holder->email != '\0' && holder->told != INSTANT_UNKNOWN &&
            !telling_already(x, holder->email))
            telling_holder(x, holder, "notice-informed", "");
    }
}
