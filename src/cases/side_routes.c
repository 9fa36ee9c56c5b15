/* Side routes as the policy file has them. Promises: names and contacts go to known agencies only, and
 * only those the policy's 'ask' lists; a restricted message is told to nobody and linked to nothing;
 * what cannot be answered (no rule, nobody in post, too many answers today) waits for the office and
 * is never lost. */
#include "side_routes.h"
#include "asking.h"
#include "holding.h"
#include "telling.h"
#include "text.h"
#include "whistle.h"

static gboolean is_side_kind(const char *kind)
{
    return g_str_equal(kind, "form-request") || g_strv_contains(policy_side_kinds(), kind);
}

/* A form that says whom it disagrees with, or about what, is an escalation whatever it asks beside. */
static gboolean names_dispute(const Deciding *x)
{
    return opening_is_escalation(x) &&
           (x->reading->kind != NULL || reading_value(x->reading, "challenged_agency") != NULL ||
            reading_value(x->reading, "problem") != NULL ||
            reading_value(x->reading, "outcome_sought") != NULL);
}

/* What the message asks for, by its form's kind, else by its words; NULL: nothing of the sort. */
static const char *side_kind(const Deciding *x)
{
    static const char *const spoken[] = {"form-request", "representative-enquiry",
                                         "cp-conference-request", "advice"};
    const char *kind = x->reading->kind;
    if (kind != NULL && !g_str_equal(kind, "escalation"))
        return is_side_kind(kind) ? kind : NULL;
    if (whistle_said(x))
        return "whistleblowing";
    for (gsize i = 0; i < G_N_ELEMENTS(spoken) && !names_dispute(x); i++)
        if (reading_says(x->reading, spoken[i]))
            return spoken[i];
    return NULL;
}

static const char not_by_machine[] =
    "it may not be answered by machine: it asks for no such answer, or the answers of the day to "
    "this address are used up";

static void alarm_if_urgent(Deciding *x)
{
    if (x->decision->urgent)
        telling_office(x, "office-alarm",
                       "A signposted message says that a child may be at immediate risk of harm.");
}

static char *kind_words(const char *kind)
{
    return g_strdelimit(g_strdup(kind), "-", ' ');
}

static gboolean is_restricted(const char *kind, const PolicySideRoute *route)
{
    return g_str_equal(kind, "whistleblowing") || (route != NULL && route->restricted);
}

/* Restricted rows name no likely case: whoever looks at the list must not learn whose it is. */
static void hold(Deciding *x, const char *code, const char *kind, const char *why)
{
    const PolicySideRoute *route = policy_side_route(x->policy, kind);
    gboolean restricted = is_restricted(kind, route);
    g_autofree char *words = kind_words(kind);
    g_autofree char *text =
        g_strdup_printf("%s%s: %s", restricted ? RESTRICTED_MARK : "", words, why);
    if (restricted) {
        (void)deciding_hold(x, code, "%s", text);
        holding_alarm(x);
    } else {
        holding_for_person(x, code, text);
    }
    if (x->sender->level <= SENDER_UNKNOWN)
        holding_answer_stranger(x);
    else if (telling_may_answer(x, NULL))
        telling_answer(x, "receipt", "");
}

/* ---- the blank form ---- */

static void answer_form(Deciding *x)
{
    g_autofree char *form = asking_form(x);
    telling_mail(x, "form-request", x->sender->email, x->sender->name, sender_role(x->sender), TRUE,
                 "form", form, NULL);
}

/* ---- the policy's side routes ---- */

/* Passes the request to the role that the policy names. FALSE: nobody is in post. */
static gboolean tell_role(Deciding *x, const PolicySideRoute *route)
{
    g_autoptr(GPtrArray) posts =
        directory_posts_of(x->rules->directory, NULL, route->tell_role, x->today);
    g_autofree char *request = kind_words(route->kind), *role = role_words(route->tell_role);
    g_autofree char *detail = asking_detail(x);
    g_autofree char *from = asking_sender(x);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        gboolean full = telling_secure(x, post->email, post->agency) == SECURE_TLS;
        telling_mail(x, "notice-request", post->email, post->name, post->role, FALSE, "question",
                     request, "contact", from, "detail", full ? detail : "", "section",
                     route->section, NULL);
        g_hash_table_add(x->told, g_strdup(post->email));
    }
    if (posts->len > 0)
        g_string_append_printf(x->told_words, "%s%s", x->told_words->len > 0 ? "; " : "", role);
    return posts->len > 0;
}

/* Answers as the route says. FALSE when the office has to: held with why. */
static gboolean answer(Deciding *x, const PolicySideRoute *route)
{
    guint found = 0;
    g_autofree char *contact = asking_whom(x, route, &found);
    deciding_trace(x, TRUE, route->kind, route->section, "no case is opened");
    if (route->ask->len > 0 && found == 0) {
        hold(x, "vacant-post", route->kind, "the directory has nobody to name; the office answers");
        return FALSE;
    }
    if (!telling_may_answer(x, NULL)) {
        hold(x, "not-answered", route->kind, not_by_machine);
        return FALSE;
    }
    gboolean passed = route->tell_role == NULL || tell_role(x, route);
    telling_mail(x, route->template, x->sender->email, x->sender->name, sender_role(x->sender),
                 TRUE, "section", route->section, "contact", contact, "told", x->told_words->str,
                 NULL);
    if (passed)
        return TRUE;
    g_autofree char *role = role_words(route->tell_role);
    g_autofree char *why = g_strdup_printf("no %s is in post: the office passes it on", role);
    holding_for_person(x, "vacant-post", why);
    return FALSE;
}

static void dispose(Deciding *x, const PolicySideRoute *route)
{
    deciding_dispose(x, "signposted", "%s%s (section %s)%s%s",
                     route->restricted ? RESTRICTED_MARK : "", route->kind, route->section,
                     x->told_words->len > 0 ? ", told: " : "", x->told_words->str);
}

/* The one case of the children in the message, for what is passed on; NULL when none or several. */
static Case *same_child(Deciding *x)
{
    g_auto(GStrv) keys = opening_child_keys(x);
    g_autoptr(GPtrArray) same =
        keys[0] != NULL ? x->lookup->same_child(x->lookup->context, (const char *const *)keys, "",
                                                "", &x->error)
                        : NULL;
    if (same == NULL || same->len != 1)
        return NULL;
    const SameChild *only = g_ptr_array_index(same, 0);
    return x->lookup->load(x->lookup->context, only->reference, &x->error);
}

/* The chronology of a case says that something was asked for beside it. Takes `c`. */
static void note_in_case(Deciding *x, Case *c, const char *kind)
{
    g_autofree char *words = kind_words(kind), *from = asking_sender(x);
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    deciding_add(x, deciding_event(x, "linked", "%s from %s%s%s: it does not move the case", words,
                                   from, x->told_words->len > 0 ? "; told: " : "",
                                   x->told_words->str));
}

static void take_route(Deciding *x, const PolicySideRoute *route)
{
    if (!answer(x, route))
        return;
    dispose(x, route);
    alarm_if_urgent(x);
    Case *c = route->tell_role != NULL && !route->restricted ? same_child(x) : NULL;
    if (c != NULL)
        note_in_case(x, c, route->kind);
}

static void hold_unknown(Deciding *x, const char *kind)
{
    hold(x, sender_unknown_code(x->sender), kind, sender_unknown_words(x->sender));
}

/* Words that ask for advice, from somebody who is at work on a case: perhaps it is about that one. */
static gboolean may_be_about_a_case(Deciding *x, const char *kind)
{
    if (!g_str_equal(kind, "advice") || x->reading->kind != NULL)
        return FALSE;
    g_autoptr(GPtrArray) own =
        x->lookup->cases_of_person(x->lookup->context, x->sender->email, &x->error);
    return own != NULL && own->len > 0;
}

static gboolean take_form_request(Deciding *x)
{
    x->decision->kind = "form-request";
    if (x->sender->level <= SENDER_UNKNOWN) {
        hold_unknown(x, "form-request");
    } else if (telling_may_answer(x, NULL)) {
        deciding_dispose(x, "signposted", "asked for the form");
        alarm_if_urgent(x);
        answer_form(x);
    } else {
        hold(x, "not-answered", "form-request", not_by_machine);
    }
    return TRUE;
}

gboolean side_routes_take(Deciding *x)
{
    const char *kind = x->policy != NULL && x->ruling == NULL ? side_kind(x) : NULL;
    if (kind == NULL)
        return FALSE;
    if (g_str_equal(kind, "form-request"))
        return take_form_request(x);
    const PolicySideRoute *route = policy_side_route(x->policy, kind);
    if (may_be_about_a_case(x, kind))
        return FALSE;
    x->decision->kind = kind;
    if (x->sender->level <= SENDER_UNKNOWN)
        hold_unknown(x, kind);
    else if (route == NULL)
        hold(x, "not-in-policy", kind,
             "the policy in force has no rule for it; the office answers");
    else
        take_route(x, route);
    return TRUE;
}

/* ---- beside a case ---- */

static gboolean speaks_of_case(const Deciding *x)
{
    const Reading *r = x->reading;
    return (r->has_form && r->children->len == 0) || names_dispute(x) || r->stage_claimed ||
           r->unclear || reading_says(r, "resolved") || reading_says(r, "unresolved") ||
           reading_value(r, "resolved") != NULL || x->decision->urgent;
}

static void settle_for_party(Deciding *x, Case *c, const char *kind, const PolicySideRoute *route)
{
    g_autofree char *at = deciding_at(x);
    g_autofree char *words = kind_words(kind);
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    Event *event = deciding_event(x, "received", "%s from %s: it does not move the case", words,
                                  x->sender->email);
    event_change(event, "received", at, x->mail->message_id, NULL);
    deciding_add(x, event);
    deciding_dispose(x, "case", "added to %s: %s", c->reference, words);
    if (route != NULL)
        (void)answer(x, route);
    else if (telling_may_answer(x, c->reference))
        answer_form(x);
    telling_record(x);
}

static gboolean is_for_anybody(const PolicySideRoute *route)
{
    return route != NULL && route->tell_role != NULL && !route->restricted;
}

gboolean side_routes_for_anybody(const Deciding *x)
{
    const char *kind = x->ruling == NULL && x->policy != NULL ? side_kind(x) : NULL;
    return kind != NULL && x->sender->level > SENDER_UNKNOWN &&
           is_for_anybody(policy_side_route(x->policy, kind));
}

gboolean side_routes_on_case(Deciding *x, Case *c, gboolean party)
{
    const Policy *policy = ruleset_policy_by_sha256(x->rules, c->policy_sha256);
    const char *kind = x->ruling == NULL && policy != NULL ? side_kind(x) : NULL;
    if (kind == NULL || x->sender->level <= SENDER_UNKNOWN || speaks_of_case(x))
        return FALSE;
    const PolicySideRoute *route = policy_side_route(policy, kind);
    gboolean form = g_str_equal(kind, "form-request");
    gboolean anybody = is_for_anybody(route);
    if (is_restricted(kind, route) || !(anybody || (party && (form || route != NULL))))
        return FALSE;
    x->policy = policy;
    x->decision->kind = kind;
    if (party) {
        settle_for_party(x, c, kind, route);
        return TRUE;
    }
    if (answer(x, route))
        dispose(x, route);
    note_in_case(x, c, kind);
    return TRUE;
}

void side_routes_also(Deciding *x)
{
    const char *kind = x->ruling == NULL && x->policy != NULL ? side_kind(x) : NULL;
    const PolicySideRoute *route = kind != NULL ? policy_side_route(x->policy, kind) : NULL;
    if (route == NULL || route->tell_role == NULL || route->restricted ||
        x->sender->level <= SENDER_UNKNOWN || x->error != NULL)
        return;
    g_autofree char *words = kind_words(kind), *role = role_words(route->tell_role);
    gboolean told = tell_role(x, route);
    deciding_add(x, deciding_event(x, told ? "told" : "vacant", "%s (section %s): %s %s", words,
                                   route->section, told ? "passed to the" : "nobody in post as",
                                   role));
}

gboolean side_routes_hold_whistleblowing(Deciding *x, const Match *match)
{
    if (x->policy == NULL || !whistle_said(x))
        return FALSE;
    const PolicySideRoute *route = policy_side_route(x->policy, "whistleblowing");
    HeldRow *held = deciding_hold(
        x, "whistleblowing",
        RESTRICTED_MARK
        "speaks of whistleblowing in a message about a case: for the named officers only");
    g_ptr_array_add(held->suggestions, suggestion_new(match->reference, "it names this case"));
    x->decision->kind = "whistleblowing";
    holding_alarm(x);
    if (!telling_may_answer(x, NULL))
        return TRUE;
    if (route != NULL)
        telling_mail(x, route->template, x->sender->email, x->sender->name, sender_role(x->sender),
                     TRUE, "section", route->section, NULL);
    else
        telling_answer(x, "receipt", "");
    return TRUE;
}

/* ---- within one agency ---- */

gboolean side_routes_within_agency(const Deciding *x)
{
    return x->c != NULL && x->c->raising != NULL && g_strcmp0(x->c->raising, x->c->challenged) == 0;
}

gboolean side_routes_single_agency(Deciding *x, OpeningSides sides)
{
    const PolicyStage *claimed = x->reading->stage;
    gboolean first = claimed == NULL || claimed->number <= 1;
    if (x->ruling != NULL || sides.raising == NULL || sides.raising != sides.challenged ||
        (x->policy->internal_in_scope && first))
        return FALSE;
    const PolicySideRoute *route = policy_side_route(x->policy, "single-agency");
    if (route == NULL) {
        hold(x, "not-in-policy", "single-agency", "one agency on both sides; the office answers");
        return TRUE;
    }
    deciding_trace(x, TRUE, route->kind, route->section, "one agency on both sides");
    if (!telling_may_answer(x, NULL)) {
        hold(x, "not-answered", route->kind, not_by_machine);
        return TRUE;
    }
    deciding_dispose(x, "signposted", "one agency on both sides (section %s)", route->section);
    alarm_if_urgent(x);
    telling_mail(x, route->template, x->sender->email, x->sender->name, sender_role(x->sender),
                 TRUE, "section", route->section, NULL);
    return TRUE;
}

/* ---- the trail ---- */

/* The message of the same sender, or of the same agency, that `id` belongs to: their own, or the one
 * that our mail answered; NULL when there is none outside the cases. */
static LedgerRow *earlier_message(Deciding *x, const char *id)
{
    g_autoptr(OutboxRow) ours = x->lookup->sent_mail(x->lookup->outside, id, &x->error);
    const char *theirs = ours == NULL ? id : *ours->reference == '\0' ? ours->in_reply_to : "";
    g_autoptr(LedgerRow) row =
        x->error == NULL && *theirs != '\0'
            ? x->lookup->same_message_id(x->lookup->context, theirs, &x->error)
            : NULL;
    if (row == NULL || *row->reference != '\0' || ledger_row_restricted(row))
        return NULL;
    const Agency *agency = directory_agency_of_domain(x->rules->directory, row->from);
    gboolean same =
        g_str_equal(row->from, x->sender->email) || (agency != NULL && agency == x->sender->agency);
    return same ? g_steal_pointer(&row) : NULL;
}

void side_routes_trail(Deciding *x)
{
    g_autoptr(GHashTable) linked = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, NULL);
    for (guint i = 0; i < x->mail->references->len && x->error == NULL; i++) {
        const char *id = g_ptr_array_index(x->mail->references, i);
        g_autoptr(LedgerRow) row = *id != '\0' ? earlier_message(x, id) : NULL;
        if (row == NULL || !g_hash_table_add(linked, GINT_TO_POINTER((gint)row->id)))
            continue;
        g_autofree char *at = instant_short(row->received, x->rules->site.zone);
        g_autofree char *kind = kind_words(row->kind);
        deciding_add(x, event_new(x->received, "linked", x->actor, row->sha256,
                                  "Follows the message of %s from %s (%s, %s)", at, row->from, kind,
                                  row->disposition));
    }
}
