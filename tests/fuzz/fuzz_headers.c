/* Any bytes as a header block: ids, words, addresses and dates come out clean or not at all. An address that is not one by our own
 * rule is never an identity. */
#include "fuzz.h"
#include "mail_dates.h"
#include "mail_envelope.h"
#include "mail_scan.h"
#include "text.h"
#include <string.h>

static void check_people(const GArray *people)
{
    for (guint i = 0; i < people->len; i++) {
        const MailAddress *person = &g_array_index(people, MailAddress, i);
        g_assert_true(*person->address == '\0' || text_is_address(person->address));
        fuzz_assert_text(person->name);
        g_assert_null(strpbrk(person->name, "\r\n"));
    }
}

static void check_ids(const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++) {
        const char *id = ids->pdata[i];
        g_assert_nonnull(strchr(id, '@'));
        g_assert_null(strpbrk(id, " \t\r\n<>"));
    }
}

static void check_written(MailRecord *record, const char *text)
{
    MailAddress person;
    mail_envelope_person(record, text, NULL, &person);
    g_assert_true(*person.address == '\0' || text_is_address(person.address));
    Instant at = mail_date_written(text, 0);
    g_assert_cmpint(at, >=, 0);
    mail_date_has_time(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_labels();
    g_auto(MailScan) scan;
    mail_scan(&scan, (const char *)data, size);
    g_autoptr(MailRecord) record = mail_record_new();
    mail_envelope_read(record, &scan.headers);
    check_people(record->from);
    check_people(record->to);
    check_people(record->cc);
    check_ids(record->references);
    fuzz_assert_text(record->subject);
    g_assert_null(strpbrk(record->subject, "\r\n"));
    for (guint i = 0; i < record->auth_results->len; i++)
        fuzz_assert_text(record->auth_results->pdata[i]);
    fuzz_judge(record);
    g_autofree char *text = text_valid((const char *)data, MIN(size, 2000));
    check_written(record, text);
    return 0;
}
