/* Re-wraps text for mail. Works on characters, not bytes; breaks only at blanks, so a long address stays whole. */
#include "text_wrap.h"
#include "text.h"
#include <string.h>

#define KEPT_LINE_BYTES 900

typedef struct {
    GString *out;
    guint columns, column; /* column: characters on the line being filled; 0 = at its start */
    gboolean blank;        /* a blank line is due before the next text */
} Wrap;

static void begin_text(Wrap *wrap)
{
    if (wrap->blank && wrap->out->len > 0)
        g_string_append_c(wrap->out, '\n');
    wrap->blank = FALSE;
}

static void end_line(Wrap *wrap)
{
    if (wrap->column > 0)
        g_string_append_c(wrap->out, '\n');
    wrap->column = 0;
}

static void keep_line(Wrap *wrap, const char *line, gsize length)
{
    end_line(wrap);
    begin_text(wrap);
    while (length > KEPT_LINE_BYTES) {
        gsize part = text_cut(line, length, KEPT_LINE_BYTES);
        const char *space = g_strrstr_len(line, (gssize)part, " ");
        if (space != NULL && space > line)
            part = (gsize)(space - line);
        g_string_append_len(wrap->out, line, (gssize)part);
        g_string_append_c(wrap->out, '\n');
        line += part;
        length -= part;
    }
    g_string_append_len(wrap->out, line, (gssize)length);
    g_string_append_c(wrap->out, '\n');
}

/* `width` is its length in characters. */
static void fill_word(Wrap *wrap, const char *word, gsize length, guint width)
{
    if (wrap->column > 0 && wrap->column + 1 + width > wrap->columns)
        end_line(wrap);
    if (wrap->column == 0)
        begin_text(wrap);
    gsize at = wrap->out->len, blank = wrap->column > 0 ? 1 : 0;
    g_string_set_size(wrap->out, at + blank + length);
    if (blank > 0)
        wrap->out->str[at] = ' ';
    memcpy(wrap->out->str + at + blank, word, length);
    wrap->column += width + (guint)blank;
}

/* Of ASCII: in each byte of `blanks` the high bit says that a blank is there. */
static gboolean has_double_blank(const char *line, gsize length)
{
    static const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    guint64 last = 0, bytes = 0;
    gsize at = 0;
    for (; at + sizeof bytes <= length; at += sizeof bytes) {
        memcpy(&bytes, line + at, sizeof bytes);
        guint64 blanks = ~((bytes ^ ones * ' ') + ones * 0x7f) & ones * 0x80;
        blanks = GUINT64_FROM_LE(blanks); /* the first of them lowest */
        if ((blanks & (blanks << 8 | last)) != 0)
            return TRUE;
        last = blanks >> 56;
    }
    for (at = MAX(at, 1); at < length; at++)
        if (line[at] == ' ' && line[at - 1] == ' ')
            return TRUE;
    return FALSE;
}

/* ASCII whose words stand one blank apart: there a byte is a column, and words need not be counted
 * one by one. */
static gboolean is_plain(const char *line, gsize length)
{
    if (line[length - 1] == ' ' || !text_is_ascii(line, length) ||
        memchr(line, '\t', length) != NULL)
        return FALSE;
    return !has_double_blank(line, length);
}

/* How much of a plain line goes onto the line being filled: whole words, 0 when not even one. */
static gsize fitting(const Wrap *wrap, const char *line, gsize length)
{
    gsize taken = wrap->column > 0 ? wrap->column + 1 : 0;
    gsize room = wrap->columns > taken ? wrap->columns - taken : 0;
    if (length <= room)
        return length;
    const char *blank = memrchr(line, ' ', room + 1);
    if (blank == NULL && wrap->column == 0) /* a word longer than a line */
        blank = memchr(line + room, ' ', length - room);
    else if (blank == NULL)
        return 0;
    return blank != NULL ? (gsize)(blank - line) : length;
}

static void fill_plain(Wrap *wrap, const char *line, gsize length)
{
    while (length > 0) {
        gsize part = fitting(wrap, line, length);
        if (part == 0) {
            end_line(wrap);
            continue;
        }
        fill_word(wrap, line, part, (guint)part);
        part += part < length ? 1 : 0;
        line += part;
        length -= part;
    }
}

static void fill_line(Wrap *wrap, const char *line, gsize length)
{
    if (is_plain(line, length)) {
        fill_plain(wrap, line, length);
        return;
    }
    for (gsize at = 0; at < length; at++) {
        gsize start = at;
        guint width = 0;
        for (; at < length && line[at] != ' ' && line[at] != '\t'; at++)
            width += ((guchar)line[at] & 0xc0) != 0x80;
        if (at > start)
            fill_word(wrap, line + start, at - start, width);
    }
}

char *text_wrap(const char *text, guint columns)
{
    Wrap wrap = {g_string_sized_new(strlen(text) + 64), columns, 0, FALSE};
    for (const char *line = text; *line != '\0';) {
        gsize length = (gsize)(strchrnul(line, '\n') - line);
        if (*line == TEXT_WRAP_KEEP) {
            keep_line(&wrap, line + 1, length - 1);
        } else if (length == 0) {
            end_line(&wrap);
            wrap.blank = TRUE;
        } else if (*line == ' ' || *line == '-') {
            keep_line(&wrap, line, length);
        } else {
            fill_line(&wrap, line, length);
            if (line[length - 1] == ':')
                end_line(&wrap); /* a label to be filled in, or what introduces a list */
        }
        line += length + (line[length] == '\n');
    }
    end_line(&wrap);
    return g_string_free(wrap.out, FALSE);
}
