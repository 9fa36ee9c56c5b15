/* Does the plain shape of a text show a quote as its writer's own words, which the HTML shows for what it is? */
#pragma once
#include "mail_quote.h"

gboolean mail_unmarked_quote(const char *plain, const char *html_text, MailThread thread, const FormLabels *labels);
