/* Opens a case. A form fault never stops it: what is missing is asked for, an agency that cannot be
 * told holds routing only, a stage that does not exist waits for the office, a gate that is not met
 * leaves the claim on record. */
#include "opening.h"
#include "alarming.h"
#include "clocks.h"
#include "danger.h"
#include "error.h"
#include "facts.h"
#include "forwarded.h"
#include "claiming.h"
#include "moving.h"
#include "person_name.h"
#include "same_name.h"
#include "sender_proof.h"
#include "text.h"
#include "ticket.h"
#include "worker.h"
#include <string.h>

gboolean opening_is_escalation(const Deciding *x)
{
    const Reading *r = x->reading;
    if (r->kind != NULL)
        return g_str_equal(r->kind, "escalation");
    gboolean agency =
        reading_value(r, "challenged_agency") != NULL || reading_value(r, "raising_agency") != NULL;
    gboolean child = r->children->len > 0;
    gboolean problem =
        reading_value(r, "problem") != NULL || reading_value(r, "outcome_sought") != NULL;
    return r->has_form && agency && (child || problem) &&
           !(reading_value(r, "resolved") != NULL && !child);
}

OpeningSides opening_sides(const Deciding *x)
{
    const Directory *directory = x->rules->directory;
    OpeningSides sides = {x->reading->raising != NULL ? x->reading->raising->agency : NULL,
                          x->reading->challenged != NULL ? x->reading->challenged->agency : NULL,
                          FALSE};
    const Agency *own = x->sender->agency;
    const AgencyCandidate *misspelt =
        x->reading->challenged != NULL ? agency_match_misspelt(x->reading->challenged) : NULL;
    if (sides.challenged == NULL && misspelt != NULL && alarming_at_once(x))
        sides.challenged = misspelt->agency;
    if (sides.raising == NULL)
        sides.raising = own;
    else if (own != NULL && !directory_speaks_for(directory, own->id, sides.raising->id))
        sides.mismatch = x->ruling == NULL;
    return sides;
}

GStrv opening_child_keys(const Deciding *x)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < x->reading->children->len; i++) {
        const ChildRead *read = g_ptr_array_index(x->reading->children, i);
        Child child = {.n = i + 1, .born = read->born, .expected = read->expected};
        child.name = read->name != NULL ? read->name : (char *)"";
        child.ids = read->ids != NULL ? read->ids : (char *)"";
        child.setting = (char *)"";
        g_autoptr(GPtrArray) keys = case_child_keys(&child);
        for (guint j = 0; j < keys->len; j++)
            g_strv_builder_add(builder, g_ptr_array_index(keys, j));
    }
    return g_strv_builder_end(builder);
}

static const char *value_of(const Deciding *x, const char *key)
{
    const FieldValue *value = reading_value(x->reading, key);
    return value != NULL && !form_is_no_information(x->rules->forms, value->value) ? value->value
                                                                                   : "";
}

/* The writer of a forwarded form is told how the case goes only at an address of the agency that raises it: a From line in a
 * forwarded text is whatever somebody wrote there. */
static const char *inner_address(const Deciding *x, const MailForwarded *inner, const char *raising)
{
    const Directory *directory = x->rules->directory;
    const Agency *of = directory_agency_of_domain(directory, inner->from);
    return of != NULL && raising != NULL && directory_speaks_for(directory, of->id, raising)
               ? inner->from
               : "";
}

/* Is the sender, who is proven and of the agency, called so? */
static gboolean is_called(const Deciding *x, const char *raising, const char *called)
{
    const Agency *own = x->sender->agency;
    return x->sender->proven && own != NULL && raising != NULL &&
           directory_speaks_for(x->rules->directory, own->id, raising) &&
           name_fits(called, x->sender->name);
}

static gboolean is_post_of_sender(const Deciding *x, const GPtrArray *posts)
{
    return posts->len > 0 &&
           g_str_equal(((const Post *)g_ptr_array_index(posts, 0))->email, x->sender->email);
}

/* Whom the directory has under this name, else its only one who may be called so: by the surname, or it is the sender.
 * *sender_out: it is the sender. */
static GPtrArray *posts_of_worker(const Deciding *x, const char *raising, const char *name,
                                  gboolean *sender_out)
{
    GPtrArray *posts = directory_posts_by_name(x->rules->directory, raising, name, x->today);
    gboolean several = FALSE;
    if (posts->len > 0 || raising == NULL || *name == '\0')
        return posts;
    g_ptr_array_unref(posts);
    posts = directory_posts_called(x->rules->directory, raising, name, x->today, &several);
    *sender_out =
        !several && (posts->len == 0 || is_post_of_sender(x, posts)) && is_called(x, raising, name);
    if (posts->len > 0 && !*sender_out &&
        !name_has_surname_of(name, ((const Post *)g_ptr_array_index(posts, 0))->name))
        g_ptr_array_set_size(posts, 0);
    return posts;
}

/* The form's contact, if it is the worker's by its name; newly allocated, NULL if not. */
static char *contact_of(const Deciding *x, const char *raising, const char *name)
{
    g_autofree char *address = worker_address_in(x->rules, raising, value_of(x, "sender_contact"));
    g_autofree char *plain = name_without_title(name);
    const char *at = address != NULL ? strchr(address, '@') : NULL;
    g_autofree char *local = at != NULL ? g_strndup(address, (gsize)(at - address)) : NULL;
    return local != NULL && *plain != '\0' && name_has_surname_of(local, plain)
               ? g_steal_pointer(&address)
               : NULL;
}

/* The worker who raised it: as the form names them, with an address only where it is certain. */
static void change_originator(Deciding *x, Event *event, const char *raising)
{
    const char *name = value_of(x, "originator"), *role = value_of(x, "originator.role"),
               *email = "";
    const MailForwarded *inner = x->reading->forwarded ? forwarded_form(x) : NULL;
    g_autofree char *name_line = NULL, *sender_role_words = NULL;
    if (*name == '\0' && inner != NULL) {
        name = *inner->from_name != '\0' ? inner->from_name : inner->from;
        email = inner_address(x, inner, raising);
    }
    name = name_line = text_line(name, 120);
    gboolean called = FALSE;
    g_autoptr(GPtrArray) posts = posts_of_worker(x, raising, name, &called);
    gboolean is_sender = *name == '\0' || text_same(name, x->sender->name) || called;
    if (is_sender && inner == NULL)
        email = x->sender->email;
    else if (*email == '\0' && posts->len > 0)
        email = ((const Post *)g_ptr_array_index(posts, 0))->email;
    g_autofree char *given = *email == '\0' ? contact_of(x, raising, name) : NULL;
    email = given != NULL ? given : email;
    if (*role == '\0' && *name != '\0' && is_sender && sender_role(x->sender) != NULL)
        role = sender_role_words = role_words(sender_role(x->sender));
    if (*role == '\0' && posts->len > 0)
        role = sender_role_words = role_words(((const Post *)g_ptr_array_index(posts, 0))->role);
    event_change(event, "originator", name, role, raising != NULL ? raising : "", email, NULL);
}

static void change_routing(Deciding *x, Event *event, OpeningSides sides)
{
    const char *written = value_of(x, "challenged_agency");
    event_change(event, "raising", sides.raising != NULL ? sides.raising->id : "", NULL);
    event_change(event, "challenged", sides.challenged != NULL ? sides.challenged->id : "", written,
                 NULL);
    if (sides.challenged != NULL)
        return;
    event_change(event, "routing-held", side_name(SIDE_CHALLENGED), NULL);
    for (guint i = 0; x->reading->challenged != NULL && i < x->reading->challenged->candidates->len;
         i++) {
        const AgencyCandidate *candidate = g_ptr_array_index(x->reading->challenged->candidates, i);
        event_change(event, "candidate", candidate->agency->id, candidate->why, NULL);
    }
}

/* What the record must say of how the agencies were understood. */
static void say_agencies(Deciding *x)
{
    const AgencyMatch *const matches[] = {x->reading->raising, x->reading->challenged};
    for (gsize i = 0; i < G_N_ELEMENTS(matches); i++) {
        const AgencyCandidate *misspelt =
            matches[i] != NULL ? agency_match_misspelt(matches[i]) : NULL;
        if (matches[i] != NULL && matches[i]->succeeded)
            deciding_add(x, deciding_event(x, "successor", "%s", matches[i]->why));
        if (misspelt != NULL && g_strcmp0(misspelt->agency->id, x->c->challenged) == 0)
            deciding_add(x, deciding_event(x, "misspelt",
                                           "%s, and like no other name: taken for it because the "
                                           "matter cannot wait; the office is asked to check",
                                           misspelt->why));
    }
}

/* Nothing else that was written could be meant than this one: "Oakfield Primary School, Romford". */
static gboolean is_only_candidate(const AgencyMatch *written, const char *agency)
{
    const AgencyCandidate *first =
        written->candidates->len == 1 ? g_ptr_array_index(written->candidates, 0) : NULL;
    return first != NULL && first->exact && text_is(first->agency->id, agency);
}

/* The agency raising it as it was written is in no directory, and the sender's address says which one it is: recorded as
 * that, and asked about as such unless what was written begins with its name. */
static void say_raising(Deciding *x)
{
    const AgencyMatch *written = x->reading->raising;
    if (written == NULL || written->agency != NULL || x->c->raising == NULL)
        return;
    const char *name = agency_name(x->rules, x->c->raising);
    for (guint i = 0; i < x->decision->problems->len; i++) {
        FieldProblem *problem = g_ptr_array_index(x->decision->problems, i);
        if (!text_is(problem->key, "raising_agency") || !problem->unread)
            continue;
        if (is_only_candidate(written, x->c->raising)) {
            g_ptr_array_remove_index(x->decision->problems, i);
            return;
        }
        g_free(problem->text);
        problem->text = g_strdup_printf(
            "the directory has no such name; by your address it is recorded as %s. Is that right?",
            name);
        problem->unread = FALSE;
        deciding_add(x,
                     deciding_event(x, "raising-taken",
                                    "The agency raising it is written in a way that the directory "
                                    "does not know; by the sender's address it is taken to be %s",
                                    name));
    }
}

static void open_event(Deciding *x, OpeningSides sides, const char *reference)
{
    g_autofree char *role = role_words(sender_role(x->sender));
    Event *event = deciding_event(
        x, "opened", "Escalation received from %s%s%s%s; %s raises it about %s", x->sender->email,
        *role != '\0' ? " (" : "", role, *role != '\0' ? ")" : "",
        agency_name(x->rules, sides.raising != NULL ? sides.raising->id : NULL),
        agency_name(x->rules, sides.challenged != NULL ? sides.challenged->id : NULL));
    g_autofree char *at = deciding_at(x);
    event->at = x->received; /* raised then, however late the office opens it */
    event_change(event, "open", reference, x->policy->id, x->policy->sha256,
                 x->mailbox != NULL ? x->mailbox : "", NULL);
    event_change(event, "received", at, x->mail->message_id, NULL);
    event_change(event, "sender", x->sender->email, NULL);
    sender_proof_record(x, event);
    event_change(event, "turn", x->sender->email, NULL);
    change_routing(x, event, sides);
    change_originator(x, event, sides.raising != NULL ? sides.raising->id : NULL);
    (void)facts_record(x, event);
    ticket_record(x, event);
    same_name_record(x, event);
    if (x->reading->forwarded) {
        event_change(event, "confirm-from", x->sender->email, NULL);
        forwarded_date(x, event);
    }
    if (alarming_urgent(x))
        event_change(event, "urgent", "yes", NULL);
    else if (danger_left_open(x))
        event_change(event, "harm-unanswered", "yes", NULL);
    deciding_add(x, event);
    deciding_say_ruling(x);
    say_agencies(x);
    say_raising(x);
    if (x->reading->forwarded)
        forwarded_propose(x);
}

/* Without a claim a case starts where its sender stands on the raising side, else at the first
 * stage. */
static const PolicyStage *stage_of_sender(const Deciding *x)
{
    for (guint i = 0; i < x->policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(x->policy->stages, i);
        const PolicyTier *tier = g_ptr_array_index(stage->tiers, 0);
        for (guint j = 0; j < tier->holders->len; j++) {
            const PolicyHolder *rule = g_ptr_array_index(tier->holders, j);
            for (guint k = 0;
                 rule->side == SIDE_RAISING && rule->roles != NULL && rule->roles[k] != NULL; k++)
                if (sender_has_role(x->sender, rule->roles[k]))
                    return stage;
        }
    }
    return policy_stage_at(x->policy, 1);
}

static void enter_claimed(Deciding *x)
{
    const PolicyStage *stage = x->reading->stage;
    const char *why = NULL, *section = NULL;
    g_autoptr(GPtrArray) together = alarming_stages(x, &section);
    if (together != NULL) {
        moving_enter_together(x, together, section);
        return;
    }
    if (!x->reading->stage_claimed)
        stage = stage_of_sender(x);
    if (stage != NULL) {
        if (!claiming_move(x, stage, &why))
            clocks_set(x);
        return;
    }
    Event *event = deciding_event(
        x, "stage-unknown", "The policy has no stage '%s'; the office says which one is meant",
        x->reading->stage_text);
    event_change(event, "claimed", x->reading->stage_text, NULL);
    deciding_add(x, event);
    clocks_set(x);
}

static void settle_state(Deciding *x)
{
    gboolean provisional = FALSE;
    GPtrArray *missing = deciding_missing(x, &provisional);
    gboolean open = !provisional && x->c->waiting_confirmation == NULL;
    Event *event =
        open ? deciding_event(x, "state", "The case is open")
             : deciding_event(x, "state", "The case is open provisionally: %u items are asked for",
                              missing->len);
    event_change(event, "state", case_state_name(open ? CASE_OPEN : CASE_PROVISIONAL), NULL);
    deciding_add(x, event);
}

static void suggest_directory(Deciding *x)
{
    if (x->sender->level == SENDER_KNOWN_DOMAIN)
        deciding_add(x,
                     deciding_event(x, "directory", "%s is in no directory: add to the directory?",
                                    x->sender->email));
}

static void answer_opening(Deciding *x)
{
    if (x->c->waiting_confirmation == NULL) {
        telling_answer(x, "ack", "");
        return;
    }
    g_autofree char *questions = forwarded_questions(x);
    telling_mail(x, "ack-forwarded", x->sender->email, x->sender->name, sender_role(x->sender),
                 TRUE, "confirm", questions, NULL);
}

void opening_case(Deciding *x, OpeningSides sides)
{
    int year = 0, month, mday;
    day_split(x->today, &year, &month, &mday);
    g_autofree char *reference = x->lookup->next_reference(x->lookup->outside, x->policy->prefix,
                                                           (guint)(year % 100), &x->error);
    if (reference == NULL) {
        if (x->error == NULL)
            g_set_error(&x->error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "no next reference for '%s'",
                        x->policy->prefix);
        return;
    }
    x->c = x->decision->subject_case = case_new();
    x->decision->is_new = TRUE;
    x->decision->first_new = 0;
    open_event(x, sides, reference);
    enter_claimed(x);
    settle_state(x);
    suggest_directory(x);
    alarming_date(x);
    if (x->c->urgent)
        alarming_tell(x);
    moving_tell(x, NULL, NULL);
    answer_opening(x);
    telling_record(x);
    deciding_dispose(x, "case", "opened %s", reference);
}
