/* casegate init: a new site to edit. Makes nothing in a folder that already holds something. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "error.h"
#include "options.h"
#include "site_init.h"

static gboolean choose_policy(const CommandLine *line, const char *asked, char **policy_out,
                              int *exit_out)
{
    g_auto(GStrv) policies = site_init_policies();
    const char *const *choices = (const char *const *)policies;
    if (!asked || g_strv_contains(choices, asked)) {
        *policy_out = g_strdup(asked ? asked : policies[0]);
        return TRUE;
    }
    g_autofree char *all = g_strjoinv(", ", policies);
    const char *meant = nearest_word(asked, choices);
    *exit_out = meant ? command_usage(line, "no policy '%s': did you mean '%s'?", asked, meant)
                      : command_usage(line, "no policy '%s': choose one of %s", asked, all);
    return FALSE;
}

static int run(CommandLine *line)
{
    g_autofree char *asked = NULL, *policy = NULL;
    gboolean demonstration = FALSE;
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"policy", 0, 0, G_OPTION_ARG_FILENAME, &asked, NULL, NULL},
        {"demo", 0, 0, G_OPTION_ARG_NONE, &demonstration, NULL, NULL},
        {0},
    };
    if (!command_options(line, entries, NULL, 1, 1, &code) ||
        !choose_policy(line, asked, &policy, &code))
        return code;
    if (!site_init(line->words[0], policy, demonstration, &error)) {
        code = command_fail(error);
        return code == EXIT_DATA ? EXIT_CANTCREAT : code;
    }
    printf("site written to '%s' with the policy %s\n", line->words[0], policy);
    printf("next: edit '%s/routing', then casegate --site '%s' check\n", line->words[0],
           line->words[0]);
    return EXIT_SUCCESS;
}

const Command init_command = {
    .name = "init",
    .synopsis = "init DIR [--policy ID] [--demo]",
    .summary = "a new site to edit",
    .help = "Writes a new site into the folder DIR, which must be empty or not there yet: "
            "settings, one\n"
            "escalation policy, agencies, people, bank holidays, forms and reply texts.\n"
            "\n"
            "--policy ID  the policy in force: havering-2020 (when not said), havering-revised,\n"
            "             cambridgeshire-2013, warrington-2021 or bromley-2019\n"
            "--demo       with invented agencies and people; such a site sends to reserved "
            "addresses only\n"
            "\n"
            "Example:\n"
            "  casegate init try --policy warrington-2021 --demo\n"
            "  casegate --site try check\n",
    .run = run,
};
