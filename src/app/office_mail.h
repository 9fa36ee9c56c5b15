/* A mail of the gateway's own to the office, of no case: in trouble, or to be kept. */
#pragma once
#include "ruleset.h"
#include "store.h"

typedef struct {
    Store *store; /* in a transaction */
    const Ruleset *rules;
    Instant now;
    const char *template;     /* its name */
    const char *field, *value; /* the one field of it that is filled in, besides the signature */
    guint number;             /* takes the place of an event's, so that the same template can be sent again */
} OfficeMail;

/* To each address of the office's posts once; their number is added to *mails. */
gboolean office_mail(const OfficeMail *mail, guint *mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
