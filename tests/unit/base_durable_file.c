/* Files that are whole or not there. */
#include "durable_file.h"
#include "error.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    char *root, *tmp, *new;
} Fixture;

static void set_up(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    f->root = g_dir_make_tmp("casegate-XXXXXX", &error);
    g_assert_no_error(error);
    f->tmp = g_build_filename(f->root, "tmp", NULL);
    f->new = g_build_filename(f->root, "new", NULL);
    g_assert_true(durable_folder_make(f->tmp, &error));
    g_assert_true(durable_folder_make(f->new, &error));
}

/* Removes what is in a folder, and says how many files there were. */
static guint sweep(const char *folder)
{
    guint count = 0;
    const char *name;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_assert_cmpint(g_remove(path), ==, 0);
        count++;
    }
    return count;
}

static void tear_down(Fixture *f, gconstpointer data)
{
    sweep(f->tmp);
    sweep(f->new);
    sweep(f->root);
    g_assert_cmpint(g_rmdir(f->root), ==, 0);
    g_free(f->root);
    g_free(f->tmp);
    g_free(f->new);
}

static char *content(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return durable_read_whole(path, 1 << 20, NULL, NULL);
}

static gboolean put(Fixture *f, const char *text, gboolean replace, GError **error)
{
    DurableFile *file = durable_file_create(f->tmp, "one", error);
    g_assert_nonnull(file);
    g_assert_true(durable_file_write(file, text, strlen(text), error));
    return durable_file_commit(file, f->new, "two", replace, error);
}

static void test_commit(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    struct stat status;
    g_assert_true(put(f, "hello", FALSE, &error));
    g_autofree char *text = content(f->new, "two");
    g_autofree char *path = g_build_filename(f->new, "two", NULL);
    g_assert_cmpstr(text, ==, "hello");
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 07777, ==, 0600);
    g_assert_cmpuint(status.st_nlink, ==, 1);
    g_assert_cmpuint(sweep(f->tmp), ==, 0);
}

static void test_mode(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    struct stat status;
    g_autofree char *path = g_build_filename(f->new, "two", NULL);
    DurableFile *file = durable_file_create(f->tmp, "one", &error);
    g_assert_true(file && durable_file_mode(file, S_IFREG | S_ISUID | 0640, &error) &&
                  durable_file_commit(file, f->new, "two", FALSE, &error));
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 07777, ==, 0640);
}

static void test_existing_target(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(put(f, "old", FALSE, &error));
    g_assert_false(put(f, "new", FALSE, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_autofree char *kept = content(f->new, "two");
    g_assert_cmpstr(kept, ==, "old");
    g_assert_cmpuint(sweep(f->tmp), ==, 0);
    g_clear_error(&error);
    g_assert_true(put(f, "new", TRUE, &error));
    g_autofree char *replaced = content(f->new, "two");
    g_assert_cmpstr(replaced, ==, "new");
    g_assert_cmpuint(sweep(f->tmp), ==, 0);
}

static void test_create_refuses(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(f->tmp, "link", NULL);
    g_assert_cmpint(symlink("elsewhere", path), ==, 0);
    g_assert_null(durable_file_create(f->tmp, "link", &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_clear_error(&error);
    DurableFile *file = durable_file_create(f->tmp, "one", &error);
    g_assert_null(durable_file_create(f->tmp, "one", NULL));
    durable_file_abandon(file);
    durable_file_abandon(NULL);
    g_assert_cmpuint(sweep(f->tmp), ==, 1); /* the link */
}

static void test_no_target_folder(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *nowhere = g_build_filename(f->root, "nowhere", NULL);
    for (int replace = 0; replace < 2; replace++) {
        DurableFile *file = durable_file_create(f->tmp, "one", NULL);
        g_assert_false(durable_file_commit(file, nowhere, "two", replace, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
        g_clear_error(&error);
        g_assert_cmpuint(sweep(f->tmp), ==, 0);
    }
}

/* A write that fails half way must not be committed afterwards, even if the caller forgets. */
static void test_failed_write(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    struct rlimit before, small;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    small = (struct rlimit){.rlim_cur = 100, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    DurableFile *file = durable_file_create(f->tmp, "one", &error);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
    char bytes[200] = {0};
    gboolean written = durable_file_write(file, bytes, sizeof bytes, &error);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_false(written);
    g_assert_nonnull(error);
    g_clear_error(&error);
    g_assert_false(durable_file_commit(file, f->new, "two", FALSE, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_assert_cmpuint(sweep(f->tmp), ==, 0);
    g_assert_cmpuint(sweep(f->new), ==, 0);
}

static void test_read_whole(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *path = g_build_filename(f->new, "two", NULL);
    g_autofree char *link = g_build_filename(f->new, "link", NULL);
    g_autofree char *big = g_strnfill(200000, 'x');
    g_assert_true(put(f, big, FALSE, &error));
    g_autofree char *whole = durable_read_whole(path, 200000, &length, &error);
    g_assert_cmpuint(length, ==, 200000);
    g_assert_cmpstr(whole, ==, big);
    g_assert_null(durable_read_whole(path, 199999, &length, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_cmpint(symlink("two", link), ==, 0);
    g_assert_null(durable_read_whole(link, 200000, NULL, NULL));
    g_assert_null(durable_read_whole(f->new, 200000, NULL, NULL));
    g_assert_cmpint(g_remove(link), ==, 0);
    g_assert_cmpint(mkfifo(link, 0600), ==, 0);
    g_assert_null(
        durable_read_whole(link, 200000, NULL, NULL)); /* and does not wait for a writer */
    g_autofree char *none = durable_read_whole("/dev/null", 10, NULL, NULL);
    g_assert_null(none);
}

static void test_folder_make(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    struct stat status;
    g_autofree char *deep = g_build_filename(f->new, "a", NULL);
    g_autofree char *deeper = g_build_filename(deep, "b", NULL);
    g_autofree char *file = g_build_filename(f->new, "two", NULL);
    g_autofree char *below = g_build_filename(file, "c", NULL);
    g_assert_true(durable_folder_make(deeper, &error));
    g_assert_true(durable_folder_make(deeper, &error));
    g_assert_cmpint(stat(deeper, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 07777, ==, 0700);
    g_assert_true(put(f, "x", FALSE, &error));
    g_assert_false(durable_folder_make(below, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_false(durable_folder_make(file, NULL));
    g_assert_cmpint(g_rmdir(deeper), ==, 0);
    g_assert_false(durable_folder_sync(below, NULL));
}

/* A file for a person: new and never over another, or in place of one; for its owner alone, and nothing is left beside it. */
static void test_put(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(f->new, "report.csv", NULL),
                    *link = g_build_filename(f->tmp, "link", NULL);
    struct stat status;
    g_assert_true(durable_file_put(path, "one", 3, FALSE, &error));
    g_assert_no_error(error);
    g_assert_false(durable_file_put(path, "two", 3, FALSE, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_clear_error(&error);
    g_autofree char *kept = content(f->new, "report.csv");
    g_assert_cmpstr(kept, ==, "one");
    g_assert_cmpint(symlink(path, link), ==, 0);
    g_assert_false(durable_file_put(link, "two", 3, FALSE, NULL));
    /* left by a killed process that had our number */
    g_autofree char *scratch = g_strdup_printf("%s/.report.csv.%d.new", f->new, (int)getpid());
    g_assert_true(g_file_set_contents(scratch, "half", 4, NULL));
    g_assert_true(durable_file_put(path, "three", 5, TRUE, &error));
    g_autofree char *replaced = content(f->new, "report.csv");
    g_assert_cmpstr(replaced, ==, "three");
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
    g_assert_cmpuint(sweep(f->new), ==, 1);
    g_autofree char *nowhere = g_build_filename(f->root, "none", "x", NULL);
    g_assert_false(durable_file_put(nowhere, "x", 1, TRUE, NULL));
    g_assert_false(durable_file_put(nowhere, "x", 1, FALSE, NULL));
}

#define ADD(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/durable-file/commit", test_commit);
    ADD("/durable-file/mode", test_mode);
    ADD("/durable-file/existing-target", test_existing_target);
    ADD("/durable-file/create-refuses", test_create_refuses);
    ADD("/durable-file/no-target-folder", test_no_target_folder);
    ADD("/durable-file/failed-write", test_failed_write);
    ADD("/durable-file/read-whole", test_read_whole);
    ADD("/durable-file/folder-make", test_folder_make);
    ADD("/durable-file/put", test_put);
    return g_test_run();
}
