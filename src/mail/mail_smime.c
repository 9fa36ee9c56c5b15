/* mail_smime: the signature around a message's whole body.
 *
 * What is verified is what a reading of the same bytes reads: GMime parts both, and the signed part is
 * written out again from what it kept of it. Where that is not the very text that was signed (an odd boundary line, a part
 * that was repaired) the signature does not hold, and nothing is proven. Something before, behind or beside the
 * signed part makes the message as good as unsigned. Promises that whoever is named is in the certificate and in From.
 * Parses hostile bytes, after the signature's own are verified nothing more than the head. Never fails. */
#include "mail_smime.h"
#include "mail_envelope.h"
#include "mail_part.h"
#include "mail_read.h"
#include "mail_scan.h"
#include "signer.h"
#include <string.h>

#define SIGNATURE_BYTES (1u << 20)
#define OPAQUE_BYTES (20u << 20)

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

static GByteArray *written(GMimeObject *object)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    if (g_mime_object_write_to_stream(object, NULL, stream) < 0)
        return NULL;
    return canonical(g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream));
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

static const char *take(GMimeObject *top, Signed *it)
{
    if (is_block(top))
        it->der = decoded(top, OPAQUE_BYTES);
    else if (!GMIME_IS_MULTIPART(top) || !mail_part_is(top, "multipart", "signed"))
        return "is not S/MIME around the whole of it";
    else {
        GMimeMultipart *parts = (GMimeMultipart *)top;
        if (g_mime_multipart_get_count(parts) != 2 ||
            !is_signature(g_mime_multipart_get_part(parts, 1)))
            return "is not S/MIME around the whole of it";
        it->content = written(g_mime_multipart_get_part(parts, 0));
        it->der = decoded(g_mime_multipart_get_part(parts, 1), SIGNATURE_BYTES);
        if (!it->content)
            return "cannot be read";
    }
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

/* GMime ends a multipart with a line end of its own, which may be the one that belongs to the boundary around it. */
static Signer *verify(Signed *it, const SignerTrust *trust, const char **why_out)
{
    static const guint8 line_end[] = {'\r', '\n'};
    Signer *signer = signer_verify(it->der, it->content, trust, why_out);
    GByteArray *content = it->content;
    if (signer || !content || content->len < 2 ||
        memcmp(content->data + content->len - 2, line_end, 2) != 0)
        return signer;
    g_byte_array_set_size(content, content->len - 2);
    return signer_verify(it->der, content, trust, why_out);
}

static const char *examine(MailRecord *record, const MailScan *scan, const SignerTrust *trust)
{
    const char *why = "cannot be read";
    g_auto(Signed) it = {0};
    g_autoptr(GMimeMessage) message = scan->binary ? NULL : mail_part_parse(scan);
    GMimeObject *top = message ? g_mime_message_get_mime_part(message) : NULL;
    const char *missing = top ? take(top, &it) : why;
    if (missing)
        return missing;
    g_autoptr(Signer) signer = verify(&it, trust, &why);
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
