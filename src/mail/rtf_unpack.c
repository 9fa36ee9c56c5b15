/* rtf_unpack: the compression of MS-OXRTFCP.
 *
 * A ring of 4096 bytes that begins with words every RTF has; eight tokens after each byte of flags: a byte as it is, or
 * where in the ring so many bytes stand. The end is a reference to where the ring is written next. */
#include "mail_limits.h"
#include "rtf.h"
#include <string.h>

#define HEADER 16u
#define COMPRESSED 0x75465a4cu
#define PLAIN 0x414c454du
#define RING 4096u

static const char beginning[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    "\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

typedef struct {
    guint8 bytes[RING];
    guint at;
    GByteArray *out;
} Ring;

static guint32 word_at(const guint8 *bytes)
{
    return (guint32)bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 |
           (guint32)bytes[3] << 24;
}

static gboolean put(Ring *ring, guint8 byte)
{
    if (ring->out->len >= MAIL_LIMIT_TEXT_BYTES)
        return FALSE;
    g_byte_array_append(ring->out, &byte, 1);
    ring->bytes[ring->at] = byte;
    ring->at = (ring->at + 1) % RING;
    return TRUE;
}

/* FALSE at the end. */
static gboolean repeat(Ring *ring, guint token)
{
    guint from = token >> 4, count = (token & 0xf) + 2;
    if (from == ring->at)
        return FALSE;
    for (guint i = 0; i < count; i++)
        if (!put(ring, ring->bytes[(from + i) % RING]))
            return FALSE;
    return TRUE;
}

static void unpack(Ring *ring, const guint8 *at, const guint8 *end)
{
    while (at < end) {
        guint flags = *at++;
        for (guint bit = 0; bit < 8 && at < end; bit++, flags >>= 1) {
            gboolean reference = (flags & 1) != 0;
            if (reference && end - at < 2)
                return;
            if (reference ? !repeat(ring, (guint)at[0] << 8 | at[1]) : !put(ring, *at))
                return;
            at += reference ? 2 : 1;
        }
    }
}

GByteArray *rtf_unpack(const guint8 *packed, gsize length)
{
    if (length < HEADER)
        return NULL;
    guint32 raw = word_at(packed + 4), kind = word_at(packed + 8);
    GByteArray *out = g_byte_array_sized_new(1); /* data is never NULL */
    if (kind == PLAIN) {
        gsize most = MIN(length - HEADER, MIN(raw, MAIL_LIMIT_TEXT_BYTES));
        return g_byte_array_append(out, packed + HEADER, (guint)most);
    }
    if (kind != COMPRESSED) {
        g_byte_array_unref(out);
        return NULL;
    }
    g_autofree Ring *ring = g_new0(Ring, 1);
    ring->out = out;
    ring->at = strlen(beginning);
    memcpy(ring->bytes, beginning, ring->at);
    unpack(ring, packed + HEADER, packed + length);
    if (out->len > raw)
        g_byte_array_set_size(out, raw);
    return out;
}
