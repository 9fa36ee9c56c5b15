/* office_reply: what a reply of the office says, done.
 *
 * The reply was put down in the transaction of its ledger row, so that the same bytes, or a copy of the same
 * message, come to nothing. It is carried out in one transaction of its own: a crash leaves it waiting,
 * whole. Each line goes through the same function as the command that a person would have typed
 * (office.h) with a savepoint, is recorded with who wrote it and which message it was, and says in
 * `office_acts` that it was done. After the spool, since a held message that is linked is read by the
 * reader, and since what came before it is then decided.
 *
 * The transcript names numbers, references and stages, and nothing that anybody wrote. What a line means
 * is the mail's that is answered; what is restricted is a named officer's, by the address that the site
 * names. Only TEMP is the caller's. */
#include "office_reply.h"

#include "office_session.h"

#include "error.h"
#include "morning.h"
#include "morning_digest.h"
#include "text.h"

static void session_clear(OfficeSession *s)
{
    g_clear_pointer(&s->row, ledger_row_free);
    g_clear_pointer(&s->items, g_ptr_array_unref);
    g_clear_pointer(&s->touched, g_ptr_array_unref);
    g_free(s->in_reply_to);
    g_free(s->thread);
    g_free(s->name);
    g_free(s->by);
    if (s->said)
        g_string_free(s->said, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OfficeSession, session_clear)

static gboolean say_state(OfficeSession *s, GError **error)
{
    for (guint i = 0; i < s->touched->len; i++) {
        g_autoptr(Case) c =
            store_case_load(s->work->store, g_ptr_array_index(s->touched, i), error);
        if (!c)
            return FALSE;
        g_autofree char *line = morning_case_line(c, s->work->rules, s->now);
        g_string_append_printf(s->said, "%s- %s\n", i == 0 ? "\nAs it stands now:\n\n" : "", line);
    }
    g_string_truncate(s->said, MAX(s->said->len, 1) - 1);
    return TRUE;
}

/* ---- the transcript ---- */

static void put_values(const OfficeSession *s, TemplateValues *values)
{
    const Ruleset *rules = s->work->rules;
    const Policy *policy =
        ruleset_policy_in_force(rules, instant_day(s->row->received, rules->site.zone));
    g_autofree char *at = instant_words(s->row->received, rules->site.zone);
    g_autofree char *usage = s->undone ? morning_digest_usage() : NULL;
    template_values_put(values, "urgent_text", policy ? policy->urgent_text : NULL);
    template_values_put(values, "received_at", at);
    template_values_put(values, "transcript", s->said->str);
    template_values_put(values, "instead", usage);
    template_values_put(values, "signature", rules->site.name);
}

/* Its numbers are those of the mail that was answered. */
static gboolean keep_numbers(const OfficeSession *s, gint64 mail, GError **error)
{
    for (guint i = 0; i < s->items->len; i++)
        if (!store_office_item_add(s->work->store, mail, g_ptr_array_index(s->items, i), error))
            return FALSE;
    return TRUE;
}

/* What tells two transcripts of one round apart is the message that each answers. It is a mail to the office
 * and not an answer in the guard's sense: answers name no case but their own. */
static gboolean answer(OfficeSession *s, WorkReport *report, GError **error)
{
    const Ruleset *rules = s->work->rules;
    g_autofree char *subject = NULL, *body = NULL, *mailbox = g_strdup(s->row->mailbox);
    g_autoptr(TemplateValues) values = template_values_new(NULL, NULL);
    put_values(s, values);
    reply_template_render(reply_templates_find(rules->replies, NULL, OFFICE_MAIL_TRANSCRIPT),
                          values, &subject, &body);
    OutboxRow row = {.event_seq = (guint)s->reply.ledger,
                     .kind = (char *)OFFICE_MAIL_TRANSCRIPT,
                     .template = (char *)OFFICE_MAIL_TRANSCRIPT,
                     .to = s->row->from,
                     .to_name = s->name,
                     .role = (char *)"office",
                     .subject = subject,
                     .body = body,
                     .in_reply_to = s->in_reply_to,
                     .references = s->thread,
                     .mailbox = *mailbox ? mailbox : rules->site.mailboxes[0],
                     .queued = s->now,
                     .at = s->now};
    gboolean added = store_outbox_add(s->work->store, &row,
                                      text_address_domain(rules->site.mailboxes[0]), error) &&
                     keep_numbers(s, row.id, error);
    g_free(row.message_id);
    report->mails_queued += added ? 1 : 0;
    return added;
}

/* ---- one reply ---- */

/* Numbers are those of whom the mail went to: whoever has a reply of another's, to another mail, has no use of it here. */
static void keep_to_recipient(OfficeSession *s, const OutboxRow *ours)
{
    s->elsewhere = !ours || g_ascii_strcasecmp(ours->to, s->row->from) != 0;
    if (s->elsewhere)
        g_ptr_array_set_size(s->items, 0);
}

static gboolean begin_session(OfficeSession *s, GError **error)
{
    Work *work = s->work;
    s->said = g_string_new(NULL);
    s->touched = g_ptr_array_new_with_free_func(g_free);
    s->row = store_ledger_by_id(work->store, s->reply.ledger, error);
    s->items = s->row ? store_office_items(work->store, s->reply.mail, error) : NULL;
    if (!s->items)
        return FALSE;
    Day day = instant_day(s->row->received, work->rules->site.zone);
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(work->rules->directory, s->row->from, day);
    s->name = g_strdup(posts->len ? ((const Post *)posts->pdata[0])->name : s->row->from);
    s->by = g_strdup_printf("%s, by mail (message %" G_GINT64_FORMAT ")", s->name, s->row->id);
    s->named =
        g_strv_contains((const char *const *)work->rules->site.digest.named_officers, s->row->from);
    s->in_reply_to = g_strdup(s->row->message_id);
    g_autoptr(OutboxRow) ours = store_outbox_row(work->store, s->reply.mail, error);
    keep_to_recipient(s, ours);
    s->thread = ours ? g_strjoin(" ", ours->message_id, s->in_reply_to, NULL) : NULL;
    return ours != NULL;
}

static void say_failed(OfficeSession *s)
{
    g_string_append(s->said, "- " OFFICE_LINE_NOT_DONE
                             "all of it: your message could not be carried out here. "
                             "Please decide at the desk.\n");
    s->undone++;
}

/* NULL without an error: it cannot be read any more. */
static MailRecord *read_again(const OfficeSession *s, const LedgerRow *row, GError **error)
{
    g_autoptr(GError) unread = NULL;
    MailRecord *mail = work_read_archived(s->work, row->sha256, row->received, &unread);
    if (!mail && g_error_matches(unread, CASEGATE_ERROR, CASEGATE_ERROR_TEMP))
        g_propagate_error(error, g_steal_pointer(&unread));
    return mail;
}

/* An earlier reply with the same words, sender and date, whichever mail it answered: a signature of the sender's server
 * covers these and seldom the rest. *ledger_out: 0 = none. */
static gboolean sent_before(const OfficeSession *s, const MailRecord *mail, gint64 *ledger_out,
                            GError **error)
{
    GError *failure = NULL;
    g_autoptr(GArray) like = store_office_replies_like(s->work->store, s->row, &failure);
    *ledger_out = 0;
    for (guint i = 0; like && i < like->len && !failure && !*ledger_out; i++) {
        gint64 ledger = g_array_index(like, gint64, i);
        g_autoptr(LedgerRow) row = store_ledger_by_id(s->work->store, ledger, &failure);
        g_autoptr(MailRecord) earlier = row ? read_again(s, row, &failure) : NULL;
        if (earlier && earlier->date == mail->date)
            *ledger_out = ledger;
    }
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

static void say_repeated(OfficeSession *s, gint64 ledger)
{
    g_string_append_printf(s->said,
                           "- " OFFICE_LINE_NOT_DONE
                           "all of it: the same words with the same date came before, with your "
                           "message %" G_GINT64_FORMAT ", and are not carried out again. If this "
                           "is new, please write it anew.\n",
                           ledger);
    s->undone++;
}

/* One that cannot be read any more decides nothing, and says so. */
static gboolean do_lines(OfficeSession *s, GError **error)
{
    GError *failure = NULL;
    gint64 before = 0;
    g_autoptr(MailRecord) mail = read_again(s, s->row, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (!mail) {
        say_failed(s);
        return TRUE;
    }
    if (!sent_before(s, mail, &before, error))
        return FALSE;
    if (before) {
        say_repeated(s, before);
        return TRUE;
    }
    g_autoptr(GPtrArray) lines = office_lines_of_mail(mail, s->work->rules);
    s->lines = lines;
    for (guint i = 0; i < lines->len; i++)
        if (!office_act_line(s, g_ptr_array_index(lines, i), error))
            return FALSE;
    return TRUE;
}

static gboolean carry_out_reply(OfficeSession *s, WorkReport *report, GError **error)
{
    gboolean begun = begin_session(s, error);
    if (begun && s->failed)
        say_failed(s);
    return begun && (s->failed || do_lines(s, error)) && say_state(s, error) &&
           answer(s, report, error) &&
           store_office_reply_done(s->work->store, s->reply.ledger, s->now, error);
}

static gboolean in_transaction(OfficeSession *s, WorkReport *report, GError **error)
{
    Work *work = s->work;
    if (!store_begin(work->store, error))
        return FALSE;
    work->inside = TRUE;
    gboolean done = carry_out_reply(s, report, error) && store_commit(work->store, error);
    work->inside = FALSE;
    if (!done)
        store_rollback(work->store);
    return done;
}

/* One that this program cannot carry out must not keep the next ones, and the dates, from their turn. */
static gboolean do_reply(Work *work, OfficeReply reply, Instant now, WorkReport *report,
                         GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_auto(OfficeSession) whole = {.work = work, .now = now, .reply = reply};
    if (in_transaction(&whole, report, &trouble))
        return TRUE;
    if (g_error_matches(trouble, CASEGATE_ERROR, CASEGATE_ERROR_TEMP)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    g_warning("message %" G_GINT64_FORMAT " of the office was not carried out: %s", reply.ledger,
              trouble->message);
    g_auto(OfficeSession) failed = {.work = work, .now = now, .reply = reply, .failed = TRUE};
    return in_transaction(&failed, report, error);
}

gboolean office_replies(Work *work, Instant now, WorkReport *report, GError **error)
{
    g_autoptr(GArray) waiting = store_office_replies_waiting(work->store, error);
    if (waiting && waiting->len > 0)
        reader_forget(work->reader);
    for (guint i = 0; waiting && i < waiting->len; i++)
        if (!do_reply(work, g_array_index(waiting, OfficeReply, i), now, report, error))
            return FALSE;
    return waiting != NULL;
}
