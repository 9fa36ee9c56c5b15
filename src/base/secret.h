/* Passwords and tokens: fetched when a connection needs one, cleared when it is done. */
#pragma once
#include <glib.h>

typedef struct { /* one of the three, the others NULL */
    const char *file;               /* readable by its owner alone */
    const char *credential;         /* of systemd: a file of this name in $CREDENTIALS_DIRECTORY */
    const char *const *command;     /* argv of a program, absolute path first; its first line is the secret */
} SecretFrom;

typedef struct Secret Secret;

/* CONFIG, with what to change, when it cannot be had or is no secret (empty, control characters, over 16 KiB); TEMP when
 * the command did not end in 30 seconds or failed. No error text has any of the secret in it. */
Secret *secret_fetch(const SecretFrom *from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE and CONFIG: it is in a file that others can read or have made. One that cannot be opened is said when it is fetched. */
gboolean secret_is_private(const SecretFrom *from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *secret_text(const Secret *secret); /* for the one place that sends it; never for a message or a log */
void secret_free(Secret *secret);              /* overwrites it; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Secret, secret_free)
void secret_wipe(char *text);                  /* the same for a string made of one: overwrites and g_frees it */
