/* The zygote: keeps a process ready to fork readers from, with the parsers set up and the form
 * labels in memory, and without anything of work: it is forked before the database and keys are
 * open, and closes every descriptor but its pipe. One reader at a time; being the reader's parent,
 * only the zygote can end it by its process id without ever hitting another process.
 *
 * Whoever loses its parent is killed by the kernel, so nothing stays behind work, however it ended.
 * Both ignore the signals a terminal or a supervisor sends to the whole group: it is work that
 * decides when to stop, and a reader ended by SIGTERM would look like a message that crashed it.
 * stdin, stdout and stderr are /dev/null (stderr stays in a sanitized build, to hear of findings).
 */
#include "reader_zygote.h"
#include "error.h"
#include "reader_child.h"
#include "reader_jail.h"
#include "reader_pipe.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct ReaderZygote {
    pid_t pid;
    int control;
    gboolean gone;
};

typedef struct { /* the zygote's reply to a new reader's end of a pipe */
    int ended;   /* wait status of the reader before */
    int failed;  /* errno of the fork, 0 if it succeeded */
} Reply;

#define CONTROL 3 /* the zygote's end of its pipe to work, closed in the reader */

static void stay_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
        _exit(READER_EXIT_SETUP);
}

static void move_to(int fd, int number)
{
    if (fd != number && dup3(fd, number, O_CLOEXEC) != number)
        _exit(READER_EXIT_SETUP);
}

static void drop_inheritance(int control)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};
    sigset_t none;
    sigemptyset(&none);
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    move_to(control, CONTROL);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0)
        _exit(READER_EXIT_SETUP);
#ifndef __SANITIZE_ADDRESS__
    dup2(nothing, STDERR_FILENO);
#endif
    close_range(CONTROL + 1, ~0u, 0);
}

typedef struct {
    ReaderFunctions functions;
    const FormLabels *labels;
    ReaderJail *jail;
    pid_t reader; /* 0 = none */
} Nursery;

static int end_reader(Nursery *nursery)
{
    int status = 0;
    if (nursery->reader > 0) {
        kill(nursery->reader, SIGKILL);
        while (waitpid(nursery->reader, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    nursery->reader = 0;
    return status;
}

static int start_reader(Nursery *nursery, int channel)
{
    pid_t zygote = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        stay_with(zygote);
        move_to(channel, READER_CHANNEL);
        close(CONTROL);
        prctl(PR_SET_NAME, "casegate-reader", 0, 0, 0);
        reader_child_run(&nursery->functions, nursery->labels, nursery->jail, READER_CHANNEL);
    }
    nursery->reader = MAX(pid, 0);
    return pid < 0 ? errno : 0;
}

G_NORETURN static void run_zygote(Nursery *nursery)
{
    char request;
    int channel;
    while (reader_pipe_receive(CONTROL, &request, sizeof request, &channel) > 0) {
        Reply reply = {end_reader(nursery), EBADF};
        if (channel >= 0)
            reply.failed = start_reader(nursery, channel);
        if (channel >= 0)
            close(channel);
        if (!reader_pipe_send(CONTROL, &(struct iovec){&reply, sizeof reply}, 1, -1, 0))
            break;
    }
    end_reader(nursery);
    _exit(0);
}

G_NORETURN static void be_zygote(Nursery *nursery, guint64 memory, int control, pid_t parent)
{
    stay_with(parent);
    drop_inheritance(control);
    prctl(PR_SET_NAME, "casegate-zygote", 0, 0, 0);
    if (nursery->functions.prepare != NULL)
        nursery->functions.prepare();
    nursery->jail = reader_jail_new(memory);
    if (nursery->jail == NULL)
        _exit(READER_EXIT_SETUP);
    run_zygote(nursery);
}

ReaderZygote *reader_zygote_start(ReaderFunctions functions, const FormLabels *labels,
                                  ReaderLimits limits, GError **error)
{
    int ends[2];
    pid_t parent = getpid();
    if (!reader_pipe_open(ends, error))
        return NULL;
    pid_t pid = fork();
    if (pid == 0)
        be_zygote(&(Nursery){functions, labels, NULL, 0}, limits.memory, ends[1], parent);
    int errnum = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        casegate_error_from_errno(error, errnum, "cannot start the reader");
        return NULL;
    }
    ReaderZygote *zygote = g_new0(ReaderZygote, 1);
    zygote->pid = pid;
    zygote->control = ends[0];
    return zygote;
}

void reader_zygote_stop(ReaderZygote *zygote)
{
    if (zygote == NULL)
        return;
    close(zygote->control);
    while (waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    g_free(zygote);
}

static gboolean ask_for_reader(ReaderZygote *zygote, int channel, Reply *reply_out)
{
    char request = 'r';
    int none;
    return reader_pipe_send(zygote->control, &(struct iovec){&request, 1}, 1, channel, 0) &&
           reader_pipe_receive(zygote->control, reply_out, sizeof *reply_out, &none) ==
               sizeof *reply_out;
}

gboolean reader_zygote_renew(ReaderZygote *zygote, int *channel_out, int *status_out,
                             GError **error)
{
    int ends[2];
    Reply reply = {0, EPIPE};
    if (!reader_pipe_open(ends, error))
        return FALSE;
    gboolean asked = ask_for_reader(zygote, ends[1], &reply);
    close(ends[1]);
    if (asked && reply.failed == 0) {
        *channel_out = ends[0];
        *status_out = reply.ended;
        return TRUE;
    }
    close(ends[0]);
    zygote->gone = zygote->gone || !asked;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot start a reader: %s",
                asked ? g_strerror(reply.failed) : "its parent process is gone");
    return FALSE;
}

gboolean reader_zygote_gone(const ReaderZygote *zygote)
{
    return zygote->gone;
}
