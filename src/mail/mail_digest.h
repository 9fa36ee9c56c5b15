/* The digest by which a mail sent again is recognised. */
#pragma once
#include "mail_record.h"

/* Hex SHA-256, newly allocated, over the folded values of the new fields and the attachments' digests, both sorted. A mail
 * without new fields: over its folded new text, and the fields and texts of what it forwards. Fields: of MailField. */
char *mail_digest(const MailRecord *record, const GArray *fields_new, const GArray *fields_forwarded);
/* The mail_digest() that the message had which a forward holds: over the forwarded fields as if they were its own, and the
 * files but for attached messages. "" when the forward has fields of its own, or those of several messages. */
char *mail_digest_forwarded(const MailRecord *record, const GArray *fields_new, const GArray *fields_forwarded);
