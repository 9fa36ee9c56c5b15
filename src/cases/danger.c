/* Whether the questions about danger are answered. Promises: what is neither a yes nor a no stays marked for the office until
 * it is one of them, and an answer to one question settles no other. Whether it alarms is told in alarming.c. */
#include "danger.h"
#include "entitled.h"
#include "text.h"
#include "yes_no.h"

static const char harm[] = "immediate_harm"; /* the form's own */

static gboolean is_settled(const char *said)
{
    return g_strcmp0(said, "yes") == 0 || g_strcmp0(said, "no") == 0;
}

/* Of const char *: the keys, the form's own first. */
static GPtrArray *questions(const Policy *policy)
{
    GPtrArray *keys = g_ptr_array_new();
    g_ptr_array_add(keys, (gpointer)harm);
    for (guint i = 0; policy != NULL && i < policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(policy->urgent, i);
        if (!text_is(urgent->field, harm))
            g_ptr_array_add(keys, (gpointer)urgent->field);
    }
    return keys;
}

gboolean danger_left_open(const Deciding *x)
{
    g_autoptr(GPtrArray) keys = questions(x->policy);
    for (guint i = 0; i < keys->len; i++) {
        const char *key = g_ptr_array_index(keys, i);
        const FieldValue *value = reading_value(x->reading, key);
        if (value != NULL ? !is_settled(value->canonical) : text_is(key, harm))
            return TRUE;
    }
    return FALSE;
}

/* A blank leaves the form's own open; another question is asked again, and marked once it is answered in doubt. */
static gboolean stands_open(const Case *c, const Ruleset *rules, const char *key)
{
    const char *value = case_fact(c, key);
    if (value == NULL)
        return text_is(key, harm);
    return !is_settled(yes_no_said(forms_field(rules->forms, key), value));
}

void danger_record(const Deciding *x, Event *event)
{
    gboolean answered = FALSE, open = FALSE;
    g_autoptr(GPtrArray) keys = questions(x->policy);
    for (guint i = 0; i < keys->len; i++) {
        const char *key = g_ptr_array_index(keys, i);
        const FieldValue *value = reading_value(x->reading, key);
        gboolean counts = value != NULL && !entitled_not_to_deny(x, value);
        answered |= counts;
        open |= counts ? !is_settled(value->canonical)
                       : x->c->harm_unanswered && stands_open(x->c, x->rules, key);
    }
    if (answered)
        event_change(event, "harm-unanswered", open ? "yes" : "no", NULL);
}

const char *danger_open_words(const Case *c, const Ruleset *rules, gboolean *answered_out)
{
    g_autoptr(GPtrArray) keys = questions(ruleset_policy_by_sha256(rules, c->policy_sha256));
    const char *open = harm;
    for (guint i = keys->len; i-- > 0;)
        if (stands_open(c, rules, g_ptr_array_index(keys, i)))
            open = g_ptr_array_index(keys, i);
    if (answered_out != NULL)
        *answered_out = case_fact(c, open) != NULL;
    const FormField *field = text_is(open, harm) ? NULL : forms_field(rules->forms, open);
    return field != NULL ? field->label : "immediate harm";
}
