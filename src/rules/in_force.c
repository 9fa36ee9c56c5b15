/* in_force: the periods of 'policies' in site.yaml.
 *
 * A partnership may have one text after another; a case stays with the one it was opened under, so
 * only new escalations depend on the day. Days that no policy covers are held by the office: they are
 * said, each at its line. Changes nothing. */
#include "in_force.h"

static void check_there(const Ruleset *rules, const PolicyInForce *policy, Diagnostics *diagnostics)
{
    if (policy->policy && !ruleset_policy_by_id(rules, policy->policy))
        diagnostics_error(diagnostics, policy->place,
                          "policy '%s' is in force but not (or not rightly) in "
                          "routing/policies; add it there or write the id of one that is",
                          policy->policy);
}

static void check_overlap(const PolicyInForce *policy, const PolicyInForce *other,
                          Diagnostics *diagnostics)
{
    gboolean after = other->until != DAY_UNKNOWN && other->until < policy->from;
    gboolean before = policy->until != DAY_UNKNOWN && policy->until < other->from;
    if (!after && !before)
        diagnostics_error(diagnostics, policy->place,
                          "two policies are in force on one day (line %u); end the older "
                          "with 'until'",
                          other->place.line);
}

/* The period that begins first after the day; NULL if none does. */
static const PolicyInForce *next_after(const Ruleset *rules, Day day)
{
    const PolicyInForce *next = NULL;
    for (guint i = 0; i < rules->site.in_force->len; i++) {
        const PolicyInForce *other = g_ptr_array_index(rules->site.in_force, i);
        if (other->from > day && (!next || other->from < next->from))
            next = other;
    }
    return next;
}

static void check_gap(const Ruleset *rules, const PolicyInForce *policy, Diagnostics *diagnostics)
{
    const PolicyInForce *next =
        policy->until != DAY_UNKNOWN ? next_after(rules, policy->until) : NULL;
    if (!next || next->from == policy->until + 1)
        return;
    g_autofree char *first = day_iso(policy->until + 1), *last = day_iso(next->from - 1);
    diagnostics_warning(diagnostics, next->place,
                        "no policy is in force from %s to %s, and new escalations of those days "
                        "are held; let this one begin on %s, or the one of line %u end on %s",
                        first, last, first, policy->place.line, last);
}

void in_force_check(const Ruleset *rules, Diagnostics *diagnostics)
{
    const GPtrArray *in_force = rules->site.in_force;
    for (guint i = 0; i < in_force->len; i++) {
        const PolicyInForce *policy = g_ptr_array_index(in_force, i);
        check_there(rules, policy, diagnostics);
        for (guint j = 0; j < i; j++)
            check_overlap(policy, g_ptr_array_index(in_force, j), diagnostics);
        check_gap(rules, policy, diagnostics);
    }
}

void in_force_append(GString *text, const Ruleset *rules, Day today)
{
    const Policy *policy = ruleset_policy_in_force(rules, today);
    const PolicyInForce *next = next_after(rules, today);
    g_autofree char *day = day_words(today), *from = next ? day_words(next->from) : NULL;
    if (policy)
        g_string_append_printf(text, "in force on %s: %s, %s\n", day, policy->id, policy->version);
    else
        g_string_append_printf(text, "no policy is in force on %s: new escalations are held\n",
                               day);
    if (policy && policy_past_review(policy, today))
        g_string_append_printf(text, "policy past review: %s was to be reviewed on %s\n",
                               policy->id, policy->review_due);
    if (next)
        g_string_append_printf(text, "from %s: %s\n", from, next->policy);
}
