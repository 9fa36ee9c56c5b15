/* casegate replay: every case again under a changed policy. Writes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "options.h"
#include "replay.h"

static const Policy *read_policy(Ruleset *rules, const char *path, int *exit_out)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    const Policy *policy = replay_policy(rules, path, diagnostics);
    diagnostics_print(diagnostics, stderr);
    if (!policy)
        *exit_out = EXIT_CONFIG;
    return policy;
}

static int replay(const CommandLine *line, const char *path)
{
    int code = EXIT_SUCCESS;
    Instant until = INSTANT_UNKNOWN;
    g_autoptr(GError) error = NULL;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    g_autoptr(Ruleset) other = rules ? command_rules(line, &code) : NULL;
    const Policy *policy = other ? read_policy(other, path, &code) : NULL;
    if (!policy || !command_now(line, rules, &until, &code))
        return code;
    ReplayReport report = {0};
    gboolean done = replay_site(rules, other, policy, until, &report, &error);
    const View view = command_view(line, rules, until);
    if (done)
        view_replay(&view, &report);
    replay_report_clear(&report);
    return done ? EXIT_SUCCESS : command_fail(error);
}

static int run(CommandLine *line)
{
    g_autofree char *path = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"policy", 0, 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL},
                                    {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code))
        return code;
    return path ? replay(line, path)
                : command_usage(line, "--policy FILE is missing: the policy to try");
}

const Command replay_command = {
    .name = "replay",
    .synopsis = "replay --policy FILE [--now TIME] [--json]",
    .summary = "every case again under a changed policy: what would be different",
    .help =
        "Runs every message of the archive, and what the office decided, again in the order in "
        "which it\n"
        "happened: once under the policies the cases are pinned to, once with the policy in FILE "
        "in place of\n"
        "the one with its id (of all, when the site has none with its id). Says what differs, "
        "case by case:\n"
        "who holds which stage, when stages were entered, dates, what is owed, who is told. "
        "Decisions of the\n"
        "office that no longer fit are named. Both runs use today's directory and let dates act "
        "when they fall\n"
        "due. Nothing of the site is changed and nothing is sent. Mistakes in FILE are said with "
        "their lines,\n"
        "exit code 78.\n"
        "\n"
        "Example:\n"
        "  casegate replay --policy draft.yaml\n",
    .json = TRUE,
    .run = run,
};
