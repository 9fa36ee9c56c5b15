/* mail_marks: what is known of the lines of a text that was HTML.
 *
 * While HTML becomes text its marks stand in that text, since only the text passes through cells
 * and quotes; here they are taken out again, before anybody reads it. A mark that a sender wrote does
 * no more than one of ours would. Never fails. */
#include "mail_marks.h"
#include <string.h>

enum { IS_WHOLE = 1, IS_END = 2 };

/* Runs that begin at this byte or before it begin so many bytes earlier. */
static guint move_runs(GArray *runs, guint next, gsize at, gsize taken)
{
    for (; runs && next < runs->len && g_array_index(runs, MailRun, next).at <= at; next++)
        g_array_index(runs, MailRun, next).at -= taken;
    return next;
}

GByteArray *mail_marks_take(char *text, GArray *runs, guint first)
{
    GByteArray *marks = g_byte_array_new();
    guint8 mark = 0;
    guint next = first;
    const char *from = text;
    char *to = text;
    for (; *from; from++) {
        next = move_runs(runs, next, (gsize)(from - text), (gsize)(from - to));
        if (*from == MAIL_MARK_WHOLE) {
            mark |= IS_WHOLE;
            continue;
        }
        if (*from == MAIL_MARK_END) {
            mark |= IS_END;
            continue;
        }
        *to++ = *from;
        if (*from == '\n') {
            g_byte_array_append(marks, &mark, 1);
            mark = 0;
        }
    }
    move_runs(runs, next, G_MAXSIZE, (gsize)(from - to));
    *to = '\0';
    g_byte_array_append(marks, &mark, 1);
    return marks;
}

GByteArray *mail_marks_join(GByteArray *marks, guint lines, const GByteArray *more)
{
    GByteArray *all = marks ? marks : g_byte_array_new();
    guint before = all->len;
    g_byte_array_set_size(all, lines + 1);
    if (before < all->len)
        memset(all->data + before, 0, all->len - before);
    all->data[lines] = 0;
    if (more)
        g_byte_array_append(all, more->data, more->len);
    return all;
}

void mail_marks_set(const GByteArray *marks, GArray *lines)
{
    for (guint i = 0; marks && i < MIN(lines->len, marks->len); i++) {
        MailLine *line = &g_array_index(lines, MailLine, i);
        line->whole |= (marks->data[i] & IS_WHOLE) != 0;
        line->head |= (marks->data[i] & IS_END) != 0 && mail_line_blank(line);
    }
}
