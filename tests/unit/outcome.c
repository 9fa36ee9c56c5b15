/* outcome: what a writer says of the outcome, as against what they ask, hope, suppose or report of
 * something else. Run from the repository's root. */
#include "outcome.h"

static const struct {
    const char *text;
    Outcome want;
} outcomes[] = {
    {"Spoke 5 Mar, not resolved", OUTCOME_UNRESOLVED},
    {"We have now agreed the way forward.", OUTCOME_RESOLVED},
    {"Agreed by phone 15:45: strategy discussion Tue.", OUTCOME_RESOLVED},
    {"Resolved, no further action needed.", OUTCOME_RESOLVED},
    {"Agreed. If anything is not resolved by Friday we come back.", OUTCOME_RESOLVED},
    {"I couldn't agree more. The matter is resolved.", OUTCOME_RESOLVED},
    {"I agree it is not resolved", OUTCOME_UNRESOLVED},
    {"I don't think it's resolved.", OUTCOME_UNRESOLVED},
    {"None of this has been resolved", OUTCOME_UNRESOLVED},
    {"We have agreed to disagree.", OUTCOME_UNRESOLVED},
    {"We'd like it escalated please", OUTCOME_UNRESOLVED},
    {"We have tried and failed to agree.\nCan you tell me who has to be told?", OUTCOME_UNRESOLVED},
    {"Can you please take this to the next stage?", OUTCOME_UNRESOLVED},
    {"Not yet resolved", OUTCOME_UNCLEAR},
    {"resolved? no", OUTCOME_UNCLEAR},
    {"Has this been resolved?", OUTCOME_UNCLEAR},
    {"We hope this can be resolved by Friday.", OUTCOME_UNCLEAR},
    {"We are working to get this resolved.", OUTCOME_UNCLEAR},
    {"I am not sure that we have agreed anything.", OUTCOME_UNCLEAR},
    {"We agreed to meet on Monday.", OUTCOME_UNCLEAR},
    {"It is partly agreed.", OUTCOME_UNCLEAR},
    {"I am not sure; it is more or less resolved.", OUTCOME_UNCLEAR},
    {"I think it is resolved now.", OUTCOME_UNCLEAR},
    {"It seems to be settled.", OUTCOME_UNCLEAR},
    {"Not resolved, please move to Stage Two.", OUTCOME_UNRESOLVED},
    {"Fri 6 Mar 2026 (date by which the child needs this settled).", OUTCOME_UNCLEAR},
    {"As we agreed at core group last month, visits are weekly.", OUTCOME_UNCLEAR},
    {"If this is not resolved by Friday we will escalate.", OUTCOME_UNCLEAR},
    {"If by the end of this week the matter between our two services is not\nresolved we come "
     "back.",
     OUTCOME_UNCLEAR},
    {"Please do not escalate this further, we are still talking.", OUTCOME_UNCLEAR},
    {"The parents and school have not agreed to the assessment.", OUTCOME_UNCLEAR},
    {"The visits are agreed now: they are agreed. The family worker is not agreed.",
     OUTCOME_UNCLEAR},
    {"I could not agree more with the head.", OUTCOME_NONE},
    {"Please take this up with the reviewing officer", OUTCOME_NONE},
    {"Thanks, noted", OUTCOME_NONE},
    {"", OUTCOME_NONE},
};

static void test_outcomes(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Forms) forms = forms_load("templates/forms", "templates/forms", diagnostics);
    Ruleset rules = {.forms = forms};
    for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        g_test_message("%s", outcomes[i].text);
        g_assert_cmpint(outcome_said(&rules, outcomes[i].text), ==, outcomes[i].want);
    }
}

/* The sentence that a time of day is looked for in. */
static const struct {
    const char *text, *want;
} sentences[] = {
    {"Agreed by phone 15:45: strategy discussion Tue.\nOutstanding: medical.",
     "Agreed by phone 15:45"},
    {"We spoke at 09:00.\n\nNow it is resolved, at 16:10.", "Now it is resolved, at 16:10."},
    {"Resolved", "Resolved"},
    {"Not resolved at 16:10.", NULL},
    {"Has this been agreed by 15:45?", NULL},
};

/* Only what is said of the agreeing itself says when it was. */
static const struct {
    const char *text, *want;
} whens[] = {
    {"Agreed by phone 15:45: strategy discussion Tue.", "by phone 15:45"},
    {"Agreed by phone yesterday at 15:45.", "by phone yesterday at 15:45"},
    {"We agreed this on Monday.", "this on Monday"},
    {"We agreed at 3pm that a visit will take place on Friday.", "at 3pm"},
    {"Now it is resolved, at 16:10.", "at 16:10"},
    {"Yesterday at 4pm we both agreed the plan.", "Yesterday at 4pm"},
    {"I spoke to Rowan yesterday at 15:00 and we agreed a visit on Friday.", "yesterday at 15:00"},
    {"Strategy discussion 15:40.", "15:40"},
    {"We have agreed a strategy discussion for 3pm on Monday.", NULL},
    {"We agreed that the case is reopened with a visit on Monday.", NULL},
    {"We have agreed a meeting on Monday.", NULL},
    {"Agreed on Monday for the visit.", NULL},
    {"We have agreed they will visit at 10:00 today.", NULL},
    {"Both agreed with a visit at 10am.", NULL},
    {"Agreed.", NULL},
};

static void test_whens(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Forms) forms = forms_load("templates/forms", "templates/forms", diagnostics);
    Ruleset rules = {.forms = forms};
    for (gsize i = 0; i < G_N_ELEMENTS(whens); i++) {
        g_autofree char *said = outcome_when(&rules, whens[i].text);
        g_strstrip(said != NULL ? said : (char[]){""});
        g_test_message("%s", whens[i].text);
        g_assert_cmpstr(said != NULL ? said + strspn(said, " ,") : NULL, ==, whens[i].want);
    }
}

/* What the office chooses by its reason, and not by the opposite of it. */
static void test_denied(void)
{
    static const struct {
        const char *why, *statement;
        gboolean says;
    } reasons[] = {
        {"advice given", "advice-given", TRUE},
        {"no advice given", "advice-given", FALSE},
        {"In the present case our advice is to go to Tobias Finney.", "advice-given", TRUE},
        {"Sickness in the department is the reason for the delay.", "delay-reasons", TRUE},
        {"the reasons for the delay", "delay-reasons", TRUE},
        {"gives no reasons for the delay", "delay-reasons", FALSE},
        {"accounts differ", "accounts-differ", TRUE},
        {"she does not confirm it", "accounts-differ", TRUE},
        {"they do not differ", "accounts-differ", FALSE},
        {"confirmed: they don't differ", "accounts-differ", FALSE},
        {"confirmed: they don't differ", "confirmed", TRUE},
    };
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Forms) forms = forms_load("templates/forms", "templates/forms", diagnostics);
    Ruleset rules = {.forms = forms};
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_test_message("%s: %s", reasons[i].why, reasons[i].statement);
        g_assert_cmpint(outcome_sentence_says(&rules, reasons[i].why, reasons[i].statement), ==,
                        reasons[i].says);
    }
}

/* One's own word of the matter, as against another's word and another thing that was settled. */
static void test_whose(void)
{
    static const struct {
        const char *text;
        Outcome want;
    } words[] = {
        {"Callum says it's resolved. I disagree.", OUTCOME_UNCLEAR},
        {"The heating is now resolved.", OUTCOME_UNCLEAR},
        {"The transport problem has been fully resolved.", OUTCOME_UNCLEAR},
        {"Her uniform is now agreed.", OUTCOME_UNCLEAR},
        {"My login is now resolved.", OUTCOME_UNCLEAR},
        {"This is resolved, kind regards, Idris", OUTCOME_RESOLVED},
        {"With the report now in, this is resolved.", OUTCOME_RESOLVED},
        {"The plans are in place and this is resolved.", OUTCOME_RESOLVED},
        {"We have read the report and do not agree.", OUTCOME_UNRESOLVED},
        {"We no longer disagree; the matter is resolved.", OUTCOME_RESOLVED},
        {"The point on which we disagree has been resolved.", OUTCOME_RESOLVED},
        {"Callum believes the matter is resolved, we don't.", OUTCOME_UNCLEAR},
        {"Mum says it's all resolved.", OUTCOME_UNCLEAR},
        {"Dara told me this was resolved on Monday. That is news to me.", OUTCOME_UNCLEAR},
        {"Social care tell me this is resolved. Is that your understanding?", OUTCOME_UNCLEAR},
        {"I'm told this is resolved.", OUTCOME_UNCLEAR},
        {"According to social care this is resolved.", OUTCOME_UNCLEAR},
        {"Police consider the matter settled.", OUTCOME_UNCLEAR},
        {"It is resolved. I disagree with how it was done.", OUTCOME_UNCLEAR},
        {"We don't have this settled.", OUTCOME_UNCLEAR},
        {"The lunch money has been sorted. The rest is as it was.", OUTCOME_UNCLEAR},
        {"We have agreed a date for the school trip with her.", OUTCOME_UNCLEAR},
        {"The attendance issue has been resolved, the core group has not happened.",
         OUTCOME_UNCLEAR},
        {"Her uniform is sorted now.", OUTCOME_UNCLEAR},
        {"Callum and I have agreed to talk on Monday.", OUTCOME_UNCLEAR},
        {"Callum has agreed to ring me.", OUTCOME_UNCLEAR},
        {"We agreed on Monday that Callum would call the core group. He hasn't.", OUTCOME_UNCLEAR},
        {"He has settled back into class this morning.", OUTCOME_NONE},
        {"She is settled with her grandmother for now.", OUTCOME_NONE},
        {"OK noted, will ring him.\n\nOakfield Primary School\nWe are now settled in our new "
         "building",
         OUTCOME_NONE},
        {"This is resolved.", OUTCOME_RESOLVED},
        {"It's resolved, thank you.", OUTCOME_RESOLVED},
        {"This has now been sorted, thanks all.", OUTCOME_RESOLVED},
        {"I consider this matter resolved, thank you.", OUTCOME_RESOLVED},
        {"Please consider this resolved.", OUTCOME_RESOLVED},
        {"I regard this as resolved.", OUTCOME_RESOLVED},
        {"I am pleased to say this is resolved.", OUTCOME_RESOLVED},
        {"Can confirm resolved.", OUTCOME_RESOLVED},
        {"The disagreement about the core group has been resolved.", OUTCOME_RESOLVED},
        {"I confirm that the disagreement between us is now settled.", OUTCOME_RESOLVED},
        {"The concern I raised on Monday has been resolved.", OUTCOME_RESOLVED},
        {"Both agencies have agreed a plan.", OUTCOME_RESOLVED},
        {"We have agreed weekly core groups.", OUTCOME_RESOLVED},
        {"It was agreed that the core group meets weekly.", OUTCOME_RESOLVED},
        {"Ruben and I have met and agreed that the core group will meet weekly.", OUTCOME_RESOLVED},
        {"We spoke on Thursday and agreed a way forward.", OUTCOME_RESOLVED},
        {"I can confirm we have come to an agreement and no longer need to escalate.",
         OUTCOME_RESOLVED},
        {"Callum has explained, so I am satisfied this is resolved.", OUTCOME_RESOLVED},
        {"Callum says he will call the core group weekly, so we are agreed.", OUTCOME_RESOLVED},
        {"Thanks both - resolved by phone this morning.", OUTCOME_RESOLVED},
        {"Outcome agreed: core group 12 March. Matter resolved.", OUTCOME_RESOLVED},
        {"Disagreement resolved at Stage Two.", OUTCOME_RESOLVED},
        {"Case resolved - no further action.", OUTCOME_RESOLVED},
        {"Professional differences resolved.", OUTCOME_RESOLVED},
        {"Agreement has been reached.", OUTCOME_RESOLVED},
        {"Sorted, thanks.", OUTCOME_RESOLVED},
        {"It has been agreed between Callum and me that visits restart.", OUTCOME_RESOLVED},
        {"I am happy for the case to be closed as resolved.", OUTCOME_RESOLVED},
        {"Please hold fire on this, do not take it further.", OUTCOME_UNCLEAR},
        {"Mum wants to take this further.", OUTCOME_UNCLEAR},
        {"The governors want this escalated.", OUTCOME_UNCLEAR},
        {"I was asked to take this further by the governors but I'd rather wait.", OUTCOME_UNCLEAR},
        {"School say they want to take this further. I'd like to meet first.", OUTCOME_UNCLEAR},
        {"I do not agree that the core group was cancelled; it was moved.", OUTCOME_UNCLEAR},
        {"I don't agree with the school. The plan is progressing.", OUTCOME_UNCLEAR},
        {"Social care say it's not resolved.", OUTCOME_UNCLEAR},
        {"Draft: not resolved, please escalate.", OUTCOME_UNCLEAR},
        {"We do not agree.", OUTCOME_UNRESOLVED},
        {"We do not agree with this.", OUTCOME_UNRESOLVED},
        {"I want to take this further.", OUTCOME_UNRESOLVED},
        {"We remain unhappy with the response and wish to take this further.", OUTCOME_UNRESOLVED},
        {"We're at an impasse.", OUTCOME_UNRESOLVED},
        {"This has not been resolved, please escalate.", OUTCOME_UNRESOLVED},
        {"We cannot wait: it is not resolved.", OUTCOME_UNRESOLVED},
        {"Callum says he cannot do it so this is not resolved.", OUTCOME_UNRESOLVED},
        {"Not resolved. Please escalate to stage four, head agrees.", OUTCOME_UNRESOLVED},
        {"We would like this escalated to senior managers.", OUTCOME_UNRESOLVED},
    };
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Forms) forms = forms_load("templates/forms", "templates/forms", diagnostics);
    Ruleset rules = {.forms = forms};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_test_message("%s", words[i].text);
        g_assert_cmpint(outcome_said(&rules, words[i].text), ==, words[i].want);
    }
    g_assert_cmpint(outcome_chosen(&rules, "rang: Callum says it's resolved"), ==,
                    OUTCOME_RESOLVED);
}

/* The tick on the child's file and the word to the worker, of one sentence at a time: what is asked, promised, denied or somebody
 * else's word is neither. */
static void test_done(void)
{
    static const struct {
        const char *text, *statement;
        gboolean says;
    } done[] = {
        {"We have recorded this on file.", "recorded-on-file", TRUE},
        {"We have placed a note of the outcome on the child's file.", "recorded-on-file", TRUE},
        {"Don't worry, it is recorded on file.", "recorded-on-file", TRUE},
        {"We didn't put it on the child's file.", "recorded-on-file", FALSE},
        {"It wasn't recorded on the child's file.", "recorded-on-file", FALSE},
        {"I don\xe2\x80\x99t see it recorded on the child's file.", "recorded-on-file", FALSE},
        {"We havent put it on file.", "recorded-on-file", FALSE},
        {"We haven't informed the worker.", "originator-told", FALSE},
        {"The worker hasn't been informed.", "originator-told", FALSE},
        {"Callum says he fed back to the worker.", "originator-told", FALSE},
        {"I fed back to the worker this morning.", "originator-told", TRUE},
        {"Nothing has been recorded on file.", "recorded-on-file", FALSE},
        {"Recorded on file? Not yet.", "recorded-on-file", FALSE},
        {"Has Callum recorded it on file?", "recorded-on-file", FALSE},
        {"Can you tell me whether it has been recorded on file?", "recorded-on-file", FALSE},
        {"Once recorded on file I will let you know.", "recorded-on-file", FALSE},
        {"When it is recorded on file I'll write again", "recorded-on-file", FALSE},
        {"Callum says he has recorded it on file.", "recorded-on-file", FALSE},
        {"Tola has recorded it on file.", "recorded-on-file", FALSE},
        {"I thought it had been recorded on file but it was not.", "recorded-on-file", FALSE},
        {"I've asked Tola to make sure it is recorded on file.", "recorded-on-file", FALSE},
        {"It should have been recorded on file by Tola last week.", "recorded-on-file", FALSE},
        {"Tola was to have recorded this on file.", "recorded-on-file", FALSE},
        {"It needs to be recorded on file.", "recorded-on-file", FALSE},
        {"Please confirm it is recorded on file at your end.", "recorded-on-file", FALSE},
        {"What do you mean by recorded on file?", "recorded-on-file", FALSE},
        {"Re your mail: reply 'Recorded on file'. What must I do?", "recorded-on-file", FALSE},
        {"Has the teacher been told?", "originator-told", FALSE},
        {"I will make sure the teacher has been told.", "originator-told", FALSE},
        {"Nobody has told the worker.", "originator-told", FALSE},
        {"Recorded on file.", "recorded-on-file", TRUE},
        {"\"Recorded on file\"", "recorded-on-file", TRUE},
        {"Thank you, recorded on file.", "recorded-on-file", TRUE},
        {"Recorded on file for both children.", "recorded-on-file", TRUE},
        {"Recorded on file. Has Callum recorded it on file?", "recorded-on-file", TRUE},
        {"I can confirm this is recorded on file.", "recorded-on-file", TRUE},
        {"Please note this has been recorded on the child's file.", "recorded-on-file", TRUE},
        {"Has been recorded on her file, thanks.", "recorded-on-file", TRUE},
        {"We've placed the actions on both files.", "recorded-on-file", TRUE},
        {"No problem, recorded on file.", "recorded-on-file", TRUE},
        {"As asked, recorded on the child's file.", "recorded-on-file", TRUE},
        {"It is noted on our file and the worker has been told.", "recorded-on-file", TRUE},
        {"The school has recorded this on file.", "recorded-on-file", TRUE},
        {"I spoke to Callum and recorded it on the child's file.", "recorded-on-file", TRUE},
        {"File updated.", "recorded-on-file", TRUE},
        {"The teacher has been told.", "originator-told", TRUE},
        {"It is noted on our file and the worker has been told.", "originator-told", TRUE},
        {"I have told the worker.", "originator-told", TRUE},
    };
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Forms) forms = forms_load("templates/forms", "templates/forms", diagnostics);
    Ruleset rules = {.forms = forms};
    for (gsize i = 0; i < G_N_ELEMENTS(done); i++) {
        g_autoptr(GPtrArray) parts = outcome_sentences(done[i].text);
        gboolean says = FALSE;
        for (guint j = 0; j < parts->len; j++)
            says |= outcome_sentence_says(&rules, parts->pdata[j], done[i].statement);
        g_test_message("%s: %s", done[i].text, done[i].statement);
        g_assert_cmpint(says, ==, done[i].says);
    }
}

static void test_sentences(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Forms) forms = forms_load("templates/forms", "templates/forms", diagnostics);
    Ruleset rules = {.forms = forms};
    for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++) {
        g_autofree char *said = outcome_sentence(&rules, sentences[i].text);
        g_test_message("%s", sentences[i].text);
        g_assert_cmpstr(said, ==, sentences[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outcome/said", test_outcomes);
    g_test_add_func("/outcome/sentence", test_sentences);
    g_test_add_func("/outcome/when", test_whens);
    g_test_add_func("/outcome/denied", test_denied);
    g_test_add_func("/outcome/done", test_done);
    g_test_add_func("/outcome/whose", test_whose);
    return g_test_run();
}
