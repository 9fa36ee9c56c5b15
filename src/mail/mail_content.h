/* What a mail's texts say: new words, quotes, messages found inside, form fields, and the digest of all that. */
#pragma once
#include "mail_body.h"
#include "mail_quote.h"

typedef struct {
    MailTree tree;
    GArray *fields_new, *fields_forwarded, *fields_quoted; /* of MailField */
    GString *files; /* what text files and documents say */
} MailContent;

void mail_content_init(MailContent *content, MailRecord *record, MailReading reading);
void mail_content_clear(MailContent *content);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailContent, mail_content_clear)

/* The mail's own body (and text files): record's text, its views, fields; in a forward the messages it shows. */
void mail_content_own(MailContent *content, MailBody *body, MailThread thread);
/* The messages a body carries as parts, and those in them, as forwarded ones. */
void mail_content_carried(MailContent *content, const MailBody *body);
/* Puts the fields into the record in their order and computes the content digest. */
void mail_content_finish(MailContent *content);
