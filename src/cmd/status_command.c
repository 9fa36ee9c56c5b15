/* casegate status: how the site is, for people and for monitoring. Changes nothing. */
#include <stdlib.h>

#include "command_table.h"
#include "look_store.h"
#include "options.h"
#include "site_status.h"

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 0, 0, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules || !command_now(line, rules, &now, &code))
        return code;
    g_autoptr(Store) store = NULL;
    g_autoptr(Status) status =
        look_store(rules, &store, &error) ? site_status(rules, store, now, &error) : NULL;
    if (!status)
        return command_fail(error);
    const View view = command_view(line, rules, now);
    view_status(&view, status);
    return status->problems->len ? EXIT_FAILURE : EXIT_SUCCESS;
}

const Command status_command = {
    .name = "status",
    .synopsis = "status [--json]",
    .summary = "is everything running, and what waits",
    .help =
        "Shows each process, when it last succeeded and why it fails; the oldest message in the "
        "spool and\n"
        "in the outbox, how many are held, the disk, the last backup. Exit code 0 when all is "
        "well, 1 when\n"
        "something needs looking at: fit for a monitoring system.\n"
        "\n"
        "Example:\n"
        "  casegate status --json | jq .problems\n",
    .json = TRUE,
    .run = run,
};
