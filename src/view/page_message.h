/* A message as safe text: who sent it to whom, what it consists of, what its writer wrote now, the signature, what is quoted.
 * Never HTML of the sender's, never a link, never a picture. */
#pragma once
#include "page_parts.h"

typedef struct {
    const LedgerRow *row;
    const MailRecord *mail; /* NULL: it cannot be shown, see `failure` */
    const char *failure;
    const HeldRow *held;    /* it is or was held; NULL: it never was */
    gboolean decides;
} PageMessage;

void page_message(Html *html, const View *view, const PageMessage *message);
/* Its words and parts only, under headings of `heading` ("h2" "h3"). */
void page_message_words(Html *html, const View *view, const MailRecord *mail, const char *failure, const char *heading);
/* All messages and what became of them; `next` as in page_older(). Of LedgerRow. */
void page_messages(Html *html, const View *view, GPtrArray *rows, gint64 next);
