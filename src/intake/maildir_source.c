/* A Maildir as a source: what a mail server or fetchmail delivered to new/ and cur/.
 *
 * A run is one listing of both folders, oldest first: by the seconds and microseconds that begin a
 * Maildir name, by the time of the last change where a name does not say. Only regular files are
 * read, never through a symbolic link and without waiting on a FIFO; what is skipped is warned of
 * by its inode, because a name may say anything. Files with several links are read: Dovecot and
 * qmail make them, and a referral that is skipped for ever is worse.
 *
 * A message goes from the folder only in commit(), and only if it is still the file that was given
 * out, with the same size and time of change. A name that is gone was released by somebody else or
 * has new flags; the next run meets the latter again, and the ledger knows the repeat. A failure
 * concerns one message; the next call goes on with the one after it. */
#include "source.h"
#include "error.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS = 2 };
static const char *const folder_names[FOLDERS] = {"new", "cur"};

typedef struct {
    gint64 arrived; /* microseconds */
    int folder;     /* index of folder_names */
    char *name;
} Found;

typedef struct {
    Source source;
    char *path;
    int folders[FOLDERS];
    GArray *found; /* of Found; NULL between two runs */
    guint position;
    const Found *current; /* the message last given, until it is committed or aborted */
    int held;             /* its file */
    struct stat status;   /* and what that was when it was given out */
} MaildirSource;

static void clear_found(gpointer element)
{
    g_free(((Found *)element)->name);
}

static gint by_arrival(gconstpointer a, gconstpointer b)
{
    const Found *one = a, *other = b;
    if (one->arrived != other->arrived)
        return one->arrived < other->arrived ? -1 : 1;
    return strcmp(one->name, other->name);
}

/* "1774965600.M123456P789.host": seconds, then microseconds behind an M. 0 if the name says none.
 */
static gint64 arrival_in_name(const char *name)
{
    char *rest;
    gint64 seconds = (gint64)g_ascii_strtoull(name, &rest, 10);
    if (!g_ascii_isdigit(name[0]) || *rest != '.' || seconds > G_MAXINT32)
        return 0;
    gint64 fraction = rest[1] == 'M' ? (gint64)g_ascii_strtoull(rest + 2, NULL, 10) : 0;
    return seconds * G_USEC_PER_SEC + CLAMP(fraction, 0, G_USEC_PER_SEC - 1);
}

static gint64 arrival_of(int folder, const char *name)
{
    struct stat status;
    gint64 arrived = arrival_in_name(name);
    if (arrived == 0 && fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        arrived = status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
    return arrived;
}

static void add_found(MaildirSource *maildir, int index, const char *name)
{
    if (name[0] == '.')
        return;
    Found found = {arrival_of(maildir->folders[index], name), index, g_strdup(name)};
    g_array_append_val(maildir->found, found);
}

static gboolean list_folder(MaildirSource *maildir, int index, GError **error)
{
    int fd = openat(maildir->folders[index], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    while (stream != NULL && (errno = 0, entry = readdir(stream)) != NULL)
        add_found(maildir, index, entry->d_name);
    int errnum = errno;
    if (stream != NULL)
        closedir(stream);
    else if (fd >= 0)
        close(fd);
    if (errnum != 0)
        casegate_error_from_errno(error, errnum, "cannot list '%s/%s'", maildir->path,
                                  folder_names[index]);
    return errnum == 0;
}

static void end_run(MaildirSource *maildir)
{
    g_clear_pointer(&maildir->found, g_array_unref);
    maildir->position = 0;
}

static gboolean begin_run(MaildirSource *maildir, GError **error)
{
    maildir->found = g_array_new(FALSE, FALSE, sizeof(Found));
    g_array_set_clear_func(maildir->found, clear_found);
    for (int i = 0; i < FOLDERS; i++)
        if (!list_folder(maildir, i, error)) {
            end_run(maildir);
            return FALSE;
        }
    g_array_sort(maildir->found, by_arrival);
    return TRUE;
}

static void let_go(MaildirSource *maildir)
{
    if (maildir->held >= 0)
        close(maildir->held);
    maildir->held = -1;
    maildir->current = NULL;
}

/* FALSE leaves the file where it is. */
static gboolean hold(MaildirSource *maildir, const Found *found)
{
    int folder = maildir->folders[found->folder];
    maildir->held = openat(folder, found->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int errnum = errno;
    if (maildir->held >= 0 && fstat(maildir->held, &maildir->status) == 0 &&
        S_ISREG(maildir->status.st_mode)) {
        maildir->current = found;
        return TRUE;
    }
    struct stat status;
    if (fstatat(folder, found->name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        g_warning("'%s/%s': inode %" G_GUINT64_FORMAT " is left alone: %s", maildir->path,
                  folder_names[found->folder], (guint64)status.st_ino,
                  S_ISREG(status.st_mode) ? g_strerror(errnum) : "not a regular file");
    let_go(maildir);
    return FALSE;
}

static gboolean maildir_next(Source *source, int *fd_out, GError **error)
{
    MaildirSource *maildir = (MaildirSource *)source;
    let_go(maildir);
    if (maildir->found == NULL && !begin_run(maildir, error))
        return FALSE;
    while (maildir->position < maildir->found->len) {
        if (!hold(maildir, &g_array_index(maildir->found, Found, maildir->position++)))
            continue;
        *fd_out = fcntl(maildir->held, F_DUPFD_CLOEXEC, 0);
        if (*fd_out >= 0)
            return TRUE;
        casegate_error_from_errno(error, errno, "cannot read from '%s'", maildir->path);
        let_go(maildir);
        return FALSE;
    }
    end_run(maildir);
    return FALSE;
}

static gboolean same_content(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static gboolean maildir_settled(Source *source)
{
    MaildirSource *maildir = (MaildirSource *)source;
    struct stat now;
    return maildir->held >= 0 && fstat(maildir->held, &now) == 0 &&
           same_content(&now, &maildir->status);
}

static gboolean release(MaildirSource *maildir, GError **error)
{
    int folder = maildir->folders[maildir->current->folder];
    struct stat now = {0};
    if (fstatat(folder, maildir->current->name, &now, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
        return TRUE;
    if (!same_content(&now, &maildir->status)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "a message in '%s' changed while it was read, and is left there",
                    maildir->path);
        return FALSE;
    }
    if (unlinkat(folder, maildir->current->name, 0) == 0 && fsync(folder) == 0)
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot release a message in '%s'", maildir->path);
    return FALSE;
}

static gboolean maildir_commit(Source *source, GError **error)
{
    MaildirSource *maildir = (MaildirSource *)source;
    g_return_val_if_fail(maildir->current != NULL, FALSE);
    gboolean released = release(maildir, error);
    let_go(maildir);
    return released;
}

static void maildir_abort(Source *source)
{
    let_go((MaildirSource *)source);
}

static void maildir_close(Source *source)
{
    MaildirSource *maildir = (MaildirSource *)source;
    let_go(maildir);
    end_run(maildir);
    for (int i = 0; i < FOLDERS; i++)
        if (maildir->folders[i] >= 0)
            close(maildir->folders[i]);
    g_free(maildir->source.mailbox);
    g_free(maildir->path);
    g_free(maildir);
}

static const SourceType maildir_type = {maildir_next, maildir_settled, maildir_commit,
                                        maildir_abort, maildir_close};

static gboolean open_folder(MaildirSource *maildir, int index, GError **error)
{
    g_autofree char *path = g_build_filename(maildir->path, folder_names[index], NULL);
    maildir->folders[index] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* a message that cannot be released would come again with every run */
    if (maildir->folders[index] >= 0 &&
        faccessat(maildir->folders[index], ".", W_OK, AT_EACCESS) == 0)
        return TRUE;
    int errnum = errno;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                "'%s' is no Maildir that messages can be taken from: '%s': %s", maildir->path,
                folder_names[index], g_strerror(errnum));
    return FALSE;
}

Source *maildir_source_open(const char *path, const char *mailbox, GError **error)
{
    MaildirSource *maildir = g_new0(MaildirSource, 1);
    maildir->source = (Source){&maildir_type, g_strdup(mailbox)};
    maildir->path = g_strdup(path);
    maildir->held = -1;
    memset(maildir->folders, -1, sizeof maildir->folders);
    for (int i = 0; i < FOLDERS; i++)
        if (!open_folder(maildir, i, error)) {
            maildir_close(&maildir->source);
            return NULL;
        }
    return &maildir->source;
}
