/* "Are you satisfied?": of a duty that a no meets as well as a yes, the record says which it was, whether it was answered by
 * label or in prose. In prose the statement 'not-KEY' of the phrases is the no. Prefers the label; a no is shown to the
 * office and moves nothing by itself. Fails never. */
#include "polarity.h"
#include "outcome.h"
#include "reading_value.h"
#include "ruled.h"
#include <string.h>

static const char code_no[] = "answered-no";
static const char words_now[] = "answers";
static const char words_before[] = "follows an earlier message that answered";

static const FormField *yes_no_field(const Deciding *x, const PolicyOwed *rule,
                                     const char **key_out)
{
    for (guint i = 0; rule->no_counts && rule->met_by[i] != NULL; i++) {
        const FormField *field = forms_field(x->rules->forms, rule->met_by[i]);
        if (field == NULL || field->type != FIELD_YES_NO)
            continue;
        *key_out = rule->met_by[i];
        return field;
    }
    return NULL;
}

static gboolean prose_denies(const Deciding *x, const char *key)
{
    g_autofree char *denial = g_strconcat("not-", key, NULL);
    g_autoptr(GPtrArray) sentences = outcome_sentences(x->reading->words);
    for (guint i = 0; i < sentences->len; i++)
        if (words_say(x->rules, g_ptr_array_index(sentences, i), denial))
            return TRUE;
    return FALSE;
}

static char *answer_in(const Deciding *x, const FormField *field, const char *value)
{
    g_autofree char *canonical = value_canonical(field, x->rules, x->policy, value, x->today);
    if (canonical != NULL)
        return g_steal_pointer(&canonical);
    return g_strdup(value_denies(value) ? "no" : value);
}

char *polarity_of(Deciding *x, const PolicyOwed *rule)
{
    const char *key = NULL;
    const FormField *field = yes_no_field(x, rule, &key);
    if (field == NULL)
        return NULL;
    const FieldValue *value = reading_value(x->reading, key);
    if (value != NULL && !value->proposed)
        return answer_in(x, field, value->value);
    const char *answer = prose_denies(x, key) ? "no" : "yes";
    deciding_answered(x, key, answer);
    return g_strdup(answer);
}

char *polarity_before(const Deciding *x, const PolicyOwed *rule, const char *value)
{
    const char *key = NULL;
    const FormField *field = yes_no_field(x, rule, &key);
    return field != NULL ? answer_in(x, field, value) : NULL;
}

gboolean polarity_is_no(const char *answer)
{
    return g_strcmp0(answer, "no") == 0;
}

static void hold(Deciding *x, const char *what)
{
    gboolean over = case_is_over(x->c);
    g_autofree char *text =
        g_strdup_printf("%s with a no what is asked%s", what,
                        over ? " after the closing: re-open it?" : "; it bars nothing");
    ruled_step(x, over ? HELD_CLOSED_CASE : code_no, text);
}

void polarity_hold(Deciding *x, gboolean before)
{
    if (x->mail == NULL || x->ruling != NULL || x->decision->held != NULL)
        return; /* what it is held for already weighs more */
    hold(x, before ? words_before : words_now);
}

void polarity_closed(Deciding *x)
{
    const HeldRow *held = x->decision->held;
    if (held != NULL && g_str_equal(held->reason, code_no))
        hold(x, strstr(held->text, words_before) != NULL ? words_before : words_now);
}
