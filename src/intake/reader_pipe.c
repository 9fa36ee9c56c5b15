/* Packets with descriptors, as work, the zygote and the reader send them to each other.
 *
 * An interrupted call is made again. A packet that arrives cut, or whose descriptor was dropped
 * because the table was full (MSG_CTRUNC), is an error, never half a question; a descriptor that
 * did come with it is closed. At most one descriptor goes with a packet. */
#include "reader_pipe.h"
#include "error.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union {
    struct cmsghdr header; /* for its alignment */
    char bytes[CMSG_SPACE(sizeof(int))];
} Passing;

gboolean reader_pipe_open(int ends_out[2], GError **error)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_out) == 0)
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot make a pipe to the reader");
    return FALSE;
}

static void pass(struct msghdr *message, Passing *passing, int fd)
{
    memset(passing, 0, sizeof *passing);
    message->msg_control = passing->bytes;
    message->msg_controllen = sizeof passing->bytes;
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(control), &fd, sizeof fd);
}

gboolean reader_pipe_send(int fd, const struct iovec *pieces, int count, int passed, int flags)
{
    Passing passing;
    struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = (size_t)count};
    if (passed >= 0)
        pass(&message, &passing, passed);
    ssize_t sent;
    do
        sent = sendmsg(fd, &message, flags | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

static int take_passed(struct msghdr *message)
{
    int fd = -1;
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    if (control != NULL && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS &&
        control->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(control), sizeof fd);
    return fd;
}

gssize reader_pipe_receive(int fd, void *packet, gsize size, int *passed_out)
{
    Passing passing;
    struct iovec piece = {packet, size};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    ssize_t length;
    do {
        message.msg_control = passing.bytes;
        message.msg_controllen = sizeof passing.bytes;
        length = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    } while (length < 0 && errno == EINTR);
    *passed_out = length < 0 ? -1 : take_passed(&message);
    if (length < 0 || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
        return length;
    if (*passed_out >= 0)
        close(*passed_out);
    *passed_out = -1;
    errno = EMSGSIZE;
    return -1;
}
