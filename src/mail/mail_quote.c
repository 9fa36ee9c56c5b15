/* mail_quote: splits a text into new words, quotes and signature.
 *
 * The split is a view: the whole text is kept beside it, and every doubt is settled for 'new', because new words
 * may move a case and quoted ones may not be lost (lessons.md 45). A head (mail_heads.c) governs the
 * lines below it as long as they are quoted at least as deep as itself; lines with '>' are quoted
 * wherever they stand, so that answers between them stay new. A message is taken for a forward when it
 * says so, or when an older message follows with next to nothing typed above. Never fails. */
#include "mail_quote.h"
#include "mail_head_words.h"
#include "mail_limits.h"
#include <string.h>

#define TYPED_ABOVE 2u /* lines above an older message that still make a forward, not a reply */
#define WRAPPED_LEAST 50u
#define TRACKER_MARK 0x1427 /* what a mail tracker leaves at the end of letters */
#define PARAGRAPH_LINES 12u /* of a disclaimer that are looked at */
#define PARAGRAPH_BYTES ((gsize)1000)
#define BANNER_LINES 6u
#define SIGNATURE_LABELS 2u /* form labels below "-- " that make it a divider, not a signature */

typedef struct { /* an older message that governs lines at least as deep as `depth` */
    guint depth, message;
} Ruler;

typedef struct {
    GArray *lines;
    const FormLabels *labels;
    MailThread thread;
    GArray *found;    /* of MailHead */
    GArray *rulers;   /* of Ruler, innermost last */
    gboolean decided; /* whether this is a forward */
    gboolean forward;
    guint typed; /* lines typed so far */
    guint *
        below; /* form labels from this line on; from `counted` on, NULL before the first question */
    guint counted;
} Split;

static MailLine *line_at(const Split *split, guint index)
{
    return &g_array_index(split->lines, MailLine, index);
}

static char *text_at(const Split *split, guint index)
{
    return mail_line_text(line_at(split, index));
}

/* A line that lost its '>' when a program wrapped the one above. */
static gboolean is_wrapped(const Split *split, guint index)
{
    if (index == 0 || index + 1 >= split->lines->len)
        return FALSE;
    const MailLine *before = line_at(split, index - 1), *after = line_at(split, index + 1);
    return before->depth > 0 && after->depth > 0 && before->length >= WRAPPED_LEAST &&
           !mail_line_blank(line_at(split, index));
}

/* May this head begin an older message here? An attribution alone needs quote marks or a reply. */
static gboolean is_believed(const Split *split, const MailHead *head)
{
    return head->kind == MAIL_HEAD_BLOCK || head->quoted || head->sure || split->thread.reply;
}

static void decide(Split *split, const MailHead *head)
{
    if (split->decided)
        return;
    split->decided = TRUE;
    gboolean inline_reply = head->kind == MAIL_HEAD_ATTRIBUTION && head->quoted;
    gboolean hardly_typed = !split->thread.reply && split->typed <= TYPED_ABOVE && !inline_reply;
    split->forward = head->forward || split->thread.forward || hardly_typed;
}

static const Ruler *ruler_of(const Split *split)
{
    guint count = split->rulers->len;
    return count > 0 ? &g_array_index(split->rulers, Ruler, count - 1) : NULL;
}

/* Ends what governs only lines that are quoted deeper than `depth`. */
static void end_deeper(Split *split, guint depth)
{
    while (split->rulers->len > 0 && ruler_of(split)->depth > depth)
        g_array_set_size(split->rulers, split->rulers->len - 1);
}

/* Lines of a head, and what it governs from now on. */
static void begin_message(Split *split, MailHead *head)
{
    guint depth = head->depth;
    decide(split, head);
    if (split->forward && split->found->len < MAIL_LIMIT_FORWARDED) {
        g_array_append_val(split->found, *head);
        *head = (MailHead){.first = head->first, .last = head->last};
    }
    Ruler ruler = {depth, split->forward ? split->found->len : 0};
    end_deeper(split, depth);
    if (split->rulers->len > 0 && ruler_of(split)->depth == depth)
        g_array_set_size(split->rulers, split->rulers->len - 1);
    g_array_append_val(split->rulers, ruler);
    for (guint i = head->first; i <= head->last; i++) {
        MailLine *line = line_at(split, i);
        line->kind = MAIL_LINE_QUOTED;
        line->head = TRUE;
        line->message = ruler.message;
    }
}

static void take_line(Split *split, guint index)
{
    MailLine *line = line_at(split, index);
    gboolean blank = mail_line_blank(line), wrapped = is_wrapped(split, index);
    if (!blank && !wrapped)
        end_deeper(split, line->depth);
    const Ruler *ruler = ruler_of(split);
    if (ruler || line->depth > 0 || wrapped) {
        line->kind = MAIL_LINE_QUOTED;
        line->message = ruler ? ruler->message : 0;
    } else if (!blank) {
        split->typed++;
    }
}

static void find_messages(Split *split)
{
    for (guint i = 0; i < split->lines->len; i++) {
        MailHead head = {0};
        if (mail_head_at(split->lines, i, &head) && is_believed(split, &head)) {
            begin_message(split, &head);
            i = head.last;
        } else {
            take_line(split, i);
        }
        mail_head_clear(&head);
    }
}

/* A new mail that is quote marks and nothing else was pasted by its writer. */
static void take_back(Split *split)
{
    for (guint i = 0; i < split->lines->len; i++)
        line_at(split, i)->kind = MAIL_LINE_NEW;
}

/* ---- signatures ---- */

static gboolean same_message(const MailLine *a, const MailLine *b)
{
    return a->kind == b->kind && a->message == b->message && !b->head;
}

/* The end of the run of lines that stand together with `index` in one message. */
static guint run_end(const Split *split, guint index)
{
    guint end = index;
    while (end < split->lines->len && same_message(line_at(split, index), line_at(split, end)))
        end++;
    return end;
}

static gboolean is_delimiter(const char *text)
{
    return g_str_equal(text, "--") || g_str_equal(text, "-- ") || g_str_equal(text, "—") ||
           g_str_equal(text, "–");
}

static gboolean is_label(const Split *split, guint index)
{
    const MailLine *line = line_at(split, index);
    gsize value;
    LabelExtent extent;
    return form_labels_find(split->labels, line->start, line->length, FALSE, &value, &extent) >= 0;
}

/* Form labels in [from, to). Each line is looked at once, however often this is asked. */
static guint labels_in(Split *split, guint from, guint to)
{
    guint count = split->lines->len;
    if (!split->labels || from >= to)
        return 0;
    if (!split->below) {
        split->below = g_new0(guint, (gsize)count + 1);
        split->counted = count;
    }
    if (from < split->counted) {
        guint beyond = split->counted;
        for (guint i = from; i < beyond; i++)
            split->below[i] = is_label(split, i) ? 1 : 0;
        for (guint i = beyond; i > from; i--)
            split->below[i - 1] += split->below[i];
        split->counted = from;
    }
    return split->below[from] - split->below[to];
}

static void mark_signature(Split *split, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        line_at(split, i)->kind = MAIL_LINE_SIGNATURE;
}

/* A line of marks only: what programs put at the very end of a letter. */
static gboolean is_ornament(const char *text)
{
    gboolean any = FALSE;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean mark = c < 0x80 ? strchr("-_=*~#+ \t", (int)c) != NULL : c == TRACKER_MARK;
        if (!mark)
            return FALSE;
        any = TRUE;
    }
    return any;
}

static gboolean begins_paragraph(const Split *split, guint index)
{
    return index == 0 || mail_line_blank(line_at(split, index - 1)) ||
           line_at(split, index - 1)->head;
}

/* The paragraph that begins at `index` as one line, as much of it as is looked at. */
static char *paragraph_at(const Split *split, guint index, guint end)
{
    GString *text = g_string_new(NULL);
    for (guint i = index; i < MIN(end, index + PARAGRAPH_LINES); i++) {
        if (mail_line_blank(line_at(split, i)))
            break;
        MailSlice slice = mail_line_slice(split->lines, i);
        g_string_append_len(text, slice.start, (gssize)MIN(slice.length, PARAGRAPH_BYTES));
        g_string_append_c(text, ' ');
    }
    return g_string_free(text, FALSE);
}

static gboolean begins_disclaimer(const Split *split, guint index, guint end)
{
    g_autofree char *paragraph = paragraph_at(split, index, end);
    return mail_head_says_disclaimer(paragraph);
}

/* How far a signature reaches that begins at `index` within a run whose words begin at `words`; `index` itself if none
 * does. */
static guint signature_end(Split *split, guint index, guint words, guint end)
{
    g_autofree char *text = text_at(split, index);
    gboolean something_above = words < index;
    if (is_delimiter(text))
        return labels_in(split, index + 1, end) < SIGNATURE_LABELS ? end : index;
    if (mail_head_says_sent_from(text)) {
        guint next = mail_lines_next(split->lines, index + 1);
        return split->thread.reply || next >= end ? end : index + 1;
    }
    if (something_above && begins_paragraph(split, index) && begins_disclaimer(split, index, end))
        return labels_in(split, index + 1, end) == 0 ? end : index;
    return index;
}

static void trim_ornaments(Split *split, guint from, guint to)
{
    while (to > from) {
        g_autofree char *text = text_at(split, to - 1);
        if (!mail_line_blank(line_at(split, to - 1)) && !is_ornament(text) &&
            !mail_head_is_marking(text))
            return;
        to--;
        if (to > from && !mail_line_blank(line_at(split, to)))
            mark_signature(split, to, to + 1);
    }
}

/* Spares the look-up for most lines: "Sent from …" is short and has no "Label: value" in it, a disclaimer
 * begins a paragraph, "--" stands alone. */
static gboolean may_sign(const Split *split, guint index)
{
    const MailLine *line = line_at(split, index);
    const char *p = line->start + line->content;
    gsize length = line->length - line->content;
    if (length == 0)
        return FALSE;
    if (length <= 4)
        return *p == '-' || (guchar)*p >= 0x80;
    if (begins_paragraph(split, index))
        return g_ascii_isalpha(*p) || (guchar)*p >= 0x80;
    return length < 100 && (strchr("sgetvilwoSGETVILWO", *p) || (guchar)*p >= 0x80) &&
           !memmem(p, length, ": ", 2);
}

/* Behind what a mail system put above the first words: markings, and a paragraph that warns of mail from outside. */
static guint banner_end(const Split *split, guint words, guint end)
{
    guint i = words;
    while (i < end) {
        g_autofree char *text = text_at(split, i);
        if (!mail_head_is_marking(text))
            break;
        i = mail_lines_next(split->lines, i + 1);
    }
    if (i >= end)
        return words; /* all that was said */
    g_autofree char *paragraph = paragraph_at(split, i, end);
    guint stop = i;
    while (stop < end && !mail_line_blank(line_at(split, stop)))
        stop++;
    if (!mail_head_says_banner(paragraph) || mail_lines_next(split->lines, stop) >= end)
        return i;
    return stop - i <= BANNER_LINES ? mail_lines_next(split->lines, stop) : i;
}

static void sign_run(Split *split, guint run, guint end)
{
    guint i = run, words = mail_lines_next(split->lines, run);
    if (words < end && (run == 0 || line_at(split, run - 1)->head)) {
        guint banner = banner_end(split, words, end);
        mark_signature(split, words, banner);
        i = run = words = banner;
    }
    while (i < end) {
        guint stop = may_sign(split, i) ? signature_end(split, i, words, end) : i;
        mark_signature(split, i, stop);
        i = MAX(stop, i + 1);
    }
    guint last = run;
    while (last < end && line_at(split, last)->kind != MAIL_LINE_SIGNATURE)
        last++;
    trim_ornaments(split, run, last);
}

static void find_signatures(Split *split)
{
    guint i = 0;
    while (i < split->lines->len) {
        const MailLine *line = line_at(split, i);
        guint end = line->head ? i + 1 : run_end(split, i);
        if (!line->head && (line->kind == MAIL_LINE_NEW || line->message > 0))
            sign_run(split, i, end);
        i = end;
    }
}

static void clear_head(gpointer data)
{
    mail_head_clear(data);
}

GArray *mail_quote_split(GArray *lines, MailThread thread, const FormLabels *labels)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(MailHead));
    g_array_set_clear_func(found, clear_head);
    Split split = {.lines = lines, .labels = labels, .thread = thread, .found = found};
    g_autoptr(GArray) rulers = g_array_new(FALSE, FALSE, sizeof(Ruler));
    split.rulers = rulers;
    find_messages(&split);
    if (!thread.reply && !thread.forward && split.typed == 0 && !split.decided)
        take_back(&split);
    find_signatures(&split);
    g_free(split.below);
    return found;
}
