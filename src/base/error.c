/* error: the one GError domain.
 *
 * Owns the quark and the translation of errno into 'what the caller does next'. A shortage that
 * passes (space, descriptors, memory, an interrupted call, a disk that did not answer) is TEMP; a
 * fact that will be the same tomorrow (no such file, no permission) is PERM. Fails never; reads no
 * files. */
#include "error.h"
#include <errno.h>

GQuark casegate_error_quark(void)
{
    return g_quark_from_static_string("casegate-error");
}

static CasegateError code_of_errno(int errnum)
{
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
    case EAGAIN:
    case EINTR:
    case EIO:
    case EROFS: /* what a broken disk becomes */
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return CASEGATE_ERROR_TEMP;
    default:
        return CASEGATE_ERROR_PERM;
    }
}

void casegate_error_from_errno(GError **error, int errnum, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, CASEGATE_ERROR, code_of_errno(errnum), "%s: %s", what, g_strerror(errnum));
}

gboolean casegate_error_config(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG, what);
    return FALSE;
}
