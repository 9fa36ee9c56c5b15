/* Where things stand below a site's folder (design §2), said once. Newly allocated paths. */
#pragma once
#include <glib.h>

char *site_spool_folder(const char *site);    /* spool/ */
char *site_database(const char *site);        /* spool/casegate.db */
char *site_outgoing(const char *site);        /* spool/outgoing, a Maildir */
char *site_path(const char *site, const char *path); /* `path` below the site unless it is absolute */
