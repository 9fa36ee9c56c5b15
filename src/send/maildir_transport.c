/* maildir_transport: the embedded sender, which delivers into a Maildir.
 *
 * States of one message, and what a crash in each leaves:
 *   tmp/NAME   written, perhaps not whole; the next opening or the next turn removes it
 *   tmp/NAME   whole, once the file system is synced, which settling does first
 *   new/NAME   delivered, once the folder is fsynced: settling says TRUE
 *   cur/NAME:2,FLAGS   a mail reader has seen it: still delivered, not delivered again
 * NAME is the SHA-256 of the Message-ID, so the same mail sent again after a crash replaces itself with
 * the same bytes. Writers take turns by a lock on tmp/, from the first delivery until it is settled, hence
 * whatever lies in tmp/ under a fresh lock was left by a crash. Every failure of the disk is DOWN:
 * the mails stay in the outbox. */
#include "transport.h"
#include "digest.h"
#include "durable_file.h"
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct {
    Transport base; /* first */
    char *tmp, *new, *cur;
    int lock; /* tmp/, open for flock() */
    GHashTable
        *turn; /* set of char *: names in tmp/ that are to be settled; NULL without the lock */
} MaildirTransport;

static void transport_free(MaildirTransport *maildir)
{
    if (maildir->lock >= 0)
        close(maildir->lock); /* and with it the lock; what was not settled is swept */
    g_clear_pointer(&maildir->turn, g_hash_table_unref);
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

static gboolean take_turn(MaildirTransport *maildir, GError **error)
{
    if (maildir->turn)
        return TRUE;
    while (flock(maildir->lock, LOCK_EX) != 0) {
        if (errno == EINTR)
            continue;
        casegate_error_from_errno(error, errno, "cannot lock '%s'", maildir->tmp);
        return FALSE;
    }
    maildir->turn = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sweep(maildir);
    return TRUE;
}

static void end_turn(MaildirTransport *maildir)
{
    sweep(maildir); /* nothing is there but after a failure */
    g_clear_pointer(&maildir->turn, g_hash_table_unref);
    flock(maildir->lock, LOCK_UN);
}

/* What a mail reader has moved to cur/ already is delivered: it goes from tmp/ and from the turn. */
static void drop_seen(MaildirTransport *maildir)
{
    g_autoptr(GDir) folder = g_dir_open(maildir->cur, 0, NULL);
    const char *entry;
    while (folder && (entry = g_dir_read_name(folder))) {
        g_autofree char *name = g_strndup(entry, strcspn(entry, ":"));
        g_autofree char *path = g_build_filename(maildir->tmp, name, NULL);
        if (g_hash_table_remove(maildir->turn, name))
            unlink(path);
    }
}

/* The same mail twice in a turn: the later one stands, as it would have replaced the other. */
static gboolean write_message(MaildirTransport *maildir, const char *name, const void *bytes,
                              gsize length, GError **error)
{
    g_autofree char *path = g_build_filename(maildir->tmp, name, NULL);
    if (g_hash_table_remove(maildir->turn, name))
        unlink(path);
    g_autoptr(DurableFile) file = durable_file_create(maildir->tmp, name, error);
    if (!file || !durable_file_write(file, bytes, length, error) ||
        !durable_file_leave(g_steal_pointer(&file), error))
        return FALSE;
    g_hash_table_add(maildir->turn, g_strdup(name));
    return TRUE;
}

static gboolean move_to_new(MaildirTransport *maildir, const char *name, GError **error)
{
    g_autofree char *from = g_build_filename(maildir->tmp, name, NULL);
    g_autofree char *to = g_build_filename(maildir->new, name, NULL);
    if (rename(from, to) == 0)
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot rename '%s' to '%s'", from, to);
    return FALSE;
}

/* The bytes are durable before any of them has its name in new/. */
static gboolean settle_turn(MaildirTransport *maildir, GError **error)
{
    GHashTableIter each;
    gpointer name;
    if (syncfs(maildir->lock) != 0) {
        casegate_error_from_errno(error, errno, "cannot make '%s' durable", maildir->tmp);
        return FALSE;
    }
    drop_seen(maildir);
    g_hash_table_iter_init(&each, maildir->turn);
    while (g_hash_table_iter_next(&each, &name, NULL))
        if (!move_to_new(maildir, name, error))
            return FALSE;
    return durable_folder_sync(maildir->new, error);
}

static gboolean maildir_settle(Transport *transport, GError **error)
{
    MaildirTransport *maildir = (MaildirTransport *)transport;
    if (!maildir->turn)
        return TRUE;
    gboolean settled = g_hash_table_size(maildir->turn) == 0 || settle_turn(maildir, error);
    end_turn(maildir);
    return settled;
}

static void refuse(TransportReply *reply, TransportOutcome outcome, const char *why)
{
    reply->outcome = outcome;
    reply->why = g_strdup(why);
    reply->log_why = g_strdup(why);
}

static void maildir_deliver(Transport *transport, const TransportMail *mail, TransportReply *reply)
{
    MaildirTransport *maildir = (MaildirTransport *)transport;
    g_autoptr(GError) error = NULL;
    *reply = (TransportReply){.outcome = TRANSPORT_SENT};
    if (!mail->message_id || *mail->message_id == '\0') {
        refuse(reply, TRANSPORT_FAILED,
               "a message without a Message-ID cannot be told from another");
        return;
    }
    g_autofree char *name = digest_of(mail->message_id, strlen(mail->message_id));
    if (!take_turn(maildir, &error) ||
        !write_message(maildir, name, mail->bytes, mail->length, &error)) {
        refuse(reply, TRANSPORT_DOWN, error->message);
        reply->down = TRUE;
    }
}

static const TransportType maildir_type = {
    .deliver = maildir_deliver, .settle = maildir_settle, .close = maildir_close};

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
    end_turn(maildir);
    return &g_steal_pointer(&maildir)->base;
}
