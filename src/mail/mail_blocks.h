/* Where the paragraphs and tables of a document's text go, for Word and OpenDocument alike: to its lines with their places, or,
 * within a cell, to the cell's own text. */
#pragma once
#include "mail_document.h"

#define MAIL_BLOCKS_PLACE 64u

typedef struct {
    MailDocument *document;
    const FormLabels *labels;
    const char *where;               /* "", "header ", "text box 2 " */
    guint paragraphs, tables;        /* so far */
    char place[MAIL_BLOCKS_PLACE];   /* of what is added now */
    GString *cell;                   /* gets the lines instead of the document; else NULL */
} MailBlocks;

typedef struct { /* what a paragraph is besides its text */
    gboolean heading; /* bounds the values above and below it */
    gboolean bold;    /* all of it */
    gboolean filled;  /* has something to fill in, which ends in it */
} MailParagraph;

void mail_blocks_put(MailBlocks *blocks, const char *text);
void mail_blocks_end(MailBlocks *blocks); /* a boundary: no value goes on */
void mail_blocks_paragraph(MailBlocks *blocks, const char *text, MailParagraph about);
/* Counts a table and begins it; its rows are told with mail_blocks_row(), which sets their place. */
MailTable mail_blocks_table(MailBlocks *blocks);
void mail_blocks_row(MailBlocks *blocks, MailTable *table, guint row, const GPtrArray *cells);
void mail_blocks_table_end(MailBlocks *blocks, MailTable *table);
