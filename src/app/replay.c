/* Runs the past under the policies it had and again under the changed one, and compares the two.
 *
 * Both runs let dates act at the moment they fall due and use today's directory, so that what
 * differs is the policy and nothing else: not a cron job that came late, not a colleague who left. */
#include "replay.h"
#include "error.h"
#include "look_store.h"
#include "replay_outcome.h"

static void difference_free(gpointer data)
{
    ReplayDifference *difference = data;
    g_free(difference->what);
    g_free(difference->key);
    g_free(difference->before);
    g_free(difference->after);
    g_free(difference);
}

static void replay_case_free(gpointer data)
{
    ReplayCase *one = data;
    g_free(one->reference);
    g_ptr_array_unref(one->differences);
    g_free(one);
}

void replay_report_clear(ReplayReport *report)
{
    g_clear_pointer(&report->instead, g_ptr_array_unref);
    g_clear_pointer(&report->unlike, g_ptr_array_unref);
    g_clear_pointer(&report->cases, g_ptr_array_unref);
}

static const OutcomeLine *same_line(const OutcomeLines *lines, const OutcomeLine *line)
{
    return outcome_line(lines, line->what, line->key);
}

/* Of what is restricted in one of the runs the other says no more than that it is not. */
static char *open_text(const OutcomeLine *line, const OutcomeLine *other)
{
    if (!line)
        return NULL;
    return other && other->restricted && !line->restricted
               ? g_strdup_printf("%s %s is not restricted", line->what, line->key)
               : g_strdup(line->text);
}

static void add_difference(GPtrArray *differences, const OutcomeLine *before,
                           const OutcomeLine *after)
{
    const OutcomeLine *line = before ? before : after;
    ReplayDifference *difference = g_new0(ReplayDifference, 1);
    difference->what = g_strdup(line->what);
    difference->key = g_strdup(line->key);
    difference->before = open_text(before, after);
    difference->after = open_text(after, before);
    g_ptr_array_add(differences, difference);
}

static GPtrArray *differences_of(const OutcomeLines *before, const OutcomeLines *after)
{
    GPtrArray *differences = g_ptr_array_new_with_free_func(difference_free);
    for (guint i = 0; before && i < before->list->len; i++) {
        const OutcomeLine *line = g_ptr_array_index(before->list, i);
        const OutcomeLine *other = same_line(after, line);
        if (!other || !g_str_equal(other->text, line->text))
            add_difference(differences, line, other);
    }
    for (guint i = 0; after && i < after->list->len; i++) {
        const OutcomeLine *line = g_ptr_array_index(after->list, i);
        if (!same_line(before, line))
            add_difference(differences, NULL, line);
    }
    return differences;
}

static void compare_case(ReplayReport *report, const char *reference, const Outcome *before,
                         const Outcome *after)
{
    g_autoptr(GPtrArray) differences = differences_of(g_hash_table_lookup(before->cases, reference),
                                                      g_hash_table_lookup(after->cases, reference));
    report->seen += *reference != '\0';
    if (differences->len == 0)
        return;
    ReplayCase *one = g_new0(ReplayCase, 1);
    one->reference = g_strdup(reference);
    one->differences = g_steal_pointer(&differences);
    g_ptr_array_add(report->cases, one);
}

static void compare(ReplayReport *report, const Outcome *before, const Outcome *after)
{
    report->cases = g_ptr_array_new_with_free_func(replay_case_free);
    for (guint i = 0; i < before->references->len; i++)
        compare_case(report, g_ptr_array_index(before->references, i), before, after);
    for (guint i = 0; i < after->references->len; i++) {
        const char *reference = g_ptr_array_index(after->references, i);
        if (!g_hash_table_contains(before->cases, reference))
            compare_case(report, reference, before, after);
    }
}

/* A date that the clock acted on late, and the mail that went late with it, are the same still. */
static gboolean is_as_recorded(const OutcomeLine *line, const OutcomeLine *recorded)
{
    gboolean timed = g_str_equal(line->what, "date") || g_str_equal(line->what, "notice");
    return recorded && (timed || g_str_equal(line->text, recorded->text));
}

static gboolean all_as_recorded(const OutcomeLines *lines, const OutcomeLines *recorded)
{
    for (guint i = 0; lines && i < lines->list->len; i++) {
        const OutcomeLine *line = g_ptr_array_index(lines->list, i);
        if (!is_as_recorded(line, same_line(recorded, line)))
            return FALSE;
    }
    return TRUE;
}

static GPtrArray *unlike_record(const Outcome *before, const Outcome *recorded)
{
    GPtrArray *unlike = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < recorded->references->len; i++) {
        const char *reference = g_ptr_array_index(recorded->references, i);
        const OutcomeLines *lines = g_hash_table_lookup(before->cases, reference);
        const OutcomeLines *then = g_hash_table_lookup(recorded->cases, reference);
        if (*reference && (!all_as_recorded(lines, then) || !all_as_recorded(then, lines)))
            g_ptr_array_add(unlike, g_strdup(reference));
    }
    return unlike;
}

/* In whose place it is put: of the policies with its id, or of all that are there. */
static GPtrArray *in_place_of(const Ruleset *rules, const PolicyChange *change)
{
    GPtrArray *ids = g_ptr_array_new();
    if (!change->everywhere)
        g_ptr_array_add(ids, (gpointer)change->policy->id);
    for (guint i = 0; change->everywhere && i < rules->policies->len; i++) {
        const char *id = ((const Policy *)g_ptr_array_index(rules->policies, i))->id;
        if (!g_ptr_array_find_with_equal_func(ids, id, g_str_equal, NULL))
            g_ptr_array_add(ids, (gpointer)id);
    }
    return ids;
}

static guint count_messages(const GPtrArray *past, Instant until)
{
    guint messages = 0;
    for (guint i = 0; i < past->len; i++) {
        const PastItem *item = g_ptr_array_index(past, i);
        messages += item->kind == PAST_MESSAGE && item->at <= until;
    }
    return messages;
}

gboolean replay_site(Ruleset *rules, Ruleset *other, const Policy *changed, Instant until,
                     ReplayReport *report_out, GError **error)
{
    g_autoptr(Store) site = NULL;
    const PolicyChange change = {changed, ruleset_policy_by_id(rules, changed->id) == NULL};
    *report_out = (ReplayReport){.policy = changed, .instead = in_place_of(rules, &change)};
    if (!look_store(rules, &site, error))
        return FALSE;
    report_out->cases = g_ptr_array_new_with_free_func(replay_case_free);
    if (!site)
        return TRUE; /* nothing happened yet */
    g_autoptr(GPtrArray) past = past_read(site, error);
    g_autoptr(Outcome) before = past ? replay_run(rules, NULL, site, past, until, error) : NULL;
    g_autoptr(Outcome) after = before ? replay_run(other, &change, site, past, until, error) : NULL;
    if (!after)
        return FALSE;
    g_autoptr(Outcome) recorded = outcome_new();
    if (!outcome_read(recorded, site, rules, error))
        return FALSE;
    g_ptr_array_unref(report_out->cases);
    compare(report_out, before, after);
    report_out->unlike = unlike_record(before, recorded);
    report_out->messages = count_messages(past, until);
    return TRUE;
}

const Policy *replay_policy(Ruleset *rules, const char *path, Diagnostics *diagnostics)
{
    guint before = diagnostics_errors(diagnostics);
    Policy *policy = policy_read_for_check(path, path, diagnostics);
    if (!policy)
        return NULL;
    const Policy *same = ruleset_policy_by_sha256(rules, policy->sha256);
    if (same) {
        policy_free(policy);
        return same;
    }
    ruleset_add_policy(rules, policy);
    ruleset_check_policy(rules, policy, diagnostics);
    return diagnostics_errors(diagnostics) == before ? policy : NULL;
}
