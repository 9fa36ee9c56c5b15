/* page_queue_filters: what of the queue is shown, chosen from what there is. A filter leaves out cases, never parts of one. Fails on
 * nothing. */
#include "page_queue.h"

#include <string.h>

#include "page_parts.h"
#include "words.h"

static void write_option(Html *html, const char *value, const char *words, const char *chosen)
{
    html_put(html, "option", words, "value", value, "selected",
             g_strcmp0(value, chosen ? chosen : "") == 0 ? "" : NULL, NULL);
}

static void select_open(Html *html, const char *name, const char *label)
{
    g_autofree char *id = g_strconcat("filter-", name, NULL);
    html_open(html, "div", "class", "field", NULL);
    html_put(html, "label", label, "for", id, NULL);
    html_open(html, "select", "id", id, "name", name, NULL);
}

static void select_close(Html *html)
{
    html_close(html, "select");
    html_close(html, "div");
}

static void write_agencies(Html *html, const View *view, const QueueWish *wish)
{
    const Directory *directory = view->rules->directory;
    select_open(html, "agency", "Agency");
    write_option(html, "", "any", wish->agency);
    for (guint i = 0; i < directory_agencies(directory); i++) {
        const Agency *agency = directory_agency_at(directory, i);
        write_option(html, agency->id, agency->name, wish->agency);
    }
    select_close(html);
}

/* "S2": the policies' own names for it, since two policies may have a stage of one id. */
static char *stage_words(const View *view, const char *id)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < view->rules->policies->len; i++) {
        const PolicyStage *stage = policy_stage(view->rules->policies->pdata[i], id);
        if (stage && stage->name && !strstr(words->str, stage->name))
            g_string_append_printf(words, "%s%s", words->len ? " / " : "", stage->name);
    }
    return g_strdup(words->len ? words->str : id);
}

static void write_stages(Html *html, const View *view, const PageQueue *queue)
{
    g_autoptr(GPtrArray) stages = queue_lines_stages(queue->lines);
    select_open(html, "stage", "Stage");
    write_option(html, "", "any", queue->wish->stage);
    for (guint i = 0; i < stages->len; i++) {
        g_autofree char *words = stage_words(view, stages->pdata[i]);
        write_option(html, stages->pdata[i], words, queue->wish->stage);
    }
    select_close(html);
}

static void write_waiting_choice(Html *html, const PageQueue *queue)
{
    g_autoptr(GPtrArray) waiting = queue_lines_waiting(queue->lines);
    select_open(html, "waiting", "Waiting for");
    write_option(html, "", "anybody", queue->wish->waiting);
    for (guint i = 0; i < waiting->len; i++) {
        g_autofree char *words = words_plain(waiting->pdata[i]);
        write_option(html, waiting->pdata[i], words, queue->wish->waiting);
    }
    select_close(html);
}

static void write_owed_choice(Html *html, const PageQueue *queue)
{
    g_autoptr(GPtrArray) owed = queue_lines_owed(queue->lines);
    select_open(html, "owes", "Owed");
    write_option(html, "", "anything or nothing", queue->wish->owes);
    write_option(html, QUEUE_ASK_NOTICES, "a notice about a child's status", queue->wish->owes);
    for (guint i = 0; i < owed->len; i++) {
        g_autofree char *words = words_plain(owed->pdata[i]);
        write_option(html, owed->pdata[i], words, queue->wish->owes);
    }
    select_close(html);
}

static void write_policies(Html *html, const PageQueue *queue)
{
    g_autoptr(GPtrArray) policies = queue_lines_policies(queue->lines);
    select_open(html, "policy", "Policy");
    write_option(html, "", "any", queue->wish->policy);
    for (guint i = 0; i < policies->len; i++)
        write_option(html, policies->pdata[i], policies->pdata[i], queue->wish->policy);
    select_close(html);
}

static void write_order(Html *html, const QueueWish *wish)
{
    select_open(html, "sort", "Sorted by");
    write_option(html, "", "next date", page_queue_order_name(wish->order));
    write_option(html, "opened", "when it was opened", page_queue_order_name(wish->order));
    write_option(html, "reference", "reference", page_queue_order_name(wish->order));
    select_close(html);
}

static void write_tick(Html *html, const char *name, const char *words, gboolean ticked)
{
    g_autofree char *id = g_strconcat("filter-", name, NULL);
    html_open(html, "div", "class", "choice", NULL);
    html_void(html, "input", "type", "checkbox", "id", id, "name", name, "value", "yes", "checked",
              ticked ? "" : NULL, NULL);
    html_put(html, "label", words, "for", id, NULL);
    html_close(html, "div");
}

void page_queue_filters(Html *html, const View *view, const PageQueue *queue)
{
    const QueueWish *wish = queue->wish;
    g_autofree char *since = instant_iso(wish->since, view->rules->site.zone);
    html_open(html, "form", "class", "filters", "method", "get", "action", "/", "aria-label",
              "What is shown", NULL);
    write_agencies(html, view, wish);
    write_stages(html, view, queue);
    write_policies(html, queue);
    write_waiting_choice(html, queue);
    write_owed_choice(html, queue);
    write_order(html, wish);
    write_tick(html, "urgent", "urgent only", wish->urgent);
    write_tick(html, "late", "late only", wish->late);
    write_tick(html, "quiet", "quiet only", wish->quiet);
    write_tick(html, "again", "opened again only", wish->again);
    if (wish->due != QUEUE_DUE_ANY)
        html_void(html, "input", "type", "hidden", "name", "due", "value",
                  page_queue_due_name(wish->due), NULL);
    html_void(html, "input", "type", "hidden", "name", "since", "value", since, NULL);
    html_put(html, "button", "Show", "type", "submit", NULL);
    if (queue_wish_any(wish) || wish->order != QUEUE_BY_DATE)
        page_link(html, "/", "Show all");
    html_close(html, "form");
}
