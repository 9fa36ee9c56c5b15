/* Who may do what to a case: what a message would do is done only for whom the policy names, and anybody else's word is
 * recorded, or waits for the office, and reaches nobody as if it were theirs to say. Havering's world where a policy's own
 * words make no difference. Run from the checkout's root. */
#include "placed_case.h"
#include "reference.h"

#define TEACHER "tola.brightwater@oakfield.example"
#define LEAD "idris.penhallow@oakfield.example"
#define COLLEAGUE "new.teacher@oakfield.example" /* in no directory */
#define REYES "callum.reyes@csc.havering.example"
#define WHITCOMBE "dara.whitcombe@csc.havering.example"
#define FALK "jerome.falk@eastpolice.example"
#define CSC_COLLEAGUE "new.worker@csc.havering.example"

static const char monday[] = "2026-03-09T10:00";

static Decision *says(Placed *placed, const char *from, const char *reference, const char *text)
{
    g_autoptr(MailRecord) mail = placed_mail(placed, from, reference, text, PLACED_PROVEN);
    return placed_decide(placed, mail);
}

static gboolean is_told(const Decision *decision, const char *address, const char *template)
{
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        if (g_str_equal(mail->to, address) &&
            (template == NULL || g_str_equal(mail->template, template)))
            return TRUE;
    }
    return FALSE;
}

static const char *held_as(const Decision *decision)
{
    return decision->held != NULL ? decision->held->reason : NULL;
}

static char *two_children(Placed *placed)
{
    g_autoptr(MailRecord) mail = placed_form(placed, LEAD, "oakfield", "csc", PLACED_PROVEN);
    placed_say(mail, "stage_claimed", "Stage Two");
    placed_say(mail, "child.name", "Sorrel Vale");
    placed_say(mail, "child.dob", "4 April 2017");
    placed_say(mail, "child.status", "none");
    g_autoptr(Decision) opened = placed_decide(placed, mail);
    g_assert_true(opened->is_new);
    g_assert_cmpuint(opened->subject_case->children->len, ==, 2);
    placed_take(placed, opened, mail);
    return g_strdup(opened->subject_case->reference);
}

/* "Agreed for child A" settles A only as the word of whoever may say that the stage is settled. */
static void test_settled_child(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = two_children(&placed);
    static const char text[] = "Agreed for child A.";
    static const struct {
        const char *from;
        gboolean settles;
    } senders[] = {{REYES, TRUE},
                   {LEAD, TRUE},
                   {WHITCOMBE, FALSE},
                   {COLLEAGUE, FALSE},
                   {CSC_COLLEAGUE, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autoptr(Decision) decision = says(&placed, senders[i].from, reference, text);
        const Child *child = g_ptr_array_index(decision->subject_case->children, 0);
        g_test_message("%s", senders[i].from);
        g_assert_cmpint(child->settled, ==, senders[i].settles);
    }
    g_autoptr(Decision) unknown = says(&placed, COLLEAGUE, reference, text);
    g_assert_cmpstr(held_as(unknown), ==, "move-not-proven");
    g_assert_nonnull(strstr(unknown->held->text, "add to the directory?"));
    g_autoptr(Decision) other = says(&placed, WHITCOMBE, reference, text);
    g_assert_cmpint(other->subject_case->state, !=, CASE_CLOSING);
}

/* Which organisation is meant is for those to say who raised it: naming one sends it the case. */
static void test_routing(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autoptr(MailRecord) mail = placed_form(&placed, TEACHER, "oakfield", "csc", PLACED_PROVEN);
    placed_change(mail, "challenged_agency", "The Nowhere Trust");
    placed_say(mail, "stage_claimed", "Stage Two");
    g_autoptr(Decision) opened = placed_decide(&placed, mail);
    g_autofree char *reference = g_strdup(opened->subject_case->reference);
    placed_take(&placed, opened, mail);
    static const struct {
        const char *from;
        gboolean routes;
    } senders[] = {{TEACHER, TRUE}, {LEAD, TRUE}, {COLLEAGUE, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autoptr(MailRecord) named =
            placed_mail(&placed, senders[i].from, reference, "", PLACED_PROVEN);
        placed_say(named, "challenged_agency", "Children's Social Care");
        g_autoptr(Decision) decision = placed_decide(&placed, named);
        g_test_message("%s", senders[i].from);
        g_assert_cmpint(g_strcmp0(decision->subject_case->challenged, "csc") == 0, ==,
                        senders[i].routes);
        g_assert_cmpint(is_told(decision, REYES, NULL), ==, senders[i].routes);
        if (!senders[i].routes)
            g_assert_cmpstr(held_as(decision), ==, "move-not-proven");
    }
}

/* Who is written to about a child as the worker who raised it is for the raising side to say, in a message that is proven. */
static void test_names_worker(void)
{
    static const char worker[] = "pia.student@oakfield.example";
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autoptr(MailRecord) mail = placed_form(&placed, LEAD, "oakfield", "csc", PLACED_PROVEN);
    placed_change(mail, "originator", "Pia Student");
    placed_say(mail, "stage_claimed", "Stage Two");
    g_autoptr(Decision) opened = placed_decide(&placed, mail);
    g_autofree char *reference = g_strdup(opened->subject_case->reference);
    placed_take(&placed, opened, mail);
    static const struct {
        const char *from;
        PlacedProof proof;
        gboolean names;
    } rows[] = {{REYES, PLACED_PROVEN, FALSE},
                {CSC_COLLEAGUE, PLACED_PROVEN, FALSE},
                {LEAD, PLACED_UNJUDGED, FALSE},
                {LEAD, PLACED_PROVEN, TRUE},
                {COLLEAGUE, PLACED_PROVEN, TRUE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(MailRecord) answer =
            placed_mail(&placed, rows[i].from, reference, "", rows[i].proof);
        placed_say(answer, "originator.contact", worker);
        g_autoptr(Decision) decision = placed_decide(&placed, answer);
        g_test_message("%s, %d", rows[i].from, rows[i].proof);
        const Case *c = decision->subject_case; /* a message that nobody proves joins none */
        g_assert_true(c != NULL || rows[i].proof == PLACED_UNJUDGED);
        g_assert_cmpint(c != NULL && g_strcmp0(c->originator.email, worker) == 0, ==,
                        rows[i].names);
        g_assert_false(!rows[i].names && is_told(decision, worker, NULL));
    }
}

/* Routed to another organisation: the first one's people are no party any more, whatever they held. */
static void test_no_longer_party(void)
{
    GError *error = NULL;
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    g_autoptr(Decision) before = says(&placed, REYES, reference, "Agreed by phone at 15:45.");
    g_assert_cmpstr(before->disposition, ==, "case");
    OfficeCommand office = placed_command(&placed);
    g_autoptr(Decision) routed = decide_route(placed_case(&placed, reference), &office,
                                              "eastpolice", SIDE_CHALLENGED, NULL, &error);
    g_assert_no_error(error);
    placed_office(&placed, routed);
    g_autoptr(Decision) after = says(&placed, REYES, reference, "Agreed by phone at 15:45.");
    g_assert_cmpstr(held_as(after), ==, "not-a-party");
    g_assert_null(after->subject_case);
    g_assert_false(is_told(after, REYES, "ack"));
    g_autoptr(Decision) now = says(&placed, FALK, reference, "Agreed by phone at 15:45.");
    g_assert_cmpstr(now->disposition, ==, "case");
}

/* The Chair sends a mail on to somebody who holds nothing, or a Cc has it: the quoted reference is no right. */
static void test_outsiders(void)
{
    static const char *const outsiders[] = {FALK, "someone.new@eastpolice.example",
                                            "wilf.darrow@partnership.havering.example",
                                            "passer.by@freemail.example"};
    static const char *const texts[] = {
        "Not resolved. Stage three please.", "Agreed by phone at 15:45.",
        "For information: the visits go on.", "Recorded on the child's file."};
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    for (gsize i = 0; i < G_N_ELEMENTS(outsiders); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(texts); j++) {
            g_autoptr(Decision) decision = says(&placed, outsiders[i], reference, texts[j]);
            g_assert_cmpstr(held_as(decision), ==, "not-a-party");
            g_assert_null(decision->subject_case);
            g_assert_cmpuint(decision->mails->len, ==, 1);
            g_assert_true(is_told(decision, outsiders[i], "receipt"));
        }
}

/* An absence is believed of whoever our mail went to; who only writes a reference must be who they say. */
static void test_absence(void)
{
    static const char away[] = "I am out of the office until 20 March 2026 and not reading mail.";
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    static const struct {
        PlacedProof proof;
        gboolean counts;
    } rows[] = {{PLACED_PROVEN, TRUE}, {PLACED_FORGED, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(MailRecord) mail = placed_mail(&placed, REYES, reference, away, rows[i].proof);
        mail->automatic = MAIL_AUTOMATIC_REPLY;
        g_autoptr(Decision) decision = placed_decide(&placed, mail);
        g_assert_cmpint(decision->subject_case != NULL, ==, rows[i].counts);
    }
}

/* The other side does not take back what was asked about danger: its 'no' is recorded as its own. */
static void test_harm_denied(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autoptr(MailRecord) mail = placed_form(&placed, LEAD, "oakfield", "csc", PLACED_PROVEN);
    placed_change(mail, "immediate_harm", "");
    placed_say(mail, "stage_claimed", "Stage Two");
    g_autoptr(Decision) opened = placed_decide(&placed, mail);
    g_assert_true(opened->subject_case->harm_unanswered);
    g_autofree char *reference = g_strdup(opened->subject_case->reference);
    placed_take(&placed, opened, mail);
    static const struct {
        const char *from, *says;
        gboolean unanswered, urgent;
    } rows[] = {
        {REYES, "No", TRUE, FALSE}, {REYES, "Yes", FALSE, TRUE}, {LEAD, "No", FALSE, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(MailRecord) answer =
            placed_mail(&placed, rows[i].from, reference, "", PLACED_PROVEN);
        placed_say(answer, "immediate_harm", rows[i].says);
        g_autoptr(Decision) decision = placed_decide(&placed, answer);
        g_test_message("%s of %s", rows[i].says, rows[i].from);
        g_assert_cmpint(decision->subject_case->harm_unanswered, ==, rows[i].unanswered);
        g_assert_cmpint(decision->subject_case->urgent, ==, rows[i].urgent);
    }
}

/* A policy issue moves the case as a step does: of a colleague nobody knows it waits. Warrington, 2, paragraph 5. */
static void test_policy_issue(void)
{
    static const char text[] = "Our bruising threshold wording is unclear: a policy issue.";
    g_auto(Placed) placed = placed_begin("warrington-2021", monday);
    g_autofree char *reference =
        placed_open(&placed, "hamish.vantongeren@parkgate.example", "parkgate", "csc", "W2");
    g_autoptr(Decision) unknown = says(&placed, "new.nurse@parkgate.example", reference, text);
    g_assert_cmpstr(unknown->subject_case->stage, ==, "W2");
    g_assert_cmpstr(held_as(unknown), ==, "move-not-proven");
    g_autoptr(Decision) known = says(&placed, "isla.wyndham@parkgate.example", reference, text);
    g_assert_cmpstr(known->subject_case->stage, ==, "W4");
    g_assert_null(known->held);
}

static gboolean has_event(const Decision *decision, const char *kind)
{
    const Case *c = decision->subject_case;
    for (guint i = decision->first_new; c != NULL && i < c->events->len; i++)
        if (g_str_equal(((const Event *)g_ptr_array_index(c->events, i))->kind, kind))
            return TRUE;
    return FALSE;
}

static char *body_to(const Decision *decision, const char *address)
{
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        if (g_str_equal(mail->to, address))
            return g_strdelimit(g_strdup(mail->body), "\r\n", ' ');
    }
    return g_strdup("");
}

/* 2.10: the Chair resolves it direct or convenes a panel; whoever else says so is told that it is not theirs to say. */
static void test_choice(void)
{
    static const char *const texts[] = {"I have decided that the visits go on.", "Panel, please.",
                                        "I shall resolve this direct with the senior managers."};
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S4");
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Decision) other = says(&placed, "head@oakfield.example", reference, texts[i]);
        g_autofree char *told = body_to(other, "head@oakfield.example");
        g_assert_null(other->subject_case->chair_route);
        g_assert_cmpint(other->subject_case->state, ==, CASE_OPEN);
        g_assert_true(has_event(other, "not-chosen"));
        g_assert_nonnull(strstr(told, "how it is decided at this stage is for the partnership"));
    }
    g_autoptr(Decision) chair =
        says(&placed, "chair@partnership.havering.example", reference, texts[2]);
    g_assert_cmpstr(chair->subject_case->chair_route, ==, "direct");
    g_assert_false(has_event(chair, "not-chosen"));
}

/* A further stage is asked for while the case is closing: it says that it is not settled. */
static void test_closing(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    g_autoptr(MailRecord) mail =
        placed_mail(&placed, REYES, reference, "Agreed by phone at 09:45.", PLACED_PROVEN);
    g_autoptr(Decision) resolved = placed_decide(&placed, mail);
    g_assert_cmpint(resolved->subject_case->state, ==, CASE_CLOSING);
    placed_take(&placed, resolved, mail);
    g_autoptr(Decision) further = says(&placed, LEAD, reference, "Stage Three please.");
    g_assert_cmpstr(held_as(further), ==, "disputes-resolution");
    g_assert_cmpint(further->subject_case->state, ==, CASE_CLOSING);
}

/* Who is asked of a case that is over what its answer was: the office, before anybody is told it. */
static void test_closed(void)
{
    GError *error = NULL;
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    OfficeCommand office = placed_command(&placed);
    g_autoptr(Decision) closed = decide_close(placed_case(&placed, reference), &office, &error);
    g_assert_no_error(error);
    placed_office(&placed, closed);
    g_autoptr(MailRecord) mail = placed_mail(&placed, REYES, reference, "", PLACED_PROVEN);
    placed_say(mail, "response", "Upheld.");
    g_autoptr(Decision) decision = placed_decide(&placed, mail);
    g_assert_cmpstr(held_as(decision), ==, "closed-case");
    g_assert_cmpuint(decision->mails->len, ==, 1);
    g_assert_true(is_told(decision, REYES, "ack"));
}

/* Warrington, 2, paragraph 5: the Manager determines a course of action. On a site that proves no sender it is the office that
 * says so; the same of a request to hand over, and of a representation. */
static void test_owed_unproven(void)
{
    g_auto(Placed) placed = placed_begin("warrington-2021", monday);
    const char *manager = "harriet.lowe@partnership.warrington.example";
    g_autofree char *reference =
        placed_open(&placed, "hamish.vantongeren@parkgate.example", "parkgate", "csc", "W4");
    for (guint proof = 0; proof < 2; proof++) {
        placed.rules->site.proof.boundary.mode = proof ? AUTH_MODE_RFC8601 : AUTH_MODE_NONE;
        g_autoptr(MailRecord) mail = placed_mail(&placed, manager, reference, "", PLACED_PROVEN);
        placed_say(mail, "course_of_action", "A leaflet by May.");
        g_autoptr(Decision) decision = placed_decide(&placed, mail);
        g_assert_cmpint(decision->subject_case->state, ==, proof ? CASE_CLOSING : CASE_OPEN);
        g_assert_cmpstr(held_as(decision), ==, proof ? NULL : "move-not-proven");
    }
}

/* 1.8: whatever else keeps it from a case, what speaks of whistleblowing is for the named officers. */
static void test_whistleblowing(void)
{
    static const char *const senders[] = {LEAD, COLLEAGUE, FALK, "passer.by@freemail.example"};
    static const char text[] = "This is whistleblowing about my own agency.";
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S2");
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++)
        for (PlacedProof proof = PLACED_PROVEN; proof <= PLACED_UNJUDGED; proof++) {
            g_autoptr(MailRecord) mail = placed_mail(&placed, senders[i], reference, text, proof);
            g_autoptr(Decision) decision = placed_decide(&placed, mail);
            g_test_message("%s, %d", senders[i], proof);
            g_assert_null(decision->subject_case);
            g_assert_true(held_row_restricted(decision->held));
            g_assert_true(g_str_has_prefix(decision->reason, RESTRICTED_MARK));
        }
}

/* The partnership's people, too, re-route a case by the office alone. */
static void test_partnership_corrects(void)
{
    g_auto(Placed) placed = placed_begin("havering-2020", monday);
    g_autofree char *reference = placed_open(&placed, TEACHER, "oakfield", "csc", "S4");
    g_autoptr(MailRecord) mail =
        placed_mail(&placed, "chair@partnership.havering.example", reference, "", PLACED_PROVEN);
    placed_say(mail, "challenged_agency", "East Area Police");
    g_autoptr(Decision) decision = placed_decide(&placed, mail);
    g_assert_cmpstr(decision->subject_case->challenged, ==, "csc");
    g_assert_cmpstr(held_as(decision), ==, "correction");
}

/* Cambridgeshire, 2 item 12: any professional may ask for a conference; a number quoted beside it that is no case is no
 * reason to hold it, and the answer does not tell whether it is one. */
static void test_any_professional(void)
{
    static const char text[] = "I request a child protection conference.";
    const char *okpara = "jude.okpara@stivo.example";
    g_auto(Placed) placed = placed_begin("cambridgeshire-2013", monday);
    g_autofree char *reference =
        placed_open(&placed, "anouk.fairweather@fenmere.example", "fenmere", "csc", "C2");
    g_autoptr(Decision) named = says(&placed, okpara, reference, text);
    g_autofree char *none = reference_make("CAM", 26, 999); /* nobody opened it */
    g_autoptr(Decision) unknown = says(&placed, okpara, none, text);
    g_autofree char *one = body_to(named, okpara), *other = body_to(unknown, okpara);
    g_assert_cmpstr(one, ==, other);
    g_assert_true(is_told(named, okpara, "signpost-conference"));
    g_assert_true(is_told(unknown, "lorcan.peake@csc.cambs.example", "notice-request"));
}

/* Whose address stands in a chain that was forwarded is told of the case only where it is one of the raising agency. */
static void test_forwarded_outsider(void)
{
    static const struct {
        const char *from;
        gboolean told;
    } rows[] = {{"new.teacher@oakfield.example", TRUE},
                {"passer.by@freemail.example", FALSE},
                {CSC_COLLEAGUE, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Placed) placed = placed_begin("havering-2020", monday);
        g_autoptr(MailRecord) form =
            placed_form(&placed, TEACHER, "oakfield", "csc", PLACED_PROVEN);
        g_autoptr(MailRecord) chain =
            placed_mail(&placed, "head@oakfield.example", NULL, "Stage two please.", PLACED_PROVEN);
        MailForwarded inner = {"Some Body", rows[i].from, REYES,         placed.now,
                               "",          "",           "forwarded 1", ""};
        g_array_append_val(chain->forwarded, inner);
        for (guint j = 0; j < form->fields->len; j++) {
            const MailField *field = &g_array_index(form->fields, MailField, j);
            if (g_str_has_prefix(field->key, "originator"))
                continue;
            placed_say(chain, field->key, field->value);
            g_array_index(chain->fields, MailField, chain->fields->len - 1).part = "forwarded 1";
        }
        g_autoptr(Decision) opened = placed_decide(&placed, chain);
        g_test_message("%s: %s", rows[i].from, opened->reason);
        g_assert_true(opened->is_new);
        g_assert_cmpstr(opened->subject_case->originator.name, ==, "Some Body");
        g_assert_cmpstr(opened->subject_case->originator.email, ==,
                        rows[i].told ? rows[i].from : "");
        placed_take(&placed, opened, chain);
        g_autoptr(Decision) yes =
            says(&placed, "head@oakfield.example", opened->subject_case->reference, "Yes.");
        g_assert_true(has_event(yes, "confirmed"));
        g_assert_cmpint(is_told(yes, rows[i].from, NULL), ==, rows[i].told);
    }
}

/* Warrington, 2, paragraph 6: written confirmation between the parties. While nobody knows which organisation the other one is,
 * nothing can be asked of it, and one side's word closes nothing. */
static void test_one_side(void)
{
    const char *from = "hamish.vantongeren@parkgate.example",
               *manager = "isla.wyndham@parkgate.example";
    g_auto(Placed) placed = placed_begin("warrington-2021", monday);
    g_autoptr(MailRecord) mail = placed_form(&placed, from, "parkgate", "csc", PLACED_PROVEN);
    placed_change(mail, "challenged_agency", "The Nowhere Trust");
    placed_say(mail, "stage_claimed", "Managers");
    g_autoptr(Decision) opened = placed_decide(&placed, mail);
    g_autofree char *reference = g_strdup(opened->subject_case->reference);
    placed_take(&placed, opened, mail);
    g_autoptr(MailRecord) confirms =
        placed_mail(&placed, manager, reference, "I confirm what was agreed.", PLACED_PROVEN);
    placed_say(confirms, "agreed_outcome", "Weekly visits.");
    placed_say(confirms, "outstanding", "none");
    g_autoptr(Decision) decision = placed_decide(&placed, confirms);
    g_assert_cmpint(decision->subject_case->state, ==, CASE_OPEN);
    g_assert_cmpstr(held_as(decision), ==, "routing-held");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/who-may/settle-a-child", test_settled_child);
    g_test_add_func("/who-may/route", test_routing);
    g_test_add_func("/who-may/name-the-worker", test_names_worker);
    g_test_add_func("/who-may/no-longer-a-party", test_no_longer_party);
    g_test_add_func("/who-may/outsiders", test_outsiders);
    g_test_add_func("/who-may/absence", test_absence);
    g_test_add_func("/who-may/deny-harm", test_harm_denied);
    g_test_add_func("/who-may/policy-issue", test_policy_issue);
    g_test_add_func("/who-may/choose-for-the-chair", test_choice);
    g_test_add_func("/who-may/further-while-closing", test_closing);
    g_test_add_func("/who-may/answer-a-closed-case", test_closed);
    g_test_add_func("/who-may/owed-unproven", test_owed_unproven);
    g_test_add_func("/who-may/whistleblowing", test_whistleblowing);
    g_test_add_func("/who-may/partnership-corrects", test_partnership_corrects);
    g_test_add_func("/who-may/forwarded-outsider", test_forwarded_outsider);
    g_test_add_func("/who-may/one-side-alone", test_one_side);
    g_test_add_func("/who-may/any-professional", test_any_professional);
    return g_test_run();
}
