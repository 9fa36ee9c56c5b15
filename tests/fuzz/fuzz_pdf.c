/* Any bytes as a PDF: poppler survives them, and the lines made of them are text. The module lies beside the program, two folders up. */
#include "fuzz.h"
#include "mail_pdf.h"
#include <string.h>
#include <unistd.h>

static void load(void)
{
    static gsize done = 0;
    char path[4096];
    if (!g_once_init_enter(&done))
        return;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    g_assert_cmpint(length, >, 0);
    path[length] = '\0';
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *module = g_build_filename(folder, "..", "..", "casegate-pdf.so", NULL);
    g_assert_true(mail_pdf_load(module));
    g_once_init_leave(&done, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const FormLabels *labels = fuzz_labels();
    load();
    g_autoptr(MailDocument) document =
        mail_document_read(MAIL_CONTAINER_PDF, "form.pdf", data, size, labels);
    for (guint i = 0; i < document->lines->len; i++) {
        const MailDocumentLine *line = &g_array_index(document->lines, MailDocumentLine, i);
        fuzz_assert_text(line->text);
        g_assert_null(strchr(line->text, '\n'));
    }
    return 0;
}
