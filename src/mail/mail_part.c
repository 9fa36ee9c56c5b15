/* mail_part: what one leaf of a MIME tree holds.
 *
 * GMime says where a part begins and ends and how it is encoded; the bytes are taken from its stream
 * and decoded here (mail_transfer.c, mail_charset.c), because GMime's own way stops at a NUL, at the
 * first padding, and hands out invalid UTF-8. Attachments are hashed as they are decoded and never
 * stand in memory whole. What is damaged is read as far as it goes and said in the flags. */
#include "mail_part.h"
#include "digest.h"
#include "mail_charset.h"
#include "mail_limits.h"
#include "mail_record.h"
#include "mail_transfer.h"
#include "mail_words.h"
#include "text.h"
#include <string.h>

#define NAME_CHARACTERS 150u
#define HEAD_BYTES 1024u
#define HEAD_ENCODED 8192u
#define META_BYTES 2048u /* where HTML says its character set */

typedef struct {
    GByteArray *bytes;
    gsize limit;
    gboolean cut;
} Taker;

typedef struct {
    Digest *digest;
    guint64 bytes;
} Hasher;

GMimeMessage *mail_part_parse(const MailScan *scan)
{
    GByteArray *entity = mail_scan_entity(scan);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_byte_array(entity);
    g_mime_stream_mem_set_owner((GMimeStreamMem *)stream, TRUE);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    return g_mime_parser_construct_message(parser, NULL);
}

gboolean mail_part_is(GMimeObject *object, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

/* Asked for the boundary itself, GMime makes one up where there is none and writes the type anew, to which it finds no end when a
 * parameter's name has 70 to 72 letters (3.2.13). */
const char *mail_part_boundary(GMimeMultipart *multipart)
{
    return g_mime_object_get_content_type_parameter((GMimeObject *)multipart, "boundary");
}

char *mail_part_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *plain = g_mime_content_type_get_mime_type(type);
    g_autofree char *line = text_line(plain, NAME_CHARACTERS);
    return g_ascii_strdown(line, -1);
}

gboolean mail_part_is_attachment(GMimeObject *object)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    return disposition && g_mime_content_disposition_is_attachment(disposition);
}

static TransferEncoding encoding_of(GMimePart *part)
{
    switch (g_mime_part_get_content_encoding(part)) {
    case GMIME_CONTENT_ENCODING_BASE64:
        return TRANSFER_BASE64;
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
        return TRANSFER_QUOTED;
    case GMIME_CONTENT_ENCODING_UUENCODE:
        return TRANSFER_UU;
    case GMIME_CONTENT_ENCODING_DEFAULT:
    case GMIME_CONTENT_ENCODING_7BIT:
    case GMIME_CONTENT_ENCODING_8BIT:
    case GMIME_CONTENT_ENCODING_BINARY:
        break;
    }
    return TRANSFER_PLAIN;
}

/* The encoded bytes, where GMime's stream has them: all parts share the buffer of the one message. */
static gboolean encoded_bytes(GMimePart *part, const char **bytes_out, gsize *length_out)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!stream || !GMIME_IS_STREAM_MEM(stream))
        return FALSE;
    GByteArray *buffer = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
    gint64 start = stream->bound_start, end = stream->bound_end;
    if (end < 0 || end > (gint64)buffer->len)
        end = buffer->len;
    if (start < 0 || start >= end)
        return FALSE;
    *bytes_out = (const char *)buffer->data + start;
    *length_out = (gsize)(end - start);
    return TRUE;
}

static void decode(GMimePart *part, TransferSink sink, gpointer user, MailReading *reading)
{
    const char *bytes;
    gsize length;
    gboolean broken = FALSE;
    if (!encoded_bytes(part, &bytes, &length))
        return;
    mail_transfer_decode(encoding_of(part), bytes, length, sink, user, &broken);
    if (broken)
        reading->flags |= MAIL_FLAG_ENCODING;
}

static void take(gpointer user, const guint8 *bytes, gsize length)
{
    Taker *taker = user;
    gsize room = taker->limit - MIN(taker->limit, taker->bytes->len);
    taker->cut |= length > room;
    g_byte_array_append(taker->bytes, bytes, (guint)MIN(length, room));
}

static void hash(gpointer user, const guint8 *bytes, gsize length)
{
    Hasher *hasher = user;
    digest_update(hasher->digest, bytes, length);
    hasher->bytes += length;
}

static void hash_text(Hasher *hasher, const char *text)
{
    if (text)
        hash(hasher, (const guint8 *)text, strlen(text));
}

static void hash_object(Hasher *hasher, GMimeObject *object, guint depth, MailReading *reading);

/* Fields as they came: received headers are never written anew (libraries.md, trap c). */
static void hash_fields(Hasher *hasher, GMimeObject *object)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    int count = g_mime_header_list_get_count(list);
    for (int i = 0; i < count; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
        hash_text(hasher, g_mime_header_get_name(header));
        hash_text(hasher, g_mime_header_get_raw_value(header));
    }
}

static void hash_children(Hasher *hasher, GMimeMultipart *multipart, guint depth,
                          MailReading *reading)
{
    int count = MIN(g_mime_multipart_get_count(multipart), (int)MAIL_LIMIT_PARTS);
    for (int i = 0; i < count; i++)
        hash_object(hasher, g_mime_multipart_get_part(multipart, i), depth + 1, reading);
}

static void hash_object(Hasher *hasher, GMimeObject *object, guint depth, MailReading *reading)
{
    if (!object || depth > MAIL_LIMIT_DEPTH)
        return;
    if (depth > 0)
        hash_fields(hasher, object);
    if (GMIME_IS_PART(object))
        decode((GMimePart *)object, hash, hasher, reading);
    else if (GMIME_IS_MULTIPART(object))
        hash_children(hasher, (GMimeMultipart *)object, depth, reading);
    else if (GMIME_IS_MESSAGE_PART(object))
        hash_object(hasher,
                    (GMimeObject *)g_mime_message_part_get_message((GMimeMessagePart *)object),
                    depth + 1, reading);
    else if (GMIME_IS_MESSAGE(object))
        hash_object(hasher, g_mime_message_get_mime_part((GMimeMessage *)object), depth + 1,
                    reading);
}

char *mail_part_digest(GMimeObject *object, guint64 *bytes_out, MailReading *reading)
{
    Hasher hasher = {.digest = digest_new()};
    hash_object(&hasher, object, 0, reading);
    *bytes_out = hasher.bytes;
    return digest_finish(hasher.digest);
}

GByteArray *mail_part_bytes(GMimePart *part, gsize limit, MailReading *reading)
{
    Taker taker = {.bytes = g_byte_array_sized_new(1), .limit = limit}; /* data is never NULL */
    decode(part, take, &taker, reading);
    if (taker.cut && limit == MAIL_LIMIT_TEXT_BYTES)
        reading->flags |= MAIL_FLAG_TRUNCATED;
    return taker.bytes;
}

GByteArray *mail_part_head(GMimePart *part)
{
    Taker taker = {.bytes = g_byte_array_sized_new(1), .limit = HEAD_BYTES};
    const char *bytes;
    gsize length;
    gboolean broken = FALSE;
    if (encoded_bytes(part, &bytes, &length))
        mail_transfer_decode(encoding_of(part), bytes, MIN(length, HEAD_ENCODED), take, &taker,
                             &broken);
    return taker.bytes;
}

/* ---- names ---- */

/* The value of `filename=` or `name=` in a raw field, for what GMime would decode at a loss. */
static char *raw_parameter(const char *field, const char *name)
{
    gsize length = strlen(name);
    for (const char *p = strchr(field, ';'); p; p = strchr(p + 1, ';')) {
        const char *start = p + 1 + strspn(p + 1, " \t\r\n");
        if (g_ascii_strncasecmp(start, name, length) != 0)
            continue;
        start += length + strspn(start + length, " \t");
        if (*start != '=')
            continue;
        start += 1 + strspn(start + 1, " \t\"");
        const char *end = start[-1] == '"' ? strchr(start, '"') : start + strcspn(start, ";");
        return g_strndup(start, end ? (gsize)(end - start) : strlen(start));
    }
    return NULL;
}

static gboolean needs_own_decoding(const char *field)
{
    if (strstr(field, "=?"))
        return TRUE;
    for (const char *p = field; *p; p++)
        if ((guchar)*p >= 0x80)
            return TRUE;
    return FALSE;
}

static char *own_name(GMimeObject *object, const char *header, const char *parameter,
                      MailReading *reading)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    GMimeHeader *field = g_mime_header_list_get_header(headers, header);
    const char *raw = field ? g_mime_header_get_raw_value(field) : NULL;
    if (!raw || !needs_own_decoding(raw))
        return NULL;
    g_autofree char *value = raw_parameter(raw, parameter);
    gboolean lossy = FALSE;
    char *name = value ? mail_words_decode(value, strlen(value), NULL, &lossy) : NULL;
    if (lossy)
        reading->flags |= MAIL_FLAG_CHARSET;
    return name;
}

static const char *without_folders(const char *name)
{
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    const char *backslash = strrchr(name, '\\');
    return backslash ? backslash + 1 : name;
}

char *mail_part_name(GMimeObject *object, MailReading *reading)
{
    g_autofree char *name = own_name(object, "Content-Disposition", "filename", reading);
    if (!name)
        name = own_name(object, "Content-Type", "name", reading);
    if (!name && GMIME_IS_PART(object))
        name = g_strdup(g_mime_part_get_filename((GMimePart *)object));
    if (!name)
        name = g_strdup(g_mime_object_get_content_type_parameter(object, "name"));
    g_autofree char *line = text_line(name, NAME_CHARACTERS);
    return g_strdup(without_folders(line));
}

/* ---- text ---- */

/* CR LF and CR to LF, in place. */
static void to_line_feeds(char *text)
{
    char *to = strchr(text, '\r');
    for (const char *p = to; p;) { /* at a CR */
        if (p[1] != '\n')
            *to++ = '\n';
        const char *next = strchrnul(p + 1, '\r');
        memmove(to, p + 1, (gsize)(next - p - 1));
        to += next - p - 1;
        p = *next != '\0' ? next : NULL;
    }
    if (to)
        *to = '\0';
}

static gsize quote_marks(const char *line)
{
    return strspn(line, ">");
}

/* RFC 3676: a line that ends in a blank goes on in the next one of the same quote depth. */
static char *join_flowed(const char *text, gboolean delete_space)
{
    GString *out = g_string_sized_new(strlen(text));
    gboolean flowing = FALSE;
    gsize depth = 0;
    for (const char *p = text; *p;) {
        gsize length = strcspn(p, "\n"), marks = quote_marks(p);
        const char *words = p + marks + (marks < length && p[marks] == ' ');
        gsize count = (gsize)(p + length - words);
        gboolean signature = count == 3 && memcmp(words, "-- ", 3) == 0;
        if (flowing && marks == depth && !signature) {
            if (delete_space && out->len > 0)
                g_string_truncate(out, out->len - 1);
            g_string_append_len(out, words, (gssize)count);
        } else {
            if (out->len > 0 || p > text)
                g_string_append_c(out, '\n');
            g_string_append_len(out, p, (gssize)marks);
            if (marks > 0 && count > 0)
                g_string_append_c(out, ' ');
            g_string_append_len(out, words, (gssize)count);
        }
        flowing = count > 0 && words[count - 1] == ' ' && !signature;
        depth = marks;
        p += length + (p[length] == '\n');
        if (*p == '\0' && p[-1] == '\n')
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

/* The set that an HTML page declares itself, for a part that declares none; "" if none. */
static char *html_charset(const GByteArray *bytes)
{
    g_autofree char *head = g_strndup((const char *)bytes->data, MIN(bytes->len, META_BYTES));
    g_autofree char *folded = g_ascii_strdown(head, -1);
    const char *p = strstr(folded, "charset=");
    if (!p)
        return g_strdup("");
    p += strlen("charset=");
    p += strspn(p, "\"' ");
    return g_strndup(p, strcspn(p, "\"'; />\r\n"));
}

static char *charset_of(GMimePart *part, const GByteArray *bytes)
{
    const char *declared = g_mime_object_get_content_type_parameter((GMimeObject *)part, "charset");
    if ((!declared || !*declared) && mail_part_is((GMimeObject *)part, "text", "html"))
        return html_charset(bytes);
    return g_strdup(declared ? declared : "");
}

char *mail_part_text(GMimePart *part, MailReading *reading)
{
    g_autoptr(GByteArray) bytes = mail_part_bytes(part, MAIL_LIMIT_TEXT_BYTES, reading);
    g_autofree char *charset = charset_of(part, bytes);
    gboolean lossy = FALSE;
    g_autofree char *text =
        mail_charset_decode(charset, (const char *)bytes->data, bytes->len, &lossy);
    if (lossy)
        reading->flags |= MAIL_FLAG_CHARSET;
    to_line_feeds(text);
    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        memmove(text, text + 3, strlen(text + 3) + 1);
    GMimeObject *object = (GMimeObject *)part;
    const char *format = g_mime_object_get_content_type_parameter(object, "format");
    const char *space = g_mime_object_get_content_type_parameter(object, "delsp");
    if (!format || g_ascii_strcasecmp(format, "flowed") != 0 ||
        !mail_part_is(object, "text", "plain"))
        return g_steal_pointer(&text);
    return join_flowed(text, space && g_ascii_strcasecmp(space, "yes") == 0);
}
