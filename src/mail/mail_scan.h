/* A raw message looked through before GMime sees any of it: header block found and read, damage that GMime does not
 * survive repaired on a copy or cut off. */
#pragma once
#include "mail_headers.h"

typedef struct {
    const char *bytes;   /* what is read: the caller's bytes, or `repaired` */
    gsize length;
    char *repaired;      /* NULL when nothing had to be */
    MailHeaders headers; /* those within the limits */
    gsize body;          /* where it begins in `bytes` */
    gsize usable;        /* where the limits end: beyond it GMime may crash or eat all memory */
    const char *refusal; /* "" or why the message must be held */
    gboolean no_headers; /* no header block: all of it is body */
    gboolean binary;     /* … and that is no text either */
} MailScan;

/* `bytes` must outlive the scan. */
void mail_scan(MailScan *scan, const char *bytes, gsize length);
void mail_scan_clear(MailScan *scan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailScan, mail_scan_clear)

/* What GMime is given: the Content-… fields (the first of each) and the usable body. */
GByteArray *mail_scan_entity(const MailScan *scan);
