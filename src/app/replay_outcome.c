/* One line for each thing that may come out differently: who held which stage, when a stage was
 * entered, each date with its why, what is owed, who was told what and when, what became of each
 * message. A line's key tells it from the others of its kind, its text says it in words; neither
 * holds anything of a child. */
#include "replay_outcome.h"
#include "deciding.h"
#include "text.h"
#include <string.h>

static void line_free(gpointer data)
{
    OutcomeLine *line = data;
    g_free(line->what);
    g_free(line->key);
    g_free(line->text);
    g_free(line);
}

static void lines_free(gpointer data)
{
    OutcomeLines *lines = data;
    g_hash_table_unref(lines->known);
    g_ptr_array_unref(lines->list);
    g_free(lines);
}

Outcome *outcome_new(void)
{
    Outcome *outcome = g_new0(Outcome, 1);
    outcome->cases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, lines_free);
    outcome->references = g_ptr_array_new_with_free_func(g_free);
    return outcome;
}

void outcome_free(Outcome *outcome)
{
    if (!outcome)
        return;
    g_hash_table_unref(outcome->cases);
    g_ptr_array_unref(outcome->references);
    g_free(outcome);
}

static guint line_hash(gconstpointer data)
{
    const OutcomeLine *line = data;
    return g_str_hash(line->what) * 31 + g_str_hash(line->key);
}

static gboolean line_equal(gconstpointer a, gconstpointer b)
{
    const OutcomeLine *left = a, *right = b;
    return g_str_equal(left->what, right->what) && g_str_equal(left->key, right->key);
}

static OutcomeLines *lines_of(Outcome *outcome, const char *reference)
{
    OutcomeLines *lines = g_hash_table_lookup(outcome->cases, reference);
    if (lines)
        return lines;
    lines = g_new0(OutcomeLines, 1);
    lines->list = g_ptr_array_new_with_free_func(line_free);
    lines->known = g_hash_table_new(line_hash, line_equal);
    g_hash_table_insert(outcome->cases, g_strdup(reference), lines);
    g_ptr_array_add(outcome->references, g_strdup(reference));
    return lines;
}

const OutcomeLine *outcome_line(const OutcomeLines *lines, const char *what, const char *key)
{
    const OutcomeLine asked = {.what = (char *)what, .key = (char *)key};
    return lines ? g_hash_table_lookup(lines->known, &asked) : NULL;
}

/* Takes key and text. What comes twice is counted: "prompt to a@b.example (2)". */
static OutcomeLine *add(OutcomeLines *lines, const char *what, char *key, char *text)
{
    OutcomeLine *line = g_new0(OutcomeLine, 1);
    line->what = g_strdup(what);
    line->text = text;
    line->key = g_strdup(key);
    for (guint n = 2; g_hash_table_contains(lines->known, line); n++) {
        g_free(line->key);
        line->key = g_strdup_printf("%s (%u)", key, n);
    }
    g_free(key);
    g_ptr_array_add(lines->list, line);
    g_hash_table_add(lines->known, line);
    return line;
}

static const char *agency_words(const Ruleset *rules, const char *id)
{
    return text_empty(id) ? "the partnership" : agency_name(rules, id);
}

static char *stage_words(const Policy *policy, const char *id, guint tier)
{
    const PolicyStage *stage = policy ? policy_stage(policy, id) : NULL;
    const char *name = stage ? stage->name : id ? id : "no stage yet";
    return tier > 0 ? g_strdup_printf("%s, tier %u", name, tier) : g_strdup(name);
}

static void add_holders(OutcomeLines *lines, const Case *c, const Ruleset *rules,
                        const Policy *policy)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        g_autofree char *role = role_words(holder->role);
        const char *agency = agency_words(rules, holder->agency);
        g_autofree char *stage = stage_words(policy, holder->stage, holder->tier);
        const char *name = text_empty(holder->name) ? "nobody in post" : holder->name;
        add(lines, "route",
            g_strdup_printf("%s %s %s %s", stage, side_name(holder->side), holder->role,
                            holder->email),
            g_strdup_printf("%s, %s of %s, %s %s", name, role, agency,
                            holder->informed ? "is informed at" : "holds", stage));
    }
}

static void add_entered(OutcomeLines *lines, const Case *c, const Ruleset *rules)
{
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (!g_str_equal(event->kind, "stage-entered"))
            continue;
        g_autofree char *at = instant_words(event->at, rules->site.zone);
        add(lines, "entered", g_strdup(event->text), g_strdup_printf("%s at %s", event->text, at));
    }
}

static void add_dates(OutcomeLines *lines, const Case *c, const Ruleset *rules)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        g_autofree char *due = date->due_instant ? instant_words(date->due, rules->site.zone)
                                                 : day_words(date->due_day);
        const char *met = date->met == MET_YES ? "met" : date->met == MET_NO ? "passed" : "to come";
        add(lines, "date", g_strdup(date->id),
            g_strdup_printf("the %s date '%s' is %s, %s (%s)", date->kind, date->id, due, met,
                            date->why));
    }
}

static void add_owed(OutcomeLines *lines, const Case *c, const Ruleset *rules)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        const char *agency = agency_words(rules, owed->agency);
        g_autofree char *child =
            owed->child ? g_strdup_printf(", child %u", owed->child) : g_strdup("");
        add(lines, "owed",
            g_strdup_printf("%s %s %s %u", owed->kind, owed->agency, owed->role, owed->child),
            g_strdup_printf("%s of %s%s: %s%s (section %s)", owed->kind, agency, child,
                            owed->met ? "owed and met" : "owed",
                            owed->bars_closing ? ", bars closing" : "", owed->source));
    }
}

static gboolean add_notices(OutcomeLines *lines, Store *store, const Case *c, const Ruleset *rules,
                            GError **error)
{
    g_autoptr(GPtrArray) sent = store_outbox_of_case(store, c->reference, error);
    for (guint i = 0; sent && i < sent->len; i++) {
        const OutboxRow *mail = g_ptr_array_index(sent, i);
        g_autofree char *role = role_words(mail->role);
        g_autofree char *at = instant_words(mail->queued, rules->site.zone);
        add(lines, "notice", g_strdup_printf("%s to %s", mail->template, mail->to),
            g_strdup_printf("%s%s%s <%s> is sent '%s' at %s", mail->to_name,
                            *role && *mail->to_name ? ", " : "", role, mail->to, mail->template,
                            at));
    }
    return sent != NULL;
}

static gboolean read_case(Outcome *outcome, Store *store, const char *reference,
                          const Ruleset *rules, GError **error)
{
    g_autoptr(Case) c = store_case_load(store, reference, error);
    if (!c)
        return FALSE;
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    OutcomeLines *lines = lines_of(outcome, reference);
    g_autofree char *stage = stage_words(policy, c->stage, c->tier);
    add(lines, "state", g_strdup(""), g_strdup(case_state_name(c->state)));
    add(lines, "stage", g_strdup(""), g_strdup(stage));
    add_entered(lines, c, rules);
    add_holders(lines, c, rules, policy);
    add_dates(lines, c, rules);
    add_owed(lines, c, rules);
    return add_notices(lines, store, c, rules, error);
}

/* Of a restricted message no more than everybody may read in the list of messages. */
static void add_message(OutcomeLines *lines, const LedgerRow *row)
{
    gboolean closed = ledger_row_restricted(row);
    gboolean in_case = g_str_equal(row->disposition, "case") && !closed;
    gboolean named = *row->reference != '\0' && !closed;
    OutcomeLine *line =
        add(lines, "message", g_strdup_printf("%" G_GINT64_FORMAT, row->id),
            g_strdup_printf("message %" G_GINT64_FORMAT " is %s%s%s%s", row->id,
                            in_case ? "in case" : row->disposition, named ? " " : "",
                            named ? row->reference : "", closed ? ", restricted" : ""));
    line->restricted = closed;
}

static gboolean read_messages(Outcome *outcome, Store *store, GError **error)
{
    g_autoptr(GPtrArray) ledger = store_ledger_all(store, error);
    for (guint i = 0; ledger && i < ledger->len; i++)
        add_message(lines_of(outcome, ""), g_ptr_array_index(ledger, i));
    return ledger != NULL;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

gboolean outcome_read(Outcome *outcome, Store *store, const Ruleset *rules, GError **error)
{
    g_autoptr(GPtrArray) references = store_cases_all(store, error);
    for (guint i = 0; references && i < references->len; i++)
        if (!read_case(outcome, store, g_ptr_array_index(references, i), rules, error))
            return FALSE;
    if (!references || !read_messages(outcome, store, error))
        return FALSE;
    g_ptr_array_sort(outcome->references, by_text);
    return TRUE;
}

void outcome_add_refused(Outcome *outcome, const PastItem *item, const char *why)
{
    gboolean closed = item->row && ledger_row_restricted(item->row);
    gboolean known = item->kind == PAST_COMMAND || (*item->reference && !closed);
    g_autofree char *what =
        item->kind == PAST_COMMAND
            ? g_strdup_printf("command '%s'", item->verb ? item->verb : "?")
            : g_strdup_printf("decision on message %" G_GINT64_FORMAT, item->row->id);
    add(lines_of(outcome, known ? item->reference : ""), "office",
        g_strdup_printf("%d %" G_GINT64_FORMAT, (int)item->kind, item->order),
        g_strdup_printf("the office's %s by %s does not fit: %s", what,
                        item->by ? item->by : "somebody", why));
}
