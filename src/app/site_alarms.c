/* Alarms of the gateway itself. Only `work` writes the record, so it raises them for all processes.
 *
 * An outage is a row of the table alarms from its first telling to its end, which is what keeps it
 * from being told twice over restarts. The mails go to the office posts through the outbox like any
 * other, and wait there with the others when it is the outbox that does not empty. Nobody is told
 * that it is over while the same process is in another trouble.
 *
 * One transaction when there is something to tell, none otherwise. */
#include "site_alarms.h"

#include "office_mail.h"
#include "site_troubles.h"

typedef struct {
    Store *store;
    const Ruleset *rules;
    Instant now;
    guint *mails;
} Alarming;

static gboolean tell(const Alarming *a, const char *template, const char *question, gint64 alarm,
                     GError **error)
{
    const OfficeMail mail = {.store = a->store,
                             .rules = a->rules,
                             .now = a->now,
                             .template = template,
                             .field = "question",
                             .value = question,
                             .number = (guint)alarm};
    return office_mail(&mail, a->mails, error);
}

static const Trouble *trouble_of(GPtrArray *troubles, const Alarm *alarm)
{
    for (guint i = 0; i < troubles->len; i++) {
        const Trouble *trouble = troubles->pdata[i];
        if (g_str_equal(trouble->kind, alarm->kind) &&
            g_str_equal(trouble->subject, alarm->subject))
            return trouble;
    }
    return NULL;
}

static gboolean is_known(GPtrArray *alarms, const Trouble *trouble)
{
    for (guint i = 0; i < alarms->len; i++) {
        const Alarm *alarm = alarms->pdata[i];
        if (g_str_equal(trouble->kind, alarm->kind) &&
            g_str_equal(trouble->subject, alarm->subject))
            return TRUE;
    }
    return FALSE;
}

static gboolean begin_new(const Alarming *a, GPtrArray *troubles, GError **error)
{
    for (guint i = 0; i < troubles->len; i++) {
        const Trouble *trouble = troubles->pdata[i];
        if (!store_alarm_begin(a->store, trouble->kind, trouble->subject, trouble->since, error))
            return FALSE;
    }
    return TRUE;
}

/* A mailbox that could not be looked into and is refused now is not read again. One that there is a concern about is. */
static gboolean is_troubled(GPtrArray *troubles, const char *subject)
{
    for (guint i = 0; *subject && i < troubles->len; i++)
        if (g_str_equal(((const Trouble *)troubles->pdata[i])->subject, subject) &&
            !g_str_equal(((const Trouble *)troubles->pdata[i])->kind, "concern"))
            return TRUE;
    return FALSE;
}

static gboolean settle(const Alarming *a, const Alarm *alarm, GPtrArray *troubles, GError **error)
{
    const Trouble *trouble = trouble_of(troubles, alarm);
    if (trouble)
        return alarm->told != INSTANT_UNKNOWN ||
               (tell(a, "site-alarm", trouble->words, alarm->id, error) &&
                store_alarm_tell(a->store, alarm->id, a->now, error));
    if (is_troubled(troubles, alarm->subject))
        return store_alarm_end(a->store, alarm->id, a->now, error);
    g_autofree char *over = site_trouble_over(a->rules, alarm->kind, alarm->subject, alarm->since);
    return tell(a, "site-alarm-over", over, alarm->id, error) &&
           store_alarm_end(a->store, alarm->id, a->now, error);
}

static gboolean settle_all(const Alarming *a, GPtrArray *troubles, GError **error)
{
    if (!begin_new(a, troubles, error))
        return FALSE;
    g_autoptr(GPtrArray) alarms = store_alarms(a->store, error);
    for (guint i = 0; alarms && i < alarms->len; i++)
        if (!settle(a, alarms->pdata[i], troubles, error))
            return FALSE;
    return alarms != NULL;
}

static gboolean anything_new(GPtrArray *troubles, GPtrArray *alarms)
{
    for (guint i = 0; i < alarms->len; i++)
        if (!trouble_of(troubles, alarms->pdata[i]))
            return TRUE;
    for (guint i = 0; i < troubles->len; i++)
        if (!is_known(alarms, troubles->pdata[i]))
            return TRUE;
    return FALSE;
}

gboolean site_alarms(Store *store, const Ruleset *rules, Instant now, guint *mails, GError **error)
{
    const Alarming a = {.store = store, .rules = rules, .now = now, .mails = mails};
    g_autoptr(GPtrArray) alarms = store_alarms(store, error);
    g_autoptr(GPtrArray) troubles = alarms ? site_troubles(store, rules, alarms, now, error) : NULL;
    if (!troubles)
        return FALSE;
    if (!anything_new(troubles, alarms))
        return TRUE;
    if (!store_begin(store, error))
        return FALSE;
    if (settle_all(&a, troubles, error) && store_commit(store, error))
        return TRUE;
    store_rollback(store);
    return FALSE;
}
