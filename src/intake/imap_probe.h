/* Can a mailbox be collected from? Asked by `casegate check --connect`. */
#pragma once
#include "site_source.h"

/* Connects, logs in and opens the folder; changes nothing. What was found, in one line ("TLS1.3, logged in; 12 messages in
 * INBOX; …"), newly allocated; NULL and the same errors as collecting has. */
char *imap_probe(const SiteSource *source, const char *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;
