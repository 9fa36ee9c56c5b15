/* Any bytes as a message: read, packed, unpacked, packed again to the same bytes. */
#include "fuzz.h"
#include "mail_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(MailRecord) record = mail_read((const char *)data, size, fuzz_labels());
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) unpacked = mail_record_unpack(packed, &error);
    g_assert_no_error(error);
    g_autoptr(GVariant) again = mail_record_pack(unpacked);
    g_assert_true(g_variant_equal(packed, again));
    fuzz_judge(unpacked);
    return 0;
}
