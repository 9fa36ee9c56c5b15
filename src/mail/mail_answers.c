/* mail_answers: what somebody typed into the quoted text, where no quote mark tells.
 *
 * Outlook quotes without marks; people then write "my answers in red". A line counts as such an answer only when
 * all of this holds: it stands in the message answered directly, not in an older one below, whose colours may be
 * somebody else's; most of that message looks otherwise; at most two colours differ; and the sender says
 * so above, or wrote nothing above at all and it is a form that is answered. Bold alone is believed where the sender says so, or in a form that has no
 * bold of its own. "[Jo Fen] …" is Outlook's own mark, believed when it is the sender's name. In doubt a line
 * stays quoted: nothing is lost, for the text is kept whole. Never fails. */
#include "mail_answers.h"
#include "mail_head_words.h"
#include <string.h>

#define STYLES 12u      /* more in one message: a newsletter */
#define COLOURS_MOST 2u /* that may be answers */
#define NAME_BYTES 80u
#define ABOVE_BYTES 4000u /* of new words that are looked through for "in red" */

typedef struct {
    MailStyle style;
    gsize letters;
} Weight;

typedef struct {
    GArray *lines;
    const char *text;
    const GArray *runs;
    const FormLabels *labels;
    guint from, to; /* the lines of the message that is answered */
    Weight weights[STYLES];
    guint count;
    MailStyle plain; /* how most of it looks */
    gsize total;
    gboolean said, bold; /* colours and bold may be answers */
} Answers;

static MailLine *line_at(const Answers *answers, guint index)
{
    return &g_array_index(answers->lines, MailLine, index);
}

/* The run that `at` lies in; runs->len if it lies before the first. */
static guint run_at(const GArray *runs, gsize at)
{
    guint low = 0, high = runs->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(runs, MailRun, middle).at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : runs->len;
}

typedef struct { /* a stretch of one line that looks alike */
    const char *start, *end;
    MailStyle style;
} Stretch;

/* The next stretch of a line from `stretch->end` on; FALSE at the line's end. */
static gboolean next_stretch(const Answers *answers, const MailLine *line, Stretch *stretch)
{
    const char *end = line->start + line->length;
    if (stretch->end >= end)
        return FALSE;
    gsize at = (gsize)(stretch->end - answers->text);
    guint run = run_at(answers->runs, at), next = run < answers->runs->len ? run + 1 : 0;
    stretch->start = stretch->end;
    stretch->style =
        run < answers->runs->len ? g_array_index(answers->runs, MailRun, run).style : 0;
    gsize stop =
        next < answers->runs->len ? g_array_index(answers->runs, MailRun, next).at : G_MAXSIZE;
    stretch->end = stop < (gsize)(end - answers->text) ? answers->text + stop : end;
    return TRUE;
}

static Stretch before_line(const MailLine *line)
{
    return (Stretch){.end = line->start + line->content};
}

static gsize letters_in(const char *p, const char *end)
{
    gsize count = 0;
    for (; p < end; p++)
        count += g_ascii_isalnum(*p) || (guchar)*p >= 0xc3 ? 1 : 0;
    return count;
}

static gboolean is_quoted(const MailLine *line)
{
    return line->kind == MAIL_LINE_QUOTED && line->message == 0 && !line->head;
}

/* ---- which lines are looked at ---- */

/* A head line without words ends the value of a table's cell, and no message (mail_marks.h). */
static gboolean is_end(const MailLine *line)
{
    return line->head && mail_line_blank(line);
}

/* The message answered directly: from the first head to the next. FALSE if nothing is quoted. */
static gboolean find_region(Answers *answers)
{
    guint i = 0, count = answers->lines->len;
    while (i < count && !is_quoted(line_at(answers, i)))
        i++;
    answers->from = i;
    while (i < count && (!line_at(answers, i)->head || is_end(line_at(answers, i))))
        i++;
    answers->to = i;
    return answers->from < answers->to;
}

static gboolean add_weight(Answers *answers, MailStyle style, gsize letters)
{
    guint i = 0;
    while (i < answers->count && answers->weights[i].style != style)
        i++;
    if (i == STYLES)
        return FALSE;
    if (i == answers->count)
        answers->weights[answers->count++] = (Weight){style, 0};
    answers->weights[i].letters += letters;
    answers->total += letters;
    return TRUE;
}

/* How the message looks; FALSE if it looks like too many things. */
static gboolean weigh(Answers *answers)
{
    for (guint i = answers->from; i < answers->to; i++) {
        const MailLine *line = line_at(answers, i);
        Stretch stretch = before_line(line);
        while (is_quoted(line) && next_stretch(answers, line, &stretch)) {
            gsize letters = letters_in(stretch.start, stretch.end);
            if (letters > 0 && !add_weight(answers, stretch.style, letters))
                return FALSE;
        }
    }
    gsize most = 0;
    for (guint i = 0; i < answers->count; i++) {
        if (answers->weights[i].letters > most) {
            most = answers->weights[i].letters;
            answers->plain = answers->weights[i].style;
        }
    }
    return most * 2 > answers->total;
}

/* ---- which looks are answers ---- */

static gboolean is_coloured(const Answers *answers, MailStyle style)
{
    MailStyle colour = style & MAIL_STYLE_COLOUR;
    return (colour != 0 && colour != (answers->plain & MAIL_STYLE_COLOUR)) ||
           (style & ~answers->plain & MAIL_STYLE_MARKED) != 0;
}

static gboolean is_answer(const Answers *answers, MailStyle style)
{
    if (style & ~answers->plain & MAIL_STYLE_TYPED)
        return TRUE;
    if (answers->said && is_coloured(answers, style))
        return TRUE;
    return answers->bold && (style & ~answers->plain & MAIL_STYLE_BOLD);
}

static guint colours_in(const Answers *answers)
{
    MailStyle seen[STYLES];
    guint count = 0;
    for (guint i = 0; i < answers->count; i++) {
        MailStyle look = answers->weights[i].style & (MAIL_STYLE_COLOUR | MAIL_STYLE_MARKED);
        guint k = 0;
        while (k < count && seen[k] != look)
            k++;
        if (k == count && is_coloured(answers, look))
            seen[count++] = look;
    }
    return count;
}

static gsize label_end(const Answers *answers, const MailLine *line)
{
    gsize value = 0;
    LabelExtent extent;
    gboolean found = answers->labels && form_labels_find(answers->labels, line->start, line->length,
                                                         FALSE, &value, &extent) >= 0;
    return found ? value : 0;
}

/* Is it a form? And has it no bold of its own, so that bold is somebody's? */
static gboolean is_form(const Answers *answers, gboolean *plain_out)
{
    gboolean form = FALSE;
    *plain_out = TRUE;
    for (guint i = answers->from; i < answers->to; i++) {
        const MailLine *line = line_at(answers, i);
        Stretch stretch = before_line(line);
        if (!is_quoted(line) || label_end(answers, line) == 0 ||
            !next_stretch(answers, line, &stretch))
            continue;
        *plain_out &= !(stretch.style & MAIL_STYLE_BOLD);
        form = TRUE;
    }
    return form;
}

/* What the sender says above the quote about how to find the answers. */
static void hear(Answers *answers)
{
    g_autofree char *above = mail_lines_join(answers->lines, MAIL_LINE_NEW, 0);
    gboolean plain, form = is_form(answers, &plain), silent = *above == '\0' && form;
    if (strlen(above) > ABOVE_BYTES)
        above[ABOVE_BYTES] = '\0';
    g_autofree char *valid = g_utf8_make_valid(above, -1);
    gboolean told = mail_head_says_answers(valid);
    answers->said = (silent || told) && colours_in(answers) <= COLOURS_MOST;
    answers->bold = (silent || told) && (mail_head_says_bold(valid) || (form && plain));
}

/* ---- marking ---- */

/* Where the answer begins that the line ends with: its start if all of it is one, NULL if its end is none. */
static const char *answer_start(const Answers *answers, const MailLine *line)
{
    const char *begin = line->start + line->content, *answer = NULL;
    gsize before = 0; /* letters of others */
    Stretch stretch = before_line(line);
    while (next_stretch(answers, line, &stretch)) {
        gsize letters = letters_in(stretch.start, stretch.end);
        if (letters == 0)
            continue;
        if (!is_answer(answers, stretch.style)) {
            before += letters;
            answer = NULL;
        } else if (!answer) {
            answer = stretch.start;
        }
    }
    return answer && before == 0 ? begin : answer;
}

/* Makes the end of line `index` a line of its own. */
static void split_line(Answers *answers, guint index, const char *at)
{
    MailLine *line = line_at(answers, index);
    gsize kept = (gsize)(at - line->start);
    MailLine rest = {.start = at, .length = line->length - (guint)kept, .continued = TRUE};
    while (rest.content < rest.length && rest.start[rest.content] == ' ')
        rest.content++;
    line->length = (guint)kept;
    g_array_insert_val(answers->lines, index + 1, rest);
    answers->to++;
}

/* The empty label that an answer on the next line belongs to becomes new with it. */
static void take_label(Answers *answers, guint index)
{
    guint above = index;
    while (above > answers->from && mail_line_blank(line_at(answers, above - 1)) &&
           !is_end(line_at(answers, above - 1)))
        above--;
    if (above == answers->from || label_end(answers, line_at(answers, index)) > 0)
        return;
    MailLine *line = line_at(answers, above - 1);
    gsize label = label_end(answers, line);
    if (is_quoted(line) && label > 0 &&
        letters_in(line->start + label, line->start + line->length) == 0)
        line->kind = MAIL_LINE_NEW;
}

/* Marks line `index` if it is an answer; TRUE if something became new. */
static gboolean mark_line(Answers *answers, guint index)
{
    MailLine *line = line_at(answers, index);
    const char *at = is_quoted(line) ? answer_start(answers, line) : NULL;
    if (!at)
        return FALSE;
    gsize before = (gsize)(at - line->start), label = label_end(answers, line);
    gboolean whole = before <= line->content || letters_in(line->start + label, at) == 0;
    if (label > 0 && !whole)
        return FALSE; /* a value of which only the end was changed: old or new, nobody can tell */
    if (!whole) {
        split_line(answers, index, at);
        return TRUE;
    }
    line->kind = MAIL_LINE_NEW;
    take_label(answers, index);
    return TRUE;
}

static guint mark_styled(Answers *answers)
{
    guint marked = 0;
    if (!weigh(answers) || answers->count < 2)
        return 0;
    hear(answers);
    for (guint i = answers->from; i < answers->to; i++)
        marked += mark_line(answers, i) ? 1 : 0;
    return marked;
}

/* ---- "[Jo Fen] words" ---- */

/* Are all words of the bracket, at least two of them, in the writer's name? */
static gboolean is_writer(const char *bracket, gsize length, const char *writer)
{
    g_autofree char *said = g_utf8_casefold(bracket, (gssize)length);
    g_autofree char *name = g_utf8_casefold(writer, -1);
    g_auto(GStrv) words = g_strsplit_set(said, " ,", -1), own = g_strsplit_set(name, " ,", -1);
    guint count = 0;
    for (guint i = 0; words[i]; i++) {
        if (*words[i] == '\0')
            continue;
        if (!g_strv_contains((const char *const *)own, words[i]))
            return FALSE;
        count++;
    }
    return count >= 2;
}

static guint mark_named(Answers *answers, const char *writer)
{
    guint marked = 0;
    for (guint i = answers->from; i < answers->to; i++) {
        MailLine *line = line_at(answers, i);
        const char *p = line->start + line->content, *end = line->start + line->length;
        const char *close = p < end && *p == '[' ? memchr(p, ']', (gsize)(end - p)) : NULL;
        if (!close || !is_quoted(line) || close - p > (gssize)NAME_BYTES ||
            letters_in(close, end) == 0 || !is_writer(p + 1, (gsize)(close - p - 1), writer))
            continue;
        line->kind = MAIL_LINE_NEW;
        marked++;
    }
    return marked;
}

guint mail_answers_mark(GArray *lines, const char *text, const GArray *runs, const char *writer,
                        const FormLabels *labels)
{
    Answers answers = {.lines = lines, .text = text, .runs = runs, .labels = labels};
    if (!find_region(&answers))
        return 0;
    guint marked = *writer ? mark_named(&answers, writer) : 0;
    return marked + (runs && runs->len > 0 ? mark_styled(&answers) : 0);
}
