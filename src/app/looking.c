/* The log of looks: whoever sees what stands in a case is on record before he sees it.
 *
 * The look is committed before anything is shown. When that cannot be done (another writer keeps the
 * record, the disk is full, the login may not write), the look is refused, whatever the reason: a view that
 * nobody would know of is worse than one that has to be asked for again. The time is the machine's, since
 * --now rehearses and an account of who saw what must not be rehearsed. */
#include "looking.h"

#include "error.h"
#include "site_place.h"
#include "store.h"

static gboolean add_all(Store *store, const Looker *looker, const char *const *references,
                        GError **error)
{
    for (; *references; references++) {
        g_autoptr(LookRow) look = g_new0(LookRow, 1);
        look->at = instant_now();
        look->who = g_strdup(looker->who);
        look->login = g_strdup(looker->login);
        look->command = g_strdup(looker->command);
        look->reference = g_strdup(*references);
        if (!store_look_add(store, look, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_down(const Ruleset *rules, const Looker *looker,
                           const char *const *references, GError **error)
{
    g_autofree char *path = site_database(rules->folder);
    g_autoptr(Store) store = store_open(path, STORE_WRITE, error);
    return store && store_begin(store, error) && add_all(store, looker, references, error) &&
           store_commit(store, error);
}

gboolean looking_log(const Ruleset *rules, const Looker *looker, const char *const *references,
                     GError **error)
{
    g_autoptr(GError) why = NULL;
    if (write_down(rules, looker, references, &why))
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "nothing is shown, because the look cannot be put on record: %s; try again, as a "
                "login that may write the record",
                why->message);
    return FALSE;
}
