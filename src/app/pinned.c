/* Makes the rules know every policy text that a case is pinned to.
 *
 * The store keeps each text by its digest; the site's files hold only the present ones. Reads,
 * changes nothing. */
#include "pinned.h"

#include <string.h>

#include "error.h"
#include "look_store.h"

static gboolean add_text(Ruleset *rules, const PolicyText *text, GError **error)
{
    if (ruleset_policy_by_sha256(rules, text->sha256))
        return TRUE;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *name = g_strdup_printf("%s as kept in the store", text->id);
    Policy *policy =
        policy_parse(text->text, strlen(text->text), g_intern_string(name), diagnostics);
    if (policy) {
        ruleset_add_policy(rules, policy);
        return TRUE;
    }
    g_autofree char *what = diagnostics_text(diagnostics);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                "the policy '%s', to which cases are pinned, can no longer be read: %s", text->id,
                what);
    return FALSE;
}

gboolean pinned_add(Ruleset *rules, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) texts = store ? store_policy_texts(store, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    for (guint i = 0; texts && i < texts->len; i++)
        if (!add_text(rules, texts->pdata[i], error))
            return FALSE;
    return TRUE;
}
