/* The last look at a mail before it may go: who gets it, and what stands in its finished subject and body. It knows nothing of
 * how a mail is made, so that no template and no mistake in the engine can say what may not be said (design §6). */
#pragma once
#include "case.h"
#include "reading.h"

typedef struct {
    const char *to, *to_name, *subject, *body;
    gboolean answer;
    const char *submitter; /* who wrote what it answers; NULL if nobody */
} OutgoingMail;

typedef struct OutgoingGuard OutgoingGuard;

/* For the mails of one decision, on the case as it is after it; of no case (NULL) on what was read in the message, if that
 * is known. All must outlive it. */
OutgoingGuard *outgoing_guard_new(const Case *c, const Reading *reading, const Ruleset *rules, Day today);
void outgoing_guard_free(OutgoingGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutgoingGuard, outgoing_guard_free)

#define OUTGOING_STOPPED "stopped before it went out: " /* begins every reason */
/* NULL: it may go. Else why not, in words without what was found; newly allocated. */
char *outgoing_guard_why(OutgoingGuard *guard, const OutgoingMail *mail);
