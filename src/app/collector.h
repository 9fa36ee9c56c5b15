/* One source of the site, from which messages are collected again and again. A message leaves its source only after it is
 * safe in the spool. */
#pragma once
#include <signal.h>

#include "instant.h"
#include "ruleset.h"

typedef struct Collector Collector;

/* Source `number` of site.yaml, from 1. With an IMAP source this process's memory is limited from now on: it speaks to
 * whoever is out there, and should do nothing else. With *stop set (NULL: never) what is in hand ends soon. */
Collector *collector_open(const Ruleset *rules, guint number, const volatile sig_atomic_t *stop, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void collector_close(Collector *collector); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Collector, collector_close)

char *collector_describe(const SiteSource *from); /* "imap INBOX of mailbox@…"; newly allocated */
/* As far as it goes. `now` INSTANT_UNKNOWN: by the clock. *collected_out counts what is safe in the spool, also when it fails.
 * TEMP: an outage; CONFIG: only a person can mend it, although mail may still come (a message that cannot be fetched, a
 * folder that cannot be moved to). */
gboolean collector_round(Collector *collector, Instant now, guint *collected_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of the round that failed last: it went to its end all the same, and mail comes; what it says is a concern. */
gboolean collector_has_concern(const Collector *collector);
/* Until there may be something new; after a failed round longer each time, up to five minutes, or fifteen where only a
 * person can mend it. */
void collector_wait(Collector *collector);
/* Seconds to wait: `first`, doubled `times` times, never more than `most`. */
guint collector_back_off(guint first, guint most, guint times);
