/* Opens the files of a message in a reader that reads nothing else and is then ended.
 *
 * Libraries that open documents, archives and Outlook's wrapper see whatever a stranger sent, so what they may spoil is
 * this one message's second reading: whether it crashes, loops, eats memory or answers nonsense, the first reading
 * stands, and its files say why they were not opened. One attempt is enough: nobody else was in that process.
 *
 * The second reading is believed about what a message holds, never about who sent it: a reader that was taken over by a
 * document must not be able to make another sender of it. A record whose head differs from the first one's is refused. Who signed is asked of another process,
 * which is given the same bytes and is ended before anything of them is opened. */
#include "reader_apart.h"
#include <string.h>
#include <sys/wait.h>

static gboolean is_pdf(const MailAttachment *file)
{
    g_autofree char *name = g_ascii_strdown(file->name, -1);
    return g_str_has_suffix(name, ".pdf") || strstr(file->type, "pdf") != NULL;
}

/* What is inside a wrapper is not known yet. */
static gboolean is_wrapper(const MailAttachment *file)
{
    return g_str_equal(file->type, "application/ms-tnef") ||
           g_ascii_strcasecmp(file->name, "winmail.dat") == 0 ||
           g_str_has_suffix(file->type, "/octet-stream");
}

static gboolean may_hold_pdf(const MailRecord *record)
{
    for (guint i = 0; i < record->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(record->attachments, MailAttachment, i);
        if (is_pdf(file) || is_wrapper(file))
            return TRUE;
    }
    return FALSE;
}

static char *failure_text(ReaderOutcome outcome, int status, ReaderLimits limits)
{
    if (outcome == READER_LATE)
        return g_strdup_printf("could not be opened: took longer than %u seconds",
                               limits.apart_seconds);
    if (outcome == READER_ABSURD)
        return g_strdup("could not be opened: what the reader made of it made no sense");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != READER_EXIT_MEMORY)
        return g_strdup("could not be opened: the reader crashed on it");
    if (limits.apart_memory == 0)
        return g_strdup("could not be opened: needed more memory than there is");
    return g_strdup_printf("could not be opened: needed more than %" G_GUINT64_FORMAT " MiB",
                           limits.apart_memory >> 20);
}

static ReaderOutcome ask(ReaderTalk *talk, ReaderLimits limits, const ReaderQuestion *question,
                         int fd, MailRecord **second_out)
{
    ReaderOutcome outcome = reader_talk_ready(talk, limits.apart_seconds);
    if (outcome != READER_HEARD)
        return outcome;
    if (!reader_talk_ask(talk, question, fd))
        return READER_ENDED;
    return reader_talk_answer(talk, question->sequence, limits.apart_seconds, second_out);
}

gboolean reader_apart_read(ReaderZygote *zygote, ReaderLimits limits, ReaderTalk *talk,
                           const ReaderQuestion *question, int fd, MailRecord **record,
                           GError **error)
{
    int status;
    g_autoptr(MailRecord) second = NULL;
    ReaderApart what = may_hold_pdf(*record) ? READER_APART_PDF : READER_APART_FILES;
    if (!reader_zygote_begin_apart(zygote, what, &talk->channel, error))
        return FALSE;
    ReaderOutcome outcome = ask(talk, limits, question, fd, &second);
    reader_talk_end(talk);
    if (!reader_zygote_end_apart(zygote, &status, error))
        return FALSE;
    if (outcome == READER_HEARD && !mail_record_same_head(*record, second))
        outcome = READER_ABSURD;
    if (outcome == READER_HEARD) {
        mail_record_set_signature(second, *record);
        mail_record_free(*record);
        *record = g_steal_pointer(&second);
        return TRUE;
    }
    g_autofree char *why = failure_text(outcome, status, limits);
    mail_record_leave_unopened(*record, why);
    if (*(*record)->signer != '\0') {
        mail_record_set_signature(*record, NULL);
        (*record)->signature = "is valid, but the message could not be read a second time";
    }
    return TRUE;
}

gboolean reader_apart_prove(ReaderZygote *zygote, ReaderLimits limits, ReaderTalk *talk,
                            const ReaderQuestion *question, int fd, MailRecord *record,
                            GError **error)
{
    int status;
    g_autoptr(MailRecord) said = NULL;
    if (!reader_zygote_begin_apart(zygote, READER_APART_SIGNATURE, &talk->channel, error))
        return FALSE;
    ReaderOutcome outcome = ask(talk, limits, question, fd, &said);
    reader_talk_end(talk);
    if (!reader_zygote_end_apart(zygote, &status, error))
        return FALSE;
    mail_record_set_signature(record, outcome == READER_HEARD ? said : NULL);
    if (outcome != READER_HEARD)
        record->signature = "could not be verified: the reader ended over it";
    return TRUE;
}
