/* The clerk: what a letter is, whom he obeys, and that nothing he is sent ends him. */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clerk_letter.h"
#include "clerk_port.h"
#include "clerk_process.h"
#include "error.h"
#include "health.h"
#include "made_site.h"
#include "store_accounts.h"

static const Order full = {.kind = ORDER_ROUTE,
                           .login = "wilf",
                           .held = 7,
                           .reference = "HAV-26-0001-X",
                           .why = "weil es so ist, Ölçü",
                           .text = "",
                           .not_urgent = TRUE,
                           .agency = "csc",
                           .to = "a@b.example",
                           .side = SIDE_RAISING,
                           .stage = "S2",
                           .release = 3,
                           .file = "people.csv",
                           .file_text = "a,b\n",
                           .file_sha256 = "0"};

static ClerkLetter *sent(GBytes *bytes)
{
    gsize length = 0;
    g_autoptr(GBytes) owned = bytes;
    gconstpointer data = g_bytes_get_data(owned, &length);
    guint64 number = 0;
    return clerk_letter_read(data, length, &number);
}

static void test_letters(void)
{
    g_autoptr(ClerkLetter) letter = sent(clerk_letter_order(9, &full, NULL));
    g_assert_nonnull(letter);
    g_assert_cmpuint(letter->number, ==, 9);
    g_assert_cmpint(letter->kind, ==, LETTER_ORDER);
    const Order *got = &letter->order;
    g_assert_true(got->kind == full.kind && got->held == 7 && got->release == 3 &&
                  got->side == SIDE_RAISING && got->not_urgent);
    g_assert_cmpstr(got->why, ==, full.why);
    g_assert_cmpstr(got->text, ==, ""); /* not the same as not given */
    g_assert_cmpstr(got->file_text, ==, full.file_text);
    const Order little = {.kind = ORDER_SETTLE, .settle = SETTLE_OPEN, .login = "x", .held = 1};
    g_autoptr(ClerkLetter) small = sent(clerk_letter_order(1, &little, NULL));
    g_assert_true(small && !small->order.why && !small->order.text && !small->order.stage);
    const Looker looker = {"Wilf", "wilf", "web case"};
    const char *const both[] = {"HAV-26-0001-X", "", NULL};
    g_autoptr(ClerkLetter) look = sent(clerk_letter_look(2, &looker, both, NULL));
    g_assert_cmpstr(look->looker.command, ==, "web case");
    g_assert_null(look->looker.who); /* the clerk asks who that login is */
    g_assert_cmpuint(g_strv_length((char **)look->references), ==, 2);
    g_autoptr(ClerkLetter) pulse = sent(clerk_letter_pulse(3));
    g_assert_cmpint(pulse->kind, ==, LETTER_PULSE);
}

static void refused(Order order)
{
    g_autoptr(ClerkLetter) letter = sent(clerk_letter_order(1, &order, NULL));
    g_assert_null(letter);
}

static void test_no_letters(void)
{
    Order order = full;
    order.kind = (OrderKind)99;
    refused(order);
    order = full;
    order.side = (Side)99;
    refused(order);
    order = full;
    order.settle = SETTLE_UNKNOWN;
    refused(order);
    order = full;
    order.login = "";
    refused(order);
    g_autofree char *longer = g_strnfill(1 << 20, 'x');
    g_autoptr(GError) error = NULL;
    guint64 number = 7;
    order = full;
    order.file_text = longer;
    g_assert_null(clerk_letter_order(1, &order, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    const Looker looker = {"Wilf", "wilf", "web case"};
    g_assert_null(sent(clerk_letter_look(2, &looker, (const char *const[]){NULL}, NULL)));
    g_assert_null(clerk_letter_read("", 0, &number));
    g_assert_cmpuint(number, ==, 0);
}

/* What the clerk would not take is not sent; what is just short enough, he takes. */
static void test_too_long(void)
{
    static const gsize places[] = {G_STRUCT_OFFSET(Order, why), G_STRUCT_OFFSET(Order, text),
                                   G_STRUCT_OFFSET(Order, to), G_STRUCT_OFFSET(Order, agency),
                                   G_STRUCT_OFFSET(Order, reference)};
    g_autofree char *most = g_strnfill(16 << 10, 'x'), *more = g_strnfill((16 << 10) + 1, 'x');
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autoptr(GError) error = NULL;
        Order order = full;
        G_STRUCT_MEMBER(const char *, &order, places[i]) = most;
        g_autoptr(ClerkLetter) letter = sent(clerk_letter_order(1, &order, NULL));
        g_assert_nonnull(letter);
        G_STRUCT_MEMBER(const char *, &order, places[i]) = more;
        g_assert_null(clerk_letter_order(1, &order, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
        g_assert_nonnull(strstr(error->message, "too long"));
    }
}

/* Cut, and with each byte another: no letter, or another one; never more. */
static void test_bent_letters(void)
{
    gsize length = 0;
    g_autoptr(GBytes) bytes = clerk_letter_order(9, &full, NULL);
    const guint8 *data = g_bytes_get_data(bytes, &length);
    guint64 number = 0;
    for (gsize i = 0; i < length; i++) {
        g_autofree guint8 *cut = g_memdup2(data, MAX(i, 1));
        g_autoptr(ClerkLetter) whole = clerk_letter_read(cut, i, &number);
        g_assert_null(whole);
        for (guint bit = 0; bit < 8; bit++) {
            g_autofree guint8 *bent = g_memdup2(data, length);
            bent[i] ^= (guint8)(1u << bit);
            g_autoptr(ClerkLetter) other = clerk_letter_read(bent, length, &number);
            g_assert_true(!other || other->kind <= LETTER_PULSE);
        }
    }
}

static void test_answers(void)
{
    static const struct {
        CasegateError code;
    } codes[] = {{CASEGATE_ERROR_TEMP}, {CASEGATE_ERROR_PERM}, {CASEGATE_ERROR_BUG}};
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
        gsize length = 0;
        ClerkAnswer answer = {0};
        g_autoptr(GError) error = g_error_new_literal(CASEGATE_ERROR, (gint)codes[i].code, "why");
        g_autoptr(GBytes) bytes = clerk_answer_write(5, error, NULL);
        gconstpointer data = g_bytes_get_data(bytes, &length);
        g_assert_true(clerk_answer_read(data, length, &answer));
        g_assert_true(answer.number == 5 && answer.code == (gint32)codes[i].code);
        g_assert_cmpstr(answer.text, ==, "why");
        g_free(answer.text);
        g_assert_false(clerk_answer_read(data, length - 1, &answer));
    }
}

/* ---- a clerk of flesh ---- */

typedef struct {
    MadeSite site;
    int page; /* the page's end */
    pid_t pid;
    Clerk *clerk;
    ClerkPort port;
} Fixture;

static void put_named(const MadeSite *site, const char *login, const char *role, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(site->database, STORE_WRITE, &error);
    const AccountRow account = {(char *)login, (char *)name, (char *)role, (char *)"",
                                (char *)"x",   1000,         1000,         INSTANT_UNKNOWN};
    g_assert_no_error(error);
    g_assert_true(store_begin(store, NULL) && store_account_put(store, &account, NULL) &&
                  store_commit(store, NULL));
}

static void put(const MadeSite *site, const char *login, const char *role)
{
    put_named(site, login, role, login);
}

static void hire(Fixture *f)
{
    static const volatile sig_atomic_t never;
    int ends[2];
    f->site = made_site("havering-2020");
    put(&f->site, "wilf", "officer");
    put(&f->site, "inez", "reader");
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
    f->pid = fork();
    if (f->pid == 0) {
        close(ends[0]);
        (void)g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
        _exit(clerk_process(f->site.rules, ends[1], 0, NULL, &never));
    }
    close(ends[1]);
    f->page = ends[0];
    f->clerk = clerk_new(f->page);
    f->port = clerk_port(f->clerk);
}

static void dismiss(Fixture *f)
{
    int status = 0;
    clerk_free(f->clerk); /* his reason to go */
    g_assert_cmpint(waitpid(f->pid, &status, 0), ==, f->pid);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    made_site_clear(&f->site);
}

static void expect_refusal(Fixture *f, Order order, const char *login, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    order.login = login;
    g_assert_false(f->port.order(f->port.data, &order, &said, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, why));
}

static void test_whom_he_obeys(void)
{
    Fixture f;
    hire(&f);
    const Order note = {.kind = ORDER_NOTE, .reference = "HAV-26-0001-X", .text = "a note"};
    expect_refusal(&f, note, "inez", "may look and not decide");
    expect_refusal(&f, note, "nobody", "no part in this desk");
    expect_refusal(&f, note, "wilf", "there is no case");
    const Order set_aside = {
        .kind = ORDER_SETTLE, .settle = SETTLE_SET_ASIDE, .held = 5, .why = "nothing"};
    expect_refusal(&f, set_aside, "wilf", "no held message 5");
    expect_refusal(&f, (Order){.kind = ORDER_NOTE, .text = "of nothing"}, "wilf", "missing");
    expect_refusal(&f, (Order){.kind = ORDER_NOTE, .reference = "x", .text = " \n"}, "wilf",
                   "missing");
    expect_refusal(&f, (Order){.kind = ORDER_CLOSE, .reference = "x", .why = " "}, "wilf", "empty");
    expect_refusal(&f, (Order){.kind = ORDER_ROUTE, .reference = "x", .agency = "nobody"}, "wilf",
                   "no such agency");
    expect_refusal(&f, (Order){.kind = ORDER_SETTLE, .settle = SETTLE_LINK, .held = 1}, "wilf",
                   "missing");
    put(&f.site, "wilf", "reader"); /* from now on */
    expect_refusal(&f, note, "wilf", "may look and not decide");
    dismiss(&f);
}

/* A message that only the named officers may see waits in the record: its number. */
static gint64 put_restricted(const MadeSite *site)
{
    g_autoptr(Store) store = store_open(site->database, STORE_WRITE, NULL);
    g_autoptr(LedgerRow) row = ledger_row_new();
    g_autoptr(HeldRow) held = held_row_new();
    row->spool_name = g_strdup("1");
    row->sha256 = g_strnfill(64, 'a');
    row->mailbox = g_strdup(site->rules->site.mailboxes[0]);
    row->received = 1000;
    row->kind = g_strdup("whistleblowing");
    row->disposition = g_strdup("held");
    row->reason = g_strdup(RESTRICTED_MARK "for the named officers");
    g_assert_true(store_begin(store, NULL) && store_ledger_add(store, row, NULL));
    held->ledger = row->id;
    held->sha256 = g_strdup(row->sha256);
    held->mailbox = g_strdup(row->mailbox);
    held->received = 1000;
    held->kind = g_strdup(row->kind);
    held->reason = g_strdup("whistleblowing");
    held->text = g_strdup(row->reason);
    g_assert_true(store_held_add(store, held, NULL) && store_commit(store, NULL));
    g_assert_true(held_row_restricted(held));
    return held->id;
}

/* The site says who is a named officer, and his account what he is called. */
static void test_restricted(void)
{
    Fixture f;
    hire(&f);
    put_named(&f.site, "wilf.darrow", "officer", "Wilf Darrow");
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    Order order = {.kind = ORDER_SETTLE,
                   .settle = SETTLE_SET_ASIDE,
                   .held = put_restricted(&f.site),
                   .why = "passed on"};
    expect_refusal(&f, order, "wilf", "is restricted");
    order.login = "wilf.darrow"; /* in the site's named_officers */
    g_assert_true(f.port.order(f.port.data, &order, &said, &error));
    g_assert_no_error(error);
    g_assert_nonnull(strstr(said, "set aside by Wilf Darrow: passed on"));
    expect_refusal(&f, order, "wilf.darrow", "was decided already");
    dismiss(&f);
}

static void test_looks(void)
{
    Fixture f;
    hire(&f);
    g_autoptr(GError) error = NULL;
    const char *const all[] = {"", NULL};
    put_named(&f.site, "inez", "reader", "Inez Quill");
    const Looker inez = {"Somebody Else", "inez", "web queue"}, eve = {"Eve", "eve", "web queue"};
    g_assert_true(f.port.look(f.port.data, &inez, all, &error));
    g_assert_no_error(error);
    g_assert_false(f.port.look(f.port.data, &eve, all, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_clear_error(&error);
    g_assert_true(clerk_pulse(f.clerk, &error));
    g_autoptr(Health) health = health_read(f.site.spool, "serve");
    g_assert_true(health && health->pid == f.pid && health->last_ok > 0);
    g_autoptr(Store) store = store_open(f.site.database, STORE_READ, NULL);
    g_autoptr(GPtrArray) looks = store_looks(store, NULL);
    g_assert_cmpuint(looks->len, ==, 1);
    g_assert_cmpstr(((const LookRow *)looks->pdata[0])->who, ==, "Inez Quill");
    g_clear_pointer(&store, store_close);
    dismiss(&f);
}

/* What stands in the log for good has the desk's form. */
static void test_bad_looks(void)
{
    Fixture f;
    hire(&f);
    g_autofree char *long_one = g_strnfill(197, 'x');
    g_autofree char *command = g_strconcat("web ", long_one, NULL);
    const struct {
        const char *command, *reference;
    } looks[] = {{"show", ""},
                 {"web", ""},
                 {" web case", ""},
                 {command, ""},
                 {"web case", "HAV-26-0001-X"},
                 {"web case", "what Ada told"}};
    for (gsize i = 0; i < G_N_ELEMENTS(looks); i++) {
        g_autoptr(GError) error = NULL;
        const Looker looker = {"inez", "inez", looks[i].command};
        const char *const references[] = {"", looks[i].reference, NULL};
        g_assert_false(f.port.look(f.port.data, &looker, references, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    }
    g_autoptr(Store) store = store_open(f.site.database, STORE_READ, NULL);
    g_autoptr(GPtrArray) written = store_looks(store, NULL);
    g_assert_cmpuint(written->len, ==, 0);
    g_clear_pointer(&store, store_close);
    dismiss(&f);
}

/* A letter that has a number is answered, and soon, whatever else it says. */
static void test_refused_letter(void)
{
    Fixture f;
    hire(&f);
    char room[4096];
    gsize length = 0;
    ClerkAnswer answer = {0};
    Order order = full;
    order.kind = (OrderKind)99;
    struct pollfd wait = {.fd = f.page, .events = POLLIN};
    g_autoptr(GBytes) bytes = clerk_letter_order(77, &order, NULL);
    gconstpointer data = g_bytes_get_data(bytes, &length);
    g_assert_cmpint(send(f.page, data, length, 0), ==, (gssize)length);
    g_assert_cmpint(poll(&wait, 1, 20000), ==, 1);
    gssize got = recv(f.page, room, sizeof room, 0);
    g_assert_true(got > 0 && clerk_answer_read(room, (gsize)got, &answer));
    g_assert_true(answer.number == 77 && answer.code == CASEGATE_ERROR_PERM);
    g_free(answer.text);
    dismiss(&f);
}

static void test_bad_orders(void)
{
    Fixture f;
    hire(&f);
    g_autoptr(GError) error = NULL;
    g_autofree char *large = g_strnfill(150 << 10, 'x');
    for (guint i = 0; i < 50; i++) {
        char bytes[200];
        gsize length = (gsize)g_test_rand_int_range(1, sizeof bytes);
        for (gsize n = 0; n < length; n++)
            bytes[n] = (char)g_test_rand_int_range(0, 256);
        g_assert_cmpint(send(f.page, bytes, length, 0), ==, (gssize)length);
    }
    g_assert_cmpint(send(f.page, large, 150 << 10, 0), >, 0);
    g_assert_true(clerk_pulse(f.clerk, &error)); /* he is there */
    g_assert_no_error(error);
    g_assert_cmpint(waitpid(f.pid, NULL, WNOHANG), ==, 0);
    dismiss(&f);
}

/* Whoever waits is told, and an answer of before is none to a later question. */
static void test_absent(void)
{
    int ends[2];
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
    g_autoptr(Clerk) clerk = clerk_new(ends[0]);
    clerk_is_absent(ends[1], TRUE); /* of before */
    pid_t keeper = fork();
    if (keeper == 0) {
        for (;;) {
            clerk_is_absent(ends[1], FALSE);
            g_usleep(20000);
        }
    }
    g_assert_false(clerk_pulse(clerk, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_assert_nonnull(strstr(error->message, "does not answer"));
    kill(keeper, SIGKILL);
    waitpid(keeper, NULL, 0);
    close(ends[1]);
    g_clear_error(&error);
    g_assert_false(clerk_pulse(clerk, &error)); /* nobody at all */
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clerk/letters", test_letters);
    g_test_add_func("/clerk/no-letters", test_no_letters);
    g_test_add_func("/clerk/too-long", test_too_long);
    g_test_add_func("/clerk/bent-letters", test_bent_letters);
    g_test_add_func("/clerk/answers", test_answers);
    g_test_add_func("/clerk/whom-he-obeys", test_whom_he_obeys);
    g_test_add_func("/clerk/restricted", test_restricted);
    g_test_add_func("/clerk/looks", test_looks);
    g_test_add_func("/clerk/bad-looks", test_bad_looks);
    g_test_add_func("/clerk/refused-letter", test_refused_letter);
    g_test_add_func("/clerk/bad-orders", test_bad_orders);
    g_test_add_func("/clerk/absent", test_absent);
    return g_test_run();
}
