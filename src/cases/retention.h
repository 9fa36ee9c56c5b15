/* What may be erased by the site's periods, and why. Pure: the caller brings the rows and the day. */
#pragma once
#include "case.h"
#include "records.h"
#include "ruleset.h"

typedef struct {
    KeepClass what;
    char *reference; /* case, or "" */
    gint64 number;   /* of the message, look or change of the directory; 0 for a case */
    Day due;         /* DAY_UNKNOWN where it cannot be said */
    char *why;       /* from what, how long, by what rule; names nobody */
    char *barred;    /* why it is not erased all the same; NULL: it may be */
} DueItem;
void due_item_free(DueItem *item);

/* Each NULL when it is not due on `today`, or kept for ever. `mails_wait`: a mail of the case is still to be sent. */
DueItem *retention_case(const Site *site, const Case *c, gboolean mails_wait, Day today);
/* Is the one kept longer than the other: under a legal hold, in progress, or ended later? */
gboolean retention_outlasts(const Case *one, const Case *other);
/* `first`: the copy of it that came first, or itself, whose case and fate are its own; `c`: that case, NULL when it is in none. */
DueItem *retention_message(const Site *site, const LedgerRow *row, const LedgerRow *first, const Case *c, Day today);
DueItem *retention_directory(const Site *site, const DirectoryChange *change, Day today);
DueItem *retention_look(const Site *site, const LookRow *look, const Case *c, Day today);
