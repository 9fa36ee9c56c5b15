/* mail_heads: recognises where an older message begins in a text.
 *
 * Owns the shapes; the words are in mail_head_words.c. A block must name its sender and either stand
 * behind a separator or look like a mail program's: three fields, with an address or a time of day
 * in it, so that the "From: / To: / Date:" on top of somebody's own form is left to the form. The
 * work for one line is bounded (a block's lines, an attribution's four). Never fails. */
#include "mail_heads.h"
#include "mail_head_words.h"
#include <string.h>

#define BLOCK_LINES 30u /* a list of recipients may be long */
#define LABEL_BYTES 40u
#define ATTRIBUTION_LINES 4u
#define ATTRIBUTION_BYTES 320u
#define RULE_LEAST 3u
#define INTRODUCTION_BYTES 80u

typedef struct {
    const char *start;
    gsize length;
} Slice;

static Slice slice_of(const GArray *lines, guint index)
{
    const MailLine *line = mail_line(lines, index);
    gsize end = mail_line_end(line);
    const char *p = line->start + line->content;
    gsize length = end - MIN(end, line->content);
    if (length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        p += 3;
        length -= 3;
    }
    return (Slice){p, length};
}

void mail_head_clear(MailHead *head)
{
    g_free(head->from);
    g_free(head->to);
    g_free(head->date);
    g_free(head->subject);
    *head = (MailHead){0};
}

static char *value_copy(const char *start, const char *end)
{
    while (start < end && strchr(" \t*_", *start))
        start++;
    while (end > start && strchr(" \t*_", end[-1]))
        end--;
    char *value = g_strndup(start, (gsize)(end - start)), *to = value;
    for (const char *p = value; *p; p++) {
        if (g_str_has_prefix(p, "\xe2\x80\x8e") || g_str_has_prefix(p, "\xe2\x80\x8f"))
            p += 2; /* direction marks, which some programs put between digits */
        else
            *to++ = *p;
    }
    *to = '\0';
    return value;
}

/* The field of a line like "*From:* Jo" or "De : Jo"; the value in *value_out. */
static HeadField field_of(Slice line, char **value_out)
{
    const char *p = line.start, *end = line.start + line.length;
    while (p < end && strchr("*_ \t", *p))
        p++;
    const char *colon = memchr(p, ':', MIN((gsize)(end - p), LABEL_BYTES));
    gsize wide = 1;
    if (!colon && (colon = memmem(p, MIN((gsize)(end - p), LABEL_BYTES), "：", strlen("："))))
        wide = strlen("：");
    if (!colon)
        return HEAD_NONE;
    const char *stop = colon;
    while (stop > p &&
           (strchr(" *_\t", stop[-1]) || (stop - p > 1 && memcmp(stop - 2, "\xc2\xa0", 2) == 0)))
        stop -= strchr(" *_\t", stop[-1]) ? 1 : 2;
    HeadField field = mail_head_field(p, (gsize)(stop - p));
    if (field != HEAD_NONE && value_out)
        *value_out = value_copy(colon + wide, end);
    return field;
}

static char **field_slot(MailHead *head, HeadField field)
{
    switch (field) {
    case HEAD_FROM:
        return &head->from;
    case HEAD_TO:
        return &head->to;
    case HEAD_DATE:
        return &head->date;
    case HEAD_SUBJECT:
        return &head->subject;
    case HEAD_CC:
    case HEAD_OTHER:
    case HEAD_NONE:
        break;
    }
    return NULL;
}

static gboolean has_time(const char *text)
{
    for (const char *p = text ? text : ""; *p; p++)
        if (g_ascii_isdigit(p[0]) && (p[1] == ':' || p[1] == '.') && g_ascii_isdigit(p[2]) &&
            g_ascii_isdigit(p[3]))
            return TRUE;
    return FALSE;
}

static guint bits(guint mask)
{
    return (guint)__builtin_popcount(mask);
}

/* A line that goes on with the field above it: addresses, or what was folded. */
static gboolean goes_on(Slice line, HeadField last)
{
    if (line.length == 0)
        return FALSE;
    gboolean addresses = memchr(line.start, '@', line.length) ||
                         memchr(line.start, ';', line.length) || line.start[0] == '<';
    return (last == HEAD_FROM || last == HEAD_TO || last == HEAD_CC) && addresses;
}

static void add_to(MailHead *head, HeadField field, Slice line)
{
    char **slot = field_slot(head, field);
    if (!slot || !*slot)
        return;
    char *longer = g_strdup_printf("%s %.*s", *slot, (int)line.length, line.start);
    g_free(*slot);
    *slot = longer;
}

/* Takes one line of a block; FALSE when it is none. */
static gboolean take_line(MailHead *head, Slice line, guint *mask, HeadField *last)
{
    g_autofree char *value = NULL;
    HeadField field = field_of(line, &value);
    if (field == HEAD_NONE) {
        if (!goes_on(line, *last))
            return FALSE;
        add_to(head, *last, line);
        return TRUE;
    }
    if (field != HEAD_OTHER && (*mask & 1u << field))
        return FALSE;
    char **slot = field_slot(head, field);
    if (slot)
        *slot = g_steal_pointer(&value);
    *mask |= 1u << field;
    *last = field;
    return TRUE;
}

/* One blank line may stand within a block if another field follows. */
static gboolean blank_within(const GArray *lines, guint index, guint depth, guint mask)
{
    guint next = mail_lines_next(lines, index);
    if (next >= lines->len || next > index + 1 || mail_line(lines, next)->depth != depth)
        return FALSE;
    HeadField field = field_of(slice_of(lines, next), NULL);
    return field != HEAD_NONE && field != HEAD_OTHER && !(mask & 1u << field);
}

/* The header block that begins at `index`: its fields and last line. The mask of what it has. */
static guint read_block(const GArray *lines, guint index, MailHead *head)
{
    guint mask = 0, depth = mail_line(lines, index)->depth;
    HeadField last = HEAD_NONE;
    for (guint i = index; i < MIN(lines->len, index + BLOCK_LINES); i++) {
        const MailLine *line = mail_line(lines, i);
        if (mail_line_blank(line)) {
            if (!blank_within(lines, i, depth, mask))
                break;
            continue;
        }
        if (line->depth != depth || !take_line(head, slice_of(lines, i), &mask, &last))
            break;
        head->last = i;
    }
    return mask & ~(1u << HEAD_OTHER);
}

/* Is a block the work of a mail program? */
static gboolean is_block(const MailHead *head, guint mask, gboolean introduced)
{
    if (!(mask & 1u << HEAD_FROM))
        return introduced && bits(mask) >= 3;
    gboolean address =
        (head->from && strchr(head->from, '@')) || (head->to && strchr(head->to, '@'));
    return introduced ? bits(mask) >= 2 : bits(mask) >= 3 && (address || has_time(head->date));
}

/* A line of `----`, `____` or `====`, perhaps with words between; the words in *words_out, what stands
 * behind the second run in *rest_out. */
static gboolean is_rule(Slice line, Slice *words_out, Slice *rest_out)
{
    const char *p = line.start, *end = p + line.length;
    if (line.length < RULE_LEAST || !strchr("-_=*~", *p))
        return FALSE;
    char mark = *p;
    while (p < end && *p == mark)
        p++;
    if ((gsize)(p - line.start) < RULE_LEAST)
        return FALSE;
    const char run[] = {mark, mark, '\0'};
    const char *close = memmem(p, (gsize)(end - p), run, 2);
    *words_out = (Slice){p, (gsize)((close ? close : end) - p)};
    while (close && close < end && *close == mark)
        close++;
    *rest_out = close ? (Slice){close, (gsize)(end - close)} : (Slice){end, 0};
    return words_out->length == 0 || close;
}

/* Some programs put the whole block behind the separator, without line ends or even blanks. */
static guint read_inline(Slice rest, MailHead *head)
{
    const char *p = rest.start, *end = p + rest.length, *value = NULL;
    HeadField field = HEAD_NONE;
    guint mask = 0;
    while (p < end) {
        const char *colon = memchr(p, ':', (gsize)(end - p));
        HeadField next = HEAD_NONE;
        const char *label = colon;
        for (const char *q = p; colon && q < colon && next == HEAD_NONE; q = g_utf8_next_char(q)) {
            next = mail_head_field(q, (gsize)(colon - q));
            label = q;
        }
        if (colon && (next == HEAD_NONE || mask & 1u << next)) {
            p = colon + 1;
            continue;
        }
        char **slot = field_slot(head, field);
        if (slot && !*slot)
            *slot = value_copy(value, colon ? label : end);
        if (!colon)
            break;
        mask |= 1u << next;
        field = next;
        value = p = colon + 1;
    }
    char **slot = field_slot(head, field);
    if (slot && !*slot)
        *slot = value_copy(value, end);
    return mask;
}

/* A separator line, and the block behind it if there is one. */
static gboolean rule_at(const GArray *lines, guint index, MailHead *head)
{
    Slice words, rest;
    Slice line = slice_of(lines, index);
    if (!is_rule(line, &words, &rest))
        return FALSE;
    g_autofree char *text = g_strndup(words.start, MIN(words.length, INTRODUCTION_BYTES));
    gboolean forward = mail_head_says_forward(text);
    gboolean original = forward || mail_head_says_original(text);
    guint depth = mail_line(lines, index)->depth, next = mail_lines_next(lines, index + 1);
    head->last = index;
    head->forward = forward;
    if (original && rest.length > 0 && bits(read_inline(rest, head)) >= 2)
        return TRUE;
    guint mask = 0;
    if (next < lines->len && next <= index + 3 && mail_line(lines, next)->depth == depth)
        mask = read_block(lines, next, head);
    if (is_block(head, mask, original || words.length > 0))
        return TRUE;
    head->last = index;
    return original;
}

/* "Begin forwarded message:" and the block behind it. */
static gboolean introduction_at(const GArray *lines, guint index, MailHead *head)
{
    Slice line = slice_of(lines, index);
    if (line.length < 4 || line.length > INTRODUCTION_BYTES || line.start[line.length - 1] != ':')
        return FALSE;
    g_autofree char *text = g_strndup(line.start, line.length);
    if (!mail_head_says_forward(text) && !mail_head_says_original(text))
        return FALSE;
    guint next = mail_lines_next(lines, index + 1);
    if (next >= lines->len || next > index + 3 ||
        mail_line(lines, next)->depth < mail_line(lines, index)->depth)
        return FALSE;
    head->forward = mail_head_says_forward(text);
    head->depth = mail_line(lines, next)->depth;
    return is_block(head, read_block(lines, next, head), TRUE);
}

static gboolean block_at(const GArray *lines, guint index, MailHead *head)
{
    HeadField field = field_of(slice_of(lines, index), NULL);
    if (field == HEAD_NONE || field == HEAD_OTHER)
        return FALSE;
    return is_block(head, read_block(lines, index, head), FALSE);
}

static gboolean ends_attribution(Slice line)
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

/* The name in what stands before the address: in quotes, or behind the date and a comma. */
static char *name_before(const char *start, const char *end)
{
    const char *quote = memchr(start, '"', (gsize)(end - start));
    if (quote && memchr(quote + 1, '"', (gsize)(end - quote - 1)))
        return value_copy(quote + 1, memchr(quote + 1, '"', (gsize)(end - quote - 1)));
    const char *p = after_date(start, end);
    const char *comma = memrchr(p, ',', (gsize)(end - p));
    p = comma && p > start ? comma + 1 : p;
    g_autofree char *name = value_copy(p, end);
    char *rest = name;
    char *blank = strchr(rest, ' ');
    if (blank) {
        *blank = '\0';
        gboolean verb = mail_head_ends_attribution(rest);
        *blank = ' ';
        rest = verb ? blank + 1 : rest;
    }
    return g_strdup(rest);
}

/* Who and when, out of "On DATE, NAME <ADDRESS> wrote:" and its cousins, as well as can be. */
static void take_attribution(MailHead *head, const char *text)
{
    const char *at = strchr(text, '@'), *end = text + strlen(text);
    const char *start = at, *stop = at;
    if (g_ascii_strncasecmp(text, "on ", 3) == 0)
        text += 3;
    if (!at) {
        head->date = value_copy(text, after_date(text, end));
        return;
    }
    while (start > text && !strchr(" <(,\"[", start[-1]))
        start--;
    stop += strcspn(at, " >),:\"]");
    const char *before = start - (start > text && strchr("<([", start[-1]) ? 1 : 0);
    g_autofree char *name = name_before(text, before);
    head->from = g_strdup_printf("\"%s\" <%.*s>", g_strdelimit(name, "\"\\", ' '),
                                 (int)(stop - start), start);
    const char *date = after_date(text, before);
    const char *behind = stop + strspn(stop, " >),\"");
    while (date > text && strchr(" ,", date[-1]))
        date--;
    head->date = date > text ? value_copy(text, date) : value_copy(behind, end);
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
    head->sure = begins && address && (verb || (has_time(text) && digits >= 6 && alone));
    gboolean shaped = (verb && (digits >= 2 || address)) || (address && digits >= 4);
    return head->sure ||
           (shaped && (head->quoted || (begins && verb && has_time(text) && digits >= 6)));
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
        Slice slice = slice_of(lines, i);
        if (is_torn(line, text))
            slice = (Slice){line->start, mail_line_end(line)};
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
        Slice line = slice_of(lines, i);
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
        Slice line = slice_of(lines, i);
        if (line.length == 0)
            return FALSE;
        if (ends_attribution(line))
            return TRUE;
    }
    return FALSE;
}

static MailHead empty_head(const GArray *lines, guint index)
{
    return (MailHead){.first = index, .last = index, .depth = mail_line(lines, index)->depth};
}

gboolean mail_head_at(const GArray *lines, guint index, MailHead *head_out)
{
    *head_out = empty_head(lines, index);
    if (mail_line_blank(mail_line(lines, index)))
        return FALSE;
    if (rule_at(lines, index, head_out))
        return TRUE;
    mail_head_clear(head_out);
    *head_out = empty_head(lines, index);
    if (introduction_at(lines, index, head_out) || block_at(lines, index, head_out))
        return TRUE;
    mail_head_clear(head_out);
    *head_out = empty_head(lines, index);
    if (may_attribute(lines, index) && attribution_at(lines, index, head_out))
        return TRUE;
    mail_head_clear(head_out);
    return FALSE;
}
