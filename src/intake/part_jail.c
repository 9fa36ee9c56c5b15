/* The process that holds the record talks to nobody and starts nothing but the reader it forks:
 * whatever a message made it do, nothing could leave by it. Refused with EPERM, since libraries ask
 * harmlessly; sockets of this machine stay, which name services use. The reader's own jail, which is
 * far narrower, is put on top of this one. */
#include "work_jail.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static int refuse_network(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                            SCMP_A0(SCMP_CMP_NE, AF_UNIX));
}

static int refuse_programs(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execve), 0) |
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execveat), 0);
}

gboolean work_jail_enter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL)
        return FALSE;
    gboolean entered = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && refuse_network(filter) == 0 &&
                       refuse_programs(filter) == 0 && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return entered;
}
