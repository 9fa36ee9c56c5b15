/* What an earlier message of this cycle said of a duty that nobody asked for yet. Promises that it counts only from
 * somebody whom the rule lets meet it: a worker who fills in the manager's field has not done what the manager must.
 * Decides nothing, and meets nothing itself. */
#include "said_before.h"
#include "duties.h"
#include "earlier.h"
#include "reading_value.h"
#include "text.h"

gboolean said_value_answers(const Deciding *x, const PolicyOwed *rule, const char *value)
{
    if (text_empty(value) || form_is_evasive(x->rules->forms, value))
        return FALSE;
    return rule->no_counts ||
           (!value_denies(value) && !form_is_no_information(x->rules->forms, value));
}

/* Is it he who is meant, and not his agency? */
static gboolean is_himself(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                           const char *writer)
{
    return *owed->agency != '\0' && case_is_originator(x->c, writer) &&
           duties_ask_originator(x, rule);
}

/* Who wrote it, when it came: by the directory, somebody whom the rule lets meet it. What the office linked has the
 * office's name for its author and counts for nobody. */
static gboolean writer_may(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                           const Event *said)
{
    const char *writer = said->actor;
    Day day = instant_day(said->at, x->rules->site.zone);
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

/* Was it said in this cycle, before this message, by somebody who may? */
static gboolean counts(const Deciding *x, const PolicyOwed *rule, const Owed *owed,
                       const EarlierAnswer *answer)
{
    const Event *said = case_event_of(x->c, answer->message);
    return said != NULL && !answer->proposed && case_in_cycle(x->c, said) &&
           g_strcmp0(answer->message, x->sha256) != 0 && writer_may(x, rule, owed, said);
}

/* Written before it was asked, in this cycle, by somebody who may: not to be asked again. What bars closing is not met
 * so: nobody can have been told of an outcome before there was one. This message's own words are duties_take()'s. */
const char *said_before(const Deciding *x, const PolicyOwed *rule, const Owed *owed)
{
    if (g_str_equal(rule->per, "agency-and-child") ||
        (rule->bars_closing && g_str_equal(rule->since, "closing")))
        return NULL;
    for (guint i = 0; rule->met_by[i] != NULL; i++) {
        g_autoptr(GPtrArray) answers = earlier_all(x->c, rule->met_by[i], 0);
        for (guint j = answers->len; j-- > 0;) {
            const EarlierAnswer *answer = g_ptr_array_index(answers, j);
            if (!counts(x, rule, owed, answer))
                continue;
            if (said_value_answers(x, rule, answer->value))
                return answer->value;
            break; /* whoever may has taken back what was said before that */
        }
    }
    return NULL;
}
