/* mail_envelope: header fields to the head of a MailRecord.
 *
 * Identity is the From field's one address and nothing else; whatever makes it doubtful (two fields, two
 * mailboxes, an address before the address, none) sets a flag, and the message is then nobody's. A
 * field given twice is read once, the first, and said. Never fails. */
#include "mail_envelope.h"
#include "mail_addresses.h"
#include "mail_automatic.h"
#include "mail_dates.h"
#include "mail_limits.h"
#include "mail_thread.h"
#include "mail_trace.h"
#include <string.h>

#define REFERENCES_OLDEST 20u

static void flag(MailRecord *record, gboolean set, MailFlags bit)
{
    if (set)
        record->flags |= bit;
}

static MailMailboxes *parse_field(MailRecord *record, const MailHeaders *headers, const char *name,
                                  guint n, guint limit)
{
    const MailHeader *field = mail_headers_get(headers, name, n);
    g_autofree char *value = field ? mail_header_unfold(field) : g_strdup("");
    gboolean lossy = FALSE;
    MailMailboxes *mailboxes = mail_addresses_parse(value, headers->charset, limit, &lossy);
    flag(record, lossy, MAIL_FLAG_CHARSET);
    flag(record, mailboxes->cut, MAIL_FLAG_TRUNCATED);
    if (mailboxes->group_depth > MAIL_LIMIT_GROUP_DEPTH && *record->refusal == '\0')
        record->refusal = "address groups too deep";
    return mailboxes;
}

static MailAddress keep_address(MailRecord *record, const MailMailbox *mailbox)
{
    return (MailAddress){mail_record_keep(record, mailbox->name),
                         mail_record_keep(record, mailbox->address)};
}

/* All mailboxes of all fields of that name; how many of the limit are left. */
static guint read_addresses(MailRecord *record, const MailHeaders *headers, const char *name,
                            GArray *to, guint limit)
{
    guint fields = mail_headers_count(headers, name);
    for (guint n = 0; n < fields; n++) {
        g_autoptr(MailMailboxes) mailboxes =
            parse_field(record, headers, name, n, limit - MIN(limit, to->len));
        for (guint i = 0; i < mailboxes->list->len; i++) {
            MailAddress address =
                keep_address(record, &g_array_index(mailboxes->list, MailMailbox, i));
            g_array_append_val(to, address);
        }
    }
    return limit - MIN(limit, to->len);
}

static void read_from(MailRecord *record, const MailHeaders *headers)
{
    read_addresses(record, headers, "from", record->from, MAIL_LIMIT_ADDRESSES);
    gboolean one = mail_headers_count(headers, "from") == 1 && record->from->len == 1;
    flag(record, !one || *g_array_index(record->from, MailAddress, 0).address == '\0',
         MAIL_FLAG_SEVERAL_FROM);
}

static const char *only_address(MailRecord *record, const MailHeaders *headers, const char *name)
{
    g_autoptr(MailMailboxes) mailboxes = parse_field(record, headers, name, 0, 2);
    if (mailboxes->list->len != 1)
        return "";
    return mail_record_keep(record, g_array_index(mailboxes->list, MailMailbox, 0).address);
}

static void add_reference(GPtrArray *all, char *id)
{
    if (!g_ptr_array_find_with_equal_func(all, id, g_str_equal, NULL))
        g_ptr_array_add(all, id);
}

/* What is answered, then the thread from its newest message back; of too long a thread the middle is left out. */
static void read_references(MailRecord *record, const MailHeaders *headers)
{
    g_autoptr(GPtrArray) answered = mail_headers_thread(headers, "in-reply-to");
    g_autoptr(GPtrArray) thread = mail_headers_thread(headers, "references");
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    guint newest = MAIL_LIMIT_REFERENCES - REFERENCES_OLDEST;
    for (guint i = 0; i < answered->len && i < newest; i++)
        add_reference(all, answered->pdata[i]);
    for (guint i = thread->len; i > 0; i--)
        if (all->len < newest || i <= REFERENCES_OLDEST)
            add_reference(all, thread->pdata[i - 1]);
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(record->references, (gpointer)mail_record_keep(record, all->pdata[i]));
    flag(record, answered->len + thread->len > MAIL_LIMIT_REFERENCES, MAIL_FLAG_TRUNCATED);
}

static void read_conflicts(MailRecord *record, const MailHeaders *headers)
{
    static const char *const once[] = {"subject", "message-id", "date", "content-type"};
    for (gsize i = 0; i < G_N_ELEMENTS(once); i++)
        flag(record, mail_headers_count(headers, once[i]) > 1, MAIL_FLAG_CONFLICTING);
}

void mail_envelope_read(MailRecord *record, const MailHeaders *headers)
{
    gboolean lossy = FALSE;
    g_autoptr(GPtrArray) ids = mail_headers_ids(headers, "message-id");
    g_autofree char *subject = mail_headers_text(headers, "subject", &lossy);
    g_autofree char *date = mail_headers_raw(headers, "date");
    record->message_id = ids->len == 1 ? mail_record_keep(record, ids->pdata[0]) : "";
    record->subject = mail_record_keep(record, subject);
    record->date = mail_date_header(date);
    read_from(record, headers);
    guint left = read_addresses(record, headers, "to", record->to, MAIL_LIMIT_ADDRESSES);
    read_addresses(record, headers, "cc", record->cc, left);
    record->reply_to = only_address(record, headers, "reply-to");
    record->sender = only_address(record, headers, "sender");
    read_references(record, headers);
    g_autofree char *index = mail_headers_raw(headers, "thread-index");
    g_autofree char *thread = mail_thread_read(index);
    record->thread_index = mail_record_keep(record, thread);
    mail_trace_read(record, headers);
    record->received = mail_headers_count(headers, "received");
    read_conflicts(record, headers);
    flag(record, lossy, MAIL_FLAG_CHARSET);
    flag(record, mail_automatic_null_sender(headers), MAIL_FLAG_NULL_SENDER);
    flag(record, mail_automatic_unanswered(headers), MAIL_FLAG_NO_ANSWER);
}

/* Without the links that Outlook writes behind addresses ("jo@x<mailto:jo@x>"), unless they are all there is. */
static void drop_links(GString *text)
{
    char *link;
    while ((link = strstr(text->str, "<mailto:"))) {
        gsize at = (gsize)(link - text->str), length = strcspn(link, ">");
        const char *other = strchr(text->str, '@');
        gboolean only = other && other > link && !strchr(link + length, '@');
        g_string_erase(text, (gssize)at + (only ? 1 : 0),
                       only ? (gssize)strlen("mailto:") : (gssize)MIN(length + 1, text->len - at));
    }
}

/* What a mail program shows of a mailbox, as a header would have it. */
static char *plain_mailbox(const char *value)
{
    g_autoptr(GString) text = g_string_new(value);
    char *bracket = strstr(text->str, "[mailto:");
    char *close = bracket ? strchr(bracket, ']') : NULL;
    if (close) {
        *bracket = '<';
        *close = '>';
    }
    drop_links(text);
    char *behalf = strcasestr(text->str, " on behalf of ");
    if (behalf && memchr(text->str, '@', (gsize)(behalf - text->str)))
        *behalf = '\0';
    return g_strdup(text->str);
}

void mail_envelope_person(MailRecord *record, const char *value, const char *charset,
                          MailAddress *address_out)
{
    g_autofree char *plain = plain_mailbox(value ? value : "");
    gboolean lossy = FALSE;
    g_autoptr(MailMailboxes) mailboxes = mail_addresses_parse(plain, charset, 1, &lossy);
    *address_out = (MailAddress){"", ""};
    if (mailboxes->list->len > 0)
        *address_out = keep_address(record, &g_array_index(mailboxes->list, MailMailbox, 0));
}
