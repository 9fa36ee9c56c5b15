/* by_mail: whether a message decides something for the office.
 *
 * What is believed is the keyed Message-ID of the mail that is answered, which nobody else can make, and a
 * sender who is proven and holds an office role today; neither alone is enough. Nothing is done here: the
 * reply is put down with what it answers and carried out once the spool is worked (app/office_reply.c),
 * so that the same message decides the same whatever the record holds. Whoever answers without being
 * proven reads nothing back. */
#include "by_mail.h"

#include "holding.h"
#include "office_line.h"
#include "opening.h"
#include "telling.h"

static gboolean is_to_be_decided(const char *kind)
{
    return g_strcmp0(kind, OFFICE_MAIL_DIGEST) == 0 || g_strcmp0(kind, OFFICE_MAIL_ALARM) == 0 ||
           g_strcmp0(kind, OFFICE_MAIL_TRANSCRIPT) == 0;
}

/* The newest mail of ours that it answers, if that is of such a kind; a later one of a case goes before. */
static OutboxRow *answered(Deciding *x)
{
    for (guint i = 0; i < x->mail->references->len && x->error == NULL; i++) {
        const char *id = g_ptr_array_index(x->mail->references, i);
        OutboxRow *row = x->lookup->sent_mail(x->lookup->outside, id, &x->error);
        if (row != NULL && is_to_be_decided(row->template))
            return row;
        if (row != NULL) {
            outbox_row_free(row);
            return NULL;
        }
    }
    return NULL;
}

gboolean by_mail_answers(Deciding *x)
{
    g_autoptr(OutboxRow) row = answered(x);
    return row != NULL;
}

static gboolean has_office_role(const Deciding *x)
{
    for (char **role = x->rules->site.office_roles; role != NULL && *role != NULL; role++)
        if (sender_has_role(x->sender, *role))
            return TRUE;
    return FALSE;
}

/* The mail that is answered is named outside of a signature: whoever has a signed reply could send it below another
 * mail, whose numbers mean something else. */
static gboolean is_office(const Deciding *x)
{
    return x->sender->level == SENDER_VERIFIED_ROLE && x->sender->proven &&
           !x->sender->by_signature && x->sender->doubt == NULL && has_office_role(x);
}

/* What is to be judged by its form first, whoever wrote it. */
static gboolean is_readable(const Deciding *x)
{
    const guint unsure = MAIL_FLAG_BROKEN | MAIL_FLAG_SEVERAL_FROM | MAIL_FLAG_ENCRYPTED;
    return *x->mail->refusal == '\0' && (x->mail->flags & unsure) == 0 &&
           x->mail->received <= HOPS_MOST && !x->reading->undecided;
}

/* Why is_office() refuses the sender, as a clause; newly allocated. */
static char *why_not_office(const Deciding *x)
{
    const Sender *sender = x->sender;
    if (sender->doubt != NULL)
        return g_strdup(sender->doubt);
    if (sender->by_signature)
        return g_strdup("only a digital signature proves the sender, and it does not say which "
                        "mail is answered");
    if (sender->proven && !has_office_role(x))
        return g_strdup_printf("the sender is proven, and is of %s, which is not the office",
                               sender->agency != NULL ? sender->agency->name : "no agency known");
    return g_strdup(sender->why);
}

static void hold_unproven(Deciding *x)
{
    g_autofree char *why = why_not_office(x);
    g_autofree char *text = g_strdup_printf(
        "it answers a mail to the office and decides something, but who wrote it is not proven to "
        "be of the office: %s",
        why);
    holding_for_person(x, "office-reply", text);
    g_autofree char *alarm = g_strdup_printf(
        "A reply to a mail for the office gives decisions, and it is not proven that somebody of "
        "the office wrote it: %s. Nothing of it was done and nothing was answered.",
        why);
    holding_tell_office(x, "office-reply-alarm", alarm);
}

static void trace_lines(Deciding *x, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len && !x->brief; i++) {
        const OfficeLine *line = g_ptr_array_index(lines, i);
        g_autofree char *words = office_line_words(line);
        g_autofree char *rule = g_strdup_printf("line %u", line->line);
        gboolean decides = line->verb != OFFICE_NOTHING && line->trouble == NULL;
        deciding_trace(x, decides, rule, "office by mail", "%s%s%s", words,
                       decides ? "" : ": not done: ",
                       decides                 ? ""
                       : line->trouble != NULL ? line->trouble
                                               : "no decision is recognised");
    }
}

/* Said by the office itself, and so told to its other posts; nothing waits for it. */
static void tell_of_harm(Deciding *x)
{
    if (x->decision->urgent)
        holding_tell_office(x, "harm-alarm",
                            "A reply of the office to one of our mails says that a child may be at "
                            "immediate risk of harm.");
}

static void put_down(Deciding *x, const OutboxRow *row, const GPtrArray *lines)
{
    x->decision->kind = "office-command";
    x->decision->answers_office = row->id;
    deciding_dispose(x, "set-aside",
                     "decisions of the office by mail: what was done stands in the answer to it");
    trace_lines(x, lines);
    tell_of_harm(x);
}

/* To the digest something was answered that decides nothing: a person sees it, and the answer says how it is done. */
static void hold_undecided(Deciding *x, const OutboxRow *row)
{
    x->decision->kind = "office-command";
    holding_for_person(x, "office-reply",
                       "an answer to a mail for the office in which no decision is recognised");
    x->decision->answers_office = row->id;
}

/* An alarm is answered in prose, too: "note that …" is no decision before it says about what. */
static gboolean is_decided(const GPtrArray *lines, gboolean alarm)
{
    for (guint i = 0; alarm && i < lines->len; i++) {
        const OfficeLine *line = g_ptr_array_index(lines, i);
        if (line->verb != OFFICE_NOTHING && (line->numbers->len > 0 || line->reference != NULL))
            return TRUE;
    }
    return !alarm && office_lines_decide(lines);
}

/* What it says of a restricted message is restricted as that is (app/apply.c). */
static void keep_numbers(Decision *decision, const OutboxRow *row, const GPtrArray *lines,
                         gboolean decides)
{
    decision->office_mail = row->id;
    if (!decides)
        return;
    decision->office_numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < lines->len; i++) {
        const OfficeLine *line = g_ptr_array_index(lines, i);
        g_array_append_vals(decision->office_numbers, line->numbers->data, line->numbers->len);
    }
}

static gboolean take(Deciding *x, const OutboxRow *row)
{
    g_autoptr(GPtrArray) lines = office_lines_of_mail(x->mail, x->rules);
    gboolean alarm = g_str_equal(row->template, OFFICE_MAIL_ALARM);
    gboolean decides = is_decided(lines, alarm), form = opening_is_escalation(x);
    keep_numbers(x->decision, row, lines, decides);
    if (!decides && (form || alarm || lines->len == 0))
        return FALSE;
    if (!is_office(x)) {
        if (!decides)
            return FALSE;
        hold_unproven(x);
    } else if (form)
        holding_for_person(x, "office-reply",
                           "an answer of the office with decisions and a referral form in one");
    else if (decides)
        put_down(x, row, lines);
    else
        hold_undecided(x, row);
    return TRUE;
}

gboolean by_mail_take(Deciding *x)
{
    if (x->ruling != NULL || x->error != NULL || x->sender->level == SENDER_FAILED ||
        !is_readable(x) || ruleset_is_own_address(x->rules, x->sender->email))
        return FALSE;
    g_autoptr(OutboxRow) row = answered(x);
    return row != NULL && take(x, row);
}

/* ---- what an alarm asks ---- */

static void say_message(const HeldRow *held, gboolean of_office, GString *asks)
{
    g_string_append(asks, "1. The message that waits");
    if (held_row_restricted(held)) {
        g_string_append(asks, ": it is restricted, and a named officer decides it. By reply: set "
                              "aside, the number, a colon and the reason.");
        return;
    }
    if (of_office) { /* it may be about what is restricted, which is asked once it is decided (apply_message) */
        g_string_append(asks,
                        ". Look at it at the desk. By reply: \"set aside\", the number, a colon "
                        "and the reason.");
        return;
    }
    if (held->suggestions->len > 0)
        g_string_append(asks, "; it may belong to ");
    for (guint i = 0; i < held->suggestions->len && i < 3; i++) {
        const Suggestion *one = g_ptr_array_index(held->suggestions, i);
        g_string_append_printf(asks, "%s%s", i > 0 ? ", " : "", one->reference);
    }
    g_string_append(asks, ". By reply, one line: \"link\", the number and the reference; \"open\" "
                          "and the number for a case of its own; or \"set aside\", the number, a "
                          "colon and the reason.");
}

char *by_mail_asks(const Deciding *x)
{
    GString *asks = g_string_new(NULL);
    if (x->decision->held != NULL)
        say_message(x->decision->held, x->decision->office_mail != 0 && x->c == NULL, asks);
    else if (x->c != NULL)
        g_string_append_printf(asks,
                               "1. %s. What you did about it goes on record by reply: \"note\", "
                               "the number, a colon and what was done.",
                               x->c->reference);
    return g_string_free(asks, FALSE);
}
