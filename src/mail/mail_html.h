/* HTML to text as its reader would see it (libxml2). */
#pragma once
#include "form_labels.h"
#include "mail_style.h"

/* Valid UTF-8, '\n' line ends, newly allocated: blocks are lines, quotes begin with "> ", what a reader would not see is
 * left out. A table's row whose left cell is a label (or that stands under a row of labels) becomes "Label: value",
 * any other row its cells with " | " between. *cut is set, never cleared, when nesting or size made it incomplete. */
char *mail_html_text(const char *html, gsize length, const FormLabels *labels, gboolean *cut);
/* The same, and how it looks: runs (of MailRun, may be NULL), appended to; text of table cells looks like what is around the table.
 * And the marks of its lines (mail_marks.h), newly allocated. */
char *mail_html_styled(const char *html, gsize length, const FormLabels *labels, gboolean *cut, GArray *runs,
                       GByteArray **marks_out);
