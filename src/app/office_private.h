/* What office.c and office_settle.c share; nobody else includes it. */
#pragma once
#include "work_private.h"

/* A transaction of its own, or a part of one that can be undone alone. */
gboolean office_begin(Work *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Commits what `done` says, or undoes all of it. */
gboolean office_finish(Work *work, gboolean done, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Within it: the message waits no more, it is in the ruling's case, or in none and set aside. `said_out` may be NULL. */
gboolean office_settle_row(Work *work, const HeldRow *held, const HeldRuling *ruling, Instant now, char **said_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
