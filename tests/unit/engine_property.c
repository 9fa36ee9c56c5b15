/* The engine under random sequences: messages from holders, workers, colleagues, strangers and the Chair, office commands
 * and passing time, on every policy in the world of its demonstration. The seed is printed (run with --seed to repeat).
 * Whatever comes in whatever order:
 *   - nobody moves a case to a stage, a tier or its close whom no 'by' of the policy's exits to there names, and nobody has a
 *     claimed stage accepted who is not of the raising side (judged by engine_oracle.h);
 *   - no case is closed while something that bars closing is owed, and nothing of that kind is passed over;
 *   - no earlier event changes: the chain of hashes only grows, and the store's own verify finds nothing;
 *   - a stranger gets nothing but the receipt, and no mail of ours has a child's name in its subject;
 *   - no mail of ours is stopped by the guard on outgoing mail, though children are called as words of ours are, were born on
 *     days that mails name, and people write what our mails say.
 * At the end of a sequence whoever owes what bars closing answers it, so that cases close by messages too.
 * Run from the checkout's root. */
#include "applied.h"
#include "engine_oracle.h"
#include "proven.h"
#include "remove_tree.h"
#include "site_init.h"

#define SEQUENCES 40
#define STEPS 16
#define ROUNDS 4 /* of answers to what is owed, at the end */

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
    MailField field = {key, mail_record_keep(mail, value), "text/plain 1", mail->fields->len + 1,
                       ""};
    g_array_append_val(mail->fields, field);
}

static MailRecord *mail_from(Trial *trial, const char *email, const char *text)
{
    MailRecord *mail = mail_record_new();
    MailAddress address = {"", mail_record_keep(mail, email)};
    g_autofree char *id = g_strdup_printf("m%u@there.example", ++trial->messages);
    g_autofree char *subject = g_strdup_printf("About %s", trial->reference);
    g_array_append_val(mail->from, address);
    proven(mail, &trial->rules->site);
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
    applied(trial->store, trial->rules, decision, mail, trial->now);
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

/* This mail is decided and applied, and what must hold is checked. */
static void comes(Trial *trial, const Case *before, const char *email, const MailRecord *mail)
{
    g_autoptr(Decision) decision = decide(trial, mail);
    g_string_append_printf(trial->log, "%s: \"%s\"", email, mail->text);
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

static void message_comes(Trial *trial)
{
    g_autoptr(Case) before = load(trial);
    const char *email = any_sender(trial, before);
    g_autoptr(MailRecord) mail = mail_from(trial, email, texts[below(trial, G_N_ELEMENTS(texts))]);
    add_answers(trial, mail);
    comes(trial, before, email, mail);
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

static const char *const child_names[] = {
    "Quillon Featherstonehaugh",
    "Will May",
    "Grace Stage",
    "Rose Green",
    "Mark Day",
    "Summer School-Hope",
    "unborn baby of",
    "Open Reason",
    "Child",
    "Joy Told",
    "Faith Primary",
    "April March",
    "Page Holland",
    "O'Neill",
};

static const char *const problems[] = {
    "Nobody visits.",
    "We wrote: please keep it in the subject line. Nobody visits.",
    "The Stage Two notice says what is asked of you, and nobody visits.",
    "Recorded as resolved; it is not. Next date: Fri 13 Mar 2026 (guide date).",
    "To add to the case, reply to this mail. Nothing more is needed from you now.",
    "The case is open provisionally and the line manager of the school has been told.",
};

static gboolean case_opens(Trial *trial)
{
    static const char *const claims[] = {"Stage 1", "Stage 2", "Stage 3", "Stage 4", ""};
    const Agency *raising = NULL, *challenged = NULL;
    const Post *sender = parties(trial, &raising, &challenged);
    g_free(trial->reference);
    trial->reference = g_strdup("a new matter");
    g_autoptr(MailRecord) mail = mail_from(trial, sender->email, "");
    g_autofree char *born =
        g_strdup_printf("%u March %u", 1 + trial->messages % 28, below(trial, 4) ? 2019 : 2026);
    g_autofree char *name =
        g_strdup_printf("%s %c%c", child_names[below(trial, G_N_ELEMENTS(child_names))],
                        'A' + (int)(trial->messages % 26), 'A' + (int)(trial->messages / 26 % 26));
    say(mail, "kind", "New escalation");
    say(mail, "immediate_harm", below(trial, 8) == 0 ? "Yes" : "No");
    say(mail, "originator", sender->name);
    say(mail, "raising_agency", raising->name);
    say(mail, "challenged_agency", challenged->name);
    say(mail, "child.name", name);
    say(mail, "child.dob", born);
    say(mail, "child.status", below(trial, 2) ? "CP Plan" : "none");
    say(mail, "disagreement_date", "6 March 2026");
    say(mail, "problem", problems[below(trial, G_N_ELEMENTS(problems))]);
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

static void check_step(Trial *trial)
{
    trial->now += 60;
    g_autoptr(Case) c = load(trial);
    check_closed(trial, c);
    check_chain(trial);
}

static const YamlNode *owed_node(const Trial *trial, const char *kind)
{
    const YamlNode *list = yaml_get(trial->yaml, "owed");
    for (guint i = 0; i < yaml_size(list); i++)
        if (g_strcmp0(yaml_text(yaml_get(yaml_item(list, i), "kind")), kind) == 0)
            return yaml_item(list, i);
    return NULL;
}

/* Somebody whose word it is: of the agency that owes it, whom the rule names, or of the raising side. */
static const char *who_owes(const Trial *trial, const Case *c, const Owed *owed)
{
    const YamlNode *rule = owed_node(trial, owed->kind);
    for (guint i = 0; i < directory_posts(trial->rules->directory); i++) {
        const Post *post = directory_post_at(trial->rules->directory, i);
        if (directory_is_service(post->role) || !holds_post(trial, post->email, NULL, NULL))
            continue;
        if (*owed->agency          ? is_of(trial, post->email, owed->agency)
            : yaml_get(rule, "by") ? way_names(trial, c, post->email, rule)
                                   : is_of(trial, post->email, c->raising))
            return post->email;
    }
    return NULL;
}

static void answers_all(Trial *trial, const Case *c, const Owed *owed)
{
    static const char *const answers[][2] = {
        {"on_file", "yes"},
        {"originator_told", "yes"},
        {"confirmed_by", "Confirmed"},
        {"agreed_outcome", "Weekly visits."},
        {"outstanding", "none"},
        {"course_of_action", "A leaflet by May."},
    };
    const char *email = who_owes(trial, c, owed);
    if (!email)
        return;
    g_autoptr(MailRecord) mail =
        mail_from(trial, email, "Recorded on file for all children. Confirmed.");
    for (gsize i = 0; i < G_N_ELEMENTS(answers); i++)
        say(mail, answers[i][0], answers[i][1]);
    comes(trial, c, email, mail);
    check_step(trial);
}

/* Every holder says that it is over, in the words that one stage or another is ended by. */
static void holders_end_it(Trial *trial)
{
    static const char *const ends[] = {"Agreed by phone at 15:45: weekly visits.",
                                       "I have decided that the visits go on.",
                                       "The matter is reviewed and concluded."};
    g_autoptr(Case) c = load(trial);
    for (guint i = 0; i < c->holders->len * G_N_ELEMENTS(ends); i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i / G_N_ELEMENTS(ends));
        g_autoptr(Case) now = load(trial);
        if (!is_running(now) || !*holder->email)
            continue;
        const char *text = ends[i % G_N_ELEMENTS(ends)];
        g_autoptr(MailRecord) mail = mail_from(trial, holder->email, text);
        comes(trial, now, holder->email, mail);
        check_step(trial);
    }
}

static void settle(Trial *trial)
{
    holders_end_it(trial);
    for (guint round = 0; round < ROUNDS; round++) {
        g_autoptr(Case) c = load(trial);
        for (guint i = 0; i < c->owed->len; i++) {
            const Owed *owed = g_ptr_array_index(c->owed, i);
            g_autoptr(Case) now = load(trial);
            if (now->state == CASE_CLOSING && owed->bars_closing && owed->met == INSTANT_UNKNOWN)
                answers_all(trial, now, owed);
        }
    }
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
        check_step(trial);
    }
    settle(trial);
    check_store(trial);
}

/* ---- a policy ---- */

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
    g_test_message(
        "%u cases, %u moves, %u claims accepted, %u ends, %u times seen closed by messages",
        trial.opened, trial.moved, trial.accepted, trial.ended, trial.closed);
    g_assert_cmpuint(trial.opened, >, SEQUENCES / 4);
    g_assert_cmpuint(trial.moved, >, 0);
    g_assert_cmpuint(trial.ended, >, 0);
    g_assert_cmpuint(trial.closed, >, 0);
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
