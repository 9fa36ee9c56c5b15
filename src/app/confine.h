/* What each process of the gateway may still reach once it meets a message or a server: its own folders of the site, and
 * no other program. Each is called once in its process, before it has a second thread. */
#pragma once
#include "ruleset.h"

/* `work`, before it begins the reader, which inherits it: no network, no programs. */
gboolean confine_offline(void);
/* And once it has begun it: the spool, and of the rest of the site the rules to read. */
gboolean confine_work(const Ruleset *rules);
/* The incoming folder and nothing else. */
gboolean confine_deliver(const char *site);
/* Source `number` from 1: the incoming folder; the Maildir, or the mailbox's server. Begins what fetches the password. */
gboolean confine_collect(const Ruleset *rules, guint number);
/* The record, and spool/outgoing or the transport's server; begins what fetches the password. */
gboolean confine_send(const Ruleset *rules);
/* The process that writes for the desk's pages; the same as `work`, and confine_offline() before as there. */
gboolean confine_clerk(const Ruleset *rules);
/* The process of the desk's pages, before it begins the reader: it takes connections from the socket that it has, and makes none. */
gboolean confine_server(void);
/* And once it has begun it: reads the record, the archive and the rules, and writes nothing. */
gboolean confine_desk(const Ruleset *rules);
/* All of them: FALSE when the kernel does not let all of it be given up. The process goes on with what it has: that mail
 * waits would be worse. confine_lacks() says what it cannot, or is NULL. */
const char *confine_lacks(void);
/* A file that this process needs has been replaced since, or its password cannot be had: only one begun anew can go on. */
gboolean confine_is_stale(void);
