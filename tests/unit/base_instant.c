/* Points in time, mostly around the two nights on which English clocks change. */
#include "error.h"
#include "instant.h"

static GTimeZone *london(void)
{
    return g_time_zone_new_identifier("Europe/London");
}

typedef struct {
    const char *text, *want; /* ISO in London; NULL = no time */
} Row;

static void test_parse(void)
{
    static const Row rows[] = {
        {"2026-04-01T15:00:00+01:00", "2026-04-01T15:00:00+01:00"},
        {"2026-04-01T15:00", "2026-04-01T15:00:00+01:00"},
        {"2026-04-01 15:00", "2026-04-01T15:00:00+01:00"},
        {"2026-04-01T15:00:07.25", "2026-04-01T15:00:07+01:00"},
        {"2026-04-01", "2026-04-01T00:00:00+01:00"},
        {"2026-01-15", "2026-01-15T00:00:00+00:00"},
        {"2026-04-01T14:00Z", "2026-04-01T15:00:00+01:00"},
        {"2026-04-01T09:30:00-0430", "2026-04-01T15:00:00+01:00"},
        {"2026-04-01T16:00+02", "2026-04-01T15:00:00+01:00"},
        {"2026-03-29T00:59", "2026-03-29T00:59:00+00:00"},
        {"2026-03-29T01:30", "2026-03-29T02:30:00+01:00"}, /* left out: the later reading */
        {"2026-03-29T02:00", "2026-03-29T02:00:00+01:00"},
        {"2026-10-25T00:59", "2026-10-25T00:59:00+01:00"},
        {"2026-10-25T01:30", "2026-10-25T01:30:00+01:00"}, /* twice: the earlier */
        {"2026-10-25T02:00", "2026-10-25T02:00:00+00:00"},
        {"", NULL},
        {"2026-04-01T", NULL},
        {"2026-04-01T15", NULL},
        {"2026-04-01T24:00", NULL},
        {"2026-04-01T15:60", NULL},
        {"2026-04-01T15:00:60", NULL},
        {"2026-04-01T15:00:00.", NULL},
        {"2026-04-01T15:00+25:00", NULL},
        {"2026-04-01T15:00+1", NULL},
        {"2026-04-01T15:00Zx", NULL},
        {"2026-04-01x15:00", NULL},
        {"2026-04-31", NULL},
        {"today", NULL},
        {"1970-01-01T00:00Z", NULL},
        {"1066-10-14", NULL},
    };
    g_autoptr(GTimeZone) zone = london();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        Instant instant = 0;
        gboolean read = instant_parse(rows[i].text, zone, &instant, &error);
        g_autofree char *got = read ? instant_iso(instant, zone) : NULL;
        g_assert_cmpstr(got, ==, rows[i].want);
        if (!read)
            g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    }
}

static void test_print(void)
{
    g_autoptr(GTimeZone) zone = london();
    g_autoptr(GTimeZone) west = g_time_zone_new_identifier("America/St_Johns");
    Instant at = 1772619240; /* 2026-03-04T10:14:00Z */
    g_autofree char *words = instant_words(at, zone);
    g_autofree char *brief = instant_short(at, zone);
    g_autofree char *iso = instant_iso(at, west);
    g_assert_cmpstr(words, ==, "10:14 on Wed 4 March 2026");
    g_assert_cmpstr(brief, ==, "Wed 4 Mar 10:14");
    g_assert_cmpstr(iso, ==, "2026-03-04T06:44:00-03:30");
}

/* What a hostile record claims as its date must print, whatever it is. */
static void test_extremes(void)
{
    static const struct {
        Instant at;
        const char *want;
    } rows[] = {{G_MAXINT64, "9999-12-29"},
                {G_MININT64, "1970-01-01"},
                {-1, "1970-01-01"},
                {253402128000, "9999-12-30"}};
    g_autoptr(GTimeZone) zone = london();
    g_autoptr(GTimeZone) west = g_time_zone_new_identifier("America/New_York");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *iso = instant_iso(rows[i].at, zone);
        g_assert_cmpint((int)g_ascii_strtoll(iso, NULL, 10), ==,
                        (int)g_ascii_strtoll(rows[i].want, NULL, 10));
    }
    g_autofree char *evening = instant_iso(0, west);
    g_assert_cmpstr(evening, ==, "1969-12-31T19:00:00-05:00");
}

static void test_local(void)
{
    g_autoptr(GTimeZone) zone = london();
    Day april = day_new(2026, 4, 1);
    Instant at = instant_at(april, 10 * 60 + 14, zone);
    g_assert_cmpint(at, ==, 1775034840);
    g_assert_cmpuint(instant_day(at, zone), ==, april);
    g_assert_cmpint(instant_minute(at, zone), ==, 614);
    g_assert_cmpint(instant_at(april, 1440, zone), ==, instant_at(april + 1, 0, zone));
    g_assert_cmpuint(instant_day(instant_at(april, 0, zone) - 1, zone), ==, april - 1);
}

/* Every minute of three years that exists once reads back as itself; of those that exist twice the
 * first. */
static void test_round_trip(void)
{
    g_autoptr(GTimeZone) zone = london();
    for (Instant at = 1735689600; at < 1830297600; at += 1800) {
        Instant back = instant_at(instant_day(at, zone), instant_minute(at, zone), zone);
        if (back != at) {
            g_assert_cmpint(at - back, ==, 3600);
            g_assert_cmpint(instant_minute(at, zone), >=, 60);
            g_assert_cmpint(instant_minute(at, zone), <, 120);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/instant/parse", test_parse);
    g_test_add_func("/instant/print", test_print);
    g_test_add_func("/instant/extremes", test_extremes);
    g_test_add_func("/instant/local", test_local);
    g_test_add_func("/instant/round-trip", test_round_trip);
    return g_test_run();
}
