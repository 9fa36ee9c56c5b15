/* Any text as a form, filled in and sent back: labels and values are found where they stand. */
#include "fuzz.h"
#include "mail_fields.h"
#include "text.h"
#include <string.h>

static void check_line(const MailLine *line, gboolean bare)
{
    gsize value = 0;
    LabelExtent extent = LABEL_SHORT;
    int key = form_labels_find(fuzz_labels(), line->start, line->length, bare, &value, &extent);
    g_assert_cmpint(key, >=, -1);
    g_assert_cmpint(key, <, (int)form_labels_count(fuzz_labels()));
    if (key < 0)
        return;
    g_assert_cmpuint(value, <=, line->length);
    g_autofree char *text = mail_slice_value(line->start + value, line->start + line->length);
    fuzz_assert_text(text);
}

static void check_fields(const GArray *lines)
{
    gboolean cut = FALSE;
    GArray *fields = mail_fields_read(lines, MAIL_LINE_NEW, 0, fuzz_labels(), 50, &cut);
    g_assert_cmpuint(fields->len, <=, 50);
    for (guint i = 0; i < fields->len; i++) {
        const MailFieldRead *field = &g_array_index(fields, MailFieldRead, i);
        fuzz_assert_text(field->value);
        g_assert_cmpuint(strlen(field->value), >, 0);
        g_assert_cmpuint(field->line, <=, lines->len);
    }
    g_array_unref(fields);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_labels();
    g_autofree char *text = text_valid((const char *)data, size);
    GArray *lines = mail_lines_new(text);
    for (guint i = 0; i < lines->len; i++) {
        check_line(mail_line(lines, i), FALSE);
        check_line(mail_line(lines, i), TRUE);
    }
    check_fields(lines);
    g_array_unref(lines);
    return 0;
}
