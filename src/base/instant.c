/* instant: points in time, and local time in the zone of a policy.
 *
 * Owns the two conversions that are easy to get wrong: a wall-clock time that spring leaves out and
 * one that autumn repeats. Zones come from the system's tz data through GTimeZone. Only
 * instant_now() reads a clock. A text that is no time is a PERM error; nothing else fails. */
#include "instant.h"
#include "error.h"
#include <string.h>

#define DAY_SECONDS 86400
#define DAY_MINUTES 1440
#define OFFSETS_KEPT 64u
#define OFFSET_SPREAD G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)
#define INSTANT_LAST 253402128000    /* the end of 9999 is near; a hostile date may claim more */
#define OFFSET_MINUTES_MAX (14 * 60) /* Kiribati; no zone is farther from UTC */
#define EPOCH 719163u                /* the day of 1 January 1970 */

static const char *const month_words[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

typedef struct {
    Day day;
    int hour, minute, second;
    int offset; /* seconds east of UTC */
} LocalTime;

Instant instant_now(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

typedef struct {
    GTimeZone *zone; /* of all of them; cannot go away meanwhile */
    struct {
        gint64 at;
        int offset;
        gboolean known;
    } places[OFFSETS_KEPT];
} KnownOffsets;

static void known_offsets_free(gpointer data)
{
    g_clear_pointer(&((KnownOffsets *)data)->zone, g_time_zone_unref);
    g_free(data);
}

static GPrivate own_offsets = G_PRIVATE_INIT(known_offsets_free);

/* Those that this thread has asked for, of one zone at a time. */
static KnownOffsets *known_offsets(GTimeZone *zone)
{
    KnownOffsets *known = g_private_get(&own_offsets);
    if (known == NULL || known->zone != zone) {
        known = g_new0(KnownOffsets, 1);
        known->zone = g_time_zone_ref(zone);
        g_private_replace(&own_offsets, known);
    }
    return known;
}

/* GLib goes through all changes of the clocks since 1847; the same few instants are asked for again
 * and again. */
static int offset_at(GTimeZone *zone, gint64 at)
{
    KnownOffsets *known = known_offsets(zone);
    guint place = (guint)((guint64)at * OFFSET_SPREAD >> 32) % OFFSETS_KEPT;
    if (!known->places[place].known || known->places[place].at != at) {
        int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);
        known->places[place].offset = g_time_zone_get_offset(zone, interval);
        known->places[place].at = at;
        known->places[place].known = TRUE;
    }
    return known->places[place].offset;
}

static LocalTime local_time(Instant at, GTimeZone *zone)
{
    at = CLAMP(at, 0, INSTANT_LAST);
    LocalTime local = {.offset = offset_at(zone, at)};
    gint64 wall = at + local.offset;
    gint64 days =
        wall / DAY_SECONDS - (wall % DAY_SECONDS < 0); /* 0 is a day earlier west of Greenwich */
    int second = (int)(wall - days * DAY_SECONDS);
    local.day = (Day)(days + EPOCH);
    local.hour = second / 3600;
    local.minute = second / 60 % 60;
    local.second = second % 60;
    return local;
}

/* A wall-clock second in `zone`. Around a change of the clocks the offset is the one before or the
 * one after it: when both fit (autumn) the earlier instant counts, when neither does (spring) the
 * later. */
static Instant of_wall(gint64 wall, GTimeZone *zone)
{
    gint64 one = wall - offset_at(zone, wall - DAY_SECONDS);
    gint64 other = wall - offset_at(zone, wall + DAY_SECONDS);
    gboolean one_fits = one + offset_at(zone, one) == wall;
    gboolean other_fits = other + offset_at(zone, other) == wall;
    if (one_fits && other_fits)
        return MIN(one, other);
    if (one_fits || other_fits)
        return one_fits ? one : other;
    return MAX(one, other);
}

static gint64 wall_of(Day day, int hour, int minute, int second)
{
    return ((gint64)day - EPOCH) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

Instant instant_at(Day day, int minute_of_day, GTimeZone *zone)
{
    g_assert(day != DAY_UNKNOWN && minute_of_day >= 0 && minute_of_day <= DAY_MINUTES);
    return of_wall(wall_of(day, 0, minute_of_day, 0), zone);
}

/* Exactly two digits at *text as a number up to `most`, and past them; -1 if there are none. */
static int two_digits(const char **text, int most)
{
    if (!g_ascii_isdigit((*text)[0]) || !g_ascii_isdigit((*text)[1]))
        return -1;
    int value = g_ascii_digit_value((*text)[0]) * 10 + g_ascii_digit_value((*text)[1]);
    *text += 2;
    return value <= most ? value : -1;
}

static gboolean read_fraction(const char **text)
{
    if (**text != '.')
        return TRUE;
    const char *start = ++*text;
    while (g_ascii_isdigit(**text))
        ++*text;
    return *text > start;
}

static gboolean read_clock(const char **text, LocalTime *local)
{
    local->hour = two_digits(text, 23);
    if (local->hour < 0 || *(*text)++ != ':')
        return FALSE;
    local->minute = two_digits(text, 59);
    if (local->minute < 0)
        return FALSE;
    if (**text != ':')
        return TRUE;
    ++*text;
    local->second = two_digits(text, 59);
    return local->second >= 0 && read_fraction(text);
}

/* "Z", "+01:00", "+0100" or "+01"; *known_out says whether there was one. */
static gboolean read_offset(const char **text, int *offset_out, gboolean *known_out)
{
    *known_out = **text != '\0';
    if (!*known_out)
        return TRUE;
    char sign = *(*text)++;
    if (sign == 'Z' || sign == 'z')
        return TRUE;
    int hours = sign == '+' || sign == '-' ? two_digits(text, 23) : -1;
    if (hours < 0)
        return FALSE;
    if (**text == ':')
        ++*text;
    else if (**text == '\0')
        *text = "00";
    int minutes = two_digits(text, 59);
    if (minutes < 0 || hours * 60 + minutes > OFFSET_MINUTES_MAX)
        return FALSE;
    *offset_out = (sign == '-' ? -60 : 60) * (hours * 60 + minutes);
    return TRUE;
}

static gboolean read_time(const char *text, LocalTime *local, gboolean *offset_known)
{
    char date[11];
    if (g_strlcpy(date, text, sizeof date) < sizeof date - 1)
        return FALSE;
    local->day = day_from_iso(date);
    if (local->day == DAY_UNKNOWN)
        return FALSE;
    text += sizeof date - 1;
    *offset_known = FALSE;
    if (*text == '\0')
        return TRUE;
    if (!strchr("Tt ", *text++) || !read_clock(&text, local))
        return FALSE;
    return read_offset(&text, &local->offset, offset_known) && *text == '\0';
}

gboolean instant_parse(const char *text, GTimeZone *zone, Instant *instant_out, GError **error)
{
    LocalTime local = {0};
    gboolean offset_known;
    if (!text || !read_time(text, &local, &offset_known)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "'%s' is no time; write it like 2026-04-01T15:00 or 2026-04-01T15:00:00+01:00",
                    text ? text : "");
        return FALSE;
    }
    gint64 wall = wall_of(local.day, local.hour, local.minute, local.second);
    Instant at = offset_known ? wall - local.offset : of_wall(wall, zone);
    if (at <= INSTANT_UNKNOWN) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "'%s' is not after 1970-01-01",
                    text);
        return FALSE;
    }
    *instant_out = at;
    return TRUE;
}

char *instant_iso(Instant at, GTimeZone *zone)
{
    LocalTime local = local_time(at, zone);
    g_autofree char *date = day_iso(local.day);
    int offset = ABS(local.offset) / 60;
    return g_strdup_printf("%sT%02d:%02d:%02d%c%02d:%02d", date, local.hour, local.minute,
                           local.second, local.offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

char *instant_words(Instant at, GTimeZone *zone)
{
    LocalTime local = local_time(at, zone);
    int year, month, mday;
    day_split(local.day, &year, &month, &mday);
    g_autofree char *words = day_words_short(local.day);
    return g_strdup_printf("%02d:%02d on %.3s %d %s %d", local.hour, local.minute, words, mday,
                           month_words[month - 1], year);
}

char *instant_short(Instant at, GTimeZone *zone)
{
    LocalTime local = local_time(at, zone);
    g_autofree char *words = day_words_short(local.day);
    return g_strdup_printf("%s %02d:%02d", words, local.hour, local.minute);
}

Day instant_day(Instant at, GTimeZone *zone)
{
    return local_time(at, zone).day;
}

int instant_minute(Instant at, GTimeZone *zone)
{
    LocalTime local = local_time(at, zone);
    return local.hour * 60 + local.minute;
}
