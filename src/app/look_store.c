/* Opens the store for reading where there is one: a site that has not worked yet has none, and
 * looking must not make it. Changes nothing. */
#include "look_store.h"

#include <errno.h>
#include <unistd.h>

#include "error.h"
#include "site_place.h"

gboolean look_store(const Ruleset *rules, Store **store_out, GError **error)
{
    g_autofree char *path = site_database(rules->folder);
    *store_out = NULL;
    if (access(path, F_OK) != 0) {
        if (errno == ENOENT)
            return TRUE;
        casegate_error_from_errno(error, errno, "cannot look at '%s'", path);
        return FALSE;
    }
    *store_out = store_open(path, STORE_READ, error);
    return *store_out != NULL;
}

gboolean look_moment(const Ruleset *rules, Store **store_out, GError **error)
{
    return look_store(rules, store_out, error) && (!*store_out || store_begin(*store_out, error));
}

GPtrArray *look_cases(Store *store, GPtrArray *references, GError **error)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (guint i = 0; i < references->len; i++) {
        GError *failure = NULL;
        Case *c = store_case_load(store, references->pdata[i], &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return NULL;
        }
        if (c)
            g_ptr_array_add(cases, c);
    }
    return g_steal_pointer(&cases);
}

GPtrArray *look_beside(Store *store, const char *reference, gboolean compared, GError **error)
{
    g_autoptr(GPtrArray) beside = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    g_autoptr(GPtrArray) held = store_held_waiting(store, error);
    for (guint i = 0; held && i < held->len;) {
        const HeldRow *row = held->pdata[i];
        if (!held_row_restricted(row) && held_row_suggests(row, reference) &&
            (!compared || row->said->len > 0))
            g_ptr_array_add(beside, g_ptr_array_steal_index(held, i));
        else
            i++;
    }
    return held ? g_steal_pointer(&beside) : NULL;
}
