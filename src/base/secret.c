/* secret: where a password or token comes from, and that it goes nowhere else.
 *
 * A file must be a regular one, not reached through a symbolic link, owned by us or by root, and
 * closed to everybody else; systemd sees to its credentials itself. A command is run without a
 * shell, in a process group of its own, for at most 30 seconds, anew for each connection: a token
 * helper decides by itself whether the token it has is still good. Only the first line counts.
 *
 * What was read is kept in one place and overwritten at the end. Nothing of it is ever said. */
#include "secret_private.h"
#include "error.h"
#include "net_connect.h"
#include "secret_keeper.h"
#include "wire_text.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *secret_text(const Secret *secret)
{
    return secret->text;
}

void secret_free(Secret *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret, sizeof *secret);
    g_free(secret);
}

void secret_wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

/* Reads until the end, until the buffer is full, or until the deadline. */
static gboolean read_in(Secret *secret, int fd, gint64 deadline)
{
    while (secret->length <= SECRET_BYTES) {
        if (net_wait(fd, POLLIN, deadline, NULL) <= 0)
            return FALSE;
        ssize_t got = read(fd, secret->text + secret->length, SECRET_BYTES + 1 - secret->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        secret->length += (gsize)got;
    }
    return TRUE;
}

/* The first line, and nothing else, remains. */
static gboolean keep_first_line(Secret *secret, const char *name, GError **error)
{
    gsize line = strcspn(secret->text, "\r\n");
    explicit_bzero(secret->text + line, sizeof secret->text - line);
    secret->length = line;
    return wire_text_is_safe(secret->text, SECRET_BYTES) ||
           casegate_error_config(
               error, "%s: its first line is empty, longer than 16 KiB, or has control characters",
               name);
}

static gboolean is_ours_alone(int fd, const char *path, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return casegate_error_config(error, "'%s' is not a regular file", path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return casegate_error_config(error, "'%s' belongs to another user; chown it", path);
    if (status.st_mode & (S_IRWXG | S_IRWXO))
        return casegate_error_config(error, "'%s' can be read by others; chmod 600 it", path);
    return TRUE;
}

static gboolean from_path(Secret *secret, const char *path, gboolean alone, GError **error)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return casegate_error_config(error, "cannot open '%s': %s", path,
                                     errno == ELOOP ? "it is a symbolic link; name the file itself"
                                                    : g_strerror(errno));
    gboolean fine = !alone || is_ours_alone(fd, path, error);
    if (fine && !read_in(secret, fd, G_MAXINT64))
        fine = casegate_error_config(error, "cannot read '%s'", path);
    close(fd);
    return fine && keep_first_line(secret, path, error);
}

static gboolean from_credential(Secret *secret, const char *name, GError **error)
{
    const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
    if (!folder)
        return casegate_error_config(
            error, "credential '%s': systemd gave none; add LoadCredential=%s:PATH to the unit",
            name, name);
    if (strchr(name, '/') || name[0] == '.')
        return casegate_error_config(error, "'%s' is no name of a credential", name);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return from_path(secret, path, FALSE, error);
}

/* In the child: a group that is killed as one, with signals as programs expect them (the keeper ignores some, and that would be
 * inherited), and memory as the machine allows it. Our own limit is for what mail servers send; some languages' programs ask for
 * more addresses than that as they begin. */
static void be_helper(gpointer unused)
{
    struct rlimit limit;
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL); /* not of those that have no other */
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    if (getrlimit(RLIMIT_AS, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_AS, &limit);
    }
}

/* Its exit, by the deadline; a command that is still there then is killed with all it started. */
static gboolean reap(GPid pid, gint64 deadline)
{
    int status = -1;
    pid_t got = 0;
    while ((got = waitpid(pid, &status, WNOHANG)) == 0 && g_get_monotonic_time() < deadline)
        g_usleep(5000);
    if (got == 0) {
        kill(-pid, SIGKILL);
        waitpid(pid, &status, 0);
        return FALSE;
    }
    return got == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static gboolean from_command(Secret *secret, const char *const *command, GError **error)
{
    g_autoptr(GError) failure = NULL;
    gint64 deadline = g_get_monotonic_time() + (gint64)SECRET_SECONDS * G_USEC_PER_SEC;
    GPid pid;
    int out = -1;
    if (!g_path_is_absolute(command[0]))
        return casegate_error_config(error, "'%s' is no absolute path; write where the program is",
                                     command[0]);
    if (!g_spawn_async_with_pipes(NULL, (char **)command, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                  be_helper, NULL, &pid, NULL, &out, NULL, &failure))
        return casegate_error_config(error, "cannot run '%s': %s", command[0], failure->message);
    gboolean whole = read_in(secret, out, deadline);
    close(out);
    if (reap(pid, whole ? deadline : 0) && whole)
        return keep_first_line(secret, command[0], error);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "'%s' %s", command[0],
                whole ? "failed" : "did not end within 30 seconds");
    return FALSE;
}

Secret *secret_fetch(const SecretFrom *from, GError **error)
{
    g_autoptr(Secret) secret = g_new0(Secret, 1);
    gboolean fine = secret_keeper_is_used() ? secret_keeper_ask(secret, error)
                    : from->file            ? from_path(secret, from->file, TRUE, error)
                    : from->credential      ? from_credential(secret, from->credential, error)
                                            : from_command(secret, from->command, error);
    return fine ? g_steal_pointer(&secret) : NULL;
}

gboolean secret_is_private(const SecretFrom *from, GError **error)
{
    int fd = from->file ? open(from->file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    if (fd < 0)
        return TRUE;
    gboolean fine = is_ours_alone(fd, from->file, error);
    close(fd);
    return fine;
}
