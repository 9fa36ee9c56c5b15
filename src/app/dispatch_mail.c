/* dispatch_mail: from a row to bytes and an envelope.
 *
 * The body was rendered when the mail was decided; here it gets its headers. Never decides who is told. */
#include "dispatch_mail.h"

#include "mail_compose.h"
#include "text.h"
#include "transport.h"

#define RECEIPT "receipt" /* the template of what says only that something came */

const char *dispatch_sender(const Ruleset *rules, const OutboxRow *row)
{
    return row->mailbox && *row->mailbox ? row->mailbox : rules->site.mailboxes[0];
}

char *dispatch_refusal(const Ruleset *rules, const OutboxRow *row)
{
    char *refusal = recipient_refusal(row->to, rules->site.demonstration);
    if (refusal || !reply_templates_tell_detail(rules->replies, row->template))
        return refusal;
    const Agency *agency = directory_agency_of_domain(rules->directory, row->to);
    if (agency && agency->secure == SECURE_TLS)
        return NULL;
    return g_strdup_printf("detail not sent: the directory does not say 'tls' of '%s'",
                           text_address_domain(row->to));
}

GByteArray *dispatch_compose(const Ruleset *rules, const OutboxRow *row, Instant now,
                             GError **error)
{
    g_auto(GStrv) references = g_strsplit(row->references ? row->references : "", " ", -1);
    const MailCompose mail = {
        .from_name = rules->site.name,
        .from = dispatch_sender(rules, row),
        .to_name = row->to_name,
        .to = row->to,
        .subject = row->subject,
        .message_id = row->message_id,
        .in_reply_to = row->in_reply_to && *row->in_reply_to ? row->in_reply_to : NULL,
        .references = (const char *const *)(*references && **references ? references : NULL),
        .thread_index = row->thread_index,
        .answer = row->answer,
        .reference = row->reference && *row->reference ? row->reference : NULL,
        .body = row->body,
        .date = now,
        .zone = rules->site.zone,
    };
    return mail_compose(&mail, error);
}

gboolean dispatch_wants_no_report(const OutboxRow *row)
{
    return g_strcmp0(row->template, RECEIPT) == 0;
}
