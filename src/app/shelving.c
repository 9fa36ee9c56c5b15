/* Out of incoming/, after the commit: renames and their sync take a while in which the next batch can
 * be decided. At most one batch is under way; the next one waits for it, and the last of a listing,
 * with nothing to do meanwhile, is moved by the caller itself while its log is folded. The thread of
 * a batch owns the spool's list of unsynced folders until it is waited for. A crash in between leaves
 * what a crash before the rename leaves: a committed row whose message work meets again and only
 * archives. The log that the batch has made grow is folded into the record there as well, or the
 * writer would have to.
 *
 * What cannot be archived is said and met again with every run; the messages behind it go on. Only
 * TEMP stops them, and is told to whoever waits next. */
#include "shelving.h"
#include "error.h"
#include "store.h"
#include "threads.h"

#define FOLD_FROM 32u /* messages of a last batch: fewer are folded when the record is closed */

struct Shelving {
    Spool *spool;
    char *record;
    GPtrArray *items;
    guint8 *skipped; /* of each item */
    guint from, to;  /* of the batch under way */
    GThread *thread; /* NULL: none is */
};

static gboolean archive_item(Spool *spool, const SpoolItem *item, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    if (spool_archive(spool, item, &trouble))
        return TRUE;
    if (g_error_matches(trouble, CASEGATE_ERROR, CASEGATE_ERROR_PERM)) {
        g_warning("%s", trouble->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
}

static gboolean archive_batch(const Shelving *shelving, GError **error)
{
    for (guint i = shelving->from; i < shelving->to; i++)
        if (!shelving->skipped[i] &&
            !archive_item(shelving->spool, g_ptr_array_index(shelving->items, i), error))
            return FALSE;
    return spool_archive_sync(shelving->spool, error);
}

static void fold_log(const Shelving *shelving)
{
    g_autoptr(GError) trouble = NULL;
    if (!store_fold_log(shelving->record, &trouble))
        g_warning("%s", trouble->message);
}

/* The threads' result is the error. */
static gpointer run_folding(gpointer data)
{
    fold_log(data);
    return NULL;
}

static gpointer run_shelving(gpointer data)
{
    GError *error = NULL;
    if (!archive_batch(data, &error))
        return error;
    fold_log(data);
    return NULL;
}

Shelving *shelving_new(Spool *spool, const char *record, GPtrArray *items)
{
    Shelving *shelving = g_new0(Shelving, 1);
    shelving->spool = spool;
    shelving->record = g_strdup(record);
    shelving->items = items;
    shelving->skipped = g_new0(guint8, items->len);
    return shelving;
}

gboolean shelving_wait(Shelving *shelving, GError **error)
{
    if (shelving->thread == NULL)
        return TRUE;
    GError *failure = g_thread_join(g_steal_pointer(&shelving->thread));
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

void shelving_skip(Shelving *shelving, guint n)
{
    shelving->skipped[n] = TRUE;
}

gboolean shelving_put(Shelving *shelving, guint from, guint to, GError **error)
{
    if (!shelving_wait(shelving, error))
        return FALSE;
    if (from == to)
        return TRUE;
    shelving->from = from;
    shelving->to = to;
    gboolean last = to == shelving->items->len;
    if (!last)
        shelving->thread = thread_start("shelving", run_shelving, shelving);
    else if (to - from >= FOLD_FROM)
        shelving->thread = thread_start("folding", run_folding, shelving);
    return !last || archive_batch(shelving, error);
}

void shelving_free(Shelving *shelving)
{
    if (shelving == NULL)
        return;
    g_autoptr(GError) failure = NULL;
    if (!shelving_wait(shelving, &failure))
        g_warning("%s", failure->message);
    g_free(shelving->skipped);
    g_free(shelving->record);
    g_free(shelving);
}
