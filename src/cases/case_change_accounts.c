/* case_change_accounts: the changes about what each party says, in writing, was agreed, and what is
 * outstanding. Their meaning is the list at the head of case_change.c. An account replaces the same
 * agency's earlier one; the earlier one stays in the events. */
#include "case_change.h"

static void apply_account(Change *change)
{
    Case *c = change->c;
    Account *account = case_account(c, change->arg[0]);
    if (!account) {
        account = account_new(change->arg[0]);
        g_ptr_array_add(c->accounts, account);
    }
    change_set(&account->who, change->arg[1]);
    account->at = change_instant(change, 2);
    change_set(&account->message, *change->arg[3] ? change->arg[3] : change->event->message);
    change_set(&account->outcome, change->arg[4]);
    change_set(&account->words, change->arg[5]);
    g_ptr_array_set_size(account->items, 0);
}

static void apply_account_item(Change *change)
{
    Account *account = case_account(change->c, change->arg[0]);
    Day due = change_day(change, 3);
    if (account)
        g_ptr_array_add(account->items, outstanding_new(account->items->len + 1, change->arg[1],
                                                        change->arg[2], due));
}

static void apply_outstanding_drop(Change *change)
{
    GPtrArray *rows = change->c->outstanding;
    guint n = change_number(change, 0);
    for (guint i = rows->len; i-- > 0;)
        if (((const Outstanding *)g_ptr_array_index(rows, i))->n == n)
            g_ptr_array_remove_index(rows, i);
}

const ChangeRule change_accounts[] = {
    {"account", 6, apply_account},
    {"account-item", 4, apply_account_item},
    {"outstanding-drop", 1, apply_outstanding_drop},
    {NULL, 0, NULL},
};
