/* The process that readers are forked from. It is itself forked before work opens its database, and never reads a
 * message. */
#pragma once
#include "reader_private.h"

typedef struct ReaderZygote ReaderZygote;

ReaderZygote *reader_zygote_start(ReaderFunctions functions, const FormLabels *labels, ReaderLimits limits,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void reader_zygote_stop(ReaderZygote *zygote); /* ends it and its reader; NULL is fine */
/* Ends the present reader, if any, and starts another. *channel_out: its pipe. *status_out: the wait status of the
 * one that ended, 0 if there was none. TEMP on failure. */
gboolean reader_zygote_renew(ReaderZygote *zygote, int *channel_out, int *status_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Whether renew found that the zygote has ended: no reader starts any more. */
gboolean reader_zygote_gone(const ReaderZygote *zygote);
