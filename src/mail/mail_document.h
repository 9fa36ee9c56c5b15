/* A document that came with a mail, as lines with their places: a form in Word, OpenDocument or PDF is then read by the
 * same rules as one in a mail. Reads hostile bytes: for the second reading only (mail_read_containers()). */
#pragma once
#include "form_labels.h"
#include "mail_container.h"
#include "mail_lines.h"
#include "mail_table.h"

typedef struct {
    char *text;  /* without line ends */
    char *place; /* "table 2 row 5", "paragraph 12", "page 1 line 7", "control Stage" */
    gboolean ends; /* nothing but a boundary: no value goes on past here. `text` is "" then */
} MailDocumentLine;

typedef struct { /* something to fill in that has a name of its own, for labels that stand nowhere else */
    char *name, *value, *place;
} MailDocumentControl;

typedef struct {
    GArray *lines;    /* of MailDocumentLine */
    GArray *controls; /* of MailDocumentControl; moved into lines at the end of reading */
    gboolean cut;     /* a limit left something out */
    gboolean locked;  /* needs a password */
    const char *why;  /* why it was not opened, static words; NULL if it was */
    char *inside;     /* of an archive: the names in it, for the office; NULL of anything else */
} MailDocument;

/* Never NULL. `name` (of the file) only says which of the old formats it is, where the bytes do not. */
MailDocument *mail_document_read(MailContainer kind, const char *name, const guint8 *bytes, gsize length,
                                 const FormLabels *labels);
void mail_document_free(MailDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailDocument, mail_document_free)
/* Tells the lines of that text (mail_lines_new()) what they are: boundaries, and not wrapped by a program. */
void mail_document_mark(const MailDocument *document, GArray *lines);
char *mail_document_text(const MailDocument *document); /* all lines, each ended by '\n'; newly allocated */

/* ---- for the formats' readers ---- */

MailDocument *mail_document_new(void);
/* Adds a text of several lines; one that is MAIL_DOCUMENT_END alone is a boundary. */
void mail_document_add(MailDocument *document, const char *text, const char *place);
#define MAIL_DOCUMENT_END "\x1e"
void mail_document_control(MailDocument *document, const char *name, const char *value, const char *place);
/* A control with several names (of which some may be NULL): under the first that begins with a label, else not at all. */
void mail_document_named(MailDocument *document, const FormLabels *labels, const char *const *names, gsize count, const char *value);

void mail_document_pdf(MailDocument *document, const guint8 *bytes, gsize length, const FormLabels *labels);
/* A zip file: Word or OpenDocument, or why it is neither. */
void mail_document_zip(MailDocument *document, const guint8 *bytes, gsize length, const FormLabels *labels);
