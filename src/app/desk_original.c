/* desk_original: the sealed original of a message, taken apart where nothing can come of it.
 *
 * The page process never parses what a stranger wrote: the reader child does, under its limits, and answers with a flat
 * record. What is gone, too large or cannot be read is said, and hinders no decision; nothing is kept. */
#include "desk_original.h"

#include <unistd.h>

#include "error.h"
#include "mail_limits.h"
#include "site_place.h"
#include "spool.h"

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

MailRecord *desk_original(const DeskTurn *turn, const char *sha256, char **why_not_out)
{
    g_autoptr(GError) error = NULL;
    Reader *reader = turn->desk->reader;
    MailRecord *mail = NULL;
    *why_not_out = NULL;
    if (!reader) {
        *why_not_out = g_strdup("nothing here reads originals");
        return NULL;
    }
    int fd = open_original(turn, sha256, why_not_out);
    if (fd < 0)
        return NULL;
    reader_forget(reader);
    if (!reader_submit(reader, fd, &error) || !reader_answer(reader, &mail, why_not_out, &error))
        *why_not_out = g_strdup(error->message);
    close(fd);
    return mail;
}
