/* `casegate send`: the outbox to the transport, one mail to one recipient at a time. */
#pragma once
#include "instant.h"
#include "ruleset.h"
#include <signal.h>

typedef struct {
    guint sent, deferred, failed;
    guint suppressed; /* refused before any transport: not a site's to write to */
    guint waiting;    /* mails that wait now, due or not */
} DispatchReport;

typedef struct Dispatch Dispatch;
/* `stop` (may be NULL): set, the mail in hand is finished and no other begun. Both live as long as it. */
Dispatch *dispatch_new(const Ruleset *rules, const volatile sig_atomic_t *stop);
void dispatch_free(Dispatch *dispatch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dispatch, dispatch_free)

/* Tries every mail that is due, oldest first. `now` is the mails' Date. *report_out counts what was done even when FALSE is
 * returned: TEMP when the transport or the record cannot be had now, CONFIG when only a person can mend that; the mails
 * wait. No error text has an address in it. */
gboolean dispatch_round(Dispatch *dispatch, Instant now, DispatchReport *report_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE: the last round failed lately; it is tried again after a wait that grows with every failure. */
gboolean dispatch_is_due(const Dispatch *dispatch);
