/* desk_case_reading: a case and what stands beside it, by indexed look-ups alone.
 *
 * For the office only: a representative's page is desk_own's. A restricted message is nobody's to open but a named officer's.
 * Changes nothing. */
#include "desk_case_reading.h"

#include "lists.h"
#include "look_store.h"
#include "reference.h"

void case_reading_free(CaseReading *reading)
{
    if (!reading)
        return;
    g_clear_pointer(&reading->numbers, g_hash_table_unref);
    g_clear_pointer(&reading->beside, g_ptr_array_unref);
    g_clear_pointer(&reading->sent, g_ptr_array_unref);
    case_free(reading->c);
    g_free(reading);
}

static gboolean add_number(const DeskTurn *turn, GHashTable *numbers, const char *sha256,
                           GError **error)
{
    GError *failure = NULL;
    if (!sha256 || !*sha256 || g_hash_table_contains(numbers, sha256))
        return TRUE;
    g_autoptr(LedgerRow) row = store_ledger_of_bytes(turn->store, sha256, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (row && (turn->view.restricted || !ledger_row_restricted(row)))
        g_hash_table_insert(numbers, g_strdup(sha256), g_memdup2(&row->id, sizeof row->id));
    return TRUE;
}

static gboolean read_numbers(const DeskTurn *turn, CaseReading *reading, GError **error)
{
    reading->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < reading->c->events->len; i++)
        if (!add_number(turn, reading->numbers,
                        ((const Event *)reading->c->events->pdata[i])->message, error))
            return FALSE;
    return TRUE;
}

static gboolean read_lists(const DeskTurn *turn, CaseReading *reading, GError **error)
{
    const char *reference = reading->c->reference;
    reading->sent = store_outbox_of_case(turn->store, reference, error);
    reading->beside = reading->sent ? look_beside(turn->store, reference, FALSE, error) : NULL;
    return reading->beside != NULL;
}

CaseReading *case_reading(const DeskTurn *turn, const char *reference, GError **error)
{
    g_autoptr(CaseReading) reading = g_new0(CaseReading, 1);
    if (!turn->store || !reference_is_valid(reference))
        return NULL;
    reading->c = store_case_load(turn->store, reference, error);
    if (!reading->c || !read_lists(turn, reading, error) || !read_numbers(turn, reading, error))
        return NULL;
    return g_steal_pointer(&reading);
}
