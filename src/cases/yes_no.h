/* A yes or a no, as people answer a question of a form. */
#pragma once
#include "form.h"

/* "yes" "no" "not known", or NULL when it says none of them for certain. `field`: the question, NULL = any. To a question
 * about danger only a closed list of whole answers is a no, and a yes stays one whatever stands behind it; to any other
 * both may be explained ("No, we have one"), but not taken back ("Yes, but not yet"). What a form has other words for is
 * said by these, too. */
const char *yes_no_said(const FormField *field, const char *value);
/* Is it a question whose yes alarms: about immediate harm, or one that a policy's urgent rule asks? */
gboolean yes_no_of_danger(const FormField *field);
/* Begins with a yes or a no and does not leave it at that: "yes if the visits begin", "No longer", "Yes?", "no idea". */
gboolean yes_no_left_open(const char *value);
