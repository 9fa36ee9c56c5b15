/* g_strdup_printf() for the marks that texts for people need, %s, %u, %d and %%, in a fifth of its steps. Other marks go there. */
#pragma once
#include <glib.h>

char *text_format(const char *format, ...) G_GNUC_PRINTF(1, 2);
char *text_format_v(const char *format, va_list values) G_GNUC_PRINTF(1, 0);
