/* message_id: ids that the same mail always gets and nobody else can make.
 *
 * An id is MAC.ROW@DOMAIN: the number of the mail's row in the outbox, so that it is found without
 * an index over random words, and before it the first 10 bytes, in base32, of the HMAC-SHA-256 of
 *
 *   reference LF event-seq LF recipient LF kind LF occasion
 *
 * with the site's newest key; the occasion is the newest ledger row when the mail was queued, which
 * tells apart mails that belong to no event. A row's number proves nothing: only an id whose MAC is
 * right, compared in constant time, is ours. The two newest keys are live: after a renewal, answers
 * to mails signed with the key before are still known. Keys never leave the record and this file. */
#include "message_id.h"

#include <string.h>

#include "digest.h"
#include "query.h"
#include "text.h"

#define KEY_BYTES 32
#define KEYS_LIVE 2
#define MAC_BYTES 32
#define ID_BYTES 10
#define ID_LETTERS 16

typedef struct LiveKeys {
    guint8 key[KEYS_LIVE][KEY_BYTES]; /* newest first */
    guint count;
} LiveKeys;

void message_id_forget_keys(Store *store)
{
    if (store->keys)
        explicit_bzero(store->keys, sizeof *store->keys);
    g_clear_pointer(&store->keys, g_free);
}

static gboolean read_keys(Store *store, LiveKeys *keys, GError **error)
{
    keys->count = 0;
    Query query = query_begin(store, "SELECT key FROM keys ORDER BY n DESC LIMIT ?");
    query_number(&query, KEYS_LIVE);
    while (query_next(&query))
        if (sqlite3_column_bytes(query.statement, 0) == KEY_BYTES)
            memcpy(keys->key[keys->count++], sqlite3_column_blob(query.statement, 0), KEY_BYTES);
    if (keys->count == 0 && query.code == SQLITE_OK)
        query.code = SQLITE_CORRUPT;
    return query_end(&query, error);
}

/* Those of the store, read once in a transaction; NULL is an error. */
static const LiveKeys *live_keys(Store *store, GError **error)
{
    if (!store->in_transaction)
        message_id_forget_keys(store);
    if (store->keys)
        return store->keys;
    store->keys = g_new0(LiveKeys, 1);
    if (!read_keys(store, store->keys, error))
        message_id_forget_keys(store);
    return store->keys;
}

static char *derive(const guint8 key[KEY_BYTES], const OutboxRow *row, gint64 occasion)
{
    char seq[TEXT_NUMBER_BYTES], number[TEXT_NUMBER_BYTES];
    g_autofree char *form =
        g_strconcat(row->reference ? row->reference : "", "\n", text_number(row->event_seq, seq),
                    "\n", row->to ? row->to : "", "\n", row->kind ? row->kind : "", "\n",
                    text_number(occasion, number), NULL);
    guint8 mac[MAC_BYTES];
    digest_hmac(key, form, strlen(form), mac);
    return digest_base32(mac, ID_BYTES);
}

char *message_id_make(Store *store, const OutboxRow *row, gint64 occasion, const char *domain,
                      GError **error)
{
    const LiveKeys *keys = live_keys(store, error);
    if (!keys)
        return NULL;
    g_autofree char *letters = derive(keys->key[0], row, occasion);
    char number[TEXT_NUMBER_BYTES];
    return g_strconcat(letters, ".", text_number(row->id, number), "@", domain, NULL);
}

gint64 message_id_row(const char *message_id)
{
    char *end = NULL;
    if (strlen(message_id) <= ID_LETTERS || message_id[ID_LETTERS] != '.')
        return 0;
    const char *digits = message_id + ID_LETTERS + 1;
    gint64 row = g_ascii_isdigit(*digits) ? g_ascii_strtoll(digits, &end, 10) : 0;
    return end && *end == '@' ? row : 0;
}

/* Gateways hand ids on in capitals, or with a name of their own behind; what they put before an id makes it another. */
gboolean message_id_same(const char *ours, const char *given)
{
    gsize length = strlen(ours);
    gsize given_length = strnlen(given, length + 1);
    g_autofree char *folded = g_ascii_strdown(given, (gssize)given_length);
    g_autofree char *own = g_ascii_strdown(ours, (gssize)length);
    return given_length >= length && digest_equal(own, folded, length) &&
           (given[length] == '\0' || given[length] == '.' || given[length] == '@');
}

gboolean message_id_is_ours(Store *store, const OutboxRow *row, gint64 occasion, GError **error)
{
    gboolean ours = FALSE;
    const LiveKeys *keys = live_keys(store, error);
    if (!keys)
        return FALSE;
    gboolean shaped = row->id != 0 && message_id_row(row->message_id) == row->id;
    for (guint i = 0; shaped && i < keys->count; i++) {
        g_autofree char *letters = derive(keys->key[i], row, occasion);
        ours = digest_equal(letters, row->message_id, ID_LETTERS) || ours;
    }
    return ours;
}

gboolean store_key_renew(Store *store, GError **error)
{
    guint8 key[KEY_BYTES];
    digest_random(key, sizeof key);
    Query query = query_begin_write(store, "INSERT INTO keys (key) VALUES (?)");
    query_bytes(&query, key, sizeof key);
    message_id_forget_keys(store);
    gboolean done = query_run(&query, error);
    explicit_bzero(key, sizeof key);
    return done;
}
