/* Who sent a message. The From address alone is the identity, believed as far as design §3 says:
 * Reply-To, Sender and display names prove nothing. A message whose From is not exactly one mailbox
 * has no sender. What proves the address is the word of our own receiver (mail/auth_boundary.h) or, where
 * that says nothing and the site has named CAs, an S/MIME signature around the whole body; what the receiver calls
 * forged no signature mends. Without proof a person of the directory is nobody, and where the site has no such word, somebody who moves
 * nothing. Promises that nobody is proven who writes as this mailbox or, without proof, as its office. */
#include "sender.h"
#include "auth_boundary.h"
#include "lookalike.h"
#include "text_format.h"

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
        sender->why = text_format("exact address of %s in people.csv", post->role);
        return;
    }
    sender->agency = directory_agency_of_domain(rules->directory, sender->email);
    sender->level = sender->agency != NULL ? SENDER_KNOWN_DOMAIN : SENDER_UNKNOWN;
    sender->why =
        sender->agency != NULL
            ? text_format("not in people.csv, but of the domain of %s", sender->agency->name)
            : g_strdup("neither the address nor its domain is in the directory");
}

static void doubt(Sender *sender, SenderLevel level, const char *why)
{
    sender->level = level;
    sender->proven = FALSE;
    g_free(sender->why);
    sender->why = g_strdup(why);
}

/* Somebody at the office, or this mailbox itself: what they say weighs most, so it must be they. */
static gboolean claims_office(const Sender *sender, const Ruleset *rules)
{
    if (ruleset_is_own_address(rules, sender->email))
        return TRUE;
    for (guint i = 0; rules->site.office_roles[i] != NULL; i++)
        if (sender_has_role(sender, rules->site.office_roles[i]))
            return TRUE;
    return FALSE;
}

static void add_evidence(Sender *sender, const char *evidence)
{
    g_autofree char *before = sender->why;
    sender->why = text_format("%s; %s", before, evidence);
}

/* Around the whole of a message that is read as it was written. What is wrong with the signature, or NULL, is in *why_out. */
static gboolean signature_proves(const Sender *sender, const MailRecord *mail, const Ruleset *rules,
                                 const char **why_out)
{
    const guint doubtful = MAIL_FLAG_BROKEN | MAIL_FLAG_CONFLICTING | MAIL_FLAG_TRUNCATED;
    *why_out = *mail->signature != '\0' ? mail->signature : NULL;
    if ((rules->site.proof.boundary.accept & AUTH_ACCEPT_SMIME) == 0 || *mail->signer == '\0')
        return FALSE;
    if ((mail->flags & doubtful) != 0)
        *why_out = "is valid, but the message is damaged or cut";
    else if (!g_str_equal(mail->signer, sender->email))
        *why_out = "is by another than the message comes from";
    return *why_out == NULL;
}

static void proven_by_signature(Sender *sender)
{
    sender->proven = sender->by_signature = TRUE;
    add_evidence(sender, "signed with S/MIME by a certificate that this site trusts");
}

/* No word of our receiver, or one that proves nothing. */
static void unproven(Sender *sender, const Ruleset *rules, const char *why)
{
    if (claims_office(sender, rules))
        doubt(sender, SENDER_FAILED,
              "it claims to come from this mailbox or its office, and nothing proves it");
    else if (sender->level > SENDER_UNKNOWN)
        doubt(sender, SENDER_UNKNOWN, why);
}

/* Where the site has no word of a receiver. */
static void without_proof(Sender *sender, const Ruleset *rules)
{
    if (ruleset_is_own_address(rules, sender->email))
        doubt(sender, SENDER_FAILED, "it claims to come from this mailbox, and nothing proves it");
    else if ((rules->site.proof.boundary.accept & AUTH_ACCEPT_SMIME) != 0)
        add_evidence(sender, "not proven: nothing but an S/MIME signature proves a sender here");
    else
        add_evidence(sender, "not proven: this site has no proof of senders");
}

static void say_signature(Sender *sender, const char *wrong)
{
    g_autofree char *words =
        wrong != NULL ? g_strdup_printf("its digital signature %s", wrong) : NULL;
    if (words != NULL)
        add_evidence(sender, words);
}

/* Nothing but a signature can help. */
static void check_signature(Sender *sender, const MailRecord *mail, const Ruleset *rules,
                            const char *why)
{
    const char *wrong = NULL;
    if (signature_proves(sender, mail, rules, &wrong)) {
        proven_by_signature(sender);
        return;
    }
    if (rules->site.proof.boundary.mode == AUTH_MODE_NONE)
        without_proof(sender, rules);
    else
        unproven(sender, rules, why);
    say_signature(sender, wrong);
}

void sender_withdraw(Sender *sender, const Ruleset *rules, const char *why)
{
    sender->proven = sender->by_signature = FALSE;
    if (rules->site.proof.boundary.mode == AUTH_MODE_NONE)
        without_proof(sender, rules);
    else
        unproven(sender, rules,
                 "nothing proves that the message comes from this address: what our own receiver "
                 "says is no proof");
    say_signature(sender, why);
}

static void check_proof(Sender *sender, const MailRecord *mail, const Ruleset *rules)
{
    const AuthBoundary *boundary = &rules->site.proof.boundary;
    g_autofree char *why = NULL;
    AuthVerdict verdict =
        boundary->mode == AUTH_MODE_NONE ? AUTH_NONE : auth_boundary_judge(mail, boundary, &why);
    switch (verdict) {
    case AUTH_PASS:
        sender->proven = TRUE;
        add_evidence(sender, why);
        return;
    case AUTH_FAIL:
    case AUTH_CONFLICT:
        doubt(sender, SENDER_FAILED, why);
        return;
    default:
        check_signature(sender, mail, rules, why);
    }
}

Sender *sender_establish(const MailRecord *mail, const Ruleset *rules, Day today)
{
    Sender *sender = g_new0(Sender, 1);
    sender->posts = g_ptr_array_new();
    const MailAddress *from =
        mail->from->len > 0 ? &g_array_index(mail->from, MailAddress, 0) : NULL;
    sender->email = g_strdup(from != NULL ? from->address : "");
    sender->name = g_strdup(from != NULL ? from->name : "");
    sender->shown = g_strdup(sender->name);
    if ((mail->flags & MAIL_FLAG_SEVERAL_FROM) != 0 || *sender->email == '\0') {
        sender->level = SENDER_UNKNOWN;
        sender->why = g_strdup("the From header does not name exactly one mailbox");
        return sender;
    }
    sender_from_directory(sender, rules, today);
    check_proof(sender, mail, rules);
    lookalike_examine(sender, mail, rules, today);
    return sender;
}

void sender_free(Sender *sender)
{
    if (sender == NULL)
        return;
    g_free(sender->email);
    g_free(sender->name);
    g_free(sender->shown);
    g_free(sender->why);
    g_free(sender->doubt);
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

gboolean sender_claims(const Sender *sender)
{
    return sender->level == SENDER_UNKNOWN && (sender->posts->len > 0 || sender->agency != NULL);
}

const char *sender_unknown_code(const Sender *sender)
{
    return sender_claims(sender) ? "unproven-sender" : "unknown-sender";
}

const char *sender_unknown_words(const Sender *sender)
{
    return sender_claims(sender)   ? sender->why
           : sender->doubt != NULL ? sender->doubt
                                   : "the sender is in no directory";
}

const char *sender_unproven_words(const Sender *sender)
{
    return sender->level == SENDER_VERIFIED_ROLE
               ? "this site has no proof that a message comes from the address it gives"
               : "the sender is in no directory: add to the directory?";
}

guint sender_band(const Sender *sender)
{
    guint band = 0;
    for (guint i = 0; i < sender->posts->len; i++)
        band = MAX(band, ((const Post *)g_ptr_array_index(sender->posts, i))->band);
    return band;
}
