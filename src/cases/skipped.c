/* skipped: the stages that a case was opened beyond.
 *
 * Owns the answer to which of them its record says nothing of. Promises that what somebody has said is not asked again: a
 * discussion counts for the stage it was recorded of, for every stage that its words name, and, where it names none, for
 * any. The first stage is never among them: that the two workers disagree is what the case begins with. Whether the
 * policy asks about them at all is not asked here. Changes nothing, cannot fail. */
#include "skipped.h"
#include "policy_issue.h"
#include "text.h"
#include "text_words.h"

gboolean skipped_told(const Case *c, const PolicyStage *stage)
{
    for (guint i = 0; i < c->discussions->len; i++)
        if (g_strcmp0(((const Discussion *)g_ptr_array_index(c->discussions, i))->stage,
                      stage->id) == 0)
            return TRUE;
    return FALSE;
}

/* "Stage One and Stage Two, both by telephone" is recorded of one of them. */
static gboolean may_be_told(const Case *c, const PolicyStage *stage)
{
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *row = g_ptr_array_index(c->discussions, i);
        g_autofree char *words = text_fold(row->outcome);
        g_autofree char *name = text_fold(stage->name);
        if (text_empty(row->stage) || text_has_words(words, name))
            return TRUE;
    }
    return skipped_told(c, stage);
}

static gboolean was_held(const Case *c, const PolicyStage *stage)
{
    for (guint i = 0; i < c->holders->len; i++)
        if (g_strcmp0(((const Holder *)g_ptr_array_index(c->holders, i))->stage, stage->id) == 0)
            return TRUE;
    return FALSE;
}

/* Where a case that is open began, or one that is not yet at any stage is to go. */
static const PolicyStage *opened_at(const Case *c, const Policy *policy)
{
    return policy_stage(policy, c->first_stage != NULL ? c->first_stage
                                : c->held_gate != NULL ? c->stage_claimed
                                                       : NULL);
}

/* The last stage on the way to `at`: the one before it, unless a policy issue leads there from an earlier one. */
static guint last_before(const Case *c, const Ruleset *rules, const Policy *policy,
                         const PolicyStage *at)
{
    for (guint n = 1; policy_issue_raised(rules, case_fact(c, "policy_issue")) && n < at->number;
         n++) {
        const PolicyExit *way = policy_exit(policy_stage_at(policy, n), "policy-issue");
        if (way != NULL && text_is(way->to, at->id))
            return n;
    }
    return at->number - 1;
}

GPtrArray *skipped_stages(const Case *c, const Ruleset *rules, const Policy *policy)
{
    GPtrArray *skipped = g_ptr_array_new();
    const PolicyStage *at = opened_at(c, policy);
    guint last = at != NULL ? last_before(c, rules, policy, at) : 0;
    for (guint n = 2; n <= last; n++) {
        const PolicyStage *stage = policy_stage_at(policy, n);
        if (!was_held(c, stage) && !may_be_told(c, stage))
            g_ptr_array_add(skipped, (gpointer)stage);
    }
    return skipped;
}
