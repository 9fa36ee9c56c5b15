/* Was the message written by a person, by an auto-responder, by a mail system or by a list? */
#pragma once
#include "mail_headers.h"
#include "mail_record.h"

/* `subject` decoded; `type` the message's own Content-Type, lower case ("multipart/report"). Says nothing of delivery
 * reports without a report's type: those are mail_delivery.c's to find. */
MailAutomatic mail_automatic_of(const MailHeaders *headers, const char *subject, const char *type);
/* Whoever wrote it, machines are asked not to answer: X-Auto-Response-Suppress of all or of automatic replies, X-Loop,
 * a redirecting rule of Exchange, the mark of a gateway like ours, from whose name nothing else follows. */
gboolean mail_automatic_unanswered(const MailHeaders *headers);
gboolean mail_automatic_null_sender(const MailHeaders *headers); /* Return-Path: <> */
gboolean mail_automatic_is_daemon(const char *from); /* the address of a mail system: mailer-daemon@, postmaster@ */
