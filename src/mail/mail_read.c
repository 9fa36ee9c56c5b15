/* mail_read: one raw message to one MailRecord.
 *
 * Owns the order of reading: bytes are looked through and repaired (mail_scan.c), the head is read from
 * the raw fields (mail_envelope.c), GMime takes the MIME tree apart (mail_body.c), texts are split and
 * their fields read (mail_content.c). Promises a record for any bytes whatever: what cannot be read is said in
 * flags and refusal, and the message is then held, not lost. May be made to crash or to eat memory all
 * the same, which is why only the reader child calls it. */
#include "mail_read.h"
#include "mail_automatic.h"
#include "mail_bounce.h"
#include "mail_charset.h"
#include "mail_content.h"
#include "mail_dates.h"
#include "mail_delivery.h"
#include "mail_envelope.h"
#include "mail_head_words.h"
#include "mail_limits.h"
#include "mail_pgp.h"
#include "mail_scan.h"
#include "text.h"
#include <libxml/HTMLparser.h>
#include <string.h>

#define SHIFT 0x1b /* begins a character of ISO 2022, in seven bits */
#define WARM_UP "<p>&pound;"
#define RESCUED_BYTES (64u << 10)

/* libxml2 carries on after a failed allocation with less than was there; the reader must not. */
static void *xml_allocate(size_t size)
{
    return g_malloc(MAX(size, 1));
}

static void *xml_reallocate(void *memory, size_t size)
{
    return g_realloc(memory, MAX(size, 1));
}

void mail_read_init(void)
{
    static gsize done = 0;
    if (!g_once_init_enter(&done))
        return;
    g_mime_init();
    xmlMemSetup(g_free, xml_allocate, xml_reallocate, g_strdup);
    xmlInitParser();
    mail_charset_init();
    mail_head_words_init();
    mail_dates_init();
    gboolean cut = FALSE;
    g_free(mail_html_text(WARM_UP, strlen(WARM_UP), NULL,
                          &cut)); /* libxml2 sets up more at first use */
    g_once_init_leave(&done, 1);
}

static gboolean has_high_bytes(const MailScan *scan)
{
    for (gsize i = 0; i < scan->body; i++)
        if ((guchar)scan->bytes[i] >= 0x80 || scan->bytes[i] == SHIFT)
            return TRUE;
    return FALSE;
}

/* The character set that the first text declares: fields of eight bits are most likely in it too. */
static const char *body_charset(GMimeMessage *message)
{
    GMimeObject *body = g_mime_message_get_body(message);
    return body ? g_mime_object_get_content_type_parameter(body, "charset") : NULL;
}

static MailThread thread_of(const MailRecord *record)
{
    SubjectPrefix prefix = mail_head_prefix(record->subject);
    MailThread thread = {.forward = prefix == PREFIX_FORWARD};
    if (record->from->len > 0)
        thread.writer = g_array_index(record->from, MailAddress, 0).name;
    thread.reply = prefix == PREFIX_REPLY || (prefix == PREFIX_NONE && record->references->len > 0);
    return thread;
}

/* A report is read for its recipients; what it returns of our own mail is no news. */
static gboolean read_report(MailRecord *record, const MailScan *scan, GMimeObject *top,
                            MailContent *content)
{
    MailReport report = mail_delivery_read(record, top, &content->tree.reading);
    gboolean form = content->fields_new->len > 0;
    gboolean words =
        report == MAIL_REPORT_NONE && mail_bounce_is(record, &scan->headers, record->text, form);
    if (words || (report == MAIL_REPORT_STATUS && record->deliveries->len == 0))
        mail_bounce_read(record, &scan->headers, record->text, &content->tree.reading);
    if (words || report != MAIL_REPORT_NONE)
        record->automatic = MAIL_AUTOMATIC_DELIVERY;
    return record->automatic == MAIL_AUTOMATIC_DELIVERY;
}

static void drop_contents(MailRecord *record, MailContent *content)
{
    g_array_set_size(record->forwarded, 0);
    g_array_set_size(content->fields_new, 0);
    g_array_set_size(content->fields_forwarded, 0);
    g_array_set_size(content->fields_quoted, 0);
}

/* A multipart without parts (no boundary, or none of its lines): what stands there is shown as it is. */
static void rescue_text(MailRecord *record, const MailScan *scan, MailBody *body)
{
    gboolean nothing = text_empty(body->text) && record->attachments->len == 0 &&
                       body->attached->len == 0 && body->messages->len == 0;
    gsize length = scan->usable - MIN(scan->usable, scan->body);
    if (!nothing || length == 0)
        return;
    gboolean lossy = FALSE;
    g_free(body->text);
    body->text =
        mail_charset_decode(NULL, scan->bytes + scan->body, MIN(length, RESCUED_BYTES), &lossy);
    if (text_empty(body->text))
        return;
    g_free(body->part);
    body->part = g_strdup("text/plain 1");
    record->flags |= MAIL_FLAG_BROKEN;
}

static void read_contents(MailRecord *record, const MailScan *scan, GMimeMessage *message,
                          MailReading reading)
{
    g_auto(MailContent) content;
    g_auto(MailBody) body = {0};
    GMimeObject *top = g_mime_message_get_mime_part(message);
    mail_content_init(&content, record, reading);
    content.tree.thread = thread_of(record);
    mail_body_read(&content.tree, top, &body);
    if (GMIME_IS_MULTIPART(top))
        rescue_text(record, scan, &body);
    mail_content_own(&content, &body, content.tree.thread);
    g_autofree char *type = top ? mail_part_type(top) : g_strdup("");
    record->automatic = mail_automatic_of(&scan->headers, record->subject, type);
    if (read_report(record, scan, top, &content))
        drop_contents(record, &content);
    else
        mail_content_carried(&content, &body);
    if (mail_pgp_is_encrypted(record->text))
        content.tree.reading.flags |= MAIL_FLAG_ENCRYPTED;
    if (text_empty(record->text) && record->forwarded->len == 0)
        content.tree.reading.flags |= MAIL_FLAG_EMPTY;
    mail_content_finish(&content);
}

static MailRecord *read_message(const char *bytes, gsize length, MailReading reading)
{
    mail_read_init();
    MailRecord *record = mail_record_new();
    g_auto(MailScan) scan;
    mail_scan(&scan, bytes, length);
    record->refusal = scan.refusal;
    if (scan.no_headers)
        record->flags |= MAIL_FLAG_BROKEN;
    if (*scan.refusal && !scan.no_headers)
        record->flags |= MAIL_FLAG_TRUNCATED;
    g_autoptr(GMimeMessage) message = scan.binary ? NULL : mail_part_parse(&scan);
    if (message && has_high_bytes(&scan))
        scan.headers.charset = body_charset(message);
    mail_envelope_read(record, &scan.headers);
    if (message)
        read_contents(record, &scan, message, reading);
    else
        record->flags |= MAIL_FLAG_EMPTY | MAIL_FLAG_BROKEN;
    return record;
}

MailRecord *mail_read(const char *bytes, gsize length, const FormLabels *labels)
{
    return read_message(bytes, length, (MailReading){.labels = labels});
}

MailRecord *mail_read_containers(const char *bytes, gsize length, const FormLabels *labels)
{
    return read_message(bytes, length, (MailReading){.labels = labels, .containers = TRUE});
}
