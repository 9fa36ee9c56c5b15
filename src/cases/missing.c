/* What a case still has to be told, by the form's field keys. Only the fields that the form marks
 * as such keep it provisional (fields.md 2.3); the rest is asked for once and leaves the case open.
 */
#include "missing.h"
#include "day.h"
#include "policy_asks.h"
#include "reading_value.h"
#include "ruleset.h"
#include "skipped.h"
#include "text.h"
#include "worker.h"

/* Of the kinds whose values can be told. Which organisation is meant the office finds out: that holds the routing only. */
static gboolean can_be_unread(const FormField *field)
{
    return field->type == FIELD_DATE || field->type == FIELD_BIRTH || field->type == FIELD_YES_NO ||
           field->type == FIELD_STAGE || field->type == FIELD_STATUS;
}

/* A question of the form that opens a case: what is answered later is read by those who wait for it. */
static gboolean asks_of_matter(const Ruleset *rules, const FormField *field)
{
    const Form *form = forms_named(rules->forms, "escalation");
    return form != NULL && g_ptr_array_find((GPtrArray *)form_fields(form), field, NULL);
}

/* When it was said, the day by which a date in it is read. */
static Day day_of(const Case *c, const Ruleset *rules, const Fact *fact)
{
    Instant said = case_fact_at(c, fact);
    return instant_day(said != INSTANT_UNKNOWN ? said : c->last_received, rules->site.zone);
}

static const char *unread_of(const Case *c, const Ruleset *rules, const FormField *field,
                             guint child)
{
    const Fact *fact = can_be_unread(field) ? case_fact_of(c, field->key, child) : NULL;
    if (fact == NULL || text_empty(fact->value) || !asks_of_matter(rules, field))
        return NULL;
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    Day day = day_of(c, rules, fact);
    g_autofree char *canonical = value_canonical(field, rules, policy, fact->value, day);
    return value_is_unread(field, canonical, fact->value)
               ? value_problem(field, canonical, fact->value, day)
               : NULL;
}

/* 'See attached' says nothing of a child either. */
static gboolean answered(const Case *c, const Ruleset *rules, const char *key, guint child)
{
    const Fact *fact = case_fact_of(c, key, child);
    const FormField *field = child > 0 ? forms_field(rules->forms, key) : NULL;
    if (field != NULL && unread_of(c, rules, field, child) != NULL)
        return FALSE;
    return fact != NULL && !text_empty(fact->value) && !form_is_evasive(rules->forms, fact->value);
}

/* 'See attached' says nothing, and a day that cannot be read, or that is still to come, is no day on
 * which something arose: both are asked again. 'Not known' is an answer. */
static gboolean answered_well(const Case *c, const Ruleset *rules, const FormField *field)
{
    const Fact *fact = case_fact_of(c, field->key, 0);
    if (fact == NULL || text_empty(fact->value) || unread_of(c, rules, field, 0) != NULL)
        return FALSE;
    if (form_is_no_information(rules->forms, fact->value))
        return TRUE;
    if (form_is_evasive(rules->forms, fact->value) && field->type != FIELD_ROWS &&
        !text_is(field->key, "attachments"))
        return FALSE;
    if (!text_is(field->key, "disagreement_date"))
        return TRUE;
    Day last = day_of(c, rules, fact);
    Day day = day_read(fact->value, last, FALSE, NULL, NULL);
    return day != DAY_UNKNOWN && day <= last;
}

static gboolean child_answered(const Child *child, const char *key)
{
    gboolean dated = child->born != DAY_UNKNOWN || child->expected != DAY_UNKNOWN;
    if (text_is(key, "child.name"))
        return *child->name != '\0';
    if (text_is(key, "child.dob"))
        return dated;
    if (text_is(key, "child.ids"))
        return dated || *child->ids != '\0';
    if (text_is(key, "child.setting"))
        return *child->setting != '\0';
    if (text_is(key, "child.status"))
        return child->status->len > 0;
    return TRUE;
}

static gboolean answered_of(const Case *c, const Ruleset *rules, const char *key,
                            const Child *child)
{
    return child_answered(child, key) || answered(c, rules, key, child->n);
}

static gboolean children_answered(const Case *c, const Ruleset *rules, const char *key)
{
    if (c->children->len == 0)
        return FALSE;
    for (guint i = 0; i < c->children->len; i++)
        if (!answered_of(c, rules, key, g_ptr_array_index(c->children, i)))
            return FALSE;
    return TRUE;
}

/* Settled by the message itself, the office or the directory, so never asked of the sender. */
static gboolean settled_otherwise(const Case *c, const Ruleset *rules, const char *key)
{
    if (text_is(key, "kind") || text_is(key, "policy") || text_is(key, "sender_contact"))
        return TRUE;
    if (text_is(key, "originator.contact"))
        return !worker_unreached(c, rules);
    if (text_is(key, "stage_claimed"))
        return c->stage != NULL;
    if (text_is(key, "raising_agency"))
        return c->raising != NULL;
    if (text_is(key, "challenged_agency"))
        return c->challenged != NULL || c->candidates->len > 0;
    if (text_is(key, "originator"))
        return answered(c, rules, "originator.role", 0) ||
               (c->originator.name != NULL && *c->originator.name != '\0');
    if (text_is(key, "immediate_action"))
        return !c->urgent;
    return FALSE;
}

/* The stages that a case was opened beyond are asked about also where the record of discussions tells of others; "none" is an
 * answer. */
static GPtrArray *asked_stages(const Case *c, const Ruleset *rules, const Policy *policy)
{
    const char *said = case_fact(c, "discussions");
    if (policy == NULL || !policy->skips_asked ||
        (said != NULL && form_is_no_information(rules->forms, said)))
        return g_ptr_array_new();
    return skipped_stages(c, rules, policy);
}

static gboolean asks_of_skip(const Case *c, const Ruleset *rules, const Policy *policy,
                             const char *key)
{
    if (!text_is(key, "discussions"))
        return FALSE;
    g_autoptr(GPtrArray) stages = asked_stages(c, rules, policy);
    return stages->len > 0;
}

/* What stands before a gate is asked for while the gate is not met; what was given unasked, until it can be read. */
static gboolean asked_now(const Case *c, const Ruleset *rules, const FormField *field)
{
    if (text_is(field->need, "ask"))
        return TRUE;
    if (!field->child && unread_of(c, rules, field, 0) != NULL)
        return TRUE;
    return c->held_gate != NULL &&
           (text_is(field->key, "discussions") || text_is(field->key, "members_engaged"));
}

static gboolean keeps_provisional(const Case *c, const Ruleset *rules, const Policy *policy,
                                  const FormField *field)
{
    if (text_is(field->key, "child.status"))
        return policy != NULL && policy->status_notices->len > 0;
    if (text_is(field->key, "child.dob"))
        return !children_answered(c, rules, "child.ids");
    return field->provisional;
}

static gboolean is_missing(const Case *c, const Ruleset *rules, const Policy *policy,
                           const FormField *field)
{
    gboolean skip = asks_of_skip(c, rules, policy, field->key);
    if (!skip && !asked_now(c, rules, field))
        return FALSE;
    if (settled_otherwise(c, rules, field->key) || !policy_asks(policy, field))
        return FALSE;
    return skip || !(field->child ? children_answered(c, rules, field->key)
                                  : answered_well(c, rules, field));
}

GPtrArray *case_missing(const Case *c, const void *ruleset, gboolean *provisional_out)
{
    const Ruleset *rules = ruleset;
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    GPtrArray *missing = g_ptr_array_new_with_free_func(g_free);
    gboolean provisional = FALSE;
    for (guint i = 0; i < forms_fields(rules->forms); i++) {
        const FormField *field = forms_field_at(rules->forms, i);
        if (!is_missing(c, rules, policy, field))
            continue;
        g_ptr_array_add(missing, g_strdup(field->key));
        provisional |= keeps_provisional(c, rules, policy, field);
    }
    if (provisional_out != NULL)
        *provisional_out = provisional;
    return missing;
}

gboolean missing_of_child(const Case *c, const Ruleset *rules, const char *key, guint child)
{
    const Child *of = case_child(c, child);
    return of == NULL || !answered_of(c, rules, key, of);
}

const char *missing_said(const Case *c, const Ruleset *rules, const char *key, guint child)
{
    const FormField *field = forms_field(rules->forms, key);
    return field != NULL ? unread_of(c, rules, field, child) : NULL;
}

static gboolean is_unread(const Case *c, const Ruleset *rules, const char *key)
{
    if (missing_said(c, rules, key, 0) != NULL)
        return TRUE;
    for (guint i = 0; i < c->children->len; i++)
        if (missing_said(c, rules, key, ((const Child *)g_ptr_array_index(c->children, i))->n))
            return TRUE;
    return FALSE;
}

char *missing_stages(const Case *c, const Ruleset *rules, const char *key)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    if (!text_is(key, "discussions"))
        return NULL;
    g_autoptr(GPtrArray) stages = asked_stages(c, rules, policy);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < stages->len; i++)
        text_append(names, i > 0 ? ", " : "",
                    ((const PolicyStage *)g_ptr_array_index(stages, i))->name, NULL);
    return names->len > 0 ? g_string_free(g_steal_pointer(&names), FALSE) : NULL;
}

char *missing_note(const Case *c, const Ruleset *rules, const char *key)
{
    if (is_unread(c, rules, key))
        return g_strdup(" (answered, but it cannot be read)");
    g_autofree char *stages = missing_stages(c, rules, key);
    return stages != NULL ? g_strdup_printf(" (not on record: %s)", stages) : g_strdup("");
}
