/* The process of the desk's pages: HTTP, who may come in, and live updates. What stands on a page is app/desk's. */
#pragma once
#include "clerk_port.h"
#include "desk.h"
#include "desk_sessions.h"
#include "http_server.h"
#include "store.h"

typedef struct DeskServer DeskServer;

typedef struct {
    const Desk *desk;
    Clerk *clerk;      /* its clerk */
    Store *store;      /* for reading */
    DeskSessions *sessions;
    const char *proxy; /* desk_door_proxy() */
    gint64 ahead;      /* seconds that the pages' clock is before the machine's */
} DeskServing;

/* Takes `listening`; what is in `serving` must outlive it. */
DeskServer *desk_server_new(const DeskServing *serving, int listening, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void desk_server_free(DeskServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskServer, desk_server_free)

/* Takes no more requests, and answers those that are in hand, within seconds. */
void desk_server_finish(DeskServer *server);
/* Does what there is to do, for about a second. */
void desk_server_turn(DeskServer *server);
