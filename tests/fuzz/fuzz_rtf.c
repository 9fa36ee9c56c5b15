/* Any bytes as compressed rich text, and as rich text: HTML comes out that is text, or nothing. */
#include "fuzz.h"
#include "mail_html.h"
#include "rtf.h"
#include <string.h>

static void check(const char *rtf, gsize length)
{
    g_autofree char *html = rtf_html(rtf, length);
    if (!html)
        return;
    fuzz_assert_text(html);
    gboolean cut = FALSE;
    g_autofree char *text = mail_html_text(html, strlen(html), fuzz_labels(), &cut);
    fuzz_assert_text(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_labels();
    check((const char *)data, size);
    g_autoptr(GByteArray) unpacked = rtf_unpack(data, size);
    if (unpacked)
        check((const char *)unpacked->data, unpacked->len);
    return 0;
}
