/* desk_sign_in: name and password against an account, with patience for mistyping and none for guessing.
 *
 * What is said does not tell whether there is such an account, and neither does how long it takes. A wait is asked about
 * before anything is reckoned: whoever sends many tries at once costs little. The log has the names of accounts alone,
 * since people type passwords into the wrong field. */
#include "desk_sign_in.h"

#include <string.h>

#include "desk_password.h"

#define NAME_BYTES 100

static const char *field(const DeskVisit *visit, const char *name, gsize most)
{
    const char *value = g_hash_table_lookup(visit->http->form, name);
    return value && strlen(value) <= most ? value : "";
}

static guint wait_of(const DeskWaits *waits, const DeskVisit *visit, const char *name)
{
    g_autofree char *pair = desk_waits_pair(name, visit->from);
    guint of_pair = desk_waits_left(waits, WAIT_PAIR, pair, visit->now);
    guint of_name = desk_waits_left(waits, WAIT_NAME, name, visit->now);
    guint of_address = desk_waits_left(waits, WAIT_ADDRESS, visit->from, visit->now);
    return MAX(of_pair, MAX(of_name, of_address));
}

/* It was right. The name's own count stays: others may be guessing at it. */
static void forget(DeskWaits *waits, const DeskVisit *visit, const char *name)
{
    g_autofree char *pair = desk_waits_pair(name, visit->from);
    desk_waits_forget(waits, WAIT_PAIR, pair);
    desk_waits_forget(waits, WAIT_ADDRESS, visit->from);
}

static DeskSignIn failed(DeskWaits *waits, const DeskVisit *visit, const char *name,
                         const DeskWho *who)
{
    g_autofree char *pair = desk_waits_pair(name, visit->from);
    desk_waits_failed(waits, WAIT_PAIR, pair, visit->now);
    desk_waits_failed(waits, WAIT_NAME, name, visit->now);
    desk_waits_failed(waits, WAIT_ADDRESS, visit->from, visit->now);
    g_message("a wrong password for %s%s%s, from %s", who ? "'" : "a name that is none",
              who ? who->login : "", who ? "'" : "", visit->from);
    return (DeskSignIn){.status = 403, .fault = "The name or the password is not right."};
}

static DeskSignIn unreadable(const GError *error)
{
    g_warning("%s", error->message);
    return (DeskSignIn){.status = 503,
                        .fault = "The record cannot be read just now. Try again in a minute."};
}

DeskSignIn desk_sign_in(DeskDoor *door, DeskWaits *waits, DeskVisit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *name = field(visit, "name", NAME_BYTES);
    const char *password = field(visit, "password", DESK_PASSWORD_MOST);
    if (!desk_door_is_ours(door, visit))
        return (DeskSignIn){.status = 403,
                            .fault = "This page had been open too long. Try again now."};
    guint wait = wait_of(waits, visit, name);
    if (wait > 0)
        return (DeskSignIn){.status = 429, .wait = wait, .fault = "Too many wrong passwords."};
    if (!*name || !*password)
        return (DeskSignIn){.status = 422, .fault = "Write your name and your password."};
    g_autoptr(DeskWho) who = desk_who(door->rules, door->store, name, &error);
    if (error)
        return unreadable(error);
    if (!desk_password_fits(password, who ? who->hash : NULL))
        return failed(waits, visit, name, who);
    forget(waits, visit, name);
    g_message("'%s' signs in from %s", who->login, visit->from);
    g_clear_pointer(&visit->who, desk_who_free);
    desk_door_sign_in(door, visit, g_steal_pointer(&who));
    return (DeskSignIn){0};
}

char *desk_sign_in_goal(const char *wanted)
{
    static const char own[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._";
    gboolean fine = wanted && wanted[0] == '/' && wanted[1] != '/' &&
                    strspn(wanted, own) == strlen(wanted) && strlen(wanted) < 200 &&
                    !g_str_has_prefix(wanted, "/sign-");
    return g_strdup(fine ? wanted : "/");
}
