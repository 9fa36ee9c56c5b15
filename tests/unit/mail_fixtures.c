/* mail_read on whole messages: each tests/mail/NAME.eml against what a reader should find in it, NAME.want. */
#include "mail_read.h"
#include <string.h>

#define FOLDER "tests/mail"

static FormLabels *labels;

static const char *const flag_names[] = {
    "several-from", "conflicting", "charset", "truncated", "encoding",   "divergent", "encrypted",
    "null-sender",  "empty",       "broken",  "no-answer", "containers", "signed"};

/* "name: text", further lines of the text indented. */
static void add(GString *out, const char *name, const char *text)
{
    if (*text == '\0')
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        g_string_append_printf(out, i == 0 ? "%s: %s\n" : "%.0s  | %s\n", name, lines[i]);
}

static void add_people(GString *out, const char *name, const GArray *people)
{
    for (guint i = 0; i < people->len; i++) {
        const MailAddress *person = &g_array_index(people, MailAddress, i);
        g_string_append_printf(out, "%s: '%s' <%s>\n", name, person->name, person->address);
    }
}

static void add_head(GString *out, const MailRecord *record)
{
    g_autoptr(GString) flags = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(flag_names); i++)
        if (record->flags & 1u << i)
            g_string_append_printf(flags, "%s%s", flags->len ? " " : "", flag_names[i]);
    add(out, "id", record->message_id);
    add_people(out, "from", record->from);
    add_people(out, "to", record->to);
    add_people(out, "cc", record->cc);
    add(out, "reply-to", record->reply_to);
    add(out, "sender", record->sender);
    add(out, "subject", record->subject);
    g_string_append_printf(out, "date: %" G_GINT64_FORMAT "\n", record->date);
    for (guint i = 0; i < record->references->len; i++)
        add(out, "answers", record->references->pdata[i]);
    if (mail_automatic_name(record->automatic))
        add(out, "automatic", mail_automatic_name(record->automatic));
    add(out, "flags", flags->str);
    add(out, "refusal", record->refusal);
}

static void add_contents(GString *out, const MailRecord *record)
{
    for (guint i = 0; i < record->fields->len; i++) {
        const MailField *field = &g_array_index(record->fields, MailField, i);
        g_autofree char *name =
            g_strdup_printf("field %s [%s, %u]", field->key, field->part, field->line);
        add(out, name, field->value);
    }
    for (guint i = 0; i < record->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(record->attachments, MailAttachment, i);
        g_string_append_printf(out, "attachment: '%s' %s %" G_GUINT64_FORMAT " %s\n", file->name,
                               file->type, file->bytes, file->read ? "read" : file->why);
    }
    for (guint i = 0; i < record->deliveries->len; i++) {
        const MailDelivery *delivery = &g_array_index(record->deliveries, MailDelivery, i);
        g_string_append_printf(out, "delivery: %s %s '%s' of <%s>\n", delivery->recipient,
                               delivery->action, delivery->status, delivery->original_id);
        add(out, "  sent to", delivery->original_recipient);
        add(out, "  envelope", delivery->envelope_id);
    }
}

static void add_forwarded(GString *out, const MailRecord *record)
{
    for (guint i = 0; i < record->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(record->forwarded, MailForwarded, i);
        g_string_append_printf(out, "%s: '%s' <%s> to '%s' at %" G_GINT64_FORMAT " (%s) '%s'\n",
                               inner->part, inner->from_name, inner->from, inner->to, inner->date,
                               inner->date_text, inner->subject);
        add(out, "  says", inner->text);
    }
}

static char *describe(const MailRecord *record)
{
    GString *out = g_string_new(NULL);
    add_head(out, record);
    add(out, "part", record->text_part);
    add(out, "new", record->text_new);
    add(out, "quoted", record->text_quoted);
    add(out, "signature", record->text_signature);
    add_contents(out, record);
    add_forwarded(out, record);
    return g_string_free(out, FALSE);
}

/* As work gets it: what holds files to open is read a second time. */
static MailRecord *read_as_work(const char *bytes, gsize length)
{
    MailRecord *first = mail_read(bytes, length, labels);
    if ((first->flags & MAIL_FLAG_CONTAINERS) == 0)
        return first;
    MailRecord *second = mail_read_containers(bytes, length, labels);
    g_assert_true(mail_record_same_head(first, second));
    mail_record_free(first);
    return second;
}

static void test_fixture(gconstpointer data)
{
    const char *path = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL, *want = NULL;
    gsize length;
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".eml"));
    g_autofree char *want_path = g_strconcat(stem, ".want", NULL);
    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    g_autoptr(MailRecord) record = read_as_work(bytes, length);
    g_autofree char *got = describe(record);
    if (g_getenv("CASEGATE_UPDATE"))
        g_file_set_contents(want_path, got, -1, &error);
    g_assert_no_error(error);
    g_file_get_contents(want_path, &want, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(got, ==, want);
}

/* With CR LF, as it comes from SMTP, a message says the same. */
static void test_crlf(gconstpointer data)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(data, &bytes, &length, NULL));
    g_auto(GStrv) lines = g_strsplit(bytes, "\n", -1);
    g_autofree char *network = g_strjoinv("\r\n", lines);
    g_autoptr(MailRecord) one = read_as_work(bytes, length);
    g_autoptr(MailRecord) two = read_as_work(network, strlen(network));
    g_assert_cmpstr(two->text, ==, one->text);
    g_assert_cmpstr(two->text_new, ==, one->text_new);
    g_assert_cmpuint(two->fields->len, ==, one->fields->len);
    g_assert_cmpuint(two->flags, ==, one->flags);
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *fixtures(void)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = g_dir_open(FOLDER, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder)))
        if (g_str_has_suffix(name, ".eml"))
            g_ptr_array_add(paths, g_build_filename(FOLDER, name, NULL));
    g_ptr_array_sort(paths, compare);
    return paths;
}

static FormLabels *make_labels(void)
{
    static const char *const texts[][2] = {{"problem", "What is the problem?"},
                                           {"outcome_sought", "What do you want to happen?"},
                                           {"response", "Response"}};
    static const char *const shorts[][2] = {
        {"stage", "Stage"},
        {"child.name", "Child's name"},
        {"child.dob", "Date of birth"},
        {"resolved", "Outcome"},
        {"immediate_harm", "Is the child at immediate risk of harm?"},
        {"originator", "Worker raising the concern"},
        {"originator.role", "Role"},
        {"raising_agency", "Agency raising"},
        {"challenged_agency", "Agency disagreed with"}};
    FormLabels *made = form_labels_new();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        form_labels_add(made, texts[i][0], LABEL_TEXT, texts[i][1]);
    for (guint i = 0; i < G_N_ELEMENTS(shorts); i++)
        form_labels_add(made, shorts[i][0], LABEL_SHORT, shorts[i][1]);
    return made;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = make_labels();
    g_autoptr(GPtrArray) paths = fixtures();
    g_assert_cmpuint(paths->len, >, 15);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = paths->pdata[i];
        g_autofree char *read = g_strconcat("/mail/fixtures/", path + strlen(FOLDER) + 1, NULL);
        g_autofree char *crlf =
            g_strconcat("/mail/fixtures-crlf/", path + strlen(FOLDER) + 1, NULL);
        g_test_add_data_func(read, path, test_fixture);
        g_test_add_data_func(crlf, path, test_crlf);
    }
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
