/* One leaf of a MIME tree: its bytes, text, name and digest. */
#pragma once
#include <gmime/gmime.h>
#include "mail_html.h"
#include "mail_scan.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)

typedef struct { /* what reading parts has found out about the message; bits of MailFlags */
    const FormLabels *labels;
    gboolean containers; /* documents and other files within files are opened: mail_read_containers() */
    guint flags;
} MailReading;

/* What GMime makes of the usable part of a scan; the caller's. NULL when it can make nothing of it. */
GMimeMessage *mail_part_parse(const MailScan *scan);

gboolean mail_part_is(GMimeObject *object, const char *type, const char *subtype); /* "*": any */
/* What stands between its parts, as its sender says; NULL when he does not. */
const char *mail_part_boundary(GMimeMultipart *multipart);
char *mail_part_type(GMimeObject *object); /* "text/plain", lower case */
/* Its name as one clean line without folders, "" if none. */
char *mail_part_name(GMimeObject *object, MailReading *reading);
gboolean mail_part_is_attachment(GMimeObject *object); /* says so itself */
/* The text of a text part as valid UTF-8 with '\n' line ends, format=flowed joined. For HTML its source. */
char *mail_part_text(GMimePart *part, MailReading *reading);
/* Digest (hex) and size of the decoded bytes; of a message or multipart, over all fields and parts in it. */
char *mail_part_digest(GMimeObject *object, guint64 *bytes_out, MailReading *reading);
/* The first bytes decoded, for looking at what a part is: at most 1024, without decoding the rest, and damage is not noted. */
GByteArray *mail_part_head(GMimePart *part);
/* The first bytes decoded, at most `limit`. */
GByteArray *mail_part_bytes(GMimePart *part, gsize limit, MailReading *reading);
