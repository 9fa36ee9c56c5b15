/* queue_asked: reads the options of the office's questions; what cannot be meant is said with what can. */
#include "queue_asked.h"

#include <string.h>

static gboolean read_policy(const CommandLine *line, const char *text, const Ruleset *rules,
                            QueueAsk *ask, int *exit_out)
{
    const Policy *policy = text ? ruleset_policy_by_id(rules, text) : NULL;
    ask->policy = policy ? policy->id : NULL;
    if (policy || !text)
        return TRUE;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < rules->policies->len; i++)
        g_ptr_array_add(ids, (gpointer)((const Policy *)rules->policies->pdata[i])->id);
    g_ptr_array_add(ids, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
    *exit_out = command_usage(line, "no policy '%s': there are %s", text, all);
    return FALSE;
}

static gboolean read_owed(const CommandLine *line, const char *text, const Ruleset *rules,
                          QueueAsk *ask, int *exit_out)
{
    ask->owed = text;
    if (!text || queue_ask_owed_known(rules, text))
        return TRUE;
    g_autofree char *kinds = queue_ask_owed_kinds(rules);
    *exit_out =
        command_usage(line, "nothing is ever owed that is called '%s': there are %s", text, kinds);
    return FALSE;
}

static gboolean read_role(const CommandLine *line, const char *text, const Ruleset *rules,
                          QueueAsk *ask, int *exit_out)
{
    ask->waiting_role = text;
    for (guint i = 0; text && i < directory_posts(rules->directory); i++)
        if (strcmp(directory_post_at(rules->directory, i)->role, text) == 0)
            return TRUE;
    if (!text)
        return TRUE;
    *exit_out = command_usage(line, "nobody in people.csv has the role '%s'", text);
    return FALSE;
}

gboolean queue_asked_due(const QueueAsked *asked, const Ruleset *rules, Instant now,
                         QueueAsk *ask_out)
{
    Day today = instant_day(now, rules->site.zone);
    gboolean week = g_strcmp0(asked->due, "week") == 0;
    if (!asked->due)
        return TRUE;
    if (strcmp(asked->due, "passed") == 0) {
        queue_ask_due(ask_out, 1, today - 1);
        return TRUE;
    }
    Day first = week || strcmp(asked->due, "today") == 0 ? today : day_from_iso(asked->due);
    if (first == DAY_UNKNOWN)
        return FALSE;
    queue_ask_due(ask_out, first, week ? QUEUE_ASK_WEEK : 1);
    return TRUE;
}

static gboolean read_due(const CommandLine *line, const QueueAsked *asked, const Ruleset *rules,
                         Instant now, QueueAsk *ask, int *exit_out)
{
    if (queue_asked_due(asked, rules, now, ask))
        return TRUE;
    *exit_out = command_usage(line, "--due needs 'today', 'week', 'passed' or a day as 2026-03-31");
    return FALSE;
}

static gboolean read_since(const CommandLine *line, const char *text, const Ruleset *rules,
                           QueueAsk *ask, int *exit_out)
{
    g_autoptr(GError) why = NULL;
    if (!text || instant_parse(text, rules->site.zone, &ask->since, &why))
        return TRUE;
    *exit_out = command_usage(line, "--since needs a time as 2026-03-09T10:00: %s", why->message);
    return FALSE;
}

gboolean queue_asked_read(const CommandLine *line, const QueueAsked *asked, const Ruleset *rules,
                          Instant now, QueueAsk *ask_out, int *exit_out)
{
    ask_out->reopened = asked->reopened;
    if (asked->waiting_for &&
        !(ask_out->waiting_agency = command_agency(line, rules, asked->waiting_for, exit_out)))
        return FALSE;
    return read_policy(line, asked->policy, rules, ask_out, exit_out) &&
           read_owed(line, asked->owed, rules, ask_out, exit_out) &&
           read_role(line, asked->role, rules, ask_out, exit_out) &&
           read_due(line, asked, rules, now, ask_out, exit_out) &&
           read_since(line, asked->since, rules, ask_out, exit_out);
}

void queue_asked_clear(QueueAsked *asked)
{
    char *texts[] = {asked->policy, asked->owed, asked->waiting_for,
                     asked->role,   asked->due,  asked->since};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}
