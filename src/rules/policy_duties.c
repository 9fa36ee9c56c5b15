/* policy_duties: what must have happened, who else must be told, what is owed at the end, what the
 * panel is, and which messages open no case at all.
 *
 * The list-shaped rest of a policy file. Every rule here cites its section itself. */
#include "policy_asks.h"
#include "policy_read.h"

#define PANEL_AGENCIES_MOST 20

static const char *read_among(PolicyReading *reading, const YamlNode *node, const char *key,
                              const char *const *words)
{
    if (!yaml_read_text_required(node, key, reading->diagnostics))
        return NULL;
    return words[yaml_read_choice(node, key, words, 0, reading->diagnostics)];
}

static void read_gate(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"id", "of", "asks", "strength", "section", NULL};
    static const char *const ofs[] = {"each-agency-concerned", NULL};
    PolicyGate *gate = g_new0(PolicyGate, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    gate->id = policy_text_required(reading, node, "id");
    (void)read_among(reading, node, "of", ofs); /* there is one way yet */
    gate->asks = policy_text_required(reading, node, "asks");
    gate->strength = policy_strength(reading, node);
    gate->section = policy_section(reading, node);
    g_ptr_array_add(reading->policy->gates, gate);
}

/* Whoever is to give the notice says so as with anything else that is owed. */
static void add_notice_duty(PolicyReading *reading, const YamlNode *node,
                            PolicyStatusNotice *notice)
{
    static const char *const usual[] = {"notice-sent", NULL};
    PolicyOwed *owed = g_new0(PolicyOwed, 1);
    owed->notice = TRUE;
    owed->kind = notice->kind;
    owed->label = notice->label;
    owed->role = notice->role;
    owed->per = "case";
    owed->since = "status";
    owed->met_by = yaml_get(node, "met_by") ? yaml_read_words(node, "met_by", reading->diagnostics)
                                            : g_strdupv((GStrv)usual);
    owed->by = yaml_read_words(node, "by", reading->diagnostics);
    owed->asks = policy_text(reading, node, "asks");
    owed->strength = notice->strength;
    owed->section = notice->section;
    notice->duty = owed;
}

static void read_notice(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"kind", "label",    "statuses", "from_stage",
                                        "side", "role",     "asks",     "met_by",
                                        "by",   "strength", "section",  NULL};
    static const char *const sides[] = {"raising", "challenged", "partnership", NULL};
    PolicyStatusNotice *notice = g_new0(PolicyStatusNotice, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    notice->kind = policy_text_required(reading, node, "kind");
    notice->label = policy_text(reading, node, "label");
    notice->role = policy_text_required(reading, node, "role");
    notice->statuses = yaml_read_words(node, "statuses", reading->diagnostics);
    if (!notice->statuses[0])
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'statuses' is missing; say which status of a child asks for the notice");
    notice->from_stage = policy_reference(reading, node, "from_stage", REFERENCE_STAGE);
    notice->side = (Side)(yaml_read_choice(node, "side", sides, -1, reading->diagnostics) + 1);
    notice->strength = policy_strength(reading, node);
    notice->section = policy_section(reading, node);
    g_ptr_array_add(reading->policy->status_notices, notice);
    add_notice_duty(reading, node, notice);
}

/* What meets the two oldest duties where a policy does not say it itself. */
static GStrv usual_met_by(const char *kind)
{
    static const char *const file[] = {"on_file", "recorded-on-file", NULL};
    static const char *const told[] = {"originator_told", "originator-told", NULL};
    return g_strcmp0(kind, "file-tick") == 0         ? g_strdupv((GStrv)file)
           : g_strcmp0(kind, "originator-told") == 0 ? g_strdupv((GStrv)told)
                                                     : NULL;
}

static void read_met_by(PolicyReading *reading, const YamlNode *node, PolicyOwed *owed)
{
    GStrv usual = yaml_get(node, "met_by") ? NULL : usual_met_by(owed->kind);
    owed->met_by = usual ? usual : yaml_read_words(node, "met_by", reading->diagnostics);
    owed->by = yaml_read_words(node, "by", reading->diagnostics);
    owed->confirms = yaml_read_bool(node, "confirms", FALSE, reading->diagnostics);
    owed->no_counts = yaml_read_bool(node, "no_counts", FALSE, reading->diagnostics);
    if (owed->kind && !owed->met_by[0] && !owed->confirms)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "nothing meets '%s'; add 'met_by' with fields or statements, or "
                          "'confirms: yes'",
                          owed->kind);
    if (owed->confirms && g_strcmp0(owed->per, "agency") != 0)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'%s' is confirmed by each party; write 'per: agency'", owed->kind);
}

static const char *read_since(PolicyReading *reading, const YamlNode *node)
{
    static const char *const moments[] = {"closing", "confirmed", "policy-issue", NULL};
    const char *since = yaml_read_text_required(node, "since", reading->diagnostics);
    return since && g_strv_contains(moments, since)
               ? policy_keep(reading, since)
               : policy_reference(reading, node, "since", REFERENCE_STAGE);
}

static void read_owed(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {
        "kind",   "label", "per",      "role",      "since",    "bars_closing",
        "met_by", "by",    "confirms", "no_counts", "template", "tell_role",
        "answer", "asks",  "strength", "section",   NULL};
    static const char *const pers[] = {"agency-and-child", "agency", "case", "side", NULL};
    PolicyOwed *owed = g_new0(PolicyOwed, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    owed->kind = policy_text_required(reading, node, "kind");
    owed->label = policy_text(reading, node, "label");
    owed->per = read_among(reading, node, "per", pers);
    owed->role = policy_text(reading, node, "role");
    owed->since = read_since(reading, node);
    owed->bars_closing = yaml_read_bool(node, "bars_closing", FALSE, reading->diagnostics);
    read_met_by(reading, node, owed);
    owed->template = policy_text(reading, node, "template");
    owed->answer = policy_text(reading, node, "answer");
    owed->tell_role = policy_text(reading, node, "tell_role");
    owed->asks = policy_text(reading, node, "asks");
    owed->strength = policy_strength(reading, node);
    owed->section = policy_section(reading, node);
    g_ptr_array_add(reading->policy->owed, owed);
}

static void ask_free(gpointer data)
{
    PolicyAsk *ask = data;
    g_strfreev(ask->roles);
    g_free(ask);
}

static void read_ask(PolicyReading *reading, const YamlNode *node, PolicySideRoute *route)
{
    static const char *const known[] = {"of", "roles", NULL};
    static const char *const ofs[] = {"own-agency", "anybody", NULL};
    PolicyAsk *ask = g_new0(PolicyAsk, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    ask->own_agency = g_strcmp0(read_among(reading, node, "of", ofs), ofs[0]) == 0;
    ask->roles = yaml_read_words(node, "roles", reading->diagnostics);
    if (!ask->roles[0])
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'roles' is missing; name who can be asked, as in people.csv");
    g_ptr_array_add(route->ask, ask);
}

void policy_side_route_free(gpointer data)
{
    PolicySideRoute *route = data;
    g_ptr_array_unref(route->ask);
    g_free(route);
}

const char *const *policy_side_kinds(void)
{
    static const char *const kinds[] = {"whistleblowing",         "single-agency",         "advice",
                                        "representative-enquiry", "cp-conference-request", NULL};
    return kinds;
}

static void read_side_route(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"kind", "template", "restricted", "tell_role",
                                        "ask",  "section",  NULL};
    PolicySideRoute *route = g_new0(PolicySideRoute, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    route->ask = g_ptr_array_new_with_free_func(ask_free);
    route->kind = read_among(reading, node, "kind", policy_side_kinds());
    route->template = policy_text_required(reading, node, "template");
    route->restricted = yaml_read_bool(node, "restricted", FALSE, reading->diagnostics);
    route->tell_role = policy_text(reading, node, "tell_role");
    route->section = policy_section(reading, node);
    const YamlNode *list;
    guint count = map_list(node, "ask", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        read_ask(reading, yaml_item(list, i), route);
    g_ptr_array_add(reading->policy->side_routes, route);
}

static void read_field(PolicyReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"key", "section", NULL};
    PolicyField *field = g_new0(PolicyField, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    field->key = policy_text_required(reading, node, "key");
    field->section = policy_section(reading, node);
    if (!field->key)
        field->key = "";
    g_ptr_array_add(reading->policy->fields, field);
}

static void read_panel(PolicyReading *reading, const YamlNode *root)
{
    static const char *const known[] = {
        "agencies",           "full_member",     "senior",  "strength",
        "agencies_concerned", "representations", "section", NULL};
    const YamlNode *node = yaml_get(root, "panel");
    if (!node)
        return;
    if (yaml_kind(node) != YAML_MAP) {
        diagnostics_error(reading->diagnostics, yaml_place(node), "'panel' must be a map");
        return;
    }
    PolicyPanel *panel = reading->policy->panel = g_new0(PolicyPanel, 1);
    Diagnostics *diagnostics = reading->diagnostics;
    yaml_refuse_unknown(node, known, diagnostics);
    if (yaml_read_text_required(node, "agencies", diagnostics))
        panel->agencies =
            (guint)yaml_read_int(node, "agencies", 1, PANEL_AGENCIES_MOST, 1, diagnostics);
    panel->full_member = yaml_read_bool(node, "full_member", FALSE, diagnostics);
    panel->senior = yaml_read_bool(node, "senior", FALSE, diagnostics);
    panel->agencies_concerned = yaml_read_bool(node, "agencies_concerned", FALSE, diagnostics);
    panel->representations = yaml_read_bool(node, "representations", FALSE, diagnostics);
    panel->strength = policy_strength(reading, node);
    panel->section = policy_section(reading, node);
}

void policy_read_duties(PolicyReading *reading, const YamlNode *root)
{
    static const struct {
        const char *key;
        void (*read)(PolicyReading *reading, const YamlNode *node);
    } lists[] = {{"gates", read_gate},
                 {"status_notices", read_notice},
                 {"owed", read_owed},
                 {"side_routes", read_side_route},
                 {"fields", read_field}};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        const YamlNode *list;
        guint count = map_list(root, lists[i].key, &list, reading->diagnostics);
        for (guint j = 0; j < count; j++)
            lists[i].read(reading, yaml_item(list, j));
    }
    read_panel(reading, root);
}
