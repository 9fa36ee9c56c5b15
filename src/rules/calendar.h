/* Working days of England and Wales: weekends and the bank holidays of routing/holidays.ics (libical;
 * the only home of that library). Every date it computes can say why. */
#pragma once
#include "day.h"
#include "place.h"

typedef struct Calendar Calendar;

Calendar *calendar_load(const char *path, const char *file, Diagnostics *diagnostics); /* NULL when unreadable */
Calendar *calendar_parse(const char *text, gsize length, const char *file, Diagnostics *diagnostics);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

gboolean calendar_is_working(const Calendar *calendar, Day day);
const char *calendar_holiday(const Calendar *calendar, Day day); /* its name, NULL if it is none */
Day calendar_last(const Calendar *calendar); /* the last 31 December the file covers; beyond it holidays are unknown */
Day calendar_working_on_or_after(const Calendar *calendar, Day day);
/* `count` working days after `from` (the day of `from` itself is not counted). *why_out, if wanted:
 * "5 working days from Wed 1 Apr 2026, skipping Fri 3 Apr (Good Friday), Mon 6 Apr (Easter Monday) → Fri 10 Apr"
 * (weekends are not named), with "; holidays after 31 Dec 2028 are not known" when the file ends before the result. */
Day calendar_add(const Calendar *calendar, Day from, guint count, char **why_out);
/* The days after `from` and before `to` that were skipped for a holiday: ", skipping Fri 3 Apr (Good Friday)"; "" if none. */
char *calendar_skipped(const Calendar *calendar, Day from, Day to);
/* "; holidays after 31 Dec 2028 are not known" when `day` lies beyond the file, else "". */
char *calendar_doubt(const Calendar *calendar, Day day);
guint calendar_between(const Calendar *calendar, Day from, Day to); /* working days after `from` up to and with `to` */
