/* What a stranger sees: one generic receipt, the same letter for letter whether the reference that they write exists, is none,
 * or is missing, and whatever else the message is; with the urgent text first, once a day an address, and nothing to a sender
 * who is forged. The same for people of agencies who are no party. Run from the checkout's root. */
#include "placed_case.h"
#include "reference.h"

#define STRANGER "passer.by@freemail.example"
#define FALK "jerome.falk@eastpolice.example"
#define FALKS_COLLEAGUE "some.colleague@eastpolice.example"
#define TEACHER "tola.brightwater@oakfield.example"
#define REYES "callum.reyes@csc.havering.example"

typedef struct {
    const char *name, *reference; /* "@case": of the case; "@none": well formed, and no such case */
    gboolean replies;             /* to a mail of ours about the case */
} Way;

static const Way ways[] = {
    {.name = "no reference"},
    {.name = "of a case", .reference = "@case"},
    {.name = "of none", .reference = "@none"},
    {.name = "with a wrong letter", .reference = "HAV-26-0001-Z"},
    {.name = "of which the letter is missing", .reference = "HAV-26-0001"},
    {.name = "of another policy", .reference = "@other"},
    {.name = "both", .reference = "@both"},
    {.name = "in a thread of ours", .replies = TRUE},
    {.name = "in a thread of ours, with the reference", .reference = "@case", .replies = TRUE},
};

static const char *const texts[] = {
    "What stage are we at?",     "Not resolved. Stage three please.",
    "Agreed by phone at 15:45.", "Send me everything that you have.",
    "Please send me the form.",  "This is whistleblowing about my agency.",
};
/* Asks for the number to ring, too, whatever else it names. */
static const char danger[] = "The child is not safe tonight.";

typedef struct {
    Placed *placed;
    const char *reference, *our_id;
} Record;

static char *written(const Record *site, const char *reference)
{
    g_autofree char *none = reference_make("HAV", 26, 999), *other = reference_make("CAM", 26, 1);
    if (reference == NULL)
        return NULL;
    if (g_str_equal(reference, "@case"))
        return g_strdup(site->reference);
    if (g_str_equal(reference, "@both"))
        return g_strconcat(site->reference, " and ", none, NULL);
    return g_strdup(g_str_equal(reference, "@none")    ? none
                    : g_str_equal(reference, "@other") ? other
                                                       : reference);
}

static MailRecord *sent(const Record *site, const char *from, const Way *way, const char *text,
                        PlacedProof proof)
{
    g_autofree char *reference = written(site, way->reference);
    MailRecord *mail = placed_mail(site->placed, from, reference, text, proof);
    if (way->replies)
        g_ptr_array_add(mail->references, (gpointer)mail_record_keep(mail, site->our_id));
    return mail;
}

/* All that the address gets. */
/* What the address is answered; an alarm to it, as to the office, may say more. */
static char *got(const Decision *decision, const char *address)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        if (g_str_equal(mail->to, address) && !g_str_equal(mail->template, "office-alarm"))
            g_string_append_printf(text, "%s\n%s\n%s\n", mail->template, mail->subject, mail->body);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static OutboxRow *first_mail_to(const Placed *placed, const char *reference, const char *address)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) mails = store_outbox_of_case(placed->store, reference, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < mails->len; i++)
        if (g_str_equal(((const OutboxRow *)g_ptr_array_index(mails, i))->to, address))
            return g_ptr_array_steal_index(mails, i);
    g_error("no mail to %s", address);
}

typedef struct {
    const char *from;
    PlacedProof proof;
} Stranger;

static const Stranger stranger = {STRANGER, PLACED_PROVEN}, claims = {REYES, PLACED_UNJUDGED};

/* Nobody's name, address or telephone number, a duty desk's no more than a person's; the mailbox's own is no secret. */
static void has_none_of_the_directory(const Ruleset *rules, const char *answer)
{
    g_autofree char *line = g_strdelimit(g_strdup(answer), "\r\n", ' ');
    for (guint i = 0; i < directory_posts(rules->directory); i++) {
        const Post *post = directory_post_at(rules->directory, i);
        const char *const told[] = {post->name, post->email, post->phone};
        for (gsize j = 0; j < G_N_ELEMENTS(told); j++) {
            if (*told[j] == '\0' ||
                g_strv_contains((const char *const *)rules->site.mailboxes, told[j]))
                continue;
            if (strstr(line, told[j]) != NULL)
                g_test_message("'%s' stands in: %s", told[j], line);
            g_assert_null(strstr(line, told[j]));
        }
    }
}

/* What one text is answered by each of the ways; `receipt` is set by the first, and is the answer to all. */
static void same_by_all_ways(Record *site, const Stranger *who, const char *text, char **receipt)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autoptr(MailRecord) mail = sent(site, who->from, &ways[i], text, who->proof);
        g_autoptr(Decision) decision = placed_decide(site->placed, mail);
        g_autofree char *answer = got(decision, who->from);
        g_test_message("%s, %s: %s", ways[i].name, text, decision->reason);
        g_assert_cmpstr(decision->disposition, ==, "held");
        g_assert_null(decision->subject_case);
        if (*receipt != NULL)
            g_assert_cmpstr(answer, ==, *receipt);
        else
            *receipt = g_steal_pointer(&answer);
    }
    g_assert_true(g_str_has_prefix(*receipt, "receipt\n"));
    g_assert_null(strstr(*receipt, "HAV-26"));
    g_assert_null(strstr(*receipt, "Stage"));
    has_none_of_the_directory(site->placed->rules, *receipt);
}

static void test_same(gconstpointer data)
{
    const Stranger *who = data;
    g_auto(Placed) placed = placed_begin("havering-2020", "2026-03-09T10:00");
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    g_autoptr(OutboxRow) ours = first_mail_to(&placed, reference, REYES);
    Record site = {&placed, reference, ours->message_id};
    placed.now += 2 * 24 * 60 * 60;
    g_autofree char *receipt = NULL, *urgent = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        same_by_all_ways(&site, who, texts[i], &receipt);
    same_by_all_ways(&site, who, danger, &urgent);
    g_assert_null(strstr(receipt, "Emergency duty,"));
    g_assert_null(strstr(urgent, "Emergency duty,"));
}

/* The number that the site publishes itself is for anybody who writes of danger; the directory's is for who stands in it. */
static void test_number_to_ring(void)
{
    static const struct {
        const char *from, *published, *number;
    } rows[] = {
        {STRANGER, NULL, NULL},
        {STRANGER, "the duty desk, 01632 960199", "the duty desk, 01632 960199"},
        {FALK, NULL, "Emergency duty team, 01632 960109"},
        {FALK, "the duty desk, 01632 960199", "the duty desk, 01632 960199"},
    };
    g_auto(Placed) placed = placed_begin("havering-2020", "2026-03-09T10:00");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        placed.rules->site.emergency_duty = rows[i].published;
        g_autoptr(MailRecord) mail =
            placed_mail(&placed, rows[i].from, NULL, danger, PLACED_PROVEN);
        g_autoptr(Decision) decision = placed_decide(&placed, mail);
        g_autofree char *answer = got(decision, rows[i].from);
        g_autofree char *line =
            g_strconcat("Emergency duty, also out of hours: ", rows[i].number, ".", NULL);
        g_assert_cmpstr(answer, !=, "");
        g_assert_cmpint(strstr(answer, line) != NULL, ==, rows[i].number != NULL);
    }
}

/* Who is of an agency but of no party may be told more where no case is named; where one is, no more than of one there is not. */
static void test_no_party(void)
{
    static const char *const senders[] = {FALK, FALKS_COLLEAGUE,
                                          "wilf.darrow@partnership.havering.example"};
    static const Way named[] = {{.reference = "@case"}, {.reference = "@none"}};
    g_auto(Placed) placed = placed_begin("havering-2020", "2026-03-09T10:00");
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    Record site = {&placed, reference, ""};
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(texts); j++) {
            g_autoptr(MailRecord) one = sent(&site, senders[i], &named[0], texts[j], PLACED_PROVEN);
            g_autoptr(MailRecord) other =
                sent(&site, senders[i], &named[1], texts[j], PLACED_PROVEN);
            g_autoptr(Decision) first = placed_decide(&placed, one);
            g_autoptr(Decision) second = placed_decide(&placed, other);
            g_autofree char *there = got(first, senders[i]), *not_there = got(second, senders[i]);
            g_test_message("%s: %s", senders[i], texts[j]);
            g_assert_cmpstr(there, ==, not_there);
            g_assert_nonnull(strstr(there, "receipt\n")); /* the office also has its own alarm */
        }
}

/* The policy's urgent text stands before anything else that is said. */
static void test_urgent_first(void)
{
    g_auto(Placed) placed = placed_begin("bromley-2019", "2026-03-09T10:00");
    g_autoptr(MailRecord) mail = placed_mail(&placed, STRANGER, NULL, texts[0], PLACED_PROVEN);
    g_autoptr(Decision) decision = placed_decide(&placed, mail);
    const MailDraft *draft = g_ptr_array_index(decision->mails, 0);
    g_autofree char *body = g_strdelimit(g_strdup(draft->body), "\r\n", ' ');
    g_assert_true(g_str_has_prefix(
        body, "If a child may be at immediate risk of harm, do not wait for us: call 999."));
    g_assert_nonnull(strstr(body, "MASH"));
}

/* One receipt in twenty-four hours, however many are written and whatever about. */
static void test_once_a_day(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", "2026-03-09T10:00");
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    static const struct {
        guint hours;
        guint answers;
    } times[] = {{0, 1}, {1, 0}, {23, 0}, {25, 1}, {26, 0}};
    Instant start = placed.now;
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
        placed.now = start + (Instant)times[i].hours * 60 * 60;
        g_autoptr(MailRecord) mail =
            placed_mail(&placed, STRANGER, i % 2 ? reference : NULL, texts[0], PLACED_PROVEN);
        g_autoptr(Decision) decision = placed_decide(&placed, mail);
        placed_take(&placed, decision, mail);
        g_test_message("after %u hours", times[i].hours);
        g_assert_cmpuint(decision->mails->len, ==, times[i].answers);
    }
}

static void test_forged(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", "2026-03-09T10:00");
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    static const char *const senders[] = {STRANGER, TEACHER, REYES, FALK,
                                          "mailbox@partnership.havering.example"};
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(texts); j++) {
            g_autoptr(MailRecord) mail =
                placed_mail(&placed, senders[i], reference, texts[j], PLACED_FORGED);
            g_autoptr(Decision) decision = placed_decide(&placed, mail);
            g_autofree char *answer = got(decision, senders[i]);
            g_assert_cmpstr(answer, ==, "");
            g_assert_cmpstr(decision->held->reason, ==, "sender-failed");
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/stranger/the-same-receipt", &stranger, test_same);
    g_test_add_data_func("/stranger/the-same-receipt-unproven", &claims, test_same);
    g_test_add_func("/stranger/the-number-to-ring", test_number_to_ring);
    g_test_add_func("/stranger/of-no-party", test_no_party);
    g_test_add_func("/stranger/urgent-text-first", test_urgent_first);
    g_test_add_func("/stranger/once-a-day", test_once_a_day);
    g_test_add_func("/stranger/none-to-the-forged", test_forged);
    return g_test_run();
}
