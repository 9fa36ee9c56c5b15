/* Is a message's From address proven, by the word of the server that receives for us? */
#pragma once
#include "auth_results.h"
#include "mail_record.h"

typedef enum {
    AUTH_MODE_NONE,    /* nobody says anything that could be believed */
    AUTH_MODE_RFC8601, /* by name: the topmost field of one of our authserv-ids, and there is exactly one */
    AUTH_MODE_M365,    /* by position: the one field above the topmost Received of the last hop */
} AuthMode;

typedef enum {
    AUTH_ACCEPT_DMARC = 1 << 0,
    AUTH_ACCEPT_DKIM = 1 << 1,
    AUTH_ACCEPT_SPF = 1 << 2,
    AUTH_ACCEPT_SMIME = 1 << 3, /* a signature, which is no receiver's word: not judged here (cases/sender.c) */
} AuthAccept;

typedef struct {
    AuthMode mode;
    const char *const *authserv_ids; /* NULL-ended; of rfc8601 */
    const char *last_hop;            /* of m365: a host name, or "*.rest" */
    const char *const *arc_sealers;  /* NULL-ended domains */
    guint accept;                    /* AuthAccept: what counts as proof */
} AuthBoundary;

/* AUTH_PASS: proven for the From address's very domain. AUTH_FAIL: our receiver says it is forged. AUTH_CONFLICT: more than one
 * word of our receiver. AUTH_NONE: there is none, or it proves nothing. The evidence in words, without any part of the
 * message: "dmarc=pass", "nothing proves …". */
AuthVerdict auth_boundary_judge(const MailRecord *record, const AuthBoundary *boundary, char **why_out);
