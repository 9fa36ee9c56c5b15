/* desk_original: the sealed original of a message, taken apart where nothing can come of it.
 *
 * The page process never parses what a stranger wrote: the reader child does, under its limits, and answers with a flat
 * record. What is gone, too large or cannot be read is said, and hinders no decision. Everybody at the desk waits while one
 * original is read, so it gets a few seconds, once; nothing of it is kept but that it could not be read. */
#include "desk_original.h"

#include <unistd.h>

#include "desk_unread.h"
#include "error.h"
#include "mail_limits.h"
#include "site_place.h"
#include "spool.h"

#define SECONDS 4u /* twice, when it ends the reader */

ReaderLimits desk_original_limits(void)
{
    ReaderLimits limits = reader_default_limits();
    limits.seconds = limits.apart_seconds = SECONDS;
    return limits;
}

static int open_original(const DeskTurn *turn, const char *sha256, char **why_not_out)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = site_spool_folder(turn->desk->rules->folder);
    guint64 bytes = 0;
    int fd = spool_look_archived(folder, sha256, &bytes, &error);
    if (fd < 0) {
        *why_not_out = g_strdup(error->message);
        return -1;
    }
    if (bytes <= MAIL_LIMIT_READ_BYTES)
        return fd;
    *why_not_out = g_strdup("it is too large to read");
    close(fd);
    return -1;
}

static MailRecord *read_it(const DeskTurn *turn, int fd, const char *sha256, Instant received,
                           char **why_not_out)
{
    g_autoptr(GError) error = NULL;
    Reader *reader = turn->desk->reader;
    MailRecord *mail = NULL;
    reader_forget(reader);
    if (!reader_submit(reader, fd, received, &error) ||
        !reader_answer(reader, &mail, why_not_out, &error))
        *why_not_out = g_strdup(error->message);
    else if (!mail)
        desk_unread_add(turn->desk->unread, sha256, *why_not_out);
    return mail;
}

MailRecord *desk_original(const DeskTurn *turn, const char *sha256, Instant received,
                          char **why_not_out)
{
    const char *known = turn->desk->reader ? desk_unread_why(turn->desk->unread, sha256)
                                           : "nothing here reads originals";
    *why_not_out = g_strdup(known);
    if (known)
        return NULL;
    int fd = open_original(turn, sha256, why_not_out);
    if (fd < 0)
        return NULL;
    MailRecord *mail = read_it(turn, fd, sha256, received, why_not_out);
    close(fd);
    return mail;
}
