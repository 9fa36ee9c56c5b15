/* desk_server: from a request to a page, and the stream that says that something arrived.
 *
 *   /sign-in, /sign-out     here, with accounts of the desk's own
 *   /desk.css, .js, .svg    what pages load, to anybody
 *   /events                 the stream: a number that goes up by one with the record, never what changed, or how much
 *   everything else         desk_answer(), for somebody who is signed in and, of a form, whose form it is
 *
 * Every answer carries the same headers, whatever it is: nothing of elsewhere is loaded, nothing is kept by a browser or
 * shown inside another page. The record is asked about once a second, and only while somebody listens; so is what those who
 * listen may do, since a stream is one request that may last for hours. */
#include "desk_server.h"

#include <string.h>

#include "desk_sign_in.h"
#include "http_listen.h"
#include "page_door.h"
#include "page_frame.h"

#define TURN_MILLISECONDS 500
#define PULSE_SECONDS 10
#define FINISH_SECONDS 5
#define RETRY "retry: 5000\n"

struct DeskServer {
    DeskServing with;
    HttpServer *http;
    DeskDoor door;
    DeskWaits *waits;
    gint64 asked, pulsed; /* seconds; by a clock that nobody sets */
    guint64
        moment; /* of the record; it says how many there are of what, so it is nobody's but ours */
    guint64 news;  /* what the streams say of it */
    gboolean mute; /* the record could not be asked, and that was said */
};

static gint64 seconds_now(void)
{
    return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static View view_of(const DeskServer *server)
{
    return (View){.rules = server->with.desk->rules, .now = instant_now() + server->with.ahead};
}

/* ---- answers ---- */

static void add_headers(HttpAnswer *answer)
{
    static const char *const headers[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src "
         "'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-store"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy",
         "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        http_answer_header(answer, headers[i][0], headers[i][1]);
}

/* Takes `body`. */
static HttpAnswer *answer_of(guint status, const char *type, GString *body)
{
    HttpAnswer *answer = http_answer_new(status, type);
    (void)g_string_free(answer->body, TRUE);
    answer->body = body;
    add_headers(answer);
    return answer;
}

static HttpAnswer *refusal(const DeskServer *server, guint status, const char *title,
                           const char *text, const char *link)
{
    const View view = view_of(server);
    return answer_of(status, PAGE_TYPE, page_refusal(&view, title, text, link));
}

static HttpAnswer *go_to(const char *path)
{
    HttpAnswer *answer = answer_of(303, NULL, g_string_new(NULL));
    http_answer_header(answer, "Location", path);
    return answer;
}

static void tell_cookie(HttpAnswer *answer, const DeskVisit *visit, gboolean over)
{
    if (!over && !visit->is_new)
        return;
    g_autofree char *line = desk_door_cookie(visit, over);
    http_answer_header(answer, "Set-Cookie", line);
}

/* ---- signing in and out ---- */

static HttpAnswer *sign_in_page(DeskServer *server, DeskVisit *visit, const DeskSignIn *tried,
                                const char *wanted)
{
    const View view = view_of(server);
    g_autofree char *goal = desk_sign_in_goal(wanted);
    desk_door_number(visit);
    g_autofree char *token = desk_sessions_token(server->door.sessions, visit->number);
    const PageSignIn page = {.token = token,
                             .goal = goal,
                             .name = g_hash_table_lookup(visit->http->form, "name"),
                             .fault = tried ? tried->fault : NULL,
                             .wait = tried ? tried->wait : 0};
    HttpAnswer *answer =
        answer_of(tried ? tried->status : 200, PAGE_TYPE, page_sign_in(&view, &page));
    tell_cookie(answer, visit, FALSE);
    if (page.wait > 0) {
        g_autofree char *seconds = g_strdup_printf("%u", page.wait);
        http_answer_header(answer, "Retry-After", seconds);
    }
    return answer;
}

static HttpAnswer *sign_in(DeskServer *server, DeskVisit *visit)
{
    if (!visit->http->post)
        return visit->who ? go_to("/")
                          : sign_in_page(server, visit, NULL,
                                         g_hash_table_lookup(visit->http->query, "goal"));
    const DeskSignIn tried = desk_sign_in(&server->door, server->waits, visit);
    const char *wanted = g_hash_table_lookup(visit->http->form, "goal");
    if (tried.status != 0)
        return sign_in_page(server, visit, &tried, wanted);
    g_autofree char *goal = desk_sign_in_goal(wanted);
    HttpAnswer *answer = go_to(goal);
    tell_cookie(answer, visit, FALSE);
    return answer;
}

static HttpAnswer *sign_out(DeskServer *server, DeskVisit *visit)
{
    gboolean accounts = server->with.desk->own_accounts;
    if (!visit->http->post || !desk_door_is_ours(&server->door, visit))
        return refusal(server, visit->http->post ? 403 : 405, "Not signed out",
                       "Use the button 'Sign out' of a page of this desk.", "/");
    if (visit->who)
        g_message("'%s' signs out", visit->who->login);
    if (visit->number)
        desk_sessions_end(server->door.sessions, visit->number);
    HttpAnswer *answer =
        accounts ? go_to("/sign-in")
                 : refusal(server, 200, "Signed out",
                           "You are signed out of this desk. The council's own sign-on still "
                           "knows you: sign out there, too.",
                           NULL);
    tell_cookie(answer, visit, TRUE);
    return answer;
}

/* Nobody is signed in. */
static HttpAnswer *turn_away(DeskServer *server, DeskVisit *visit)
{
    if (visit->refused)
        return refusal(server, 403, "No part in this desk",
                       "You are signed on, but nobody has given you a part in this desk. The "
                       "office's system manager does that with 'officers' or 'readers' below "
                       "'desk' in routing/site.yaml.",
                       NULL);
    if (visit->is_over)
        return refusal(server, 403, "Nothing was done",
                       "Your session had ended, so what you sent was not taken. Go back in your "
                       "browser to keep what you wrote, load a page of this desk in another "
                       "window, then send it again.",
                       "/");
    if (!server->with.desk->own_accounts)
        return refusal(server, 403, "Not signed on",
                       "This desk is reached through the council's own sign-on only.", NULL);
    if (visit->http->post)
        return refusal(server, 403, "Nothing was done",
                       "You are not signed in any more, so what you sent was not taken. Go back in "
                       "your browser to keep what you wrote, sign in in another window, then send "
                       "it again.",
                       "/sign-in");
    if (g_str_equal(visit->http->path, "/events"))
        return refusal(server, 403, "Not signed in", "Sign in first.", "/sign-in");
    g_autofree char *goal = desk_sign_in_goal(visit->http->path);
    g_autofree char *escaped = g_uri_escape_string(goal, "/", FALSE);
    g_autofree char *path = g_str_equal(goal, "/") ? g_strdup("/sign-in")
                                                   : g_strconcat("/sign-in?goal=", escaped, NULL);
    return go_to(path);
}

/* ---- the record goes on ---- */

static gboolean ask_moment(DeskServer *server)
{
    g_autoptr(GError) error = NULL;
    guint64 moment = server->moment;
    gboolean asked = store_moment(server->with.store, &moment, &error);
    if (!asked && !server->mute)
        g_warning("pages are not brought up to date: %s", error->message);
    server->mute = !asked;
    gboolean moved = moment != server->moment;
    server->moment = moment;
    server->news += moved ? 1 : 0;
    return moved;
}

static char *news_event(const DeskServer *server)
{
    return g_strdup_printf("data: %016" G_GINT64_MODIFIER "x\n\n", server->news);
}

static HttpAnswer *events(DeskServer *server, const DeskVisit *visit)
{
    if (ask_moment(server)) {
        g_autofree char *others = news_event(server);
        http_server_tell(server->http, others);
    }
    g_autofree char *event = news_event(server);
    HttpAnswer *answer = answer_of(200, "text/event-stream", g_string_new(RETRY));
    g_string_append(answer->body, event);
    http_answer_header(answer, "X-Accel-Buffering", "no");
    answer->stream = g_strdup(visit->session->tag);
    return answer;
}

/* ---- pages ---- */

/* A name that any browser and any disk takes, for what is saved. */
static char *attachment(const char *name)
{
    g_autofree char *plain = g_strdup(name);
    g_strcanon(plain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", '_');
    return g_strdup_printf("attachment; filename=\"%s\"", plain);
}

/* Takes what is in `given`. */
static HttpAnswer *passed_on(DeskAnswer *given)
{
    HttpAnswer *answer =
        answer_of(given->status, given->type,
                  given->body ? g_steal_pointer(&given->body) : g_string_new(NULL));
    if (given->location)
        http_answer_header(answer, "Location", given->location);
    if (given->file_name) {
        g_autofree char *value = attachment(given->file_name);
        http_answer_header(answer, "Content-Disposition", value);
    }
    return answer;
}

static HttpAnswer *page(DeskServer *server, DeskVisit *visit)
{
    g_autofree char *token = desk_sessions_token(server->door.sessions, visit->number);
    const DeskRequest request = {.post = visit->http->post,
                                 .path = visit->http->path,
                                 .query = visit->http->query,
                                 .form = visit->http->form,
                                 .user = &visit->who->user,
                                 .token = token,
                                 .now = instant_now() + server->with.ahead};
    if (visit->http->post && !desk_door_is_ours(&server->door, visit))
        return refusal(server, 403, "Nothing was done", DESK_NOT_OURS, "/");
    g_autoptr(DeskAnswer) given = desk_answer(server->with.desk, &request);
    HttpAnswer *answer = passed_on(given);
    tell_cookie(answer, visit, FALSE);
    return answer;
}

static HttpAnswer *send_round(const DeskServer *server, const HttpRequest *request)
{
    gboolean ours = request->path[1] != '/'; /* "//host/" is elsewhere again */
    g_autofree char *path = g_uri_escape_string(ours ? request->path : "/", "/", FALSE);
    g_autofree char *refresh = g_strconcat("0; url=", path, NULL);
    HttpAnswer *answer = refusal(server, 200, "One moment",
                                 "You come from another site, and are led to the page.", path);
    http_answer_header(answer, "Refresh", refresh);
    return answer;
}

static HttpAnswer *material(const char *path)
{
    const char *type = NULL;
    g_autoptr(GBytes) bytes = page_material(path, &type);
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    return text ? answer_of(200, type, g_string_new_len(text, (gssize)length)) : NULL;
}

static HttpAnswer *on_request(gpointer data, const HttpRequest *request)
{
    DeskServer *server = data;
    g_auto(DeskVisit) visit = {0};
    const char *why = NULL;
    guint status = desk_door_enter(&server->door, request, seconds_now(), &visit, &why);
    if (status != 0)
        return refusal(server, status, status == 403 ? "Nothing was done" : "Not here", why,
                       status == 403 ? "/" : NULL);
    HttpAnswer *file = request->post ? NULL : material(request->path);
    if (file)
        return file;
    if (visit.from_elsewhere)
        return send_round(server, request);
    if (server->with.desk->own_accounts && g_str_equal(request->path, "/sign-in"))
        return sign_in(server, &visit);
    if (g_str_equal(request->path, "/sign-out"))
        return sign_out(server, &visit);
    if (!visit.who)
        return turn_away(server, &visit);
    return g_str_equal(request->path, "/events") && !request->post ? events(server, &visit)
                                                                   : page(server, &visit);
}

static guint on_head(gpointer data, const HttpRequest *request, const char **why_out)
{
    const DeskServer *server = data;
    return desk_door_admit(&server->door, request, why_out);
}

static HttpAnswer *on_refusal(gpointer data, guint status, const char *why)
{
    return refusal(data, status, status == 421 ? "Not here" : "Not understood", why, NULL);
}

/* ---- the loop ---- */

void desk_server_turn(DeskServer *server)
{
    g_autoptr(GError) error = NULL;
    http_server_turn(server->http, TURN_MILLISECONDS);
    gint64 now = seconds_now();
    if (now == server->asked)
        return;
    server->asked = now;
    if (http_server_streams(server->http) > 0) /* else the next request asks */
        desk_door_end_stale(&server->door);
    g_autoptr(GPtrArray) ended = desk_sessions_ended(server->door.sessions, now);
    for (guint i = 0; i < ended->len; i++)
        http_server_end_streams(server->http, ended->pdata[i]);
    if (http_server_streams(server->http) > 0 && ask_moment(server)) {
        g_autofree char *event = news_event(server);
        http_server_tell(server->http, event);
    }
    if (now - server->pulsed < PULSE_SECONDS)
        return;
    if (!clerk_pulse(server->with.clerk, &error))
        g_debug("%s", error->message); /* his keeper says it */
    server->pulsed = now;
}

DeskServer *desk_server_new(const DeskServing *serving, int listening, GError **error)
{
    g_autoptr(DeskServer) server = g_new0(DeskServer, 1);
    const SiteDesk *settings = &serving->desk->rules->site.desk;
    const HttpSite site = {
        .data = server, .admit = on_head, .answer = on_request, .refuse = on_refusal};
    const HttpLimits limits = http_limits();
    server->with = *serving;
    server->pulsed = -PULSE_SECONDS;
    server->waits = desk_waits_new();
    server->news = (guint64)g_random_int() << 32; /* another process's streams said other numbers */
    server->door = (DeskDoor){.rules = serving->desk->rules,
                              .store = serving->store,
                              .proxy = serving->proxy,
                              .sessions = serving->sessions};
    if (!settings->is_path)
        (void)http_listen_is_loopback(settings->listen, &server->door.port);
    server->http = http_server_new(listening, &site, &limits, error);
    return server->http ? g_steal_pointer(&server) : NULL;
}

void desk_server_finish(DeskServer *server)
{
    http_server_finish(server->http, FINISH_SECONDS);
}

void desk_server_free(DeskServer *server)
{
    if (!server)
        return;
    g_clear_pointer(&server->http, http_server_free);
    desk_waits_free(server->waits);
    g_free(server);
}
