/* The office decides by reply to a mail of ours that it can be decided by: the morning's digest, an alarm, the transcript of an
 * earlier reply. Who may is asked here; what is done stands in app/office_reply.h. */
#pragma once
#include "deciding.h"

/* Does the message answer such a mail? */
gboolean by_mail_answers(Deciding *x);
/* A reply of the office with decisions in it is put down to be carried out; one that is not proven to be the office's is held,
 * with an alarm. FALSE: it is a message like any other. */
gboolean by_mail_take(Deciding *x);
/* For an alarm to the office: what is to be decided, numbered, and how. Newly allocated; "" when there is nothing. */
char *by_mail_asks(const Deciding *x);
