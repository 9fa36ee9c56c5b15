/* casegate check: is the configuration right? Says everything that is wrong, each with its place,
 * or 'configuration OK'; with --connect, whether the servers it names answer. Opens neither spool
 * nor store. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "connections.h"
#include "options.h"

/* Who mends the mistakes may make the open decisions with them. */
static int say_unset(const Ruleset *rules)
{
    g_autofree char *unset = ruleset_unset(rules);
    fputs(unset, stdout);
    return EXIT_CONFIG;
}

/* What the servers say comes behind the configuration; the first that failed decides the exit code. */
static int connect_all(const Ruleset *rules)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    gboolean fine = connections_check(rules, &said, &error);
    fputs(said, stdout);
    return fine ? EXIT_SUCCESS : command_fail(error);
}

static int run(CommandLine *line)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Instant now = INSTANT_UNKNOWN;
    gboolean connects = FALSE;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"connect", 0, 0, G_OPTION_ARG_NONE, &connects, NULL, NULL},
                                    {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code) || !command_site(line, &code))
        return code;
    g_autoptr(Ruleset) rules = ruleset_load_for_check(line->site, diagnostics);
    diagnostics_print(diagnostics, stderr);
    if (diagnostics_errors(diagnostics) > 0)
        return say_unset(rules);
    if (!command_now(line, rules, &now, &code))
        return code;
    g_autofree char *summary = ruleset_summary(rules, instant_day(now, rules->site.zone));
    fputs(summary, stdout);
    if (!g_str_has_suffix(summary, "\n"))
        putchar('\n');
    return connects ? connect_all(rules) : EXIT_SUCCESS;
}

const Command check_command = {
    .name = "check",
    .synopsis = "check [--connect]",
    .summary = "the configuration: every mistake with its place",
    .help = "Reads the whole site and says every mistake in it as FILE:LINE: what is wrong, and "
            "what to\n"
            "write instead, then which settings are not made; exit code 78. Without a mistake:\n"
            "'configuration OK', how many "
            "policies, stages,\n"
            "agencies and people there are, which posts are vacant, which entries nobody has "
            "confirmed for\n"
            "long, and which settings are not made and what that means.\n"
            "\n"
            "--connect  goes to every mail server that is named, logs in, and says what it found; "
            "takes and\n"
            "           sends nothing. Exit code 75: one did not answer; 78: one was refused or "
            "refused us\n"
            "\n"
            "Example:\n"
            "  casegate --site try check\n",
    .run = run,
};
