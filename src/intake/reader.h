/* The reader child: parses one message at a time under limits (memory, time, no files, no network) and answers with a
 * flat record. A zygote is forked first, before the database and keys are opened, and forks a new reader when one is
 * gone. Messages go as descriptors over a SOCK_SEQPACKET, up to READER_WINDOW in flight; answers come in order.
 * A message that holds files to open (MAIL_FLAG_CONTAINERS) is read a second time, with them opened, in a reader forked
 * for it alone and ended afterwards; if that fails the first reading stands, its files with the reason.
 * Where the site believes S/MIME, the signature of a message that has one is verified in another, which is given nothing else; and
 * what such a signature proves is read again apart, so that nothing that an earlier message did to a reader is in it. */
#pragma once
#include "form_labels.h"
#include "mail_record.h"

#define READER_WINDOW 32

typedef struct Reader Reader;
typedef struct {
    guint64 memory;      /* RLIMIT_AS in bytes; 0 = none (sanitizer builds use ASan's own limit) */
    guint seconds;       /* per message; then it is killed */
    guint retire_after;  /* messages after which it is replaced; 0 = never */
    guint64 apart_memory; /* the same two for the second reading */
    guint apart_seconds;
} ReaderLimits;
ReaderLimits reader_default_limits(void);

/* Forks; call from the main thread, before any secret or database is open. `smime_cas`: PEM of the CAs whose certificates prove a
 * sender; NULL: no signature is verified. */
Reader *reader_start(const FormLabels *labels, const char *smime_cas, ReaderLimits limits, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same in two steps, for who has something else to do while the parsers are set up: forked, then ready to be asked. */
Reader *reader_begin(const FormLabels *labels, const char *smime_cas, ReaderLimits limits, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean reader_ready(Reader *reader, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* It ends while something else is done; only reader_stop() may follow, which waits for it. */
void reader_dismiss(Reader *reader);
void reader_stop(Reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reader, reader_stop)

guint reader_room(const Reader *reader);     /* how many more may be submitted now */
/* Sends the descriptor (dup'ed; the caller keeps its own) of a message that came at `received`. */
gboolean reader_submit(Reader *reader, int fd, Instant received, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The answer to the oldest unanswered message: TRUE with *record_out, or with NULL and *failure_out in words ("the
 * reader crashed on it twice", "took longer than 10 seconds", "needed more than 256 MiB") when it must be held. FALSE on TEMP. */
gboolean reader_answer(Reader *reader, MailRecord **record_out, char **failure_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets every message without an answer. For a run that begins after another was broken off: answers go by order
 * alone, and an old one must never be taken for the next message's. */
void reader_forget(Reader *reader);
guint reader_restarts(const Reader *reader);
/* Whether the process that readers are forked from has ended (by the kernel, for want of memory, say). Every answer is TEMP
 * from then on, and only a process that starts afresh gets another. */
gboolean reader_is_lost(const Reader *reader);
