/* The jail of the process that parses hostile bytes. Holds libseccomp, which nothing else uses.
 *
 * A reader may compute, use memory up to its limit, read descriptors it was given and answer over
 * its channel. Everything else is refused with EPERM rather than ended, because libraries ask
 * harmlessly for files (iconv for modules, GLib for its terminal) and carry on without; only what
 * no library does here, to start a program or process or to look into another one, ends it.
 * Memory that can be executed cannot be made. It leaves no core, cannot be traced, gains no
 * privilege and writes no file. What cannot be put in force is said by FALSE, and nothing is read.
 *
 * AddressSanitizer needs an enormous address space, its own files and a tracer at the end; with it
 * there is neither filter nor RLIMIT_AS, and ASAN_OPTIONS=hard_rss_limit_mb=… limits memory. */
#include "reader_jail.h"
#include "landlock.h"
#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define DESCRIPTORS 16 /* its own few, and the one message it is reading */

#ifdef __SANITIZE_ADDRESS__
static const gboolean sanitized = TRUE;
#else
static const gboolean sanitized = FALSE;
#endif

struct ReaderJail {
    guint64 memory;
    scmp_filter_ctx filter;
};

static const int allowed[] = {
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(pread64),
    SCMP_SYS(close),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};
static const int deadly[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
};
static const int without_execution[] = {SCMP_SYS(mmap),
                                        SCMP_SYS(mprotect)};            /* their third argument */
static const int on_channel[] = {SCMP_SYS(recvmsg), SCMP_SYS(sendmsg)}; /* their first */

static int add_rules(scmp_filter_ctx filter)
{
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (gsize i = 0; i < G_N_ELEMENTS(deadly); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    for (gsize i = 0; i < G_N_ELEMENTS(without_execution); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, without_execution[i], 1,
                                   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return failed;
}

ReaderJail *reader_jail_new(guint64 memory)
{
    ReaderJail *jail = g_new0(ReaderJail, 1);
    jail->memory = memory;
    jail->filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (jail->filter != NULL && add_rules(jail->filter) == 0)
        return jail;
    g_clear_pointer(&jail->filter, seccomp_release);
    g_free(jail);
    return NULL;
}

/* Never more than it has already: only root may raise a limit. */
static gboolean limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return FALSE;
    most = MIN(most, now.rlim_max);
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* The filter refuses to open anything; this does so a second time, where the kernel can. */
static void close_files(void)
{
    g_autoptr(Landlock) nothing = landlock_new();
    (void)landlock_enter(nothing);
}

static gboolean enter_filter(scmp_filter_ctx filter, int channel)
{
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(on_channel); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, on_channel[i], 1,
                                   SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)channel));
    return failed == 0 && seccomp_load(filter) == 0;
}

gboolean reader_jail_enter(ReaderJail *jail, int channel)
{
    if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, DESCRIPTORS) ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return FALSE;
    close_files();
    if (sanitized)
        return TRUE;
    return limit(RLIMIT_FSIZE, 0) && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           (jail->memory == 0 || limit(RLIMIT_AS, jail->memory)) &&
           enter_filter(jail->filter, channel);
}
