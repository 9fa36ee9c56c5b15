/* What an earlier message of this cycle said of a duty that nobody asked for yet. Promises that it counts only from
 * somebody whom the rule lets meet it: a worker who fills in the manager's field has not done what the manager must.
 * Decides nothing, and meets nothing itself. */
#include "said_before.h"
#include "duties.h"
#include "earlier.h"
#include "reading_value.h"
#include "sender_proof.h"
#include "text.h"

gboolean said_value_answers(const Deciding *x, const PolicyOwed *rule, const char *value)
{
    if (text_empty(value) || form_is_evasive(x->rules->forms, value))
        return FALSE;
    return rule->no_counts ||
           (!value_denies(value) && !form_is_no_information(x->rules->forms, value) &&
            !words_say(x->rules, value, "to-come"));
}

/* Is it he who is meant, and not his agency? */
static gboolean is_himself(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                           const char *writer)
{
    return *owed->agency != '\0' && case_is_originator(x->c, writer) &&
           duties_ask_originator(x, rule);
}

/* In whose name it came: by the directory of that day, somebody whom the rule lets meet it. */
static gboolean writer_may(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                           const Event *said)
{
    const char *writer = earlier_writer(x->c, said->message);
    Day day = instant_day(case_came(said), x->rules->site.zone);
    g_autoptr(GPtrArray) posts = directory_posts_by_email(x->rules->directory, writer, day);
    const char *const *by = (const char *const *)rule->by;
    gboolean may =
        g_strv_contains(by, "originator") && posts->len > 0 && case_is_originator(x->c, writer);
    if (is_himself(x, rule, owed, writer))
        return may;
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        Side side = routing_side_for(x, post->agency, post->band);
        if (*owed->agency != '\0' && g_strcmp0(routing_agency(x, side), owed->agency) != 0)
            continue;
        may |= side == SIDE_PARTNERSHIP && g_strv_contains(by, post->role);
        may |= side != SIDE_NONE && (by[0] == NULL || g_strv_contains(by, side_name(side)));
    }
    return may;
}

/* Was it said in this cycle, before this message, in the name of somebody who may? */
static gboolean is_theirs(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                          const EarlierAnswer *answer)
{
    const Event *said = earlier_received(x->c, answer->message);
    return said != NULL && !answer->proposed && case_in_cycle(x->c, said) &&
           g_strcmp0(answer->message, x->sha256) != 0 && writer_may(x, rule, owed, said);
}

/* The last of these answers that counts, if it meets the rule; else, in *unproven_out, a later one that would if it were proven. */
static const char *last_said(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                             const GPtrArray *answers, const char **unproven_out)
{
    for (guint i = answers->len; i-- > 0;) {
        const EarlierAnswer *answer = g_ptr_array_index(answers, i);
        if (!is_theirs(x, rule, owed, answer))
            continue;
        gboolean answered = said_value_answers(x, rule, answer->value);
        if (sender_proof_counts(x->c, answer->message))
            return answered ? answer->value : NULL; /* or has taken back what was said before */
        if (answered && *unproven_out == NULL)
            *unproven_out = answer->message;
    }
    return NULL;
}

/* Written before it was asked, in this cycle, by somebody who may: not to be asked again. What bars closing is not met
 * so: nobody can have been told of an outcome before there was one. This message's own words are duties_take()'s. */
const char *said_before(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                        const char **unproven_out)
{
    const char *said = NULL;
    *unproven_out = NULL;
    if (g_str_equal(rule->per, "agency-and-child") ||
        (rule->bars_closing && g_str_equal(rule->since, "closing")))
        return NULL;
    for (guint i = 0; said == NULL && rule->met_by[i] != NULL; i++) {
        g_autoptr(GPtrArray) answers = earlier_all(x->c, rule->met_by[i], 0);
        said = last_said(x, rule, owed, answers, unproven_out);
    }
    return said;
}
