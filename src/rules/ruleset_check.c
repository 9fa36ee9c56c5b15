/* ruleset_check: do the files of a site fit together?
 *
 * What no file shows alone: a policy in force that is not there, a rule whose role nobody has, a
 * question that no form asks, a template that is missing, a demonstration that could reach real
 * people, a colleague whose address is our own mailbox. What an office can live with for a while is
 * a warning. Says each at the line to change; changes nothing. */
#include "policy_asks.h"
#include "in_force.h"
#include "site_read.h"
#include "text.h"
#include <string.h>

typedef struct {
    const Ruleset *rules;
    const Policy *policy;
    GPtrArray *roles; /* of const char *, NULL-ended: every role of people.csv */
    GHashTable *said; /* set of char *: roles that were said once */
    Diagnostics *diagnostics;
} Check;

gboolean ruleset_domain_is_reserved(const char *domain)
{
    static const char *const names[] = {"example", "test", "invalid", "example.org"};
    gsize length = strlen(domain);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize tail = strlen(names[i]);
        if (length >= tail && g_ascii_strcasecmp(domain + length - tail, names[i]) == 0 &&
            (length == tail || domain[length - tail - 1] == '.'))
            return TRUE;
    }
    return FALSE;
}

static gboolean in_comment(const char *text, const char *at)
{
    for (const char *p = at; p > text && *p != '\n'; p--)
        if (*p == '#' && (p[-1] == ' ' || p[-1] == '\n'))
            return TRUE;
    return FALSE;
}

/* Where a policy speaks of `word`: the line of its first mention as a whole word. */
static Place policy_place(const Policy *policy, const char *word)
{
    Place place = {.file = policy->file};
    gsize length = word ? strlen(word) : 0;
    if (length == 0)
        return place;
    for (const char *at = policy->text; (at = strstr(at, word)) != NULL; at += length) {
        gboolean begins = at == policy->text || (!g_ascii_isalnum(at[-1]) && at[-1] != '_');
        gboolean ends = !g_ascii_isalnum(at[length]) && at[length] != '_';
        if (!begins || !ends || in_comment(policy->text, at))
            continue;
        place.line = 1;
        for (const char *p = policy->text; p < at; p++)
            place.line += *p == '\n';
        break;
    }
    return place;
}

static void check_domain(Check *check, Place place, const char *what, const char *domain)
{
    gboolean reserved = ruleset_domain_is_reserved(domain);
    if (check->rules->site.demonstration && !reserved)
        diagnostics_error(check->diagnostics, place,
                          "%s '%s' in a demonstration; use an address under .example, .test, "
                          ".invalid or example.org",
                          what, domain);
    else if (!check->rules->site.demonstration && reserved)
        diagnostics_warning(check->diagnostics, place,
                            "%s '%s' receives no mail in the real world; write the true one", what,
                            domain);
}

static void check_agency_domain(Check *check, const Agency *agency, const char *domain)
{
    check_domain(check, agency->place, "domain", domain);
    if (g_strv_contains((const char *const *)check->rules->site.free_mail, domain))
        diagnostics_error(
            check->diagnostics, agency->place,
            "domain '%s' is a free-mail provider's, where anybody may have an address; "
            "name the agency's people in people.csv instead",
            domain);
}

static void check_addresses(Check *check)
{
    const Ruleset *rules = check->rules;
    for (guint i = 0; i < directory_agencies(rules->directory); i++) {
        const Agency *agency = directory_agency_at(rules->directory, i);
        for (guint j = 0; agency->domains[j]; j++)
            check_agency_domain(check, agency, agency->domains[j]);
    }
    for (guint i = 0; i < directory_posts(rules->directory); i++) {
        const Post *post = directory_post_at(rules->directory, i);
        if (*post->email == '\0')
            continue;
        check_domain(check, post->place, "address in", text_address_domain(post->email));
        if (rules->site.mailboxes && ruleset_is_own_address(rules, post->email))
            diagnostics_error(check->diagnostics, post->place,
                              "'%s' is the partnership's own mailbox; what we send there would "
                              "come back; write the person's own address",
                              post->email);
    }
}

static void check_unique(Check *check)
{
    const GPtrArray *policies = check->rules->policies;
    for (guint i = 0; i < policies->len; i++)
        for (guint j = 0; j < i; j++) {
            const Policy *policy = g_ptr_array_index(policies, i);
            const Policy *other = g_ptr_array_index(policies, j);
            if (g_str_equal(policy->id, other->id))
                diagnostics_error(check->diagnostics, policy_place(policy, policy->id),
                                  "id '%s' is that of %s; change one", policy->id, other->file);
        }
}

static void visit_holders(const GPtrArray *holders, const char *what, HolderVisit visit,
                          gpointer data)
{
    for (guint i = 0; i < holders->len; i++)
        visit(data, g_ptr_array_index(holders, i), what);
}

static void each_of_stages(const Policy *policy, HolderVisit visit, gpointer data)
{
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        g_autofree char *what = g_strdup_printf("stage '%s'", stage->id);
        for (guint j = 0; j < stage->tiers->len; j++)
            visit_holders(((const PolicyTier *)g_ptr_array_index(stage->tiers, j))->holders, what,
                          visit, data);
        visit_holders(stage->when_chosen, what, visit, data);
    }
}

void ruleset_each_holder(const Policy *policy, HolderVisit visit, gpointer data)
{
    each_of_stages(policy, visit, data);
    for (guint i = 0; i < policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(policy->urgent, i);
        g_autofree char *what = g_strdup_printf("urgent '%s'", urgent->field);
        visit_holders(urgent->tell, what, visit, data);
    }
}

/* A role of a policy that no line of people.csv has: mistyped here or there, or nobody's yet. */
static void check_role(Check *check, const char *role, const char *what)
{
    const char *const *roles = (const char *const *)check->roles->pdata;
    if (!role || g_strv_contains(roles, role) || !g_hash_table_add(check->said, g_strdup(role)))
        return;
    const char *nearest = nearest_word(role, roles);
    diagnostics_warning(check->diagnostics, policy_place(check->policy, role),
                        "%s names role '%s', which nobody has in people.csv%s%s%s", what, role,
                        nearest ? "; did you mean '" : "; its post is vacant",
                        nearest ? nearest : "", nearest ? "'?" : "");
}

/* Of roles that may stand for each other one is enough; only what is nearly a role of people.csv is said then. */
static void check_one_of(Check *check, GStrv alternatives, const char *what)
{
    const char *const *roles = (const char *const *)check->roles->pdata;
    gboolean held = FALSE;
    for (guint i = 0; alternatives[i]; i++)
        held = held || g_strv_contains(roles, alternatives[i]);
    for (guint i = 0; alternatives[i]; i++)
        if (!held || nearest_word(alternatives[i], roles))
            check_role(check, alternatives[i], what);
}

static void check_holder_roles(gpointer data, const PolicyHolder *holder, const char *what)
{
    for (guint i = 0; holder->roles[i]; i++)
        check_role(data, holder->roles[i], what);
    for (guint i = 0; holder->otherwise[i]; i++)
        if (!g_str_equal(holder->otherwise[i], POLICY_OTHERWISE_LADDER))
            check_role(data, holder->otherwise[i], what);
}

static gboolean has_service(const Directory *directory, const char *service)
{
    for (guint i = 0; i < directory_agencies(directory); i++)
        if (g_strcmp0(directory_agency_at(directory, i)->service, service) == 0)
            return TRUE;
    return FALSE;
}

/* A policy may list more services than a site has agencies of; one that is nearly another is mistyped. */
static void check_service(Check *check, const char *service)
{
    const Directory *directory = check->rules->directory;
    g_autoptr(GPtrArray) services = g_ptr_array_new();
    for (guint i = 0; i < directory_agencies(directory); i++)
        g_ptr_array_add(services, (gpointer)directory_agency_at(directory, i)->service);
    g_ptr_array_add(services, (gpointer)POLICY_SERVICE_ANY);
    g_ptr_array_add(services, NULL);
    const char *nearest = nearest_word(service, (const char *const *)services->pdata);
    if (nearest && !g_str_equal(nearest, service))
        diagnostics_warning(check->diagnostics, policy_place(check->policy, service),
                            "a ladder is for the service '%s', which no agency has in "
                            "agencies.csv; did you mean '%s'?",
                            service, nearest);
}

/* Ladders are examples, and a rung that nobody is on is passed over: only a role that is nearly one
 * of people.csv, on a ladder that somebody climbs, is likely a slip of the pen. */
static void check_ladders(Check *check)
{
    const char *const *roles = (const char *const *)check->roles->pdata;
    for (guint i = 0; i < check->policy->ladders->len; i++) {
        const PolicyLadder *ladder = g_ptr_array_index(check->policy->ladders, i);
        g_autofree char *what = g_strdup_printf("ladder '%s'", ladder->service);
        if (ladder->service)
            check_service(check, ladder->service);
        if (!ladder->service || !has_service(check->rules->directory, ladder->service))
            continue;
        for (guint j = 0; j < ladder->rungs->len; j++) {
            const PolicyHolder *rung = g_ptr_array_index(ladder->rungs, j);
            for (guint k = 0; rung->roles[k]; k++)
                if (nearest_word(rung->roles[k], roles))
                    check_role(check, rung->roles[k], what);
        }
    }
}

static void check_top_decides(Check *check, const PolicyExit *way)
{
    const char *role = check->rules->site.top_decides;
    g_autofree char *by = g_strjoinv(", ", way->by);
    if (way->site_chooses && role && !g_strv_contains((const char *const *)way->by, role))
        diagnostics_error(check->diagnostics, (Place){.file = "routing/site.yaml"},
                          "'top_decides' is '%s'; write one of those whom the policy names: %s",
                          role, by);
}

static const char *const parties[] = {"originator", "holders", "raising", "challenged", NULL};

static void check_exits(Check *check)
{
    for (guint i = 0; i < check->policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(check->policy->stages, i);
        for (guint j = 0; j < stage->exits->len; j++) {
            const PolicyExit *way = g_ptr_array_index(stage->exits, j);
            for (guint k = 0; way->by[k]; k++)
                if (!g_strv_contains(parties, way->by[k]))
                    check_role(check, way->by[k], "an exit");
            check_top_decides(check, way);
        }
    }
}

static void check_notice(Check *check, const PolicyStatusNotice *notice)
{
    const FormField *status = forms_field(check->rules->forms, "child.status");
    check_role(check, notice->role, notice->kind);
    for (guint i = 0; status && notice->statuses[i]; i++) {
        gboolean known = FALSE;
        for (guint j = 0; j < status->choices->len; j++) {
            const FieldChoice *choice = g_ptr_array_index(status->choices, j);
            known = known || g_strcmp0(choice->value, notice->statuses[i]) == 0;
        }
        if (!known)
            diagnostics_error(check->diagnostics, policy_place(check->policy, notice->statuses[i]),
                              "notice '%s' is for status '%s', which no form offers", notice->kind,
                              notice->statuses[i]);
    }
}

static void check_urgent(Check *check, const PolicyUrgent *urgent)
{
    const FormField *field = urgent->field ? forms_field(check->rules->forms, urgent->field) : NULL;
    if (urgent->field && (!field || field->type != FIELD_YES_NO))
        diagnostics_error(check->diagnostics, policy_place(check->policy, urgent->field),
                          "the urgent path waits for '%s', which is no yes-no field of any form",
                          urgent->field);
    if (urgent->named && !forms_phrases(check->rules->forms, urgent->named))
        diagnostics_error(check->diagnostics, policy_place(check->policy, urgent->named),
                          "the urgent path listens for '%s', which no statement of phrases.yaml is",
                          urgent->named);
}

static void check_route(Check *check, const PolicySideRoute *route)
{
    if (route->tell_role)
        check_role(check, route->tell_role, route->kind);
    for (guint i = 0; i < route->ask->len; i++) {
        const PolicyAsk *ask = g_ptr_array_index(route->ask, i);
        check_one_of(check, ask->roles, route->kind);
    }
    if (route->template &&
        !reply_templates_find(check->rules->replies, check->policy->id, route->template))
        diagnostics_error(check->diagnostics, policy_place(check->policy, route->template),
                          "'%s' is answered with template '%s', which is not in templates/replies",
                          route->kind, route->template);
}

static void check_field(Check *check, const PolicyField *asked)
{
    const FormField *field = forms_field(check->rules->forms, asked->key);
    const char *const listed = "listed";
    if (field && g_strv_contains((const char *const *)field->asked_when, listed))
        return;
    diagnostics_error(check->diagnostics, policy_place(check->policy, asked->key),
                      field ? "'fields' names '%s', which is asked without it; remove it"
                            : "'fields' names '%s', which is no field of any form; see "
                              "templates/forms",
                      asked->key);
}

/* Words above a blank form come back with it, broken into lines anywhere: "… the other\nagency: call
 * 999" must not read as an answer. */
static void check_heading(Check *check, Place place, const char *text)
{
    const FormLabels *labels = forms_labels(check->rules->forms);
    for (const char *at = text; at && *at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL) {
        gsize value = 0;
        LabelExtent extent;
        if (form_labels_find(labels, at, strlen(at), FALSE, &value, &extent) < 0)
            continue;
        g_autofree char *label = g_strchomp(g_strndup(at, value));
        diagnostics_error(check->diagnostics, place,
                          "'%s' in this text would be read as the label of a form; write it "
                          "without the colon",
                          label);
        at += value > 1 ? value - 1 : 0;
    }
}

/* A duty that nothing could ever meet would keep every case open. */
static void check_owed(Check *check, const PolicyOwed *owed)
{
    for (guint i = 0; owed->met_by[i]; i++)
        if (!forms_field(check->rules->forms, owed->met_by[i]) &&
            !forms_phrases(check->rules->forms, owed->met_by[i]))
            diagnostics_error(check->diagnostics, policy_place(check->policy, owed->met_by[i]),
                              "'%s' is met by '%s', which is no field and no statement of "
                              "templates/forms",
                              owed->kind, owed->met_by[i]);
    for (guint i = 0; owed->by[i]; i++)
        if (!g_strv_contains(parties, owed->by[i]))
            check_role(check, owed->by[i], owed->kind);
    if (owed->tell_role)
        check_role(check, owed->tell_role, owed->kind);
    const char *const templates[] = {owed->template, owed->answer};
    for (gsize i = 0; i < G_N_ELEMENTS(templates); i++)
        if (templates[i] &&
            !reply_templates_find(check->rules->replies, check->policy->id, templates[i]))
            diagnostics_error(check->diagnostics, policy_place(check->policy, templates[i]),
                              "'%s' is asked for with template '%s', which is not in "
                              "templates/replies",
                              owed->kind, templates[i]);
}

static void check_policy(Check *check, const Policy *policy)
{
    check->policy = policy;
    check_heading(check, policy_place(policy, "urgent_text"), policy->urgent_text);
    ruleset_each_holder(policy, check_holder_roles, check);
    check_ladders(check);
    check_exits(check);
    for (guint i = 0; i < policy->status_notices->len; i++)
        check_notice(check, g_ptr_array_index(policy->status_notices, i));
    for (guint i = 0; i < policy->status_notices->len; i++)
        check_owed(check,
                   ((PolicyStatusNotice *)g_ptr_array_index(policy->status_notices, i))->duty);
    for (guint i = 0; i < policy->urgent->len; i++)
        check_urgent(check, g_ptr_array_index(policy->urgent, i));
    for (guint i = 0; i < policy->side_routes->len; i++)
        check_route(check, g_ptr_array_index(policy->side_routes, i));
    for (guint i = 0; i < policy->fields->len; i++)
        check_field(check, g_ptr_array_index(policy->fields, i));
    for (guint i = 0; i < policy->owed->len; i++)
        check_owed(check, g_ptr_array_index(policy->owed, i));
}

/* Only what is in force is held against the directory: a policy that lies ready may name roles that
 * are yet to be filled. */
static void check_policies(Check *check)
{
    for (guint i = 0; i < check->rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(check->rules->policies, i);
        gboolean used = FALSE;
        for (guint j = 0; j < check->rules->site.in_force->len; j++) {
            const PolicyInForce *in_force = g_ptr_array_index(check->rules->site.in_force, j);
            used = used || g_strcmp0(in_force->policy, policy->id) == 0;
        }
        if (used)
            check_policy(check, policy);
    }
}

static void check_partnership(Check *check)
{
    guint count = 0;
    for (guint i = 0; i < directory_agencies(check->rules->directory); i++) {
        const Agency *agency = directory_agency_at(check->rules->directory, i);
        if (g_str_equal(agency->service, "partnership") && ++count > 1)
            diagnostics_error(check->diagnostics, agency->place,
                              "a second agency has the service 'partnership'; a site is for one");
    }
    if (count == 0)
        diagnostics_error(check->diagnostics, (Place){.file = "routing/agencies.csv"},
                          "no agency has the service 'partnership'; add the partnership itself");
}

static void check_office(Check *check)
{
    const GStrv roles = check->rules->site.office_roles;
    gboolean anybody = FALSE;
    for (guint i = 0; roles && roles[i]; i++)
        anybody = anybody || g_strv_contains((const char *const *)check->roles->pdata, roles[i]);
    if (roles && roles[0] && !anybody)
        diagnostics_error(check->diagnostics, (Place){.file = "routing/people.csv"},
                          "nobody has the role '%s' of 'office_roles'; alarms would reach nobody; "
                          "add the office's people",
                          roles[0]);
}

/* Whose word by mail counts for restricted messages must be able to give it. */
static void check_named_officers(Check *check)
{
    const Site *site = &check->rules->site;
    for (char **address = site->digest.named_officers; address && *address; address++) {
        gboolean office = FALSE;
        for (guint i = 0; i < directory_posts(check->rules->directory); i++) {
            const Post *post = directory_post_at(check->rules->directory, i);
            office |= g_ascii_strcasecmp(post->email, *address) == 0 &&
                      g_strv_contains((const char *const *)site->office_roles, post->role);
        }
        if (!office)
            diagnostics_error(check->diagnostics, (Place){.file = "routing/site.yaml"},
                              "'%s' of 'named_officer_addresses' holds no role of 'office_roles' "
                              "in people.csv; write a named officer's address as it stands there",
                              *address);
    }
}

/* Its mails name cases, so that others than the office would never get them (cases/outgoing_guard.h). */
static void check_digest(Check *check)
{
    const Site *site = &check->rules->site;
    const Agency *own = directory_partnership(check->rules->directory);
    const Place place = {.file = "routing/site.yaml"};
    for (char **role = site->digest.roles; role && *role; role++)
        if (!g_strv_contains((const char *const *)site->office_roles, *role) &&
            !g_strv_contains((const char *const *)site->duty_roles, *role))
            diagnostics_error(check->diagnostics, place,
                              "'digest' goes to the role '%s', which is neither in 'office_roles' "
                              "nor in 'duty_roles'; write one of those",
                              *role);
    if (site->digest.on && own && own->secure != SECURE_TLS)
        diagnostics_error(check->diagnostics, own->place,
                          "the office's mail of the morning names cases, and '%s' is not marked "
                          "'tls'; mark it so if it is, or write 'digest: no'",
                          own->id);
}

static GPtrArray *roles_of(const Directory *directory)
{
    GPtrArray *roles = g_ptr_array_new();
    for (guint i = 0; i < directory_posts(directory); i++)
        g_ptr_array_add(roles, (gpointer)directory_post_at(directory, i)->role);
    g_ptr_array_add(roles, NULL);
    return roles;
}

void ruleset_check_policy(const Ruleset *rules, const Policy *policy, Diagnostics *diagnostics)
{
    g_autoptr(GPtrArray) roles = roles_of(rules->directory);
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Check check = {.rules = rules, .roles = roles, .said = said, .diagnostics = diagnostics};
    check_policy(&check, policy);
}

void ruleset_check(const Ruleset *rules, Diagnostics *diagnostics)
{
    g_autoptr(GPtrArray) roles = roles_of(rules->directory);
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Check check = {.rules = rules, .roles = roles, .said = said, .diagnostics = diagnostics};
    check_partnership(&check);
    check_office(&check);
    check_digest(&check);
    check_named_officers(&check);
    check_addresses(&check);
    in_force_check(rules, diagnostics);
    check_unique(&check);
    check_policies(&check);
}
