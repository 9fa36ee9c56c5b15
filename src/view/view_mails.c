/* One outgoing mail as its recipient sees it: the headers that matter, then the text as it was
 * sent.
 *
 * The body keeps its own line ends and blanks, so only controls are taken out of it.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "json_out.h"
#include "words.h"

static void json_mail(JsonBuilder *out, const View *view, const OutboxRow *mail)
{
    json_out_object(out, NULL);
    json_out_text(out, "to", mail->to);
    json_out_known(out, "to_name", mail->to_name);
    json_out_known(out, "role", mail->role);
    json_out_known(out, "from", mail->mailbox);
    json_out_text(out, "template", mail->template);
    json_out_text(out, "subject", mail->subject);
    json_out_text(out, "message_id", mail->message_id);
    json_out_known(out, "in_reply_to", mail->in_reply_to);
    json_out_text(out, "state", mail->state);
    json_out_known(out, "why", mail->why);
    json_out_instant(out, "at", view, mail->at ? mail->at : mail->queued);
    json_out_text(out, "body", mail->body);
    json_builder_end_object(out);
}

static void mails_json(const View *view, GPtrArray *mails)
{
    JsonBuilder *out = json_out_begin();
    json_builder_begin_array(out);
    for (guint i = 0; i < mails->len; i++)
        json_mail(out, view, mails->pdata[i]);
    json_builder_end_array(out);
    json_out_end(view, out);
}

static void print_body(const View *view, const char *body)
{
    for (; *body; body = g_utf8_next_char(body)) {
        gunichar letter = g_utf8_get_char(body);
        if (letter != '\n' &&
            (g_unichar_iscntrl(letter) || g_unichar_type(letter) == G_UNICODE_FORMAT))
            continue;
        fwrite(body, 1, (gsize)(g_utf8_next_char(body) - body), view->out);
    }
}

static void print_mail(const View *view, const OutboxRow *mail)
{
    g_autofree char *at = words_instant(view, mail->at ? mail->at : mail->queued);
    g_autofree char *state = words_plain(mail->state ? mail->state : "");
    gboolean named = mail->to_name && *mail->to_name;
    columns_line(view, INK_FAINT, "%s %s", state, at);
    columns_line(view, INK_STRONG, "From: %s", mail->mailbox ? mail->mailbox : "");
    columns_line(view, INK_STRONG, named ? "To: %s <%s>" : "To: %s%s", named ? mail->to_name : "",
                 mail->to);
    columns_line(view, INK_STRONG, "Subject: %s", mail->subject ? mail->subject : "");
    fputc('\n', view->out);
    print_body(view, mail->body ? mail->body : "");
    if (mail->body && !g_str_has_suffix(mail->body, "\n"))
        fputc('\n', view->out);
}

void view_mails(const View *view, GPtrArray *mails)
{
    if (view->json) {
        mails_json(view, mails);
        return;
    }
    if (!mails->len)
        columns_line(view, INK_PLAIN, "no mail was written");
    for (guint i = 0; i < mails->len; i++) {
        if (i)
            columns_line(view, INK_FAINT, "----------------------------------------");
        print_mail(view, mails->pdata[i]);
    }
}
