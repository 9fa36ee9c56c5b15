/* Refused, since nobody knows what has been done there: a folder of the spool or a file of the record that belongs to
 * somebody else, rules that others can change, a folder that others can write to: everybody, or a group that has other
 * members than us. Mended without a word:
 * what others can only read in our own folders of the spool becomes 0700 and 0600 (files that are
 * never written again 0400). A folder that was closed is not looked into, since nobody got past it; so
 * this takes the same time however large the archive is.
 *
 * Root may own what is only read. No symbolic link is followed but for the spool's own folders, which
 * may be on another disk. Removes nothing, changes no owner, opens no file. */
#include "site_guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "site_place.h"

#define DEPTH_MOST 8 /* folders within one another: archive/ab is 2 */

static gboolean not_ours(const char *path, GError **error)
{
    return casegate_error_config(
        error, "'%s' belongs to another user than the one casegate runs as; chown it", path);
}

/* ---- who else can write ---- */

/* A group of one's own, as systems make with each user, lets nobody else in. */
static gboolean is_own_group(gid_t gid)
{
    const struct passwd *us = getpwuid(geteuid());
    g_autofree char *name = us ? g_strdup(us->pw_name) : NULL;
    const struct group *group = us && us->pw_gid == gid ? getgrgid(gid) : NULL;
    for (guint i = 0; group && group->gr_mem[i]; i++)
        if (!g_str_equal(group->gr_mem[i], name))
            return FALSE;
    return group != NULL;
}

/* Who else can write to it, with the letter that chmod has for them; NULL: nobody. */
static const char *other_writers(const struct stat *status, char *letter_out)
{
    gboolean all = (status->st_mode & S_IWOTH) != 0;
    *letter_out = all ? 'o' : 'g';
    if (all)
        return "everybody on this machine";
    return (status->st_mode & S_IWGRP) && !is_own_group(status->st_gid) ? "everybody of its group"
                                                                        : NULL;
}

/* ---- what is only read ---- */

static gboolean look_at(const char *path, gboolean whose, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return TRUE; /* whoever needs it says so */
    if (whose && status.st_uid != geteuid() && status.st_uid != 0)
        return not_ours(path, error);
    char letter;
    const char *who = other_writers(&status, &letter);
    if (who)
        return casegate_error_config(
            error, "'%s' can be changed by %s; look at what is in it, then chmod %c-w it", path,
            who, letter);
    return TRUE;
}

/* A folder and the files in it, which may be an administrator's own. */
static gboolean look_into(const char *path, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    gboolean fine = look_at(path, TRUE, error);
    while (fine && folder && (name = g_dir_read_name(folder))) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        fine = look_at(file, FALSE, error);
    }
    return fine;
}

/* ---- the spool ---- */

typedef struct {
    int fd;           /* an open folder that belongs to us and is closed to others */
    const char *path; /* for what is said */
} Folder;

static gboolean is_open(const struct stat *status)
{
    return (status->st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

/* Its own bits stay: what is never written again has none for writing. A stranger's file stays, too. */
static void close_file(const Folder *in, const char *name, const struct stat *status)
{
    if (is_open(status) && fchmodat(in->fd, name, status->st_mode & S_IRWXU, 0) != 0)
        g_debug("'%s' stays as it is", in->path);
}

static void close_all_below(const Folder *folder, guint depth);

/* Never through a symbolic link. */
static void close_entry(const Folder *in, const char *name, guint depth)
{
    struct stat status;
    if (fstatat(in->fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    if (S_ISREG(status.st_mode))
        close_file(in, name, &status);
    if (!S_ISDIR(status.st_mode) || depth >= DEPTH_MOST)
        return;
    g_autofree char *path = g_build_filename(in->path, name, NULL);
    const Folder folder = {openat(in->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                           path};
    if (folder.fd < 0)
        return;
    if (is_open(&status) && fchmod(folder.fd, S_IRWXU) == 0)
        close_all_below(&folder, depth + 1);
    close(folder.fd);
}

static void close_all_below(const Folder *folder, guint depth)
{
    int again = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = again >= 0 ? fdopendir(again) : NULL;
    struct dirent *entry;
    if (!stream && again >= 0)
        close(again);
    while (stream && (entry = readdir(stream)))
        if (!g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
            close_entry(folder, entry->d_name, depth);
    if (stream)
        closedir(stream);
}

/* One of our own folders, or a file that must be ours. */
static gboolean is_ours(int fd, const char *path, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return TRUE;
    if (status.st_uid != geteuid())
        return not_ours(path, error);
    char letter;
    const char *who = other_writers(&status, &letter);
    if (who)
        return casegate_error_config(
            error, "%s could put mail into '%s'; look at what is in it, then chmod 700 it", who,
            path);
    if (!is_open(&status) || fchmod(fd, S_IRWXU) == 0)
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot close '%s' to others", path);
    return FALSE;
}

/* NAME of the spool: ours, and closed with what is in it. Not there is fine. */
static gboolean guard_folder(const char *spool, const char *name, GError **error)
{
    struct stat before;
    g_autofree char *path = g_build_filename(spool, name, NULL);
    const Folder folder = {open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path};
    if (folder.fd < 0)
        return TRUE;
    gboolean was_open = fstat(folder.fd, &before) == 0 && is_open(&before);
    gboolean fine = is_ours(folder.fd, path, error);
    if (fine && was_open)
        close_all_below(&folder, 0);
    close(folder.fd);
    return fine;
}

/* The record, its log and the log's index are ours. They are not opened: closing them again would let go of SQLite's locks. */
static gboolean guard_record(const char *site, GError **error)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    g_autofree char *record = site_database(site);
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        struct stat status;
        g_autofree char *path = g_strconcat(record, suffixes[i], NULL);
        if (lstat(path, &status) == 0 && status.st_uid != geteuid())
            return not_ours(path, error);
    }
    return TRUE;
}

/* The files that lie in the spool itself; other folders there are a Maildir of somebody's. */
static void close_files(const char *spool)
{
    const Folder folder = {open(spool, O_RDONLY | O_DIRECTORY | O_CLOEXEC), spool};
    g_autoptr(GDir) names = g_dir_open(spool, 0, NULL);
    const char *name;
    struct stat status;
    while (folder.fd >= 0 && names && (name = g_dir_read_name(names)))
        if (fstatat(folder.fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
            close_file(&folder, name, &status);
    if (folder.fd >= 0)
        close(folder.fd);
}

static gboolean guard_spool(const char *site, GError **error)
{
    static const char *const own[] = {"incoming", "incoming/tmp", "incoming/new", "archive",
                                      "outgoing", "cursors",      "health"};
    g_autofree char *spool = site_spool_folder(site);
    int fd = open(spool, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean fine = fd < 0 || is_ours(fd, spool, error);
    if (fd >= 0)
        close(fd);
    for (gsize i = 0; fine && i < G_N_ELEMENTS(own); i++)
        fine = guard_folder(spool, own[i], error);
    if (!fine || !guard_record(site, error))
        return FALSE;
    close_files(spool);
    return TRUE;
}

gboolean site_guard(const char *site, GError **error)
{
    static const char *const read_only[] = {"routing", "routing/policies", "templates"};
    gboolean fine = look_at(site, TRUE, error);
    for (gsize i = 0; fine && i < G_N_ELEMENTS(read_only); i++) {
        g_autofree char *path = site_path(site, read_only[i]);
        fine = look_into(path, error);
    }
    return fine && guard_spool(site, error);
}

/* Whoever writes it decides who is believed. */
gboolean site_guard_trust(const Ruleset *rules, GError **error)
{
    const char *cas = rules->site.proof.smime_path;
    return !cas || look_at(cas, TRUE, error);
}

gboolean site_guard_secrets(const Ruleset *rules, GError **error)
{
    const SiteTransport *transport = &rules->site.transport;
    gboolean fine = TRUE;
    for (guint i = 0; fine && i < rules->site.sources->len; i++) {
        const SiteSource *source = rules->site.sources->pdata[i];
        g_autofree char *file = NULL;
        const SecretFrom from = site_server_secret(&source->server, rules->folder, &file);
        fine = source->path || secret_is_private(&from, error);
    }
    if (!fine || !transport->smtp)
        return fine;
    g_autofree char *file = NULL;
    const SecretFrom from = site_server_secret(&transport->server, rules->folder, &file);
    return secret_is_private(&from, error);
}
