/* What the office was given to decide by mail, and what came back: the numbered lines of each such mail, the replies that wait to
 * be carried out, and which of their lines were. Numbers mean the mail that they stand in, and no other. */
#pragma once
#include "store.h"

typedef struct { /* a numbered line of a mail to the office */
    guint n;
    gint64 held;     /* a message that waited when it was written; 0: it is a case */
    char *reference; /* the case; "" of a message */
} OfficeItem;
void office_item_free(gpointer item);
gboolean store_office_item_add(Store *store, gint64 mail, const OfficeItem *item, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *store_office_items(Store *store, gint64 mail, GError **error); /* of OfficeItem, in their order */
/* Is a restricted message among the numbers (of guint; NULL: any) of the mail? */
gboolean store_office_items_restricted(Store *store, gint64 mail, const GArray *numbers, gboolean *restricted_out,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The morning mails: one a day and address. */
gboolean store_digest_add(Store *store, Day day, const char *address, gint64 mail, Instant at, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The newest that the address has had: its day, and when; both 0 without any. */
gboolean store_digest_newest(Store *store, const char *address, Day *day_out, Instant *at_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
    gint64 ledger, mail; /* the reply; the mail of ours that it answers */
} OfficeReply;
/* In the transaction of the reply's ledger row; it waits from then on until it is done. */
gboolean store_office_reply_add(Store *store, gint64 ledger, gint64 mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *store_office_replies_waiting(Store *store, GError **error); /* of OfficeReply, oldest first */
/* Replies that were carried out before this one, with the same content by the same sender: of gint64, their ledger rows. */
GArray *store_office_replies_like(Store *store, const LedgerRow *row, GError **error);
gboolean store_office_reply_done(Store *store, gint64 ledger, Instant at, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {     /* a line of a reply that was carried out */
    gint64 ledger;   /* the reply */
    guint n;         /* in the order in which they were carried out, from 1 */
    char *key;       /* hex digest of mail, sender and what was to be done */
    gint64 held;     /* the message that was settled, or 0 */
    char *reference; /* the case that a command was about, "" with `held` */
    guint seq;       /* its first event */
} OfficeAct;
void office_act_free(gpointer act);
gboolean store_office_act_add(Store *store, const OfficeAct *act, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The reply (ledger row) whose line of this key was carried out; 0: none was. */
gboolean store_office_act_known(Store *store, const char *key, gint64 *ledger_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *store_office_acts(Store *store, GError **error); /* of OfficeAct: all */
/* The same by whom each was about: only `ledger` and `reference`, where that is a case. */
GPtrArray *store_office_act_cases(Store *store, GError **error);

/* Mails that failed, or may not be sent, since the instant; of OutboxRow, oldest first. */
GPtrArray *store_outbox_not_arrived(Store *store, Instant since, GError **error);
