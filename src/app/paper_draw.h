/* What the process that sets a document does once it is closed in. */
#pragma once
#include "paper_module.h"

/* Writes the PDF to `fd`. */
PaperResult paper_draw(const PaperModule *module, const Paper *paper, int fd, guint *missing_out);
/* All of it; FALSE when it cannot be written. */
gboolean paper_draw_write(int fd, gconstpointer bytes, gsize length);
