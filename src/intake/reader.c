/* work's side of the reader: a window of messages in flight, and what to do when a reader ends.
 *
 * Answers come in the order of the questions, so when a reader ends without being asked to, the
 * first message without an answer is the suspect. Answers it gave before are read first, even after
 * ECONNRESET. A new reader then gets the suspect alone, once; if that ends it too, the message is
 * answered with a failure in words, and the others of the window, whose descriptors are kept until
 * they are answered, are asked again by themselves. The same goes for a message that takes too long
 * and for an answer that is no record: a reader that sent one is not believed again.
 *
 * A message's time counts while work waits for it alone, so neither a pause of work nor the
 * messages before it are held against it. A reader is replaced after `retire_after` messages: no
 * more are sent, and once the last is answered another takes over. When no reader can be started,
 * reader_answer() is TEMP and nothing is forgotten. */
#include "reader.h"
#include "error.h"
#include "mail_limits.h"
#include "mail_read.h"
#include "reader_pipe.h"
#include "reader_private.h"
#include "reader_zygote.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ATTEMPTS 2
#define DEFAULT_MEMORY ((guint64)256 << 20)
#define DEFAULT_SECONDS 10
#define DEFAULT_RETIRE 2000

typedef struct {
    int fd;
    ReaderQuestion question;
    gboolean sent;  /* to the present reader */
    guint attempts; /* that ended badly */
} Pending;

typedef struct {
    ReaderHead head;
    char bytes[READER_CHUNK];
} Packet;

struct Reader {
    ReaderZygote *zygote;
    ReaderLimits limits;
    int channel; /* to the present reader, -1 if there is none */
    guint given; /* messages the present reader was given */
    guint restarts;
    guint64 sequence; /* of the message last submitted */
    GQueue pending;   /* of Pending, oldest first */
    Packet packet;
};

typedef enum { HEARD, ENDED, LATE, ABSURD } Outcome;

ReaderLimits reader_default_limits(void)
{
    return (ReaderLimits){DEFAULT_MEMORY, DEFAULT_SECONDS, DEFAULT_RETIRE};
}

static void pending_free(gpointer element)
{
    close(((Pending *)element)->fd);
    g_free(element);
}

/* ---- packets from the reader ---- */

/* The next packet into reader->packet, within the deadline. */
static Outcome hear(Reader *reader, gint64 deadline, gsize *length_out)
{
    for (;;) {
        gint64 left = deadline - g_get_monotonic_time();
        struct pollfd channel = {reader->channel, POLLIN, 0};
        ssize_t length =
            recv(reader->channel, &reader->packet, sizeof reader->packet, MSG_DONTWAIT | MSG_TRUNC);
        if (length > 0) {
            *length_out = (gsize)length;
            return (gsize)length <= sizeof reader->packet ? HEARD : ABSURD;
        }
        if (length == 0)
            return ENDED;
        if (errno == ECONNRESET || errno == EINTR)
            continue; /* answers may still lie behind the first; then comes the end */
        if (errno != EAGAIN)
            return ENDED;
        if (left <= 0)
            return LATE;
        poll(&channel, 1, (int)(left / 1000) + 1);
    }
}

static gint64 deadline_of(const Reader *reader)
{
    return g_get_monotonic_time() + (gint64)reader->limits.seconds * G_USEC_PER_SEC;
}

static Outcome hear_ready(Reader *reader)
{
    gsize length;
    Outcome outcome = hear(reader, deadline_of(reader), &length);
    if (outcome != HEARD)
        return outcome;
    const ReaderHead *head = &reader->packet.head;
    return length == sizeof *head && head->sequence == 0 && head->total == 0 ? HEARD : ABSURD;
}

/* Adds the packet just heard to the answer, which has its full size from the first packet on. */
static gboolean add_packet(const Reader *reader, guint64 sequence, gsize length, GByteArray *answer,
                           guint64 *total)
{
    const ReaderHead *head = &reader->packet.head;
    if (length <= sizeof *head || head->sequence != sequence)
        return FALSE;
    if (answer->len == 0)
        *total = head->total;
    gsize chunk = length - sizeof *head;
    if (head->total != *total || *total > READER_ANSWER_BYTES ||
        chunk != MIN(*total - answer->len, READER_CHUNK))
        return FALSE;
    g_byte_array_append(answer, (const guint8 *)reader->packet.bytes, (guint)chunk);
    return TRUE;
}

static Outcome take_apart(GByteArray *answer, MailRecord **record_out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(answer);
    g_autoptr(GVariant) packed =
        g_variant_ref_sink(g_variant_new_from_bytes(mail_record_type(), bytes, FALSE));
    *record_out = mail_record_unpack(packed, &error);
    if (*record_out == NULL)
        g_warning("the reader's answer is refused: %s", error->message);
    return *record_out != NULL ? HEARD : ABSURD;
}

static Outcome hear_answer(Reader *reader, guint64 sequence, MailRecord **record_out)
{
    gint64 deadline = deadline_of(reader);
    g_autoptr(GByteArray) answer = g_byte_array_new();
    guint64 total = G_MAXUINT64;
    while (answer->len < total) {
        gsize length;
        Outcome outcome = hear(reader, deadline, &length);
        if (outcome != HEARD)
            return outcome;
        if (!add_packet(reader, sequence, length, answer, &total))
            return ABSURD;
    }
    return take_apart(g_steal_pointer(&answer), record_out);
}

/* ---- questions to the reader ---- */

static void forget_channel(Reader *reader)
{
    if (reader->channel >= 0)
        close(reader->channel);
    reader->channel = -1;
    reader->given = 0;
    for (GList *l = reader->pending.head; l != NULL; l = l->next)
        ((Pending *)l->data)->sent = FALSE;
}

/* Another reader in place of the present one; nothing is asked of it yet. */
static gboolean renew(Reader *reader, int *status_out, GError **error)
{
    forget_channel(reader);
    if (!reader_zygote_renew(reader->zygote, &reader->channel, status_out, error))
        return FALSE;
    if (hear_ready(reader) == HEARD)
        return TRUE;
    forget_channel(reader);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "a reader did not come as far as putting its own limits in force");
    return FALSE;
}

static gboolean send_question(Reader *reader, Pending *pending)
{
    struct iovec piece = {&pending->question, sizeof pending->question};
    pending->sent = reader_pipe_send(reader->channel, &piece, 1, pending->fd, MSG_DONTWAIT);
    reader->given += pending->sent ? 1 : 0;
    return pending->sent;
}

/* Sends what may be sent: in order, a suspect alone, no more than a reader is to see. What the pipe
 * has no room for, or a reader that has ended, is met again in reader_answer(). */
static void send_questions(Reader *reader)
{
    for (GList *l = reader->pending.head; l != NULL && reader->channel >= 0; l = l->next) {
        Pending *pending = l->data;
        if (!pending->sent &&
            (reader->given >= reader->limits.retire_after || !send_question(reader, pending)))
            return;
        if (pending->attempts > 0)
            return;
    }
}

gboolean reader_submit(Reader *reader, int fd, GError **error)
{
    struct stat status;
    if (reader_room(reader) == 0) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "the reader's window is full");
        return FALSE;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "a message is not a regular file");
        return FALSE;
    }
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0) {
        casegate_error_from_errno(error, errno, "cannot give a message to the reader");
        return FALSE;
    }
    Pending *pending = g_new0(Pending, 1);
    pending->fd = own;
    pending->question = (ReaderQuestion){++reader->sequence, (guint64)status.st_size};
    g_queue_push_tail(&reader->pending, pending);
    send_questions(reader);
    return TRUE;
}

/* ---- answers ---- */

static char *failure_text(const Reader *reader, Outcome outcome, int status)
{
    if (outcome == LATE)
        return g_strdup_printf("took longer than %u seconds", reader->limits.seconds);
    if (outcome == ABSURD)
        return g_strdup("the reader's answer about it made no sense twice");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != READER_EXIT_MEMORY)
        return g_strdup("the reader crashed on it twice");
    if (reader->limits.memory == 0)
        return g_strdup("needed more memory than there is");
    return g_strdup_printf("needed more than %" G_GUINT64_FORMAT " MiB",
                           reader->limits.memory >> 20);
}

/* The oldest message ended its reader. TRUE with the reason in words once that was its last
 * attempt. */
static gboolean blame(Reader *reader, Outcome outcome, char **failure_out, GError **error)
{
    int status = 0;
    Pending *suspect = reader->pending.head->data;
    suspect->attempts += suspect->sent ? 1 : 0;
    reader->restarts++;
    g_autoptr(GError) problem = NULL;
    gboolean renewed = renew(reader, &status, &problem);
    if (suspect->attempts == ATTEMPTS) {
        *failure_out = failure_text(reader, outcome, status);
        return TRUE; /* a reader that does not start is told of with the next message */
    }
    if (!renewed)
        g_propagate_error(error, g_steal_pointer(&problem));
    return renewed;
}

static void settle_oldest(Reader *reader)
{
    pending_free(g_queue_pop_head(&reader->pending));
    send_questions(reader);
}

/* A reader that may be given the oldest message, or has it already. */
static gboolean ensure_reader(Reader *reader, GError **error)
{
    int status;
    const Pending *oldest = reader->pending.head->data;
    gboolean retired = !oldest->sent && reader->given >= reader->limits.retire_after;
    if ((reader->channel < 0 || retired) && !renew(reader, &status, error))
        return FALSE;
    send_questions(reader);
    return TRUE;
}

gboolean reader_answer(Reader *reader, MailRecord **record_out, char **failure_out, GError **error)
{
    *record_out = NULL;
    *failure_out = NULL;
    if (reader->pending.length == 0) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG,
                    "no message was given to the reader");
        return FALSE;
    }
    const Pending *oldest = reader->pending.head->data;
    for (;;) {
        if (!ensure_reader(reader, error))
            return FALSE;
        Outcome outcome = hear_answer(reader, oldest->question.sequence, record_out);
        if (outcome != HEARD && !blame(reader, outcome, failure_out, error))
            return FALSE;
        if (outcome == HEARD || *failure_out != NULL)
            break;
    }
    settle_oldest(reader);
    return TRUE;
}

void reader_forget(Reader *reader)
{
    if (reader->pending.length == 0)
        return;
    g_queue_clear_full(&reader->pending, pending_free);
    forget_channel(reader); /* the reader may be about to answer what is forgotten */
}

/* ---- beginning and end ---- */

Reader *reader_start_with(ReaderFunctions functions, const FormLabels *labels, ReaderLimits limits,
                          GError **error)
{
    int status;
    g_autoptr(Reader) reader = g_new0(Reader, 1);
    reader->channel = -1;
    reader->limits = limits;
    if (limits.retire_after == 0)
        reader->limits.retire_after = G_MAXUINT;
    g_queue_init(&reader->pending);
    reader->zygote = reader_zygote_start(functions, labels, limits, error);
    if (reader->zygote == NULL || !renew(reader, &status, error))
        return NULL;
    return g_steal_pointer(&reader);
}

Reader *reader_start(const FormLabels *labels, ReaderLimits limits, GError **error)
{
    return reader_start_with((ReaderFunctions){mail_read_init, mail_read}, labels, limits, error);
}

void reader_stop(Reader *reader)
{
    if (reader == NULL)
        return;
    forget_channel(reader);
    reader_zygote_stop(reader->zygote);
    g_queue_clear_full(&reader->pending, pending_free);
    g_free(reader);
}

guint reader_room(const Reader *reader)
{
    return READER_WINDOW - reader->pending.length;
}

guint reader_restarts(const Reader *reader)
{
    return reader->restarts;
}

gboolean reader_is_lost(const Reader *reader)
{
    return reader_zygote_gone(reader->zygote);
}
