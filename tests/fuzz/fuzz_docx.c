/* Any bytes as the main part of a Word document, in a sound container. */
#include "fuzz_documents.h"
#include <string.h>

static const char types[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override "
    "PartName=\"/word/document.xml\" "
    "ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
static const char relations[] =
    "<Relationships "
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
    "Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/></Relationships>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const FuzzEntry entries[] = {{"[Content_Types].xml", types, strlen(types)},
                                 {"_rels/.rels", relations, strlen(relations)},
                                 {"word/document.xml", data, size}};
    g_autoptr(GByteArray) zip = fuzz_zip(entries, G_N_ELEMENTS(entries));
    fuzz_document(MAIL_CONTAINER_ZIP, "form.docx", zip->data, zip->len);
    return 0;
}
