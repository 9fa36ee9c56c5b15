/* delay: reasons and a manager's assurance, recorded where a policy asks for them.
 *
 * Asked once, of the agency itself and not of who represents it; the answer meets what is owed.
 * Reasons may come from anyone who speaks for that side; an assurance of the child's safety counts
 * only as the word of a manager of the agency, who gives it from their own address or is named by the
 * office. What is no plain assurance meets nothing and waits for a person; a no to it alarms. The gateway
 * records what was assured and by whom; it never says it itself. */
#include "delay.h"
#include "asking.h"
#include "duties.h"
#include "moving.h"
#include "outcome.h"
#include "owing.h"
#include "ruled.h"
#include "telling.h"
#include "text.h"
#include <string.h>

#define MANAGER_BAND 2 /* of people.csv: from here up are managers */

static const char reasons_kind[] = "delay-reasons", assurance_kind[] = "delay-assurance";

static Side side_of(const PolicyOwed *rule)
{
    return g_str_equal(rule->per, "challenged") ? SIDE_CHALLENGED : SIDE_RAISING;
}

gboolean delay_is_of(const Deciding *x, const CaseDate *date)
{
    const PolicyClock *clock = policy_clock(x->policy, date->id);
    return clock != NULL && g_strcmp0(clock->on_breach, "delay-record") == 0;
}

/* ---- asking ---- */

static void add_person(GPtrArray *people, const Holder *holder, const char *agency)
{
    if (*holder->email == '\0' || holder->informed || !g_str_equal(holder->agency, agency))
        return;
    for (guint i = 0; i < people->len; i++)
        if (g_str_equal(((const Holder *)g_ptr_array_index(people, i))->email, holder->email))
            return;
    g_ptr_array_add(people, (gpointer)holder);
}

/* The agency's own people in the case: who holds it, else who held it. */
static GPtrArray *people_of(const Deciding *x, const char *agency)
{
    GPtrArray *people = g_ptr_array_new();
    for (guint pass = 0; pass < 2 && people->len == 0; pass++)
        for (guint i = 0; i < x->c->holders->len; i++) {
            const Holder *holder = g_ptr_array_index(x->c->holders, i);
            if (holder->current || pass == 1)
                add_person(people, holder, agency);
        }
    return people;
}

static char *asked_lines(const Deciding *x, Side side)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < x->policy->delay_record->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->delay_record, i);
        if (side_of(rule) == side)
            g_string_append_printf(lines, "%s- %s (section %s)", lines->len > 0 ? "\n" : "",
                                   rule->asks, rule->section);
    }
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static void ask_person(Deciding *x, const char *email, const char *name, const char *role,
                       const char *day, const char *asked, const PolicyClock *clock)
{
    static const char *const keys[] = {"delay_reasons", "delay_assurance", NULL};
    g_autofree char *form = asking_lines(x, keys);
    telling_mail(x, "delay-record", email, name, role, FALSE, "date", day, "section",
                 clock->section, "asks", asked, "reply_form", form, NULL);
}

static void ask_side(Deciding *x, Side side, const PolicyClock *clock, const char *day)
{
    const char *agency = routing_agency(x, side);
    g_autofree char *asked = asked_lines(x, side);
    if (agency == NULL || *asked == '\0')
        return;
    g_autoptr(GPtrArray) people = people_of(x, agency);
    for (guint i = 0; i < people->len; i++) {
        const Holder *holder = g_ptr_array_index(people, i);
        ask_person(x, holder->email, holder->name, holder->role, day, asked, clock);
    }
    const Person *originator = &x->c->originator;
    if (people->len > 0)
        return;
    if (side == SIDE_RAISING && originator->email != NULL && *originator->email != '\0')
        ask_person(x, originator->email, originator->name, "worker", day, asked, clock);
    else
        deciding_add(x, deciding_event(x, "vacant",
                                       "No address of %s is known to ask for the reasons of the "
                                       "delay: the office must telephone",
                                       agency_name(x->rules, agency)));
}

void delay_ask(Deciding *x, const PolicyClock *clock, const CaseDate *date)
{
    g_autofree char *day = day_words(date->due_day);
    g_autofree char *at = deciding_at(x);
    Event *event = deciding_event(x, "delay-record",
                                  "The %s limit of %s has passed unmet (section %s): the record of "
                                  "the delay is asked for",
                                  date->kind, day, clock->section);
    event_change(event, "date-met", date->id, "no", NULL);
    event_change(event, "date-prompted", date->id, NULL);
    for (guint i = 0; i < x->policy->delay_record->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->delay_record, i);
        const char *agency = routing_agency(x, side_of(rule));
        if (agency != NULL)
            event_change(event, "owed", rule->kind, agency, "", "0", rule->section,
                         rule->bars_closing ? "yes" : "no", at, NULL);
    }
    deciding_add(x, event);
    ask_side(x, SIDE_RAISING, clock, day);
    ask_side(x, SIDE_CHALLENGED, clock, day);
}

void delay_withdraw(Deciding *x)
{
    Event *event = NULL;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        gboolean of_delay =
            g_str_equal(owed->kind, reasons_kind) || g_str_equal(owed->kind, assurance_kind);
        if (!of_delay || owed->met != INSTANT_UNKNOWN)
            continue;
        if (event == NULL)
            event = deciding_event(x, "delay-withdrawn",
                                   "It was settled in time: no record of a delay is owed");
        event_change(event, "owed-drop", owed->kind, owed->agency, owed->role, decimal(owed->child),
                     NULL);
    }
    if (event != NULL)
        deciding_add(x, event);
}

/* ---- answers ---- */

static gboolean is_answer(const Deciding *x, const FieldValue *value)
{
    return value != NULL && !text_empty(value->value) &&
           !form_is_no_information(x->rules->forms, value->value) && !value->proposed;
}

static gboolean answers_our_question(const Match *match)
{
    return match != NULL && match->answers != NULL &&
           g_str_equal(match->answers->template, "delay-record");
}

/* A sentence that reads as a reason. *mixed_out: it speaks of the outcome as well, and may be taken for it. */
static gboolean gives_reasons(const Deciding *x, gboolean *mixed_out)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(x->reading->words);
    gboolean any = FALSE;
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (!outcome_sentence_says(x->rules, sentence, "delay-account") &&
            !words_say(x->rules, sentence, reasons_kind))
            continue;
        any = TRUE;
        *mixed_out |= outcome_said(x->rules, sentence) != OUTCOME_NONE;
    }
    return any;
}

/* Words that answer us, and neither give a reason nor say how it stands, wait for the office. */
static void hold_words(Deciding *x)
{
    if (case_runs(x->c) && !x->reading->unclear && !x->reading->stage_claimed &&
        !reading_says(x->reading, "resolved") && !reading_says(x->reading, "unresolved"))
        ruled_delay(x);
}

static gboolean answers_by_label(const Deciding *x, const char *key)
{
    return is_answer(x, reading_value(x->reading, key));
}

static gboolean asked_for(const Deciding *x, const Match *match)
{
    return answers_our_question(match) && !x->reading->has_form && !text_empty(x->reading->words);
}

/* Has it reasons in the writer's own words? Asked for, they need only read like one; else they must be called that. */
static gboolean reasons_in_words(const Deciding *x, const Match *match, gboolean *mixed_out)
{
    if (ruled_says(x, reasons_kind))
        return !text_empty(x->reading->words);
    gboolean given = gives_reasons(x, mixed_out);
    return reading_says(x->reading, reasons_kind) || (asked_for(x, match) && given);
}

/* The reasons that the sender's side owes; NULL none. */
static const Owed *reasons_owed(const Deciding *x)
{
    const Owed *owed = case_owes(x->c, reasons_kind);
    gboolean theirs =
        owed != NULL && (x->ruling != NULL ||
                         g_strcmp0(routing_agency(x, routing_sender_side(x)), owed->agency) == 0);
    return theirs ? owed : NULL;
}

static gboolean take_reasons(Deciding *x, const Match *match)
{
    const Owed *owed = reasons_owed(x);
    gboolean labelled = answers_by_label(x, "delay_reasons"), mixed = FALSE;
    if (owed == NULL)
        return FALSE;
    if (!labelled && !reasons_in_words(x, match, &mixed)) {
        if (asked_for(x, match))
            hold_words(x);
        return FALSE;
    }
    if (!labelled)
        deciding_answered(x, "delay_reasons", NULL);
    return duties_meet(x, reasons_kind, owed->agency, "", 0);
}

static gboolean is_manager(const GPtrArray *posts, const char *agency)
{
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (post->band >= MANAGER_BAND && g_str_equal(post->agency, agency))
            return TRUE;
    }
    return FALSE;
}

/* The sender's own word as a manager; with the office's ruling, that of a manager who is named. */
static gboolean manager_assures(const Deciding *x, const Owed *owed, const FieldValue *value)
{
    const Directory *directory = x->rules->directory;
    g_autoptr(GPtrArray) posts = directory_posts_by_email(directory, x->sender->email, x->today);
    if (x->sender->proven && x->sender->level == SENDER_VERIFIED_ROLE &&
        is_manager(posts, owed->agency))
        return TRUE;
    if (x->ruling == NULL || value == NULL)
        return FALSE;
    g_autoptr(GPtrArray) named =
        directory_posts_by_name(directory, owed->agency, value->value, x->today);
    return is_manager(named, owed->agency);
}

/* The answer under its label; NULL where nothing stands there. */
static const FieldValue *assurance_given(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "delay_assurance");
    return value != NULL && !value->proposed && !text_empty(value->value) ? value : NULL;
}

/* A manager's name under the label, and perhaps a date behind it, is a signature. */
static gboolean names_manager(const Deciding *x, const Owed *owed, const char *value)
{
    g_autofree char *name = g_strndup(value, strcspn(value, ",;\n"));
    g_autoptr(GPtrArray) named =
        directory_posts_by_name(x->rules->directory, owed->agency, g_strstrip(name), x->today);
    return is_manager(named, owed->agency) && !words_say(x->rules, value, "assurance-doubt");
}

/* Is it an assurance, and nothing in it that takes it back? */
static gboolean is_plain(const Deciding *x, const Owed *owed, const FieldValue *value)
{
    const char *text = value != NULL ? value->value : x->reading->words;
    const char *said = value != NULL ? "assured" : assurance_kind;
    if (words_say(x->rules, text, "safety-worry"))
        return FALSE;
    g_autoptr(GPtrArray) sentences = outcome_sentences(text);
    gboolean any = value != NULL && names_manager(x, owed, text);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        any |= outcome_sentence_says(x->rules, sentence, said);
        if (words_say(x->rules, sentence, "assurance-refused"))
            return FALSE;
    }
    return any;
}

/* Plainly or not. */
static gboolean in_words(const Deciding *x)
{
    return assurance_given(x) == NULL && words_say(x->rules, x->reading->words, assurance_kind);
}

static gboolean take_assurance(Deciding *x)
{
    const Owed *owed = case_owes(x->c, assurance_kind);
    const FieldValue *value = assurance_given(x);
    gboolean words = in_words(x);
    if (owed == NULL || (value == NULL && !words))
        return FALSE;
    if (!is_plain(x, owed, value) && !ruled_says(x, "is-assurance")) {
        ruled_assurance(x);
        return value != NULL;
    }
    if (!manager_assures(x, owed, value)) {
        deciding_add(x,
                     deciding_event(x, "assurance-not-taken",
                                    "An assurance was given, but not by a manager of %s whom the "
                                    "directory has: it is still owed",
                                    agency_name(x->rules, owed->agency)));
        return value != NULL;
    }
    if (words)
        deciding_answered(x, "delay_assurance", NULL);
    return duties_meet(x, assurance_kind, owed->agency, "", 0);
}

static gboolean assures_in_words(const Deciding *x)
{
    const Owed *owed = case_owes(x->c, assurance_kind);
    return owed != NULL && in_words(x) && is_plain(x, owed, NULL) && manager_assures(x, owed, NULL);
}

void delay_listen(Deciding *x, const Match *match)
{
    if (ruled_recorded(x))
        return; /* it alarmed when it came */
    const FieldValue *value = assurance_given(x);
    gboolean refused = value != NULL && (words_say(x->rules, value->value, "assurance-refused") ||
                                         words_say(x->rules, value->value, "safety-worry"));
    gboolean worried =
        answers_our_question(match) && words_say(x->rules, x->reading->words, "safety-worry");
    if (!refused && !worried)
        return;
    x->reading->claims_harm = x->reading->answers_in_harm = TRUE;
    x->decision->urgent = TRUE;
}

gboolean delay_in_words(const Deciding *x, const Match *match)
{
    gboolean mixed = FALSE;
    gboolean reasons = reasons_owed(x) != NULL && !answers_by_label(x, "delay_reasons") &&
                       reasons_in_words(x, match, &mixed);
    return (reasons && mixed) || assures_in_words(x);
}

gboolean delay_answers(Deciding *x, const Match *match)
{
    gboolean assured = take_assurance(x);
    gboolean reasoned = take_reasons(x, match);
    return assured || reasoned;
}
