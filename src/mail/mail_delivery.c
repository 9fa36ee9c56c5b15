/* mail_delivery: reads what mail systems report.
 *
 * A report of RFC 3464 is read from its fields alone. Reports that are only text name the recipient
 * in a hundred ways; of those an address that stands alone, or in brackets before a colon, is
 * taken, and nothing is taken when in doubt: the office sees the text. A report never moves a case;
 * what it says matters only when its original's id is one of ours. Never fails. */
#include "mail_delivery.h"
#include "mail_automatic.h"
#include "mail_limits.h"
#include "text.h"
#include <string.h>

#define REPORT_BYTES (256u << 10)
#define GUESSED_MOST 20u /* recipients taken from a text */
#define SUBJECT_BYTES 200u
#define ENVELOPE_ID_BYTES 100u /* RFC 3461 4.4 */
#define LINES_MOST 400
#define WORDS_MOST 200
#define LOOSE_MOST 2u /* addresses in running text; of more one cannot tell which failed */

static const char *const failure_subjects[] = {
    "undeliverable",
    "undelivered",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery report",
    "delivery error",
    "delivery problem",
    "delivery notification",
    "returned mail",
    "returned to sender",
    "return to sender",
    "mail delivery",
    "mail failure",
    "mail system error",
    "failure notice",
    "failed mail",
    "failed delivery",
    "could not be delivered",
    "message not delivered",
    "non-delivery",
    "nondeliverable",
    "non recapitabile",
    "unzustellbar",
    "could not send message",
    "couldn't be delivered",
    "undeliver",
    "delayed mail",
    "message delayed",
    "warning: message",
    "warning: could not send",
    "delivery delayed",
    "delay",
    "error sending",
    "permanent delivery",
    "user unknown",
    "address unknown",
    "mailbox full",
    "mail error",
    "rejected",
    "bounce",
    "message status",
    "unable to deliver",
    "your message to",
    "message delivery",
    "invalid recipient",
    "devolvido",
    "nicht zugestellt",
    "non remis",
    "échec de la remise",
    "no se puede entregar",
};

static const char *const delay_words[] = {
    "delayed",
    "warning message only",
    "will be retried",
    "still trying",
    "will keep trying",
    "not yet been delivered",
    "has not been delivered",
    "this is a warning",
    "no action is required",
    "delivery attempts will continue",
    "will continue to try",
    "temporary failure",
    "do not need to resend",
};

typedef struct {
    MailRecord *record;
    MailReading *reading;
    char *original; /* id of the mail that the report speaks of */
    char *envelope; /* our mark on its envelope */
    gboolean report;
} Report;

/* ---- RFC 3464 ---- */

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

/* "Failed (bad mailbox)" → "failed". Systems that leave the action out say it by the status. */
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
    return g_ascii_strdown(value, (gssize)length);
}

static void add_delivery(MailRecord *record, const char *recipient, const char *original,
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
    g_autofree char *status = status_of(code ? code : "");
    g_autofree char *action = action_of(said ? said : "", status);
    if ((!final && !wanted) || *action == '\0')
        return;
    if (record->deliveries->len >= MAIL_LIMIT_ADDRESSES) {
        reading->flags |= MAIL_FLAG_TRUNCATED;
        return;
    }
    g_autofree char *recipient = recipient_of(final ? final : "");
    g_autofree char *original = recipient_of(wanted ? wanted : "");
    add_delivery(record, *recipient != '\0' ? recipient : original, original, action, status);
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

static char *first_id(const char *text)
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

static void set_original(MailRecord *record, const char *id, const char *envelope)
{
    for (guint i = 0; i < record->deliveries->len; i++) {
        MailDelivery *delivery = &g_array_index(record->deliveries, MailDelivery, i);
        delivery->original_id = mail_record_keep(record, id);
        delivery->envelope_id = mail_record_keep(record, envelope);
    }
}

static void take_original(Report *report, GMimeMessage *message)
{
    const char *raw = message ? g_mime_message_get_message_id(message) : NULL;
    if (raw && !report->original && strchr(raw, '@'))
        report->original = text_line(raw, 250);
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
    report->report |= status || mail_part_is(part, "message", "disposition-notification") ||
                      mail_part_is(part, "message", "feedback-report");
    gboolean headers = mail_part_is(part, "text", "rfc822-headers");
    if (!status && !headers)
        return;
    g_autoptr(GByteArray) bytes = mail_part_bytes((GMimePart *)part, REPORT_BYTES, report->reading);
    g_autofree char *text = text_valid((const char *)bytes->data, bytes->len);
    if (status)
        read_status(report, text, strlen(text));
    else if (!report->original)
        report->original = first_id(text);
}

gboolean mail_delivery_read(MailRecord *record, GMimeObject *top, MailReading *reading)
{
    Report report = {.record = record, .reading = reading};
    if (GMIME_IS_MULTIPART(top))
        g_mime_multipart_foreach((GMimeMultipart *)top, read_part, &report);
    else if (top)
        read_part(NULL, top, &report);
    if (report.report)
        set_original(record, report.original, report.envelope);
    g_free(report.original);
    g_free(report.envelope);
    return report.report;
}

/* ---- text only ---- */

static gboolean holds_one(const char *text, const char *const *phrases, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (strstr(text, phrases[i]))
            return TRUE;
    return FALSE;
}

/* The first "5.1.1" or "4.2.2" in a text that stands for itself; "" if none. */
static char *find_status(const char *text)
{
    for (const char *p = text; (p = strpbrk(p, "45")); p++) {
        gsize length = strspn(p, "0123456789.");
        gboolean begins = p == text || !(g_ascii_isalnum(p[-1]) || p[-1] == '.');
        if (begins && length >= 5 && length <= 9 && p[1] == '.' && g_ascii_isdigit(p[2])) {
            char **numbers = g_strsplit(p, ".", 4);
            gboolean three = numbers[1] && numbers[2] && strlen(numbers[1]) <= 3;
            g_strfreev(numbers);
            g_autofree char *status = g_strndup(p, length - (p[length - 1] == '.'));
            if (three && strchr(status + 2, '.'))
                return g_steal_pointer(&status);
        }
    }
    return g_strdup("");
}

static void add_guess(MailRecord *record, const char *address, const char *action,
                      const char *status)
{
    g_autofree char *folded = text_address_fold(address);
    if (!folded || mail_automatic_is_daemon(folded) || record->deliveries->len >= GUESSED_MOST)
        return;
    for (guint i = 0; i < record->deliveries->len; i++)
        if (g_str_equal(g_array_index(record->deliveries, MailDelivery, i).recipient, folded))
            return;
    add_delivery(record, folded, "", action, status);
}

/* An address that stands alone on a line, perhaps in <>, perhaps with a colon or quotes; NULL if none. */
static char *lonely_address(const char *line)
{
    g_autofree char *copy = g_strdup(line);
    g_strstrip(copy);
    char *start = copy + strspn(copy, "<\"'( \t");
    gsize length = strcspn(start, ">\"':;,() \t");
    char *after = start + length + strspn(start + length, ">\"';,) ");
    if (length == 0 ||
        !(*after == '\0' || *after == ':' || (*copy == '<' && g_ascii_ispunct(*after))))
        return NULL;
    start[length] = '\0';
    return text_is_address(start) ? g_strdup(start) : NULL;
}

/* Where the returned message begins: what stands there is not the report's. */
static gboolean begins_original(const char *line)
{
    static const char *const marks[] = {"--- below this line",
                                        "----- original message",
                                        "------ this is a copy",
                                        "----- unsent message",
                                        "received: from",
                                        "return-path:",
                                        "original message:",
                                        "original-message",
                                        "----- transcript",
                                        "the header of the original",
                                        "message header",
                                        "return-path",
                                        "unsent message",
                                        "message headers",
                                        "first part of the returned",
                                        "--- enclosed are the original",
                                        "original message follows"};
    g_autofree char *folded = g_ascii_strdown(line, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(folded, marks[i]))
            return TRUE;
    return FALSE;
}

/* Every address of a text that stands somewhere in its lines, the first few. */
static GPtrArray *addresses_in(char **lines)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; lines[i] && found->len <= LOOSE_MOST && !begins_original(lines[i]); i++) {
        g_auto(GStrv) words = g_strsplit_set(lines[i], " \t<>()[]\"',;:=", WORDS_MOST);
        for (guint j = 0; words[j]; j++) {
            gsize length = strlen(words[j]);
            if (length > 0 && words[j][length - 1] == '.')
                words[j][length - 1] = '\0';
            char *address = text_address_fold(words[j]);
            if (address && strchr(address, '.') && !mail_automatic_is_daemon(address) &&
                !g_ptr_array_find_with_equal_func(found, address, g_str_equal, NULL))
                g_ptr_array_add(found, g_steal_pointer(&address));
            g_free(address);
        }
    }
    return found;
}

static void guess_from_text(MailRecord *record, const char *text, const char *action)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MOST);
    g_autofree char *status = find_status(text);
    for (guint i = 0; lines[i] && !begins_original(lines[i]); i++) {
        g_autofree char *address =
            strlen(lines[i]) < SUBJECT_BYTES ? lonely_address(lines[i]) : NULL;
        if (address)
            add_guess(record, address, action, status);
    }
    if (record->deliveries->len > 0)
        return;
    g_autoptr(GPtrArray) loose = addresses_in(lines);
    for (guint i = 0; i < loose->len && loose->len <= LOOSE_MOST; i++)
        add_guess(record, loose->pdata[i], action, status);
}

static void guess_from_header(MailRecord *record, const MailHeaders *headers, const char *text,
                              const char *action)
{
    g_autofree char *failed = mail_headers_raw(headers, "x-failed-recipients");
    g_autofree char *status = find_status(text);
    g_auto(GStrv) addresses = g_strsplit_set(failed ? failed : "", ", ", -1);
    for (guint i = 0; addresses[i]; i++)
        add_guess(record, addresses[i], action, status);
}

gboolean mail_delivery_guess(MailRecord *record, const MailHeaders *headers, const char *subject,
                             const char *text)
{
    const MailAddress *from =
        record->from->len > 0 ? &g_array_index(record->from, MailAddress, 0) : NULL;
    gboolean failed = mail_headers_get(headers, "x-failed-recipients", 0) != NULL;
    gboolean daemon = from && (g_str_has_prefix(from->address, "mailer-daemon@") ||
                               (*from->address == '\0' && mail_automatic_is_daemon(from->name)));
    gboolean system =
        mail_automatic_null_sender(headers) || (from && mail_automatic_is_daemon(from->address));
    if (!failed && !daemon && !system)
        return FALSE;
    g_autofree char *folded_subject = g_utf8_strdown(subject, -1);
    gboolean says_so = holds_one(folded_subject, failure_subjects, G_N_ELEMENTS(failure_subjects));
    if (!failed && !daemon && !says_so)
        return FALSE;
    g_autofree char *folded_text = g_utf8_strdown(text, -1);
    gboolean delayed = holds_one(folded_subject, delay_words, G_N_ELEMENTS(delay_words)) ||
                       strstr(folded_subject, "warning") || strstr(folded_subject, "delay") ||
                       holds_one(folded_text, delay_words, G_N_ELEMENTS(delay_words));
    const char *action = delayed ? "delayed" : "failed";
    guess_from_header(record, headers, text, action);
    if (record->deliveries->len == 0)
        guess_from_text(record, text, action);
    g_autofree char *original = first_id(text);
    set_original(record, original, NULL);
    return TRUE;
}
