/* PDF: loading what reads it, and pages as words and fields. */
#pragma once
#include "mail_document.h"
#include "mail_pdf_module.h"

#define MAIL_PDF_MODULE_NAME "casegate-pdf.so"

/* Loads the module from beside the program or from where packages put it, once; without it a PDF is listed and not opened. In the
 * process that readers are forked from, before it has the reader's limits. */
void mail_pdf_prepare(void);
gboolean mail_pdf_load(const char *path); /* from there; FALSE if it is none of ours */

typedef struct { /* what stands on a page: text, or a place to fill in */
    char *text;          /* of a field its value, "" if nothing was filled in */
    char *name;          /* of a field: what it is called; NULL for text */
    char *label;         /* of a field: the first of its names that is a label; NULL if none is */
    char *choice;        /* of a box: what it stands for, as its form calls it; NULL if that is its label */
    MailPdfArea area;
    gboolean box;        /* of a field: something to tick */
} PdfItem;

typedef struct {
    GArray *words, *fields; /* of PdfItem */
    guint number;           /* from 1 */
} PdfPage;

/* The page's lines: labels with what stands beside or below them. */
void mail_pdf_layout(MailDocument *document, const PdfPage *page, const FormLabels *labels);
