/* What the readers of a Word document share: blocks in mail_docx.c, what stands within a paragraph in mail_docx_words.c. */
#pragma once
#include "mail_blocks.h"
#include "mail_xml.h"
#include "mail_zip.h"

#define DOCX_FIELDS 16u /* nested fields that are told apart */
#define DOCX_DEEPEST 240u

typedef struct {
    MailDocument *document;
    const FormLabels *labels;
    gboolean instruction[DOCX_FIELDS]; /* of each open field: is what comes now its instruction, which nobody sees? */
    guint fields;                      /* open fields */
    guint depth;
    guint boxes;                       /* text boxes so far */
} Docx;

typedef struct {
    GString *text;
    GPtrArray *boxes; /* of const xmlNode *: contents of text boxes, which stand beside the paragraph */
    gboolean control; /* there is something to fill in */
    gboolean bold;    /* nothing in it is not bold */
} DocxWords;

void docx_words_init(DocxWords *words);
void docx_words_clear(DocxWords *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DocxWords, docx_words_clear)
/* What a paragraph says, as its reader sees it. */
void docx_words_read(Docx *docx, const xmlNode *paragraph, DocxWords *words);

/* A content control: shows only what should be put there? */
gboolean docx_is_placeholder(const xmlNode *control);
/* Its value under its own names, should no label stand by it. */
void docx_name_control(Docx *docx, const xmlNode *control, const char *value);
const xmlNode *docx_alternative(const xmlNode *node); /* of mc:AlternateContent the one that is to be read */

/* The main part, then headers, footers, notes. When it is no Word document that can be read, the document's `why` says so. */
void mail_docx_read(MailDocument *document, MailZip *zip, const char *main_part, const FormLabels *labels);
