/* The process that readers are forked from. It is itself forked before work opens its database, and never reads a
 * message. */
#pragma once
#include "reader_private.h"

typedef struct ReaderZygote ReaderZygote;

ReaderZygote *reader_zygote_start(ReaderFunctions functions, const FormLabels *labels, ReaderLimits limits,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void reader_zygote_dismiss(ReaderZygote *zygote); /* it and its reader are to end; only stop may follow; NULL is fine */
void reader_zygote_stop(ReaderZygote *zygote);    /* waits until they have; NULL is fine */
/* Ends the present reader, if any, and starts another. *channel_out: its pipe. *status_out: the wait status of the
 * one that ended, 0 if there was none. TEMP on failure. */
gboolean reader_zygote_renew(ReaderZygote *zygote, int *channel_out, int *status_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
typedef enum {
    READER_APART_FILES,
    READER_APART_PDF,       /* it may meet one, so that what reads PDF must be there */
    READER_APART_SIGNATURE, /* not a reading: it says whose signature it is */
} ReaderApart;

/* The reader of a second reading, beside the present one: at most one, ended before the next begins. TEMP on failure. */
gboolean reader_zygote_begin_apart(ReaderZygote *zygote, ReaderApart what, int *channel_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean reader_zygote_end_apart(ReaderZygote *zygote, int *status_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether one of these found that the zygote has ended: no reader starts any more. */
gboolean reader_zygote_gone(const ReaderZygote *zygote);
