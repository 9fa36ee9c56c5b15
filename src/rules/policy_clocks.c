/* policy_clocks: the dates that a policy sets, and what happens when one passes.
 *
 * A clock without a number stays without one: 'working_days' is read only for the kinds that count
 * days, and a policy that gives none gets none. With them the record that a late case owes. */
#include "policy_read.h"

#define WORKING_DAYS_MOST 250

static const char *const kinds[] = {"guide", "safe-by", "same-day", "maximum", "immediate", NULL};

static void check_days(PolicyReading *reading, const YamlNode *node, const PolicyClock *clock)
{
    gboolean counts = clock->kind == CLOCK_GUIDE || clock->kind == CLOCK_MAXIMUM;
    if (counts && clock->working_days < 0)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "a %s clock needs 'working_days'; leave the clock out if the policy "
                          "gives no number",
                          kinds[clock->kind]);
    if (!counts && clock->working_days >= 0)
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(node, "working_days")),
                          "a %s clock counts no days; remove 'working_days'", kinds[clock->kind]);
    if (clock->prompt_side && g_strcmp0(clock->on_breach, "prompt") != 0)
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(node, "prompt")),
                          "'prompt' says who is asked; it needs 'on_breach: prompt'");
}

static const char *read_among(PolicyReading *reading, const YamlNode *node, const char *key,
                              const char *const *words)
{
    int found = yaml_read_choice(node, key, words, -1, reading->diagnostics);
    return found < 0 ? NULL : words[found];
}

static PolicyClock *read_clock(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {
        "id",        "kind",   "from",     "stage",   "working_days", "one_week", "or_safe_by",
        "on_breach", "prompt", "strength", "section", "wording",      NULL};
    static const char *const froms[] = {"disagreement_date", "receipt", "stage-entered", NULL};
    static const char *const breaches[] = {"prompt", "delay-record", "late", NULL};
    static const char *const sides[] = {"raising", "challenged", "partnership", NULL};
    PolicyClock *clock = g_new0(PolicyClock, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    clock->id = policy_text_required(reading, node, "id");
    if (yaml_read_text_required(node, "kind", reading->diagnostics))
        clock->kind = (ClockKind)yaml_read_choice(node, "kind", kinds, 0, reading->diagnostics);
    if (yaml_read_text_required(node, "from", reading->diagnostics))
        clock->from = read_among(reading, node, "from", froms);
    clock->stage = policy_reference(reading, node, "stage", REFERENCE_STAGE);
    clock->one_week = yaml_read_bool(node, "one_week", FALSE, reading->diagnostics);
    clock->working_days =
        (int)yaml_read_int(node, "working_days", 0, WORKING_DAYS_MOST, -1, reading->diagnostics);
    clock->or_safe_by = yaml_read_bool(node, "or_safe_by", FALSE, reading->diagnostics);
    clock->on_breach = read_among(reading, node, "on_breach", breaches);
    clock->prompt_side = read_among(reading, node, "prompt", sides);
    clock->strength = policy_strength(reading, node);
    clock->wording = policy_text(reading, node, "wording");
    clock->section = policy_section(reading, node);
    check_days(reading, node, clock);
    return clock;
}

/* What a late case owes of its lateness. */
static PolicyOwed *read_delay(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"kind",    "of", "bars_closing", "asks", "strength",
                                        "section", NULL};
    static const char *const sides[] = {"raising", "challenged", NULL};
    PolicyOwed *owed = g_new0(PolicyOwed, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    owed->kind = policy_text_required(reading, node, "kind");
    owed->asks = policy_text_required(reading, node, "asks");
    owed->per = sides[yaml_read_choice(node, "of", sides, 0, reading->diagnostics)];
    owed->since = "delay";
    owed->bars_closing = yaml_read_bool(node, "bars_closing", FALSE, reading->diagnostics);
    owed->strength = policy_strength(reading, node);
    owed->section = policy_section(reading, node);
    return owed;
}

/* A breach that asks for a delay record needs one to ask for, and the other way round. */
static void check_delay(PolicyReading *reading, const YamlNode *root)
{
    const Policy *policy = reading->policy;
    const YamlNode *record = yaml_get(root, "delay_record"), *clocks = yaml_get(root, "clocks");
    gboolean asked = FALSE;
    for (guint i = 0; i < policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(policy->clocks, i);
        gboolean here = g_strcmp0(clock->on_breach, "delay-record") == 0;
        asked = asked || here;
        if (here && policy->delay_record->len == 0)
            diagnostics_error(reading->diagnostics, yaml_place(yaml_item(clocks, i)),
                              "'on_breach: delay-record' asks for nothing; add 'delay_record' to "
                              "the policy and say what");
    }
    if (policy->delay_record->len > 0 && !asked)
        diagnostics_error(reading->diagnostics, yaml_place(record),
                          "no clock has 'on_breach: delay-record'; the record would never be "
                          "asked for");
}

void policy_read_clocks(PolicyReading *reading, const YamlNode *root)
{
    const YamlNode *list;
    guint count = map_list(root, "clocks", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(reading->policy->clocks, read_clock(reading, yaml_item(list, i)));
    count = map_list(root, "delay_record", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(reading->policy->delay_record, read_delay(reading, yaml_item(list, i)));
    check_delay(reading, root);
}
