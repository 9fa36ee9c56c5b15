/* Any bytes as a PDF, through the module that lies in the build folder. Poppler itself is not instrumented, so this is for what we make of
 * what it says; fuzz_layout.c goes further there. */
#include "fuzz_documents.h"
#include "mail_pdf.h"
#include <unistd.h>

static gboolean load(void)
{
    static int loaded = -1;
    if (loaded >= 0)
        return loaded;
    char path[4096] = "";
    if (readlink("/proc/self/exe", path, sizeof path - 1) < 0)
        return FALSE;
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *module = g_build_filename(folder, "..", "..", "casegate-pdf.so", NULL);
    loaded = mail_pdf_load(module);
    g_assert_true(loaded);
    return loaded;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    load();
    fuzz_document(MAIL_CONTAINER_PDF, "form.pdf", data, size);
    return 0;
}
