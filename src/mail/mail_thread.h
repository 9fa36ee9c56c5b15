/* Thread-Index: how Outlook and Exchange group a conversation ([MS-OXOMSG] 2.2.1.3). A block of 22 bytes says which
 * conversation it is (1, a time, 16 bytes of its own), each answer adds one of 5 bytes. As text it is base64. */
#pragma once
#include <glib.h>
#include "instant.h"

/* What a stranger's field holds, in canonical base64; "" when it is no index. Of one with more than a few dozen answers only
 * the conversation is kept. */
char *mail_thread_read(const char *value);
/* The conversation of that name, begun at `began`: the same in every mail. */
char *mail_thread_begin(const char *name, Instant began);
/* `index`, which is one that these functions gave, with a block for one more answer; `message_id` tells it from the others. */
char *mail_thread_next(const char *index, Instant at, const char *message_id);
