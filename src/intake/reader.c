/* work's side of the reader: a window of messages in flight, and what to do when a reader ends.
 *
 * Answers come in the order of the questions, so when a reader ends without being asked to, the
 * first message without an answer is the suspect. Answers it gave before are read first, even after
 * ECONNRESET. A new reader then gets the suspect alone, once; if that ends it too, the message is
 * answered with a failure in words, and the others of the window, whose descriptors are kept until
 * they are answered, are asked again by themselves. The same goes for a message that takes too long
 * and for an answer that is no record: a reader that sent one is not believed again.
 *
 * Of a message that holds files to open, the answer is the record of a second reading, in a reader of
 * its own (reader_apart.c); those in flight behind it are read on meanwhile.
 *
 * A message's time counts while work waits for it alone, so neither a pause of work nor the
 * messages before it are held against it. A reader is replaced after `retire_after` messages: no
 * more are sent, and once the last is answered another takes over. When no reader can be started,
 * reader_answer() is TEMP and nothing is forgotten. */
#include "reader.h"
#include "error.h"
#include "mail_limits.h"
#include "mail_pdf.h"
#include "mail_read.h"
#include "mail_smime.h"
#include "reader_apart.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ATTEMPTS 2
#define DEFAULT_MEMORY ((guint64)256 << 20)
#define DEFAULT_SECONDS 10
#define DEFAULT_RETIRE 2000
#define DEFAULT_APART_MEMORY ((guint64)384 << 20) /* libraries and a document beside the message */
#define DEFAULT_APART_SECONDS 20

typedef struct {
    int fd;
    ReaderQuestion question;
    gboolean sent;     /* to the present reader */
    guint attempts;    /* that ended badly */
    MailRecord *first; /* its answer, when the second reading could not begin */
} Pending;

struct Reader {
    ReaderZygote *zygote;
    ReaderLimits limits;
    ReaderTalk talk;  /* with the present reader */
    ReaderTalk apart; /* with the one of a second reading */
    guint given;      /* messages the present reader was given */
    guint restarts;
    gboolean proves;  /* signatures are verified */
    guint64 sequence; /* of the message last submitted */
    GQueue pending;   /* of Pending, oldest first */
};

ReaderLimits reader_default_limits(void)
{
    return (ReaderLimits){DEFAULT_MEMORY, DEFAULT_SECONDS, DEFAULT_RETIRE, DEFAULT_APART_MEMORY,
                          DEFAULT_APART_SECONDS};
}

static void pending_free(gpointer element)
{
    Pending *pending = element;
    close(pending->fd);
    g_clear_pointer(&pending->first, mail_record_free);
    g_free(pending);
}

/* ---- questions to the reader ---- */

static void forget_channel(Reader *reader)
{
    reader_talk_end(&reader->talk);
    reader->given = 0;
    for (GList *l = reader->pending.head; l != NULL; l = l->next)
        ((Pending *)l->data)->sent = FALSE;
}

/* Another reader in place of the present one; nothing is asked of it yet. */
static gboolean renew(Reader *reader, int *status_out, GError **error)
{
    forget_channel(reader);
    if (!reader_zygote_renew(reader->zygote, &reader->talk.channel, status_out, error))
        return FALSE;
    if (reader_talk_ready(&reader->talk, reader->limits.seconds) == READER_HEARD)
        return TRUE;
    forget_channel(reader);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "a reader did not come as far as putting its own limits in force");
    return FALSE;
}

static gboolean send_question(Reader *reader, Pending *pending)
{
    pending->sent = reader_talk_ask(&reader->talk, &pending->question, pending->fd);
    reader->given += pending->sent ? 1 : 0;
    return pending->sent;
}

/* Sends what may be sent: in order, a suspect alone, no more than a reader is to see. What the pipe
 * has no room for, or a reader that has ended, is met again in reader_answer(). */
static void send_questions(Reader *reader)
{
    for (GList *l = reader->pending.head; l != NULL && reader->talk.channel >= 0; l = l->next) {
        Pending *pending = l->data;
        if (!pending->sent &&
            (reader->given >= reader->limits.retire_after || !send_question(reader, pending)))
            return;
        if (pending->attempts > 0)
            return;
    }
}

gboolean reader_submit(Reader *reader, int fd, Instant received, GError **error)
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
    pending->question = (ReaderQuestion){++reader->sequence, (guint64)status.st_size, received};
    g_queue_push_tail(&reader->pending, pending);
    send_questions(reader);
    return TRUE;
}

/* ---- answers ---- */

static char *failure_text(const Reader *reader, ReaderOutcome outcome, int status)
{
    if (outcome == READER_LATE)
        return g_strdup_printf("took longer than %u seconds", reader->limits.seconds);
    if (outcome == READER_ABSURD)
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
static gboolean blame(Reader *reader, ReaderOutcome outcome, char **failure_out, GError **error)
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
    if ((reader->talk.channel < 0 || retired) && !renew(reader, &status, error))
        return FALSE;
    send_questions(reader);
    return TRUE;
}

/* The oldest message's first reading: *record_out, or NULL with the reason in words. */
static gboolean hear_oldest(Reader *reader, MailRecord **record_out, char **failure_out,
                            GError **error)
{
    const Pending *oldest = reader->pending.head->data;
    for (;;) {
        if (!ensure_reader(reader, error))
            return FALSE;
        ReaderOutcome outcome = reader_talk_answer(&reader->talk, oldest->question.sequence,
                                                   reader->limits.seconds, record_out);
        if (outcome != READER_HEARD && !blame(reader, outcome, failure_out, error))
            return FALSE;
        if (outcome == READER_HEARD || *failure_out != NULL)
            return TRUE;
    }
}

/* Who signed is never the reading's word: a reader may have been taken over by an earlier message. */
static gboolean prove(Reader *reader, const Pending *oldest, MailRecord *record, GError **error)
{
    mail_record_set_signature(record, NULL);
    return !reader->proves || (record->flags & MAIL_FLAG_SIGNED) == 0 || *record->refusal != '\0' ||
           reader_apart_prove(reader->zygote, reader->limits, &reader->apart, &oldest->question,
                              oldest->fd, record, error);
}

/* The second reading of a message that asks for one, or is proven by its signature; one that is held
 * whatever it says needs none. */
static gboolean read_again(Reader *reader, const Pending *oldest, MailRecord **record,
                           GError **error)
{
    if (((*record)->flags & MAIL_FLAG_CONTAINERS) == 0 && *(*record)->signer == '\0')
        return TRUE;
    if (*(*record)->refusal == '\0')
        return reader_apart_read(reader->zygote, reader->limits, &reader->apart, &oldest->question,
                                 oldest->fd, record, error);
    mail_record_leave_unopened(*record, "not opened");
    return TRUE;
}

/* FALSE leaves the first reading with the message, for the next time. */
static gboolean read_apart(Reader *reader, Pending *oldest, MailRecord **record, GError **error)
{
    if (*record == NULL ||
        (prove(reader, oldest, *record, error) && read_again(reader, oldest, record, error)))
        return TRUE;
    oldest->first = g_steal_pointer(record);
    return FALSE;
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
    Pending *oldest = reader->pending.head->data;
    *record_out = g_steal_pointer(&oldest->first);
    if (*record_out == NULL && !hear_oldest(reader, record_out, failure_out, error))
        return FALSE;
    if (!read_apart(reader, oldest, record_out, error))
        return FALSE;
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

static Reader *begin_with(ReaderFunctions functions, const FormLabels *labels, ReaderLimits limits,
                          GError **error)
{
    g_autoptr(Reader) reader = g_new0(Reader, 1);
    reader->talk.channel = reader->apart.channel = -1;
    reader->limits = limits;
    reader->proves = functions.prove != NULL && functions.cas != NULL;
    if (limits.retire_after == 0)
        reader->limits.retire_after = G_MAXUINT;
    g_queue_init(&reader->pending);
    reader->zygote = reader_zygote_start(functions, labels, limits, error);
    return reader->zygote != NULL ? g_steal_pointer(&reader) : NULL;
}

Reader *reader_start_with(ReaderFunctions functions, const FormLabels *labels, ReaderLimits limits,
                          GError **error)
{
    g_autoptr(Reader) reader = begin_with(functions, labels, limits, error);
    return reader != NULL && reader_ready(reader, error) ? g_steal_pointer(&reader) : NULL;
}

Reader *reader_begin(const FormLabels *labels, const char *smime_cas, ReaderLimits limits,
                     GError **error)
{
    const ReaderFunctions functions = {mail_read_init,   mail_read,  mail_read_containers,
                                       mail_pdf_prepare, mail_smime, smime_cas};
    return begin_with(functions, labels, limits, error);
}

gboolean reader_ready(Reader *reader, GError **error)
{
    int status;
    return renew(reader, &status, error);
}

Reader *reader_start(const FormLabels *labels, const char *smime_cas, ReaderLimits limits,
                     GError **error)
{
    g_autoptr(Reader) reader = reader_begin(labels, smime_cas, limits, error);
    return reader != NULL && reader_ready(reader, error) ? g_steal_pointer(&reader) : NULL;
}

void reader_dismiss(Reader *reader)
{
    forget_channel(reader);
    reader_zygote_dismiss(reader->zygote);
}

void reader_stop(Reader *reader)
{
    if (reader == NULL)
        return;
    reader_dismiss(reader);
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
