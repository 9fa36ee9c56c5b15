/* Passwords of the desk's accounts: kept as yescrypt hashes (libcrypt; its only home). */
#pragma once
#include <glib.h>

#define DESK_PASSWORD_LEAST 12
#define DESK_PASSWORD_MOST 200

/* Why not, in plain words and what to do instead; NULL: it will do. */
const char *desk_password_fault(const char *password, const char *login);
char *desk_password_hash(const char *password, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* newly allocated */
/* `hash` NULL or "": there is no such account; it takes as long to find out. */
gboolean desk_password_fits(const char *password, const char *hash);
