/* Which cases a message may be about, when nothing says it for certain: for the office to choose from, with why in words.
 *
 * What counts, most first: a reference that is nearly one; a message of the case that it answers; a number of the sender's own
 * system; the same child; the sender takes part; the sender's agency does. What is equally likely stands in the order in which it was last heard of. None of it
 * proves anything, a stranger can say all of it: a suggestion is shown to the office and to nobody else, and moves no case. */
#include "match.h"
#include "opening.h"
#include "reference.h"
#include "text.h"
#include "ticket.h"

#define SUGGESTED_MOST 10u
#define IDS_MOST 20u /* of the thread, looked for among the messages that were received */

typedef enum {
    LIKELY_AGENCY = 1 << 0,
    LIKELY_SENDER = 1 << 1,
    LIKELY_CHILD = 1 << 2,
    LIKELY_NUMBER = 1 << 3,
    LIKELY_THREAD = 1 << 4,
    LIKELY_NAMED = 1 << 5
} Likelihood;

typedef struct {
    char *reference;
    GString *why;
    guint likely; /* bits of Likelihood */
    Instant last; /* when it was last heard of */
} Likely;

static void likely_free(gpointer data)
{
    Likely *likely = data;
    g_free(likely->reference);
    g_string_free(likely->why, TRUE);
    g_free(likely);
}

static void add(GPtrArray *list, const char *reference, Likelihood how, const char *why)
{
    Likely *likely = NULL;
    for (guint i = 0; i < list->len && likely == NULL; i++) {
        Likely *other = g_ptr_array_index(list, i);
        likely = g_str_equal(other->reference, reference) ? other : NULL;
    }
    if (likely == NULL) {
        likely = g_new0(Likely, 1);
        likely->reference = g_strdup(reference);
        likely->why = g_string_new(NULL);
        g_ptr_array_add(list, likely);
    }
    if ((likely->likely & how) != 0)
        return;
    likely->likely |= how;
    text_append(likely->why, likely->why->len > 0 ? "; " : "", why, NULL);
}

/* ---- where they come from ---- */

static void add_named(Deciding *x, GPtrArray *list)
{
    g_autoptr(Match) match = match_new();
    match_named(x, match);
    for (guint i = 0; i < match->perhaps->len; i++)
        add(list, g_ptr_array_index(match->perhaps, i), LIKELY_NAMED,
            "one of the ways to read the reference in it");
    g_autoptr(GPtrArray) near =
        match->bad_reference != NULL ? reference_near(match->bad_reference) : g_ptr_array_new();
    g_autofree char *why =
        g_strdup_printf("nearly what it gives as the reference, %s",
                        match->bad_reference != NULL ? match->bad_reference : "");
    for (guint i = 0; i < near->len; i++)
        add(list, g_ptr_array_index(near, i), LIKELY_NAMED, why);
}

/* Whoever had a copy of a message may answer that one instead of ours; such ids prove nothing. */
static void add_thread(Deciding *x, GPtrArray *list)
{
    const GPtrArray *ids = x->mail->references;
    for (guint i = 0; i < MIN(ids->len, IDS_MOST) && x->error == NULL; i++) {
        const char *id = g_ptr_array_index(ids, i);
        g_autoptr(LedgerRow) row =
            *id != '\0' ? x->lookup->same_message_id(x->lookup->context, id, &x->error) : NULL;
        if (row != NULL && *row->reference != '\0' && !ledger_row_restricted(row))
            add(list, row->reference, LIKELY_THREAD, "it answers a message of this case");
    }
}

static void add_child(Deciding *x, GPtrArray *list)
{
    g_auto(GStrv) keys = opening_child_keys(x);
    if (keys[0] == NULL || x->error != NULL)
        return;
    g_autoptr(GPtrArray) same =
        x->lookup->same_child(x->lookup->context, (const char *const *)keys, "", "", &x->error);
    for (guint i = 0; same != NULL && i < same->len; i++) {
        const SameChild *other = g_ptr_array_index(same, i);
        g_autofree char *why = g_strdup_printf("the same child (%s)", other->why);
        add(list, other->reference, LIKELY_CHILD, why);
    }
}

static void add_number(Deciding *x, GPtrArray *list)
{
    g_autoptr(GPtrArray) keys = ticket_keys(x);
    if (keys->len == 0 || x->error != NULL)
        return;
    g_ptr_array_add(keys, NULL);
    g_autoptr(GPtrArray) same = x->lookup->same_child(
        x->lookup->context, (const char *const *)keys->pdata, "", "", &x->error);
    for (guint i = 0; same != NULL && i < same->len; i++)
        add(list, ((const SameChild *)g_ptr_array_index(same, i))->reference, LIKELY_NUMBER,
            "it gives a number that the sender's agency has for it");
}

static void add_cases(GPtrArray *list, GPtrArray *references, Likelihood how, const char *why)
{
    for (guint i = 0; references != NULL && i < MIN(references->len, SUGGESTED_MOST); i++)
        add(list, g_ptr_array_index(references, i), how, why);
}

static void add_participants(Deciding *x, GPtrArray *list)
{
    if (!text_is_address(x->sender->email) || x->error != NULL)
        return;
    g_autoptr(GPtrArray) own =
        x->lookup->cases_of_person(x->lookup->context, x->sender->email, &x->error);
    add_cases(list, own, LIKELY_SENDER, "the sender takes part in it");
    if (x->error != NULL || x->sender->agency == NULL)
        return;
    g_autoptr(GPtrArray) agency =
        x->lookup->cases_of_agency(x->lookup->context, x->sender->agency->id, &x->error);
    add_cases(list, agency, LIKELY_AGENCY, "the sender's agency is a party");
}

/* ---- which of them there are, and in what order ---- */

static void look_at(Deciding *x, Likely *likely)
{
    g_autoptr(Case) c =
        x->error == NULL ? x->lookup->load(x->lookup->context, likely->reference, &x->error) : NULL;
    if (c == NULL) {
        likely->likely = 0;
        return;
    }
    likely->last = c->last_received;
    g_autofree char *at = instant_short(c->last_received, x->rules->site.zone);
    g_string_append_printf(likely->why, "; last message %s", at);
    if (case_is_over(c))
        g_string_append_printf(likely->why, "; %s", case_state_name(c->state));
}

/* By the strongest reason, then by all of them, which is the same comparison of the bits. */
static gint by_likelihood(gconstpointer a, gconstpointer b)
{
    const Likely *one = *(const Likely *const *)a, *other = *(const Likely *const *)b;
    if (one->likely != other->likely)
        return one->likely > other->likely ? -1 : 1;
    if (one->last != other->last)
        return one->last > other->last ? -1 : 1;
    return g_strcmp0(one->reference, other->reference);
}

/* Who it is from says little of which case it is about: less if anybody could have written it. */
static Suggestion *suggestion_of(const Deciding *x, const Likely *likely)
{
    guint enough = LIKELY_NAMED | LIKELY_THREAD | LIKELY_NUMBER | LIKELY_CHILD;
    Suggestion *suggestion = suggestion_new(likely->reference, likely->why->str);
    if (x->sender->proven)
        enough |= LIKELY_SENDER;
    suggestion->weak = (likely->likely & enough) == 0;
    return suggestion;
}

GPtrArray *match_suggestions(Deciding *x, gboolean *takes_part_out)
{
    GPtrArray *suggestions = g_ptr_array_new_with_free_func((GDestroyNotify)suggestion_free);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(likely_free);
    gboolean takes_part = FALSE;
    add_named(x, list);
    add_thread(x, list);
    add_child(x, list);
    add_number(x, list);
    add_participants(x, list);
    for (guint i = 0; i < list->len; i++)
        look_at(x, g_ptr_array_index(list, i));
    g_ptr_array_sort(list, by_likelihood);
    for (guint i = 0; i < list->len; i++) {
        const Likely *likely = g_ptr_array_index(list, i);
        takes_part |= (likely->likely & (LIKELY_SENDER | LIKELY_AGENCY)) != 0;
        if (likely->likely != 0 && suggestions->len < SUGGESTED_MOST)
            g_ptr_array_add(suggestions, suggestion_of(x, likely));
    }
    if (takes_part_out != NULL)
        *takes_part_out = takes_part;
    return suggestions;
}

void match_suggest_first(GPtrArray *suggestions, const char *reference, const char *why)
{
    for (guint i = suggestions->len; i > 0; i--)
        if (g_str_equal(((const Suggestion *)g_ptr_array_index(suggestions, i - 1))->reference,
                        reference))
            g_ptr_array_remove_index(suggestions, i - 1);
    g_ptr_array_insert(suggestions, 0, suggestion_new(reference, why));
}
