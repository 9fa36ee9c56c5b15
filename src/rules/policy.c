/* policy: one escalation policy, read from routing/policies/ID.yaml.
 *
 * Owns the parsed policy and the text it was read from, which cases are pinned to by its SHA-256.
 * Reading promises all errors in one run, each at its place, and no policy where there is one.
 * What the file does not say is absent: nothing is filled in from another policy. This is the
 * format; every key that is not here is refused. 'section' cites the rule's place in the policy
 * document; a part of a rule may leave it out where it is that of the rule around it.
 *
 *   id, prefix, title, version          "havering-2020", "HAV" (of the references), …
 *   effective, review_due               2020, 2020-01 or 2020-01-31; absent where it is not stated
 *   partnership: {name, short, aliases}
 *   reasons: {values, section}          what disagreements are about; an open list
 *   scope: {internal, section}          yes: one agency on both sides is in scope at the first stage
 *   originator: {told, section}         yes: told at every change
 *   records: {asks, section}            what everybody who acts is to keep on record, after 'please'
 *   skips: {asked, section}             yes: of each stage after the first that a case is opened beyond it is asked what was
 *                                       done there (Record of discussions); what is claimed is never refused for it
 *   urgent_text                         opens every acknowledgement
 *   urgent: list of                     the urgent path
 *     field                             the yes/no field that sets it off
 *     named                             statement of phrases.yaml: a message that makes it alarms the office,
 *                                       and is no answer to the field
 *     tell                              list of holders
 *     immediate                         yes: a date 'immediate' from receipt
 *     at_once                           stages whose holders are told together
 *     young_child                       yes: of an infant or young child, as the site sets the age;
 *                                       an older one is told at once all the same, and the office asked
 *   stages: list, in order, of
 *     id, label, name                   "S2", "Stage Two: …", "Stage Two"
 *     words                             what people call it besides its number
 *     band                              whose discussions belong here (1 to 6)
 *     holders | tiers                   the stage's holders, or tiers: list of {label, holders, repeat, last,
 *                                       gives_members}
 *     exits                             list of {to, when, by, gate, requests, site_chooses, strength};
 *                                       requests: shown = what others ask for is shown to the holders
 *                                       of their side; site_chooses: only the one of 'by' that
 *                                       site.yaml names as 'top_decides'
 *     chooses, when_chosen              [direct, panel], and the holders who join then
 *     tells                             no: nobody is mailed on entering; the answer to the sender
 *                                       says what is asked
 *     extract_on_leaving, asks          yes: extracts for the file; a sentence to the holder
 *     asks_chosen                       a sentence to those in when_chosen
 *   a holder: {side, rule, roles, services, otherwise, informed, quiet}
 *     side                              raising, challenged, both, partnership
 *     rule                              first (the default), any, all: of 'roles'; worker,
 *                                       next-band, ladder: without roles
 *     services                          for agencies of these services, and for them in place of
 *                                       the side's holders without services
 *     otherwise                         who it is where the rule finds nobody in post: roles, or the
 *                                       word ladder, in this order
 *     quiet                             yes: holds it on their side, neither mailed nor waited for
 *   gates: list of {id, of, asks, strength}
 *   clocks: list of {id, kind, from, stage, working_days, one_week, or_safe_by, on_breach, prompt, wording,
 *     strength}; kind guide | safe-by | same-day | maximum | immediate; from disagreement_date |
 *     receipt | stage-entered; on_breach prompt | delay-record | late; prompt: the side asked
 *   delay_record: list of {kind, of, bars_closing, asks, strength}: what is asked of a side (raising,
 *     unless 'of' says challenged) when a clock with 'on_breach: delay-record' is passed
 *   status_notices: list of {kind, label, statuses, from_stage, side, role, asks, met_by, by, strength};
 *     asks, met_by, by as of 'owed', for where the site leaves it to the agency to tell; "notice-sent" meets it where
 *     it is left out
 *   owed: list of                       what must still be done, and what it takes; silence meets nothing
 *     kind, label, per                  label: what mails call it; per agency-and-child | agency | side | case
 *     role                              whose it is beside the agencies' (worker)
 *     since                             closing; confirmed: nothing is left to confirm in writing;
 *                                       policy-issue; or a stage: from entering it
 *     bars_closing, strength            yes: no message closes the case while it is owed
 *     met_by                            fields of the forms and statements of the phrases, any one;
 *                                       for kinds file-tick and originator-told it may be left out
 *     by                                who may meet it, as in an exit; absent: any party it is owed by.
 *                                       raising or challenged alone: only that side owes it
 *     no_counts                         yes: "no" and "none" are answers, too
 *     confirms                          yes: each party's own written account of what was agreed and of
 *                                       outstanding issues; met once the accounts are the same
 *     template, answer, asks            the mail that asks for it; the acknowledgement to who reports
 *                                       the resolution and owes it; what they ask
 *     tell_role                         a role of the partnership that is told the answer
 *   panel: {agencies, full_member, senior, agencies_concerned, representations, strength}
 *   side_routes: list of {kind, template, restricted, tell_role, ask}; ask: whom the answer names, list
 *     of {of, roles}; of own-agency (the one that asks, or the one that represents it) | anybody
 *   ladders: list of {service, rungs}; a rung is a holder without a side, lowest first; an informed
 *     one is told for advice and passed over; service any: of every service without a ladder
 *   fields: list of {key}              questions of the forms (those 'asked_when: listed') that this
 *                                      policy asks
 *   strength is must | should | may | guide | expect: how strong the policy's own word is. */
#include "policy_read.h"
#include "digest.h"
#include "durable_file.h"
#include "text.h"
#include <string.h>

#define POLICY_FILE_BYTES ((gsize)1 << 20)

static void clock_free(gpointer data)
{
    g_free(data);
}

static void owed_free(gpointer data)
{
    PolicyOwed *owed = data;
    g_strfreev(owed->met_by);
    g_strfreev(owed->by);
    g_free(owed);
}

static void notice_free(gpointer data)
{
    PolicyStatusNotice *notice = data;
    g_strfreev(notice->statuses);
    if (notice->duty)
        owed_free(notice->duty);
    g_free(notice);
}

void policy_free(Policy *policy)
{
    if (!policy)
        return;
    g_strfreev(policy->partnership_aliases);
    g_strfreev(policy->reasons);
    GPtrArray *lists[] = {policy->urgent,         policy->stages,  policy->gates,
                          policy->clocks,         policy->owed,    policy->side_routes,
                          policy->status_notices, policy->ladders, policy->fields};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    g_ptr_array_unref(policy->delay_record);
    g_free(policy->panel);
    g_string_chunk_free(policy->strings);
    g_free(policy);
}

static Policy *policy_new(void)
{
    Policy *policy = g_new0(Policy, 1);
    policy->strings = g_string_chunk_new(8192);
    policy->urgent = g_ptr_array_new_with_free_func(policy_urgent_free);
    policy->stages = g_ptr_array_new_with_free_func(policy_stage_free);
    policy->gates = g_ptr_array_new_with_free_func(g_free);
    policy->clocks = g_ptr_array_new_with_free_func(clock_free);
    policy->status_notices = g_ptr_array_new_with_free_func(notice_free);
    policy->owed = g_ptr_array_new_with_free_func(owed_free);
    policy->side_routes = g_ptr_array_new_with_free_func(policy_side_route_free);
    policy->fields = g_ptr_array_new_with_free_func(g_free);
    policy->ladders = g_ptr_array_new_with_free_func(policy_ladder_free);
    policy->delay_record = g_ptr_array_new_with_free_func(g_free);
    return policy;
}

/* The map under `key`, with its keys checked; NULL when absent. */
static const YamlNode *map_at(PolicyReading *reading, const YamlNode *root, const char *key,
                              const char *const *known)
{
    const YamlNode *map = yaml_get(root, key);
    if (!map || yaml_kind(map) == YAML_MAP) {
        yaml_refuse_unknown(map, known, reading->diagnostics);
        return map;
    }
    diagnostics_error(reading->diagnostics, yaml_place(map), "'%s' must be a map", key);
    return NULL;
}

static void read_partnership(PolicyReading *reading, const YamlNode *root)
{
    static const char *const known[] = {"name", "short", "aliases", NULL};
    const YamlNode *map = map_at(reading, root, "partnership", known);
    Policy *policy = reading->policy;
    if (!map)
        diagnostics_error(reading->diagnostics, yaml_place(root),
                          "'partnership' is missing; add its name and short name");
    policy->partnership = map ? policy_text_required(reading, map, "name") : NULL;
    policy->partnership_short = map ? policy_text_required(reading, map, "short") : NULL;
    policy->partnership_aliases = yaml_read_words(map, "aliases", reading->diagnostics);
}

static void read_principles(PolicyReading *reading, const YamlNode *root)
{
    static const char *const reasons_known[] = {"values", "section", NULL};
    static const char *const scope_known[] = {"internal", "section", NULL};
    static const char *const originator_known[] = {"told", "section", NULL};
    static const char *const records_known[] = {"asks", "section", NULL};
    static const char *const skips_known[] = {"asked", "section", NULL};
    Policy *policy = reading->policy;
    const YamlNode *reasons = map_at(reading, root, "reasons", reasons_known);
    const YamlNode *scope = map_at(reading, root, "scope", scope_known);
    const YamlNode *originator = map_at(reading, root, "originator", originator_known);
    const YamlNode *records = map_at(reading, root, "records", records_known);
    const YamlNode *skips = map_at(reading, root, "skips", skips_known);
    policy->reasons = yaml_read_words(reasons, "values", reading->diagnostics);
    policy->internal_in_scope = yaml_read_bool(scope, "internal", FALSE, reading->diagnostics);
    policy->originator_told = yaml_read_bool(originator, "told", FALSE, reading->diagnostics);
    policy->skips_asked = yaml_read_bool(skips, "asked", FALSE, reading->diagnostics);
    if (skips)
        (void)policy_section(reading, skips);
    if (reasons)
        (void)policy_section(reading, reasons);
    if (scope)
        (void)policy_section(reading, scope);
    if (originator)
        (void)policy_section(reading, originator);
    if (records) {
        policy->records_asks = policy_text_required(reading, records, "asks");
        policy->records_section = policy_section(reading, records);
    }
}

static gboolean made_of(const char *text, const char *letters, gsize least, gsize most)
{
    return text && strlen(text) >= least && strlen(text) <= most &&
           strspn(text, letters) == strlen(text);
}

static void read_names(PolicyReading *reading, const YamlNode *root)
{
    Policy *policy = reading->policy;
    policy->id = policy_text_required(reading, root, "id");
    policy->prefix = policy_text_required(reading, root, "prefix");
    policy->title = policy_text_required(reading, root, "title");
    policy->version = policy_text_required(reading, root, "version");
    policy->urgent_text = policy_text_required(reading, root, "urgent_text");
    policy->effective = policy_date(reading, root, "effective");
    policy->review_due = policy_date(reading, root, "review_due");
    if (policy->id && !made_of(policy->id, "abcdefghijklmnopqrstuvwxyz0123456789-", 3, 40))
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(root, "id")),
                          "'%s' is no policy id; write small letters, digits and '-' only",
                          policy->id);
    if (policy->prefix && !made_of(policy->prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2, 5))
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(root, "prefix")),
                          "'%s' is no prefix of references; write two to five capital letters",
                          policy->prefix);
}

/* Urgent text, partnership, title and version, as people send them back above a filled form. */
static void keep_heading(PolicyReading *reading)
{
    Policy *policy = reading->policy;
    g_autofree char *text =
        g_strjoin(" ", policy->urgent_text ? policy->urgent_text : "",
                  policy->partnership ? policy->partnership : "",
                  policy->title ? policy->title : "", policy->version ? policy->version : "", NULL);
    g_autofree char *folded = text_fold(text);
    policy->heading = policy_keep(reading, folded);
}

static void read_root(PolicyReading *reading, const YamlNode *root)
{
    static const char *const known[] = {
        "id",          "prefix",       "title",          "version", "effective",
        "review_due",  "partnership",  "reasons",        "scope",   "originator",
        "urgent_text", "urgent",       "stages",         "gates",   "clocks",
        "owed",        "side_routes",  "status_notices", "panel",   "ladders",
        "fields",      "delay_record", "records",        "skips",   NULL};
    yaml_refuse_unknown(root, known, reading->diagnostics);
    read_names(reading, root);
    read_partnership(reading, root);
    read_principles(reading, root);
    keep_heading(reading);
    policy_read_urgent(reading, root);
    policy_read_stages(reading, root);
    policy_read_ladders(reading, root);
    policy_read_clocks(reading, root);
    policy_read_duties(reading, root);
    policy_check(reading, root);
}

static Policy *read_policy(const char *text, gsize length, const char *file,
                           Diagnostics *diagnostics)
{
    g_autoptr(YamlTree) tree = yaml_tree_parse(text, length, file, diagnostics);
    const YamlNode *root = tree ? yaml_tree_root(tree) : NULL;
    if (!root || yaml_kind(root) != YAML_MAP) {
        if (tree)
            diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)},
                              "no policy; the file must begin with 'id:'");
        return NULL;
    }
    g_autoptr(Policy) policy = policy_new();
    g_autoptr(GArray) references = g_array_new(FALSE, FALSE, sizeof(PolicyReference));
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(Place));
    g_autofree char *sha256 = digest_of(text, length);
    PolicyReading reading = {.policy = policy,
                             .references = references,
                             .stage_places = places,
                             .diagnostics = diagnostics};
    policy->file = g_intern_string(file);
    policy->text = g_string_chunk_insert_len(policy->strings, text, (gssize)length);
    policy->sha256 = policy_keep(&reading, sha256);
    read_root(&reading, root);
    return g_steal_pointer(&policy);
}

Policy *policy_parse(const char *text, gsize length, const char *file, Diagnostics *diagnostics)
{
    guint before = diagnostics_errors(diagnostics);
    g_autoptr(Policy) policy = read_policy(text, length, file, diagnostics);
    return diagnostics_errors(diagnostics) == before ? g_steal_pointer(&policy) : NULL;
}

Policy *policy_read_for_check(const char *path, const char *file, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, POLICY_FILE_BYTES, &length, &error);
    if (!text) {
        diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)}, "%s",
                          error->message);
        return NULL;
    }
    Policy *policy = read_policy(text, length, file, diagnostics);
    if (policy && !policy->id)
        policy->id = "";
    return policy;
}

Policy *policy_load(const char *path, const char *file, Diagnostics *diagnostics)
{
    guint before = diagnostics_errors(diagnostics);
    g_autoptr(Policy) policy = policy_read_for_check(path, file, diagnostics);
    return diagnostics_errors(diagnostics) == before ? g_steal_pointer(&policy) : NULL;
}

const char *side_name(Side side)
{
    static const char *const names[] = {
        [SIDE_NONE] = "none",
        [SIDE_RAISING] = "raising",
        [SIDE_CHALLENGED] = "challenged",
        [SIDE_PARTNERSHIP] = "partnership",
    };
    return names[side];
}

Side side_from_name(const char *name)
{
    for (Side side = SIDE_RAISING; side <= SIDE_PARTNERSHIP; side++)
        if (g_str_equal(side_name(side), name))
            return side;
    return SIDE_NONE;
}

/* As far as the document says it: "2020-10" is past when November begins. */
gboolean policy_past_review(const Policy *policy, Day today)
{
    g_autofree char *day = day_iso(today);
    return policy->review_due && strncmp(day, policy->review_due, strlen(policy->review_due)) > 0;
}

const PolicyStage *policy_stage(const Policy *policy, const char *id)
{
    for (guint i = 0; id && i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        if (g_strcmp0(stage->id, id) == 0)
            return stage;
    }
    return NULL;
}

const PolicyStage *policy_stage_at(const Policy *policy, guint number)
{
    return number >= 1 && number <= policy->stages->len
               ? g_ptr_array_index(policy->stages, number - 1)
               : NULL;
}

const PolicyTier *policy_stage_tier(const PolicyStage *stage, guint tier)
{
    guint index = 0;
    for (guint n = 1; n < tier && index + 1 < stage->tiers->len; n++) {
        const PolicyTier *each = g_ptr_array_index(stage->tiers, index);
        if (each->repeat)
            break;
        index++;
    }
    return g_ptr_array_index(stage->tiers, index);
}

gboolean policy_holder_applies(const GPtrArray *holders, const PolicyHolder *holder,
                               const char *service)
{
    if (holder->services[0])
        return service && g_strv_contains((const char *const *)holder->services, service);
    for (guint i = 0; service && i < holders->len; i++) {
        const PolicyHolder *other = g_ptr_array_index(holders, i);
        if (other->side == holder->side &&
            g_strv_contains((const char *const *)other->services, service))
            return FALSE;
    }
    return TRUE;
}

const PolicyLadder *policy_ladder(const Policy *policy, const char *service)
{
    const PolicyLadder *general = NULL;
    for (guint i = 0; i < policy->ladders->len; i++) {
        const PolicyLadder *ladder = g_ptr_array_index(policy->ladders, i);
        if (g_strcmp0(ladder->service, service) == 0)
            return ladder;
        if (g_strcmp0(ladder->service, POLICY_SERVICE_ANY) == 0)
            general = ladder;
    }
    return general;
}

const PolicyClock *policy_clock(const Policy *policy, const char *id)
{
    for (guint i = 0; i < policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(policy->clocks, i);
        if (g_str_equal(clock->id, id))
            return clock;
    }
    return NULL;
}

const PolicyGate *policy_gate(const Policy *policy, const char *id)
{
    for (guint i = 0; id && i < policy->gates->len; i++) {
        const PolicyGate *gate = g_ptr_array_index(policy->gates, i);
        if (g_strcmp0(gate->id, id) == 0)
            return gate;
    }
    return NULL;
}

const PolicyOwed *policy_owed(const Policy *policy, const char *kind, const char *role)
{
    for (guint i = 0; policy && i < policy->owed->len; i++) {
        const PolicyOwed *owed = g_ptr_array_index(policy->owed, i);
        if (g_strcmp0(owed->kind, kind) == 0 && g_strcmp0(owed->role ? owed->role : "", role) == 0)
            return owed;
    }
    for (guint i = 0; policy && i < policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(policy->status_notices, i);
        if (g_strcmp0(notice->kind, kind) == 0 && g_strcmp0(notice->role, role) == 0)
            return notice->duty;
    }
    return NULL;
}

gboolean policy_owed_each(const Policy *policy, const char *key)
{
    for (guint i = 0; policy && i < policy->owed->len; i++) {
        const PolicyOwed *owed = g_ptr_array_index(policy->owed, i);
        if (g_strcmp0(owed->per, "agency") == 0 &&
            g_strv_contains((const char *const *)owed->met_by, key))
            return TRUE;
    }
    return FALSE;
}

const PolicySideRoute *policy_side_route(const Policy *policy, const char *kind)
{
    for (guint i = 0; kind && i < policy->side_routes->len; i++) {
        const PolicySideRoute *route = g_ptr_array_index(policy->side_routes, i);
        if (g_strcmp0(route->kind, kind) == 0)
            return route;
    }
    return NULL;
}

gboolean policy_stage_chooses(const PolicyStage *stage)
{
    return stage != NULL && stage->chooses[0] != NULL;
}

const PolicyExit *policy_exit(const PolicyStage *stage, const char *when)
{
    for (guint i = 0; i < stage->exits->len; i++) {
        const PolicyExit *way = g_ptr_array_index(stage->exits, i);
        if (g_strcmp0(way->when, when) == 0)
            return way;
    }
    return NULL;
}
