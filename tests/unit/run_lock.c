/* One run a site: held by copies too, gone with the last, and asked about without being taken. */
#include <glib.h>
#include <unistd.h>

#include "error.h"
#include "remove_tree.h"
#include "run_lock.h"

static void test_lock(void)
{
    g_autofree char *folder = g_dir_make_tmp("casegate-lock-XXXXXX", NULL);
    gint64 pid = -1;
    g_assert_false(run_lock_held(folder, &pid));
    g_assert_cmpint(pid, ==, 0);
    g_autoptr(GError) error = NULL;
    int lock = run_lock(folder, &error);
    g_assert_no_error(error);
    g_assert_true(run_lock_held(folder, &pid));
    g_assert_cmpint(pid, ==, getpid());

    g_assert_cmpint(run_lock(folder, &error), ==, -1);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_autofree char *number = g_strdup_printf("process %ld ", (long)getpid());
    g_assert_nonnull(g_strstr_len(error->message, -1, number));

    int copy = dup(lock); /* as a child has */
    close(lock);
    g_assert_true(run_lock_held(folder, &pid));
    close(copy);
    g_assert_false(run_lock_held(folder, &pid));
    int again = run_lock(folder, NULL);
    g_assert_cmpint(again, >=, 0);
    close(again);
    remove_tree(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/run-lock/lock", test_lock);
    return g_test_run();
}
