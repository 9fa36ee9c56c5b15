/* Any text as a mail's: every line is somebody's, once, and the fields of each kind stand in it. The first byte says whether the mail
 * is a reply or a forward. */
#include "fuzz.h"
#include "mail_fields.h"
#include "mail_quote.h"
#include "text.h"
#include <string.h>

static void check_fields(GArray *lines, MailLineKind kind, guint message)
{
    gboolean cut = FALSE;
    GArray *fields = mail_fields_read(lines, kind, message, fuzz_labels(), 100, &cut);
    for (guint i = 0; i < fields->len; i++) {
        const MailFieldRead *field = &g_array_index(fields, MailFieldRead, i);
        fuzz_assert_text(field->value);
        g_assert_cmpuint(strlen(field->value), >, 0);
        g_assert_cmpuint(field->key, <, form_labels_count(fuzz_labels()));
        g_assert_cmpuint(field->line, >, 0);
        g_assert_cmpuint(field->line, <=, lines->len);
    }
    g_array_unref(fields);
}

static void check_lines(const GArray *lines, const char *text, guint messages)
{
    const char *at = text;
    for (guint i = 0; i < lines->len; i++) {
        const MailLine *line = mail_line(lines, i);
        g_assert_true(line->start == at);
        g_assert_cmpuint(line->content, <=, line->length);
        g_assert_cmpuint(line->message, <=, messages);
        at = line->start + line->length + (line->start[line->length] == '\n');
    }
    g_assert_true(*at == '\0');
}

static void check_text(const char *text, MailThread thread)
{
    GArray *lines = mail_lines_new(text);
    GArray *heads = mail_quote_split(lines, thread, fuzz_labels());
    check_lines(lines, text, heads->len);
    for (guint message = 0; message <= MIN(heads->len, 3); message++) {
        for (int kind = MAIL_LINE_NEW; kind <= MAIL_LINE_SIGNATURE; kind++) {
            g_autofree char *joined = mail_lines_join(lines, (MailLineKind)kind, message);
            fuzz_assert_text(joined);
            check_fields(lines, (MailLineKind)kind, message);
        }
    }
    g_autofree char *quoted = mail_lines_quoted(lines);
    fuzz_assert_text(quoted);
    g_array_unref(heads);
    g_array_unref(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    fuzz_labels();
    g_autofree char *text = text_valid((const char *)data + 1, size - 1);
    check_text(text, (MailThread){.reply = data[0] & 1, .forward = (data[0] & 2) != 0});
    return 0;
}
