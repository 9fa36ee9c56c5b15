/* Finds the case of a message. All ids of In-Reply-To and References are tried, also old ones;
 * empty or foreign ids never match. References are looked for in the subject, the form and new
 * text, never in quoted text. */
#include "match.h"
#include "reference_find.h"
#include "text.h"

void match_free(Match *match)
{
    if (match == NULL)
        return;
    g_free(match->reference);
    g_free(match->bad_reference);
    g_clear_pointer(&match->answers, outbox_row_free);
    g_free(match);
}

static void match_reply(Deciding *x, Match *match)
{
    for (guint i = 0; i < x->mail->references->len && match->answers == NULL && x->error == NULL;
         i++) {
        const char *id = g_ptr_array_index(x->mail->references, i);
        OutboxRow *row =
            *id != '\0' ? x->lookup->sent_mail(x->lookup->outside, id, &x->error) : NULL;
        if (row != NULL && *row->reference != '\0')
            match->answers = row;
        else
            outbox_row_free(row);
    }
    if (match->answers == NULL)
        return;
    match->reference = g_strdup(match->answers->reference);
    match->by = "reply-id";
    const Agency *theirs = directory_agency_of_domain(x->rules->directory, match->answers->to);
    match->bound_to_other = !g_str_equal(match->answers->to, x->sender->email) &&
                            (theirs == NULL || theirs != x->sender->agency);
}

static char *find_in(const Deciding *x, const char *text, char **bad_out)
{
    g_autofree char **prefixes = known_prefixes(x->rules);
    gsize from = 0;
    for (;;) {
        g_autoptr(ReferenceFound) found = reference_find(text, (const char *const *)prefixes, from);
        if (found == NULL)
            return NULL;
        if (reference_found_right(found) != NULL)
            return g_strdup(reference_found_right(found));
        if (*bad_out == NULL)
            *bad_out = g_strdup(found->written);
        from = found->end;
    }
}

static void match_reference(Deciding *x, Match *match)
{
    const FieldValue *field = reading_value(x->reading, "our_ref");
    /* what a form tells of another case is no address: only its own field and what stands above it */
    const char *const texts[] = {field != NULL ? field->value : "", x->mail->subject,
                                 x->reading->has_form ? x->reading->prose : x->mail->text_new};
    g_autofree char *found = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(texts) && found == NULL; i++)
        found = find_in(x, texts[i], &match->bad_reference);
    if (found == NULL)
        return;
    if (match->reference == NULL) {
        match->reference = g_steal_pointer(&found);
        match->by = "reference";
    } else {
        match->conflict = !g_str_equal(found, match->reference);
    }
}

Match *match_message(Deciding *x)
{
    Match *match = g_new0(Match, 1);
    match_reply(x, match);
    match_reference(x, match);
    deciding_trace(x, match->reference != NULL, "which-case", "design §1", "%s",
                   match->reference == NULL ? "neither an answer to our mail nor a reference"
                                            : match->by);
    return match;
}

static void suggest(GPtrArray *suggestions, GPtrArray *references, const char *why)
{
    for (guint i = 0; references != NULL && i < references->len && suggestions->len < 10; i++) {
        const char *reference = g_ptr_array_index(references, i);
        gboolean known = FALSE;
        for (guint j = 0; j < suggestions->len; j++)
            known |= g_str_equal(((const Suggestion *)g_ptr_array_index(suggestions, j))->reference,
                                 reference);
        if (!known)
            g_ptr_array_add(suggestions, suggestion_new(reference, why));
    }
}

GPtrArray *match_suggestions(Deciding *x)
{
    GPtrArray *suggestions = g_ptr_array_new_with_free_func((GDestroyNotify)suggestion_free);
    if (!text_is_address(x->sender->email))
        return suggestions;
    g_autoptr(GPtrArray) own =
        x->lookup->cases_of_person(x->lookup->context, x->sender->email, &x->error);
    suggest(suggestions, own, "the sender takes part in it");
    if (x->error == NULL && x->sender->agency != NULL) {
        g_autoptr(GPtrArray) agency =
            x->lookup->cases_of_agency(x->lookup->context, x->sender->agency->id, &x->error);
        suggest(suggestions, agency, "the sender's agency is a party");
    }
    return suggestions;
}
