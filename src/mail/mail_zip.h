/* A zip file in memory, with limits: nothing is ever written to a disk, so a path in it can lead nowhere. */
#pragma once
#include <glib.h>

typedef struct MailZip MailZip;

/* `bytes` must outlive it. NULL when it is no zip file that can be read; *why_out then says so in words of our own. */
MailZip *mail_zip_open(const guint8 *bytes, gsize length, const char **why_out);
void mail_zip_free(MailZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailZip, mail_zip_free)

guint mail_zip_count(const MailZip *zip);
const char *mail_zip_name(const MailZip *zip, guint index); /* valid UTF-8, borrowed; "" if it has none */
gboolean mail_zip_has(const MailZip *zip, const char *name);
/* One entry whole. NULL when there is none, it is encrypted, damaged or too large; *why_out then says what ("" for none). Sizes
 * are believed from the directory and then counted, for it may lie. All entries of one zip together have a limit as well. */
GByteArray *mail_zip_read(MailZip *zip, const char *name, const char **why_out);
gboolean mail_zip_is_locked(const MailZip *zip); /* some file in it needs a password */
