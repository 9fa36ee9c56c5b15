/* desk_waits: failures in a row for each name, and for each address they came from.
 *
 * The first few cost nothing, since people mistype; each further one doubles the wait, up to a bound that lets somebody
 * whose name is attacked still come in. What is an hour old is forgotten. Names that nobody has count like others, or the
 * wait would tell which there are. When the table is full what was quiet longest goes: whoever fills it pays for each entry
 * with the wait of his address. */
#include "desk_waits.h"

#define FREE_OF_NAME 3
#define FREE_OF_ADDRESS 30
#define WAIT_MOST 300
#define FORGOTTEN_AFTER 3600
#define ENTRIES_MOST 5000

typedef struct {
    guint failures;
    gint64 last;
} Tries;

struct DeskWaits {
    GHashTable *tries; /* char *, "0name" → Tries */
};

DeskWaits *desk_waits_new(void)
{
    DeskWaits *waits = g_new0(DeskWaits, 1);
    waits->tries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return waits;
}

void desk_waits_free(DeskWaits *waits)
{
    if (!waits)
        return;
    g_hash_table_unref(waits->tries);
    g_free(waits);
}

static char *key_of(WaitKind kind, const char *who)
{
    return g_strdup_printf("%d%.200s", (int)kind, who);
}

guint desk_waits_left(const DeskWaits *waits, WaitKind kind, const char *who, gint64 now)
{
    g_autofree char *key = key_of(kind, who);
    const Tries *tries = g_hash_table_lookup(waits->tries, key);
    guint free = kind == WAIT_NAME ? FREE_OF_NAME : FREE_OF_ADDRESS;
    if (!tries || tries->failures < free || now - tries->last >= FORGOTTEN_AFTER)
        return 0;
    guint doublings = MIN(tries->failures - free + 1, 10);
    gint64 until = tries->last + MIN(1 << doublings, WAIT_MOST);
    return until > now ? (guint)(until - now) : 0;
}

static void make_room(DeskWaits *waits, gint64 now)
{
    GHashTableIter iter;
    gpointer key, value, oldest = NULL;
    gint64 last = G_MAXINT64;
    g_hash_table_iter_init(&iter, waits->tries);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const Tries *tries = value;
        if (now - tries->last >= FORGOTTEN_AFTER) {
            g_hash_table_iter_remove(&iter);
        } else if (tries->last < last) {
            oldest = key;
            last = tries->last;
        }
    }
    if (g_hash_table_size(waits->tries) >= ENTRIES_MOST && oldest)
        (void)g_hash_table_remove(waits->tries, oldest);
}

void desk_waits_failed(DeskWaits *waits, WaitKind kind, const char *who, gint64 now)
{
    g_autofree char *key = key_of(kind, who);
    Tries *tries = g_hash_table_lookup(waits->tries, key);
    if (!tries) {
        if (g_hash_table_size(waits->tries) >= ENTRIES_MOST)
            make_room(waits, now);
        tries = g_new0(Tries, 1);
        (void)g_hash_table_insert(waits->tries, g_steal_pointer(&key), tries);
    }
    tries->failures = now - tries->last >= FORGOTTEN_AFTER ? 1 : tries->failures + 1;
    tries->last = now;
}

void desk_waits_forget(DeskWaits *waits, WaitKind kind, const char *who)
{
    g_autofree char *key = key_of(kind, who);
    (void)g_hash_table_remove(waits->tries, key);
}
