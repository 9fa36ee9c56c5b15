/* What of a case may not stand in a subject, an acknowledgement, or a mail to an address that may not have the detail
 * (governance §3.1), and whether a finished text has any of it. */
#pragma once
#include "case.h"
#include "reading.h"

typedef struct OutgoingSecrets OutgoingSecrets;

/* Of the case, or, where a message touches none, of what was read in it; either may be NULL. Both must outlive it. */
OutgoingSecrets *outgoing_secrets_new(const Case *c, const Reading *reading, const Ruleset *rules);
void outgoing_secrets_free(OutgoingSecrets *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutgoingSecrets, outgoing_secrets_free)

/* "a child's name", "a date of birth" …: what stands in the text, without the thing itself; NULL if nothing does. What somebody
 * wrote counts unless `words_may`. */
const char *outgoing_secrets_in(OutgoingSecrets *secrets, const char *text, gboolean words_may);
/* Has the text (of a subject) a word that is neither ours nor a number nor the case's reference? */
gboolean outgoing_secrets_foreign(OutgoingSecrets *secrets, const char *text);
