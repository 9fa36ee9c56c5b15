/* mail_dates: points in time as mail writes them.
 *
 * A header's date is GMime's to read. A date in a text was written by a mail program for eyes, in any
 * order and language; what base/ can read of it is taken as local time in England, where all senders
 * of a partnership are, unless an offset stands there. What cannot be read is 0: such dates are
 * shown as written and start no clock. Never fails. */
#include "mail_dates.h"
#include <gmime/gmime.h>
#include <string.h>

#define HERE "Europe/London"
#define DATE_BYTES 200u
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

static Instant of_date_time(GDateTime *date)
{
    if (!date)
        return INSTANT_UNKNOWN;
    gint64 seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return seconds > 0 && seconds <= LATEST ? seconds : INSTANT_UNKNOWN;
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

/* "+0100", "-04:00" behind a blank: seconds east of UTC. */
static gboolean read_offset(const char *text, int *offset_out)
{
    for (const char *p = text; *p; p++) {
        if (p == text || (*p != '+' && *p != '-') || (p[-1] != ' ' && p[-1] != 'T'))
            continue;
        int digits[4], count = 0;
        for (const char *q = p + 1; count < 4 && (g_ascii_isdigit(*q) || (count == 2 && *q == ':'));
             q++)
            if (*q != ':')
                digits[count++] = g_ascii_digit_value(*q);
        if (count < 4)
            continue;
        *offset_out = (*p == '-' ? -60 : 60) *
                      ((digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]);
        return TRUE;
    }
    return FALSE;
}

/* The text behind the date: a time is looked for there first, so that "28.10" is no time of day. */
static int minutes_of(const char *text, gsize end)
{
    int minutes = time_read(text + end);
    return minutes >= 0 ? minutes : MAX(time_read(text), 0);
}

Instant mail_date_written(const char *text, Instant reference)
{
    mail_dates_init();
    if (!text || strlen(text) > DATE_BYTES)
        return INSTANT_UNKNOWN;
    gsize start = 0, end = 0;
    Day day = day_read(text, instant_day(reference, here), FALSE, &start, &end);
    if (day == DAY_UNKNOWN)
        return INSTANT_UNKNOWN;
    int minutes = minutes_of(text, end), offset;
    if (!read_offset(text, &offset))
        return instant_at(day, minutes, here);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    return MAX(instant_at(day, minutes, utc) - offset, INSTANT_UNKNOWN);
}
