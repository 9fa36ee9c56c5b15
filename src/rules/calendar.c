/* calendar: working days of England and Wales, each with its reason.
 *
 * Owns the bank holidays of one iCalendar file, sorted by day. A holiday is a whole-day event,
 * which may last several days; one with a time of day, a repeating rule, no name or no such date is
 * an error at the line where its event begins, since a date that is silently left out moves every
 * deadline behind it. A year counts as known when the file has a holiday in its last week: beyond
 * the last such year every explanation says that holidays are not known. Reads one file. */
#include "calendar.h"
#include "durable_file.h"
#include "text_format.h"
#include <libical/ical.h>
#include <string.h>

#define CALENDAR_FILE_BYTES ((gsize)4 << 20)
#define HOLIDAY_DAYS 14u /* longer than any; a range that exceeds it is a typing error */
#define LAST_WEEK_OF_DECEMBER 25

typedef struct {
    Day day;
    char *name;
} Holiday;

struct Calendar {
    GArray *holidays; /* of Holiday, by day */
    Day last;
};

typedef struct {
    Calendar *calendar;
    const char *file;
    const char *at; /* in the text: where the next event is looked for */
    guint line;     /* of `at` */
    Diagnostics *diagnostics;
} Reading;

static void holiday_clear(gpointer data)
{
    g_free(((Holiday *)data)->name);
}

void calendar_free(Calendar *calendar)
{
    if (!calendar)
        return;
    g_array_unref(calendar->holidays);
    g_free(calendar);
}

static Calendar *calendar_new(void)
{
    Calendar *calendar = g_new0(Calendar, 1);
    calendar->holidays = g_array_new(FALSE, FALSE, sizeof(Holiday));
    g_array_set_clear_func(calendar->holidays, holiday_clear);
    return calendar;
}

static const Holiday *holiday_on(const Calendar *calendar, Day day)
{
    guint low = 0, high = calendar->holidays->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const Holiday *holiday = &g_array_index(calendar->holidays, Holiday, middle);
        if (holiday->day == day)
            return holiday;
        if (holiday->day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* libical does not keep lines: the events of a file are counted along its text. */
static Place next_event_place(Reading *reading)
{
    static const char begin[] = "BEGIN:VEVENT";
    Place place = {.file = reading->file};
    while (*reading->at != '\0') {
        gboolean found = g_ascii_strncasecmp(reading->at, begin, sizeof begin - 1) == 0;
        place.line = reading->line++;
        const char *newline = strchr(reading->at, '\n');
        reading->at = newline ? newline + 1 : reading->at + strlen(reading->at);
        if (found)
            return place;
    }
    return (Place){.file = reading->file};
}

static Day day_of(struct icaltimetype time)
{
    return day_new(time.year, time.month, time.day);
}

static gint compare_holidays(gconstpointer a, gconstpointer b)
{
    const Holiday *left = a, *right = b;
    return left->day < right->day ? -1 : left->day > right->day;
}

static void add_days(Reading *reading, Place place, Day first, Day end, const char *summary)
{
    if (end > first + HOLIDAY_DAYS) {
        diagnostics_error(reading->diagnostics, place,
                          "a holiday of more than %u days; check DTEND", HOLIDAY_DAYS);
        return;
    }
    for (Day day = first; day < MAX(end, first + 1); day++) {
        Holiday holiday = {.day = day, .name = g_strdup(summary)};
        g_array_append_val(reading->calendar->holidays, holiday);
    }
}

static void read_event(Reading *reading, icalcomponent *event)
{
    Place place = next_event_place(reading);
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    const char *summary = icalcomponent_get_summary(event);
    Day first = day_of(start);
    if (icalcomponent_count_errors(event) > 0)
        diagnostics_error(reading->diagnostics, place, "this event cannot be read");
    else if (icalcomponent_count_properties(event, ICAL_RRULE_PROPERTY) > 0)
        diagnostics_error(reading->diagnostics, place,
                          "a repeating holiday; write one event for each date");
    else if (icaltime_is_null_time(start) || !start.is_date || first == DAY_UNKNOWN)
        diagnostics_error(reading->diagnostics, place,
                          "a holiday needs a date that exists, as DTSTART;VALUE=DATE:20260403");
    else if (!summary || *summary == '\0')
        diagnostics_error(reading->diagnostics, place, "a holiday needs a name; add SUMMARY");
    else
        add_days(reading, place, first, day_of(icalcomponent_get_dtend(event)), summary);
}

static Day last_known(const Calendar *calendar)
{
    for (guint i = calendar->holidays->len; i > 0; i--) {
        int year, month, mday;
        day_split(g_array_index(calendar->holidays, Holiday, i - 1).day, &year, &month, &mday);
        if (month == 12 && mday >= LAST_WEEK_OF_DECEMBER)
            return day_new(year, 12, 31);
    }
    return DAY_UNKNOWN;
}

static void read_events(Reading *reading, icalcomponent *root)
{
    if (icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT) {
        diagnostics_error(reading->diagnostics, (Place){.file = reading->file},
                          "not one calendar; the file must hold one VCALENDAR");
        return;
    }
    icalcomponent *event = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
    for (; event; event = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT))
        read_event(reading, event);
    Calendar *calendar = reading->calendar;
    g_array_sort(calendar->holidays, compare_holidays);
    calendar->last = last_known(calendar);
    if (calendar->last == DAY_UNKNOWN)
        diagnostics_error(reading->diagnostics, (Place){.file = reading->file},
                          "no complete year of holidays; fetch the file from gov.uk/bank-holidays");
}

Calendar *calendar_parse(const char *text, gsize length, const char *file, Diagnostics *diagnostics)
{
    Place whole = {.file = g_intern_string(file)};
    g_autofree char *copy = g_strndup(text, length);
    if (strlen(copy) != length || !g_utf8_validate(copy, (gssize)length, NULL)) {
        diagnostics_error(diagnostics, whole, "not UTF-8 text");
        return NULL;
    }
    icalerror_set_errors_are_fatal(0);
    icalcomponent *root = icalparser_parse_string(copy);
    if (!root) {
        diagnostics_error(diagnostics, whole, "no iCalendar file");
        return NULL;
    }
    guint before = diagnostics_errors(diagnostics);
    g_autoptr(Calendar) calendar = calendar_new();
    Reading reading = {.calendar = calendar,
                       .file = whole.file,
                       .at = copy,
                       .line = 1,
                       .diagnostics = diagnostics};
    read_events(&reading, root);
    icalcomponent_free(root);
    icalmemory_free_ring();
    return diagnostics_errors(diagnostics) == before ? g_steal_pointer(&calendar) : NULL;
}

Calendar *calendar_load(const char *path, const char *file, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, CALENDAR_FILE_BYTES, &length, &error);
    if (text)
        return calendar_parse(text, length, file, diagnostics);
    diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)}, "%s", error->message);
    return NULL;
}

const char *calendar_holiday(const Calendar *calendar, Day day)
{
    const Holiday *holiday = holiday_on(calendar, day);
    return holiday ? holiday->name : NULL;
}

static gboolean is_weekend(Day day)
{
    return day_weekday(day) > 5;
}

gboolean calendar_is_working(const Calendar *calendar, Day day)
{
    return !is_weekend(day) && !holiday_on(calendar, day);
}

Day calendar_last(const Calendar *calendar)
{
    return calendar->last;
}

Day calendar_working_on_or_after(const Calendar *calendar, Day day)
{
    while (!calendar_is_working(calendar, day))
        day++;
    return day;
}

static void skip(GString *skipped, const Calendar *calendar, Day day)
{
    const char *name = calendar_holiday(calendar, day);
    if (is_weekend(day) || !name)
        return;
    g_autofree char *words = day_words_short(day);
    g_string_append_printf(skipped, "%s%s (%s)", skipped->len > 0 ? ", " : ", skipping ", words,
                           name);
}

/* The year is said where it is not the one the count began in. */
static char *result_words(Day from, Day to)
{
    int from_year, to_year, month, mday;
    day_split(from, &from_year, &month, &mday);
    day_split(to, &to_year, &month, &mday);
    return from_year == to_year ? day_words_short(to) : day_words(to);
}

static char *explain(const Calendar *calendar, Day from, Day to, guint count, const char *skipped)
{
    g_autofree char *start = day_words(from);
    g_autofree char *end = result_words(from, to);
    g_autofree char *doubt = calendar_doubt(calendar, to);
    return text_format("%u working day%s from %s%s → %s%s", count, count == 1 ? "" : "s", start,
                       skipped, end, doubt);
}

char *calendar_skipped(const Calendar *calendar, Day from, Day to)
{
    GString *skipped = g_string_new(NULL);
    for (Day day = from + 1; day < to; day++)
        skip(skipped, calendar, day);
    return g_string_free(skipped, FALSE);
}

char *calendar_doubt(const Calendar *calendar, Day day)
{
    if (day <= calendar->last)
        return g_strdup("");
    g_autofree char *last = day_words(calendar->last);
    return g_strdup_printf("; holidays after %s are not known",
                           strchr(last, ' ') + 1); /* without the weekday */
}

Day calendar_add(const Calendar *calendar, Day from, guint count, char **why_out)
{
    g_autoptr(GString) skipped = g_string_new(NULL);
    Day day = from;
    for (guint counted = 0; counted < count;) {
        day++;
        if (calendar_is_working(calendar, day))
            counted++;
        else
            skip(skipped, calendar, day);
    }
    if (why_out)
        *why_out = explain(calendar, from, day, count, skipped->str);
    return day;
}

guint calendar_between(const Calendar *calendar, Day from, Day to)
{
    guint count = 0;
    for (Day day = from + 1; day <= to; day++)
        count += calendar_is_working(calendar, day);
    return count;
}
