/* `casegate collect`: the site's sources into the spool. A source releases a message only after spool_accept(). */
#pragma once
#include "instant.h"
#include "ruleset.h"

/* Source `number` of site.yaml, from 1, as far as it goes. */
gboolean collect_from(const Ruleset *rules, guint number, Instant now, guint *collected_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Every source once, as far as it goes; the first error is returned after all sources were tried.
 * *collected_out (may be NULL) counts the messages that are safe in the spool. */
gboolean collect_once(const Ruleset *rules, Instant now, guint *collected_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
