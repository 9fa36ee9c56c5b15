/* The labelled fields of a message as typed values. Inside of reading.c and quoted_form.c. */
#pragma once
#include "reading.h"

#define FORM_FIELDS_ENOUGH                                                                         \
    3 /* labelled fields that make a text a form rather than a note with a colon in it */

/* All fields of the message's own texts, or, when it has no form, of what it forwards. */
void reading_fields(Reading *reading, const MailRecord *mail, const Ruleset *rules, const Policy *policy,
                    Day reference);
FieldValue *reading_find_value(const Reading *reading, const FormField *field, guint child);
ChildRead *reading_child_begin(Reading *reading);
void reading_child_take(ChildRead *child, const FormField *field, const char *value, Day reference);
const char *reading_keep(Reading *reading, const char *text); /* lives as long as the reading */
