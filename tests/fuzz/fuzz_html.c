/* Any bytes as HTML: what comes out is text, and so is what comes out of that. */
#include "fuzz.h"
#include "mail_html.h"
#include "text.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const FormLabels *labels = fuzz_labels();
    gboolean cut = FALSE;
    g_autofree char *html = text_valid((const char *)data, size);
    g_autofree char *text = mail_html_text(html, strlen(html), labels, &cut);
    fuzz_assert_text(text);
    g_assert_null(strchr(text, '\r'));
    g_autofree char *again = mail_html_text(text, strlen(text), NULL, &cut);
    fuzz_assert_text(again);
    return 0;
}
