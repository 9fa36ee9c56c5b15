/* Who sent a message, and how far that is proven (design §3, 'Sender levels'). */
#pragma once
#include "mail_record.h"
#include "ruleset.h"

typedef enum {
    SENDER_FAILED,
    SENDER_UNKNOWN,
    SENDER_KNOWN_DOMAIN,
    SENDER_VERIFIED_ROLE
} SenderLevel;

typedef struct {
    SenderLevel level;
    char *email, *name;   /* "" if none */
    const Agency *agency; /* NULL */
    GPtrArray *posts;     /* of const Post *: held today with this address */
    gboolean proven;      /* by what the site accepts (Site.proof); else nothing this sender says moves a case */
    gboolean by_signature; /* proven, and by an S/MIME signature alone: then only what is within it counts (signature.h) */
    char *shown;          /* the display name that the message gives */
    char *why;            /* the evidence in words */
    char *doubt;          /* what makes a person look first (lookalike.h), NULL nothing */
} Sender;

/* Where the site has senders proven, an unproven one is nobody: SENDER_UNKNOWN with the posts that it claims. Where it has not,
 * the directory's level stands, unproven. */
Sender *sender_establish(const MailRecord *mail, const Ruleset *rules, Day today);
/* Takes back what the signature alone had proven: `why` goes on a sentence. */
void sender_withdraw(Sender *sender, const Ruleset *rules, const char *why);
void sender_free(Sender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sender, sender_free)
const char *sender_level_name(SenderLevel level);
const char *sender_role(const Sender *sender); /* of the first post, NULL */
gboolean sender_has_role(const Sender *sender, const char *role);
/* Why one of SENDER_UNKNOWN is nobody: a clause for "…, and …". */
const char *sender_unknown_words(const Sender *sender);
/* The same as the code of a held message. */
const char *sender_unknown_code(const Sender *sender);
/* Does it give the address of a person or agency of the directory, unproven? */
gboolean sender_claims(const Sender *sender);
/* Why one of SENDER_KNOWN_DOMAIN or more may move nothing: a clause for "…, but …" that ends a sentence. */
const char *sender_unproven_words(const Sender *sender);
guint sender_band(const Sender *sender); /* highest band held, 0 if in no directory */
