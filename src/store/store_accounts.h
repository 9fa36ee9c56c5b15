/* Who may sign in at the desk with an account of its own. */
#pragma once
#include "store.h"

typedef struct {
    char *login;              /* as it is typed to sign in */
    char *name;               /* who it is, as the record calls them */
    char *role;               /* "officer", "reader", "representative" */
    char *agency;             /* a representative's; "" of the others */
    char *hash;               /* of the password (crypt(5)); "" of one that was removed */
    Instant added, changed;   /* changed: what was signed in before is over */
    Instant removed;          /* INSTANT_UNKNOWN: it may sign in */
} AccountRow;
void account_row_free(AccountRow *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AccountRow, account_row_free)

AccountRow *store_account(Store *store, const char *login, GError **error); /* removed ones, too; NULL without error: none */
GPtrArray *store_accounts(Store *store, GError **error);                    /* of AccountRow, by login, without removed ones */
/* Adds it or puts it in the place of the one of that login. Within a batch. */
gboolean store_account_put(Store *store, const AccountRow *account, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A number that changes when something of the record does that people look at: messages, events, what waits, mails, outages.
 * Who looked, and who may sign in, is not of it. */
gboolean store_moment(Store *store, guint64 *moment_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
