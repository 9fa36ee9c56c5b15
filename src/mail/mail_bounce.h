/* Reports of mail systems that are only text: is it one, and of whom does it speak? */
#pragma once
#include "mail_headers.h"
#include "mail_part.h"
#include "mail_record.h"

/* TRUE when a mail system wrote it: by X-Failed-Recipients or its sender's address; by a null sender (or a postmaster's) and
 * a report's words; by words alone only where they are a machine's, above an address alone, in no reply and no form
 * (`form`). A person who writes of a bounce, or forwards one, is a person. Call when mail_delivery_read() found none. */
gboolean mail_bounce_is(const MailRecord *record, const MailHeaders *headers, const char *text, gboolean form);
/* Adds whom it names, what became of the mail, and the mail it speaks of. Takes nothing when in doubt. */
void mail_bounce_read(MailRecord *record, const MailHeaders *headers, const char *text, MailReading *reading);
