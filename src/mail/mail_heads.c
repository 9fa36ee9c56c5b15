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
    return g_strndup(start, (gsize)(end - start));
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
        mail_line(lines, next)->depth != mail_line(lines, index)->depth)
        return FALSE;
    head->forward = mail_head_says_forward(text);
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
           (line.length >= 10 && memmem(line.start, line.length, "wrote --", 8));
}

static guint digits_in(const char *text)
{
    guint count = 0;
    for (; *text; text++)
        count += g_ascii_isdigit(*text) ? 1 : 0;
    return count;
}

/* An address in brackets of any kind, or bare. */
static gboolean has_address(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]);
}

/* Who and when, out of "On DATE, NAME <ADDRESS> wrote:" and its cousins, as well as can be. */
static void take_attribution(MailHead *head, const char *text)
{
    const char *open = strchr(text, '<'), *at = strchr(text, '@');
    const char *comma = NULL;
    for (const char *p = text; *p && (!open || p < open); p++)
        if (*p == ',' || *p == '"' || (p > text && *p == ' ' && has_time(text) && p[1] == '"'))
            comma = p;
    const char *name = comma ? comma + 1 : NULL;
    if (open && at) {
        const char *close = strchr(open, '>');
        head->from = value_copy(name && name < open ? name : open, close ? close + 1 : open);
    } else if (at) {
        const char *start = at, *stop = at;
        while (start > text && !strchr(" (,\"", start[-1]))
            start--;
        stop += strcspn(at, " ),:\"");
        head->from = value_copy(start, stop);
    }
    if (g_ascii_strncasecmp(text, "on ", 3) == 0)
        text += 3;
    const char *stop = name ? name - 1 : open ? open : text + strlen(text);
    head->date = stop > text ? value_copy(text, stop) : NULL;
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

static gboolean attribution_at(const GArray *lines, guint index, MailHead *head)
{
    g_autoptr(GString) text = NULL;
    guint depth = mail_line(lines, index)->depth;
    for (guint i = index; i < MIN(lines->len, index + ATTRIBUTION_LINES); i++) {
        Slice line = slice_of(lines, i);
        if (line.length == 0 || mail_line(lines, i)->depth != depth ||
            (text && text->len + line.length > ATTRIBUTION_BYTES) ||
            line.length > ATTRIBUTION_BYTES)
            return FALSE;
        if (!text)
            text = g_string_new(NULL);
        if (text->len > 0)
            g_string_append_c(text, ' ');
        g_string_append_len(text, line.start, (gssize)line.length);
        if (!ends_attribution(line))
            continue;
        if (!is_attribution(lines, index, i, text->str, head))
            return FALSE;
        head->kind = MAIL_HEAD_ATTRIBUTION;
        head->last = i;
        take_attribution(head, text->str);
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

gboolean mail_head_at(const GArray *lines, guint index, MailHead *head_out)
{
    *head_out = (MailHead){.kind = MAIL_HEAD_BLOCK, .first = index, .last = index};
    if (mail_line_blank(mail_line(lines, index)))
        return FALSE;
    if (rule_at(lines, index, head_out))
        return TRUE;
    mail_head_clear(head_out);
    *head_out = (MailHead){.kind = MAIL_HEAD_BLOCK, .first = index, .last = index};
    if (introduction_at(lines, index, head_out) || block_at(lines, index, head_out))
        return TRUE;
    mail_head_clear(head_out);
    *head_out = (MailHead){.first = index, .last = index};
    if (may_attribute(lines, index) && attribution_at(lines, index, head_out))
        return TRUE;
    mail_head_clear(head_out);
    return FALSE;
}
