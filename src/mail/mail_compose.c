/* mail_compose: an outgoing message as the bytes that will be sent.
 *
 * Owns the headers of everything the gateway writes and the encoding of the body. GMime writes what
 * it is given, line ends in ids included, so every value is checked here first and a value that
 * cannot be sent is a PERM error that names the header, never the value. Ids of strangers' messages
 * that are no message ids are left out instead: they serve threading only, and must not keep a mail
 * from going. The text goes through a data wrapper, since GMime's own call picks the character set
 * by itself. Reads no clock; opens nothing. */
#include "mail_compose.h"
#include "error.h"
#include "mail_thread.h"
#include "text.h"
#include <gmime/gmime.h>
#include <string.h>

#define REFERENCES_KEPT 50u
#define ID_BYTES 250u
#define TEXT_VALUE_BYTES                                                                           \
    1000u /* GMime folds and splits these below the 998 bytes of RFC 5322 2.1.1 */
#define REPLACEMENT "\xef\xbf\xbd"

static gboolean refuse(GError **error, const char *header, const char *why)
{
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "cannot send header '%s': %s", header,
                why);
    return FALSE;
}

static gboolean check_text(const char *header, const char *value, GError **error)
{
    if (!value || strlen(value) > TEXT_VALUE_BYTES)
        return refuse(error, header, value ? "it is too long" : "there is none");
    if (!g_utf8_validate(value, -1, NULL))
        return refuse(error, header, "it is no UTF-8");
    for (const char *p = value; *p; p = g_utf8_next_char(p)) {
        GUnicodeType type = g_unichar_type(g_utf8_get_char(p));
        if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
            type == G_UNICODE_PARAGRAPH_SEPARATOR)
            return refuse(error, header, "it holds a control character");
    }
    return TRUE;
}

static gboolean check_mailbox(const char *header, const char *name, const char *address,
                              GError **error)
{
    if (!text_is_address(address))
        return refuse(error, header, "its address cannot be used");
    return !name || check_text(header, name, error);
}

/* An id as RFC 5322 has it, without its angle brackets, or nearly: one @, no space, no control. */
static gboolean is_id(const char *id)
{
    gsize length = id ? strlen(id) : 0;
    if (length == 0 || length > ID_BYTES)
        return FALSE;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isgraph(id[i]) || strchr("<>,;\"\\()", id[i]))
            return FALSE;
    const char *at = strchr(id, '@');
    return at && at > id && at[1] != '\0' && !strchr(at + 1, '@');
}

static gboolean is_reference(const char *reference)
{
    for (const char *p = reference; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-')
            return FALSE;
    return *reference != '\0' && strlen(reference) <= ID_BYTES;
}

static gboolean check(const MailCompose *mail, GError **error)
{
    if (!check_mailbox("From", mail->from_name, mail->from, error) ||
        !check_mailbox("To", mail->to_name, mail->to, error) ||
        !check_text("Subject", mail->subject, error))
        return FALSE;
    if (!is_id(mail->message_id))
        return refuse(error, "Message-ID", "it is no message id");
    if (mail->reference && !is_reference(mail->reference))
        return refuse(error, "X-Casegate-Case", "it is no reference");
    if (mail->date <= INSTANT_UNKNOWN)
        return refuse(error, "Date", "it is not known");
    return mail->body || refuse(error, "Content-Type", "there is no text");
}

static void set_mailbox(GMimeMessage *message, GMimeAddressType type, const char *name,
                        const char *address)
{
    InternetAddress *mailbox =
        internet_address_mailbox_new(name && *name != '\0' ? name : NULL, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
    g_object_unref(mailbox);
}

static void set_date(GMimeMessage *message, Instant date, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(date);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    g_mime_message_set_date(message, local);
}

static void set_plain(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, NULL);
}

/* The newest ids that are ids, oldest first, each once. */
static GPtrArray *references_of(const char *const *references)
{
    GPtrArray *kept = g_ptr_array_new();
    guint count = references ? g_strv_length((GStrv)references) : 0;
    for (guint i = count; i > 0 && kept->len < REFERENCES_KEPT; i--) {
        const char *id = references[i - 1];
        if (is_id(id) && !g_ptr_array_find_with_equal_func(kept, id, g_str_equal, NULL))
            g_ptr_array_insert(kept, 0, (gpointer)id);
    }
    return kept;
}

static void set_threading(GMimeMessage *message, const MailCompose *mail)
{
    if (is_id(mail->in_reply_to)) {
        g_autofree char *value = g_strdup_printf("<%s>", mail->in_reply_to);
        set_plain(message, "In-Reply-To", value);
    }
    g_autoptr(GPtrArray) ids = references_of(mail->references);
    GString *value = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(value, "%s<%s>", i > 0 ? " " : "",
                               (const char *)g_ptr_array_index(ids, i));
    if (value->len > 0)
        set_plain(message, "References", value->str);
    g_string_free(value, TRUE);
}

/* The case's own conversation: the same in every mail of the case, begun with the year of its reference. */
static char *conversation(const MailCompose *mail)
{
    const char *dash = mail->reference ? strchr(mail->reference, '-') : NULL;
    if (!dash || !g_ascii_isdigit(dash[1]) || !g_ascii_isdigit(dash[2]))
        return g_strdup("");
    gint year = 2000 + 10 * (dash[1] - '0') + (dash[2] - '0');
    g_autoptr(GDateTime) began = g_date_time_new_utc(year, 1, 1, 0, 0, 0);
    g_autofree char *name =
        g_strconcat(mail->reference, " ", text_address_domain(mail->from), NULL);
    return mail_thread_begin(name, g_date_time_to_unix(began));
}

/* For Outlook, which groups by these and not by References. The topic is ours alone: the sender's may name a child. */
static void set_conversation(GMimeMessage *message, const MailCompose *mail)
{
    g_autofree char *answered = mail_thread_read(mail->thread_index);
    g_autofree char *parent = *answered != '\0' ? g_steal_pointer(&answered) : conversation(mail);
    if (*parent == '\0')
        return;
    g_autofree char *index = mail_thread_next(parent, mail->date, mail->message_id);
    set_plain(message, "Thread-Topic", mail->reference ? mail->reference : mail->subject);
    set_plain(message, "Thread-Index", index);
}

static void set_headers(GMimeMessage *message, const MailCompose *mail)
{
    set_mailbox(message, GMIME_ADDRESS_TYPE_FROM, mail->from_name, mail->from);
    set_mailbox(message, GMIME_ADDRESS_TYPE_TO, mail->to_name, mail->to);
    g_mime_message_set_subject(message, mail->subject, "utf-8");
    set_date(message, mail->date, mail->zone);
    g_mime_message_set_message_id(message, mail->message_id);
    set_threading(message, mail);
    set_conversation(message, mail);
    set_plain(message, "Auto-Submitted", mail->answer ? "auto-replied" : "auto-generated");
    set_plain(message, "X-Auto-Response-Suppress", "All");
    if (mail->reference)
        set_plain(message, "X-Casegate-Case", mail->reference);
}

/* Valid UTF-8 with '\n' line ends, one at the end, and no other control but the tab. */
static GString *clean_body(const char *body)
{
    g_autofree char *valid = text_valid(body, strlen(body));
    GString *out = g_string_sized_new(strlen(valid) + 1);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\r') {
            if (p[1] != '\n')
                g_string_append_c(out, '\n');
        } else if (c != '\n' && c != '\t' && g_unichar_iscntrl(c))
            g_string_append(out, REPLACEMENT);
        else
            g_string_append_unichar(out, c);
    }
    if (out->len == 0 || out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    return out;
}

static void set_body(GMimeMessage *message, const char *body)
{
    g_autoptr(GString) text = clean_body(body);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text->str, text->len);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");
    g_mime_part_set_content(GMIME_PART(part), content);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "format", "fixed");
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_mime_message_set_mime_part(message, GMIME_OBJECT(part));
    g_object_unref(part);
    g_object_unref(content);
    g_object_unref(stream);
}

static GByteArray *written(GMimeMessage *message)
{
    GByteArray *bytes =
        g_byte_array_new(); /* its length counts; what the writer returns does not */
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream);
    g_mime_format_options_free(options);
    g_object_unref(stream);
    return bytes;
}

GByteArray *mail_compose(const MailCompose *mail, GError **error)
{
    static gsize ready = 0;
    if (g_once_init_enter(&ready)) {
        g_mime_init();
        g_once_init_leave(&ready, 1);
    }
    if (!check(mail, error))
        return NULL;
    GMimeMessage *message = g_mime_message_new(TRUE);
    g_autoptr(GObject) owner = G_OBJECT(message); /* GMime 3.2 has no autoptr types */
    set_headers(message, mail);
    set_body(message, mail->body);
    return written(message);
}
