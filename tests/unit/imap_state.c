/* What is remembered of an IMAP folder: sets of UIDs against a plain model of them, the cursor file whole, cut short and from
 * another folder; and folder names on the wire. */
#include "error.h"
#include "imap_cursor.h"
#include "imap_folder.h"
#include "uid_set.h"
#include <glib/gstdio.h>
#include <string.h>

#define MODEL 64

static char *folder;

static void check_model(const UidSet *set, const gboolean *model)
{
    guint64 count = 0;
    guint32 before = 0;
    for (guint32 uid = 1; uid < MODEL; uid++) {
        g_assert_cmpint(uid_set_has(set, uid), ==, model[uid]);
        count += model[uid] ? 1 : 0;
    }
    g_assert_cmpuint(uid_set_count(set), ==, count);
    for (guint i = 0; i < uid_set_ranges(set); i++) {
        UidRange range = uid_set_range(set, i);
        g_assert_true(range.first <= range.last && (i == 0 || range.first > before + 1));
        before = range.last;
    }
}

static UidSet *draw(gboolean *model)
{
    UidSet *set = uid_set_new();
    for (guint32 uid = 1; uid < MODEL; uid++)
        if ((model[uid] = g_test_rand_int_range(0, 3) == 0))
            uid_set_add(set, uid);
    return set;
}

static void test_set(void)
{
    for (int round = 0; round < 300; round++) {
        gboolean one[MODEL] = {0}, other[MODEL] = {0}, both[MODEL] = {0};
        g_autoptr(UidSet) a = draw(one), b = draw(other), c = uid_set_copy(a), d = uid_set_new();
        g_autofree char *text = uid_set_text(a);
        check_model(a, one);
        g_assert_true(uid_set_parse(d, text));
        check_model(d, one);
        for (guint32 uid = 1; uid < MODEL; uid++)
            both[uid] = one[uid] && other[uid];
        uid_set_keep_only(c, b);
        check_model(c, both);
        for (guint32 uid = 1; uid < MODEL; uid++)
            both[uid] = one[uid] && !other[uid];
        uid_set_remove_all(a, b);
        check_model(a, both);
        for (guint32 uid = 1; uid < MODEL; uid++)
            both[uid] = both[uid] || other[uid];
        uid_set_add_all(a, b);
        check_model(a, both);
    }
}

static void test_set_edges(void)
{
    g_autoptr(UidSet) set = uid_set_new(), last = uid_set_new();
    uid_set_add(set, 0);
    g_assert_cmpuint(uid_set_count(set), ==, 0);
    g_assert_true(uid_set_parse(set, "1:4294967295"));
    g_assert_cmpuint(uid_set_count(set), ==, G_MAXUINT32);
    uid_set_add(last, G_MAXUINT32);
    uid_set_keep_only(set, last);
    g_assert_cmpuint(uid_set_first(set), ==, G_MAXUINT32);
    static const char *const wrong[] = {
        "0", "1,", ",1", "2:1", "1:", "a", "4294967296", "1 2", "-1"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(uid_set_parse(set, wrong[i]));
    g_autoptr(UidSet) some = uid_set_new();
    g_assert_true(uid_set_parse(some, "3:17,20,30:31"));
    g_autoptr(UidSet) lowest = uid_set_lowest(some, 16);
    g_autofree char *text = uid_set_text(lowest);
    g_assert_cmpstr(text, ==, "3:17,20");
}

static ImapCursor *open_cursor(const char *path)
{
    g_autoptr(GError) error = NULL;
    ImapCursor *cursor = imap_cursor_open(path, &error);
    g_assert_no_error(error);
    return cursor;
}

static void test_cursor(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "cursor", NULL);
    g_autoptr(ImapCursor) cursor = open_cursor(path);
    g_assert_false(imap_cursor_meet(cursor, 7, 100));
    g_assert_true(uid_set_parse(cursor->taken, "3:17,20"));
    uid_set_add(cursor->copied, 3);
    uid_set_add(cursor->aside, 77);
    uid_set_add(cursor->trying, 21);
    cursor->tries = 2;
    g_assert_true(imap_cursor_save(cursor, &error));
    g_assert_null(imap_cursor_open(path, &error)); /* one process at a time */
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_clear_pointer(&cursor, imap_cursor_free);
    g_autoptr(ImapCursor) again = open_cursor(path);
    g_autofree char *taken = uid_set_text(again->taken), *aside = uid_set_text(again->aside);
    g_assert_cmpstr(taken, ==, "3:17,20");
    g_assert_cmpstr(aside, ==, "77");
    g_assert_true(uid_set_has(again->copied, 3) && uid_set_has(again->trying, 21));
    g_assert_cmpuint(again->tries, ==, 2);
    g_assert_true(imap_cursor_meet(again, 7, 100));
    g_assert_true(imap_cursor_meet(again, 7, 0)); /* a server that does not say */
    g_assert_true(uid_set_has(again->taken, 3));
    g_assert_true(imap_cursor_meet(again, 7, 120));
    g_assert_false(imap_cursor_meet(again, 7, 110)); /* UIDs went back: they mean other messages */
    g_assert_false(uid_set_has(again->taken, 3));
    uid_set_add(again->taken, 4);
    g_assert_false(imap_cursor_meet(again, 8, 120));
    g_assert_cmpuint(uid_set_count(again->taken), ==, 0);
    uid_set_add(again->taken, 5);
    imap_cursor_note(again);
    g_clear_pointer(&again, imap_cursor_free);
    g_autoptr(ImapCursor) noted = open_cursor(path);
    g_assert_true(uid_set_has(noted->taken, 5));
}

/* Whatever stands in the file, it is the whole state or none: a set that was cut short would be believed. */
static void test_cursor_damaged(void)
{
    static const char whole[] = "casegate imap cursor 1\nuidvalidity 7\nuidnext 100\ntaken 3:17\n"
                                "copied \naside \ntrying \ntries 0\nend\n";
    g_autofree char *path = g_build_filename(folder, "damaged", NULL);
    for (gsize length = 0; length <= strlen(whole); length++) {
        g_autofree char *part = g_strndup(whole, length);
        g_assert_true(g_file_set_contents(path, part, -1, NULL));
        if (length < strlen(whole) - 1)
            g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*collected anew*");
        g_autoptr(ImapCursor) cursor = open_cursor(path);
        g_test_assert_expected_messages();
        g_assert_cmpuint(uid_set_count(cursor->taken), ==, length < strlen(whole) - 1 ? 0 : 15);
    }
    static const char *const wrong[] = {"casegate imap cursor 2\nend\n",
                                        "casegate imap cursor 1\ncolour red\nend\n",
                                        "casegate imap cursor 1\ntaken 5:3\nend\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_assert_true(g_file_set_contents(path, wrong[i], -1, NULL));
        g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*collected anew*");
        g_autoptr(ImapCursor) cursor = open_cursor(path);
        g_test_assert_expected_messages();
        g_assert_cmpuint(cursor->uidvalidity, ==, 0);
    }
}

static void test_folder(void)
{
    static const struct {
        const char *name;
        char delimiter;
        const char *want;
    } cases[] = {
        {"INBOX", '/', "INBOX"},
        {"Casegate/Received", '.', "Casegate.Received"},
        {"Casegate/Received", 0, "Casegate/Received"},
        {"Ärger/日本 & co", '/', "&AMQ-rger/&ZeVnLA- &- co"},
        {"~peter/mail/台北/日本語", '/', "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
        {"😀", '/', "&2D3eAA-"},
        {"a\r\nb", '/', NULL},
        {"", '/', NULL},
        {"\xff", '/', NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = imap_folder_encode(cases[i].name, cases[i].delimiter, &error);
        g_assert_cmpstr(name, ==, cases[i].want);
        g_assert_true((error == NULL) == (cases[i].want != NULL));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("casegate-imap-XXXXXX", NULL);
    g_test_add_func("/imap_state/set", test_set);
    g_test_add_func("/imap_state/set-edges", test_set_edges);
    g_test_add_func("/imap_state/cursor", test_cursor);
    g_test_add_func("/imap_state/cursor-damaged", test_cursor_damaged);
    g_test_add_func("/imap_state/folder", test_folder);
    int code = g_test_run();
    static const char *const left[] = {"cursor", "cursor.lock", "damaged", "damaged.lock"};
    for (gsize i = 0; i < G_N_ELEMENTS(left); i++) {
        g_autofree char *path = g_build_filename(folder, left[i], NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return code;
}
