/* desk_unread: which originals the reader could not read, so that opening one again does not cost its seconds again.
 *
 * An original never changes, and is known by its digest. What was found stays for some minutes, or until a few others were
 * found, after which it is tried once more: a busy machine makes a reader slow, too. That the reader could not be asked at all is nothing about the original, and is
 * not kept. The desk's own affair: work reads every message with its own reader, whatever stands here. */
#include "desk_unread.h"

#define KEPT 32u
#define KEPT_SECONDS 300

struct DeskUnread {
    char *sha256[KEPT], *why[KEPT];
    gint64 until[KEPT]; /* monotonic */
    guint next;
};

DeskUnread *desk_unread_new(void)
{
    return g_new0(DeskUnread, 1);
}

void desk_unread_free(DeskUnread *unread)
{
    if (!unread)
        return;
    for (guint i = 0; i < KEPT; i++) {
        g_free(unread->sha256[i]);
        g_free(unread->why[i]);
    }
    g_free(unread);
}

const char *desk_unread_why(const DeskUnread *unread, const char *sha256)
{
    for (guint i = 0; unread && i < KEPT; i++)
        if (g_strcmp0(unread->sha256[i], sha256) == 0 && g_get_monotonic_time() < unread->until[i])
            return unread->why[i];
    return NULL;
}

void desk_unread_add(DeskUnread *unread, const char *sha256, const char *why)
{
    if (!unread || desk_unread_why(unread, sha256))
        return;
    guint place = unread->next++ % KEPT;
    g_free(unread->sha256[place]);
    g_free(unread->why[place]);
    unread->sha256[place] = g_strdup(sha256);
    unread->why[place] = g_strdup(why);
    unread->until[place] = g_get_monotonic_time() + KEPT_SECONDS * G_USEC_PER_SEC;
}
