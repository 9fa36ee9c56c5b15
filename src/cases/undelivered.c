/* undelivered: a mail that did not arrive is nobody told.
 *
 * The report is filed with the mail it speaks of, known by the keyed Message-ID in what was returned.
 * The mail is marked failed, whoever was to be told is not told, a notice that a rule requires is owed
 * again, and the office is asked to telephone: in the record, and once by mail, though never to the
 * address that failed. A delay is only recorded. Nobody is ever answered. */
#include "undelivered.h"
#include "duties.h"
#include "telling.h"
#include "text.h"
#include <string.h>

#define TASK "telephone"
#define WORD_LEAST 3 /* letters of a name by which a note may call somebody */

/* The first mail of ours that the report speaks of, and what it says of it. */
static OutboxRow *reported_mail(Deciding *x, const MailDelivery **delivery_out)
{
    const GArray *deliveries = x->mail->deliveries;
    for (guint i = 0; i < deliveries->len && x->error == NULL; i++) {
        const MailDelivery *delivery = &g_array_index(deliveries, MailDelivery, i);
        OutboxRow *row =
            *delivery->original_id != '\0'
                ? x->lookup->sent_mail(x->lookup->outside, delivery->original_id, &x->error)
                : NULL;
        if (row == NULL)
            continue;
        *delivery_out = delivery;
        return row;
    }
    return NULL;
}

static const Post *post_of(const Deciding *x, const OutboxRow *row)
{
    g_autoptr(GPtrArray) posts = directory_posts_by_email(x->rules->directory, row->to, x->today);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (g_str_equal(post->role, row->role))
            return post;
    }
    return posts->len > 0 ? g_ptr_array_index(posts, 0) : NULL;
}

/* "Priya Thorncastle (deputy representative of Mersey Vale Health)". */
static char *person_words(const Deciding *x, const OutboxRow *row, const Post *post)
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

static void mark_failed(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    Undelivered *undelivered = g_new0(Undelivered, 1);
    undelivered->outbox = row->id;
    undelivered->why = g_strdup_printf("reported undeliverable%s%s",
                                       *delivery->status != '\0' ? ": " : "", delivery->status);
    g_ptr_array_add(x->decision->undelivered, undelivered);
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

/* A notice about a child's status, which our mail gives. */
static gboolean is_notice(const Deciding *x, const Owed *owed)
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
        return is_notice(x, owed) && g_str_equal(owed->role, row->role);
    return duties_told_by_us(x, owed) && g_strcmp0(x->c->originator.email, row->to) == 0;
}

static void owe_again(const Deciding *x, Event *event, const OutboxRow *row)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (!was_met_by(x, owed, row))
            continue;
        g_autofree char *since = g_strdup_printf("%" G_GINT64_FORMAT, owed->since);
        event_change(event, "owed", owed->kind, owed->agency, owed->role, decimal(owed->child),
                     owed->source, owed->bars_closing ? "yes" : "no", since, NULL);
    }
}

static const Owed *task_of(const Case *c, const char *agency, const char *role)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met == INSTANT_UNKNOWN && g_str_equal(owed->kind, TASK) &&
            g_str_equal(owed->agency, agency) && g_str_equal(owed->role, role))
            return owed;
    }
    return NULL;
}

static void owe_task(const Deciding *x, Event *event, const OutboxRow *row, const Post *post)
{
    const Agency *domain = directory_agency_of_domain(x->rules->directory, row->to);
    const char *agency = post != NULL ? post->agency : domain != NULL ? domain->id : "";
    const char *role = post != NULL ? post->role : row->role;
    const char *name = *row->to_name != '\0' ? row->to_name : row->to;
    const Owed *before = task_of(x->c, agency, role);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, x->received);
    g_autofree char *source = before != NULL
                                  ? g_strdup_printf("%s; mail to %s failed", before->source, name)
                                  : g_strdup_printf("mail to %s failed", name);
    event_change(event, "owed", TASK, agency, role, "0", source, "no", at, NULL);
}

/* ---- the office ---- */

static void alarm_office(Deciding *x, const OutboxRow *row, const char *question)
{
    GStrv roles = x->rules->site.office_roles;
    for (guint i = 0; roles != NULL && roles[i] != NULL; i++) {
        g_autoptr(GPtrArray) posts =
            directory_posts_of(x->rules->directory, NULL, roles[i], x->today);
        for (guint j = 0; j < posts->len; j++) {
            const Post *post = g_ptr_array_index(posts, j);
            if (!g_str_equal(post->email, row->to))
                telling_mail(x, "office-alarm", post->email, post->name, post->role, FALSE,
                             "question", question, NULL);
        }
    }
}

static void take_failure(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    const Post *post = post_of(x, row);
    g_autofree char *person = person_words(x, row, post);
    g_autofree char *telephone = telephone_words(post);
    g_autofree char *said =
        g_strdup_printf("A mail (%s) to %s could not be delivered%s%s: %s", row->template, person,
                        *delivery->status != '\0' ? ", status " : "", delivery->status, telephone);
    Event *event = deciding_event(x, "delivery-report", "%s", said);
    untell(x, event, row);
    owe_again(x, event, row);
    owe_task(x, event, row, post);
    deciding_add(x, event);
    g_autofree char *question =
        g_strdup_printf("%s. Then record it: casegate note %s 'Phoned …'.", said, x->c->reference);
    alarm_office(x, row, question);
    if (x->c->state != CASE_CLOSED && x->c->state != CASE_HANDED_OFF)
        return;
    HeldRow *held = deciding_hold(x, "delivery-failure", "%s", said);
    g_ptr_array_add(held->suggestions, suggestion_new(x->c->reference, said));
}

static void file_in_case(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    g_autofree char *person = person_words(x, row, post_of(x, row));
    x->decision->first_new = x->c->events->len;
    x->decision->matched_by = "reply-id";
    x->policy = ruleset_policy_by_sha256(x->rules, x->c->policy_sha256);
    if (g_str_equal(delivery->action, "failed") && !g_str_equal(row->state, "failed"))
        take_failure(x, row, delivery);
    else
        deciding_add(x, deciding_event(x, "delivery-report",
                                       "A mail system reports of the mail (%s) to %s: %s%s%s",
                                       row->template, person, delivery->action,
                                       *delivery->status != '\0' ? ", status " : "",
                                       delivery->status));
}

/* A failure whose original is not in the report: a person finds out which mail is meant, if the address is
 * one that we write to. Reports on mail that others sent in our name are filed and no more. */
static void hold_unknown(Deciding *x)
{
    for (guint i = 0; i < x->mail->deliveries->len && x->error == NULL; i++) {
        const MailDelivery *delivery = &g_array_index(x->mail->deliveries, MailDelivery, i);
        if (!g_str_equal(delivery->action, "failed") || *delivery->original_id != '\0')
            continue;
        g_autoptr(GPtrArray) cases =
            x->lookup->cases_of_person(x->lookup->context, delivery->recipient, &x->error);
        if (cases == NULL || cases->len == 0)
            continue;
        HeldRow *held = deciding_hold(x, "delivery-failure",
                                      "a mail to %s could not be delivered; the report does not "
                                      "say which: telephone",
                                      delivery->recipient);
        for (guint j = 0; j < cases->len; j++)
            g_ptr_array_add(held->suggestions, suggestion_new(g_ptr_array_index(cases, j),
                                                              "the recipient takes part in it"));
        return;
    }
}

gboolean undelivered_take(Deciding *x)
{
    const MailDelivery *delivery = NULL;
    g_autoptr(OutboxRow) row = reported_mail(x, &delivery);
    if (row == NULL) {
        if (x->error == NULL)
            hold_unknown(x);
        return x->decision->held != NULL;
    }
    if (g_str_equal(delivery->action, "failed") && !g_str_equal(row->state, "failed"))
        mark_failed(x, row, delivery);
    Case *c = *row->reference != '\0'
                  ? x->lookup->load(x->lookup->context, row->reference, &x->error)
                  : NULL;
    if (c == NULL)
        return TRUE;
    x->c = x->decision->subject_case = c;
    file_in_case(x, row, delivery);
    return TRUE;
}

/* ---- the telephone ---- */

/* Does the note call somebody whom the task names ("mail to Priya Thorncastle failed")? */
static gboolean names_someone(const char *note, const char *source)
{
    static const char *const others[] = {"mail", "failed", "the", NULL};
    g_autofree char *folded = text_fold(note);
    g_autofree char *padded = g_strconcat(" ", folded, " ", NULL);
    g_autofree char *names = text_fold(source);
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        g_autofree char *word = g_strconcat(" ", words[i], " ", NULL);
        if (strlen(words[i]) >= WORD_LEAST && !g_strv_contains(others, words[i]) &&
            strstr(padded, word) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Who is told by telephone is told: what the mail was to meet is met, and no more. */
static void meet_duties(const Deciding *x, const Owed *task, const char *at, Event *event)
{
    const char *originator = x->c->originator.name;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        gboolean by_role = is_notice(x, owed) && g_str_equal(owed->role, task->role);
        gboolean of_worker = duties_told_by_us(x, owed) && originator != NULL &&
                             *originator != '\0' && strstr(task->source, originator) != NULL;
        if (owed->met == INSTANT_UNKNOWN && (by_role || of_worker))
            event_change(event, "owed-met", owed->kind, owed->agency, owed->role,
                         decimal(owed->child), at, NULL);
    }
}

static void settle_task(const Deciding *x, const Owed *owed, Event *event)
{
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, x->now);
    event_change(event, "owed-met", owed->kind, owed->agency, owed->role, "0", at, NULL);
    meet_duties(x, owed, at, event);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->told == INSTANT_UNKNOWN &&
            g_str_equal(holder->agency, owed->agency) && g_str_equal(holder->role, owed->role))
            event_change(event, "told", side_name(holder->side), holder->email, at, NULL);
    }
}

gboolean undelivered_telephoned(Deciding *x, const char *note, Event *event)
{
    const Owed *only = NULL;
    guint open = 0, named = 0;
    if (!words_say(x->rules, note, "telephoned") || words_say(x->rules, note, "not-reached"))
        return FALSE;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || !g_str_equal(owed->kind, TASK))
            continue;
        open++;
        only = owed;
        if (names_someone(note, owed->source)) {
            settle_task(x, owed, event);
            named++;
        }
    }
    if (named == 0 && open == 1)
        settle_task(x, only, event);
    return TRUE;
}
