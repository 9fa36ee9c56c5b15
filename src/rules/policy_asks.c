/* policy_asks: which questions belong to a policy.
 *
 * A field of templates/forms says under 'asked_when' what makes it a policy's question: a rule that
 * the policy has (a notice about a child's status, a gate, a record of delay, a thing that is owed)
 * or its name in the policy's list 'fields'. The blank form offers, and a case misses, what the
 * policy asks and nothing else. Knows no policy and no field; changes nothing. */
#include "policy_asks.h"
#include "text.h"
#include <string.h>

#define OWED "owed:"
#define NOTICE "notice:"
#define SIDE "side:"

static gboolean has_fields(const Policy *policy, const char *key)
{
    for (guint i = 0; i < policy->fields->len; i++)
        if (g_str_equal(((const PolicyField *)g_ptr_array_index(policy->fields, i))->key, key))
            return TRUE;
    return FALSE;
}

static gboolean has_urgent(const Policy *policy, const char *key)
{
    for (guint i = 0; i < policy->urgent->len; i++)
        if (g_str_equal(((const PolicyUrgent *)g_ptr_array_index(policy->urgent, i))->field, key))
            return TRUE;
    return FALSE;
}

static gboolean has_status_notices(const Policy *policy, const char *key)
{
    (void)key;
    return policy->status_notices->len > 0;
}

static gboolean tells_originator(const Policy *policy, const char *key)
{
    (void)key;
    return policy->originator_told;
}

static gboolean has_gates(const Policy *policy, const char *key)
{
    (void)key;
    return policy->gates->len > 0;
}

static gboolean has_panel(const Policy *policy, const char *key)
{
    (void)key;
    return policy->panel != NULL;
}

static gboolean has_delay_record(const Policy *policy, const char *key)
{
    (void)key;
    for (guint i = 0; i < policy->clocks->len; i++)
        if (g_strcmp0(((const PolicyClock *)g_ptr_array_index(policy->clocks, i))->on_breach,
                      "delay-record") == 0)
            return TRUE;
    return FALSE;
}

static gboolean has_policy_issue(const Policy *policy, const char *key)
{
    (void)key;
    for (guint i = 0; i < policy->stages->len; i++)
        if (policy_exit(g_ptr_array_index(policy->stages, i), "policy-issue"))
            return TRUE;
    return FALSE;
}

static const struct {
    const char *word;
    gboolean (*holds)(const Policy *policy, const char *key);
} rules[] = {{"listed", has_fields},
             {"urgent", has_urgent},
             {"status-notice", has_status_notices},
             {"originator", tells_originator},
             {"gate", has_gates},
             {"panel", has_panel},
             {"delay-record", has_delay_record},
             {"policy-issue", has_policy_issue}};

static gboolean owes(const Policy *policy, const char *kind)
{
    for (guint i = 0; i < policy->owed->len; i++)
        if (g_strcmp0(((const PolicyOwed *)g_ptr_array_index(policy->owed, i))->kind, kind) == 0)
            return TRUE;
    return FALSE;
}

static gboolean notifies(const Policy *policy, const char *role)
{
    for (guint i = 0; i < policy->status_notices->len; i++)
        if (g_str_equal(
                ((const PolicyStatusNotice *)g_ptr_array_index(policy->status_notices, i))->role,
                role))
            return TRUE;
    return FALSE;
}

static gboolean rule_holds(const Policy *policy, const char *key, const char *word)
{
    if (g_str_has_prefix(word, SIDE))
        return policy_side_route(policy, word + strlen(SIDE)) != NULL;
    if (g_str_has_prefix(word, OWED))
        return owes(policy, word + strlen(OWED));
    if (g_str_has_prefix(word, NOTICE))
        return notifies(policy, word + strlen(NOTICE));
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (g_str_equal(rules[i].word, word))
            return rules[i].holds(policy, key);
    return FALSE;
}

static gboolean any_holds(const Policy *policy, GStrv words, const char *key)
{
    if (!policy || !words[0])
        return TRUE;
    for (guint i = 0; words[i]; i++)
        if (rule_holds(policy, key, words[i]))
            return TRUE;
    return FALSE;
}

gboolean policy_asks(const Policy *policy, const FormField *field)
{
    return any_holds(policy, field->asked_when, field->key);
}

gboolean policy_has_form(const Policy *policy, const Form *form)
{
    return any_holds(policy, form_asked_when(form), form_id(form));
}

static gboolean is_rule(const char *word)
{
    if (g_str_has_prefix(word, OWED) || g_str_has_prefix(word, NOTICE) ||
        g_str_has_prefix(word, SIDE))
        return strchr(word, ':')[1] != '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (g_str_equal(rules[i].word, word))
            return TRUE;
    return FALSE;
}

GStrv policy_asks_read(const YamlNode *node, Diagnostics *diagnostics)
{
    GStrv words = yaml_read_words(node, "asked_when", diagnostics);
    for (guint i = 0; words[i]; i++)
        if (!is_rule(words[i]))
            diagnostics_error(
                diagnostics, yaml_place(yaml_get(node, "asked_when")),
                "'%s' is no rule of a policy; write listed, urgent, status-notice, "
                "originator, gate, panel, delay-record, policy-issue, owed:KIND, notice:ROLE or "
                "side:KIND",
                words[i]);
    return words;
}

char *policy_reason_words(const char *reason)
{
    return g_strdelimit(g_strdup(reason), "_", ' ');
}

const char *policy_reason(const Policy *policy, const char *text)
{
    for (guint i = 0; policy && policy->reasons[i]; i++) {
        g_autofree char *words = policy_reason_words(policy->reasons[i]);
        if (text_same(words, text))
            return policy->reasons[i];
    }
    return NULL;
}
