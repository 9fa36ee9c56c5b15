/* Who may read what of a case: a word of its own in every field, and for each reader the words that are there and no other; golden
 * files of what each gets; and who gets nothing, with why. Run from the checkout's root. */
#include "chronology.h"
#include "error.h"
#include "golden.h"
#include "made_case.h"
#include "page_paper.h"

#include <string.h>

static Ruleset *rules;

#define OFFICE_MESSAGE "1111111111111111111111111111111111111111111111111111111111111111"
#define RAISED "2222222222222222222222222222222222222222222222222222222222222222"
#define ANSWER "3333333333333333333333333333333333333333333333333333333333333333"
#define WHISTLE "4444444444444444444444444444444444444444444444444444444444444444"
#define TOLA "tola.brightwater@oakfield.example"
#define CALLUM "callum.reyes@csc.havering.example"

typedef struct {
    Case *c;
    GPtrArray *hashes, *sent, *ledger;
} Scene;

static void set_event(Case *c, const char *kind, const char *actor, const char *message,
                      const char *text)
{
    Event *event = event_new(golden_at(rules, "2026-03-06T15:01") + 60 * c->events->len, kind,
                             actor, message, "%s", text);
    event->seq = c->events->len + 1;
    g_ptr_array_add(c->events, event);
}

/* Of this message, which the party before it wrote. */
static void set_fact(Case *c, const char *key, guint child, const char *value, const char *message)
{
    made_fact(c, key, child, value, 20, FALSE);
    ((Fact *)c->facts->pdata[c->facts->len - 1])->message = message;
}

static void set_mail(Scene *scene, const char *to, const char *template, const char *why)
{
    OutboxRow *mail = outbox_row_new();
    made_set(&mail->to, to);
    made_set(&mail->role, "line_manager");
    made_set(&mail->template, template);
    made_set(&mail->state, "sent");
    made_set(&mail->why, why);
    mail->queued = golden_at(rules, "2026-03-06T15:01");
    g_ptr_array_add(scene->sent, mail);
}

static void set_message(Scene *scene, gint64 id, const char *sha256, const char *kind)
{
    LedgerRow *row = ledger_row_new();
    row->id = id;
    made_set(&row->sha256, sha256);
    made_set(&row->kind, kind);
    made_set(&row->disposition, "case");
    made_set(&row->reason, "");
    g_ptr_array_add(scene->ledger, row);
}

/* What the case says in its events, each with a word of its own. */
static void set_events(Case *c)
{
    set_event(c, "opened", TOLA, RAISED, "Escalation received from " TOLA " openedword");
    set_event(c, "stage-entered", TOLA, RAISED, "Entered Stage Two (section 2.3)");
    set_event(c, "told", TOLA, RAISED, "Told: independent reviewing officer, toldword");
    set_event(c, "owed", "gateway", NULL, "The notice of 1 child is due owedword");
    set_event(c, "received", CALLUM, ANSWER, "response from " CALLUM " receivedword");
    set_event(c, "confirmation", CALLUM, ANSWER,
              "Social Care confirms in writing (" CALLUM "): confirmword");
    set_event(c, "prompt", "clock", NULL, "asked of " CALLUM " promptword");
    set_event(c, "note", "office: Inez Quill", NULL, "noteword");
    set_event(c, "ruling", "office: Inez Quill", OFFICE_MESSAGE, "because rulingword");
    set_event(c, "overridden", "office: Inez Quill", NULL, "accepts it: overrideword");
    set_event(c, "incident", "office: Inez Quill", NULL, "Sent to the wrong person: incidentword");
    set_event(c, "linked", "gateway", NULL, "The same child is concerned in HAV-26-0007-K");
    set_event(c, "legal-hold", "office: Inez Quill", NULL, "Legal hold 1: holdword");
    set_event(c, "delivery-report", "gateway", NULL, "failed at reportword");
    set_event(c, "a-kind-of-next-year", "gateway", NULL, "futureword");
    set_event(c, "received", "worker@elsewhere.example", WHISTLE, "whistleword");
    set_event(c, "child", TOLA, RAISED, "Child 2: born Tue 7 Jul 2020");
    event_change(c->events->pdata[c->events->len - 1], "child", "2", "", "", "", "2020-07-07", "",
                 NULL);
    set_event(c, "date-set", "gateway", NULL, "Dates: Mon 9 Mar 2026");
}

static void set_facts(Case *c)
{
    set_fact(c, "problem", 0, "Juniper sleeps badly problemword. Sorrel hides siblingword.",
             RAISED);
    set_fact(c, "evidence", 0, "evidenceword", RAISED);
    set_fact(c, "challenged_person", 0, "Personword", RAISED);
    set_fact(c, "threshold_level", 0, "levelword", RAISED);
    set_fact(c, "challenged_manager", 0, "Managerword", ANSWER);
    set_fact(c, "their_ref", 0, "Mosaic 7654321", ANSWER);
    set_fact(c, "child.ids", 2, "SIB998877", RAISED);
    set_fact(c, "whistle", 0, "whistlefact", WHISTLE);
    made_fact(c, "impact", 0, "proposedword", 30, TRUE);
}

static Scene scene_new(void)
{
    Scene scene = {.c = made_case(rules)};
    scene.hashes = g_ptr_array_new_with_free_func(g_free);
    scene.sent = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    scene.ledger = g_ptr_array_new_with_free_func((GDestroyNotify)ledger_row_free);
    Child *first = scene.c->children->pdata[0], *second = scene.c->children->pdata[1];
    made_set(&first->ids, "NHS 943 476 5919");
    made_set(&second->ids, "SIB998877");
    made_set(&first->setting, "settingword");
    second->born = day_new(2020, 7, 7);
    made_holder(scene.c, SIDE_CHALLENGED, "csc", "line_manager", "Callum Reyes", CALLUM,
                scene.c->opened, FALSE);
    set_events(scene.c);
    set_facts(scene.c);
    set_message(&scene, 7, RAISED, "escalation");
    set_message(&scene, 8, ANSWER, "response");
    set_message(&scene, 9, WHISTLE, "whistleblowing");
    set_mail(&scene, TOLA, "ack", "");
    set_mail(&scene, CALLUM, "notice-stage", "whyword");
    set_mail(&scene, "inez.quill@partnership.havering.example", "office-alarm", "");
    for (guint i = 0; i < scene.c->events->len; i++)
        g_ptr_array_add(scene.hashes, g_strnfill(64, (char)('a' + i % 6)));
    return scene;
}

static void scene_clear(Scene *scene)
{
    case_free(scene->c);
    g_ptr_array_unref(scene->hashes);
    g_ptr_array_unref(scene->sent);
    g_ptr_array_unref(scene->ledger);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_clear)

static Paper *paper_of(const Scene *scene, const View *view, const DisclosureAsked *asked)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Disclosure) d = disclosure_new(scene->c, rules, asked, scene->ledger, &error);
    g_assert_no_error(error);
    const ChronologyRows rows = {scene->c, scene->hashes, scene->sent, scene->ledger, "Alex Pell"};
    return chronology_paper(view, &rows, d, asked);
}

/* ---- words that are there, and words that are not ---- */

enum { FILE_ALL = 1, FILE_CHILD = 2, RAISING = 4, CHALLENGED = 8, ORIGINATOR = 16 };
#define WHOLE (FILE_ALL | FILE_CHILD)
#define PARTIES (RAISING | CHALLENGED)
#define EVERYBODY (WHOLE | PARTIES | ORIGINATOR)

typedef struct {
    const char *name, *golden;
    guint bit;
    DisclosureAsked asked;
} ReaderRow;

static const ReaderRow readers[] = {
    {"file", "export-file.txt", FILE_ALL, {DISCLOSE_TO_FILE, NULL, 0}},
    {"child", "export-child.txt", FILE_CHILD, {DISCLOSE_TO_FILE, NULL, 1}},
    {"raising", "export-raising.txt", RAISING, {DISCLOSE_TO_AGENCY, "oakfield", 0}},
    {"challenged", "export-challenged.txt", CHALLENGED, {DISCLOSE_TO_AGENCY, "csc", 0}},
    {"originator", "export-originator.txt", ORIGINATOR, {DISCLOSE_TO_ORIGINATOR, NULL, 0}},
};

typedef struct {
    const char *word;
    guint who;
} WordRow;

static const WordRow words[] = {
    /* children */
    {"Juniper", WHOLE | PARTIES},
    {"4 Apr 2019", WHOLE | PARTIES},
    {"943 476 5919", WHOLE | PARTIES},
    {"child protection plan", WHOLE | PARTIES},
    {"settingword", WHOLE},
    {"Sorrel", FILE_ALL | PARTIES},
    {"7 Jul 2020", FILE_ALL | PARTIES},
    {"SIB998877", FILE_ALL | PARTIES},
    {"siblingword", FILE_ALL | PARTIES},
    /* what was written */
    {"problemword", WHOLE | PARTIES},
    {"evidenceword", WHOLE | PARTIES},
    {"Personword", WHOLE | RAISING},
    {"levelword", WHOLE | RAISING},
    {"Managerword", WHOLE | CHALLENGED},
    {"7654321", WHOLE | CHALLENGED},
    {"proposedword", WHOLE},
    {"visits restart", WHOLE | CHALLENGED},
    {"paediatric report", WHOLE | PARTIES},
    {"not resolved", WHOLE | PARTIES},
    /* people */
    {"Tola Brightwater", WHOLE | PARTIES},
    {TOLA, WHOLE | RAISING | ORIGINATOR},
    {CALLUM, WHOLE | CHALLENGED},
    {"Gideon Marsh", WHOLE},
    {"Desmond Okafor", WHOLE},
    {"Inez Quill", WHOLE},
    {"inez.quill", WHOLE},
    /* what happened */
    {"Entered Stage Two", EVERYBODY},
    {"Mon 9 Mar 2026", EVERYBODY},
    {"toldword", WHOLE | PARTIES},
    {"owedword", WHOLE | PARTIES},
    {"promptword", WHOLE | PARTIES},
    {"openedword", WHOLE},
    {"receivedword", WHOLE},
    {"confirmword", WHOLE},
    {"noteword", WHOLE},
    {"rulingword", WHOLE},
    {"overrideword", WHOLE},
    {"incidentword", WHOLE},
    {"HAV-26-0007-K", WHOLE},
    {"holdword", WHOLE},
    {"reportword", WHOLE},
    {"futureword", WHOLE},
    {"whyword", WHOLE},
    {"office-alarm", WHOLE},
    {"message 7, SHA-256 222222222222", EVERYBODY},
    {"message 8, SHA-256 333333333333", WHOLE | PARTIES},
    /* what only the named officers may see */
    {"whistle", 0},
    {"elsewhere", 0},
    {"444444444444", 0},
};

static void test_words(gconstpointer data)
{
    const ReaderRow *row = data;
    g_auto(Scene) scene = scene_new();
    Golden golden;
    golden_open(&golden);
    const View view = {.rules = rules,
                       .now = golden_at(rules, "2026-03-10T09:30"),
                       .width = 80,
                       .out = golden.out};
    g_autoptr(Paper) paper = paper_of(&scene, &view, &row->asked);
    g_autoptr(GString) page = page_paper(paper);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        gboolean there = strstr(page->str, words[i].word) != NULL;
        g_test_message("%s: '%s' %s", row->name, words[i].word, there ? "is there" : "is not");
        g_assert_cmpint(there, ==, (words[i].who & row->bit) != 0);
    }
    view_paper(&view, paper);
    golden_compare(&golden, row->golden);
}

/* ---- who gets nothing ---- */

typedef struct {
    const char *name;
    DisclosureAsked asked;
    const char *why;
} RefusalRow;

static const RefusalRow refusals[] = {
    {"no-party", {DISCLOSE_TO_AGENCY, "brambles", 0}, "is no party"},
    {"no-agency", {DISCLOSE_TO_AGENCY, "nobody", 0}, "no agency 'nobody'"},
    {"partnership", {DISCLOSE_TO_AGENCY, "hscp", 0}, "is no party"},
    {"child-for-originator", {DISCLOSE_TO_ORIGINATOR, NULL, 1}, "told of no child"},
};

static gboolean stands(const Paper *paper, const char *word)
{
    g_autoptr(GString) page = page_paper(paper);
    return strstr(page->str, word) != NULL;
}

/* An address that may not have the detail gets the course of it, and its own mails. */
static void test_no_detail(void)
{
    static const char *const hidden[] = {"Juniper", "4 Apr 2019",  "943 476",
                                         "plan</",  "problemword", "Brightwater",
                                         TOLA,      CALLUM,        "owedword"};
    g_auto(Scene) scene = scene_new();
    const View view = {.rules = rules, .now = golden_at(rules, "2026-03-10T09:30"), .width = 80};
    const DisclosureAsked asked = {DISCLOSE_TO_AGENCY, "brambles", 0};
    made_set(&scene.c->raising, "brambles");
    set_mail(&scene, "head@brambles.example", "ack", "");
    g_autoptr(Paper) paper = paper_of(&scene, &view, &asked);
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
        g_assert_false(stands(paper, hidden[i]));
    g_assert_true(stands(paper, "Entered Stage Two"));
    g_assert_true(stands(paper, "head@brambles.example"));
}

/* A party that keeps a file of one child, too. */
static void test_child_for_agency(void)
{
    static const char *const hidden[] = {"Sorrel", "7 Jul 2020", "SIB998877", "siblingword"};
    g_auto(Scene) scene = scene_new();
    const View view = {.rules = rules, .now = golden_at(rules, "2026-03-10T09:30"), .width = 80};
    const DisclosureAsked asked = {DISCLOSE_TO_AGENCY, "oakfield", 1};
    g_autoptr(Paper) paper = paper_of(&scene, &view, &asked);
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
        g_assert_false(stands(paper, hidden[i]));
    g_assert_true(stands(paper, "Juniper"));
    g_assert_true(stands(paper, DISCLOSURE_LEFT_OUT));
}

/* ---- what names another child, and what does not ---- */

typedef struct {
    const char *text, *want;
} SiblingRow;

/* Juniper Vale's file: Sorrel Vale, born 7 July 2020, SIB998877, is another child. */
static const SiblingRow sibling_rows[] = {
    {"Nothing of her.", "Nothing of her."},
    {"Juniper Vale is well. So is Sorrel.", "Juniper Vale is well. [left out]"},
    {"Sorrel cries. Juniper eats. Sorrel hides.", "[left out] Juniper eats. [left out]"},
    {"The Vales moved; Juniper Vale too", "The Vales moved; Juniper Vale too"},
    {"The other was born 7/7/20. This one was not.", "[left out] This one was not."},
    {"SIB998877", "[left out]"},
    {"one\nsorrel\nthree", "one\n[left out]\nthree"},
    {"SORREL, JUNIPER", "[left out]"},
    {"See HAV-26-0007-K.", "See HAV-26-0007-K."},
    {"Born 4 April 2019.", "Born 4 April 2019."},
    {"", ""},
};

static void test_siblings(void)
{
    g_auto(Scene) scene = scene_new();
    g_autoptr(GError) error = NULL;
    const DisclosureAsked asked = {DISCLOSE_TO_FILE, NULL, 1};
    g_autoptr(Disclosure) d = disclosure_new(scene.c, rules, &asked, scene.ledger, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(sibling_rows); i++) {
        g_autofree char *got = disclosure_text(d, sibling_rows[i].text);
        g_assert_cmpstr(got, ==, sibling_rows[i].want);
    }
    g_assert_cmpuint(disclosure_left_out(d), ==, 7);
}

static void refused(const Case *c, const DisclosureAsked *asked, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Disclosure) d = disclosure_new(c, rules, asked, none, &error);
    g_assert_null(d);
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_nonnull(strstr(error->message, why));
}

static void test_refused(gconstpointer data)
{
    const RefusalRow *row = data;
    g_auto(Scene) scene = scene_new();
    refused(scene.c, &row->asked, row->why);
}

static void test_not_told(void)
{
    g_auto(Scene) scene = scene_new();
    const DisclosureAsked education = {DISCLOSE_TO_AGENCY, "education", 0};
    const DisclosureAsked csc = {DISCLOSE_TO_AGENCY, "csc", 0};
    const DisclosureAsked originator = {DISCLOSE_TO_ORIGINATOR, NULL, 0};
    const DisclosureAsked brambles = {DISCLOSE_TO_AGENCY, "brambles", 0};
    refused(scene.c, &education,
            "has not been told"); /* it speaks for the school, and holds nothing yet */
    made_holder(scene.c, SIDE_RAISING, "education", "partnership_member", "Ruben Castell",
                "ruben.castell@education.havering.example", scene.c->opened, TRUE);
    g_autoptr(GError) error = NULL;
    g_autoptr(Disclosure) d = disclosure_new(scene.c, rules, &education, scene.ledger, &error);
    g_assert_no_error(error);
    g_assert_true(disclosure_has_detail(d));
    made_set(&scene.c->waiting_confirmation, TOLA);
    refused(scene.c, &csc, "forwarded chain");
    refused(scene.c, &originator, "forwarded chain");
    refused(scene.c, &brambles, "is no party"); /* and does not learn how the case stands */
    made_set(&scene.c->waiting_confirmation, NULL);
    for (guint i = 0; i < scene.c->holders->len; i++)
        ((Holder *)scene.c->holders->pdata[i])->told = INSTANT_UNKNOWN;
    refused(scene.c, &csc, "has not been told");
    scene.c->routing_held = SIDE_CHALLENGED;
    refused(scene.c, &csc, "is no party");
    made_set(&scene.c->originator.email, "");
    refused(scene.c, &originator, "not known who raised");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
        g_autofree char *path = g_strdup_printf("/disclosure/words/%s", readers[i].name);
        g_test_add_data_func(path, &readers[i], test_words);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_autofree char *path = g_strdup_printf("/disclosure/refused/%s", refusals[i].name);
        g_test_add_data_func(path, &refusals[i], test_refused);
    }
    g_test_add_func("/disclosure/no-detail", test_no_detail);
    g_test_add_func("/disclosure/child-for-agency", test_child_for_agency);
    g_test_add_func("/disclosure/siblings", test_siblings);
    g_test_add_func("/disclosure/refused/not-told", test_not_told);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
