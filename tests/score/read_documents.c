/* Reads many documents in one process, for the scored tests: the names of files come in on standard input, one a line; for each one line
 * of JSON goes out with what mail_document_read() found. Like the reader's second child it may be made to crash; then
 * the test that started it fails. */
#include "mail_document.h"
#include "mail_pdf.h"
#include "mail_read.h"
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* It lies two folders up, beside the program that the tests run. */
static void load_pdf(void)
{
    char path[4096] = "";
    if (readlink("/proc/self/exe", path, sizeof path - 1) < 0)
        return;
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *module = g_build_filename(folder, "..", "..", "casegate-pdf.so", NULL);
    if (!mail_pdf_load(module))
        fprintf(stderr, "read_documents: no module that reads PDF at '%s'\n", module);
}

static void add(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value ? value : "");
}

static char *to_line(const char *path, const MailDocument *document)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add(builder, "path", path);
    add(builder, "why", document->why);
    json_builder_set_member_name(builder, "locked");
    json_builder_add_int_value(builder, document->locked);
    json_builder_set_member_name(builder, "lines");
    json_builder_begin_array(builder);
    for (guint i = 0; i < document->lines->len; i++) {
        const MailDocumentLine *line = &g_array_index(document->lines, MailDocumentLine, i);
        json_builder_begin_object(builder);
        add(builder, "text", line->text);
        add(builder, "place", line->place);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

static gboolean read_one(const char *path, const FormLabels *labels)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &bytes, &length, &error)) {
        fprintf(stderr, "read_documents: %s\n", error->message);
        return FALSE;
    }
    MailContainer kind = mail_container_kind((const guint8 *)bytes, length);
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    g_autoptr(MailDocument) document =
        mail_document_read(kind, name, (const guint8 *)bytes, length, labels);
    g_autofree char *line = to_line(path, document);
    return puts(line) >= 0 && fflush(stdout) == 0;
}

int main(void)
{
    mail_read_init();
    load_pdf();
    g_autoptr(FormLabels) labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    char line[4096];
    gboolean well = TRUE;
    while (well && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        well = read_one(line, labels);
    }
    return well ? 0 : 1;
}
