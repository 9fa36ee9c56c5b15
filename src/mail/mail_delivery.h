/* Reports of mail systems on messages of ours, in the fields of RFC 3464. */
#pragma once
#include "mail_headers.h"
#include "mail_part.h"
#include "mail_record.h"

typedef enum {
    MAIL_REPORT_NONE,
    MAIL_REPORT_STATUS, /* on what became of a mail (message/delivery-status), though it may name no recipient */
    MAIL_REPORT_OTHER,  /* a disposition notification (read, deleted), a complaint */
} MailReport;

/* Reads the per-recipient fields of every message/delivery-status part below `top`. */
MailReport mail_delivery_read(MailRecord *record, GMimeObject *top, MailReading *reading);
/* The same fields where they stand in a text, with others around them. */
void mail_delivery_fields(MailRecord *record, const char *text, MailReading *reading);

void mail_delivery_add(MailRecord *record, const char *recipient, const char *original, const char *action,
                       const char *status);
/* Sets for every delivery the mail it speaks of; NULL leaves what is there. */
void mail_delivery_original(MailRecord *record, const char *id, const char *envelope);
/* The first Message-ID field in a text, NULL if none; the caller's. */
char *mail_delivery_first_id(const char *text);
/* The first "5.1.1" or "4.2.2" in a text that stands for itself, of one class ('5') or any (0); "" if none. */
char *mail_delivery_status(const char *text, char class);
