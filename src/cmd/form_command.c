/* casegate form: a blank form as people fill it in. Changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "form_blank.h"
#include "options.h"

static void list_forms(const Ruleset *rules)
{
    for (guint i = 0; i < forms_count(rules->forms); i++)
        printf("%s\n", form_id(forms_at(rules->forms, i)));
}

/* Says that there is no such one, the nearest, and all there are. `words` is NULL-ended. */
static int no_such(const CommandLine *line, const char *what, const char *word, GPtrArray *words)
{
    const char *meant = nearest_word(word, (const char *const *)words->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)words->pdata);
    return meant ? command_usage(line, "no %s '%s': did you mean '%s'? There are %s", what, word,
                                 meant, all)
                 : command_usage(line, "no %s '%s': there are %s", what, word, all);
}

static int no_such_form(const CommandLine *line, const Ruleset *rules, const char *id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < forms_count(rules->forms); i++)
        g_ptr_array_add(ids, (char *)form_id(forms_at(rules->forms, i)));
    g_ptr_array_add(ids, NULL);
    return no_such(line, "form", id, ids);
}

static int no_such_policy(const CommandLine *line, const Ruleset *rules, const char *id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < rules->policies->len; i++) {
        const char *own = ((const Policy *)g_ptr_array_index(rules->policies, i))->id;
        if (!g_ptr_array_find_with_equal_func(ids, own, g_str_equal, NULL))
            g_ptr_array_add(ids, (char *)own);
    }
    g_ptr_array_add(ids, NULL);
    return no_such(line, "policy", id, ids);
}

static int print_form(const CommandLine *line, const Ruleset *rules, const char *policy_id)
{
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    const Form *form = forms_named(rules->forms, line->words[0]);
    if (!form)
        return no_such_form(line, rules, line->words[0]);
    if (!command_now(line, rules, &now, &code))
        return code;
    const Policy *policy = policy_id
                               ? ruleset_policy_by_id(rules, policy_id)
                               : ruleset_policy_in_force(rules, instant_day(now, rules->site.zone));
    if (policy_id && !policy)
        return no_such_policy(line, rules, policy_id);
    g_autofree char *blank = form_blank(form, policy, NULL, NULL);
    fputs(blank, stdout);
    return EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    g_autofree char *policy = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"policy", 0, 0, G_OPTION_ARG_FILENAME, &policy, NULL, NULL},
                                    {0}};
    if (!command_options(line, entries, NULL, 0, 1, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules)
        return code;
    if (line->words[0])
        return print_form(line, rules, policy);
    if (policy)
        return command_usage(line, "--policy needs a KIND of form before it");
    list_forms(rules);
    return EXIT_SUCCESS;
}

const Command form_command = {
    .name = "form",
    .synopsis = "form KIND [--policy ID]\nform",
    .summary = "a blank form, to be filled in and mailed",
    .help = "Prints the blank form of that kind, as text that can be put on a website or pasted "
            "into a\n"
            "message: with the urgent words, stage names and reasons of the policy, and only the\n"
            "questions that it asks. What is filled in is read back as it was written. Without "
            "KIND it\n"
            "lists the kinds there are.\n"
            "\n"
            "--policy ID  of this policy; else of the one in force\n"
            "\n"
            "Example:\n"
            "  casegate form escalation > referral.txt\n",
    .run = run,
};
