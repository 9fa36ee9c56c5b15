/* casegate queue: what is in progress, in the order the office should look at it; once, or kept up to date. Changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "look.h"
#include "options.h"
#include "pinned.h"
#include "queue_asked.h"
#include "site_stamp.h"
#include "terminal.h"

typedef struct {
    char *agency, *stage;
    gboolean overdue, quiet, watch;
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

static gboolean ask_of(const CommandLine *line, const Asked *asked, const Ruleset *rules,
                       Instant now, QueueAsk *ask_out, int *exit_out)
{
    QueueAsk ask = {.late = asked->overdue};
    if (asked->agency && !(ask.agency = command_agency(line, rules, asked->agency, exit_out)))
        return FALSE;
    if (asked->stage && !(ask.stage = stage_id(line, rules, asked->stage, exit_out)))
        return FALSE;
    if (!queue_asked_read(line, &asked->more, rules, now, &ask, exit_out))
        return FALSE;
    if (asked->quiet)
        ask.quiet_days = asked->quiet_days ? asked->quiet_days : MAX(rules->site.quiet_days, 1);
    *ask_out = ask;
    return TRUE;
}

static int look(const CommandLine *line, const Asked *asked)
{
    g_autoptr(GError) error = NULL;
    QueueAsk ask;
    View view = {0};
    int code = EXIT_SUCCESS;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules || !ask_of(line, asked, rules, view.now, &ask, &code))
        return code;
    return look_queue(rules, &view, &ask, &error) ? EXIT_SUCCESS : command_fail(error);
}

/* ---- kept up to date ---- */

typedef struct {
    const CommandLine *line;
    const Asked *asked;
    Ruleset *rules;
    char *stamp; /* of the configuration that they were read from */
    QueueAsk
        ask; /* as it was meant at the beginning, its texts the chunk's: a later configuration may have no such agency */
    GStringChunk *texts;
} Watch;

static char *stamp_of(gpointer data)
{
    return site_stamp(((const Watch *)data)->line->site);
}

/* While a configuration has mistakes the one before it is shown by, as 'run' works by it. */
static void keep_rules(Watch *watch)
{
    g_autofree char *stamp = site_stamp_rules(watch->line->site);
    if (g_strcmp0(stamp, watch->stamp) == 0)
        return;
    g_free(watch->stamp);
    watch->stamp = g_steal_pointer(&stamp);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Ruleset) rules = ruleset_load_to_look(watch->line->site, diagnostics);
    if (!rules || !pinned_add(rules, NULL))
        return;
    ruleset_free(watch->rules);
    watch->rules = g_steal_pointer(&rules);
}

/* What is asked for outlives the rules that it was found in. */
static void keep_ask(Watch *watch)
{
    const char **texts[] = {&watch->ask.agency, &watch->ask.stage, &watch->ask.policy,
                            &watch->ask.waiting_agency};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (*texts[i])
            *texts[i] = g_string_chunk_insert(watch->texts, *texts[i]);
}

static gboolean draw(gpointer data, guint width, FILE *out, GError **error)
{
    Watch *watch = data;
    Instant now = INSTANT_UNKNOWN;
    int unused = 0;
    keep_rules(watch);
    if (!command_now(watch->line, watch->rules, &now, &unused) ||
        !queue_asked_due(&watch->asked->more, watch->rules, now, &watch->ask))
        return FALSE;
    View view = command_view(watch->line, watch->rules, now);
    view.width = width;
    view.out = out;
    return look_queue(watch->rules, &view, &watch->ask, error);
}

static int watch_queue(const CommandLine *line, const Asked *asked)
{
    g_autoptr(GError) error = NULL;
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    if (line->json || !terminal_is_there())
        return command_usage(line, "--watch needs a terminal, and %s",
                             line->json ? "JSON is for a program" : "this is none");
    Watch watch = {.line = line, .asked = asked, .rules = command_rules_to_look(line, &code)};
    watch.texts = g_string_chunk_new(64);
    watch.stamp = watch.rules ? site_stamp_rules(line->site) : NULL;
    if (watch.rules && command_now(line, watch.rules, &now, &code) &&
        ask_of(line, asked, watch.rules, now, &watch.ask, &code)) {
        const Watched watched = {&watch, stamp_of, draw};
        keep_ask(&watch);
        code = terminal_watch(&watched, &error) ? EXIT_SUCCESS : command_fail(error);
    }
    ruleset_free(watch.rules);
    g_string_chunk_free(watch.texts);
    g_free(watch.stamp);
    return code;
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
        {"watch", 0, 0, G_OPTION_ARG_NONE, &asked.watch, NULL, NULL},
        {0},
    };
    if (command_options(line, entries, &asked, 0, 0, &code))
        code = asked.watch ? watch_queue(line, &asked) : look(line, &asked);
    g_free(asked.agency);
    g_free(asked.stage);
    queue_asked_clear(&asked.more);
    return code;
}

const Command queue_command = {
    .name = "queue",
    .synopsis = "queue [--json | --watch] [--agency A] [--stage S] [--overdue] [--quiet "
                "DAYS]\n" QUEUE_ASKED_SYNOPSIS,
    .summary = "whose turn it is, what is due, what is late",
    .help =
        "Lists every case that is neither closed nor handed off: the urgent ones first, then "
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
        "--watch       on the whole terminal, kept up to date as messages come and dates pass; q "
        "ends it\n"
        "\n"
        "Example:\n"
        "  casegate queue --agency csc --overdue\n",
    .json = TRUE,
    .run = run,
};
