/* Who somebody at the desk is: what a login may do. Asked by the process of the pages, and again by the one that writes. */
#pragma once
#include "desk.h"
#include "store_accounts.h"

typedef struct {
    DeskUser user;      /* its texts are below */
    char *login, *name, *agency;
    char *hash;         /* of an account's password; NULL where the council's sign-on proves who it is */
    gint64 stamp;       /* of the account and of what it may do; another one than before: what was signed in is over */
} DeskWho;
void desk_who_free(DeskWho *who);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskWho, desk_who_free)

/* By site.yaml where there is a sign-on, else by the accounts in `store`. NULL without error: this login has no part in it. */
DeskWho *desk_who(const Ruleset *rules, Store *store, const char *login, GError **error);
/* "officer" "reader" "representative"; *role_out stays as it is for another word. */
gboolean desk_role_of(const char *word, DeskRole *role_out);
