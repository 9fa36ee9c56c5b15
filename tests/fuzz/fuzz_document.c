/* Any bytes as a file that came with a mail: of the kind that its first bytes say, and as a zip file. (PDF: what a program without the PDF
 * module makes of it.) */
#include "fuzz_documents.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MailContainer kind = mail_container_kind(data, size);
    fuzz_document(kind, "form", data, size);
    if (kind != MAIL_CONTAINER_ZIP)
        fuzz_document(MAIL_CONTAINER_ZIP, "form.docx", data, size);
    return 0;
}
