/* mail_pdf_layout: what stands on a page of a PDF, in the order in which a person reads a form.
 *
 * A PDF knows places and nothing else: which words make a cell, which lines are one label that was too long for
 * its column, which are one value, what belongs to which label, is seen from where they stand, as by a
 * person. Wide gaps part cells; lines that begin at one edge, close below one another, are one block. A field to
 * fill in belongs to the label that its form names it by, else to the one at its left, else above it. What
 * belongs to nothing is written as it stands. Never fails. */
#include "mail_pdf.h"
#include "mail_ticks.h"
#include "text.h"
#include <string.h>

#define TICKED "\xe2\x98\x92"
#define UNTICKED "\xe2\x98\x90"
#define GAP 0.75        /* between cells beside one another, in heights of a line */
#define BOX_GAP 2.0     /* and where there are boxes to tick */
#define WORD_GAP 0.05   /* between words, in the same */
#define TIGHT 0.6       /* between the lines of one block */
#define ROW_GAP 2.0     /* between a row of labels and each row of values below */
#define PARAGRAPH 0.8   /* between paragraphs */
#define ANSWER_GAP 1.3  /* between a label and the answer below it */
#define ALIGNED 4.0     /* points that the edges of one column may differ */
#define NEAR_ABOVE 14.0 /* points from a label to the field below it */
#define NEAR_LEFT 320.0 /* and to the one at its right */
#define FORM_VALUES 3u  /* so many answers beside labels show how the form is made */
#define LABEL_LINES 4u
#define CELLS_MOST 4000u /* of one page that are put in order; more are no form */
#define PLACE_BYTES 160u

typedef struct {
    guint offset; /* in the cell's text */
    double left;
} Start; /* of a word */

typedef struct {
    guint offset;       /* of the line end in the cell's text */
    double right, word; /* where the line ended; how wide the first word of the next one is */
} LineEnd;

typedef struct { /* words that belong together: a label, or one value, or a piece of text */
    GString *text;
    GArray *starts; /* of Start */
    GArray *ends;   /* of LineEnd, of lines that close up */
    MailPdfArea area;
    double line;  /* height of one line */
    double right; /* of its last line */
    guint lines;
    gboolean label, used;
    int owner; /* the label that stands at the left of it; -1 */
} Cell;

typedef struct {
    MailDocument *document;
    const FormLabels *labels;
    const PdfPage *page;
    GPtrArray *cells; /* of Cell */
    MailTable table;
    GPtrArray *field_labels; /* of char *, one for each field: under which label it is said; NULL */
    guint next_field;
    double bottom; /* of what was said last */
    guint said;    /* lines so far */
    char place[PLACE_BYTES];
} Layout;

static void free_cell(gpointer data)
{
    Cell *cell = data;
    g_string_free(cell->text, TRUE);
    g_array_unref(cell->starts);
    g_array_unref(cell->ends);
    g_free(cell);
}

static Cell *cell_new(const char *text, MailPdfArea area)
{
    Cell *cell = g_new0(Cell, 1);
    Start start = {0, area.left};
    cell->text = g_string_new(text);
    cell->starts = g_array_new(FALSE, FALSE, sizeof(Start));
    cell->ends = g_array_new(FALSE, FALSE, sizeof(LineEnd));
    cell->area = area;
    cell->right = area.right;
    cell->lines = 1;
    cell->line = MAX(area.bottom - area.top, 1.0);
    cell->owner = -1;
    g_array_append_val(cell->starts, start);
    return cell;
}

static Cell *cell_at(const Layout *layout, guint index)
{
    return layout->cells->pdata[index];
}

static double middle(MailPdfArea area)
{
    return (area.top + area.bottom) / 2;
}

static gboolean is_within(MailPdfArea inner, MailPdfArea outer)
{
    double x = (inner.left + inner.right) / 2, y = middle(inner);
    return x >= outer.left && x <= outer.right && y >= outer.top && y <= outer.bottom;
}

/* How much of the lower of the two stands beside the other, from 0 to 1. */
static double beside(MailPdfArea a, MailPdfArea b)
{
    double both = MIN(a.bottom, b.bottom) - MAX(a.top, b.top);
    double lower = MAX(MIN(a.bottom - a.top, b.bottom - b.top), 1.0);
    return both / lower;
}

static void widen(MailPdfArea *area, MailPdfArea by)
{
    area->left = MIN(area->left, by.left);
    area->top = MIN(area->top, by.top);
    area->right = MAX(area->right, by.right);
    area->bottom = MAX(area->bottom, by.bottom);
}

static gboolean is_label(const Layout *layout, const char *text)
{
    gsize value, length = strlen(text);
    LabelExtent extent;
    return length > 0 && layout->labels &&
           form_labels_find(layout->labels, text, length, TRUE, &value, &extent) >= 0 &&
           value == length;
}

static gboolean begins_label(const Layout *layout, const char *text)
{
    gsize value;
    LabelExtent extent;
    return layout->labels &&
           form_labels_find(layout->labels, text, strlen(text), FALSE, &value, &extent) >= 0;
}

/* ---- words to cells ---- */

/* The word goes on with the cell, at its right. Boxes and their words stand in wider gaps. */
static gboolean follows(const Cell *cell, const PdfItem *word)
{
    double gap = word->area.left - cell->area.right;
    gboolean boxes = mail_ticks_any(cell->text->str);
    return beside(cell->area, word->area) > 0.5 && gap > -GAP * cell->line &&
           gap < (boxes ? BOX_GAP : GAP) * cell->line;
}

static void append_word(Cell *cell, const char *text, MailPdfArea area)
{
    if (area.left - cell->area.right > WORD_GAP * cell->line)
        g_string_append_c(cell->text, ' ');
    Start start = {(guint)cell->text->len, area.left};
    g_array_append_val(cell->starts, start);
    g_string_append(cell->text, text);
    widen(&cell->area, area);
    cell->right = cell->area.right;
}

/* Words come in the order of the text. What a field shows is told by the field itself. */
static void take_words(Layout *layout)
{
    const PdfPage *page = layout->page;
    Cell *last = NULL;
    for (guint i = 0; i < page->words->len; i++) {
        const PdfItem *word = &g_array_index(page->words, PdfItem, i);
        gboolean shown = FALSE;
        for (guint f = 0; f < page->fields->len && !shown; f++)
            shown = is_within(word->area, g_array_index(page->fields, PdfItem, f).area);
        if (shown)
            continue;
        if (last && follows(last, word)) {
            append_word(last, word->text, word->area);
            continue;
        }
        last = cell_new(word->text, word->area);
        g_ptr_array_add(layout->cells, last);
    }
}

/* The words behind a box; whole, where the form has them and the page's edge has cut them off. */
static const char *words_beside(const PdfItem *field, const Cell *right)
{
    const char *words = right->text->str;
    return field->choice && g_str_has_prefix(field->choice, words) ? field->choice : words;
}

/* A box becomes a word before what it ticks, and takes that into the cell at its left if it stands close. */
static void place_box(Layout *layout, const PdfItem *field)
{
    Cell *box = cell_new(*field->text ? TICKED : UNTICKED, field->area), *left = NULL,
         *right = NULL;
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i);
        if (cell->used || beside(cell->area, field->area) <= 0.5)
            continue;
        double after = cell->area.left - field->area.right,
               before = field->area.left - cell->area.right;
        if (after > -ALIGNED && after < NEAR_ABOVE &&
            (!right || cell->area.left < right->area.left))
            right = cell;
        if (before > -ALIGNED && before < NEAR_ABOVE &&
            (!left || cell->area.right > left->area.right))
            left = cell;
    }
    if (right) {
        g_string_append_printf(box->text, " %s", words_beside(field, right));
        widen(&box->area, right->area);
        box->right = box->area.right;
        right->used = TRUE;
    } else if (field->choice) {
        g_string_append_printf(box->text, " %s", field->choice);
    }
    if (left && !is_label(layout, left->text->str)) {
        g_string_append_printf(left->text, " %s", box->text->str);
        widen(&left->area, box->area);
        left->right = left->area.right;
        free_cell(box);
        return;
    }
    g_ptr_array_add(layout->cells, box);
}

static int by_place(gconstpointer a, gconstpointer b)
{
    const Cell *x = *(const Cell *const *)a, *y = *(const Cell *const *)b;
    if (x->area.top != y->area.top)
        return x->area.top < y->area.top ? -1 : 1;
    return x->area.left < y->area.left ? -1 : x->area.left > y->area.left;
}

/* The nearest cell at its right; NULL if there is none. */
static Cell *right_of(const Layout *layout, const Cell *cell)
{
    Cell *nearest = NULL;
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *other = cell_at(layout, i);
        if (other != cell && !other->used && other->area.left > cell->area.right - ALIGNED &&
            beside(other->area, cell->area) > 0.5 &&
            (!nearest || other->area.left < nearest->area.left))
            nearest = other;
    }
    return nearest;
}

/* Begins at the edge of the one above, close below it? */
static gboolean is_below(const Cell *above, const Cell *cell)
{
    double gap = cell->area.top - above->area.bottom;
    return ABS(cell->area.left - above->area.left) < ALIGNED && gap < TIGHT * above->line &&
           gap > -0.5 * above->line && middle(cell->area) > above->area.bottom - 0.3 * above->line;
}

/* Words of a choice that goes on from the line above. */
static gboolean is_boxed(const Layout *layout, const Cell *cell)
{
    if (is_label(layout, cell->text->str) || begins_label(layout, cell->text->str))
        return FALSE;
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *above = cell_at(layout, i);
        if (!above->used && mail_ticks_any(above->text->str) && is_below(above, cell))
            return TRUE;
    }
    return FALSE;
}

/* Choices with their boxes, one beside the other, are one cell. */
static void join_boxes(Layout *layout)
{
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i), *right;
        if (cell->used || (!mail_ticks_any(cell->text->str) && !is_boxed(layout, cell)))
            continue;
        while ((right = right_of(layout, cell)) && mail_ticks_any(right->text->str) &&
               right->area.left - cell->area.right < BOX_GAP * cell->line) {
            append_word(cell, right->text->str, right->area);
            right->used = TRUE;
        }
    }
}

static gboolean is_edge(const Layout *layout, const Cell *but, double left)
{
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *cell = cell_at(layout, i);
        gboolean box =
            g_str_has_prefix(cell->text->str, TICKED) || /* stands where there was room */
            g_str_has_prefix(cell->text->str, UNTICKED);
        if (cell != but && !cell->used && !box && ABS(cell->area.left - left) < ALIGNED / 2)
            return TRUE;
    }
    return FALSE;
}

/* A label that fills its column, with the value beginning close behind where others begin. */
static void part_cell(Layout *layout, Cell *cell)
{
    for (guint i = cell->starts->len; i-- > 1;) {
        Start start = g_array_index(cell->starts, Start, i);
        g_autofree char *before = g_strchomp(g_strndup(cell->text->str, start.offset));
        if (!is_label(layout, before) || !is_edge(layout, cell, start.left))
            continue;
        MailPdfArea area = cell->area;
        area.left = start.left;
        Cell *value = cell_new(cell->text->str + start.offset, area);
        value->line = cell->line;
        g_ptr_array_add(layout->cells, value);
        g_string_truncate(cell->text, strlen(before));
        g_array_set_size(cell->starts, i);
        cell->area.right = cell->right = start.left - 1;
        return;
    }
}

static void make_cells(Layout *layout)
{
    const PdfPage *page = layout->page;
    take_words(layout);
    for (guint i = 0; i < page->fields->len; i++)
        if (g_array_index(page->fields, PdfItem, i).box)
            place_box(layout, &g_array_index(page->fields, PdfItem, i));
    join_boxes(layout);
    guint count = layout->cells->len;
    for (guint i = 0; i < count; i++)
        part_cell(layout, cell_at(layout, i));
    g_ptr_array_sort(layout->cells, by_place);
}

/* ---- cells to blocks ---- */

static Cell *cell_below(const Layout *layout, guint index)
{
    for (guint i = index + 1; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i);
        if (!cell->used && !cell->label && is_below(cell_at(layout, index), cell))
            return cell;
    }
    return NULL;
}

/* A label of several lines becomes one cell. */
static void find_label(Layout *layout, guint index)
{
    Cell *cell = cell_at(layout, index), *lines[LABEL_LINES];
    guint count = 0;
    g_autoptr(GString) text = g_string_new(cell->text->str);
    MailPdfArea whole = cell->area, own = cell->area;
    while (!is_label(layout, text->str)) {
        Cell *next = count < LABEL_LINES ? cell_below(layout, index) : NULL;
        if (!next || next->area.top <= cell->area.top) {
            cell->area = own;
            return;
        }
        lines[count++] = next;
        g_string_append_printf(text, " %s", next->text->str);
        widen(&whole, next->area);
        cell->area.top = next->area.top; /* for the search of the line below it */
        cell->area.bottom = next->area.bottom;
    }
    for (guint i = 0; i < count; i++)
        lines[i]->used = TRUE;
    g_string_assign(cell->text, text->str);
    cell->area = whole;
    cell->lines = count + 1;
    cell->label = TRUE;
}

/* The label that stands nearest at the left; -1. */
static int owner_of(const Layout *layout, const Cell *cell)
{
    int best = -1;
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *label = cell_at(layout, i);
        if (!label->label || label->used || label->area.right > cell->area.left + ALIGNED ||
            beside(label->area, cell->area) < 0.3)
            continue;
        if (best < 0 || label->area.right > cell_at(layout, (guint)best)->area.right)
            best = (int)i;
    }
    return best;
}

static double first_word(const Cell *cell)
{
    return cell->starts->len > 1 ? g_array_index(cell->starts, Start, 1).left - cell->area.left
                                 : cell->area.right - cell->area.left;
}

static void join_below(Cell *above, Cell *cell, gboolean paragraph)
{
    LineEnd line = {(guint)above->text->len, above->right, first_word(cell)};
    if (!paragraph)
        g_array_append_val(above->ends, line);
    g_string_append_printf(above->text, "%s%s", paragraph ? "\n\n" : "\n", cell->text->str);
    widen(&above->area, cell->area);
    above->right = cell->area.right;
    above->lines += cell->lines;
    above->owner = MAX(above->owner, cell->owner);
    cell->used = TRUE;
}

/* Stands alone in the column of values, not far below one? */
static gboolean is_paragraph(const Layout *layout, const Cell *above, const Cell *cell)
{
    double gap = cell->area.top - above->area.bottom;
    if (above->owner < 0 || cell->owner >= 0 || gap < 0 || gap > 1.2 * above->line ||
        ABS(cell->area.left - above->area.left) >= ALIGNED ||
        cell->area.left - cell_at(layout, (guint)above->owner)->area.left < 10 * ALIGNED)
        return FALSE;
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *other = cell_at(layout, i);
        if (other != cell && beside(other->area, cell->area) > 0.3)
            return FALSE;
    }
    return TRUE;
}

/* Does something stand at the left of it that is no label here? Then it is that one's value. */
static gboolean has_neighbour(const Layout *layout, const Cell *cell)
{
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *other = cell_at(layout, i);
        if (other != cell && !other->used && !other->label && other->area.right < cell->area.left &&
            beside(other->area, cell->area) > 0.5)
            return TRUE;
    }
    return FALSE;
}

/* Lines close below one another at one edge are one value, unless each has a label of its own. */
static void join_values(Layout *layout)
{
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i);
        if (cell->used || cell->label)
            continue;
        cell->owner = owner_of(layout, cell);
        if (cell->owner < 0 && has_neighbour(layout, cell))
            continue;
        for (guint n = i; n-- > 0;) {
            Cell *above = cell_at(layout, n);
            gboolean apart = cell->owner >= 0 && above->owner >= 0 && cell->owner != above->owner;
            gboolean below = is_below(above, cell);
            if (above->used || above->label || apart || begins_label(layout, cell->text->str) ||
                (!below && !is_paragraph(layout, above, cell)))
                continue;
            join_below(above, cell, !below);
            break;
        }
    }
}

/* A line that ended because the next word had no room is no line of its writer's. */
static void unwrap(gpointer data, gpointer unused)
{
    Cell *cell = data;
    for (guint i = 0; i < cell->ends->len; i++) {
        const LineEnd *end = &g_array_index(cell->ends, LineEnd, i);
        if (end->right + end->word > cell->area.right - ALIGNED)
            cell->text->str[end->offset] = ' ';
    }
}

/* ---- fields ---- */

static gboolean stands_left(const Cell *cell, const PdfItem *field)
{
    double at = middle(cell->area);
    return at > field->area.top - ALIGNED && at < field->area.bottom + ALIGNED &&
           cell->area.right <= field->area.left + ALIGNED &&
           field->area.left - cell->area.right < NEAR_LEFT;
}

static gboolean stands_above(const Cell *cell, const PdfItem *field)
{
    double gap = field->area.top - cell->area.bottom;
    return gap > -ALIGNED && gap < NEAR_ABOVE && cell->area.left < field->area.right &&
           cell->area.right > field->area.left;
}

/* The nearest label at its left, else above it; NULL if there is none. With a label of its own, only that one. */
static Cell *label_beside(const Layout *layout, const PdfItem *field)
{
    Cell *best = NULL;
    double nearest = G_MAXDOUBLE;
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i);
        gboolean left = stands_left(cell, field);
        double away = left ? field->area.left - cell->area.right
                           : NEAR_LEFT + field->area.top - cell->area.bottom;
        gboolean ours = !field->label || text_same(field->label, cell->text->str);
        if (!cell->label || cell->used || !ours || away >= nearest ||
            (!left && !stands_above(cell, field)))
            continue;
        nearest = away;
        best = cell;
    }
    return best;
}

static void say_field(Layout *layout, const PdfItem *field, const char *label)
{
    char place[PLACE_BYTES];
    gboolean colon = g_str_has_suffix(label, ":");
    g_autofree char *line = g_strconcat(label, colon ? " " : ": ", field->text, NULL);
    g_snprintf(place, sizeof place, "field %s", field->name);
    mail_table_finish(&layout->table);
    mail_document_add(layout->document, MAIL_DOCUMENT_END, place);
    mail_document_add(layout->document, g_strchomp(line), place);
    mail_document_add(layout->document, MAIL_DOCUMENT_END, place);
}

/* Says the fields that have a label and stand above `bottom`, in their order. */
static void say_fields(Layout *layout, double bottom)
{
    for (; layout->next_field < layout->page->fields->len; layout->next_field++) {
        const PdfItem *field = &g_array_index(layout->page->fields, PdfItem, layout->next_field);
        const char *label = layout->field_labels->pdata[layout->next_field];
        if (field->area.top > bottom)
            return;
        if (label)
            say_field(layout, field, label);
    }
}

/* What is typed or chosen: to its label, or, without one, as if it had been written there. */
static void read_fields(Layout *layout)
{
    for (guint i = 0; i < layout->page->fields->len; i++) {
        const PdfItem *field = &g_array_index(layout->page->fields, PdfItem, i);
        Cell *label = field->box ? NULL : label_beside(layout, field);
        if (label)
            label->used = TRUE;
        g_ptr_array_add(layout->field_labels, field->box     ? NULL
                                              : field->label ? g_strdup(field->label)
                                              : label        ? g_strdup(label->text->str)
                                                             : NULL);
        if (!field->box && !field->label && !label && *field->text)
            g_ptr_array_add(layout->cells, cell_new(field->text, field->area));
    }
    g_ptr_array_sort(layout->cells, by_place);
}

/* What stands at the right of a ticked box; "Yes" if nothing does. */
static const char *words_of_box(const Layout *layout, const PdfItem *box)
{
    if (box->choice)
        return box->choice;
    for (guint i = 0; i < layout->page->words->len; i++) {
        const PdfItem *word = &g_array_index(layout->page->words, PdfItem, i);
        double gap = word->area.left - box->area.right;
        if (gap > -1 && gap < NEAR_ABOVE && beside(word->area, box->area) > 0.5)
            return word->text;
    }
    return "Yes";
}

/* Boxes whose form says what they answer, should the page not: all that are ticked for one label together. */
static void name_boxes(Layout *layout)
{
    g_autoptr(GString) chosen = g_string_new(NULL);
    GArray *fields = layout->page->fields;
    for (guint i = 0; i < fields->len; i++) {
        const PdfItem *field = &g_array_index(fields, PdfItem, i);
        char place[PLACE_BYTES];
        if (!field->box || !field->label)
            continue;
        if (*field->text)
            g_string_append_printf(chosen, "%s%s", chosen->len > 0 ? ", " : "",
                                   words_of_box(layout, field));
        const PdfItem *next = i + 1 < fields->len ? field + 1 : NULL;
        if (next && next->box && next->label && g_str_equal(next->label, field->label))
            continue;
        g_snprintf(place, sizeof place, "field %s", field->name);
        mail_document_control(layout->document, field->label, chosen->str, place);
        g_string_truncate(chosen, 0);
    }
}

/* ---- saying it ---- */

static void put(gpointer user, const char *text)
{
    Layout *layout = user;
    mail_document_add(layout->document, text, layout->place);
}

static void end(gpointer user)
{
    put(user, MAIL_DOCUMENT_END);
}

static int by_left(gconstpointer a, gconstpointer b)
{
    const Cell *x = *(const Cell *const *)a, *y = *(const Cell *const *)b;
    return x->area.left < y->area.left ? -1 : x->area.left > y->area.left;
}

/* Where what is said next begins, and how many lines it takes. */
static void note_place(Layout *layout, guint lines)
{
    g_snprintf(layout->place, PLACE_BYTES, "page %u line %u", layout->page->number,
               layout->said + 1);
    layout->said += lines;
}

/* Cells beside this one, itself among them, from left to right; they are used up. */
static GPtrArray *take_row(Layout *layout, const Cell *first, gboolean labels)
{
    GPtrArray *row = g_ptr_array_new();
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i);
        gboolean fits = cell->label == labels && (labels || cell->owner < 0) &&
                        beside(cell->area, first->area) > 0.5;
        if (cell->used || (cell != first && !fits))
            continue;
        cell->used = TRUE;
        g_ptr_array_add(row, cell);
    }
    g_ptr_array_sort(row, by_left);
    return row;
}

/* Each is a line of its own where it begins with a label; other cells are one line. */
static void say_plain(Layout *layout, const Cell *first)
{
    g_autoptr(GPtrArray) row = take_row(layout, first, FALSE);
    g_autoptr(GString) line = g_string_new(NULL);
    mail_table_finish(&layout->table);
    for (guint i = 0; i < row->len; i++) {
        const char *text = ((const Cell *)row->pdata[i])->text->str;
        if (i > 0)
            g_string_append_c(line, begins_label(layout, text) ? '\n' : ' ');
        g_string_append(line, text);
    }
    note_place(layout, first->lines);
    if (first->area.top - layout->bottom > PARAGRAPH * first->line)
        put(layout, "");
    put(layout, line->str);
    layout->bottom = first->area.bottom;
}

/* Does a label stand above it in its column, no farther off than what follows? Then these labels are answered elsewhere, if at all. */
static gboolean is_listed(const Layout *layout, const Cell *label, const Cell *next)
{
    const Cell *above = NULL;
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *cell = cell_at(layout, i);
        if (cell->area.bottom < middle(label->area) &&
            ABS(cell->area.left - label->area.left) < ALIGNED)
            above = cell;
    }
    return above && above->label && next &&
           label->area.top - above->area.bottom < next->area.top - label->area.bottom + ALIGNED;
}

/* May what follows answer a label that has nothing beside it? Not in a form with fields to fill in, nor in one whose answers stand
 * beside their labels, nor from far below. The next page may. */
static gboolean is_answered_below(const Layout *layout, const Cell *label)
{
    guint beside_them = 0;
    const Cell *next = NULL;
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *cell = cell_at(layout, i);
        beside_them += !cell->label && cell->owner >= 0;
        if (!next && !cell->used && cell->area.top > middle(label->area))
            next = cell;
    }
    gboolean boxes = next && mail_ticks_any(next->text->str);
    return (layout->page->fields->len == 0 || boxes) && (beside_them < FORM_VALUES || boxes) &&
           !is_listed(layout, label, next) &&
           (!next || next->area.top - label->area.bottom < ANSWER_GAP * label->line);
}

static void say_alone(Layout *layout, const Cell *label)
{
    gboolean colon = g_str_has_suffix(label->text->str, ":");
    g_autofree char *text = g_strconcat(label->text->str, colon ? "" : ":", NULL);
    mail_table_finish(&layout->table);
    note_place(layout, label->lines);
    put(layout, text);
    if (!is_answered_below(layout, label))
        end(layout);
    layout->bottom = label->area.bottom;
}

/* ---- values below labels ---- */

static guint head_of(const GPtrArray *heads, const Cell *cell)
{
    double at = (cell->area.left + cell->area.right) / 2, nearest = G_MAXDOUBLE;
    guint best = 0;
    for (guint i = 0; i < heads->len; i++) {
        const Cell *head = heads->pdata[i];
        double away = ABS((head->area.left + head->area.right) / 2 - at);
        if (away < nearest) {
            nearest = away;
            best = i;
        }
    }
    return best;
}

/* The first cell below that may begin a row of values; NULL if there is none. */
static const Cell *row_below(const Layout *layout, const GPtrArray *heads, double bottom,
                             double gap)
{
    const Cell *last = heads->pdata[heads->len - 1];
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *cell = cell_at(layout, i);
        if (cell->used || cell->area.top < bottom - 0.3 * cell->line)
            continue;
        gboolean wide = cell->area.left < last->area.left && cell->area.right > last->area.right;
        gboolean fits =
            !cell->label && cell->owner < 0 && !wide && !begins_label(layout, cell->text->str);
        return fits && cell->area.top - bottom < gap ? cell : NULL;
    }
    return NULL;
}

static void say_below(Layout *layout, const GPtrArray *heads, const Cell *first)
{
    g_autoptr(GPtrArray) row = take_row(layout, first, FALSE);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < heads->len; i++)
        g_ptr_array_add(texts, g_strdup(""));
    for (guint i = 0; i < row->len; i++) {
        const Cell *cell = row->pdata[i];
        char **text = (char **)&texts->pdata[head_of(heads, cell)];
        char *both = g_strconcat(*text, **text ? " " : "", cell->text->str, NULL);
        g_free(*text);
        *text = both;
    }
    note_place(layout, first->lines);
    mail_table_row(&layout->table, texts);
    layout->bottom = first->area.bottom;
}

static void say_heads(Layout *layout, const GPtrArray *heads)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; i < heads->len; i++)
        g_ptr_array_add(texts, ((const Cell *)heads->pdata[i])->text->str);
    note_place(layout, ((const Cell *)heads->pdata[0])->lines);
    mail_table_row(&layout->table, texts);
    layout->bottom = ((const Cell *)heads->pdata[0])->area.bottom;
    double gap = ROW_GAP * ((const Cell *)heads->pdata[0])->line;
    for (const Cell *first; (first = row_below(layout, heads, layout->bottom, gap));) {
        gap = MAX(first->area.top - layout->bottom, 0) * 1.3 +
              ALIGNED; /* the rows below stand alike */
        say_below(layout, heads, first);
    }
    mail_table_finish(&layout->table);
}

/* ---- values beside labels ---- */

/* Adds the cells that a label owns, from left to right; *lines grows to what they take. */
static guint add_values(Layout *layout, const Cell *label, GPtrArray *texts, guint *lines)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (guint i = 0; i < layout->cells->len; i++) {
        Cell *cell = cell_at(layout, i);
        if (cell->used || cell->label || cell->owner < 0 ||
            cell_at(layout, (guint)cell->owner) != label)
            continue;
        cell->used = TRUE;
        *lines = MAX(*lines, cell->lines);
        g_ptr_array_add(values, cell);
    }
    g_ptr_array_sort(values, by_left);
    for (guint i = 0; i < values->len; i++)
        g_ptr_array_add(texts, g_strdup(((const Cell *)values->pdata[i])->text->str));
    return values->len;
}

static void say_label(Layout *layout, const Cell *label)
{
    g_autoptr(GPtrArray) row = take_row(layout, label, TRUE);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    guint values = 0, lines = 1;
    for (guint i = 0; i < row->len; i++) {
        const Cell *each = row->pdata[i];
        lines = MAX(lines, each->lines);
        g_ptr_array_add(texts, g_strdup(each->text->str));
        guint count = add_values(layout, each, texts, &lines);
        if (count == 0)
            g_ptr_array_add(texts, g_strdup(""));
        values += count;
    }
    if (values == 0 && row->len == 1) {
        say_alone(layout, label);
    } else if (values == 0) {
        say_heads(layout, row);
    } else {
        note_place(layout, lines);
        mail_table_row(&layout->table, texts);
        layout->bottom = label->area.bottom;
    }
}

static void say_page(Layout *layout)
{
    for (guint i = 0; i < layout->cells->len; i++) {
        const Cell *cell = cell_at(layout, i);
        if (cell->used)
            continue;
        say_fields(layout, cell->area.top);
        const Cell *owner = cell->owner >= 0 ? cell_at(layout, (guint)cell->owner) : NULL;
        if (cell->label)
            say_label(layout, cell);
        else if (owner && !owner->used)
            say_label(layout, owner);
        else
            say_plain(layout, cell);
    }
    mail_table_finish(&layout->table);
    say_fields(layout, G_MAXDOUBLE);
}

void mail_pdf_layout(MailDocument *document, const PdfPage *page, const FormLabels *labels)
{
    Layout layout = {.document = document, .labels = labels, .page = page};
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(free_cell);
    g_autoptr(GPtrArray) field_labels = g_ptr_array_new_with_free_func(g_free);
    layout.cells = cells;
    layout.field_labels = field_labels;
    layout.table = (MailTable){.labels = labels, .sink = {put, end, &layout}};
    make_cells(&layout);
    gboolean is_form = cells->len <= CELLS_MOST;
    for (guint i = 0; i < cells->len && is_form; i++)
        if (!cell_at(&layout, i)->used)
            find_label(&layout, i);
    read_fields(&layout);
    if (is_form) {
        join_values(&layout);
        g_ptr_array_foreach(cells, unwrap, NULL);
    }
    name_boxes(&layout);
    say_page(&layout);
}
