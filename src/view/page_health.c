/* page_health: how the site is, and what the desk's words mean. What is wrong comes first. Fails on nothing. */
#include "page_lists.h"

#include "words.h"

static void write_process(Html *html, const View *view, const StatusProcess *process)
{
    g_autofree char *ok = words_short(view, process->last_ok);
    g_autofree char *since = words_short(view, process->failing_since);
    html_open(html, "tr", NULL);
    html_put(html, "th", process->name, "scope", "row", NULL);
    page_cell_open(html, "Standing");
    if (process->running)
        html_text(html, "runs");
    else
        page_mark(html, MARK_ALERT, "not running");
    page_cell_close(html);
    page_cell(html, "Last success", *ok ? ok : "never");
    page_cell(html, "Mailbox", process->mailbox);
    page_cell_open(html, "Trouble");
    if (*process->error)
        html_textf(html, "since %s: %s", since, process->error);
    page_cell_close(html);
    html_close(html, "tr");
}

static void write_waiting(Html *html, const View *view, const char *label, guint count,
                          Instant oldest)
{
    g_autofree char *since = words_short(view, oldest);
    g_autofree char *text = count ? g_strdup_printf("%u, the oldest since %s", count, since)
                                  : g_strdup("nothing waits");
    page_row(html, label, text);
}

void page_health(Html *html, const View *view, const Status *status)
{
    static const char *const headings[] = {"Process", "Standing", "Last success",
                                           "Mailbox", "Trouble",  NULL};
    g_autofree char *backup = words_short(view, status->backup);
    g_autofree char *disk = g_strdup_printf("%" G_GUINT64_FORMAT " MiB free, the limit is %u",
                                            status->free_mib, view->rules->site.disk_free_mib);
    if (!status->problems->len)
        page_note(html, MARK_GOOD, "All is well.");
    for (guint i = 0; i < status->problems->len; i++)
        page_note(html, MARK_ALERT, status->problems->pdata[i]);
    page_table_open(html, "What is at work", headings);
    for (guint i = 0; i < status->processes->len; i++)
        write_process(html, view, status->processes->pdata[i]);
    page_table_close(html);
    page_rows_open(html);
    write_waiting(html, view, "Messages to be worked", status->spooled, status->spool_oldest);
    write_waiting(html, view, "Mails to be sent", status->mails, status->mail_oldest);
    page_row(html, "Disk", disk);
    page_row(html, "Last backup", *backup ? backup : "never");
    page_row(html, "Confinement", status->lacks);
    page_rows_close(html);
}

/* ---- what the words mean ---- */

static const struct {
    const char *word, *meaning;
} words[] = {
    {"urgent", "immediate harm was said, or read in a message. It stands first. It says nothing of "
               "whether the child is safe."},
    {"late",
     "a same-day, maximum, immediate or outstanding date has passed and was not met. A guide "
     "or safe-by date only prompts, and is 'reached'."},
    {"quiet", "no message has come for as many working days as the site has set."},
    {"age", "working days in the present stage, without weekends and bank holidays."},
    {"next date",
     "the earliest date that is not met yet. Its page says how it was reckoned. What a "
     "policy does not say has no date."},
    {"waiting for", "whose turn it is by the policy: a role of an agency, or the office."},
    {"provisional", "a case in which facts are missing that the policy asks for."},
    {"open", "a case that takes its course."},
    {"closing", "said to be resolved; what the policy asks for before it may close is still owed."},
    {"closed", "closed; it can be opened again, with a reason."},
    {"handed off", "another process has taken it over."},
    {"held message", "a message that a person looks at first, with the reason."},
    {"link", "a held message belongs to that case, and is worked as part of it."},
    {"set aside", "a held message needs nothing; the reason stands in the list of all messages."},
    {"notice owed",
     "the policy asks an agency to tell somebody because of a child's status, and it "
     "has not said that it did."},
    {"legal hold", "nothing of the case is erased, whatever the site's periods say."},
    {"failed", "of a mail: it did not arrive, or the server refused it for good."},
    {"deferred", "of a mail: the server said 'later'; it is tried again."},
    {"suppressed", "of a mail: it was stopped before it was sent, with the reason."},
    {"sent", "of a mail: the server has taken it. A report that it bounced makes it failed."},
};

static void write_policy(Html *html, const Policy *policy)
{
    html_open(html, "h2", NULL);
    html_text(html, policy->title);
    html_close(html, "h2");
    page_rows_open(html);
    page_row(html, "Version", policy->version);
    page_row(html, "To be reviewed", policy->review_due);
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = policy->stages->pdata[i];
        g_autofree char *text =
            g_strdup_printf("%s%s%s", stage->label, stage->section ? ", section " : "",
                            stage->section ? stage->section : "");
        page_row(html, stage->name ? stage->name : stage->id, text);
    }
    page_rows_close(html);
}

void page_words_help(Html *html, const View *view)
{
    const Policy *policy =
        ruleset_policy_in_force(view->rules, instant_day(view->now, view->rules->site.zone));
    page_rows_open(html);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        page_row(html, words[i].word, words[i].meaning);
    page_rows_close(html);
    html_put(
        html, "p",
        "Keys: n and p go to the next and the previous line of a list. Everything works without "
        "them, and without scripts.",
        NULL);
    if (policy)
        write_policy(html, policy);
}
