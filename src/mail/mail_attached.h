/* What goes with a message's body: listed, and opened where this is the second reading. */
#pragma once
#include "mail_body.h"

/* The first reason is the one that is told. */
void mail_attached_refuse(MailTree *tree, const char *why);
/* Lists the part; `why` it was not read, NULL if it was. */
void mail_attached_add(MailTree *tree, GMimeObject *object, const char *why);
/* Lists it, with the lines of its document in `body` where it is one that can be opened here. */
void mail_attached_read(MailTree *tree, GMimeObject *object, MailBody *body);
gboolean mail_attached_is_rich_text(GMimeObject *object); /* by its first bytes */
