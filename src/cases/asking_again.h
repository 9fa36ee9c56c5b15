/* What an acknowledgement asks again: what is missing, what could not be read, and the form with everything else filled in. */
#pragma once
#include "deciding.h"

/* May this value of the field stand in a mail: does the form say so, and is no child of the case or the message in it? */
gboolean asking_may_repeat(const Deciding *x, const FormField *field, const char *text);
/* "1. LABEL", a line each, immediate harm first; where an answer could not be read, below it what was read, where, and what
 * is allowed. Newly allocated, as all here. */
char *asking_missing(const Deciding *x);
/* The same of what is not missing and has a problem; the numbers go on. */
char *asking_problems(const Deciding *x);
/* The form as it is recorded: open questions empty, what may stand in a reply filled in, "(received)" for the rest. "" when
 * nothing is asked, and for whoever did not raise the matter. */
char *asking_returned(const Deciding *x);
