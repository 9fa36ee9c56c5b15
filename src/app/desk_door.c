/* desk_door: what is believed of a request, and what is not.
 *
 * A host name that is not ours is refused, so that no page of elsewhere reaches us under a name of its own (DNS rebinding).
 * Headers that say something about a person or a browser count from the named proxy alone; from anybody else they are as
 * if they were not there. One that stands twice is not there either: a browser's own might be one of them.
 *
 * A form counts when the browser says that a page of ours sent it and it has the session's token. Our pages ask for no
 * referrer, so browsers send 'Origin: null' with our own forms; then Sec-Fetch-Site decides, which pages cannot set. What
 * is neither is no browser, and the token alone decides.
 *
 * Our cookie goes with no request that another site began, a link in the council's intranet for one. Whoever comes so seems
 * to be nobody, and would be given a number in the place of the one that his other windows use; he is sent once round by a
 * page of ours instead. What another site posts is refused before anybody is known, and is told no cookie: with a sign-on
 * each such form would come from somebody without a session, who would be given one, until those in use had to make room.
 *
 * A page that brings itself up to date is no sign that somebody is there: only what a person navigates to is. */
#include "desk_door.h"

#include <gio/gio.h>
#include <pwd.h>
#include <string.h>

#include "error.h"
#include "http_listen.h"
#include "text.h"

#define COOKIE "casegate"
#define COOKIE_OF_HTTPS "__Host-casegate"
#define NUMBER_LENGTH 52

void desk_visit_clear(DeskVisit *visit)
{
    g_clear_pointer(&visit->from, g_free);
    g_clear_pointer(&visit->number, g_free);
    g_clear_pointer(&visit->who, desk_who_free);
    g_clear_pointer(&visit->refused, g_free);
}

gboolean desk_door_proxy(const SiteDesk *desk, char **peer_out, GError **error)
{
    *peer_out = NULL;
    if (!desk->proxy || !desk->is_path) {
        *peer_out = g_strdup(desk->proxy);
        return TRUE;
    }
    const struct passwd *entry = getpwnam(desk->proxy);
    if (!entry)
        return casegate_error_config(
            error, "%s:%u: there is no login '%s' on this machine; write the one the proxy runs as",
            desk->place.file, desk->place.line, desk->proxy);
    *peer_out = g_strdup_printf("uid %u", (guint)entry->pw_uid);
    return TRUE;
}

/* NULL: not there, or not once. */
static const char *header(const HttpRequest *request, const char *name)
{
    const char *value = NULL;
    (void)http_request_header(request, name, &value);
    return value;
}

/* ---- the host ---- */

static gboolean is_own_host(const DeskDoor *door, const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *known = door->rules->site.desk.name;
    if (known && g_ascii_strcasecmp(host, known) == 0)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *whole =
            door->port ? g_strdup_printf("%s:%u", names[i], door->port) : g_strdup(names[i]);
        if (g_ascii_strcasecmp(host, whole) == 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- where it comes from ---- */

/* The last in the list: what the proxy itself saw. */
static char *forwarded_for(const HttpRequest *request)
{
    const char *list = NULL;
    if (!http_request_header(request, "X-Forwarded-For", &list) || !list)
        return NULL;
    const char *comma = strrchr(list, ',');
    g_autofree char *last = g_strdup(comma ? comma + 1 : list);
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(g_strstrip(last));
    return address ? g_inet_address_to_string(address) : NULL;
}

static void see_where_from(const DeskDoor *door, const HttpRequest *request, DeskVisit *visit)
{
    visit->by_proxy = door->proxy && g_str_equal(request->peer, door->proxy);
    visit->https = visit->by_proxy && g_strcmp0(header(request, "X-Forwarded-Proto"), "https") == 0;
    visit->from = visit->by_proxy ? forwarded_for(request) : NULL;
    if (!visit->from)
        visit->from = g_strdup(request->peer);
}

static gboolean is_from_elsewhere(const HttpRequest *request)
{
    const char *site = header(request, "Sec-Fetch-Site");
    return g_strcmp0(site, "cross-site") == 0 || g_strcmp0(site, "same-site") == 0;
}

static gboolean is_same_origin(const DeskVisit *visit, const char *origin)
{
    const char *host = strstr(origin, "://");
    return host && g_ascii_strcasecmp(host + 3, visit->host) == 0;
}

/* As far as the browser says; what is none says nothing. */
static gboolean is_posted_by_us(const DeskVisit *visit)
{
    const char *site = NULL, *origin = NULL;
    if (!http_request_header(visit->http, "Sec-Fetch-Site", &site) ||
        !http_request_header(visit->http, "Origin", &origin))
        return FALSE;
    if (site ? !g_str_equal(site, "same-origin") : origin && !is_same_origin(visit, origin))
        return FALSE;
    return !site || !origin || g_str_equal(origin, "null") || is_same_origin(visit, origin);
}

/* ---- the cookie ---- */

static gboolean is_number(const char *text)
{
    return strlen(text) == NUMBER_LENGTH &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz234567") == NUMBER_LENGTH;
}

/* One that stands twice was put there by somebody else. */
static char *cookie_number(const HttpRequest *request, gboolean https)
{
    const char *line = header(request, "Cookie");
    const char *wanted = https ? COOKIE_OF_HTTPS "=" : COOKIE "=";
    g_auto(GStrv) parts = g_strsplit(line ? line : "", ";", 100);
    const char *found = NULL;
    for (char **part = parts; *part; part++) {
        if (!g_str_has_prefix(g_strstrip(*part), wanted))
            continue;
        if (found)
            return NULL;
        found = *part + strlen(wanted);
    }
    return found && is_number(found) ? g_strdup(found) : NULL;
}

char *desk_door_cookie(const DeskVisit *visit, gboolean over)
{
    return g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                           visit->https ? COOKIE_OF_HTTPS : COOKIE, over ? "" : visit->number,
                           visit->https ? "; Secure" : "", over ? "; Max-Age=0" : "");
}

void desk_door_number(DeskVisit *visit)
{
    if (visit->number)
        return;
    visit->number = desk_sessions_number();
    visit->is_new = TRUE;
}

/* ---- who ---- */

void desk_door_sign_in(DeskDoor *door, DeskVisit *visit, DeskWho *who)
{
    if (visit->number)
        desk_sessions_end(door->sessions, visit->number);
    g_free(visit->number);
    visit->number = desk_sessions_begin(door->sessions, who->login, who->stamp, visit->now);
    visit->session = desk_sessions_find(door->sessions, visit->number, TRUE, visit->now);
    visit->is_new = TRUE;
    visit->who = who;
}

static gboolean is_used(const HttpRequest *request)
{
    const char *mode = header(request, "Sec-Fetch-Mode");
    return !mode || g_str_equal(mode, "navigate");
}

static const DeskSession *session_of(DeskDoor *door, DeskVisit *visit)
{
    return visit->number
               ? desk_sessions_find(door->sessions, visit->number, is_used(visit->http), visit->now)
               : NULL;
}

/* Where the accounts cannot be read it stays: the next request of it is refused as long as that lasts. */
static gboolean is_good(gpointer data, const DeskSession *session)
{
    const DeskDoor *door = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskWho) who = desk_who(door->rules, door->store, session->login, &error);
    return error || (who && who->stamp == session->stamp);
}

void desk_door_end_stale(DeskDoor *door)
{
    desk_sessions_keep(door->sessions, is_good, door);
}

/* FALSE: the accounts cannot be read. */
static gboolean know_session(DeskDoor *door, DeskVisit *visit)
{
    g_autoptr(GError) error = NULL;
    const DeskSession *session = session_of(door, visit);
    if (!session)
        return TRUE;
    g_autoptr(DeskWho) who = desk_who(door->rules, door->store, session->login, &error);
    if (error)
        g_warning("%s", error->message);
    else if (!who || who->stamp != session->stamp)
        desk_sessions_end(door->sessions, visit->number);
    else {
        visit->who = g_steal_pointer(&who);
        visit->session = session;
    }
    return error == NULL;
}

/* A page that he asks for himself begins one. */
static void give_session(DeskDoor *door, DeskVisit *visit, DeskWho *who)
{
    g_autoptr(DeskWho) owned = who;
    if (visit->http->post)
        visit->is_over = TRUE;
    else if (is_from_elsewhere(visit->http))
        visit->from_elsewhere = TRUE;
    else
        desk_door_sign_in(door, visit, g_steal_pointer(&owned));
}

/* The council's sign-on has said who it is, with this request. */
static void know_signed_on(DeskDoor *door, DeskVisit *visit)
{
    const char *login = visit->by_proxy ? header(visit->http, door->rules->site.desk.header) : NULL;
    if (!login || !*login || strlen(login) > DESK_LOGIN_BYTES)
        return;
    g_autoptr(DeskWho) who = desk_who(door->rules, door->store, login, NULL);
    if (!who) {
        visit->refused = text_line(login, DESK_LOGIN_BYTES);
        return;
    }
    const DeskSession *session = session_of(door, visit);
    if (session && g_str_equal(session->login, who->login) && session->stamp == who->stamp) {
        visit->who = g_steal_pointer(&who);
        visit->session = session;
    } else
        give_session(door, visit, g_steal_pointer(&who));
}

/* FALSE: the record cannot be read. */
static gboolean know(DeskDoor *door, DeskVisit *visit)
{
    if (!door->rules->site.desk.header)
        return know_session(door, visit);
    know_signed_on(door, visit);
    return TRUE;
}

guint desk_door_admit(const DeskDoor *door, const HttpRequest *request, const char **why_out)
{
    const char *host = header(request, "Host");
    if (host && is_own_host(door, host))
        return 0;
    *why_out = "This desk is not known by the name that was asked for. The office's system "
               "manager sets it with 'name' below 'desk' in routing/site.yaml.";
    return 421;
}

guint desk_door_enter(DeskDoor *door, const HttpRequest *request, gint64 now, DeskVisit *visit,
                      const char **why_out)
{
    guint status = desk_door_admit(door, request, why_out);
    *visit = (DeskVisit){.http = request, .now = now, .host = header(request, "Host")};
    if (status != 0)
        return status;
    see_where_from(door, request, visit);
    visit->number = cookie_number(request, visit->https);
    if (request->post && !is_posted_by_us(visit)) {
        *why_out = DESK_NOT_OURS;
        return 403;
    }
    visit->from_elsewhere = !visit->number && is_from_elsewhere(request);
    if (visit->from_elsewhere || know(door, visit))
        return 0;
    *why_out = "The record cannot be read just now. Try again in a minute.";
    return 503;
}

gboolean desk_door_is_ours(const DeskDoor *door, const DeskVisit *visit)
{
    const char *token = g_hash_table_lookup(visit->http->form, "token");
    return is_posted_by_us(visit) && visit->number &&
           desk_sessions_token_fits(door->sessions, visit->number, token);
}
