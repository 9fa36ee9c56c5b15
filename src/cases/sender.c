/* Who sent a message. The From address alone is the identity, believed as far as design §3 says:
 * Reply-To, Sender and display names prove nothing. A message whose From is not exactly one mailbox
 * has no sender. Until sender proof is built a missing or passing DMARC verdict changes nothing; a
 * failure by our own receiver is honoured. */
#include "sender.h"
#include "auth_results.h"

static const struct {
    SenderLevel level;
    const char *name;
} level_names[] = {
    {SENDER_FAILED, "failed"},
    {SENDER_UNKNOWN, "unknown"},
    {SENDER_KNOWN_DOMAIN, "known-domain"},
    {SENDER_VERIFIED_ROLE, "verified-role"},
};

const char *sender_level_name(SenderLevel level)
{
    return level_names[level].name;
}

static void sender_from_directory(Sender *sender, const Ruleset *rules, Day today)
{
    g_clear_pointer(&sender->posts, g_ptr_array_unref);
    sender->posts = directory_posts_by_email(rules->directory, sender->email, today);
    if (sender->posts->len > 0) {
        const Post *post = g_ptr_array_index(sender->posts, 0);
        sender->level = SENDER_VERIFIED_ROLE;
        sender->agency = directory_agency(rules->directory, post->agency);
        g_free(sender->name);
        sender->name = g_strdup(post->name);
        sender->why = g_strdup_printf("exact address of %s in people.csv", post->role);
        return;
    }
    sender->agency = directory_agency_of_domain(rules->directory, sender->email);
    sender->level = sender->agency != NULL ? SENDER_KNOWN_DOMAIN : SENDER_UNKNOWN;
    sender->why =
        sender->agency != NULL
            ? g_strdup_printf("not in people.csv, but of the domain of %s", sender->agency->name)
            : g_strdup("neither the address nor its domain is in the directory");
}

static void sender_check_proof(Sender *sender, const MailRecord *mail, const Ruleset *rules)
{
    AuthVerdict verdict = auth_results_dmarc(mail, rules->site.trusted_authserv);
    if (verdict != AUTH_FAIL && verdict != AUTH_CONFLICT)
        return;
    sender->level = SENDER_FAILED;
    g_free(sender->why);
    sender->why =
        g_strdup(verdict == AUTH_FAIL
                     ? "our own receiver says the address is forged (dmarc=fail)"
                     : "two results of our own receiver stand in one message: one is forged");
}

Sender *sender_establish(const MailRecord *mail, const Ruleset *rules, Day today)
{
    Sender *sender = g_new0(Sender, 1);
    sender->posts = g_ptr_array_new();
    const MailAddress *from =
        mail->from->len > 0 ? &g_array_index(mail->from, MailAddress, 0) : NULL;
    sender->email = g_strdup(from != NULL ? from->address : "");
    sender->name = g_strdup(from != NULL ? from->name : "");
    if ((mail->flags & MAIL_FLAG_SEVERAL_FROM) != 0 || *sender->email == '\0') {
        sender->level = SENDER_UNKNOWN;
        sender->why = g_strdup("the From header does not name exactly one mailbox");
        return sender;
    }
    sender_from_directory(sender, rules, today);
    sender_check_proof(sender, mail, rules);
    return sender;
}

void sender_free(Sender *sender)
{
    if (sender == NULL)
        return;
    g_free(sender->email);
    g_free(sender->name);
    g_free(sender->why);
    g_ptr_array_unref(sender->posts);
    g_free(sender);
}

const char *sender_role(const Sender *sender)
{
    return sender->posts->len > 0 ? ((const Post *)g_ptr_array_index(sender->posts, 0))->role
                                  : NULL;
}

gboolean sender_has_role(const Sender *sender, const char *role)
{
    for (guint i = 0; i < sender->posts->len; i++) {
        const Post *post = g_ptr_array_index(sender->posts, i);
        if (g_str_equal(post->role, role))
            return TRUE;
    }
    return FALSE;
}

guint sender_band(const Sender *sender)
{
    guint band = 0;
    for (guint i = 0; i < sender->posts->len; i++)
        band = MAX(band, ((const Post *)g_ptr_array_index(sender->posts, i))->band);
    return band;
}
