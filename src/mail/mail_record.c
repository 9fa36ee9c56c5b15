/* mail_record: a message as read, and its flat form between the reader child and work.
 *
 * The flat form is one GVariant '(uayau)': the layout's version; all strings, each ended by NUL,
 * the first one empty; and numbers as little-endian 32-bit words, a string being the offset where
 * it begins. The order of the words is the order of the visit_…() functions below, which write and
 * read alike, so that the two cannot drift apart; a list is its length and then its rows.
 *
 * Reading trusts nothing: the child may have been taken over. A wrong version, an offset that is no
 * string's beginning, text that is no UTF-8, a list that is too long, an unknown enum, words
 * missing or left over: each refuses the whole with a PERM error. What was read points into the
 * GVariant. */
#include "mail_record.h"
#include "error.h"
#include "mail_limits.h"
#include "text.h"
#include <string.h>

#define LAYOUT_VERSION 8u
#define RECORD_TYPE "(uayau)"
#define CHUNK_BYTES 4096
#define PACKED_BYTES (16u << 10) /* room for a form, which need not grow by halves */
#define PACKED_WORDS 512u
#define FROM_LIMIT MAIL_LIMIT_ADDRESSES
#define ALL_FLAGS ((guint)((MAIL_FLAG_SIGNED << 1) - 1))
#define HEAD_FLAGS                                                                                 \
    ((guint)(MAIL_FLAG_SEVERAL_FROM | MAIL_FLAG_CONFLICTING | MAIL_FLAG_NULL_SENDER |              \
             MAIL_FLAG_NO_ANSWER)) /* which the head alone decides */

typedef struct {
    gboolean writing;
    const char *refusal; /* reading: the first thing wrong, else NULL */
    GByteArray *bytes;   /* writing: the strings so far */
    GArray *numbers;     /* writing: of guint32, little endian */
    const char *text; /* writing: the string kept at `text_offset`; parts of it are often whole */
    guint32 text_offset;
    const char *strings; /* reading */
    gsize strings_length;
    const guint32 *words;
    gsize words_length, position;
} Codec;

typedef void (*VisitRow)(Codec *codec, gpointer row);

MailRecord *mail_record_new(void)
{
    MailRecord *record = g_new0(MailRecord, 1);
    record->from = g_array_new(FALSE, TRUE, sizeof(MailAddress));
    record->to = g_array_new(FALSE, TRUE, sizeof(MailAddress));
    record->cc = g_array_new(FALSE, TRUE, sizeof(MailAddress));
    record->references = g_ptr_array_new();
    record->auth_results = g_ptr_array_new();
    record->trace = g_array_new(FALSE, TRUE, sizeof(MailTrace));
    record->fields = g_array_new(FALSE, TRUE, sizeof(MailField));
    record->attachments = g_array_new(FALSE, TRUE, sizeof(MailAttachment));
    record->deliveries = g_array_new(FALSE, TRUE, sizeof(MailDelivery));
    record->forwarded = g_array_new(FALSE, TRUE, sizeof(MailForwarded));
    record->message_id = record->subject = record->reply_to = record->sender = "";
    record->thread_index = "";
    record->refusal = record->text = record->text_part = record->content_digest = "";
    record->forwarded_digest = "";
    record->text_new = record->text_quoted = record->text_signature = record->text_attached = "";
    record->signature = record->signer = record->signed_digest = "";
    return record;
}

void mail_record_free(MailRecord *record)
{
    if (!record)
        return;
    g_array_unref(record->from);
    g_array_unref(record->to);
    g_array_unref(record->cc);
    g_ptr_array_unref(record->references);
    g_ptr_array_unref(record->auth_results);
    g_array_unref(record->trace);
    g_array_unref(record->fields);
    g_array_unref(record->attachments);
    g_array_unref(record->deliveries);
    g_array_unref(record->forwarded);
    g_clear_pointer(&record->storage, g_variant_unref);
    g_clear_pointer(&record->chunk, g_string_chunk_free);
    g_free(record);
}

const char *mail_record_keep(MailRecord *record, const char *text)
{
    if (!text || *text == '\0')
        return "";
    if (!record->chunk)
        record->chunk = g_string_chunk_new(CHUNK_BYTES);
    return g_string_chunk_insert(record->chunk, text);
}

static gboolean same_people(const GArray *people, const GArray *others)
{
    gboolean same = people->len == others->len;
    for (guint i = 0; same && i < people->len; i++) {
        const MailAddress *one = &g_array_index(people, MailAddress, i);
        const MailAddress *other = &g_array_index(others, MailAddress, i);
        same = g_str_equal(one->address, other->address) && g_str_equal(one->name, other->name);
    }
    return same;
}

static gboolean same_traces(const GArray *traces, const GArray *others)
{
    gboolean same = traces->len == others->len;
    for (guint i = 0; same && i < traces->len; i++) {
        const MailTrace *one = &g_array_index(traces, MailTrace, i),
                        *other = &g_array_index(others, MailTrace, i);
        same = one->kind == other->kind && one->results == other->results &&
               g_str_equal(one->value, other->value);
    }
    return same;
}

static gboolean same_texts(const GPtrArray *texts, const GPtrArray *others)
{
    gboolean same = texts->len == others->len;
    for (guint i = 0; same && i < texts->len; i++)
        same = g_str_equal(texts->pdata[i], others->pdata[i]);
    return same;
}

gboolean mail_record_same_head(const MailRecord *record, const MailRecord *other)
{
    return g_str_equal(record->message_id, other->message_id) &&
           g_str_equal(record->subject, other->subject) && record->date == other->date &&
           record->received == other->received &&
           ((record->flags ^ other->flags) & HEAD_FLAGS) == 0 &&
           same_people(record->from, other->from) && same_people(record->to, other->to) &&
           same_people(record->cc, other->cc) && g_str_equal(record->reply_to, other->reply_to) &&
           g_str_equal(record->sender, other->sender) &&
           g_str_equal(record->thread_index, other->thread_index) &&
           same_texts(record->references, other->references) &&
           same_texts(record->auth_results, other->auth_results) &&
           same_traces(record->trace, other->trace);
}

void mail_record_leave_unopened(MailRecord *record, const char *why)
{
    for (guint i = 0; i < record->attachments->len; i++) {
        MailAttachment *file = &g_array_index(record->attachments, MailAttachment, i);
        if (g_str_equal(file->why, MAIL_WHY_CONTAINER))
            file->why = mail_record_keep(record, why);
    }
}

void mail_record_set_signature(MailRecord *record, const MailRecord *said)
{
    record->signature = said ? mail_record_keep(record, said->signature) : "";
    record->signer = said ? mail_record_keep(record, said->signer) : "";
    record->signed_digest = said ? mail_record_keep(record, said->signed_digest) : "";
}

const char *mail_automatic_name(MailAutomatic automatic)
{
    switch (automatic) {
    case MAIL_AUTOMATIC_NO:
        return NULL;
    case MAIL_AUTOMATIC_REPLY:
        return "auto-reply";
    case MAIL_AUTOMATIC_DELIVERY:
        return "delivery-report";
    case MAIL_AUTOMATIC_LIST:
        return "list";
    }
    g_return_val_if_reached(NULL);
}

static void refuse(Codec *codec, const char *why)
{
    if (!codec->refusal)
        codec->refusal = why;
}

static void visit_word(Codec *codec, guint32 *word)
{
    if (codec->writing) {
        guint32 little = GUINT32_TO_LE(*word);
        g_array_append_val(codec->numbers, little);
    } else if (codec->position < codec->words_length) {
        *word = GUINT32_FROM_LE(codec->words[codec->position++]);
    } else {
        refuse(codec, "ends too early");
    }
}

static void visit_long(Codec *codec, guint64 *number)
{
    guint32 low = (guint32)*number, high = (guint32)(*number >> 32);
    visit_word(codec, &low);
    visit_word(codec, &high);
    *number = (guint64)high << 32 | low;
}

static void visit_instant(Codec *codec, Instant *at)
{
    guint64 number = (guint64)*at;
    visit_long(codec, &number);
    *at = (Instant)number;
}

static guint32 write_string(Codec *codec, const char *text)
{
    if (!text || *text == '\0')
        return 0;
    if (text == codec->text)
        return codec->text_offset;
    guint32 offset = codec->bytes->len;
    g_byte_array_append(codec->bytes, (const guint8 *)text, (guint)strlen(text) + 1);
    return offset;
}

static void visit_text(Codec *codec, const char **text)
{
    guint32 offset = codec->writing ? write_string(codec, *text) : 0;
    visit_word(codec, &offset);
    if (codec->writing)
        return;
    gboolean begins =
        offset < codec->strings_length && (offset == 0 || codec->strings[offset - 1] == '\0');
    if (!begins)
        refuse(codec, "has a string that begins nowhere");
    *text = begins ? codec->strings + offset : "";
}

/* `known` values from 0. */
static void visit_choice(Codec *codec, guint32 *value, guint32 known)
{
    visit_word(codec, value);
    if (*value >= known) {
        refuse(codec, "has a number that means nothing");
        *value = 0;
    }
}

/* The length of a list, checked against its limit and against what can still be there. */
static guint32 visit_length(Codec *codec, guint32 length, guint32 limit)
{
    visit_word(codec, &length);
    if (!codec->writing && (length > limit || length > codec->words_length - codec->position)) {
        refuse(codec, "has a list that is too long");
        return 0;
    }
    return length;
}

static void visit_list(Codec *codec, GArray *list, guint32 limit, VisitRow visit)
{
    guint32 length = visit_length(codec, list->len, limit);
    if (!codec->writing)
        g_array_set_size(list, length);
    for (guint32 i = 0; i < length && !codec->refusal; i++)
        visit(codec, list->data + (gsize)i * g_array_get_element_size(list));
}

static void visit_texts(Codec *codec, GPtrArray *list, guint32 limit)
{
    guint32 length = visit_length(codec, list->len, limit);
    if (!codec->writing)
        g_ptr_array_set_size(list, (int)length);
    for (guint32 i = 0; i < length && !codec->refusal; i++)
        visit_text(codec, (const char **)&list->pdata[i]);
}

static void visit_address(Codec *codec, gpointer row)
{
    MailAddress *address = row;
    visit_text(codec, &address->name);
    visit_text(codec, &address->address);
}

static void visit_trace(Codec *codec, gpointer row)
{
    MailTrace *trace = row;
    guint32 kind = trace->kind;
    visit_choice(codec, &kind, MAIL_TRACE_ARC_SEAL + 1);
    trace->kind = kind;
    visit_word(codec, &trace->results);
    visit_text(codec, &trace->value);
}

static void visit_field(Codec *codec, gpointer row)
{
    MailField *field = row;
    visit_text(codec, &field->key);
    visit_text(codec, &field->value);
    visit_text(codec, &field->part);
    visit_word(codec, &field->line);
    visit_text(codec, &field->place);
}

static void visit_attachment(Codec *codec, gpointer row)
{
    MailAttachment *attachment = row;
    guint32 read = attachment->read ? 1 : 0;
    visit_text(codec, &attachment->name);
    visit_text(codec, &attachment->type);
    visit_long(codec, &attachment->bytes);
    visit_text(codec, &attachment->sha256);
    visit_choice(codec, &read, 2);
    visit_text(codec, &attachment->why);
    visit_text(codec, &attachment->inside);
    attachment->read = read != 0;
}

static void visit_delivery(Codec *codec, gpointer row)
{
    MailDelivery *delivery = row;
    visit_text(codec, &delivery->recipient);
    visit_text(codec, &delivery->action);
    visit_text(codec, &delivery->status);
    visit_text(codec, &delivery->original_id);
    visit_text(codec, &delivery->original_recipient);
    visit_text(codec, &delivery->envelope_id);
}

static void visit_forwarded(Codec *codec, gpointer row)
{
    MailForwarded *forwarded = row;
    visit_text(codec, &forwarded->from_name);
    visit_text(codec, &forwarded->from);
    visit_text(codec, &forwarded->to);
    visit_instant(codec, &forwarded->date);
    visit_text(codec, &forwarded->date_text);
    visit_text(codec, &forwarded->subject);
    visit_text(codec, &forwarded->part);
    visit_text(codec, &forwarded->text);
}

static void visit_body(Codec *codec, MailRecord *record)
{
    codec->text = NULL;
    codec->text_offset = codec->writing ? codec->bytes->len : 0;
    visit_text(codec, &record->text);
    codec->text = record->text;
    visit_text(codec, &record->text_part);
    visit_text(codec, &record->text_new);
    visit_text(codec, &record->text_quoted);
    visit_text(codec, &record->text_signature);
    visit_word(codec, &record->text_later);
    if (!codec->writing && record->text_later > strlen(record->text_new))
        refuse(codec, "has a number that means nothing");
    visit_text(codec, &record->text_attached);
    visit_text(codec, &record->content_digest);
    visit_text(codec, &record->forwarded_digest);
}

static void visit_record(Codec *codec, MailRecord *record)
{
    guint32 automatic = record->automatic, flags = record->flags;
    visit_choice(codec, &automatic, MAIL_AUTOMATIC_LIST + 1);
    visit_choice(codec, &flags, ALL_FLAGS + 1);
    record->automatic = (MailAutomatic)automatic;
    record->flags = flags;
    visit_word(codec, &record->received);
    visit_instant(codec, &record->date);
    visit_text(codec, &record->message_id);
    visit_text(codec, &record->subject);
    visit_text(codec, &record->reply_to);
    visit_text(codec, &record->sender);
    visit_text(codec, &record->thread_index);
    visit_text(codec, &record->refusal);
    visit_body(codec, record);
    visit_list(codec, record->from, FROM_LIMIT, visit_address);
    visit_list(codec, record->to, MAIL_LIMIT_ADDRESSES, visit_address);
    visit_list(codec, record->cc, MAIL_LIMIT_ADDRESSES, visit_address);
    visit_texts(codec, record->references, MAIL_LIMIT_REFERENCES);
    visit_texts(codec, record->auth_results, MAIL_LIMIT_AUTH_RESULTS);
    visit_list(codec, record->trace, MAIL_LIMIT_TRACE, visit_trace);
    for (guint i = 0; i < record->trace->len && !codec->writing; i++)
        if (g_array_index(record->trace, MailTrace, i).results > record->auth_results->len)
            refuse(codec, "has a number that means nothing");
    visit_list(codec, record->fields, MAIL_LIMIT_FIELDS, visit_field);
    visit_list(codec, record->attachments, MAIL_LIMIT_ATTACHMENTS, visit_attachment);
    visit_list(codec, record->deliveries, MAIL_LIMIT_ADDRESSES, visit_delivery);
    visit_list(codec, record->forwarded, MAIL_LIMIT_FORWARDED, visit_forwarded);
    visit_text(codec, &record->signature);
    visit_text(codec, &record->signer);
    visit_text(codec, &record->signed_digest);
}

const GVariantType *mail_record_type(void)
{
    return G_VARIANT_TYPE(RECORD_TYPE);
}

GVariant *mail_record_pack(const MailRecord *record)
{
    g_autoptr(GByteArray) bytes = g_byte_array_sized_new(PACKED_BYTES);
    g_autoptr(GArray) words = g_array_sized_new(FALSE, FALSE, sizeof(guint32), PACKED_WORDS);
    Codec codec = {.writing = TRUE, .bytes = bytes, .numbers = words};
    MailRecord copy =
        *record; /* visiting takes what it may write; when writing it writes nothing */
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    visit_record(&codec, &copy);
    GVariant *parts[] = {
        g_variant_new_uint32(GUINT32_TO_LE(LAYOUT_VERSION)),
        g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes->data, bytes->len, 1),
        g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, words->data, words->len, sizeof(guint32)),
    };
    return g_variant_ref_sink(g_variant_new_tuple(parts, G_N_ELEMENTS(parts)));
}

/* Every string of the block is UTF-8, the first is empty and the last is ended. */
static gboolean strings_valid(const char *strings, gsize length)
{
    if (length == 0 || strings[0] != '\0' || strings[length - 1] != '\0')
        return FALSE;
    if (text_is_ascii(strings, length))
        return TRUE;
    const char *end = strings + length;
    for (const char *p = strings; p < end; p += strlen(p) + 1)
        if (!g_utf8_validate(p, -1, NULL))
            return FALSE;
    return TRUE;
}

static gsize align_words(gsize length)
{
    return (length + sizeof(guint32) - 1) & ~(sizeof(guint32) - 1);
}

/* The only size that normal form has for these contents: version, strings, blanks up to the words,
 * and where the strings end, in as few of 1, 2, 4 and 8 bytes as can say so. */
static gsize normal_size(gsize strings_length, gsize words_length)
{
    gsize body = align_words(sizeof(guint32) + strings_length) + words_length * sizeof(guint32);
    if (body + 1 <= G_MAXUINT8)
        return body + 1;
    if (body + 2 <= G_MAXUINT16)
        return body + 2;
    return body + (body + 4 <= G_MAXUINT32 ? 4 : 8);
}

/* What g_variant_is_normal_form() would say, without its walk over every byte: any other place of
 * the end of the strings gives contents of another size, so only the blanks remain to be looked at. */
static gboolean is_normal(GVariant *packed, const Codec *codec)
{
    gsize end = sizeof(guint32) + codec->strings_length;
    if (g_variant_get_size(packed) != normal_size(codec->strings_length, codec->words_length))
        return FALSE;
    const char *bytes = g_variant_get_data(packed);
    for (gsize i = end; i < align_words(end); i++)
        if (bytes[i] != '\0')
            return FALSE;
    return TRUE;
}

static const char *read_record(MailRecord *record, GVariant *packed)
{
    guint32 version;
    g_variant_get_child(packed, 0, "u", &version);
    record->storage = g_variant_get_child_value(packed, 1);
    g_autoptr(GVariant) numbers = g_variant_get_child_value(packed, 2);
    Codec codec = {0};
    codec.strings = g_variant_get_fixed_array(record->storage, &codec.strings_length, 1);
    codec.words = g_variant_get_fixed_array(numbers, &codec.words_length, sizeof(guint32));
    if (!is_normal(packed, &codec))
        return "is not in normal form";
    if (GUINT32_FROM_LE(version) != LAYOUT_VERSION)
        return "is of another version";
    if (!strings_valid(codec.strings, codec.strings_length))
        return "has strings that are no text";
    visit_record(&codec, record);
    if (!codec.refusal && codec.position != codec.words_length)
        refuse(&codec, "goes on after its end");
    return codec.refusal;
}

MailRecord *mail_record_unpack(GVariant *packed, GError **error)
{
    g_autoptr(MailRecord) record = mail_record_new();
    const char *refusal = "is not in normal form";
    if (g_variant_is_of_type(packed, mail_record_type()))
        refusal = read_record(record, packed);
    if (!refusal)
        return g_steal_pointer(&record);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "the reader's answer %s", refusal);
    return NULL;
}
