/* mail_document: documents as lines.
 *
 * Owns what a format's reader hands over and the limits on it; which reader it is, the bytes decide.
 * What is not opened is said in words an officer can pass on. Never fails. */
#include "mail_document.h"
#include "mail_fields.h"
#include "mail_limits.h"
#include "text.h"
#include <string.h>

#define LINES 50000u
#define CONTROLS 2000u

static void clear_line(gpointer data)
{
    MailDocumentLine *line = data;
    g_free(line->text);
    g_free(line->place);
}

static void clear_control(gpointer data)
{
    MailDocumentControl *control = data;
    g_free(control->name);
    g_free(control->value);
    g_free(control->place);
}

MailDocument *mail_document_new(void)
{
    MailDocument *document = g_new0(MailDocument, 1);
    document->lines = g_array_new(FALSE, TRUE, sizeof(MailDocumentLine));
    document->controls = g_array_new(FALSE, TRUE, sizeof(MailDocumentControl));
    g_array_set_clear_func(document->lines, clear_line);
    g_array_set_clear_func(document->controls, clear_control);
    return document;
}

void mail_document_free(MailDocument *document)
{
    if (!document)
        return;
    g_array_unref(document->lines);
    g_array_unref(document->controls);
    g_free(document->inside);
    g_free(document);
}

static void add_line(MailDocument *document, const char *text, gsize length, const char *place)
{
    MailDocumentLine line = {.text = g_strndup(text, length), .place = g_strdup(place)};
    line.ends = g_str_equal(line.text, MAIL_DOCUMENT_END);
    g_strdelimit(line.text, "\r\f\v" MAIL_DOCUMENT_END, ' ');
    if (line.ends)
        *line.text = '\0';
    g_array_append_val(document->lines, line);
}

void mail_document_add(MailDocument *document, const char *text, const char *place)
{
    for (const char *p = text;; p++) {
        gsize length = strcspn(p, "\n");
        if (document->lines->len >= LINES) {
            document->cut = TRUE;
            return;
        }
        add_line(document, p, length, place);
        p += length;
        if (*p == '\0')
            return;
    }
}

void mail_document_control(MailDocument *document, const char *name, const char *value,
                           const char *place)
{
    if (text_empty(name) || text_empty(value))
        return;
    if (document->controls->len >= CONTROLS) {
        document->cut = TRUE;
        return;
    }
    MailDocumentControl control = {g_strdup(name), g_strdup(value), g_strdup(place)};
    g_array_append_val(document->controls, control);
}

void mail_document_named(MailDocument *document, const FormLabels *labels, const char *const *names,
                         gsize count, const char *value)
{
    for (gsize i = 0; i < count; i++) {
        gsize at;
        g_autofree char *label = names[i] ? form_labels_alone(labels, names[i], &at) : NULL;
        if (!label)
            continue;
        g_autofree char *place = g_strdup_printf("control %s", names[i]);
        mail_document_control(document, names[i], value, place);
        return;
    }
}

char *mail_document_text(const MailDocument *document)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < document->lines->len; i++) {
        g_string_append(text, g_array_index(document->lines, MailDocumentLine, i).text);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

void mail_document_mark(const MailDocument *document, GArray *lines)
{
    for (guint i = 0; i < MIN(lines->len, document->lines->len); i++) {
        MailLine *line = &g_array_index(lines, MailLine, i);
        line->head = g_array_index(document->lines, MailDocumentLine, i).ends;
        line->whole = TRUE;
    }
}

/* ---- controls ---- */

/* The keys that the lines answer already, each once. */
static GHashTable *answered(const MailDocument *document, const FormLabels *labels)
{
    GHashTable *keys = g_hash_table_new(NULL, NULL);
    g_autofree char *text = mail_document_text(document);
    g_autoptr(GArray) lines = mail_lines_new(text);
    gboolean cut = FALSE;
    mail_document_mark(document, lines);
    g_autoptr(GArray) fields =
        mail_fields_read(lines, MAIL_LINE_NEW, 0, labels, MAIL_LIMIT_FIELDS, &cut);
    for (guint i = 0; i < fields->len; i++)
        g_hash_table_add(keys, GUINT_TO_POINTER(g_array_index(fields, MailFieldRead, i).key));
    return keys;
}

/* Controls whose names are labels and whose fields no line has answered become lines "Name: value". */
static void name_controls(MailDocument *document, const FormLabels *labels)
{
    if (document->controls->len == 0 || !labels)
        return;
    g_autoptr(GHashTable) keys = answered(document, labels);
    for (guint i = 0; i < document->controls->len; i++) {
        const MailDocumentControl *control =
            &g_array_index(document->controls, MailDocumentControl, i);
        LabelExtent extent;
        gsize value;
        g_autofree char *label = form_labels_alone(labels, control->name, &value);
        int key =
            label ? form_labels_find(labels, label, strlen(label), TRUE, &value, &extent) : -1;
        if (key < 0 || g_hash_table_contains(keys, GINT_TO_POINTER(key)))
            continue;
        g_autofree char *line = g_strconcat(label, ": ", control->value, NULL);
        mail_document_add(document, MAIL_DOCUMENT_END, "");
        mail_document_add(document, line, control->place);
    }
}

/* ---- which format ---- */

static gboolean ends_in(const char *name, const char *ending)
{
    gsize length = strlen(name), tail = strlen(ending);
    return length >= tail && g_ascii_strcasecmp(name + length - tail, ending) == 0;
}

/* Names of streams in the old Office files are UTF-16. */
static gboolean holds_wide(const guint8 *bytes, gsize length, const char *name)
{
    char wide[64];
    gsize count = 0;
    for (; *name && count + 2 <= sizeof wide; name++) {
        wide[count++] = *name;
        wide[count++] = '\0';
    }
    return memmem(bytes, length, wide, count) != NULL;
}

static void say_old(MailDocument *document, const char *name, const guint8 *bytes, gsize length)
{
    if (holds_wide(bytes, length, "EncryptedPackage")) {
        document->locked = TRUE;
        document->why = "needs a password";
    } else if (holds_wide(bytes, length, "WordDocument") || ends_in(name, ".doc")) {
        document->why = "an old Word file (.doc): cannot be read here";
    } else if (holds_wide(bytes, length, "Workbook") || ends_in(name, ".xls")) {
        document->why = "a spreadsheet: not read";
    } else if (holds_wide(bytes, length, "PowerPoint Document") || ends_in(name, ".ppt")) {
        document->why = "a presentation: not read";
    } else if (holds_wide(bytes, length, "__properties_version1.0") || ends_in(name, ".msg")) {
        document->why = "an Outlook message (.msg): cannot be read here";
    } else {
        document->why = "not opened";
    }
}

MailDocument *mail_document_read(MailContainer kind, const char *name, const guint8 *bytes,
                                 gsize length, const FormLabels *labels)
{
    MailDocument *document = mail_document_new();
    document->why = "not opened";
    if (kind == MAIL_CONTAINER_ZIP)
        mail_document_zip(document, bytes, length, labels);
    else if (kind == MAIL_CONTAINER_PDF)
        mail_document_pdf(document, bytes, length, labels);
    else if (kind == MAIL_CONTAINER_OLE)
        say_old(document, name, bytes, length);
    if (!document->why)
        name_controls(document, labels);
    return document;
}
