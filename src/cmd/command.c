/* What every command needs: the site, the time, a view, and how it ends.
 *
 * Errors become sysexits by their code (what to do next), never by their text. Everything that is
 * wrong with a site is said in one run. A date outside what the program can show is a usage
 * mistake.
 *
 * Prints on stderr and returns codes; only main() exits. */
#include "command.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "error.h"
#include "options.h"
#include "owner.h"
#include "pinned.h"
#include "reference_find.h"
#include "site_guard.h"
#include "site_place.h"
#include "site_upgrade.h"
#include "text.h"

#define WIDTH_UNKNOWN 100u
#define WIDTH_LEAST 40u
#define DEFAULT_ZONE "Europe/London"

int command_fail(const GError *error)
{
    fprintf(stderr, "casegate: %s\n", error ? error->message : "failed without saying why");
    if (!error || error->domain != CASEGATE_ERROR)
        return EXIT_SOFTWARE;
    switch ((CasegateError)error->code) {
    case CASEGATE_ERROR_TEMP:
        return EXIT_TRY_AGAIN;
    case CASEGATE_ERROR_PERM:
    case CASEGATE_ERROR_LOOP:
        return EXIT_DATA;
    case CASEGATE_ERROR_CONFIG:
        return EXIT_CONFIG;
    case CASEGATE_ERROR_BUG:
        break;
    }
    return EXIT_SOFTWARE;
}

gboolean command_owner(const CommandLine *line, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (owner_become(line->site, &error))
        return TRUE;
    *exit_out = command_fail(error);
    return FALSE;
}

gboolean command_site(const CommandLine *line, int *exit_out)
{
    g_autofree char *settings = site_path(line->site, "routing/site.yaml");
    if (access(settings, F_OK) == 0 || errno != ENOENT)
        return command_owner(line, exit_out);
    fprintf(
        stderr,
        "casegate: '%s' is no site (it has no routing/site.yaml): say which with --site DIR, or "
        "make one with 'casegate init DIR'\n",
        line->site);
    *exit_out = EXIT_CONFIG;
    return FALSE;
}

gboolean command_repeats(const CommandLine *line, gboolean once, int *exit_out)
{
    if (once || (!line->now_text && !line->json))
        return TRUE;
    *exit_out = command_usage(line, "%s needs --once", line->now_text ? "--now" : "--json");
    return FALSE;
}

static Ruleset *rules_by(const CommandLine *line,
                         Ruleset *(*load)(const char *folder, Diagnostics *diagnostics),
                         int *exit_out)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    if (!command_site(line, exit_out))
        return NULL;
    *exit_out = EXIT_CONFIG;
    g_autoptr(Ruleset) rules = load(line->site, diagnostics);
    if (!rules) {
        diagnostics_print(diagnostics, stderr);
        fprintf(stderr,
                "casegate: the configuration of '%s' has %u mistake%s: mend, then try "
                "'casegate check'\n",
                line->site, diagnostics_errors(diagnostics),
                diagnostics_errors(diagnostics) == 1 ? "" : "s");
        return NULL;
    }
    if (!site_guard_trust(rules, &error) || !pinned_add(rules, &error)) {
        *exit_out = command_fail(error);
        return NULL;
    }
    return g_steal_pointer(&rules);
}

Ruleset *command_rules(const CommandLine *line, int *exit_out)
{
    return rules_by(line, ruleset_load, exit_out);
}

Ruleset *command_rules_to_look(const CommandLine *line, int *exit_out)
{
    return rules_by(line, ruleset_load_to_look, exit_out);
}

gboolean command_guard(const CommandLine *line, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (site_guard(line->site, &error))
        return TRUE;
    *exit_out = command_fail(error);
    return FALSE;
}

gboolean command_guard_secrets(const Ruleset *rules, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (site_guard_secrets(rules, &error))
        return TRUE;
    *exit_out = command_fail(error);
    return FALSE;
}

gboolean command_record(const CommandLine *line, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (!command_site(line, exit_out) || !command_guard(line, exit_out))
        return FALSE;
    if (site_upgrade(line->site, &error))
        return TRUE;
    *exit_out = command_fail(error);
    return FALSE;
}

Ruleset *command_rules_and_record(const CommandLine *line, int *exit_out)
{
    return command_record(line, exit_out) ? command_rules(line, exit_out) : NULL;
}

gboolean command_now(const CommandLine *line, const Ruleset *rules, Instant *now_out, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (!line->now_text) {
        *now_out = instant_now();
        return TRUE;
    }
    g_autoptr(GTimeZone) zone =
        rules ? g_time_zone_ref(rules->site.zone) : g_time_zone_new_identifier(DEFAULT_ZONE);
    if (!zone)
        zone = g_time_zone_new_utc();
    g_autofree char *text = text_valid(line->now_text, strlen(line->now_text));
    if (!instant_parse(text, zone, now_out, &error)) {
        *exit_out = command_usage(line, "--now: %s", error->message);
        return FALSE;
    }
    return TRUE;
}

static guint terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return MAX(size.ws_col, WIDTH_LEAST);
    const char *columns = g_getenv("COLUMNS");
    guint64 width = 0;
    if (columns && g_ascii_string_to_unsigned(columns, 10, WIDTH_LEAST, 1000, &width, NULL))
        return (guint)width;
    return WIDTH_UNKNOWN;
}

View command_view(const CommandLine *line, const Ruleset *rules, Instant now)
{
    const char *plain = g_getenv("NO_COLOR");
    View view = {
        .rules = rules,
        .now = now,
        .json = line->json,
        .colour =
            isatty(STDOUT_FILENO) && !(plain && *plain) && g_strcmp0(g_getenv("TERM"), "dumb") != 0,
        .width = terminal_width(),
        .out = stdout,
    };
    return view;
}

static Ruleset *with_view(const CommandLine *line, Ruleset *rules, View *view_out, int *exit_out)
{
    Instant now = INSTANT_UNKNOWN;
    g_autoptr(Ruleset) owned = rules;
    if (!rules || !command_now(line, rules, &now, exit_out))
        return NULL;
    *view_out = command_view(line, rules, now);
    return g_steal_pointer(&owned);
}

Ruleset *command_look(const CommandLine *line, View *view_out, int *exit_out)
{
    return with_view(line, command_rules_to_look(line, exit_out), view_out, exit_out);
}

Ruleset *command_read(const CommandLine *line, View *view_out, int *exit_out)
{
    return with_view(line, command_rules(line, exit_out), view_out, exit_out);
}

gboolean command_named_officer(const Ruleset *rules)
{
    return g_strv_contains((const char *const *)rules->site.named_officers, g_get_user_name());
}

Ruleset *command_look_restricted(const CommandLine *line, gboolean restricted, View *view_out,
                                 int *exit_out)
{
    g_autoptr(Ruleset) rules = command_look(line, view_out, exit_out);
    if (!rules || !restricted)
        return g_steal_pointer(&rules);
    view_out->restricted = command_named_officer(rules);
    if (!view_out->restricted)
        *exit_out = command_usage(line,
                                  "'%s' is no named officer: restricted messages are for the "
                                  "logins in 'named_officers' of routing/site.yaml",
                                  g_get_user_name());
    return view_out->restricted ? g_steal_pointer(&rules) : NULL;
}

char *command_reference(const CommandLine *line, const Ruleset *rules, const char *text,
                        int *exit_out)
{
    g_autofree char *clean = text_valid(text, strlen(text));
    g_autofree const char **prefixes = ruleset_prefixes(rules);
    g_autoptr(ReferenceFound) found = reference_find(clean, prefixes, 0);
    const char *right = found ? reference_found_right(found) : NULL;
    if (right)
        return g_strdup(right);
    if (found && !found->written)
        *exit_out = command_usage(line, "'%s' may be %s or %s; say which", clean,
                                  (const char *)found->readings->pdata[0],
                                  (const char *)found->readings->pdata[1]);
    else if (found && g_ascii_isdigit(found->written[strlen(found->written) - 1]))
        *exit_out = command_usage(line, "'%s' lacks its last letter; look again", found->written);
    else if (found)
        *exit_out = command_usage(line,
                                  "'%s' cannot be right: its last letter does not fit "
                                  "its digits; look again",
                                  found->written);
    else
        *exit_out = command_usage(line, "'%s' is no reference of this site", clean);
    return NULL;
}

const char *command_agency(const CommandLine *line, const Ruleset *rules, const char *text,
                           int *exit_out)
{
    g_autofree char *clean = text_valid(text, strlen(text));
    const Agency *exact = directory_agency(rules->directory, clean);
    if (exact)
        return exact->id;
    g_autoptr(AgencyMatch) match = directory_agency_named(rules->directory, clean);
    if (match && match->agency)
        return match->agency->id;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < directory_agencies(rules->directory); i++)
        g_ptr_array_add(ids, (char *)directory_agency_at(rules->directory, i)->id);
    g_ptr_array_add(ids, NULL);
    const char *meant = nearest_word(clean, (const char *const *)ids->pdata);
    *exit_out = meant ? command_usage(line, "no agency '%s': did you mean '%s'?", clean, meant)
                      : command_usage(line, "no agency '%s' in routing/agencies.csv", clean);
    return NULL;
}

/* Whoever read our output, as in 'casegate queue | head', may leave when it has seen enough. */
static gboolean reader_has_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

int command_finish(int code)
{
    if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_has_left())
        return code;
    fprintf(stderr, "casegate: cannot write all that was asked for\n");
    return code == EXIT_SUCCESS ? EXIT_TRY_AGAIN : code;
}
