/* `casegate init`: writes a new site from the material embedded in the binary. */
#pragma once
#include <glib.h>
/* An existing folder must be empty (or hold nothing of a site). PERM otherwise; CANTCREAT-like errors are TEMP or PERM. */
gboolean site_init(const char *folder, const char *policy, gboolean demonstration, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GStrv site_init_policies(void); /* ids that can be chosen */
