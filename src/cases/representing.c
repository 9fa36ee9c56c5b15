/* representing: what a party writes while its representation is awaited.
 *
 * Words that say that they are one, or that the party makes none, are filed as that; thanks are thanks. Of anything else from the person
 * who was asked, or in words of representations, a person says whether it is one, since a panel may decide without what was only
 * promised. What anybody else of the agency writes is news, and so is what only says that a notice was sent which was asked for;
 * a correction of whom the case is about is asked about as that. Judges no content. */
#include "representing.h"
#include "duties.h"
#include "exits.h"
#include "outcome.h"
#include "owed_names.h"
#include "requesting.h"
#include "routing.h"
#include "ruled.h"
#include "text.h"
#include <string.h>

static const char first[] = "the office reads first whether this is the representation";

/* What stands behind a colon is the representation itself: nothing in it is asked or promised. */
static gboolean is_doubtful(const Ruleset *rules, const char *sentence)
{
    const char *colon = strchr(sentence, ':');
    g_autofree char *head =
        colon != NULL ? g_strndup(sentence, (gsize)(colon - sentence)) : g_strdup(sentence);
    return words_say(rules, head, "representation-doubt");
}

RepresentingSaid representing_said(const Ruleset *rules, const char *words)
{
    if (text_empty(words) || words_say(rules, words, "thanks-alone"))
        return REPRESENTING_NOTHING;
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    gboolean none = FALSE, given = FALSE, doubtful = FALSE;
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (words_say(rules, sentence, "representation-none")) {
            none = TRUE;
            continue;
        }
        if (!words_say(rules, sentence, "representation") &&
            !words_say(rules, sentence, "representation-view"))
            continue;
        gboolean doubt = is_doubtful(rules, sentence);
        given |= !doubt;
        doubtful |= doubt;
    }
    if (doubtful || given == none)
        return REPRESENTING_UNCLEAR;
    return none ? REPRESENTING_NONE : REPRESENTING_GIVEN;
}

static gboolean is_awaited(const Deciding *x, const char *agency)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met == INSTANT_UNKNOWN && g_str_equal(owed->kind, OWED_REPRESENTATION) &&
            g_strcmp0(owed->agency, agency) == 0)
            return TRUE;
    }
    return FALSE;
}

static RepresentingSaid behind_label(const Deciding *x, const FieldValue *value)
{
    gboolean later = form_is_no_information(x->rules->forms, value->value) ||
                     words_say(x->rules, value->value, "representation-later");
    return later ? REPRESENTING_UNCLEAR : REPRESENTING_GIVEN;
}

/* The form's own lines say it before any words do. */
static RepresentingSaid said_in(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "representations");
    const char *kind = x->reading->kind;
    if (value != NULL && !value->proposed)
        return behind_label(x, value);
    if (kind != NULL && !g_str_equal(kind, "escalation"))
        return g_str_equal(kind, "representation") ? REPRESENTING_GIVEN : REPRESENTING_NOTHING;
    return representing_said(x->rules, x->reading->words);
}

static gboolean speaks_of_it(const Deciding *x)
{
    return reading_says(x->reading, "representation") ||
           reading_value(x->reading, "representations") != NULL;
}

static void file_it(Deciding *x, const char *agency, gboolean none)
{
    (void)duties_meet(x, OWED_REPRESENTATION, agency, "", 0);
    guint met = 0, asked = 0;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        gboolean counts = g_str_equal(owed->kind, OWED_REPRESENTATION) && !owed->earlier;
        asked += counts;
        met += counts && owed->met != INSTANT_UNKNOWN;
    }
    g_autofree char *at = deciding_at(x);
    Event *event = deciding_event(x, "representation",
                                  none ? "%s makes no representation, %u of %u answered"
                                       : "Representation of %s filed, %u of %u",
                                  agency_name(x->rules, agency), met, asked);
    event_change(event, "representation", agency, at, x->sha256, NULL);
    deciding_add(x, event);
    x->decision->kind = "representation";
}

static void hold(Deciding *x, const char *agency)
{
    static const char text[] = "from who was asked for representations: is it the representation, "
                               "or is one still to come?";
    ruled_step(x, "representation-unclear", text);
    g_autofree char *follows =
        g_strdup_printf("it is filed as that of %s; for any other reason it is filed as news, and "
                        "the representation is still awaited",
                        agency_name(x->rules, agency));
    ruled_offer(x, "the representation", follows);
}

/* What a colleague whom nobody knows writes is news, unless it says that it speaks for the agency. */
static gboolean hold_unproven(Deciding *x, const char *agency)
{
    if (!speaks_of_it(x))
        return FALSE;
    g_autofree char *what =
        g_strdup_printf("gives the representation of %s", agency_name(x->rules, agency));
    ruled_unproven(x, what);
    return TRUE;
}

gboolean representing_take(Deciding *x, const char **why_out)
{
    const char *agency = routing_sender_party(x);
    if (agency == NULL || x->c->chair_route == NULL || !case_runs(x->c) || !is_awaited(x, agency))
        return FALSE;
    RepresentingSaid said = said_in(x);
    if (ruled_says(x, "is-representation"))
        said = REPRESENTING_GIVEN;
    if (said == REPRESENTING_NOTHING)
        return FALSE;
    if (!x->may_move)
        return hold_unproven(x, agency);
    if (said != REPRESENTING_UNCLEAR) {
        file_it(x, agency, said == REPRESENTING_NONE);
        return TRUE;
    }
    gboolean asked_else = x->decision->held != NULL || x->reading->challenged != NULL;
    gboolean news = duties_notice_said_alone(x) || !exits_sender_holds(x, FALSE);
    if (asked_else || (news && !speaks_of_it(x)))
        return FALSE; /* a correction of whom it is about is asked instead */
    const char *other = x->ruling == NULL ? requesting_hold(x) : NULL;
    if (other == NULL)
        hold(x, agency);
    if (x->ruling == NULL)
        *why_out = other != NULL ? other : first;
    return TRUE;
}
