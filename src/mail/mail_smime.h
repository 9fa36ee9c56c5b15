/* Who signed a message, by S/MIME. Runs in a reader of its own, which reads nothing else. */
#pragma once
#include "mail_record.h"

/* A record of which only `signature`, `signer` and `signed_digest` mean something, never NULL. The signer is the message's From
 * address, and all of the body is within the signature: multipart/signed with two parts, or one block (opaque). The head is not
 * within it, whatever a mail program may have put there. `cas`: PEM; certificates must be valid at `received`. */
MailRecord *mail_smime(const char *bytes, gsize length, const char *cas, Instant received);
