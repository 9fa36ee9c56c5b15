/* How far a long collection is: a line that is written over on a terminal, a line in the log now and then otherwise. */
#pragma once
#include <glib.h>

typedef struct CollectProgress CollectProgress;
CollectProgress *collect_progress_new(const char *what);
void collect_progress_free(CollectProgress *progress); /* NULL is fine */
/* `done` of `total` messages. Short collections show nothing. */
void collect_progress_show(CollectProgress *progress, guint64 done, guint64 total);
void collect_progress_end(CollectProgress *progress);
/* "mailbox: 1200 of 5000 messages, 340/s, 11 s left"; after `elapsed` microseconds. Newly allocated. */
char *collect_progress_text(const char *what, guint64 done, guint64 total, gint64 elapsed);
