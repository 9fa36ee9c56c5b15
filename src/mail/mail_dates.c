/* mail_dates: points in time as mail writes them.
 *
 * A header's date is GMime's to read. A date in a text was written by a mail program for eyes, in any
 * order and language: a month's name of any language (mail_date_words.c) with a year is read here, everything
 * else as base/ reads what people in England write. It is taken as local time in England, where all senders
 * of a partnership are, unless a zone or an offset stands there. What cannot be read is 0: such dates are
 * shown as written and start no clock. Never fails. */
#include "mail_dates.h"
#include "mail_date_words.h"
#include <gmime/gmime.h>
#include <string.h>

#define HERE "Europe/London"
#define DATE_BYTES 200u
#define PARTS 24                               /* numbers and words of a date that are looked at */
#define LATEST G_GINT64_CONSTANT(253402300799) /* the end of 9999 */

static GTimeZone *here; /* read only once made */

void mail_dates_init(void)
{
    static gsize done = 0;
    if (!g_once_init_enter(&done))
        return;
    here = g_time_zone_new_identifier(HERE);
    if (!here)
        here = g_time_zone_new_utc();
    g_once_init_leave(&done, 1);
}

static Instant within(gint64 seconds)
{
    return seconds > 0 && seconds <= LATEST ? seconds : INSTANT_UNKNOWN;
}

static Instant of_date_time(GDateTime *date)
{
    if (!date)
        return INSTANT_UNKNOWN;
    gint64 seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return within(seconds);
}

Instant mail_date_header(const char *value)
{
    if (!value || strlen(value) > DATE_BYTES)
        return INSTANT_UNKNOWN;
    return of_date_time(g_mime_utils_header_decode_date(value));
}

gboolean mail_date_has_time(const char *text)
{
    for (const char *p = text ? text : ""; *p; p++)
        if (g_ascii_isdigit(p[0]) && (p[1] == ':' || p[1] == '.') && g_ascii_isdigit(p[2]) &&
            g_ascii_isdigit(p[3]))
            return TRUE;
    return FALSE;
}

typedef struct { /* a number or a word of a date */
    const char *start, *end;
    int value;    /* of a number of at most four digits, else -1 */
    guint digits; /* 0: a word */
} Part;

static const char *end_of_word(const char *p)
{
    while (*p && g_unichar_isalpha(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

static Part part_at(const char *p)
{
    Part part = {.start = p, .end = end_of_word(p), .value = -1};
    if (part.end > p)
        return part;
    while (g_ascii_isdigit(p[part.digits]))
        part.digits++;
    part.end = p + part.digits;
    part.value = part.digits <= 4 ? (int)g_ascii_strtoll(p, NULL, 10) : -1;
    return part;
}

static guint parts_of(const char *text, Part *parts)
{
    guint count = 0;
    for (const char *p = text; *p && count < PARTS;) {
        Part part = part_at(p);
        if (part.end > p)
            parts[count++] = part;
        p = part.end > p ? part.end : g_utf8_next_char(p);
    }
    return count;
}

static gboolean is_year(const Part *part)
{
    return part->digits == 4;
}

static gboolean is_mday(const Part *part)
{
    return (part->digits == 1 || part->digits == 2) && part->value >= 1 && part->value <= 31;
}

/* "de", "года": what may stand between a date's numbers and its month. */
static gboolean is_joint(const Part *part)
{
    return part->digits == 0 && g_utf8_strlen(part->start, part->end - part->start) <= 4;
}

/* The number next to the month at `i`, over one joint at most; NULL if there is none. */
static const Part *number_near(const Part *parts, guint count, guint i, int step)
{
    guint at = i + (guint)step;
    if (at < count && is_joint(&parts[at]))
        at += (guint)step;
    return at < count && parts[at].digits > 0 ? &parts[at] : NULL;
}

/* "26. oktober 2021", "26 de out. de 2021", "2021. október 26.", "March 4, 2026". */
static Day named_at(const Part *parts, guint count, guint i, const char **end_out)
{
    int month = parts[i].digits == 0
                    ? mail_date_month(parts[i].start, (gsize)(parts[i].end - parts[i].start))
                    : 0;
    const Part *before = number_near(parts, count, i, -1);
    const Part *after = number_near(parts, count, i, 1), *last = after ? after + 1 : NULL;
    const Part *mday = NULL, *year = NULL;
    if (month == 0 || !after)
        return DAY_UNKNOWN;
    if (before && is_mday(before) && is_year(after)) {
        mday = before;
        year = after;
    } else if (before && is_year(before) && is_mday(after)) {
        year = before;
        mday = after;
    } else if (is_mday(after) && last < parts + count && is_year(last)) {
        mday = after;
        year = last;
    }
    if (!year)
        return DAY_UNKNOWN;
    *end_out = MAX(MAX(mday->end, year->end), parts[i].end);
    return day_new(year->value, month, mday->value);
}

/* "27. 10. 2021": figures that stand apart. */
static Day spaced_at(const Part *parts, guint count, guint i, const char **end_out)
{
    if (i + 2 >= count || !is_mday(&parts[i]) || !is_year(&parts[i + 2]))
        return DAY_UNKNOWN;
    for (guint k = i; k < i + 2; k++)
        if (!g_str_has_prefix(parts[k].end, ". ") || parts[k + 1].start != parts[k].end + 2)
            return DAY_UNKNOWN;
    *end_out = parts[i + 2].end;
    return parts[i + 1].digits <= 2
               ? day_new(parts[i + 2].value, parts[i + 1].value, parts[i].value)
               : DAY_UNKNOWN;
}

static Day written_day(const char *text, const Part *parts, guint count, Instant reference,
                       const char **end_out)
{
    for (guint i = 0; i < count; i++) {
        Day day = named_at(parts, count, i, end_out);
        if (day == DAY_UNKNOWN)
            day = spaced_at(parts, count, i, end_out);
        if (day != DAY_UNKNOWN)
            return day;
    }
    gsize start = 0, end = 0;
    Day day = day_read(text, instant_day(reference, here), FALSE, &start, &end);
    *end_out = text + end;
    return day;
}

/* "am", "p. m." behind a time: minutes to add to the hour. */
static int half_day(const char *p, int hour)
{
    while (*p && g_unichar_isspace(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    char half = g_ascii_tolower(*p);
    if (half != 'a' && half != 'p')
        return 0;
    p += 1 + (p[1] == '.');
    while (*p && g_unichar_isspace(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    if (g_ascii_tolower(*p) != 'm' || g_ascii_isalpha(p[1]))
        return 0;
    return half == 'p' && hour < 12 ? 720 : half == 'a' && hour == 12 ? -720 : 0;
}

/* The time behind the date: "14:25:08", "9.31", "14h25", "10:14 PM"; and where it ends. -1 if there is none. */
static int clock_behind(const Part *parts, guint count, const char *from, const char **end_out)
{
    for (guint i = 0; i + 1 < count; i++) {
        const Part *hour = &parts[i], *minute = hour + 1;
        gboolean letter = minute->digits == 0 && minute->end == minute->start + 1 &&
                          g_ascii_tolower(*minute->start) == 'h' && i + 2 < count;
        minute += letter ? 1 : 0;
        gboolean near = letter || (minute->start == hour->end + 1 && strchr(":.h", *hour->end));
        if (hour->start < from || !near || hour->digits == 0 || hour->digits > 2 ||
            minute->digits != 2 || hour->value > 23 || minute->value > 59)
            continue;
        const Part *second = minute + 1;
        gboolean seconds = second < parts + count && second->digits == 2 &&
                           second->start == minute->end + 1 && strchr(":.", *minute->end);
        *end_out = seconds ? second->end : minute->end;
        return hour->value * 60 + minute->value + half_day(*end_out, hour->value);
    }
    return -1;
}

/* "+0100", "-04:00", "+3" (only behind "GMT" and "UTC"): minutes east of UTC. */
static gboolean read_offset(const char *p, gboolean brief, int *minutes_out)
{
    int digits[4], count = 0;
    for (const char *q = p + 1; count < 4 && (g_ascii_isdigit(*q) || (count == 2 && *q == ':'));
         q++)
        if (*q != ':')
            digits[count++] = g_ascii_digit_value(*q);
    if (count != 4 && !(brief && (count == 1 || count == 2)))
        return FALSE;
    int hours = count == 1 ? digits[0] : digits[0] * 10 + digits[1];
    int minutes = count == 4 ? digits[2] * 10 + digits[3] : 0;
    *minutes_out = (*p == '-' ? -1 : 1) * (hours * 60 + minutes);
    return TRUE;
}

/* What stands behind the time: an offset counts more than a name, "GMT+1" is both. */
static gboolean read_zone(const char *text, const char *from, int *minutes_out)
{
    gboolean named = FALSE;
    for (const char *p = from; *p; p = g_utf8_next_char(p)) {
        const char *end = end_of_word(p);
        if ((*p == '+' || *p == '-') && p > text) {
            gboolean brief = named && g_ascii_isalpha(p[-1]);
            if ((brief || p[-1] == ' ' || g_ascii_isdigit(p[-1])) &&
                read_offset(p, brief, minutes_out))
                return TRUE;
        } else if (end > p) {
            named = named || mail_date_zone(p, (gsize)(end - p), minutes_out);
            p = g_utf8_prev_char(end);
        }
    }
    return named;
}

Instant mail_date_written(const char *text, Instant reference)
{
    mail_dates_init();
    if (!text || strlen(text) > DATE_BYTES)
        return INSTANT_UNKNOWN;
    Part parts[PARTS];
    const char *end = text;
    guint count = parts_of(text, parts);
    Day day = written_day(text, parts, count, reference, &end);
    if (day == DAY_UNKNOWN)
        return INSTANT_UNKNOWN;
    int minutes = clock_behind(parts, count, end, &end), offset = 0;
    if (minutes < 0)
        minutes = time_read(end);
    if (minutes < 0)
        minutes = MAX(time_read(text), 0);
    if (!read_zone(text, end, &offset))
        return within(instant_at(day, minutes, here));
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    return within(instant_at(day, minutes, utc) - offset * 60);
}
