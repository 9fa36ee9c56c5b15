/* Content transfer encodings undone, in pieces to a sink, so that an attachment never stands in memory whole. */
#pragma once
#include <glib.h>

typedef enum { TRANSFER_PLAIN, TRANSFER_BASE64, TRANSFER_QUOTED, TRANSFER_UU } TransferEncoding;
typedef void (*TransferSink)(gpointer user, const guint8 *bytes, gsize length);

/* Best effort, never fails: base64 made of padded chunks is read chunk by chunk; *broken is set, never cleared, when
 * something is no proper code (letters outside the alphabet, a cut end). */
void mail_transfer_decode(TransferEncoding encoding, const char *text, gsize length, TransferSink sink, gpointer user,
                          gboolean *broken);
void mail_transfer_append(gpointer byte_array, const guint8 *bytes, gsize length); /* a sink: a GByteArray */
