/* mail_pdf_cells: which words of a page belong together.
 *
 * Words close beside one another are one cell, wide gaps part cells; a box to tick goes with the words behind it, and choices beside
 * one another are one cell. A label that fills its column up to the value is parted from it. */
#include "mail_pdf_sheet.h"
#include "mail_ticks.h"
#include <string.h>

#define GAP 0.75      /* between cells beside one another, in heights of a line */
#define BOX_GAP 2.0   /* and where there are boxes to tick */
#define WORD_GAP 0.05 /* between words, in the same */
#define TIGHT 0.6     /* between the lines of one block */

void pdf_cell_free(gpointer data)
{
    PdfCell *cell = data;
    g_string_free(cell->text, TRUE);
    g_array_unref(cell->starts);
    g_array_unref(cell->ends);
    g_free(cell);
}

PdfCell *pdf_cell_new(const char *text, MailPdfArea area)
{
    PdfCell *cell = g_new0(PdfCell, 1);
    PdfStart start = {0, area.left};
    cell->text = g_string_new(text);
    cell->starts = g_array_new(FALSE, FALSE, sizeof(PdfStart));
    cell->ends = g_array_new(FALSE, FALSE, sizeof(PdfLineEnd));
    cell->area = area;
    cell->right = area.right;
    cell->lines = 1;
    cell->line = MAX(area.bottom - area.top, 1.0);
    cell->owner = -1;
    g_array_append_val(cell->starts, start);
    return cell;
}

PdfCell *pdf_cell_at(const PdfSheet *sheet, guint index)
{
    return sheet->cells->pdata[index];
}

double pdf_middle(MailPdfArea area)
{
    return (area.top + area.bottom) / 2;
}

static gboolean is_within(MailPdfArea inner, MailPdfArea outer)
{
    double x = (inner.left + inner.right) / 2, y = pdf_middle(inner);
    return x >= outer.left && x <= outer.right && y >= outer.top && y <= outer.bottom;
}

/* How much of the lower of the two stands beside the other, from 0 to 1. */
double pdf_beside(MailPdfArea a, MailPdfArea b)
{
    double both = MIN(a.bottom, b.bottom) - MAX(a.top, b.top);
    double lower = MAX(MIN(a.bottom - a.top, b.bottom - b.top), 1.0);
    return both / lower;
}

void pdf_widen(MailPdfArea *area, MailPdfArea by)
{
    area->left = MIN(area->left, by.left);
    area->top = MIN(area->top, by.top);
    area->right = MAX(area->right, by.right);
    area->bottom = MAX(area->bottom, by.bottom);
}

gboolean pdf_is_label(const PdfSheet *sheet, const char *text)
{
    return form_labels_is(sheet->labels, text, strlen(text));
}

gboolean pdf_begins_label(const PdfSheet *sheet, const char *text)
{
    gsize value;
    LabelExtent extent;
    return sheet->labels &&
           form_labels_find(sheet->labels, text, strlen(text), FALSE, &value, &extent) >= 0;
}

/* ---- words to cells ---- */

/* The word goes on with the cell, at its right. Boxes and their words stand in wider gaps. */
static gboolean follows(const PdfCell *cell, const PdfItem *word)
{
    double gap = word->area.left - cell->area.right;
    gboolean boxes = mail_ticks_any(cell->text->str);
    return pdf_beside(cell->area, word->area) > 0.5 && gap > -GAP * cell->line &&
           gap < (boxes ? BOX_GAP : GAP) * cell->line;
}

static void append_word(PdfCell *cell, const char *text, MailPdfArea area)
{
    if (area.left - cell->area.right > WORD_GAP * cell->line)
        g_string_append_c(cell->text, ' ');
    PdfStart start = {(guint)cell->text->len, area.left};
    g_array_append_val(cell->starts, start);
    g_string_append(cell->text, text);
    pdf_widen(&cell->area, area);
    cell->right = cell->area.right;
}

/* Words come in the order of the text. What a field shows is told by the field itself. */
static void take_words(PdfSheet *sheet)
{
    const PdfPage *page = sheet->page;
    PdfCell *last = NULL;
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
        last = pdf_cell_new(word->text, word->area);
        g_ptr_array_add(sheet->cells, last);
    }
}

/* The words behind a box; whole, where the form has them and the page's edge has cut them off. */
static const char *words_beside(const PdfItem *field, const PdfCell *right)
{
    const char *words = right->text->str;
    return field->choice && g_str_has_prefix(field->choice, words) ? field->choice : words;
}

/* A box becomes a word before what it ticks, and takes that into the cell at its left if it stands close. */
static void place_box(PdfSheet *sheet, const PdfItem *field)
{
    PdfCell *box = pdf_cell_new(*field->text ? MAIL_TICKED : MAIL_UNTICKED, field->area),
            *left = NULL, *right = NULL;
    for (guint i = 0; i < sheet->cells->len; i++) {
        PdfCell *cell = pdf_cell_at(sheet, i);
        if (cell->used || pdf_beside(cell->area, field->area) <= 0.5)
            continue;
        double after = cell->area.left - field->area.right,
               before = field->area.left - cell->area.right;
        if (after > -PDF_ALIGNED && after < PDF_NEAR_ABOVE &&
            (!right || cell->area.left < right->area.left))
            right = cell;
        if (before > -PDF_ALIGNED && before < PDF_NEAR_ABOVE &&
            (!left || cell->area.right > left->area.right))
            left = cell;
    }
    if (right) {
        g_string_append_printf(box->text, " %s", words_beside(field, right));
        pdf_widen(&box->area, right->area);
        box->right = box->area.right;
        right->used = TRUE;
    } else if (field->choice) {
        g_string_append_printf(box->text, " %s", field->choice);
    }
    if (left && !pdf_is_label(sheet, left->text->str)) {
        g_string_append_printf(left->text, " %s", box->text->str);
        pdf_widen(&left->area, box->area);
        left->right = left->area.right;
        pdf_cell_free(box);
        return;
    }
    g_ptr_array_add(sheet->cells, box);
}

int pdf_by_place(gconstpointer a, gconstpointer b)
{
    const PdfCell *x = *(const PdfCell *const *)a, *y = *(const PdfCell *const *)b;
    if (x->area.top != y->area.top)
        return x->area.top < y->area.top ? -1 : 1;
    return x->area.left < y->area.left ? -1 : x->area.left > y->area.left;
}

/* The nearest cell at its right; NULL if there is none. */
static PdfCell *right_of(const PdfSheet *sheet, const PdfCell *cell)
{
    PdfCell *nearest = NULL;
    for (guint i = 0; i < sheet->cells->len; i++) {
        PdfCell *other = pdf_cell_at(sheet, i);
        if (other != cell && !other->used && other->area.left > cell->area.right - PDF_ALIGNED &&
            pdf_beside(other->area, cell->area) > 0.5 &&
            (!nearest || other->area.left < nearest->area.left))
            nearest = other;
    }
    return nearest;
}

/* Begins at the edge of the one above, close below it? */
gboolean pdf_is_below(const PdfCell *above, const PdfCell *cell)
{
    double gap = cell->area.top - above->area.bottom;
    return ABS(cell->area.left - above->area.left) < PDF_ALIGNED && gap < TIGHT * above->line &&
           gap > -0.5 * above->line &&
           pdf_middle(cell->area) > above->area.bottom - 0.3 * above->line;
}

/* Words of a choice that goes on from the line above. */
static gboolean is_boxed(const PdfSheet *sheet, const PdfCell *cell)
{
    if (pdf_is_label(sheet, cell->text->str) || pdf_begins_label(sheet, cell->text->str))
        return FALSE;
    for (guint i = 0; i < sheet->cells->len; i++) {
        const PdfCell *above = pdf_cell_at(sheet, i);
        if (!above->used && pdf_is_below(above, cell) && mail_ticks_any(above->text->str))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_boxes(const PdfSheet *sheet)
{
    for (guint i = 0; i < sheet->cells->len; i++)
        if (mail_ticks_any(pdf_cell_at(sheet, i)->text->str))
            return TRUE;
    return FALSE;
}

/* Choices with their boxes, one beside the other, are one cell. */
static void join_boxes(PdfSheet *sheet)
{
    for (guint i = 0; i < sheet->cells->len; i++) {
        PdfCell *cell = pdf_cell_at(sheet, i), *right;
        if (cell->used || (!mail_ticks_any(cell->text->str) && !is_boxed(sheet, cell)))
            continue;
        while ((right = right_of(sheet, cell)) && mail_ticks_any(right->text->str) &&
               right->area.left - cell->area.right < BOX_GAP * cell->line) {
            append_word(cell, right->text->str, right->area);
            right->used = TRUE;
        }
    }
}

static gboolean is_edge(const PdfSheet *sheet, const PdfCell *but, double left)
{
    for (guint i = 0; i < sheet->cells->len; i++) {
        const PdfCell *cell = pdf_cell_at(sheet, i);
        gboolean box =
            g_str_has_prefix(cell->text->str, MAIL_TICKED) || /* stands where there was room */
            g_str_has_prefix(cell->text->str, MAIL_UNTICKED);
        if (cell != but && !cell->used && !box && ABS(cell->area.left - left) < PDF_ALIGNED / 2)
            return TRUE;
    }
    return FALSE;
}

/* A label that fills its column, with the value beginning close behind where others begin. */
static void part_cell(PdfSheet *sheet, PdfCell *cell)
{
    for (guint i = cell->starts->len; i-- > 1;) {
        PdfStart start = g_array_index(cell->starts, PdfStart, i);
        g_autofree char *before = g_strchomp(g_strndup(cell->text->str, start.offset));
        if (!pdf_is_label(sheet, before) || !is_edge(sheet, cell, start.left))
            continue;
        MailPdfArea area = cell->area;
        area.left = start.left;
        PdfCell *value = pdf_cell_new(cell->text->str + start.offset, area);
        value->line = cell->line;
        g_ptr_array_add(sheet->cells, value);
        g_string_truncate(cell->text, strlen(before));
        g_array_set_size(cell->starts, i);
        cell->area.right = cell->right = start.left - 1;
        return;
    }
}

void pdf_cells_make(PdfSheet *sheet)
{
    const PdfPage *page = sheet->page;
    take_words(sheet);
    for (guint i = 0; i < page->fields->len; i++)
        if (g_array_index(page->fields, PdfItem, i).box)
            place_box(sheet, &g_array_index(page->fields, PdfItem, i));
    if (has_boxes(sheet)) /* else each cell would be compared with each */
        join_boxes(sheet);
    guint count = sheet->cells->len;
    for (guint i = 0; i < count; i++)
        part_cell(sheet, pdf_cell_at(sheet, i));
    g_ptr_array_sort(sheet->cells, pdf_by_place);
}
