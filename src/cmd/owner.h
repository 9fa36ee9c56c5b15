/* Root does with a site what its owner may do, as its owner. */
#pragma once
#include <glib.h>

/* Run by root on a site whose spool belongs to somebody else: from now on that one's process. FALSE when it cannot become so. */
gboolean owner_become(const char *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;
