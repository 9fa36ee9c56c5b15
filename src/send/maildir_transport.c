/* maildir_transport: the embedded sender, which delivers into a Maildir.
 *
 * States of one message, and what a crash in each leaves:
 *   tmp/NAME   being written; the next opening or the same message's next delivery removes it
 *   new/NAME   delivered, once the folder is fsynced
 *   cur/NAME:2,FLAGS   a mail reader has seen it: still delivered, not delivered again
 * NAME is the SHA-256 of the Message-ID, so the same mail sent again after a crash replaces itself with
 * the same bytes. Writers take turns by a lock on tmp/, hence whatever lies in tmp/ under the lock was
 * left by a crash. Every failure of the disk is DEFERRED: the mail stays in the outbox. */
#include "transport.h"
#include "digest.h"
#include "durable_file.h"
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct {
    Transport base; /* first */
    char *tmp, *new, *cur;
    int lock; /* tmp/, open for flock() */
} MaildirTransport;

static void transport_free(MaildirTransport *maildir)
{
    if (maildir->lock >= 0)
        close(maildir->lock);
    g_free(maildir->tmp);
    g_free(maildir->new);
    g_free(maildir->cur);
    g_free(maildir);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MaildirTransport, transport_free)

static void maildir_close(Transport *transport)
{
    transport_free((MaildirTransport *)transport);
}

static gboolean take_turn(MaildirTransport *maildir, GError **error)
{
    while (flock(maildir->lock, LOCK_EX) != 0) {
        if (errno == EINTR)
            continue;
        casegate_error_from_errno(error, errno, "cannot lock '%s'", maildir->tmp);
        return FALSE;
    }
    return TRUE;
}

static void end_turn(MaildirTransport *maildir)
{
    flock(maildir->lock, LOCK_UN);
}

/* Under the lock: what a crashed writer left. Names of others' making stay. */
static void sweep(const MaildirTransport *maildir)
{
    g_autoptr(GDir) folder = g_dir_open(maildir->tmp, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(maildir->tmp, name, NULL);
        if (digest_is_hex(name) && unlink(path) != 0)
            g_warning("cannot remove '%s': %s", path, g_strerror(errno));
    }
}

/* Has a mail reader moved it to cur/ already? */
static gboolean seen(const MaildirTransport *maildir, const char *name)
{
    g_autoptr(GDir) folder = g_dir_open(maildir->cur, 0, NULL);
    const char *entry;
    while (folder && (entry = g_dir_read_name(folder)))
        if (g_str_has_prefix(entry, name) &&
            (entry[DIGEST_HEX_LENGTH] == '\0' || entry[DIGEST_HEX_LENGTH] == ':'))
            return TRUE;
    return FALSE;
}

static gboolean write_message(MaildirTransport *maildir, const char *name, const void *bytes,
                              gsize length, GError **error)
{
    g_autofree char *left = g_build_filename(maildir->tmp, name, NULL);
    unlink(left); /* by a crash while this was open */
    g_autoptr(DurableFile) file = durable_file_create(maildir->tmp, name, error);
    if (!file || !durable_file_write(file, bytes, length, error))
        return FALSE;
    return durable_file_commit(g_steal_pointer(&file), maildir->new, name, TRUE, error);
}

static TransportOutcome failed(TransportOutcome outcome, const char *why, char **why_out)
{
    if (why_out)
        *why_out = g_strdup(why);
    return outcome;
}

static TransportOutcome maildir_deliver(Transport *transport, const char *to,
                                        const char *message_id, const void *bytes, gsize length,
                                        char **why_out)
{
    MaildirTransport *maildir = (MaildirTransport *)transport;
    g_autoptr(GError) error = NULL;
    if (!message_id || *message_id == '\0')
        return failed(TRANSPORT_FAILED,
                      "a message without a Message-ID cannot be told from another", why_out);
    g_autofree char *name = digest_of(message_id, strlen(message_id));
    if (!take_turn(maildir, &error))
        return failed(TRANSPORT_DEFERRED, error->message, why_out);
    gboolean there = seen(maildir, name) || write_message(maildir, name, bytes, length, &error);
    end_turn(maildir);
    return there ? TRANSPORT_SENT : failed(TRANSPORT_DEFERRED, error->message, why_out);
}

static const TransportType maildir_type = {.deliver = maildir_deliver, .close = maildir_close};

static gboolean make_folders(const MaildirTransport *maildir, GError **error)
{
    return durable_folder_make(maildir->tmp, error) && durable_folder_make(maildir->new, error) &&
           durable_folder_make(maildir->cur, error);
}

Transport *maildir_transport_open(const char *path, GError **error)
{
    g_autoptr(MaildirTransport) maildir = g_new0(MaildirTransport, 1);
    maildir->base.type = &maildir_type;
    maildir->lock = -1;
    maildir->tmp = g_build_filename(path, "tmp", NULL);
    maildir->new = g_build_filename(path, "new", NULL);
    maildir->cur = g_build_filename(path, "cur", NULL);
    if (!make_folders(maildir, error))
        return NULL;
    maildir->lock = open(maildir->tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (maildir->lock < 0) {
        casegate_error_from_errno(error, errno, "cannot open folder '%s'", maildir->tmp);
        return NULL;
    }
    if (!take_turn(maildir, error))
        return NULL;
    sweep(maildir);
    end_turn(maildir);
    return &g_steal_pointer(&maildir)->base;
}
