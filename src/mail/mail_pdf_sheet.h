/* What the files behind mail_pdf_layout() share: the cells of one page, and where they stand. */
#pragma once
#include "mail_pdf.h"

#define PDF_ALIGNED 4.0     /* points that the edges of one column may differ */
#define PDF_NEAR_ABOVE 14.0 /* points from a label to the field below it, from a box to its words */

typedef struct {
    guint offset; /* in the cell's text */
    double left;
} PdfStart; /* of a word */

typedef struct {
    guint offset;       /* of the line end in the cell's text */
    double right, word; /* where the line ended; how wide the first word of the next one is */
} PdfLineEnd;

typedef struct { /* words that belong together: a label, or one value, or a piece of text */
    GString *text;
    GArray *starts; /* of PdfStart */
    GArray *ends;   /* of PdfLineEnd, of lines that close up */
    MailPdfArea area;
    double line;  /* height of one line */
    double right; /* of its last line */
    guint lines;
    gboolean label, used;
    int owner; /* the label that stands at the left of it; -1 */
} PdfCell;

typedef struct { /* one page */
    const PdfPage *page;
    const FormLabels *labels;
    GPtrArray *cells; /* of PdfCell, by place once they are made */
} PdfSheet;

PdfCell *pdf_cell_new(const char *text, MailPdfArea area);
void pdf_cell_free(gpointer cell);
PdfCell *pdf_cell_at(const PdfSheet *sheet, guint index);
int pdf_by_place(gconstpointer a, gconstpointer b); /* of pointers to PdfCell: from above, then from the left */

double pdf_middle(MailPdfArea area);
double pdf_beside(MailPdfArea a, MailPdfArea b); /* how much of the lower of the two stands beside the other, from 0 to 1 */
void pdf_widen(MailPdfArea *area, MailPdfArea by);
gboolean pdf_is_below(const PdfCell *above, const PdfCell *cell); /* begins at the edge of the one above, close below it */
gboolean pdf_is_label(const PdfSheet *sheet, const char *text); /* and nothing more */
gboolean pdf_begins_label(const PdfSheet *sheet, const char *text);

/* Words, boxes and what stands beside them become cells. */
void pdf_cells_make(PdfSheet *sheet);
/* Labels of several lines become one cell each. */
void pdf_labels_find(PdfSheet *sheet);
/* Lines that are one value become one cell, with the label at its left. */
void pdf_values_join(PdfSheet *sheet);
/* The label that a field to fill in belongs to: the nearest at its left, else above it; NULL if there is none. With a label of its
 * own, only that one. */
PdfCell *pdf_label_beside(const PdfSheet *sheet, const PdfItem *field);
/* Boxes whose form says what they answer, should the page not: all that are ticked for one label together. */
void pdf_name_boxes(const PdfSheet *sheet, MailDocument *document);
