/* desk_who: from a login to what it may see and do.
 *
 * Where the council signs people on, site.yaml says what each may do, and a login that it does not name has no part in the
 * desk. What a session was begun with is in its stamp: the account as it was, and what it might do. A representative's account is nothing while the site has not turned that on, or when its agency is no more. Named
 * officers are those of the site either way, by their login. */
#include "desk_who.h"

void desk_who_free(DeskWho *who)
{
    if (!who)
        return;
    g_free(who->login);
    g_free(who->name);
    g_free(who->agency);
    g_free(who->hash);
    g_free(who);
}

gboolean desk_role_of(const char *word, DeskRole *role_out)
{
    static const struct {
        const char *word;
        DeskRole role;
    } roles[] = {{"officer", DESK_OFFICER},
                 {"reader", DESK_READER},
                 {"representative", DESK_REPRESENTATIVE}};
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        if (g_str_equal(word, roles[i].word)) {
            *role_out = roles[i].role;
            return TRUE;
        }
    return FALSE;
}

static gboolean in(GStrv list, const char *login)
{
    return list && g_strv_contains((const char *const *)list, login);
}

/* `changed`: of the account, 0 where there is none. */
static DeskWho *made(const Ruleset *rules, const char *login, const char *name, DeskRole role,
                     gint64 changed)
{
    DeskWho *who = g_new0(DeskWho, 1);
    who->login = g_strdup(login);
    who->name = g_strdup(name);
    who->user = (DeskUser){.name = who->name,
                           .login = who->login,
                           .role = role,
                           .named_officer = role != DESK_REPRESENTATIVE &&
                                            in(rules->site.named_officers, login)};
    who->stamp = changed * 8 + (gint64)role * 2 + (who->user.named_officer ? 1 : 0);
    return who;
}

static DeskWho *signed_on(const Ruleset *rules, const char *login)
{
    if (in(rules->site.desk.officers, login))
        return made(rules, login, login, DESK_OFFICER, 0);
    return in(rules->site.desk.readers, login) ? made(rules, login, login, DESK_READER, 0) : NULL;
}

static DeskWho *of_account(const Ruleset *rules, const AccountRow *account)
{
    DeskRole role = DESK_READER;
    if (account->removed != INSTANT_UNKNOWN || !desk_role_of(account->role, &role))
        return NULL;
    if (role == DESK_REPRESENTATIVE &&
        (!rules->site.desk.representatives || !directory_agency(rules->directory, account->agency)))
        return NULL;
    DeskWho *who = made(rules, account->login, account->name, role, account->changed);
    who->hash = g_strdup(account->hash);
    if (role == DESK_REPRESENTATIVE)
        who->user.agency = who->agency = g_strdup(account->agency);
    return who;
}

DeskWho *desk_who(const Ruleset *rules, Store *store, const char *login, GError **error)
{
    if (rules->site.desk.header)
        return signed_on(rules, login);
    g_autoptr(AccountRow) account = store_account(store, login, error);
    return account ? of_account(rules, account) : NULL;
}
