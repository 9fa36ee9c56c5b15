/* What would happen with a message, and why, for a person: its parts and words, what was read in
 * them, matched, missing, each rule that was tried, what would be recorded and sent.
 *
 * Shows a Decision and changes nothing.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include <string.h>

#include "columns.h"
#include "explain_parts.h"
#include "text.h"
#include "words.h"

#define INDENT 2u

const char *explain_from(const MailRecord *mail)
{
    return mail->from->len ? g_array_index(mail->from, MailAddress, 0).address : "";
}

const char *explain_automatic(const View *view, const Decision *decision, const MailRecord *mail)
{
    if (g_strcmp0(decision->disposition, "automatic") == 0 &&
        ruleset_is_own_address(view->rules, explain_from(mail)))
        return "own";
    return mail_automatic_name(mail->automatic);
}

static char *words_signed(const MailRecord *mail)
{
    if (*mail->signer)
        return g_strdup_printf("S/MIME, by %s", mail->signer);
    return *mail->signature ? g_strdup_printf("digitally; it %s", mail->signature)
                            : g_strdup("digitally; not verified here");
}

static void add_message(Table *table, const View *view, const Decision *decision,
                        const MailRecord *mail, const char *sha256)
{
    g_autofree char *subject = view_clean_subject(view->rules, mail->subject);
    g_autofree char *sent = words_instant(view, mail->date);
    g_autofree char *kind = words_plain(text_or_empty(decision->kind));
    g_autofree char *level = words_plain(text_or_empty(decision->sender_level));
    gboolean email = decision->sender_email && *decision->sender_email;
    g_autofree char *sender =
        g_strdup_printf("%s: %s%s%s", email ? decision->sender_email : "no address", level,
                        decision->sender_why ? ", " : "", text_or_empty(decision->sender_why));
    const char *automatic = explain_automatic(view, decision, mail);
    g_autofree char *signed_words = words_signed(mail);
    table_add(table, INK_FAINT, "message", sha256, NULL);
    table_add(table, INK_PLAIN, "sender", sender, NULL);
    table_add(table, INK_PLAIN, "subject", *subject ? subject : "(none)", NULL);
    table_add(table, INK_PLAIN, "sent", *sent ? sent : "not said", NULL);
    table_add(table, INK_STRONG, "read as", kind, NULL);
    if (automatic)
        table_add(table, INK_PLAIN, "automatic", automatic, NULL);
    if ((mail->flags & MAIL_FLAG_SIGNED) != 0)
        table_add(table, INK_PLAIN, "signed", signed_words, NULL);
}

static void add_case(Table *table, const View *view, const Decision *decision)
{
    const Case *c = decision->subject_case;
    const char *match = decision->is_new       ? "new"
                        : decision->matched_by ? decision->matched_by
                                               : "known";
    if (decision->policy)
        table_add(table, INK_PLAIN, "policy", decision->policy, NULL);
    if (c) {
        g_autofree char *stage = words_stage(view, c, FALSE);
        g_autofree char *text = g_strdup_printf("%s (%s), %s, %s", c->reference, match,
                                                case_state_name(c->state), stage);
        table_add(table, INK_STRONG, "case", text, NULL);
    }
    if (decision->urgent)
        table_add(table, INK_ALERT, "URGENT", "immediate harm is said, or read in the text", NULL);
}

static void print_summary(const View *view, const Decision *decision, const MailRecord *mail,
                          const char *sha256)
{
    static const char *const headings[] = {"", "", NULL};
    g_autoptr(Table) table = table_new(0, headings);
    add_message(table, view, decision, mail, sha256);
    add_case(table, view, decision);
    table_print(table, view);
}

static void print_fields(const View *view, const Decision *decision)
{
    static const char *const headings[] = {"", "", "", NULL};
    if (!decision->fields->len)
        return;
    columns_heading(view, "Answers read");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < decision->fields->len; i++) {
        const FieldRead *field = decision->fields->pdata[i];
        g_autofree char *place = words_place(field->part, field->place, field->line);
        table_add(table, INK_PLAIN, field->label ? field->label : field->key, field->value, place,
                  NULL);
    }
    table_print(table, view);
}

static void print_questions(const View *view, const Decision *decision)
{
    if (decision->problems->len)
        columns_heading(view, "Not understood");
    for (guint i = 0; i < decision->problems->len; i++) {
        const FieldProblem *problem = decision->problems->pdata[i];
        columns_item(view, INK_PROMPT, "%s: %s", problem->label ? problem->label : problem->key,
                     problem->text);
    }
    if (decision->missing->len)
        columns_heading(view, "Missing");
    for (guint i = 0; i < decision->missing->len; i++)
        columns_item(view, INK_PROMPT, "%s", words_label(view, decision->missing->pdata[i]));
}

static void print_rules(const View *view, const Decision *decision)
{
    static const char *const headings[] = {"", "", "", "", NULL};
    if (!decision->traces->len)
        return;
    columns_heading(view, "Rules tried");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < decision->traces->len; i++) {
        const RuleTrace *trace = decision->traces->pdata[i];
        table_add(table, trace->matched ? INK_PLAIN : INK_FAINT, trace->matched ? "yes" : "no",
                  trace->rule, text_or_empty(trace->source), text_or_empty(trace->why), NULL);
    }
    table_print(table, view);
}

/* What becomes of the message, in words; why, unless the reason a person reads says it already. */
static void print_disposition(const View *view, const Decision *decision)
{
    static const struct {
        const char *disposition, *words;
    } said[] = {
        {"case", "the message goes into the case"},
        {"held", "the message is held for a person"},
        {"signposted", "the sender is told where to turn; there is no case"},
        {"repeat", "the message is known already and changes nothing"},
        {"automatic", "a machine wrote it: it is kept, and is nobody's answer"},
        {"set-aside", "the message is set aside"},
    };
    const char *disposition = text_or_empty(decision->disposition), *words = disposition;
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
        if (g_str_equal(said[i].disposition, disposition))
            words = said[i].words;
    if (decision->is_new)
        words = "the message opens a case";
    const char *why = decision->held && decision->held->text ? decision->held->text
                                                             : text_or_empty(decision->reason);
    columns_item(view, decision->held ? INK_PROMPT : INK_STRONG, "%s%s%s", words, *why ? ": " : "",
                 why);
}

static void print_outcome(const View *view, const Decision *decision)
{
    const Case *c = decision->subject_case;
    columns_heading(view, "What would happen");
    print_disposition(view, decision);
    for (guint i = decision->first_new; c && i < c->events->len; i++)
        columns_item(view, INK_PLAIN, "%s", ((const Event *)c->events->pdata[i])->text);
    columns_heading(view, "What would be sent");
    if (!decision->mails->len)
        columns_item(view, INK_PLAIN, "nothing");
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = decision->mails->pdata[i];
        g_autofree char *role = words_plain(text_or_empty(mail->role));
        columns_item(view, INK_PLAIN, "%s to %s%s%s%s: %s", mail->template, mail->to,
                     *role ? " (" : "", role, *role ? ")" : "", mail->subject);
    }
}

static void print_office(const View *view, const Decision *decision)
{
    if (!decision->office_lines || !decision->office_lines->len)
        return;
    columns_heading(view, decision->repeat_of ? "What was done of its lines"
                                              : "What its numbers mean, before a line is done");
    for (guint i = 0; i < decision->office_lines->len; i++)
        columns_item(view, INK_PLAIN, "%s", (const char *)decision->office_lines->pdata[i]);
}

void view_explain(const View *view, const Decision *decision, const MailRecord *mail,
                  const char *sha256)
{
    if (view->json) {
        explain_json(view, decision, mail, sha256);
        return;
    }
    print_summary(view, decision, mail, sha256);
    explain_print_parts(view, mail);
    explain_print_texts(view, mail);
    print_fields(view, decision);
    print_questions(view, decision);
    print_rules(view, decision);
    print_outcome(view, decision);
    print_office(view, decision);
    fputc('\n', view->out);
    columns_line(view, INK_FAINT, "nothing was changed");
}
