/* What would happen with a message, as the JSON of design §5, key for key.
 *
 * The new text and the fields are shown as they were written: `explain` is asked for by somebody
 * who has the file. Subjects are cleaned all the same, because this output is what people paste
 * elsewhere.
 *
 * Fails on nothing; writes only to view->out. */
#include "explain_parts.h"

#include "json_out.h"

static void json_message(JsonBuilder *out, const View *view, const MailRecord *mail,
                         const char *sha256)
{
    g_autofree char *subject = view_clean_subject(view->rules, mail->subject);
    json_out_object(out, "message");
    json_out_text(out, "sha256", sha256);
    json_out_known(out, "message_id", mail->message_id);
    json_out_known(out, "from", explain_from(mail));
    json_out_list(out, "to");
    for (guint i = 0; i < mail->to->len; i++) {
        const MailAddress *to = &g_array_index(mail->to, MailAddress, i);
        if (*to->address)
            json_builder_add_string_value(out, to->address);
    }
    json_builder_end_array(out);
    json_out_known(out, "subject", subject);
    json_out_instant(out, "date", view, mail->date);
    if (mail->flags & MAIL_FLAG_SIGNED) /* the keys of a letter that is not stay as they were */
        json_out_bool(out, "signed", TRUE);
    if (*mail->signer)
        json_out_text(out, "signed_by", mail->signer);
    if (*mail->signature)
        json_out_text(out, "signature_doubt", mail->signature);
    json_builder_end_object(out);
    json_out_object(out, "text");
    json_out_text(out, "new", mail->text_new);
    json_out_text(out, "quoted", mail->text_quoted);
    json_out_text(out, "signature", mail->text_signature);
    json_out_known(out, "part", mail->text_part);
    json_builder_end_object(out);
}

static void json_attachments(JsonBuilder *out, const MailRecord *mail)
{
    json_out_list(out, "attachments");
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(mail->attachments, MailAttachment, i);
        json_out_object(out, NULL);
        json_out_known(out, "name", file->name);
        json_out_text(out, "type", file->type);
        json_out_int(out, "bytes", (gint64)file->bytes);
        json_out_bool(out, "read", file->read);
        json_out_known(out, "why", file->why);
        if (*file->inside)
            json_out_text(out, "inside", file->inside);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_delivery(JsonBuilder *out, const MailRecord *mail)
{
    json_out_list(out, "delivery");
    for (guint i = 0; i < mail->deliveries->len; i++) {
        const MailDelivery *report = &g_array_index(mail->deliveries, MailDelivery, i);
        json_out_object(out, NULL);
        json_out_known(out, "recipient", report->recipient);
        json_out_known(out, "action", report->action);
        json_out_known(out, "status", report->status);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_forwarded(JsonBuilder *out, const View *view, const MailRecord *mail)
{
    json_out_list(out, "forwarded");
    for (guint i = 0; i < mail->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(mail->forwarded, MailForwarded, i);
        g_autofree char *subject = view_clean_subject(view->rules, inner->subject);
        json_out_object(out, NULL);
        json_out_known(out, "from", inner->from && *inner->from ? inner->from : inner->from_name);
        json_out_known(out, "to", inner->to);
        json_out_instant(out, "date", view, inner->date);
        json_out_known(out, "subject", subject);
        json_out_known(out, "part", inner->part);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_sender(JsonBuilder *out, const Decision *decision)
{
    json_out_object(out, "sender");
    json_out_known(out, "email", decision->sender_email);
    json_out_known(out, "level", decision->sender_level);
    json_out_known(out, "agency", decision->sender_agency);
    json_out_known(out, "role", decision->sender_role);
    json_out_known(out, "why", decision->sender_why);
    json_builder_end_object(out);
}

static void json_fields(JsonBuilder *out, const Decision *decision)
{
    json_out_list(out, "fields");
    for (guint i = 0; i < decision->fields->len; i++) {
        const FieldRead *field = decision->fields->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "key", field->key);
        json_out_known(out, "label", field->label);
        json_out_text(out, "value", field->value);
        json_out_known(out, "part", field->part);
        json_out_number(out, "line", field->line);
        json_out_known(out, "place", field->place);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_out_list(out, "problems");
    for (guint i = 0; i < decision->problems->len; i++) {
        const FieldProblem *problem = decision->problems->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "key", problem->key);
        json_out_known(out, "label", problem->label);
        json_out_number(out, "line", problem->line);
        json_out_text(out, "text", problem->text);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_out_words(out, "missing", decision->missing);
    json_out_bool(out, "urgent", decision->urgent);
}

static void json_rules(JsonBuilder *out, const Decision *decision)
{
    json_out_list(out, "rules");
    for (guint i = 0; i < decision->traces->len; i++) {
        const RuleTrace *trace = decision->traces->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "rule", trace->rule);
        json_out_known(out, "source", trace->source);
        json_out_bool(out, "matched", trace->matched);
        json_out_known(out, "why", trace->why);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_outcome(JsonBuilder *out, const Decision *decision)
{
    const Case *c = decision->subject_case;
    json_out_list(out, "events");
    for (guint i = decision->first_new; c && i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "kind", event->kind);
        json_out_text(out, "text", event->text);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_out_list(out, "would_send");
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = decision->mails->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "to", mail->to);
        json_out_known(out, "role", mail->role);
        json_out_text(out, "template", mail->template);
        json_out_text(out, "subject", mail->subject);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_held(JsonBuilder *out, const Decision *decision)
{
    if (!decision->held) {
        json_out_null(out, "held");
        return;
    }
    json_out_object(out, "held");
    json_out_known(out, "reason", decision->held->reason);
    json_out_known(out, "text", decision->held->text);
    json_builder_end_object(out);
}

/* Of a reply of the office only. */
static void json_office(JsonBuilder *out, const Decision *decision)
{
    if (!decision->office_lines)
        return;
    json_out_list(out, "office");
    for (guint i = 0; i < decision->office_lines->len; i++)
        json_builder_add_string_value(out, decision->office_lines->pdata[i]);
    json_builder_end_array(out);
}

void explain_json(const View *view, const Decision *decision, const MailRecord *mail,
                  const char *sha256)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_message(out, view, mail, sha256);
    json_attachments(out, mail);
    json_delivery(out, mail);
    json_forwarded(out, view, mail);
    json_out_known(out, "kind", decision->kind);
    json_out_text(out, "automatic", explain_automatic(view, decision, mail));
    json_sender(out, decision);
    json_out_known(out, "policy", decision->policy);
    json_out_known(out, "case", decision->subject_case ? decision->subject_case->reference : NULL);
    json_out_known(out, "matched_by", decision->matched_by);
    json_fields(out, decision);
    json_rules(out, decision);
    json_outcome(out, decision);
    json_held(out, decision);
    json_office(out, decision);
    json_builder_end_object(out);
    json_out_end(view, out);
}
