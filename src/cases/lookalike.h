/* Senders who look like somebody they are not. */
#pragma once
#include "mail_record.h"
#include "sender.h"

/* What is left of a text for the eye: letters that look alike are one. Newly allocated. */
char *lookalike_skeleton(const char *text);
/* The known domain (an agency's, our own) that this one could be read as; NULL when it is known itself, or like none. */
const char *lookalike_domain(const char *domain, const Ruleset *rules);
/* What makes the sender doubtful, into sender->doubt: a look-alike is SENDER_FAILED; a display name, a Reply-To or a
 * free-mail address only says why a person should look. */
void lookalike_examine(Sender *sender, const MailRecord *mail, const Ruleset *rules, Day today);
