/* Between casegate and the module that reads PDF (src/mail/pdf): poppler has fifty libraries behind it and is under the GPL, so it
 * is loaded only where a PDF is to be read, into the process that reads nothing else. Plain C types only. */
#pragma once
#include <glib.h>

#define MAIL_PDF_VERSION 1u

typedef struct { /* in points, from the page's top left corner */
    double left, top, right, bottom;
} MailPdfArea;

typedef enum { MAIL_PDF_TEXT, MAIL_PDF_BOX } MailPdfFieldKind;

typedef struct {
    const char *names[4]; /* what the form calls it: shown name, then technical ones; NULL ends them */
    const char *value;    /* TEXT: what was typed or chosen; BOX: "1" if ticked, else "" */
    MailPdfFieldKind kind;
} MailPdfField;

typedef struct {
    void (*page)(gpointer user); /* what follows is on the next page */
    void (*word)(gpointer user, const char *text, MailPdfArea area);
    void (*field)(gpointer user, const MailPdfField *field, MailPdfArea area);
} MailPdfSink;

typedef enum { MAIL_PDF_READ, MAIL_PDF_LOCKED, MAIL_PDF_DAMAGED, MAIL_PDF_CUT } MailPdfResult;

typedef struct { /* what the module exports as casegate_pdf_module */
    guint version;
    void (*prepare)(void); /* opens every file that will be needed */
    MailPdfResult (*read)(const guint8 *bytes, gsize length, const MailPdfSink *sink, gpointer user);
} MailPdfModule;
