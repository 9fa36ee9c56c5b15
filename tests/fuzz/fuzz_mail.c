/* Any bytes as a message: read, packed, unpacked, packed again to the same bytes. With libFuzzer a fuzz target; without
 * it a program that does the same with the files it is given. */
#include "auth_results.h"
#include "mail_read.h"
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FormLabels *labels_once(void)
{
    static FormLabels *labels;
    if (labels)
        return labels;
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "problem", LABEL_TEXT, "What is the problem?");
    form_labels_add(labels, "evidence", LABEL_TEXT, "Evidence: nature and source");
    return labels;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(MailRecord) record = mail_read((const char *)data, size, labels_once());
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) unpacked = mail_record_unpack(packed, &error);
    g_assert_no_error(error);
    g_autoptr(GVariant) again = mail_record_pack(unpacked);
    g_assert_true(g_variant_equal(packed, again));
    AuthVerdict verdict = auth_results_dmarc(unpacked, "mx.hscp.example");
    g_assert_cmpint(verdict, <=, AUTH_CONFLICT);
    return 0;
}

#ifndef CASEGATE_FUZZER
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        g_autofree char *bytes = NULL;
        gsize length;
        if (!g_file_get_contents(argv[i], &bytes, &length, NULL)) {
            fprintf(stderr, "cannot read '%s'\n", argv[i]);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
    }
    return 0;
}
#endif
