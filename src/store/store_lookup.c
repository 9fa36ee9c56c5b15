/* store_lookup: what deciding may ask the store.
 *
 * Every question is one or a few indexed look-ups inside the caller's transaction, so that a
 * decision sees what the messages before it in the batch did. */
#include "ledger.h"

#include <string.h>

#include "outbox.h"
#include "query.h"
#include "reference.h"

static Case *lookup_load(void *context, const char *reference, GError **error)
{
    return store_case_load(context, reference, error);
}

static OutboxRow *lookup_sent_mail(void *context, const char *message_id, GError **error)
{
    return outbox_by_message_id(context, message_id, error);
}

static LedgerRow *lookup_same_content(void *context, const char *content_digest, const char *from,
                                      const char *reference, GError **error)
{
    return ledger_by_content(context, content_digest, from, reference, error);
}

static GPtrArray *lookup_unproven_copies(void *context, const char *content_digest,
                                         const char *from, GError **error)
{
    return held_unproven_copies(context, content_digest, from, error);
}

static LedgerRow *lookup_same_message_id(void *context, const char *message_id, GError **error)
{
    return ledger_by_message_id(context, message_id, error);
}

static gint lookup_answers_since(void *context, const char *address, const char *reference,
                                 Instant since, GError **error)
{
    return outbox_answers_since(context, address, reference, since, error);
}

static GPtrArray *lookup_mails_to(void *context, const char *address, Instant since, GError **error)
{
    return outbox_mails_to(context, address, since, error);
}

static gint lookup_failures_since(void *context, const char *address, Instant since, GError **error)
{
    return outbox_failures_since(context, address, since, error);
}

static gint lookup_warnings_since(void *context, const char *kind, const char *address,
                                  Instant since, GError **error)
{
    return warnings_since(context, kind, address, since, error);
}

/* ---- the same child ---- */

static const char *why_of(const char *key)
{
    if (g_str_has_prefix(key, "dob:"))
        return "same date of birth and initials";
    if (g_str_has_prefix(key, "edd:"))
        return "same expected date and initials";
    if (g_str_has_prefix(key, "their:"))
        return "a number that the sender's agency has for it";
    if (g_str_has_prefix(key, "name:"))
        return "same name in a form of the same sender";
    return "same identifier";
}

static gboolean have(const GPtrArray *found, const char *reference)
{
    for (guint i = 0; i < found->len; i++)
        if (g_str_equal(((const SameChild *)g_ptr_array_index(found, i))->reference, reference))
            return TRUE;
    return FALSE;
}

static gboolean same_agency(const Query *query, int column, const char *agency)
{
    g_autofree char *theirs = query_column(query, column);
    return agency && *agency && g_str_equal(theirs, agency);
}

static gboolean add_same(Store *store, const char *key, const char *raising, const char *challenged,
                         GPtrArray *found, GError **error)
{
    Query query = query_begin(
        store, "SELECT c.reference, c.state, c.raising, c.challenged, c.opened FROM case_children k"
               " JOIN cases c ON c.reference = k.reference"
               " WHERE k.key = ? AND c.state <> 'closed' ORDER BY k.reference");
    query_text(&query, key);
    while (query_next(&query)) {
        g_autofree char *reference = query_column(&query, 0);
        if (have(found, reference))
            continue;
        SameChild *same = g_new0(SameChild, 1);
        same->reference = g_steal_pointer(&reference);
        same->why = g_strdup(why_of(key));
        same->state = query_column(&query, 1);
        same->raising_same = same_agency(&query, 2, raising);
        same->challenged_same = same_agency(&query, 3, challenged);
        same->opened = query_column_number(&query, 4);
        same->name_only = g_str_has_prefix(key, "name:");
        g_ptr_array_add(found, same);
    }
    return query_end(&query, error);
}

static GPtrArray *lookup_same_child(void *context, const char *const *keys, const char *raising,
                                    const char *challenged, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)same_child_free);
    for (guint i = 0; keys[i]; i++)
        if (!add_same(context, keys[i], raising, challenged, found, error))
            return NULL;
    return g_steal_pointer(&found);
}

/* ---- cases of somebody ---- */

static GPtrArray *references_for(Store *store, const char *sql, const char *text, GError **error)
{
    g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
    Query query = query_begin(store, sql);
    query_text(&query, text);
    while (query_next(&query))
        g_ptr_array_add(references, query_column(&query, 0));
    return query_end(&query, error) ? g_steal_pointer(&references) : NULL;
}

static GPtrArray *lookup_cases_of_person(void *context, const char *address, GError **error)
{
    g_autofree char *folded = g_ascii_strdown(address, -1);
    return references_for(context,
                          "SELECT p.reference FROM case_people p"
                          " JOIN cases c ON c.reference = p.reference"
                          " WHERE p.address = ? AND c.state <> 'closed'"
                          " ORDER BY c.last_received DESC, p.reference",
                          folded, error);
}

static GPtrArray *lookup_cases_of_agency(void *context, const char *agency, GError **error)
{
    return references_for(context,
                          "SELECT reference FROM"
                          " (SELECT reference, last_received FROM cases"
                          "   WHERE active = 1 AND raising = ?1 UNION"
                          "  SELECT reference, last_received FROM cases"
                          "   WHERE active = 1 AND challenged = ?1)"
                          " ORDER BY last_received DESC, reference",
                          agency, error);
}

/* ---- the next reference ---- */

static char *lookup_next_reference(void *context, const char *prefix, guint year, GError **error)
{
    Query query =
        query_begin(context, "SELECT max(serial) FROM cases WHERE prefix = ? AND year = ?");
    query_text(&query, prefix);
    query_number(&query, year % 100);
    gint64 last = query_next(&query) ? query_column_number(&query, 0) : 0;
    return query_end(&query, error) ? reference_make(prefix, year, (guint)last + 1) : NULL;
}

CaseLookup store_lookup(Store *store)
{
    return (CaseLookup){
        .context = store,
        .outside = store,
        .load = lookup_load,
        .sent_mail = lookup_sent_mail,
        .same_content = lookup_same_content,
        .same_message_id = lookup_same_message_id,
        .same_child = lookup_same_child,
        .cases_of_person = lookup_cases_of_person,
        .cases_of_agency = lookup_cases_of_agency,
        .next_reference = lookup_next_reference,
        .answers_since = lookup_answers_since,
        .mails_to = lookup_mails_to,
        .failures_since = lookup_failures_since,
        .unproven_copies = lookup_unproven_copies,
        .warnings_since = lookup_warnings_since,
    };
}
