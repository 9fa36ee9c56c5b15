/* Who wrote which line of a text: the sender now, or somebody before; and the messages found inside a forward. */
#pragma once
#include "form_labels.h"
#include "mail_heads.h"

typedef struct {
    gboolean reply;   /* by its subject's prefix or In-Reply-To: an older message below is quoted */
    gboolean forward; /* by its subject's prefix: an older message below is passed on */
    const char *writer; /* the sender's name, NULL if it has none: Outlook puts it before answers in a quote */
} MailThread;

/* Sets kind, head and message of each line. Returns the heads of the messages found inside a forward, outermost
 * first (of MailHead, at most MAIL_LIMIT_FORWARDED): the n-th is message n + 1 of the lines. Empty for a reply. */
GArray *mail_quote_split(GArray *lines, MailThread thread, const FormLabels *labels);
