/* mail_thread: reads and continues Thread-Index fields.
 *
 * The field is a stranger's: its base64 is read strictly, its length is limited before and after decoding, and what comes out
 * is made anew from the bytes. It serves grouping only; nothing is matched by it and nothing believed. The time of an
 * answer is written as its distance from the conversation's beginning, in units of 2^18 or, beyond 1.7 years, 2^23 times 100 ns.
 * Never fails: what is no index is "". */
#include "mail_thread.h"
#include "digest.h"
#include <string.h>

#define HEADER_BYTES 22u
#define BLOCK_BYTES 5u
#define BLOCKS_MOST 40u
#define VALUE_BYTES 4096u
#define GUID_BYTES 16u
#define FIRST_BYTE 0x01
#define FILETIME_EPOCH G_GINT64_CONSTANT(11644473600) /* seconds from 1601 to 1970 */
#define FILETIME_SECOND G_GUINT64_CONSTANT(10000000)
#define SHORT_SHIFT 18u
#define LONG_SHIFT 23u
#define DELTA_BITS 31u

static guint64 filetime(Instant at)
{
    return (guint64)(MAX(at, 0) + FILETIME_EPOCH) * FILETIME_SECOND;
}

/* Base64 without anything but base64 in it, blanks of folding aside; NULL when it is none. */
static guchar *decode(const char *value, gsize *length_out)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (const char *p = value; *p != '\0' && text->len <= VALUE_BYTES; p++)
        if (*p != ' ' && *p != '\t')
            g_string_append_c(text, *p);
    gsize letters =
        strspn(text->str, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    gsize padding = strspn(text->str + letters, "=");
    if (text->len > VALUE_BYTES || letters + padding != text->len || padding > 2 ||
        text->len % 4 != 0)
        return NULL;
    return g_base64_decode(text->str, length_out);
}

char *mail_thread_read(const char *value)
{
    gsize length = 0;
    g_autofree guchar *bytes = value != NULL ? decode(value, &length) : NULL;
    if (bytes == NULL || length < HEADER_BYTES || (length - HEADER_BYTES) % BLOCK_BYTES != 0 ||
        bytes[0] != FIRST_BYTE)
        return g_strdup("");
    gboolean many = (length - HEADER_BYTES) / BLOCK_BYTES > BLOCKS_MOST;
    return g_base64_encode(bytes, many ? HEADER_BYTES : length);
}

char *mail_thread_begin(const char *name, Instant began)
{
    guint8 bytes[HEADER_BYTES] = {FIRST_BYTE};
    guint64 time = filetime(began);
    for (guint i = 0; i < BLOCK_BYTES; i++)
        bytes[1 + i] = (guint8)(time >> (56 - 8 * i));
    g_autofree char *digest = digest_of(name, strlen(name));
    for (guint i = 0; i < GUID_BYTES; i++)
        bytes[HEADER_BYTES - GUID_BYTES + i] = (guint8)(g_ascii_xdigit_value(digest[2 * i]) << 4 |
                                                        g_ascii_xdigit_value(digest[2 * i + 1]));
    return g_base64_encode(bytes, sizeof bytes);
}

/* When the conversation began. Exchange writes the five highest bytes of the time behind the first byte; older Outlooks let
 * the first byte be the highest one of six. */
static guint64 beginning(const guchar *bytes)
{
    gboolean behind = bytes[1] == FIRST_BYTE;
    guint64 time = 0;
    for (guint i = 0; i < BLOCK_BYTES; i++)
        time = time << 8 | bytes[1 + i];
    return behind ? time << 24 : ((guint64)FIRST_BYTE << 40 | time) << 16;
}

static void write_block(guchar *block, guint64 began, Instant at, const char *message_id)
{
    guint64 now = filetime(at), apart = now > began ? now - began : 0;
    gboolean far = apart >> (SHORT_SHIFT + DELTA_BITS) != 0;
    guint64 most = (G_GUINT64_CONSTANT(1) << DELTA_BITS) - 1;
    guint64 units = MIN(apart >> (far ? LONG_SHIFT : SHORT_SHIFT), most);
    guint32 word = (guint32)units | (far ? 1u << DELTA_BITS : 0);
    g_autofree char *digest = digest_of(message_id, strlen(message_id));
    for (guint i = 0; i < BLOCK_BYTES - 1; i++)
        block[i] = (guchar)(word >> (24 - 8 * i));
    block[BLOCK_BYTES - 1] =
        (guchar)(g_ascii_xdigit_value(digest[0]) << 4 | g_ascii_xdigit_value(digest[1]));
}

char *mail_thread_next(const char *index, Instant at, const char *message_id)
{
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(index, &length);
    g_return_val_if_fail(length >= HEADER_BYTES, g_strdup(""));
    bytes = g_realloc(bytes, length + BLOCK_BYTES);
    write_block(bytes + length, beginning(bytes), at, message_id);
    return g_base64_encode(bytes, length + BLOCK_BYTES);
}
