/* casegate collect: from the site's mailboxes into the spool, once or for as long as it runs. */
#include <stdio.h>
#include <stdlib.h>

#include "collect.h"
#include "command_table.h"
#include "options.h"
#include "parts.h"
#include "stop.h"

static int collect(const CommandLine *line, Ruleset *rules, gboolean once)
{
    g_autoptr(GError) error = NULL;
    Instant now = INSTANT_UNKNOWN;
    guint collected = 0;
    int code = EXIT_SUCCESS;
    if (!once && rules->site.sources->len == 1)
        return part_alone(part_collect(rules, 1));
    if (!once) {
        collect_all(rules, part_collect, stop_flag());
        return EXIT_SUCCESS;
    }
    if (!command_now(line, rules, &now, &code))
        return code;
    gboolean fine = collect_once(rules, now, &collected, &error);
    printf("%u %s collected\n", collected, collected == 1 ? "message" : "messages");
    return fine ? EXIT_SUCCESS : command_fail(error);
}

static int run(CommandLine *line)
{
    gboolean once = FALSE;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"once", 0, 0, G_OPTION_ARG_NONE, &once, NULL, NULL}, {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code) || !command_repeats(line, once, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules || !command_guard(line, &code) || !command_guard_secrets(rules, &code))
        return code;
    if (rules->site.sources->len)
        return collect(line, rules, once);
    fprintf(stderr, "casegate: routing/site.yaml names no source to collect from\n");
    return EXIT_CONFIG;
}

const Command collect_command = {
    .name = "collect",
    .synopsis = "collect [--once]",
    .summary = "from the mailboxes into the spool",
    .help = "Takes the messages of every source of routing/site.yaml into the spool. A message "
            "leaves its\n"
            "source only after it would survive a power cut here.\n"
            "\n"
            "--once  as far as it goes now; without it again and again, until it is told to stop\n"
            "\n"
            "Example:\n"
            "  casegate collect --once && casegate work --once\n",
    .run = run,
};
