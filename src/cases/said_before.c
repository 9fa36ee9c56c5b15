/* What an earlier message of this cycle said of a duty that nobody asked for yet. Promises that it counts only from
 * somebody whom the rule lets meet it: a worker who fills in the manager's field has not done what the manager must.
 * Decides nothing, and meets nothing itself. */
#include "said_before.h"
#include "duties.h"
#include "reading_value.h"
#include "text.h"
#include <string.h>

gboolean said_value_answers(const Deciding *x, const PolicyOwed *rule, const char *value)
{
    if (text_empty(value) || form_is_evasive(x->rules->forms, value))
        return FALSE;
    return rule->no_counts ||
           (!value_denies(value) && !form_is_no_information(x->rules->forms, value));
}

/* Who wrote it, when it came: by the directory, somebody whom the rule lets meet it. What the office linked has the
 * office's name for its author and counts for nobody. */
static gboolean writer_may(const Deciding *x, const PolicyOwed *rule, const char *writer, Day day)
{
    g_autoptr(GPtrArray) posts = directory_posts_by_email(x->rules->directory, writer, day);
    const char *const *by = (const char *const *)rule->by;
    gboolean may =
        g_strv_contains(by, "originator") && posts->len > 0 && case_is_originator(x->c, writer);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        Side side = routing_side_for(x, post->agency, post->band);
        may |= side == SIDE_PARTNERSHIP && g_strv_contains(by, post->role);
        may |= side != SIDE_NONE && (by[0] == NULL || g_strv_contains(by, side_name(side)));
    }
    return may;
}

/* Written before it was asked, in this cycle, by somebody who may: not to be asked again. What bars closing is not met
 * so: nobody can have been told of an outcome before there was one. This message's own words are duties_take()'s. */
gboolean said_before(const Deciding *x, const PolicyOwed *rule)
{
    if (!g_str_equal(rule->per, "case") ||
        (rule->bars_closing && g_str_equal(rule->since, "closing")))
        return FALSE;
    for (guint i = 0; rule->met_by[i] != NULL; i++) {
        const Fact *fact = case_fact_of(x->c, rule->met_by[i], 0);
        const Event *event = fact != NULL ? case_event_of(x->c, fact->message) : NULL;
        if (event == NULL || fact->proposed || !case_in_cycle(x->c, event) ||
            g_strcmp0(fact->message, x->sha256) == 0 || !said_value_answers(x, rule, fact->value))
            continue;
        if (writer_may(x, rule, event->actor, instant_day(event->at, x->rules->site.zone)))
            return TRUE;
    }
    return FALSE;
}
