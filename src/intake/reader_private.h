/* What the files behind reader.h share, and the way in for tests: a reader that runs another function than mail_read().
 *
 * Between work and a reader go packets of a SOCK_SEQPACKET. A question is a ReaderQuestion with the message's
 * descriptor; its answer is a packed MailRecord in as many packets as it needs, each a ReaderHead and up to
 * READER_CHUNK bytes. work takes no descriptor from a reader, which may have been taken over. A reader's first packet
 * is a ReaderHead of zeros: its limits and filter are in force. */
#pragma once
#include "reader.h"

#define READER_CHUNK ((gsize)64 << 10)
#define READER_ANSWER_BYTES ((guint64)64 << 20) /* a larger record is refused */
#define READER_HEAD_BYTES ((gsize)1 << 20)      /* what is read of a message over MAIL_LIMIT_READ_BYTES */

typedef struct {
    guint64 sequence; /* from 1 */
    guint64 bytes;    /* the message's size */
    Instant received;
} ReaderQuestion;

typedef struct {
    guint64 sequence;
    guint64 total; /* bytes of the whole answer */
} ReaderHead;

#define READER_CHANNEL 4 /* the pipe's descriptor in the reader; 0, 1 and 2 are /dev/null, 3 is closed */

enum { /* a reader's exit status when it ends itself */
    READER_EXIT_SETUP = 70,    /* no limits, no filter: no reading */
    READER_EXIT_MEMORY = 71,   /* an allocation failed */
    READER_EXIT_CRITICAL = 72, /* a library found itself in the wrong */
};

typedef MailRecord *(*ReaderFunction)(const char *bytes, gsize length, const FormLabels *labels);

typedef MailRecord *(*ReaderProof)(const char *bytes, gsize length, const char *cas, Instant received);

typedef struct {
    void (*prepare)(void); /* once, in the zygote, before any limit; may be NULL */
    ReaderFunction read;
    ReaderFunction read_apart; /* the second reading */
    void (*prepare_pdf)(void); /* in the zygote, before the first second reading that may need it; may be NULL */
    ReaderProof prove;         /* whose signature is it; NULL, or no `cas`: no signature is looked at */
    const char *cas;           /* that it is given */
} ReaderFunctions;

typedef struct { /* what one reader does: one of the two */
    ReaderFunction read;
    const FormLabels *labels;
    ReaderProof prove;
    const char *cas;
} ReaderTask;

Reader *reader_start_with(ReaderFunctions functions, const FormLabels *labels, ReaderLimits limits, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
