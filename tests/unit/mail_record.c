/* mail_record: what goes into the flat form comes out of it, and nothing else is believed. */
#include "error.h"
#include "mail_limits.h"
#include "mail_record.h"
#include <string.h>

static void add_people(MailRecord *record)
{
    MailAddress writer = {"Tola Brightwater", "t.brightwater@oakfield.example"};
    MailAddress office = {"", "office@hscp.example"};
    g_array_append_val(record->from, writer);
    g_array_append_val(record->to, office);
    g_array_append_val(record->to, writer);
    g_array_append_val(record->cc, office);
    g_ptr_array_add(record->references, (gpointer) "one@hscp.example");
    g_ptr_array_add(record->references, (gpointer) "two@hscp.example");
    g_ptr_array_add(record->auth_results, (gpointer) "mx.hscp.example; dmarc=pass");
    MailTrace received = {MAIL_TRACE_RECEIVED, 1, "mx.hscp.example"};
    MailTrace seal = {MAIL_TRACE_ARC_SEAL, 1, "i=1; d=list.example"};
    g_array_append_val(record->trace, received);
    g_array_append_val(record->trace, seal);
}

static void add_contents(MailRecord *record)
{
    MailField field = {"stage", "two", "form.docx", 7, "table 2 row 5"};
    MailAttachment file = {
        "plan.pdf",   "application/pdf", G_GUINT64_CONSTANT(5000000000), "ab", FALSE,
        "not opened", "minutes.docx"};
    MailDelivery delivery = {"j@oakfield.example", "failed", "5.1.1", "one@hscp.example",
                             "k@oakfield.example", "one"};
    MailForwarded inner = {"Jo",        "jo@oakfield.example", "Office",      -5,
                           "on Friday", "Stage two",           "forwarded 1", "Please look."};
    g_array_append_val(record->fields, field);
    g_array_append_val(record->attachments, file);
    g_array_append_val(record->deliveries, delivery);
    g_array_append_val(record->forwarded, inner);
}

static MailRecord *sample(void)
{
    MailRecord *record = mail_record_new();
    record->message_id = mail_record_keep(record, "first@oakfield.example");
    record->subject = "Escalation, \xc2\xa3";
    record->thread_index = "AQHWLRNo4NaOjvXU8EODe0ZotrA8Bw==";
    record->date = G_GINT64_CONSTANT(1772619240);
    record->reply_to = "reply@oakfield.example";
    record->sender = "desk@oakfield.example";
    record->received = 4;
    record->automatic = MAIL_AUTOMATIC_LIST;
    record->flags = MAIL_FLAG_CHARSET | MAIL_FLAG_BROKEN;
    record->refusal = "too deep";
    record->text = mail_record_keep(record, "Stage: two\n-- \nTola");
    record->text_part = "text/plain 1";
    record->text_new = record->text;
    record->text_quoted = "> once";
    record->text_signature = "-- \nTola";
    record->text_later = 4;
    record->text_attached = "of a file";
    record->content_digest = "00ff";
    record->signature = "is of nobody";
    record->signer = "t.brightwater@oakfield.example";
    record->signed_digest = "ff00";
    add_people(record);
    add_contents(record);
    return record;
}

static void assert_same_contents(const MailRecord *got)
{
    const MailField *field = &g_array_index(got->fields, MailField, 0);
    const MailAttachment *file = &g_array_index(got->attachments, MailAttachment, 0);
    const MailForwarded *inner = &g_array_index(got->forwarded, MailForwarded, 0);
    const MailDelivery *delivery = &g_array_index(got->deliveries, MailDelivery, 0);
    g_assert_cmpstr(field->key, ==, "stage");
    g_assert_cmpstr(field->value, ==, "two");
    g_assert_cmpstr(field->part, ==, "form.docx");
    g_assert_cmpstr(field->place, ==, "table 2 row 5");
    g_assert_cmpuint(field->line, ==, 7);
    g_assert_cmpstr(file->name, ==, "plan.pdf");
    g_assert_cmpuint(file->bytes, ==, G_GUINT64_CONSTANT(5000000000));
    g_assert_false(file->read);
    g_assert_cmpstr(file->why, ==, "not opened");
    g_assert_cmpstr(file->inside, ==, "minutes.docx");
    g_assert_cmpstr(inner->text, ==, "Please look.");
    g_assert_cmpint(inner->date, ==, -5);
    g_assert_cmpstr(delivery->status, ==, "5.1.1");
    g_assert_cmpstr(delivery->original_recipient, ==, "k@oakfield.example");
    g_assert_cmpstr(delivery->envelope_id, ==, "one");
}

static void assert_same_head(const MailRecord *got)
{
    g_assert_cmpstr(got->message_id, ==, "first@oakfield.example");
    g_assert_cmpstr(got->subject, ==, "Escalation, \xc2\xa3");
    g_assert_cmpstr(got->thread_index, ==, "AQHWLRNo4NaOjvXU8EODe0ZotrA8Bw==");
    g_assert_cmpint(got->date, ==, G_GINT64_CONSTANT(1772619240));
    g_assert_cmpuint(got->received, ==, 4);
    g_assert_cmpint(got->automatic, ==, MAIL_AUTOMATIC_LIST);
    g_assert_cmpuint(got->flags, ==, MAIL_FLAG_CHARSET | MAIL_FLAG_BROKEN);
    g_assert_cmpuint(got->to->len, ==, 2);
    g_assert_cmpstr(g_array_index(got->to, MailAddress, 1).name, ==, "Tola Brightwater");
    g_assert_cmpuint(got->references->len, ==, 2);
    g_assert_cmpstr(g_ptr_array_index(got->references, 1), ==, "two@hscp.example");
    g_assert_cmpstr(g_ptr_array_index(got->auth_results, 0), ==, "mx.hscp.example; dmarc=pass");
    g_assert_cmpuint(got->trace->len, ==, 2);
    g_assert_cmpuint(g_array_index(got->trace, MailTrace, 0).results, ==, 1);
    g_assert_cmpuint(g_array_index(got->trace, MailTrace, 1).kind, ==, MAIL_TRACE_ARC_SEAL);
    g_assert_cmpstr(g_array_index(got->trace, MailTrace, 1).value, ==, "i=1; d=list.example");
}

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) record = sample();
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_assert_true(g_variant_is_of_type(packed, mail_record_type()));
    g_assert_false(g_variant_is_floating(packed));
    g_autoptr(MailRecord) got = mail_record_unpack(packed, &error);
    g_assert_no_error(error);
    assert_same_head(got);
    assert_same_contents(got);
    g_assert_cmpstr(got->text_new, ==, record->text);
    g_assert_cmpuint(got->text_later, ==, 4);
    g_assert_cmpstr(got->text_attached, ==, "of a file");
    g_assert_cmpstr(got->signature, ==, "is of nobody");
    g_assert_cmpstr(got->signer, ==, "t.brightwater@oakfield.example");
    g_assert_cmpstr(got->signed_digest, ==, "ff00");
    g_assert_true(got->text_new == got->text); /* kept once */
    g_autoptr(GVariant) again = mail_record_pack(got);
    g_assert_true(g_variant_equal(packed, again));
}

/* As it comes over the socket: bytes only, and the packed value gone. */
static void test_from_bytes(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) record = sample();
    GVariant *packed = mail_record_pack(record);
    GBytes *bytes = g_variant_get_data_as_bytes(packed);
    g_variant_unref(packed);
    GVariant *received =
        g_variant_ref_sink(g_variant_new_from_bytes(mail_record_type(), bytes, FALSE));
    g_bytes_unref(bytes);
    g_autoptr(MailRecord) got = mail_record_unpack(received, &error);
    g_variant_unref(received);
    g_assert_no_error(error);
    assert_same_head(got);
    assert_same_contents(got);
}

static void test_empty(void)
{
    g_autoptr(MailRecord) record = mail_record_new();
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_autoptr(MailRecord) got = mail_record_unpack(packed, NULL);
    g_assert_nonnull(got);
    g_assert_cmpstr(got->text, ==, "");
    g_assert_cmpstr(got->refusal, ==, "");
    g_assert_cmpuint(got->from->len, ==, 0);
    g_assert_cmpstr(mail_record_keep(got, NULL), ==, "");
    g_assert_cmpstr(mail_record_keep(got, "more"), ==, "more");
}

static GVariant *packed_of(guint32 version, const void *strings, gsize strings_length,
                           const guint32 *words, gsize words_length)
{
    GVariant *parts[] = {
        g_variant_new_uint32(version),
        g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, strings, strings_length, 1),
        g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, words, words_length, sizeof *words),
    };
    return g_variant_ref_sink(g_variant_new_tuple(parts, G_N_ELEMENTS(parts)));
}

static void assert_refused(GVariant *packed, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) got = mail_record_unpack(packed, &error);
    g_assert_null(got);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_nonnull(strstr(error->message, why));
}

enum { WORDS = 33, FLAGS = 1, SUBJECT = 6, LATER = 16 }; /* of an empty record, which has no rows */

typedef struct {
    const char *name;
    guint32 version;
    const char *strings;
    gsize strings_length;
    gsize words;     /* how many there are */
    gsize at;        /* this one is not 0 … */
    guint32 value;   /* … but this */
    const char *why; /* NULL: it is accepted */
} Forged;

static const Forged forgeries[] = {
    {"sound", 8, "\0ab\0", 4, WORDS, SUBJECT, 1, NULL},
    {"version", 7, "", 1, WORDS, 0, 0, "another version"},
    {"no strings", 8, "", 0, WORDS, 0, 0, "no text"},
    {"first not empty", 8, "ab", 3, WORDS, 0, 0, "no text"},
    {"last not ended", 8, "\0ab", 3, WORDS, 0, 0, "no text"},
    {"no UTF-8", 8, "\0a\xff\0", 4, WORDS, 0, 0, "no text"},
    {"within a string", 8, "\0ab\0", 4, WORDS, SUBJECT, 2, "begins nowhere"},
    {"behind the strings", 8, "\0ab\0", 4, WORDS, SUBJECT, 4, "begins nowhere"},
    {"far behind", 8, "\0ab\0", 4, WORDS, SUBJECT, G_MAXUINT32, "begins nowhere"},
    {"unknown automatic", 8, "", 1, WORDS, 0, 4, "means nothing"},
    {"unknown flag", 8, "", 1, WORDS, FLAGS, MAIL_FLAG_SIGNED << 1, "means nothing"},
    {"words missing", 8, "", 1, WORDS - 1, 0, 0, "too early"},
    {"no words", 8, "", 1, 0, 0, 0, "too early"},
    {"words left over", 8, "", 1, WORDS + 1, 0, 0, "after its end"},
    {"list longer than the rest", 8, "", 1, WORDS, WORDS - 4, 4, "too long"},
    {"list of lists", 8, "", 1, WORDS, WORDS - 13, G_MAXUINT32, "too long"},
    {"more behind than there is", 8, "", 1, WORDS, LATER, 1, "means nothing"},
};

static void test_forged(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(forgeries); i++) {
        const Forged *forged = &forgeries[i];
        guint32 words[WORDS + 1] = {0};
        if (forged->value)
            words[forged->at] = GUINT32_TO_LE(forged->value);
        g_test_message("%s", forged->name);
        g_autoptr(GVariant) packed = packed_of(GUINT32_TO_LE(forged->version), forged->strings,
                                               forged->strings_length, words, forged->words);
        if (forged->why) {
            assert_refused(packed, forged->why);
            continue;
        }
        g_autoptr(MailRecord) got = mail_record_unpack(packed, NULL);
        g_assert_nonnull(got);
        g_assert_cmpstr(got->subject, ==, "ab");
    }
}

static void test_other_type(void)
{
    g_autoptr(GVariant) other = g_variant_ref_sink(g_variant_new_string("record"));
    assert_refused(other, "normal form");
}

/* Every list at one more than its limit is refused. */
static void test_limits(void)
{
    g_autoptr(MailRecord) record = mail_record_new();
    g_array_set_size(record->fields, MAIL_LIMIT_FIELDS);
    g_autoptr(GVariant) full = mail_record_pack(record);
    g_autoptr(MailRecord) got = mail_record_unpack(full, NULL);
    g_assert_nonnull(got);
    g_array_set_size(record->fields, MAIL_LIMIT_FIELDS + 1);
    g_autoptr(GVariant) more = mail_record_pack(record);
    assert_refused(more, "too long");
}

/* Whatever byte is changed: refused, or a record all of whose strings are text. */
static void test_every_byte(void)
{
    g_autoptr(MailRecord) record = sample();
    g_autoptr(GVariant) packed = mail_record_pack(record);
    gsize length = g_variant_get_size(packed);
    guint refused = 0;
    for (gsize i = 0; i < length; i++) {
        guint8 *copy = g_memdup2(g_variant_get_data(packed), length);
        copy[i] ^= 0x81;
        g_autoptr(GVariant) forged = g_variant_ref_sink(
            g_variant_new_from_data(mail_record_type(), copy, length, FALSE, g_free, copy));
        g_autoptr(GError) error = NULL;
        g_autoptr(MailRecord) got = mail_record_unpack(forged, &error);
        refused += got == NULL;
        g_assert_true(got == NULL || g_variant_is_normal_form(forged));
        g_assert_true((got == NULL) == (error != NULL));
        if (got) {
            g_autoptr(GVariant) again = mail_record_pack(got);
            g_assert_true(g_variant_is_normal_form(again));
        }
    }
    g_assert_cmpuint(refused, >, length / 2);
}

/* Of every size that changes how the parts are framed, and cut or made longer by one byte. */
static void test_sizes(void)
{
    static const gsize lengths[] = {0,     100,   120,   130,   135,   140,   150,   250,
                                    65000, 65390, 65400, 65410, 65420, 65430, 65440, 70000};
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autoptr(MailRecord) record = mail_record_new();
        g_autofree char *text = g_strnfill(lengths[i], 'x');
        record->subject = text;
        g_autoptr(GVariant) packed = mail_record_pack(record);
        g_assert_true(g_variant_is_normal_form(packed));
        g_autoptr(MailRecord) got = mail_record_unpack(packed, NULL);
        g_assert_nonnull(got);
        g_assert_cmpstr(got->subject, ==, text);
        gsize length = g_variant_get_size(packed);
        g_autofree char *bytes = g_malloc0(length + 1);
        memcpy(bytes, g_variant_get_data(packed), length);
        for (int change = -1; change <= 1; change += 2) {
            g_autoptr(GVariant) forged = g_variant_ref_sink(g_variant_new_from_data(
                mail_record_type(), bytes, length + (gsize)change, FALSE, NULL, NULL));
            assert_refused(forged, "normal form");
        }
    }
}

static void test_names(void)
{
    g_assert_null(mail_automatic_name(MAIL_AUTOMATIC_NO));
    g_assert_cmpstr(mail_automatic_name(MAIL_AUTOMATIC_REPLY), ==, "auto-reply");
    g_assert_cmpstr(mail_automatic_name(MAIL_AUTOMATIC_DELIVERY), ==, "delivery-report");
    g_assert_cmpstr(mail_automatic_name(MAIL_AUTOMATIC_LIST), ==, "list");
}

/* One change to the head each, and what is no head. */
static void change(MailRecord *record, guint what)
{
    const char **texts[] = {&record->message_id, &record->subject, &record->reply_to,
                            &record->sender};
    GArray *people[] = {record->from, record->to, record->cc};
    static const guint flags[] = {MAIL_FLAG_SEVERAL_FROM, MAIL_FLAG_CONFLICTING,
                                  MAIL_FLAG_NULL_SENDER, MAIL_FLAG_NO_ANSWER};
    if (what < 4)
        *texts[what] = "other";
    else if (what < 7)
        g_array_index(people[what - 4], MailAddress, 0).address = "other@oakfield.example";
    else if (what < 10)
        g_array_set_size(people[what - 7], 0);
    else if (what == 10)
        g_array_index(record->from, MailAddress, 0).name = "Other";
    else if (what == 11)
        record->auth_results->pdata[0] = (gpointer) "mx.hscp.example; dmarc=fail";
    else if (what == 12)
        g_ptr_array_set_size(record->references, 1);
    else if (what == 13)
        record->date++;
    else if (what == 14)
        record->received++;
    else if (what == 15)
        record->thread_index = "";
    else if (what < 20)
        record->flags ^= flags[what - 16];
    else if (what == 20)
        g_array_index(record->trace, MailTrace, 0).results = 0;
    else {
        record->text = record->text_new = record->content_digest = "other";
        record->flags ^= MAIL_FLAG_CHARSET | MAIL_FLAG_CONTAINERS | MAIL_FLAG_DIVERGENT;
    }
}

static void test_the_head_is_all_that_says_who_sent_it(void)
{
    g_autoptr(MailRecord) one = sample();
    for (guint what = 0; what < 22; what++) {
        g_autoptr(MailRecord) other = sample();
        g_assert_true(mail_record_same_head(one, other));
        change(other, what);
        g_test_message("%u", what);
        g_assert_cmpint(mail_record_same_head(one, other), ==, what == 21);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mail/record/round-trip", test_round_trip);
    g_test_add_func("/mail/record/from-bytes", test_from_bytes);
    g_test_add_func("/mail/record/empty", test_empty);
    g_test_add_func("/mail/record/forged", test_forged);
    g_test_add_func("/mail/record/other-type", test_other_type);
    g_test_add_func("/mail/record/limits", test_limits);
    g_test_add_func("/mail/record/every-byte", test_every_byte);
    g_test_add_func("/mail/record/sizes", test_sizes);
    g_test_add_func("/mail/record/names", test_names);
    g_test_add_func("/mail/record/head", test_the_head_is_all_that_says_who_sent_it);
    return g_test_run();
}
