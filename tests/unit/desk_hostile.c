/* Messages that try to be more than text, worked by the whole way that real ones go, and every page of the desk over them: what
 * they wrote stands there as text, or does not stand there. */
#include "desk_site.h"

#include "desk_original.h"
#include "desk_unread.h"
#include "reader_private.h"
#include "spool.h"
#include "work.h"

#include <glib/gstdio.h>
#include <sys/mman.h>

#define NOW 1773050400 /* 9 March 2026, 10:00 */
#define MAILBOX "mailbox@partnership.havering.example"
#define FROM "idris.penhallow@oakfield.example"

static const char head[] = "Authentication-Results: mx.partnership.havering.example; dmarc=pass "
                           "header.from=oakfield.example\r\n";

/* Every field, name and subject of it is an attempt. */
static const char attempts[] =
    "From: \"<script>alert(1)</script>\" <" FROM ">\r\nTo: \"<b>x</b>\" <" MAILBOX ">\r\n"
    "Subject: Escalation <script>alert(2)</script> " DESK_CHILD "\r\n"
    "Message-ID: <h1@oakfield.example>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; "
    "charset=utf-8\r\n\r\n"
    "Message kind: new escalation\nStage claimed: two\n"
    "Agency raising: Oakfield Primary School\n"
    "Agency challenged: Children's Social Care\n"
    "Child's name: Quillon <img src=x onerror=alert(3)> " DESK_CHILD "\nDate of birth: 4/3/2015\n"
    "When did the disagreement arise?: 6 March 2026\n"
    "What is the problem: \"><svg onload=alert(4)> \xe2\x80\xaegnirts '); DROP TABLE cases;-- "
    "\x01\n"
    "Outcome sought: </dd></dl><form action=//evil.example><a href='javascript:alert(5)'>x</a>\n"
    "\r\n--b\r\nContent-Type: text/html; name=\"<i>n.html\"\r\n"
    "Content-Disposition: attachment; "
    "filename=\"<i>n.html\"\r\n\r\n<script>alert(6)</script>\r\n--b--\r\n";

static const char stranger[] =
    "From: <script@stranger.example>\r\nTo: " MAILBOX
    "\r\nSubject: =?utf-8?q?=3Cscript=3E7=3C/script=3E?=\r\n"
    "Message-ID: <h2@stranger.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<html><body><p>A child is not seen.</p><script>alert(8)</script><a "
    "href='https://evil.example/x'>"
    "click &lt;script&gt;alert(9)&lt;/script&gt;</a><img "
    "src='https://evil.example/p.gif'></body></html>\r\n";

static void deliver(const char *folder, const char *first, const char *rest, guint n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Spool) spool = spool_open(folder, &error);
    g_assert_no_error(error);
    SpoolWriter *writer = spool_write(spool, MAILBOX, NOW - 100 + n, &error);
    g_assert_no_error(error);
    g_assert_true(spool_write_more(writer, first, strlen(first), &error));
    g_assert_true(spool_write_more(writer, rest, strlen(rest), &error));
    g_assert_true(spool_accept(writer, &error));
}

static DeskSite *begin(void)
{
    GError *error = NULL;
    Placed placed = {.site = made_site("havering-2020"), .now = NOW};
    placed.rules = placed.site.rules;
    deliver(placed.site.spool, head, attempts, 0);
    deliver(placed.site.spool, "", stranger, 1);
    Work *work = work_open(placed.rules, &error);
    g_assert_no_error(error);
    WorkReport report;
    g_assert_true(work_run_once(work, NOW, &report, &error));
    g_assert_no_error(error);
    work_close(work);
    DeskSite *site = desk_site_over(placed);
    site->desk.reader =
        reader_start(forms_labels(placed.rules->forms), NULL, reader_default_limits(), &error);
    g_assert_no_error(error);
    return site;
}

static char *only_case(const DeskSite *site)
{
    GError *error = NULL;
    g_autoptr(Store) store = store_open(site->placed.site.database, STORE_READ, &error);
    g_autoptr(GPtrArray) all = store_cases_all(store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 1);
    return g_strdup(all->pdata[0]);
}

/* No element that the desk does not write, no attribute of theirs. */
static void is_harmless(const DeskAnswer *page)
{
    static const char *const never[] = {"<script>",
                                        "<img",
                                        "<svg",
                                        "<i>",
                                        "<b>x",
                                        "evil.example\"",
                                        "href=\"javascript",
                                        "onerror=\"",
                                        "onload=\"",
                                        "action=\"//",
                                        "\xe2\x80\xae",
                                        NULL};
    for (const char *const *each = never; *each; each++)
        if (desk_says(page, *each))
            g_error("the page says '%s': %s", *each, page->body->str);
    g_assert_null(memchr(page->body->str, 1, page->body->len));
}

static void test_pages(void)
{
    static const char *const paths[] = {"/",          "/held",     "/held/1", "/message/1",
                                        "/message/2", "/messages", "/sent",   "/sent/1",
                                        "/search",    "/health",   "/words",  NULL};
    g_autoptr(DeskSite) site = begin();
    for (const char *const *path = paths; *path; path++) {
        g_test_message("%s", *path);
        g_autoptr(DeskAnswer) page = desk_get(site, &desk_officer, *path, NULL);
        g_assert_cmpuint(page->status, ==, 200);
        is_harmless(page);
    }
    g_autofree char *reference = only_case(site);
    g_autofree char *path = g_strconcat("/case/", reference, NULL);
    g_autoptr(DeskAnswer) page = desk_get(site, &desk_officer, path, NULL);
    is_harmless(page);
    desk_has(page, 200, "&lt;img src=x onerror=alert(3)&gt;");
    desk_has(page, 200, "DROP TABLE cases");
    g_autofree char *look = g_strdup_printf("web case %s by Alex Pell (apell)", reference);
    g_assert_cmpstr(desk_last(site->looks), ==, look);
}

/* The sealed original is shown as the text that it is. */
static void test_original(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autofree char *reference = only_case(site);
    g_autoptr(DeskAnswer) page = desk_get(site, &desk_officer, "/message/1", NULL);
    desk_has(page, 200, "Written now");
    desk_has(page, 200, "What is the problem: &quot;&gt;&lt;svg onload=alert(4)&gt;");
    desk_has(page, 200, "&lt;i&gt;n.html");
    desk_has(page, 200, reference);
    g_autofree char *look = g_strdup_printf("web message %s by Alex Pell (apell)", reference);
    g_assert_cmpstr(desk_last(site->looks), ==, look);
    g_autoptr(DeskAnswer) held = desk_get(site, &desk_officer, "/held/1", NULL);
    desk_has(held, 200, "A child is not seen.");
    desk_has(held, 200, "click &lt;script&gt;alert(9)&lt;/script&gt;");
    g_assert_false(desk_says(held, "alert(8)"));
    g_clear_pointer(&site->desk.reader, reader_stop);
    g_autoptr(DeskAnswer) without = desk_get(site, &desk_officer, "/message/1", NULL);
    desk_has(without, 200, "The message itself cannot be shown: nothing here reads originals.");
}

static void test_gone(void)
{
    g_autoptr(DeskSite) site = begin();
    GError *error = NULL;
    g_autoptr(Store) store = store_open(site->placed.site.database, STORE_READ, &error);
    g_autoptr(LedgerRow) row = store_ledger_by_id(store, 1, &error);
    g_autoptr(Spool) spool = spool_open(site->placed.site.spool, &error);
    g_autofree char *path = spool_archive_path(spool, row->sha256);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_autoptr(DeskAnswer) page = desk_get(site, &desk_officer, "/message/1", NULL);
    desk_has(page, 200, "The message itself cannot be shown: ");
}

typedef struct {
    const char *name, *what, *born, *closed;
    gboolean found;
    const char *says;
} SearchCase;

static const SearchCase searches[] = {
    {"name", "featherSTON", NULL, NULL, TRUE, "name of a child"},
    {"another name", "Nobody Atall", NULL, NULL, FALSE, "Nothing is known here"},
    {"initials and date of birth", "Q. F.", "4 March 2015", NULL, TRUE,
     "date of birth and initials"},
    {"another date of birth", "Q. F.", "5 March 2015", NULL, FALSE, "Nothing is known here"},
    {"agency", "CSC", NULL, NULL, TRUE, ">agency<"},
    {"address", FROM, NULL, NULL, TRUE, "e-mail address"},
    {"closed, too", "featherston", NULL, "yes", TRUE, "name of a child"},
    {"two letters", "fe", NULL, NULL, FALSE, "Nothing is known here"},
    {"nothing", " ", NULL, NULL, FALSE, "href=\"#search-what\">Say what you are looking for"},
    {"no date", "x y", "32/13/2015", NULL, FALSE, "href=\"#search-born\">"},
    {"an attempt", "<script>alert(1)</script>", NULL, NULL, FALSE, "&lt;script&gt;alert(1)"},
    {"a pattern", "%' OR 1=1 --", NULL, NULL, FALSE, "Nothing is known here"},
};

static void test_search(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autofree char *reference = only_case(site);
    for (gsize i = 0; i < G_N_ELEMENTS(searches); i++) {
        const SearchCase *c = &searches[i];
        g_test_message("%s", c->name);
        g_autoptr(GHashTable) form = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_insert(form, (gpointer) "what", (gpointer)c->what);
        if (c->born)
            g_hash_table_insert(form, (gpointer) "born", (gpointer)c->born);
        if (c->closed)
            g_hash_table_insert(form, (gpointer) "closed", (gpointer)c->closed);
        guint before = site->looks->len;
        g_autoptr(DeskAnswer) page = desk_ask(site, &desk_officer, TRUE, "/search", form);
        desk_has(page, strstr(c->says, "#search") ? 422 : 200, c->says);
        is_harmless(page);
        g_assert_true(desk_says(page, reference) == c->found);
        g_assert_cmpuint(site->looks->len - before, ==,
                         strstr(c->says, "#search") ? 0
                         : c->found                 ? 2
                                                    : 1);
        for (guint k = before; k < site->looks->len; k++)
            g_assert_false(strcasestr(site->looks->pdata[k], "feather"));
    }
    g_autoptr(DeskAnswer) by_reference =
        desk_post(site, &desk_officer, "/search", "what", reference, NULL);
    desk_has(by_reference, 200, ">reference<");
    g_autoptr(DeskAnswer) readers = desk_post(site, &desk_reader, "/search", "what", FROM, NULL);
    g_assert_cmpuint(readers->status, ==, 403);
    g_assert_false(desk_says(readers, reference));
    site->no_looks = TRUE;
    g_autoptr(DeskAnswer) refused = desk_post(site, &desk_officer, "/search", "what", FROM, NULL);
    g_assert_cmpuint(refused->status, ==, 503);
    g_assert_false(desk_says(refused, reference));
}

static void test_sent(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autoptr(DeskAnswer) page = desk_get(site, &desk_officer, "/sent", NULL);
    desk_has(page, 200, FROM);
    desk_has(page, 200, ">queued<");
    g_autoptr(DeskAnswer) failed = desk_get(site, &desk_officer, "/sent", "state", "failed", NULL);
    g_assert_false(desk_says(failed, FROM));
    g_autoptr(DeskAnswer) odd =
        desk_get(site, &desk_officer, "/sent", "state", "<x>", "before", "-7", NULL);
    desk_has(odd, 200, FROM);
    g_autoptr(DeskAnswer) none = desk_get(site, &desk_officer, "/sent/99999", NULL);
    g_assert_cmpuint(none->status, ==, 404);
    g_autoptr(DeskAnswer) health = desk_get(site, &desk_officer, "/health", NULL);
    desk_has(health, 200, "&#39;casegate run&#39; is not running");
}

static guint *readings; /* shared with the readers */

static MailRecord *G_GNUC_NORETURN never_read(const char *bytes, gsize length,
                                              const FormLabels *labels)
{
    (void)bytes;
    (void)length;
    (void)labels;
    ++*readings;
    for (;;)
        g_usleep(G_USEC_PER_SEC);
}

/* What holds the reader up does so once, not with every click. */
static void test_endless(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskSite) site = begin();
    const ReaderFunctions functions = {.read = never_read, .read_apart = never_read};
    const ReaderLimits usual = reader_default_limits();
    ReaderLimits limits = desk_original_limits();
    g_assert_cmpuint(MAX(limits.seconds, limits.apart_seconds), <, usual.seconds);
    limits.seconds = 1;
    readings =
        mmap(NULL, sizeof *readings, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    g_clear_pointer(&site->desk.reader, reader_stop);
    site->desk.reader = reader_start_with(functions, NULL, limits, &error);
    g_assert_no_error(error);
    site->desk.unread = desk_unread_new();
    g_autoptr(DeskAnswer) first = desk_get(site, &desk_officer, "/message/1", NULL);
    desk_has(first, 200, "took longer than 1 second");
    guint cost = *readings;
    g_assert_cmpuint(cost, >, 0);
    g_autoptr(DeskAnswer) again = desk_get(site, &desk_officer, "/message/1", NULL);
    desk_has(again, 200, "took longer than 1 second");
    g_assert_cmpuint(*readings, ==, cost);
    g_autoptr(DeskAnswer) other = desk_get(site, &desk_officer, "/message/2", NULL);
    desk_has(other, 200, "took longer than 1 second");
    g_assert_cmpuint(*readings, >, cost);
    g_clear_pointer(&site->desk.unread, desk_unread_free);
    munmap(readings, sizeof *readings);
}

/* The last few are known. */
static void test_unread(void)
{
    g_autoptr(DeskUnread) unread = desk_unread_new();
    for (guint i = 0; i < 40; i++) {
        g_autofree char *sha256 = g_strdup_printf("%064u", i);
        g_autofree char *why = g_strdup_printf("why %u", i);
        g_assert_null(desk_unread_why(unread, sha256));
        desk_unread_add(unread, sha256, why);
        g_assert_cmpstr(desk_unread_why(unread, sha256), ==, why);
    }
    g_autofree char *first = g_strdup_printf("%064u", 0u);
    g_autofree char *late = g_strdup_printf("%064u", 39u);
    g_assert_null(desk_unread_why(unread, first));
    g_assert_cmpstr(desk_unread_why(unread, late), ==, "why 39");
    desk_unread_add(NULL, first, "x");
    g_assert_null(desk_unread_why(NULL, first));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/hostile/pages", test_pages);
    g_test_add_func("/desk/hostile/original", test_original);
    g_test_add_func("/desk/hostile/gone", test_gone);
    g_test_add_func("/desk/hostile/endless", test_endless);
    g_test_add_func("/desk/hostile/unread", test_unread);
    g_test_add_func("/desk/hostile/search", test_search);
    g_test_add_func("/desk/hostile/sent", test_sent);
    return g_test_run();
}
