/* Cases made of events that are written by hand, for the tests that count them. */
#pragma once
#include "made_site.h"
#include "report.h"

static inline Instant at(const Ruleset *rules, const char *text)
{
    Instant instant = INSTANT_UNKNOWN;
    g_assert_true(instant_parse(text, rules->site.zone, &instant, NULL));
    return instant;
}

static inline Day day(const char *text)
{
    return day_from_iso(text);
}

/* ---- cases by hand ---- */

/* A change as "operation|argument|…"; @2026-01-05T10:00 stands for that instant. */
static inline void change(const Ruleset *rules, Event *event, const char *row)
{
    g_auto(GStrv) words = g_strsplit(row, "|", -1);
    for (char **word = words + 1; *word; word++) {
        if (**word != '@')
            continue;
        char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, at(rules, *word + 1));
        g_free(*word);
        *word = seconds;
    }
    char *a[9] = {NULL};
    for (guint i = 0; i < 9 && words[1] && words[1 + i]; i++)
        a[i] = words[1 + i];
    event_change(event, words[0], a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], NULL);
}

/* Rows of "time" followed by its changes, ended by NULL each; the whole by NULL. */
static inline Case *made(const Ruleset *rules, const char *policy, const char *const *rows)
{
    GError *error = NULL;
    Case *c = case_new();
    const Policy *text = ruleset_policy_by_id(rules, policy);
    for (gboolean first = TRUE; *rows; rows++, first = FALSE) {
        Event *event = event_new_text(at(rules, *rows++), "made", "gateway", NULL, "");
        if (first) {
            g_autofree char *open =
                g_strdup_printf("open|%s|%s|%s|box@x.example", *rows++, policy, text->sha256);
            change(rules, event, open);
        }
        for (; *rows; rows++)
            change(rules, event, *rows);
        gboolean applied = case_apply(c, event, &error);
        g_assert_no_error(error);
        g_assert_true(applied);
    }
    return c;
}
