/* What becomes of a held message, by whatever way the office decides it. */
#pragma once
#include "work.h"

typedef enum { SETTLE_LINK, SETTLE_OPEN, SETTLE_SET_ASIDE, SETTLE_UNKNOWN } SettleHow;

typedef struct { /* strings are borrowed */
    SettleHow how;
    gint64 id;              /* the number of the message */
    const char *reference;  /* of a link: the case that it belongs to */
    const char *by, *why;   /* why: NULL where nothing was said */
    gboolean named_officer; /* who settles it may settle what is restricted */
} Settling;

/* "link" "open" "set-aside", as commands and the desk's addresses say it; SETTLE_UNKNOWN: it is none of them. */
SettleHow office_settle_named(const char *verb);
gboolean office_settle_needs_case(SettleHow how);
gboolean office_settle_needs_reason(SettleHow how);

/* The message belongs to `reference`, opens a case of its own, or needs nothing. One transaction; *said_out (newly allocated) is what
 * was done, in one line without a child's name. PERM: there is none of that number, it was decided already, it is restricted and
 * whoever settles it is no named officer (or it should enter a case, which it may not: HAV 1.8, BRO Procedures), a reason is missing,
 * or it would still wait. */
gboolean office_settle(Work *work, const Settling *settling, Instant now, char **said_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
