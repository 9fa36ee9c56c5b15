/* mail_content: texts to fields and forwarded messages.
 *
 * The same reading serves the mail itself and each message carried in it: split, then read the fields
 * of the new words, of each message shown in a forward, of quotes. Where a value came from stays
 * with it ('part'), because what may be done with it depends on that. Limits cut and say so in the
 * flags; nothing fails. */
#include "mail_content.h"
#include "mail_answers.h"
#include "mail_dates.h"
#include "mail_digest.h"
#include "mail_envelope.h"
#include "mail_fields.h"
#include "mail_limits.h"
#include "mail_marks.h"
#include "text.h"
#include <string.h>

#define LINE_CHARACTERS 500u /* of a forwarded head's To, Date, Subject */

typedef struct {
    const char *part; /* kept in the record */
    MailLineKind kind;
    guint message;
    GArray *to;
    const MailDocument *document; /* which has the places, or NULL */
    const char *file;             /* its name, when `part` is not that */
} FieldSource;

void mail_content_init(MailContent *content, MailRecord *record, MailReading reading)
{
    *content = (MailContent){.tree = {.record = record, .reading = reading}};
    content->tree.kept = g_ptr_array_new_with_free_func(g_object_unref);
    content->fields_new = g_array_new(FALSE, FALSE, sizeof(MailField));
    content->fields_forwarded = g_array_new(FALSE, FALSE, sizeof(MailField));
    content->fields_quoted = g_array_new(FALSE, FALSE, sizeof(MailField));
    content->files = g_string_new(NULL);
}

void mail_content_clear(MailContent *content)
{
    g_clear_pointer(&content->fields_new, g_array_unref);
    g_clear_pointer(&content->fields_forwarded, g_array_unref);
    g_clear_pointer(&content->fields_quoted, g_array_unref);
    g_clear_pointer(&content->tree.kept, g_ptr_array_unref);
    if (content->files)
        g_string_free(g_steal_pointer(&content->files), TRUE);
}

static guint fields_left(const MailContent *content)
{
    guint read =
        content->fields_new->len + content->fields_forwarded->len + content->fields_quoted->len;
    return MAIL_LIMIT_FIELDS - MIN(MAIL_LIMIT_FIELDS, read);
}

/* "table 2 row 5", or with the file's name where the part is a message that carried it. */
static const char *place_of(MailRecord *record, const FieldSource *source, guint line)
{
    if (!source->document || line == 0 || line > source->document->lines->len)
        return "";
    const char *place = g_array_index(source->document->lines, MailDocumentLine, line - 1).place;
    g_autofree char *both = source->file ? g_strdup_printf("%s %s", source->file, place) : NULL;
    return mail_record_keep(record, both ? both : place);
}

static void read_fields(MailContent *content, const GArray *lines, FieldSource source)
{
    const FormLabels *labels = content->tree.reading.labels;
    MailRecord *record = content->tree.record;
    if (!labels)
        return;
    gboolean cut = FALSE;
    g_autoptr(GArray) fields =
        mail_fields_read(lines, source.kind, source.message, labels, fields_left(content), &cut);
    for (guint i = 0; i < fields->len; i++) {
        const MailFieldRead *read = &g_array_index(fields, MailFieldRead, i);
        MailField field = {.part = read->below ? MAIL_PART_ANSWER : source.part, .place = ""};
        field.key = mail_record_keep(record, form_labels_key(labels, read->key));
        field.value = mail_record_keep(record, read->value);
        field.line = read->line;
        field.place = place_of(record, &source, read->line);
        g_array_append_val(source.to, field);
    }
    if (cut)
        content->tree.reading.flags |= MAIL_FLAG_TRUNCATED;
}

static const char *keep_line(MailRecord *record, const char *text)
{
    g_autofree char *line = text_line(text, LINE_CHARACTERS);
    return mail_record_keep(record, line);
}

/* "forwarded 3" for the next entry; NULL when there is no room for one. */
static const char *next_part(MailContent *content)
{
    MailRecord *record = content->tree.record;
    if (record->forwarded->len >= MAIL_LIMIT_FORWARDED) {
        content->tree.reading.flags |= MAIL_FLAG_TRUNCATED;
        return NULL;
    }
    g_autofree char *part = g_strdup_printf("forwarded %u", record->forwarded->len + 1);
    return mail_record_keep(record, part);
}

/* One message shown in a text: its head, its own words, its fields. */
static void add_shown(MailContent *content, const GArray *lines, const MailHead *head, guint n)
{
    MailRecord *record = content->tree.record;
    const char *part = next_part(content);
    if (!part)
        return;
    MailAddress person;
    mail_envelope_person(record, head->from, NULL, &person);
    g_autofree char *text = mail_lines_join(lines, MAIL_LINE_QUOTED, n);
    MailForwarded forwarded = {.from_name = person.name, .from = person.address, .part = part};
    forwarded.to = keep_line(record, head->to);
    forwarded.date_text = keep_line(record, head->date);
    forwarded.date = mail_date_written(head->date, record->date);
    forwarded.subject = keep_line(record, head->subject);
    forwarded.text = mail_record_keep(record, text);
    g_array_append_val(record->forwarded, forwarded);
    read_fields(content, lines,
                (FieldSource){part, MAIL_LINE_QUOTED, n, content->fields_forwarded, NULL, NULL});
}

static void add_all_shown(MailContent *content, const GArray *lines, const GArray *heads)
{
    for (guint n = 1; n <= heads->len; n++)
        add_shown(content, lines, &g_array_index(heads, MailHead, n - 1), n);
}

/* How much of the new words stands in the first text part. */
static gsize first_bytes(const MailBody *body, const GArray *lines)
{
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(MailLine));
    g_array_append_vals(first, lines->data, MIN(body->first, lines->len));
    g_autofree char *new = mail_lines_join(first, MAIL_LINE_NEW, 0);
    return strlen(new);
}

static void set_views(MailRecord *record, const MailBody *body, const GArray *lines)
{
    g_autofree char *new = mail_lines_join(lines, MAIL_LINE_NEW, 0);
    g_autofree char *signature = mail_lines_join(lines, MAIL_LINE_SIGNATURE, 0);
    g_autofree char *quoted = mail_lines_quoted(lines);
    gboolean whole = g_str_equal(new, record->text);
    record->text_new = whole ? record->text : mail_record_keep(record, new);
    if (body->first > 0)
        record->text_later = (guint)(strlen(new) - first_bytes(body, lines));
    record->text_signature = mail_record_keep(record, signature);
    record->text_quoted = mail_record_keep(record, quoted);
}

/* What the files say, beside the fields in it: for what may not be passed over wherever it stands. */
static void take_attached(MailContent *content, const MailBody *body)
{
    for (guint i = 0; i < body->attached->len; i++) {
        const char *text = g_array_index(body->attached, MailText, i).text;
        gsize room =
            MAIL_LIMIT_ATTACHED_WORDS - MIN(MAIL_LIMIT_ATTACHED_WORDS, content->files->len);
        g_string_append_len(content->files, text, (gssize)text_cut(text, strlen(text), room));
        g_string_append(content->files, "\n\n");
    }
}

/* A text file or document: all of it is its writer's own. */
static GArray *attached_lines(const MailText *text)
{
    GArray *lines = mail_lines_new(text->text);
    if (text->document)
        mail_document_mark(text->document, lines);
    mail_marks_set(text->marks, lines);
    return lines;
}

static void read_attached(MailContent *content, const MailText *text)
{
    g_autoptr(GArray) lines = attached_lines(text);
    const char *part = mail_record_keep(content->tree.record, text->part);
    read_fields(content, lines,
                (FieldSource){part, MAIL_LINE_NEW, 0, content->fields_new, text->document, NULL});
}

/* The text files and documents that came with a message which was passed on. */
static void read_carried_files(MailContent *content, const MailBody *body, const char *part)
{
    for (guint i = 0; i < body->attached->len; i++) {
        const MailText *text = &g_array_index(body->attached, MailText, i);
        g_autoptr(GArray) lines = attached_lines(text);
        read_fields(content, lines,
                    (FieldSource){part, MAIL_LINE_NEW, 0, content->fields_forwarded, text->document,
                                  text->part});
    }
}

/* A mail that is nothing but a text file or a document is that text. */
static void promote_attached(MailBody *body)
{
    if (!text_empty(body->text) || body->attached->len == 0)
        return;
    MailText *first = &g_array_index(body->attached, MailText, 0);
    g_free(body->text);
    g_free(body->part);
    body->text = g_steal_pointer(&first->text);
    body->part = g_steal_pointer(&first->part);
    body->document = g_steal_pointer(&first->document);
    g_clear_pointer(&body->marks, g_byte_array_unref);
    body->marks = g_steal_pointer(&first->marks);
    g_array_remove_index(body->attached, 0);
}

/* The body taken apart; what a document says is all its writer's own. */
static GArray *split_body(MailContent *content, const MailBody *body, const char *text,
                          MailThread thread, GArray **heads_out)
{
    GArray *lines = mail_lines_new(text);
    if (body->document) {
        mail_document_mark(body->document, lines);
        *heads_out = g_array_new(FALSE, FALSE, sizeof(MailHead));
    } else {
        *heads_out = mail_quote_split(lines, thread, content->tree.reading.labels);
        mail_marks_set(body->marks, lines);
        mail_answers_mark(lines, text, body->runs, thread.writer ? thread.writer : "",
                          content->tree.reading.labels);
    }
    return lines;
}

void mail_content_own(MailContent *content, MailBody *body, MailThread thread)
{
    MailRecord *record = content->tree.record;
    promote_attached(body);
    if (body->is_signed)
        content->tree.reading.flags |= MAIL_FLAG_SIGNED;
    record->text = mail_record_keep(record, g_strchomp(body->text));
    record->text_part = mail_record_keep(record, body->part);
    g_autoptr(GArray) heads = NULL;
    g_autoptr(GArray) lines = split_body(content, body, record->text, thread, &heads);
    set_views(record, body, lines);
    read_fields(content, lines,
                (FieldSource){record->text_part, MAIL_LINE_NEW, 0, content->fields_new,
                              body->document, NULL});
    for (guint i = 0; i < body->attached->len; i++)
        read_attached(content, &g_array_index(body->attached, MailText, i));
    take_attached(content, body);
    add_all_shown(content, lines, heads);
    read_fields(content, lines,
                (FieldSource){"quoted", MAIL_LINE_QUOTED, 0, content->fields_quoted, NULL, NULL});
}

/* ---- carried messages ---- */

/* Pointers into the message's own raw fields. */
static void take_headers(GMimeMessage *message, MailHeaders *headers)
{
    GMimeHeaderList *list = g_mime_object_get_header_list((GMimeObject *)message);
    int count = g_mime_header_list_get_count(list);
    for (int i = 0; i < count; i++) {
        GMimeHeader *from = g_mime_header_list_get_header_at(list, i);
        MailHeader header = {.name = g_mime_header_get_name(from)};
        header.value = g_mime_header_get_raw_value(from);
        if (!header.name || !header.value)
            continue;
        header.name_length = strlen(header.name);
        header.value_length = strlen(header.value);
        g_array_append_val(headers->list, header);
    }
}

static void add_carried(MailContent *content, const MailHeaders *headers, const char *part,
                        const char *text)
{
    MailRecord *record = content->tree.record;
    gboolean lossy = FALSE;
    g_autofree char *from = mail_headers_raw(headers, "from");
    g_autofree char *to = mail_headers_text(headers, "to", &lossy);
    g_autofree char *date = mail_headers_raw(headers, "date");
    g_autofree char *subject = mail_headers_text(headers, "subject", &lossy);
    MailAddress person;
    mail_envelope_person(record, from, headers->charset, &person);
    MailForwarded forwarded = {.from_name = person.name, .from = person.address, .part = part};
    forwarded.to = keep_line(record, to);
    forwarded.date = mail_date_header(date);
    forwarded.date_text = keep_line(record, date);
    forwarded.subject = keep_line(record, subject);
    forwarded.text = mail_record_keep(record, text);
    g_array_append_val(record->forwarded, forwarded);
}

/* A carried message's own texts: as a forward of what it shows, since it was passed on with it. */
static void read_carried_texts(MailContent *content, const MailHeaders *headers, MailBody *body)
{
    const char *part = next_part(content);
    if (!part)
        return;
    promote_attached(body);
    g_autoptr(GArray) heads = NULL;
    g_autoptr(GArray) lines =
        split_body(content, body, g_strchomp(body->text), (MailThread){.forward = TRUE}, &heads);
    g_autofree char *text = mail_lines_join(lines, MAIL_LINE_NEW, 0);
    add_carried(content, headers, part, text);
    read_fields(content, lines,
                (FieldSource){part, MAIL_LINE_NEW, 0, content->fields_forwarded, body->document,
                              body->document ? body->part : NULL});
    read_carried_files(content, body, part);
    take_attached(content, body);
    add_all_shown(content, lines, heads);
}

static void read_message(MailContent *content, GMimeMessage *message)
{
    g_auto(MailHeaders) headers;
    g_auto(MailBody) body = {0};
    mail_headers_init(&headers);
    take_headers(message, &headers);
    mail_body_read(&content->tree, g_mime_message_get_mime_part(message), &body);
    read_carried_texts(content, &headers, &body);
    mail_content_carried(content, &body);
}

void mail_content_carried(MailContent *content, const MailBody *body)
{
    if (content->tree.depth >= MAIL_LIMIT_DEPTH)
        return;
    content->tree.depth++;
    for (guint i = 0; i < body->messages->len; i++)
        read_message(content, body->messages->pdata[i]);
    content->tree.depth--;
}

void mail_content_finish(MailContent *content)
{
    MailRecord *record = content->tree.record;
    g_autofree char *digest = mail_digest(record, content->fields_new, content->fields_forwarded);
    record->content_digest = mail_record_keep(record, digest);
    g_autofree char *forwarded =
        mail_digest_forwarded(record, content->fields_new, content->fields_forwarded);
    record->forwarded_digest = mail_record_keep(record, forwarded);
    g_array_append_vals(record->fields, content->fields_new->data, content->fields_new->len);
    g_array_append_vals(record->fields, content->fields_forwarded->data,
                        content->fields_forwarded->len);
    g_array_append_vals(record->fields, content->fields_quoted->data, content->fields_quoted->len);
    record->text_attached = mail_record_keep(record, g_strchomp(content->files->str));
    record->flags |= content->tree.reading.flags;
}
