/* Between casegate and the module that sets a document in PDF (src/view/paper): Pango and Cairo have forty libraries behind them,
 * so it is loaded only where a PDF is to be made, into a process that does nothing else (app/paper_print.c). */
#pragma once
#include "paper.h"

#define PAPER_MODULE_VERSION 1u
#define PAPER_MODULE_NAME "casegate-paper.so"
#define PAPER_MODULE_SYMBOL "casegate_paper_module"

typedef gboolean (*PaperWrite)(gpointer user, const guint8 *bytes, gsize length); /* FALSE: give up */

typedef enum { PAPER_DRAWN, PAPER_NO_FONT, PAPER_FAILED } PaperResult;

typedef struct {
    guint version;
    PaperResult (*prepare)(void); /* finds the fonts */
    /* *missing_out: how many letters no font of this machine has; they stand as boxes with their number. */
    PaperResult (*draw)(const Paper *paper, PaperWrite write, gpointer user, guint *missing_out);
} PaperModule;
