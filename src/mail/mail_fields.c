/* mail_fields: reads what was filled in.
 *
 * A short field ends at its line's end; when nothing stands behind its label it is the next line that
 * is not blank, unless that is a label itself. A text field runs on to the next label, to a quote or
 * signature, to "Kind regards" or a ruled line: wrapped lines are put together again, paragraphs and
 * lists stay. Many people answer between the lines that their program has quoted: what they write
 * below a quoted label that has no value is its value. Nothing is judged here: two values for one label, a form's own guidance, a date that
 * is none are for cases/ to ask about. Never fails. */
#include "mail_fields.h"
#include "day.h"
#include "mail_head_words.h"
#include "mail_limits.h"
#include "mail_ticks.h"
#include "text.h"
#include <string.h>

#define NARROWEST 60 /* characters: no program wraps at less */
#define RULE_LEAST 4u
#define BROKEN_LEAST 40u /* bytes: shorter lines were not wrapped */
#define BROKEN_MOST 300u /* of the second line that are looked at */
#define ROW_DATE_BYTES 40u

typedef struct {
    const GArray *lines;
    MailLineKind kind;
    guint message;
    const FormLabels *labels;
    GArray *fields;
    gboolean *cut;
    gboolean below; /* the value that is read now stands below its quoted label, in new text */
} Reader;

typedef struct {
    int key;
    LabelExtent extent;
    guint last;      /* the line its value begins on */
    MailSlice value; /* what stands there */
} Label;

static void clear_field(gpointer data)
{
    g_free(((MailFieldRead *)data)->value);
}

static gboolean is_ours(const Reader *reader, guint index)
{
    const MailLine *line = mail_line(reader->lines, index);
    return line->kind == reader->kind && line->message == reader->message && !line->head;
}

static MailSlice slice_of(const MailLine *line)
{
    return (MailSlice){line->start + line->content, line->length - line->content};
}

static gboolean is_blank_slice(MailSlice slice)
{
    g_autofree char *text = g_strndup(slice.start, slice.length);
    return text_empty(text);
}

/* A hint in brackets that the line's end has broken. */
static gboolean is_open(MailSlice line)
{
    const char *open = line.length >= BROKEN_LEAST ? memrchr(line.start, '(', line.length) : NULL;
    return open && !memchr(open, ')', (gsize)(line.start + line.length - open));
}

/* A label that a program wrapped within its hint: "Injury to an infant (yes, no or not\nknown): no". */
static gboolean find_broken(const Reader *reader, guint index, Label *label)
{
    MailSlice first = slice_of(mail_line(reader->lines, index));
    if (index + 1 >= reader->lines->len || !is_ours(reader, index + 1) || !is_open(first))
        return FALSE;
    MailSlice second = slice_of(mail_line(reader->lines, index + 1));
    gsize taken = MIN(second.length, BROKEN_MOST), value = 0;
    g_autofree char *both =
        g_strdup_printf("%.*s %.*s", (int)first.length, first.start, (int)taken, second.start);
    label->key =
        form_labels_find(reader->labels, both, strlen(both), FALSE, &value, &label->extent);
    if (label->key < 0 || value <= first.length)
        return FALSE;
    label->last = index + 1;
    label->value = (MailSlice){second.start + (value - first.length - 1),
                               second.length - (value - first.length - 1)};
    return TRUE;
}

/* "Is the child at risk? (yes, no or not": what follows the question is a hint whose end is on the next line. */
static gboolean begins_hint(MailSlice value)
{
    return value.length > 0 && *value.start == '(' && !memchr(value.start, ')', value.length);
}

static gboolean find_label(const Reader *reader, guint index, Label *label)
{
    MailSlice line = slice_of(mail_line(reader->lines, index));
    gsize value = 0;
    label->key =
        form_labels_find(reader->labels, line.start, line.length, FALSE, &value, &label->extent);
    if (label->key < 0)
        return find_broken(reader, index, label);
    Label whole = {.key = label->key, .extent = label->extent, .last = index};
    whole.value = (MailSlice){line.start + value, line.length - value};
    if (!begins_hint(whole.value) || !find_broken(reader, index, label))
        *label = whole;
    return TRUE;
}

/* "Outlook" writes "jo@x.example<mailto:jo@x.example>" and "our page<https://…>" into plain text. */
static void drop_link(GString *value)
{
    const char *from = value->str;
    for (;;) {
        char *open = strchr(from, '<');
        if (!open || open == value->str)
            return;
        gboolean link = g_str_has_prefix(open, "<mailto:") || g_str_has_prefix(open, "<http:") ||
                        g_str_has_prefix(open, "<https:") || g_str_has_prefix(open, "<tel:");
        char *close = strchr(open, '>');
        if (!close)
            return;
        gsize at = (gsize)(open - value->str);
        if (link)
            g_string_erase(value, (gssize)at, close + 1 - open);
        from = value->str + at + (link ? 0 : 1);
    }
}

/* The value without marks of bold text at its end and without what follows a limit. */
static void add_field(Reader *reader, int key, GString *value, guint number)
{
    if (value->len > MAIL_LIMIT_FIELD_BYTES) {
        g_string_truncate(value, text_cut(value->str, value->len, MAIL_LIMIT_FIELD_BYTES));
        *reader->cut = TRUE;
    }
    drop_link(value);
    char *trimmed = text_trim_copy(value->str, value->len);
    gsize length = strlen(trimmed);
    while (length > 0 && trimmed[length - 1] == '*' && !strchr(trimmed, ' '))
        trimmed[--length] = '\0';
    if (length > 1 && trimmed[length - 1] == '*' && memchr(trimmed, '*', length - 1) == NULL)
        trimmed[--length] = '\0'; /* "*Label: value*" */
    char *chosen = mail_ticks_chosen(trimmed);
    if (chosen) {
        g_free(trimmed);
        trimmed = chosen;
    }
    if (*trimmed == '\0') {
        g_free(trimmed);
        return;
    }
    MailFieldRead field = {
        .key = (guint)key, .value = trimmed, .line = number, .below = reader->below};
    g_array_append_val(reader->fields, field);
}

/* "----" or "====": a divider of the form. */
static gboolean is_rule(const char *text, gsize length)
{
    if (length < RULE_LEAST || !strchr("-_=*~", *text))
        return FALSE;
    for (gsize i = 1; i < length; i++)
        if (text[i] != text[0])
            return FALSE;
    return TRUE;
}

/* A line at which no value goes on. */
static gboolean is_end(const Reader *reader, guint index)
{
    const MailLine *line = mail_line(reader->lines, index);
    const char *text = line->start + line->content;
    gsize length = mail_line_end(line) - line->content;
    Label label;
    return find_label(reader, index, &label) || is_rule(text, length) ||
           mail_head_says_closing(text, length);
}

/* The next of our lines that is not blank, within the same run; the number of lines if none. */
static guint next_ours(const Reader *reader, guint index)
{
    guint next = mail_lines_next(reader->lines, index);
    for (guint i = index; i < next; i++)
        if (!is_ours(reader, i))
            return reader->lines->len;
    return next < reader->lines->len && is_ours(reader, next) ? next : reader->lines->len;
}

static void append_slice(GString *to, const MailLine *line)
{
    g_string_append_len(to, line->start + line->content,
                        (gssize)(mail_line_end(line) - line->content));
}

/* "5 March 2026, telephone, …": a row of a record begins with its date, whatever the line above it looks like. */
static gboolean begins_with_date(const char *text, gsize length)
{
    if (length == 0 || !g_ascii_isdigit(*text))
        return FALSE;
    g_autofree char *line = g_strndup(text, MIN(length, ROW_DATE_BYTES));
    gsize start = 0, end = 0;
    return day_read(line, day_new(2000, 1, 1), FALSE, &start, &end) != DAY_UNKNOWN && start == 0 &&
           line[end] == ',';
}

static gboolean begins_item(const MailLine *line)
{
    const char *p = line->start + line->content;
    gsize length = line->length - line->content;
    if (length == 0)
        return FALSE;
    if (strchr("-*+|#", *p) || (length > 2 && memcmp(p, "\xe2\x80\xa2", 3) == 0) ||
        (length > 1 && memcmp(p, "\xc2\xb7", 2) == 0))
        return TRUE;
    if (begins_with_date(p, length))
        return TRUE;
    gsize digits = 0;
    while (digits < length && digits < 3 && g_ascii_isdigit(p[digits]))
        digits++;
    return digits > 0 && digits < length && (p[digits] == '.' || p[digits] == ')');
}

/* Was the line above ended by a program, for the next word did not fit? */
static gboolean is_wrapped(const MailLine *above, const MailLine *line)
{
    const char *word = line->start + line->content;
    gsize bytes = mail_line_end(line) - line->content, letters = 0;
    while (letters < bytes && word[letters] != ' ')
        letters++;
    glong length = g_utf8_strlen(above->start, (gssize)mail_line_end(above)) + 1 +
                   g_utf8_strlen(word, (gssize)letters);
    return !above->whole && length > NARROWEST && !begins_item(line);
}

static gboolean is_answer_line(const GArray *lines, guint index)
{
    const MailLine *line = index < lines->len ? mail_line(lines, index) : NULL;
    return line && line->kind == MAIL_LINE_NEW && line->message == 0 && !line->head &&
           !mail_line_blank(line);
}

/* The tail of a quoted line that was too long once somebody had written into it: it stands below
 * without its quote mark. */
static guint read_tail(Reader *reader, guint after, GString *value)
{
    if (reader->kind != MAIL_LINE_QUOTED || reader->message > 0 || after == 0 ||
        text_empty(value->str) || !is_answer_line(reader->lines, after))
        return after;
    const MailLine *above = mail_line(reader->lines, after - 1);
    if (mail_line_blank(above) || !is_wrapped(above, mail_line(reader->lines, after)))
        return after;
    g_string_append_c(value, ' ');
    append_slice(value, mail_line(reader->lines, after));
    return after + 1;
}

/* Both return the first line that does not belong to the field. */
static guint read_short(Reader *reader, const Label *label, guint number)
{
    guint after = label->last + 1;
    g_autoptr(GString) value = g_string_new_len(label->value.start, (gssize)label->value.length);
    if (text_empty(value->str)) {
        guint next = next_ours(reader, after);
        g_string_truncate(value, 0);
        if (next < reader->lines->len && !is_end(reader, next)) {
            append_slice(value, mail_line(reader->lines, next));
            after = next + 1;
        }
    }
    after = read_tail(reader, after, value);
    add_field(reader, label->key, value, number);
    return after;
}

static guint read_text(Reader *reader, const Label *label, guint number)
{
    g_autoptr(GString) value = g_string_new_len(label->value.start, (gssize)label->value.length);
    const MailLine *above = mail_line(reader->lines, label->last);
    guint i = label->last + 1;
    gboolean empty = text_empty(value->str), paragraph = FALSE;
    for (; i < reader->lines->len && is_ours(reader, i); i++) {
        const MailLine *line = mail_line(reader->lines, i);
        if (mail_line_blank(line)) {
            paragraph = !empty;
            continue;
        }
        if (is_end(reader, i) || value->len > MAIL_LIMIT_FIELD_BYTES)
            break;
        if (!empty)
            g_string_append(g_string_truncate(value, strlen(g_strchomp(value->str))),
                            paragraph                 ? "\n\n"
                            : is_wrapped(above, line) ? " "
                                                      : "\n");
        append_slice(value, line);
        above = line;
        empty = paragraph = FALSE;
    }
    i = read_tail(reader, i, value);
    add_field(reader, label->key, value, number);
    return i;
}

/* What this writer wrote below a quoted label without a value, up to the next quoted line; of a
 * short field its first line. The line after it, or 0 when nothing is there. */
static guint read_below(Reader *reader, const Label *label, guint number)
{
    guint first = mail_lines_next(reader->lines, label->last + 1);
    gboolean empty = label->value.length == 0 || is_blank_slice(label->value);
    if (reader->kind != MAIL_LINE_QUOTED || reader->message > 0 || !empty ||
        !is_answer_line(reader->lines, first) || is_end(reader, first))
        return 0;
    g_autoptr(GString) value = g_string_new(NULL);
    guint i = first;
    for (; i < reader->lines->len && value->len <= MAIL_LIMIT_FIELD_BYTES; i++) {
        const MailLine *line = mail_line(reader->lines, i);
        if (!mail_line_blank(line) && (!is_answer_line(reader->lines, i) || is_end(reader, i)))
            break;
        if (label->extent == LABEL_SHORT && i > first)
            break;
        g_string_append(value, value->len > 0 ? "\n" : "");
        append_slice(value, line);
    }
    reader->below = TRUE;
    add_field(reader, label->key, value, number);
    reader->below = FALSE;
    return i;
}

/* Does the line count in its text's numbers? Those found inside begin with their first words. */
static gboolean counts(const Reader *reader, guint index, guint number)
{
    if (reader->message == 0)
        return !mail_line(reader->lines, index)->continued;
    return is_ours(reader, index) &&
           (number > 0 || !mail_line_blank(mail_line(reader->lines, index)));
}

GArray *mail_fields_read(const GArray *lines, MailLineKind kind, guint message,
                         const FormLabels *labels, guint limit, gboolean *cut)
{
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(MailFieldRead));
    g_array_set_clear_func(fields, clear_field);
    Reader reader = {.lines = lines, .kind = kind, .message = message, .labels = labels};
    reader.fields = fields;
    reader.cut = cut;
    guint counted = 0, number = 0; /* lines before `i`, and how many of them are ours */
    for (guint i = 0; i < lines->len;) {
        Label label;
        for (; counted <= i; counted++)
            number += counts(&reader, counted, number) ? 1 : 0;
        if (!is_ours(&reader, i) || !find_label(&reader, i, &label)) {
            i++;
            continue;
        }
        if (fields->len >= limit) {
            *cut = TRUE;
            break;
        }
        guint below = read_below(&reader, &label, number);
        i = below > 0                     ? below
            : label.extent == LABEL_SHORT ? read_short(&reader, &label, number)
                                          : read_text(&reader, &label, number);
    }
    return fields;
}
