/* From a message as read to a decision: which case, who speaks, what it would do. The order is
 * fixed: automatic mail, forged or unreadable mail, repeats, the case it belongs to, side routes, a
 * new case, and for all the rest a person. Whatever becomes of it, its text is scanned for
 * immediate harm. */
#include "decide.h"
#include "absence.h"
#include "advancing.h"
#include "accepting.h"
#include "alarming.h"
#include "by_mail.h"
#include "copy.h"
#include "doubt.h"
#include "entitled.h"
#include "holding.h"
#include "noting.h"
#include "quoted_form.h"
#include "side_routes.h"
#include "signature.h"
#include "superseding.h"
#include "telling.h"
#include "text.h"
#include "undelivered.h"
#include "unread_files.h"
#include "whistle.h"
#include <string.h>

static void begin(Deciding *x, const Intake *in)
{
    deciding_init(x, in->rules, in->now);
    x->lookup = in->lookup;
    x->mail = in->mail;
    x->sha256 = in->sha256;
    x->mailbox = in->mailbox;
    x->received = in->received;
    x->today = instant_day(in->received, in->rules->site.zone);
    x->policy = ruleset_policy_in_force(in->rules, x->today);
    x->brief = in->brief;
    x->ruling = in->ruling.link != NULL || in->ruling.open ? &in->ruling : NULL;
}

/* What is proven of the sender, which a signature's binding may take back. */
static void say_level(Deciding *x)
{
    Decision *d = x->decision;
    x->may_move = !deciding_unproven(x) || x->ruling != NULL;
    d->sender_level = sender_level_name(x->sender->level);
    g_free(d->sender_why);
    d->sender_why = g_strdup(x->sender->why);
    deciding_trace(x, x->sender->level >= SENDER_KNOWN_DOMAIN, "sender", "design §3", "%s: %s",
                   d->sender_level, x->sender->why);
}

static void establish_sender(Deciding *x)
{
    Decision *d = x->decision;
    x->sender = sender_establish(x->mail, x->rules, x->today);
    x->actor = x->ruling != NULL ? g_strdup_printf("office: %s", x->ruling->by)
                                 : g_strdup(x->sender->email);
    d->sender_email = g_strdup(x->sender->email);
    d->sender_agency = x->sender->agency != NULL ? g_strdup(x->sender->agency->id) : NULL;
    d->sender_role = g_strdup(sender_role(x->sender));
    say_level(x);
}

static void copy_reading(Deciding *x)
{
    if (x->brief)
        return;
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        FieldRead *field = g_new0(FieldRead, 1);
        field->key = g_strdup(value->field->key);
        field->label = g_strdup(value->field->label);
        field->value = g_strdup(value->value);
        field->part = g_strdup(value->part);
        field->place = g_strdup(value->place);
        field->line = value->line;
        g_ptr_array_add(x->decision->fields, field);
    }
}

/* A problem's child is the message's until the facts are recorded: facts.c tells which of the case's it is. */
static void copy_problems(Deciding *x)
{
    g_ptr_array_set_size(x->decision->problems, 0);
    for (guint i = 0; i < x->reading->problems->len; i++) {
        const ReadProblem *from = g_ptr_array_index(x->reading->problems, i);
        FieldProblem *problem = deciding_problem(x, from->key, from->line, from->text);
        problem->read = g_strdup(from->read);
        problem->part = g_strdup(from->part);
        problem->place = g_strdup(from->place);
        problem->child = from->child;
        problem->unread = from->unread;
    }
}

static void read_message(Deciding *x)
{
    g_clear_pointer(&x->reading, reading_free);
    x->reading = reading_make(x->mail, x->rules, x->policy, x->today);
    quoted_form_take_blank(x);
    x->decision->urgent = alarming_urgent(x);
    copy_problems(x);
}

static gboolean names_case(Deciding *x)
{
    g_autoptr(Match) match = match_message(x);
    return match->reference != NULL || match->answers != NULL || by_mail_answers(x);
}

static gboolean decide_automatic(Deciding *x)
{
    const MailRecord *mail = x->mail;
    gboolean own = FALSE, restricted = FALSE;
    if (x->ruling != NULL)
        return mail->automatic == MAIL_AUTOMATIC_DELIVERY && x->ruling->link != NULL &&
               undelivered_by_ruling(x);
    if (*mail->message_id != '\0') {
        g_autoptr(OutboxRow) ours =
            x->lookup->sent_mail(x->lookup->outside, mail->message_id, &x->error);
        own = ours != NULL && ruleset_is_own_address(x->rules, x->sender->email);
        restricted = own && ours->restricted;
    }
    if (mail->automatic == MAIL_AUTOMATIC_NO && !own)
        return FALSE;
    if (mail->automatic == MAIL_AUTOMATIC_LIST && x->reading->has_form &&
        opening_is_escalation(x)) {
        holding_for_person(x, "mailing-list",
                           "a referral form that came through a mailing list or as bulk mail");
        return TRUE;
    }
    if (mail->automatic == MAIL_AUTOMATIC_LIST && !own && names_case(x)) {
        holding_for_person(x, "mailing-list",
                           "an answer in a case that came through a mailing list or as bulk mail");
        return TRUE;
    }
    x->decision->kind =
        mail->automatic == MAIL_AUTOMATIC_DELIVERY ? "delivery-report" : "automatic-reply";
    deciding_dispose(x, "automatic", "%s",
                     own ? "our own mail came back" : mail_automatic_name(mail->automatic));
    if (restricted)
        decision_restrict(x->decision);
    if (own || x->error != NULL ||
        (mail->automatic == MAIL_AUTOMATIC_DELIVERY && undelivered_take(x)))
        return TRUE;
    if (mail->deliveries->len > 0)
        deciding_dispose(x, "automatic", "delivery-report: of no mail that is proven to be ours");
    g_autoptr(Match) match = match_message(x);
    absence_take(x, match);
    return TRUE;
}

static void hold_doubtful(Deciding *x)
{
    holding_doubtful(x);
    if (opening_is_escalation(x))
        holding_form_unproven(x);
}

static gboolean decide_unbelievable(Deciding *x)
{
    const MailRecord *mail = x->mail;
    if (x->ruling != NULL)
        return FALSE;
    if (*mail->refusal != '\0')
        holding_for_person(x, "unreadable", mail->refusal);
    else if ((mail->flags & MAIL_FLAG_BROKEN) != 0 && x->reading->values->len == 0)
        holding_for_person(x, "unreadable", "this is no mail message that can be read");
    else if (x->sender->level == SENDER_FAILED)
        holding_for_person(x, "sender-failed", x->sender->why);
    else if (mail->received > HOPS_MOST)
        holding_for_person(x, "mail-loop",
                           "it has passed more mail systems than any mail needs: perhaps it goes "
                           "round between two of them");
    else if (ruleset_is_own_address(x->rules, x->sender->email))
        holding_for_person(x, "own-address", "the message claims to come from this mailbox itself");
    else if ((mail->flags & MAIL_FLAG_SEVERAL_FROM) != 0 || *x->sender->email == '\0')
        holding_for_person(x, "no-sender", x->sender->why);
    else if ((mail->flags & MAIL_FLAG_ENCRYPTED) != 0 && x->reading->values->len == 0)
        holding_encrypted(x);
    else if (x->sender->level > SENDER_UNKNOWN && x->sender->doubt != NULL)
        hold_doubtful(x);
    else if (x->reading->undecided)
        holding_for_person(x, "undecided", "a phrase could not be searched for within its limits");
    else
        return FALSE;
    return TRUE;
}

static void decide_on_case(Deciding *x, const Match *match, Case *c)
{
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    x->policy = ruleset_policy_by_sha256(x->rules, c->policy_sha256);
    read_message(x);
    quoted_form_take(x, match->answers);
    copy_problems(x);
    copy_reading(x);
    advancing_message(x, match);
    side_routes_also(x);
}

/* Outsiders learn nothing, not even that the case exists; the case is not touched. */
static void hold_outsider(Deciding *x, const Match *match, const char *code, const char *text)
{
    HeldRow *held = deciding_hold(x, code, "%s", text);
    g_ptr_array_add(held->suggestions, suggestion_new(match->reference, text));
    holding_alarm(x);
    if (opening_is_escalation(x))
        holding_form_unproven(x);
    holding_answer_stranger(x);
}

static void hold_no_party(Deciding *x, const Match *match)
{
    if (!sender_claims(x->sender) && x->sender->doubt == NULL) {
        hold_outsider(x, match, "not-a-party", "names a case, but the sender is no party to it");
        return;
    }
    g_autofree char *text =
        g_strdup_printf("names a case, but %s", sender_unknown_words(x->sender));
    hold_outsider(x, match, sender_claims(x->sender) ? "unproven-sender" : "not-a-party", text);
}

static gboolean decide_matched(Deciding *x)
{
    g_autoptr(Match) match = match_message(x);
    if (x->ruling != NULL && x->ruling->link != NULL) {
        g_free(match->reference);
        match->reference = g_strdup(x->ruling->link);
        match->conflict = match->bound_to_other = FALSE;
    }
    if (x->error == NULL && match->reference == NULL && match->perhaps->len > 0 &&
        x->ruling == NULL) {
        doubt_hold_unclear(x);
        return TRUE;
    }
    if (x->error != NULL || match->reference == NULL || (x->ruling != NULL && x->ruling->open))
        return FALSE;
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, match->reference, &x->error);
    if (c == NULL) {
        if (x->error == NULL && !opening_is_escalation(x) && !side_routes_for_anybody(x)) {
            holding_for_person(x, "no-such-case",
                               "the reference is well formed, but there is no such case");
            holding_answer_stranger(x);
            return TRUE;
        }
        return FALSE;
    }
    if (x->ruling != NULL && !accepting_link(x, match))
        return TRUE;
    x->c = c;
    gboolean party = x->ruling != NULL || entitled_party(x);
    x->c = NULL;
    deciding_trace(x, party, "party", "design §3", "%s",
                   party ? "the sender takes part in the case" : "the sender is no party");
    if (!party && !match->conflict && side_routes_on_case(x, c, FALSE))
        g_steal_pointer(&c);
    else if (!party || (x->ruling == NULL && x->sender->level <= SENDER_UNKNOWN))
        hold_no_party(x, match);
    else if (match->conflict)
        doubt_hold_several(x, match);
    else if (match->bound_to_other)
        hold_outsider(x, match, "bound-to-other",
                      "answers a mail of ours that was sent to another agency");
    else if (side_routes_hold_whistleblowing(x, match))
        return TRUE;
    else if (side_routes_on_case(x, c, TRUE))
        g_steal_pointer(&c);
    else if (doubt_another_child(x, c))
        doubt_hold_another_child(x, match);
    else
        decide_on_case(x, match, g_steal_pointer(&c));
    return TRUE;
}

static void decide_new_case(Deciding *x)
{
    OpeningSides sides = opening_sides(x);
    g_autoptr(GString) linked = g_string_new(NULL);
    x->decision->kind = "escalation";
    if (x->ruling == NULL && x->sender->level <= SENDER_UNKNOWN) {
        holding_unknown(x, "a new escalation");
        holding_form_unproven(x);
        holding_answer_stranger(x);
    } else if (sides.mismatch) {
        holding_for_person(x, "agency-mismatch",
                           "the sender is not of the agency that the form says raises it");
        if (telling_may_answer(x, NULL))
            telling_answer(x, "receipt", "");
    } else if (side_routes_single_agency(x, sides)) {
        return;
    } else if (!doubt_hold_same_dispute(x, sides, linked) && x->error == NULL) {
        copy_reading(x);
        opening_case(x, sides);
        if (linked->len > 0 && x->error == NULL)
            deciding_add(
                x, deciding_event(x, "linked", "The same child is concerned in %s", linked->str));
        if (x->error == NULL)
            side_routes_trail(x);
    }
}

/* Its sender is told what is read here; a password is never asked for. */
static void hold_unread_files(Deciding *x)
{
    g_autofree char *why = unread_files_why(x);
    g_autofree char *text = g_strdup_printf(
        "it says next to nothing itself, and a file that came with it was not read: %s", why);
    holding_for_person(x, "unread-file", text);
    if (telling_may_answer(x, NULL))
        telling_answer(x, "formats", "");
}

static void decide_rest(Deciding *x)
{
    x->decision->kind = x->reading->kind != NULL && !g_str_equal(x->reading->kind, "escalation")
                            ? x->reading->kind
                            : "unrecognised";
    if (x->sender->level <= SENDER_UNKNOWN) {
        holding_unknown(x, "neither a form nor a case is recognised");
        holding_answer_stranger(x);
        return;
    }
    if (unread_files_hold_all(x)) {
        hold_unread_files(x);
        return;
    }
    gboolean takes_part = FALSE;
    GPtrArray *cases = match_suggestions(x, &takes_part);
    if (takes_part)
        x->decision->matched_by = "participants";
    if (takes_part)
        holding_suggesting(x, "which-case", "no case is named and no new escalation is recognised",
                           cases);
    else
        holding_suggesting(x, "office-mail",
                           "ordinary office mail: neither a case nor an escalation is recognised, "
                           "and the sender takes part in none",
                           cases);
    if (telling_may_answer(x, NULL))
        telling_answer(x, takes_part ? "which-case" : "receipt", "");
}

/* The same Message-ID with other content is worked like any message, and a person can see that it was so. */
static void flag_reused_id(Deciding *x, gboolean reused)
{
    if (reused && x->error == NULL)
        deciding_flag(x, "reused-message-id", "design §1",
                      "An earlier message had the same Message-ID and said something else");
}

/* What comes back of a restricted message, or of an answer to one, says whose that was. */
static void restrict_answer(Deciding *x)
{
    if (x->decision->subject_case == NULL && x->decision->held == NULL && whistle_why(x) != NULL)
        decision_restrict(x->decision);
}

static void list_missing(Deciding *x)
{
    if (x->c == NULL || x->error != NULL || x->brief)
        return;
    g_ptr_array_unref(x->decision->missing);
    x->decision->missing = g_ptr_array_ref(deciding_missing(x, NULL));
}

/* The same message as one that nothing proves, and this one is not proven either. */
static gboolean decide_still_unproven(Deciding *x, gboolean unproven)
{
    if (!unproven || superseding_may(x))
        return FALSE;
    deciding_dispose(x, "repeat", "%s", "the same message came before");
    return TRUE;
}

Decision *decide_message(const Intake *in, GError **error)
{
    Deciding x;
    begin(&x, in);
    establish_sender(&x);
    read_message(&x);
    if (signature_bind(&x))
        say_level(&x);
    if (decide_still_unproven(&x, in->unproven))
        return deciding_finish(&x, error);
    if (!decide_automatic(&x) && !by_mail_take(&x) && !decide_unbelievable(&x) && x.error == NULL &&
        !whistle_hold(&x) && x.error == NULL && !copy_decide(&x) && x.error == NULL &&
        !decide_matched(&x) && x.error == NULL) {
        if (!side_routes_take(&x)) {
            if (x.policy != NULL &&
                (opening_is_escalation(&x) || (x.ruling != NULL && x.ruling->open)))
                decide_new_case(&x);
            else
                decide_rest(&x);
        }
    }
    if (x.decision->fields->len == 0)
        copy_reading(&x);
    flag_reused_id(&x, in->reused_id);
    superseding_take(&x);
    restrict_answer(&x);
    noting_form(&x);
    list_missing(&x);
    return deciding_finish(&x, error);
}

Decision *decide_undelivered(const OutboxRow *row, Case *c, const Ruleset *rules,
                             const CaseLookup *lookup, Instant now, GError **error)
{
    Deciding x;
    deciding_init(&x, rules, now);
    x.lookup = lookup;
    x.actor = g_strdup("gateway");
    x.policy = ruleset_policy_in_force(rules, x.today);
    x.mailbox = row->mailbox;
    x.decision->kind = "delivery-report";
    deciding_dispose(&x, c != NULL ? "case" : "automatic", "%s", "a mail that could not be sent");
    undelivered_conclude(&x, row, c);
    return deciding_finish(&x, error);
}

Decision *decide_unreadable(const Intake *in, const char *reason, const char *text)
{
    Deciding x;
    begin(&x, in);
    x.actor = g_strdup("gateway");
    (void)deciding_hold(&x, reason, "%s", text);
    return deciding_finish(&x, NULL);
}
