/* casegate retention: what may be erased by the site's periods; with --confirm, by a named officer, its erasing. */
#include <stdlib.h>

#include "command_table.h"
#include "erasing_run.h"
#include "looker.h"
#include "options.h"
#include "text.h"

/* The login is what counts: --by can say anything. What is gone cannot be had back, so that a day that is not today erases in
 * a demonstration only. */
static gboolean may_confirm(const CommandLine *line, const Ruleset *rules, const char *by,
                            int *exit_out)
{
    if (!by)
        *exit_out = command_usage(line, "say with --by who confirms it");
    else if (!command_named_officer(rules))
        *exit_out = command_usage(line,
                                  "'%s' is no named officer: only the logins in 'named_officers' "
                                  "of routing/site.yaml may erase, whoever --by says",
                                  g_get_user_name());
    else if (line->now_text && !rules->site.demonstration)
        *exit_out = command_usage(line, "--now is for rehearsing; without --confirm it shows what "
                                        "will be due then, erasing goes by today");
    else
        return TRUE;
    return FALSE;
}

static int erase(const Ruleset *rules, const View *view, const Looker *looker)
{
    g_autoptr(GError) error = NULL;
    g_auto(Retention) retention = {0};
    if (!retention_erase(rules, view->now, looker->who, looker->login, &retention, &error))
        return command_fail(error);
    view_retention(view, retention.due, retention.unfinished, TRUE, retention.erased);
    return EXIT_SUCCESS;
}

static int list(const Ruleset *rules, const View *view)
{
    g_autoptr(GError) error = NULL;
    g_auto(Retention) retention = {0};
    if (!retention_list(rules, view->now, &retention, &error))
        return command_fail(error);
    view_retention(view, retention.due, retention.unfinished, FALSE, 0);
    return EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    g_autofree char *by = NULL;
    gboolean confirm = FALSE;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"confirm", 0, 0, G_OPTION_ARG_NONE, &confirm, NULL, NULL}, LOOKER_OPTIONS(&by), {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code) ||
        !looker_of(line, &by, "retention", &looker, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules || (confirm && !may_confirm(line, rules, by, &code)))
        return code;
    return confirm ? erase(rules, &view, &looker) : list(rules, &view);
}

const Command retention_command = {
    .name = "retention",
    .synopsis = "retention [--json]\nretention --confirm --by NAME [--json]",
    .summary = "what may be erased, and erasing it",
    .help =
        "Lists what may be erased by the periods in routing/site.yaml ('retention'): messages as "
        "they came,\n"
        "cases, looks, changes of the directory; since when, why, and what bars it: a legal hold, "
        "a date of birth that "
        "nobody knows.\n"
        "A class without a period is kept for ever; nothing of a case that is not closed is ever "
        "due.\n"
        "\n"
        "--confirm  erases what is listed and not barred. Messages and sent mails are overwritten "
        "and removed,\n"
        "           what is personal in the record is emptied, and the record is written anew. A "
        "tombstone\n"
        "           stays: what, when, by whom, on what ground; 'casegate verify' goes on proving "
        "the rest.\n"
        "           Only for the logins in 'named_officers' of routing/site.yaml. What a crash or "
        "a reader\n"
        "           of the record interrupted (exit code 75) is finished by the same command. "
        "Backups are\n"
        "           not touched.\n"
        "--by NAME  who confirms it\n"
        "\n"
        "Example:\n"
        "  casegate retention && casegate retention --confirm --by 'Wilf Darrow'\n",
    .json = TRUE,
    .run = run,
};
