/* page_queue: the page that the office's day begins with.
 *
 * What needs somebody comes first: urgent cases, then the next date. Names of children stand nowhere here. What the
 * colours say the words say, too. Fails on nothing. */
#include "page_queue.h"

#include <string.h>

#include "danger.h"
#include "page_parts.h"
#include "standing.h"
#include "words.h"
#include "worker.h"

/* ---- addresses ---- */

const char *page_queue_order_name(QueueOrder order)
{
    static const char *const names[] = {NULL, "opened", "reference"};
    return names[order];
}

const char *page_queue_due_name(QueueDue due)
{
    static const char *const names[] = {NULL, "today", "week"};
    return names[due];
}

char *page_queue_url(const View *view, const QueueWish *wish)
{
    g_autofree char *since = wish->since ? instant_iso(wish->since, view->rules->site.zone) : NULL;
    return html_url("/", "agency", wish->agency, "stage", wish->stage, "policy", wish->policy,
                    "waiting", wish->waiting, "urgent", wish->urgent ? "yes" : NULL, "late",
                    wish->late ? "yes" : NULL, "quiet", wish->quiet ? "yes" : NULL, "again",
                    wish->again ? "yes" : NULL, "due", page_queue_due_name(wish->due), "owes",
                    wish->owes, "sort", page_queue_order_name(wish->order), "since", since, NULL);
}

/* ---- counts ---- */

static void write_count(Html *html, const char *class, guint count, const char *words,
                        const char *url)
{
    html_open(html, "li", "class", count ? class : NULL, NULL);
    html_open(html, "b", NULL);
    html_textf(html, "%u", count);
    html_close(html, "b");
    html_text(html, " ");
    if (url && count)
        page_link(html, url, words);
    else
        html_text(html, words);
    html_close(html, "li");
}

static void write_wish_count(Html *html, const View *view, const char *class, guint count,
                             const char *words, const QueueWish *wish)
{
    g_autofree char *url = page_queue_url(view, wish);
    write_count(html, class, count, words, url);
}

static void write_counts(Html *html, const View *view, const PageQueue *queue)
{
    const QueueLines *lines = queue->lines;
    const Instant since = queue->wish->since;
    g_autofree char *quiet =
        g_strdup_printf("quiet for %u working days or more", lines->quiet_limit);
    html_open(html, "ul", "class", "counts", NULL);
    write_wish_count(html, view, "alert", lines->urgent, "urgent",
                     &(QueueWish){.urgent = TRUE, .since = since});
    write_wish_count(html, view, "alert", lines->late, "late",
                     &(QueueWish){.late = TRUE, .since = since});
    write_wish_count(html, view, "prompt", lines->today, "with a date today",
                     &(QueueWish){.due = QUEUE_DUE_TODAY, .since = since});
    write_wish_count(html, view, NULL, lines->week, "with a date in the seven days from today",
                     &(QueueWish){.due = QUEUE_DUE_WEEK, .since = since});
    if (lines->quiet_limit)
        write_wish_count(html, view, "prompt", lines->quiet, quiet,
                         &(QueueWish){.quiet = TRUE, .since = since});
    write_wish_count(html, view, "prompt", lines->notices,
                     lines->notices == 1 ? "notice owed" : "notices owed",
                     &(QueueWish){.owes = QUEUE_ASK_NOTICES, .since = since});
    write_count(html, "prompt", queue->held.all,
                queue->held.all == 1 ? "message held for a person" : "messages held for a person",
                "/held");
    write_wish_count(html, view, NULL, lines->in_progress, "in progress",
                     &(QueueWish){.since = since});
    html_close(html, "ul");
}

static void write_arrived(Html *html, const View *view, const PageQueue *queue)
{
    const QueueArrived *arrived = queue->arrived;
    const QueueWish *wish = queue->wish;
    g_autofree char *since = words_instant(view, wish->since);
    QueueWish from_now = *wish;
    from_now.since = view->now;
    g_autofree char *url = page_queue_url(view, &from_now);
    html_open(html, "p", NULL);
    html_textf(html,
               "Since %s: %u%s message%s came in, %u into cases, %u held for a person, %u "
               "automatic, %u other. ",
               since, arrived->messages, arrived->more ? " or more" : "",
               arrived->messages == 1 ? "" : "s", arrived->in_cases, arrived->held,
               arrived->automatic, arrived->others);
    html_textf(html, "%u case%s marked NEW heard something since %s. ", queue->lines->came,
               queue->lines->came == 1 ? "" : "s", since);
    page_link(html, url, "Count from now on");
    html_close(html, "p");
}

static void write_urgent_held(Html *html, HeldCount held)
{
    if (!held.urgent)
        return;
    page_note_open(html, MARK_ALERT);
    html_open(html, "p", NULL);
    html_textf(html, "%u message%s for a person and speak%s of immediate harm: ", held.urgent,
               held.urgent == 1 ? " waits" : "s wait", held.urgent == 1 ? "s" : "");
    page_link(html, "/held", "look there first");
    html_close(html, "p");
    page_note_close(html);
}

static void write_first_words(Html *html, const View *view, const PageQueue *queue)
{
    const QueueLines *lines = queue->lines;
    const Policy *policy =
        ruleset_policy_in_force(view->rules, instant_day(view->now, view->rules->site.zone));
    guint came_urgent = 0;
    for (guint i = 0; i < lines->all->len; i++) {
        const QueueLine *line = lines->all->pdata[i];
        came_urgent +=
            !line->ended && line->c->urgent && line->c->last_received >= queue->wish->since;
    }
    write_urgent_held(html, queue->held);
    if (came_urgent)
        page_note(
            html, MARK_ALERT,
            "Something that came in is about a case in which immediate harm was mentioned: it "
            "stands first below.");
    else if (!lines->in_progress && !queue->held.all)
        page_note(html, MARK_GOOD, "Nothing needs you.");
    if (policy && words_past_review(view, policy)) {
        page_note_open(html, MARK_PROMPT);
        html_open(html, "p", NULL);
        html_textf(html, "The policy is past its review date: %s was to be reviewed on %s.",
                   policy->title, policy->review_due);
        html_close(html, "p");
        page_note_close(html);
    }
}

/* ---- lines ---- */

static void write_reference(Html *html, const QueueLine *line)
{
    g_autofree char *path = g_strconcat("/case/", line->c->reference, NULL);
    html_open(html, "th", "scope", "row", NULL);
    html_put(html, "a", line->c->reference, "class", "reference", "href", path, "data-line", "",
             NULL);
    html_text(html, " ");
    if (line->c->urgent)
        page_mark(html, MARK_ALERT, "URGENT");
    if (line->late)
        page_mark(html, MARK_ALERT, "LATE");
    if (line->came)
        page_mark(html, MARK_PLAIN, "NEW");
    html_close(html, "th");
}

static void write_parties(Html *html, const View *view, const Case *c)
{
    page_cell_open(html, "Agencies");
    html_textf(html, "%s → %s", words_agency(view, c->raising), words_agency(view, c->challenged));
    page_cell_close(html);
}

static void write_waiting(Html *html, const View *view, const QueueLine *line)
{
    page_cell_open(html, "Waiting for");
    if (!line->waiting->len)
        html_text(html, "nobody");
    for (guint i = 0; i < line->waiting->len; i++) {
        g_autofree char *words = words_waiting_brief(view, line->waiting->pdata[i]);
        html_put(html, "p", words, NULL);
    }
    page_cell_close(html);
}

static void write_age(Html *html, const View *view, const QueueLine *line)
{
    g_autofree char *opened = day_words(instant_day(line->c->opened, view->rules->site.zone));
    page_cell_open(html, "Age");
    html_open(html, "p", NULL);
    html_textf(html, "opened %s", opened);
    html_close(html, "p");
    if (line->c->stage) {
        html_open(html, "p", NULL);
        html_textf(html, "%u working day%s in this stage", line->stage_days,
                   line->stage_days == 1 ? "" : "s");
        html_close(html, "p");
    }
    if (line->quiet_days) {
        html_open(html, "p", "class", line->quiet ? "prompt-words" : NULL, NULL);
        html_textf(html, "quiet for %u", line->quiet_days);
        html_close(html, "p");
    }
    page_cell_close(html);
}

static void write_next(Html *html, const View *view, const QueueLine *line)
{
    page_cell_open(html, "Next date");
    if (line->next) {
        g_autofree char *due = words_due(view, line->next);
        g_autofree char *kind = words_plain(line->next->kind);
        html_textf(html, "%s, %s, %s", due, kind, words_date_standing(view, line->next));
    } else {
        html_text(html, "none");
    }
    page_cell_close(html);
}

static void write_remarks(Html *html, const View *view, const QueueLine *line)
{
    const Case *c = line->c;
    const GPtrArray *owed = line->owed;
    page_cell_open(html, "Remarks");
    g_autofree char *harm =
        g_strdup_printf("%s not answered", danger_open_words(c, view->rules, NULL));
    if (c->harm_unanswered)
        html_put(html, "p", harm, "class", "alert-words", NULL);
    if (c->routing_held != SIDE_NONE)
        html_put(html, "p", "routing held: name the agency", "class", "prompt-words", NULL);
    if (worker_unreached(c, view->rules))
        html_put(html, "p", "no address of the worker who raised it: they hear nothing", "class",
                 "prompt-words", NULL);
    if (c->objections->len > 0)
        html_put(html, "p", "needs a decision: a message waits", "class", "prompt-words", NULL);
    if (c->state != CASE_OPEN)
        html_put(html, "p", case_state_name(c->state), NULL);
    if (c->cycle > 1)
        html_put(html, "p", "opened again", NULL);
    if (owed->len) {
        html_open(html, "p", NULL);
        html_text(html, "owed: ");
        for (guint i = 0; i < owed->len; i++) {
            g_autofree char *words = words_owed_kind(view, c, owed->pdata[i]);
            html_textf(html, "%s%s", i ? ", " : "", words);
        }
        html_close(html, "p");
    }
    page_cell_close(html);
}

static void write_line(Html *html, const View *view, const QueueLine *line)
{
    g_autofree char *stage = words_stage(view, line->c, TRUE);
    html_open(html, "tr", "class", line->c->urgent ? "urgent" : NULL, NULL);
    write_reference(html, line);
    page_cell(html, "Stage", stage);
    write_parties(html, view, line->c);
    write_waiting(html, view, line);
    write_age(html, view, line);
    write_next(html, view, line);
    write_remarks(html, view, line);
    html_close(html, "tr");
}

static void write_lines(Html *html, const View *view, const PageQueue *queue)
{
    static const char *const headings[] = {"Reference",   "Stage", "Raised by → against",
                                           "Waiting for", "Age",   "Next date",
                                           "Remarks",     NULL};
    const GPtrArray *shown = queue->lines->shown;
    g_autofree char *caption =
        g_strdup_printf("%u case%s%s", shown->len, shown->len == 1 ? "" : "s",
                        queue_wish_any(queue->wish) ? " as asked for" : " in progress");
    if (!shown->len) {
        html_put(html, "p",
                 queue->lines->in_progress ? "No case is as asked for." : "No case is in progress.",
                 NULL);
        return;
    }
    page_table_open(html, caption, headings);
    for (guint i = 0; i < shown->len; i++)
        write_line(html, view, shown->pdata[i]);
    page_table_close(html);
}

/* ---- notices ---- */

static void write_notice(Html *html, const View *view, const Case *c, const Owed *owed)
{
    g_autofree char *kind = words_owed(view, c, owed->kind, owed->role);
    g_autofree char *by = words_holder(view, owed->role, owed->agency, NULL);
    g_autofree char *since = words_short(view, owed->since);
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    page_case_link(html, c->reference);
    html_close(html, "th");
    page_cell_open(html, "Notice");
    html_text(html, kind);
    if (owed->child)
        html_textf(html, ", child %u", owed->child);
    page_cell_close(html);
    page_cell(html, "Owed by", by);
    page_cell(html, "Since", since);
    page_cell(html, "Section", owed->source);
    html_close(html, "tr");
}

static void write_notices(Html *html, const View *view, const QueueLines *lines)
{
    static const char *const headings[] = {"Reference", "Notice",  "Owed by",
                                           "Since",     "Section", NULL};
    guint notices = 0;
    for (guint i = 0; i < lines->all->len; i++)
        notices += ((const QueueLine *)lines->all->pdata[i])->notices->len;
    if (!notices)
        return;
    html_put(html, "h2", "Notices still owed", "id", "notices", NULL);
    page_table_open(html, "About the status of a child, to the person the policy names", headings);
    for (guint i = 0; i < lines->all->len; i++) {
        const QueueLine *line = lines->all->pdata[i];
        for (guint j = 0; j < line->notices->len; j++)
            write_notice(html, view, line->c, line->notices->pdata[j]);
    }
    page_table_close(html);
}

void page_queue(Html *html, const View *view, const PageQueue *queue)
{
    write_first_words(html, view, queue);
    write_counts(html, view, queue);
    write_arrived(html, view, queue);
    page_queue_filters(html, view, queue);
    write_lines(html, view, queue);
    write_notices(html, view, queue->lines);
}
