/* probe: the gateway, but each of its processes tries what it must not be able to do.
 *
 * Linked with the product's own objects; the linker (--wrap) puts a function of ours before one that each process calls once
 * it is confined and begins with messages. There is nothing of it in the product. Everything goes on afterwards as it would.
 *
 * Each attempt's result is errno, 0 where it succeeded, 'killed' where the process did not survive it. The command's own
 * process writes them when it ends, a line each "PROCESS ATTEMPT RESULT", to the file that CASEGATE_PROBE names. A reader does
 * not survive some attempts: it makes only the one that CASEGATE_PROBE_READER names, if it names one. The site's folder is
 * CASEGATE_PROBE_SITE, and paths in it are relative to it. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector.h"
#include "desk.h"
#include "dispatch.h"
#include "landlock.h"
#include "looking.h"
#include "mail_pdf.h"
#include "mail_read.h"
#include "paper_draw.h"
#include "spooling.h"
#include "work.h"

#define ROWS 200
#define UNTRIED -2
#define NOT_SURVIVED -1

typedef struct {
    char process[16], attempt[24];
    int result;
} Row;

static Row *rows; /* shared by all processes */
static pid_t first;
static const char *site;

/* ---- attempts: 0 or errno ---- */

static int closing(int fd)
{
    return fd >= 0 ? close(fd) : errno;
}

static int try_internet(void)
{
    return closing(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_packets(void)
{
    return closing(socket(AF_PACKET, SOCK_DGRAM, 0));
}

/* Nobody listens at port 9: ECONNREFUSED says that we could have spoken with it. */
static int try_other_port(void)
{
    const struct sockaddr_in nobody = {
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    int result = connect(fd, (const struct sockaddr *)&nobody, sizeof nobody) == 0 ? 0 : errno;
    close(fd);
    return result;
}

static int try_listen(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    const struct sockaddr name = {.sa_family = AF_UNIX};
    int result = bind(fd, &name, sizeof name.sa_family) == 0 && listen(fd, 1) == 0 ? 0 : errno;
    close(fd);
    return result;
}

/* On no descriptor: EBADF says that it may. */
static int try_calling(void)
{
    const struct sockaddr name = {.sa_family = AF_UNIX};
    return connect(-1, &name, sizeof name) == 0 ? 0 : errno;
}

static int try_being_called(void)
{
    return closing(accept(-1, NULL, NULL));
}

static int try_exec(void)
{
    char *const arguments[] = {(char *)"true", NULL};
    execv("/bin/true", arguments);
    return errno;
}

/* Of nobody: ESRCH says that it may look for somebody. */
static int try_ptrace(void)
{
    return ptrace(PTRACE_ATTACH, (pid_t)0x7ffffff0, NULL, NULL) == 0 ? 0 : errno;
}

static int try_other_memory(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1 ? 0 : errno;
}

static int try_io_uring(void)
{
    char parameters[256] = "";
    return closing((int)syscall(425, 1, parameters));
}

static int try_open(const char *path, int flags)
{
    return closing(open(path, flags | O_CLOEXEC, 0600));
}

static int try_passwd(void)
{
    return try_open("/etc/passwd", O_RDONLY);
}

static int try_below(const char *name, int flags)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", site, name);
    return try_open(path, flags);
}

/* Beside the site, in the test's own folder. */
static int try_elsewhere(void)
{
    return try_below("../elsewhere", O_WRONLY | O_CREAT);
}

static int try_secret(void)
{
    return try_below("secret", O_RDONLY);
}

static int try_rules(void)
{
    return try_below("routing/people.csv", O_RDONLY);
}

static int try_changing_rules(void)
{
    return try_below("routing/site.yaml", O_WRONLY);
}

static int try_record(void)
{
    return try_below("spool/casegate.db-shm",
                     O_RDWR); /* no lock of SQLite's is on it in WAL mode but its own */
}

/* Its log: closing the record itself would let go of SQLite's locks. */
static int try_changing_record(void)
{
    return try_below("spool/casegate.db-wal", O_WRONLY);
}

static int try_archive(void)
{
    return try_below("spool/archive", O_RDONLY | O_DIRECTORY);
}

static int try_incoming(void)
{
    return try_below("spool/incoming/new", O_RDONLY | O_DIRECTORY);
}

static int try_outgoing(void)
{
    return try_below("spool/outgoing/new", O_RDONLY | O_DIRECTORY);
}

static int try_stray_file(void)
{
    return try_below("spool/stray", O_WRONLY | O_CREAT);
}

/* These two are no attempts: what was promised of the process itself. 0: it holds. */
static int has_no_core(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 ? 0 : EINVAL;
}

static int has_hidden_memory(void)
{
    return prctl(PR_GET_DUMPABLE) == 0 ? 0 : EINVAL;
}

static int has_closed_umask(void)
{
    mode_t mask = umask(077);
    return mask == 077 ? 0 : EINVAL;
}

static const struct {
    const char *name;
    int (*attempt)(void);
} attempts[] = {{"internet", try_internet},
                {"packets", try_packets},
                {"other-port", try_other_port},
                {"listen", try_listen},
                {"calling", try_calling},
                {"being-called", try_being_called},
                {"exec", try_exec},
                {"ptrace", try_ptrace},
                {"other-memory", try_other_memory},
                {"io-uring", try_io_uring},
                {"passwd", try_passwd},
                {"elsewhere", try_elsewhere},
                {"secret", try_secret},
                {"rules", try_rules},
                {"changing-rules", try_changing_rules},
                {"record", try_record},
                {"changing-record", try_changing_record},
                {"archive", try_archive},
                {"incoming", try_incoming},
                {"outgoing", try_outgoing},
                {"stray", try_stray_file},
                {"no-core", has_no_core},
                {"hidden", has_hidden_memory},
                {"umask", has_closed_umask}};

/* ---- the report ---- */

static Row *row_of(const char *process, const char *attempt)
{
    for (Row *row = rows; row < rows + ROWS; row++) {
        if (row->process[0] == '\0') {
            snprintf(row->process, sizeof row->process, "%s", process);
            snprintf(row->attempt, sizeof row->attempt, "%s", attempt);
            row->result = UNTRIED;
        }
        if (strcmp(row->process, process) == 0 && strcmp(row->attempt, attempt) == 0)
            return row;
    }
    return NULL;
}

static void probe(const char *process, const char *only)
{
    if (strcmp(process, "clerk") == 0 && getpid() == first)
        return; /* a command that logs its own look is in no cage, and would become what it tries to begin */
    for (gsize i = 0; rows && i < G_N_ELEMENTS(attempts); i++) {
        Row *row =
            only && strcmp(only, attempts[i].name) != 0 ? NULL : row_of(process, attempts[i].name);
        if (!row || row->result != UNTRIED)
            continue;
        row->result = NOT_SURVIVED;
        row->result = attempts[i].attempt();
    }
}

static void __attribute__((constructor)) begin(void)
{
    site = getenv("CASEGATE_PROBE_SITE");
    void *shared = site ? mmap(NULL, ROWS * sizeof(Row), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0)
                        : MAP_FAILED;
    if (shared == MAP_FAILED)
        return;
    rows = shared;
    first = getpid();
}

static int report = -1;

static void __attribute__((constructor)) open_report(void)
{
    const char *path = getenv("CASEGATE_PROBE");
    report = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    if (report >= 0 && report <= STDERR_FILENO)
        abort();
}

static void __attribute__((destructor)) tell(void)
{
    if (!rows || getpid() != first || report < 0)
        return;
    dprintf(report, "kernel landlock %u\n", landlock_version());
    for (const Row *row = rows; row < rows + ROWS && row->process[0]; row++) {
        if (row->result == NOT_SURVIVED)
            dprintf(report, "%s %s killed\n", row->process, row->attempt);
        else if (row->result != UNTRIED)
            dprintf(report, "%s %s %s\n", row->process, row->attempt,
                    row->result == 0 ? "done" : strerrorname_np(row->result));
    }
}

/* ---- before a function of the gateway ---- */

#define BEFORE(type, name, parameters, arguments, process, only)                                   \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        probe(process, only);                                                                      \
        return __real_##name arguments;                                                            \
    }

static const char *of_reader(void)
{
    const char *only = getenv("CASEGATE_PROBE_READER");
    return only ? only : "nothing";
}

/* Other commands log their looks themselves, in no cage. */
static const char *of_clerk(void)
{
    return getenv("CASEGATE_PROBE_PAPER") ? "nothing" : NULL;
}

BEFORE(gboolean, work_run_once, (Work * work, Instant now, WorkReport *report_out, GError **error),
       (work, now, report_out, error), "work", NULL)
BEFORE(gboolean, dispatch_round,
       (Dispatch * dispatch, Instant now, DispatchReport *report_out, GError **error),
       (dispatch, now, report_out, error), "send", NULL)
BEFORE(gboolean, collector_round,
       (Collector * collector, Instant now, guint *collected_out, GError **error),
       (collector, now, collected_out, error), "collect", NULL)
BEFORE(SpoolWriter *, spooling_copy,
       (Spool * spool, const char *mailbox, int fd, Instant arrived, GError **error),
       (spool, mailbox, fd, arrived, error), "deliver", NULL)
BEFORE(DeskAnswer *, desk_answer, (const Desk *desk, const DeskRequest *request), (desk, request),
       "desk", NULL)
BEFORE(gboolean, looking_log,
       (const Ruleset *rules, const Looker *looker, const char *const *references, GError **error),
       (rules, looker, references, error), "clerk", of_clerk())
BEFORE(MailRecord *, mail_read, (const char *bytes, gsize length, const FormLabels *labels),
       (bytes, length, labels), "reader", of_reader())
BEFORE(MailRecord *, mail_read_containers,
       (const char *bytes, gsize length, const FormLabels *labels), (bytes, length, labels),
       "attachments", of_reader())

BEFORE(PaperResult, paper_draw,
       (const PaperModule *module, const Paper *paper, int fd, guint *missing_out),
       (module, paper, fd, missing_out), "paper", NULL)

void __real_mail_pdf_prepare(void);
void __wrap_mail_pdf_prepare(void);
void __wrap_mail_pdf_prepare(void)
{
    probe("zygote", NULL);
    __real_mail_pdf_prepare();
}
