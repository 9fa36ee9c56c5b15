/* Any text as a mail system's report: whom it names is an address, what it says of him is a word. */
#include "fuzz.h"
#include "mail_bounce.h"
#include "mail_delivery.h"
#include "mail_scan.h"
#include "text.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MailReading reading = {.labels = fuzz_labels()};
    g_auto(MailScan) scan;
    mail_scan(&scan, (const char *)data, size);
    g_autoptr(MailRecord) record = mail_record_new();
    gsize body = MIN(scan.body, scan.length);
    g_autofree char *text = text_valid(scan.bytes + body, scan.length - body);
    g_autofree char *subject = mail_headers_text(&scan.headers, "subject", &(gboolean){FALSE});
    record->subject = subject;
    mail_bounce_is(record, &scan.headers, text, FALSE);
    mail_bounce_read(record, &scan.headers, text, &reading);
    for (guint i = 0; i < record->deliveries->len; i++) {
        const MailDelivery *delivery = &g_array_index(record->deliveries, MailDelivery, i);
        g_assert_true(*delivery->recipient == '\0' || text_is_address(delivery->recipient));
        g_assert_cmpuint(strlen(delivery->action), >, 0);
        fuzz_assert_text(delivery->status);
    }
    return 0;
}
