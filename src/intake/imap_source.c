/* imap_source: what is collected from an IMAP folder, in what order, and what is remembered.
 *
 * A round asks for all UIDs of the folder; what the cursor does not have as taken is fetched. So
 * none can be passed over: a UID is either in the cursor, which means in the spool, or fetched.
 * Many small messages are fetched by one command, a large one in parts. A batch is safe in the sink
 * before the cursor has it, in the cursor before it is moved, and moved before the next batch.
 *
 *   a crash, a lost connection …      and then
 *   before the sink has it safe       the batch is fetched again
 *   before the cursor has it          fetched again: the same bytes, which the ledger knows
 *   before or while it is moved       not fetched again; the move is tried again. Copied already:
 *                                     not copied again, but marked deleted once a connection
 *
 * What was being fetched when a connection or this process ended is suspect and fetched one by one;
 * a message at which that happens three times is put aside, so that those behind it come through,
 * said as a concern, and tried again once an hour. Failures of the sink, and being told to stop,
 * suspect no message. */
#include "imap_source.h"
#include "error.h"
#include "imap_cursor.h"
#include "imap_session.h"
#include "net_connect.h"

#define BATCH_MESSAGES 400u
#define BATCH_BYTES ((guint64)2 << 20)
#define SIZES_ASKED 500u /* messages whose sizes are asked for at once */
#define PART_BYTES (1u << 20)
#define TRIES_MOST 3u
#define LOOKS_MOST 3u
#define ASIDE_AGAIN ((gint64)3600 * G_USEC_PER_SEC)

struct ImapSource {
    const SiteSource *settings;
    const char *site;
    const ImapSink *sink;
    gpointer data;
    const volatile sig_atomic_t *stop;
    ImapCursor *cursor;
    ImapSession *session; /* NULL: not connected */
    GHashTable *sizes;    /* of the messages asked for last */
    GHashTable *misses;   /* uid → how often it was named and not given */
    gint64 aside_next;    /* monotonic: when those set aside are tried again */
    guint64 done, total;  /* of this round */
    gboolean sink_failed, moving_failed;
    gboolean marked; /* what was copied out is marked deleted, as far as this connection knows */
    gboolean
        acted;   /* commands came after the search: their answers may have told of new messages */
    guint looks; /* rounds since the last wait that brought nothing */
    char *concern;
};

ImapSource *imap_source_open(const SiteSource *settings, const char *site, const char *cursor,
                             const ImapSink *sink, gpointer data, const volatile sig_atomic_t *stop,
                             GError **error)
{
    ImapCursor *read = imap_cursor_open(cursor, error);
    if (!read)
        return NULL;
    ImapSource *source = g_new0(ImapSource, 1);
    *source = (ImapSource){.settings = settings,
                           .site = site,
                           .sink = sink,
                           .data = data,
                           .stop = stop,
                           .cursor = read,
                           .misses = g_hash_table_new(NULL, NULL),
                           .aside_next = g_get_monotonic_time() + ASIDE_AGAIN};
    return source;
}

static void disconnect(ImapSource *source)
{
    g_clear_pointer(&source->session, imap_session_close);
    g_clear_pointer(&source->sizes, g_hash_table_unref);
}

void imap_source_close(ImapSource *source)
{
    if (!source)
        return;
    disconnect(source);
    imap_cursor_free(source->cursor);
    g_hash_table_unref(source->misses);
    g_free(source->concern);
    g_free(source);
}

const char *imap_source_concern(const ImapSource *source)
{
    return source->concern;
}

gboolean imap_source_is_connected(const ImapSource *source)
{
    return source->session != NULL;
}

static void worry(ImapSource *source, const char *what)
{
    if (g_strcmp0(source->concern, what) != 0)
        g_warning("%s", what);
    g_free(source->concern);
    source->concern = g_strdup(what);
}

static gboolean stopped(const ImapSource *source)
{
    return source->stop && *source->stop;
}

/* ---- one message, one batch ---- */

/* A message into the sink; its failure is remembered as the sink's. */
static gboolean into_sink(ImapSource *source, gboolean fine)
{
    source->sink_failed |= !fine;
    return fine;
}

typedef struct {
    ImapSource *source;
    UidSet *given;
} Batch;

static gboolean take_whole(gpointer data, guint32 uid, const char *bytes, gsize length,
                           GError **error)
{
    Batch *batch = data;
    ImapSource *source = batch->source;
    gpointer size = g_hash_table_lookup(source->sizes, GUINT_TO_POINTER(uid));
    if (length == 0 && size)
        return TRUE; /* a body that is not empty was not given */
    if (!into_sink(source, source->sink->begin(source->data, error)))
        return FALSE;
    if (!into_sink(source, source->sink->more(source->data, bytes, length, error) &&
                               source->sink->finish(source->data, error)))
        return FALSE;
    uid_set_add(batch->given, uid);
    return TRUE;
}

/* The server may claim any size, or none: the end is where it has no more to give. Where it said that the end is, it need
 * not answer at all. */
static gboolean take_parts(ImapSource *source, guint32 uid, guint64 claimed, gboolean *whole_out,
                           GError **error)
{
    guint64 offset = 0;
    for (gboolean more = TRUE; more;) {
        gboolean there = FALSE;
        g_autoptr(GByteArray) part =
            imap_session_fetch_part(source->session, uid, offset, PART_BYTES, &there, error);
        if (!part)
            return FALSE;
        if (!there && offset > 0 && offset == claimed)
            break;
        if (!there || (offset == 0 && part->len == 0 && claimed > 0))
            return TRUE; /* gone, or not given */
        if (!into_sink(source, source->sink->more(source->data, part->data, part->len, error)))
            return FALSE;
        offset += part->len;
        more = part->len > 0;
    }
    *whole_out = TRUE;
    return TRUE;
}

static gboolean take_alone(ImapSource *source, guint32 uid, UidSet *given, GError **error)
{
    gboolean whole = FALSE;
    gpointer size = NULL;
    gboolean known =
        g_hash_table_lookup_extended(source->sizes, GUINT_TO_POINTER(uid), NULL, &size);
    guint64 claimed = known ? GPOINTER_TO_UINT(size) : G_MAXUINT64;
    if (!into_sink(source, source->sink->begin(source->data, error)))
        return FALSE;
    if (!take_parts(source, uid, claimed, &whole, error))
        return FALSE;
    if (!whole) {
        source->sink->abandon(source->data);
        return TRUE;
    }
    uid_set_add(given, uid);
    return into_sink(source, source->sink->finish(source->data, error));
}

/* Named by the server and not given: gone by the next round, or after three times put aside. */
static void count_misses(ImapSource *source, const UidSet *asked, const UidSet *given)
{
    g_autoptr(UidSet) missed = uid_set_copy(asked);
    uid_set_remove_all(missed, given);
    for (guint i = 0; i < uid_set_ranges(missed); i++) {
        UidRange range = uid_set_range(missed, i);
        for (guint64 uid = range.first; uid <= range.last; uid++) {
            gpointer key = GUINT_TO_POINTER((guint)uid);
            guint times = GPOINTER_TO_UINT(g_hash_table_lookup(source->misses, key)) + 1;
            g_hash_table_insert(source->misses, key, GUINT_TO_POINTER(times));
            if (times >= TRIES_MOST)
                uid_set_add(source->cursor->aside, (guint32)uid);
        }
    }
}

/* ---- moving what is safe ---- */

static gboolean copy_out(ImapSource *source, const UidSet *uids, GError **error)
{
    ImapCursor *cursor = source->cursor;
    g_autoptr(UidSet) fresh = uid_set_copy(uids);
    uid_set_remove_all(fresh, cursor->copied);
    if (uid_set_ranges(fresh)) {
        if (!imap_session_copy(source->session, fresh, source->settings->done_folder, error))
            return FALSE;
        uid_set_add_all(cursor->copied, fresh);
        if (!into_sink(source, imap_cursor_save(cursor, error)))
            return FALSE;
    }
    return imap_session_mark_deleted(source->session, uids, error) &&
           (!imap_session_has_uidplus(source->session) ||
            imap_session_expunge(source->session, uids, error));
}

static gboolean move_as_it_can(ImapSource *source, const UidSet *uids, GError **error)
{
    return imap_session_has_move(source->session)
               ? imap_session_move(source->session, uids, source->settings->done_folder, error)
               : copy_out(source, uids, error);
}

/* Somebody may have deleted the folder meanwhile: it is made once more, and then the refusal counts. */
static gboolean move_out(ImapSource *source, const UidSet *uids, GError **error)
{
    g_autoptr(GError) first = NULL;
    if (move_as_it_can(source, uids, &first))
        return TRUE;
    if (!source->sink_failed && imap_session_lives(source->session) &&
        imap_session_make_folder(source->session, source->settings->done_folder, NULL) &&
        imap_session_lives(source->session))
        return move_as_it_can(source, uids, error);
    g_propagate_error(error, g_steal_pointer(&first));
    return FALSE;
}

/* A server that refuses is a concern and no failure: what is in the cursor is not fetched again. FALSE: the connection
 * or this machine's disk failed. */
static gboolean release(ImapSource *source, const UidSet *uids, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(UidSet) left = uid_set_copy(uids);
    while (uid_set_ranges(left) && !source->moving_failed) {
        g_autoptr(UidSet) some = uid_set_lowest(left, SIZES_ASKED);
        uid_set_remove_all(left, some);
        source->acted = TRUE;
        if (move_out(source, some, &failure))
            continue;
        if (source->sink_failed || !imap_session_lives(source->session)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        source->moving_failed = TRUE;
        source->marked = FALSE;
        worry(source, failure->message);
    }
    return TRUE;
}

/* ---- a round ---- */

/* What was given is safe, then remembered, then moved. */
static gboolean settle(ImapSource *source, const UidSet *given, GError **error)
{
    ImapCursor *cursor = source->cursor;
    if (!into_sink(source, source->sink->settle(source->data, error)))
        return FALSE;
    uid_set_add_all(cursor->taken, given);
    uid_set_remove_all(cursor->aside, given);
    source->done += uid_set_count(given);
    cursor->tries = 0;
    if (!into_sink(source, imap_cursor_save(cursor, error)))
        return FALSE;
    if (source->sink->progress)
        source->sink->progress(source->data, source->done, source->total);
    return release(source, given, error);
}

/* The oldest that go together: small ones, up to the first that is large, suspect or of unknown size. */
static UidSet *next_batch(ImapSource *source, const UidSet *wanted, guint64 *bytes_out)
{
    UidSet *batch = uid_set_new();
    *bytes_out = 0;
    for (guint i = 0, count = 0; i < uid_set_ranges(wanted); i++) {
        UidRange range = uid_set_range(wanted, i);
        for (guint64 uid = range.first; uid <= range.last; uid++) {
            gpointer size;
            gboolean known = g_hash_table_lookup_extended(
                source->sizes, GUINT_TO_POINTER((guint)uid), NULL, &size);
            guint64 bytes = known ? GPOINTER_TO_UINT(size) : G_MAXUINT32;
            if (count == BATCH_MESSAGES || *bytes_out + bytes > BATCH_BYTES ||
                uid_set_has(source->cursor->trying, (guint32)uid))
                return batch;
            uid_set_add(batch, (guint32)uid);
            *bytes_out += bytes;
            count++;
        }
    }
    return batch;
}

static gboolean know_sizes(ImapSource *source, const UidSet *wanted, GError **error)
{
    guint32 first = uid_set_first(wanted);
    if (source->sizes && g_hash_table_contains(source->sizes, GUINT_TO_POINTER(first)))
        return TRUE;
    g_autoptr(UidSet) asked = uid_set_lowest(wanted, SIZES_ASKED);
    g_clear_pointer(&source->sizes, g_hash_table_unref);
    source->sizes = imap_session_sizes(source->session, asked, error);
    return source->sizes != NULL;
}

/* Notes what is fetched now; TRUE to go on, FALSE: it was tried often enough and is put aside. */
static gboolean begin_trying(ImapSource *source, const UidSet *batch, gboolean alone)
{
    ImapCursor *cursor = source->cursor;
    guint32 uid = uid_set_first(batch);
    gboolean suspect = alone && uid_set_has(cursor->trying, uid);
    cursor->tries = suspect ? cursor->tries + 1 : 0;
    if (cursor->tries > TRIES_MOST) {
        cursor->tries = 0;
        uid_set_add(cursor->aside, uid);
        uid_set_remove(cursor->trying, uid);
    }
    gboolean fine = !uid_set_has(cursor->aside, uid);
    if (fine)
        uid_set_add_all(cursor->trying, batch);
    imap_cursor_note(cursor);
    return fine;
}

static gboolean fetch_batch(ImapSource *source, const UidSet *batch, guint64 bytes, gboolean alone,
                            GError **error)
{
    g_autoptr(UidSet) given = uid_set_new();
    Batch taking = {source, given};
    gboolean fine =
        alone ? take_alone(source, uid_set_first(batch), given, error)
              : imap_session_fetch(source->session, batch, bytes, take_whole, &taking, error);
    if (fine || source->sink_failed || stopped(source))
        uid_set_remove_all(source->cursor->trying, batch);
    if (fine) {
        count_misses(source, batch, given);
        return settle(source, given, error);
    }
    source->sink->abandon(source->data);
    if (stopped(source)) { /* we hung up, for nothing that was wrong with the message */
        source->cursor->tries = 0;
        imap_cursor_note(source->cursor);
    }
    return FALSE;
}

/* The next of `wanted`, which are taken out of it. */
static gboolean fetch_some(ImapSource *source, UidSet *wanted, GError **error)
{
    guint64 bytes = 0;
    if (!know_sizes(source, wanted, error))
        return FALSE;
    g_autoptr(UidSet) batch = next_batch(source, wanted, &bytes);
    gboolean alone = uid_set_ranges(batch) == 0;
    if (alone)
        uid_set_add(batch, uid_set_first(wanted));
    uid_set_remove_all(wanted, batch);
    source->acted = TRUE;
    return !begin_trying(source, batch, alone) || fetch_batch(source, batch, bytes, alone, error);
}

static gboolean connect_to(ImapSource *source, GError **error)
{
    ImapFolder folder;
    g_autoptr(GError) failure = NULL;
    source->marked = FALSE;
    source->session = imap_session_open(source->settings, source->site, source->stop, error);
    if (!source->session ||
        !imap_session_select(source->session, source->settings->folder, &folder, error))
        return FALSE;
    if (!imap_cursor_meet(source->cursor, folder.uidvalidity, folder.uidnext))
        g_hash_table_remove_all(source->misses);
    if (imap_session_make_folder(source->session, source->settings->done_folder, &failure))
        return TRUE;
    if (imap_session_lives(source->session)) {
        source->moving_failed = TRUE;
        worry(source, failure->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* Of what we know, only what is still in the folder. */
static void forget_gone(ImapCursor *cursor, const UidSet *present)
{
    uid_set_keep_only(cursor->taken, present);
    uid_set_keep_only(cursor->copied, present);
    uid_set_keep_only(cursor->aside, present);
    guint32 suspect = uid_set_first(cursor->trying);
    uid_set_keep_only(cursor->trying, present);
    if (uid_set_first(cursor->trying) != suspect)
        cursor->tries = 0;
}

static gboolean fetch_all(ImapSource *source, UidSet *wanted, GError **error)
{
    while (uid_set_ranges(wanted) && !stopped(source))
        if (!fetch_some(source, wanted, error))
            return FALSE;
    return TRUE;
}

/* Those put aside have another chance, behind everything else. */
static gboolean try_aside(ImapSource *source, GError **error)
{
    if (g_get_monotonic_time() < source->aside_next || stopped(source))
        return TRUE;
    g_autoptr(UidSet) again = uid_set_copy(source->cursor->aside);
    source->aside_next = g_get_monotonic_time() + ASIDE_AGAIN;
    uid_set_clear(source->cursor->aside);
    g_hash_table_remove_all(source->misses);
    return fetch_all(source, again, error);
}

static gboolean collect_all(ImapSource *source, GError **error)
{
    g_autoptr(UidSet) present = imap_session_search(source->session, error);
    if (!present)
        return FALSE;
    source->acted = imap_session_exists(source->session) != uid_set_count(present);
    forget_gone(source->cursor, present);
    g_autoptr(UidSet) left = uid_set_copy(source->cursor->taken);
    if (source->marked && !imap_session_has_move(source->session) &&
        !imap_session_has_uidplus(source->session))
        uid_set_remove_all(left, source->cursor->copied);
    if (!release(source, left, error))
        return FALSE;
    source->marked = !source->moving_failed;
    uid_set_remove_all(present, source->cursor->taken);
    uid_set_remove_all(present, source->cursor->aside);
    source->total = uid_set_count(present);
    return fetch_all(source, present, error) && try_aside(source, error);
}

static void look_for_concern(ImapSource *source)
{
    guint64 aside = uid_set_count(source->cursor->aside);
    if (source->moving_failed)
        return;
    if (aside == 0) {
        g_clear_pointer(&source->concern, g_free);
        return;
    }
    g_autofree char *what = g_strdup_printf("%" G_GUINT64_FORMAT " message%s in '%s' cannot be "
                                            "fetched; look at the mailbox with a mail program",
                                            aside, aside == 1 ? "" : "s", source->settings->folder);
    worry(source, what);
}

gboolean imap_source_round(ImapSource *source, guint *taken_out, GError **error)
{
    source->done = source->total = 0;
    source->sink_failed = FALSE;
    source->moving_failed = FALSE;
    gboolean fine = (source->session || connect_to(source, error)) && collect_all(source, error);
    *taken_out = (guint)source->done;
    source->looks = source->done ? 0 : source->looks + 1;
    if (fine)
        look_for_concern(source);
    else
        disconnect(source);
    return fine;
}

/* A server tells of a new message once, with whatever answer comes next. So IDLE begins only behind a search that nothing
 * followed; but a server that always has something to tell is not asked for ever. */
gboolean imap_source_wait(ImapSource *source, guint most_seconds, GError **error)
{
    if (source->session && source->acted && source->looks < LOOKS_MOST)
        return TRUE;
    source->looks = 0;
    if (source->session && imap_session_has_idle(source->session)) {
        if (imap_session_idle(source->session, MIN(most_seconds, source->settings->idle_seconds),
                              error))
            return TRUE;
        disconnect(source);
        return FALSE;
    }
    net_pause(MIN(most_seconds, source->settings->poll_seconds), source->stop);
    return TRUE;
}
