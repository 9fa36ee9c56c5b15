/* A document as PDF, made by a process that has nothing but the document. */
#pragma once
#include "paper.h"

/* The whole file. `module` is where the module lies, NULL: with the program. *missing_out: letters that stand as boxes, since no
 * font of this machine has them. CONFIG when the module or every font is missing, TEMP when it could not be made now. */
GString *paper_print(const Paper *paper, const char *module, guint *missing_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with another limit than 30 seconds by the clock. */
GString *paper_print_within(const Paper *paper, const char *module, guint seconds, guint *missing_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
