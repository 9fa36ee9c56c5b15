/* What the forms of a date have in common: tokens looked at in context, months, weekdays, and the years
 * that people leave out. Used by day_read.c, day_figures.c, day_named.c and time_read.c only. Each form reads what may
 * begin at token `i`; FORM_IMPOSSIBLE is a date that does not exist, and ends the search. */
#pragma once
#include "day.h"
#include "day_tokens.h"

typedef struct {
    GArray *tokens;
    Day reference;
    gboolean ahead;
} DayReading;

typedef enum { FORM_NONE, FORM_DAY, FORM_IMPOSSIBLE } DayForm;

typedef struct {
    Day day;
    int next; /* the token behind it */
} DayFound;

const DayToken *day_at(const DayReading *reading, int index);
gboolean day_glued(const DayReading *reading, int index);
gboolean day_glued_number(const DayReading *reading, int index);
gboolean day_short_number(const DayReading *reading, int index); /* of one or two digits */
int day_month_of(const DayToken *token);       /* 1 to 12; 0 if it is no month's name */
int day_weekday_of(const DayToken *token);     /* 1 Monday to 7 Sunday, 0 */
gboolean day_fair_year(const DayToken *token); /* four digits, 1900 to 2100 */
/* Behind a day's number at i and its "st" or "th", which an office program may have set apart as "9 th". */
int day_behind_number(const DayReading *reading, int i, gboolean *ordinal_out);
/* FORM_DAY, or FORM_IMPOSSIBLE for DAY_UNKNOWN. */
DayForm day_settle(DayFound *found, Day day, int next);
/* The nearer of two days to the reference; of two equally near ones the one it looks towards. */
Day day_nearer(const DayReading *reading, Day best, Day day);
/* A date whose year is the token `year`, of two or four digits, or whose year is missing (NULL). */
Day day_with_year(const DayReading *reading, const DayToken *year, int month, int mday);

/* day_figures.c: may a date begin with the number here? Not inside "HAV-26-0042", "15:04", "R4". */
gboolean day_figures_begin(const DayReading *reading, int i);
/* "04/03/26", "2026-03-09", "04 03 2026". */
DayForm day_figures_read(const DayReading *reading, int i, DayFound *found);
/* "9/3": a slash only, since "9.3" and "9-3" are numbers and ranges more often. */
DayForm day_figures_pair(const DayReading *reading, int i, DayFound *found);

/* day_named.c: "4 March 2026", "9th Mar", "25-Mar-26", "9-11 March". */
DayForm day_named_read(const DayReading *reading, int i, DayFound *found);
/* "March 4th", "March 4, 2026": only with an ordinal or a whole year. */
DayForm day_named_month_first(const DayReading *reading, int i, DayFound *found);
