/* The office's pages, as routing/site.yaml has them under 'desk'. */
#pragma once
#include "yaml_tree.h"

typedef struct {
    const char *listen;       /* "127.0.0.1:8480", "[::1]:8480" or the path of a Unix socket; NULL: there is no desk */
    gboolean is_path;
    const char *name;         /* by which browsers know it, as "desk.council.example"; NULL: this machine's own names only */
    const char *proxy;        /* before it: an address, or with a path the login it runs as; NULL: none that is believed */
    const char *header;       /* of that proxy, with the login of whom it signed on; NULL: the desk has accounts of its own */
    GStrv officers, readers;  /* logins; empty with accounts, of which each has its role */
    gboolean representatives; /* may have accounts, and see the cases of their agency */
    guint idle_minutes;       /* then a session ends */
    Place place;
} SiteDesk;

/* `node` is the map, NULL when the site says nothing: then there is no desk. */
void site_desk_read(SiteDesk *desk, const YamlNode *node, GStringChunk *strings, Diagnostics *diagnostics);
/* Where it is and who is believed, in words for `casegate check`; newly allocated. NULL: there is no desk. */
char *site_desk_words(const SiteDesk *desk);
void site_desk_clear(SiteDesk *desk);
