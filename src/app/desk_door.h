/* Who is at the desk's door: what a request says of the browser, the proxy and the session it comes from. */
#pragma once
#include "desk_sessions.h"
#include "desk_who.h"
#include "http_server.h"

#define DESK_NOT_OURS                                                                              \
    "What was sent did not come from a page of this desk that is open in your session, so it was " \
    "not taken. Load the page again, and send it again."

typedef struct {
    const Ruleset *rules;
    Store *store;            /* read only: accounts */
    DeskSessions *sessions;
    const char *proxy;       /* a peer as http_server says it; NULL: nobody is believed */
    guint16 port;            /* 0: a Unix socket */
} DeskDoor;

typedef struct {
    const HttpRequest *http;
    const char *host;
    gboolean by_proxy, https;
    char *from;              /* the browser's address as far as known; for the log and the waits */
    char *number;            /* of the session or, before it, of the form that signs in; NULL: no cookie */
    DeskWho *who;            /* signed in; NULL: nobody is */
    const DeskSession *session; /* with `who`; good until the next request */
    gboolean from_elsewhere; /* led here by another site, so the browser did not say its number; nobody is known yet */
    gboolean is_over;        /* signed on, but what was posted is of no session that there is; nobody is known */
    gboolean is_new;         /* `number` is to be told to the browser */
    char *refused;           /* a login that has no part in the desk; NULL: none */
    gint64 now;              /* by a clock that nobody sets, in seconds */
} DeskVisit;
void desk_visit_clear(DeskVisit *visit);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskVisit, desk_visit_clear)

/* The site's proxy as a peer, newly allocated, or NULL. CONFIG: there is no such login. Needs the machine's list of logins. */
gboolean desk_door_proxy(const SiteDesk *desk, char **peer_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The name that was asked for is ours: 0, or the status that the request is refused with, and why in words. Needs the head alone. */
guint desk_door_admit(const DeskDoor *door, const HttpRequest *request, const char **why_out);
/* The same of an admitted request that is there whole. 403: another site posted it. */
guint desk_door_enter(DeskDoor *door, const HttpRequest *request, gint64 now, DeskVisit *visit, const char **why_out);
/* What was posted was posted by a page of ours, of this session. */
gboolean desk_door_is_ours(const DeskDoor *door, const DeskVisit *visit);
/* A new session of `who` in the place of whatever was there. */
void desk_door_sign_in(DeskDoor *door, DeskVisit *visit, DeskWho *who);
/* Ends the sessions of whom the accounts and the site's lists do not give any more what they were begun with. */
void desk_door_end_stale(DeskDoor *door);
/* A number for a browser that has none. */
void desk_door_number(DeskVisit *visit);
/* The Set-Cookie line of visit->number; `over`: it is forgotten. Newly allocated. */
char *desk_door_cookie(const DeskVisit *visit, gboolean over);
