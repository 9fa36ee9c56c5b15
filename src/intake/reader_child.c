/* A reader: takes a message's descriptor, parses the bytes, answers with a flat record; again and
 * again until work hangs up. Only such a process runs mail_read(), mail_read_containers() and mail_smime().
 *
 * It keeps nothing from one message to the next, reads a private copy (a file that shrinks under a
 * mapping would end it), and ends at the first sign that the next answer could be worth less than
 * this one: a failed allocation, a critical message of a library, a packet that is not a whole
 * question. Its exit status says which; work then tries the message alone, then holds it. It logs
 * nothing, because messages of parsers quote what they parse. Of a message over
 * MAIL_LIMIT_READ_BYTES it reads the beginning, so that the office sees whose it is. */
#include "reader_child.h"
#include "mail_limits.h"
#include "reader_pipe.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static void end_on_critical(const char *domain, GLogLevelFlags level, const char *message,
                            gpointer unused)
{
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) == 0)
        return;
    _exit(strstr(message, "failed to allocate") != NULL ? READER_EXIT_MEMORY
                                                        : READER_EXIT_CRITICAL);
}

/* TRUE when the `length` bytes the file is said to have are there. */
static gboolean read_file(int fd, char *bytes, gsize length)
{
    gsize have = 0;
    while (have < length) {
        ssize_t n = pread(fd, bytes + have, length - have, (off_t)have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FALSE;
        have += (gsize)n;
    }
    return TRUE;
}

static MailRecord *unreadable(const char *why)
{
    MailRecord *record = mail_record_new();
    record->refusal = mail_record_keep(record, why);
    return record;
}

static MailRecord *do_task(const ReaderTask *task, const char *bytes, gsize length,
                           Instant received)
{
    return task->prove ? task->prove(bytes, length, task->cas, received)
                       : task->read(bytes, length, task->labels);
}

static MailRecord *read_message(const ReaderTask *task, int fd, const ReaderQuestion *question)
{
    gboolean too_large = question->bytes > MAIL_LIMIT_READ_BYTES;
    gsize length = too_large ? READER_HEAD_BYTES : (gsize)question->bytes;
    g_autofree char *bytes = g_malloc(length + 1);
    if (!read_file(fd, bytes, length))
        return unreadable("the stored message could not be read");
    bytes[length] = '\0';
    MailRecord *record = do_task(task, bytes, length, question->received);
    if (too_large) {
        record->refusal = mail_record_keep(record, "too large to read");
        record->flags |= MAIL_FLAG_TRUNCATED;
    }
    return record;
}

static gboolean answer(int channel, guint64 sequence, const MailRecord *record)
{
    g_autoptr(GVariant) packed = mail_record_pack(record);
    const char *bytes = g_variant_get_data(packed);
    gsize total = g_variant_get_size(packed);
    ReaderHead head = {sequence, total};
    for (gsize at = 0; at < total; at += READER_CHUNK) {
        struct iovec pieces[] = {{&head, sizeof head},
                                 {(char *)bytes + at, MIN(total - at, READER_CHUNK)}};
        if (!reader_pipe_send(channel, pieces, 2, -1, 0))
            return FALSE;
    }
    return TRUE;
}

static gboolean say_ready(int channel)
{
    ReaderHead head = {0, 0};
    return reader_pipe_send(channel, &(struct iovec){&head, sizeof head}, 1, -1, 0);
}

void reader_child_run(const ReaderTask *task, ReaderJail *jail, int channel)
{
    g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
    g_log_set_default_handler(end_on_critical, NULL);
    if (!reader_jail_enter(jail, channel) || !say_ready(channel))
        _exit(READER_EXIT_SETUP);
    for (;;) {
        ReaderQuestion question;
        int fd;
        gssize got = reader_pipe_receive(channel, &question, sizeof question, &fd);
        if (got == 0)
            _exit(0);
        if (got != sizeof question || fd < 0)
            _exit(READER_EXIT_SETUP);
        g_autoptr(MailRecord) record = read_message(task, fd, &question);
        close(fd);
        if (!answer(channel, question.sequence, record))
            _exit(0); /* work has gone */
    }
}
