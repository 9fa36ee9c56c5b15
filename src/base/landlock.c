/* landlock: the kernel's interface, which glibc has no functions for.
 *
 * A rule is for a file or folder as it is now: a file that another takes the place of (resolv.conf,
 * certificates) is closed to us then. So what stands behind each path is remembered, and a process
 * that goes on for long asks from time to time whether it should begin anew.
 *
 * What this kernel's version does not know is not asked for. Asks for no privilege and gives up the
 * way to any (no_new_privs). A rule that cannot be made is left out: that is closed, not open. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h of Debian 12 ends at version 2 */
#define ASK_VERSION 1u
#define RULE_PATH 1
#define RULE_PORT 2
#define EXECUTE (1ull << 0)
#define WRITE_FILE (1ull << 1)
#define READ_FILE (1ull << 2)
#define READ_FOLDER (1ull << 3)
#define REMOVE_FOLDER (1ull << 4)
#define REMOVE_FILE (1ull << 5)
#define MAKE_FOLDER (1ull << 7)
#define MAKE_FILE (1ull << 8)
#define MOVE (1ull << 13)     /* from version 2 on */
#define TRUNCATE (1ull << 14) /* 3 */
#define DEVICES (1ull << 15)  /* 5 */
#define EVERYTHING_OF_1 ((1ull << 13) - 1)
#define CONNECT (1ull << 1) /* 4; binding to a port is 1 << 0 */
#define BIND_AND_CONNECT 3ull
#define OTHERS_SIGNALS_AND_SOCKETS 3ull /* 6 */
#define LEAST_VERSION 2

#define READING (READ_FILE | READ_FOLDER)
#define TAKING (READING | REMOVE_FILE)
#define WRITING (TAKING | WRITE_FILE | REMOVE_FOLDER | MAKE_FOLDER | MAKE_FILE | MOVE | TRUNCATE)
#define OF_FILES (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICES)

typedef struct { /* the kernel's; as much of it as its version knows */
    guint64 files, ports, scopes;
} Ruleset;

typedef struct {
    guint64 allowed;
    gint32 parent;
} __attribute__((packed)) PathRule;

typedef struct {
    guint64 allowed, port;
} PortRule;

typedef struct {
    char *path;
    guint64 allowed;
    dev_t device; /* at landlock_enter(); both 0: nothing was there */
    ino_t inode;
} Opened;

struct Landlock {
    GArray *opened; /* of Opened */
    GArray *ports;  /* of guint64 */
};

guint landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    return version >= LEAST_VERSION ? (guint)version : 0;
}

static void clear_opened(gpointer element)
{
    g_free(((Opened *)element)->path);
}

Landlock *landlock_new(void)
{
    Landlock *lock = g_new0(Landlock, 1);
    lock->opened = g_array_new(FALSE, FALSE, sizeof(Opened));
    g_array_set_clear_func(lock->opened, clear_opened);
    lock->ports = g_array_new(FALSE, FALSE, sizeof(guint64));
    return lock;
}

void landlock_free(Landlock *lock)
{
    if (!lock)
        return;
    g_array_unref(lock->opened);
    g_array_unref(lock->ports);
    g_free(lock);
}

static void add(Landlock *lock, const char *path, guint64 allowed)
{
    const Opened opened = {g_strdup(path), allowed, 0, 0};
    g_array_append_val(lock->opened, opened);
}

void landlock_read(Landlock *lock, const char *path)
{
    add(lock, path, READING);
}

void landlock_take(Landlock *lock, const char *path)
{
    add(lock, path, TAKING);
}

void landlock_write(Landlock *lock, const char *path)
{
    add(lock, path, WRITING);
}

void landlock_connect(Landlock *lock, guint16 port)
{
    const guint64 wide = port;
    g_array_append_val(lock->ports, wide);
}

/* ---- entering ---- */

static guint64 files_of(guint version)
{
    return EVERYTHING_OF_1 | MOVE | (version >= 3 ? TRUNCATE : 0) | (version >= 5 ? DEVICES : 0);
}

static int begin(guint version)
{
    const Ruleset all = {.files = files_of(version),
                         .ports = BIND_AND_CONNECT,
                         .scopes = OTHERS_SIGNALS_AND_SOCKETS};
    gsize known = version >= 6   ? sizeof all
                  : version >= 4 ? offsetof(Ruleset, scopes)
                                 : offsetof(Ruleset, ports);
    return (int)syscall(SYS_landlock_create_ruleset, &all, known, 0);
}

static void open_path(int ruleset, Opened *opened, guint64 known)
{
    struct stat status;
    int fd = open(opened->path, O_PATH | O_CLOEXEC); /* closing it lets go of no lock of SQLite's */
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0) {
        guint64 fitting = S_ISDIR(status.st_mode) ? known : known & OF_FILES;
        const PathRule rule = {opened->allowed & fitting, fd};
        opened->device = status.st_dev;
        opened->inode = status.st_ino;
        (void)syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
    }
    close(fd);
}

static void open_ports(int ruleset, const GArray *ports)
{
    for (guint i = 0; i < ports->len; i++) {
        const PortRule rule = {CONNECT, g_array_index(ports, guint64, i)};
        (void)syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0);
    }
}

gboolean landlock_enter(Landlock *lock)
{
    guint version = landlock_version();
    int ruleset = version > 0 ? begin(version) : -1;
    if (ruleset < 0)
        return FALSE;
    for (guint i = 0; i < lock->opened->len; i++)
        open_path(ruleset, &g_array_index(lock->opened, Opened, i), files_of(version));
    if (version >= 4)
        open_ports(ruleset, lock->ports);
    gboolean entered = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                       syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return entered;
}

gboolean landlock_is_stale(const Landlock *lock)
{
    for (guint i = 0; i < lock->opened->len; i++) {
        const Opened *opened = &g_array_index(lock->opened, Opened, i);
        struct stat now = {0};
        if (stat(opened->path, &now) != 0)
            now.st_dev = 0, now.st_ino = 0;
        if (now.st_dev != opened->device || now.st_ino != opened->inode)
            return TRUE;
    }
    return FALSE;
}
