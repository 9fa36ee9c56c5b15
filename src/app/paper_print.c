/* paper_print: a PDF is set by a child of its own.
 *
 * What stands in the document was partly written by strangers, and Pango, HarfBuzz, FreeType and Cairo are
 * large: so they are loaded into a child that gives up files, network and programs before it meets a letter,
 * and has a limit of time and memory. All it can do is to write to its pipe, and what comes out of that is
 * taken for a PDF and nothing else. It ends with its parent. Its last eight bytes say how it went.
 *
 * A child that dies, hangs or says too much is a TEMP error; no part of its PDF is given out. Its limit of time counts what
 * the machine works for it; one that only waits is ended by the clock. */
#include "paper_print.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"
#include "error.h"
#include "module_path.h"
#include "paper_draw.h"

#define SECONDS_MOST 20 /* of the machine; whoever asked waits, and with the desk everybody does */
#define WAIT_MOST 30    /* seconds by the clock */
#define MEMORY_MOST (G_GUINT64_CONSTANT(2) << 30)
#define BYTES_MOST (64u << 20)
#define END_LOOKS 2000 /* microseconds between two looks whether it has ended */

typedef struct {
    guint32 result, missing;
} Trailer;

enum { RESULT_NO_MODULE = 100 };

/* ---- the child ---- */

static void limit(void)
{
    const struct rlimit seconds = {SECONDS_MOST, SECONDS_MOST}, none = {0, 0};
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
    const struct rlimit memory = {MEMORY_MOST, MEMORY_MOST};
    setrlimit(RLIMIT_AS, &memory);
#endif
}

static guint32 set_paper(const Paper *paper, const char *path, int fd, guint *missing_out)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const PaperModule *module = library ? dlsym(library, PAPER_MODULE_SYMBOL) : NULL;
    if (!module || module->version != PAPER_MODULE_VERSION)
        return RESULT_NO_MODULE;
    limit();
    (void)confine_paper(); /* where the kernel does not know how, the limits stay */
    return paper_draw(module, paper, fd, missing_out);
}

/* What its libraries say is nobody's to read: it may have a letter of the text in it. */
static void be_quiet(int keep)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3 && nothing >= 0; fd++)
        if (fd != keep)
            dup2(nothing, fd);
    close_range(3, (guint)keep - 1, 0);
    close_range((guint)keep + 1, ~0u, 0);
}

static void G_GNUC_NORETURN child(const Paper *paper, const char *path, int fd, pid_t parent)
{
    Trailer trailer = {PAPER_FAILED, 0};
    guint missing = 0;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
        _exit(1);
    be_quiet(fd);
    trailer.result = set_paper(paper, path, fd, &missing);
    trailer.missing = missing;
    _exit(paper_draw_write(fd, &trailer, sizeof trailer) ? 0 : 1);
}

/* ---- the parent ---- */

/* The next it says: > 0, 0 at its end, -1 when it cannot be read or does not come in time. */
static ssize_t take_part(int fd, char *part, gsize size, gint64 deadline)
{
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        gint64 left = deadline - g_get_monotonic_time();
        int ready = left > 0 ? poll(&wait, 1, (int)(left / 1000) + 1) : 0;
        if (ready == 0)
            return -1;
        ssize_t got = ready > 0 ? read(fd, part, size) : -1;
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

/* All it says, at most BYTES_MOST; NULL when it says more, or takes too long. */
static GString *take(int fd, gint64 deadline)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    char part[1 << 16];
    ssize_t got;
    while ((got = take_part(fd, part, sizeof part, deadline)) > 0 && bytes->len <= BYTES_MOST)
        g_string_append_len(bytes, part, got);
    return got == 0 ? g_steal_pointer(&bytes) : NULL;
}

/* Whether it ended well, once it has: by itself until then, or killed. */
static gboolean end(pid_t pid, gboolean waited_for, gint64 deadline)
{
    int status = 0;
    pid_t ended;
    while (waited_for &&
           ((ended = waitpid(pid, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) &&
           g_get_monotonic_time() < deadline)
        g_usleep(END_LOOKS);
    if (!waited_for || ended != pid) {
        kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static gboolean judge(GString *bytes, gboolean ended_well, guint *missing_out, GError **error)
{
    Trailer trailer = {PAPER_FAILED, 0};
    if (bytes && ended_well && bytes->len >= sizeof trailer) {
        memcpy(&trailer, bytes->str + bytes->len - sizeof trailer, sizeof trailer);
        g_string_truncate(bytes, bytes->len - sizeof trailer);
    }
    *missing_out = trailer.missing;
    if (trailer.result == RESULT_NO_MODULE)
        return casegate_error_config(error, "'%s' cannot be loaded: install it with the program",
                                     PAPER_MODULE_NAME);
    if (trailer.result == PAPER_NO_FONT)
        return casegate_error_config(error, "no font is installed: install fonts-dejavu-core");
    if (trailer.result == PAPER_DRAWN)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "the PDF could not be made; try again, or take --format html");
    return FALSE;
}

static pid_t begin(const Paper *paper, const char *path, int *fd_out, GError **error)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0) {
        casegate_error_from_errno(error, errno, "cannot make a PDF");
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0)
        child(paper, path, ends[1], parent);
    int failed = errno;
    close(ends[1]);
    *fd_out = ends[0];
    if (pid < 0) {
        close(ends[0]);
        casegate_error_from_errno(error, failed, "cannot make a PDF");
    }
    return pid;
}

GString *paper_print(const Paper *paper, const char *module, guint *missing_out, GError **error)
{
    return paper_print_within(paper, module, WAIT_MOST, missing_out, error);
}

GString *paper_print_within(const Paper *paper, const char *module, guint seconds,
                            guint *missing_out, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    g_autofree char *path = module ? g_strdup(module) : module_path(PAPER_MODULE_NAME);
    int fd = -1;
    *missing_out = 0;
    if (!path) {
        casegate_error_config(error, "'%s' is not there: install it with the program",
                              PAPER_MODULE_NAME);
        return NULL;
    }
    pid_t pid = begin(paper, path, &fd, error);
    if (pid < 0)
        return NULL;
    g_autoptr(GString) bytes = take(fd, deadline);
    close(fd);
    gboolean well = end(pid, bytes != NULL, deadline);
    return judge(bytes, well, missing_out, error) ? g_steal_pointer(&bytes) : NULL;
}
