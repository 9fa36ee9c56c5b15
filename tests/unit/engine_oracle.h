/* The oracle of engine_property.c: who may do what, judged from the policy's YAML and the directory by nothing of the engine, and
 * what must hold after every step whatever came. */
#pragma once
#include "decide.h"
#include "error.h"
#include "ruleset.h"
#include "store.h"
#include "yaml_tree.h"
#include <string.h>

#define STRANGER "nobody.known@freemail.example"

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
    gboolean office_closed;                       /* the office closed it: what barred was waived */
    GPtrArray *hashes;                            /* of the case so far */
    guint opened, moved, accepted, ended, closed; /* that something was put to the proof */
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

/* Does an exit of this stage, one that ends the case or one that leads to that stage (NULL: to any), name the sender? */
static gboolean may_take(const Trial *trial, const Case *before, const char *email,
                         const YamlNode *stage, gboolean ending, const char *to)
{
    const YamlNode *exits = yaml_get(stage, "exits");
    for (guint i = 0; i < yaml_size(exits); i++) {
        const YamlNode *way = yaml_item(exits, i);
        gboolean there = to == NULL || g_strcmp0(yaml_text(yaml_get(way, "to")), to) == 0;
        if (ends(way) == ending && there && way_names(trial, before, email, way))
            return TRUE;
    }
    return FALSE;
}

static gboolean may_leave(const Trial *trial, const Case *before, const char *email,
                          gboolean ending)
{
    return may_take(trial, before, email, stage_node(trial, before->stage), ending, NULL);
}

static guint stage_number(const Trial *trial, const char *id)
{
    const YamlNode *stages = yaml_get(trial->yaml, "stages");
    for (guint i = 0; i < yaml_size(stages); i++)
        if (g_strcmp0(yaml_text(yaml_get(yaml_item(stages, i), "id")), id) == 0)
            return i + 1;
    return 0;
}

static gboolean lists(const YamlNode *words, const char *word)
{
    for (guint i = 0; i < yaml_size(words); i++)
        if (g_str_equal(yaml_text(yaml_item(words, i)), word))
            return TRUE;
    return FALSE;
}

/* Is this holder's seat one that the sender's post could fill? Of a ladder any post above the workers where the stage is the
 * next one; who is on the rungs of a later one nobody can know yet. */
static gboolean seat_is_for(const YamlNode *holder, const Post *post, gboolean next)
{
    gboolean ladder = g_strcmp0(yaml_text(yaml_get(holder, "rule")), "ladder") == 0 ||
                      lists(yaml_get(holder, "otherwise"), "ladder");
    return lists(yaml_get(holder, "roles"), post->role) || (next && ladder && post->band > 1);
}

static gboolean seats_have(const Trial *trial, const char *email, const YamlNode *holders,
                           gboolean next)
{
    for (guint i = 0; i < directory_posts(trial->rules->directory); i++) {
        const Post *post = directory_post_at(trial->rules->directory, i);
        for (guint j = 0; g_str_equal(post->email, email) && j < yaml_size(holders); j++)
            if (seat_is_for(yaml_item(holders, j), post, next))
                return TRUE;
    }
    return FALSE;
}

/* Could the sender hold this stage, at any of its tiers, and so ask for it oneself? */
static gboolean could_hold(const Trial *trial, const char *email, const YamlNode *stage,
                           gboolean next)
{
    const YamlNode *tiers = yaml_get(stage, "tiers");
    if (seats_have(trial, email, yaml_get(stage, "holders"), next))
        return TRUE;
    for (guint i = 0; i < yaml_size(tiers); i++)
        if (seats_have(trial, email, yaml_get(yaml_item(tiers, i), "holders"), FALSE))
            return TRUE;
    return FALSE;
}

/* Could the sender have taken the case out of a stage that it passed over: by the exit's words, or as one of those who would
 * have held that stage or the one after it? */
static gboolean may_pass(const Trial *trial, const Case *before, const char *email, guint number)
{
    const YamlNode *stages = yaml_get(trial->yaml, "stages");
    const YamlNode *stage = yaml_item(stages, number - 1), *after = yaml_item(stages, number);
    const YamlNode *exits = yaml_get(stage, "exits");
    gboolean next = number == stage_number(trial, before->stage) + 1;
    for (guint i = 0; i < yaml_size(exits); i++) {
        const YamlNode *way = yaml_item(exits, i), *by = yaml_get(way, "by");
        for (guint j = 0; !ends(way) && j < yaml_size(by); j++) {
            const char *word = yaml_text(yaml_item(by, j));
            gboolean may = g_str_equal(word, "holders")
                               ? could_hold(trial, email, stage, next) ||
                                     could_hold(trial, email, after, FALSE)
                               : is_named(trial, before, email, word);
            if (may)
                return TRUE;
        }
    }
    return FALSE;
}

/* By an exit to there; or past other stages, each of which the sender could have taken it out of. */
static gboolean may_move_to(const Trial *trial, const Case *before, const char *email,
                            const char *stage)
{
    guint from = stage_number(trial, before->stage), to = stage_number(trial, stage);
    if (may_take(trial, before, email, stage_node(trial, before->stage), FALSE, stage))
        return TRUE;
    gboolean may = to > from + 1 && may_leave(trial, before, email, FALSE);
    for (guint n = from + 1; may && n < to; n++)
        may = could_hold(trial, email, stage_node(trial, stage), FALSE) ||
              may_pass(trial, before, email, n);
    return may;
}

static gboolean is_running(const Case *c)
{
    return c->state == CASE_OPEN || c->state == CASE_PROVISIONAL;
}

/* A claimed stage that was not accepted: the raising side's own word, or the office's, is what it waits for. */
static void check_accepted(Trial *trial, const Case *before, const Case *after, const char *email)
{
    if (!after->stage)
        return;
    trial->accepted++;
    if (!holds_post(trial, email, NULL, NULL) ||
        (!is_of(trial, email, before->raising) && g_strcmp0(before->originator.email, email) != 0))
        violated(trial, "%s had %s accepted", email, after->stage);
}

static void check_stage(const Trial *trial, const Case *before, const Case *after,
                        const char *email)
{
    gboolean proven = holds_post(trial, email, NULL, NULL);
    guint from = stage_number(trial, before->stage), to = stage_number(trial, after->stage);
    if (to < from)
        violated(trial, "a message of %s moved the case back", email);
    if (to > from && (!proven || !may_move_to(trial, before, email, after->stage)))
        violated(trial, "%s moved the case from %s to %s", email, before->stage, after->stage);
    if (to == from && after->tier < before->tier)
        violated(trial, "a message of %s moved the case back to tier %u", email, after->tier);
    if (to == from && before->tier != after->tier &&
        (!proven || (!may_leave(trial, before, email, FALSE) && !is_holder(before, email))))
        violated(trial, "%s moved the case to tier %u", email, after->tier);
}

/* A message took the case from `before` to `after`. */
static void check_move(Trial *trial, const Case *before, const Case *after, const char *email)
{
    if (before->cycle != after->cycle)
        violated(trial, "a message of %s began cycle %u", email, after->cycle);
    if (!before->stage) {
        check_accepted(trial, before, after, email);
        return;
    }
    if (!after->stage)
        violated(trial, "a message of %s took the stage away", email);
    check_stage(trial, before, after, email);
    trial->moved += g_strcmp0(before->stage, after->stage) != 0 || before->tier != after->tier;
    if (!is_running(before) || is_running(after))
        return;
    trial->ended++;
    if (!holds_post(trial, email, NULL, NULL) || !may_leave(trial, before, email, TRUE))
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

/* The store's own look at all of it: chains, projections against the folded events, ledger, lists. */
static void check_store(const Trial *trial)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) findings = store_verify(trial->store, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < findings->len; i++)
        violated(trial, "verify: %s", (const char *)g_ptr_array_index(findings, i));
}

static void check_mails(const Trial *trial, const Decision *decision)
{
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        if (g_str_equal(mail->to, STRANGER) && !g_str_equal(mail->template, "receipt"))
            violated(trial, "a stranger was sent '%s'", mail->template);
        if (strstr(mail->subject, "Quillon") || strstr(mail->subject, "Featherstone"))
            violated(trial, "a child's name in the subject of '%s'", mail->template);
        if (mail->stopped)
            violated(trial, "'%s' to %s: %s\n%s\n\n%s", mail->template, mail->to, mail->stopped,
                     mail->subject, mail->body);
    }
}
