/* Mails that the gateway writes to the office of itself.
 *
 * They go to the posts that hold an office role on that day, each address once, through the outbox like any
 * other mail, in the transaction of whoever has something to tell: both happen or neither. They are of no
 * case, so that what tells one from another is the number that is given with them. An office in which
 * nobody has an address is told nothing; `check` says so of its own accord. */
#include "office_mail.h"

#include "text.h"

static gboolean queue_to(const OfficeMail *mail, const Post *post, guint *mails, GError **error)
{
    const Ruleset *rules = mail->rules;
    const ReplyTemplate *reply = reply_templates_find(rules->replies, NULL, mail->template);
    g_autofree char *subject = NULL, *body = NULL;
    g_autoptr(TemplateValues) values = template_values_new(NULL, NULL);
    template_values_put(values, mail->field, mail->value);
    template_values_put(values, "signature", rules->site.name);
    reply_template_render(reply, values, &subject, &body);
    OutboxRow row = {.event_seq = mail->number,
                     .kind = (char *)mail->template,
                     .template = (char *)mail->template,
                     .to = (char *)post->email,
                     .to_name = (char *)post->name,
                     .role = (char *)post->role,
                     .subject = subject,
                     .body = body,
                     .mailbox = rules->site.mailboxes[0],
                     .queued = mail->now,
                     .at = mail->now};
    gboolean added = store_outbox_add(mail->store, &row, text_address_domain(row.mailbox), error);
    g_free(row.message_id);
    *mails += added ? 1 : 0;
    return added;
}

gboolean office_mail(const OfficeMail *mail, guint *mails, GError **error)
{
    const Ruleset *rules = mail->rules;
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Day today = instant_day(mail->now, rules->site.zone);
    for (char **role = rules->site.office_roles; role && *role; role++) {
        g_autoptr(GPtrArray) posts = directory_posts_of(rules->directory, NULL, *role, today);
        for (guint i = 0; i < posts->len; i++) {
            const Post *post = posts->pdata[i];
            if (text_is_address(post->email) &&
                g_hash_table_add(told, text_address_fold(post->email)) &&
                !queue_to(mail, post, mails, error))
                return FALSE;
        }
    }
    return TRUE;
}
