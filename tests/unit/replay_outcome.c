/* The outcome of a replay, for what of a message everybody may read. A record that is thrown away; no site. */
#include "replay_outcome.h"

static gint64 receive(Store *store, const char *kind, const char *disposition, const char *reason)
{
    static guint n = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(LedgerRow) row = ledger_row_new();
    row->spool_name = g_strdup_printf("%08u.spool", ++n);
    row->sha256 = g_strdup_printf("%064x", n);
    row->mailbox = g_strdup("mailbox@partnership.example");
    row->received = 1000 + n;
    row->kind = g_strdup(kind);
    row->disposition = g_strdup(disposition);
    row->reference = g_strdup("HAV-26-0042-B");
    row->reason = g_strdup(reason);
    gboolean added = store_ledger_add(store, row, &error);
    g_assert_no_error(error);
    g_assert_true(added);
    return row->id;
}

static const struct {
    const char *name, *kind, *disposition, *reason, *text;
    gboolean restricted;
} rows[] = {
    {"in a case", "update", "case", "", "message 1 is in case HAV-26-0042-B", FALSE},
    {"held", "update", "held", "which case?", "message 2 is held HAV-26-0042-B", FALSE},
    {"restricted by its kind", "whistleblowing", "held", "", "message 3 is held, restricted", TRUE},
    {"restricted by its reason", "update", "set-aside", RESTRICTED_MARK "set aside by Alex Pell",
     "message 4 is set-aside, restricted", TRUE},
    {"restricted, and once linked", "whistleblowing", "case", "linked",
     "message 5 is case, restricted", TRUE},
};

static void test_messages(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open_scratch(&error);
    g_assert_no_error(error);
    g_assert_true(store_begin(store, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(receive(store, rows[i].kind, rows[i].disposition, rows[i].reason), ==,
                        (gint64)i + 1);
    g_assert_true(store_commit(store, NULL));
    g_autoptr(Outcome) outcome = outcome_new();
    g_assert_true(outcome_read(outcome, store, NULL, &error));
    const OutcomeLines *lines = g_hash_table_lookup(outcome->cases, "");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *key = g_strdup_printf("%zu", i + 1);
        const OutcomeLine *line = outcome_line(lines, "message", key);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(line->text, ==, rows[i].text);
        g_assert_true(line->restricted == rows[i].restricted);
    }
    g_assert_null(outcome_line(lines, "message", "6"));
    g_assert_null(outcome_line(lines, "notice", "1"));
    g_assert_null(outcome_line(NULL, "message", "1"));
}

/* A ruling on one is not among what is said of the case that it named. */
static void test_refused(void)
{
    for (guint restricted = 0; restricted < 2; restricted++) {
        g_autoptr(Outcome) outcome = outcome_new();
        LedgerRow row = {.id = 3,
                         .kind = (char *)(restricted ? "whistleblowing" : "update"),
                         .reason = (char *)""};
        const PastItem item = {.kind = PAST_RULING,
                               .order = 7,
                               .row = &row,
                               .reference = (char *)"HAV-26-0042-B",
                               .by = (char *)"Alex Pell"};
        outcome_add_refused(outcome, &item, "it does not wait");
        g_assert_true(g_hash_table_contains(outcome->cases, "HAV-26-0042-B") == !restricted);
        g_assert_true(g_hash_table_contains(outcome->cases, "") == (gboolean)restricted);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/replay-outcome/messages", test_messages);
    g_test_add_func("/replay-outcome/refused", test_refused);
    return g_test_run();
}
