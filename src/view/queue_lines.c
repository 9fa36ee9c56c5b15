/* queue_lines: derives a line from every case, orders and counts; queue_ask.h chooses, as for the terminal.
 *
 * Counts are of all cases in progress, never of those that are shown, so that a filter hides nothing from them. Fails on nothing; keeps no clock: 'now' is the view's. */
#include "queue_lines.h"

#include <string.h>

#include "queue_ask.h"
#include "standing.h"

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

static QueueLine *line_new(const View *view, const Case *c, const QueueWish *wish)
{
    GTimeZone *zone = view->rules->site.zone;
    const Calendar *calendar = view->rules->calendar;
    Day today = instant_day(view->now, zone);
    QueueLine *line = g_new0(QueueLine, 1);
    line->c = c;
    line->waiting = standing_waiting_for(c, view->rules, view->now);
    line->next = standing_next_date(c);
    line->notices = queue_ask_notices(c, view->rules);
    line->owed = standing_owed_kinds(c);
    line->late = standing_overdue(c, view->now);
    line->quiet_days = standing_quiet_days(c, calendar, view->now, zone);
    line->stage_days = standing_stage_days(c, calendar, view->now, zone);
    line->quiet = view->rules->site.quiet_days && line->quiet_days >= view->rules->site.quiet_days;
    line->today = queue_ask_falls(c, view->rules, today, today);
    line->week = queue_ask_falls(c, view->rules, today, today + QUEUE_ASK_WEEK - 1);
    line->came = wish->since && queue_ask_heard(c, wish->since);
    line->ended = case_is_over(c);
    return line;
}

/* `since` marks, and leaves nothing out. */
static QueueAsk ask_of(const View *view, const QueueWish *wish)
{
    QueueAsk ask = {
        .agency = wish->agency,
        .stage = wish->stage,
        .policy = wish->policy,
        .owed = wish->owes,
        .waiting_role = wish->waiting,
        .quiet_days = wish->quiet ? MAX(view->rules->site.quiet_days, 1) : 0,
        .urgent = wish->urgent,
        .late = wish->late,
        .reopened = wish->again,
    };
    if (wish->due != QUEUE_DUE_ANY)
        queue_ask_due(&ask, instant_day(view->now, view->rules->site.zone),
                      wish->due == QUEUE_DUE_WEEK ? QUEUE_ASK_WEEK : 1);
    return ask;
}

gboolean queue_wish_of_ended(const QueueWish *wish)
{
    const QueueAsk ask = {.owed = wish->owes, .reopened = wish->again};
    return queue_ask_of_ended(&ask);
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
    if (line->ended)
        return;
    lines->in_progress++;
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
    const QueueAsk ask = ask_of(view, wish);
    lines->quiet_limit = view->rules->site.quiet_days;
    for (guint i = 0; i < cases->len; i++) {
        QueueLine *line = line_new(view, cases->pdata[i], wish);
        g_ptr_array_add(lines->all, line);
        count(lines, line);
    }
    g_ptr_array_sort(lines->all, orders[wish->order]);
    for (guint i = 0; i < lines->all->len; i++)
        if (queue_ask_fits(&ask, case_of(&lines->all->pdata[i]), view->rules, view->now))
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
        add_word(words, queue_ask_stage(((const QueueLine *)lines->all->pdata[i])->c));
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
            add_word(words, queue_ask_waiting_word(line->waiting->pdata[j]));
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
