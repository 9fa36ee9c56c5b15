/* A flood of one sender: another's message is worked within ten, nobody's own order changes, and nothing is lost. */
#include "work.h"

#include <string.h>

#include "made_site.h"
#include "spool.h"
#include "spool_sender.h"
#include "store.h"
#include "verify.h"

#define NOW 1773050400 /* 9 March 2026, 10:00 */
#define MAILBOX "mailbox@partnership.havering.example"
#define BOMB 1000

static void write_message(Spool *spool, const char *from, guint n)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("Received: from a.example\r\nFrom: %s\r\nTo: " MAILBOX
                                            "\r\nMessage-ID: <flood-%u@a.example>\r\n\r\n"
                                            "A child is at immediate risk of harm (%u).\r\n",
                                            from, n, n);
    SpoolWriter *writer = spool_write(spool, MAILBOX, NOW - 5000 + n, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, text, strlen(text) / 2, &error));
    g_assert_true(
        spool_write_more(writer, text + strlen(text) / 2, strlen(text) - strlen(text) / 2, &error));
    g_assert_true(spool_accept(writer, &error));
}

static Spool *new_spool(const char *folder)
{
    g_autoptr(GError) error = NULL;
    Spool *spool = spool_open(folder, &error);
    g_assert_no_error(error);
    return spool;
}

/* ---- whose it is ---- */

typedef struct {
    const char *name, *head, *as; /* the same mark as this From */
} Sent;

static const Sent heads[] = {
    {"bare", "From: a@b.example\n\n", "a@b.example"},
    {"with a name", "From: \"A, B\" <A@B.example>\r\n\r\n", "a@b.example"},
    {"folded", "Subject: x\r\nFrom: Somebody\r\n <a@b.example>\r\nTo: c@d.example\r\n\r\n",
     "a@b.example"},
    {"any case", "fROM:a@b.example\n\n", "a@b.example"},
    {"the first of two", "From: a@b.example\nFrom: c@d.example\n\n", "a@b.example"},
    {"not in the text", "To: c@d.example\n\nFrom: a@b.example\n", ""},
    {"not within a line", "X-From: a@b.example\n\n", ""},
    {"not another field", "From-X: a@b.example\n\n", ""},
    {"unended", "From: a@b.example", "a@b.example"},
    {"nothing", "", ""},
    {"no text at all", "\n", ""},
};

static char *mark(const char *head, gsize piece)
{
    g_autoptr(SpoolSender) sender = spool_sender_new();
    spool_sender_update(sender, NULL, 0);
    for (const char *p = head; *p;) {
        gsize length = MIN(piece, strlen(p));
        spool_sender_update(sender, p, length);
        p += length;
    }
    return spool_sender_digits(sender);
}

static void test_sender(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_autofree char *plain = *heads[i].as ? g_strdup_printf("From: %s\n\n", heads[i].as) : NULL;
        g_autofree char *want = mark(plain ? plain : "", 1000);
        g_test_message("%s", heads[i].name);
        for (gsize piece = 1; piece < 50; piece += 7) {
            g_autofree char *got = mark(heads[i].head, piece);
            g_assert_cmpstr(got, ==, want);
            g_assert_cmpuint(strlen(got), ==, SPOOL_SENDER_DIGITS);
        }
    }
    g_autofree char *one = mark("From: a@b.example\n\n", 9),
                    *other = mark("From: c@d.example\n\n", 9);
    g_assert_cmpstr(one, !=, other);
}

/* ---- the order ---- */

typedef struct {
    const char *name;
    guint bomb, others;  /* how many of the one sender, then how many of others, each another */
    guint other_at_most; /* the last of the others stands at this place, from 1 */
    gboolean more;
} Order;

static const Order orders[] = {
    {"no flood", 200, 1, 201, FALSE},
    {"a flood", 600, 1, 9, TRUE},
    {"a flood among some", 600, 20, 28, TRUE},
    {"much, but not a great part", 300, 700, 1000, FALSE},
    {"nobody else", 600, 0, 0, FALSE},
};

static void test_order(gconstpointer data)
{
    const Order *order = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("casegate-flood-XXXXXX", NULL);
    g_autoptr(Spool) spool = new_spool(folder);
    for (guint n = 0; n < order->bomb; n++)
        write_message(spool, "Bomb <bomb@a.example>", n);
    for (guint n = 0; n < order->others; n++) {
        g_autofree char *from = g_strdup_printf("other%u@a.example", n);
        write_message(spool, from, order->bomb + n);
    }
    gboolean more = !order->more;
    g_autoptr(GPtrArray) items = spool_list_fairly(spool, 2000, &more, &error);
    g_assert_no_error(error);
    g_assert_cmpint(more, ==, order->more);
    guint last = 0;
    for (guint i = 0; i < items->len; i++) {
        const SpoolItem *item = items->pdata[i];
        if (item->arrived >= (Instant)(NOW - 5000 + order->bomb))
            last = i + 1;
        if (i > 0)
            g_assert_cmpstr(((SpoolItem *)items->pdata[i - 1])->name, <, item->name);
    }
    g_assert_cmpuint(last, ==, order->other_at_most);
    g_assert_cmpuint(items->len, >=, order->others);
    remove_tree(folder);
}

/* ---- worked ---- */

static guint mails_of(Store *store, const char *template)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = store_outbox_of_case(store, "", &error);
    guint found = 0;
    for (guint i = 0; i < rows->len; i++)
        found += g_str_equal(((OutboxRow *)rows->pdata[i])->template, template);
    return found;
}

static void test_worked(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(Spool) spool = new_spool(site.spool);
    for (guint n = 0; n < BOMB; n++)
        write_message(spool, "Bomb <bomb@elsewhere.example>", n);
    write_message(spool, "Idris Penhallow <idris.penhallow@oakfield.example>", BOMB);
    g_autoptr(Work) work = work_open(site.rules, &error);
    g_assert_no_error(error);
    WorkReport report;
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_assert_cmpuint(report.messages, ==, BOMB + 1);
    g_assert_cmpuint(spool_count(spool), ==, 0);
    g_autoptr(Store) store = store_open(site.database, STORE_READ, &error);
    g_autoptr(GPtrArray) ledger = store_ledger_all(store, &error);
    g_assert_cmpuint(ledger->len, ==, BOMB + 1);
    Instant before = 0;
    for (guint i = 0; i < ledger->len; i++) {
        const LedgerRow *row = ledger->pdata[i];
        if (g_str_equal(row->from, "idris.penhallow@oakfield.example")) {
            g_assert_cmpuint(i, <, 10);
            continue;
        }
        g_assert_cmpint(row->received, >, before); /* the bomb's own order */
        before = row->received;
    }
    /* to each of two posts: three alarms because of the stranger, one because of the teacher */
    g_assert_cmpuint(mails_of(store, "office-alarm"), ==, 2 * 3 + 2);
    g_assert_cmpuint(mails_of(store, "receipt") + mails_of(store, "which-case"), <=, 2);
}

/* ---- told to stop ---- */

static void assert_adds_up(const Ruleset *rules)
{
    g_autoptr(GError) error = NULL;
    g_auto(Verified) verified = {0};
    g_assert_true(verify_site(rules, NULL, DAY_UNKNOWN, &verified, &error));
    g_assert_cmpuint(verified.findings->len, ==, 0);
}

static volatile sig_atomic_t stop;

static void test_stopped(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(Spool) spool = new_spool(site.spool);
    for (guint n = 0; n < BOMB; n++)
        write_message(spool, "Bomb <bomb@elsewhere.example>", n);
    g_autoptr(Work) work = work_open(site.rules, &error);
    g_assert_no_error(error);
    WorkReport report;
    work_heed(work, &stop);
    stop = 1;
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_assert_cmpuint(report.messages, ==, 0);
    g_assert_cmpuint(spool_count(spool), ==, BOMB);
    assert_adds_up(site.rules);
    stop = 0;
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_assert_cmpuint(spool_count(spool), ==, 0);
    assert_adds_up(site.rules);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/work/flood/sender", test_sender);
    for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
        g_autofree char *path = g_strdup_printf("/work/flood/%s", orders[i].name);
        g_test_add_data_func(path, &orders[i], test_order);
    }
    g_test_add_func("/work/flood/worked", test_worked);
    g_test_add_func("/work/flood/stopped", test_stopped);
    return g_test_run();
}
