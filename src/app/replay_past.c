/* Reads a site's past from its record: the ledger in its order, the decisions on held messages, and
 * the office's commands, which the first event of each keeps as they were given. Changes nothing. */
#include "replay_past.h"
#include "decision.h"
#include "office_items.h"
#include <string.h>

#define OFFICE "office: "
#define COMMAND_ARGUMENTS (PAST_WORDS + 2) /* of the change 'command': verb, words, why */

static void item_free(gpointer data)
{
    PastItem *item = data;
    g_clear_pointer(&item->row, ledger_row_free);
    g_clear_pointer(&item->mail, outbox_row_free);
    g_free(item->reference);
    g_free(item->policy_sha256);
    g_free(item->by);
    g_free(item->why);
    g_free(item->verb);
    for (guint i = 0; i < PAST_WORDS; i++)
        g_free(item->words[i]);
    g_free(item);
}

static PastItem *add_item(GPtrArray *past, PastKind kind, Instant at, gint64 order)
{
    PastItem *item = g_new0(PastItem, 1);
    item->kind = kind;
    item->at = at;
    item->order = order;
    g_ptr_array_add(past, item);
    return item;
}

/* A message that waited in the spool was worked after those before it in the ledger, whatever its
 * time of receipt. */
static gboolean add_messages(Store *store, GPtrArray *past, GError **error)
{
    Instant latest = 0;
    g_autoptr(GPtrArray) ledger = store_ledger_all(store, error);
    for (guint i = 0; ledger && i < ledger->len; i++) {
        LedgerRow *row = g_ptr_array_index(ledger, i);
        latest = MAX(latest, row->received);
        PastItem *item = add_item(past, PAST_MESSAGE, latest, row->id);
        item->reference = g_strdup(row->reference);
        item->row = row;
    }
    if (ledger) {
        g_ptr_array_set_free_func(ledger, NULL); /* the rows belong to the items */
        return TRUE;
    }
    return FALSE;
}

/* What a re-opening settled is settled again by that command, and what a later message settled by that. */
static gboolean add_rulings(Store *store, GPtrArray *past, GError **error)
{
    g_autoptr(GPtrArray) decided = store_held_decided(store, error);
    for (guint i = 0; decided && i < decided->len; i++) {
        const HeldRow *held = g_ptr_array_index(decided, i);
        if (g_str_equal(held->ruling.verb, "reopen") ||
            g_str_equal(held->ruling.verb, HELD_SUPERSEDED))
            continue;
        LedgerRow *row = store_ledger_by_id(store, held->ledger, error);
        if (!row)
            return FALSE;
        PastItem *item = add_item(past, PAST_RULING, held->resolved, held->id);
        item->row = row;
        item->reference = g_strdup(held->ruling.reference);
        item->verb = *held->ruling.verb ? g_strdup(held->ruling.verb) : NULL;
        item->by = g_strdup(held->ruling.by);
        item->why = *held->ruling.why ? g_strdup(held->ruling.why) : NULL;
    }
    return decided != NULL;
}

static const char *const *command_row(const Event *event)
{
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *row = g_ptr_array_index(event->changes, i);
        if (g_str_equal(row[0], "command") && g_strv_length((GStrv)row) == COMMAND_ARGUMENTS + 1)
            return row;
    }
    return NULL;
}

/* One command makes several events; only its first one keeps it. One of a record that is older than
 * the keeping is known by its first event. */
static void add_command(GPtrArray *past, const Case *c, guint index)
{
    const Event *event = g_ptr_array_index(c->events, index);
    const Event *before = index > 0 ? g_ptr_array_index(c->events, index - 1) : NULL;
    const char *const *row = command_row(event);
    if (!row && before && event_goes_on(event, before))
        return;
    PastItem *item = add_item(past, PAST_COMMAND, event->at, event->seq);
    item->reference = g_strdup(c->reference);
    item->by = g_strdup(event->actor + strlen(OFFICE));
    if (!row)
        return;
    item->verb = g_strdup(row[1]);
    for (guint i = 0; i < PAST_WORDS; i++)
        item->words[i] = g_strdup(row[i + 2]);
    item->why = g_strdup(row[COMMAND_ARGUMENTS]);
}

static void add_commands_of(GPtrArray *past, const Case *c)
{
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (!event->message && g_str_has_prefix(event->actor, OFFICE))
            add_command(past, c, i);
    }
}

/* When what followed from a mail that could not be sent was put on record; INSTANT_UNKNOWN: never, as of a record that is
 * older than that. */
static Instant concluded_at(const Case *c, const OutboxRow *mail)
{
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (!event->message && event->at >= mail->at &&
            g_str_equal(event->kind, "delivery-report") && g_str_equal(event->actor, "gateway"))
            return event->at;
    }
    return INSTANT_UNKNOWN;
}

static gboolean could_not_be_sent(const OutboxRow *mail)
{
    return g_str_equal(mail->state, "suppressed") ||
           (g_str_equal(mail->state, "failed") &&
            !g_str_has_prefix(mail->why, UNDELIVERED_REPORTED));
}

static gboolean add_failures_of(Store *store, GPtrArray *past, const Case *c, GError **error)
{
    g_autoptr(GPtrArray) mails = store_outbox_of_case(store, c->reference, error);
    for (guint i = 0; mails && i < mails->len; i++) {
        OutboxRow *mail = g_ptr_array_index(mails, i);
        Instant at = could_not_be_sent(mail) ? concluded_at(c, mail) : INSTANT_UNKNOWN;
        if (at == INSTANT_UNKNOWN)
            continue;
        PastItem *item = add_item(past, PAST_FAILURE, at, mail->id);
        item->reference = g_strdup(c->reference);
        item->mail = mail;
        mails->pdata[i] = NULL;
    }
    return mails != NULL;
}

static gboolean read_cases(Store *store, GPtrArray *past, GHashTable *pinned, GError **error)
{
    g_autoptr(GPtrArray) references = store_cases_all(store, error);
    for (guint i = 0; references && i < references->len; i++) {
        g_autoptr(Case) c = store_case_load(store, g_ptr_array_index(references, i), error);
        if (!c)
            return FALSE;
        add_commands_of(past, c);
        if (!add_failures_of(store, past, c, error))
            return FALSE;
        g_hash_table_insert(pinned, g_strdup(c->reference), g_strdup(c->policy_sha256));
    }
    return references != NULL;
}

/* What was decided by one mail was decided in one instant, whatever it was about: in the order of its lines. */
static gboolean mark_by_mail(Store *store, GPtrArray *past, GError **error)
{
    g_autoptr(GPtrArray) acts = store_office_acts(store, error);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; acts && i < acts->len; i++) {
        OfficeAct *act = g_ptr_array_index(acts, i);
        g_hash_table_insert(known,
                            act->held ? g_strdup_printf("%" G_GINT64_FORMAT, act->held)
                                      : g_strdup_printf("%s %u", act->reference, act->seq),
                            act);
    }
    for (guint i = 0; acts && i < past->len; i++) {
        PastItem *item = g_ptr_array_index(past, i);
        g_autofree char *key =
            item->kind == PAST_RULING
                ? g_strdup_printf("%" G_GINT64_FORMAT, item->order)
                : g_strdup_printf("%s %" G_GINT64_FORMAT, item->reference, item->order);
        gboolean office = item->kind == PAST_RULING || item->kind == PAST_COMMAND;
        const OfficeAct *act = office ? g_hash_table_lookup(known, key) : NULL;
        item->reply = act ? act->ledger : 0;
        item->line = act ? act->n : 0;
    }
    return acts != NULL;
}

static gint rank(const PastItem *item)
{
    return item->kind == PAST_MESSAGE ? 0 : item->reply ? 1 : 2;
}

static gint in_order(gconstpointer a, gconstpointer b)
{
    const PastItem *left = *(const PastItem *const *)a, *right = *(const PastItem *const *)b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (rank(left) != rank(right))
        return rank(left) - rank(right);
    if (left->reply != right->reply)
        return left->reply < right->reply ? -1 : 1;
    if (left->reply)
        return left->line < right->line ? -1 : left->line > right->line;
    if (left->kind != right->kind)
        return (gint)left->kind - (gint)right->kind;
    return left->order < right->order ? -1 : left->order > right->order;
}

GPtrArray *past_read(Store *store, GError **error)
{
    g_autoptr(GPtrArray) past = g_ptr_array_new_with_free_func(item_free);
    g_autoptr(GHashTable) pinned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!add_messages(store, past, error) || !add_rulings(store, past, error) ||
        !read_cases(store, past, pinned, error) || !mark_by_mail(store, past, error))
        return NULL;
    for (guint i = 0; i < past->len; i++) {
        PastItem *item = g_ptr_array_index(past, i);
        item->policy_sha256 = g_strdup(g_hash_table_lookup(pinned, item->reference));
    }
    g_ptr_array_sort(past, in_order);
    return g_steal_pointer(&past);
}
