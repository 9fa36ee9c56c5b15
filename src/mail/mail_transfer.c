/* mail_transfer: base64, quoted-printable and uuencode to bytes.
 *
 * base64 is read here because GMime stops at the first padding and loses what follows, without a
 * word: a part of a referral, or of its evidence. What is damaged is decoded as far as it goes and
 * said. Works in one pass with a small buffer; keeps nothing; never fails. */
#include "mail_transfer.h"
#include <string.h>

#define BUFFER_BYTES 16384u

typedef struct {
    TransferSink sink;
    gpointer user;
    gsize count;
    guint8 bytes[BUFFER_BYTES];
} Output;

static void flush(Output *output)
{
    if (output->count > 0)
        output->sink(output->user, output->bytes, output->count);
    output->count = 0;
}

static inline void put(Output *output, guint8 byte)
{
    if (output->count == BUFFER_BYTES)
        flush(output);
    output->bytes[output->count++] = byte;
}

enum { SKIP = 64, PAD = 65, WRONG = 66 }; /* values of letters that carry no bits */

static void fill_alphabet(guint8 alphabet[256])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    memset(alphabet, WRONG, 256);
    for (guint8 i = 0; i < 64; i++)
        alphabet[(guchar)letters[i]] = i;
    alphabet[' '] = alphabet['\t'] = alphabet['\r'] = alphabet['\n'] = SKIP;
    alphabet['='] = PAD;
}

/* The bits of a quantum that padding, or the end, has cut short. */
static void end_quantum(Output *output, guint32 bits, guint letters, gboolean *broken)
{
    if (letters == 1)
        *broken = TRUE;
    if (letters >= 2)
        put(output, (guint8)(bits >> (letters * 6 - 8)));
    if (letters == 3)
        put(output, (guint8)(bits >> 2));
}

static void decode_base64(Output *output, const char *text, gsize length, gboolean *broken)
{
    guint8 alphabet[256];
    guint32 bits = 0;
    guint letters = 0;
    fill_alphabet(alphabet);
    for (gsize i = 0; i < length; i++) {
        guint8 value = alphabet[(guchar)text[i]];
        if (value < 64) {
            bits = bits << 6 | value;
            if (++letters < 4)
                continue;
            put(output, (guint8)(bits >> 16));
            put(output, (guint8)(bits >> 8));
            put(output, (guint8)bits);
            letters = 0;
        } else if (value == PAD) {
            end_quantum(output, bits, letters, broken);
            letters = 0;
        } else if (value == WRONG) {
            *broken = TRUE;
        }
    }
    *broken |= letters != 0;
    end_quantum(output, bits, letters, broken);
}

/* The length of a soft line break at `p`, after its '='; 0 if there is none. */
static gsize soft_break(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && (*q == ' ' || *q == '\t'))
        q++;
    if (q < end && *q == '\r')
        q++;
    if (q < end && *q == '\n')
        return (gsize)(q + 1 - p);
    return q == end ? (gsize)(q - p) + 1
                    : 0; /* '=' at the very end: one more, which the caller caps */
}

static void decode_quoted(Output *output, const char *text, gsize length, gboolean *broken)
{
    const char *end = text + length;
    for (const char *p = text; p < end; p++) {
        if (*p != '=') {
            put(output, (guint8)*p);
            continue;
        }
        if (end - p > 2 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
            put(output, (guint8)(g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2])));
            p += 2;
            continue;
        }
        gsize soft = soft_break(p + 1, end);
        if (soft > 0) {
            p = MIN(p + soft, end - 1);
            continue;
        }
        *broken = TRUE;
        put(output, '=');
    }
}

/* One line: its first letter says how many bytes follow, four letters stand for three. */
static void decode_uu_line(Output *output, const char *line, gsize length, gboolean *broken)
{
    gsize left = ((gsize)line[0] - ' ') & 63;
    for (gsize i = 1; left > 0; i += 4) {
        guint32 bits = 0;
        *broken |= i + 4 > length;
        if (i >= length)
            return;
        for (gsize j = 0; j < 4; j++)
            bits = bits << 6 | (i + j < length ? ((guint32)line[i + j] - ' ') & 63 : 0);
        for (gsize j = 0; j < 3 && left > 0; j++, left--)
            put(output, (guint8)(bits >> (16 - 8 * j)));
    }
}

static void decode_uu(Output *output, const char *text, gsize length, gboolean *broken)
{
    const char *end = text + length;
    gboolean begun = FALSE;
    for (const char *p = text; p < end;) {
        const char *newline = memchr(p, '\n', (gsize)(end - p));
        gsize bytes = (gsize)((newline ? newline : end) - p);
        if (bytes > 0 && p[bytes - 1] == '\r')
            bytes--;
        if (bytes >= 3 && memcmp(p, "end", 3) == 0)
            return;
        if (begun && bytes > 0)
            decode_uu_line(output, p, bytes, broken);
        begun |= bytes > 6 && memcmp(p, "begin ", 6) == 0;
        p = newline ? newline + 1 : end;
    }
    *broken = TRUE; /* no end, or no beginning */
}

void mail_transfer_decode(TransferEncoding encoding, const char *text, gsize length,
                          TransferSink sink, gpointer user, gboolean *broken)
{
    Output output = {.sink = sink, .user = user};
    switch (encoding) {
    case TRANSFER_PLAIN:
        if (length > 0)
            sink(user, (const guint8 *)text, length);
        break;
    case TRANSFER_BASE64:
        decode_base64(&output, text, length, broken);
        break;
    case TRANSFER_QUOTED:
        decode_quoted(&output, text, length, broken);
        break;
    case TRANSFER_UU:
        decode_uu(&output, text, length, broken);
        break;
    }
    flush(&output);
}

void mail_transfer_append(gpointer byte_array, const guint8 *bytes, gsize length)
{
    g_byte_array_append(byte_array, bytes, (guint)length);
}
