/* The limits a reader lives under. */
#pragma once
#include "reader.h"

typedef struct ReaderJail ReaderJail;

ReaderJail *reader_jail_new(guint64 memory); /* in the zygote; NULL when there is no memory for the filter */
/* In the reader, which from here on has `channel` and the descriptors it is given. FALSE: it must end. */
gboolean reader_jail_enter(ReaderJail *jail, int channel) G_GNUC_WARN_UNUSED_RESULT;
