/* The inside of TemplateValues, for reply_template.c. */
#pragma once
#include "reply_template.h"

#define FIELDS_MOST 96u

guint template_field_number(const char *field); /* FIELDS_MOST if it is not known */
const char *template_value(TemplateValues *values, guint number); /* "" if there is none */
