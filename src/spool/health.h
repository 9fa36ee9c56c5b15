/* How each process of a site is: small files spool/health/NAME, written by the process itself for `status`, the alarms and
 * whoever watches from outside. Names: collect-1, collect-2 … (the source's place in site.yaml), work, send, run, backup.
 * `folder` is the site's spool/. Writing cannot fail the caller: a file that could not be written grows old, which tells. */
#pragma once
#include "instant.h"

typedef struct {
    char *name;
    gint64 pid;                 /* of whoever wrote last; it may be gone. 0: it is gone, and another said so */
    Instant started;            /* that process's first report */
    Instant last_ok, last_try;  /* INSTANT_UNKNOWN: never; last_ok survives a restart */
    Instant failing_since;      /* the first of the failures since last_ok; INSTANT_UNKNOWN: the last try was fine */
    gboolean refused;           /* only a person can mend what failed: certificate, login, configuration. Until it goes well */
    char *error;                /* why the last try failed, one line; "" when it did not. No personal data */
    gint64 waiting;             /* messages still to be fetched or mails to be sent, as far as known; -1 not known */
} Health;
void health_free(Health *health);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Health, health_free)

/* A round that went well: a poll, a run over the spool, a look at the outbox. Cheap enough for every second. */
void health_ok(const char *folder, const char *name, Instant now);
/* One that did not, and is tried again. */
void health_failed(const char *folder, const char *name, Instant now, const char *why);
/* The same where trying again helps nothing until somebody does something; it alarms at once. */
void health_refused(const char *folder, const char *name, Instant now, const char *why);
/* A round that went well, but for something that only a person can mend: one message that cannot be fetched, say. An outage
 * after it changes neither `refused` nor `failing_since`; last_ok tells how long it lasts. */
void health_concern(const char *folder, const char *name, Instant now, const char *why);
gboolean health_is_concern(const Health *health); /* there is one, and no worse: what goes well goes on */
/* By the supervisor, of a process that is gone. */
void health_ended(const char *folder, const char *name, Instant now, const char *why);
/* What came of a round by hand or by cron, `failure` NULL when it went well; CONFIG is what only a person can mend. Success is
 * noted only where something was reported before, so that rehearsals and tests leave no trace. */
void health_by_hand(const char *folder, const char *name, Instant now, const GError *failure);
void health_waiting(const char *folder, const char *name, Instant now, gint64 waiting);

Health *health_read(const char *folder, const char *name); /* NULL: it never reported, or not readably */
GPtrArray *health_list(const char *folder);                /* of Health, by name; empty when nothing ever ran */
