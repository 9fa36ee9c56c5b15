/* choice: what the Chair's words choose or decide, as against what they ask, announce, suppose or tell of somebody else; and what
 * is a representation, as against a question about it or the promise of one. Run from the repository's root. */
#include "choice.h"
#include "representing.h"

static Ruleset site_rules(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Ruleset rules = {.forms = forms_load("templates/forms", "templates/forms", diagnostics)};
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_cmpstr(findings, ==, "");
    return rules;
}

static const struct {
    const char *text;
    Choice want;
} choices[] = {
    /* a decision */
    {"I have decided that the conference be held.", CHOICE_DECISION},
    {"Decision: the conference is to be held by 20 March.", CHOICE_DECISION},
    {"Decision:\nthe core group meets weekly.", CHOICE_DECISION},
    {"Panel decision: the core group will meet weekly, and the plan is to be reviewed on 1 April.",
     CHOICE_DECISION},
    {"The panel's decision: weekly visits.", CHOICE_DECISION},
    {"Collective decision: a strategy discussion", CHOICE_DECISION},
    {"The decision of the panel is that the child protection plan goes on.", CHOICE_DECISION},
    {"My decision is that the visits go on.", CHOICE_DECISION},
    {"The Panel collectively decided today: the overdue actions of the plan start by 31 March and "
     "are reviewed each week.",
     CHOICE_DECISION},
    {"We have decided with both senior managers: two visits a week until the review.",
     CHOICE_DECISION},
    {"I have considered whether to convene a panel. I have decided: two visits a week until the "
     "review.",
     CHOICE_DECISION},
    {"After hearing both sides the panel decided that no conference is needed.", CHOICE_DECISION},
    {"The panel met today and decided that the child remains subject to a child protection plan.",
     CHOICE_DECISION},
    {"We have decided to uphold the school's challenge.", CHOICE_DECISION},
    {"We have decided that the visits are weekly, please record it. Thank you all.",
     CHOICE_DECISION},
    /* none yet, or of something else */
    {"We have decided.", CHOICE_UNCLEAR},
    {"We have decided nothing yet.", CHOICE_UNCLEAR},
    {"I have decided to hear both sides before I do anything.", CHOICE_UNCLEAR},
    {"Once I have decided I will write to you all.", CHOICE_UNCLEAR},
    {"I will write when the panel has decided.", CHOICE_UNCLEAR},
    {"If I have concluded by Friday I will let you know.", CHOICE_UNCLEAR},
    {"The panel has decided to meet again on the 16th.", CHOICE_UNCLEAR},
    {"Has the Chair's decision been sent out?", CHOICE_UNCLEAR},
    {"I have decided that I cannot take this on, as I used to line manage the head.",
     CHOICE_UNCLEAR},
    {"I have decided that somebody else should take this.", CHOICE_UNCLEAR},
    {"The decision: please allow until Friday.", CHOICE_UNCLEAR},
    {"Decision: none yet", CHOICE_UNCLEAR},
    {"Decision:\nPending.", CHOICE_UNCLEAR},
    {"The decision is for the panel.", CHOICE_UNCLEAR},
    {"The Chair's decision is awaited.", CHOICE_UNCLEAR},
    {"Ruben tells me the panel has decided that the plan goes on.", CHOICE_UNCLEAR},
    {"I understand it was decided at the core group that visits are monthly.", CHOICE_UNCLEAR},
    {"I have decided not to decide before Easter.", CHOICE_UNCLEAR},
    {"The panel has decided that more information is needed.", CHOICE_UNCLEAR},
    {"We have decided on mediation first.", CHOICE_UNCLEAR},
    {"I have decided that it goes back to Stage Three.", CHOICE_UNCLEAR},
    {"We have decided that the conference be held, subject to confirmation.", CHOICE_UNCLEAR},
    {"We have decided that the conference be held. This is only a draft.", CHOICE_UNCLEAR},
    {"We have decided that the conference be held. I will write once the panel has decided on the "
     "rest.",
     CHOICE_UNCLEAR},
    {"We have decided that the visits go on and the panel will meet again in May.", CHOICE_UNCLEAR},
    {"I have decided that the visits go on. I will convene a panel for the rest.", CHOICE_UNCLEAR},
    /* a panel */
    {"Panel.", CHOICE_PANEL},
    {"Panel, please.", CHOICE_PANEL},
    {"Panel. Ruben Castell (Education), Gideon Marsh (Children's Social Care).", CHOICE_PANEL},
    {"Panel: Ruben Castell, Gideon Marsh, Desmond Okafor", CHOICE_PANEL},
    {"I will convene a panel of Castell, Marsh and Okafor.", CHOICE_PANEL},
    {"I have decided to convene a panel and will send you the names.", CHOICE_PANEL},
    {"I will convene a panel. I will write when the panel has decided.", CHOICE_PANEL},
    {"The panel will sit on 16 March at 2pm in Committee Room 1.", CHOICE_PANEL},
    {"I will not convene a panel.", CHOICE_UNCLEAR},
    {"Should I convene a panel?", CHOICE_UNCLEAR},
    {"If we convene a panel, who should sit on it?", CHOICE_UNCLEAR},
    {"Social care suggested that I convene a panel.", CHOICE_UNCLEAR},
    {"Panel date: 16 March, 2pm.", CHOICE_NONE},
    {"Panel papers are attached.", CHOICE_NONE},
    /* direct */
    {"I will take this up direct with the senior managers.", CHOICE_DIRECT},
    {"I have decided to resolve this direct with the senior managers.", CHOICE_DIRECT},
    {"Direct.", CHOICE_DIRECT},
    {"No panel: I shall resolve this direct with the senior managers.", CHOICE_DIRECT},
    {"I will not take this up direct with the managers.", CHOICE_UNCLEAR},
    {"Can I deal with this direct?", CHOICE_UNCLEAR},
    {"Direct: 01632 960117", CHOICE_NONE},
    {"Direct line 01632 960117", CHOICE_NONE},
    {"I will take this up direct with both. If that fails I will convene a panel.", CHOICE_DIRECT},
    {"I will take this up direct. I will convene a panel.", CHOICE_UNCLEAR},
    /* nothing of the kind */
    {"Thank you, I will look at it on Monday.", CHOICE_NONE},
    {"There is no panel beating here", CHOICE_NONE},
    {"", CHOICE_NONE},
};

static void test_choices(void)
{
    Ruleset rules = site_rules();
    guint wrong = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(choices); i++) {
        Choice said = choice_said(&rules, choices[i].text, FALSE);
        if (said != choices[i].want) {
            g_test_message("WRONG: %d, not %d: '%s'", said, choices[i].want, choices[i].text);
            wrong++;
        }
    }
    forms_free(rules.forms);
    g_assert_cmpuint(wrong, ==, 0);
}

static const struct {
    const char *why;
    Choice want;
} reasons[] = {
    {"the decision", CHOICE_DECISION},
    {"Decision.", CHOICE_DECISION},
    {"read as the decision", CHOICE_DECISION},
    {"direct", CHOICE_DIRECT},
    {"panel", CHOICE_PANEL},
    {"panel: Ruben Castell, Gideon Marsh", CHOICE_PANEL},
    {"not the decision", CHOICE_NONE},
    {"the decision is not made yet", CHOICE_NONE},
    {"no panel", CHOICE_NONE},
    {"panel not yet named", CHOICE_NONE},
    {"rang her", CHOICE_NONE},
    {"", CHOICE_NONE},
    {NULL, CHOICE_NONE},
};

static void test_reasons(void)
{
    Ruleset rules = site_rules();
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_test_message("%s", reasons[i].why);
        g_assert_cmpint(choice_ruled(&rules, reasons[i].why), ==, reasons[i].want);
    }
    forms_free(rules.forms);
}

static const struct {
    const char *text;
    RepresentingSaid want;
} representations[] = {
    {"Our representation to the Panel:\n\nThe school has not missed a visit.", REPRESENTING_GIVEN},
    {"Our representation: the log shows it. It was not us.", REPRESENTING_GIVEN},
    {"Please find our representation to the Panel attached.", REPRESENTING_GIVEN},
    {"Our representations are attached. Many thanks", REPRESENTING_GIVEN},
    {"Our representations of day 11: the plan is the right one.", REPRESENTING_GIVEN},
    {"Representation of Children's Social Care", REPRESENTING_GIVEN},
    {"Our view is that the plan is progressing and the core group was delayed by sickness only.",
     REPRESENTING_GIVEN},
    {"Here are the representations of the school.", REPRESENTING_GIVEN},
    {"We have no representations to make.", REPRESENTING_NONE},
    {"Hi\n\nWe have no representations to make.\n\nRegards", REPRESENTING_NONE},
    {"We have no representations to make. Our view is that the plan is right.",
     REPRESENTING_UNCLEAR},
    {"We do not wish to make any representations.", REPRESENTING_NONE},
    {"Who do I send representations to?", REPRESENTING_UNCLEAR},
    {"I can't make any representations until I am back on the 16th.", REPRESENTING_UNCLEAR},
    {"I'll send our representations by Friday.", REPRESENTING_UNCLEAR},
    {"Our representations will follow by Friday.", REPRESENTING_UNCLEAR},
    {"Please give us another week for our representations.", REPRESENTING_UNCLEAR},
    {"Our view is that we need another week.", REPRESENTING_UNCLEAR},
    {"Please give us another week", REPRESENTING_UNCLEAR},
    {"We have no representations to make yet.", REPRESENTING_UNCLEAR},
    {"I have read the representations of the school.", REPRESENTING_UNCLEAR},
    {"I have sent our representations to Wilf already.", REPRESENTING_UNCLEAR},
    {"Have you received our representations?", REPRESENTING_UNCLEAR},
    {"The core group met every month.", REPRESENTING_UNCLEAR},
    {"Thank you", REPRESENTING_NOTHING},
    {"Many thanks for this.", REPRESENTING_NOTHING},
    {"", REPRESENTING_NOTHING},
};

static void test_representations(void)
{
    Ruleset rules = site_rules();
    guint wrong = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(representations); i++) {
        RepresentingSaid said = representing_said(&rules, representations[i].text);
        if (said != representations[i].want) {
            g_test_message("WRONG: %d, not %d: '%s'", said, representations[i].want,
                           representations[i].text);
            wrong++;
        }
    }
    forms_free(rules.forms);
    g_assert_cmpuint(wrong, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/choice/said", test_choices);
    g_test_add_func("/choice/ruled", test_reasons);
    g_test_add_func("/choice/representations", test_representations);
    return g_test_run();
}
