/* text_format: a few marks of printf, read by ourselves.
 *
 * A message has some twenty texts put together for its events and mails; the C library's printf prepares for far more
 * than a name and a number, each time. What is not known here is left to it as a whole, so that a format means the same
 * to both. Fails never. */
#include "text_format.h"
#include "text.h"
#include <string.h>

#define ROOM 128

static gboolean is_plain(const char *format)
{
    for (const char *p = strchr(format, '%'); p; p = strchr(p + 2, '%'))
        if (p[1] == '\0' || strchr("sud%", p[1]) == NULL)
            return FALSE;
    return TRUE;
}

char *text_format_v(const char *format, va_list values)
{
    if (!is_plain(format))
        return g_strdup_vprintf(format, values);
    GString *out = g_string_sized_new(ROOM);
    char digits[TEXT_NUMBER_BYTES];
    const char *text = format;
    for (const char *p; (p = strchr(text, '%')); text = p + 2) {
        g_string_append_len(out, text, p - text);
        const char *value = "%";
        if (p[1] == 's')
            value = va_arg(values, const char *);
        else if (p[1] == 'u')
            value = text_number(va_arg(values, guint), digits);
        else if (p[1] == 'd')
            value = text_number(va_arg(values, gint), digits);
        text_append(out, value ? value : "(null)", NULL);
    }
    text_append(out, text, NULL);
    return g_string_free(out, FALSE);
}

char *text_format(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *text = text_format_v(format, values);
    va_end(values);
    return text;
}
