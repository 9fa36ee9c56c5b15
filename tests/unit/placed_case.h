/* Cases placed at a stage, in a store that is never committed, and messages about them from anybody: for the units that ask
 * what a message does to a case. Deciding alone changes nothing; placed_take() applies it too. */
#pragma once
#include "applied.h"
#include "decide.h"
#include "made_site.h"
#include "proven.h"
#include "store.h"

typedef struct {
    MadeSite site;
    Ruleset *rules; /* of the site */
    Store *store;
    CaseLookup lookup;
    const Policy *policy;
    Instant now;
    guint messages, children;
} Placed;

typedef enum { PLACED_PROVEN, PLACED_FORGED, PLACED_UNJUDGED } PlacedProof;

/* What the site's receiving server says of the message is as `proof` has it. */
static inline MailRecord *placed_mail(Placed *placed, const char *from, const char *reference, const char *text,
                                      PlacedProof proof)
{
    MailRecord *mail = mail_record_new();
    MailAddress address = {"", mail_record_keep(mail, from)};
    g_autofree char *id = g_strdup_printf("m%u@there.example", ++placed->messages);
    g_autofree char *subject = g_strdup_printf("About %s", reference ? reference : "our talk");
    g_array_append_val(mail->from, address);
    if (proof != PLACED_UNJUDGED)
        proven(mail, &placed->rules->site);
    if (proof == PLACED_FORGED) {
        g_auto(GStrv) halves = g_strsplit(g_ptr_array_index(mail->auth_results, 0), "dmarc=pass", 2);
        g_autofree char *word = g_strjoinv("dmarc=fail", halves);
        g_ptr_array_index(mail->auth_results, 0) = (gpointer)mail_record_keep(mail, word);
    }
    mail->message_id = mail_record_keep(mail, id);
    mail->content_digest = mail->message_id;
    mail->subject = mail_record_keep(mail, subject);
    mail->text = mail->text_new = mail_record_keep(mail, text);
    mail->text_part = "text/plain 1";
    return mail;
}

static inline void placed_say(MailRecord *mail, const char *key, const char *value)
{
    MailField field = {key, mail_record_keep(mail, value), "text/plain 1", mail->fields->len + 1, ""};
    g_array_append_val(mail->fields, field);
}

/* Says something else where it was said before. */
static inline void placed_change(MailRecord *mail, const char *key, const char *value)
{
    for (guint i = 0; i < mail->fields->len; i++) {
        MailField *field = &g_array_index(mail->fields, MailField, i);
        if (g_str_equal(field->key, key))
            field->value = mail_record_keep(mail, value);
    }
}

static inline Decision *placed_decide(const Placed *placed, MailRecord *mail)
{
    GError *error = NULL;
    g_autofree char *sha = g_compute_checksum_for_string(G_CHECKSUM_SHA256, mail->message_id, -1);
    Intake intake = {.rules = placed->rules,
                     .lookup = &placed->lookup,
                     .mail = mail,
                     .sha256 = mail_record_keep(mail, sha),
                     .mailbox = placed->rules->site.mailboxes[0],
                     .received = placed->now,
                     .now = placed->now};
    Decision *decision = decide_message(&intake, &error);
    g_assert_no_error(error);
    return decision;
}

static inline void placed_take(const Placed *placed, Decision *decision, const MailRecord *mail)
{
    applied(placed->store, placed->rules, decision, mail, placed->now);
}

static inline Case *placed_case(const Placed *placed, const char *reference)
{
    GError *error = NULL;
    Case *c = store_case_load(placed->store, reference, &error);
    g_assert_no_error(error);
    return c;
}

/* The office's command, applied. */
static inline void placed_office(const Placed *placed, Decision *decision)
{
    GError *error = NULL;
    g_assert_nonnull(decision);
    g_assert_true(apply_case(placed->store, placed->rules, decision, placed->rules->site.mailboxes[0], placed->now, &error));
    g_assert_no_error(error);
}

static inline OfficeCommand placed_command(const Placed *placed)
{
    return (OfficeCommand){.by = "Alex Pell", .why = "placed", .now = placed->now, .rules = placed->rules};
}

/* Where the agency's people are of several areas the form says one of them. */
static inline void placed_say_area(Placed *placed, MailRecord *mail, const char *agency)
{
    const Directory *directory = placed->rules->directory;
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        if (g_str_equal(post->agency, agency) && *post->area != '\0') {
            placed_say(mail, "area", post->area);
            return;
        }
    }
}

/* A full form of the worker `from`, about a child of its own. */
static inline MailRecord *placed_form(Placed *placed, const char *from, const char *raising, const char *challenged,
                                      PlacedProof proof)
{
    MailRecord *mail = placed_mail(placed, from, NULL, "", proof);
    g_autofree char *born = g_strdup_printf("%u March 2019", 1 + placed->children % 28);
    g_autofree char *name = g_strdup_printf("Quillon%c Featherston%c", 'a' + (int)(placed->children / 26 % 26),
                                            'a' + (int)(placed->children % 26));
    placed->children++;
    placed_say(mail, "kind", "New escalation");
    placed_say(mail, "immediate_harm", "No");
    for (guint i = 0; i < placed->policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(placed->policy->urgent, i);
        if (!g_str_equal(urgent->field, "immediate_harm"))
            placed_say(mail, urgent->field, "No");
    }
    Day today = instant_day(placed->now, placed->rules->site.zone);
    g_autoptr(GPtrArray) posts = directory_posts_by_email(placed->rules->directory, from, today);
    if (posts->len > 0)
        placed_say(mail, "originator", ((const Post *)g_ptr_array_index(posts, 0))->name);
    placed_say(mail, "originator.role", "worker");
    placed_say(mail, "raising_agency", directory_agency(placed->rules->directory, raising)->name);
    placed_say(mail, "challenged_agency", directory_agency(placed->rules->directory, challenged)->name);
    placed_say_area(placed, mail, challenged);
    placed_say(mail, "child.name", name);
    placed_say(mail, "child.dob", born);
    placed_say(mail, "child.status", "none");
    placed_say(mail, "disagreement_date", "6 March 2026");
    placed_say(mail, "problem", "Nobody visits.");
    placed_say(mail, "outcome_sought", "Weekly visits.");
    return mail;
}

/* Opens a case and has the office put it to a stage; `stage` NULL: where it opens. The reference. */
static inline char *placed_open(Placed *placed, const char *from, const char *raising, const char *challenged,
                                const char *stage)
{
    GError *error = NULL;
    g_autoptr(MailRecord) mail = placed_form(placed, from, raising, challenged, PLACED_PROVEN);
    g_autoptr(Decision) opened = placed_decide(placed, mail);
    g_assert_true(opened->is_new);
    g_assert_cmpint(opened->subject_case->state, ==, CASE_OPEN);
    char *reference = g_strdup(opened->subject_case->reference);
    placed_take(placed, opened, mail);
    g_autoptr(Case) c = placed_case(placed, reference);
    if (stage != NULL && g_strcmp0(c->stage, stage) != 0) {
        OfficeCommand office = placed_command(placed);
        g_autoptr(Decision) moved = decide_stage(g_steal_pointer(&c), &office, stage, &error);
        g_assert_no_error(error);
        placed_office(placed, moved);
    }
    return reference;
}

static inline Placed placed_begin(const char *policy, const char *now)
{
    GError *error = NULL;
    Placed placed = {.site = made_site(policy)};
    placed.rules = placed.site.rules;
    placed.policy = ruleset_policy_by_id(placed.rules, policy);
    g_assert_true(instant_parse(now, placed.rules->site.zone, &placed.now, NULL));
    placed.store = store_open(placed.site.database, STORE_WRITE, &error);
    g_assert_no_error(error);
    placed.lookup = store_lookup(placed.store);
    g_assert_true(store_begin(placed.store, &error));
    for (guint i = 0; i < placed.rules->policies->len; i++) {
        const Policy *each = g_ptr_array_index(placed.rules->policies, i);
        g_assert_true(store_policy_keep(placed.store, each->sha256, each->id, each->text, &error));
    }
    return placed;
}

static inline void placed_end(Placed *placed)
{
    store_close(placed->store);
    made_site_clear(&placed->site);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Placed, placed_end)
