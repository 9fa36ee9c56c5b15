/* mail_delivery: reads what mail systems report in the fields of RFC 3464.
 *
 * A recipient's fields say whom, what became of the mail, and by which status; where the status says
 * only "of this class" (5.0.0) and the diagnostic text names one of that class, that one is taken. A
 * report never moves a case; what it says matters only when its original's id is one of ours. Reports
 * that are only text are mail_bounce.c's. Never fails. */
#include "mail_delivery.h"
#include "mail_limits.h"
#include "text.h"
#include <string.h>

#define REPORT_BYTES (256u << 10)
#define ENVELOPE_ID_BYTES 100u /* RFC 3461 4.4 */

typedef struct {
    MailRecord *record;
    MailReading *reading;
    char *original;         /* id of the mail that the report speaks of */
    char *envelope;         /* our mark on its envelope */
    gboolean status, other; /* a part that reports on deliveries; on something else */
} Report;

/* "rfc822; jo@x.example" → "jo@x.example", lower case; "" if it is no address. */
static char *recipient_of(const char *value)
{
    const char *semicolon = strchr(value, ';');
    g_autofree char *address = g_strdup(semicolon ? semicolon + 1 : value);
    g_strstrip(address);
    char *start = address;
    gsize length = strlen(start);
    if (length > 1 && start[0] == '<' && start[length - 1] == '>') {
        start[length - 1] = '\0';
        start++;
    }
    char *folded = text_address_fold(start);
    return folded ? folded : g_strdup("");
}

/* "5.1.1 (bad mailbox)" → "5.1.1"; "" if it is no status. */
static char *status_of(const char *value)
{
    gsize length = strspn(value, "0123456789.");
    gboolean whole = length >= 5 && value[1] == '.' && strchr("245", value[0]);
    return g_strndup(value, whole ? length : 0);
}

/* "Failed (bad mailbox)" → "failed". Systems that leave the action out say it by the status; some have words of their own. */
static char *action_of(const char *value, const char *status)
{
    static const struct {
        char class;
        const char *action;
    } classes[] = {{'2', "delivered"}, {'4', "delayed"}, {'5', "failed"}};
    gsize length = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    for (gsize i = 0; length == 0 && i < G_N_ELEMENTS(classes); i++)
        if (*status == classes[i].class)
            return g_strdup(classes[i].action);
    static const char *const given_up[] = {"expired", "failure", "undeliverable", "bounced", NULL};
    g_autofree char *action = g_ascii_strdown(value, (gssize)length);
    return g_strv_contains(given_up, action) ? g_strdup("failed") : g_steal_pointer(&action);
}

char *mail_delivery_status(const char *text, char class)
{
    for (const char *p = text; (p = strpbrk(p, "45")); p++) {
        gsize length = strspn(p, "0123456789.");
        gboolean begins = p == text || !(g_ascii_isalnum(p[-1]) || p[-1] == '.');
        if (!begins || (class && *p != class) || length < 5 || length > 9 || p[1] != '.' ||
            !g_ascii_isdigit(p[2]))
            continue;
        g_autofree char *status = g_strndup(p, length - (p[length - 1] == '.'));
        g_auto(GStrv) numbers = g_strsplit(status, ".", 4);
        if (g_strv_length(numbers) == 3 && *numbers[1] && *numbers[2] && strlen(numbers[1]) <= 3)
            return g_steal_pointer(&status);
    }
    return g_strdup("");
}

/* "5.0.0" says no more than that it failed; the other system's own words may say why. */
static char *closer_status(const char *status, const char *diagnostic)
{
    g_autofree char *said = NULL;
    if (g_str_has_suffix(status, ".0.0") && diagnostic)
        said = mail_delivery_status(diagnostic, *status);
    return g_strdup(said && *said ? said : status);
}

void mail_delivery_add(MailRecord *record, const char *recipient, const char *original,
                       const char *action, const char *status)
{
    MailDelivery delivery = {.original_id = "", .envelope_id = ""};
    delivery.recipient = mail_record_keep(record, recipient);
    delivery.original_recipient = mail_record_keep(record, original);
    delivery.action = mail_record_keep(record, action);
    delivery.status = mail_record_keep(record, status);
    g_array_append_val(record->deliveries, delivery);
}

static void read_recipient(MailRecord *record, const MailHeaders *block, MailReading *reading)
{
    g_autofree char *final = mail_headers_raw(block, "final-recipient");
    g_autofree char *wanted = mail_headers_raw(block, "original-recipient");
    g_autofree char *said = mail_headers_raw(block, "action");
    g_autofree char *code = mail_headers_raw(block, "status");
    g_autofree char *diagnostic = mail_headers_raw(block, "diagnostic-code");
    g_autofree char *whole = status_of(code ? code : "");
    g_autofree char *status = closer_status(whole, diagnostic);
    g_autofree char *action = action_of(said ? said : "", status);
    if ((!final && !wanted) || *action == '\0')
        return;
    if (record->deliveries->len >= MAIL_LIMIT_ADDRESSES) {
        reading->flags |= MAIL_FLAG_TRUNCATED;
        return;
    }
    g_autofree char *recipient = recipient_of(final ? final : "");
    g_autofree char *original = recipient_of(wanted ? wanted : "");
    mail_delivery_add(record, *recipient != '\0' ? recipient : original, original, action, status);
}

/* What stands with the fields of the whole message; some write it among a recipient's. */
static void read_whole(Report *report, const MailHeaders *block)
{
    g_autoptr(GPtrArray) ids = mail_headers_ids(block, "x-original-message-id");
    g_autofree char *envelope = mail_headers_raw(block, "original-envelope-id");
    if (ids->len > 0 && !report->original)
        report->original = g_strdup(ids->pdata[0]);
    if (envelope && *envelope != '\0' && !report->envelope)
        report->envelope = text_line(envelope, ENVELOPE_ID_BYTES);
}

/* Fields in blocks, parted by blank lines; the first one speaks of the whole message. */
static void read_status(Report *report, const char *text, gsize length)
{
    const char *end = text + length, *p = text;
    while (p < end) {
        g_auto(MailHeaders) block;
        mail_headers_init(&block);
        for (; p < end; p++) {
            const char *newline = memchr(p, '\n', (gsize)(end - p)),
                       *stop = newline ? newline : end;
            MailHeader field;
            if (stop > p && stop[-1] == '\r')
                stop--;
            gboolean folded = *p == ' ' || *p == '\t';
            if (stop == p)
                break;
            if (folded && block.list->len > 0) {
                MailHeader *last = &g_array_index(block.list, MailHeader, block.list->len - 1);
                last->value_length = (gsize)(stop - last->value);
            } else if (mail_header_line(p, stop, &field)) {
                g_array_append_val(block.list, field);
            }
            p = newline ? newline : end - 1;
        }
        read_whole(report, &block);
        read_recipient(report->record, &block, report->reading);
        while (p < end && (*p == '\n' || *p == '\r'))
            p++;
    }
}

char *mail_delivery_first_id(const char *text)
{
    for (const char *p = text; (p = strcasestr(p, "message-id:")); p++) {
        if (p > text && p[-1] != '\n' && p[-1] != ' ' && p[-1] != '>' && p[-1] != '\t')
            continue;
        MailHeader field = {.name = p, .name_length = strlen("message-id")};
        field.value = p + strlen("message-id:");
        field.value_length = strnlen(field.value, 1000);
        const char *close = memchr(field.value, '>', field.value_length);
        if (!close)
            continue;
        field.value_length = (gsize)(close + 1 - field.value);
        g_auto(MailHeaders) one;
        mail_headers_init(&one);
        g_array_append_val(one.list, field);
        g_autoptr(GPtrArray) ids = mail_headers_ids(&one, "message-id");
        if (ids->len > 0)
            return g_strdup(ids->pdata[0]);
    }
    return NULL;
}

void mail_delivery_original(MailRecord *record, const char *id, const char *envelope)
{
    for (guint i = 0; i < record->deliveries->len; i++) {
        MailDelivery *delivery = &g_array_index(record->deliveries, MailDelivery, i);
        if (id)
            delivery->original_id = mail_record_keep(record, id);
        if (envelope)
            delivery->envelope_id = mail_record_keep(record, envelope);
    }
}

void mail_delivery_fields(MailRecord *record, const char *text, MailReading *reading)
{
    Report report = {.record = record, .reading = reading};
    read_status(&report, text, strlen(text));
    mail_delivery_original(record, report.original, report.envelope);
    g_free(report.original);
    g_free(report.envelope);
}

static void take_original(Report *report, GMimeMessage *message)
{
    const char *raw = message ? g_mime_message_get_message_id(message) : NULL;
    if (raw && !report->original && strchr(raw, '@'))
        report->original = text_line(raw, 250);
    /* what Hotmail's users call junk comes back in no report's form; only its server writes this field */
    report->other |=
        message && g_mime_object_get_header((GMimeObject *)message, "X-HmXmrOriginalRecipient");
}

static void read_part(GMimeObject *parent, GMimeObject *part, gpointer user)
{
    Report *report = user;
    if (GMIME_IS_MESSAGE_PART(part)) {
        take_original(report, g_mime_message_part_get_message((GMimeMessagePart *)part));
        return;
    }
    if (!GMIME_IS_PART(part))
        return;
    gboolean status = mail_part_is(part, "message", "delivery-status") ||
                      mail_part_is(part, "message", "global-delivery-status");
    report->status |= status;
    report->other |= mail_part_is(part, "message", "disposition-notification") ||
                     mail_part_is(part, "message", "feedback-report");
    gboolean headers = mail_part_is(part, "text", "rfc822-headers");
    if (!status && !headers)
        return;
    g_autoptr(GByteArray) bytes = mail_part_bytes((GMimePart *)part, REPORT_BYTES, report->reading);
    g_autofree char *text = text_valid((const char *)bytes->data, bytes->len);
    if (status)
        read_status(report, text, strlen(text));
    else if (!report->original)
        report->original = mail_delivery_first_id(text);
}

MailReport mail_delivery_read(MailRecord *record, GMimeObject *top, MailReading *reading)
{
    Report report = {.record = record, .reading = reading};
    if (GMIME_IS_MULTIPART(top))
        g_mime_multipart_foreach((GMimeMultipart *)top, read_part, &report);
    else if (top)
        read_part(NULL, top, &report);
    if (report.status || report.other)
        mail_delivery_original(record, report.original, report.envelope);
    g_free(report.original);
    g_free(report.envelope);
    return report.status ? MAIL_REPORT_STATUS : report.other ? MAIL_REPORT_OTHER : MAIL_REPORT_NONE;
}
