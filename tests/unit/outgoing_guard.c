/* What may leave with a mail and to whom, by tables: one thing that must be stopped a row, and beside it what looks like it and may
 * go. The repository's own site is the ruleset. Run from the checkout's root. */
#include "outgoing_guard.h"
#include "made_case.h"
#include "outgoing_dates.h"
#include "word_scan.h"

#define IDRIS "idris.penhallow@oakfield.example"
#define TOLA "tola.brightwater@oakfield.example"
#define OFFICE "inez.quill@partnership.havering.example"

static Ruleset *rules;
static Day today;

/* The made case, with what a form would have of the first child. */
static Case *a_case(void)
{
    Case *c = made_case(rules);
    Child *child = g_ptr_array_index(c->children, 0);
    made_set(&child->ids, "NHS 943 476 5919, PQ12345");
    made_set(&c->last_sender, "callum.reyes@csc.havering.example");
    made_fact(c, "problem", 0,
              "He has not been seen at nursery since his grandmother moved to Leeds.", 12, FALSE);
    made_fact(c, "challenged_person", 0, "Joel Amadi", 13, FALSE);
    made_fact(c, "their_ref", 0, "Mosaic 7654321", 14, FALSE);
    made_fact(c, "safe_by", 0, "27 March 2026", 15, FALSE);
    return c;
}

static char *why_of(const Case *c, const char *to, const char *subject, const char *body,
                    gboolean answer)
{
    g_autoptr(OutgoingGuard) guard = outgoing_guard_new(c, NULL, rules, today);
    const OutgoingMail mail = {.to = to,
                               .to_name = "",
                               .subject = subject,
                               .body = body,
                               .answer = answer,
                               .submitter = answer ? to : NULL};
    return outgoing_guard_why(guard, &mail);
}

typedef struct {
    const char *text;
    const char *why; /* part of the reason; NULL: it may go */
} Row;

/* What no text may have that goes to somebody without a claim to the detail. */
static const Row texts[] = {
    /* names */
    {"It is about Juniper Vale today.", "a child's name"},
    {"It is about juniper vale today.", "a child's name"},
    {"It is about VALE, JUNIPER today.", "part of a child's name"},
    {"It is about Juniper today.", "part of a child's name"},
    {"It is about juniper.", "part of a child's name"},
    {"Vale has been told", "part of a child's name"},
    {"Told: the mother of Sorrel.", "part of a child's name"},
    {"It is about Juni\u00adper today.", "part of a child's name"},
    {"It is about Juni\u200bper today.", "part of a child's name"},
    {"It is about \u202eJuniper today.", "part of a child's name"},
    {"It is about J\u00faniper today.", "part of a child's name"},
    {"Juniper's plan", "part of a child's name"},
    {"the Vale-Hart family", "part of a child's name"},
    {"the junipers in the prevale area", NULL},
    /* initials */
    {"Recorded: child JV.", "a child's initials"},
    {"Recorded: child J.V. of the form", "a child's initials"},
    {"Recorded: child J. V. of the form", "a child's initials"},
    {"Recorded: jv and j v", NULL},
    /* dates of birth */
    {"Born 04/04/2019.", "a date of birth"},
    {"Born 4/4/19.", "a date of birth"},
    {"Born 4.4.2019.", "a date of birth"},
    {"Born 2019-04-04.", "a date of birth"},
    {"Born 4 April 2019.", "a date of birth"},
    {"Born Thu 4th Apr 2019.", "a date of birth"},
    {"Born the 4th of April, 2019.", "a date of birth"},
    {"Born April 4, 2019.", "a date of birth"},
    {"Born April 4th, 2019.", "a date of birth"},
    {"Born 04042019.", "a date of birth"},
    {"Born 20190404.", "a date of birth"},
    {"Born 040419.", "a date of birth"},
    {"Next date: Fri 4 Apr 2025, and 5 April 2019", NULL},
    /* identifiers */
    {"NHS number 943 476 5919.", "an identifier"},
    {"NHS number 9434765919.", "an identifier"},
    {"NHS number 943-476-5919.", "an identifier"},
    {"Number 0099434765919.", "an identifier"},
    {"Case pq12345 of theirs.", "an identifier"},
    {"Theirs is 7654321.", "an identifier"},
    {"Please telephone 01632 960112 at 10:14 on Wed 4 March 2026.", NULL},
    /* others */
    {"It concerns Joel Amadi.", "a worker's name"},
    {"It concerns Joel.", NULL},
    {"See also HAV-26-0007-K.", "the reference of another case"},
    {"See HAV-26-0042-B.", NULL},
    /* what somebody wrote */
    {"He has not been seen at nursery", "words of what somebody wrote"},
    {"It says: since his grandmother\nmoved to Leeds.", "words of what somebody wrote"},
    {"seen at nursery since his", "words of what somebody wrote"},
    {"The plan does not progress.", "words of what somebody wrote"},
    {"seen at nursery since", NULL},
    {"He has not been told of the date yet.", NULL},
    {"Next date: Fri 27 Mar 2026 (guide date). Why: 5 working days from Fri 20 Mar 2026.", NULL},
};

static void test_texts(void)
{
    g_autoptr(Case) c = a_case();
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *why = why_of(c, TOLA, "[HAV-26-0042-B] Received", texts[i].text, TRUE);
        g_test_message("%s: %s", texts[i].text, why != NULL ? why : "may go");
        g_assert_true((why != NULL) == (texts[i].why != NULL));
        g_assert_true(why == NULL || strstr(why, texts[i].why) != NULL);
        g_assert_true(why == NULL || (strstr(why, "uniper") == NULL && strstr(why, "943") == NULL));
        g_autofree char *detail =
            why_of(c, IDRIS, "[HAV-26-0042-B] Stage Two", texts[i].text, FALSE);
        g_assert_null(detail); /* a holder at a 'tls' address has all of it */
    }
}

/* A subject has nothing but our own words, whoever gets it. */
static const Row subjects[] = {
    {"[HAV-26-0042-B] Stage Two: your action is asked for (provisional)", NULL},
    {"[HAV-26-0042-B] Notice to the independent reviewing officer", NULL},
    {"[HAV-26-0042-B] Mon 9 Mar 2026 has been reached: resolved, or move on?", NULL},
    {"[HAV-26-0042-B] Told: East London Integrated Care Board", NULL},
    {"[secure] [HAV-26-0042-B] Received - escalation, Stage Two [Ticket#2026030410000012]", NULL},
    {"[HAV-26-0042-B] Received - escalation, Stage Two INC0012345", NULL},
    {"[HAV-26-0042-B] Received - Juniper Vale", "a child's name"},
    {"[HAV-26-0042-B] JV, 4 April 2019", "a child's initials"},
    {"[HAV-26-0042-B] 4 April 2019", "a date of birth"},
    {"[HAV-26-0042-B] seen at nursery since his grandmother moved", "words of what somebody wrote"},
    {"[HAV-26-0042-B] Received - bruises", "not our own"},
    {"[HAV-26-0042-B] Received - grandmother", "not our own"},
    {"[HAV-26-0007-K] Received", "the reference of another case"},
    {"Received\r\nBcc: tola.brightwater@oakfield.example", "a line end"},
    {"Received\nBcc: x", "a line end"},
    {"Received \x1b[1m", "a line end or a control character"},
    {"Received \u202e", "a mark that cannot be seen"},
    {"Received \u2066stage\u2069", "a mark that cannot be seen"},
    {"Received =?utf-8?q?stage?=", "code"},
    {"Received {{detail}}", "code"},
};

static void test_subjects(void)
{
    g_autoptr(Case) c = a_case();
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        for (gboolean answer = FALSE; answer <= TRUE; answer++) {
            g_autofree char *why = why_of(c, IDRIS, subjects[i].text, "Recorded.", answer);
            g_test_message("%s: %s", subjects[i].text, why != NULL ? why : "may go");
            g_assert_true((why != NULL) == (subjects[i].why != NULL));
            g_assert_true(why == NULL || strstr(why, subjects[i].why) != NULL);
        }
}

typedef struct {
    const char *to;
    const char *may; /* "all", "no detail", or part of why it is nobody */
} Reader;

static const Reader readers[] = {
    {IDRIS, "all"}, /* holds it */
    {"Idris.Penhallow@Oakfield.example", "all"},
    {"head@oakfield.example", "all"}, /* held it before */
    {"imelda.frost@csc.havering.example", "all"},
    {OFFICE, "all"},
    {"iro.service@csc.havering.example",
     "all"},             /* the policy has a notice for that role, and it is owed */
    {TOLA, "no detail"}, /* raised it */
    {"callum.reyes@csc.havering.example", "no detail"},   /* wrote last */
    {"joel.amadi@csc.havering.example", "no part in it"}, /* of a party, and no more */
    {"leopold.quance@oakfield.example", "no post"},
    {"jerome.falk@eastpolice.example", "no part in it"},
    {"anton.birkett@riverbend.example", "no part in it"}, /* of the same role elsewhere */
    {"keir.blackwood@millbrook.example",
     "all but by mail"}, /* a holder at a 'secure-step' address */
    {"elin.vaughan@icb.example",
     "no part in it"}, /* held it for an agency that is no party any more */
    {"old.manager@csc.havering.example", "no post"}, /* a holder who left */
    {"stranger@freepost.example", "no post"},
    {"not an address", "no address"},
};

static Case *a_held_case(void)
{
    Case *c = a_case();
    made_holder(c, SIDE_PARTNERSHIP, "millbrook", "line_manager", "Keir Blackwood",
                "keir.blackwood@millbrook.example", INSTANT_UNKNOWN, TRUE);
    made_holder(c, SIDE_CHALLENGED, "icb", "designated_doctor", "Elin Vaughan",
                "elin.vaughan@icb.example", INSTANT_UNKNOWN, TRUE);
    made_holder(c, SIDE_CHALLENGED, "csc", "line_manager", "Old Manager",
                "old.manager@csc.havering.example", INSTANT_UNKNOWN, TRUE);
    return c;
}

static void test_readers(void)
{
    g_autoptr(Case) c = a_held_case();
    static const char subject[] = "[HAV-26-0042-B] Stage Three: your action is asked for";
    for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
        g_autofree char *plain = why_of(c, readers[i].to, subject, "Recorded.", FALSE);
        g_autofree char *detail = why_of(c, readers[i].to, subject, "Child 1: Juniper Vale", FALSE);
        g_test_message("%s: %s; %s", readers[i].to, plain != NULL ? plain : "-",
                       detail != NULL ? detail : "-");
        gboolean all = g_str_equal(readers[i].may, "all");
        gboolean some = g_str_equal(readers[i].may, "no detail") ||
                        g_str_equal(readers[i].may, "all but by mail");
        g_assert_true((plain == NULL) == (all || some));
        g_assert_true((detail == NULL) == all);
        g_assert_true(all || some || strstr(plain, readers[i].may) != NULL);
        g_assert_true(plain == NULL || strchr(plain, '@') == NULL);
    }
}

/* The two workers hold it before anybody else does, and are asked at its end what they agreed. */
static void test_workers(void)
{
    static const struct {
        const char *to, *role;
        gboolean current, closing, words, names;
    } rows[] = {
        {TOLA, "worker", TRUE, FALSE, TRUE, FALSE}, /* raised it: never whose it is */
        {TOLA, "worker", FALSE, FALSE, FALSE, FALSE},
        {TOLA, "worker", FALSE, TRUE, TRUE, FALSE},
        {TOLA, "line_manager", TRUE, FALSE, TRUE, TRUE}, /* holds it as manager */
        {"joel.amadi@csc.havering.example", "worker", TRUE, FALSE, TRUE, TRUE},
        {"joel.amadi@csc.havering.example", "worker", FALSE, FALSE, FALSE, FALSE},
        {"joel.amadi@csc.havering.example", "worker", FALSE, TRUE, TRUE, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Case) c = a_case();
        made_holder(c, SIDE_CHALLENGED, strstr(rows[i].to, "oakfield") ? "oakfield" : "csc",
                    rows[i].role, "", rows[i].to, INSTANT_UNKNOWN, rows[i].current);
        c->state = rows[i].closing ? CASE_CLOSING : CASE_OPEN;
        static const char subject[] = "[HAV-26-0042-B] Stage Two";
        g_autofree char *plain = why_of(c, rows[i].to, subject, "Recorded.", FALSE);
        g_autofree char *words =
            why_of(c, rows[i].to, subject, "It was agreed: seen at nursery since his", FALSE);
        g_autofree char *names = why_of(c, rows[i].to, subject, "about Juniper", FALSE);
        g_test_message("%" G_GSIZE_FORMAT ": %s; %s", i, words != NULL ? words : "-",
                       names != NULL ? names : "-");
        g_assert_null(plain);
        g_assert_true((words == NULL) == rows[i].words);
        g_assert_true((names == NULL) == rows[i].names);
    }
}

/* Whose case has no notice owed for a role, has nothing for that role. */
static void test_notice_not_owed(void)
{
    g_autoptr(Case) c = made_bare(rules, "HAV-26-0042-B", "2026-03-04T10:14");
    g_autofree char *why = why_of(c, "iro.service@csc.havering.example",
                                  "[HAV-26-0042-B] Stage Two", "Recorded.", FALSE);
    g_assert_nonnull(strstr(why, "no part in it"));
}

static void test_answers(void)
{
    g_autoptr(Case) c = a_case();
    static const char *const submitters[] = {NULL, "", "tola@oakfield.example", IDRIS};
    g_autoptr(OutgoingGuard) guard = outgoing_guard_new(c, NULL, rules, today);
    for (gsize i = 0; i < G_N_ELEMENTS(submitters); i++) {
        const OutgoingMail mail = {TOLA,        "",   "[HAV-26-0042-B] Received",
                                   "Recorded.", TRUE, submitters[i]};
        g_autofree char *why = outgoing_guard_why(guard, &mail);
        g_assert_nonnull(strstr(why, "somebody else"));
    }
    g_autofree char *stranger =
        why_of(NULL, "anybody@freepost.example", "Received", "Your message was received.", TRUE);
    g_assert_null(stranger);
}

static void test_no_case(void)
{
    static const Reader some[] = {
        {OFFICE, NULL}, {IDRIS, "no part in it"}, {"stranger@freepost.example", "no post"}};
    for (gsize i = 0; i < G_N_ELEMENTS(some); i++) {
        g_autofree char *why =
            why_of(NULL, some[i].to, "Look at this now", "HAV-26-0042-B waits.", FALSE);
        g_assert_true((why == NULL) == (some[i].may == NULL));
        g_assert_true(why == NULL || strstr(why, some[i].may) != NULL);
    }
    g_autofree char *known = why_of(NULL, TOLA, "Received", "It belongs to HAV-26-0042-B.", TRUE);
    g_assert_nonnull(strstr(known, "the reference of another case"));
}

/* Children are called as words are; what we say ourselves is not about them. */
static void test_named_as_words(void)
{
    g_autoptr(Case) c = made_bare(rules, "HAV-26-0042-B", "2026-03-04T10:14");
    made_child(c, 1, "Will May-Oakfield", day_new(2026, 3, 4), "none", FALSE);
    made_child(c, 2, "Child BA", day_new(2015, 3, 9), "none", FALSE);
    made_child(c, 3, "unborn child", DAY_UNKNOWN, "none", FALSE);
    made_child(c, 4, "Peter David Fox", DAY_UNKNOWN, "none", FALSE);
    made_date(c, "week", "guide", day_new(2026, 3, 9), golden_at(rules, "2026-03-09T17:00"), FALSE,
              MET_PENDING, "");
    made_event(c, golden_at(rules, "2026-03-04T10:14"), "received", "x", "x");
    static const Row rows[] = {
        {"A person will look at it. If a child may be at risk, do not wait. Will you reply?", NULL},
        {"Next date: Fri 8 May 2026. Raised by Oakfield Primary School.", NULL},
        {"We received it at 10:14 on Wed 4 March 2026.", NULL}, /* the day the first one was born */
        {"- 4 children recorded\n1. Name or initials (child 2)\nAn unborn child", NULL},
        {"a PDF with text in it, not a photograph", NULL},
        {"we hear that Will is well", "part of a child's name"},
        {"it is about Will May-Oakfield", "a child's name"},
        {"it is about will may oakfield", NULL},
        {"Child BA, born Mon 9 Mar 2015", "a child's initials"},
        {"born Mon 9 Mar 2015", "a date of birth"},
        {"We received it on Wed 4 March 2026. The other was born Mon 9 Mar 2015",
         "a date of birth"},
        {"child BA", "a child's initials"},
        {"about Fox", "part of a child's name"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *why = why_of(c, TOLA, "[HAV-26-0042-B] Received", rows[i].text, TRUE);
        g_test_message("%s: %s", rows[i].text, why != NULL ? why : "may go");
        g_assert_true((why != NULL) == (rows[i].why != NULL));
        g_assert_true(why == NULL || strstr(why, rows[i].why) != NULL);
    }
}

/* A professional of the directory whose surname a child has. */
static void test_name_shared_with_a_person(void)
{
    g_autoptr(Case) c = made_bare(rules, "HAV-26-0042-B", "2026-03-04T10:14");
    made_child(c, 1, "Robin Quill", DAY_UNKNOWN, "none", FALSE);
    g_autofree char *person =
        why_of(c, TOLA, "Received", "Emergency duty: Inez Quill, 01632 960139", TRUE);
    g_autofree char *child = why_of(c, TOLA, "Received", "It is about the Quill family", TRUE);
    g_assert_null(person);
    g_assert_nonnull(child);
}

/* What goes back to the address that wrote it is no secret of the case. */
static void test_number_given_back(void)
{
    g_autoptr(Case) c = a_case();
    Alias *alias = g_new0(Alias, 1);
    alias->agency = g_strdup("oakfield");
    alias->address = g_strdup(TOLA);
    alias->text = g_strdup("INC7654321");
    alias->echo = TRUE;
    g_ptr_array_add(c->aliases, alias);
    g_autofree char *why =
        why_of(c, TOLA, "[HAV-26-0042-B] Received INC7654321", "Recorded.", TRUE);
    g_assert_null(why);
}

static void test_word_scan(void)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(ScannedWord));
    word_scan("  Zo\u00eb \u2013 O\u2019Brien, 12th (\u00c9lodie)", words);
    static const char *const want[] = {"zoe", "o", "brien", "12TH", "elodie"};
    g_assert_cmpuint(words->len, ==, G_N_ELEMENTS(want));
    for (guint i = 0; i < words->len; i++)
        g_assert_cmpuint(g_array_index(words, ScannedWord, i).hash, ==, word_hash(want[i]));
    g_assert_true(g_array_index(words, ScannedWord, 3).number);
    g_assert_false(g_array_index(words, ScannedWord, 3).digits);
    g_assert_cmpuint(word_hash(" \u2013\u200b "), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    today = day_new(2026, 3, 9);
    g_test_add_func("/outgoing-guard/texts", test_texts);
    g_test_add_func("/outgoing-guard/subjects", test_subjects);
    g_test_add_func("/outgoing-guard/readers", test_readers);
    g_test_add_func("/outgoing-guard/workers", test_workers);
    g_test_add_func("/outgoing-guard/notice-not-owed", test_notice_not_owed);
    g_test_add_func("/outgoing-guard/answers", test_answers);
    g_test_add_func("/outgoing-guard/no-case", test_no_case);
    g_test_add_func("/outgoing-guard/named-as-words", test_named_as_words);
    g_test_add_func("/outgoing-guard/name-shared-with-a-person", test_name_shared_with_a_person);
    g_test_add_func("/outgoing-guard/number-given-back", test_number_given_back);
    g_test_add_func("/outgoing-guard/word-scan", test_word_scan);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
