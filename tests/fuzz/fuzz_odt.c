/* Any bytes as the content of an OpenDocument text, in a sound container. */
#include "fuzz_documents.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char type[] = "application/vnd.oasis.opendocument.text";
    const FuzzEntry entries[] = {{"mimetype", type, strlen(type)}, {"content.xml", data, size}};
    g_autoptr(GByteArray) zip = fuzz_zip(entries, G_N_ELEMENTS(entries));
    fuzz_document(MAIL_CONTAINER_ZIP, "form.odt", zip->data, zip->len);
    return 0;
}
