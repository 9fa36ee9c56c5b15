/* imap_release: collected messages out of the folder that is read, and waiting for new ones.
 *
 * Only ever by UID, and only what is named: without UIDPLUS nothing is expunged, because EXPUNGE
 * would take with it what somebody else has marked deleted. IDLE is written here: libetpan's takes
 * anything before the '+' for the end of the connection, and waits on a socket whose bytes it has
 * already read. */
#include "imap_private.h"
#include "error.h"
#include "imap_folder.h"

static gboolean exists_already(const ImapSession *session)
{
    const struct mailimap_response_info *info = session->imap->imap_response_info;
    return info && info->rsp_atom && g_ascii_strcasecmp(info->rsp_atom, "ALREADYEXISTS") == 0;
}

static gboolean is_there(ImapSession *session, const char *name)
{
    clist *found = NULL;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_list(session->imap, "", name, &found);
    gboolean there = code == MAILIMAP_NO_ERROR && clist_begin(found);
    if (found)
        mailimap_list_result_free(found);
    return there;
}

gboolean imap_session_folder_exists(ImapSession *session, const char *folder)
{
    g_autofree char *name = imap_folder_encode(folder, session->delimiter, NULL);
    return name && is_there(session, name);
}

gboolean imap_session_make_folder(ImapSession *session, const char *folder, GError **error)
{
    g_autofree char *name = imap_folder_encode(folder, session->delimiter, error);
    if (!name)
        return FALSE;
    if (is_there(session, name))
        return TRUE;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_create(session->imap, name);
    if (code != MAILIMAP_NO_ERROR && !exists_already(session))
        return imap_fail(session, code, "make the folder 'done_folder'", error);
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    mailimap_subscribe(session->imap, name); /* so that mail programs show it; may fail */
    return imap_session_lives(session) ||
           imap_fail(session, MAILIMAP_ERROR_STREAM, "make the folder 'done_folder'", error);
}

typedef int (*Transfer)(mailimap *imap, struct mailimap_set *set, const char *folder,
                        uint32_t *validity, struct mailimap_set **from, struct mailimap_set **to);

static gboolean transfer(ImapSession *session, const UidSet *uids, const char *folder,
                         Transfer command, const char *what, GError **error)
{
    g_autofree char *name = imap_folder_encode(folder, session->delimiter, error);
    if (!name)
        return FALSE;
    struct mailimap_set *set = imap_wire_set(uids), *from = NULL, *to = NULL;
    uint32_t validity = 0;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = command(session->imap, set, name, &validity, &from, &to);
    mailimap_set_free(set);
    if (from)
        mailimap_set_free(from);
    if (to)
        mailimap_set_free(to);
    return code == MAILIMAP_NO_ERROR || imap_fail(session, code, what, error);
}

gboolean imap_session_move(ImapSession *session, const UidSet *uids, const char *folder,
                           GError **error)
{
    return transfer(session, uids, folder, mailimap_uidplus_uid_move,
                    "move messages to 'done_folder'", error);
}

gboolean imap_session_copy(ImapSession *session, const UidSet *uids, const char *folder,
                           GError **error)
{
    return transfer(session, uids, folder, mailimap_uidplus_uid_copy,
                    "copy messages to 'done_folder'", error);
}

gboolean imap_session_mark_deleted(ImapSession *session, const UidSet *uids, GError **error)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
    struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
    struct mailimap_set *set = imap_wire_set(uids);
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_uid_store(session->imap, set, store);
    mailimap_set_free(set);
    mailimap_store_att_flags_free(store);
    return code == MAILIMAP_NO_ERROR || imap_fail(session, code, "mark messages deleted", error);
}

gboolean imap_session_expunge(ImapSession *session, const UidSet *uids, GError **error)
{
    struct mailimap_set *set = imap_wire_set(uids);
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_uid_expunge(session->imap, set);
    mailimap_set_free(set);
    return code == MAILIMAP_NO_ERROR || imap_fail(session, code, "expunge messages", error);
}

/* TRUE: the server waits with us; FALSE with `session` alive: it refuses to, now and later. */
static gboolean begin_idle(ImapSession *session, guint *told)
{
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    if (!imap_send_command(session, "IDLE"))
        return FALSE;
    ImapLine line = imap_next_line(session, told);
    session->no_idle = line == IMAP_LINE_TAGGED && !imap_finish_command(session, TRUE);
    session->broken |= line == IMAP_LINE_BROKEN || (line == IMAP_LINE_TAGGED && !session->no_idle);
    return line == IMAP_LINE_GO_ON;
}

gboolean imap_session_idle(ImapSession *session, guint seconds, GError **error)
{
    guint told = 0; /* what came before the server began to wait is news like any other */
    if (begin_idle(session, &told)) {
        int got = told > 0 ? 1 : net_stream_wait(session->net, seconds);
        imap_allow(session, IMAP_ANSWER_BYTES, 0);
        session->broken |=
            got < 0 || !imap_send_line(session, "DONE") || !imap_finish_command(session, FALSE);
    }
    return imap_session_lives(session) ||
           imap_fail(session, MAILIMAP_ERROR_STREAM, "wait for messages", error);
}
