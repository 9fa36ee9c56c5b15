/* without_landlock COMMAND ARGUMENT...: runs the command as on a kernel that has no Landlock. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static const int calls[] = {SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule),
                                SCMP_SYS(landlock_restrict_self)};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter == NULL || argc < 2;
    for (size_t i = 0; !failed && i < sizeof calls / sizeof *calls; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), calls[i], 0);
    if (failed || seccomp_load(filter) != 0) {
        fputs("without_landlock: cannot take it away\n", stderr);
        return 125;
    }
    execv(argv[1], argv + 1);
    perror(argv[1]);
    return 126;
}
