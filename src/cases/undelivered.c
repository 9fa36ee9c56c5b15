/* undelivered: a mail that did not arrive is nobody told.
 *
 * Whether a mail system reports it, our own sender was refused, or the mail may not be sent at all: the
 * mail is marked failed, whoever was to be told is not told, a notice that a rule requires is owed
 * again, the directory's deputy is asked, and the office is to telephone: in the record, and once by
 * mail, though never to an address that fails. A delay is only recorded, and that a mail arrived is no
 * news. A report that carries no mark of ours changes nothing: a person says what it means. Nobody is
 * ever answered. */
#include "undelivered_private.h"
#include "deputising.h"
#include "duties.h"
#include "outgoing_guard.h"
#include "owed_names.h"
#include "reported.h"
#include "telling.h"

#define HALF_A_DAY (12 * 60 * 60)
#define STOPPED "stopped-answer" /* a warning's kind; it is kept by template */
#define STOPPED_MOST 5           /* answers of no case and one template, a day */

typedef struct { /* why a mail of ours did not arrive */
    const OutboxRow *row;
    const char *address; /* the one that failed, "" if the mail's own */
    const char *why;     /* "could not be delivered, status 5.1.1" */
} Failure;

const Post *undelivered_post(const Deciding *x, const OutboxRow *row)
{
    g_autoptr(GPtrArray) posts = directory_posts_by_email(x->rules->directory, row->to, x->today);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (g_str_equal(post->role, row->role))
            return post;
    }
    return posts->len > 0 ? g_ptr_array_index(posts, 0) : NULL;
}

char *undelivered_person(const Deciding *x, const OutboxRow *row, const Post *post)
{
    const char *name = *row->to_name != '\0' ? row->to_name : post != NULL ? post->name : row->to;
    g_autofree char *role = role_words(post != NULL ? post->role : row->role);
    if (post != NULL)
        return g_strdup_printf("%s (%s of %s)", name, role, agency_name(x->rules, post->agency));
    return *role != '\0' ? g_strdup_printf("%s (%s)", name, role) : g_strdup(name);
}

static char *telephone_words(const Post *post)
{
    return post != NULL && *post->phone != '\0'
               ? g_strdup_printf("please telephone %s", post->phone)
               : g_strdup("please telephone; the directory has no number");
}

/* ---- what is not told ---- */

static void untell(const Deciding *x, Event *event, const OutboxRow *row)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->told != INSTANT_UNKNOWN &&
            g_str_equal(holder->email, row->to))
            event_change(event, "told", side_name(holder->side), holder->email, "", NULL);
    }
}

gboolean undelivered_is_notice(const Deciding *x, const Owed *owed)
{
    for (guint i = 0; x->policy != NULL && i < x->policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(x->policy->status_notices, i);
        if (g_str_equal(notice->kind, owed->kind) && g_str_equal(notice->role, owed->role))
            return TRUE;
    }
    return FALSE;
}

/* A duty that this mail was to meet. What others have done stays done. */
static gboolean was_met_by(const Deciding *x, const Owed *owed, const OutboxRow *row)
{
    if (owed->met == INSTANT_UNKNOWN)
        return FALSE;
    if (g_str_equal(row->template, "notice-status"))
        return undelivered_is_notice(x, owed) && g_str_equal(owed->role, row->role);
    return duties_told_by_us(x, owed) && case_is_originator(x->c, row->to);
}

static void owe_again(const Deciding *x, Event *event, const OutboxRow *row)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (!was_met_by(x, owed, row))
            continue;
        g_autofree char *since = instant_decimal(owed->since);
        event_change(event, "owed", owed->kind, owed->agency, owed->role, decimal(owed->child),
                     owed->source, owed->bars_closing ? "yes" : "no", since, NULL);
    }
}

static const Owed *task_of(const Case *c, const char *agency, const char *role)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met == INSTANT_UNKNOWN && g_str_equal(owed->kind, OWED_TELEPHONE) &&
            g_str_equal(owed->agency, agency) && g_str_equal(owed->role, role))
            return owed;
    }
    return NULL;
}

char *undelivered_sentence(const char *whom)
{
    return g_strdup_printf("mail to %s failed", whom);
}

/* The task as it was, with this sentence in it once; `before` is NULL for a new one. */
static char *with_sentence(const Owed *before, const char *sentence)
{
    if (before == NULL)
        return g_strdup(sentence);
    g_auto(GStrv) sentences = g_strsplit(before->source, UNDELIVERED_AND, -1);
    if (g_strv_contains((const char *const *)sentences, sentence))
        return g_strdup(before->source);
    return g_strconcat(before->source, UNDELIVERED_AND, sentence, NULL);
}

static void owe_task(const Deciding *x, Event *event, const OutboxRow *row, const Post *post)
{
    const Agency *domain = directory_agency_of_domain(x->rules->directory, row->to);
    const char *agency = post != NULL ? post->agency : domain != NULL ? domain->id : "";
    const char *role = post != NULL ? post->role : row->role;
    const char *name = *row->to_name != '\0' ? row->to_name : row->to;
    g_autofree char *at = instant_decimal(x->received);
    g_autofree char *sentence = undelivered_sentence(name);
    g_autofree char *source = with_sentence(task_of(x->c, agency, role), sentence);
    event_change(event, "owed", OWED_TELEPHONE, agency, role, "0", source, "no", at, NULL);
}

/* ---- the office ---- */

/* An address that failed today is not relied on; and that an alarm failed is not told to one that failed in the time in
 * which reports come, so that alarms about alarms come to an end. */
static gboolean fails(Deciding *x, const char *address, gconstpointer data)
{
    const OutboxRow *row = data;
    gboolean of_alarm = g_str_equal(row->template, "office-alarm");
    Instant since = x->now - (of_alarm ? REPORTS_COME : HALF_A_DAY);
    return g_str_equal(address, row->to) || x->error != NULL ||
           x->lookup->failures_since(x->lookup->context, address, since, &x->error) != 0;
}

/* An alarm that may not be sent is followed by no other: the next would not be sent either. */
static void alarm_office(Deciding *x, const OutboxRow *row, const char *question)
{
    if (g_str_equal(row->state, "suppressed") && g_str_equal(row->template, "office-alarm"))
        return;
    telling_roles(x, x->rules->site.office_roles, "office-alarm", question, fails, row);
}

static char *failure_words(const Deciding *x, const Failure *failure)
{
    const Post *post = undelivered_post(x, failure->row);
    g_autofree char *person = undelivered_person(x, failure->row, post);
    g_autofree char *telephone = telephone_words(post);
    return g_strdup_printf("A mail (%s) to %s %s: %s", failure->row->template, person, failure->why,
                           telephone);
}

static gboolean has_the_notice(Deciding *x, const OutboxRow *row, const char *address)
{
    g_autoptr(GPtrArray) mails =
        x->lookup->mails_to(x->lookup->context, address, x->c->opened, &x->error);
    gboolean has = x->error != NULL;
    for (guint i = 0; mails != NULL && i < mails->len; i++) {
        const OutboxRow *other = g_ptr_array_index(mails, i);
        has |= g_strcmp0(other->reference, x->c->reference) == 0 &&
               g_str_equal(other->template, row->template);
    }
    return has;
}

/* Whoever must be notified is not a holder: the notice goes to the deputy as well, and is owed all the same. */
static void notify_deputy(Deciding *x, const OutboxRow *row)
{
    const Post *deputy = deputising_post(x, row->to);
    if (deputy == NULL || has_the_notice(x, row, deputy->email))
        return;
    deciding_add(x, deciding_event(x, "deputy",
                                   "%s could not be reached by mail: the directory's deputy %s is "
                                   "notified too",
                                   *row->to_name != '\0' ? row->to_name : row->to, deputy->name));
    telling_status_deputy(x, row->role, deputy);
    telling_record(x);
}

/* Only a notice asks anybody for something; who was answered has written from that address today. */
static void ask_deputy(Deciding *x, const OutboxRow *row)
{
    const Holder *holder = deputising_holder(x->c, row->to);
    gboolean runs = case_runs(x->c);
    if (row->answer || !runs || x->policy == NULL)
        return;
    if (g_str_equal(row->template, "notice-status"))
        notify_deputy(x, row);
    else if (holder != NULL)
        (void)deputising_ask(x, holder, "could not be reached by mail");
}

static void hold_after_end(Deciding *x, const char *said)
{
    if (x->mail == NULL || x->ruling != NULL || !case_is_over(x->c))
        return;
    HeldRow *held = deciding_hold(x, "delivery-failure", "%s", said);
    g_ptr_array_add(held->suggestions, suggestion_new(x->c->reference, said));
}

static void take_failure(Deciding *x, const Failure *failure)
{
    const OutboxRow *row = failure->row;
    g_autofree char *said = failure_words(x, failure);
    Event *event =
        deciding_event(x, "delivery-report", "%s%s%s", said,
                       *failure->address != '\0' ? "; it failed at " : "", failure->address);
    untell(x, event, row);
    owe_again(x, event, row);
    owe_task(x, event, row, undelivered_post(x, row));
    deciding_add(x, event);
    g_autofree char *question =
        g_strdup_printf("%s. Then record it: casegate note %s 'Phoned …'.", said, x->c->reference);
    alarm_office(x, row, question);
    ask_deputy(x, row);
    hold_after_end(x, said);
}

/* Something of ours is wrong with an answer that the guard stopped: the office is told, though not of every one of a day. */
static gboolean is_stopped(Deciding *x, const OutboxRow *row)
{
    gboolean stopped =
        g_str_equal(row->state, "suppressed") && g_str_has_prefix(row->why, OUTGOING_STOPPED);
    if (!stopped || deciding_warned(x, STOPPED, row->template, DAY_SECONDS) >= STOPPED_MOST)
        return FALSE;
    deciding_warn(x, STOPPED, row->template);
    return TRUE;
}

/* A mail of no case asks nothing of anybody but the office. */
static void take_failure_of_no_case(Deciding *x, const Failure *failure)
{
    if (failure->row->answer && !is_stopped(x, failure->row))
        return;
    g_autofree char *said =
        failure->row->restricted
            ? g_strdup("A mail about a restricted message did not arrive: a named officer sees it "
                       "among what was sent.")
            : failure_words(x, failure);
    alarm_office(x, failure->row, said);
}

void undelivered_begin_case(Deciding *x, Case *c, const char *matched_by)
{
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    x->decision->matched_by = matched_by;
    x->policy = ruleset_policy_by_sha256(x->rules, c->policy_sha256);
}

void undelivered_fail(Deciding *x, const OutboxRow *row, const char *address, const char *why)
{
    Failure failure = {row, address, why};
    if (x->c != NULL)
        take_failure(x, &failure);
    else
        take_failure_of_no_case(x, &failure);
}

/* ---- our own sender ---- */

static char *refused_words(const OutboxRow *row)
{
    if (g_str_equal(row->state, "suppressed"))
        return g_strdup_printf("may not be sent (%s)", row->why);
    if (row->smtp_code == 0)
        return g_strdup_printf("could not be sent%s%s%s", *row->why != '\0' ? " (" : "", row->why,
                               *row->why != '\0' ? ")" : "");
    return g_strdup_printf("%s %u%s%s",
                           row->smtp_code >= 500
                               ? "was refused by the mail system with"
                               : "could not be delivered to the mail system in time; it last said",
                           row->smtp_code, *row->smtp_status != '\0' ? " " : "", row->smtp_status);
}

void undelivered_conclude(Deciding *x, const OutboxRow *row, Case *c)
{
    g_autofree char *why = refused_words(row);
    if (c != NULL)
        undelivered_begin_case(x, c, NULL);
    undelivered_fail(x, row, "", why);
}
