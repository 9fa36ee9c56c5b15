/* The second reading: one message, in a reader of its own, with the files in it opened. */
#pragma once
#include "reader_talk.h"
#include "reader_zygote.h"

/* Reads the message behind `fd` again. TRUE with *record: the second reading in place of the first, which is freed, or
 * the first with the reason why its files could not be opened. FALSE, TEMP: no reader can be started; *record stays. */
gboolean reader_apart_read(ReaderZygote *zygote, ReaderLimits limits, ReaderTalk *talk, const ReaderQuestion *question,
                           int fd, MailRecord **record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
