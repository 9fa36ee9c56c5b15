/* What was sent to whom, newest first, and what became of it: a line a mail. What a mail says is seen in its case only. Of an
 * answer to a restricted message the named officers see to whom. */
#include "columns.h"
#include "json_out.h"
#include "printer.h"
#include "words.h"

static Ink ink_of(const OutboxRow *mail)
{
    return g_str_equal(mail->state, "failed")     ? INK_ALERT
           : g_str_equal(mail->state, "deferred") ? INK_PROMPT
                                                  : INK_PLAIN;
}

static void add_row(Table *table, const View *view, const OutboxRow *mail)
{
    g_autofree char *at = words_short(view, mail->at ? mail->at : mail->queued);
    if (mail->restricted && !view->restricted) {
        table_add(table, ink_of(mail), at, mail->state, "", WORDS_RESTRICTED, "", NULL);
        return;
    }
    g_autofree char *role = words_plain(mail->role);
    g_autofree char *to = *role ? g_strdup_printf("%s (%s)", mail->to, role) : g_strdup(mail->to);
    table_add(table, ink_of(mail), at, mail->state, mail->reference, mail->template, to, NULL);
    if (*mail->why)
        table_note(table, ink_of(mail), mail->why);
}

void view_sent(const View *view, GPtrArray *mails)
{
    static const char *const headings[] = {"AT", "STATE", "CASE", "MAIL", "TO", NULL};
    if (view->json) {
        JsonBuilder *out = json_out_begin();
        json_out_object(out, NULL);
        json_out_mails(out, "mails", view, mails);
        json_builder_end_object(out);
        json_out_end(view, out);
        return;
    }
    g_autoptr(Table) table = table_new(0, headings);
    for (guint i = 0; i < mails->len; i++)
        add_row(table, view, mails->pdata[i]);
    if (mails->len)
        table_print(table, view);
    else
        columns_line(view, INK_PLAIN, "no mail");
}
