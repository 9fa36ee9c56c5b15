/* spool_fair: the order of work when one sender floods the mailbox.
 *
 * The order is that of arrival, because messages about one case answer each other. Only when a
 * sender has both very many messages waiting and a great part of all that waits is that sender a
 * flood: a few of its oldest keep their place, and the others wait until everybody else is heard.
 * Each sender's messages keep their own order always. No more names are held than the limit and
 * one number for every sender. */
#include "spool_private.h"
#include "spool_name.h"
#include "spool_sender.h"
#include <string.h>

#define FLOOD_LEAST 250 /* messages waiting of one sender */
#define FLOOD_PART 3    /* and more than every third of all */
#define FRONT 8         /* of all floods together */

typedef struct {
    guint waiting;
    gboolean flood;
    GPtrArray *oldest; /* of char *: those that keep their place, while they are looked for */
} Sender;

typedef struct {
    GHashTable *senders; /* digits → Sender */
    guint waiting, others;
    guint floods;
    GPtrArray *names; /* of char *: of those who are no flood */
    guint limit;
} Fair;

static void sender_free(gpointer data)
{
    Sender *sender = data;
    g_clear_pointer(&sender->oldest, g_ptr_array_unref);
    g_free(sender);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void keep_oldest(GPtrArray *names, guint most)
{
    g_ptr_array_sort(names, by_name);
    if (names->len > most)
        g_ptr_array_set_size(names, (gint)most);
}

static void keep(GPtrArray *names, const char *name, guint most)
{
    g_ptr_array_add(names, g_strdup(name));
    if (names->len >= 2 * (guint64)MAX(most, 1))
        keep_oldest(names, most);
}

static Sender *sender_of(const Fair *fair, const char *name)
{
    char digits[SPOOL_SENDER_DIGITS + 1];
    return spool_name_sender(name, digits) ? g_hash_table_lookup(fair->senders, digits) : NULL;
}

static void count_name(const char *name, gpointer user)
{
    Fair *fair = user;
    char digits[SPOOL_SENDER_DIGITS + 1];
    if (!spool_name_sender(name, digits))
        return;
    Sender *sender = g_hash_table_lookup(fair->senders, digits);
    if (sender == NULL) {
        sender = g_new0(Sender, 1);
        g_hash_table_insert(fair->senders, g_strdup(digits), sender);
    }
    sender->waiting++;
    fair->waiting++;
}

static void find_floods(Fair *fair)
{
    GHashTableIter iterator;
    gpointer value;
    fair->others = fair->waiting;
    g_hash_table_iter_init(&iterator, fair->senders);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Sender *sender = value;
        sender->flood =
            sender->waiting >= FLOOD_LEAST && (guint64)sender->waiting * FLOOD_PART > fair->waiting;
        fair->floods += sender->flood;
        fair->others -= sender->flood ? sender->waiting : 0;
    }
}

static void take_name(const char *name, gpointer user)
{
    Fair *fair = user;
    Sender *sender = sender_of(fair, name);
    if (sender == NULL)
        return;
    if (!sender->flood) {
        keep(fair->names, name, fair->limit);
        return;
    }
    if (sender->oldest == NULL)
        sender->oldest = g_ptr_array_new_with_free_func(g_free);
    keep(sender->oldest, name, MAX(1, FRONT / fair->floods));
}

/* The fronts of the floods among the others, in the order of arrival. */
static GPtrArray *merge(Fair *fair)
{
    GHashTableIter iterator;
    gpointer value;
    keep_oldest(fair->names, fair->limit);
    g_hash_table_iter_init(&iterator, fair->senders);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Sender *sender = value;
        if (sender->oldest == NULL)
            continue;
        keep_oldest(sender->oldest, MAX(1, FRONT / fair->floods));
        for (guint i = 0; i < sender->oldest->len; i++)
            g_ptr_array_add(fair->names, g_strdup(sender->oldest->pdata[i]));
    }
    g_ptr_array_sort(fair->names, by_name);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)spool_item_free);
    for (guint i = 0; i < fair->names->len; i++) {
        SpoolItem *item = spool_name_parse(fair->names->pdata[i]);
        if (item != NULL)
            g_ptr_array_add(items, item);
    }
    return items;
}

GPtrArray *spool_list_fairly(Spool *spool, guint limit, gboolean *more_out, GError **error)
{
    g_autoptr(GHashTable) senders =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, sender_free);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Fair fair = {.senders = senders, .names = names, .limit = limit};
    if (!spool_each_name(spool->new, count_name, &fair, error))
        return NULL;
    find_floods(&fair);
    *more_out = fair.waiting >= limit;
    if (fair.floods == 0 || fair.others == 0)
        return spool_list(spool, limit, error);
    *more_out = TRUE;
    return spool_each_name(spool->new, take_name, &fair, error) ? merge(&fair) : NULL;
}
