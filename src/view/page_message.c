/* page_message: what somebody wrote, for the eyes of the office.
 *
 * The words are those that the reader child took out of the message; they are shown as text, line by line, with everything
 * that could act taken out by html.h. Addresses are shown and lead nowhere. The subject is cleaned, as everywhere but in
 * the sealed original. Fails on nothing. */
#include "page_message.h"

#include <string.h>

#include "words.h"

static void write_addresses(Html *html, const char *label, const GArray *addresses)
{
    if (!addresses->len)
        return;
    page_row_open(html, label);
    for (guint i = 0; i < addresses->len; i++) {
        const MailAddress *one = &g_array_index(addresses, MailAddress, i);
        gboolean both = *one->name && *one->address;
        html_textf(html, "%s%s%s%s%s", i ? ", " : "", one->name, both ? " <" : "", one->address,
                   both ? ">" : "");
    }
    page_row_close(html);
}

static void write_text(Html *html, const char *heading, const char *title, const char *text)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    if (!*trimmed)
        return;
    html_put(html, heading, title, NULL);
    html_open(html, "div", "class", "letter", NULL);
    html_lines(html, trimmed);
    html_close(html, "div");
}

static void write_files(Html *html, const MailRecord *mail)
{
    static const char *const headings[] = {"File", "Kind", "Bytes", "Read", NULL};
    if (!mail->attachments->len)
        return;
    page_table_open(html, "Its parts", headings);
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(mail->attachments, MailAttachment, i);
        g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, file->bytes);
        g_autofree char *read =
            file->read ? g_strdup("read") : g_strdup_printf("not read: %s", file->why);
        html_open(html, "tr", NULL);
        html_put(html, "th", *file->name ? file->name : "(without a name)", "scope", "row", NULL);
        page_cell(html, "Kind", file->type);
        page_cell(html, "Bytes", bytes);
        page_cell(html, "Read", read);
        html_close(html, "tr");
    }
    page_table_close(html);
}

static void write_forwarded(Html *html, const View *view, const MailRecord *mail,
                            const char *heading)
{
    for (guint i = 0; i < mail->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(mail->forwarded, MailForwarded, i);
        g_autofree char *sent = words_instant(view, inner->date);
        g_autofree char *title = g_strdup_printf(
            "Forwarded in it, %u: from %s%s%s%s%s", i + 1, inner->from_name,
            *inner->from_name && *inner->from ? ", " : "", inner->from, *sent ? ", " : "", sent);
        write_text(html, heading, title, *inner->text ? inner->text : "(no words)");
    }
}

static void write_warnings(Html *html, const MailRecord *mail)
{
    static const struct {
        guint flag;
        const char *words;
    } flags[] = {
        {MAIL_FLAG_SEVERAL_FROM, "It names several senders, or none: none is to be believed."},
        {MAIL_FLAG_TRUNCATED, "It is longer than is shown: a limit cut it."},
        {MAIL_FLAG_DIVERGENT, "Its text and its formatted version say different things."},
        {MAIL_FLAG_ENCRYPTED, "It is encrypted, and cannot be read here."},
        {MAIL_FLAG_BROKEN, "It is not a whole message."},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
        if (mail->flags & flags[i].flag)
            page_note(html, MARK_PROMPT, flags[i].words);
}

void page_message_words(Html *html, const View *view, const MailRecord *mail, const char *failure,
                        const char *heading)
{
    if (!mail) {
        page_note_open(html, MARK_PROMPT);
        html_open(html, "p", NULL);
        html_textf(html, "The message itself cannot be shown: %s.",
                   failure ? failure : "nobody read it");
        html_close(html, "p");
        page_note_close(html);
        return;
    }
    write_warnings(html, mail);
    write_text(html, heading, "Written now", mail->text_new);
    write_text(html, heading, "Signature", mail->text_signature);
    write_text(html, heading, "Quoted: not taken as said now", mail->text_quoted);
    write_forwarded(html, view, mail, heading);
    write_files(html, mail);
}

static void write_case(Html *html, const LedgerRow *row)
{
    if (!row->reference || !*row->reference)
        return;
    page_row_open(html, "Case");
    page_case_link(html, row->reference);
    page_row_close(html);
}

static void write_held(Html *html, const PageMessage *message)
{
    if (!message->held)
        return;
    page_row_open(html, "Held");
    g_autofree char *words = message->held->resolved
                                 ? g_strdup_printf("decided: %s", message->held->resolution)
                                 : g_strdup("waits for a person");
    page_number_link(html, "/held", message->held->id, words);
    page_row_close(html);
}

static void write_head(Html *html, const View *view, const PageMessage *message)
{
    const LedgerRow *row = message->row;
    g_autofree char *received = words_instant(view, row->received);
    g_autofree char *kind = words_plain(row->kind ? row->kind : "");
    g_autofree char *became = words_plain(row->disposition ? row->disposition : "");
    page_rows_open(html);
    page_row(html, "Received", received);
    page_row(html, "By", row->mailbox);
    page_row(html, "From", row->from);
    if (message->mail) {
        g_autofree char *sent = words_instant(view, message->mail->date);
        g_autofree char *subject = view_clean_subject(view->rules, message->mail->subject);
        write_addresses(html, "To", message->mail->to);
        write_addresses(html, "Copy to", message->mail->cc);
        page_row(html, "Dated by its sender", sent);
        page_row(html, "Subject, cleaned", subject);
    }
    page_row(html, "Read as", kind);
    page_row(html, "Became", became);
    page_row(html, "Why", row->reason);
    write_case(html, row);
    write_held(html, message);
    if (row->repeat_of) {
        page_row_open(html, "A copy of");
        page_number_link(html, "/message", row->repeat_of, "the message that came first");
        page_row_close(html);
    }
    page_row(html, "SHA-256 of the sealed original", row->sha256);
    page_rows_close(html);
}

void page_message(Html *html, const View *view, const PageMessage *message)
{
    write_head(html, view, message);
    page_message_words(html, view, message->mail, message->failure, "h2");
}

/* ---- all of them ---- */

static void write_row(Html *html, const View *view, const LedgerRow *row)
{
    gboolean closed = !view->restricted && ledger_row_restricted(row);
    g_autofree char *received = words_short(view, row->received);
    g_autofree char *kind = words_plain(row->kind && !closed ? row->kind : "");
    g_autofree char *became = words_plain(row->disposition ? row->disposition : "");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    if (closed)
        html_text(html, number);
    else
        page_number_link(html, "/message", row->id, number);
    html_close(html, "th");
    page_cell(html, "Received", received);
    page_cell(html, "From", closed ? "" : row->from && *row->from ? row->from : "no sender");
    page_cell(html, "Read as", kind);
    page_cell_open(html, "Became");
    if (g_strcmp0(row->disposition, "held") == 0)
        page_mark(html, MARK_PROMPT, became);
    else
        html_text(html, became);
    if (!closed && row->reference && *row->reference) {
        html_text(html, " ");
        page_case_link(html, row->reference);
    }
    page_cell_close(html);
    page_cell(html, "Why", closed ? WORDS_RESTRICTED : row->reason);
    html_close(html, "tr");
}

void page_messages(Html *html, const View *view, GPtrArray *rows, gint64 next)
{
    static const char *const headings[] = {"Number", "Received", "From", "Read as",
                                           "Became", "Why",      NULL};
    html_put(
        html, "p",
        "Every message that ever came in, the newest first, and what became of it: none is lost.",
        NULL);
    if (!rows->len) {
        html_put(html, "p", "No message has been worked yet.", NULL);
        return;
    }
    page_table_open(html, "Messages and what became of them", headings);
    for (guint i = 0; i < rows->len; i++)
        write_row(html, view, rows->pdata[i]);
    page_table_close(html);
    page_older(html, "/messages", NULL, NULL, next);
}
