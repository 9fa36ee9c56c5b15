/* Names of IMAP folders: UTF-8 here, modified UTF-7 (RFC 3501 5.1.3) on the wire. */
#pragma once
#include <glib.h>

/* `name` with '/' between its levels, for a server whose delimiter is `delimiter` (0: it has no levels, '/' stays). NULL and
 * CONFIG when it cannot be one. */
char *imap_folder_encode(const char *name, char delimiter, GError **error) G_GNUC_WARN_UNUSED_RESULT;
