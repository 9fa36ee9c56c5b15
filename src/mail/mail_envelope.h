/* What the header fields of one message say: who, to whom, when, in answer to what. */
#pragma once
#include "mail_headers.h"
#include "mail_record.h"

/* Fills record's head (ids to received) and the flags that headers give rise to. */
void mail_envelope_read(MailRecord *record, const MailHeaders *headers);
/* The one mailbox of a value as written by a header or by a mail program in a text ("Jo [mailto:jo@x.example]"): name and
 * address kept in the record. */
void mail_envelope_person(MailRecord *record, const char *value, const char *charset, MailAddress *address_out);
