/* The office's mail of the morning, as text against golden files: everything at once, the same for somebody who is no named officer, and
 * a day on which nothing is. What a number means; what must not be in a line. The repository's own site is the ruleset. Run from the
 * checkout's root; CASEGATE_GOLDEN=write writes the files. */
#include "morning.h"
#include "made_case.h"
#include "office_line.h"

#include <string.h>

#define NOW "2026-03-10T07:30"
#define SINCE "2026-03-09T07:30"
#define NOTICES "Notices because of a child's status, still owed"

static Ruleset *rules;

static HeldRow *held(gint64 id, const char *received, const char *from, const char *level,
                     const char *reason, const char *text)
{
    HeldRow *row = held_row_new();
    row->id = id;
    row->received = golden_at(rules, received);
    made_set(&row->from, from);
    made_set(&row->sender_level, level);
    made_set(&row->subject, "Wren");
    made_set(&row->kind, "unrecognised");
    made_set(&row->reason, reason);
    made_set(&row->text, text);
    return row;
}

static GPtrArray *some_held(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    HeldRow *urgent = held(9, "2026-03-09T22:10", "wren.ashby@freemail.example", "unknown",
                           "unknown-sender", "Wren Ashby is not safe");
    urgent->urgent = TRUE;
    HeldRow *which = held(3, "2026-03-09T13:30", "tola.brightwater@oakfield.example",
                          "known-domain", "which-case", "could belong to either");
    g_ptr_array_add(which->suggestions, suggestion_new("HAV-26-0042-B", "originator"));
    g_ptr_array_add(which->suggestions, suggestion_new("HAV-26-0043-W", "the same agencies"));
    g_ptr_array_add(rows, urgent);
    g_ptr_array_add(rows, which);
    g_ptr_array_add(rows, held(4, "2026-03-09T14:00", "callum.reyes@csc.havering.example",
                               "unknown", "unproven-sender", "nothing proves it"));
    g_ptr_array_add(rows, held(5, "2026-03-09T15:00", "a@elsewhere.example", "unknown",
                               "unknown-sender", "restricted: somebody blows a whistle"));
    return rows;
}

static Case *a_case(const char *reference, const char *opened)
{
    return made_bare(rules, reference, opened);
}

/* One of each kind. */
static GPtrArray *some_cases(void)
{
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    Instant passed = golden_at(rules, "2026-03-09T17:00"),
            today = golden_at(rules, "2026-03-10T17:00");
    Case *urgent = a_case("HAV-26-0041-Z", "2026-03-09T10:00");
    urgent->urgent = TRUE;
    Case *routing = a_case("HAV-26-0043-W", "2026-03-05T10:00");
    routing->routing_held = SIDE_CHALLENGED;
    g_clear_pointer(&routing->challenged, g_free);
    Case *due = a_case("HAV-26-0044-A", "2026-03-05T10:00");
    made_date(due, "week", "guide", day_new(2026, 3, 10), today, FALSE, MET_PENDING, "");
    Case *late = a_case("HAV-26-0045-B", "2026-03-02T10:00");
    made_date(late, "max", "maximum", day_new(2026, 3, 9), passed, FALSE, MET_PENDING, "");
    Case *quiet = a_case("HAV-26-0046-C", "2026-02-23T10:00");
    Case *closing = a_case("HAV-26-0047-D", "2026-03-05T10:00");
    closing->state = CASE_CLOSING;
    made_owed(closing, "file-tick", "oakfield", 1, TRUE, passed, INSTANT_UNKNOWN);
    Case *notice = a_case("HAV-26-0048-E", "2026-03-05T10:00");
    made_owed(notice, "iro-notice", "", 1, FALSE, passed, INSTANT_UNKNOWN);
    Case *plain = a_case("HAV-26-0049-F", "2026-03-06T10:00");
    Case *const all[] = {urgent, routing, due, late, quiet, closing, notice, plain};
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        g_ptr_array_add(cases, all[i]);
    return cases;
}

static GPtrArray *some_failed(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    OutboxRow *row = outbox_row_new();
    made_set(&row->reference, "HAV-26-0044-A");
    made_set(&row->template, "notice-stage");
    made_set(&row->role, "line_manager");
    made_set(&row->to, "wren@freemail.example");
    row->at = golden_at(rules, "2026-03-09T16:00");
    g_ptr_array_add(rows, row);
    return rows;
}

static Morning *written(GPtrArray *cases, GPtrArray *messages, GPtrArray *failed, gboolean named)
{
    const MorningFacts facts = {.rules = rules,
                                .now = golden_at(rules, NOW),
                                .since = golden_at(rules, SINCE),
                                .cases = cases,
                                .held = messages,
                                .failed = failed,
                                .vacant = messages->len > 0 ? 2 : 0,
                                .unconfirmed = messages->len > 0 ? 1 : 0,
                                .named_officer = named};
    return morning_write(&facts);
}

/* An answer to whoever blew a whistle did not arrive: no word of whose or of what kind it was. */
static void test_failed_restricted(void)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new(), failed = some_failed();
    OutboxRow *row = failed->pdata[0];
    made_set(&row->reference, "");
    made_set(&row->template, "signpost-whistleblowing");
    row->restricted = TRUE;
    g_autoptr(Morning) morning = written(none, none, failed, FALSE);
    g_assert_nonnull(strstr(morning->text, "Did not arrive\n- restricted, for the named officers"));
    g_assert_null(strstr(morning->text, "line manager"));
    g_assert_null(strstr(morning->text, "whistleblowing"));
}

static void test_everything(void)
{
    g_autoptr(GPtrArray) cases = some_cases(), messages = some_held(), failed = some_failed();
    g_autoptr(Morning) named = written(cases, messages, failed, TRUE);
    g_autoptr(Morning) other = written(cases, messages, failed, FALSE);
    g_assert_true(named->needs);
    g_autofree char *both = g_strconcat("======== a named officer\n", named->text,
                                        "\n\n======== everybody else\n", other->text, "\n", NULL);
    Golden golden;
    golden_open(&golden);
    fputs(both, golden.out);
    golden_compare(&golden, "morning.txt");
    g_assert_null(strstr(both, "Wren"));
    g_assert_null(strstr(both, "wren"));
    g_assert_null(strstr(both, "whistle"));
    g_assert_cmpuint(named->items->len, ==, other->items->len + 1);
}

/* Each number once, and it means what stands behind it. */
static void test_numbers(void)
{
    g_autoptr(GPtrArray) cases = some_cases(), messages = some_held(), failed = some_failed();
    g_autoptr(Morning) morning = written(cases, messages, failed, TRUE);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < morning->items->len; i++) {
        const MorningItem *item = g_ptr_array_index(morning->items, i);
        g_assert_true((item->held != 0) != (item->reference != NULL));
        g_autofree char *line = item->reference != NULL
                                    ? g_strdup_printf("\n%u. %s ", i + 1, item->reference)
                                    : g_strdup_printf("\n%u. message of ", i + 1);
        g_assert_nonnull(strstr(morning->text, line));
        char *key = item->reference != NULL ? g_strdup(item->reference)
                                            : g_strdup_printf("%d", (int)item->held);
        g_assert_true(g_hash_table_add(seen, key));
    }
}

/* Its own lines, quoted by a program that marks nothing, decide nothing. */
static void test_decides_nothing(void)
{
    g_autoptr(GPtrArray) cases = some_cases(), messages = some_held(), failed = some_failed();
    g_autoptr(Morning) morning = written(cases, messages, failed, TRUE);
    g_autoptr(GPtrArray) lines = office_lines_read(morning->text, rules);
    g_assert_false(office_lines_decide(lines));
}

static void test_quiet(void)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Morning) morning = written(none, none, none, FALSE);
    g_assert_false(morning->needs);
    g_assert_cmpuint(morning->items->len, ==, 0);
    g_assert_true(g_str_has_prefix(morning->text,
                                   "Anything urgent? Nothing is marked as urgent.\n\n"
                                   "Nothing needs you.\n"));
    g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(one, a_case("HAV-26-0049-F", "2026-03-09T10:00"));
    g_autoptr(Morning) fresh = written(one, none, none, FALSE);
    g_assert_false(fresh->needs); /* that a case is new asks nobody for anything */
    g_assert_nonnull(strstr(fresh->text, "Nothing needs you.\n\nNew since"));
}

/* Is the case under a heading of the mail? */
static gboolean stands_under(const Case *c, const char *heading)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new(), one = g_ptr_array_new();
    g_ptr_array_add(one, (gpointer)c);
    g_autoptr(Morning) morning = written(one, none, none, FALSE);
    g_autofree char *line = g_strdup_printf("\n%s\n", heading);
    return strstr(morning->text, line) != NULL;
}

/* The mail says of a case what the queue says. */
static void test_as_the_queue(void)
{
    enum { DATE, NOTICE, SILENCE };
    static const struct {
        const char *name, *heading;
        int what;
        gboolean over; /* the date is settled, the notice of the cycle before */
        Met met;
        guint quiet_days;
        gboolean want;
    } rows[] = {
        {"a date", "Dates today", DATE, FALSE, MET_PENDING, 5, TRUE},
        {"a date that was missed this morning", "Dates today", DATE, FALSE, MET_NO, 5, TRUE},
        {"a date that was met", "Dates today", DATE, FALSE, MET_YES, 5, FALSE},
        {"a date that no longer runs", "Dates today", DATE, TRUE, MET_PENDING, 5, FALSE},
        {"a notice", NOTICES, NOTICE, FALSE, MET_PENDING, 5, TRUE},
        {"a notice of the cycle before", NOTICES, NOTICE, TRUE, MET_PENDING, 5, FALSE},
        {"nothing for long", "Quiet", SILENCE, FALSE, MET_PENDING, 5, TRUE},
        {"nothing for long, where nobody asks", "Quiet", SILENCE, FALSE, MET_PENDING, 0, FALSE},
    };
    guint before = rules->site.quiet_days;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        Instant at = golden_at(rules, "2026-03-10T17:00");
        g_autoptr(Case) c = a_case("HAV-26-0044-A", rows[i].what == SILENCE ? "2026-02-23T10:00"
                                                                            : "2026-03-09T10:00");
        if (rows[i].what == DATE) {
            made_date(c, "week", "guide", day_new(2026, 3, 10), at, FALSE, rows[i].met, "");
            ((CaseDate *)c->dates->pdata[0])->settled = rows[i].over ? at : INSTANT_UNKNOWN;
        } else if (rows[i].what == NOTICE) {
            made_owed(c, "iro-notice", "", 1, FALSE, at, INSTANT_UNKNOWN);
            ((Owed *)c->owed->pdata[0])->earlier = rows[i].over;
        }
        rules->site.quiet_days = rows[i].quiet_days;
        g_assert_cmpint(stands_under(c, rows[i].heading), ==, rows[i].want);
    }
    rules->site.quiet_days = before;
}

/* What must not leave is looked for once more, whatever a line is made of. */
static void test_secrets(void)
{
    g_autoptr(Case) c = a_case("HAV-26-0042-B", "2026-03-05T10:00");
    made_child(c, 1, "Juniper Vale", DAY_UNKNOWN, "cp_plan", FALSE);
    g_autofree char *plain = morning_case_line(c, rules, golden_at(rules, NOW));
    g_assert_nonnull(strstr(plain, "oakfield → csc"));
    made_set(&c->challenged, "juniper"); /* as a made-up agency would be called */
    g_autofree char *bare = morning_case_line(c, rules, golden_at(rules, NOW));
    g_assert_cmpstr(bare, ==, "HAV-26-0042-B · see casegate show");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    g_test_add_func("/morning/everything", test_everything);
    g_test_add_func("/morning/failed-restricted", test_failed_restricted);
    g_test_add_func("/morning/numbers", test_numbers);
    g_test_add_func("/morning/decides-nothing", test_decides_nothing);
    g_test_add_func("/morning/quiet", test_quiet);
    g_test_add_func("/morning/as-the-queue", test_as_the_queue);
    g_test_add_func("/morning/secrets", test_secrets);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
