/* How it is decided at a stage that leaves a choice: direct, or by a panel. The composition rule is the policy's; the gateway
 * checks and says what it finds, whoever may choose decides. Nobody is asked for representations by a panel
 * that may not sit. */
#include "panel.h"
#include "duties.h"
#include "moving.h"
#include "owed_names.h"
#include "owing.h"
#include "ruled.h"
#include "sitting.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

#define SURNAME_LEAST 3 /* letters by which somebody may be called */

static gboolean is_called(const char *folded_text, const char *name)
{
    const char *surname = text_surname(name);
    return strlen(surname) >= SURNAME_LEAST && text_has_words(folded_text, surname);
}

/* The partnership's own people convene a panel and serve it. */
static gboolean is_of_partnership(const Deciding *x, const Post *post)
{
    const Agency *partnership = directory_partnership(x->rules->directory);
    return partnership != NULL && g_str_equal(partnership->id, post->agency);
}

/* One post a person: of several, the one that makes a full member. */
static GPtrArray *people_named(const Deciding *x, const char *text)
{
    GPtrArray *found = g_ptr_array_new();
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < directory_posts(x->rules->directory); i++) {
        const Post *post = directory_post_at(x->rules->directory, i);
        if (!directory_post_is_held(post, x->today) || directory_is_service(post->role) ||
            is_of_partnership(x, post) || !is_called(folded, post->name))
            continue;
        gboolean doubled = FALSE;
        for (guint j = 0; j < found->len && !doubled; j++) {
            const Post *other = g_ptr_array_index(found, j);
            doubled = g_str_equal(other->email, post->email);
            if (doubled && post->full_member && !other->full_member)
                g_ptr_array_index(found, j) = (gpointer)post;
        }
        if (!doubled)
            g_ptr_array_add(found, (gpointer)post);
    }
    return found;
}

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
    Event *event = deciding_event(x, "panel", "The %s convenes a panel of %u", who, people->len);
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

static void choose_panel(Deciding *x, const PolicyStage *stage, const char *text)
{
    g_autoptr(GPtrArray) people = people_named(x, text);
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

static gboolean chosen(const Deciding *x, const PolicyStage *stage, const char *choice)
{
    const char *field = reading_canonical(x->reading, "chair_route");
    gboolean open = g_strv_contains((const char *const *)stage->chooses, choice);
    return open &&
           (g_strcmp0(field, choice) == 0 || (field == NULL && reading_says(x->reading, choice)));
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

typedef enum { SAYS_NOTHING, SAYS_DECISION, SAYS_PANEL, SAYS_DIRECT } ChairWord;

static ChairWord chair_word(const Deciding *x, const PolicyStage *stage)
{
    if (reading_says(x->reading, "decision") || reading_value(x->reading, "agreed_outcome") != NULL)
        return SAYS_DECISION;
    if (x->policy->panel != NULL &&
        (chosen(x, stage, "panel") || reading_value(x->reading, "panel") != NULL))
        return SAYS_PANEL;
    if (chosen(x, stage, "direct"))
        return SAYS_DIRECT;
    return reading_says(x->reading, "resolved") ? SAYS_DECISION : SAYS_NOTHING;
}

/* Nobody chooses for the Chair by writing as the Chair. */
static void hold_unproven(Deciding *x)
{
    g_autofree char *who = chooser(x);
    g_autofree char *what = g_strdup_printf("chooses or decides as only the %s may", who);
    ruled_unproven(x, what);
}

gboolean panel_chair_says(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (!policy_stage_chooses(stage) || !moving_may_decide(x, stage) || !case_runs(x->c))
        return FALSE;
    const FieldValue *named = reading_value(x->reading, "panel");
    ChairWord word = chair_word(x, stage);
    if (word == SAYS_NOTHING)
        return FALSE;
    if (!x->may_move)
        hold_unproven(x);
    else if (word == SAYS_DECISION)
        decide_here(x, stage);
    else if (word == SAYS_PANEL)
        choose_panel(x, stage, named != NULL ? named->value : x->reading->words);
    else
        choose_direct(x, stage);
    return TRUE;
}

const char *panel_not_theirs(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (!policy_stage_chooses(stage) || moving_may_decide(x, stage))
        return NULL;
    if (!reading_says(x->reading, "decision") && !chosen(x, stage, "panel") &&
        !chosen(x, stage, "direct") && reading_value(x->reading, "panel") == NULL)
        return NULL;
    g_autofree char *who = chooser(x);
    deciding_add(x, deciding_event(x, "not-chosen",
                                   "Nothing is chosen or decided by it: at %s that is for the %s "
                                   "(section %s)",
                                   stage->name, who, stage->section));
    return "how it is decided at this stage is for the partnership to say, as the policy has it; "
           "what you wrote is on record";
}

/* What a colleague whom nobody knows writes is news, unless it says that it speaks for the agency. */
static gboolean hold_representation(Deciding *x, const char *agency)
{
    const Owed *owed = case_owes(x->c, OWED_REPRESENTATION);
    if (owed == NULL || !reading_says(x->reading, "representation"))
        return FALSE;
    g_autofree char *what =
        g_strdup_printf("gives the representation of %s", agency_name(x->rules, agency));
    ruled_unproven(x, what);
    return TRUE;
}

gboolean panel_representation(Deciding *x)
{
    const char *agency = routing_sender_party(x);
    gboolean runs = case_runs(x->c);
    if (agency == NULL || x->c->chair_route == NULL || !runs || reading_says(x->reading, "thanks"))
        return FALSE;
    if (!x->may_move)
        return hold_representation(x, agency);
    if (!duties_meet(x, OWED_REPRESENTATION, agency, "", 0))
        return FALSE;
    guint met = 0, asked = 0;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        gboolean counts = g_str_equal(owed->kind, OWED_REPRESENTATION) && !owed->earlier;
        asked += counts;
        met += counts && owed->met != INSTANT_UNKNOWN;
    }
    g_autofree char *at = deciding_at(x);
    Event *event = deciding_event(x, "representation", "Representation of %s filed, %u of %u",
                                  agency_name(x->rules, agency), met, asked);
    event_change(event, "representation", agency, at, x->sha256, NULL);
    deciding_add(x, event);
    x->decision->kind = "representation";
    return TRUE;
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
