/* store_accounts: the desk's own accounts, and how a page learns that the record went on.
 *
 * A removed account stays, without its hash: the log of looks names its login, which is somebody's for good.
 *
 * SQLite counts changes of other connections (data_version), but every look is one, and a page that is fetched anew
 * because somebody looked would be looked at for ever. So the moment is made of what people see. */
#include "store_accounts.h"

#include "query.h"

void account_row_free(AccountRow *account)
{
    if (!account)
        return;
    g_free(account->login);
    g_free(account->name);
    g_free(account->role);
    g_free(account->agency);
    g_free(account->hash);
    g_free(account);
}

#define COLUMNS "SELECT login, name, role, agency, hash, added, changed, removed FROM accounts "

static AccountRow *read_account(const Query *query)
{
    AccountRow *account = g_new0(AccountRow, 1);
    account->login = query_column(query, 0);
    account->name = query_column(query, 1);
    account->role = query_column(query, 2);
    account->agency = query_column(query, 3);
    account->hash = query_column(query, 4);
    account->added = query_column_number(query, 5);
    account->changed = query_column_number(query, 6);
    account->removed = query_column_number(query, 7);
    if (account->removed == 0)
        account->removed = INSTANT_UNKNOWN;
    return account;
}

AccountRow *store_account(Store *store, const char *login, GError **error)
{
    Query query = query_begin(store, COLUMNS "WHERE login = ?");
    query_text(&query, login);
    g_autoptr(AccountRow) account = query_next(&query) ? read_account(&query) : NULL;
    return query_end(&query, error) ? g_steal_pointer(&account) : NULL;
}

GPtrArray *store_accounts(Store *store, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)account_row_free);
    Query query = query_begin(store, COLUMNS "WHERE removed IS NULL ORDER BY login");
    while (query_next(&query))
        g_ptr_array_add(all, read_account(&query));
    return query_end(&query, error) ? g_steal_pointer(&all) : NULL;
}

gboolean store_account_put(Store *store, const AccountRow *account, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO accounts (login, name, role, agency, hash, added, changed, removed)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO UPDATE SET"
               " name = excluded.name, role = excluded.role, agency = excluded.agency,"
               " hash = excluded.hash, changed = excluded.changed, removed = excluded.removed");
    query_text(&query, account->login);
    query_text(&query, account->name);
    query_text(&query, account->role);
    query_text(&query, account->agency);
    query_text(&query, account->hash);
    query_number(&query, account->added);
    query_number(&query, account->changed);
    query_number_or_null(&query, account->removed == INSTANT_UNKNOWN ? 0 : account->removed);
    return query_run(&query, error);
}

gboolean store_moment(Store *store, guint64 *moment_out, GError **error)
{
    guint64 moment = 14695981039346656037u; /* FNV-1a, over numbers */
    Query query = query_begin(
        store, "SELECT (SELECT max(id) FROM events), (SELECT max(id) FROM ledger),"
               " (SELECT max(id) FROM outbox), (SELECT count(*) FROM held WHERE resolved IS NULL),"
               " (SELECT count(*) FROM outbox INDEXED BY outbox_due"
               "   WHERE state = 'queued' OR state = 'deferred'),"
               " (SELECT max(at) FROM outbox INDEXED BY outbox_failures WHERE state = 'failed'),"
               " (SELECT count(*) FROM alarms INDEXED BY alarms_lasting WHERE ended IS NULL),"
               " (SELECT max(id) FROM erasures)");
    if (query_next(&query))
        for (int column = 0; column < 8; column++)
            moment = (moment ^ (guint64)query_column_number(&query, column)) * 1099511628211u;
    *moment_out = moment;
    return query_end(&query, error);
}
