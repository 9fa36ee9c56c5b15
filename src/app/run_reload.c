/* A mistake anywhere refuses the whole of it: half a new configuration is nobody's configuration.
 * What goes into *why_out is mailed to the office, so it names places, not what stands there; so does
 * the log of the directory's mistakes, which are about people. */
#include "run_reload.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pinned.h"

/* "routing/site.yaml:12" of a finding; NULL when the line goes on with what stands in a file. */
static char *place_of(const char *line)
{
    gsize length = strcspn(line, " ");
    return length > 1 && line[length] && line[length - 1] == ':' ? g_strndup(line, length - 1)
                                                                 : NULL;
}

/* In these, what is wrong may be somebody's name or address. */
static gboolean is_of_people(const char *place)
{
    return g_str_has_prefix(place, "routing/people.csv") ||
           g_str_has_prefix(place, "routing/agencies.csv");
}

/* Returns the place of the first, newly allocated. */
static char *log_mistakes(const char *text)
{
    char *first = NULL;
    gboolean of_people = FALSE;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *place = place_of(*line);
        of_people = place ? is_of_people(place) : of_people;
        if (!**line || strstr(*line, ": warning: "))
            continue;
        if (!of_people)
            g_warning("%s", *line);
        else if (place)
            g_warning("%s: see 'casegate check'", place);
        if (!first && place)
            first = g_steal_pointer(&place);
    }
    return first ? first : g_strdup("");
}

Ruleset *run_reload(const char *folder, char **why_out)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Ruleset) rules = ruleset_load(folder, diagnostics);
    if (rules == NULL) {
        g_autofree char *text = diagnostics_text(diagnostics);
        g_autofree char *place = log_mistakes(text);
        guint count = diagnostics_errors(diagnostics);
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

#define ASKING "reload.asked" /* an empty file; that it is there is all it says */

gboolean run_reload_ask(const char *spool)
{
    g_autofree char *path = g_build_filename(spool, ASKING, NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    return fd >= 0 && close(fd) == 0;
}

gboolean run_reload_asked(const char *spool)
{
    g_autofree char *path = g_build_filename(spool, ASKING, NULL);
    return unlink(path) == 0;
}
