/* alarm_log: outages the office is told of.
 *
 * An outage begins, may be told, and ends; one of a kind and subject lasts at a time, which the
 * table holds. What is past stays, so that it can be seen how often. */
#include "query.h"

static void alarm_free(gpointer data)
{
    Alarm *alarm = data;
    g_free(alarm->kind);
    g_free(alarm->subject);
    g_free(alarm);
}

gboolean store_alarm_begin(Store *store, const char *kind, const char *subject, Instant since,
                           GError **error)
{
    Query query = query_begin_write(store, "INSERT INTO alarms (kind, subject, since)"
                                           " VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    query_text(&query, kind);
    query_text(&query, subject);
    query_number(&query, since);
    return query_run(&query, error);
}

gboolean store_alarm_tell(Store *store, gint64 id, Instant at, GError **error)
{
    Query query = query_begin_write(store, "UPDATE alarms SET told = ? WHERE id = ?");
    query_number(&query, at);
    query_number(&query, id);
    return query_run(&query, error);
}

gboolean store_alarm_end(Store *store, gint64 id, Instant at, GError **error)
{
    Query query = query_begin_write(store, "UPDATE alarms SET ended = ? WHERE id = ?");
    query_number(&query, at);
    query_number(&query, id);
    return query_run(&query, error);
}

GPtrArray *store_alarms(Store *store, GError **error)
{
    g_autoptr(GPtrArray) alarms = g_ptr_array_new_with_free_func(alarm_free);
    Query query = query_begin(store, "SELECT id, kind, subject, since, told FROM alarms"
                                     " INDEXED BY alarms_lasting WHERE ended IS NULL"
                                     " AND kind > '' ORDER BY id");
    while (query_next(&query)) {
        Alarm *alarm = g_new0(Alarm, 1);
        alarm->id = query_column_number(&query, 0);
        alarm->kind = query_column(&query, 1);
        alarm->subject = query_column(&query, 2);
        alarm->since = query_column_number(&query, 3);
        alarm->told = query_column_number(&query, 4);
        g_ptr_array_add(alarms, alarm);
    }
    return query_end(&query, error) ? g_steal_pointer(&alarms) : NULL;
}
