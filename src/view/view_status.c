/* How a site is, for an administrator at a terminal and for whatever watches it. What is wrong
 * comes first. Fails on nothing; writes only to view->out. */
#include "status.h"

#include "columns.h"
#include "json_out.h"
#include "words.h"

static void process_free(gpointer data)
{
    StatusProcess *process = data;
    g_free(process->name);
    g_free(process->mailbox);
    g_free(process->error);
    g_free(process);
}

Status *status_new(void)
{
    Status *status = g_new0(Status, 1);
    status->processes = g_ptr_array_new_with_free_func(process_free);
    status->problems = g_ptr_array_new_with_free_func(g_free);
    return status;
}

void status_free(Status *status)
{
    if (status == NULL)
        return;
    g_ptr_array_unref(status->processes);
    g_ptr_array_unref(status->problems);
    g_free(status);
}

StatusProcess *status_process_new(const char *name)
{
    StatusProcess *process = g_new0(StatusProcess, 1);
    process->name = g_strdup(name);
    process->error = g_strdup("");
    process->waiting = -1;
    return process;
}

/* ---- JSON ---- */

static void json_process(JsonBuilder *out, const View *view, const StatusProcess *process)
{
    json_out_object(out, NULL);
    json_out_text(out, "name", process->name);
    json_out_known(out, "mailbox", process->mailbox);
    json_out_bool(out, "running", process->running);
    json_out_number(out, "pid", process->pid);
    json_out_instant(out, "started", view, process->started);
    json_out_instant(out, "last_ok", view, process->last_ok);
    json_out_instant(out, "last_try", view, process->last_try);
    json_out_instant(out, "failing_since", view, process->failing_since);
    json_out_bool(out, "refused", process->refused);
    json_out_known(out, "error", process->error);
    if (process->waiting >= 0)
        json_out_int(out, "waiting", process->waiting);
    else
        json_out_null(out, "waiting");
    json_builder_end_object(out);
}

static void json_waiting(JsonBuilder *out, const View *view, const char *name, guint count,
                         Instant oldest)
{
    json_out_object(out, name);
    json_out_int(out, "waiting", count);
    json_out_instant(out, "oldest", view, oldest);
    json_builder_end_object(out);
}

static void status_json(const View *view, const Status *status)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "now", view, view->now);
    json_out_bool(out, "healthy", status->problems->len == 0);
    json_out_words(out, "problems", status->problems);
    json_out_list(out, "processes");
    for (guint i = 0; i < status->processes->len; i++)
        json_process(out, view, status->processes->pdata[i]);
    json_builder_end_array(out);
    json_out_instant(out, "last_poll", view, status->last_poll);
    json_waiting(out, view, "spool", status->spooled, status->spool_oldest);
    json_waiting(out, view, "outbox", status->mails, status->mail_oldest);
    json_out_int(out, "held", status->held);
    json_out_int(out, "disk_free_mib", (gint64)status->free_mib);
    json_out_instant(out, "last_backup", view, status->backup);
    json_out_bool(out, "confined", status->lacks == NULL);
    json_builder_end_object(out);
    json_out_end(view, out);
}

/* ---- text ---- */

static void add_process(Table *table, const View *view, const StatusProcess *process)
{
    static const char *const standing[] = {"not running", "runs"};
    g_autofree char *ok = words_short(view, process->last_ok);
    g_autofree char *since = words_short(view, process->failing_since);
    g_autofree char *pid =
        process->pid > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, process->pid) : g_strdup("");
    gboolean fails = *process->error != '\0';
    table_add(table, fails || !process->running ? INK_ALERT : INK_PLAIN, process->name,
              standing[process->running ? 1 : 0], pid, *ok ? ok : "never",
              process->mailbox ? process->mailbox : "", NULL);
    if (!fails)
        return;
    g_autofree char *note = g_strdup_printf("fails since %s: %s", since, process->error);
    table_note(table, INK_ALERT, note);
}

static void print_processes(const View *view, const Status *status)
{
    static const char *const headings[] = {"PROCESS",      "",        "NUMBER",
                                           "LAST SUCCESS", "MAILBOX", NULL};
    g_autoptr(Table) table = table_new(2, headings);
    for (guint i = 0; i < status->processes->len; i++)
        add_process(table, view, status->processes->pdata[i]);
    table_print(table, view);
}

static void print_waiting(const View *view, const char *what, const char *one, const char *many,
                          guint count, Instant oldest)
{
    g_autofree char *since = words_short(view, oldest);
    if (count == 0)
        columns_item(view, INK_PLAIN, "%s: nothing waits", what);
    else
        columns_item(view, INK_PLAIN, "%s: %u %s, the oldest since %s", what, count,
                     count == 1 ? one : many, since);
}

static void print_figures(const View *view, const Status *status)
{
    g_autofree char *backup = words_short(view, status->backup);
    fputc('\n', view->out);
    print_waiting(view, "spool", "message waits to be worked", "messages wait to be worked",
                  status->spooled, status->spool_oldest);
    print_waiting(view, "outbox", "mail waits to be sent", "mails wait to be sent", status->mails,
                  status->mail_oldest);
    if (status->held == 0)
        columns_item(view, INK_PLAIN, "held: nothing waits for a person");
    else
        columns_item(view, INK_PLAIN, "held: %u message%s for a person (casegate held)",
                     status->held, status->held == 1 ? " waits" : "s wait");
    columns_item(view, INK_PLAIN, "disk: %" G_GUINT64_FORMAT " MiB free, the limit is %u",
                 status->free_mib, view->rules->site.disk_free_mib);
    columns_item(view, *backup ? INK_PLAIN : INK_PROMPT, "backup: %s",
                 *backup ? backup : "never (casegate backup FILE)");
    if (status->lacks)
        columns_item(view, INK_PROMPT, "confinement: %s", status->lacks);
}

void view_status(const View *view, const Status *status)
{
    if (view->json) {
        status_json(view, status);
        return;
    }
    g_autofree char *now = words_instant(view, view->now);
    if (status->problems->len == 0)
        columns_line(view, INK_STRONG, "All is well at %s.", now);
    else
        columns_line(view, INK_ALERT, "%u %s looking at, at %s:", status->problems->len,
                     status->problems->len == 1 ? "thing needs" : "things need", now);
    for (guint i = 0; i < status->problems->len; i++)
        columns_item(view, INK_ALERT, "%s", (const char *)status->problems->pdata[i]);
    fputc('\n', view->out);
    print_processes(view, status);
    print_figures(view, status);
}
