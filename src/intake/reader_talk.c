/* What work says to a reader and hears from it.
 *
 * Nothing a reader sends is believed: a packet of another length, sequence or total than the one that must come, more
 * than READER_ANSWER_BYTES, or bytes that are no record are READER_ABSURD. Answers that came before a reader ended are
 * read first, even after ECONNRESET. Starts and ends no process. */
#include "reader_talk.h"
#include "reader_pipe.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

void reader_talk_end(ReaderTalk *talk)
{
    if (talk->channel >= 0)
        close(talk->channel);
    talk->channel = -1;
}

gboolean reader_talk_ask(ReaderTalk *talk, const ReaderQuestion *question, int fd)
{
    struct iovec piece = {(ReaderQuestion *)question, sizeof *question};
    return reader_pipe_send(talk->channel, &piece, 1, fd, MSG_DONTWAIT);
}

/* The next packet into talk->packet, within the deadline. */
static ReaderOutcome hear(ReaderTalk *talk, gint64 deadline, gsize *length_out)
{
    for (;;) {
        gint64 left = deadline - g_get_monotonic_time();
        struct pollfd channel = {talk->channel, POLLIN, 0};
        ssize_t length =
            recv(talk->channel, &talk->packet, sizeof talk->packet, MSG_DONTWAIT | MSG_TRUNC);
        if (length > 0) {
            *length_out = (gsize)length;
            return (gsize)length <= sizeof talk->packet ? READER_HEARD : READER_ABSURD;
        }
        if (length == 0)
            return READER_ENDED;
        if (errno == ECONNRESET || errno == EINTR)
            continue; /* answers may still lie behind the first; then comes the end */
        if (errno != EAGAIN)
            return READER_ENDED;
        if (left <= 0)
            return READER_LATE;
        poll(&channel, 1, (int)(left / 1000) + 1);
    }
}

static gint64 deadline_in(guint seconds)
{
    return g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
}

ReaderOutcome reader_talk_ready(ReaderTalk *talk, guint seconds)
{
    gsize length;
    ReaderOutcome outcome = hear(talk, deadline_in(seconds), &length);
    if (outcome != READER_HEARD)
        return outcome;
    const ReaderHead *head = &talk->packet.head;
    return length == sizeof *head && head->sequence == 0 && head->total == 0 ? READER_HEARD
                                                                             : READER_ABSURD;
}

/* Adds the packet just heard to the answer, which has its full size from the first packet on. */
static gboolean add_packet(const ReaderTalk *talk, guint64 sequence, gsize length,
                           GByteArray *answer, guint64 *total)
{
    const ReaderHead *head = &talk->packet.head;
    if (length <= sizeof *head || head->sequence != sequence)
        return FALSE;
    if (answer->len == 0)
        *total = head->total;
    gsize chunk = length - sizeof *head;
    if (head->total != *total || *total > READER_ANSWER_BYTES ||
        chunk != MIN(*total - answer->len, READER_CHUNK))
        return FALSE;
    g_byte_array_append(answer, (const guint8 *)talk->packet.bytes, (guint)chunk);
    return TRUE;
}

static ReaderOutcome take_apart(GByteArray *answer, MailRecord **record_out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(answer);
    g_autoptr(GVariant) packed =
        g_variant_ref_sink(g_variant_new_from_bytes(mail_record_type(), bytes, FALSE));
    *record_out = mail_record_unpack(packed, &error);
    if (*record_out == NULL)
        g_warning("the reader's answer is refused: %s", error->message);
    return *record_out != NULL ? READER_HEARD : READER_ABSURD;
}

ReaderOutcome reader_talk_answer(ReaderTalk *talk, guint64 sequence, guint seconds,
                                 MailRecord **record_out)
{
    gint64 deadline = deadline_in(seconds);
    g_autoptr(GByteArray) answer = g_byte_array_new();
    guint64 total = G_MAXUINT64;
    while (answer->len < total) {
        gsize length;
        ReaderOutcome outcome = hear(talk, deadline, &length);
        if (outcome != READER_HEARD)
            return outcome;
        if (!add_packet(talk, sequence, length, answer, &total))
            return READER_ABSURD;
    }
    return take_apart(g_steal_pointer(&answer), record_out);
}
