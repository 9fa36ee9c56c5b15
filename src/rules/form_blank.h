/* The blank forms: text that an office puts on its website, and that is read back without loss. */
#pragma once
#include "form.h"
#include "policy.h"

/* What is known of a field already, or NULL; borrowed until the next call. */
typedef const char *(*FormFill)(gpointer data, const FormField *field);

/* The form as people fill it in. With a policy: its urgent text first, its own stage names and reasons, and only the
 * questions that it asks; NULL offers every question. `fill` may be NULL. Newly allocated. */
char *form_blank(const Form *form, const Policy *policy, FormFill fill, gpointer data);
/* What may be answered, for the bracket behind the label: newly allocated, NULL if that is free. */
char *form_offer(const FormField *field, const Policy *policy);
/* "Label (hint): known"; both may be NULL. */
void form_line(GString *text, const FormField *field, const char *hint, const char *known);
