/* Health files: what is kept over a restart, what a failure says, what cannot be read. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "health.h"
#include "remove_tree.h"

#define START 1774965600

static char *folder;

static void write_file(const char *name, const char *text)
{
    g_autofree char *place = g_build_filename(folder, "health", NULL);
    g_autofree char *path = g_build_filename(place, name, NULL);
    g_assert_cmpint(g_mkdir_with_parents(place, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void test_ok(void)
{
    g_assert_null(health_read(folder, "collect-1"));
    health_ok(folder, "collect-1", START);
    g_autoptr(Health) health = health_read(folder, "collect-1");
    g_assert_nonnull(health);
    g_assert_cmpint(health->pid, ==, getpid());
    g_assert_cmpint(health->started, ==, START);
    g_assert_cmpint(health->last_ok, ==, START);
    g_assert_cmpint(health->last_try, ==, START);
    g_assert_cmpint(health->failing_since, ==, INSTANT_UNKNOWN);
    g_assert_cmpint(health->waiting, ==, -1);
    g_assert_cmpstr(health->error, ==, "");
}

static void test_failure(void)
{
    health_ok(folder, "collect-2", START);
    health_failed(folder, "collect-2", START + 60, "no\nanswer\x1b[2J");
    health_failed(folder, "collect-2", START + 120, "no answer");
    g_autoptr(Health) failing = health_read(folder, "collect-2");
    g_assert_cmpint(failing->last_ok, ==, START);
    g_assert_cmpint(failing->failing_since, ==, START + 60);
    g_assert_cmpint(failing->last_try, ==, START + 120);
    g_assert_cmpstr(failing->error, ==, "no answer");
    g_assert_false(failing->refused);

    health_refused(folder, "collect-2", START + 121, "certificate of 'h' is expired");
    g_autoptr(Health) refused = health_read(folder, "collect-2");
    g_assert_true(refused->refused);
    g_assert_cmpint(refused->failing_since, ==, START + 60);

    health_ok(folder, "collect-2", START + 122);
    g_autoptr(Health) well = health_read(folder, "collect-2");
    g_assert_cmpint(well->last_ok, ==, START + 122);
    g_assert_cmpint(well->failing_since, ==, INSTANT_UNKNOWN);
    g_assert_false(well->refused);
    g_assert_cmpstr(well->error, ==, "");
}

/* One line, whatever the reason holds. */
static void test_one_line(void)
{
    g_autofree char *longest = g_strnfill(5000, 'x');
    g_autofree char *why = g_strdup_printf("a\nlast_ok=1\r%s", longest);
    health_ok(folder, "send", START);
    health_failed(folder, "send", START + 20, why);
    g_autoptr(Health) health = health_read(folder, "send");
    g_assert_nonnull(health);
    g_assert_cmpint(health->last_ok, ==, START);
    g_assert_cmpuint(strlen(health->error), <=, 310);
    health_failed(folder, "send", START + 40, "");
    g_autoptr(Health) silent = health_read(folder, "send");
    g_assert_cmpstr(silent->error, !=, "");
}

/* A report without news is not written every second; one of a clock that went back is. */
static void test_seldom(void)
{
    health_ok(folder, "work", START);
    health_ok(folder, "work", START + 9);
    g_autoptr(Health) first = health_read(folder, "work");
    g_assert_cmpint(first->last_ok, ==, START);
    health_ok(folder, "work", START + 10);
    g_autoptr(Health) later = health_read(folder, "work");
    g_assert_cmpint(later->last_ok, ==, START + 10);
    health_ok(folder, "work", START - 3600);
    g_autoptr(Health) back = health_read(folder, "work");
    g_assert_cmpint(back->last_ok, ==, START - 3600);
}

static void test_restart(void)
{
    write_file("run", "pid=1\nstarted=5\nlast_ok=7\nlast_try=9\nfailing_since=8\nrefused=1\n"
                      "waiting=3\nerror=no answer\n");
    health_failed(folder, "run", START, "no answer");
    g_autoptr(Health) health = health_read(folder, "run");
    g_assert_cmpint(health->pid, ==, getpid());
    g_assert_cmpint(health->started, ==, START);
    g_assert_cmpint(health->last_ok, ==, 7);
    g_assert_cmpint(health->failing_since, ==, 8);
    g_assert_cmpint(health->waiting, ==, -1);
}

static void test_waiting(void)
{
    health_waiting(folder, "collect-3", START, 4711);
    g_autoptr(Health) health = health_read(folder, "collect-3");
    g_assert_cmpint(health->waiting, ==, 4711);
    g_assert_cmpint(health->last_ok, ==, INSTANT_UNKNOWN);
    health_ok(folder, "collect-3", START);
    g_autoptr(Health) kept = health_read(folder, "collect-3");
    g_assert_cmpint(kept->waiting, ==, 4711);
}

static void test_unreadable(void)
{
    static const char *const texts[] = {"", "\n\n=\n=x\npid\n", "pid=zzz\nlast_ok=\nerror",
                                        "\xff\xfe"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        write_file("backup", texts[i]);
        g_autoptr(Health) health = health_read(folder, "backup");
        g_assert_nonnull(health);
        g_assert_cmpint(health->last_ok, ==, INSTANT_UNKNOWN);
    }
    g_autofree char *huge = g_strnfill(10000, 'x');
    write_file("backup", huge);
    g_assert_null(health_read(folder, "backup"));
    g_assert_null(health_read(folder, "../health"));
    g_assert_null(health_read(folder, ""));
}

static void test_list(void)
{
    char *place = folder;
    folder = g_dir_make_tmp("casegate-health-XXXXXX", NULL);
    g_autoptr(GPtrArray) none = health_list(folder);
    g_assert_cmpuint(none->len, ==, 0);
    health_ok(folder, "work", START);
    health_ok(folder, "collect-1", START);
    write_file(".work.17", "pid=17\n");
    g_autoptr(GPtrArray) list = health_list(folder);
    g_assert_cmpuint(list->len, ==, 2);
    g_assert_cmpstr(((const Health *)list->pdata[0])->name, ==, "collect-1");
    g_assert_cmpstr(((const Health *)list->pdata[1])->name, ==, "work");
    remove_tree(folder);
    g_free(folder);
    folder = place;
}

static void test_by_hand(void)
{
    g_autoptr(GError) outage = g_error_new(CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "no answer");
    g_autoptr(GError) login = g_error_new(CASEGATE_ERROR, CASEGATE_ERROR_CONFIG, "login refused");
    health_by_hand(folder, "collect-9", START, NULL);
    g_assert_null(health_read(folder, "collect-9"));
    health_by_hand(folder, "collect-9", START, outage);
    g_autoptr(Health) failing = health_read(folder, "collect-9");
    g_assert_cmpstr(failing->error, ==, "no answer");
    g_assert_false(failing->refused);
    health_by_hand(folder, "collect-9", START + 1, login);
    g_autoptr(Health) refused = health_read(folder, "collect-9");
    g_assert_true(refused->refused);
    health_by_hand(folder, "collect-9", START + 2, NULL);
    g_autoptr(Health) well = health_read(folder, "collect-9");
    g_assert_cmpint(well->last_ok, ==, START + 2);
}

/* Only what goes well takes a refusal back. */
static void test_refused_until_well(void)
{
    health_failed(folder, "collect-7", START, "no answer");
    health_refused(folder, "collect-7", START + 60, "login refused");
    health_failed(folder, "collect-7", START + 120, "no answer");
    g_autoptr(Health) failed = health_read(folder, "collect-7");
    g_assert_true(failed->refused);
    g_assert_cmpstr(failed->error, ==, "no answer");
    health_failed(folder, "collect-7", START + 121, "no answer");
    g_autoptr(Health) same = health_read(folder, "collect-7");
    g_assert_cmpint(same->last_try, ==, START + 120);
    health_ended(folder, "collect-7", START + 180, "it ended by signal 9");
    g_autoptr(Health) ended = health_read(folder, "collect-7");
    g_assert_true(ended->refused);
    g_assert_cmpint(ended->failing_since, ==, START);
    health_ok(folder, "collect-7", START + 240);
    health_failed(folder, "collect-7", START + 300, "no answer");
    g_autoptr(Health) anew = health_read(folder, "collect-7");
    g_assert_false(anew->refused);
    g_assert_cmpint(anew->failing_since, ==, START + 300);
}

/* Rounds that go well but for something: neither an outage nor another beginning is mistaken for it, nor it for them. */
static void test_concern(void)
{
    health_failed(folder, "collect-6", START, "no answer");
    health_concern(folder, "collect-6", START + 60, "1 message");
    health_concern(folder, "collect-6", START + 120, "1 message");
    g_autoptr(Health) well = health_read(folder, "collect-6");
    g_assert_true(health_is_concern(well));
    g_assert_cmpint(well->last_ok, ==, START + 120);
    g_assert_cmpint(well->failing_since, ==, START + 60);
    health_failed(folder, "collect-6", START + 180, "no answer");
    g_autoptr(Health) outage = health_read(folder, "collect-6");
    g_assert_true(health_is_concern(outage));
    g_assert_cmpint(outage->last_ok, ==, START + 120);
    health_concern(folder, "collect-6", START + 240, "1 message");
    health_refused(folder, "collect-6", START + 240, "login refused");
    g_autoptr(Health) refused = health_read(folder, "collect-6");
    g_assert_true(refused->refused);
    g_assert_false(health_is_concern(refused));
    g_assert_cmpint(refused->failing_since, ==, START + 241);
    health_ok(folder, "collect-6", START + 300);
    g_autoptr(Health) over = health_read(folder, "collect-6");
    g_assert_false(health_is_concern(over));
}

static void test_ended(void)
{
    health_ok(folder, "collect-8", START);
    health_ended(folder, "collect-8", START + 1, "it ended by signal 9");
    g_autoptr(Health) gone = health_read(folder, "collect-8");
    g_assert_cmpint(gone->pid, ==, 0);
    g_assert_cmpint(gone->last_ok, ==, START);
    g_assert_cmpint(gone->failing_since, ==, START + 1);
    g_assert_cmpstr(gone->error, ==, "it ended by signal 9");
    health_ok(folder, "collect-8", START + 2);
    g_autoptr(Health) back = health_read(folder, "collect-8");
    g_assert_cmpint(back->pid, ==, getpid());
    g_assert_cmpint(back->started, ==, START + 2);
    g_assert_cmpstr(back->error, ==, "");
}

/* A folder that cannot be written to disturbs nobody. */
static void test_nowhere(void)
{
    health_ok("/proc/none", "work", START);
    g_assert_null(health_read("/proc/none", "work"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("casegate-health-XXXXXX", NULL);
    g_test_add_func("/health/ok", test_ok);
    g_test_add_func("/health/failure", test_failure);
    g_test_add_func("/health/one-line", test_one_line);
    g_test_add_func("/health/seldom", test_seldom);
    g_test_add_func("/health/restart", test_restart);
    g_test_add_func("/health/waiting", test_waiting);
    g_test_add_func("/health/unreadable", test_unreadable);
    g_test_add_func("/health/list", test_list);
    g_test_add_func("/health/by-hand", test_by_hand);
    g_test_add_func("/health/refused-until-well", test_refused_until_well);
    g_test_add_func("/health/concern", test_concern);
    g_test_add_func("/health/ended", test_ended);
    g_test_add_func("/health/nowhere", test_nowhere);
    int code = g_test_run();
    remove_tree(folder);
    g_free(folder);
    return code;
}
