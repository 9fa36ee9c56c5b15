/* Messages made ready ahead of the record: read, taken apart and, as far as can be supposed, decided. */
#pragma once
#include "work_private.h"

typedef struct {
    Work *work;       /* of which it uses the rules, the spool (to open items) and the reader, nobody else's until ahead_stop() */
    GPtrArray *items; /* of SpoolItem */
    guint from;       /* the first that is wanted */
    Instant now;
} AheadTask;

typedef struct Ahead Ahead;
/* Everything in the task must outlive the result. Takes `numbers`. */
Ahead *ahead_start(AheadTask task, SupposedNumbers *numbers);
/* Waits for what it is at, drops what nobody asked for. */
void ahead_stop(Ahead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ahead, ahead_stop)
/* The next item; never NULL but for TEMP, when it could not be looked at: then nothing behind it was either. To be given back. */
Ready *ahead_next(Ahead *ahead, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ahead_give_back(Ahead *ahead, Ready *ready);
/* Once the record was asked: if the number supposed for this one was wrong, so are those of all that were ready with it. */
void ahead_correct(Ahead *ahead, const Ready *ready);
