/* policy_check: does a policy file fit together?
 *
 * What only shows once all of it is read: names that lead nowhere, identifiers used twice, a stage
 * that nothing leads to or out of, tiers in an order that cannot be walked, rules that need another
 * rule. All of it is said, at its place; changes nothing. */
#include "policy_read.h"
#include <string.h>

static const char *id_of_stage(gconstpointer element)
{
    return ((const PolicyStage *)element)->id;
}

static const char *id_of_gate(gconstpointer element)
{
    return ((const PolicyGate *)element)->id;
}

static const char *id_of_clock(gconstpointer element)
{
    return ((const PolicyClock *)element)->id;
}

static const char *service_of_ladder(gconstpointer element)
{
    return ((const PolicyLadder *)element)->service;
}

static const char *kind_of_route(gconstpointer element)
{
    return ((const PolicySideRoute *)element)->kind;
}

typedef const char *(*IdOf)(gconstpointer element);

static void check_unique(PolicyReading *reading, const YamlNode *root, const char *key,
                         const GPtrArray *elements, IdOf id_of)
{
    const YamlNode *list = yaml_get(root, key);
    for (guint i = 0; i < elements->len; i++)
        for (guint j = 0; j < i; j++) {
            const char *id = id_of(g_ptr_array_index(elements, i));
            if (id && g_strcmp0(id, id_of(g_ptr_array_index(elements, j))) == 0)
                diagnostics_error(reading->diagnostics, yaml_place(yaml_item(list, i)),
                                  "'%s' is there already in '%s' (line %u); rename one", id, key,
                                  yaml_place(yaml_item(list, j)).line);
        }
}

/* What the words of a kind of reference may be, NULL-ended, as nearest_word() takes them. */
static GPtrArray *allowed_words(const Policy *policy, ReferenceKind kind)
{
    GPtrArray *words = g_ptr_array_new();
    const GPtrArray *list = kind == REFERENCE_GATE ? policy->gates : policy->stages;
    IdOf id_of = kind == REFERENCE_GATE ? id_of_gate : id_of_stage;
    for (guint i = 0; i < list->len; i++)
        if (id_of(g_ptr_array_index(list, i)))
            g_ptr_array_add(words, (gpointer)id_of(g_ptr_array_index(list, i)));
    if (kind == REFERENCE_STAGE_OR_END) {
        g_ptr_array_add(words, (gpointer) "closing");
        g_ptr_array_add(words, (gpointer) "handed-off");
    }
    g_ptr_array_add(words, NULL);
    return words;
}

static void check_reference(PolicyReading *reading, const PolicyReference *reference)
{
    g_autoptr(GPtrArray) words = allowed_words(reading->policy, reference->kind);
    const char *const *allowed = (const char *const *)words->pdata;
    if (g_strv_contains(allowed, reference->word))
        return;
    g_autofree char *all = g_strjoinv(", ", (GStrv)allowed);
    diagnostics_error(reading->diagnostics, reference->place,
                      "'%s' names %s '%s', which this policy does not have; it has: %s",
                      reference->key, reference->kind == REFERENCE_GATE ? "gate" : "stage",
                      reference->word, *all != '\0' ? all : "none");
}

static void reach(const Policy *policy, guint number, gboolean *reached)
{
    const PolicyStage *stage = policy_stage_at(policy, number);
    if (!stage || reached[number - 1])
        return;
    reached[number - 1] = TRUE;
    for (guint i = 0; i < stage->exits->len; i++) {
        const PolicyExit *way = g_ptr_array_index(stage->exits, i);
        const PolicyStage *next = policy_stage(policy, way->to);
        if (next)
            reach(policy, next->number, reached);
    }
}

static void check_ways(PolicyReading *reading)
{
    const Policy *policy = reading->policy;
    g_autofree gboolean *reached = g_new0(gboolean, policy->stages->len + 1);
    reach(policy, 1, reached);
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        Place place = g_array_index(reading->stage_places, Place, i);
        if (!reached[i])
            diagnostics_error(reading->diagnostics, place,
                              "no exit leads to stage '%s'; add one to an earlier stage",
                              stage->id);
        if (stage->exits->len == 0)
            diagnostics_error(reading->diagnostics, place,
                              "stage '%s' has no exits; say where it leads when it is resolved",
                              stage->id);
    }
}

static gboolean uses_rule(const PolicyTier *tier, HolderRule rule)
{
    for (guint i = 0; i < tier->holders->len; i++)
        if (((const PolicyHolder *)g_ptr_array_index(tier->holders, i))->rule == rule)
            return TRUE;
    return FALSE;
}

static gboolean climbs(const PolicyTier *tier)
{
    for (guint i = 0; i < tier->holders->len; i++) {
        const PolicyHolder *holder = g_ptr_array_index(tier->holders, i);
        if (holder->rule == HOLD_LADDER ||
            g_strv_contains((const char *const *)holder->otherwise, POLICY_OTHERWISE_LADDER))
            return TRUE;
    }
    return FALSE;
}

static const char *tier_fault(const Policy *policy, const PolicyStage *stage, guint index)
{
    const PolicyTier *tier = g_ptr_array_index(stage->tiers, index);
    gboolean final = index + 1 == stage->tiers->len;
    if (stage->tiered && tier->last != final)
        return final ? "the last tier of a stage must say 'last: yes'"
                     : "only the last tier of a stage may say 'last: yes'";
    if (tier->repeat && (tier->last || index == 0))
        return "a tier that repeats stands between the first and the last";
    if (uses_rule(tier, HOLD_NEXT_BAND) && index == 0 && stage->tiered)
        return "the next band is that above an earlier tier; the first tier must name roles";
    if (climbs(tier) && policy->ladders->len == 0)
        return "the rule 'ladder' needs 'ladders' in this policy";
    return NULL;
}

static void check_tiers(PolicyReading *reading)
{
    const Policy *policy = reading->policy;
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; j < stage->tiers->len; j++) {
            const char *fault = tier_fault(policy, stage, j);
            if (fault)
                diagnostics_error(reading->diagnostics,
                                  g_array_index(reading->stage_places, Place, i), "stage '%s': %s",
                                  stage->id, fault);
        }
    }
}

static void check_panel(PolicyReading *reading, const YamlNode *root)
{
    const Policy *policy = reading->policy;
    gboolean chosen = FALSE;
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        gboolean here = g_strv_contains((const char *const *)stage->chooses, "panel");
        chosen = chosen || here;
        if (here && !policy->panel)
            diagnostics_error(reading->diagnostics, g_array_index(reading->stage_places, Place, i),
                              "stage '%s' can choose a panel; add 'panel' to say who sits on it",
                              stage->id);
    }
    if (policy->panel && !chosen)
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(root, "panel")),
                          "no stage can choose the panel; add 'panel' to its 'chooses'");
}

/* A gate asks for members; some tier must be the one whose holders they are. */
static void check_gates(PolicyReading *reading, const YamlNode *root)
{
    const Policy *policy = reading->policy;
    gboolean given = FALSE;
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; j < stage->tiers->len; j++)
            given =
                given || ((const PolicyTier *)g_ptr_array_index(stage->tiers, j))->gives_members;
    }
    if (policy->gates->len > 0 && !given)
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(root, "gates")),
                          "no tier has 'gives_members: yes'; the gate could never be met");
}

static gboolean gate_is_used(const Policy *policy, const char *id)
{
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; j < stage->exits->len; j++)
            if (g_strcmp0(((const PolicyExit *)g_ptr_array_index(stage->exits, j))->gate, id) == 0)
                return TRUE;
    }
    return FALSE;
}

/* A gate that nothing passes through is a rule that nobody keeps. */
static void check_gate_uses(PolicyReading *reading, const YamlNode *root)
{
    const Policy *policy = reading->policy;
    for (guint i = 0; i < policy->gates->len; i++) {
        const char *id = ((const PolicyGate *)g_ptr_array_index(policy->gates, i))->id;
        if (id && !gate_is_used(policy, id))
            diagnostics_error(reading->diagnostics,
                              yaml_place(yaml_item(yaml_get(root, "gates"), i)),
                              "no exit asks for gate '%s'; name it under 'gate' of the exit it "
                              "stands before, or remove it",
                              id);
    }
}

/* People's word for a stage must mean one. */
static void check_words(PolicyReading *reading)
{
    const Policy *policy = reading->policy;
    for (guint i = 0; i < policy->stages->len; i++)
        for (guint j = 0; j < i; j++) {
            const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
            const PolicyStage *other = g_ptr_array_index(policy->stages, j);
            for (guint k = 0; stage->words[k]; k++)
                if (g_strv_contains((const char *const *)other->words, stage->words[k]))
                    diagnostics_error(reading->diagnostics,
                                      g_array_index(reading->stage_places, Place, i),
                                      "'%s' means stage '%s' already; remove it from the 'words' "
                                      "of one",
                                      stage->words[k], other->id ? other->id : "?");
        }
}

void policy_check(PolicyReading *reading, const YamlNode *root)
{
    const Policy *policy = reading->policy;
    check_unique(reading, root, "stages", policy->stages, id_of_stage);
    check_unique(reading, root, "gates", policy->gates, id_of_gate);
    check_unique(reading, root, "clocks", policy->clocks, id_of_clock);
    check_unique(reading, root, "side_routes", policy->side_routes, kind_of_route);
    check_unique(reading, root, "ladders", policy->ladders, service_of_ladder);
    for (guint i = 0; i < reading->references->len; i++)
        check_reference(reading, &g_array_index(reading->references, PolicyReference, i));
    check_ways(reading);
    check_tiers(reading);
    check_panel(reading, root);
    check_gates(reading, root);
    check_gate_uses(reading, root);
    check_words(reading);
}
