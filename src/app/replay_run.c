/* The past again. Each message is read from the archive by the reader child and decided as work
 * decides, in the order of the ledger; the office's rulings and commands are given again when they
 * were given; dates act at the moment they fall due. All of it goes into a record of its own
 * that is never seen and gone afterwards, and the site is not touched. A case keeps the reference that it has in the site's record, and a mail of
 * ours that was answered is looked up there. What the office decided and no longer fits becomes a
 * line of the outcome. */
#include "replay_run.h"
#include "conclude.h"
#include "error.h"
#include "office.h"
#include "office_settle.h"
#include "reference.h"
#include "replay_outcome.h"
#include "site_place.h"
#include "text.h"
#include "work_private.h"

#define SERIAL_MOST 99999
#define AGAIN "as it was decided, when no reason was asked for"

typedef struct {
    Work work;
    Ruleset *rules;
    const PolicyChange *change; /* or NULL */
    CaseLookup own, site;
    const PastItem *item; /* that is happening */
    GHashTable *taken;    /* references of the site's record; borrowed */
    Outcome *outcome;
} Run;

/* ---- the lookup: its own record, but the site's references and the site's mails ---- */

/* The site knows whose mail it is; what became of it by now, and where to mark it, this record. A mail that was not
 * written this time cannot fail either. */
static OutboxRow *lookup_sent_mail(void *context, const char *message_id, GError **error)
{
    Run *run = context;
    g_autoptr(GError) failure = NULL;
    g_autoptr(OutboxRow) row = run->site.sent_mail(run->site.outside, message_id, &failure);
    g_autoptr(OutboxRow) own = row ? store_outbox_like(run->work.store, row, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (!row)
        return NULL;
    row->id = own ? own->id : 0;
    g_free(row->state);
    row->state = g_strdup(own ? own->state : "failed");
    return g_steal_pointer(&row);
}

/* The case's own reference; for a case that there never was, one that no case of the site has. */
static char *lookup_next_reference(void *context, const char *prefix, guint year, GError **error)
{
    Run *run = context;
    const char *recorded = run->item->reference;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Case) there = *recorded ? run->own.load(run->own.context, recorded, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (*recorded && !there)
        return g_strdup(recorded);
    for (guint serial = 1; serial <= SERIAL_MOST; serial++) {
        char *reference = reference_make(prefix, year, serial);
        g_autoptr(Case) other = g_hash_table_contains(run->taken, reference)
                                    ? NULL
                                    : run->own.load(run->own.context, reference, &failure);
        if (!failure && !other && !g_hash_table_contains(run->taken, reference))
            return reference;
        g_free(reference);
    }
    return run->own.next_reference(run->own.outside, prefix, year, error);
}

static CaseLookup lookup_of(Run *run)
{
    CaseLookup lookup = run->own;
    lookup.outside = run;
    lookup.sent_mail = lookup_sent_mail;
    lookup.next_reference = lookup_next_reference;
    return lookup;
}

/* ---- which policy ---- */

/* The text that the case was pinned to, else that of the day, as the site has it. */
static const Policy *recorded_policy(Run *run, const PastItem *item)
{
    if (item->policy_sha256)
        return ruleset_policy_by_sha256(run->rules, item->policy_sha256);
    Instant at = item->row ? item->row->received : item->at;
    run->rules->forced = NULL;
    return ruleset_policy_in_force(run->rules, instant_day(at, run->rules->site.zone));
}

static void choose_policy(Run *run, const PastItem *item)
{
    const PolicyChange *change = run->change;
    run->rules->forced = recorded_policy(run, item);
    if (run->rules->forced && change &&
        (change->everywhere || g_str_equal(run->rules->forced->id, change->policy->id)))
        run->rules->forced = change->policy;
}

/* ---- what happened, again ---- */

static gboolean finish(Run *run, gboolean done, GError **error)
{
    if (done && store_commit(run->work.store, error))
        return TRUE;
    store_rollback(run->work.store);
    return FALSE;
}

static gboolean message_again(Run *run, GError **error)
{
    const LedgerRow *row = run->item->row;
    g_autofree char *failure = NULL;
    g_autoptr(MailRecord) mail = NULL;
    g_autoptr(Decision) decision = NULL;
    if (!work_read_as_new(&run->work, row->sha256, row->received, &mail, &failure, error) ||
        !store_begin(run->work.store, error))
        return FALSE;
    const WorkMessage message = {.spool_name = row->spool_name,
                                 .sha256 = row->sha256,
                                 .mailbox = row->mailbox,
                                 .received = row->received,
                                 .now = run->item->at,
                                 .mail = mail,
                                 .failure = failure};
    return finish(run, work_or_hold(&run->work, &message, &decision, error), error);
}

/* The waiting message that the ruling was about; 0 when it does not wait. */
static gint64 waiting(Run *run, GError **error)
{
    g_autoptr(GPtrArray) held = store_held_waiting(run->work.store, error);
    for (guint i = 0; held && i < held->len; i++) {
        const HeldRow *row = g_ptr_array_index(held, i);
        if (row->ledger == run->item->row->id)
            return row->id;
    }
    return 0;
}

static gboolean ruling_again(Run *run, char **said_out, GError **error)
{
    const PastItem *item = run->item;
    g_autoptr(GError) failure = NULL;
    gint64 id = item->verb ? waiting(run, &failure) : 0;
    const SettleHow how = office_settle_named(item->verb);
    const Settling settling = {.how = how,
                               .id = id,
                               .reference = item->reference,
                               .by = item->by,
                               .why =
                                   how == SETTLE_LINK && text_empty(item->why) ? AGAIN : item->why,
                               .named_officer = TRUE}; /* or it had not been done */
    if (id && how != SETTLE_UNKNOWN)
        return office_settle(&run->work, &settling, item->at, said_out, error);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    item->verb ? "message %" G_GINT64_FORMAT " does not wait for a decision"
                               : "the record does not say how message %" G_GINT64_FORMAT
                                 " was decided",
                    item->row->id);
    return FALSE;
}

static gboolean command_again(Run *run, char **said_out, GError **error)
{
    const PastItem *item = run->item;
    Work *work = &run->work;
    const char *why = text_empty(item->why) ? NULL : item->why;
    const char *verb = item->verb ? item->verb : "";
    const char *to = text_empty(item->words[2]) ? NULL : item->words[2];
    if (g_str_equal(verb, "note"))
        return office_note(work, item->reference, item->words[0],
                           item->words[1] != NULL && *item->words[1] != '\0', item->by, item->at,
                           said_out, error);
    if (g_str_equal(verb, "route"))
        return office_route(work, item->reference, item->words[0], side_from_name(item->words[1]),
                            to, item->by, why, item->at, said_out, error);
    if (g_str_equal(verb, "stage"))
        return office_stage(work, item->reference, item->words[0], item->by, why, item->at,
                            said_out, error);
    if (g_str_equal(verb, "close"))
        return office_close(work, item->reference, item->by, why, item->at, said_out, error);
    if (g_str_equal(verb, "incident"))
        return office_incident(work, item->reference,
                               text_empty(item->words[0]) ? NULL : item->words[0], item->by, why,
                               item->at, NULL, said_out, error);
    if (g_str_equal(verb, "hold"))
        return office_hold(
            work, item->reference,
            (guint)g_ascii_strtoull(text_empty(item->words[0]) ? "0" : item->words[0], NULL, 10),
            item->by, why, item->at, said_out, error);
    if (g_str_equal(verb, "reopen"))
        return office_reopen(work, item->reference, item->by, why, item->at, said_out, error);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                *verb ? "the command '%s' cannot be given again"
                      : "the record does not say how it was given%s",
                verb);
    return FALSE;
}

/* What the office decided and cannot be decided any more is said, and everything else goes on. */
static gboolean office_again(Run *run, GError **error)
{
    g_autofree char *said = NULL;
    g_autoptr(GError) refused = NULL;
    const PastItem *item = run->item;
    gboolean done = item->kind == PAST_RULING ? ruling_again(run, &said, &refused)
                                              : command_again(run, &said, &refused);
    if (done)
        return TRUE;
    if (!g_error_matches(refused, CASEGATE_ERROR, CASEGATE_ERROR_PERM)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    outcome_add_refused(run->outcome, item, refused->message);
    return TRUE;
}

/* A mail that was not written this time cannot fail. */
static gboolean failure_again(Run *run, GError **error)
{
    const OutboxRow *was = run->item->mail;
    g_autoptr(GError) failure = NULL;
    g_autoptr(OutboxRow) own = store_outbox_like(run->work.store, was, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (!own || g_str_equal(own->state, "failed"))
        return TRUE;
    const OutboxRow failed = {.id = own->id,
                              .state = was->state,
                              .why = was->why,
                              .at = was->at,
                              .attempts = was->attempts,
                              .smtp_code = was->smtp_code,
                              .smtp_status = was->smtp_status};
    WorkReport report = {0};
    return store_begin(run->work.store, error) &&
           finish(run, store_outbox_mark(run->work.store, &failed, error), error) &&
           conclude_failed(&run->work, run->item->at, &report, error);
}

/* ---- the clock ---- */

static gboolean tick(Run *run, const char *reference, Instant until, gboolean *acted_out,
                     GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Decision) decision = NULL;
    g_autoptr(Case) c = store_case_load(run->work.store, reference, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    Instant due = c ? case_next_tick(c) : INSTANT_UNKNOWN;
    if (due == INSTANT_UNKNOWN || due > until)
        return TRUE;
    if (!work_tick(&run->work, g_steal_pointer(&c), due, &decision, error))
        return FALSE;
    *acted_out = *acted_out || decision != NULL;
    return TRUE;
}

/* Everything that falls due up to `until`, each at its moment. */
static gboolean let_time_pass(Run *run, Instant until, GError **error)
{
    gboolean acted = TRUE;
    while (acted) {
        acted = FALSE;
        g_autoptr(GPtrArray) due = store_cases_due(run->work.store, until, error);
        gboolean done = due && store_begin(run->work.store, error);
        for (guint i = 0; done && i < due->len; i++)
            done = tick(run, g_ptr_array_index(due, i), until, &acted, error);
        if (!finish(run, done, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean item_again(Run *run, GError **error)
{
    switch (run->item->kind) {
    case PAST_MESSAGE:
        return message_again(run, error);
    case PAST_FAILURE:
        return failure_again(run, error);
    case PAST_RULING:
    case PAST_COMMAND:
        break;
    }
    return office_again(run, error);
}

static gboolean happen_again(Run *run, const GPtrArray *past, Instant until, GError **error)
{
    for (guint i = 0; i < past->len; i++) {
        run->item = g_ptr_array_index(past, i);
        if (run->item->at > until)
            break;
        if (!let_time_pass(run, run->item->at - 1, error))
            return FALSE;
        choose_policy(run, run->item);
        if (!item_again(run, error))
            return FALSE;
    }
    return let_time_pass(run, until, error);
}

static GHashTable *references_in(const GPtrArray *past)
{
    GHashTable *taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < past->len; i++)
        g_hash_table_add(taken, ((const PastItem *)g_ptr_array_index(past, i))->reference);
    return taken;
}

static gboolean open_run(Run *run, Store *site, GError **error)
{
    g_autofree char *spool = site_spool_folder(run->rules->folder);
    run->work.rules = run->rules;
    run->work.reader =
        reader_start(forms_labels(run->rules->forms), run->rules->site.proof.smime_cas,
                     reader_default_limits(), error);
    run->work.spool = run->work.reader ? spool_open(spool, error) : NULL;
    run->work.store = run->work.spool ? store_open_scratch(error) : NULL;
    if (!run->work.store)
        return FALSE;
    run->own = store_lookup(run->work.store);
    run->site = store_lookup(site);
    run->work.lookup = lookup_of(run);
    return work_keep_policies(&run->work, error);
}

static void close_run(Run *run)
{
    run->rules->forced = NULL;
    g_clear_pointer(&run->taken, g_hash_table_unref);
    g_clear_pointer(&run->work.store, store_close);
    g_clear_pointer(&run->work.spool, spool_close);
    g_clear_pointer(&run->work.reader, reader_stop);
    g_clear_pointer(&run->outcome, outcome_free);
}

Outcome *replay_run(Ruleset *rules, const PolicyChange *change, Store *site, const GPtrArray *past,
                    Instant until, GError **error)
{
    Run run = {.rules = rules, .change = change};
    run.taken = references_in(past);
    run.outcome = outcome_new();
    Outcome *outcome = NULL;
    if (open_run(&run, site, error) && happen_again(&run, past, until, error) &&
        outcome_read(run.outcome, run.work.store, rules, error))
        outcome = g_steal_pointer(&run.outcome);
    close_run(&run);
    return outcome;
}
