/* The lookup of an empty site: no case, no mail sent, no message seen; the first reference of the
 * year is the next. Pure; cannot fail. */
#include "no_store.h"

#include "reference.h"

static Case *load(void *context, const char *reference, GError **error)
{
    return NULL;
}

static OutboxRow *sent_mail(void *context, const char *message_id, GError **error)
{
    return NULL;
}

static LedgerRow *same_content(void *context, const char *digest, const char *from,
                               const char *reference, GError **error)
{
    return NULL;
}

static LedgerRow *same_message_id(void *context, const char *message_id, GError **error)
{
    return NULL;
}

static GPtrArray *same_child(void *context, const char *const *keys, const char *raising,
                             const char *challenged, GError **error)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)same_child_free);
}

static GPtrArray *cases_of(void *context, const char *whose, GError **error)
{
    return g_ptr_array_new_with_free_func(g_free);
}

static char *next_reference(void *context, const char *prefix, guint year, GError **error)
{
    return reference_make(prefix, year, 1);
}

static GPtrArray *unproven_copies(void *context, const char *content_digest, const char *from,
                                  GError **error)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
}

static gint answers_since(void *context, const char *address, const char *reference, Instant since,
                          GError **error)
{
    return 0;
}

static GPtrArray *mails_to(void *context, const char *address, Instant since, GError **error)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
}

static gint failures_since(void *context, const char *address, Instant since, GError **error)
{
    return 0;
}

static gint warnings_since(void *context, const char *kind, const char *address, Instant since,
                           GError **error)
{
    return 0;
}

CaseLookup no_store_lookup(void)
{
    return (CaseLookup){
        .load = load,
        .sent_mail = sent_mail,
        .same_content = same_content,
        .same_message_id = same_message_id,
        .unproven_copies = unproven_copies,
        .same_child = same_child,
        .cases_of_person = cases_of,
        .cases_of_agency = cases_of,
        .next_reference = next_reference,
        .answers_since = answers_since,
        .mails_to = mails_to,
        .failures_since = failures_since,
        .warnings_since = warnings_since,
    };
}
