/* desk_waits: failures in a row for each name from each address, for each address, and for each name from wherever.
 *
 * The first few cost nothing, since people mistype; each further one doubles the wait, up to a bound. Who guesses at a name
 * waits at his own address, and its owner comes in from another as if nothing had been; only where very many addresses
 * guess at one name does the name itself wait, and never long, so that nobody at the sign-in page can shut a named
 * person out. What is an hour old is forgotten. Names that nobody has count like others, or the
 * wait would tell which there are. When the table is full what was quiet longest goes: whoever fills it pays for each entry
 * with the wait of his address. */
#include "desk_waits.h"

#define FORGOTTEN_AFTER 3600
#define ENTRIES_MOST 5000

typedef struct {
    guint failures;
    gint64 last;
} Tries;

typedef struct {
    guint free, most; /* failures that cost nothing; seconds of the longest wait */
} Patience;

static const Patience patience[] = {
    [WAIT_PAIR] = {3, 300}, [WAIT_ADDRESS] = {30, 300}, [WAIT_NAME] = {100, 30}};

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

char *desk_waits_pair(const char *name, const char *address)
{
    return g_strdup_printf("%s\n%s", address, name);
}

static char *key_of(WaitKind kind, const char *who)
{
    return g_strdup_printf("%d%.200s", (int)kind, who);
}

guint desk_waits_left(const DeskWaits *waits, WaitKind kind, const char *who, gint64 now)
{
    g_autofree char *key = key_of(kind, who);
    const Tries *tries = g_hash_table_lookup(waits->tries, key);
    const Patience *with = &patience[kind];
    if (!tries || tries->failures < with->free || now - tries->last >= FORGOTTEN_AFTER)
        return 0;
    guint doublings = MIN(tries->failures - with->free + 1, 10);
    gint64 until = tries->last + MIN(1u << doublings, with->most);
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
