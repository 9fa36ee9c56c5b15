/* Do the plain and the HTML shape of one text say the same? */
#pragma once
#include "form_labels.h"

typedef struct {
    gboolean differs;     /* a good part of the words of one is missing in the other, or a field has another value */
    gboolean fields_lost; /* the HTML has form fields that the plain text has not (tables lose their shape in it) */
} MailDivergence;

MailDivergence mail_divergence(const char *plain, const char *html_text, const FormLabels *labels);
