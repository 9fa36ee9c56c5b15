/* The one error domain. A code says what the caller does next, not what went wrong;
 * what went wrong is the message: lower case, what failed first, the subject in single quotes. */
#pragma once
#include <glib.h>

#define CASEGATE_ERROR (casegate_error_quark())

typedef enum {
    CASEGATE_ERROR_TEMP,   /* try again later: disk full, database locked (exit 75) */
    CASEGATE_ERROR_PERM,   /* trying again changes nothing: hold the message, refuse the command (exit 65) */
    CASEGATE_ERROR_CONFIG, /* the operator must change a file (exit 78) */
    CASEGATE_ERROR_LOOP,   /* the message is one of ours, coming back */
    CASEGATE_ERROR_BUG,    /* this program contradicts itself; nothing was changed (exit 70) */
} CasegateError;

GQuark casegate_error_quark(void);

/* A GError of this domain with errno's text behind it: "cannot open 'x': No such file or directory".
 * ENOSPC, EDQUOT, EAGAIN, EINTR, EIO, EROFS, EMFILE, ENFILE and ENOMEM are TEMP, everything else is PERM. */
void casegate_error_from_errno(GError **error, int errnum, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A CONFIG error: what is wrong, and what to write instead. FALSE, to be returned. */
gboolean casegate_error_config(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
