/* The embedded sender and the guard before it. */
#include "durable_file.h"
#include "error.h"
#include "transport.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_NAME                                                                                    \
    "a56145270ce6b3bebd1dd012b73948677dd618d496488bc608a3cb43ce3547dd" /* SHA-256 of "id" */

static void test_refusal(void)
{
    static const struct {
        const char *address;
        gboolean real, demonstration; /* may it be written to? */
    } rows[] = {
        {"jo@school.example", TRUE, TRUE},
        {"jo@SCHOOL.EXAMPLE", TRUE, TRUE},
        {"jo@a.b.test", TRUE, TRUE},
        {"jo@x.invalid", TRUE, TRUE},
        {"jo@example.org", TRUE, TRUE},
        {"jo@mail.example.org", TRUE, TRUE},
        {"jo@havering.gov.uk", TRUE, FALSE},
        {"jo@example.com", TRUE, FALSE},
        {"jo@example.org.uk", TRUE, FALSE},
        {"jo@notexample.org", TRUE, FALSE},
        {"jo@myexample", TRUE, FALSE},
        {"jo@school.example.com", TRUE, FALSE},
        {"jo@localhost", FALSE, FALSE},
        {"jo@x.localhost", FALSE, FALSE},
        {"jo", FALSE, FALSE},
        {"", FALSE, FALSE},
        {NULL, FALSE, FALSE},
        {"a@b.example, c@real.org", FALSE, FALSE},
        {"a@real.org@b.example", FALSE, FALSE},
        {"a@b.example\n", FALSE, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *real = recipient_refusal(rows[i].address, FALSE);
        g_autofree char *demonstration = recipient_refusal(rows[i].address, TRUE);
        g_test_message("%s", rows[i].address ? rows[i].address : "NULL");
        g_assert_cmpint(real == NULL, ==, rows[i].real);
        g_assert_cmpint(demonstration == NULL, ==, rows[i].demonstration);
    }
    g_autofree char *why = recipient_refusal("jo.smith@havering.gov.uk", TRUE);
    g_assert_nonnull(strstr(why, "'havering.gov.uk'"));
    g_assert_null(strstr(why, "smith"));
}

typedef struct {
    char *root, *path;
    Transport *transport;
} Fixture;

static void set_up(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    f->root = g_dir_make_tmp("casegate-XXXXXX", &error);
    f->path = g_build_filename(f->root, "outgoing", NULL);
    f->transport = maildir_transport_open(f->path, &error);
    g_assert_no_error(error);
}

static char *path_of(const Fixture *f, const char *folder, const char *name)
{
    return g_build_filename(f->path, folder, name, NULL);
}

static guint count(const Fixture *f, const char *folder)
{
    g_autofree char *path = path_of(f, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint files = 0;
    while (g_dir_read_name(dir))
        files++;
    return files;
}

static void remove_all(const Fixture *f, const char *folder)
{
    g_autofree char *path = path_of(f, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_remove(file);
    }
    g_rmdir(path);
}

static void tear_down(Fixture *f, gconstpointer data)
{
    f->transport->type->close(f->transport);
    remove_all(f, "tmp");
    remove_all(f, "new");
    remove_all(f, "cur");
    g_assert_cmpint(g_rmdir(f->path), ==, 0);
    g_assert_cmpint(g_rmdir(f->root), ==, 0);
    g_free(f->path);
    g_free(f->root);
}

static TransportOutcome hand_over(Fixture *f, const char *id, const char *text)
{
    TransportReply reply;
    const TransportMail mail = {.from = "",
                                .to = "jo@school.example",
                                .message_id = id,
                                .bytes = text,
                                .length = strlen(text)};
    f->transport->type->deliver(f->transport, &mail, &reply);
    TransportOutcome outcome = reply.outcome;
    g_assert_cmpint(outcome == TRANSPORT_SENT, ==, reply.why == NULL);
    g_assert_cmpint(outcome == TRANSPORT_SENT, ==, reply.log_why == NULL);
    transport_reply_clear(&reply);
    return outcome;
}

static TransportOutcome deliver(Fixture *f, const char *id, const char *text)
{
    g_autoptr(GError) error = NULL;
    TransportOutcome outcome = hand_over(f, id, text);
    gboolean settled = f->transport->type->settle(f->transport, &error);
    g_assert_cmpint(settled, ==, error == NULL);
    return settled || outcome != TRANSPORT_SENT ? outcome : TRANSPORT_DOWN;
}

static void test_deliver(Fixture *f, gconstpointer data)
{
    g_autofree char *path = path_of(f, "new", ID_NAME);
    g_assert_cmpint(deliver(f, "id", "one\r\n"), ==, TRANSPORT_SENT);
    g_assert_cmpint(deliver(f, "other/../id", "two\r\n"), ==, TRANSPORT_SENT);
    g_autofree char *text = durable_read_whole(path, 100, NULL, NULL);
    g_assert_cmpstr(text, ==, "one\r\n");
    g_assert_cmpuint(count(f, "new"), ==, 2);
    g_assert_cmpuint(count(f, "tmp"), ==, 0);
}

static void test_again(Fixture *f, gconstpointer data)
{
    g_autofree char *path = path_of(f, "new", ID_NAME);
    g_autofree char *moved = path_of(f, "cur", ID_NAME ":2,S");
    g_assert_cmpint(deliver(f, "id", "one"), ==, TRANSPORT_SENT);
    g_assert_cmpint(deliver(f, "id", "one"), ==, TRANSPORT_SENT);
    g_assert_cmpuint(count(f, "new"), ==, 1);
    g_assert_cmpint(g_rename(path, moved), ==, 0);
    g_assert_cmpint(deliver(f, "id", "one"), ==, TRANSPORT_SENT);
    g_assert_cmpuint(count(f, "new"), ==, 0);
    g_assert_cmpuint(count(f, "cur"), ==, 1);
}

/* Nothing is in new/ before it is settled; what is not settled is as if it was never delivered. */
static void test_settle(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of(f, "new", ID_NAME);
    g_assert_cmpint(hand_over(f, "id", "one"), ==, TRANSPORT_SENT);
    g_assert_cmpint(hand_over(f, "other", "two"), ==, TRANSPORT_SENT);
    g_assert_cmpint(hand_over(f, "id", "three"), ==, TRANSPORT_SENT);
    g_assert_cmpuint(count(f, "new"), ==, 0);
    f->transport->type->close(f->transport);
    f->transport = maildir_transport_open(f->path, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(count(f, "tmp"), ==, 0);
    g_assert_cmpint(hand_over(f, "id", "one"), ==, TRANSPORT_SENT);
    g_assert_cmpint(hand_over(f, "other", "two"), ==, TRANSPORT_SENT);
    g_assert_cmpint(hand_over(f, "id", "three"), ==, TRANSPORT_SENT);
    g_assert_true(f->transport->type->settle(f->transport, &error));
    g_assert_cmpuint(count(f, "new"), ==, 2);
    g_assert_cmpuint(count(f, "tmp"), ==, 0);
    g_autofree char *text = durable_read_whole(path, 100, NULL, NULL);
    g_assert_cmpstr(text, ==, "three");
    g_assert_true(f->transport->type->settle(f->transport, &error)); /* of nothing */
}

/* What a crash leaves in tmp/ neither stops the same mail nor stays; others' files do. */
static void test_left_behind(Fixture *f, gconstpointer data)
{
    g_autofree char *left = path_of(f, "tmp", ID_NAME);
    g_autofree char *foreign = path_of(f, "tmp", "1772619240.M1P2.mail");
    g_assert_true(g_file_set_contents(left, "on", 2, NULL));
    g_assert_cmpint(deliver(f, "id", "one"), ==, TRANSPORT_SENT);
    g_assert_cmpuint(count(f, "tmp"), ==, 0);
    g_assert_true(g_file_set_contents(left, "on", 2, NULL));
    g_assert_true(g_file_set_contents(foreign, "x", 1, NULL));
    g_autoptr(GError) error = NULL;
    Transport *second = maildir_transport_open(f->path, &error);
    g_assert_no_error(error);
    second->type->close(second);
    g_assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(foreign, G_FILE_TEST_EXISTS));
    g_assert_cmpuint(count(f, "new"), ==, 1);
}

static void test_failures(Fixture *f, gconstpointer data)
{
    g_autofree char *new = path_of(f, "new", NULL);
    g_autofree char *tmp = path_of(f, "tmp", NULL);
    g_assert_cmpint(deliver(f, "", "one"), ==, TRANSPORT_FAILED);
    g_assert_cmpint(deliver(f, NULL, "one"), ==, TRANSPORT_FAILED);
    g_assert_cmpint(g_rmdir(new), ==, 0);
    g_assert_cmpint(deliver(f, "id", "one"), ==, TRANSPORT_DOWN);
    g_assert_cmpuint(count(f, "tmp"), ==, 0);
    g_assert_cmpint(g_rmdir(tmp), ==, 0);
    g_assert_cmpint(deliver(f, "id", "one"), ==, TRANSPORT_DOWN);
    g_autoptr(GError) error = NULL;
    g_autofree char *blocked = g_build_filename(f->root, "file", NULL);
    g_assert_true(g_file_set_contents(blocked, "x", 1, NULL));
    g_assert_null(maildir_transport_open(blocked, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_cmpint(g_remove(blocked), ==, 0);
}

#define ADD(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/recipient-guard/refusal", test_refusal);
    ADD("/maildir-transport/deliver", test_deliver);
    ADD("/maildir-transport/again", test_again);
    ADD("/maildir-transport/settle", test_settle);
    ADD("/maildir-transport/left-behind", test_left_behind);
    ADD("/maildir-transport/failures", test_failures);
    return g_test_run();
}
