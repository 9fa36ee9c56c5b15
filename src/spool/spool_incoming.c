/* What waits in incoming/: listing it in order of arrival, opening it, clearing away what crashed
 * writers left.
 *
 * A listing with a limit keeps at most twice the limit of items in memory, however long the backlog
 * is. Files in new/ that the spool did not name are never read or removed; how many there are is
 * warned of once, without their names, because nobody knows what those say. A live writer's file in
 * tmp/ is known by its lock, never by its age alone. */
#include "spool_private.h"
#include "error.h"
#include "spool_name.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    GPtrArray *items; /* of SpoolItem */
    guint limit;      /* 0 = all */
    guint strangers;
} Listing;

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(SpoolItem *const *)a)->name, (*(SpoolItem *const *)b)->name);
}

static void keep_oldest(Listing *listing)
{
    g_ptr_array_sort(listing->items, by_name);
    if (listing->limit != 0 && listing->items->len > listing->limit)
        g_ptr_array_set_size(listing->items, (gint)listing->limit);
}

static void list_name(const char *name, gpointer user)
{
    Listing *listing = user;
    SpoolItem *item = spool_name_parse(name);
    if (item == NULL) {
        listing->strangers++;
        return;
    }
    g_ptr_array_add(listing->items, item);
    if (listing->limit != 0 && listing->items->len >= 2 * (guint64)listing->limit)
        keep_oldest(listing);
}

static void warn_of_strangers(Spool *spool, guint strangers)
{
    if (strangers > spool->strangers)
        g_warning("'%s/incoming/new' holds %u files that are not the spool's; they are not read: "
                  "deliver them with "
                  "'casegate deliver' or move them away",
                  spool->folder, strangers);
    spool->strangers = strangers;
}

GPtrArray *spool_list(Spool *spool, guint limit, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)spool_item_free);
    Listing listing = {items, limit, 0};
    if (!spool_each_name(spool->new, list_name, &listing, error))
        return NULL;
    keep_oldest(&listing);
    warn_of_strangers(spool, listing.strangers);
    return g_steal_pointer(&items);
}

static void count_name(const char *name, gpointer user)
{
    g_autoptr(SpoolItem) item = spool_name_parse(name);
    if (item != NULL)
        ++*(guint *)user;
}

guint spool_count(Spool *spool)
{
    guint count = 0;
    g_autoptr(GError) error = NULL;
    if (!spool_each_name(spool->new, count_name, &count, &error))
        g_warning("%s", error->message);
    return count;
}

int spool_open_item(Spool *spool, const SpoolItem *item, GError **error)
{
    guint64 bytes;
    struct stat status;
    if (fstatat(spool->new, item->name, &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
        return -1;
    int fd = spool_open_regular(spool->new, item->name, &bytes, error);
    if (fd < 0 || bytes == item->bytes)
        return fd;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "'%s' holds %" G_GUINT64_FORMAT " bytes where %" G_GUINT64_FORMAT " were accepted",
                item->name, bytes, item->bytes);
    close(fd);
    return -1;
}

typedef struct {
    Spool *spool;
    Instant before;
} Sweeping;

static void sweep_name(const char *name, gpointer user)
{
    const Sweeping *sweeping = user;
    struct stat status;
    int fd = openat(sweeping->spool->tmp, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return; /* accepted or abandoned meanwhile, or none of ours */
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_mtim.tv_sec < sweeping->before && flock(fd, LOCK_EX | LOCK_NB) == 0)
        unlinkat(sweeping->spool->tmp, name, 0);
    close(fd);
}

void spool_sweep(Spool *spool, Instant before)
{
    Sweeping sweeping = {spool, before};
    g_autoptr(GError) error = NULL;
    if (!spool_each_name(spool->tmp, sweep_name, &sweeping, &error))
        g_warning("%s", error->message);
}
