/* mail_writer: text as lines, from HTML's blocks and inline runs.
 *
 * Line ends and blanks are owed and paid only before the next letter, so that nested blocks do not
 * pile up empty lines and no line ends in a blank. Text beyond the limit is dropped and said in
 * `cut`. Knows nothing of HTML. Never fails. */
#include "mail_writer.h"
#include "mail_marks.h"
#include <string.h>

#define MOST_BREAKS 2u
#define NO_BREAK_SPACE 0x00a0

void mail_writer_init(MailWriter *writer, gsize limit)
{
    *writer = (MailWriter){.text = g_string_new(NULL), .limit = limit, .fresh = TRUE};
}

char *mail_writer_finish(MailWriter *writer)
{
    char *text = g_string_free(writer->text, FALSE);
    writer->text = NULL;
    return text;
}

static void pay(MailWriter *writer)
{
    if (writer->breaks > 0 && writer->text->len > 0) {
        if (writer->marks && writer->blocked)
            g_string_append_c(writer->text, MAIL_MARK_WHOLE);
        for (guint i = 0; i < writer->breaks; i++) {
            if (i > 0)
                for (guint q = 0; q < writer->quote; q++)
                    g_string_append_c(writer->text, '>');
            g_string_append_c(writer->text, '\n');
        }
        writer->fresh = TRUE;
    }
    writer->breaks = 0;
    writer->blocked = FALSE;
    if (writer->fresh) {
        for (guint q = 0; q < writer->quote; q++)
            g_string_append_c(writer->text, '>');
        if (writer->quote > 0)
            g_string_append_c(writer->text, ' ');
    } else if (writer->blank) {
        g_string_append_c(writer->text, ' ');
    }
    writer->blank = writer->fresh = FALSE;
}

/* What is written next looks otherwise than what was. */
static void note_style(MailWriter *writer)
{
    guint count = writer->runs ? writer->runs->len : 0;
    MailStyle last = count > 0 ? g_array_index(writer->runs, MailRun, count - 1).style : 0;
    MailRun run = {writer->text->len, writer->style};
    if (writer->runs && writer->style != last)
        g_array_append_val(writer->runs, run);
}

static gboolean is_full(MailWriter *writer)
{
    writer->cut |= writer->text->len >= writer->limit;
    return writer->text->len >= writer->limit;
}

static void write_blank(MailWriter *writer, gunichar c)
{
    if (!writer->preserve) {
        writer->blank = TRUE;
        return;
    }
    if (c == '\n') {
        mail_writer_break(writer);
        return;
    }
    pay(writer);
    g_string_append_c(writer->text, ' ');
}

void mail_writer_text(MailWriter *writer, const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == NO_BREAK_SPACE) {
            write_blank(writer, c);
            continue;
        }
        if (is_full(writer))
            return;
        pay(writer);
        note_style(writer);
        const char *end = p;
        while ((guchar)*end > ' ' &&
               (guchar)*end != 0xc2) /* a run up to a blank or, maybe, an NBSP */
            end++;
        if (end == p)
            end = g_utf8_next_char(p);
        g_string_append_len(writer->text, p, end - p);
        if (*end == '\0')
            return;
        p = g_utf8_prev_char(end);
    }
}

void mail_writer_line(MailWriter *writer, const char *line)
{
    mail_writer_block(writer, 1);
    g_auto(GStrv) lines = g_strsplit(line, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (is_full(writer))
            return;
        if (i > 0)
            mail_writer_break(writer);
        writer->blocked |= i > 0;
        if (*lines[i] == '\0')
            continue;
        pay(writer);
        note_style(writer);
        g_string_append(writer->text, lines[i]);
    }
    mail_writer_block(writer, 1);
}

void mail_writer_block(MailWriter *writer, guint breaks)
{
    if (writer->text->len > 0)
        writer->breaks = MAX(writer->breaks, breaks);
    writer->blocked = TRUE;
    writer->blank = FALSE;
}

void mail_writer_break(MailWriter *writer)
{
    writer->breaks = MIN(writer->breaks + 1, MOST_BREAKS);
    writer->blank = FALSE;
}
