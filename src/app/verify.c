/* Does the record add up?
 *
 * Three counts are laid side by side that were made independently: the ledger's rows one by one,
 * the ledger's counts by disposition, and the files that are really there. Every message of the
 * ledger must still be in the archive with the bytes of its digest (or wait in incoming/new to be
 * moved there), every file of the archive must be in the ledger, every held message on the list of
 * held ones. What the store can check in itself, store_verify() does.
 *
 * A message that was erased by the site's periods has its tombstone in the record and must not be in the archive any more.
 *
 * Changes nothing. Findings name messages by number or digest, never by what they say. */
#include "verify.h"

#include <string.h>

#include "look_store.h"
#include "site_place.h"
#include "spool.h"

static const struct {
    const char *disposition, *words;
} fates[] = {
    {"case", "in cases"},  {"held", "held"},           {"signposted", "signposted"},
    {"repeat", "repeats"}, {"automatic", "automatic"}, {"set-aside", "set aside"},
};

typedef struct {
    Store *store;
    Spool *spool;
    GPtrArray *ledger;   /* of LedgerRow */
    GHashTable *known;   /* digests of the ledger; borrowed */
    GPtrArray *erasures; /* of ErasureRow */
    GHashTable *erased;  /* set of ids (gint64) of messages whose bytes were erased; borrowed */
    GHashTable *waiting; /* spool names in incoming/new; owned */
    GPtrArray *findings; /* of char * */
} Verify;

static void verify_clear(Verify *v)
{
    g_clear_pointer(&v->ledger, g_ptr_array_unref);
    g_clear_pointer(&v->erased, g_hash_table_unref);
    g_clear_pointer(&v->erasures, g_ptr_array_unref);
    g_clear_pointer(&v->known, g_hash_table_unref);
    g_clear_pointer(&v->waiting, g_hash_table_unref);
    g_clear_pointer(&v->findings, g_ptr_array_unref);
    g_clear_pointer(&v->spool, spool_close);
    g_clear_pointer(&v->store, store_close);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Verify, verify_clear)

static void G_GNUC_PRINTF(2, 3) find(Verify *v, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(v->findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static gboolean list_waiting(Verify *v, GError **error)
{
    g_autoptr(GPtrArray) items = spool_list(v->spool, 0, error);
    if (!items)
        return FALSE;
    for (guint i = 0; i < items->len; i++)
        g_hash_table_add(v->waiting, g_strdup(((const SpoolItem *)items->pdata[i])->name));
    return TRUE;
}

static gboolean list_erased(Verify *v, GError **error)
{
    v->erased = g_hash_table_new(g_int64_hash, g_int64_equal);
    v->erasures = v->store ? store_erasures(v->store, error) : g_ptr_array_new();
    for (guint i = 0; v->erasures && i < v->erasures->len; i++) {
        ErasureRow *row = v->erasures->pdata[i];
        if (g_str_equal(row->what, "raw") || g_str_equal(row->what, "message"))
            g_hash_table_add(v->erased, &row->number);
    }
    return v->erasures != NULL;
}

static gboolean open_all(Verify *v, const Ruleset *rules, GError **error)
{
    g_autofree char *folder = site_spool_folder(rules->folder);
    v->findings = g_ptr_array_new_with_free_func(g_free);
    v->known = g_hash_table_new(g_str_hash, g_str_equal);
    v->waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!look_store(rules, &v->store, error) || !(v->spool = spool_open(folder, error)))
        return FALSE;
    v->ledger = v->store ? store_ledger_all(v->store, error)
                         : g_ptr_array_new_with_free_func((GDestroyNotify)ledger_row_free);
    return v->ledger && list_erased(v, error) && list_waiting(v, error);
}

/* A site without a store has nothing before its first event, and fits no head but that of an empty record. */
static gboolean check_head(Verify *v, const Head *head, GError **error)
{
    g_autofree char *finding = NULL;
    if (v->store && !store_head_check(v->store, head, &finding, error))
        return FALSE;
    if (!v->store && head->number > 0)
        finding = g_strdup("a head was given, and this site has no record");
    if (finding)
        find(v, "%s", finding);
    return TRUE;
}

static gboolean check_heads(Verify *v, GPtrArray *against, GError **error)
{
    for (guint i = 0; against && i < against->len; i++)
        if (!check_head(v, against->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean look_into_store(Verify *v, GPtrArray *against, Day today, GPtrArray **heads_out,
                                GError **error)
{
    g_autoptr(GPtrArray) own = store_verify(v->store, error);
    if (!own || !(*heads_out = store_heads_now(v->store, today, error)))
        return FALSE;
    for (guint i = 0; i < own->len; i++)
        find(v, "%s", (const char *)own->pdata[i]);
    return check_heads(v, against, error);
}

/* All of one moment. */
static gboolean check_store(Verify *v, GPtrArray *against, Day today, GPtrArray **heads_out,
                            GError **error)
{
    if (!v->store) {
        *heads_out = g_ptr_array_new();
        return check_heads(v, against, error);
    }
    if (!store_begin(v->store, error))
        return FALSE;
    gboolean looked = look_into_store(v, against, today, heads_out, error);
    store_rollback(v->store);
    return looked;
}

/* Bytes that every row of them was erased of must be gone, all others be there. Keys are borrowed. */
static GHashTable *list_needed(const Verify *v)
{
    GHashTable *needed = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < v->ledger->len; i++) {
        LedgerRow *row = v->ledger->pdata[i];
        if (!g_hash_table_contains(v->erased, &row->id))
            g_hash_table_add(needed, row->sha256);
    }
    return needed;
}

static void check_gone(Verify *v, const LedgerRow *row)
{
    g_autofree char *path = spool_archive_path(v->spool, row->sha256);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        find(v, "message %" G_GINT64_FORMAT " was erased, and its bytes are in the archive",
             row->id);
}

/* Each digest once: several rows may speak of the same bytes. */
static void check_messages(Verify *v)
{
    g_autoptr(GHashTable) needed = list_needed(v);
    for (guint i = 0; i < v->ledger->len; i++) {
        const LedgerRow *row = v->ledger->pdata[i];
        g_autoptr(GError) wrong = NULL;
        if (!g_hash_table_add(v->known, row->sha256) ||
            g_hash_table_contains(v->waiting, row->spool_name))
            continue;
        if (!g_hash_table_contains(needed, row->sha256))
            check_gone(v, row);
        else if (!spool_archive_check(v->spool, row->sha256, &wrong))
            find(v, "message %" G_GINT64_FORMAT ": %s", row->id, wrong->message);
    }
}

static gboolean check_archive(Verify *v, GError **error)
{
    g_autoptr(GPtrArray) digests = spool_archive_list(v->spool, error);
    if (!digests)
        return FALSE;
    for (guint i = 0; i < digests->len; i++)
        if (!g_hash_table_contains(v->known, digests->pdata[i]))
            find(v,
                 "the archive holds '%s', of which the ledger knows nothing: if the record was "
                 "restored from "
                 "a backup, give that file to 'casegate deliver' again",
                 (const char *)digests->pdata[i]);
    return TRUE;
}

static gboolean check_held(Verify *v, GError **error)
{
    g_autoptr(GPtrArray) held = v->store ? store_held_waiting(v->store, error) : g_ptr_array_new();
    g_autoptr(GHashTable) listed = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) expected = g_hash_table_new(g_int64_hash, g_int64_equal);
    if (!held)
        return FALSE;
    for (guint i = 0; i < held->len; i++)
        g_hash_table_add(listed, &((HeldRow *)held->pdata[i])->ledger);
    for (guint i = 0; i < v->ledger->len; i++) {
        LedgerRow *row = v->ledger->pdata[i];
        if (g_strcmp0(row->disposition, "held") != 0)
            continue;
        g_hash_table_add(expected, &row->id);
        if (!g_hash_table_contains(listed, &row->id))
            find(v, "message %" G_GINT64_FORMAT " is held but not on the list of held messages",
                 row->id);
    }
    for (guint i = 0; i < held->len; i++) {
        const HeldRow *row = held->pdata[i];
        if (!g_hash_table_contains(expected, &row->ledger))
            find(v, "held message %" G_GINT64_FORMAT " waits though the ledger has it settled",
                 row->id);
    }
    return TRUE;
}

static guint count_unrecorded(Verify *v)
{
    guint recorded = 0;
    for (guint i = 0; i < v->ledger->len; i++)
        if (g_hash_table_contains(v->waiting, ((const LedgerRow *)v->ledger->pdata[i])->spool_name))
            recorded++;
    return g_hash_table_size(v->waiting) - recorded;
}

/* "17 messages seen = 12 in cases + …", or NULL. */
static char *conservation(Verify *v, GError **error)
{
    g_autoptr(GHashTable) counts =
        v->store ? store_ledger_counts(v->store, error) : g_hash_table_new(g_str_hash, g_str_equal);
    if (!counts)
        return NULL;
    guint spool = count_unrecorded(v), settled = 0;
    g_autoptr(GString) parts = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(fates); i++) {
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(counts, fates[i].disposition));
        g_string_append_printf(parts, "%s%u %s", i ? " + " : "", number, fates[i].words);
        settled += number;
    }
    if (settled != v->ledger->len)
        find(v, "the ledger has %u messages, but %u with a known fate", v->ledger->len, settled);
    guint seen = v->ledger->len + spool, erased = g_hash_table_size(v->erased);
    g_autofree char *gone = erased ? g_strdup_printf("; %u of them erased", erased) : g_strdup("");
    return g_strdup_printf("%u %s seen = %s + %u still in the spool%s", seen,
                           seen == 1 ? "message" : "messages", parts->str, spool, gone);
}

void verified_clear(Verified *verified)
{
    g_clear_pointer(&verified->findings, g_ptr_array_unref);
    g_clear_pointer(&verified->heads, g_ptr_array_unref);
    g_clear_pointer(&verified->counts, g_free);
}

gboolean verify_site(const Ruleset *rules, GPtrArray *against, Day today, Verified *out,
                     GError **error)
{
    g_auto(Verify) v = {0};
    g_auto(Verified) found = {0};
    if (!open_all(&v, rules, error) || !check_store(&v, against, today, &found.heads, error))
        return FALSE;
    check_messages(&v);
    if (!check_archive(&v, error) || !check_held(&v, error) ||
        !(found.counts = conservation(&v, error)))
        return FALSE;
    found.findings = g_steal_pointer(&v.findings);
    *out = found;
    found = (Verified){0};
    return TRUE;
}
