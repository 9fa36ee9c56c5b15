/* Answers typed into the text that a reply quotes: set off by colour, bold or the writer's name in brackets. */
#pragma once
#include "form_labels.h"
#include "mail_lines.h"
#include "mail_style.h"

/* Makes such lines new, among lines that mail_quote_split() has split and of which message 0 quotes. `runs` (of MailRun, NULL:
 * none) is how the text looks that the lines point into. A line whose end only is an answer becomes two lines, the
 * second one `continued`; with a form's label in front it becomes new as it is. `writer` is the sender's name, "" if
 * none. Returns the number of lines made new. */
guint mail_answers_mark(GArray *lines, const char *text, const GArray *runs, const char *writer,
                        const FormLabels *labels);
