/* mail_container: tells files that are formats of their own from all others, by their first bytes.
 *
 * Looks and decides, opens nothing. A PDF may have a little of something else before it, as its
 * readers allow. What it does not know is no container, and is then listed as before. */
#include "mail_container.h"
#include <string.h>

#define PDF_WITHIN 1024u

static gboolean begins(const guint8 *head, gsize length, const char *magic, gsize bytes)
{
    return length >= bytes && memcmp(head, magic, bytes) == 0;
}

MailContainer mail_container_kind(const guint8 *head, gsize length)
{
    if (begins(head, length, "PK\003\004", 4) || begins(head, length, "PK\005\006", 4))
        return MAIL_CONTAINER_ZIP;
    if (begins(head, length, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
        return MAIL_CONTAINER_OLE;
    if (begins(head, length, "\x78\x9f\x3e\x22", 4))
        return MAIL_CONTAINER_TNEF;
    if (memmem(head, MIN(length, PDF_WITHIN), "%PDF-", 5) != NULL)
        return MAIL_CONTAINER_PDF;
    return MAIL_CONTAINER_NONE;
}
