/* Outlook's wrapper, winmail.dat: TNEF taken apart (MS-OXTNEF). For the second reading only. */
#pragma once
#include <glib.h>
#include "instant.h"

typedef struct {
    char *name;        /* as given, UTF-8; "" if none */
    char *type;        /* its MIME type, "" if not said */
    GByteArray *bytes; /* of a message: another TNEF */
    gboolean message;
} TnefFile;

typedef struct {
    char *plain;             /* the body's shapes, each NULL if it has none; UTF-8 */
    char *html;
    GByteArray *packed;      /* compressed RTF, see rtf_unpack() */
    char *subject, *from_name, *from, *to; /* "" if not said */
    Instant sent;            /* 0 if not said */
    GPtrArray *files;        /* of TnefFile */
    gboolean broken;         /* something in it was cut or made no sense; what came before it was read */
} Tnef;

/* NULL when the bytes are no TNEF at all. */
Tnef *tnef_read(const guint8 *bytes, gsize length);
void tnef_free(Tnef *tnef);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tnef, tnef_free)
