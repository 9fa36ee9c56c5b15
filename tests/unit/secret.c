/* Where a secret may come from, and what is refused: never with any of it in the words. */
#include "apart.h"
#include "error.h"
#include "secret_keeper.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define HIDDEN "tide-and-lantern"

static char *folder;

static char *put(const char *name, const char *text, mode_t mode)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(chmod(path, mode), ==, 0);
    return path;
}

static void check(const char *name, const SecretFrom *from, const char *want, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Secret) secret = secret_fetch(from, &error);
    g_test_message("%s: %s", name, error ? error->message : "given");
    g_assert_cmpstr(secret ? secret_text(secret) : NULL, ==, want);
    if (want)
        return;
    g_assert_nonnull(strstr(error->message, words));
    g_assert_null(strstr(error->message, HIDDEN));
}

static void test_file(void)
{
    static const struct {
        const char *name, *text;
        mode_t mode;
        const char *want, *words;
    } cases[] = {
        {"one line", HIDDEN "\n", 0600, HIDDEN, NULL},
        {"only the first line", HIDDEN "\r\nmore\n", 0400, HIDDEN, NULL},
        {"the group may read it", HIDDEN "\n", 0640, NULL, "chmod 600"},
        {"everybody may read it", HIDDEN "\n", 0604, NULL, "chmod 600"},
        {"empty", "", 0600, NULL, "empty"},
        {"an empty first line", "\n" HIDDEN "\n", 0600, NULL, "empty"},
        {"a control character", HIDDEN "\tx\n", 0600, NULL, "control"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = put("secret", cases[i].text, cases[i].mode);
        check(cases[i].name, &(SecretFrom){.file = path}, cases[i].want, cases[i].words);
    }
    g_autofree char *long_text = g_strnfill(20000, 'x');
    g_autofree char *path = put("secret", long_text, 0600);
    check("too long", &(SecretFrom){.file = path}, NULL, "longer than");
}

static void test_no_file(void)
{
    g_autofree char *path = put("secret", HIDDEN "\n", 0600);
    g_autofree char *link = g_build_filename(folder, "link", NULL);
    g_assert_cmpint(symlink(path, link), ==, 0);
    check("a link", &(SecretFrom){.file = link}, NULL, "symbolic link");
    check("a folder", &(SecretFrom){.file = folder}, NULL, "not a regular file");
    g_assert_cmpint(unlink(link), ==, 0);
    check("gone", &(SecretFrom){.file = link}, NULL, "No such file");
}

static void test_credential(void)
{
    g_autofree char *path = put("imap", HIDDEN, 0440);
    g_unsetenv("CREDENTIALS_DIRECTORY");
    check("outside systemd", &(SecretFrom){.credential = "imap"}, NULL, "LoadCredential");
    g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
    check("given", &(SecretFrom){.credential = "imap"}, HIDDEN, NULL);
    check("elsewhere", &(SecretFrom){.credential = "../imap"}, NULL, "no name");
    check("not loaded", &(SecretFrom){.credential = "smtp"}, NULL, "No such file");
}

static void test_command(void)
{
    const char *fine[] = {"/bin/echo", HIDDEN, NULL};
    const char *not_a_shell[] = {"/bin/echo", HIDDEN ";$(id)", NULL};
    const char *fails[] = {"/bin/sh", "-c", "echo " HIDDEN "; exit 3", NULL};
    const char *not_there[] = {"/nowhere/helper", NULL};
    const char *relative[] = {"helper", NULL};
    const char *much[] = {"/usr/bin/yes", HIDDEN, NULL};
    check("a line", &(SecretFrom){.command = fine}, HIDDEN, NULL);
    check("no shell", &(SecretFrom){.command = not_a_shell}, HIDDEN ";$(id)", NULL);
    check("fails", &(SecretFrom){.command = fails}, NULL, "failed");
    check("not there", &(SecretFrom){.command = not_there}, NULL, "cannot run");
    check("relative", &(SecretFrom){.command = relative}, NULL, "absolute");
    /* 32 and 33 are the C library's own, and ignored below whatever was begun by posix_spawn(), as by make */
    const char *signals[] = {
        "/bin/sh", "-c",
        "sed -n 's/^SigIgn:.\\(0*\\|0000000180000000\\)$/none ignored/p' /proc/$$/status", NULL};
    static const int ignored[] = {SIGTERM, SIGPIPE, SIGINT, SIGQUIT, SIGUSR1};
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    check("signals as usual", &(SecretFrom){.command = signals}, "none ignored", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_DFL);
    check("never stops writing", &(SecretFrom){.command = much}, NULL, "failed");
}

/* The collector limits its own memory, softly; a helper has what the machine allows. */
static void test_memory(void)
{
    const char *helper[] = {"/bin/sh", "-c", "ulimit -v", NULL};
    struct rlimit before, less;
    g_assert_cmpint(getrlimit(RLIMIT_AS, &before), ==, 0);
    less = before;
    less.rlim_cur =
        MIN(before.rlim_max - 1024, (rlim_t)1 << 46); /* the sanitizers want much of it */
    g_assert_cmpint(setrlimit(RLIMIT_AS, &less), ==, 0);
    g_autofree char *hard =
        before.rlim_max == RLIM_INFINITY
            ? g_strdup("unlimited")
            : g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)before.rlim_max / 1024);
    check("as much memory as may be", &(SecretFrom){.command = helper}, hard, NULL);
    g_assert_cmpint(setrlimit(RLIMIT_AS, &before), ==, 0);
}

static void keep(const SecretFrom *from)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(secret_keeper_begin(from, &error));
    g_assert_no_error(error);
    g_assert_false(secret_keeper_is_lost());
}

/* The file is another one by then, and who asks may not even say which. */
static void ask_for_file(void)
{
    g_autofree char *path = put("secret", "of yesterday\n", 0600);
    const SecretFrom nothing = {.file = "/nowhere"};
    keep(&(SecretFrom){.file = path});
    check("kept", &nothing, "of yesterday", NULL);
    g_assert_cmpint(unlink(path), ==, 0);
    check("gone", &nothing, NULL, "No such file");
    g_free(put("secret", HIDDEN "\n", 0644));
    check("open to others", &nothing, NULL, "chmod 600");
    g_free(put("secret", HIDDEN "\n", 0600));
    check("of today", &nothing, HIDDEN, NULL);
}

static void ask_for_command(void)
{
    g_autofree char *count = put("count", "", 0600);
    g_autofree char *script = g_strdup_printf("echo x >>%s; wc -l <%s", count, count);
    const char *helper[] = {"/bin/sh", "-c", script, NULL};
    keep(&(SecretFrom){.command = helper});
    check("run for us", &(SecretFrom){0}, "1", NULL);
    check("and each time", &(SecretFrom){0}, "2", NULL);
    g_unlink(count);
}

/* One that ended gives no secret, and is not waited for. */
static void ask_a_dead_one(void)
{
    g_autofree char *script = g_strdup("kill -9 $PPID");
    const char *helper[] = {"/bin/sh", "-c", script, NULL};
    keep(&(SecretFrom){.command = helper});
    check("dead", &(SecretFrom){0}, NULL, "does not answer");
    g_assert_true(secret_keeper_is_lost());
    check("still dead", &(SecretFrom){0}, NULL, "does not answer");
}

static void test_keeper(void)
{
    apart(ask_for_file);
    apart(ask_for_command);
    apart(ask_a_dead_one);
    g_assert_false(secret_keeper_is_used());
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("casegate-secret-XXXXXX", NULL);
    g_test_add_func("/secret/file", test_file);
    g_test_add_func("/secret/no-file", test_no_file);
    g_test_add_func("/secret/credential", test_credential);
    g_test_add_func("/secret/command", test_command);
    g_test_add_func("/secret/memory", test_memory);
    g_test_add_func("/secret/keeper", test_keeper);
    int code = g_test_run();
    g_autofree char *secret = g_build_filename(folder, "secret", NULL);
    g_autofree char *imap = g_build_filename(folder, "imap", NULL);
    g_unlink(secret);
    g_unlink(imap);
    g_rmdir(folder);
    g_free(folder);
    return code;
}
