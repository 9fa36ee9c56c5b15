/* The published holidays as the tests know them: without what a newer file adds after 2028, so that putting one in place breaks
 * no test of what happens beyond the last holiday. */
#pragma once
#include "calendar.h"
#include <string.h>

#define HOLIDAYS_END 20281231

static inline char *holidays_text(void)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents("routing/holidays.ics", &text, NULL, NULL));
    GString *kept = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(text, "BEGIN:VEVENT", -1);
    for (guint i = 0; parts[i]; i++) {
        const char *start = i > 0 ? strstr(parts[i], "DTSTART;VALUE=DATE:") : NULL;
        const char *end = i > 0 ? strstr(parts[i], "END:VEVENT") : NULL;
        if (start && g_ascii_strtoull(strchr(start, ':') + 1, NULL, 10) > HOLIDAYS_END)
            g_string_append(kept, strchr(end, '\n') + 1); /* what follows the last event stays */
        else
            g_string_append_printf(kept, "%s%s", i > 0 ? "BEGIN:VEVENT" : "", parts[i]);
    }
    return g_string_free(kept, FALSE);
}

static inline Calendar *holidays_calendar(void)
{
    g_autofree char *text = holidays_text();
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Calendar *calendar = calendar_parse(text, strlen(text), "routing/holidays.ics", diagnostics);
    g_autofree char *said = diagnostics_text(diagnostics);
    g_assert_cmpstr(said, ==, "");
    g_assert_nonnull(calendar);
    return calendar;
}
