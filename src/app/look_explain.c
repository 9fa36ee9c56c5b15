/* What would happen with a message: read by the reader child as `work` would, decided on what the
 * store holds, shown.
 *
 * The bytes are copied into memory first, so that what is hashed is what is read, also from a pipe.
 * The reader is started before the store is opened. Nothing of the answer is kept. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "decide.h"
#include "digest.h"
#include "error.h"
#include "explain_office.h"
#include "first_copy.h"
#include "look.h"
#include "look_store.h"
#include "mail_limits.h"
#include "no_store.h"
#include "reader.h"

#define CHUNK (64u << 10)

typedef struct {
    int fd; /* the copy, at its beginning; -1 none */
    guint64 bytes;
    char *sha256;
    MailRecord *mail; /* never NULL once read; empty when unreadable */
    char *failure;    /* why it was not read, or NULL */
} Message;

static void message_clear(Message *message)
{
    if (message->fd >= 0)
        close(message->fd);
    g_clear_pointer(&message->sha256, g_free);
    g_clear_pointer(&message->mail, mail_record_free);
    g_clear_pointer(&message->failure, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Message, message_clear)

static gboolean put(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        gssize written = write(fd, bytes, length);
        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0) {
            bytes += written;
            length -= (gsize)written;
        }
    }
    return TRUE;
}

static gboolean copy_bytes(Message *message, int from, Digest *digest)
{
    g_autofree char *buffer = g_malloc(CHUNK);
    for (;;) {
        gssize got = read(from, buffer, CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 && lseek(message->fd, 0, SEEK_SET) == 0;
        digest_update(digest, buffer, (gsize)got);
        message->bytes += (guint64)got;
        if (!put(message->fd, buffer, (gsize)got))
            return FALSE;
    }
}

static gboolean copy_message(Message *message, const char *path, GError **error)
{
    gboolean piped = strcmp(path, "-") == 0;
    int from = piped ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    g_autoptr(Digest) digest = digest_new();
    message->fd = from < 0 ? -1 : memfd_create("message", MFD_CLOEXEC);
    gboolean copied = message->fd >= 0 && copy_bytes(message, from, digest);
    if (copied)
        message->sha256 = digest_finish(g_steal_pointer(&digest));
    else
        casegate_error_from_errno(error, errno, "cannot read '%s'", path);
    if (!piped && from >= 0)
        close(from);
    return copied;
}

/* Fills message->mail; what could not be read is said in message->failure. */
static gboolean read_message(Message *message, const Ruleset *rules, Instant received,
                             GError **error)
{
    if (message->bytes > MAIL_LIMIT_READ_BYTES) {
        message->failure = g_strdup("too large to read");
    } else {
        g_autoptr(Reader) reader =
            reader_start(forms_labels(rules->forms), rules->site.proof.smime_cas,
                         reader_default_limits(), error);
        if (!reader || !reader_submit(reader, message->fd, received, error) ||
            !reader_answer(reader, &message->mail, &message->failure, error))
            return FALSE;
    }
    if (!message->mail)
        message->mail = mail_record_new();
    return TRUE;
}

/* Of a message that came before, work records the copy with the first one's case and does nothing else. */
static gboolean make_repeat(Decision *decision, Store *store, const LedgerRow *first,
                            GError **error)
{
    GError *failure = NULL;
    Case *c = *first->reference ? store_case_load(store, first->reference, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_clear_pointer(&decision->subject_case, case_free);
    g_clear_pointer(&decision->held, held_row_free);
    g_free(decision->reason);
    decision->disposition = "repeat";
    decision->reason = g_strdup("the same message came before");
    decision->repeat_of = first->id;
    decision->subject_case = c;
    decision->first_new = c ? c->events->len : 0;
    decision->is_new = FALSE;
    g_ptr_array_set_size(decision->mails, 0);
    return TRUE;
}

static Decision *decide(const Intake *asked, const Message *message, Store *store, GError **error)
{
    GError *failure = NULL;
    CopyKnown known = {FALSE, FALSE};
    g_autoptr(LedgerRow) first =
        store ? first_copy(store, asked->sha256, asked->mailbox, asked->mail, &known, &failure)
              : NULL;
    Intake intake = *asked;
    intake.unproven = known.unproven;
    intake.reused_id = known.reused_id;
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    g_autoptr(Decision) decision = message->failure
                                       ? decide_unreadable(&intake, "unreadable", message->failure)
                                       : decide_message(&intake, error);
    gboolean worked = decision && known.unproven && !g_str_equal(decision->disposition, "repeat");
    if (decision && first && !worked && !make_repeat(decision, store, first, error))
        return NULL;
    if (decision && store &&
        !explain_office(intake.rules, store, decision, worked ? NULL : first, error))
        return NULL;
    return g_steal_pointer(&decision);
}

static gboolean decide_and_show(const View *view, Store *store, const Message *message,
                                const char *mailbox, GError **error)
{
    const CaseLookup lookup = store ? store_lookup(store) : no_store_lookup();
    const Intake intake = {
        .rules = view->rules,
        .lookup = &lookup,
        .mail = message->mail,
        .sha256 = message->sha256,
        .mailbox = mailbox,
        .received = view->now,
        .now = view->now,
    };
    g_autoptr(Decision) decision = decide(&intake, message, store, error);
    if (!decision)
        return FALSE;
    view_explain(view, decision, message->mail, message->sha256);
    return TRUE;
}

gboolean look_explain(const Ruleset *rules, View *view, const char *path, const char *mailbox,
                      GError **error)
{
    g_auto(Message) message = {.fd = -1};
    g_autoptr(Store) store = NULL;
    if (!copy_message(&message, path, error) || !read_message(&message, rules, view->now, error) ||
        !look_store(rules, &store, error))
        return FALSE;
    return decide_and_show(view, store, &message, mailbox ? mailbox : rules->site.mailboxes[0],
                           error);
}
