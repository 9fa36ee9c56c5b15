/* Address lists of headers (RFC 5322, with what programs really write). */
#pragma once
#include <glib.h>

typedef struct {
    char *name;    /* one clean line, "" if none */
    char *address; /* folded, or "" when what stood there is none or could be read in two ways */
    gboolean doubtful; /* two addresses in one mailbox, or one before the <> of another: not to be believed */
} MailMailbox;

typedef struct {
    GArray *list; /* of MailMailbox, at most `limit` */
    gboolean cut; /* there were more */
    guint group_depth; /* groups within groups */
} MailMailboxes;

/* `value` unfolded, bytes as they came; encoded words are decoded with `charset` for the rest. Never NULL. */
MailMailboxes *mail_addresses_parse(const char *value, const char *charset, guint limit, gboolean *lossy);
void mail_addresses_free(MailMailboxes *mailboxes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailMailboxes, mail_addresses_free)
