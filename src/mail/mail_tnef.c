/* mail_tnef: makes of Outlook's wrapper what the mail would have been without it.
 *
 * Its body, files and embedded messages become MIME parts, so that they are named, hashed, read and limited like all
 * others (mail_body.c). An embedded message keeps the sender, date and subject that the wrapper gives it. Wrappers
 * within wrappers are opened WRAPPERS deep; a deeper one stays a file. Nothing is written anywhere. */
#include "mail_tnef.h"
#include "mail_charset.h"
#include "mail_limits.h"
#include "rtf.h"
#include "text.h"
#include "tnef.h"
#include <string.h>

#define WRAPPERS 5u
#define LINE_CHARACTERS 500u

static GMimeMultipart *parts_of(const Tnef *tnef, guint depth, gboolean *broken);

static GMimePart *new_part(const char *type, const char *bytes, gsize length)
{
    g_auto(GStrv) names = g_strsplit(type, "/", 2);
    gboolean usable = names[0] && names[1] && *names[0] && *names[1] && g_str_is_ascii(type) &&
                      strpbrk(type, " ;\r\n\t\"") == NULL;
    GMimePart *part = usable ? g_mime_part_new_with_type(names[0], names[1])
                             : g_mime_part_new_with_type("application", "octet-stream");
    GByteArray *copy = g_byte_array_sized_new((guint)length + 1); /* data is never NULL */
    g_byte_array_append(copy, (const guint8 *)bytes, (guint)length);
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(copy);
    g_mime_stream_mem_set_owner((GMimeStreamMem *)stream, TRUE);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_BINARY);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BINARY);
    g_object_unref(content);
    g_object_unref(stream);
    return part;
}

static void add(GMimeMultipart *multipart, gpointer part)
{
    g_mime_multipart_add(multipart, part);
    g_object_unref(part);
}

static void add_text(GMimeMultipart *multipart, const char *type, const char *text)
{
    if (text_empty(text))
        return;
    GMimePart *part = new_part(type, text, strlen(text));
    g_mime_object_set_content_type_parameter((GMimeObject *)part, "charset", "utf-8");
    add(multipart, part);
}

static char *body_html(const Tnef *tnef)
{
    if (tnef->html)
        return g_strdup(tnef->html);
    g_autoptr(GByteArray) rtf =
        tnef->packed ? rtf_unpack(tnef->packed->data, tnef->packed->len) : NULL;
    return rtf ? rtf_html((const char *)rtf->data, rtf->len) : NULL;
}

static void add_body(GMimeMultipart *multipart, const Tnef *tnef)
{
    g_autofree char *html = body_html(tnef);
    GMimeMultipart *shapes = g_mime_multipart_new_with_subtype("alternative");
    add_text(shapes, "text/plain", tnef->plain);
    add_text(shapes, "text/html", html);
    add(multipart, shapes);
}

static void add_file(GMimeMultipart *multipart, const TnefFile *file)
{
    GMimePart *part = new_part(*file->type ? file->type : "application/octet-stream",
                               (const char *)file->bytes->data, file->bytes->len);
    g_autofree char *name = text_line(file->name, MAIL_LIMIT_BOUNDARY);
    g_mime_object_set_disposition((GMimeObject *)part, GMIME_DISPOSITION_ATTACHMENT);
    if (*name)
        g_mime_part_set_filename(part, name);
    add(multipart, part);
}

/* ---- embedded messages ---- */

static void set_field(GMimeMessage *message, const char *name, const char *value)
{
    g_autofree char *line = text_line(value, LINE_CHARACTERS);
    if (*line)
        g_mime_object_set_header((GMimeObject *)message, name, line, "utf-8");
}

static void set_sender(GMimeMessage *message, const Tnef *tnef)
{
    g_autofree char *name = text_line(tnef->from_name, LINE_CHARACTERS);
    const char *address = text_is_address(tnef->from) ? tnef->from : "";
    if (*address)
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, *name ? name : NULL, address);
    else
        set_field(message, "From", name);
}

static void set_date(GMimeMessage *message, Instant sent)
{
    g_autoptr(GDateTime) date = sent > 0 ? g_date_time_new_from_unix_utc(sent) : NULL;
    if (date)
        g_mime_message_set_date(message, date);
}

/* FALSE: it is none, or too deep. */
static gboolean add_message(GMimeMultipart *multipart, const TnefFile *file, guint depth,
                            gboolean *broken)
{
    g_autoptr(Tnef) tnef =
        file->message && depth < WRAPPERS ? tnef_read(file->bytes->data, file->bytes->len) : NULL;
    if (!tnef)
        return FALSE;
    *broken |= tnef->broken;
    GMimeMessage *message = g_mime_message_new(TRUE);
    set_sender(message, tnef);
    set_field(message, "To", tnef->to);
    set_field(message, "Subject", *tnef->subject ? tnef->subject : file->name);
    set_date(message, tnef->sent);
    GMimeMultipart *parts = parts_of(tnef, depth + 1, broken);
    g_mime_message_set_mime_part(message, (GMimeObject *)parts);
    g_object_unref(parts);
    add(multipart, g_mime_message_part_new_with_message("rfc822", message));
    g_object_unref(message);
    return TRUE;
}

static GMimeMultipart *parts_of(const Tnef *tnef, guint depth, gboolean *broken)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("mixed");
    add_body(multipart, tnef);
    for (guint i = 0; i < tnef->files->len; i++) {
        const TnefFile *file = g_ptr_array_index(tnef->files, i);
        if (!add_message(multipart, file, depth, broken))
            add_file(multipart, file);
    }
    return multipart;
}

GMimeMultipart *mail_tnef_parts(const guint8 *bytes, gsize length, gboolean *broken)
{
    g_autoptr(Tnef) tnef = tnef_read(bytes, length);
    if (!tnef)
        return NULL;
    *broken |= tnef->broken;
    return parts_of(tnef, 1, broken);
}
