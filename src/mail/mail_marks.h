/* What a text made from HTML knows of its lines beside their words: where a person's line ended, where a table's cell did. */
#pragma once
#include "mail_lines.h"
#include "mail_style.h"

#define MAIL_MARK_WHOLE '\x1f' /* at a line's end: a block of its own ended it, no program that wraps */
#define MAIL_MARK_END '\x1e'   /* alone on a line: no value goes on past here */

/* Takes the marks out of the text, in place: of guint8, one a line, for mail_marks_set(). The line of an end stays, blank. The runs (of
 * MailRun, may be NULL) from `first` on still tell of the same words. */
GByteArray *mail_marks_take(char *text, GArray *runs, guint first);
/* Puts the lines of `more` (may be NULL) behind those of a text of so many lines and a blank one. */
GByteArray *mail_marks_join(GByteArray *marks, guint lines, const GByteArray *more);
void mail_marks_set(const GByteArray *marks, GArray *lines); /* on the MailLines of that text; `marks` may be NULL */
