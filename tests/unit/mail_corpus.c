/* mail_read on real messages of other projects (../shared/mail, not part of this repository) and on damaged
 * copies of our own: it comes back, and what it found survives packing. */
#include "corpus_files.h"
#include "mail_read.h"
#include <string.h>

#define OWN "tests/mail"

static FormLabels *labels;

/* Reads a copy of exactly `length` bytes, so that ASan sees one too far. */
static void read_bytes(const char *bytes, gsize length, const char *name)
{
    g_autofree char *copy = g_memdup2(bytes, MAX(length, 1));
    g_autoptr(MailRecord) record = mail_read(copy, length, labels);
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) unpacked = mail_record_unpack(packed, &error);
    if (error)
        g_test_message("%s", name);
    g_assert_no_error(error);
    g_autoptr(GVariant) again = mail_record_pack(unpacked);
    g_assert_true(g_variant_equal(packed, again));
    g_assert_cmpstr(unpacked->text, ==, record->text);
    g_assert_cmpuint(unpacked->fields->len, ==, record->fields->len);
    g_assert_cmpuint(strlen(unpacked->content_digest), ==, *record->content_digest ? 64 : 0);
}

static void test_shared(void)
{
    g_autofree char *folder = corpus_shared();
    if (!folder) {
        g_test_skip("the folder ../shared/mail is not here");
        return;
    }
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    corpus_collect(folder, paths);
    g_assert_cmpuint(paths->len, >, 1000);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *bytes = NULL;
        gsize length;
        g_assert_true(g_file_get_contents(paths->pdata[i], &bytes, &length, NULL));
        read_bytes(bytes, length, paths->pdata[i]);
    }
}

/* Cut short at every so many bytes, and with one byte turned at every so many. */
static void damage(const char *bytes, gsize length, const char *name)
{
    g_autofree char *copy = g_memdup2(bytes, length + 1);
    for (gsize i = 0; i < length; i += 1 + length / 31)
        read_bytes(bytes, i, name);
    for (gsize i = 0; i < length; i += 1 + length / 29) {
        copy[i] = (char)(bytes[i] ^ 0x95);
        read_bytes(copy, length, name);
        copy[i] = bytes[i];
    }
}

static void test_damaged(void)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    corpus_collect(OWN, paths);
    g_assert_cmpuint(paths->len, >, 15);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *bytes = NULL;
        gsize length;
        if (!g_str_has_suffix(paths->pdata[i], ".eml"))
            continue;
        g_assert_true(g_file_get_contents(paths->pdata[i], &bytes, &length, NULL));
        damage(bytes, length, paths->pdata[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "subject", LABEL_SHORT, "Subject");
    form_labels_add(labels, "problem", LABEL_TEXT, "What is the problem?");
    g_test_add_func("/mail/corpus/shared", test_shared);
    g_test_add_func("/mail/corpus/damaged", test_damaged);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
