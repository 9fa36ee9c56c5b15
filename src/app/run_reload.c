/* A mistake anywhere refuses the whole of it: half a new configuration is nobody's configuration.
 * What goes into *why_out is mailed to the office, so it names places, not what stands there. */
#include "run_reload.h"

#include <string.h>

#include "pinned.h"

static void log_mistakes(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (**line && strstr(*line, ": warning: ") == NULL)
            g_warning("%s", *line);
}

/* "routing/site.yaml:12" of the first finding that is no warning. */
static char *first_place(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (**line && strstr(*line, ": warning: ") == NULL)
            return g_strndup(*line, strcspn(*line, " ") - 1);
    return g_strdup("");
}

Ruleset *run_reload(const char *folder, char **why_out)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Ruleset) rules = ruleset_load(folder, diagnostics);
    if (rules == NULL) {
        g_autofree char *text = diagnostics_text(diagnostics);
        g_autofree char *place = first_place(text);
        guint count = diagnostics_errors(diagnostics);
        log_mistakes(text);
        *why_out = g_strdup_printf("%u mistake%s in it, the first at %s; 'casegate check' shows %s",
                                   count, count == 1 ? "" : "s", place, count == 1 ? "it" : "them");
        return NULL;
    }
    g_autoptr(GError) error = NULL;
    if (pinned_add(rules, &error))
        return g_steal_pointer(&rules);
    *why_out = g_strdup(error->message);
    return NULL;
}
