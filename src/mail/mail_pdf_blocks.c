/* mail_pdf_blocks: which lines of a page are one label, or one value.
 *
 * Lines that begin at one edge, close below one another, are one block. A value belongs to the label at its left. A line that ended
 * because the next word had no room is no line of its writer's. */
#include "mail_pdf_sheet.h"

#define LABEL_LINES 4u
#define PARAGRAPH_GAP 1.8 /* an empty line between them, in heights of a line */

static PdfCell *cell_below(const PdfSheet *sheet, guint index)
{
    for (guint i = index + 1; i < sheet->cells->len; i++) {
        PdfCell *cell = pdf_cell_at(sheet, i);
        if (!cell->used && !cell->label && pdf_is_below(pdf_cell_at(sheet, index), cell))
            return cell;
    }
    return NULL;
}

/* A label of several lines becomes one cell. */
static void find_label(PdfSheet *sheet, guint index)
{
    PdfCell *cell = pdf_cell_at(sheet, index), *lines[LABEL_LINES];
    guint count = 0;
    g_autoptr(GString) text = g_string_new(cell->text->str);
    MailPdfArea whole = cell->area, own = cell->area;
    while (!pdf_is_label(sheet, text->str)) {
        PdfCell *next = count < LABEL_LINES ? cell_below(sheet, index) : NULL;
        if (!next || next->area.top <= cell->area.top) {
            cell->area = own;
            return;
        }
        lines[count++] = next;
        g_string_append_printf(text, " %s", next->text->str);
        pdf_widen(&whole, next->area);
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
static int owner_of(const PdfSheet *sheet, const PdfCell *cell)
{
    int best = -1;
    for (guint i = 0; i < sheet->cells->len; i++) {
        const PdfCell *label = pdf_cell_at(sheet, i);
        if (!label->label || label->used || label->area.right > cell->area.left + PDF_ALIGNED ||
            pdf_beside(label->area, cell->area) < 0.3)
            continue;
        if (best < 0 || label->area.right > pdf_cell_at(sheet, (guint)best)->area.right)
            best = (int)i;
    }
    return best;
}

static double first_word(const PdfCell *cell)
{
    return cell->starts->len > 1 ? g_array_index(cell->starts, PdfStart, 1).left - cell->area.left
                                 : cell->area.right - cell->area.left;
}

static void join_below(PdfCell *above, PdfCell *cell, gboolean paragraph)
{
    PdfLineEnd line = {(guint)above->text->len, above->right, first_word(cell)};
    if (!paragraph)
        g_array_append_val(above->ends, line);
    g_string_append_printf(above->text, "%s%s", paragraph ? "\n\n" : "\n", cell->text->str);
    pdf_widen(&above->area, cell->area);
    above->right = cell->area.right;
    above->lines += cell->lines;
    above->owner = MAX(above->owner, cell->owner);
    cell->used = TRUE;
}

/* Stands alone in the column of values, not far below one, perhaps still beside the label of that one? */
static gboolean is_paragraph(const PdfSheet *sheet, const PdfCell *above, const PdfCell *cell)
{
    double gap = cell->area.top - above->area.bottom;
    if (above->owner < 0 || (cell->owner >= 0 && cell->owner != above->owner) || gap < 0 ||
        gap > PARAGRAPH_GAP * above->line ||
        ABS(cell->area.left - above->area.left) >= PDF_ALIGNED ||
        cell->area.left - pdf_cell_at(sheet, (guint)above->owner)->area.left < 10 * PDF_ALIGNED)
        return FALSE;
    for (guint i = 0; i < sheet->cells->len; i++) {
        const PdfCell *other = pdf_cell_at(sheet, i);
        if (other != cell && i != (guint)above->owner && pdf_beside(other->area, cell->area) > 0.3)
            return FALSE;
    }
    return TRUE;
}

/* Does something stand at the left of it that is no label here? Then it is that one's value. */
static gboolean has_neighbour(const PdfSheet *sheet, const PdfCell *cell)
{
    for (guint i = 0; i < sheet->cells->len; i++) {
        const PdfCell *other = pdf_cell_at(sheet, i);
        if (other != cell && !other->used && !other->label && other->area.right < cell->area.left &&
            pdf_beside(other->area, cell->area) > 0.5)
            return TRUE;
    }
    return FALSE;
}

/* Lines close below one another at one edge are one value, unless each has a label of its own. */
static void join_values(PdfSheet *sheet)
{
    for (guint i = 0; i < sheet->cells->len; i++) {
        PdfCell *cell = pdf_cell_at(sheet, i);
        if (cell->used || cell->label)
            continue;
        cell->owner = owner_of(sheet, cell);
        if (cell->owner < 0 && has_neighbour(sheet, cell))
            continue;
        for (guint n = i; n-- > 0;) {
            PdfCell *above = pdf_cell_at(sheet, n);
            gboolean apart = cell->owner >= 0 && above->owner >= 0 && cell->owner != above->owner;
            gboolean below = pdf_is_below(above, cell);
            if (above->used || above->label || apart || pdf_begins_label(sheet, cell->text->str) ||
                (!below && !is_paragraph(sheet, above, cell)))
                continue;
            join_below(above, cell, !below);
            break;
        }
    }
}

/* A line that ended because the next word had no room is no line of its writer's. */
static void unwrap(gpointer data, gpointer unused)
{
    PdfCell *cell = data;
    for (guint i = 0; i < cell->ends->len; i++) {
        const PdfLineEnd *end = &g_array_index(cell->ends, PdfLineEnd, i);
        if (end->right + end->word > cell->area.right - PDF_ALIGNED)
            cell->text->str[end->offset] = ' ';
    }
}

void pdf_labels_find(PdfSheet *sheet)
{
    for (guint i = 0; i < sheet->cells->len; i++)
        if (!pdf_cell_at(sheet, i)->used)
            find_label(sheet, i);
}

void pdf_values_join(PdfSheet *sheet)
{
    join_values(sheet);
    g_ptr_array_foreach(sheet->cells, unwrap, NULL);
}
