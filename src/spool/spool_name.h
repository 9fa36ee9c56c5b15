/* The name of a spooled message. It carries everything the ledger must know of it, so that a name and its bytes are
 * one durable thing:
 *
 *     0001774965600123.0004711_00000003_9f2c61aa04be,H=<sha256>,S=<bytes>,M=<mailbox>
 *
 * microseconds of arrival (16 digits, so that sorting by name is sorting by arrival), writer's process id, its counter,
 * six random hex digits and six of the sender's mark (spool_sender.h; older versions had random ones there, too); then the digest, the size and the mailbox with everything but [A-Za-z0-9@._+-] as %XX. */
#pragma once
#include "spool.h"

/* What is left of NAME_MAX for the encoded mailbox when the size takes its 20 digits. */
#define SPOOL_NAME_MAILBOX_BYTES 112

/* The name under incoming/tmp: the part before the first comma. `counter` and the clock's fraction keep the order of
 * messages that arrive in one second. */
char *spool_name_new(Instant arrived, guint counter);
/* The same with the sender's mark in the place of the last digits. Newly allocated. */
char *spool_name_mark(const char *unfinished, const char *digits);
/* The mark in a finished name, NUL-ended. FALSE: the name has none. */
gboolean spool_name_sender(const char *name, char *digits_out);
gboolean spool_name_fits(const char *mailbox); /* not empty, and short enough */
char *spool_name_finish(const char *unfinished, const char *sha256, guint64 bytes, const char *mailbox);
/* NULL when `name` is not exactly what spool_name_finish() would have made. */
SpoolItem *spool_name_parse(const char *name);
