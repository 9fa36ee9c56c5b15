/* A defect for the crash tests to find (seeded.t): nothing is ever made durable. */
#include <unistd.h>

int fsync(int fd)
{
    return 0;
}

int fdatasync(int fd)
{
    return 0;
}

int syncfs(int fd)
{
    return 0;
}
