/* casegate check: is the configuration right? Says everything that is wrong, each with its place,
 * or 'configuration OK'. Opens neither spool nor store. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "options.h"

/* Who mends the mistakes may make the open decisions with them. */
static int say_unset(const Ruleset *rules)
{
    g_autofree char *unset = ruleset_unset(rules);
    fputs(unset, stdout);
    return EXIT_CONFIG;
}

static int run(CommandLine *line)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 0, 0, &code) || !command_site(line, &code))
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
    return EXIT_SUCCESS;
}

const Command check_command = {
    .name = "check",
    .synopsis = "check",
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
            "Example:\n"
            "  casegate --site try check\n",
    .run = run,
};
