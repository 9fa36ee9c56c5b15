/* `casegate collect`: the site's sources into the spool. A source releases a message only after spool_accept(). */
#pragma once
#include <signal.h>

#include "instant.h"
#include "ruleset.h"

/* Every source once, as far as it goes; the first error is returned after all sources were tried. Each is read by
 * a process of its own, which is confined to it; a single Maildir by this one, which is confined from then on.
 * *collected_out (may be NULL) counts the messages that are safe in the spool. */
gboolean collect_once(const Ruleset *rules, Instant now, guint *collected_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One process for each source, which calls `keep` and ends with what it returns; one that ends before *stop is set is begun
 * again after a while. Returns when all have ended. */
void collect_all(const Ruleset *rules, int (*keep)(const Ruleset *rules, guint number), const volatile sig_atomic_t *stop);
