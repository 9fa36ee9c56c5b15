/* The zygote: keeps a process ready to fork readers from, with the parsers set up and the form
 * labels in memory, and without anything of work: it is forked before the database and keys are
 * open, and closes every descriptor but its pipe. One reader at a time, and one for a second reading
 * beside it; being their parent, only the zygote can end them by process id without ever hitting
 * another process. What reads PDF is large and loaded when first needed, here, for a reader has no files.
 *
 * Whoever loses its parent is killed by the kernel, so nothing stays behind work, however it ended.
 * Both ignore the signals a terminal or a supervisor sends to the whole group: it is work that
 * decides when to stop, and a reader ended by SIGTERM would look like a message that crashed it.
 * stdin, stdout and stderr are /dev/null (stderr stays in a sanitized build, to hear of findings).
 */
#include "reader_zygote.h"
#include "error.h"
#include "landlock.h"
#include "mail_pdf.h"
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

enum { /* what work asks for, one byte; without a channel a reader is only ended */
       ASK_READER = 'r',
       ASK_APART = 'a',
       ASK_APART_PDF = 'p',
       ASK_SIGNATURE = 's',
};

typedef struct { /* the zygote's reply to a new reader's end of a pipe */
    int ended;   /* wait status of the reader before */
    int failed;  /* errno of the fork, 0 if it succeeded or was not asked for */
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
    ReaderJail *jail;
    pid_t pid; /* 0 = none */
} Cradle;

typedef struct {
    ReaderFunctions functions;
    const FormLabels *labels;
    ReaderLimits limits;
    Cradle pipeline, apart;
    gboolean knows_pdf;
} Nursery;

static int end_reader(Cradle *cradle)
{
    int status = 0;
    if (cradle->pid > 0) {
        kill(cradle->pid, SIGKILL);
        while (waitpid(cradle->pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    cradle->pid = 0;
    return status;
}

static ReaderTask task_of(const Nursery *nursery, char request)
{
    const ReaderFunctions *functions = &nursery->functions;
    if (request == ASK_SIGNATURE)
        return (ReaderTask){.prove = functions->prove, .cas = functions->cas};
    return (ReaderTask){.read = request == ASK_READER ? functions->read : functions->read_apart,
                        .labels = nursery->labels};
}

static int start_reader(Cradle *cradle, const ReaderTask *task, int channel)
{
    pid_t zygote = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        stay_with(zygote);
        move_to(channel, READER_CHANNEL);
        close(CONTROL);
        prctl(PR_SET_NAME, "casegate-reader", 0, 0, 0);
        reader_child_run(task, cradle->jail, READER_CHANNEL);
    }
    cradle->pid = MAX(pid, 0);
    return pid < 0 ? errno : 0;
}

static void prepare_pdf(Nursery *nursery)
{
    if (!nursery->knows_pdf && nursery->functions.prepare_pdf != NULL)
        nursery->functions.prepare_pdf();
    nursery->knows_pdf = TRUE;
}

static Reply attend(Nursery *nursery, char request, int channel)
{
    Cradle *cradle = request == ASK_READER ? &nursery->pipeline : &nursery->apart;
    Reply reply = {end_reader(cradle), 0};
    if (channel < 0)
        return reply;
    if (request == ASK_APART_PDF)
        prepare_pdf(nursery);
    const ReaderTask task = task_of(nursery, request);
    reply.failed = start_reader(cradle, &task, channel);
    close(channel);
    return reply;
}

/* From here on only what reads PDF is still to be loaded, with the fonts it asks for; there is no message or record in it. */
static void close_files(void)
{
    static const char *const readable[] = {"/usr",
                                           "/lib",
                                           "/lib64",
                                           "/etc/fonts",
                                           "/etc/ld.so.cache",
                                           "/var/cache/fontconfig",
                                           "/dev/urandom",
                                           "/proc/self"};
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : "/usr/bin/casegate");
    g_autofree char *module = g_build_filename(folder, "..", "lib", "casegate", NULL);
    g_autofree char *beside = g_build_filename(folder, MAIL_PDF_MODULE_NAME, NULL);
    g_autoptr(Landlock) lock = landlock_new();
    for (gsize i = 0; i < G_N_ELEMENTS(readable); i++)
        landlock_read(lock, readable[i]);
    landlock_read(lock, module);
    landlock_read(lock, beside);
    if (program)
        landlock_read(lock, program); /* a sanitizer's report names lines of it */
    (void)landlock_enter(lock);
}

G_NORETURN static void run_zygote(Nursery *nursery)
{
    char request;
    int channel;
    while (reader_pipe_receive(CONTROL, &request, sizeof request, &channel) > 0) {
        Reply reply = attend(nursery, request, channel);
        if (!reader_pipe_send(CONTROL, &(struct iovec){&reply, sizeof reply}, 1, -1, 0))
            break;
    }
    end_reader(&nursery->pipeline);
    end_reader(&nursery->apart);
    _exit(0);
}

G_NORETURN static void be_zygote(Nursery *nursery, int control, pid_t parent)
{
    stay_with(parent);
    drop_inheritance(control);
    prctl(PR_SET_NAME, "casegate-zygote", 0, 0, 0);
    if (nursery->functions.prepare != NULL)
        nursery->functions.prepare();
    close_files();
    nursery->pipeline.jail = reader_jail_new(nursery->limits.memory);
    nursery->apart.jail = reader_jail_new(nursery->limits.apart_memory);
    if (nursery->pipeline.jail == NULL || nursery->apart.jail == NULL)
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
        be_zygote(&(Nursery){.functions = functions, .labels = labels, .limits = limits}, ends[1],
                  parent);
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

void reader_zygote_dismiss(ReaderZygote *zygote)
{
    if (zygote == NULL || zygote->control < 0)
        return;
    close(zygote->control);
    zygote->control = -1;
}

void reader_zygote_stop(ReaderZygote *zygote)
{
    if (zygote == NULL)
        return;
    reader_zygote_dismiss(zygote);
    while (waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    g_free(zygote);
}

static gboolean ask(ReaderZygote *zygote, char request, int channel, Reply *reply_out)
{
    int none;
    return reader_pipe_send(zygote->control, &(struct iovec){&request, 1}, 1, channel, 0) &&
           reader_pipe_receive(zygote->control, reply_out, sizeof *reply_out, &none) ==
               sizeof *reply_out;
}

static void set_failure(ReaderZygote *zygote, gboolean asked, int errnum, GError **error)
{
    zygote->gone = zygote->gone || !asked;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot start a reader: %s",
                asked ? g_strerror(errnum) : "its parent process is gone");
}

static gboolean begin(ReaderZygote *zygote, char request, int *channel_out, int *status_out,
                      GError **error)
{
    int ends[2];
    Reply reply = {0, EPIPE};
    if (!reader_pipe_open(ends, error))
        return FALSE;
    gboolean asked = ask(zygote, request, ends[1], &reply);
    close(ends[1]);
    if (asked && reply.failed == 0) {
        *channel_out = ends[0];
        *status_out = reply.ended;
        return TRUE;
    }
    close(ends[0]);
    set_failure(zygote, asked, reply.failed, error);
    return FALSE;
}

gboolean reader_zygote_renew(ReaderZygote *zygote, int *channel_out, int *status_out,
                             GError **error)
{
    return begin(zygote, ASK_READER, channel_out, status_out, error);
}

gboolean reader_zygote_begin_apart(ReaderZygote *zygote, ReaderApart what, int *channel_out,
                                   GError **error)
{
    static const char asked[] = {[READER_APART_FILES] = ASK_APART,
                                 [READER_APART_PDF] = ASK_APART_PDF,
                                 [READER_APART_SIGNATURE] = ASK_SIGNATURE};
    int status;
    return begin(zygote, asked[what], channel_out, &status, error);
}

gboolean reader_zygote_end_apart(ReaderZygote *zygote, int *status_out, GError **error)
{
    Reply reply = {0, EPIPE};
    gboolean asked = ask(zygote, ASK_APART, -1, &reply);
    *status_out = reply.ended;
    if (!asked)
        set_failure(zygote, FALSE, 0, error);
    return asked;
}

gboolean reader_zygote_gone(const ReaderZygote *zygote)
{
    return zygote->gone;
}
