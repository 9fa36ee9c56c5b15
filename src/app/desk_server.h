/* The process of the desk's pages: HTTP, who may come in, and live updates. What stands on a page is app/desk's. */
#pragma once
#include "clerk_port.h"
#include "desk.h"
#include "http_server.h"
#include "store.h"

typedef struct DeskServer DeskServer;

/* Takes `listening`. `desk`, whose clerk is `clerk`, and `store` (for reading) must outlive it. `ahead`: seconds that the pages'
 * clock is before the machine's. */
DeskServer *desk_server_new(const Desk *desk, Clerk *clerk, Store *store, int listening, gint64 ahead, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void desk_server_free(DeskServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskServer, desk_server_free)

/* Does what there is to do, for about a second. */
void desk_server_turn(DeskServer *server);
