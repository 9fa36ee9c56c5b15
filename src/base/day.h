/* A calendar date without a time, and how people in England write one.
 * A Day is the Julian day number of GDate; 0 means 'not known'. */
#pragma once
#include <glib.h>

typedef guint32 Day;
#define DAY_UNKNOWN ((Day)0)

Day day_new(int year, int month, int mday); /* DAY_UNKNOWN if there is no such date */
guint day_years(Day born, Day today); /* whole years from a day of birth, as birthdays count; 0 before the first */
void day_split(Day day, int *year_out, int *month_out, int *mday_out);
int day_weekday(Day day);      /* 1 Monday … 7 Sunday */
char *day_iso(Day day);        /* "2026-03-09"; newly allocated, as all below */
char *day_words(Day day);      /* "Mon 9 Mar 2026" */
char *day_words_short(Day day); /* "Mon 9 Mar" */
Day day_from_iso(const char *text); /* exactly YYYY-MM-DD, else DAY_UNKNOWN */

/* Reads the first date in `text`, day first as English forms are filled in: "11.1.21", "4 March 2026",
 * "04/03/26", "Mon 9th Mar", "EDD 25 Mar", "2026-03-09", "today", "yesterday", "tomorrow", "Friday".
 * A two-digit year is 20yy (19yy when that would lie more than 20 years after `reference`). A missing year is the
 * one that puts the date nearest to `reference`; a bare weekday is the next one on or after
 * `reference` when `ahead`, else the last one on or before it. Case does not matter, names may be
 * cut to three letters. Returns DAY_UNKNOWN when there is none, when it does not exist (31/02/26)
 * and when it is another weekday than it says.
 * *start_out and *end_out (either may be NULL) are the byte range that was read. */
Day day_read(const char *text, Day reference, gboolean ahead, gsize *start_out, gsize *end_out);

/* Why day_read() found none in `text`. */
typedef enum {
    DAY_TROUBLE_NONE,        /* it did find one */
    DAY_TROUBLE_NO_DATE,     /* nothing there is written like a date */
    DAY_TROUBLE_NO_SUCH_DAY, /* "31/02/26" */
    DAY_TROUBLE_WEEKDAY,     /* "Monday 3 March 2026", a Tuesday */
    DAY_TROUBLE_MONTH_FIRST, /* "03/25/2026": the day and the month would change places; never done here */
} DayTrouble;
DayTrouble day_trouble(const char *text, Day reference);

/* A time of day in `text` ("15:45", "3.45pm", "7 pm") as minutes after midnight, or -1. */
int time_read(const char *text);
