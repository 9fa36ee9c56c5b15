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
 * "unborn"). A day to come that does not say so, and a birth without its year, are neither. */
void value_birth(const char *value, Day reference, Day *born_out, Day *expected_out);
gboolean value_says_expected(const char *value); /* "EDD", "due", "unborn", … */
void value_status(const FormField *field, const char *value,
                  GPtrArray *status); /* adds const char * */
/* Begins with a no: "no", "No, we do not agree", "not yet", "no idea". Whatever else it says, it is no yes. */
gboolean value_denies(const char *value);
/* Nothing of it could be understood, and it is no 'not known' either. */
gboolean value_is_unread(const FormField *field, const char *canonical, const char *value);
/* What is ticked in "[x] yes [ ] no", "Yes ☒ No ☐": newly allocated, "" when nothing is; NULL when there is no box in it. */
char *value_ticked(const FormField *field, const char *value);
/* What the form had printed there and nobody has changed: "Yes / No", all choices one after another. */
gboolean value_is_unfilled(const FormField *field, const Policy *policy, const char *value);
/* `field`: where it stands, or NULL. Owned by the reading; what else is known of it is filled in by the caller. */
ReadProblem *reading_add_problem(Reading *reading, const char *key, const MailField *field, const char *text);
