/* imap_fetch: messages from the server, many small ones by one command, large ones in parts.
 *
 * BODY.PEEK[] only: no flag of a message is ever changed by reading it, and no structure is asked
 * for, because libetpan follows brackets into each other without an end. What the server says of
 * sizes decides how it is asked, never where a message ends: that is the literal's own length in
 * an answer that ended with OK. A message that is not in the answer has gone meanwhile. */
#include "imap_private.h"
#include "error.h"

#define PER_MESSAGE ((gsize)4 << 10) /* what may stand around a body in an answer */

static struct mailimap_fetch_type *wanted(struct mailimap_fetch_att *what)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, what);
    return type;
}

/* The answers, one for each message; NULL and an error. */
static clist *fetch(ImapSession *session, const UidSet *uids, struct mailimap_fetch_att *what,
                    GError **error)
{
    clist *answers = NULL;
    struct mailimap_set *set = imap_wire_set(uids);
    struct mailimap_fetch_type *type = wanted(what);
    int code = mailimap_uid_fetch(session->imap, set, type, &answers);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    if (code == MAILIMAP_NO_ERROR)
        return answers;
    imap_fail(session, code, "fetch messages", error);
    return NULL;
}

typedef struct {
    guint32 uid;
    gboolean has_size, has_body;
    guint32 size;
    const char *body; /* NULL where the server gave NIL */
    gsize length;
} Answer;

static void read_item(Answer *answer, const struct mailimap_msg_att_static *item)
{
    switch (item->att_type) {
    case MAILIMAP_MSG_ATT_UID:
        answer->uid = item->att_data.att_uid;
        break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE:
        answer->has_size = TRUE;
        answer->size = item->att_data.att_rfc822_size;
        break;
    case MAILIMAP_MSG_ATT_BODY_SECTION:
        answer->has_body = TRUE;
        answer->body = item->att_data.att_body_section->sec_body_part;
        answer->length = item->att_data.att_body_section->sec_length;
        break;
    default:
        break;
    }
}

/* Of what the server sent without being asked, flags for instance, nothing is read. */
static Answer read_answer(const struct mailimap_msg_att *att)
{
    Answer answer = {0};
    for (clistiter *at = clist_begin(att->att_list); at; at = clist_next(at)) {
        const struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
            read_item(&answer, item->att_data.att_static);
    }
    return answer;
}

GHashTable *imap_session_sizes(ImapSession *session, const UidSet *uids, GError **error)
{
    imap_allow(session, IMAP_ANSWER_BYTES + (gsize)uid_set_count(uids) * PER_MESSAGE, 0);
    clist *answers = fetch(session, uids, mailimap_fetch_att_new_rfc822_size(), error);
    if (!answers)
        return NULL;
    GHashTable *sizes = g_hash_table_new(NULL, NULL);
    for (clistiter *at = clist_begin(answers); at; at = clist_next(at)) {
        Answer answer = read_answer(clist_content(at));
        if (answer.has_size && uid_set_has(uids, answer.uid))
            g_hash_table_insert(sizes, GUINT_TO_POINTER(answer.uid), GUINT_TO_POINTER(answer.size));
    }
    mailimap_fetch_list_free(answers);
    return sizes;
}

gboolean imap_session_fetch(ImapSession *session, const UidSet *uids, guint64 bytes, ImapTake take,
                            gpointer data, GError **error)
{
    g_autoptr(UidSet) given = uid_set_new();
    gboolean fine = TRUE;
    imap_allow(session,
               IMAP_ANSWER_BYTES + (gsize)bytes * 2 + (gsize)uid_set_count(uids) * PER_MESSAGE,
               bytes);
    clist *answers = fetch(
        session, uids, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)), error);
    if (!answers)
        return FALSE;
    for (clistiter *at = clist_begin(answers); at && fine; at = clist_next(at)) {
        Answer answer = read_answer(clist_content(at));
        if (!answer.has_body || !answer.body || !uid_set_has(uids, answer.uid) ||
            uid_set_has(given, answer.uid))
            continue;
        uid_set_add(given, answer.uid);
        fine = take(data, answer.uid, answer.body, answer.length, error);
    }
    mailimap_fetch_list_free(answers);
    return fine;
}

GByteArray *imap_session_fetch_part(ImapSession *session, guint32 uid, guint64 offset,
                                    guint32 length, gboolean *there_out, GError **error)
{
    g_autoptr(UidSet) one = uid_set_new();
    g_autoptr(GByteArray) part = g_byte_array_new();
    uid_set_add(one, uid);
    *there_out = FALSE;
    if (offset > G_MAXUINT32 - length) {
        imap_refuse(session, CASEGATE_ERROR_TEMP, error, "a message is larger than 4 GiB");
        return NULL;
    }
    imap_allow(session, IMAP_ANSWER_BYTES + length, length);
    clist *answers = fetch(session, one,
                           mailimap_fetch_att_new_body_peek_section_partial(
                               mailimap_section_new(NULL), (guint32)offset, length),
                           error);
    if (!answers)
        return NULL;
    for (clistiter *at = clist_begin(answers); at && !*there_out; at = clist_next(at)) {
        Answer answer = read_answer(clist_content(at));
        *there_out = answer.uid == uid && answer.has_body;
        if (*there_out && answer.body)
            g_byte_array_append(part, (const guint8 *)answer.body, (guint)answer.length);
    }
    mailimap_fetch_list_free(answers);
    if (part->len <= length)
        return g_steal_pointer(&part);
    imap_refuse(session, CASEGATE_ERROR_TEMP, error,
                "cannot fetch messages: the server gave more than the part that was asked for");
    return NULL;
}
