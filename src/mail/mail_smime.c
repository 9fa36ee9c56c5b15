/* mail_smime: the signature around a message's whole body.
 *
 * What is verified are the bytes between the first two boundary lines, as they came. What a reading of the same bytes reads is
 * what GMime makes of them: its first part, written out again, must be the same text, but for blank lines around boundaries,
 * which it sets as it likes. So no part can be signed and another read. Something beside the signed part makes the message as
 * good as unsigned. Promises that whoever is named is in the certificate and in From. Parses hostile bytes, after the
 * signature's own are verified nothing more than the head. Never fails. */
#include "mail_smime.h"
#include "mail_envelope.h"
#include "mail_part.h"
#include "mail_read.h"
#include "mail_scan.h"
#include "signer.h"
#include <string.h>

#define SIGNATURE_BYTES (1u << 20)
#define OPAQUE_BYTES (20u << 20)
#define NOT_AROUND "is not S/MIME around the whole of it"

typedef struct {
    GByteArray *der;     /* the signature */
    GByteArray *content; /* what it is of; NULL: what it wraps */
} Signed;

static void signed_clear(Signed *it)
{
    g_clear_pointer(&it->der, g_byte_array_unref);
    g_clear_pointer(&it->content, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Signed, signed_clear)

static gboolean is_signature(GMimeObject *object)
{
    return GMIME_IS_PART(object) && (mail_part_is(object, "application", "pkcs7-signature") ||
                                     mail_part_is(object, "application", "x-pkcs7-signature"));
}

static gboolean is_block(GMimeObject *object)
{
    return GMIME_IS_PART(object) && (mail_part_is(object, "application", "pkcs7-mime") ||
                                     mail_part_is(object, "application", "x-pkcs7-mime"));
}

/* Every line ends in CR LF, whatever the mail was stored with (RFC 8551 3.1.1). */
static GByteArray *canonical(const GByteArray *text)
{
    GByteArray *lines = g_byte_array_sized_new(text->len + text->len / 32 + 2);
    guint from = 0;
    for (guint i = 0; i < text->len; i++) {
        if (text->data[i] != '\n' || (i > 0 && text->data[i - 1] == '\r'))
            continue;
        g_byte_array_append(lines, text->data + from, i - from);
        g_byte_array_append(lines, (const guint8 *)"\r\n", 2);
        from = i + 1;
    }
    return g_byte_array_append(lines, text->data + from, text->len - from);
}

/* Lines without the blank ones at the end and before what looks like a boundary. */
static GByteArray *bare(const GByteArray *lines)
{
    GByteArray *kept = g_byte_array_sized_new(lines->len);
    guint blank = 0; /* of line ends, which are kept only if something else follows */
    for (guint i = 0; i < lines->len;) {
        const guint8 *line = lines->data + i, *end = memchr(line, '\n', lines->len - i);
        guint length = end ? (guint)(end - line) + 1 : lines->len - i;
        gboolean empty = length == 2 && line[0] == '\r';
        gboolean boundary = length > 2 && line[0] == '-' && line[1] == '-';
        blank = empty ? blank + 1 : blank;
        for (; !empty && !boundary && blank > 0; blank--)
            g_byte_array_append(kept, (const guint8 *)"\r\n", 2);
        blank = empty ? blank : 0;
        if (!empty)
            g_byte_array_append(kept, line, length);
        i += length;
    }
    while (kept->len > 0 &&
           (kept->data[kept->len - 1] == '\n' || kept->data[kept->len - 1] == '\r'))
        g_byte_array_set_size(kept, kept->len - 1);
    return kept;
}

/* Does GMime read in `object` what stands in `content`? */
static gboolean is_read_so(GMimeObject *object, const GByteArray *content)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    if (g_mime_object_write_to_stream(object, NULL, stream) < 0)
        return FALSE;
    g_autoptr(GByteArray) lines =
        canonical(g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream));
    g_autoptr(GByteArray) read = bare(lines), came = bare(content);
    return read->len == came->len && memcmp(read->data, came->data, read->len) == 0;
}

static gboolean is_boundary(const char *line, gsize length, const char *boundary)
{
    gsize named = strlen(boundary);
    if (length < named + 2 || strncmp(line, "--", 2) != 0 ||
        strncmp(line + 2, boundary, named) != 0)
        return FALSE;
    for (gsize i = named + 2; i < length; i++)
        if (!strchr(" \t\r\n", line[i]))
            return FALSE;
    return TRUE;
}

/* Without the line end before the second boundary, which belongs to that. */
static GByteArray *between(const char *from, const char *to)
{
    GByteArray *bytes = g_byte_array_new();
    to -= to > from && to[-1] == '\n' ? 1 : 0;
    to -= to > from && to[-1] == '\r' ? 1 : 0;
    g_byte_array_append(bytes, (const guint8 *)from, (guint)(to - from));
    GByteArray *lines = canonical(bytes);
    g_byte_array_unref(bytes);
    return lines;
}

/* What stands between the first two boundary lines; NULL if there are none. */
static GByteArray *first_part(const MailScan *scan, const char *boundary)
{
    const char *begin = NULL, *end = scan->bytes + scan->usable;
    for (const char *line = scan->bytes + MIN(scan->body, scan->usable); line < end;) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        const char *next = stop ? stop + 1 : end;
        if (is_boundary(line, (gsize)(next - line), boundary)) {
            if (begin)
                return between(begin, line);
            begin = next;
        }
        line = next;
    }
    return NULL;
}

static GByteArray *decoded(GMimeObject *object, gsize limit)
{
    MailReading reading = {0};
    GByteArray *bytes = mail_part_bytes((GMimePart *)object, limit, &reading);
    if (reading.flags == 0)
        return bytes;
    g_byte_array_unref(bytes); /* damaged or cut */
    return NULL;
}

static const char *take_detached(const MailScan *scan, GMimeMultipart *parts, Signed *it)
{
    const char *boundary = mail_part_boundary(parts);
    if (g_mime_multipart_get_count(parts) != 2 || !boundary ||
        !is_signature(g_mime_multipart_get_part(parts, 1)))
        return NOT_AROUND;
    it->content = first_part(scan, boundary);
    it->der = decoded(g_mime_multipart_get_part(parts, 1), SIGNATURE_BYTES);
    if (!it->content || !is_read_so(g_mime_multipart_get_part(parts, 0), it->content))
        return "is around parts that can be told apart in more than one way";
    return it->der ? NULL : "is damaged";
}

static const char *take(const MailScan *scan, GMimeObject *top, Signed *it)
{
    if (GMIME_IS_MULTIPART(top) && mail_part_is(top, "multipart", "signed"))
        return take_detached(scan, (GMimeMultipart *)top, it);
    if (!is_block(top))
        return NOT_AROUND;
    it->der = decoded(top, OPAQUE_BYTES);
    return it->der ? NULL : "is damaged";
}

static gboolean is_of(const Signer *signer, const char *address)
{
    for (guint i = 0; i < signer->addresses->len; i++)
        if (g_str_equal(signer->addresses->pdata[i], address))
            return TRUE;
    return FALSE;
}

/* The one mailbox of From, or "". */
static const char *from_of(MailRecord *head, const MailScan *scan)
{
    mail_envelope_read(head, &scan->headers);
    return head->from->len == 1 &&
                   (head->flags & (MAIL_FLAG_SEVERAL_FROM | MAIL_FLAG_CONFLICTING)) == 0
               ? g_array_index(head->from, MailAddress, 0).address
               : "";
}

static const char *examine(MailRecord *record, const MailScan *scan, const SignerTrust *trust)
{
    const char *why = "cannot be read";
    g_auto(Signed) it = {0};
    g_autoptr(GMimeMessage) message = scan->binary ? NULL : mail_part_parse(scan);
    GMimeObject *top = message ? g_mime_message_get_mime_part(message) : NULL;
    const char *missing = top ? take(scan, top, &it) : why;
    if (missing)
        return missing;
    g_autoptr(Signer) signer = signer_verify(it.der, it.content, trust, &why);
    if (!signer)
        return why;
    g_autoptr(MailRecord) head = mail_record_new();
    const char *from = from_of(head, scan);
    if (*from == '\0' || !is_of(signer, from))
        return "is by a certificate of another address than the one the message comes from";
    record->signer = mail_record_keep(record, from);
    record->signed_digest = mail_record_keep(record, signer->digest);
    return "";
}

MailRecord *mail_smime(const char *bytes, gsize length, const char *cas, Instant received)
{
    mail_read_init();
    MailRecord *record = mail_record_new();
    const SignerTrust trust = {cas, received};
    g_auto(MailScan) scan;
    mail_scan(&scan, bytes, length);
    record->signature = *scan.refusal || scan.no_headers || scan.repaired
                            ? "is around what is damaged or too much"
                            : mail_record_keep(record, examine(record, &scan, &trust));
    return record;
}
