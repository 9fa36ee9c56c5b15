/* Typed values of single fields, as English forms are filled in. */
#pragma once
#include "reading.h"

/* Newly allocated canonical text (see FieldValue), NULL when the value cannot be read as its type.
 */
char *value_canonical(const FormField *field, const Ruleset *rules, const Policy *policy,
                      const char *value, Day reference);
/* What is wrong with it, in words for the sender (no values in it), or NULL. */
const char *value_problem(const FormField *field, const char *canonical, const char *value,
                          Day reference);
/* A date of birth, or an expected date of delivery when the text says so ("EDD 25 Mar", "due 25/3",
 * "unborn"). */
void value_birth(const char *value, Day reference, Day *born_out, Day *expected_out);
void value_status(const FormField *field, const char *value,
                  GPtrArray *status);        /* adds const char * */
const char *value_yes_no(const char *value); /* "yes" "no" "not known" or NULL */
/* Begins with a no: "no", "No, we do not agree", "not yet". */
gboolean value_denies(const char *value);
void reading_add_problem(Reading *reading, const char *key, guint line, const char *text);
