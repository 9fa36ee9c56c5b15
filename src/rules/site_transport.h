/* How a site's mail leaves, as routing/site.yaml has it under 'transport'. */
#pragma once
#include "site_server.h"

typedef struct {
    gboolean smtp;        /* FALSE: the Maildir spool/outgoing, and nothing of the rest but retry_days */
    SiteServer server;
    const char *hello;    /* the name we greet with */
    guint retry_days;     /* a mail that could not go for so long has failed */
    guint mails_a_connection; /* then a new connection; 0 as many as there are */
    Place place;
} SiteTransport;

/* `node` is the map, or NULL when the site says nothing. `mailbox` is the first of the site's, NULL if it has none. */
void site_transport_read(SiteTransport *transport, const YamlNode *node, const char *mailbox, GStringChunk *strings,
                         Diagnostics *diagnostics);
void site_transport_clear(SiteTransport *transport);
