/* Packets, and descriptors with them, over a SOCK_SEQPACKET. Nothing here raises SIGPIPE. */
#pragma once
#include <glib.h>
#include <sys/uio.h>

/* Both ends CLOEXEC. */
gboolean reader_pipe_open(int ends_out[2], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One packet of the pieces, with `passed` unless it is -1. FALSE with errno; EAGAIN when `flags` has MSG_DONTWAIT. */
gboolean reader_pipe_send(int fd, const struct iovec *pieces, int count, int passed, int flags);
/* One packet and the descriptor that came with it (CLOEXEC; -1 if none). Its length, 0 at the end, -1 with errno. A
 * packet that is longer than `size`, or whose descriptor found no room, is EMSGSIZE. */
gssize reader_pipe_receive(int fd, void *packet, gsize size, int *passed_out);
