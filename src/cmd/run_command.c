/* casegate run: collect, work and send, supervised, until it is told to stop. */
#include <stdlib.h>

#include "command_table.h"
#include "options.h"
#include "parts.h"
#include "run.h"
#include "stop.h"

static const RunPart parts[] = {
    {"collect", TRUE, part_collect, stop_flag, NULL, FALSE},
    {"work", FALSE, part_work, stop_flag, NULL, FALSE},
    {"send", FALSE, part_send, stop_flag, NULL, FALSE},
    {"serve", FALSE, part_serve, part_serve_stop, part_serve_is_wanted, TRUE},
    {0}};

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 0, 0, &code) || !command_repeats(line, FALSE, &code))
        return code;
    Ruleset *rules = command_rules_and_record(line, &code);
    if (!rules)
        return code;
    if (!command_guard_secrets(rules, &code)) {
        ruleset_free(rules);
        return code;
    }
    return run_site(rules, parts, &error) ? EXIT_SUCCESS : command_fail(error);
}

const Command run_command = {
    .name = "run",
    .synopsis = "run",
    .summary = "collect, work and send, day and night",
    .help = "Runs one process for each mailbox, one that works, one that sends and, with 'desk' in "
            "site.yaml, the\n"
            "one that serves the office's pages; and begins again, after a\n"
            "growing wait, what ends or shows no progress. A site is run once: a second 'run' is "
            "refused with\n"
            "the first one's process number (exit 75). 'casegate status' says how it goes.\n"
            "\n"
            "SIGTERM  ends it after the messages in hand\n"
            "SIGHUP   reads the configuration anew; with any mistake in it the one before stays in "
            "force, and\n"
            "         the office is told; at the desk nobody is signed out by it\n"
            "\n"
            "Under systemd it says when it is ready and keeps the watchdog quiet while its "
            "processes show\n"
            "progress; casegate@.service is the unit for it.\n"
            "\n"
            "Example:\n"
            "  systemctl enable --now casegate@havering\n",
    .run = run,
};
