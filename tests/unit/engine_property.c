/* The engine under random sequences: messages from holders, workers, colleagues, strangers and the Chair, office commands
 * and passing time, on every policy in the world of its demonstration. The seed is printed (run with --seed to repeat).
 * Whatever comes in whatever order:
 *   - nobody moves a case to a stage, a tier or its close whom no 'by' of the policy's exits names (judged here from the
 *     YAML and the directory, by nothing of the engine);
 *   - no case is closed while something that bars closing is owed, and nothing of that kind is passed over;
 *   - no earlier event changes: the chain of hashes only grows;
 *   - a stranger gets nothing but the receipt, and no mail of ours has a child's name in its subject.
 * Run from the checkout's root. */
#include "apply.h"
#include "decide.h"
#include "error.h"
#include "ruleset.h"
#include "site_init.h"
#include "store.h"
#include "yaml_tree.h"
#include <glib/gstdio.h>
#include <string.h>

#define SEQUENCES 40
#define STEPS 16
#define STRANGER "nobody.known@freemail.example"
#define CHILD_NAME "Quillon Featherstonehaugh"

typedef struct {
    Ruleset *rules;
    Store *store;
    CaseLookup lookup;
    const YamlNode *yaml; /* the policy's root */
    GRand *draw;
    GString *log; /* of the sequence, for the report of a violation */
    char *reference;
    Instant now;
    guint messages;
    gboolean office_closed;             /* the office closed it: what barred was waived */
    GPtrArray *hashes;                  /* of the case so far */
    guint opened, moved, ended, closed; /* that something was put to the proof */
} Trial;

static void G_GNUC_PRINTF(2, 3) violated(const Trial *trial, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_error("%s\n%s", what, trial->log->str);
}

/* ---- the oracle: who may, by the YAML and the directory ---- */

static gboolean holds_post(const Trial *trial, const char *email, const char *agency,
                           const char *role)
{
    Day today = instant_day(trial->now, trial->rules->site.zone);
    for (guint i = 0; i < directory_posts(trial->rules->directory); i++) {
        const Post *post = directory_post_at(trial->rules->directory, i);
        gboolean in_post = (post->from == DAY_UNKNOWN || post->from <= today) &&
                           (post->until == DAY_UNKNOWN || today <= post->until);
        if (in_post && *post->email && g_str_equal(post->email, email) &&
            (!agency || g_str_equal(post->agency, agency)) &&
            (!role || g_str_equal(post->role, role)))
            return TRUE;
    }
    return FALSE;
}

/* A post in the agency, or in the one that speaks for it. */
static gboolean is_of(const Trial *trial, const char *email, const char *agency_id)
{
    const Agency *agency = agency_id ? directory_agency(trial->rules->directory, agency_id) : NULL;
    return agency &&
           (holds_post(trial, email, agency->id, NULL) ||
            (agency->represented_by && holds_post(trial, email, agency->represented_by, NULL)));
}

static gboolean is_holder(const Case *c, const char *email)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && !holder->informed && g_str_equal(holder->email, email))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_named(const Trial *trial, const Case *before, const char *email,
                         const char *word)
{
    const Agency *partnership = directory_partnership(trial->rules->directory);
    if (g_str_equal(word, "originator"))
        return g_strcmp0(before->originator.email, email) == 0;
    if (g_str_equal(word, "holders"))
        return is_holder(before, email);
    if (g_str_equal(word, "raising"))
        return is_of(trial, email, before->raising);
    if (g_str_equal(word, "challenged"))
        return is_of(trial, email, before->challenged);
    return holds_post(trial, email, partnership->id, word);
}

static const YamlNode *stage_node(const Trial *trial, const char *id)
{
    const YamlNode *stages = yaml_get(trial->yaml, "stages");
    for (guint i = 0; i < yaml_size(stages); i++)
        if (g_strcmp0(yaml_text(yaml_get(yaml_item(stages, i), "id")), id) == 0)
            return yaml_item(stages, i);
    return NULL;
}

static gboolean way_names(const Trial *trial, const Case *before, const char *email,
                          const YamlNode *way)
{
    const YamlNode *by = yaml_get(way, "by");
    if (yaml_kind(by) == YAML_SCALAR)
        return is_named(trial, before, email, yaml_text(by));
    for (guint i = 0; i < yaml_size(by); i++)
        if (is_named(trial, before, email, yaml_text(yaml_item(by, i))))
            return TRUE;
    return FALSE;
}

static gboolean ends(const YamlNode *way)
{
    const char *to = yaml_text(yaml_get(way, "to"));
    return g_str_equal(to, "closing") || g_str_equal(to, "handed-off");
}

/* Does an exit of the stage the case was in (one that ends it, or one that leads on) name the sender? */
static gboolean may_leave(const Trial *trial, const Case *before, const char *email,
                          gboolean ending)
{
    const YamlNode *exits = yaml_get(stage_node(trial, before->stage), "exits");
    for (guint i = 0; i < yaml_size(exits); i++)
        if (ends(yaml_item(exits, i)) == ending &&
            way_names(trial, before, email, yaml_item(exits, i)))
            return TRUE;
    return FALSE;
}

static guint stage_number(const Trial *trial, const char *id)
{
    const YamlNode *stages = yaml_get(trial->yaml, "stages");
    for (guint i = 0; i < yaml_size(stages); i++)
        if (g_strcmp0(yaml_text(yaml_get(yaml_item(stages, i), "id")), id) == 0)
            return i + 1;
    return 0;
}

static gboolean is_running(const Case *c)
{
    return c->state == CASE_OPEN || c->state == CASE_PROVISIONAL;
}

/* A message took the case from `before` to `after`. */
static void check_move(Trial *trial, const Case *before, const Case *after, const char *email)
{
    gboolean proven = holds_post(trial, email, NULL, NULL);
    if (before->cycle != after->cycle || !before->stage || !after->stage)
        return;
    guint from = stage_number(trial, before->stage), to = stage_number(trial, after->stage);
    trial->moved += to > from || before->tier != after->tier;
    trial->ended += is_running(before) && !is_running(after);
    if (to < from)
        violated(trial, "a message of %s moved the case back", email);
    if (to > from && (!proven || !may_leave(trial, before, email, FALSE)))
        violated(trial, "%s moved the case from %s to %s", email, before->stage, after->stage);
    if (to == from && before->tier != after->tier &&
        (!proven || (!may_leave(trial, before, email, FALSE) && !is_holder(before, email))))
        violated(trial, "%s moved the case to tier %u", email, after->tier);
    if (is_running(before) && !is_running(after) &&
        (!proven || !may_leave(trial, before, email, TRUE)))
        violated(trial, "%s ended the case at %s", email, before->stage);
}

/* Owed, or answered by its own label ("originator-told" by "Worker told of outcome") with the resolution. */
static gboolean was_owed(const Case *c, const char *kind)
{
    g_autofree char *key = g_strdelimit(g_strdup(kind), "-", '_');
    if (case_fact_of(c, key, 0))
        return TRUE;
    for (guint i = 0; i < c->owed->len; i++)
        if (g_str_equal(((const Owed *)g_ptr_array_index(c->owed, i))->kind, kind))
            return TRUE;
    return FALSE;
}

static void check_closed(Trial *trial, const Case *c)
{
    if (c->state != CASE_CLOSED)
        return;
    trial->closed += !trial->office_closed;
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->bars_closing && owed->met == INSTANT_UNKNOWN)
            violated(trial, "closed while %s is owed", owed->kind);
    }
    const YamlNode *list = yaml_get(trial->yaml, "owed");
    for (guint i = 0; !trial->office_closed && i < yaml_size(list); i++) {
        const YamlNode *owed = yaml_item(list, i);
        if (g_strcmp0(yaml_text(yaml_get(owed, "bars_closing")), "yes") == 0 &&
            g_strcmp0(yaml_text(yaml_get(owed, "since")), "closing") == 0 &&
            !was_owed(c, yaml_text(yaml_get(owed, "kind"))))
            violated(trial, "closed, and %s was never owed", yaml_text(yaml_get(owed, "kind")));
    }
}

static void check_chain(Trial *trial)
{
    GError *error = NULL;
    GPtrArray *now = store_case_hashes(trial->store, trial->reference, &error);
    g_assert_no_error(error);
    for (guint i = 0; trial->hashes && i < trial->hashes->len; i++)
        if (i >= now->len ||
            !g_str_equal(g_ptr_array_index(now, i), g_ptr_array_index(trial->hashes, i)))
            violated(trial, "event %u has changed", i + 1);
    g_clear_pointer(&trial->hashes, g_ptr_array_unref);
    trial->hashes = now;
}

static void check_mails(const Trial *trial, const Decision *decision)
{
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        if (g_str_equal(mail->to, STRANGER) && !g_str_equal(mail->template, "receipt"))
            violated(trial, "a stranger was sent '%s'", mail->template);
        if (strstr(mail->subject, "Quillon") || strstr(mail->subject, "Featherstone"))
            violated(trial, "a child's name in the subject of '%s'", mail->template);
    }
}

/* ---- one thing that happens ---- */

static guint below(Trial *trial, guint n)
{
    return (guint)g_rand_int_range(trial->draw, 0, (gint32)n);
}

static Case *load(const Trial *trial)
{
    GError *error = NULL;
    Case *c = store_case_load(trial->store, trial->reference, &error);
    g_assert_no_error(error);
    return c;
}

static void say(MailRecord *mail, const char *key, const char *value)
{
    MailField field = {key, mail_record_keep(mail, value), "text/plain 1", mail->fields->len + 1};
    g_array_append_val(mail->fields, field);
}

static MailRecord *mail_from(Trial *trial, const char *email, const char *text)
{
    MailRecord *mail = mail_record_new();
    MailAddress address = {"", mail_record_keep(mail, email)};
    g_autofree char *id = g_strdup_printf("m%u@there.example", ++trial->messages);
    g_autofree char *subject = g_strdup_printf("About %s", trial->reference);
    g_array_append_val(mail->from, address);
    mail->message_id = mail_record_keep(mail, id);
    mail->content_digest = mail->message_id;
    mail->subject = mail_record_keep(mail, subject);
    mail->text = mail->text_new = mail_record_keep(mail, text);
    mail->text_part = "text/plain 1";
    return mail;
}

static void apply(const Trial *trial, Decision *decision, const MailRecord *mail)
{
    GError *error = NULL;
    if (!mail) {
        g_assert_true(apply_case(trial->store, trial->rules, decision,
                                 trial->rules->site.mailboxes[0], trial->now, &error));
        return;
    }
    g_autoptr(LedgerRow) row = ledger_row_new();
    g_autofree char *sha = g_compute_checksum_for_string(G_CHECKSUM_SHA256, mail->message_id, -1);
    row->spool_name = g_strdup(mail->message_id);
    row->sha256 = g_strdup(sha);
    row->mailbox = g_strdup(trial->rules->site.mailboxes[0]);
    row->received = trial->now;
    row->message_id = g_strdup(mail->message_id);
    row->content_digest = g_strdup(mail->content_digest);
    row->from = g_strdup(g_array_index(mail->from, MailAddress, 0).address);
    row->repeat_of = decision->repeat_of;
    gboolean done = apply_message(trial->store, trial->rules, decision, row, trial->now, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

static Decision *decide(const Trial *trial, const MailRecord *mail)
{
    GError *error = NULL;
    g_autofree char *sha = g_compute_checksum_for_string(G_CHECKSUM_SHA256, mail->message_id, -1);
    Intake intake = {.rules = trial->rules,
                     .lookup = &trial->lookup,
                     .mail = mail,
                     .sha256 = g_intern_string(sha),
                     .mailbox = trial->rules->site.mailboxes[0],
                     .received = trial->now,
                     .now = trial->now};
    Decision *decision = decide_message(&intake, &error);
    g_assert_no_error(error);
    return decision;
}

static const char *const texts[] = {
    "Not resolved. Please escalate.",
    "Not resolved.",
    "Not resolved; please move this to stage two.",
    "Not resolved. Stage three please.",
    "Unresolved: we ask for stage four.",
    "Agreed by phone at 15:45.",
    "Resolved: we agreed at a meeting today.",
    "Recorded on the child's file. The worker has been told.",
    "Thank you.",
    "Panel. It will consist of the members.",
    "I shall resolve this direct with the senior managers.",
    "The panel has decided: the visits go on every week.",
    "I have decided that the visits go on.",
    "I confirm what was agreed.",
    "We do not accept that this is agreed.",
    "There is new information: the visit has not happened.",
    "Our representation: the log shows it.",
    "The members were engaged and could not settle it. Not resolved.",
    "The matter is reviewed and concluded.",
    "",
};

/* Some answers by label, none of which the sender need be the right person for. */
static void add_answers(Trial *trial, MailRecord *mail)
{
    static const char *const pairs[][2] = {
        {"resolved", "resolved"},
        {"resolved", "not resolved"},
        {"resolved", "partly"},
        {"agreed_outcome", "Weekly visits."},
        {"outstanding", "none"},
        {"confirmed_by", "Confirmed"},
        {"satisfied", "yes"},
        {"satisfied", "no"},
        {"learning", "Call earlier."},
        {"on_file", "yes"},
        {"originator_told", "9 March 2026"},
        {"policy_issue", "Yes, the threshold document"},
        {"stage_claimed", "Stage 3"},
        {"stage_claimed", "Stage 4"},
        {"delay_reasons", "Leave."},
        {"delay_assurance", "Safe, I checked."},
        {"debrief", "held"},
        {"chair_route", "direct"},
        {"chair_route", "panel"},
        {"response", "Upheld."},
    };
    for (guint n = below(trial, 4); n > 0; n--) {
        guint i = below(trial, G_N_ELEMENTS(pairs));
        say(mail, pairs[i][0], pairs[i][1]);
    }
}

/* Holders often, anybody of the directory sometimes, colleagues nobody knows and strangers too. */
static const char *any_sender(Trial *trial, const Case *c)
{
    guint kind = below(trial, 10);
    if (kind < 5 && c->holders->len > 0) {
        const Holder *holder = g_ptr_array_index(c->holders, below(trial, c->holders->len));
        if (*holder->email)
            return g_intern_string(holder->email);
    }
    if (kind == 5 && c->originator.email && *c->originator.email)
        return g_intern_string(c->originator.email);
    if (kind == 6)
        return STRANGER;
    const Directory *directory = trial->rules->directory;
    for (;;) {
        const Post *post = directory_post_at(directory, below(trial, directory_posts(directory)));
        const char *at = strchr(post->email, '@');
        if (!at)
            continue;
        g_autofree char *colleague = g_strdup_printf("some.colleague%s", at);
        return g_intern_string(kind == 7 ? colleague : post->email);
    }
}

static void message_comes(Trial *trial)
{
    g_autoptr(Case) before = load(trial);
    const char *email = any_sender(trial, before);
    const char *text = texts[below(trial, G_N_ELEMENTS(texts))];
    g_autoptr(MailRecord) mail = mail_from(trial, email, text);
    add_answers(trial, mail);
    g_autoptr(Decision) decision = decide(trial, mail);
    g_string_append_printf(trial->log, "%s: \"%s\"", email, text);
    for (guint i = 0; i < mail->fields->len; i++) {
        const MailField *field = &g_array_index(mail->fields, MailField, i);
        g_string_append_printf(trial->log, " %s=%s", field->key, field->value);
    }
    apply(trial, decision, mail);
    g_autoptr(Case) after = load(trial);
    g_string_append_printf(trial->log, " -> %s, %s %s %u\n", decision->disposition,
                           case_state_name(after->state), after->stage ? after->stage : "-",
                           after->tier);
    check_mails(trial, decision);
    check_move(trial, before, after, email);
}

static Decision *office_command(Trial *trial, Case *c, GError **error)
{
    OfficeCommand office = {
        .by = "Alex Pell", .why = "asked", .now = trial->now, .rules = trial->rules};
    const Policy *policy = ruleset_policy_by_sha256(trial->rules, c->policy_sha256);
    const PolicyStage *stage = policy_stage_at(policy, 1 + below(trial, policy->stages->len));
    switch (below(trial, 4)) {
    case 0:
        return decide_stage(c, &office, stage->id, error);
    case 1:
        trial->office_closed = TRUE;
        return decide_close(c, &office, error);
    case 2:
        return decide_reopen(c, &office, error);
    default:
        return decide_note(c, &office, "a note", FALSE, error);
    }
}

static void office_acts(Trial *trial)
{
    g_autoptr(GError) refused = NULL;
    g_autoptr(Decision) decision = office_command(trial, load(trial), &refused);
    if (decision) {
        g_string_append(trial->log, "office\n");
        check_mails(trial, decision);
        apply(trial, decision, NULL);
    } else
        g_assert_error(refused, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
}

static void time_passes(Trial *trial)
{
    GError *error = NULL;
    trial->now += (Instant)below(trial, 40) * 60 * 60 + 60;
    g_autoptr(Case) before = load(trial);
    g_autoptr(Decision) decision = decide_clock(load(trial), trial->rules, trial->now, &error);
    g_assert_no_error(error);
    if (!decision)
        return;
    g_string_append(trial->log, "clock\n");
    check_mails(trial, decision);
    apply(trial, decision, NULL);
    g_autoptr(Case) after = load(trial);
    if (g_strcmp0(before->stage, after->stage) != 0 || before->tier != after->tier)
        violated(trial, "the clock moved the case");
}

/* ---- a sequence ---- */

/* Two agencies with people, not the partnership, of different services; the first has the sender. */
static const Post *parties(Trial *trial, const Agency **raising, const Agency **challenged)
{
    const Directory *directory = trial->rules->directory;
    const char *partnership = directory_partnership(directory)->id;
    const Post *sender = NULL;
    for (guint tries = 0; tries < 10000; tries++) {
        const Post *post = directory_post_at(directory, below(trial, directory_posts(directory)));
        const Agency *agency = directory_agency(directory, post->agency);
        if (!*post->email || g_str_equal(post->agency, partnership) || agency->successor ||
            directory_is_service(post->role) || !holds_post(trial, post->email, NULL, NULL))
            continue;
        if (!sender) {
            sender = post;
            *raising = agency;
        } else if (!g_str_equal(agency->service, (*raising)->service)) {
            *challenged = agency;
            return sender;
        }
    }
    g_error("no two agencies");
}

static gboolean case_opens(Trial *trial)
{
    static const char *const claims[] = {"Stage 1", "Stage 2", "Stage 3", "Stage 4", ""};
    const Agency *raising = NULL, *challenged = NULL;
    const Post *sender = parties(trial, &raising, &challenged);
    g_free(trial->reference);
    trial->reference = g_strdup("a new matter");
    g_autoptr(MailRecord) mail = mail_from(trial, sender->email, "");
    g_autofree char *born = g_strdup_printf("%u March 2019", 1 + trial->messages % 28);
    g_autofree char *name = g_strdup_printf(CHILD_NAME " %c%c", 'A' + (int)(trial->messages % 26),
                                            'A' + (int)(trial->messages / 26 % 26));
    say(mail, "kind", "New escalation");
    say(mail, "immediate_harm", below(trial, 8) == 0 ? "Yes" : "No");
    say(mail, "originator", sender->name);
    say(mail, "raising_agency", raising->name);
    say(mail, "challenged_agency", challenged->name);
    say(mail, "child.name", name);
    say(mail, "child.dob", born);
    say(mail, "child.status", below(trial, 2) ? "CP Plan" : "none");
    say(mail, "disagreement_date", "6 March 2026");
    say(mail, "problem", "Nobody visits.");
    say(mail, "outcome_sought", "Weekly visits.");
    say(mail, "stage_claimed", claims[below(trial, G_N_ELEMENTS(claims))]);
    g_autoptr(Decision) decision = decide(trial, mail);
    check_mails(trial, decision);
    apply(trial, decision, mail);
    g_string_printf(trial->log, "%s of %s against %s: %s\n", sender->email, raising->id,
                    challenged->id, decision->disposition);
    if (!decision->is_new)
        return FALSE;
    g_free(trial->reference);
    trial->reference = g_strdup(decision->subject_case->reference);
    trial->opened++;
    return TRUE;
}

static void run_sequence(Trial *trial)
{
    trial->office_closed = FALSE;
    g_clear_pointer(&trial->hashes, g_ptr_array_unref);
    if (!case_opens(trial))
        return;
    for (guint step = 0; step < STEPS; step++) {
        guint kind = below(trial, 12);
        if (kind == 0)
            office_acts(trial);
        else if (kind < 3)
            time_passes(trial);
        else
            message_comes(trial);
        trial->now += 60;
        g_autoptr(Case) c = load(trial);
        check_closed(trial, c);
        check_chain(trial);
    }
}

/* ---- a policy ---- */

static void remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir)) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_tree(child);
    }
    g_remove(path);
}

static void open_store(Trial *trial, const char *folder)
{
    GError *error = NULL;
    g_autofree char *path = g_build_filename(folder, "spool", "casegate.db", NULL);
    trial->store = store_open(path, STORE_WRITE, &error);
    g_assert_no_error(error);
    trial->lookup = store_lookup(trial->store);
    g_assert_true(store_begin(trial->store, &error)); /* never committed: it need not be durable */
    for (guint i = 0; i < trial->rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(trial->rules->policies, i);
        g_assert_true(
            store_policy_keep(trial->store, policy->sha256, policy->id, policy->text, &error));
    }
}

static void test_policy(gconstpointer data)
{
    const char *id = data;
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("casegate-property-XXXXXX", NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_assert_true(site_init(folder, id, TRUE, &error));
    Trial trial = {.log = g_string_new(NULL)};
    guint32 seed = (guint32)g_test_rand_int();
    g_test_message("%s: seed %u", id, seed);
    trial.draw = g_rand_new_with_seed(seed);
    trial.rules = ruleset_load(folder, diagnostics);
    g_assert_nonnull(trial.rules);
    g_assert_true(instant_parse("2026-03-09T09:00", trial.rules->site.zone, &trial.now, NULL));
    const Policy *policy = ruleset_policy_by_id(trial.rules, id);
    g_autoptr(YamlTree) tree =
        yaml_tree_parse(policy->text, strlen(policy->text), policy->file, diagnostics);
    trial.yaml = yaml_tree_root(tree);
    open_store(&trial, folder);
    for (guint i = 0; i < SEQUENCES; i++)
        run_sequence(&trial);
    g_test_message("%u cases, %u moves, %u ends, %u times seen closed by messages", trial.opened,
                   trial.moved, trial.ended, trial.closed);
    g_assert_cmpuint(trial.opened, >, SEQUENCES / 4);
    g_assert_cmpuint(trial.moved, >, 0);
    g_assert_cmpuint(trial.ended, >, 0);
    g_clear_pointer(&trial.hashes, g_ptr_array_unref);
    store_close(trial.store);
    ruleset_free(trial.rules);
    g_rand_free(trial.draw);
    g_string_free(trial.log, TRUE);
    g_free(trial.reference);
    remove_tree(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_auto(GStrv) policies = site_init_policies();
    for (guint i = 0; policies[i]; i++) {
        g_autofree char *path = g_strconcat("/engine/", policies[i], NULL);
        g_test_add_data_func(path, policies[i], test_policy);
    }
    return g_test_run();
}
