/* casegate queue: what is in progress, in the order the office should look at it. Changes nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "look.h"
#include "options.h"
#include "queue_asked.h"

typedef struct {
    char *agency, *stage;
    gboolean overdue, quiet;
    guint quiet_days; /* 0 = the site's own number */
    QueueAsked more;
} Asked;

/* --quiet, with or without a number of days. */
static gboolean read_quiet(const char *name, const char *value, gpointer data, GError **error)
{
    Asked *asked = data;
    guint64 days = 0;
    asked->quiet = TRUE;
    if (value && !g_ascii_string_to_unsigned(value, 10, 1, 10000, &days, NULL)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s needs a number of days",
                    name);
        return FALSE;
    }
    asked->quiet_days = (guint)days;
    return TRUE;
}

static const char *stage_id(const CommandLine *line, const Ruleset *rules, const char *text,
                            int *exit_out)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < rules->policies->len; i++) {
        const Policy *policy = rules->policies->pdata[i];
        for (guint j = 0; j < policy->stages->len; j++) {
            const char *id = ((const PolicyStage *)policy->stages->pdata[j])->id;
            if (g_ascii_strcasecmp(id, text) == 0)
                return id;
            g_ptr_array_add(ids, (char *)id);
        }
    }
    g_ptr_array_add(ids, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
    *exit_out = command_usage(line, "no stage '%s': there are %s", text, all);
    return NULL;
}

static int look(const CommandLine *line, const Asked *asked)
{
    g_autoptr(GError) error = NULL;
    QueueFilter filter = {.overdue = asked->overdue};
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules || !command_now(line, rules, &now, &code))
        return code;
    if (asked->agency && !(filter.agency = command_agency(line, rules, asked->agency, &code)))
        return code;
    if (asked->stage && !(filter.stage = stage_id(line, rules, asked->stage, &code)))
        return code;
    if (!queue_asked_read(line, &asked->more, rules, now, &filter.ask, &code))
        return code;
    if (asked->quiet)
        filter.quiet_days = asked->quiet_days ? asked->quiet_days : MAX(rules->site.quiet_days, 1);
    View view = command_view(line, rules, now);
    return look_queue(rules, &view, &filter, &error) ? EXIT_SUCCESS : command_fail(error);
}

static int run(CommandLine *line)
{
    Asked asked = {0};
    int code = EXIT_SUCCESS;
    const union { /* GOption wants a function as data */
        GOptionArgFunc function;
        gpointer data;
    } quiet = {.function = read_quiet};
    const GOptionEntry entries[] = {
        {"agency", 0, 0, G_OPTION_ARG_FILENAME, &asked.agency, NULL, NULL},
        {"stage", 0, 0, G_OPTION_ARG_FILENAME, &asked.stage, NULL, NULL},
        {"overdue", 0, 0, G_OPTION_ARG_NONE, &asked.overdue, NULL, NULL},
        {"quiet", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, quiet.data, NULL, NULL},
        QUEUE_ASKED_OPTIONS(&asked.more),
        {0},
    };
    if (command_options(line, entries, &asked, 0, 0, &code))
        code = look(line, &asked);
    g_free(asked.agency);
    g_free(asked.stage);
    queue_asked_clear(&asked.more);
    return code;
}

const Command queue_command = {
    .name = "queue",
    .synopsis =
        "queue [--json] [--agency A] [--stage S] [--overdue] [--quiet DAYS]\n" QUEUE_ASKED_SYNOPSIS,
    .summary = "whose turn it is, what is due, what is late",
    .help = "Lists every case that is neither closed nor handed off: the urgent ones first, then "
            "those where\n"
            "'immediate harm' was left blank, then by the next date, then by age. It ends with "
            "nothing left\n"
            "out: messages that wait for a person are counted above the list.\n"
            "\n"
            "--agency A    only cases in which this agency is a party or is waited for\n"
            "--stage S     only cases in this stage, by its id (S2)\n"
            "--overdue     only cases in which a date has passed unmet; guide and safe-by dates "
            "only prompt\n"
            "--quiet DAYS  only cases without a message for so many working days\n" QUEUE_ASKED_HELP
            "\n"
            "Example:\n"
            "  casegate queue --agency csc --overdue\n",
    .json = TRUE,
    .run = run,
};
