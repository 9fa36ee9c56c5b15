/* What a message calls its case. References are looked for in the subject, the form's own field and new text, never in quoted
 * text: what a form tells of another case is no address, so that of a form only its own field and what stands above it count.
 * All of them are found, also those that can be read in more than one way and those that are none; what follows from them is
 * match.c's. */
#include "match.h"
#include "reference_find.h"

#define NAMED_MOST 10u /* nobody means more cases with one message */

static void add(GPtrArray *list, const char *reference)
{
    if (list->len < NAMED_MOST &&
        !g_ptr_array_find_with_equal_func(list, reference, g_str_equal, NULL))
        g_ptr_array_add(list, g_strdup(reference));
}

static void find_in(const char *text, const char *const *prefixes, Match *match)
{
    gsize from = 0;
    while (match->named->len < NAMED_MOST) {
        g_autoptr(ReferenceFound) found = reference_find(text, prefixes, from);
        if (found == NULL)
            return;
        GPtrArray *list = found->readings->len == 1 ? match->named : match->perhaps;
        for (guint i = 0; i < found->readings->len; i++)
            add(list, g_ptr_array_index(found->readings, i));
        if (found->written != NULL && match->bad_reference == NULL)
            match->bad_reference = g_strdup(found->written);
        from = found->end;
    }
}

void match_named(const Deciding *x, Match *match)
{
    g_autofree const char **prefixes = ruleset_prefixes(x->rules);
    const FieldValue *field = reading_value(x->reading, "our_ref");
    const char *const texts[] = {field != NULL ? field->value : "", x->mail->subject,
                                 x->reading->has_form ? x->reading->prose : x->mail->text_new};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        find_in(texts[i], prefixes, match);
}
