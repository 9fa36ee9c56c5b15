/* policy_stages: who holds a stage, and where it leads.
 *
 * Reads holders, tiers, exits, stages, ladders and the urgent path of a policy file, in the
 * vocabulary that the head of policy.c lays down. A holder 'both' becomes one of each side. */
#include "policy_read.h"
#include "text.h"
#include <string.h>

#define BAND_LAST 6

void policy_holder_free(gpointer data)
{
    PolicyHolder *holder = data;
    g_strfreev(holder->roles);
    g_strfreev(holder->services);
    g_strfreev(holder->otherwise);
    g_free(holder);
}

static void tier_free(gpointer data)
{
    PolicyTier *tier = data;
    g_ptr_array_unref(tier->holders);
    g_free(tier);
}

static void exit_free(gpointer data)
{
    PolicyExit *way = data;
    g_strfreev(way->by);
    g_free(way);
}

void policy_stage_free(gpointer data)
{
    PolicyStage *stage = data;
    g_strfreev(stage->words);
    g_strfreev(stage->chooses);
    g_ptr_array_unref(stage->tiers);
    g_ptr_array_unref(stage->exits);
    g_ptr_array_unref(stage->when_chosen);
    g_free(stage);
}

void policy_ladder_free(gpointer data)
{
    PolicyLadder *ladder = data;
    g_ptr_array_unref(ladder->rungs);
    g_free(ladder);
}

void policy_urgent_free(gpointer data)
{
    PolicyUrgent *urgent = data;
    g_ptr_array_unref(urgent->tell);
    g_strfreev(urgent->at_once);
    g_free(urgent);
}

static PolicyHolder *read_holder(PolicyReading *reading, const YamlNode *node)
{
    static const char *const rules[] = {"first",     "any",    "all", "worker",
                                        "next-band", "ladder", NULL};
    PolicyHolder *holder = g_new0(PolicyHolder, 1);
    holder->rule = (HolderRule)yaml_read_choice(node, "rule", rules, 0, reading->diagnostics);
    holder->roles = yaml_read_words(node, "roles", reading->diagnostics);
    holder->services = yaml_read_words(node, "services", reading->diagnostics);
    holder->otherwise = yaml_read_words(node, "otherwise", reading->diagnostics);
    holder->informed = yaml_read_bool(node, "informed", FALSE, reading->diagnostics);
    holder->quiet = yaml_read_bool(node, "quiet", FALSE, reading->diagnostics);
    holder->section = policy_section(reading, node);
    gboolean by_role = holder->rule <= HOLD_ALL;
    if (by_role && !holder->roles[0])
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'roles' is missing; name who holds it, as in people.csv");
    if (!by_role && holder->roles[0])
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(node, "roles")),
                          "the rule '%s' finds people by itself; remove 'roles'",
                          rules[holder->rule]);
    return holder;
}

/* A holder of both sides is read twice; what is wrong with it is said once. */
static void read_sided_holder(PolicyReading *reading, const YamlNode *node, GPtrArray *holders)
{
    static const char *const known[] = {"side",     "rule",  "roles",   "services", "otherwise",
                                        "informed", "quiet", "section", NULL};
    static const char *const sides[] = {"raising", "challenged", "partnership", "both", NULL};
    yaml_refuse_unknown(node, known, reading->diagnostics);
    guint side = 3;
    if (yaml_read_text_required(node, "side", reading->diagnostics))
        side = (guint)yaml_read_choice(node, "side", sides, 3, reading->diagnostics);
    PolicyHolder *holder = read_holder(reading, node);
    holder->side = side < 3 ? (Side)(side + 1) : SIDE_RAISING;
    g_ptr_array_add(holders, holder);
    if (side < 3)
        return;
    PolicyHolder *other = g_memdup2(holder, sizeof *holder);
    other->side = SIDE_CHALLENGED;
    other->roles = g_strdupv(holder->roles);
    other->services = g_strdupv(holder->services);
    other->otherwise = g_strdupv(holder->otherwise);
    g_ptr_array_add(holders, other);
}

GPtrArray *policy_read_holders(PolicyReading *reading, const YamlNode *node, const char *key)
{
    GPtrArray *holders = g_ptr_array_new_with_free_func(policy_holder_free);
    const YamlNode *list;
    guint count = map_list(node, key, &list, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        read_sided_holder(reading, yaml_item(list, i), holders);
    return holders;
}

static void read_tier(PolicyReading *reading, const YamlNode *node, PolicyStage *stage)
{
    static const char *const known[] = {"label",         "holders", "repeat", "last",
                                        "gives_members", "section", NULL};
    const char *around = reading->section;
    PolicyTier *tier = g_new0(PolicyTier, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    reading->section = policy_section(reading, node);
    tier->label = policy_text_required(reading, node, "label");
    tier->holders = policy_read_holders(reading, node, "holders");
    tier->repeat = yaml_read_bool(node, "repeat", FALSE, reading->diagnostics);
    tier->last = yaml_read_bool(node, "last", FALSE, reading->diagnostics);
    tier->gives_members = yaml_read_bool(node, "gives_members", FALSE, reading->diagnostics);
    if (tier->holders->len == 0)
        diagnostics_error(reading->diagnostics, yaml_place(node), "this tier has no holders");
    g_ptr_array_add(stage->tiers, tier);
    reading->section = around;
}

/* Tiers, or the one tier that a stage without tiers is. */
static void read_tiers(PolicyReading *reading, const YamlNode *node, PolicyStage *stage)
{
    const YamlNode *list;
    guint count = map_list(node, "tiers", &list, reading->diagnostics);
    stage->tiered = list != NULL;
    for (guint i = 0; i < count; i++)
        read_tier(reading, yaml_item(list, i), stage);
    if (stage->tiers->len > 0) {
        if (yaml_get(node, "holders"))
            diagnostics_error(reading->diagnostics, yaml_place(yaml_get(node, "holders")),
                              "a stage has either 'holders' or 'tiers'; remove one");
        return;
    }
    PolicyTier *tier = g_new0(PolicyTier, 1);
    tier->holders = policy_read_holders(reading, node, "holders");
    tier->last = TRUE;
    if (tier->holders->len == 0)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "nobody holds this stage; add 'holders' or 'tiers'");
    g_ptr_array_add(stage->tiers, tier);
}

static void read_exit(PolicyReading *reading, const YamlNode *node, PolicyStage *stage)
{
    static const char *const known[] = {"to",           "when",     "by",      "gate", "requests",
                                        "site_chooses", "strength", "section", NULL};
    static const char *const shown[] = {"shown", NULL};
    static const char *const whens[] = {"unresolved", "resolved", "policy-issue",
                                        "reviewed",   "decided",  NULL};
    PolicyExit *way = g_new0(PolicyExit, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    (void)yaml_read_text_required(node, "to", reading->diagnostics);
    way->to = policy_reference(reading, node, "to", REFERENCE_STAGE_OR_END);
    way->gate = policy_reference(reading, node, "gate", REFERENCE_GATE);
    if (yaml_read_text_required(node, "when", reading->diagnostics))
        way->when = whens[yaml_read_choice(node, "when", whens, 0, reading->diagnostics)];
    way->by = yaml_read_words(node, "by", reading->diagnostics);
    if (!way->by[0])
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'by' is missing; say who may do this: originator, holders, raising, "
                          "challenged or a role of the partnership");
    way->requests_shown = yaml_read_choice(node, "requests", shown, -1, reading->diagnostics) == 0;
    way->site_chooses = yaml_read_bool(node, "site_chooses", FALSE, reading->diagnostics);
    way->strength = policy_strength(reading, node);
    way->section = policy_section(reading, node);
    g_ptr_array_add(stage->exits, way);
}

static GStrv read_folded(PolicyReading *reading, const YamlNode *node, const char *key)
{
    GStrv words = yaml_read_words(node, key, reading->diagnostics);
    for (guint i = 0; words[i]; i++) {
        char *folded = text_fold(words[i]);
        g_free(words[i]);
        words[i] = folded;
    }
    return words;
}

static void read_choosing(PolicyReading *reading, const YamlNode *node, PolicyStage *stage)
{
    stage->chooses = yaml_read_words(node, "chooses", reading->diagnostics);
    stage->when_chosen = policy_read_holders(reading, node, "when_chosen");
    for (guint i = 0; stage->chooses[i]; i++)
        if (!g_str_equal(stage->chooses[i], "direct") && !g_str_equal(stage->chooses[i], "panel"))
            diagnostics_error(reading->diagnostics, yaml_place(yaml_get(node, "chooses")),
                              "'%s' cannot be chosen; write direct, panel or both",
                              stage->chooses[i]);
    if ((stage->chooses[0] != NULL) != (stage->when_chosen->len > 0))
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'chooses' and 'when_chosen' belong together; add the other");
}

static PolicyStage *read_stage(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"id",      "label",
                                        "name",    "words",
                                        "band",    "holders",
                                        "tiers",   "exits",
                                        "chooses", "when_chosen",
                                        "asks",    "asks_chosen",
                                        "tells",   "extract_on_leaving",
                                        "section", NULL};
    PolicyStage *stage = g_new0(PolicyStage, 1);
    stage->tiers = g_ptr_array_new_with_free_func(tier_free);
    stage->exits = g_ptr_array_new_with_free_func(exit_free);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    stage->section = reading->section = policy_section(reading, node);
    stage->id = policy_text_required(reading, node, "id");
    stage->label = policy_text_required(reading, node, "label");
    stage->name = policy_text_required(reading, node, "name");
    stage->asks = policy_text(reading, node, "asks");
    stage->asks_chosen = policy_text(reading, node, "asks_chosen");
    stage->words = read_folded(reading, node, "words");
    stage->band = (guint)yaml_read_int(node, "band", 1, BAND_LAST, 0, reading->diagnostics);
    stage->tells = yaml_read_bool(node, "tells", TRUE, reading->diagnostics);
    stage->extract_on_leaving =
        yaml_read_bool(node, "extract_on_leaving", FALSE, reading->diagnostics);
    read_tiers(reading, node, stage);
    read_choosing(reading, node, stage);
    const YamlNode *exits;
    guint count = map_list(node, "exits", &exits, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        read_exit(reading, yaml_item(exits, i), stage);
    reading->section = NULL;
    return stage;
}

void policy_read_stages(PolicyReading *reading, const YamlNode *root)
{
    const YamlNode *list;
    guint count = map_list(root, "stages", &list, reading->diagnostics);
    if (count == 0)
        diagnostics_error(reading->diagnostics, yaml_place(root),
                          "the policy has no stages; add 'stages'");
    for (guint i = 0; i < count; i++) {
        Place place = yaml_place(yaml_item(list, i));
        PolicyStage *stage = read_stage(reading, yaml_item(list, i));
        stage->number = i + 1;
        g_ptr_array_add(reading->policy->stages, stage);
        g_array_append_val(reading->stage_places, place);
    }
}

static void refer_stages(PolicyReading *reading, const YamlNode *node, const char *key, GStrv words)
{
    for (guint i = 0; words[i]; i++) {
        PolicyReference reference = {.kind = REFERENCE_STAGE,
                                     .word = policy_keep(reading, words[i]),
                                     .key = key,
                                     .place = yaml_place(yaml_get(node, key))};
        g_array_append_val(reading->references, reference);
    }
}

void policy_read_urgent(PolicyReading *reading, const YamlNode *root)
{
    static const char *const known[] = {"field",       "tell",    "immediate", "at_once",
                                        "young_child", "section", "named",     NULL};
    const YamlNode *list;
    guint count = map_list(root, "urgent", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++) {
        const YamlNode *node = yaml_item(list, i);
        PolicyUrgent *urgent = g_new0(PolicyUrgent, 1);
        yaml_refuse_unknown(node, known, reading->diagnostics);
        urgent->section = reading->section = policy_section(reading, node);
        urgent->field = policy_text_required(reading, node, "field");
        urgent->named =
            policy_keep(reading, yaml_read_text(node, "named", NULL, reading->diagnostics));
        urgent->tell = policy_read_holders(reading, node, "tell");
        urgent->immediate = yaml_read_bool(node, "immediate", FALSE, reading->diagnostics);
        urgent->at_once = yaml_read_words(node, "at_once", reading->diagnostics);
        refer_stages(reading, node, "at_once", urgent->at_once);
        urgent->young_child = yaml_read_bool(node, "young_child", FALSE, reading->diagnostics);
        reading->section = NULL;
        g_ptr_array_add(reading->policy->urgent, urgent);
    }
}

static void read_rung(PolicyReading *reading, const YamlNode *node, PolicyLadder *ladder)
{
    static const char *const known[] = {"rule", "roles", "informed", "section", NULL};
    yaml_refuse_unknown(node, known, reading->diagnostics);
    PolicyHolder *rung = read_holder(reading, node);
    if (rung->rule > HOLD_ALL)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "a rung names its roles; the rule must be first, any or all");
    g_ptr_array_add(ladder->rungs, rung);
}

void policy_read_ladders(PolicyReading *reading, const YamlNode *root)
{
    static const char *const known[] = {"service", "rungs", "section", NULL};
    const YamlNode *list, *rungs;
    guint count = map_list(root, "ladders", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++) {
        const YamlNode *node = yaml_item(list, i);
        PolicyLadder *ladder = g_new0(PolicyLadder, 1);
        ladder->rungs = g_ptr_array_new_with_free_func(policy_holder_free);
        yaml_refuse_unknown(node, known, reading->diagnostics);
        ladder->section = reading->section = policy_section(reading, node);
        ladder->service = policy_text_required(reading, node, "service");
        guint steps = map_list(node, "rungs", &rungs, reading->diagnostics);
        for (guint j = 0; j < steps; j++)
            read_rung(reading, yaml_item(rungs, j), ladder);
        if (steps == 0)
            diagnostics_error(reading->diagnostics, yaml_place(node),
                              "a ladder needs 'rungs', lowest first");
        reading->section = NULL;
        g_ptr_array_add(reading->policy->ladders, ladder);
    }
}
