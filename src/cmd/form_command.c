/* casegate form: a blank form as people fill it in. Changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "options.h"

static void list_forms(const Ruleset *rules)
{
    for (guint i = 0; i < forms_count(rules->forms); i++)
        printf("%s\n", form_id(forms_at(rules->forms, i)));
}

static int print_form(const CommandLine *line, const Ruleset *rules, const char *id)
{
    const Form *form = forms_named(rules->forms, id);
    if (form) {
        g_autofree char *blank = form_blank(form);
        fputs(blank, stdout);
        return EXIT_SUCCESS;
    }
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < forms_count(rules->forms); i++)
        g_ptr_array_add(ids, (char *)form_id(forms_at(rules->forms, i)));
    g_ptr_array_add(ids, NULL);
    const char *meant = nearest_word(id, (const char *const *)ids->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
    return meant ? command_usage(line, "no form '%s': did you mean '%s'?", id, meant)
                 : command_usage(line, "no form '%s': there are %s", id, all);
}

static int run(CommandLine *line)
{
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 0, 1, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules)
        return code;
    if (line->words[0])
        return print_form(line, rules, line->words[0]);
    list_forms(rules);
    return EXIT_SUCCESS;
}

const Command form_command = {
    .name = "form",
    .synopsis = "form KIND\nform",
    .summary = "a blank form, to be filled in and mailed",
    .help = "Prints the blank form of that kind, as text that can be pasted into a message. "
            "Without KIND it\n"
            "lists the kinds there are.\n"
            "\n"
            "Example:\n"
            "  casegate form escalation > referral.txt\n",
    .run = run,
};
