/* What has been done costs nothing: the steps of SQLite for what a round asks of the record are the same whether three
 * hundred mails and messages are behind it or three thousand. */
#include "store_fixture.h"

#include "store_private.h"

#define FEW 300u
#define MANY 3000u
#define NOW 900000

static guint64 steps;

static int count_step(void *unused)
{
    steps++;
    return 0;
}

/* Messages that were decided long ago, each with an answer that was sent, and one mail that waits. */
static void fill(Fixture *f, guint from, guint to)
{
    GError *error = NULL;
    fixture_begin(f);
    for (guint n = from; n < to; n++) {
        g_autofree char *address = g_strdup_printf("a%u@school.example", n);
        (void)fixture_receive(f, n, "held");
        g_autoptr(OutboxRow) mail = fixture_mail("", 0, address);
        g_assert_true(store_outbox_add(f->store, mail, "hav.example", &error));
        g_free(mail->state);
        mail->state = g_strdup("sent");
        g_assert_true(store_outbox_mark(f->store, mail, &error));
    }
    fixture_commit(f);
}

static void queue_one(Fixture *f)
{
    GError *error = NULL;
    fixture_begin(f);
    (void)fixture_receive(f, 1, "held");
    g_autoptr(OutboxRow) mail = fixture_mail("", 0, "waits@school.example");
    g_assert_true(store_outbox_add(f->store, mail, "hav.example", &error));
    fixture_commit(f);
}

static void ask_outbox(Fixture *f)
{
    GError *error = NULL;
    guint count = 0;
    Instant oldest = 0;
    g_autoptr(GArray) due = store_outbox_due(f->store, NOW, 100, &error);
    g_assert_cmpuint(due->len, ==, 1);
    g_assert_true(store_outbox_waiting(f->store, &count, &oldest, &error));
    g_assert_cmpuint(count, ==, 1);
    g_autoptr(GPtrArray) unconcluded = store_outbox_unconcluded(f->store, 100, &error);
    g_assert_cmpuint(unconcluded->len, ==, 0);
    g_autoptr(OutboxRow) waits =
        store_outbox_due_row(f->store, g_array_index(due, gint64, 0), &error);
    g_assert_nonnull(waits);
    g_assert_no_error(error);
}

static void ask_ledger(Fixture *f)
{
    GError *error = NULL;
    g_autoptr(LedgerRow) known = fixture_message(2, "held");
    g_autoptr(LedgerRow) first =
        store_ledger_first(f->store, known->sha256, known->mailbox, &error);
    g_assert_nonnull(first);
    g_autoptr(LedgerRow) spooled = store_ledger_by_spool(f->store, "00000002.spool", &error);
    g_assert_nonnull(spooled);
    const CaseLookup lookup = store_lookup(f->store);
    g_autoptr(LedgerRow) same = lookup.same_message_id(lookup.context, "m2@school.example", &error);
    g_assert_nonnull(same);
    g_assert_cmpint(lookup.answers_since(lookup.context, "a2@school.example", NULL, 0, &error), ==,
                    1);
    g_autoptr(GPtrArray) due = store_cases_due(f->store, NOW, &error);
    g_assert_cmpuint(due->len, ==, 0);
    g_assert_no_error(error);
}

static guint64 steps_of(Fixture *f, void (*ask)(Fixture *f))
{
    ask(f); /* statements are made once */
    sqlite3_progress_handler(f->store->db, 1, count_step, NULL);
    steps = 0;
    ask(f);
    sqlite3_progress_handler(f->store->db, 0, NULL, NULL);
    return steps;
}

static void test_growth(Fixture *f, gconstpointer data)
{
    void (*ask)(Fixture * f) = *(void (*const *)(Fixture *))data;
    queue_one(f);
    fill(f, 2, FEW);
    guint64 few = steps_of(f, ask);
    fill(f, FEW, MANY);
    guint64 many = steps_of(f, ask);
    g_test_message("%" G_GUINT64_FORMAT " steps, then %" G_GUINT64_FORMAT, few, many);
    g_assert_cmpuint(few, >, 20);
    g_assert_cmpuint(many, <=, few + 10);
}

int main(int argc, char **argv)
{
    static void (*const outbox)(Fixture *) = ask_outbox, (*const ledger)(Fixture *) = ask_ledger;
    g_test_init(&argc, &argv, NULL);
    g_test_add("/store/growth/outbox", Fixture, &outbox, fixture_set_up, test_growth,
               fixture_tear_down);
    g_test_add("/store/growth/ledger", Fixture, &ledger, fixture_set_up, test_growth,
               fixture_tear_down);
    return g_test_run();
}
