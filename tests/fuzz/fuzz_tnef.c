/* Any bytes as winmail.dat: what is in it has names and texts that are text; and a mail that is nothing but this is read. */
#include "fuzz.h"
#include "mail_read.h"
#include "tnef.h"
#include <string.h>

static void check_tnef(const uint8_t *data, size_t size)
{
    g_autoptr(Tnef) tnef = tnef_read(data, size);
    if (!tnef)
        return;
    for (guint i = 0; i < tnef->files->len; i++) {
        const TnefFile *file = tnef->files->pdata[i];
        fuzz_assert_text(file->name);
        fuzz_assert_text(file->type);
        g_assert_cmpuint(file->bytes->len, <=, size);
    }
    fuzz_assert_text(tnef->plain ? tnef->plain : "");
    fuzz_assert_text(tnef->html ? tnef->html : "");
    fuzz_assert_text(tnef->subject);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_labels();
    check_tnef(data, size);
    g_autofree char *base64 = g_base64_encode(data, size);
    g_autoptr(GString) mail =
        g_string_new("From: Alex Brook <alex.brook@oakfield.example>\nSubject: Stage\n"
                     "Content-Type: application/ms-tnef; "
                     "name=winmail.dat\nContent-Transfer-Encoding: base64\n\n");
    for (const char *p = base64; *p; p += MIN(76, strlen(p)))
        g_string_append_printf(mail, "%.76s\n", p);
    g_autoptr(MailRecord) record = mail_read_containers(mail->str, mail->len, fuzz_labels());
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) unpacked = mail_record_unpack(packed, &error);
    g_assert_no_error(error);
    return 0;
}
