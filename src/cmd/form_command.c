/* casegate form: a blank form as people fill it in. Changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "form_blank.h"
#include "options.h"
#include "policy_asks.h"

/* The ids of the policy's forms, NULL-ended. */
static GPtrArray *forms_of(const Ruleset *rules, const Policy *policy)
{
    GPtrArray *ids = g_ptr_array_new();
    for (guint i = 0; i < forms_count(rules->forms); i++)
        if (policy_has_form(policy, forms_at(rules->forms, i)))
            g_ptr_array_add(ids, (char *)form_id(forms_at(rules->forms, i)));
    g_ptr_array_add(ids, NULL);
    return ids;
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

/* The policy meant: that of --policy, else the one in force, else none. */
static gboolean find_policy(const CommandLine *line, const Ruleset *rules, const char *id,
                            const Policy **policy_out, int *exit_out)
{
    Instant now = INSTANT_UNKNOWN;
    if (!id && !command_now(line, rules, &now, exit_out))
        return FALSE;
    *policy_out = id ? ruleset_policy_by_id(rules, id)
                     : ruleset_policy_in_force(rules, instant_day(now, rules->site.zone));
    if (id && !*policy_out)
        *exit_out = no_such_policy(line, rules, id);
    return !id || *policy_out;
}

static int print_form(const CommandLine *line, const Ruleset *rules, const Policy *policy)
{
    const char *id = line->words[0];
    const Form *form = id ? forms_named(rules->forms, id) : NULL;
    g_autoptr(GPtrArray) ids = forms_of(rules, policy);
    if (form && !policy_has_form(policy, form)) {
        g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
        return command_usage(line, "'%s' has no form '%s': there are %s", policy->id, id, all);
    }
    if (id && !form)
        return no_such(line, "form", id, ids);
    g_autofree char *text =
        form ? form_blank(form, policy, NULL, NULL) : g_strjoinv("\n", (char **)ids->pdata);
    printf("%s%s", text, form ? "" : "\n");
    return EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    g_autofree char *id = NULL;
    const Policy *policy = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"policy", 0, 0, G_OPTION_ARG_FILENAME, &id, NULL, NULL}, {0}};
    if (!command_options(line, entries, NULL, 0, 1, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules || !find_policy(line, rules, id, &policy, &code))
        return code;
    return print_form(line, rules, policy);
}

const Command form_command = {
    .name = "form",
    .synopsis = "form KIND [--policy ID]\nform [--policy ID]",
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
