/* arrived: counts the rows of the ledger that are not older than a time.
 *
 * Rows are in the order of work, which is nearly that of receipt: the first older one ends the list. What a message says is not
 * read. On failure the count is not to be used. */
#include "arrived.h"

#include <string.h>

#include "lists.h"

#define A_PAGE 100u

void arrived_count(Arrived *arrived, const char *disposition)
{
    static const char *const kinds[ARRIVED_OTHER] = {
        "case", "held", "signposted", "repeat", "automatic", "set-aside",
    };
    gsize kind = 0;
    while (kind < ARRIVED_OTHER && g_strcmp0(disposition, kinds[kind]) != 0)
        kind++;
    arrived->of[kind]++;
    arrived->messages++;
}

gboolean arrived_since(Store *store, Instant since, guint most, Arrived *arrived_out,
                       GError **error)
{
    *arrived_out = (Arrived){0};
    for (gint64 before = 0; !most || arrived_out->messages < most;) {
        g_autoptr(GPtrArray) rows = store_ledger_before(store, before, A_PAGE, error);
        if (!rows)
            return FALSE;
        for (guint i = 0; i < rows->len; i++) {
            const LedgerRow *row = rows->pdata[i];
            if (row->received < since)
                return TRUE;
            arrived_count(arrived_out, row->disposition);
            before = row->id;
        }
        if (rows->len < A_PAGE)
            return TRUE;
    }
    arrived_out->more = TRUE;
    return TRUE;
}
