/* The Maildir source: order, what is read at all, and that nothing goes before commit(). */
#include "error.h"
#include "remove_tree.h"
#include "source.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAILBOX "referrals@havering.example"

typedef struct {
    char *path;
    Source *source;
} Fixture;

static char *in(const Fixture *f, const char *name)
{
    return g_build_filename(f->path, name, NULL);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    static const char *const folders[] = {"new", "cur", "tmp"};
    f->path = g_dir_make_tmp("casegate-maildir-XXXXXX", &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = in(f, folders[i]);
        g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    }
    f->source = maildir_source_open(f->path, MAILBOX, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    f->source->type->close(f->source);
    remove_tree(f->path);
    g_free(f->path);
}

static void put(const Fixture *f, const char *name, const char *text)
{
    g_autofree char *path = in(f, name);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static gboolean there(const Fixture *f, const char *name)
{
    g_autofree char *path = in(f, name);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* The text of the next message, NULL when none is left. */
static char *next(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    char buffer[64];
    int fd = -1;
    gboolean given = f->source->type->next(f->source, &fd, &error);
    g_assert_no_error(error);
    if (!given)
        return NULL;
    ssize_t n = read(fd, buffer, sizeof buffer);
    close(fd);
    return g_strndup(buffer, (gsize)n);
}

static void expect_next(Fixture *f, const char *want)
{
    g_autofree char *text = next(f);
    g_assert_cmpstr(text, ==, want);
}

static void commit(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(f->source->type->settled(f->source));
    g_assert_true(f->source->type->commit(f->source, &error));
    g_assert_no_error(error);
}

static void test_oldest_first_of_both_folders(Fixture *f, gconstpointer unused)
{
    put(f, "new/1774965601.M000900P1.mx", "4");
    put(f, "cur/1774965601.M000080P1.mx:2,S", "3");
    put(f, "new/999965601.V1.mx", "1"); /* fewer digits, yet older */
    put(f, "cur/1774965600.P7Q2.mx:2,", "2");
    put(f, "new/without-a-time", "5"); /* the time of its last change: now */
    put(f, "new/.hidden", "no");
    put(f, "tmp/1774965600.P1.mx", "no");
    for (int i = 1; i <= 5; i++) {
        char want[] = {(char)('0' + i), '\0'};
        expect_next(f, want);
    }
    expect_next(f, NULL);
}

static void test_commit_releases_that_message_only(Fixture *f, gconstpointer unused)
{
    put(f, "new/1774965600.P1.mx", "one");
    put(f, "cur/1774965601.P1.mx:2,S", "two");
    put(f, "new/1774965602.P1.mx", "three");
    expect_next(f, "one");
    commit(f);
    expect_next(f, "two");
    f->source->type->abort(f->source);
    expect_next(f, "three");
    g_assert_false(there(f, "new/1774965600.P1.mx"));
    g_assert_true(there(f, "cur/1774965601.P1.mx:2,S"));
    g_assert_true(there(f, "new/1774965602.P1.mx")); /* given, not committed */
    commit(f);
    expect_next(f, NULL);
    expect_next(f, "two"); /* the next run */
    commit(f);
    expect_next(f, NULL);
    expect_next(f, NULL);
    g_assert_false(there(f, "cur/1774965601.P1.mx:2,S"));
}

static void test_what_comes_later_is_found(Fixture *f, gconstpointer unused)
{
    expect_next(f, NULL);
    put(f, "new/1774965600.P1.mx", "late");
    expect_next(f, "late");
}

typedef enum { CHANGE_APPEND, CHANGE_REWRITE, CHANGE_REPLACE } Change;
static const struct {
    const char *name;
    Change change;
} changes[] = {
    {"appended to", CHANGE_APPEND}, {"rewritten", CHANGE_REWRITE}, {"replaced", CHANGE_REPLACE}};

static void change_file(const char *path, Change change)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = 1774965777}};
    if (change == CHANGE_REPLACE)
        g_assert_cmpint(g_unlink(path), ==, 0);
    int fd =
        open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (change == CHANGE_APPEND ? O_APPEND : 0), 0600);
    g_assert_cmpint(write(fd, "LATER", 5), ==, 5);
    if (change == CHANGE_REWRITE) /* the same length: only the time tells */
        g_assert_cmpint(futimens(fd, times), ==, 0);
    close(fd);
}

static void test_a_changing_file_is_left(Fixture *f, gconstpointer unused)
{
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", changes[i].name);
        put(f, "new/1774965600.P1.mx", "first");
        g_autofree char *path = in(f, "new/1774965600.P1.mx");
        expect_next(f, "first");
        change_file(path, changes[i].change);
        g_assert_cmpint(f->source->type->settled(f->source), ==,
                        changes[i].change == CHANGE_REPLACE);
        g_assert_false(f->source->type->commit(f->source, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
        g_assert_true(there(f, "new/1774965600.P1.mx"));
        expect_next(f, NULL);
        g_assert_cmpint(g_unlink(path), ==, 0);
    }
}

static void test_a_renamed_file_is_met_again(Fixture *f, gconstpointer unused)
{
    put(f, "new/1774965600.P1.mx", "flagged");
    expect_next(f, "flagged");
    g_autofree char *from = in(f, "new/1774965600.P1.mx");
    g_autofree char *to = in(f, "cur/1774965600.P1.mx:2,S");
    g_assert_cmpint(g_rename(from, to), ==, 0);
    commit(f); /* the name is gone: nothing to release */
    expect_next(f, NULL);
    expect_next(f, "flagged");
    commit(f);
    g_assert_false(there(f, "cur/1774965600.P1.mx:2,S"));
}

static void test_only_regular_files_are_read(Fixture *f, gconstpointer unused)
{
    g_autofree char *link_path = in(f, "new/1774965600.P1.mx");
    g_autofree char *fifo_path = in(f, "new/1774965601.P1.mx");
    g_autofree char *folder_path = in(f, "new/1774965602.P1.mx");
    g_assert_cmpint(symlink("/etc/passwd", link_path), ==, 0);
    g_assert_cmpint(mkfifo(fifo_path, 0600), ==, 0);
    g_assert_cmpint(g_mkdir(folder_path, 0700), ==, 0);
    put(f, "new/1774965603.P1.mx", "mail");
    g_autofree char *mail_path = in(f, "new/1774965603.P1.mx");
    g_autofree char *second_name = in(f, "cur/1774965604.P1.mx");
    g_assert_cmpint(link(mail_path, second_name), ==, 0); /* as Dovecot copies */
    for (int i = 0; i < 3; i++)
        g_test_expect_message("casegate", G_LOG_LEVEL_WARNING,
                              "*inode * is left alone: not a regular file");
    expect_next(f, "mail");
    g_test_assert_expected_messages();
    commit(f);
    expect_next(f, "mail");
    commit(f);
    g_assert_true(there(f, "new/1774965601.P1.mx"));
}

static void test_what_it_is_not(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *nowhere = in(f, "new");
    g_assert_null(maildir_source_open(nowhere, MAILBOX, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    g_assert_cmpstr(f->source->mailbox, ==, MAILBOX);
}

static guint open_descriptors(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    guint count = 0;
    while (g_dir_read_name(dir) != NULL)
        count++;
    return count;
}

static void test_descriptors_do_not_leak(Fixture *f, gconstpointer unused)
{
    guint before = open_descriptors();
    for (guint i = 0; i < 50; i++) {
        g_autofree char *name = g_strdup_printf("new/%u.P1.mx", 1774965600 + i);
        put(f, name, "x");
    }
    for (guint i = 0; i < 50; i++) {
        expect_next(f, "x");
        if (i % 3 == 0)
            commit(f);
        else if (i % 3 == 1)
            f->source->type->abort(f->source);
    }
    expect_next(f, NULL);
    g_assert_cmpuint(open_descriptors(), ==, before);
}

#define TEST(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/maildir/order", test_oldest_first_of_both_folders);
    TEST("/maildir/commit", test_commit_releases_that_message_only);
    TEST("/maildir/later", test_what_comes_later_is_found);
    TEST("/maildir/changing", test_a_changing_file_is_left);
    TEST("/maildir/renamed", test_a_renamed_file_is_met_again);
    TEST("/maildir/regular", test_only_regular_files_are_read);
    TEST("/maildir/none", test_what_it_is_not);
    TEST("/maildir/descriptors", test_descriptors_do_not_leak);
    return g_test_run();
}
