/* What the servers on a message's way put on top of it, into a MailRecord: auth_results and trace. */
#pragma once
#include "mail_headers.h"
#include "mail_record.h"

void mail_trace_read(MailRecord *record, const MailHeaders *headers);
/* The host behind 'by' in a Received field's value (unfolded), in lower case; NULL if the field is not of that form. What the
 * writing server took from its client (the name behind 'from', comments) is never mistaken for it. */
char *mail_trace_by(const char *received);
