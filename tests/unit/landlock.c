/* What is still open once a process has entered, and when it should begin anew. Each in a process of its own. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "apart.h"
#include "remove_tree.h"

static char *folder;

static char *path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void put(const char *name)
{
    g_autofree char *path = path_of(name);
    g_assert_true(g_file_set_contents(path, "x", 1, NULL));
}

static int try_open(const char *name, int flags)
{
    g_autofree char *path = path_of(name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 ? close(fd) : errno;
}

static int try_rename(const char *from, const char *to)
{
    g_autofree char *old = path_of(from), *new = path_of(to);
    return rename(old, new) == 0 ? 0 : errno;
}

static int try_unlink(const char *name)
{
    g_autofree char *path = path_of(name);
    return unlink(path) == 0 ? 0 : errno;
}

/* read/, write/, take/ and closed/, each with files one, two and three, and a file 'alone'. */
static void furnish(void)
{
    static const char *const names[] = {"read", "write", "take", "closed"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = path_of(names[i]);
        g_mkdir(path, 0700);
        for (const char *file = "1\0002\0003\000"; *file; file += 2) {
            g_autofree char *one = g_build_filename(names[i], file, NULL);
            put(one);
        }
    }
    put("alone");
}

static Landlock *lock_of_folders(void)
{
    g_autofree char *read = path_of("read"), *write = path_of("write"), *take = path_of("take");
    g_autofree char *alone = path_of("alone"), *missing = path_of("missing");
    Landlock *lock = landlock_new();
    landlock_read(lock, read);
    landlock_write(lock, write);
    landlock_take(lock, take);
    landlock_write(lock, alone);
    landlock_read(lock, missing);
    return lock;
}

static void be_confined(void)
{
    g_autoptr(Landlock) lock = lock_of_folders();
    gboolean entered = landlock_enter(lock);
    g_assert_true(entered);
    g_assert_cmpint(try_open("read/1", O_RDONLY), ==, 0);
    g_assert_cmpint(try_open("read/1", O_RDWR), ==, EACCES);
    g_assert_cmpint(try_open("read/4", O_WRONLY | O_CREAT), ==, EACCES);
    g_assert_cmpint(try_unlink("read/1"), ==, EACCES);
    g_assert_cmpint(try_open("take/1", O_RDONLY), ==, 0);
    g_assert_cmpint(try_open("take/1", O_WRONLY), ==, EACCES);
    g_assert_cmpint(try_unlink("take/1"), ==, 0);
    g_assert_cmpint(try_open("write/4", O_RDWR | O_CREAT | O_TRUNC), ==, 0);
    g_assert_cmpint(try_rename("write/4", "write/5"), ==, 0);
    g_assert_cmpint(try_unlink("write/5"), ==, 0);
    g_assert_cmpint(try_open("alone", O_RDWR), ==, 0);
    g_assert_cmpint(try_unlink("alone"), ==, EACCES);
    g_assert_cmpint(try_open("closed/1", O_RDONLY), ==, EACCES);
    g_assert_cmpint(try_open("closed", O_RDONLY | O_DIRECTORY), ==, EACCES);
    g_assert_cmpint(try_open("other", O_WRONLY | O_CREAT), ==, EACCES);
    g_assert_cmpint(try_rename("write/1", "closed/4"), !=, 0);
    g_assert_cmpint(try_rename("closed/1", "write/4"), !=, 0);
}

static gboolean is_here(void)
{
    if (landlock_version() > 0)
        return TRUE;
    g_test_skip("this kernel has no Landlock that can be used");
    return FALSE;
}

static void test_confined(void)
{
    if (!is_here())
        return;
    furnish();
    apart(be_confined);
}

typedef struct {
    int ready[2], go[2];
} Turns;

static int wait_for_change(const Turns *turns)
{
    char byte = 'x';
    g_autoptr(Landlock) lock = lock_of_folders();
    if (!landlock_enter(lock) || landlock_is_stale(lock) || write(turns->ready[1], &byte, 1) != 1 ||
        read(turns->go[0], &byte, 1) != 1)
        return 2;
    return landlock_is_stale(lock) ? 1 : 0;
}

static int stale_after(void (*change)(void))
{
    Turns turns;
    char byte = 'x';
    int status = 0;
    remove_tree(folder);
    g_mkdir(folder, 0700);
    furnish();
    g_assert_true(pipe(turns.ready) == 0 && pipe(turns.go) == 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(wait_for_change(&turns));
    close(turns.ready[1]);
    g_assert_cmpint(read(turns.ready[0], &byte, 1), ==, 1);
    change();
    g_assert_cmpint(write(turns.go[1], &byte, 1), ==, 1);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    close(turns.ready[0]);
    close(turns.go[0]);
    close(turns.go[1]);
    return WEXITSTATUS(status);
}

static void change_nothing(void)
{
}

static void change_below(void)
{
    put("read/9"); /* a folder's files may change as they like */
}

static void replace(void)
{
    put("alone.new");
    g_assert_cmpint(try_rename("alone.new", "alone"), ==, 0);
}

static void change_in_place(void)
{
    g_autofree char *path = path_of("alone");
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    g_assert_true(fd >= 0 && write(fd, "y", 1) == 1 && close(fd) == 0);
}

static void remove_one(void)
{
    g_assert_cmpint(try_unlink("alone"), ==, 0);
}

static void make_missing(void)
{
    put("missing");
}

static void test_stale(void)
{
    static const struct {
        const char *name;
        void (*change)(void);
        int want;
    } rows[] = {{"nothing", change_nothing, 0},   {"below a folder", change_below, 0},
                {"in place", change_in_place, 0}, {"replaced", replace, 1},
                {"taken away", remove_one, 1},    {"come", make_missing, 1}};
    if (!is_here())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(stale_after(rows[i].change), ==, rows[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("casegate-landlock-XXXXXX", NULL);
    g_test_add_func("/landlock/confined", test_confined);
    g_test_add_func("/landlock/stale", test_stale);
    int code = g_test_run();
    remove_tree(folder);
    g_free(folder);
    return code;
}
