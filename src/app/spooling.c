/* Copies a descriptor into the spool, streaming.
 *
 * The end is a read of nothing; a read that fails is a failure, never an end, because a message cut
 * short would be taken for the whole. The caller accepts or abandons what was copied. Every failure
 * is TEMP: whoever holds the message keeps it and tries again. */
#include "spooling.h"

#include <errno.h>
#include <unistd.h>

#include "error.h"

#define CHUNK (64u << 10)

static gssize read_some(int fd, char *buffer, gsize size)
{
    gssize got;
    do
        got = read(fd, buffer, size);
    while (got < 0 && errno == EINTR);
    return got;
}

SpoolWriter *spooling_copy(Spool *spool, const char *mailbox, int fd, Instant arrived,
                           GError **error)
{
    g_autoptr(SpoolWriter) writer = spool_write(spool, mailbox, arrived, error);
    if (!writer)
        return NULL;
    g_autofree char *buffer = g_malloc(CHUNK);
    gssize got;
    while ((got = read_some(fd, buffer, CHUNK)) > 0)
        if (!spool_write_more(writer, buffer, (gsize)got, error))
            return NULL;
    if (got < 0) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot read the message: %s",
                    g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&writer);
}
