/* imap_probe: all that collecting does before it takes the first message, and nothing after it.
 *
 * The folder is opened and searched, no message is fetched and none is moved; the done folder is
 * looked for and not made. What the server lacks is said with what is done instead. */
#include "imap_probe.h"
#include "imap_session.h"

static char *describe(ImapSession *session, const SiteSource *source, guint64 messages)
{
    const char *moves = imap_session_has_move(session)      ? "moves by MOVE"
                        : imap_session_has_uidplus(session) ? "moves by COPY and EXPUNGE"
                                                            : "copies, and marks deleted only: the "
                                                              "server has neither MOVE nor UIDPLUS";
    g_autofree char *waits = imap_session_has_idle(session)
                                 ? g_strdup("woken by IDLE")
                                 : g_strdup_printf("looks every %u s", source->poll_seconds);
    return g_strdup_printf(
        "%s, logged in; %" G_GUINT64_FORMAT " message%s in '%s'; %s; %s; '%s' %s",
        imap_session_protocol(session), messages, messages == 1 ? "" : "s", source->folder, moves,
        waits, source->done_folder,
        imap_session_folder_exists(session, source->done_folder) ? "is there" : "will be made");
}

char *imap_probe(const SiteSource *source, const char *site, GError **error)
{
    ImapFolder folder;
    g_autoptr(ImapSession) session = imap_session_open(source, site, NULL, error);
    if (!session || !imap_session_select(session, source->folder, &folder, error))
        return NULL;
    g_autoptr(UidSet) uids = imap_session_search(session, error);
    return uids ? describe(session, source, uid_set_count(uids)) : NULL;
}
