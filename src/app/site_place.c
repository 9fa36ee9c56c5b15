/* Paths below a site's folder, so that no two files of the program spell one differently. Pure;
 * cannot fail. */
#include "site_place.h"

char *site_path(const char *site, const char *path)
{
    return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(site, path, NULL);
}

char *site_spool_folder(const char *site)
{
    return g_build_filename(site, "spool", NULL);
}

char *site_database(const char *site)
{
    return g_build_filename(site, "spool", "casegate.db", NULL);
}

char *site_outgoing(const char *site)
{
    return g_build_filename(site, "spool", "outgoing", NULL);
}
