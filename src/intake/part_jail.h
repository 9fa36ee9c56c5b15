/* What the processes of the gateway give up of the system's calls before they meet a message or a server (design §1). */
#pragma once
#include <glib.h>

typedef enum {
    PART_JAIL_OFFLINE, /* no network: work, deliver */
    PART_JAIL_CLIENT,  /* calls servers and is never called: collect, send */
    PART_JAIL_SERVER,  /* is called on the socket that it has, and calls nobody: the desk's pages */
} PartJail;

/* For this process and all it forks from now on, for good. FALSE where the kernel does not let it. */
gboolean part_jail_enter(PartJail jail) G_GNUC_WARN_UNUSED_RESULT;
