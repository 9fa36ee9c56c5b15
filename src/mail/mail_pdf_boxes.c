/* mail_pdf_boxes: what on a page a field to fill in belongs to, and what boxes say. */
#include "mail_pdf_sheet.h"
#include "text.h"

#define NEAR_LEFT 320.0 /* points from a label to the field at its right */

static gboolean stands_left(const PdfCell *cell, const PdfItem *field)
{
    double at = pdf_middle(cell->area);
    return at > field->area.top - PDF_ALIGNED && at < field->area.bottom + PDF_ALIGNED &&
           cell->area.right <= field->area.left + PDF_ALIGNED &&
           field->area.left - cell->area.right < NEAR_LEFT;
}

static gboolean stands_above(const PdfCell *cell, const PdfItem *field)
{
    double gap = field->area.top - cell->area.bottom;
    return gap > -PDF_ALIGNED && gap < PDF_NEAR_ABOVE && cell->area.left < field->area.right &&
           cell->area.right > field->area.left;
}

/* Is that the label that the field's own names say, if they say one? */
static gboolean is_its_label(const PdfSheet *sheet, const PdfItem *field, const PdfCell *cell)
{
    gsize value;
    if (!field->label)
        return TRUE;
    g_autofree char *label = form_labels_alone(sheet->labels, cell->text->str, &value);
    return text_same(field->label, label);
}

PdfCell *pdf_label_beside(const PdfSheet *sheet, const PdfItem *field)
{
    PdfCell *best = NULL;
    double nearest = G_MAXDOUBLE;
    for (guint i = 0; i < sheet->cells->len; i++) {
        PdfCell *cell = pdf_cell_at(sheet, i);
        gboolean left = stands_left(cell, field);
        double away = left ? field->area.left - cell->area.right
                           : NEAR_LEFT + field->area.top - cell->area.bottom;
        if (!cell->label || cell->used || away >= nearest ||
            (!left && !stands_above(cell, field)) || !is_its_label(sheet, field, cell))
            continue;
        nearest = away;
        best = cell;
    }
    return best;
}

/* What stands at the right of a ticked box; "Yes" if nothing does. */
static const char *words_of_box(const PdfSheet *sheet, const PdfItem *box)
{
    if (box->choice)
        return box->choice;
    for (guint i = 0; i < sheet->page->words->len; i++) {
        const PdfItem *word = &g_array_index(sheet->page->words, PdfItem, i);
        double gap = word->area.left - box->area.right;
        if (gap > -1 && gap < PDF_NEAR_ABOVE && pdf_beside(word->area, box->area) > 0.5)
            return word->text;
    }
    return "Yes";
}

void pdf_name_boxes(const PdfSheet *sheet, MailDocument *document)
{
    g_autoptr(GString) chosen = g_string_new(NULL);
    GArray *fields = sheet->page->fields;
    for (guint i = 0; i < fields->len; i++) {
        const PdfItem *field = &g_array_index(fields, PdfItem, i);
        if (!field->box || !field->label)
            continue;
        if (*field->text)
            g_string_append_printf(chosen, "%s%s", chosen->len > 0 ? ", " : "",
                                   words_of_box(sheet, field));
        const PdfItem *next = i + 1 < fields->len ? field + 1 : NULL;
        if (next && next->box && next->label && g_str_equal(next->label, field->label))
            continue;
        g_autofree char *place = g_strdup_printf("field %s", field->name);
        mail_document_control(document, field->label, chosen->str, place);
        g_string_truncate(chosen, 0);
    }
}
