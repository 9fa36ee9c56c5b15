/* What carrying out one reply of the office holds; shared by office_reply.c and office_act.c alone. */
#pragma once
#include "office_items.h"
#include "office_line.h"
#include "work_private.h"

typedef struct {
    Work *work;
    Instant now;
    OfficeReply reply;
    LedgerRow *row;             /* of the reply */
    char *in_reply_to, *thread; /* its Message-ID; that of our mail before it */
    GPtrArray *items;           /* of OfficeItem: of the mail that is answered */
    const GPtrArray *lines;     /* of OfficeLine: of the reply; borrowed while they are done */
    char *name, *by;            /* who wrote */
    gboolean failed;    /* it could not be carried out; only that is to be said */
    gboolean named;             /* as a named officer */
    GString *said;
    GPtrArray *touched; /* of char *: references, in order */
    guint acts, undone;
    gboolean elsewhere; /* our mail went to somebody else, and its numbers with it */
} OfficeSession;

/* Does one line, for each of its numbers, and says so in `said`. Within a transaction; FALSE: TEMP, and nothing of it may be
 * committed. */
gboolean office_act_line(OfficeSession *session, const OfficeLine *line, GError **error) G_GNUC_WARN_UNUSED_RESULT;
