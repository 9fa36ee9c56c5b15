/* mail_attribution: 'On DATE, NAME <ADDRESS> wrote:' in the shapes that programs and languages give it.
 *
 * One paragraph of at most four lines that ends in a colon or in "wrote". What makes it one is a verb
 * (mail_head_words.c), an address, a date, and that quoted lines follow; how much of this is needed
 * depends on the rest, because people write such sentences themselves. Lines of prose cost one look at
 * their last letter. Never fails. */
#include "mail_attribution.h"
#include "mail_dates.h"
#include "mail_head_words.h"
#include <string.h>

#define ATTRIBUTION_LINES 4u
#define ATTRIBUTION_BYTES 320u

static gboolean ends_attribution(MailSlice line)
{
    if (line.length == 0)
        return FALSE;
    char last = line.start[line.length - 1];
    static const char wide[] = "：";
    return last == ':' ||
           (line.length > strlen(wide) &&
            memcmp(line.start + line.length - strlen(wide), wide, strlen(wide)) == 0) ||
           (line.length >= 5 &&
            g_ascii_strncasecmp(line.start + line.length - 5, "wrote", 5) == 0) ||
           (line.length >= 10 && last == '-' && memmem(line.start, line.length, "wrote --", 8));
}

/* Digits of a date: those in addresses do not count. */
static guint digits_in(const char *text)
{
    guint count = 0;
    while (*text) {
        gsize length = strcspn(text, " ");
        if (!memchr(text, '@', length))
            for (gsize i = 0; i < length; i++)
                count += g_ascii_isdigit(text[i]) ? 1 : 0;
        text += length + (text[length] != '\0');
    }
    return count;
}

/* An address in brackets of any kind, or bare. */
static gboolean has_address(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]);
}

static gboolean has_digit(const char *start, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (g_ascii_isdigit(start[i]))
            return TRUE;
    return FALSE;
}

/* Behind the last word of [start, end) that has a digit in it, and behind "PM" after it; `start` if none has. */
static const char *after_date(const char *start, const char *end)
{
    const char *after = start;
    for (const char *p = start; p < end;) {
        gsize length = strcspn(p, " ");
        length = MIN(length, (gsize)(end - p));
        gboolean half = after > start && p == after + 1 && length >= 2 && length <= 5 &&
                        strchr("AaPp", *p) &&
                        g_ascii_tolower(p[length - 1 - (p[length - 1] == ',')]) == 'm';
        if (has_digit(p, length) || half)
            after = p + length;
        p += length + 1;
    }
    return MIN(after, end);
}

/* Behind a word that some languages put before the name: a verb ("schrieb"), or "user". */
static const char *behind_filler(const char *name)
{
    const char *blank = strchr(name, ' ');
    if (!blank)
        return name;
    g_autofree char *word = g_strndup(name, (gsize)(blank - name));
    return mail_head_ends_attribution(word) || mail_head_is_filler(word) ? blank + 1 : name;
}

/* Where the name begins behind a date: "10:14, Jo", "10:14 Uhr, Jo", "10:14 Fen, Jo". */
static const char *behind_date(const char *p, const char *end)
{
    p += strspn(p, " ");
    const char *comma = p < end ? memchr(p, ',', (gsize)(end - p)) : NULL;
    if (!comma)
        return p;
    g_autofree char *word = g_strndup(p, (gsize)(comma - p));
    return comma == p || mail_head_is_filler(word) ? comma + 1 : p;
}

/* Without quotation marks of any country at both ends. */
static char *unquoted(const char *name)
{
    static const char *const marks[] = {"\"", "'", "„", "”", "“", "«", "»", "‘", "’"};
    gsize start = 0, end = strlen(name);
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        gsize length = strlen(marks[i]);
        if (end - start >= length && g_str_has_prefix(name + start, marks[i]))
            start += length;
        if (end - start >= length && memcmp(name + end - length, marks[i], length) == 0)
            end -= length;
    }
    return mail_slice_value(name + start, name + end);
}

/* The name in what stands before the address: in quotes, or behind the date and a comma. */
static char *name_before(const char *start, const char *end)
{
    const char *quote = memchr(start, '"', (gsize)(end - start));
    if (quote && memchr(quote + 1, '"', (gsize)(end - quote - 1)))
        return mail_slice_value(quote + 1, memchr(quote + 1, '"', (gsize)(end - quote - 1)));
    const char *p = after_date(start, end);
    g_autofree char *name = mail_slice_value(p > start ? behind_date(p, end) : p, end);
    return unquoted(behind_filler(behind_filler(name)));
}

/* "On DATE, NAME wrote:": the head has no address to hold on to. */
static void take_nameless(MailHead *head, const char *text, const char *end)
{
    head->date = mail_slice_value(text, after_date(text, end));
    while (end > text && strchr(" :-", end[-1]))
        end--;
    if (end - text <= 5 || g_ascii_strncasecmp(end - 5, "wrote", 5) != 0)
        return;
    g_autofree char *name = name_before(text, end - 5);
    if (*name && *head->date)
        head->from = g_strdup_printf("\"%s\"", g_strdelimit(name, "\"\\", ' '));
}

/* Who and when, out of "On DATE, NAME <ADDRESS> wrote:" and its cousins, as well as can be. */
static void take_attribution(MailHead *head, const char *text)
{
    const char *at = strchr(text, '@'), *end = text + strlen(text);
    const char *start = at, *stop = at;
    if (g_ascii_strncasecmp(text, "on ", 3) == 0)
        text += 3;
    if (!at) {
        take_nameless(head, text, end);
        return;
    }
    while (start > text && !strchr(" <(,\"[", start[-1]))
        start--;
    stop += strcspn(at, " >),:\"]");
    const char *before = start;
    while (before > text && strchr("<([", before[-1]))
        before--;
    g_autofree char *name = name_before(text, before);
    head->from = g_strdup_printf("\"%s\" <%.*s>", g_strdelimit(name, "\"\\", ' '),
                                 (int)(stop - start), start);
    const char *date = after_date(text, before);
    const char *behind = stop + strspn(stop, " >),\"");
    while (date > text && strchr(" ,", date[-1]))
        date--;
    head->date = date > text ? mail_slice_value(text, date) : mail_slice_value(behind, end);
}

static gboolean is_attribution(const GArray *lines, guint index, guint last, const char *text,
                               MailHead *head)
{
    guint depth = mail_line(lines, index)->depth, next = mail_lines_next(lines, last + 1);
    head->quoted = next < lines->len && mail_line(lines, next)->depth > depth;
    gboolean alone = last + 1 >= lines->len || mail_line_blank(mail_line(lines, last + 1));
    gboolean begins = index == 0 || mail_line_blank(mail_line(lines, index - 1));
    gboolean verb = mail_head_ends_attribution(text), address = has_address(text);
    guint digits = digits_in(text);
    head->sure = begins && address && (verb || (mail_date_has_time(text) && digits >= 6 && alone));
    gboolean shaped = (verb && (digits >= 2 || address)) || (address && digits >= 4);
    return head->sure || (shaped && (head->quoted ||
                                     (begins && verb && mail_date_has_time(text) && digits >= 6)));
}

/* What a program left of an address that it wrapped before the '>': that is no quote mark. */
static gboolean is_torn(const MailLine *line, const GString *text)
{
    const char *open = text ? strrchr(text->str, '<') : NULL;
    return open && !strchr(open, '>') && line->length > 1 && line->start[0] == '>' &&
           line->length < 40;
}

/* Lines [index, last] as one, blanks between; NULL if they cannot be an attribution. */
static char *joined(const GArray *lines, guint index, guint last)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint depth = mail_line(lines, index)->depth;
    for (guint i = index; i <= last; i++) {
        const MailLine *line = mail_line(lines, i);
        MailSlice slice = mail_line_slice(lines, i);
        if (is_torn(line, text))
            slice = (MailSlice){line->start, mail_line_end(line)};
        else if (slice.length == 0 || line->depth != depth)
            return NULL;
        if (text->len + slice.length > ATTRIBUTION_BYTES)
            return NULL;
        if (text->len > 0 && *slice.start != '>')
            g_string_append_c(text, ' ');
        g_string_append_len(text, slice.start, (gssize)slice.length);
    }
    return g_strdup(text->str);
}

/* Would the attribution that ends at `last` begin further down as well? Then the lines above are no part of it. */
static gboolean begins_later(const GArray *lines, guint index, guint last)
{
    for (guint i = index + 1; i <= last; i++) {
        MailHead other = {0};
        g_autofree char *text = joined(lines, i, last);
        if (text && digits_in(text) >= 3 && is_attribution(lines, i, last, text, &other))
            return TRUE;
    }
    return FALSE;
}

static gboolean attribution_at(const GArray *lines, guint index, MailHead *head)
{
    for (guint i = index; i < MIN(lines->len, index + ATTRIBUTION_LINES); i++) {
        MailSlice line = mail_line_slice(lines, i);
        if (!ends_attribution(line))
            continue;
        g_autofree char *text = joined(lines, index, i);
        if (!text || !is_attribution(lines, index, i, text, head) || begins_later(lines, index, i))
            return FALSE;
        head->kind = MAIL_HEAD_ATTRIBUTION;
        head->last = i;
        head->depth = mail_line(lines, index)->depth + (head->quoted ? 1 : 0);
        take_attribution(head, text);
        return TRUE;
    }
    return FALSE;
}

/* Does any of the next lines end like an attribution? Spares the copying for lines of prose. */
static gboolean may_attribute(const GArray *lines, guint index)
{
    for (guint i = index; i < MIN(lines->len, index + ATTRIBUTION_LINES); i++) {
        MailSlice line = mail_line_slice(lines, i);
        if (line.length == 0)
            return FALSE;
        if (ends_attribution(line))
            return TRUE;
    }
    return FALSE;
}

gboolean mail_attribution_at(const GArray *lines, guint index, MailHead *head)
{
    return may_attribute(lines, index) && attribution_at(lines, index, head);
}
