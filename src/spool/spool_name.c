/* Names of spooled messages: makes them and takes them apart.
 *
 * A name that is taken apart is put together again and compared, so there is one spelling of every
 * message and a file that somebody else laid into the folder is never mistaken for one. The
 * fraction of the arrival's second comes from the clock when the arrival is now, and is cut to that
 * second when it is not: the seconds a caller gives always win. Nothing here touches a file. */
#include "spool_name.h"
#include "digest.h"
#include "spool_sender.h"
#include <string.h>
#include <unistd.h>

#define STAMP_DIGITS 16
#define RANDOM_BYTES 6
#define MAILBOX_PLAIN "@+" /* beside the unreserved letters, digits and -._~ */

static gint64 stamp_of(Instant arrived)
{
    gint64 second = arrived * G_USEC_PER_SEC;
    return second + CLAMP(g_get_real_time() - second, 0, G_USEC_PER_SEC - 1);
}

char *spool_name_new(Instant arrived, guint counter)
{
    guint8 bits[RANDOM_BYTES];
    digest_random(bits, sizeof bits);
    GString *name = g_string_new(NULL);
    g_string_printf(name, "%0*" G_GINT64_FORMAT ".%07d_%08u_", STAMP_DIGITS, stamp_of(arrived),
                    (int)getpid(), counter);
    for (gsize i = 0; i < sizeof bits; i++)
        g_string_append_printf(name, "%02x", bits[i]);
    return g_string_free(name, FALSE);
}

char *spool_name_mark(const char *unfinished, const char *digits)
{
    gsize length = strlen(unfinished);
    return g_strdup_printf("%.*s%s", (int)(length - SPOOL_SENDER_DIGITS), unfinished, digits);
}

gboolean spool_name_sender(const char *name, char *digits_out)
{
    gsize length = strcspn(name, ",");
    if (name[length] == '\0' || length <= STAMP_DIGITS + SPOOL_SENDER_DIGITS)
        return FALSE;
    memcpy(digits_out, name + length - SPOOL_SENDER_DIGITS, SPOOL_SENDER_DIGITS);
    digits_out[SPOOL_SENDER_DIGITS] = '\0';
    return TRUE;
}

static char *encode_mailbox(const char *mailbox)
{
    g_autofree char *escaped = g_uri_escape_string(mailbox, MAILBOX_PLAIN, FALSE);
    g_auto(GStrv) pieces = g_strsplit(escaped, "~", -1); /* plain to GLib, but not in our names */
    return g_strjoinv("%7E", pieces);
}

static gboolean encoded_fits(const char *encoded)
{
    return encoded[0] != '\0' && strlen(encoded) <= SPOOL_NAME_MAILBOX_BYTES;
}

gboolean spool_name_fits(const char *mailbox)
{
    g_autofree char *encoded = encode_mailbox(mailbox);
    return encoded_fits(encoded);
}

static char *put_together(const char *unfinished, const char *sha256, guint64 bytes,
                          const char *encoded)
{
    return g_strdup_printf("%s,H=%s,S=%" G_GUINT64_FORMAT ",M=%s", unfinished, sha256, bytes,
                           encoded);
}

char *spool_name_finish(const char *unfinished, const char *sha256, guint64 bytes,
                        const char *mailbox)
{
    g_autofree char *encoded = encode_mailbox(mailbox);
    return put_together(unfinished, sha256, bytes, encoded);
}

static gboolean read_stamp(const char *unfinished, Instant *arrived_out)
{
    if (strspn(unfinished, "0123456789") != STAMP_DIGITS || unfinished[STAMP_DIGITS] != '.')
        return FALSE;
    *arrived_out = g_ascii_strtoll(unfinished, NULL, 10) / G_USEC_PER_SEC;
    const char *rest = unfinished + STAMP_DIGITS + 1;
    return rest[0] != '\0' && rest[strspn(rest, "0123456789abcdef_")] == '\0';
}

static const char *after(const char *piece, const char *key)
{
    return g_str_has_prefix(piece, key) ? piece + strlen(key) : "";
}

SpoolItem *spool_name_parse(const char *name)
{
    g_auto(GStrv) pieces = g_strsplit(name, ",", 5);
    if (g_strv_length(pieces) != 4)
        return NULL;
    g_autoptr(SpoolItem) item = g_new0(SpoolItem, 1);
    item->name = g_strdup(name);
    item->sha256 = g_strdup(after(pieces[1], "H="));
    item->mailbox = g_uri_unescape_string(after(pieces[3], "M="), NULL);
    if (!read_stamp(pieces[0], &item->arrived) || !digest_is_hex(item->sha256) ||
        item->mailbox == NULL ||
        !g_ascii_string_to_unsigned(after(pieces[2], "S="), 10, 0, G_MAXUINT64, &item->bytes, NULL))
        return NULL;
    g_autofree char *encoded = encode_mailbox(item->mailbox);
    g_autofree char *again = put_together(pieces[0], item->sha256, item->bytes, encoded);
    return g_str_equal(again, name) && encoded_fits(encoded) ? g_steal_pointer(&item) : NULL;
}

void spool_item_free(SpoolItem *item)
{
    if (item == NULL)
        return;
    g_free(item->name);
    g_free(item->sha256);
    g_free(item->mailbox);
    g_free(item);
}
