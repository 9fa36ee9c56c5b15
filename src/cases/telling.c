/* Drafts the mails of a decision. Promises: one mail a person and message, nobody who is not named
 * by the policy or the case, no detail to an address that may not have it. A mail that cannot be
 * drafted (no address known) leaves something owed that the office sees; it is never sent to a
 * guess. */
#include "telling.h"
#include "by_mail.h"
#include "duties.h"
#include "limiting.h"
#include "owed_names.h"
#include "subject_mark.h"
#include "text.h"
#include "ticket.h"
#include <string.h>

/* An answer to who wrote by a protected route goes back by it. */
static void mark_route(const Deciding *x, MailDraft *mail)
{
    const char *mark = x->mail != NULL ? subject_mark_of_route(x->mail->subject) : NULL;
    if (mark == NULL)
        return;
    g_autofree char *subject = g_steal_pointer(&mail->subject);
    mail->subject = g_strconcat(mark, " ", subject, NULL);
}

static void draft(Deciding *x, const char *template, const char *to, const char *to_name,
                  const char *role, gboolean answer, TemplateValues *values)
{
    const char *policy = x->policy != NULL ? x->policy->id : NULL;
    const ReplyTemplate *reply = reply_templates_find(x->rules->replies, policy, template);
    if (reply == NULL)
        return;
    MailDraft *mail = g_new0(MailDraft, 1);
    mail->to = g_strdup(to);
    mail->to_name = g_strdup(to_name != NULL ? to_name : "");
    mail->role = g_strdup(role != NULL ? role : "");
    mail->template = g_strdup(template);
    mail->answer = answer;
    mail->event_seq = x->c != NULL ? x->c->events->len + 1 : 0;
    if (answer && x->mail != NULL && *x->mail->message_id != '\0')
        mail->in_reply_to = g_strdup(x->mail->message_id);
    if (answer && x->mail != NULL && *x->mail->thread_index != '\0')
        mail->thread_index = g_strdup(x->mail->thread_index);
    reply_template_render(reply, values, &mail->subject, &mail->body);
    if (answer)
        mark_route(x, mail);
    g_autofree char *theirs = ticket_echo(x, to, answer);
    if (theirs != NULL) {
        g_autofree char *own = mail->subject;
        mail->subject = g_strconcat(own, " ", theirs, NULL);
    }
    g_ptr_array_add(x->decision->mails, mail);
}

void telling_mail(Deciding *x, const char *template, const char *to, const char *to_name,
                  const char *role, gboolean answer, ...)
{
    if (x->policy == NULL || to == NULL || !text_is_address(to))
        return;
    g_autoptr(TemplateValues) values = template_values_new(telling_value, x);
    g_autofree char *words = role_words(role);
    template_values_put(values, "role", words);
    template_values_put(values, "to_name", to_name);
    va_list arguments;
    va_start(arguments, answer);
    const char *field;
    while ((field = va_arg(arguments, const char *)) != NULL) {
        const char *text = va_arg(arguments, const char *);
        template_values_put(values, field, text);
    }
    va_end(arguments);
    draft(x, template, to, to_name, role, answer, values);
}

gboolean telling_already(Deciding *x, const char *to)
{
    if (x->sender != NULL && g_str_equal(x->sender->email, to))
        return TRUE;
    return g_hash_table_contains(x->told, to);
}

void telling_remember(Deciding *x, const char *to, const char *role, const char *agency)
{
    g_hash_table_add(x->told, g_strdup(to));
    g_autofree char *words = role_words(role);
    text_append(x->told_words, x->told_words->len > 0 ? "; " : "", words, NULL);
    if (agency != NULL)
        text_append(x->told_words, ", ", agency_name(x->rules, agency), NULL);
}

Secure telling_secure(const Deciding *x, const char *address, const char *agency)
{
    const Agency *of_domain = directory_agency_of_domain(x->rules->directory, address);
    const Agency *named = directory_agency(x->rules->directory, agency);
    Secure secure = of_domain != NULL ? of_domain->secure : SECURE_NO_DETAIL;
    return named != NULL && of_domain == NULL ? MAX(secure, named->secure) : secure;
}

static void say_detail_not_sent(Deciding *x, const char *role, const char *agency)
{
    g_autofree char *words = role_words(role);
    Event *event = deciding_event(x, "detail-not-sent",
                                  "Detail not sent to the %s of %s: the address may not have it",
                                  words, agency_name(x->rules, agency));
    deciding_add(x, event);
}

/* A holder of a stage that is held together with the case's own hears of that one. */
static const PolicyStage *stage_of_holder(const Deciding *x, const Holder *holder)
{
    const PolicyStage *own = holder->current ? policy_stage(x->policy, holder->stage) : NULL;
    return own != NULL ? own : policy_stage(x->policy, x->c->stage);
}

/* What it means that several hold a side: all of them answer, or any one. */
static const char *together_words(const Deciding *x, const Holder *holder)
{
    guint others = 0;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *other = g_ptr_array_index(x->c->holders, i);
        others += other != holder && other->current && other->side == holder->side &&
                  other->group == holder->group && g_str_equal(other->stage, holder->stage);
    }
    if (others == 0 || holder->group == HOLD_FIRST)
        return "";
    return holder->group == HOLD_ALL ? "Others hold this with you; each of you is "
                                       "asked to answer."
                                     : "Others hold this with you; an answer of any "
                                       "one of you will do.";
}

void telling_holder(Deciding *x, const Holder *holder, const char *template, const char *asks)
{
    telling_holder_about(x, holder, template, asks, case_fact(x->c, "agreed_outcome"));
}

void telling_holder_about(Deciding *x, const Holder *holder, const char *template, const char *asks,
                          const char *about)
{
    gboolean detail = telling_secure(x, holder->email, holder->agency) == SECURE_TLS;
    g_autofree char *text = detail ? telling_detail(x) : g_strdup("");
    const char *shared = "", *decision = detail ? about : NULL;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *other = g_ptr_array_index(x->c->holders, i);
        if (other != holder && other->current && other->side == holder->side &&
            g_str_equal(other->role, holder->role) && !g_str_equal(other->email, holder->email))
            shared = "shared post";
    }
    if (!detail)
        say_detail_not_sent(x, holder->role, holder->agency);
    const PolicyStage *stage = stage_of_holder(x, holder);
    gboolean tells = g_str_equal(template, "notice-stage"); /* in the others `asks` says it */
    g_autofree char *notices = tells ? duties_notices_asked(x, holder->side) : g_strdup("");
    telling_mail(x, detail ? template : "notice-stage-short", holder->email, holder->name,
                 holder->role, FALSE, "asks", asks, "notices", notices, "detail", text,
                 "shared_post", shared, "decision", decision, "together", together_words(x, holder),
                 "stage_name", stage != NULL ? stage->name : "stage to be confirmed", "stage_label",
                 stage != NULL ? stage->label : "Stage to be confirmed", "section",
                 stage != NULL ? stage->section : "", NULL);
    telling_remember(x, holder->email, holder->role, holder->agency);
}

void telling_words(Deciding *x, const Holder *holder, const char *template, const char *changed,
                   const char *what, const char *words)
{
    gboolean detail = telling_secure(x, holder->email, holder->agency) == SECURE_TLS;
    telling_mail(x, template, holder->email, holder->name, holder->role, FALSE, "what_changed",
                 changed, "detail", detail ? words : "", NULL);
    telling_remember(x, holder->email, holder->role, holder->agency);
    if (!detail)
        deciding_add(x, deciding_event(x, "detail-not-sent",
                                       "The %s's own words were not sent to %s: the address may "
                                       "not have them",
                                       what, agency_name(x->rules, holder->agency)));
}

static const char *asked_of(const PolicyStage *stage, const Holder *holder)
{
    gboolean joins = policy_stage_chooses(stage) && holder->side != SIDE_PARTNERSHIP;
    return joins && stage->asks_chosen != NULL ? stage->asks_chosen : stage->asks;
}

void telling_holders(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) to_tell = g_ptr_array_new();
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->told == INSTANT_UNKNOWN && !holder->quiet &&
            !g_str_equal(holder->role, "worker"))
            g_ptr_array_add(to_tell, (gpointer)holder);
    }
    if (to_tell->len == 0 || stage == NULL || !stage->tells)
        return;
    for (guint i = 0; i < to_tell->len; i++) {
        const Holder *holder = g_ptr_array_index(to_tell, i);
        const PolicyStage *own = policy_stage(x->policy, holder->stage);
        if (*holder->email != '\0' && !telling_already(x, holder->email))
            telling_holder(x, holder, holder->informed ? "notice-informed" : "notice-stage",
                           asked_of(own != NULL ? own : stage, holder));
    }
}

void telling_originator(Deciding *x, const char *template, const char *what_changed)
{
    const Person *originator = &x->c->originator;
    if (!x->policy->originator_told || originator->email == NULL || *originator->email == '\0')
        return;
    if (telling_already(x, originator->email))
        return;
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(x->rules->directory, originator->email, deciding_acting_day(x));
    const Post *post = posts->len > 0 ? g_ptr_array_index(posts, 0) : NULL;
    telling_mail(x, template, originator->email, originator->name,
                 post != NULL ? post->role : "worker", FALSE, "what_changed", what_changed, NULL);
    telling_remember(x, originator->email, "worker who raised it", NULL);
}

/* An address that may not have the detail gets no extract by mail: it is owed by another way. */
static void owe_extract(Deciding *x, const Holder *holder, const PolicyStage *left)
{
    Side side = holder->side;
    const char *agency = routing_agency(x, side);
    g_autofree char *since = deciding_acted_at(x);
    Event *event = deciding_event(
        x, "detail-not-sent",
        "The extract of %s is owed to %s by another way: its address may not have the detail",
        left->name, agency_name(x->rules, agency));
    event_change(event, "owed", OWED_EXTRACT, agency, "", "0", left->section, "no", since, NULL);
    deciding_add(x, event);
}

void telling_extracts(Deciding *x, GPtrArray *holders, const PolicyStage *left)
{
    g_autoptr(GHashTable) sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (*holder->email == '\0' || holder->informed || holder->side == SIDE_PARTNERSHIP ||
            g_str_equal(holder->role, "worker") || !g_hash_table_add(sent, g_strdup(holder->email)))
            continue;
        if (telling_secure(x, holder->email, holder->agency) != SECURE_TLS) {
            owe_extract(x, holder, left);
            continue;
        }
        g_autofree char *text = telling_detail(x);
        telling_mail(x, "extract", holder->email, holder->name, holder->role, FALSE, "detail", text,
                     "stage_name", left->name, "stage_label", left->label, NULL);
    }
}

gboolean telling_request(Deciding *x, const PolicyExit *way)
{
    Side side = routing_sender_side(x);
    gboolean shown = FALSE;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (!holder->current || holder->informed || holder->side != side ||
            g_str_equal(holder->role, "worker") || *holder->email == '\0' ||
            telling_already(x, holder->email))
            continue;
        telling_mail(x, "worker-request", holder->email, holder->name, holder->role, FALSE,
                     "section", way->section, NULL);
        telling_remember(x, holder->email, holder->role, holder->agency);
        shown = TRUE;
    }
    return shown;
}

static gboolean child_has_status(const Child *child, const PolicyStatusNotice *notice)
{
    for (guint i = 0; i < child->status->len; i++)
        if (g_strv_contains((const char *const *)notice->statuses,
                            g_ptr_array_index(child->status, i)))
            return TRUE;
    return FALSE;
}

static const Owed *find_owed(const Case *c, const char *kind, guint child)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->child == child && g_str_equal(owed->kind, kind))
            return owed;
    }
    return NULL;
}

/* Children for whom the notice is newly due; what is owed is recorded first, told after. */
static GPtrArray *status_newly_due(Deciding *x, const PolicyStatusNotice *notice)
{
    GPtrArray *due = g_ptr_array_new();
    for (guint i = 0; i < x->c->children->len; i++) {
        const Child *child = g_ptr_array_index(x->c->children, i);
        if (!child->settled && child_has_status(child, notice) &&
            find_owed(x->c, notice->kind, child->n) == NULL)
            g_ptr_array_add(due, (gpointer)decimal(child->n));
    }
    return due;
}

static void status_owe(Deciding *x, const PolicyStatusNotice *notice, GPtrArray *due)
{
    g_autofree char *role = role_words(notice->role);
    g_autofree char *since = deciding_acted_at(x);
    Event *event = deciding_event(x, "owed", "The %s must be notified of %u %s (section %s)", role,
                                  due->len, due->len == 1 ? "child" : "children", notice->section);
    for (guint i = 0; i < due->len; i++)
        event_change(event, "owed", notice->kind, "", notice->role, g_ptr_array_index(due, i),
                     notice->section, "no", since, NULL);
    deciding_add(x, event);
}

static void status_mail(Deciding *x, const PolicyStatusNotice *notice, const Post *post,
                        const char *children)
{
    gboolean detail = telling_secure(x, post->email, post->agency) == SECURE_TLS;
    if (!detail)
        say_detail_not_sent(x, post->role, post->agency);
    telling_mail(x, detail ? "notice-status" : "notice-stage-short", post->email, post->name,
                 post->role, FALSE, "child_status", children, "section", notice->section, "asks",
                 "you are notified because of the child's status", NULL);
    telling_remember(x, post->email, post->role, post->agency);
}

void telling_status_deputy(Deciding *x, const char *role, const Post *deputy)
{
    for (guint i = 0; x->policy != NULL && i < x->policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(x->policy->status_notices, i);
        g_autoptr(GPtrArray) concerned = g_ptr_array_new();
        for (guint j = 0; g_str_equal(notice->role, role) && j < x->c->children->len; j++) {
            const Child *child = g_ptr_array_index(x->c->children, j);
            if (find_owed(x->c, notice->kind, child->n) != NULL)
                g_ptr_array_add(concerned, (gpointer)decimal(child->n));
        }
        g_autofree char *text = concerned->len > 0 ? telling_children(x, concerned) : NULL;
        if (text != NULL)
            status_mail(x, notice, deputy, text);
    }
}

static void status_tell(Deciding *x, const PolicyStatusNotice *notice, GPtrArray *due)
{
    const char *agency = notice->side != SIDE_NONE ? routing_agency(x, notice->side) : NULL;
    g_autoptr(GPtrArray) posts = routing_posts(x, agency, notice->role);
    g_autofree char *text = telling_children(x, due);
    g_autofree char *at = instant_decimal(x->now);
    for (guint i = 0; i < posts->len; i++)
        status_mail(x, notice, g_ptr_array_index(posts, i), text);
    if (posts->len == 0)
        return;
    g_autofree char *role = role_words(notice->role);
    Event *event = deciding_event(x, "told", "Notice sent to the %s", role);
    for (guint i = 0; i < due->len; i++)
        event_change(event, "owed-met", notice->kind, "", notice->role, g_ptr_array_index(due, i),
                     at, NULL);
    deciding_add(x, event);
}

/* A stage that is claimed and not yet accepted counts: the notice is owed because of the child. */
void telling_status(Deciding *x)
{
    const PolicyStage *stage =
        policy_stage(x->policy, x->c->stage != NULL ? x->c->stage : x->c->stage_claimed);
    for (guint i = 0; stage != NULL && i < x->policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(x->policy->status_notices, i);
        const PolicyStage *from = policy_stage(x->policy, notice->from_stage);
        gboolean applies = from == NULL || stage->number >= from->number;
        g_autoptr(GPtrArray) due = applies ? status_newly_due(x, notice) : g_ptr_array_new();
        deciding_trace(x, due->len > 0, notice->kind, notice->section,
                       "%u children newly concerned at %s", due->len, stage->name);
        if (due->len == 0)
            continue;
        status_owe(x, notice, due);
        if (x->rules->site.iro_notice_by_gateway)
            status_tell(x, notice, due);
        else
            duties_take_notices(x);
    }
}

/* One mail a person and question, whatever roles they hold and by whichever list they are reached. */
void telling_roles(Deciding *x, GStrv roles, const char *template, const char *question,
                   TellingSpares spares, gconstpointer data)
{
    gboolean office = roles == x->rules->site.office_roles;
    g_autofree char *decide = office ? by_mail_asks(x) : NULL;
    for (guint i = 0; roles != NULL && roles[i] != NULL; i++) {
        g_autoptr(GPtrArray) posts =
            directory_posts_of(x->rules->directory, NULL, roles[i], deciding_acting_day(x));
        for (guint j = 0; j < posts->len; j++) {
            const Post *post = g_ptr_array_index(posts, j);
            if (spares != NULL && spares(x, post->email, data))
                continue;
            char *asked = g_strjoin("\n", template, post->email, question, NULL);
            if (g_hash_table_add(x->told, asked))
                telling_mail(x, template, post->email, post->name, post->role, FALSE, "question",
                             question, "decide", decide, NULL);
        }
    }
}

void telling_office(Deciding *x, const char *template, const char *question)
{
    telling_roles(x, x->rules->site.office_roles, template, question, NULL, NULL);
}

/* Is there a person who wrote, and an address of theirs to answer to? */
static gboolean addressable(const Deciding *x)
{
    const MailRecord *mail = x->mail;
    return x->sender != NULL && mail != NULL && mail->automatic == MAIL_AUTOMATIC_NO &&
           (mail->flags & MAIL_FLAG_NULL_SENDER) == 0 && x->sender->level != SENDER_FAILED &&
           text_is_address(x->sender->email) && !ruleset_is_own_address(x->rules, x->sender->email);
}

gboolean telling_may_answer(Deciding *x, const char *reference)
{
    if (!addressable(x) || (x->mail->flags & MAIL_FLAG_NO_ANSWER) != 0 || x->lookup == NULL ||
        x->ruling != NULL)
        return FALSE;
    return !limiting_answers(x, reference);
}

/* Where nobody is mailed on entering, as when the two workers hold the stage, the answer says what the policy asks. */
static const char *asked_of_workers(const Deciding *x)
{
    const PolicyStage *stage = x->c != NULL ? policy_stage(x->policy, x->c->stage) : NULL;
    const PolicyTier *tier = stage != NULL ? g_ptr_array_index(stage->tiers, 0) : NULL;
    const PolicyHolder *first =
        tier != NULL && tier->holders->len > 0 ? g_ptr_array_index(tier->holders, 0) : NULL;
    gboolean open = x->c != NULL && case_runs(x->c);
    return open && first != NULL && (first->rule == HOLD_WORKER || !stage->tells) ? stage->asks
                                                                                  : "";
}

/* MAIL_FLAG_NO_ANSWER is asked about in telling_may_answer() alone, on purpose: a message that opened or moved a case is
 * always acknowledged (design §6), and Exchange sets X-Auto-Response-Suppress on people's mail. */
void telling_answer(Deciding *x, const char *template, const char *what_changed)
{
    if (!addressable(x))
        return;
    telling_mail(x, template, x->sender->email, x->sender->name, sender_role(x->sender), TRUE,
                 "what_changed", what_changed, "asks", asked_of_workers(x), NULL);
}

void telling_record(Deciding *x)
{
    if (x->told_words->len == 0 && x->decision->mails->len == 0)
        return;
    g_autofree char *at = instant_decimal(x->now);
    Event *event = deciding_event(x, "told", "Told: %s",
                                  x->told_words->len > 0 ? x->told_words->str : "the sender");
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        gboolean reached =
            *holder->email != '\0' && holder->current && holder->told == INSTANT_UNKNOWN &&
            !g_str_equal(holder->role, "worker") && telling_already(x, holder->email);
        if (reached)
            event_change(event, "told", side_name(holder->side), holder->email, at, NULL);
    }
    deciding_add(x, event);
}
