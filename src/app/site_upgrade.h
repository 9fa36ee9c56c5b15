/* A record that an older program made. */
#pragma once
#include <glib.h>

/* Brings the site's record up to this program's version, where there is one; before anything looks into it. */
gboolean site_upgrade(const char *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;
