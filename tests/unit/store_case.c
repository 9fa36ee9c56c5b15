/* Cases: saved, folded back, looked up again. */
#include "store_fixture.h"

static char *changes_of(const Case *c)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        g_autofree char *changes = event_changes_text(event);
        g_string_append_printf(text, "%u %d %s %s %s %s %s\n", event->seq, (int)event->at,
                               event->kind, event->actor, event->text,
                               event->message ? event->message : "-", changes);
    }
    return g_string_free(text, FALSE);
}

static void save(Fixture *f, const Case *c, guint first)
{
    fixture_begin(f);
    fixture_save(f, c, first);
    fixture_commit(f);
}

static Case *load(Fixture *f, const char *reference)
{
    GError *error = NULL;
    Case *c = store_case_load(f->store, reference, &error);
    g_assert_no_error(error);
    return c;
}

static char *words(GPtrArray *list)
{
    g_autoptr(GPtrArray) copy = g_ptr_array_copy(list, NULL, NULL);
    g_ptr_array_set_free_func(copy, NULL);
    g_ptr_array_add(copy, NULL);
    return g_strjoinv(" ", (GStrv)copy->pdata);
}

#define assert_words(list, want)                                                                   \
    G_STMT_START                                                                                   \
    {                                                                                              \
        g_autoptr(GPtrArray) got_list = (list);                                                    \
        g_assert_nonnull(got_list);                                                                \
        g_autofree char *got_words = words(got_list);                                              \
        g_assert_cmpstr(got_words, ==, want);                                                      \
    }                                                                                              \
    G_STMT_END

static void test_round_trip(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    Event *event = event_new(1200, "note", "office: Kim", "ab12", "a \"note\"\nover lines 😀");
    event_change(event, "their-ref", "LA \\ 1", NULL);
    g_assert_true(case_apply(c, event, NULL));
    save(f, c, 0);
    g_autoptr(Case) back = load(f, c->reference);
    g_assert_nonnull(back);
    g_autofree char *want = changes_of(c), *got = changes_of(back);
    g_assert_cmpstr(got, ==, want);
    g_assert_cmpstr(back->stage, ==, "S2");
    g_assert_cmpint(back->opened, ==, 1000);
    g_assert_cmpint(back->last_event, ==, 1200);
    g_assert_cmpuint(back->holders->len, ==, 1);
    g_assert_null(load(f, "HAV-26-0002-X"));
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
    fixture_is_well_with_policy(f);
}

/* A second save adds its events and nothing else. */
static void test_append(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    save(f, c, 0);
    fixture_event(c, 2000,
                  "[[\"stage\",\"S3\",\"1\",\"2000\"],[\"holder\",\"raising\",\"school\",\"head\","
                  "\"Leo\",\"Leo@school.example\",\"S3\",\"1\",\"no\"]]");
    fixture_event(c, 2001,
                  "[[\"date\",\"week\",\"guide\",\"2026-03-09\",\"3000\",\"no\",\"\",\"\"]]");
    save(f, c, 2);
    g_autoptr(Case) back = load(f, c->reference);
    g_assert_cmpuint(back->events->len, ==, 4);
    g_assert_cmpstr(back->stage, ==, "S3");
    g_autoptr(GPtrArray) hashes = store_case_hashes(f->store, c->reference, NULL);
    g_assert_cmpuint(hashes->len, ==, 4);
    g_autofree char *head = store_chain_head(f->store, NULL);
    g_assert_cmpstr(head, ==, hashes->pdata[3]);
    CaseLookup lookup = store_lookup(f->store);
    assert_words(lookup.cases_of_person(f->store, "leo@school.example", NULL), c->reference);
    fixture_is_well_with_policy(f);
}

static void test_same_event_twice(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    save(f, c, 0);
    fixture_begin(f);
    g_autoptr(GError) error = NULL;
    g_assert_false(store_case_save(f->store, c, 1, 0, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    store_rollback(f->store);
    fixture_is_well_with_policy(f);
}

static void test_never_opened(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    fixture_begin(f);
    g_autoptr(GError) error = NULL;
    g_assert_false(store_case_save(f->store, c, 1, 0, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void test_no_reference(Fixture *f, gconstpointer data)
{
    static const char *const wrong[] = {"HAV", "HAV-26-x-B", "HAV-26-0000-B", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(Case) c = case_new();
        g_autofree char *open = g_strdup_printf("[[\"open\",\"%s\",\"p\",\"s\",\"m\"]]", wrong[i]);
        fixture_event(c, 1000, open);
        fixture_begin(f);
        g_autoptr(GError) error = NULL;
        g_assert_false(store_case_save(f->store, c, 0, 0, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
        store_rollback(f->store);
    }
}

/* Two cases, the second undone: the chain goes on as if it had never been. */
static void test_undone_case(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    for (guint serial = 1; serial <= 3; serial++) {
        g_assert_true(store_savepoint(f->store, NULL));
        g_autoptr(Case) c = fixture_case(serial, 1000 * serial);
        fixture_save(f, c, 0);
        if (serial == 2)
            store_undo(f->store);
        else
            g_assert_true(store_release(f->store, NULL));
    }
    fixture_commit(f);
    g_autofree char *one = reference_make("HAV", 26, 1), *three = reference_make("HAV", 26, 3);
    g_autofree char *want = g_strdup_printf("%s %s", one, three);
    assert_words(store_cases_all(f->store, NULL), want);
    fixture_is_well_with_policy(f);
}

static void test_lists(Fixture *f, gconstpointer data)
{
    static const char *const last[] = {
        "[[\"date\",\"a\",\"maximum\",\"2026-03-09\",\"5000\",\"no\",\"\",\"\"]]",
        "[[\"state\",\"closed\"],[\"date\",\"a\",\"maximum\",\"2026-03-09\",\"5000\",\"no\",\"\","
        "\"\"]]",
        "[[\"date\",\"a\",\"maximum\",\"2026-03-09\",\"4000\",\"no\",\"\",\"\"]]",
        "[[\"state\",\"handed-off\"]]", "[[\"state\",\"closing\"]]"};
    g_autoptr(GPtrArray) r = g_ptr_array_new_with_free_func(g_free);
    fixture_begin(f);
    for (guint i = 0; i < G_N_ELEMENTS(last); i++) {
        g_autoptr(Case) c = fixture_case(i + 1, 1000 * (i + 1));
        fixture_event(c, 1000 * (i + 1), last[i]);
        fixture_save(f, c, 0);
        g_ptr_array_add(r, g_strdup(c->reference));
    }
    fixture_commit(f);
    const char *const *all = (const char *const *)r->pdata;
    g_autofree char *active = g_strdup_printf("%s %s %s", all[0], all[2], all[4]);
    g_autofree char *due = g_strdup_printf("%s %s", all[2], all[0]);
    assert_words(store_cases_open(f->store, NULL), active);
    assert_words(store_cases_due(f->store, 3999, NULL), "");
    assert_words(store_cases_due(f->store, 4000, NULL), all[2]);
    assert_words(store_cases_due(f->store, 5000, NULL), due);
    g_autofree char *between = g_strdup_printf("%s %s %s", all[3], all[0], all[2]);
    assert_words(store_cases_between(f->store, 3000, 4001, NULL), between);
    assert_words(store_cases_between(f->store, 3000, 1000, NULL), "");
    CaseLookup lookup = store_lookup(f->store);
    g_autofree char *newest_first = g_strdup_printf("%s %s %s", all[4], all[2], all[0]);
    assert_words(lookup.cases_of_agency(f->store, "csc", NULL), newest_first);
    assert_words(lookup.cases_of_agency(f->store, "school", NULL), newest_first);
    assert_words(lookup.cases_of_agency(f->store, "police", NULL), "");
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
    fixture_is_well_with_policy(f);
}

static void test_people(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    fixture_event(c, 1100, "[[\"sender\",\"second@school.example\"]]");
    fixture_event(c, 1200,
                  "[[\"sender\",\"third@school.example\"],[\"holder-gone\",\"challenged\","
                  "\"ann@csc.example\"]]");
    save(f, c, 0);
    CaseLookup lookup = store_lookup(f->store);
    static const char *const known[] = {"kim@school.example", "KIM@SCHOOL.EXAMPLE",
                                        "second@school.example", "third@school.example",
                                        "ann@csc.example"};
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        assert_words(lookup.cases_of_person(f->store, known[i], NULL), c->reference);
    assert_words(lookup.cases_of_person(f->store, "kim@other.example", NULL), "");
    assert_words(lookup.cases_of_person(f->store, "%", NULL), "");
    fixture_event(c, 1300, "[[\"state\",\"closed\"]]");
    save(f, c, 4);
    assert_words(lookup.cases_of_person(f->store, "kim@school.example", NULL), "");
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* ---- the same child ---- */

typedef struct {
    const char *name, *input, *want; /* keys; "N why raising/challenged/state" */
} ChildCase;

static const ChildCase children[] = {
    {"birth", "dob:2019-03-04|JS", "1 same date of birth and initials 11 open"},
    {"identifier", "id:9990000001", "1 same identifier 11 open"},
    {"both-once", "dob:2019-03-04|JS id:9990000001", "1 same date of birth and initials 11 open"},
    {"none", "id:1234", ""},
    {"no-key", "", ""},
};

static void test_same_child(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    save(f, c, 0);
    CaseLookup lookup = store_lookup(f->store);
    for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
        g_auto(GStrv) keys = g_strsplit(children[i].input, " ", -1);
        g_autoptr(GPtrArray) same =
            lookup.same_child(f->store, (const char *const *)keys, "school", "csc", NULL);
        g_autoptr(GString) got = g_string_new(NULL);
        for (guint j = 0; j < same->len; j++) {
            const SameChild *other = same->pdata[j];
            g_assert_cmpstr(other->reference, ==, c->reference);
            g_string_append_printf(got, "%u %s %d%d %s", j + 1, other->why, other->raising_same,
                                   other->challenged_same, other->state);
        }
        g_test_message("%s", children[i].name);
        g_assert_cmpstr(got->str, ==, children[i].want);
    }
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

static void test_same_child_other_agencies(Fixture *f, gconstpointer data)
{
    const char *const keys[] = {"id:9990000001", NULL};
    g_autoptr(Case) c = fixture_case(1, 1000);
    save(f, c, 0);
    CaseLookup lookup = store_lookup(f->store);
    g_autoptr(GPtrArray) same = lookup.same_child(f->store, keys, "nursery", "", NULL);
    g_assert_cmpuint(same->len, ==, 1);
    g_assert_false(((SameChild *)same->pdata[0])->raising_same);
    g_assert_false(((SameChild *)same->pdata[0])->challenged_same);
    fixture_event(c, 1300, "[[\"state\",\"closed\"]]");
    save(f, c, 2);
    g_autoptr(GPtrArray) closed = lookup.same_child(f->store, keys, "school", "csc", NULL);
    g_assert_cmpuint(closed->len, ==, 0);
}

/* A corrected birth date: the child is found by the new one only. */
static void test_child_corrected(Fixture *f, gconstpointer data)
{
    const char *const before[] = {"dob:2019-03-04|JS", NULL}, *const after[] = {"dob:2018-03-04|JS",
                                                                                NULL};
    g_autoptr(Case) c = fixture_case(1, 1000);
    save(f, c, 0);
    fixture_event(c, 1100, "[[\"child\",\"1\",\"\",\"\",\"\",\"2018-03-04\",\"\"]]");
    save(f, c, 2);
    CaseLookup lookup = store_lookup(f->store);
    g_autoptr(GPtrArray) old = lookup.same_child(f->store, before, "school", "csc", NULL);
    g_autoptr(GPtrArray) new = lookup.same_child(f->store, after, "school", "csc", NULL);
    g_assert_cmpuint(old->len, ==, 0);
    g_assert_cmpuint(new->len, ==, 1);
    fixture_is_well_with_policy(f);
}

/* ---- references ---- */

static void assert_next(Fixture *f, const char *prefix, guint year, guint serial)
{
    CaseLookup lookup = store_lookup(f->store);
    g_autofree char *want = reference_make(prefix, year, serial);
    g_autofree char *got = lookup.next_reference(f->store, prefix, year, NULL);
    g_assert_cmpstr(got, ==, want);
}

static void test_next_reference(Fixture *f, gconstpointer data)
{
    assert_next(f, "HAV", 26, 1);
    g_autoptr(Case) first = fixture_case(9999, 1000);
    fixture_begin(f);
    fixture_save(f, first, 0);
    assert_next(f, "HAV", 26, 10000); /* in the batch that made it */
    g_autoptr(Case) second = fixture_case(10000, 1000);
    fixture_save(f, second, 0);
    assert_next(f, "HAV", 26, 10001);
    fixture_commit(f);
    assert_next(f, "HAV", 27, 1);
    assert_next(f, "HAV", 2026, 10001);
    assert_next(f, "WAR", 26, 1);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

static void test_serial_is_unique(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    save(f, c, 0);
    g_autoptr(Case) other = case_new();
    fixture_event(other, 1000, "[[\"open\",\"HAV-26-0001-Z\",\"p\",\"s\",\"m\"]]");
    fixture_begin(f);
    g_autoptr(GError) error = NULL;
    g_assert_false(store_case_save(f->store, other, 0, 0, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void test_chain_head(Fixture *f, gconstpointer data)
{
    g_autofree char *none = store_chain_head(f->store, NULL);
    g_assert_cmpstr(none, ==, "0000000000000000000000000000000000000000000000000000000000000000");
    g_autoptr(Case) c = case_new();
    fixture_event(c, 1000, "[[\"open\",\"HAV-26-0001-A\",\"p\",\"s\",\"m\"]]");
    save(f, c, 0);
    /* the canonical form of event_log.c, written out */
    g_autofree char *form = g_strdup_printf(
        "64:%s,1:1,13:HAV-26-0001-A,1:1,4:1000,4:test,7:gateway,21:what happened at 1000,0:,"
        "38:[[\"open\",\"HAV-26-0001-A\",\"p\",\"s\",\"m\"]],",
        none);
    g_autofree char *want = digest_of(form, strlen(form));
    g_autofree char *head = store_chain_head(f->store, NULL);
    g_assert_cmpstr(head, ==, want);
}

/* ---- who saw it ---- */

static void look(Fixture *f, const char *who, Instant at, const char *command,
                 const char *reference)
{
    GError *error = NULL;
    g_autoptr(LookRow) row = g_new0(LookRow, 1);
    row->at = at;
    row->who = g_strdup(who);
    row->login = g_strdup("login");
    row->command = g_strdup(command);
    row->reference = g_strdup(reference);
    g_assert_true(store_look_add(f->store, row, &error));
    g_assert_no_error(error);
}

/* Lists of all, and when they show something of a case. */
static const struct {
    const char *command;
    gboolean in_progress, ended;
} lists[] = {
    {"messages", TRUE, TRUE},           {"messages --restricted", TRUE, TRUE},
    {"web messages", TRUE, TRUE},       {"sent", TRUE, TRUE},
    {"sent --restricted", TRUE, TRUE},  {"web sent", TRUE, TRUE},
    {"web queue", TRUE, FALSE},         {"web queue --ended", TRUE, TRUE},
    {"web directory", TRUE, FALSE},     {"web directory change", FALSE, FALSE},
    {"web held", TRUE, TRUE},           {"held", FALSE, FALSE},
    {"web held message", FALSE, FALSE}, {"web search", FALSE, FALSE},
    {"web sent mail", FALSE, FALSE},    {"subject-access", FALSE, FALSE},
};

static void look_at_lists(Fixture *f, const char *who)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        look(f, who, 1000, lists[i].command, "");
}

static gboolean was_seen(GPtrArray *looks, const char *who, const char *command)
{
    for (guint i = 0; i < looks->len; i++) {
        const LookRow *row = looks->pdata[i];
        if (strcmp(row->who, who) == 0 && strcmp(row->command, command) == 0)
            return TRUE;
    }
    return FALSE;
}

static void test_looks_at(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    g_autoptr(Case) other = fixture_case(2, 1000);
    fixture_begin(f);
    look_at_lists(f, "before");
    fixture_save(f, c, 0);
    look_at_lists(f, "in progress");
    look(f, "herself", 1000, "web case", c->reference);
    look(f, "elsewhere", 1000, "web case", other->reference);
    fixture_event(c, 1300, "[[\"state\",\"closed\"]]");
    fixture_save(f, c, 2);
    fixture_save(f, other, 0);
    look_at_lists(f, "ended");
    fixture_commit(f);
    g_autofree char *likely = g_strdup_printf(
        "INSERT INTO held_suggestions (held, n, reference, why) VALUES (1, 1, '%s', 'x')",
        c->reference);
    fixture_tamper(f, likely);
    g_autoptr(GPtrArray) looks = store_looks_at(f->store, c->reference, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_test_message("%s", lists[i].command);
        g_assert_false(was_seen(looks, "before", lists[i].command));
        g_assert_cmpint(was_seen(looks, "in progress", lists[i].command), ==, lists[i].in_progress);
        g_assert_cmpint(was_seen(looks, "ended", lists[i].command), ==, lists[i].ended);
    }
    g_assert_true(was_seen(looks, "herself", "web case"));
    g_assert_false(was_seen(looks, "elsewhere", "web case"));
    g_autoptr(GPtrArray) unlikely = store_looks_at(f->store, other->reference, NULL);
    g_assert_false(was_seen(unlikely, "ended", "web held"));
    g_assert_true(was_seen(unlikely, "ended", "web queue"));
}

/* A page that was open all day is one row; what somebody asked for by hand is not. */
static void test_looks_of_a_day(Fixture *f, gconstpointer data)
{
    g_autoptr(Case) c = fixture_case(1, 1000);
    fixture_begin(f);
    fixture_save(f, c, 0);
    for (int i = 0; i < 5; i++) {
        look(f, "wilf", 100 + i, "web queue", "");
        look(f, "inez", 200 + i, "web queue", "");
        look(f, "inez", 300 + i, "web case", c->reference);
        look(f, "wilf", 400 + i, "messages", "");
        look(f, "hollis", 500 + i, "web queue", c->reference); /* a list of their own cases */
    }
    look(f, "wilf", 86400, "web queue", "");
    fixture_commit(f);
    g_autoptr(GPtrArray) looks = store_looks_at(f->store, c->reference, NULL);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < looks->len; i++) {
        const LookRow *row = looks->pdata[i];
        if (row->times != 1 || row->at == 86400)
            g_string_append_printf(got, "%s %s %d x%u; ", row->who, row->command, (int)row->at,
                                   row->times);
    }
    g_assert_cmpstr(got->str, ==,
                    "wilf web queue 100 x5; inez web queue 200 x5; hollis web queue 500 x5; "
                    "wilf web queue 86400 x1; ");
    g_assert_cmpuint(looks->len, ==, 14);
    g_autoptr(GPtrArray) all = store_looks(f->store, NULL);
    g_assert_cmpuint(all->len, ==, 26);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/store/case/round-trip", test_round_trip);
    fixture_add("/store/case/append", test_append);
    fixture_add("/store/case/same-event-twice", test_same_event_twice);
    fixture_add("/store/case/never-opened", test_never_opened);
    fixture_add("/store/case/no-reference", test_no_reference);
    fixture_add("/store/case/undone-case", test_undone_case);
    fixture_add("/store/case/lists", test_lists);
    fixture_add("/store/case/people", test_people);
    fixture_add("/store/case/same-child", test_same_child);
    fixture_add("/store/case/same-child-other-agencies", test_same_child_other_agencies);
    fixture_add("/store/case/child-corrected", test_child_corrected);
    fixture_add("/store/case/next-reference", test_next_reference);
    fixture_add("/store/case/serial-is-unique", test_serial_is_unique);
    fixture_add("/store/case/chain-head", test_chain_head);
    fixture_add("/store/case/looks-at", test_looks_at);
    fixture_add("/store/case/looks-of-a-day", test_looks_of_a_day);
    return g_test_run();
}
