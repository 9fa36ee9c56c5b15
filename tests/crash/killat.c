/* killat: runs a command and ends it, with every process it started, at its n-th system call.
 *
 *   killat -r REPORT [-n N] [-c] [-t TRACE] COMMAND ARGUMENT...
 *
 * Calls of all processes and their threads, which count as processes here, are counted together,
 * from the command's exec on; with -c only those that
 * change a file. At the entry of the n-th, before it does anything, everything is sent SIGKILL: what
 * lies on disk is what the calls before it did. Without -n, or when the command makes fewer calls,
 * it runs to its end. A filter of the kernel's stops the command, once a call, at the calls that count;
 * one that the command's own filter refuses is none. REPORT gets one line that proves what happened:
 *
 *   killed calls=17 changing=3 name=rename processes=2 landed=2
 *   ended calls=512 changing=23 status=0 unknown=-
 *
 * `unknown`: the numbers of the calls that are neither in the table of those that change a file nor in
 * that of those that change none; with -c both `calls` and it say nothing of the others.
 * `landed` counts processes that ended by SIGKILL, and exit status 1 says that one of them did not;
 * one that was on its way out by itself when the kill came is not among `processes`.
 * TRACE gets a line for each call that changes a file, in order: process id, name, paths. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 64
#define COUNT(table) (sizeof(table) / sizeof *(table))
#define OPTIONS                                                                                    \
    (PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK |         \
     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)

/* Where a call's arguments say what file is meant: F a descriptor, P a path, D a folder that the
 * path in the next argument may begin at, - nothing. */
typedef struct {
    long number;
    const char *name, *shape;
    int flags; /* 1 + the argument with O_CREAT or O_TRUNC, without which it changes nothing; 0 none */
} Call;

static const Call changing_calls[] = {
    {SYS_write, "write", "F", 0},
    {SYS_pwrite64, "pwrite64", "F", 0},
    {SYS_writev, "writev", "F", 0},
    {SYS_pwritev, "pwritev", "F", 0},
    {SYS_sendfile, "sendfile", "F", 0},
    {SYS_copy_file_range, "copy_file_range", "--F", 0},
    {SYS_ftruncate, "ftruncate", "F", 0},
    {SYS_truncate, "truncate", "P", 0},
    {SYS_fallocate, "fallocate", "F", 0},
    {SYS_fsync, "fsync", "F", 0},
    {SYS_fdatasync, "fdatasync", "F", 0},
    {SYS_syncfs, "syncfs", "F", 0},
    {SYS_sync, "sync", "", 0},
    {SYS_openat, "openat", "DP", 3},
    {SYS_linkat, "linkat", "DPDP", 0},
    {SYS_symlinkat, "symlinkat", "PDP", 0},
    {SYS_unlinkat, "unlinkat", "DP", 0},
    {SYS_mkdirat, "mkdirat", "DP", 0},
    {SYS_renameat2, "renameat2", "DPDP", 0},
    {SYS_fchown, "fchown", "F", 0},
    {SYS_fchmod, "fchmod", "F", 0},
    {SYS_fchmodat, "fchmodat", "DP", 0},
    {SYS_utimensat, "utimensat", "DP", 0},
    {SYS_sendto, "sendto", "F", 0}, /* the other end of a socket is told something */
    {SYS_sendmsg, "sendmsg", "F", 0},
#ifdef SYS_renameat
    {SYS_renameat, "renameat", "DPDP", 0},
#endif
#ifdef SYS_open /* the older calls, which newer architectures lack */
    {SYS_open, "open", "P", 2},
    {SYS_creat, "creat", "P", 0},
    {SYS_link, "link", "PP", 0},
    {SYS_symlink, "symlink", "PP", 0},
    {SYS_unlink, "unlink", "P", 0},
    {SYS_mkdir, "mkdir", "P", 0},
    {SYS_rmdir, "rmdir", "P", 0},
    {SYS_rename, "rename", "PP", 0},
    {SYS_chmod, "chmod", "P", 0},
#endif
};

/* What changes no file and tells nobody anything, of what the program calls. */
static const short idle_calls[] = {
    SYS_read,
    SYS_pread64,
    SYS_readv,
    SYS_close,
    SYS_close_range,
    SYS_lseek,
    SYS_newfstatat,
    SYS_fstat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_readlinkat,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_getdents64,
    SYS_getcwd,
    SYS_chdir,
    SYS_fchdir,
    SYS_umask,
    SYS_fcntl,
    SYS_flock,
    SYS_ioctl,
    SYS_fadvise64,
    SYS_dup,
    SYS_dup3,
    SYS_pipe2,
    SYS_ppoll,
    SYS_pselect6,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept4,
    SYS_shutdown,
    SYS_getsockname,
    SYS_getpeername,
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_mmap,
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_clone,
    SYS_clone3,
    SYS_execve,
    SYS_exit,
    SYS_exit_group,
    SYS_wait4,
    SYS_waitid,
    SYS_kill,
    SYS_tgkill,
    SYS_getpid,
    SYS_getppid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_setpgid,
    SYS_setsid,
    SYS_prctl,
    SYS_prlimit64,
    SYS_getrusage,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getrandom,
    SYS_sysinfo,
    SYS_uname,
    SYS_rseq,
    SYS_membarrier,
    SYS_set_tid_address,
    SYS_nanosleep,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_gettimeofday,
    SYS_set_robust_list,
    SYS_seccomp,
    SYS_restart_syscall,
    SYS_landlock_create_ruleset,
    SYS_landlock_add_rule,
    SYS_landlock_restrict_self,
    SYS_pidfd_open,
#ifdef SYS_open /* the older calls */
    SYS_access,
    SYS_readlink,
    SYS_stat,
    SYS_lstat,
    SYS_dup2,
    SYS_pipe,
    SYS_poll,
    SYS_select,
    SYS_epoll_wait,
    SYS_fork,
    SYS_vfork,
    SYS_arch_prctl,
    SYS_getpgrp,
    SYS_time,
    SYS_alarm,
#endif
};

typedef struct {
    const char *report_path, *trace_path;
    unsigned long at; /* 0 = never */
    int changing_only;
    FILE *trace;
    pid_t command, caller, processes[PROCESSES]; /* caller: of the n-th call */
    int count, started, killed, landed, command_status;
    unsigned long calls, changing;
    char name[32];               /* of the call it was killed at */
    unsigned char unknown[1024]; /* by number: it was called, and is in neither table */
} Run;

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static int index_of(const Run *run, pid_t pid)
{
    for (int i = 0; i < run->count; i++)
        if (run->processes[i] == pid)
            return i;
    return -1;
}

/* 1 if it is a new one. */
static int know(Run *run, pid_t pid)
{
    if (index_of(run, pid) >= 0)
        return 0;
    if (run->count == PROCESSES)
        die("too many processes");
    run->processes[run->count++] = pid;
    return 1;
}

/* ---- which calls stop it ---- */

/* The entry of the table for this number, if there is one. */
static const Call *call_of(uint64_t number)
{
    for (size_t i = 0; i < COUNT(changing_calls); i++)
        if ((uint64_t)changing_calls[i].number == number)
            return &changing_calls[i];
    return NULL;
}

static int changes(const Call *call, const uint64_t *arguments)
{
    return call->flags == 0 || arguments[call->flags - 1] & (O_CREAT | O_TRUNC);
}

static int is_idle(uint64_t number)
{
    for (size_t i = 0; i < COUNT(idle_calls); i++)
        if ((uint64_t)idle_calls[i] == number)
            return 1;
    return 0;
}

/* The filter that stops at the calls of the table, a call with flags only where they say so; returns its length. Each call has
 * its own return, so that no jump is long. */
static unsigned short changing_filter(struct sock_filter *filter)
{
    unsigned short n = 0;
    filter[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < COUNT(changing_calls); i++) {
        const Call *call = &changing_calls[i];
        unsigned int low =
            offsetof(struct seccomp_data, args[0]) + 8 * (unsigned int)(call->flags - 1);
        filter[n++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)call->number, 0, call->flags == 0 ? 1 : 4);
        if (call->flags != 0) {
            filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low);
            filter[n++] =
                (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_TRUNC, 1, 0);
            filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        }
        filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    return n;
}

/* In the child, before it becomes the command. */
static void stop_at_calls(const Run *run)
{
    struct sock_filter filter[2 + 5 * COUNT(changing_calls)] = {
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE)};
    struct sock_fprog program = {1, filter};
    if (run->changing_only)
        program.len = changing_filter(filter);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        die("no filter");
}

/* ---- the trace ---- */

static void print_descriptor(const Run *run, pid_t pid, int fd)
{
    char link[64], path[PATH_MAX];
    if (fd == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/%d/cwd", (int)pid);
    else
        snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)pid, fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    fprintf(run->trace, "%.*s", length < 0 ? 1 : (int)length, length < 0 ? "?" : path);
}

static void read_path(pid_t pid, unsigned long address, char *path, size_t size)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/mem", (int)pid);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : pread(fd, path, size - 1, (off_t)address);
    path[length < 0 ? 0 : length] = '\0';
    if (fd >= 0)
        close(fd);
}

static void print_call(const Run *run, pid_t pid, const Call *call, const uint64_t *arguments)
{
    char path[PATH_MAX];
    fprintf(run->trace, "%d %s", (int)pid, call->name);
    for (int n = 0; call->shape[n] != '\0'; n++) {
        char shape = call->shape[n];
        if (shape == '-')
            continue;
        fputc(' ', run->trace);
        path[0] = '\0';
        if (shape != 'F')
            read_path(pid, arguments[shape == 'D' ? ++n : n], path, sizeof path);
        if (shape == 'F')
            print_descriptor(run, pid, (int)arguments[n]);
        else if (shape == 'D' && path[0] != '/')
            print_descriptor(run, pid, (int)arguments[n - 1]);
        fprintf(run->trace, "%s%s", shape == 'D' && path[0] != '/' ? "/" : "", path);
    }
    fputc('\n', run->trace);
}

/* ---- following the processes ---- */

static void kill_all(Run *run, pid_t caller, const char *name)
{
    run->caller = caller;
    snprintf(run->name, sizeof run->name, "%s", name);
    run->killed = run->count;
    for (int i = 0; i < run->count; i++)
        kill(run->processes[i], SIGKILL);
}

/* A stop at a system call. FALSE when that was the end. */
static int on_call(Run *run, pid_t pid)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0 ||
        info.op != PTRACE_SYSCALL_INFO_SECCOMP)
        return 1;
    const Call *call = call_of(info.seccomp.nr);
    if (call == NULL && !is_idle(info.seccomp.nr) && info.seccomp.nr < COUNT(run->unknown))
        run->unknown[info.seccomp.nr] = 1;
    if (call != NULL && !changes(call, info.seccomp.args))
        call = NULL;
    run->calls++;
    run->changing += call != NULL;
    unsigned long here = run->changing_only ? run->changing : run->calls;
    if (run->at != 0 && here == run->at) {
        char number[24];
        snprintf(number, sizeof number, "call-%llu", (unsigned long long)info.seccomp.nr);
        kill_all(run, pid, call != NULL ? call->name : number);
        return 0;
    }
    if (run->trace != NULL && call != NULL)
        print_call(run, pid, call, info.seccomp.args);
    return 1;
}

static void on_end(Run *run, pid_t pid, int status)
{
    int i = index_of(run, pid);
    if (i >= 0)
        run->processes[i] = run->processes[--run->count];
    if (pid == run->command)
        run->command_status = status;
    run->landed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    /* SIGKILL cannot be refused: what exits after it was exiting already. */
    run->killed -= run->killed > 0 && WIFEXITED(status) && pid != run->caller;
}

static void on_stop(Run *run, pid_t pid, int status)
{
    int signal_number = WSTOPSIG(status), event = status >> 16, passed = 0;
    if (run->killed > 0) { /* forked just before */
        run->killed += know(run, pid);
        kill(pid, SIGKILL);
        return;
    }
    know(run, pid);
    if (event == PTRACE_EVENT_EXEC && pid == run->command)
        run->started = 1;
    if (event == PTRACE_EVENT_SECCOMP && run->started && !on_call(run, pid))
        return;
    if (event == 0)
        passed = signal_number;
    ptrace(PTRACE_CONT, pid, 0, passed);
}

static void follow(Run *run)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
        if (pid > 0 && WIFSTOPPED(status))
            on_stop(run, pid, status);
        else if (pid > 0)
            on_end(run, pid, status);
    }
}

static void start(Run *run, char **command)
{
    int status;
    run->command = fork();
    if (run->command < 0)
        die("fork");
    if (run->command == 0) {
        raise(SIGSTOP);
        stop_at_calls(run);
        execvp(command[0], command);
        die(command[0]);
    }
    if (waitpid(run->command, &status, WUNTRACED) != run->command || !WIFSTOPPED(status) ||
        ptrace(PTRACE_SEIZE, run->command, 0, OPTIONS) < 0)
        die("cannot trace the command");
    know(run, run->command);
    kill(run->command, SIGCONT);
}

static void print_unknown(const Run *run, FILE *out)
{
    const char *between = "";
    for (size_t number = 0; number < sizeof run->unknown; number++)
        if (run->unknown[number]) {
            fprintf(out, "%s%zu", between, number);
            between = ",";
        }
    fputs(*between == '\0' ? "-\n" : "\n", out);
}

static int report(const Run *run)
{
    FILE *out = fopen(run->report_path, "we");
    if (out == NULL)
        die(run->report_path);
    int status = run->command_status;
    if (run->killed > 0)
        fprintf(out, "killed calls=%lu changing=%lu name=%s processes=%d landed=%d\n", run->calls,
                run->changing, run->name, run->killed, run->landed);
    else {
        fprintf(out, "ended calls=%lu changing=%lu status=%d unknown=", run->calls, run->changing,
                WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        print_unknown(run, out);
    }
    if (fclose(out) != 0)
        die(run->report_path);
    return run->killed > 0 && run->landed < run->killed ? 1 : 0;
}

int main(int argc, char **argv)
{
    Run run = {0};
    for (int option; (option = getopt(argc, argv, "+r:n:t:c")) != -1;)
        switch (option) {
        case 'r':
            run.report_path = optarg;
            break;
        case 'n':
            run.at = strtoul(optarg, NULL, 10);
            break;
        case 't':
            run.trace_path = optarg;
            break;
        case 'c':
            run.changing_only = 1;
            break;
        default:
            return 64;
        }
    if (run.report_path == NULL || optind == argc) {
        fputs("usage: killat -r REPORT [-n N] [-c] [-t TRACE] COMMAND ARGUMENT...\n", stderr);
        return 64;
    }
    if (run.trace_path != NULL && (run.trace = fopen(run.trace_path, "we")) == NULL)
        die(run.trace_path);
    start(&run, argv + optind);
    follow(&run);
    if (run.trace != NULL && fclose(run.trace) != 0)
        die(run.trace_path);
    return report(&run);
}
