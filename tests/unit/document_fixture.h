/* The labels that the tests of documents know, and the fields that are read by them. */
#pragma once
#include "mail_document.h"
#include "mail_fields.h"

static inline FormLabels *document_labels(void)
{
    FormLabels *labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "child.dob", LABEL_SHORT, "Date of birth");
    form_labels_add(labels, "harm", LABEL_SHORT, "Immediate harm");
    form_labels_add(labels, "harm", LABEL_SHORT, "Is the child at immediate risk of harm?");
    form_labels_add(labels, "status", LABEL_SHORT, "Status");
    form_labels_add(labels, "evidence", LABEL_TEXT, "Evidence: nature and source");
    form_labels_add(labels, "evidence", LABEL_TEXT, "Evidence");
    form_labels_add(labels, "problem", LABEL_TEXT, "What is the problem?");
    return labels;
}

/* "key=value @place" for each field, one a line; line ends within a value are "/". */
static inline char *fields_of(const MailDocument *document, const FormLabels *labels)
{
    GString *out = g_string_new(NULL);
    gboolean cut = FALSE;
    g_autofree char *text = mail_document_text(document);
    g_autoptr(GArray) lines = mail_lines_new(text);
    mail_document_mark(document, lines);
    g_autoptr(GArray) fields = mail_fields_read(lines, MAIL_LINE_NEW, 0, labels, 100, &cut);
    for (guint i = 0; i < fields->len; i++) {
        const MailFieldRead *field = &g_array_index(fields, MailFieldRead, i);
        const MailDocumentLine *line = &g_array_index(document->lines, MailDocumentLine, field->line - 1);
        g_autofree char *value = g_strdelimit(g_strdup(field->value), "\n", '/');
        g_string_append_printf(out, "%s%s=%s @%s", out->len > 0 ? "\n" : "", form_labels_key(labels, field->key),
                               value, line->place);
    }
    return g_string_free(out, FALSE);
}
