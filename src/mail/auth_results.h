/* What our own receiver says of a message's sender (RFC 8601 Authentication-Results). */
#pragma once
#include "mail_record.h"

typedef enum { AUTH_NONE, AUTH_PASS, AUTH_FAIL, AUTH_CONFLICT } AuthVerdict;
/* Looks only at headers whose authserv-id is `trusted` (host name, any case): the topmost one counts, and
 * a second one with the same id is AUTH_CONFLICT. AUTH_PASS and AUTH_FAIL need dmarc=pass|fail and, for a
 * pass, header.from equal to the From address's domain. Everything else is AUTH_NONE. `trusted` may be NULL. */
AuthVerdict auth_results_dmarc(const MailRecord *record, const char *trusted);
