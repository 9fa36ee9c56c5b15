/* Whatever a message or a server made one of the gateway's processes do: it starts no other program,
 * looks into no other process, loads nothing into the kernel, and changes neither its own place on
 * the machine nor the machine. What holds the record or takes mail from a pipe has no network; what
 * speaks with servers is never spoken to first; what serves pages has the one socket that it was given and makes no
 * other. Refused with EPERM, since libraries ask harmlessly.
 *
 * Sockets of this machine stay, which name services use, and the one that tells which addresses the
 * machine has. io_uring would be a way around all of it. The reader's own jail, which is far
 * narrower, is put on top of this one. The leak checker of test builds must look into its process. */
#include "part_jail.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static const int refused[] = {
    /* other programs, other processes */
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(process_madvise), SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
#ifndef __SANITIZE_ADDRESS__
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
#endif
    /* ways around, and into the kernel */
    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(add_key), SCMP_SYS(request_key),
    SCMP_SYS(keyctl), SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(open_by_handle_at),
    /* its own place */
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen),
    SCMP_SYS(fsmount), SCMP_SYS(mount_setattr), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
    SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setreuid),
    SCMP_SYS(setregid), SCMP_SYS(setresuid), SCMP_SYS(setresgid), SCMP_SYS(setgroups),
    SCMP_SYS(mknodat), SCMP_SYS(mknod),
    /* by a path, which Landlock does not look at (truncate: not before its version 3) */
    SCMP_SYS(truncate), SCMP_SYS(chmod), SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(lchown),
    SCMP_SYS(fchownat), SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(removexattr),
    SCMP_SYS(lremovexattr),
    /* the machine */
    SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime), SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(listen)};

static const int to_be_called[] = {SCMP_SYS(accept), SCMP_SYS(accept4)};
static const int to_call[] = {SCMP_SYS(connect), SCMP_SYS(bind)};

static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

static int refuse_calls(scmp_filter_ctx filter, const int *calls, gsize count)
{
    int failed = 0;
    for (gsize i = 0; i < count; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0);
    return failed;
}

static int refuse_all(scmp_filter_ctx filter, PartJail jail)
{
    gboolean server = jail == PART_JAIL_SERVER;
    return refuse_calls(filter, refused, G_N_ELEMENTS(refused)) |
           (server ? refuse_calls(filter, to_call, G_N_ELEMENTS(to_call))
                   : refuse_calls(filter, to_be_called, G_N_ELEMENTS(to_be_called)));
}

static int refuse_socket(scmp_filter_ctx filter, enum scmp_compare how, int family)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                            SCMP_A0(how, (scmp_datum_t)family));
}

static gboolean is_family(int number)
{
    for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
        if (families[i] == number)
            return TRUE;
    return FALSE;
}

static int refuse_sockets(scmp_filter_ctx filter, PartJail jail)
{
    int failed = 0;
    if (jail == PART_JAIL_SERVER)
        return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 0);
    if (jail == PART_JAIL_OFFLINE)
        return refuse_socket(filter, SCMP_CMP_NE, AF_UNIX);
    for (int number = 0; number < AF_NETLINK; number++)
        if (!is_family(number))
            failed |= refuse_socket(filter, SCMP_CMP_EQ, number);
    return failed | refuse_socket(filter, SCMP_CMP_GT, AF_NETLINK);
}

gboolean part_jail_enter(PartJail jail)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL)
        return FALSE;
    gboolean entered = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                       refuse_all(filter, jail) == 0 && refuse_sockets(filter, jail) == 0 &&
                       seccomp_load(filter) == 0;
    seccomp_release(filter);
    return entered;
}
