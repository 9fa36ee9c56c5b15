/* The spool: names, the way in, what waits, what a crashed writer leaves, the archive. */
#include "digest.h"
#include "error.h"
#include "remove_tree.h"
#include "spool.h"
#include "spool_name.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#define MAILBOX "referrals@havering.example"
#define ARRIVED ((Instant)1774965600)
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct {
    char *folder;
    Spool *spool;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = g_dir_make_tmp("casegate-spool-XXXXXX", &error);
    g_assert_no_error(error);
    f->spool = spool_open(f->folder, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    spool_close(f->spool);
    remove_tree(f->folder);
    g_free(f->folder);
}

static guint entries(const Fixture *f, const char *below)
{
    g_autofree char *path = g_build_filename(f->folder, below, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint count = 0;
    while (dir != NULL && g_dir_read_name(dir) != NULL)
        count++;
    return count;
}

static void bring_to(Fixture *f, const char *text, const char *mailbox, Instant arrived)
{
    g_autoptr(GError) error = NULL;
    SpoolWriter *writer = spool_write(f->spool, mailbox, arrived, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, text, strlen(text), &error));
    g_assert_true(spool_accept(writer, &error));
    g_assert_no_error(error);
}

static void bring(Fixture *f, const char *text)
{
    bring_to(f, text, MAILBOX, ARRIVED);
}

static SpoolItem *only_item(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) items = spool_list(f->spool, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(items->len, ==, 1);
    return g_ptr_array_steal_index(items, 0);
}

static char *text_of(int fd)
{
    char buffer[256];
    g_assert_cmpint(fd, >=, 0);
    ssize_t n = read(fd, buffer, sizeof buffer);
    g_assert_cmpint(n, >=, 0);
    close(fd);
    return g_strndup(buffer, (gsize)n);
}

static char *incoming(const Fixture *f, const char *name)
{
    return g_build_filename(f->folder, "incoming/new", name, NULL);
}

static void overwrite(const char *path, const char *text)
{
    g_assert_cmpint(g_chmod(path, 0600), ==, 0);
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    g_assert_cmpint(write(fd, text, strlen(text)), ==, (gssize)strlen(text));
    close(fd);
}

/* ---- names ---- */

#define ID "0001774965600123.0004711_00000003_9f2c61aa04be"
#define H ",H=" EMPTY_SHA256
static const struct {
    const char *name, *file;
    gboolean want;
} name_cases[] = {
    {"whole", ID H ",S=0,M=a@b.example", TRUE},
    {"escaped mailbox", ID H ",S=12,M=o%27hara%2Cx@b.example", TRUE},
    {"temporary", ID, FALSE},
    {"short stamp", "1774965600123.0004711_00000003_9f2c61aa04be" H ",S=0,M=a@b.example", FALSE},
    {"Maildir file", "1774965600.M1P2.host,S=120:2,S", FALSE},
    {"digest too short", ID ",H=e3b0c4,S=0,M=a@b.example", FALSE},
    {"digest in capitals",
     ID ",H=E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855,S=0,M=a@b.example",
     FALSE},
    {"leading zero in the size", ID H ",S=00,M=a@b.example", FALSE},
    {"negative size", ID H ",S=-1,M=a@b.example", FALSE},
    {"size beyond 64 bits", ID H ",S=18446744073709551616,M=a@b.example", FALSE},
    {"no mailbox", ID H ",S=0,M=", FALSE},
    {"escape that is not needed", ID H ",S=0,M=%61@b.example", FALSE},
    {"escape in small letters", ID H ",S=0,M=%2c@b.example", FALSE},
    {"escaped NUL", ID H ",S=0,M=%00@b.example", FALSE},
    {"something behind", ID H ",S=0,M=a@b.example,X=1", FALSE},
    {"other order", ID ",S=0" H ",M=a@b.example", FALSE},
    {"empty", "", FALSE},
};

static void test_names_are_read_strictly(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(name_cases); i++) {
        g_autoptr(SpoolItem) item = spool_name_parse(name_cases[i].file);
        g_test_message("%s", name_cases[i].name);
        g_assert_cmpint(item != NULL, ==, name_cases[i].want);
    }
}

static void test_a_name_carries_the_message(void)
{
    static const char *const mailboxes[] = {"a@b.example", "o'hara,%/~x+y@b.example",
                                            "…@b.example"};
    for (gsize i = 0; i < G_N_ELEMENTS(mailboxes); i++) {
        g_autofree char *id = spool_name_new(ARRIVED, 7);
        g_autofree char *name = spool_name_finish(id, EMPTY_SHA256, G_MAXUINT64, mailboxes[i]);
        g_autoptr(SpoolItem) item = spool_name_parse(name);
        g_assert_nonnull(item);
        g_assert_null(strchr(name, '/'));
        g_assert_cmpstr(item->mailbox, ==, mailboxes[i]);
        g_assert_cmpstr(item->sha256, ==, EMPTY_SHA256);
        g_assert_cmpint(item->arrived, ==, ARRIVED);
        g_assert_cmpuint(item->bytes, ==, G_MAXUINT64);
    }
}

static void test_longest_mailbox_fits_a_file_name(void)
{
    g_autofree char *longest = g_strnfill(SPOOL_NAME_MAILBOX_BYTES, 'm');
    g_autofree char *longer = g_strnfill(SPOOL_NAME_MAILBOX_BYTES + 1, 'm');
    g_autofree char *id = spool_name_new(ARRIVED, G_MAXUINT);
    g_autofree char *name = spool_name_finish(id, EMPTY_SHA256, G_MAXUINT64, longest);
    g_assert_cmpuint(strlen(name), <=, 255);
    g_assert_true(spool_name_fits(longest));
    g_assert_false(spool_name_fits(longer));
    g_assert_false(spool_name_fits(""));
}

/* ---- the way in ---- */

static void test_nothing_is_visible_before_it_is_accepted(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    SpoolWriter *writer = spool_write(f->spool, MAILBOX, ARRIVED, &error);
    g_assert_true(spool_write_more(writer, "Subject: a\r\n", 12, &error));
    g_assert_cmpuint(spool_count(f->spool), ==, 0);
    g_assert_true(spool_write_more(writer, "\r\nb", 3, &error));
    g_assert_true(spool_accept(writer, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(spool_count(f->spool), ==, 1);
    g_assert_cmpuint(entries(f, "incoming/tmp"), ==, 0);

    g_autoptr(SpoolItem) item = only_item(f);
    g_autofree char *digest = digest_of("Subject: a\r\n\r\nb", 15);
    g_assert_cmpstr(item->sha256, ==, digest);
    g_assert_cmpstr(item->mailbox, ==, MAILBOX);
    g_assert_cmpint(item->arrived, ==, ARRIVED);
    g_assert_cmpuint(item->bytes, ==, 15);
    g_autofree char *text = text_of(spool_open_item(f->spool, item, &error));
    g_assert_cmpstr(text, ==, "Subject: a\r\n\r\nb");
}

static void test_an_abandoned_message_leaves_nothing(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    SpoolWriter *writer = spool_write(f->spool, MAILBOX, ARRIVED, &error);
    g_assert_true(spool_write_more(writer, "half", 4, &error));
    g_assert_cmpuint(entries(f, "incoming/tmp"), ==, 1);
    spool_writer_abandon(writer);
    g_assert_cmpuint(entries(f, "incoming/tmp"), ==, 0);
    g_assert_cmpuint(entries(f, "incoming/new"), ==, 0);
}

static void test_an_empty_message_is_a_message(Fixture *f, gconstpointer unused)
{
    bring(f, "");
    g_autoptr(SpoolItem) item = only_item(f);
    g_assert_cmpstr(item->sha256, ==, EMPTY_SHA256);
    g_assert_cmpuint(item->bytes, ==, 0);
}

static void test_files_are_closed_to_others(Fixture *f, gconstpointer unused)
{
    struct stat status;
    bring(f, "x");
    g_autoptr(SpoolItem) item = only_item(f);
    g_autofree char *path = incoming(f, item->name);
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmphex(status.st_mode & 0777, ==, 0400);
    g_autofree char *folder = g_build_filename(f->folder, "incoming", NULL);
    g_assert_cmpint(stat(folder, &status), ==, 0);
    g_assert_cmphex(status.st_mode & 0777, ==, 0700);
}

static void test_the_reserve_is_kept(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *block = g_malloc0(1 << 20);
    SpoolWriter *writer = spool_write(f->spool, MAILBOX, ARRIVED, &error);
    spool_set_reserve(f->spool, G_MAXUINT64);
    g_assert_true(spool_write_more(writer, block, 10, &error)); /* looked at once a MiB */
    g_assert_false(spool_write_more(writer, block, 1 << 20, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    spool_writer_abandon(writer);
    g_clear_error(&error);
    g_assert_null(spool_write(f->spool, MAILBOX, ARRIVED, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    spool_set_reserve(f->spool, 1);
    bring(f, "room again");
}

static void test_a_mailbox_that_does_not_fit_is_refused(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *mailbox = g_strnfill(SPOOL_NAME_MAILBOX_BYTES + 1, 'm');
    g_assert_null(spool_write(f->spool, mailbox, ARRIVED, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
}

/* A file size limit makes write() short, then fail: as a full disk does. */
static void test_a_failed_write_leaves_nothing(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *block = g_malloc0(8192);
    struct rlimit before, small;
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    small = (struct rlimit){5000, before.rlim_max};
    SpoolWriter *writer = spool_write(f->spool, MAILBOX, ARRIVED, &error);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
    gboolean written = spool_write_more(writer, block, 8192, &error);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_false(written);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    spool_writer_abandon(writer);
    g_assert_cmpuint(entries(f, "incoming/tmp") + entries(f, "incoming/new"), ==, 0);
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
    g_autoptr(GError) error = NULL;
    guint before = open_descriptors();
    for (guint i = 0; i < 100; i++) {
        g_autofree char *text = g_strdup_printf("message %u", i % 50);
        bring(f, text);
    }
    g_autoptr(GPtrArray) items = spool_list(f->spool, 0, &error);
    g_assert_cmpuint(items->len, ==, 100);
    for (guint i = 0; i < items->len; i++)
        g_assert_true(spool_archive(f->spool, items->pdata[i], &error));
    g_assert_true(spool_archive_sync(f->spool, &error));
    g_autoptr(GPtrArray) digests = spool_archive_list(f->spool, &error);
    g_assert_cmpuint(digests->len, ==, 50);
    g_assert_cmpuint(open_descriptors(), ==, before);
}

/* ---- what waits ---- */

static void test_oldest_first_even_within_a_second(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < 30; i++) {
        g_autofree char *text = g_strdup_printf("%02u", i);
        bring(f, text);
    }
    bring_to(f, "older", MAILBOX, ARRIVED - 1);
    bring_to(f, "newer", MAILBOX, ARRIVED + 1);
    static const guint limits[] = {0, 1, 7, 32, 100};
    for (gsize k = 0; k < G_N_ELEMENTS(limits); k++) {
        g_autoptr(GPtrArray) items = spool_list(f->spool, limits[k], &error);
        g_assert_cmpuint(items->len, ==, limits[k] == 0 ? 32 : MIN(limits[k], 32));
        for (guint i = 0; i < items->len; i++) {
            g_autofree char *want = i == 0    ? g_strdup("older")
                                    : i == 31 ? g_strdup("newer")
                                              : g_strdup_printf("%02u", i - 1);
            g_autofree char *text = text_of(spool_open_item(f->spool, items->pdata[i], &error));
            g_assert_cmpstr(text, ==, want);
        }
    }
}

static void test_strangers_are_left_alone(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *foreign = incoming(f, "referral.eml");
    g_autofree char *hidden = incoming(f, ".nfs0001");
    g_assert_true(g_file_set_contents(foreign, "x", 1, NULL));
    g_assert_true(g_file_set_contents(hidden, "x", 1, NULL));
    bring(f, "ours");
    g_test_expect_message("casegate", G_LOG_LEVEL_WARNING,
                          "*holds 1 files that are not the spool's*");
    g_autoptr(SpoolItem) item = only_item(f);
    g_test_assert_expected_messages();
    g_autoptr(GPtrArray) again =
        spool_list(f->spool, 0, &error); /* warned of once: a second would end the test */
    g_assert_cmpuint(again->len, ==, 1);
    g_assert_cmpuint(entries(f, "incoming/new"), ==, 3);
}

typedef enum { PLANT_LINK, PLANT_FIFO, PLANT_FOLDER, PLANT_SHORT } Plant;
static const struct {
    const char *name;
    Plant plant;
} plant_cases[] = {{"symbolic link", PLANT_LINK},
                   {"FIFO", PLANT_FIFO},
                   {"folder", PLANT_FOLDER},
                   {"cut", PLANT_SHORT}};

static void plant(const char *path, Plant kind)
{
    if (kind != PLANT_SHORT)
        g_assert_cmpint(g_unlink(path), ==, 0);
    switch (kind) {
    case PLANT_LINK:
        g_assert_cmpint(symlink("/etc/passwd", path), ==, 0);
        return;
    case PLANT_FIFO:
        g_assert_cmpint(mkfifo(path, 0600), ==, 0);
        return;
    case PLANT_FOLDER:
        g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
        return;
    case PLANT_SHORT:
        overwrite(path, "tru");
        return;
    }
}

static void test_only_the_accepted_file_is_opened(Fixture *f, gconstpointer unused)
{
    for (gsize i = 0; i < G_N_ELEMENTS(plant_cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", plant_cases[i].name);
        bring(f, "truth");
        g_autoptr(SpoolItem) item = only_item(f);
        g_autofree char *path = incoming(f, item->name);
        plant(path, plant_cases[i].plant);
        g_assert_cmpint(spool_open_item(f->spool, item, &error), ==, -1);
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
        g_assert_cmpint(g_remove(path), ==, 0);
        g_clear_error(&error);
        g_assert_cmpint(spool_open_item(f->spool, item, &error), ==, -1);
        g_assert_no_error(error); /* gone is no error */
    }
}

/* ---- crashed writers ---- */

static void crash_while_writing(Fixture *f)
{
    pid_t child = fork();
    if (child == 0) {
        SpoolWriter *writer = spool_write(f->spool, MAILBOX, ARRIVED, NULL);
        _exit(writer != NULL && spool_write_more(writer, "half", 4, NULL) ? 0 : 1);
    }
    int status;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(status, ==, 0);
}

static void age_everything(const Fixture *f, Instant at)
{
    g_autofree char *folder = g_build_filename(f->folder, "incoming/tmp", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_assert_cmpint(utime(path, &(struct utimbuf){at, at}), ==, 0);
    }
}

static void test_the_sweep_takes_the_dead_only(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    crash_while_writing(f);
    SpoolWriter *live = spool_write(f->spool, MAILBOX, ARRIVED, &error);
    g_assert_true(spool_write_more(live, "whole", 5, &error));
    age_everything(f, ARRIVED);
    spool_sweep(f->spool, ARRIVED); /* neither is older */
    g_assert_cmpuint(entries(f, "incoming/tmp"), ==, 2);
    spool_sweep(f->spool, ARRIVED + 1); /* both are, one is locked */
    g_assert_cmpuint(entries(f, "incoming/tmp"), ==, 1);
    g_assert_true(spool_accept(live, &error));
    g_autoptr(SpoolItem) item = only_item(f);
    g_autofree char *text = text_of(spool_open_item(f->spool, item, &error));
    g_assert_cmpstr(text, ==, "whole");
}

/* ---- the archive ---- */

static void test_archiving_moves_the_bytes(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    bring(f, "kept");
    g_autoptr(SpoolItem) item = only_item(f);
    for (int twice = 0; twice < 2; twice++) { /* already moved is success */
        g_assert_true(spool_archive(f->spool, item, &error));
        g_assert_true(spool_archive_sync(f->spool, &error));
    }
    g_assert_cmpuint(spool_count(f->spool), ==, 0);
    g_assert_true(spool_archive_check(f->spool, item->sha256, &error));
    g_autofree char *text = text_of(spool_open_archived(f->spool, item->sha256, &error));
    g_assert_cmpstr(text, ==, "kept");
    g_autofree char *path = spool_archive_path(f->spool, item->sha256);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
    g_autoptr(GPtrArray) digests = spool_archive_list(f->spool, &error);
    g_assert_cmpuint(digests->len, ==, 1);
    g_assert_cmpstr(digests->pdata[0], ==, item->sha256);
}

static void test_a_twin_is_one_file(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    bring(f, "same bytes");
    bring_to(f, "same bytes", "other@havering.example", ARRIVED + 5);
    g_autoptr(GPtrArray) items = spool_list(f->spool, 0, &error);
    g_assert_true(spool_archive(f->spool, items->pdata[0], &error));
    g_assert_cmpuint(spool_count(f->spool), ==, 1);
    g_assert_true(spool_archive(f->spool, items->pdata[1], &error));
    g_assert_true(spool_archive_sync(f->spool, &error));
    g_assert_cmpuint(spool_count(f->spool), ==, 0);
    g_autoptr(GPtrArray) digests = spool_archive_list(f->spool, &error);
    g_assert_cmpuint(digests->len, ==, 1);
}

static void test_a_damaged_archive_is_put_right(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    bring(f, "same bytes");
    g_autoptr(SpoolItem) first = only_item(f);
    g_assert_true(spool_archive(f->spool, first, &error));
    g_autofree char *path = spool_archive_path(f->spool, first->sha256);
    overwrite(path, "SAME BYTES"); /* of the same length */
    g_assert_false(spool_archive_check(f->spool, first->sha256, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_clear_error(&error);

    bring(f, "same bytes");
    g_autoptr(SpoolItem) second = only_item(f);
    g_test_expect_message("casegate", G_LOG_LEVEL_WARNING, "*put right from another copy*");
    g_assert_true(spool_archive(f->spool, second, &error));
    g_test_assert_expected_messages();
    g_assert_true(spool_archive_check(f->spool, first->sha256, &error));
    g_assert_cmpuint(spool_count(f->spool), ==, 0);
}

static void test_nothing_goes_when_both_copies_are_damaged(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    bring(f, "same bytes");
    g_autoptr(SpoolItem) first = only_item(f);
    g_assert_true(spool_archive(f->spool, first, &error));
    g_autofree char *archived = spool_archive_path(f->spool, first->sha256);
    overwrite(archived, "rot");
    bring(f, "same bytes");
    g_autoptr(SpoolItem) second = only_item(f);
    g_autofree char *path = incoming(f, second->name);
    overwrite(path, "rust");
    g_assert_false(spool_archive(f->spool, second, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_cmpuint(spool_count(f->spool), ==, 1);
}

static void test_a_message_in_neither_place_is_said(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    bring(f, "gone");
    g_autoptr(SpoolItem) item = only_item(f);
    g_autofree char *path = incoming(f, item->name);
    g_assert_cmpint(g_unlink(path), ==, 0);
    for (int twice = 0; twice < 2; twice++) { /* without and with the archive folder */
        g_assert_false(spool_archive(f->spool, item, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
        g_clear_error(&error);
    }
    g_assert_false(spool_archive_check(f->spool, item->sha256, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_clear_error(&error);
    g_assert_cmpint(spool_open_archived(f->spool, "../../etc/passwd", &error), ==, -1);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void test_a_spool_is_found_again(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    bring(f, "waits");
    spool_close(f->spool);
    f->spool = spool_open(f->folder, &error);
    g_assert_no_error(error);
    g_autoptr(SpoolItem) item = only_item(f);
    g_autofree char *file = incoming(f, item->name);
    g_assert_null(spool_open(file, &error)); /* a file where the folder should be */
    g_assert_nonnull(error);
    g_clear_error(&error);
    g_assert_true(spool_archive(f->spool, item, &error));
}

#define TEST(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spool/name/strict", test_names_are_read_strictly);
    g_test_add_func("/spool/name/carries", test_a_name_carries_the_message);
    g_test_add_func("/spool/name/longest", test_longest_mailbox_fits_a_file_name);
    TEST("/spool/in/visible", test_nothing_is_visible_before_it_is_accepted);
    TEST("/spool/in/abandoned", test_an_abandoned_message_leaves_nothing);
    TEST("/spool/in/empty", test_an_empty_message_is_a_message);
    TEST("/spool/in/modes", test_files_are_closed_to_others);
    TEST("/spool/in/reserve", test_the_reserve_is_kept);
    TEST("/spool/in/mailbox", test_a_mailbox_that_does_not_fit_is_refused);
    TEST("/spool/in/failed-write", test_a_failed_write_leaves_nothing);
    TEST("/spool/in/descriptors", test_descriptors_do_not_leak);
    TEST("/spool/waiting/order", test_oldest_first_even_within_a_second);
    TEST("/spool/waiting/strangers", test_strangers_are_left_alone);
    TEST("/spool/waiting/planted", test_only_the_accepted_file_is_opened);
    TEST("/spool/sweep", test_the_sweep_takes_the_dead_only);
    TEST("/spool/archive/moves", test_archiving_moves_the_bytes);
    TEST("/spool/archive/twin", test_a_twin_is_one_file);
    TEST("/spool/archive/damaged", test_a_damaged_archive_is_put_right);
    TEST("/spool/archive/both-damaged", test_nothing_goes_when_both_copies_are_damaged);
    TEST("/spool/archive/neither", test_a_message_in_neither_place_is_said);
    TEST("/spool/reopen", test_a_spool_is_found_again);
    return g_test_run();
}
