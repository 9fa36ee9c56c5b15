/* Where `casegate collect` takes mail from, as routing/site.yaml has it. */
#pragma once
#include "site_server.h"

typedef struct {
    const char *type;         /* "maildir" | "imap" */
    const char *mailbox;      /* one of the site's mailboxes, folded: the address whose mail it is */
    const char *path;         /* maildir: relative to the site's folder, or absolute */
    SiteServer server;        /* imap, and all that follows */
    const char *folder;       /* read from; "INBOX" when not said */
    const char *done_folder;  /* collected messages are moved there; UTF-8, levels separated by '/' */
    guint poll_seconds;       /* between two looks where the server has no IDLE, and after a failure */
    guint idle_seconds;       /* an IDLE is issued anew after so long: below the 29 minutes of RFC 2177 */
} SiteSource;

/* An element of 'sources'; `mailboxes` are the site's own. What is wrong is said. */
SiteSource *site_source_read(const YamlNode *node, const char *const *mailboxes, GStringChunk *strings,
                             Diagnostics *diagnostics);
void site_source_free(SiteSource *source);
