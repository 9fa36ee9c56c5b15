/* Reads many raw messages in one process, for the scored tests: the names of files come in on standard input, one a line,
 * perhaps with a tab and the authserv-id of the receiver that is trusted; for each one line of JSON goes out with what
 * the reader finds, in its second reading where it takes one. Like the reader child it may be made to crash; then the test
 * that started it fails. */
#include "auth_boundary.h"
#include "mail_read.h"
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

static const char *const flag_names[] = {"several-from", "conflicting", "charset",   "truncated",
                                         "encoding",     "divergent",   "encrypted", "null-sender",
                                         "empty",        "broken",      "no-answer"};
static const char *const verdicts[] = {"none", "pass", "fail", "conflict"};

static void add(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value ? value : "");
}

static void add_number(JsonBuilder *builder, const char *name, gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

static void begin(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
}

static void add_people(JsonBuilder *builder, const char *name, const GArray *people)
{
    begin(builder, name);
    for (guint i = 0; i < people->len; i++) {
        const MailAddress *person = &g_array_index(people, MailAddress, i);
        json_builder_begin_object(builder);
        add(builder, "name", person->name);
        add(builder, "address", person->address);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void add_flags(JsonBuilder *builder, guint flags)
{
    begin(builder, "flags");
    for (guint bit = 0; bit < 32; bit++) {
        g_autofree char *number = g_strdup_printf("bit-%u", bit);
        if (flags & 1u << bit)
            json_builder_add_string_value(builder, bit < G_N_ELEMENTS(flag_names) ? flag_names[bit]
                                                                                  : number);
    }
    json_builder_end_array(builder);
}

static void add_attachments(JsonBuilder *builder, const MailRecord *record)
{
    begin(builder, "attachments");
    for (guint i = 0; i < record->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(record->attachments, MailAttachment, i);
        json_builder_begin_object(builder);
        add(builder, "name", file->name);
        add(builder, "type", file->type);
        add_number(builder, "bytes", (gint64)file->bytes);
        add_number(builder, "read", file->read);
        add(builder, "why", file->why);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void add_deliveries(JsonBuilder *builder, const MailRecord *record)
{
    begin(builder, "deliveries");
    for (guint i = 0; i < record->deliveries->len; i++) {
        const MailDelivery *delivery = &g_array_index(record->deliveries, MailDelivery, i);
        json_builder_begin_object(builder);
        add(builder, "recipient", delivery->recipient);
        add(builder, "sent_to", delivery->original_recipient);
        add(builder, "action", delivery->action);
        add(builder, "status", delivery->status);
        add(builder, "original", delivery->original_id);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void add_forwarded(JsonBuilder *builder, const MailRecord *record)
{
    begin(builder, "forwarded");
    for (guint i = 0; i < record->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(record->forwarded, MailForwarded, i);
        json_builder_begin_object(builder);
        add(builder, "from", inner->from);
        add(builder, "subject", inner->subject);
        add(builder, "text", inner->text);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void add_fields(JsonBuilder *builder, const MailRecord *record)
{
    begin(builder, "fields");
    for (guint i = 0; i < record->fields->len; i++) {
        const MailField *field = &g_array_index(record->fields, MailField, i);
        json_builder_begin_object(builder);
        add(builder, "key", field->key);
        add(builder, "value", field->value);
        add(builder, "part", field->part);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void add_record(JsonBuilder *builder, const MailRecord *record, const char *trusted)
{
    add(builder, "message_id", record->message_id);
    add(builder, "subject", record->subject);
    add_number(builder, "date", record->date);
    add_people(builder, "from", record->from);
    add_people(builder, "to", record->to);
    add_people(builder, "cc", record->cc);
    add(builder, "automatic", mail_automatic_name(record->automatic));
    add_flags(builder, record->flags);
    add(builder, "refusal", record->refusal);
    add(builder, "part", record->text_part);
    add(builder, "text", record->text);
    add(builder, "new", record->text_new);
    add_fields(builder, record);
    add_attachments(builder, record);
    add_deliveries(builder, record);
    add_forwarded(builder, record);
    const char *const ids[] = {trusted, NULL};
    const AuthBoundary boundary = {AUTH_MODE_RFC8601, ids, NULL, NULL, AUTH_ACCEPT_DMARC};
    g_autofree char *why = NULL;
    add(builder, "verdict", verdicts[auth_boundary_judge(record, &boundary, &why)]);
}

static char *to_line(const char *path, const MailRecord *record, const char *trusted)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add(builder, "path", path);
    add_record(builder, record, trusted);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

static gboolean read_one(const char *path, const char *trusted, const FormLabels *labels)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &bytes, &length, &error)) {
        fprintf(stderr, "read_files: %s\n", error->message);
        return FALSE;
    }
    g_autoptr(MailRecord) record = mail_read(bytes, length, labels);
    if (record->flags & MAIL_FLAG_CONTAINERS) {
        g_clear_pointer(&record, mail_record_free);
        record = mail_read_containers(bytes, length, labels);
    }
    g_autofree char *line = to_line(path, record, trusted);
    return puts(line) >= 0 && fflush(stdout) == 0;
}

int main(void)
{
    mail_read_init();
    FormLabels *labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "problem", LABEL_TEXT, "What is the problem?");
    char line[4096];
    gboolean well = TRUE;
    while (well && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        if (tab)
            *tab = '\0';
        well = read_one(line, tab ? tab + 1 : NULL, labels);
    }
    form_labels_free(labels);
    return well ? 0 : 1;
}
