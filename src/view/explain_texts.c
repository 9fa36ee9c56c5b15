/* What a message consists of, for `casegate explain`: its parts and what became of each, the words that
 * were taken as written now, as signature and as quoted.
 *
 * Whoever asks has the file: its words are shown as they are, only the subjects of what was
 * forwarded are cleaned. Long texts are shown by their beginning, with how much is left out; JSON has them
 * whole. Fails on nothing; writes only to view->out. */
#include <string.h>

#include "columns.h"
#include "explain_parts.h"
#include "words.h"

#define INDENT 2u
#define OWN_LINES 80u
#define OTHER_LINES 12u /* of a signature, of what is quoted */

static guint count_lines(const char *text)
{
    guint count = 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        count += *g_strchug(lines[i]) != '\0';
    return count;
}

static void add_count(GString *said, const char *text, const char *what)
{
    guint count = count_lines(text);
    if (count > 0)
        g_string_append_printf(said, "%s%u line%s %s", said->len ? ", " : "", count,
                               count == 1 ? "" : "s", what);
}

static void add_body(Table *table, const MailRecord *mail)
{
    g_autoptr(GString) said = g_string_new(NULL);
    add_count(said, mail->text_new, "written now");
    add_count(said, mail->text_signature, "of signature");
    add_count(said, mail->text_quoted, "quoted");
    table_add(table, INK_PLAIN, *mail->text_part ? mail->text_part : "text",
              said->len ? said->str : "no words", NULL);
}

/* What people call a kind of file; the kind itself where they have no word for it. */
static const char *type_in_words(const char *type)
{
    static const struct {
        const char *type, *words;
    } known[] = {
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "Word document"},
        {"application/msword", "Word document of the old kind"},
        {"application/vnd.oasis.opendocument.text", "OpenDocument text"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"},
        {"application/pdf", "PDF"},
        {"application/zip", "zip archive"},
        {"message/rfc822", "message"},
        {"text/plain", "text"},
        {"text/html", "web page"},
        {"text/calendar", "calendar invitation"},
        {"application/ms-tnef", "Outlook's wrapper"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_str_equal(known[i].type, type))
            return known[i].words;
    return type;
}

static void add_files(Table *table, const MailRecord *mail)
{
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(mail->attachments, MailAttachment, i);
        g_autofree char *said =
            g_strdup_printf("%s%s (%s, %" G_GUINT64_FORMAT " bytes)",
                            file->read ? "read" : "not read: ", file->read ? "" : file->why,
                            type_in_words(file->type), file->bytes);
        table_add(table, file->read ? INK_PLAIN : INK_PROMPT,
                  *file->name ? file->name : "(file without a name)", said, NULL);
    }
}

static void add_forwarded(Table *table, const View *view, const MailRecord *mail)
{
    for (guint i = 0; i < mail->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(mail->forwarded, MailForwarded, i);
        g_autofree char *subject = view_clean_subject(view->rules, inner->subject);
        g_autofree char *sent = words_instant(view, inner->date);
        gboolean both = *inner->from_name && *inner->from;
        g_autofree char *said =
            g_strdup_printf("from %s%s%s%s%s%s, %s%s%s", inner->from_name, both ? " <" : "",
                            inner->from, both ? ">" : "", *inner->to ? " to " : "", inner->to,
                            *sent ? sent : "without a date", *subject ? ": " : "", subject);
        table_add(table, INK_PLAIN, inner->part, said, NULL);
    }
}

void explain_print_parts(const View *view, const MailRecord *mail)
{
    static const char *const headings[] = {"", "", NULL};
    g_autoptr(Table) table = table_new(INDENT, headings);
    columns_heading(view, "Parts");
    add_body(table, mail);
    add_files(table, mail);
    add_forwarded(table, view, mail);
    table_print(table, view);
}

/* A text from its first line that says something to its last; from the limit on only how much there is. */
static void print_text(const View *view, const char *heading, const char *text, guint limit)
{
    guint count = count_lines(text);
    if (count == 0)
        return;
    columns_heading(view, heading);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint shown = 0;
    gboolean gap = FALSE;
    for (guint i = 0; lines[i] && shown < limit; i++) {
        g_autofree char *line = g_strdup(lines[i]);
        if (*g_strstrip(line) == '\0') {
            gap = shown > 0;
            continue;
        }
        if (gap)
            fputc('\n', view->out);
        gap = FALSE;
        columns_paragraph(view, INDENT, INK_PLAIN, line);
        shown++;
    }
    if (count > shown)
        columns_item(view, INK_FAINT, "… and %u line%s more; --json shows all", count - shown,
                     count - shown == 1 ? "" : "s");
}

void explain_print_texts(const View *view, const MailRecord *mail)
{
    print_text(view, "Written now", mail->text_new, OWN_LINES);
    print_text(view, "Signature", mail->text_signature, OTHER_LINES);
    print_text(view, "Quoted: not taken as said now", mail->text_quoted, OTHER_LINES);
}

void view_message_texts(const View *view, const MailRecord *mail)
{
    explain_print_texts(view, mail);
}
