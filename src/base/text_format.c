/* text_format: a few marks of printf, read by ourselves.
 *
 * A message has some twenty texts put together for its events and mails; the C library's printf prepares for far more
 * than a name and a number, each time. What is not known here is left to it as a whole, so that a format means the same
 * to both. Fails never. */
#include "text_format.h"
#include "text.h"
#include <string.h>

static gboolean is_plain(const char *format)
{
    for (const char *p = strchr(format, '%'); p; p = strchr(p + 2, '%'))
        if (p[1] == '\0' || strchr("sud%", p[1]) == NULL)
            return FALSE;
    return TRUE;
}

static gsize put(char *out, gsize at, const char *text, gsize length)
{
    if (out)
        memcpy(out + at, text, length);
    return at + length;
}

/* Writes it to `out`, unless that is NULL. Returns how many bytes it takes, with its end. */
static gsize fill(char *out, const char *format, va_list values)
{
    char digits[TEXT_NUMBER_BYTES];
    gsize at = 0;
    const char *text = format;
    for (const char *p; (p = strchr(text, '%')); text = p + 2) {
        at = put(out, at, text, (gsize)(p - text));
        const char *value = "%";
        if (p[1] == 's')
            value = va_arg(values, const char *);
        else if (p[1] == 'u')
            value = text_number(va_arg(values, guint), digits);
        else if (p[1] == 'd')
            value = text_number(va_arg(values, gint), digits);
        value = value ? value : "(null)";
        at = put(out, at, value, strlen(value));
    }
    return put(out, at, text, strlen(text) + 1);
}

char *text_format_v(const char *format, va_list values)
{
    if (!is_plain(format))
        return g_strdup_vprintf(format, values);
    va_list measured;
    va_copy(measured, values);
    char *text = g_malloc(fill(NULL, format, measured));
    va_end(measured);
    (void)fill(text, format, values);
    return text;
}

char *text_format(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *text = text_format_v(format, values);
    va_end(values);
    return text;
}
