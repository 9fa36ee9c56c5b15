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
    char *why;
} Sender;

Sender *sender_establish(const MailRecord *mail, const Ruleset *rules, Day today);
void sender_free(Sender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sender, sender_free)
const char *sender_level_name(SenderLevel level);
const char *sender_role(const Sender *sender); /* of the first post, NULL */
gboolean sender_has_role(const Sender *sender, const char *role);
guint sender_band(const Sender *sender); /* highest band held, 0 if in no directory */
