/* Finds the case of a message. All ids of In-Reply-To and References are tried, also old ones;
 * empty or foreign ids never match. Of what is written as a reference only one with the right check letter counts, and only
 * when no other case is named beside it: a person tells the rest apart. */
#include "match.h"
#include "reference.h"
#include "text.h"

Match *match_new(void)
{
    Match *match = g_new0(Match, 1);
    match->named = g_ptr_array_new_with_free_func(g_free);
    match->perhaps = g_ptr_array_new_with_free_func(g_free);
    return match;
}

void match_free(Match *match)
{
    if (match == NULL)
        return;
    g_free(match->reference);
    g_free(match->bad_reference);
    g_ptr_array_unref(match->named);
    g_ptr_array_unref(match->perhaps);
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

static gboolean is_case(Deciding *x, const char *reference)
{
    if (x->error != NULL)
        return FALSE;
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, reference, &x->error);
    return c != NULL;
}

/* Is a case beside `reference` meant by what was written and is none? */
static gboolean means_another(Deciding *x, const char *written, const char *reference)
{
    g_autoptr(GPtrArray) near = reference_near(written);
    if (g_ptr_array_find_with_equal_func(near, reference, g_str_equal, NULL))
        return FALSE;
    for (guint i = 0; i < near->len; i++)
        if (is_case(x, g_ptr_array_index(near, i)))
            return TRUE;
    return FALSE;
}

/* Something that is no case (a number of another office, an example) makes no conflict. */
static void match_reference(Deciding *x, Match *match)
{
    gboolean known = FALSE;
    gboolean several = match->named->len > 1 || match->answers != NULL;
    for (guint i = 0; i < match->named->len && several; i++) {
        const char *reference = g_ptr_array_index(match->named, i);
        if (g_strcmp0(reference, match->reference) == 0 || !is_case(x, reference))
            continue;
        match->conflict |= known || match->answers != NULL;
        if (match->answers == NULL && !known) {
            g_free(match->reference);
            match->reference = g_strdup(reference);
        }
        known = TRUE;
    }
    if (match->answers != NULL)
        return;
    const char *first = match->named->len > 0 ? g_ptr_array_index(match->named, 0) : NULL;
    if (match->reference == NULL)
        match->reference = g_strdup(first);
    match->by = match->reference != NULL ? "reference" : NULL;
    if (match->reference != NULL && match->bad_reference != NULL)
        match->conflict |= means_another(x, match->bad_reference, match->reference);
}

Match *match_message(Deciding *x)
{
    Match *match = match_new();
    match_reply(x, match);
    match_named(x, match);
    match_reference(x, match);
    deciding_trace(x, match->reference != NULL, "which-case", "design §1", "%s",
                   match->reference == NULL ? "neither an answer to our mail nor a reference"
                                            : match->by);
    if (match->bad_reference != NULL)
        deciding_trace(x, FALSE, "reference", "design §3",
                       "%s is written as a reference and is none: its check letter is not right",
                       match->bad_reference);
    return match;
}
