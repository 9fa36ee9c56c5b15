/* Which questions of the forms a policy asks: tied by data on both sides, so that no code names a field. */
#pragma once
#include "form.h"
#include "policy.h"
#include "yaml_tree.h"

typedef struct {
    const char *key; /* of a form's field */
    const char *section;
} PolicyField;

/* Does the policy make the question its own? A field without 'asked_when' is always asked, and every field is when
 * `policy` is NULL. */
gboolean policy_asks(const Policy *policy, const FormField *field);
gboolean policy_has_form(const Policy *policy, const Form *form);
/* The words under 'asked_when' of a form or field; what is no rule is said. */
GStrv policy_asks_read(const YamlNode *node, Diagnostics *diagnostics);
char *policy_reason_words(const char *reason); /* "roles_and_responsibilities" → "roles and responsibilities", newly allocated */
/* The policy's own value that this answer to a question about reasons means ("roles and responsibilities" →
 * "roles_and_responsibilities"); NULL if it has none such. */
const char *policy_reason(const Policy *policy, const char *text);
