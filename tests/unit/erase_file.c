/* What a file's own user can erase, who is not root: a message is stored with mode 0400. */
#include "erase_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apart.h"
#include "error.h"
#include "remove_tree.h"

#define NOBODY 65534u

static char *folder;

static char *put(const char *name, mode_t mode)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, "a letter", -1, NULL));
    g_assert_cmpint(chmod(path, mode), ==, 0);
    return path;
}

static void erase_stored(void)
{
    g_autoptr(GError) error = NULL;
    if (geteuid() == 0)
        g_assert_cmpint(chown(folder, NOBODY, NOBODY) | setgid(NOBODY) | setuid(NOBODY), ==, 0);
    g_autofree char *path = put("stored", 0400), *kept = g_strconcat(folder, "/kept", NULL);
    g_assert_cmpint(link(path, kept), ==, 0);
    g_assert_true(erase_file(folder, "stored", &error));
    g_assert_no_error(error);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_autofree char *left = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(kept, &left, &length, NULL));
    g_assert_cmpmem(left, length, "\0\0\0\0\0\0\0\0", 8);
    g_assert_true(erase_file(folder, "stored", NULL)); /* once more: it is gone */
}

static void test_stored(void)
{
    apart(erase_stored);
}

static void test_no_file(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *pipe = g_build_filename(folder, "pipe", NULL);
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    int reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    g_assert_false(erase_file(folder, "pipe", &error));
    g_assert_nonnull(strstr(error->message, "cannot overwrite"));
    g_assert_nonnull(strstr(error->message, g_strerror(EINVAL)));
    g_assert_true(g_file_test(pipe, G_FILE_TEST_EXISTS));
    close(reader);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("casegate-erase-XXXXXX", NULL);
    g_test_add_func("/erase-file/stored", test_stored);
    g_test_add_func("/erase-file/no-file", test_no_file);
    int result = g_test_run();
    remove_tree(folder);
    g_free(folder);
    return result;
}
