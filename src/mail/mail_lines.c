/* mail_lines: a text taken apart into lines.
 *
 * Owns what a quote mark is: '>' at the beginning of a line, blanks before and between, and not the
 * '>From ' that mailbox files put into letters. Lines point into the text and copy nothing. Who
 * wrote a line is decided in mail_quote.c. Never fails. */
#include "mail_lines.h"
#include <string.h>

#define DEEPEST 60u /* more quote marks say nothing more */

static void read_marks(MailLine *line)
{
    const char *p = line->start, *end = p + line->length;
    while (p < end) {
        const char *q = p;
        while (q < end && (*q == ' ' || *q == '\t') && q - p < 4)
            q++;
        if (q >= end || *q != '>' ||
            (line->depth == 0 && end - q > 5 && memcmp(q, ">From ", 6) == 0))
            break;
        line->depth = MIN(line->depth + 1, DEEPEST);
        p = q + 1;
    }
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    line->content = (guint)(p - line->start);
}

GArray *mail_lines_new(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(MailLine));
    const char *p = text;
    while (*p) {
        const char *newline = strchr(p, '\n');
        gsize length = newline ? (gsize)(newline - p) : strlen(p);
        MailLine line = {.start = p, .length = (guint)length, .kind = MAIL_LINE_NEW};
        read_marks(&line);
        g_array_append_val(lines, line);
        p += length + (newline ? 1 : 0);
    }
    return lines;
}

const MailLine *mail_line(const GArray *lines, guint index)
{
    return &g_array_index(lines, MailLine, index);
}

/* Blanks that no eye sees: NBSP and zero-width ones count. Returns the length of one at `p`. */
static gsize blank_at(const char *p, const char *end)
{
    static const char *const wide[] = {"\xc2\xa0",     "\xef\xbb\xbf", "\xe2\x80\x8b",
                                       "\xe2\x80\x8c", "\xe2\x80\x8e", "\xe2\x80\x8f"};
    if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\f')
        return 1;
    if ((guchar)*p < 0xc2)
        return 0;
    for (gsize i = 0; i < G_N_ELEMENTS(wide); i++)
        if ((gsize)(end - p) >= strlen(wide[i]) && memcmp(p, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return 0;
}

gboolean mail_line_blank(const MailLine *line)
{
    const char *p = line->start + line->content, *end = line->start + line->length;
    gsize blank = 1;
    while (p < end && (blank = blank_at(p, end)) > 0)
        p += blank;
    return p >= end;
}

gsize mail_line_end(const MailLine *line)
{
    gsize length = line->length;
    while (length > line->content && strchr(" \t\r\f", line->start[length - 1]))
        length--;
    while (length > line->content + 1 && memcmp(line->start + length - 2, "\xc2\xa0", 2) == 0)
        length -= 2;
    return length;
}

char *mail_line_text(const MailLine *line)
{
    gsize end = mail_line_end(line);
    return g_strndup(line->start + line->content, end - MIN(end, line->content));
}

MailSlice mail_line_slice(const GArray *lines, guint index)
{
    const MailLine *line = mail_line(lines, index);
    gsize end = mail_line_end(line);
    const char *p = line->start + line->content;
    gsize length = end - MIN(end, line->content);
    if (length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        p += 3;
        length -= 3;
    }
    return (MailSlice){p, length};
}

char *mail_slice_value(const char *start, const char *end)
{
    while (start < end && strchr(" \t*_", *start))
        start++;
    while (end > start && strchr(" \t*_", end[-1]))
        end--;
    char *value = g_strndup(start, (gsize)(end - start)), *to = value;
    for (const char *p = value; *p; p++) {
        if (g_str_has_prefix(p, "\xe2\x80\x8e") || g_str_has_prefix(p, "\xe2\x80\x8f"))
            p += 2;
        else
            *to++ = *p;
    }
    *to = '\0';
    return value;
}

guint mail_lines_next(const GArray *lines, guint index)
{
    while (index < lines->len && mail_line_blank(mail_line(lines, index)))
        index++;
    return index;
}

typedef struct {
    GString *out;
    guint empty; /* blank lines owed */
} Joiner;

static void join(Joiner *joiner, const MailLine *line, guint from)
{
    if (mail_line_blank(line)) {
        joiner->empty += joiner->out->len > 0 ? 1 : 0;
        return;
    }
    if (joiner->out->len > 0)
        g_string_append_c(joiner->out, '\n');
    for (; joiner->empty > 0; joiner->empty--)
        g_string_append_c(joiner->out, '\n');
    g_string_append_len(joiner->out, line->start + from, (gssize)(line->length - from));
}

char *mail_lines_join(const GArray *lines, MailLineKind kind, guint message)
{
    Joiner joiner = {.out = g_string_new(NULL)};
    for (guint i = 0; i < lines->len; i++) {
        const MailLine *line = mail_line(lines, i);
        if (line->kind == kind && line->message == message && !line->head)
            join(&joiner, line, message > 0 ? line->content : 0);
    }
    return g_string_free(joiner.out, FALSE);
}

char *mail_lines_quoted(const GArray *lines)
{
    Joiner joiner = {.out = g_string_new(NULL)};
    for (guint i = 0; i < lines->len; i++) {
        const MailLine *line = mail_line(lines, i);
        if (line->kind == MAIL_LINE_QUOTED || line->message > 0)
            join(&joiner, line, 0);
    }
    return g_string_free(joiner.out, FALSE);
}
