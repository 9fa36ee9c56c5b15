/* mail_unmarked: a quote that lost its marks.
 *
 * Exchange makes the plain shape of a mail from its HTML and drops the bar beside a quote without
 * writing '>' instead: in that shape somebody else's words read like the sender's. Compares letters and
 * digits only, for the shapes wrap, mark and space differently. Looks at the beginning of long texts
 * only. Never fails. */
#include "mail_unmarked.h"
#include <string.h>

#define LETTERS_LEAST 8u /* fewer may stand anywhere */
#define LINES_MOST 200u
#define LETTERS_MOST ((gsize)64 << 10)

/* Letters and digits in lower case, and whatever is not ASCII but blanks. */
static GString *letters_of(const char *text, gsize length)
{
    GString *letters = g_string_new(NULL);
    for (gsize i = 0; i < length && letters->len < LETTERS_MOST; i++)
        if (g_ascii_isalnum(text[i]) ||
            ((guchar)text[i] >= 0x80 && (guchar)text[i] != 0xa0 && (guchar)text[i] != 0xc2))
            g_string_append_c(letters, g_ascii_tolower(text[i]));
    return letters;
}

static gboolean has_marks(const char *text)
{
    return *text == '>' || strstr(text, "\n>") != NULL;
}

static GArray *split(const char *text, MailThread thread, const FormLabels *labels)
{
    GArray *lines = mail_lines_new(text);
    g_array_unref(mail_quote_split(lines, thread, labels));
    return lines;
}

static gboolean holds(const GString *text, const GString *line)
{
    return memmem(text->str, text->len, line->str, line->len) != NULL;
}

gboolean mail_unmarked_quote(const char *plain, const char *html_text, MailThread thread,
                             const FormLabels *labels)
{
    if (has_marks(plain) || !has_marks(html_text))
        return FALSE;
    g_autoptr(GArray) html = split(html_text, thread, labels), lines = split(plain, thread, labels);
    g_autofree char *quoted = mail_lines_quoted(html);
    g_autofree char *fresh = mail_lines_join(html, MAIL_LINE_NEW, 0);
    g_autoptr(GString) theirs = letters_of(quoted, strlen(quoted));
    g_autoptr(GString) own = letters_of(fresh, strlen(fresh));
    gboolean found = FALSE;
    for (guint i = 0; i < MIN(lines->len, LINES_MOST) && !found; i++) {
        const MailLine *line = mail_line(lines, i);
        if (line->kind != MAIL_LINE_NEW || line->message > 0 || line->head)
            continue;
        g_autoptr(GString) letters = letters_of(line->start, line->length);
        found = letters->len >= LETTERS_LEAST && holds(theirs, letters) && !holds(own, letters);
    }
    return found;
}
