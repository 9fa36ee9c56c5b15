/* mail_heads: recognises where an older message begins in a text.
 *
 * Owns the shapes; the words are in mail_head_words.c. A block must name its sender and either stand
 * behind a separator or look like a mail program's: three fields, with an address or a time of day
 * in it, so that the "From: / To: / Date:" on top of somebody's own form is left to the form. The
 * work for one line is bounded by the lines of a block. Never fails. */
#include "mail_heads.h"
#include "mail_attribution.h"
#include "mail_dates.h"
#include "mail_head_words.h"
#include <string.h>

#define BLOCK_LINES 30u /* a list of recipients may be long */
#define LABEL_BYTES 40u
#define RULE_LEAST 3u
#define INTRODUCTION_BYTES 80u

static void drop_fields(MailHead *head)
{
    g_clear_pointer(&head->from, g_free);
    g_clear_pointer(&head->to, g_free);
    g_clear_pointer(&head->date, g_free);
    g_clear_pointer(&head->subject, g_free);
}

void mail_head_clear(MailHead *head)
{
    drop_fields(head);
    *head = (MailHead){0};
}

/* The field of a line like "*From:* Jo" or "De : Jo"; the value in *value_out. */
static HeadField field_of(MailSlice line, char **value_out)
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
        *value_out = mail_slice_value(colon + wide, end);
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

static guint bits(guint mask)
{
    return (guint)__builtin_popcount(mask);
}

/* A line that goes on with the field above it: addresses, or what was folded. */
static gboolean goes_on(MailSlice line, HeadField last)
{
    if (line.length == 0)
        return FALSE;
    gboolean addresses = memchr(line.start, '@', line.length) ||
                         memchr(line.start, ';', line.length) || line.start[0] == '<';
    return (last == HEAD_FROM || last == HEAD_TO || last == HEAD_CC) && addresses;
}

static void add_to(MailHead *head, HeadField field, MailSlice line)
{
    char **slot = field_slot(head, field);
    if (!slot || !*slot)
        return;
    char *longer = g_strdup_printf("%s %.*s", *slot, (int)line.length, line.start);
    g_free(*slot);
    *slot = longer;
}

/* Takes one line of a block; FALSE when it is none. */
static gboolean take_line(MailHead *head, MailSlice line, guint *mask, HeadField *last)
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
    HeadField field = field_of(mail_line_slice(lines, next), NULL);
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
        if (line->depth != depth || !take_line(head, mail_line_slice(lines, i), &mask, &last))
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
    return introduced ? bits(mask) >= 2
                      : bits(mask) >= 3 && (address || mail_date_has_time(head->date));
}

/* A line of `----`, `____` or `====`, perhaps with words between; the words in *words_out, what stands
 * behind the second run in *rest_out. */
static gboolean is_rule(MailSlice line, MailSlice *words_out, MailSlice *rest_out)
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
    *words_out = (MailSlice){p, (gsize)((close ? close : end) - p)};
    while (close && close < end && *close == mark)
        close++;
    *rest_out = close ? (MailSlice){close, (gsize)(end - close)} : (MailSlice){end, 0};
    return words_out->length == 0 || close;
}

/* Yahoo writes one label without its colon, glued to the date: "09:26:50 CETAssunto words". */
static void part_subject(MailHead *head)
{
    gboolean letter = FALSE; /* the character before was one, or a digit */
    for (char *p = head->date; p && *p && !head->subject; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gsize length = strcspn(p, " ");
        if (letter && g_unichar_isupper(c) && p[length] == ' ' &&
            mail_head_field(p, length) == HEAD_SUBJECT) {
            head->subject = mail_slice_value(p + length, p + strlen(p));
            *p = '\0';
            return;
        }
        letter = g_unichar_isalnum(c);
    }
}

/* Some programs put the whole block behind the separator, without line ends or even blanks. */
static guint read_inline(MailSlice rest, MailHead *head)
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
            *slot = mail_slice_value(value, colon ? label : end);
        if (!colon)
            break;
        mask |= 1u << next;
        field = next;
        value = p = colon + 1;
    }
    char **slot = field_slot(head, field);
    if (slot && !*slot)
        *slot = mail_slice_value(value, end);
    part_subject(head);
    return mask;
}

/* A separator line, and the block behind it if there is one. */
static gboolean rule_at(const GArray *lines, guint index, MailHead *head)
{
    MailSlice words, rest;
    MailSlice line = mail_line_slice(lines, index);
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
    drop_fields(head); /* what one field in the separator's line may have given */
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
    MailSlice line = mail_line_slice(lines, index);
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
    HeadField field = field_of(mail_line_slice(lines, index), NULL);
    if (field == HEAD_NONE || field == HEAD_OTHER)
        return FALSE;
    return is_block(head, read_block(lines, index, head), FALSE);
}

gboolean mail_head_at(const GArray *lines, guint index, MailHead *head_out)
{
    static gboolean (*const ways[])(const GArray *, guint, MailHead *) = {
        rule_at, introduction_at, block_at, mail_attribution_at};
    const MailHead empty = {.first = index, .last = index, .depth = mail_line(lines, index)->depth};
    *head_out = empty;
    if (mail_line_blank(mail_line(lines, index)))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        if (ways[i](lines, index, head_out))
            return TRUE;
        mail_head_clear(head_out);
        *head_out = empty;
    }
    return FALSE;
}
