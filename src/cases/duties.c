/* Duties: the policy's `owed` rules at work. Owns when something begins to be owed, whose it is and what meets it: a
 * field that is filled in, a sentence that says so, from somebody who may. Promises: silence meets nothing, a 'no' meets
 * nothing unless the rule lets it, a sentence that only announces or asks meets nothing. What no rule speaks of (notices,
 * representations) is met where it is owed. Decides nothing about the case's state. */
#include "duties.h"
#include "exits.h"
#include "clauses.h"
#include "moving.h"
#include "outcome.h"
#include "owed_names.h"
#include "polarity.h"
#include "said_before.h"
#include "sender_proof.h"
#include "text.h"
#include <string.h>

/* ---- owing ---- */

const PolicyOwed *duties_rule(const Deciding *x, const Owed *owed)
{
    return policy_owed(x->policy, owed->kind, owed->role);
}

gboolean duties_told_by_us(const Deciding *x, const Owed *owed)
{
    const PolicyOwed *rule = duties_rule(x, owed);
    return g_str_equal(owed->kind, "originator-told") && rule != NULL && rule->by[0] == NULL;
}

static gboolean owed_in_cycle(const Deciding *x, const PolicyOwed *rule, const char *agency,
                              guint child)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->child == child && g_str_equal(owed->kind, rule->kind) &&
            g_str_equal(owed->agency, agency) &&
            g_str_equal(owed->role, rule->role != NULL ? rule->role : ""))
            return !owed->earlier;
    }
    return FALSE;
}

static void owe(Deciding *x, Event *event, const PolicyOwed *rule, const char *agency, guint child)
{
    if (owed_in_cycle(x, rule, agency, child))
        return;
    g_autofree char *since = deciding_acted_at(x);
    event_change(event, "owed", rule->kind, agency, rule->role != NULL ? rule->role : "",
                 decimal(child), rule->section, rule->bars_closing ? "yes" : "no", since, NULL);
}

/* A rule that one side alone may meet is owed by that side alone. */
static gboolean owes(const PolicyOwed *rule, Side side)
{
    const char *const *by = (const char *const *)rule->by;
    gboolean raising = g_strv_contains(by, "raising");
    gboolean challenged = g_strv_contains(by, "challenged");
    return raising == challenged || (side == SIDE_RAISING ? raising : challenged);
}

static void owe_rule(Deciding *x, Event *event, const PolicyOwed *rule)
{
    static const Side sides[] = {SIDE_RAISING, SIDE_CHALLENGED};
    if (g_str_equal(rule->per, "case")) {
        owe(x, event, rule, "", 0);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        const char *agency = routing_agency(x, sides[i]);
        if (agency == NULL || !owes(rule, sides[i]) ||
            (i > 0 && g_strcmp0(agency, x->c->raising) == 0))
            continue; /* within one agency it is owed once */
        if (!g_str_equal(rule->per, "agency-and-child") || x->c->children->len == 0)
            owe(x, event, rule, agency, 0);
        for (guint n = 0; g_str_equal(rule->per, "agency-and-child") && n < x->c->children->len;
             n++)
            owe(x, event, rule, agency, ((const Child *)g_ptr_array_index(x->c->children, n))->n);
    }
}

/* ---- meeting ---- */

const char *duties_label(const Deciding *x, const Owed *owed, char **words_out)
{
    const PolicyOwed *rule = duties_rule(x, owed);
    *words_out = g_strdelimit(g_strdup(owed->kind), "-", ' ');
    if (rule != NULL && rule->label != NULL)
        return rule->label;
    (*words_out)[0] = g_ascii_toupper((*words_out)[0]);
    return *words_out;
}

static void meet(Deciding *x, const Owed *owed, const char *answer)
{
    g_autofree char *at = deciding_at(x);
    g_autofree char *words = NULL;
    const char *label = duties_label(x, owed, &words);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "Done: %s", label);
    if (*owed->agency != '\0')
        g_string_append_printf(text, ", %s", agency_name(x->rules, owed->agency));
    if (*owed->role != '\0') {
        g_autofree char *role = role_words(owed->role);
        g_string_append_printf(text, ", %s", role);
    }
    if (owed->child > 0)
        g_string_append_printf(text, ", child %u", owed->child);
    if (answer != NULL)
        g_string_append_printf(text, ": %s", answer);
    Event *event = deciding_event(x, "owed-met", "%s", text->str);
    event_change(event, "owed-met", owed->kind, owed->agency, owed->role, decimal(owed->child), at,
                 NULL);
    deciding_add(x, event);
}

gboolean duties_meet(Deciding *x, const char *kind, const char *agency, const char *role,
                     guint child)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || owed->child != child ||
            !g_str_equal(owed->kind, kind) || !g_str_equal(owed->agency, agency) ||
            !g_str_equal(owed->role, role))
            continue;
        meet(x, owed, NULL);
        return TRUE;
    }
    return FALSE;
}

/* ---- what a message says ---- */

/* In a form the sentences stand above the first label; a note with a colon in it is read to its end. */
gboolean duties_text_says(const Deciding *x, const char *statement)
{
    const Reading *reading = x->reading;
    if (reading_says(reading, statement))
        return TRUE;
    g_autoptr(GPtrArray) sentences =
        outcome_sentences(reading->has_form ? reading->words : reading->said);
    for (guint i = 0; i < sentences->len; i++)
        if (outcome_sentence_says(x->rules, g_ptr_array_index(sentences, i), statement))
            return TRUE;
    return FALSE;
}

static gboolean field_answers(const Deciding *x, const PolicyOwed *rule, const char *key)
{
    const FieldValue *value = reading_value(x->reading, key);
    return value != NULL && !value->proposed && said_value_answers(x, rule, value->value);
}

static gboolean answered_now(const Deciding *x, const PolicyOwed *rule)
{
    for (guint i = 0; x->reading != NULL && rule->met_by[i] != NULL; i++)
        if (field_answers(x, rule, rule->met_by[i]))
            return TRUE;
    return FALSE;
}

static gboolean says_it(const Deciding *x, const PolicyOwed *rule)
{
    for (guint i = 0; rule->met_by[i] != NULL; i++)
        if (field_answers(x, rule, rule->met_by[i]) || duties_text_says(x, rule->met_by[i]))
            return TRUE;
    return FALSE;
}

static gboolean meant(const Deciding *x, const Owed *owed, const GArray *named)
{
    gboolean any = owed->child == 0 || named->len == 0;
    for (guint i = 0; i < named->len; i++)
        any |= g_array_index(named, guint, i) == owed->child;
    return any;
}

gboolean duties_ask_originator(const Deciding *x, const PolicyOwed *rule)
{
    for (guint i = 0; rule->by[0] == NULL && i < x->policy->owed->len; i++) {
        const PolicyOwed *other = g_ptr_array_index(x->policy->owed, i);
        if (other != rule && g_str_equal(other->kind, rule->kind) &&
            g_strcmp0(other->by[0], "originator") == 0)
            return TRUE;
    }
    return FALSE;
}

/* Where he is asked himself, he answers for his agency only while the matter is his for it. */
static gboolean asked_himself(const Deciding *x, const PolicyOwed *rule, const Owed *owed)
{
    return *owed->agency != '\0' && x->sender != NULL &&
           case_is_originator(x->c, x->sender->email) && !exits_sender_holds(x, FALSE) &&
           duties_ask_originator(x, rule);
}

/* May this sender meet it: of the agency that owes it, and whom the rule names. */
static gboolean may_meet(const Deciding *x, const PolicyOwed *rule, const Owed *owed)
{
    gboolean of_agency = g_strcmp0(routing_sender_party(x), owed->agency) == 0;
    if (*owed->agency != '\0' && !of_agency)
        return FALSE;
    if (x->ruling != NULL)
        return TRUE; /* the office read it and let it pass */
    if (asked_himself(x, rule, owed))
        return FALSE;
    return rule->by[0] != NULL ? exits_allowed(x, rule->by) : routing_sender_side(x) != SIDE_NONE;
}

/* ---- owed, and met as soon as it is ---- */

/* As this message says it, or as it was said `before`. TRUE: that was a no. */
static gboolean meet_said(Deciding *x, const Owed *owed, const PolicyOwed *rule, const char *before)
{
    g_autofree char *answer =
        before != NULL ? polarity_before(x, rule, before) : polarity_of(x, rule);
    meet(x, owed, answer);
    return polarity_is_no(answer);
}

/* Somebody has said it, and nobody knows who: it is asked for like what was never said. */
static void say_unproven(Deciding *x, const Owed *owed, const PolicyOwed *rule, const char *message)
{
    g_autofree char *words = NULL;
    gboolean of_agency = *owed->agency != '\0';
    g_autofree char *what =
        g_strdup_printf("Still owed: %s%s%s", duties_label(x, owed, &words), of_agency ? ", " : "",
                        of_agency ? agency_name(x->rules, owed->agency) : "");
    sender_proof_say(x, rule->section, what, message);
}

/* What this message's sender, or somebody in an earlier one, has said already is owed and done in one. */
static void meet_at_once(Deciding *x, const char *since)
{
    gboolean no = FALSE, earlier_no = FALSE;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met != INSTANT_UNKNOWN || rule == NULL || !g_str_equal(rule->since, since) ||
            g_str_equal(rule->per, "agency-and-child"))
            continue;
        gboolean now = x->may_move && answered_now(x, rule) && may_meet(x, rule, owed);
        const char *unproven = NULL;
        const char *before = now ? NULL : said_before(x, rule, owed, &unproven);
        if (now)
            no |= meet_said(x, owed, rule, NULL);
        else if (before != NULL)
            earlier_no |= meet_said(x, owed, rule, before);
        else if (unproven != NULL)
            say_unproven(x, owed, rule, unproven);
    }
    if (no || earlier_no)
        polarity_hold(x, !no);
}

void duties_owe(Deciding *x, const char *since)
{
    Event *event = deciding_event(x, "owed", "Owed from now on");
    guint n = 0;
    for (guint i = 0; i < x->policy->owed->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->owed, i);
        guint rows = event->changes->len;
        if (g_str_equal(rule->since, since))
            owe_rule(x, event, rule);
        if (event->changes->len == rows)
            continue; /* nobody here owes it, or it is owed already */
        g_autofree char *words = g_strdelimit(g_strdup(rule->kind), "-", ' ');
        g_autofree char *before = event->text;
        event->text = g_strdup_printf("%s%s %s (section %s)", before, n++ > 0 ? ";" : ":",
                                      rule->label != NULL ? rule->label : words, rule->section);
    }
    if (event->changes->len == 0) {
        event_free(event);
        return;
    }
    deciding_add(x, event);
    meet_at_once(x, since);
}

static void tell_answer(Deciding *x, const PolicyOwed *rule)
{
    g_autoptr(GPtrArray) posts = routing_posts(x, NULL, rule->tell_role);
    g_autofree char *words = g_strdelimit(g_strdup(rule->kind), "-", ' ');
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (telling_already(x, post->email))
            continue;
        gboolean detail = telling_secure(x, post->email, post->agency) == SECURE_TLS;
        const FieldValue *value = NULL;
        for (guint j = 0; rule->met_by[j] != NULL && value == NULL; j++)
            value = reading_value(x->reading, rule->met_by[j]);
        telling_mail(x, "notice-answer", post->email, post->name, post->role, FALSE, "question",
                     rule->label != NULL ? rule->label : words, "decision",
                     !detail         ? ""
                     : value != NULL ? value->value
                                     : x->reading->words,
                     NULL);
        telling_remember(x, post->email, post->role, NULL);
    }
}

gboolean duties_said(const Deciding *x)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met == INSTANT_UNKNOWN && rule != NULL && says_it(x, rule))
            return TRUE;
    }
    return FALSE;
}

/* A notice that is still owed and that the message, or one `sentence` of it, says was sent. */
static gboolean notice_said(const Deciding *x, const char *sentence)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = owed->met == INSTANT_UNKNOWN ? duties_rule(x, owed) : NULL;
        if (rule == NULL || !rule->notice)
            continue;
        if (sentence == NULL && says_it(x, rule))
            return TRUE;
        for (guint j = 0; sentence != NULL && rule->met_by[j] != NULL; j++)
            if (outcome_sentence_says(x->rules, sentence, rule->met_by[j]))
                return TRUE;
    }
    return FALSE;
}

gboolean duties_notice_said_alone(const Deciding *x)
{
    if (!notice_said(x, NULL))
        return FALSE;
    g_autoptr(GPtrArray) sentences = outcome_sentences(x->reading->words);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (!notice_said(x, sentence) && !words_say(x->rules, sentence, "thanks-alone"))
            return FALSE;
    }
    return TRUE;
}

gboolean duties_would_meet(const Deciding *x)
{
    g_autoptr(GArray) named = clauses_children(x->c, x->reading->words);
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met == INSTANT_UNKNOWN && rule != NULL && meant(x, owed, named) &&
            may_meet(x, rule, owed) && says_it(x, rule))
            return TRUE;
    }
    return FALSE;
}

static gboolean take(Deciding *x, gboolean notices_only)
{
    g_autoptr(GArray) named = clauses_children(x->c, x->reading->words);
    gboolean any = FALSE, no = FALSE;
    for (guint i = 0; x->may_move && i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met != INSTANT_UNKNOWN || rule == NULL || (notices_only && !rule->notice) ||
            !meant(x, owed, named) || !may_meet(x, rule, owed) || !says_it(x, rule))
            continue;
        no |= meet_said(x, owed, rule, NULL);
        any = TRUE;
        if (g_str_equal(rule->kind, "file-tick"))
            (void)duties_meet(x, OWED_EXTRACT, owed->agency, "", 0); /* it reached the file */
        if (rule->tell_role != NULL)
            tell_answer(x, rule);
    }
    if (no)
        polarity_hold(x, FALSE);
    return any;
}

gboolean duties_take(Deciding *x)
{
    return take(x, FALSE);
}

void duties_take_notices(Deciding *x)
{
    if (x->reading != NULL)
        (void)take(x, TRUE);
}
