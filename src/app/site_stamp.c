/* The record is asked by its files and not by a connection (PRAGMA data_version): one that stays open for days would keep erasing from
 * emptying the log, and would never see a record that was put in its place. */
#include "site_stamp.h"

#include <sys/stat.h>

#include "site_place.h"

static void add(GString *stamp, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        g_string_append_c(stamp, '-');
    else
        g_string_append_printf(
            stamp, "%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%ld",
            (guint64)status.st_ino, (gint64)status.st_size, (gint64)status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec);
    g_string_append_c(stamp, '/');
}

static void add_rules(GString *stamp, const char *site)
{
    static const char *const files[] = {"routing/site.yaml", "routing/policies",
                                        "routing/agencies.csv", "routing/people.csv",
                                        "routing/holidays.ics"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = site_path(site, files[i]);
        add(stamp, path);
    }
}

char *site_stamp_rules(const char *site)
{
    GString *stamp = g_string_new(NULL);
    add_rules(stamp, site);
    return g_string_free(stamp, FALSE);
}

char *site_stamp(const char *site)
{
    GString *stamp = g_string_new(NULL);
    g_autofree char *database = site_database(site);
    g_autofree char *log = g_strconcat(database, "-wal", NULL);
    add(stamp, database);
    add(stamp, log);
    add_rules(stamp, site);
    return g_string_free(stamp, FALSE);
}
