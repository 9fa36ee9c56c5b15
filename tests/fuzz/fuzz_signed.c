/* Any bytes as an opaque signature's DER: what is in it lies within it, and what is within that, too. */
#include "fuzz.h"
#include "signed_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_labels();
    g_autoptr(GByteArray) content = signed_data_content(data, size);
    if (!content)
        return 0;
    g_assert_cmpuint(content->len, <=, size);
    g_autoptr(GByteArray) inner = signed_data_content(content->data, content->len);
    g_assert_true(!inner || inner->len <= content->len);
    return 0;
}
