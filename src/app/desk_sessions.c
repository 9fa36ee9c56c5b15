/* desk_sessions: sessions by the digest of their number, so that neither the table nor how long a look into it takes tells
 * anything of the numbers themselves.
 *
 * A session ends when it was not used for the site's time, twelve hours after it began, and with the desk. Tokens are
 * an HMAC of the number with a key of the desk's: nothing need be kept for a form that was shown, and a page of one
 * session has no token that another takes.
 *
 * The process that takes this one's place is given both as bytes (app/desk_vault). It takes them whole or not at all, since the
 * process that faces the network wrote them; a number that they were made from is not in them. */
#include "desk_sessions.h"

#include <string.h>

#include "digest.h"

#define NUMBER_BYTES 32
#define OF_ONE_MOST 10
#define ALL_MOST 2000
#define KEPT_VERSION 1u
#define KEPT_TYPE "(ua(ssxxx)ay)" /* version; tag, login, stamp, begun, used; key */

struct DeskSessions {
    guint8 key[32];
    gint64 idle;
    GHashTable *open; /* char *, tag → DeskSession */
    GPtrArray *ended; /* of char * */
};

static void session_free(gpointer data)
{
    DeskSession *session = data;
    g_free(session->tag);
    g_free(session->login);
    g_free(session);
}

DeskSessions *desk_sessions_new(guint idle_minutes)
{
    DeskSessions *sessions = g_new0(DeskSessions, 1);
    digest_random(sessions->key, sizeof sessions->key);
    sessions->idle = (gint64)idle_minutes * 60;
    sessions->open = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, session_free);
    sessions->ended = g_ptr_array_new_with_free_func(g_free);
    return sessions;
}

void desk_sessions_free(DeskSessions *sessions)
{
    if (!sessions)
        return;
    g_hash_table_unref(sessions->open);
    g_ptr_array_unref(sessions->ended);
    explicit_bzero(sessions->key, sizeof sessions->key);
    g_free(sessions);
}

char *desk_sessions_number(void)
{
    guint8 bytes[NUMBER_BYTES];
    digest_random(bytes, sizeof bytes);
    return digest_base32(bytes, sizeof bytes);
}

static void end(DeskSessions *sessions, const char *tag)
{
    DeskSession *session = g_hash_table_lookup(sessions->open, tag);
    if (!session)
        return;
    g_ptr_array_add(sessions->ended, g_strdup(tag));
    (void)g_hash_table_remove(sessions->open, tag);
}

static gboolean is_over(const DeskSessions *sessions, const DeskSession *session, gint64 now)
{
    return now - session->used >= sessions->idle ||
           now - session->begun >= (gint64)DESK_SESSION_HOURS * 3600;
}

/* The one that was quiet longest, of `login` or (NULL) of all; ends it when there are as many as may be. */
static void make_room(DeskSessions *sessions, const char *login, guint most)
{
    GHashTableIter iter;
    gpointer value;
    const DeskSession *quiet = NULL;
    guint count = 0;
    g_hash_table_iter_init(&iter, sessions->open);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const DeskSession *session = value;
        if (login && !g_str_equal(session->login, login))
            continue;
        count++;
        if (!quiet || session->used < quiet->used)
            quiet = session;
    }
    if (quiet && count >= most)
        end(sessions, quiet->tag);
}

char *desk_sessions_begin(DeskSessions *sessions, const char *login, gint64 stamp, gint64 now)
{
    g_autofree char *number = desk_sessions_number();
    DeskSession *session = g_new0(DeskSession, 1);
    make_room(sessions, login, OF_ONE_MOST);
    make_room(sessions, NULL, ALL_MOST);
    *session = (DeskSession){.tag = digest_of(number, strlen(number)),
                             .login = g_strdup(login),
                             .stamp = stamp,
                             .begun = now,
                             .used = now};
    (void)g_hash_table_insert(sessions->open, session->tag, session);
    return g_steal_pointer(&number);
}

const DeskSession *desk_sessions_find(DeskSessions *sessions, const char *number, gboolean use,
                                      gint64 now)
{
    g_autofree char *tag = digest_of(number, strlen(number));
    DeskSession *session = g_hash_table_lookup(sessions->open, tag);
    if (session && is_over(sessions, session, now)) {
        end(sessions, tag);
        return NULL;
    }
    if (session && use)
        session->used = now;
    return session;
}

void desk_sessions_end(DeskSessions *sessions, const char *number)
{
    g_autofree char *tag = digest_of(number, strlen(number));
    end(sessions, tag);
}

void desk_sessions_keep(DeskSessions *sessions,
                        gboolean (*is_good)(gpointer data, const DeskSession *session),
                        gpointer data)
{
    GHashTableIter iter;
    gpointer value;
    g_autoptr(GPtrArray) over = g_ptr_array_new_with_free_func(g_free);
    g_hash_table_iter_init(&iter, sessions->open);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        if (!is_good(data, value))
            g_ptr_array_add(over, g_strdup(((const DeskSession *)value)->tag));
    for (guint i = 0; i < over->len; i++)
        end(sessions, over->pdata[i]);
}

typedef struct {
    const DeskSessions *sessions;
    gint64 now;
} Moment;

static gboolean is_not_over(gpointer data, const DeskSession *session)
{
    const Moment *moment = data;
    return !is_over(moment->sessions, session, moment->now);
}

GPtrArray *desk_sessions_ended(DeskSessions *sessions, gint64 now)
{
    Moment moment = {sessions, now};
    desk_sessions_keep(sessions, is_not_over, &moment);
    GPtrArray *ended = g_steal_pointer(&sessions->ended);
    sessions->ended = g_ptr_array_new_with_free_func(g_free);
    return ended;
}

char *desk_sessions_token(const DeskSessions *sessions, const char *number)
{
    guint8 mac[32];
    digest_hmac(sessions->key, number, strlen(number), mac);
    return digest_base32(mac, sizeof mac);
}

gboolean desk_sessions_token_fits(const DeskSessions *sessions, const char *number,
                                  const char *token)
{
    g_autofree char *wanted = desk_sessions_token(sessions, number);
    return token && strlen(token) == strlen(wanted) && digest_equal(token, wanted, strlen(wanted));
}

/* ---- for the process that takes this one's place ---- */

GBytes *desk_sessions_write(const DeskSessions *sessions)
{
    GHashTableIter iter;
    gpointer value;
    GVariantBuilder list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("a(ssxxx)"));
    g_hash_table_iter_init(&iter, sessions->open);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const DeskSession *session = value;
        g_variant_builder_add(&list, "(ssxxx)", session->tag, session->login, session->stamp,
                              session->begun, session->used);
    }
    GVariant *key = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, sessions->key,
                                              sizeof sessions->key, sizeof *sessions->key);
    g_autoptr(GVariant) whole = g_variant_ref_sink(
        g_variant_new("(u@a(ssxxx)@ay)", KEPT_VERSION, g_variant_builder_end(&list), key));
    return g_variant_get_data_as_bytes(whole);
}

static guint count_of(const DeskSessions *sessions, const char *login)
{
    GHashTableIter iter;
    gpointer value;
    guint count = 0;
    g_hash_table_iter_init(&iter, sessions->open);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        count += g_str_equal(((const DeskSession *)value)->login, login);
    return count;
}

/* One that can be ours; what is over is not taken, and no fault. */
static gboolean take_one(DeskSessions *sessions, const DeskSession *read, gint64 now)
{
    if (!digest_is_hex(read->tag) || !*read->login || strlen(read->login) > DESK_LOGIN_BYTES ||
        read->begun < 0 || read->used < read->begun || read->used > now ||
        g_hash_table_contains(sessions->open, read->tag) ||
        count_of(sessions, read->login) >= OF_ONE_MOST)
        return FALSE;
    if (is_over(sessions, read, now))
        return TRUE;
    DeskSession *session = g_new0(DeskSession, 1);
    *session = *read;
    session->tag = g_strdup(read->tag);
    session->login = g_strdup(read->login);
    return g_hash_table_insert(sessions->open, session->tag, session);
}

static gboolean take_list(DeskSessions *sessions, GVariant *list, gint64 now)
{
    GVariantIter iter;
    DeskSession read = {0};
    if (g_variant_iter_init(&iter, list) > ALL_MOST)
        return FALSE;
    while (g_variant_iter_next(&iter, "(&s&sxxx)", &read.tag, &read.login, &read.stamp, &read.begun,
                               &read.used))
        if (!take_one(sessions, &read, now))
            return FALSE;
    return TRUE;
}

static gboolean take_whole(DeskSessions *sessions, GVariant *whole, gint64 now)
{
    guint32 version = 0;
    gsize length = 0;
    g_autoptr(GVariant) list = NULL, bytes = NULL;
    g_variant_get(whole, "(u@a(ssxxx)@ay)", &version, &list, &bytes);
    const guint8 *key = g_variant_get_fixed_array(bytes, &length, sizeof *key);
    if (version != KEPT_VERSION || length != sizeof sessions->key ||
        !take_list(sessions, list, now))
        return FALSE;
    memcpy(sessions->key, key, length);
    return TRUE;
}

gboolean desk_sessions_read(DeskSessions *sessions, GBytes *bytes, gint64 now)
{
    g_autoptr(GVariant) whole =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(KEPT_TYPE), bytes, FALSE));
    if (g_variant_is_normal_form(whole) && take_whole(sessions, whole, now))
        return TRUE;
    g_hash_table_remove_all(sessions->open);
    return FALSE;
}
