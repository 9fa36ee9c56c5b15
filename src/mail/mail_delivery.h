/* Reports of mail systems on messages of ours: RFC 3464, and the older ones that are only text. */
#pragma once
#include "mail_headers.h"
#include "mail_part.h"
#include "mail_record.h"

/* Reads the per-recipient fields of every message/delivery-status part below `top`; TRUE if the tree holds any report
 * part (delivery status, disposition notification, feedback). */
gboolean mail_delivery_read(MailRecord *record, GMimeObject *top, MailReading *reading);
/* The same from X-Failed-Recipients and the text, for a message that a mail system wrote (from its address or a null
 * sender, and its subject): TRUE if it is such a report. Call when mail_delivery_read() found none. */
gboolean mail_delivery_guess(MailRecord *record, const MailHeaders *headers, const char *subject, const char *text);
