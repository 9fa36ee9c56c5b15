/* Erasing, in four steps, each of which a crash leaves whole or to be done again:
 *
 *   1  one transaction: the rows are emptied, tombstones and the list of files stand
 *   2  the files are overwritten and removed (archive, and sent mails of the embedded sender)
 *   3  the record is written anew and its log emptied (store_scrub)
 *   4  the tombstones are marked as done
 *
 * What is due is found within the first, so that nothing is erased that has just been re-opened or held. Whoever erases
 * next begins with the second for what was not done; nobody begins while another is at it. Bytes that came again after the
 * first step have a row of their own and stay: that is asked while nobody else can write to the record. Backups are not known here: the command says so. */
#include "erasing_run.h"

#include <string.h>
#include <unistd.h>

#include "erase_file.h"
#include "look_store.h"
#include "site_place.h"
#include "store.h"
#include "office_items.h"
#include "turn_lock.h"

void retention_clear(Retention *retention)
{
    g_clear_pointer(&retention->due, g_ptr_array_unref);
}

/* ---- what is due ---- */

typedef struct {
    const Site *site;
    Store *store;
    Day today;
    GHashTable *cases;   /* reference → Case */
    GHashTable *gone;    /* set of ids (gint64): messages whose bytes are erased; borrowed */
    GPtrArray *erasures; /* of ErasureRow */
    Retention *out;
} Search;

static void search_clear(Search *search)
{
    g_clear_pointer(&search->cases, g_hash_table_unref);
    g_clear_pointer(&search->gone, g_hash_table_unref);
    g_clear_pointer(&search->erasures, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static void add(Search *search, DueItem *item)
{
    if (item)
        g_ptr_array_add(search->out->due, item);
}

static gboolean mails_wait(Store *store, const char *reference, gboolean *wait_out, GError **error)
{
    g_autoptr(GPtrArray) mails = store_outbox_of_case(store, reference, error);
    *wait_out = FALSE;
    for (guint i = 0; mails && i < mails->len; i++) {
        const OutboxRow *mail = mails->pdata[i];
        *wait_out |= g_str_equal(mail->state, "queued") || g_str_equal(mail->state, "deferred");
    }
    return mails != NULL;
}

static gboolean search_cases(Search *search, GError **error)
{
    g_autoptr(GPtrArray) references = store_cases_all(search->store, error);
    for (guint i = 0; references && i < references->len; i++) {
        gboolean wait = FALSE;
        Case *c = store_case_load(search->store, references->pdata[i], error);
        if (!c)
            return FALSE;
        g_hash_table_insert(search->cases, c->reference, c);
        if (!mails_wait(search->store, c->reference, &wait, error))
            return FALSE;
        add(search, retention_case(search->site, c, wait, search->today));
    }
    return references != NULL;
}

static gboolean read_erasures(Search *search, GError **error)
{
    search->erasures = store_erasures(search->store, error);
    for (guint i = 0; search->erasures && i < search->erasures->len; i++) {
        ErasureRow *row = search->erasures->pdata[i];
        if (g_str_equal(row->what, "raw") || g_str_equal(row->what, "message"))
            g_hash_table_add(search->gone, &row->number);
        search->out->unfinished += row->done == INSTANT_UNKNOWN;
    }
    return search->erasures != NULL;
}

/* Those of a case that goes itself go with it. */
static gboolean goes_with_case(const Search *search, const char *reference)
{
    for (guint i = 0; *reference && i < search->out->due->len; i++) {
        const DueItem *item = search->out->due->pdata[i];
        if (item->what == KEEP_CASE && !item->barred && g_str_equal(item->reference, reference))
            return TRUE;
    }
    return FALSE;
}

/* Of the cases that each message of the office decided about, the one that is kept longest: ledger id → Case, both borrowed. */
static GHashTable *cases_decided(const Search *search, GPtrArray *acts)
{
    GHashTable *decided = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < acts->len; i++) {
        OfficeAct *act = acts->pdata[i];
        Case *c = g_hash_table_lookup(search->cases, act->reference);
        const Case *found = g_hash_table_lookup(decided, &act->ledger);
        if (c && (!found || retention_outlasts(c, found)))
            g_hash_table_insert(decided, &act->ledger, c);
    }
    return decided;
}

/* A message of the office that decided about cases goes as the one of them does that is kept longest. */
static const Case *case_of(const Search *search, GHashTable *decided, const LedgerRow *first)
{
    const Case *own = g_hash_table_lookup(search->cases, first->reference);
    const Case *other = g_hash_table_lookup(decided, &first->id);
    return other && (!own || retention_outlasts(other, own)) ? other : own;
}

static gboolean search_messages(Search *search, GError **error)
{
    g_autoptr(GPtrArray) ledger = store_ledger_all(search->store, error);
    g_autoptr(GHashTable) rows = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GPtrArray) acts = ledger ? store_office_act_cases(search->store, error) : NULL;
    if (!acts)
        return FALSE;
    g_autoptr(GHashTable) decided = cases_decided(search, acts);
    for (guint i = 0; i < ledger->len; i++) {
        const LedgerRow *row = ledger->pdata[i];
        g_hash_table_insert(rows, (gpointer)&row->id, (gpointer)row);
        const LedgerRow *first = g_hash_table_lookup(rows, &row->repeat_of);
        first = first ? first : row;
        const Case *c = case_of(search, decided, first);
        if (!g_hash_table_contains(search->gone, &row->id) &&
            !goes_with_case(search, first->reference))
            add(search, retention_message(search->site, row, first, c, search->today));
    }
    return TRUE;
}

static gboolean search_looks(Search *search, GError **error)
{
    g_autoptr(GPtrArray) looks = store_looks(search->store, error);
    for (guint i = 0; looks && i < looks->len; i++) {
        const LookRow *look = looks->pdata[i];
        const Case *c = g_hash_table_lookup(search->cases, look->reference);
        add(search, retention_look(search->site, look, c, search->today));
    }
    return looks != NULL;
}

static gboolean search_directory(Search *search, GError **error)
{
    g_autoptr(GPtrArray) changes = store_directory_changes(search->store, error);
    for (guint i = 0; changes && i < changes->len; i++)
        add(search, retention_directory(search->site, changes->pdata[i], search->today));
    return changes != NULL;
}

/* Within a batch. */
static gboolean find_due(const Ruleset *rules, Store *store, Instant now, Retention *out,
                         GError **error)
{
    g_auto(Search) search = {
        .site = &rules->site,
        .store = store,
        .today = instant_day(now, rules->site.zone),
        .cases = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)case_free),
        .gone = g_hash_table_new(g_int64_hash, g_int64_equal),
        .out = out};
    out->due = g_ptr_array_new_with_free_func((GDestroyNotify)due_item_free);
    return read_erasures(&search, error) && search_cases(&search, error) &&
           search_messages(&search, error) && search_looks(&search, error) &&
           search_directory(&search, error);
}

gboolean retention_list(const Ruleset *rules, Instant now, Retention *out, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    if (!store) {
        out->due = g_ptr_array_new();
        return TRUE;
    }
    if (!store_begin(store, error))
        return FALSE;
    gboolean found = find_due(rules, store, now, out, error);
    store_rollback(store);
    return found;
}

/* ---- erasing ---- */

static gboolean erase_item(Store *store, const DueItem *item, Erasing how, GError **error)
{
    how.why = item->why;
    switch (item->what) {
    case KEEP_CASE:
        return store_erase_case(store, item->reference, FALSE, &how, error);
    case KEEP_COUNTS:
        return store_erase_case(store, item->reference, TRUE, &how, error);
    case KEEP_RAW:
        return store_erase_message(store, item->number, &how, error);
    case KEEP_DIRECTORY:
        return store_erase_directory_change(store, item->number, &how, error);
    default:
        return store_erase_look(store, item->number, &how, error);
    }
}

static gboolean erase_due(const Ruleset *rules, Store *store, const Erasing *how, Retention *out,
                          GError **error)
{
    if (!store_begin(store, error) || !find_due(rules, store, how->at, out, error))
        return FALSE;
    for (guint i = 0; i < out->due->len; i++) {
        const DueItem *item = out->due->pdata[i];
        if (item->barred)
            continue;
        if (!erase_item(store, item, *how, error))
            return FALSE;
        out->erased++;
    }
    return store_commit(store, error);
}

/* A sent mail may have been read by somebody: then it lies in cur/ with flags behind its name. */
static gboolean erase_sent(const char *outgoing, const char *name, GError **error)
{
    static const char *const folders[] = {"tmp", "new", "cur"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(outgoing, folders[i], NULL);
        g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
        const char *entry;
        while (entries && (entry = g_dir_read_name(entries)))
            if (g_str_has_prefix(entry, name) && !erase_file(folder, entry, error))
                return FALSE;
    }
    return TRUE;
}

static gboolean erase_archived(const char *spool, const char *sha256, GError **error)
{
    const char shelf[3] = {sha256[0], sha256[1], '\0'};
    g_autofree char *folder = g_build_filename(spool, "archive", shelf, NULL);
    return erase_file(folder, sha256, error);
}

/* Whoever brings the bytes again archives them behind a row that is committed before, or waits until they are gone. */
static gboolean erase_unneeded(Store *store, const char *spool, const char *sha256, GError **error)
{
    gboolean needed = FALSE;
    if (!store_begin(store, error))
        return FALSE;
    gboolean done = store_bytes_needed(store, sha256, &needed, error) &&
                    (needed || erase_archived(spool, sha256, error));
    store_rollback(store);
    return done;
}

static gboolean erase_files(const Ruleset *rules, Store *store, GError **error)
{
    g_autoptr(GPtrArray) files = store_erasure_files(store, error);
    g_autofree char *spool = site_spool_folder(rules->folder);
    g_autofree char *outgoing = site_outgoing(rules->folder);
    for (guint i = 0; files && i < files->len; i++) {
        const ErasureFile *file = files->pdata[i];
        if (g_str_equal(file->folder, "archive") ? !erase_unneeded(store, spool, file->name, error)
                                                 : !erase_sent(outgoing, file->name, error))
            return FALSE;
    }
    return files != NULL;
}

static gboolean mark_done(const char *path, Instant now, GError **error)
{
    g_autoptr(Store) store = store_open(path, STORE_WRITE, error);
    return store && store_begin(store, error) && store_erasures_finish(store, now, error) &&
           store_commit(store, error);
}

static gboolean erase_in_turn(const Ruleset *rules, const Erasing *how, Retention *out,
                              GError **error)
{
    g_autofree char *path = site_database(rules->folder);
    g_autoptr(Store) store = store_open(path, STORE_WRITE, error);
    if (!store || !erase_due(rules, store, how, out, error))
        return FALSE;
    if (!out->erased && !out->unfinished)
        return TRUE;
    if (!erase_files(rules, store, error))
        return FALSE;
    g_clear_pointer(&store, store_close);
    return store_scrub(path, error) && mark_done(path, how->at, error);
}

gboolean retention_erase(const Ruleset *rules, Instant now, const char *officer, const char *login,
                         Retention *out, GError **error)
{
    g_autofree char *spool = site_spool_folder(rules->folder);
    const Erasing how = {.at = now, .officer = officer, .login = login};
    int turn = turn_lock(spool, ERASE_LOCK_NAME, "is erasing in this site", error);
    if (turn < 0)
        return FALSE;
    gboolean done = erase_in_turn(rules, &how, out, error);
    close(turn);
    return done;
}
