/* Files within a mail that are formats of their own: which of them a fresh reader opens (mail_read_containers()). */
#pragma once
#include <glib.h>

typedef enum {
    MAIL_CONTAINER_NONE,
    MAIL_CONTAINER_ZIP,  /* .docx, .docm, .odt, .xlsx, …, and a .zip itself */
    MAIL_CONTAINER_OLE,  /* .doc, .xls, .msg, and an Office file with a password */
    MAIL_CONTAINER_PDF,
    MAIL_CONTAINER_TNEF, /* winmail.dat */
} MailContainer;

/* By the bytes it begins with (1024 are enough), for a name is what its sender likes. */
MailContainer mail_container_kind(const guint8 *head, gsize length);
