/* "Are you satisfied?": of a duty that a no meets as well as a yes, the record says which it was, whether it was answered by
 * label or in prose. In prose the statement 'not-KEY' of the phrases is the no. Prefers the label; a no is shown to the
 * office and moves nothing by itself. Fails never. */
#include "polarity.h"
#include "outcome.h"
#include "reading_value.h"
#include "ruled.h"

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

char *polarity_of(Deciding *x, const PolicyOwed *rule)
{
    const char *key = NULL;
    if (yes_no_field(x, rule, &key) == NULL)
        return NULL;
    const FieldValue *value = reading_value(x->reading, key);
    if (value != NULL && !value->proposed)
        return g_strdup(value->canonical != NULL     ? value->canonical
                        : value_denies(value->value) ? "no"
                                                     : value->value);
    const char *answer = prose_denies(x, key) ? "no" : "yes";
    deciding_answered(x, key, answer);
    return g_strdup(answer);
}

gboolean polarity_is_no(const char *answer)
{
    return g_str_equal(answer, "no");
}

void polarity_hold(Deciding *x)
{
    if (x->ruling != NULL || x->decision->held != NULL)
        return; /* what it is held for already weighs more */
    if (case_is_over(x->c))
        ruled_step(x, HELD_CLOSED_CASE,
                   "answers with a no what is asked after the closing: re-open it?");
    else
        ruled_step(x, "answered-no", "answers with a no what is asked; it bars nothing");
}
