/* The transport that a site's settings name. */
#pragma once
#include "ruleset.h"
#include "transport.h"
#include <signal.h>

/* NULL with an error only where the Maildir cannot be used; an SMTP server is spoken to with the first mail. `rules` and
 * `stop` (may be NULL) live as long as it. */
Transport *transport_open(const Ruleset *rules, const volatile sig_atomic_t *stop, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the SMTP server takes us: connects, authenticates and says good-bye. TRUE where there is none. */
gboolean transport_probe(const Ruleset *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
