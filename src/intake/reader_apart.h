/* What is done with one message in a reader of its own: the second reading, with the files in it opened; and its signature. */
#pragma once
#include "reader_talk.h"
#include "reader_zygote.h"

/* Reads the message behind `fd` again. TRUE with *record: the second reading in place of the first, which is freed, or
 * the first with the reason why its files could not be opened. FALSE, TEMP: no reader can be started; *record stays. */
gboolean reader_apart_read(ReaderZygote *zygote, ReaderLimits limits, ReaderTalk *talk, const ReaderQuestion *question,
                           int fd, MailRecord **record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whose signature the message behind `fd` has, into the record. FALSE, TEMP: no reader can be started. */
gboolean reader_apart_prove(ReaderZygote *zygote, ReaderLimits limits, ReaderTalk *talk, const ReaderQuestion *question,
                            int fd, MailRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
