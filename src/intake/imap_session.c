/* imap_session: a connection from the greeting to the authenticated state, and the simple commands.
 *
 * Nothing is sent before the server has shown who it is, and no password before the connection is
 * secure: a greeting that says PREAUTH, a STARTTLS that is missing, refused or followed by more
 * bytes ends it. Capabilities are asked for again after TLS and after authentication. Every
 * argument was checked for control characters when the settings were read, or is checked here.
 *
 * An error says what was tried and why it failed, with one cleaned line of the server's text at
 * most. libetpan's good-bye would wait for the server; the connection is simply closed. */
#include "imap_private.h"
#include "error.h"
#include "imap_folder.h"
#include "progress.h"
#include "text.h"
#include "wire_text.h"
#include <string.h>

#define SLOWEST ((guint64)16 << 10) /* bytes a second that a body may come at */
#define SAID_LENGTH 120
#define SEARCH_BYTES ((gsize)8 << 20)

void imap_allow(ImapSession *session, gsize bytes, guint64 expected_bytes)
{
    progress_beat();
    net_stream_allow(session->net, bytes,
                     session->source->server.timeout_seconds + (guint)(expected_bytes / SLOWEST));
}

struct mailimap_set *imap_wire_set(const UidSet *uids)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (guint i = 0; i < uid_set_ranges(uids); i++) {
        UidRange range = uid_set_range(uids, i);
        mailimap_set_add_interval(set, range.first, range.last);
    }
    return set;
}

static gboolean is_refusal(int code)
{
    switch (code) {
    case MAILIMAP_ERROR_BAD_STATE:
    case MAILIMAP_ERROR_STREAM:
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_CONNECTION_REFUSED:
    case MAILIMAP_ERROR_MEMORY:
    case MAILIMAP_ERROR_FATAL:
    case MAILIMAP_ERROR_PROTOCOL:
    case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
    case MAILIMAP_ERROR_INVAL:
        return FALSE;
    default:
        return TRUE;
    }
}

static char *server_said(const ImapSession *session)
{
    g_autofree char *line =
        session->imap->imap_response ? text_line(session->imap->imap_response, SAID_LENGTH) : NULL;
    return line && *line ? g_strdup_printf("the server says '%s'", line)
                         : g_strdup("the server refused");
}

gboolean imap_fail(ImapSession *session, int code, const char *what, GError **error)
{
    const char *why = net_stream_why(session->net);
    g_autofree char *said = why ? NULL : server_said(session);
    if (!is_refusal(code) || why)
        session->broken = TRUE;
    if (!why && session->broken && code != MAILIMAP_ERROR_PROTOCOL)
        why = "the server's answer cannot be understood";
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot %s: %s", what,
                why ? why : said);
    return FALSE;
}

gboolean imap_refuse(ImapSession *session, int code, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    session->broken = TRUE;
    g_set_error_literal(error, CASEGATE_ERROR, code, what);
    return FALSE;
}

gboolean imap_session_lives(const ImapSession *session)
{
    return !session->broken && !net_stream_why(session->net);
}

void imap_session_close(ImapSession *session)
{
    if (!session)
        return;
    if (session->imap) {
        session->imap->imap_stream = NULL;
        mailimap_free(session->imap);
    }
    net_stream_close(session->net);
    g_free(session);
}

const char *imap_session_protocol(ImapSession *session)
{
    return net_stream_protocol(session->net);
}

gboolean imap_session_has_move(ImapSession *session)
{
    return mailimap_has_extension(session->imap, "MOVE");
}

gboolean imap_session_has_uidplus(ImapSession *session)
{
    return mailimap_has_uidplus(session->imap);
}

gboolean imap_session_has_idle(ImapSession *session)
{
    return !session->no_idle && mailimap_has_idle(session->imap);
}

static gboolean greet(ImapSession *session, GError **error)
{
    int code = mailimap_connect(session->imap, net_stream_mailstream(session->net));
    if (code == MAILIMAP_NO_ERROR_AUTHENTICATED)
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "the server at '%s' asks for no password (PREAUTH); somebody may be in "
                           "between",
                           session->source->server.address.host);
    return code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED ||
           imap_fail(session, code, "connect", error);
}

static gboolean ask_capabilities(ImapSession *session, GError **error)
{
    struct mailimap_capability_data *result = NULL;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_capability(session->imap, &result);
    if (result)
        mailimap_capability_data_free(result);
    return code == MAILIMAP_NO_ERROR || imap_fail(session, code, "ask what the server can", error);
}

static gboolean start_tls(ImapSession *session, GError **error)
{
    const char *host = session->source->server.address.host;
    if (!mailimap_has_extension(session->imap, "STARTTLS"))
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "'%s' offers no STARTTLS; write 'tls: implicit', or somebody may be in "
                           "between",
                           host);
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_starttls(session->imap);
    if (code != MAILIMAP_NO_ERROR && !net_stream_why(session->net))
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "'%s' did not start TLS as it should; somebody may be in between", host);
    if (code != MAILIMAP_NO_ERROR)
        return imap_fail(session, code, "start TLS", error);
    session->broken = !net_stream_start_tls(session->net, error);
    return !session->broken;
}

/* What the levels of folders are separated by; a server that does not say has none we know of. */
static gboolean ask_delimiter(ImapSession *session, GError **error)
{
    clist *found = NULL;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_list(session->imap, "", "", &found);
    if (code == MAILIMAP_NO_ERROR && clist_begin(found))
        session->delimiter =
            ((struct mailimap_mailbox_list *)clist_content(clist_begin(found)))->mb_delimiter;
    if (found)
        mailimap_list_result_free(found);
    return code == MAILIMAP_NO_ERROR || is_refusal(code) ||
           imap_fail(session, code, "list folders", error);
}

ImapSession *imap_session_open(const SiteSource *source, const char *site,
                               const volatile sig_atomic_t *stop, GError **error)
{
    g_autofree char *ca_file = NULL;
    NetAddress address = site_server_address(&source->server, site, &ca_file);
    g_autoptr(ImapSession) session = g_new0(ImapSession, 1);
    session->source = source;
    session->site = site;
    session->net = net_stream_open(&address, error);
    if (!session->net)
        return NULL;
    net_stream_set_stop(session->net, stop);
    session->imap = mailimap_new(0, NULL);
    if (greet(session, error) && ask_capabilities(session, error) &&
        (address.tls != NET_TLS_STARTTLS ||
         (start_tls(session, error) && ask_capabilities(session, error))) &&
        imap_authenticate(session, error) && ask_capabilities(session, error) &&
        ask_delimiter(session, error))
        return g_steal_pointer(&session);
    return NULL;
}

/* A folder that the server has not, or not for us, is there tomorrow only if somebody does something. */
static gboolean cannot_open(ImapSession *session, int code, GError **error)
{
    GError *failure = NULL;
    imap_fail(session, code, "open 'folder'", &failure);
    if (imap_session_lives(session))
        failure->code = CASEGATE_ERROR_CONFIG;
    g_propagate_error(error, failure);
    return FALSE;
}

gboolean imap_session_select(ImapSession *session, const char *folder, ImapFolder *folder_out,
                             GError **error)
{
    g_autofree char *name = imap_folder_encode(folder, session->delimiter, error);
    if (!name)
        return FALSE;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_select(session->imap, name);
    const struct mailimap_selection_info *info = session->imap->imap_selection_info;
    if (code != MAILIMAP_NO_ERROR)
        return cannot_open(session, code, error);
    if (!info || !info->sel_uidvalidity)
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "folder '%s' has no UIDVALIDITY; messages in it cannot be told apart",
                           folder);
    if (info->sel_perm == MAILIMAP_MAILBOX_READONLY)
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "folder '%s' is read-only for this user; give the right to move "
                           "messages",
                           folder);
    *folder_out = (ImapFolder){info->sel_uidvalidity, info->sel_uidnext};
    return TRUE;
}

UidSet *imap_session_search(ImapSession *session, GError **error)
{
    clist *found = NULL;
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    int code = mailimap_noop(session->imap); /* what is new is told with its answer at the latest */
    if (code != MAILIMAP_NO_ERROR) {
        imap_fail(session, code, "look for messages", error);
        return NULL;
    }
    struct mailimap_search_key *key = mailimap_search_key_new_all();
    imap_allow(session, SEARCH_BYTES, 0);
    code = mailimap_uid_search(session->imap, NULL, key, &found);
    mailimap_search_key_free(key);
    if (code != MAILIMAP_NO_ERROR) {
        imap_fail(session, code, "look for messages", error);
        return NULL;
    }
    UidSet *uids = uid_set_new();
    for (clistiter *at = clist_begin(found); at; at = clist_next(at))
        uid_set_add(uids, *(guint32 *)clist_content(at));
    mailimap_search_result_free(found);
    return uids;
}

guint64 imap_session_exists(const ImapSession *session)
{
    const struct mailimap_selection_info *info = session->imap->imap_selection_info;
    return info ? info->sel_exists : 0;
}
