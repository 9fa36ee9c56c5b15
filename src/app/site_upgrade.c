/* Whoever only looks refuses a record of an older version, and reading the rules looks for the
 * policy texts in it. So those who may write bring it up first; in one transaction, as schema.c
 * promises, whoever comes first. */
#include "site_upgrade.h"

#include "site_place.h"
#include "store.h"

gboolean site_upgrade(const char *site, GError **error)
{
    g_autofree char *path = site_database(site);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(Store) store = store_open(path, STORE_WRITE, error);
    return store != NULL;
}
