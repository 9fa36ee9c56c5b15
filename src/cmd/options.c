/* What stands on the command line.
 *
 * GOption reads it; an option that does not exist is answered with the one that was probably meant.
 * Values are taken as bytes (G_OPTION_ARG_FILENAME in callers), since a locale without UTF-8, as
 * cron gives it, must not refuse a note with an accent in it.
 *
 * Says mistakes on stderr and gives 64; exits nothing itself. */
#include "options.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

#define GLOBAL_OPTIONS 6

static void global_entries(CommandLine *line, GOptionEntry entries[GLOBAL_OPTIONS])
{
    const GOptionEntry made[GLOBAL_OPTIONS] = {
        {"site", 0, 0, G_OPTION_ARG_FILENAME, &line->site, NULL, NULL},
        {"now", 0, 0, G_OPTION_ARG_FILENAME, &line->now_text, NULL, NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &line->json, NULL, NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &line->help, NULL, NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &line->version, NULL, NULL},
        {0},
    };
    memcpy(entries, made, sizeof made);
}

static void add_names(GPtrArray *names, const GOptionEntry *entries)
{
    for (; entries && entries->long_name; entries++)
        if (*entries->long_name)
            g_ptr_array_add(names, (char *)entries->long_name);
}

/* The first argument that looks like an option and is none of `names` (NULL-ended); "" if none
 * does. */
static char *unknown_option(char **argv, const char *const *names)
{
    for (char **each = argv; *each && strcmp(*each, "--") != 0; each++) {
        if (!g_str_has_prefix(*each, "-") || !(*each)[1])
            continue;
        const char *name = *each + strspn(*each, "-");
        g_autofree char *bare = g_strndup(name, strcspn(name, "="));
        if (!g_strv_contains(names, bare))
            return text_line(*each, strcspn(*each, "="));
    }
    return g_strdup("");
}

static int say_mistake(const CommandLine *line, const GError *error, char **argv, GPtrArray *names)
{
    if (!g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)) {
        g_autofree char *message = text_valid(error->message, strlen(error->message));
        message[0] = g_ascii_tolower(message[0]);
        return command_usage(line, "%s", message);
    }
    const char *const *known = (const char *const *)names->pdata;
    g_autofree char *unknown = unknown_option(argv, known);
    const char *meant = nearest_word(unknown + strspn(unknown, "-"), known);
    return meant ? command_usage(line, "unknown option '%s': did you mean '--%s'?", unknown, meant)
                 : command_usage(line, "unknown option '%s'", unknown);
}

static GOptionContext *new_context(CommandLine *line, const GOptionEntry *own, gpointer data,
                                   GPtrArray *names)
{
    GOptionEntry global[GLOBAL_OPTIONS];
    global_entries(line, global);
    GOptionContext *context = g_option_context_new(NULL);
    GOptionGroup *group = g_option_group_new("casegate", "", "", data, NULL);
    g_option_group_add_entries(group, global);
    if (own)
        g_option_group_add_entries(group, own);
    g_option_context_set_main_group(context, group);
    g_option_context_set_help_enabled(context, FALSE);
    add_names(names, global);
    add_names(names, own);
    g_ptr_array_add(names, NULL);
    return context;
}

gboolean options_global(CommandLine *line, int argc, char **argv, int *exit_out)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GOptionContext) context = new_context(line, NULL, NULL, names);
    g_autoptr(GError) error = NULL;
    g_option_context_set_strict_posix(context, TRUE);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        *exit_out = say_mistake(line, error, argv + 1, names);
        return FALSE;
    }
    line->argc = argc - 1;
    line->argv = argv + 1;
    return TRUE;
}

static gboolean check_words(CommandLine *line, guint least, guint most, int *exit_out)
{
    guint count = g_strv_length(line->words);
    if (count > most) {
        g_autofree char *word = text_valid(line->words[most], strlen(line->words[most]));
        *exit_out = command_usage(line, "'%s' is too many", word);
    } else if (count < least) {
        *exit_out = command_usage(line, "something is missing");
    } else if (line->json && !line->command->json) {
        *exit_out = command_usage(line, "'%s' has no --json", line->command->name);
    } else {
        return TRUE;
    }
    return FALSE;
}

/* The value that counts is the last one given; GOption forgets, but does not free, one of an
 * earlier parse. */
static gboolean parse_again(CommandLine *line, GOptionContext *context, GError **error)
{
    char *site = line->site, *now_text = line->now_text;
    gboolean parsed = g_option_context_parse(context, &line->argc, &line->argv, error);
    if (line->site != site)
        g_free(site);
    if (line->now_text != now_text)
        g_free(now_text);
    return parsed;
}

static void fill_defaults(CommandLine *line)
{
    const char *site = g_getenv("CASEGATE_SITE");
    if (!line->site)
        line->site = g_strdup(site && *site ? site : ".");
    if (!line->words)
        line->words = g_new0(char *, 1);
}

gboolean command_options(CommandLine *line, const GOptionEntry *entries, gpointer data, guint least,
                         guint most, int *exit_out)
{
    const GOptionEntry rest[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &line->words, NULL, NULL}, {0}};
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GOptionContext) context = new_context(line, entries, data, names);
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, rest, NULL);
    if (!parse_again(line, context, &error)) {
        *exit_out = say_mistake(line, error, line->argv + 1, names);
        return FALSE;
    }
    if (line->help) {
        options_show_help(line->command);
        *exit_out = EXIT_SUCCESS;
        return FALSE;
    }
    fill_defaults(line);
    return check_words(line, least, most, exit_out);
}

static void show_uses(const char *synopsis, FILE *stream)
{
    g_auto(GStrv) uses = g_strsplit(synopsis, "\n", -1);
    for (char **each = uses; *each; each++)
        fprintf(stream, "%s casegate %s\n", each == uses ? "usage:" : "      ", *each);
}

static const char program_help[] =
    "casegate reads every message sent to a safeguarding partnership's mailbox, opens or advances\n"
    "the escalation it belongs to, routes it, acknowledges it, and keeps a queue in which nothing\n"
    "is lost.\n"
    "\n"
    "usage: casegate [--site DIR] [--now TIME] [--json] COMMAND …\n"
    "\n";

static const char program_example[] =
    "\n"
    "A day, tried out in a demonstration site:\n"
    "  casegate init try --policy havering-2020 --demo\n"
    "  export CASEGATE_SITE=try\n"
    "  casegate check                       what the site is made of, and every mistake in it\n"
    "  casegate explain referral.eml        what would happen with a message; changes nothing\n"
    "  casegate deliver < referral.eml      a message comes in\n"
    "  casegate work --once                 it becomes a case, or is held for a person\n"
    "  casegate send --once                 the acknowledgement and notices go out\n"
    "  casegate queue                       whose turn it is, what is due, what is late\n"
    "  casegate show HAV-26-0001-X          one case in full, by the reference the queue shows\n"
    "  casegate held                        what waits for you, and how to settle it\n"
    "\n"
    "--site DIR (or CASEGATE_SITE, else the current folder) is the site; --now TIME rehearses "
    "another\n"
    "time; --json prints one JSON document. 'casegate COMMAND --help' says more about one "
    "command.\n";

static void show_program_help(void)
{
    fputs(program_help, stdout);
    for (const Command *const *each = commands; *each; each++)
        printf("  %-15s %s\n", (*each)->name, (*each)->summary);
    fputs(program_example, stdout);
}

void options_show_help(const Command *command)
{
    if (!command) {
        show_program_help();
        return;
    }
    show_uses(command->synopsis, stdout);
    printf("\n%s\n", command->help);
}

int command_usage(const CommandLine *line, const char *format, ...)
{
    const char *name = line->command ? line->command->name : NULL;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "casegate%s%s: ", name ? " " : "", name ? name : "");
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    if (line->command)
        show_uses(line->command->synopsis, stderr);
    fprintf(stderr, "more: casegate %s%s--help\n", name ? name : "", name ? " " : "");
    return EXIT_USAGE;
}
