/* winmail.dat as the parts it stands for. For the second reading only. */
#pragma once
#include <gmime/gmime.h>

/* A multipart/mixed, the caller's: first a multipart/alternative, perhaps empty, of the body's shapes, then files and
 * messages. NULL when the bytes are no TNEF. *broken is set, never cleared, when some of it could not be read. */
GMimeMultipart *mail_tnef_parts(const guint8 *bytes, gsize length, gboolean *broken);
