/* Which questions of the forms a policy asks: tied by data on both sides, so that no code names a field. */
#pragma once
#include "form.h"
#include "policy.h"

typedef struct {
    const char *key; /* of a form's field */
    const char *section;
} PolicyField;

/* Does the policy make the question its own? A field without 'asked_when' is always asked, and every field is when
 * `policy` is NULL. */
gboolean policy_asks(const Policy *policy, const FormField *field);
/* Is the word one that 'asked_when' may have? */
gboolean policy_asks_is_rule(const char *word);
/* The policy's own value that this answer to a question about reasons means ("roles and responsibilities" →
 * "roles_and_responsibilities"); NULL if it has none such. */
const char *policy_reason(const Policy *policy, const char *text);
