/* Any bytes as what a reader child that was taken over sends to work: refused with a reason, or a record that holds together and
 * packs to what it was unpacked from. The first byte says whether the rest is the whole record, or where and how to
 * change the record of an ordinary mail (three bytes each: two for the place, one for the value). */
#include "fuzz.h"
#include "mail_read.h"
#include <string.h>

static gsize measure(const MailRecord *record)
{
    gsize length = strlen(record->subject) + strlen(record->text) + strlen(record->text_new) +
                   strlen(record->text_quoted) + strlen(record->text_signature) +
                   strlen(record->content_digest) + strlen(record->refusal);
    for (guint i = 0; i < record->fields->len; i++)
        length += strlen(g_array_index(record->fields, MailField, i).value);
    for (guint i = 0; i < record->attachments->len; i++)
        length += strlen(g_array_index(record->attachments, MailAttachment, i).name);
    for (guint i = 0; i < record->forwarded->len; i++)
        length += strlen(g_array_index(record->forwarded, MailForwarded, i).text);
    return length;
}

static const char ordinary[] =
    "From: Alex Brook <alex.brook@oakfield.example>\nTo: escalation@hscp.example\nSubject: FW: "
    "Stage\n"
    "Message-ID: <a1@oakfield.example>\nIn-Reply-To: <n1@hscp.example>\nAuthentication-Results: "
    "mx; dmarc=pass\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nStage: Two\nChild's name: Robin Vale\n\n"
    "From: Sam Reed <sam@csc.example>\nSent: 3 March 2026 10:14\nSubject: Stage\n\nNo.\n"
    "--b\nContent-Type: application/pdf; name=form.pdf\n\nx\n--b--\n";

static GVariant *ordinary_packed(void)
{
    static GVariant *packed;
    if (packed)
        return packed;
    g_autoptr(MailRecord) record = mail_read(ordinary, strlen(ordinary), fuzz_labels());
    packed = mail_record_pack(record);
    return packed;
}

static GBytes *changed(const uint8_t *data, size_t size)
{
    gsize length = g_variant_get_size(ordinary_packed());
    uint8_t *bytes = g_memdup2(g_variant_get_data(ordinary_packed()), length);
    for (size_t i = 0; i + 2 < size; i += 3)
        bytes[(data[i] << 8 | data[i + 1]) % length] = data[i + 2];
    return g_bytes_new_take(bytes, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autoptr(GBytes) bytes =
        data[0] & 1 ? changed(data + 1, size - 1) : g_bytes_new(data + 1, size - 1);
    g_autoptr(GVariant) packed =
        g_variant_ref_sink(g_variant_new_from_bytes(mail_record_type(), bytes, FALSE));
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) record = mail_record_unpack(packed, &error);
    g_assert_true((record == NULL) == (error != NULL));
    if (!record)
        return 0;
    fuzz_assert_text(record->text);
    fuzz_assert_text(record->subject);
    g_assert_cmpuint(measure(record), <, G_MAXUINT32);
    fuzz_judge(record);
    g_autoptr(GVariant) first = mail_record_pack(record);
    g_autoptr(MailRecord) again = mail_record_unpack(first, &error);
    g_assert_no_error(error);
    g_autoptr(GVariant) second = mail_record_pack(again);
    g_assert_true(g_variant_equal(first, second));
    return 0;
}
