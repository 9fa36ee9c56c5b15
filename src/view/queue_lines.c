/* queue_lines: derives a line from every case, chooses, orders and counts.
 *
 * Counts are of all cases, never of those that are shown, so that a filter hides nothing from them. A date counts for
 * a day when it is to come or was passed unmet on it. Fails on nothing; keeps no clock: 'now' is the view's. */
#include "queue_lines.h"

#include <string.h>

#include "standing.h"
#include "words.h"

#define SUNDAY 7

gboolean queue_wish_any(const QueueWish *wish)
{
    return wish->agency || wish->stage || wish->policy || wish->waiting || wish->urgent ||
           wish->late || wish->quiet || wish->again || wish->due != QUEUE_DUE_ANY || wish->owes;
}

static void line_free(gpointer data)
{
    QueueLine *line = data;
    g_ptr_array_unref(line->waiting);
    g_ptr_array_unref(line->notices);
    g_ptr_array_unref(line->owed);
    g_free(line);
}

static gboolean is_notice(const Policy *policy, const Owed *owed)
{
    for (guint i = 0; policy && i < policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(policy->status_notices, i);
        if (g_strcmp0(notice->kind, owed->kind) == 0)
            return TRUE;
    }
    return FALSE;
}

static GPtrArray *notices_of(const View *view, const Case *c)
{
    GPtrArray *notices = g_ptr_array_new();
    const Policy *policy = words_policy(view, c);
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = c->owed->pdata[i];
        if (!owed->met && !owed->earlier && is_notice(policy, owed))
            g_ptr_array_add(notices, (gpointer)owed);
    }
    return notices;
}

static Day day_of(const View *view, const CaseDate *date)
{
    return date->due_day ? date->due_day : instant_day(date->due, view->rules->site.zone);
}

/* A pending date of the case falls on a day from `first` to `last`. */
static gboolean falls(const View *view, const Case *c, Day first, Day last)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = c->dates->pdata[i];
        Day day = date->met == MET_PENDING ? day_of(view, date) : DAY_UNKNOWN;
        if (day >= first && day <= last)
            return TRUE;
    }
    return FALSE;
}

static QueueLine *line_new(const View *view, const Case *c, const QueueWish *wish)
{
    GTimeZone *zone = view->rules->site.zone;
    const Calendar *calendar = view->rules->calendar;
    Day today = instant_day(view->now, zone);
    QueueLine *line = g_new0(QueueLine, 1);
    line->c = c;
    line->waiting = standing_waiting_for(c, view->rules, view->now);
    line->next = standing_next_date(c);
    line->notices = notices_of(view, c);
    line->owed = standing_owed_kinds(c);
    line->late = standing_overdue(c, view->now);
    line->quiet_days = standing_quiet_days(c, calendar, view->now, zone);
    line->stage_days = standing_stage_days(c, calendar, view->now, zone);
    line->quiet = view->rules->site.quiet_days && line->quiet_days >= view->rules->site.quiet_days;
    line->today = falls(view, c, today, today);
    line->week = falls(view, c, today, today + (Day)(SUNDAY - day_weekday(today)));
    line->came = wish->since && c->last_received > wish->since;
    return line;
}

const char *queue_waiting_word(const void *waiting_for)
{
    const WaitingFor *one = waiting_for;
    return one->role && *one->role ? one->role : one->what ? one->what : "";
}

static gboolean waits_for(const QueueLine *line, const char *word)
{
    for (guint i = 0; i < line->waiting->len; i++)
        if (strcmp(queue_waiting_word(line->waiting->pdata[i]), word) == 0)
            return TRUE;
    return FALSE;
}

static gboolean concerns(const QueueLine *line, const char *agency)
{
    if (g_strcmp0(line->c->raising, agency) == 0 || g_strcmp0(line->c->challenged, agency) == 0)
        return TRUE;
    for (guint i = 0; i < line->waiting->len; i++)
        if (g_strcmp0(((const WaitingFor *)line->waiting->pdata[i])->agency, agency) == 0)
            return TRUE;
    return FALSE;
}

static gboolean owes(const QueueLine *line, const char *kind)
{
    return strcmp(kind, QUEUE_NOTICES) == 0
               ? line->notices->len > 0
               : g_ptr_array_find_with_equal_func(line->owed, kind, g_str_equal, NULL);
}

static const char *stage_of(const Case *c)
{
    return c->stage ? c->stage : c->stage_claimed ? c->stage_claimed : "";
}

static gboolean is_wanted(const QueueLine *line, const QueueWish *wish)
{
    if (wish->agency && !concerns(line, wish->agency))
        return FALSE;
    if (wish->stage && g_ascii_strcasecmp(stage_of(line->c), wish->stage) != 0)
        return FALSE;
    if (wish->policy && g_strcmp0(line->c->policy, wish->policy) != 0)
        return FALSE;
    if (wish->waiting && !waits_for(line, wish->waiting))
        return FALSE;
    if ((wish->urgent && !line->c->urgent) || (wish->late && !line->late) ||
        (wish->quiet && !line->quiet) || (wish->again && line->c->cycle < 2))
        return FALSE;
    if ((wish->due == QUEUE_DUE_TODAY && !line->today) ||
        (wish->due == QUEUE_DUE_WEEK && !line->week))
        return FALSE;
    return !wish->owes || owes(line, wish->owes);
}

/* ---- order ---- */

static const Case *case_of(gconstpointer line)
{
    return (*(const QueueLine *const *)line)->c;
}

static int by_date(gconstpointer a, gconstpointer b)
{
    const Case *one = case_of(a), *other = case_of(b);
    return standing_compare(&one, &other);
}

static int by_reference(gconstpointer a, gconstpointer b)
{
    const Case *one = case_of(a), *other = case_of(b);
    if (one->urgent != other->urgent)
        return one->urgent ? -1 : 1;
    return strcmp(one->reference, other->reference);
}

static int by_opened(gconstpointer a, gconstpointer b)
{
    const Case *one = case_of(a), *other = case_of(b);
    if (one->urgent != other->urgent)
        return one->urgent ? -1 : 1;
    if (one->opened != other->opened)
        return one->opened < other->opened ? -1 : 1;
    return strcmp(one->reference, other->reference);
}

/* ---- all of them ---- */

static void count(QueueLines *lines, const QueueLine *line)
{
    lines->urgent += line->c->urgent ? 1 : 0;
    lines->late += line->late ? 1 : 0;
    lines->today += line->today ? 1 : 0;
    lines->week += line->week ? 1 : 0;
    lines->quiet += line->quiet ? 1 : 0;
    lines->notices += line->notices->len;
    lines->came += line->came ? 1 : 0;
}

QueueLines *queue_lines_new(const View *view, GPtrArray *cases, const QueueWish *wish)
{
    static const GCompareFunc orders[] = {by_date, by_opened, by_reference};
    QueueLines *lines = g_new0(QueueLines, 1);
    lines->all = g_ptr_array_new_with_free_func(line_free);
    lines->shown = g_ptr_array_new();
    lines->quiet_limit = view->rules->site.quiet_days;
    for (guint i = 0; i < cases->len; i++) {
        QueueLine *line = line_new(view, cases->pdata[i], wish);
        g_ptr_array_add(lines->all, line);
        count(lines, line);
    }
    g_ptr_array_sort(lines->all, orders[wish->order]);
    for (guint i = 0; i < lines->all->len; i++)
        if (is_wanted(lines->all->pdata[i], wish))
            g_ptr_array_add(lines->shown, lines->all->pdata[i]);
    return lines;
}

void queue_lines_free(QueueLines *lines)
{
    if (!lines)
        return;
    g_ptr_array_unref(lines->shown);
    g_ptr_array_unref(lines->all);
    g_free(lines);
}

/* ---- what there is to choose from ---- */

static int compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_word(GPtrArray *words, const char *word)
{
    if (*word && !g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
        g_ptr_array_add(words, (gpointer)word);
}

GPtrArray *queue_lines_stages(const QueueLines *lines)
{
    GPtrArray *words = g_ptr_array_new();
    for (guint i = 0; i < lines->all->len; i++)
        add_word(words, stage_of(((const QueueLine *)lines->all->pdata[i])->c));
    g_ptr_array_sort(words, compare_words);
    return words;
}

GPtrArray *queue_lines_policies(const QueueLines *lines)
{
    GPtrArray *words = g_ptr_array_new();
    for (guint i = 0; i < lines->all->len; i++)
        add_word(words, ((const QueueLine *)lines->all->pdata[i])->c->policy);
    g_ptr_array_sort(words, compare_words);
    return words;
}

GPtrArray *queue_lines_waiting(const QueueLines *lines)
{
    GPtrArray *words = g_ptr_array_new();
    for (guint i = 0; i < lines->all->len; i++) {
        const QueueLine *line = lines->all->pdata[i];
        for (guint j = 0; j < line->waiting->len; j++)
            add_word(words, queue_waiting_word(line->waiting->pdata[j]));
    }
    g_ptr_array_sort(words, compare_words);
    return words;
}

GPtrArray *queue_lines_owed(const QueueLines *lines)
{
    GPtrArray *words = g_ptr_array_new();
    for (guint i = 0; i < lines->all->len; i++) {
        const QueueLine *line = lines->all->pdata[i];
        for (guint j = 0; j < line->owed->len; j++)
            add_word(words, line->owed->pdata[j]);
    }
    g_ptr_array_sort(words, compare_words);
    return words;
}
