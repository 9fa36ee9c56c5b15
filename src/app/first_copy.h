/* Has this message come before? Work must not act on it twice, and explain must say so. */
#pragma once
#include "mail_record.h"
#include "store.h"

typedef struct {
    gboolean reused_id; /* a message with this Message-ID came before, and it said something else */
    gboolean unproven;  /* nothing proved whose the first copy was, and no later one was worked: it may be that this one is (Intake) */
} CopyKnown;

/* The first ledger row of the same bytes to the same mailbox, or of the same message that came another way: Message-ID,
 * content and sender all equal. NULL without error when there is none. `mail` may be NULL (unreadable). */
LedgerRow *first_copy(Store *store, const char *sha256, const char *mailbox, const MailRecord *mail,
                      CopyKnown *known_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
