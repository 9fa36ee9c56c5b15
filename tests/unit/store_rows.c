/* Ledger, held messages, outbox, policy texts and keys. */
#include "store_fixture.h"

/* ---- ledger ---- */

static void test_ledger(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    gint64 one = fixture_receive(f, 1, "case"), two = fixture_receive(f, 2, "held");
    fixture_commit(f);
    g_autoptr(LedgerRow) want = fixture_message(1, "case");
    g_autoptr(LedgerRow) got = store_ledger_by_id(f->store, one, NULL);
    g_assert_cmpint(got->id, ==, one);
    g_assert_cmpstr(got->spool_name, ==, want->spool_name);
    g_assert_cmpstr(got->sha256, ==, want->sha256);
    g_assert_cmpstr(got->mailbox, ==, want->mailbox);
    g_assert_cmpint(got->received, ==, want->received);
    g_assert_cmpstr(got->message_id, ==, want->message_id);
    g_assert_cmpstr(got->from, ==, want->from);
    g_assert_cmpstr(got->content_digest, ==, want->content_digest);
    g_assert_cmpstr(got->kind, ==, want->kind);
    g_assert_cmpstr(got->disposition, ==, want->disposition);
    g_assert_cmpstr(got->reference, ==, "");
    g_assert_cmpstr(got->reason, ==, want->reason);
    g_assert_cmpint(got->repeat_of, ==, 0);
    g_autoptr(LedgerRow) by_name = store_ledger_by_spool(f->store, "00000002.spool", NULL);
    g_assert_cmpint(by_name->id, ==, two);
    g_autoptr(GError) error = NULL;
    g_assert_null(store_ledger_by_id(f->store, 99, &error));
    g_assert_null(store_ledger_by_spool(f->store, "%", &error));
    g_assert_no_error(error);
}

/* NULL is "" on the way in, and "" comes back. */
static void test_ledger_sparse(Fixture *f, gconstpointer data)
{
    g_autoptr(LedgerRow) row = ledger_row_new();
    row->spool_name = g_strdup("a");
    row->disposition = g_strdup("automatic");
    fixture_begin(f);
    g_assert_true(store_ledger_add(f->store, row, NULL));
    fixture_commit(f);
    g_autoptr(LedgerRow) got = store_ledger_by_id(f->store, row->id, NULL);
    g_assert_cmpstr(got->message_id, ==, "");
    g_assert_cmpstr(got->reference, ==, "");
    CaseLookup lookup = store_lookup(f->store);
    g_assert_null(lookup.same_message_id(f->store, "", NULL));
}

static gboolean add_again(Fixture *f, guint n, const char *name, gint64 repeat_of, GError **error)
{
    g_autoptr(LedgerRow) row = fixture_message(n, repeat_of ? "repeat" : "automatic");
    g_free(row->spool_name);
    row->spool_name = g_strdup(name);
    row->repeat_of = repeat_of;
    return store_ledger_add(f->store, row, error);
}

static void test_ledger_identity(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    gint64 first = fixture_receive(f, 1, "automatic");
    g_autoptr(GError) name = NULL, bytes = NULL, of_none = NULL, repeat = NULL;
    g_assert_false(add_again(f, 2, "00000001.spool", 0, &name));
    g_assert_error(name, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_false(add_again(f, 1, "b", 0, &bytes));
    g_assert_error(bytes, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_false(add_again(f, 1, "b", 77, &of_none));
    g_assert_error(of_none, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_true(add_again(f, 1, "b", first, &repeat));
    g_assert_true(add_again(f, 1, "c", first, &repeat));
    g_assert_no_error(repeat);
    fixture_commit(f);
    g_autoptr(LedgerRow) want = fixture_message(1, "automatic");
    g_autoptr(LedgerRow) got = store_ledger_first(f->store, want->sha256, want->mailbox, NULL);
    g_assert_cmpint(got->id, ==, first);
    g_assert_null(store_ledger_first(f->store, want->sha256, "other@hav.example", NULL));
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
    fixture_is_well(f);
}

static void test_ledger_disposition(Fixture *f, gconstpointer data)
{
    g_autoptr(LedgerRow) row = fixture_message(1, "lost");
    g_autoptr(GError) error = NULL;
    fixture_begin(f);
    g_assert_false(store_ledger_add(f->store, row, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void test_ledger_settle(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    gint64 held = fixture_receive(f, 1, "held"), automatic = fixture_receive(f, 2, "automatic");
    g_assert_true(store_ledger_settle(f->store, held, "set-aside", "", "set aside by Kim", NULL));
    g_autoptr(GError) again = NULL, other = NULL;
    g_assert_false(store_ledger_settle(f->store, held, "case", "", "x", &again));
    g_assert_error(again, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_false(store_ledger_settle(f->store, automatic, "case", "", "x", &other));
    g_assert_error(other, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    fixture_commit(f);
    g_autoptr(LedgerRow) got = store_ledger_by_id(f->store, held, NULL);
    g_assert_cmpstr(got->disposition, ==, "set-aside");
    g_assert_cmpstr(got->reason, ==, "set aside by Kim");
    g_autoptr(GHashTable) counts = store_ledger_counts(f->store, NULL);
    g_assert_cmpint(GPOINTER_TO_INT(g_hash_table_lookup(counts, "set-aside")), ==, 1);
    g_assert_cmpint(GPOINTER_TO_INT(g_hash_table_lookup(counts, "automatic")), ==, 1);
    g_assert_null(g_hash_table_lookup(counts, "held"));
}

static void test_ledger_lookups(Fixture *f, gconstpointer data)
{
    CaseLookup lookup = store_lookup(f->store);
    fixture_begin(f);
    g_autoptr(LedgerRow) case_message = fixture_message(1, "case");
    case_message->reference = g_strdup("HAV-26-0001-T");
    g_assert_true(store_ledger_add(f->store, case_message, NULL));
    gint64 first = case_message->id, copy = 0;
    g_assert_true(add_again(f, 1, "b", first, NULL)); /* a repeat: never the newest case message */
    g_autoptr(LedgerRow) later = fixture_message(2, "case");
    g_autoptr(LedgerRow) want = fixture_message(1, "case");
    g_free(later->content_digest);
    later->content_digest = g_strdup(want->content_digest);
    g_free(later->message_id);
    later->message_id = g_strdup(want->message_id);
    g_assert_true(store_ledger_add(f->store, later, NULL));
    copy = later->id;
    fixture_commit(f);
    g_autoptr(LedgerRow) newest =
        lookup.same_content(f->store, want->content_digest, "KIM@school.example", NULL, NULL);
    g_assert_cmpint(newest->id, ==, copy);
    g_assert_null(
        lookup.same_content(f->store, want->content_digest, "ann@csc.example", NULL, NULL));
    g_autoptr(LedgerRow) of_case = lookup.same_content(f->store, want->content_digest,
                                                       "kim@school.example", "HAV-26-0001-T", NULL);
    g_assert_cmpint(of_case->id, ==, first);
    g_assert_null(lookup.same_content(f->store, want->content_digest, "kim@school.example",
                                      "HAV-26-0009-X", NULL));
    g_autoptr(LedgerRow) oldest = lookup.same_message_id(f->store, want->message_id, NULL);
    g_assert_cmpint(oldest->id, ==, first);
    g_assert_null(lookup.same_message_id(f->store, "other@school.example", NULL));
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* ---- held ---- */

static HeldRow *held_row(gint64 ledger)
{
    HeldRow *row = held_row_new();
    row->ledger = ledger;
    row->sha256 = g_strdup("ab12");
    row->mailbox = g_strdup("esc@hav.example");
    row->received = 1234;
    row->from = g_strdup("x@free.example");
    row->sender_level = g_strdup("unknown");
    row->subject = g_strdup("urgent …");
    row->kind = g_strdup("escalation");
    row->reason = g_strdup("unknown-sender");
    row->text = g_strdup("a sender in no directory");
    row->urgent = TRUE;
    g_ptr_array_add(row->suggestions, suggestion_new("HAV-26-0002-X", "quotes it"));
    g_ptr_array_add(row->suggestions, suggestion_new("HAV-26-0001-A", "same child"));
    return row;
}

static void test_held(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(HeldRow) one = held_row(fixture_receive(f, 1, "held"));
    g_autoptr(HeldRow) two = held_row(fixture_receive(f, 2, "held"));
    g_ptr_array_set_size(two->suggestions, 0);
    g_assert_true(store_held_add(f->store, one, NULL));
    g_assert_true(store_held_add(f->store, two, NULL));
    fixture_commit(f);
    g_autoptr(HeldRow) got = store_held(f->store, one->id, NULL);
    g_assert_cmpint(got->ledger, ==, one->ledger);
    g_assert_cmpstr(got->sha256, ==, "ab12");
    g_assert_cmpstr(got->mailbox, ==, "esc@hav.example");
    g_assert_cmpint(got->received, ==, 1234);
    g_assert_cmpstr(got->from, ==, "x@free.example");
    g_assert_cmpstr(got->sender_level, ==, "unknown");
    g_assert_cmpstr(got->subject, ==, "urgent …");
    g_assert_cmpstr(got->kind, ==, "escalation");
    g_assert_cmpstr(got->reason, ==, "unknown-sender");
    g_assert_cmpstr(got->text, ==, "a sender in no directory");
    g_assert_true(got->urgent);
    g_assert_cmpint(got->resolved, ==, 0);
    g_assert_cmpstr(got->resolution, ==, "");
    g_assert_cmpuint(got->suggestions->len, ==, 2);
    const Suggestion *likeliest = got->suggestions->pdata[0];
    g_assert_cmpstr(likeliest->reference, ==, "HAV-26-0002-X");
    g_assert_cmpstr(likeliest->why, ==, "quotes it");
    g_autoptr(GError) error = NULL;
    g_assert_null(store_held(f->store, 99, &error));
    g_assert_no_error(error);
}

static void test_held_resolve(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(HeldRow) one = held_row(fixture_receive(f, 1, "held"));
    g_autoptr(HeldRow) two = held_row(fixture_receive(f, 2, "held"));
    g_autoptr(HeldRow) three = held_row(fixture_receive(f, 3, "held"));
    g_assert_true(store_held_add(f->store, one, NULL));
    g_assert_true(store_held_add(f->store, two, NULL));
    g_assert_true(store_held_add(f->store, three, NULL));
    const HeldRuling ruling = {(char *)"set-aside", (char *)"", (char *)"Alex", (char *)"spam"};
    g_assert_true(store_held_resolve(f->store, one->id, 3000, &ruling, "set aside: spam", NULL));
    g_autoptr(GError) again = NULL, none = NULL;
    g_assert_false(store_held_resolve(f->store, one->id, 3001, &ruling, "linked", &again));
    g_assert_error(again, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_false(store_held_resolve(f->store, 99, 3001, &ruling, "linked", &none));
    g_assert_error(none, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    fixture_commit(f);
    g_autoptr(GPtrArray) waiting = store_held_waiting(f->store, NULL);
    g_assert_cmpuint(waiting->len, ==, 2);
    g_assert_cmpint(((HeldRow *)waiting->pdata[0])->id, ==, two->id);
    g_assert_cmpint(((HeldRow *)waiting->pdata[1])->id, ==, three->id);
    g_assert_cmpuint(((HeldRow *)waiting->pdata[0])->suggestions->len, ==, 2);
    g_autoptr(HeldRow) got = store_held(f->store, one->id, NULL);
    g_assert_cmpint(got->resolved, ==, 3000);
    g_assert_cmpstr(got->resolution, ==, "set aside: spam");
    g_assert_cmpstr(got->ruling.verb, ==, "set-aside");
    g_assert_cmpstr(got->ruling.reference, ==, "");
    g_assert_cmpstr(got->ruling.by, ==, "Alex");
    g_assert_cmpstr(got->ruling.why, ==, "spam");
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

static void test_held_needs_a_message(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(HeldRow) none = held_row(99);
    g_autoptr(GError) error = NULL, twice = NULL;
    g_assert_false(store_held_add(f->store, none, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_autoptr(HeldRow) one = held_row(fixture_receive(f, 1, "held"));
    g_assert_true(store_held_add(f->store, one, NULL));
    g_assert_false(store_held_add(f->store, one, &twice));
    g_assert_error(twice, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

/* ---- outbox ---- */

static void queue(Fixture *f, OutboxRow *row)
{
    GError *error = NULL;
    gboolean done = store_outbox_add(f->store, row, "hav.example", &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

static Case *saved_case(Fixture *f)
{
    Case *c = fixture_case(1, 1000);
    fixture_save(f, c, 0);
    return c;
}

static void test_outbox(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(Case) c = saved_case(f);
    g_autoptr(OutboxRow) row = fixture_mail(c->reference, 1, "kim@school.example");
    row->why = g_strdup("reason");
    queue(f, row);
    fixture_commit(f);
    g_autoptr(OutboxRow) got = store_outbox_row(f->store, row->id, NULL);
    g_assert_cmpint(got->id, ==, row->id);
    g_assert_cmpstr(got->reference, ==, c->reference);
    g_assert_cmpuint(got->event_seq, ==, 1);
    g_assert_cmpstr(got->kind, ==, "ack");
    g_assert_cmpstr(got->to, ==, "kim@school.example");
    g_assert_cmpstr(got->to_name, ==, "Kim Doe");
    g_assert_cmpstr(got->role, ==, "teacher");
    g_assert_cmpstr(got->template, ==, "ack");
    g_assert_cmpstr(got->subject, ==, "HAV: recorded");
    g_assert_cmpstr(got->body, ==, "recorded\n");
    g_assert_cmpstr(got->message_id, ==, row->message_id);
    g_assert_cmpstr(got->in_reply_to, ==, "m1@school.example");
    g_assert_cmpstr(got->references, ==, "m0@school.example m1@school.example");
    g_assert_true(got->answer);
    g_assert_cmpstr(got->mailbox, ==, "esc@hav.example");
    g_assert_cmpstr(got->state, ==, "queued");
    g_assert_cmpint(got->queued, ==, 2000);
    g_assert_cmpint(got->at, ==, 2000);
    g_assert_cmpstr(got->why, ==, "reason");
}

static void test_outbox_twice(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(Case) c = saved_case(f);
    g_autoptr(OutboxRow) row = fixture_mail(c->reference, 1, "kim@school.example");
    g_autoptr(OutboxRow) same = fixture_mail(c->reference, 1, "kim@school.example");
    queue(f, row);
    g_autoptr(GError) error = NULL;
    g_assert_false(store_outbox_add(f->store, same, "hav.example", &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

/* A copy is as restricted as the first, however its own row reads, and so is what answers either. */
static void test_restricted(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(LedgerRow) whistle = fixture_message(1, "held");
    g_free(whistle->reason);
    whistle->reason = g_strdup(RESTRICTED_MARK "the sender is doubtful");
    g_assert_true(store_ledger_add(f->store, whistle, NULL));
    g_autoptr(OutboxRow) at_once = fixture_mail(NULL, 0, "pat@school.example");
    g_free(at_once->in_reply_to);
    at_once->in_reply_to = g_strdup("");
    queue(f, at_once);
    g_assert_true(add_again(f, 1, "b", whistle->id, NULL));
    gint64 other = fixture_receive(f, 2, "held");
    g_autoptr(Case) c = saved_case(f);
    g_autoptr(OutboxRow) answer = fixture_mail(NULL, 0, "kim@school.example");
    g_autoptr(OutboxRow) of_case = fixture_mail(c->reference, 1, "kim@school.example");
    g_autoptr(OutboxRow) plain = fixture_mail(NULL, 0, "ann@csc.example");
    g_free(plain->in_reply_to);
    plain->in_reply_to = g_strdup("m2@school.example");
    queue(f, answer);
    queue(f, of_case);
    queue(f, plain);
    fixture_commit(f);
    const OutboxRow *const mails[] = {at_once, answer, of_case, plain};
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(OutboxRow) got = store_outbox_row(f->store, mails[i]->id, NULL);
        g_assert_cmpint(got->restricted, ==, i < 2);
    }
    g_autoptr(LedgerRow) first = store_ledger_by_id(f->store, whistle->id, NULL);
    g_autoptr(LedgerRow) copy = store_ledger_by_spool(f->store, "b", NULL);
    g_autoptr(LedgerRow) open = store_ledger_by_id(f->store, other, NULL);
    g_assert_true(ledger_row_restricted(first));
    g_assert_true(ledger_row_restricted(copy));
    g_assert_false(ledger_row_restricted(open));
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

static void test_outbox_of_no_case(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(OutboxRow) lost = fixture_mail("HAV-26-0077-X", 1, "kim@school.example");
    g_autoptr(GError) error = NULL;
    g_assert_false(store_outbox_add(f->store, lost, "hav.example", &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    /* the same receipt for two messages of one stranger is two mails */
    for (guint n = 1; n <= 2; n++) {
        (void)fixture_receive(f, n, "held");
        g_autoptr(OutboxRow) row = fixture_mail("", 0, "x@free.example");
        queue(f, row);
    }
    g_autoptr(OutboxRow) again = fixture_mail("", 0, "x@free.example");
    g_autoptr(GError) twice = NULL;
    g_assert_false(store_outbox_add(f->store, again, "hav.example", &twice));
    g_assert_error(twice, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
}

static void test_message_ids(Fixture *f, gconstpointer data)
{
    CaseLookup lookup = store_lookup(f->store);
    fixture_begin(f);
    g_autoptr(Case) c = saved_case(f);
    g_autoptr(OutboxRow) one = fixture_mail(c->reference, 1, "kim@school.example");
    g_autoptr(OutboxRow) two = fixture_mail(c->reference, 2, "kim@school.example");
    g_autoptr(OutboxRow) three = fixture_mail(c->reference, 1, "ann@csc.example");
    queue(f, one);
    queue(f, two);
    queue(f, three);
    fixture_commit(f);
    g_assert_cmpstr(one->message_id, !=, two->message_id);
    g_assert_cmpstr(one->message_id, !=, three->message_id);
    g_autofree char *end = g_strdup_printf(".%" G_GINT64_FORMAT "@hav.example", one->id);
    g_assert_true(g_str_has_suffix(one->message_id, end));
    g_assert_cmpuint(strspn(one->message_id, "abcdefghijklmnopqrstuvwxyz234567"), ==, 16);
    g_autoptr(OutboxRow) found = lookup.sent_mail(f->store, two->message_id, NULL);
    g_assert_cmpint(found->id, ==, two->id);
    g_autoptr(GError) error = NULL;
    g_assert_null(lookup.sent_mail(f->store, "m1@school.example", &error));
    g_assert_null(lookup.sent_mail(f->store, "", &error));
    g_assert_no_error(error);
}

static gint64 like(Fixture *f, const char *reference, const char *to, const char *template,
                   Instant queued)
{
    g_autoptr(GError) error = NULL;
    const OutboxRow asked = {.reference = (char *)reference,
                             .to = (char *)to,
                             .template = (char *)template,
                             .queued = queued};
    g_autoptr(OutboxRow) row = store_outbox_like(f->store, &asked, &error);
    g_assert_no_error(error);
    return row ? row->id : 0;
}

static void test_alike(Fixture *f, gconstpointer data)
{
    fixture_begin(f);
    g_autoptr(Case) c = saved_case(f);
    for (guint i = 1; i <= 4; i++) {
        g_autoptr(OutboxRow) row = fixture_mail(i == 4 ? "" : c->reference, i,
                                                i == 3 ? "ann@csc.example" : "kim@school.example");
        row->queued = 2000 + i;
        queue(f, row);
    }
    const char *kim = "kim@school.example";
    g_assert_cmpint(like(f, c->reference, kim, "ack", 2009), ==, 2); /* the newest */
    g_assert_cmpint(like(f, c->reference, kim, "ack", 2001), ==, 1); /* but queued no later */
    g_assert_cmpint(like(f, c->reference, kim, "ack", 1900), ==, 2); /* if one is */
    g_assert_cmpint(like(f, c->reference, "ann@csc.example", "ack", 2009), ==, 3);
    g_assert_cmpint(like(f, "", kim, "ack", 2009), ==, 4); /* of no case */
    g_assert_cmpint(like(f, c->reference, kim, "notice", 2009), ==, 0);
    g_assert_cmpint(like(f, c->reference, "bo@csc.example", "ack", 2009), ==, 0);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

typedef struct {
    const char *name, *input; /* in the place of @MAC@ and @ROW@ what is right */
    gboolean want;
} IdCase;

static const IdCase ids[] = {
    {"right", "@MAC@.@ROW@@hav.example", TRUE},
    {"domain-in-capitals", "@MAC@.@ROW@@HAV.EXAMPLE", TRUE},
    {"name-behind", "@MAC@.@ROW@@hav.example.gateway.csc.example", TRUE},
    {"domain-behind", "@MAC@.@ROW@@hav.example@gateway.csc.example", TRUE},
    {"letters-behind", "@MAC@.@ROW@@hav.examples", FALSE},
    {"name-before", "x@MAC@.@ROW@@hav.example", FALSE},
    {"all-but-the-end", "@MAC@.@ROW@@hav.exampl", FALSE},
    {"other-row", "@MAC@.2@hav.example", FALSE},
    {"no-row", "@MAC@@hav.example", FALSE},
    {"row-of-none", "@MAC@.77@hav.example", FALSE},
    {"row-padded", "@MAC@.0@ROW@@hav.example", FALSE},
    {"row-signed", "@MAC@.+@ROW@@hav.example", FALSE},
    {"row-huge", "@MAC@.99999999999999999999@hav.example", FALSE},
    {"other-domain", "@MAC@.@ROW@@csc.example", FALSE},
    {"no-domain", "@MAC@.@ROW@", FALSE},
    {"other-mac", "aaaaaaaaaaaaaaaa.@ROW@@hav.example", FALSE},
    {"short-mac", "aaaa.@ROW@@hav.example", FALSE},
    {"long-mac", "@MAC@a.@ROW@@hav.example", FALSE},
    {"no-mac", ".@ROW@@hav.example", FALSE},
    {"dot", ".", FALSE},
};

static void test_forged_ids(Fixture *f, gconstpointer data)
{
    CaseLookup lookup = store_lookup(f->store);
    fixture_begin(f);
    g_autoptr(OutboxRow) one = fixture_mail("", 0, "kim@school.example");
    g_autoptr(OutboxRow) two = fixture_mail("", 0, "ann@csc.example");
    queue(f, one);
    queue(f, two);
    g_assert_cmpint(one->id, ==, 1);
    g_autofree char *mac = g_strndup(one->message_id, 16);
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(GString) id = g_string_new(ids[i].input);
        g_string_replace(id, "@MAC@", mac, 0);
        g_string_replace(id, "@ROW@", "1", 0);
        g_autoptr(GError) error = NULL;
        g_autoptr(OutboxRow) found = lookup.sent_mail(f->store, id->str, &error);
        g_assert_no_error(error);
        g_test_message("%s", ids[i].name);
        g_assert_cmpint(found != NULL, ==, ids[i].want);
    }
    g_autofree char *capitals = g_ascii_strup(one->message_id, -1);
    g_autoptr(OutboxRow) found = lookup.sent_mail(f->store, capitals, NULL);
    g_assert_nonnull(found);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* Another site's key makes other ids of the same mail. */
static void test_message_ids_are_keyed(Fixture *f, gconstpointer data)
{
    Fixture other = {0};
    fixture_set_up(&other, NULL);
    g_autoptr(OutboxRow) ours = fixture_mail("", 0, "kim@school.example");
    g_autoptr(OutboxRow) theirs = fixture_mail("", 0, "kim@school.example");
    fixture_begin(f);
    fixture_begin(&other);
    queue(f, ours);
    queue(&other, theirs);
    g_assert_cmpstr(ours->message_id, !=, theirs->message_id);
    fixture_tear_down(&other, NULL);
}

static void test_keys(Fixture *f, gconstpointer data)
{
    CaseLookup lookup = store_lookup(f->store);
    g_autoptr(OutboxRow) row = fixture_mail("", 0, "kim@school.example");
    fixture_begin(f);
    queue(f, row);
    g_assert_true(store_key_renew(f->store, NULL));
    g_autoptr(OutboxRow) still = lookup.sent_mail(f->store, row->message_id, NULL);
    g_assert_nonnull(still);
    (void)fixture_receive(f, 1, "held");
    g_autoptr(OutboxRow) newer = fixture_mail("", 0, "kim@school.example");
    queue(f, newer);
    g_assert_true(store_key_renew(f->store, NULL));
    g_assert_null(lookup.sent_mail(f->store, row->message_id, NULL));
    g_autoptr(OutboxRow) known = lookup.sent_mail(f->store, newer->message_id, NULL);
    g_assert_nonnull(known);
    fixture_commit(f);
    fixture_is_well(f);
}

static void test_answers(Fixture *f, gconstpointer data)
{
    CaseLookup lookup = store_lookup(f->store);
    fixture_begin(f);
    g_autoptr(Case) c = saved_case(f);
    static const char *const to[] = {"kim@school.example", "Kim@School.example",
                                     "ann@csc.example",    "kim@school.example",
                                     "kim@school.example", "kim@school.example"};
    for (guint i = 0; i < G_N_ELEMENTS(to); i++) {
        g_autoptr(OutboxRow) row = fixture_mail(i == 1 ? "" : c->reference, i, to[i]);
        row->queued = 2000 + i;
        row->answer = i != 3;
        queue(f, row);
        row->state = g_strdup("suppressed");
        if (i == 4)
            g_assert_true(store_outbox_mark(f->store, row, NULL));
    }
    fixture_commit(f);
    gint all = lookup.answers_since(f->store, "kim@school.example", NULL, 2000, NULL);
    gint later = lookup.answers_since(f->store, "kim@school.example", NULL, 2001, NULL);
    gint here = lookup.answers_since(f->store, "kim@school.example", c->reference, 2000, NULL);
    gint none = lookup.answers_since(f->store, "bo@csc.example", NULL, 0, NULL);
    g_assert_cmpint(all, ==, 3);
    g_assert_cmpint(later, ==, 2);
    g_assert_cmpint(here, ==, 2);
    g_assert_cmpint(none, ==, 0);
    g_assert_cmpuint(store_full_scans(f->store), ==, 0);
}

/* ---- policy texts ---- */

static void test_policy_texts(Fixture *f, gconstpointer data)
{
    g_autofree char *one = digest_of("one", 3), *two = digest_of("two", 3);
    fixture_begin(f);
    g_assert_true(store_policy_keep(f->store, one, "havering-2020", "one", NULL));
    g_assert_true(store_policy_keep(f->store, two, "havering-2020", "two", NULL));
    g_assert_true(store_policy_keep(f->store, one, "havering-2020", "one", NULL));
    fixture_commit(f);
    g_autoptr(GPtrArray) texts = store_policy_texts(f->store, NULL);
    g_assert_cmpuint(texts->len, ==, 2);
    for (guint i = 0; i < texts->len; i++) {
        const PolicyText *text = texts->pdata[i];
        g_assert_cmpstr(text->text, ==, g_str_equal(text->sha256, one) ? "one" : "two");
        g_assert_cmpstr(text->id, ==, "havering-2020");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/store/rows/ledger", test_ledger);
    fixture_add("/store/rows/ledger-sparse", test_ledger_sparse);
    fixture_add("/store/rows/ledger-identity", test_ledger_identity);
    fixture_add("/store/rows/ledger-disposition", test_ledger_disposition);
    fixture_add("/store/rows/ledger-settle", test_ledger_settle);
    fixture_add("/store/rows/ledger-lookups", test_ledger_lookups);
    fixture_add("/store/rows/held", test_held);
    fixture_add("/store/rows/held-resolve", test_held_resolve);
    fixture_add("/store/rows/held-needs-a-message", test_held_needs_a_message);
    fixture_add("/store/rows/outbox", test_outbox);
    fixture_add("/store/rows/outbox-twice", test_outbox_twice);
    fixture_add("/store/rows/restricted", test_restricted);
    fixture_add("/store/rows/outbox-of-no-case", test_outbox_of_no_case);
    fixture_add("/store/rows/message-ids", test_message_ids);
    fixture_add("/store/outbox/alike", test_alike);
    fixture_add("/store/rows/forged-ids", test_forged_ids);
    fixture_add("/store/rows/message-ids-are-keyed", test_message_ids_are_keyed);
    fixture_add("/store/rows/keys", test_keys);
    fixture_add("/store/rows/answers", test_answers);
    fixture_add("/store/rows/policy-texts", test_policy_texts);
    return g_test_run();
}
