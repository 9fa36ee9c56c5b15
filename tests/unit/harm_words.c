/* harm_words: which sentences alarm, by the repository's phrases, and which deny or only suppose; and which answers about danger
 * do not rule it out. */
#include "reading.h"

static Ruleset *rules;

static const struct {
    const char *text;
    gboolean alarms;
} sentences[] = {
    {"We have called 999 this morning, dad came to school and threatened to kill her.", TRUE},
    {"We rang 999.", TRUE},
    {"999 called", TRUE},
    {"999 has been called", TRUE},
    {"We have not called 999.", FALSE},
    {"We did not have to call 999.", FALSE},
    {"If a child may be at immediate risk of harm, do not wait for us: call 999.", FALSE},
    {"He threatened to kill her.", TRUE},
    {"Dad has never threatened to kill anybody.", FALSE},
    {"stepdad hit her with a belt last night and she is to go home to him at 3.15", TRUE},
    {"She was beaten yesterday.", TRUE},
    {"He was not hit last night.", FALSE},
    {"He hit another child today.", FALSE},
    {"I am really worried she will be hurt tonight.", TRUE},
    {"Nobody will be hurt tonight.", FALSE},
    {"The risk is now immediate.", TRUE},
    {"The risk is not immediate.", FALSE},
    {"The risk is no longer immediate.", FALSE},
    {"The answer to whether the child is at immediate risk is yes.", TRUE},
    {"Immediate risk of harm: yes", TRUE},
    {"Immediate risk of harm: no", FALSE},
    {"Things have got worse at home, she can't go home tonight.", TRUE},
    {"She must not be sent home today.", TRUE},
    {"She can go home tonight.", FALSE},
    {"She's got fresh bruises on her neck.", TRUE},
    {"There are no new bruises.", FALSE},
    {"Mum rang to say he has gone missing.", TRUE},
    {"The minutes have gone missing.", FALSE},
    {"She said she wants to kill herself.", TRUE},
    {"She is not at immediate risk now that she is with gran.", FALSE},
    {"There is no longer any immediate risk.", FALSE},
    {"The core group has not met since January.", FALSE},
    {"We called the social worker today.", FALSE},
    {"I hope this has not hurt our working relationship.", FALSE},
    {"There was no evidence of fresh bruising at the medical.", FALSE},
    {"There is no sign of new injuries.", FALSE},
    {"She did not say how she got new bruises.", TRUE},
    {"There were no threats to kill her.", FALSE},
    {"There is no doubt he threatened to kill her.", TRUE},
    {"No, he made threats to kill her.", TRUE},
    {"There is no worry that she will be hurt tonight.", FALSE},
    {"There is no doubt that she will be hurt tonight.", TRUE},
    {"There is no sign that he was hit last night.", FALSE},
    {"No answer, and he was hit last night.", TRUE},
    {"Nobody came, and no visit means she may be hurt tonight.", TRUE},
    {"Sorry, I can't home visit today.", FALSE},
    {"We cannot home-visit this afternoon.", FALSE},
    {"She is not afraid to go home tonight.", FALSE},
    {"She isn't afraid to go home.", FALSE},
    {"She has not refused to go home tonight.", FALSE},
    {"She is not only afraid to go home, she has run.", TRUE},
    {"She is not afraid to go home tonight, but she can't go home tonight.", TRUE},
    {"She refuses to go home tonight.", TRUE},
    {"She does not want to go home today.", TRUE},
    {"Attendance records have been missing since September.", FALSE},
    {"Signatures are missing since September.", FALSE},
    {"The minutes are missing since last night.", FALSE},
    {"Aled has been missing since last night.", TRUE},
    {"Missing overnight, police informed.", TRUE},
    {"The notes say that Aled was missing from home on Sunday.", TRUE},
    {"She has not been seen and is missing since yesterday.", TRUE},
    {"He is missing again.", TRUE},
    {"He has not been missing from care.", FALSE},
    {"What is your missing from home protocol?", FALSE},
    {"What do we do if she goes missing from home?", FALSE},
    {"She has a bruise on her face today and says daddy did it", TRUE},
    {"He came in with a black eye this morning, mum says he fell", TRUE},
    {"The baby has a burn on his hand", TRUE},
    {"She said her uncle did it.", TRUE},
    {"Dad has just turned up drunk and taken him", TRUE},
    {"We cant find her, she left school at 11 and mum's phone is off", TRUE},
    {"We cannot find him.", TRUE},
    {"She has disclosed that her uncle touched her last night", TRUE},
    {"He has taken an overdose", TRUE},
    {"Mum took an overdose last night.", TRUE},
    {"She is NOT safe and this delay is unacceptable", TRUE},
    {"She isn't safe there.", TRUE},
    {"He is not safe to go home.", TRUE},
    {"mum says she can't cope and will do something to him", TRUE},
    {"There was no bruise today.", FALSE},
    {"She does not have a bruise today.", FALSE},
    {"The bruise chart is attached today.", FALSE},
    {"The bruise we reported was discussed today.", FALSE},
    {"He has an old burn on his hand.", FALSE},
    {"She has a bruise on her knee, she fell in the playground.", FALSE},
    {"The hospital has a burns unit.", FALSE},
    {"Jasper came in with a bruise on Monday and the case is being closed.", FALSE},
    {"She never said daddy did it.", FALSE},
    {"Dad has done the drunk driver awareness course and collected her.", FALSE},
    {"Dad was not drunk when he collected her.", FALSE},
    {"Dad was drunk when he collected her last year.", FALSE},
    {"We can't find her file.", FALSE},
    {"We can't find her on our system.", FALSE},
    {"What do we do if we cannot find her?", FALSE},
    {"He denies that he touched her last night.", FALSE},
    {"She touched on this yesterday.", FALSE},
    {"She touched base with us today.", FALSE},
    {"Mum had an overdose policy question.", FALSE},
    {"The overdose policy has changed.", FALSE},
    {"She has not taken an overdose.", FALSE},
    {"He has taken an overdose in the past.", FALSE},
    {"Mum took an overdose in 2019.", FALSE},
    {"It is not safe to assume this.", FALSE},
    {"They are not safe to drive with this load.", FALSE},
    {"Please say if she is not safe.", FALSE},
    {"We will do something to help them.", FALSE},
    {"Mum will not do something to him.", FALSE},
};

static void test_sentences(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++) {
        g_test_message("'%s'", sentences[i].text);
        g_assert_cmpint(words_say(rules, sentences[i].text, "immediate-harm"), ==,
                        sentences[i].alarms);
    }
}

static const struct {
    const char *text;
    gboolean alarms;
} answers[] = {
    {"Possibly", TRUE},
    {"possible", TRUE},
    {"999 called", TRUE},
    {"Maybe at weekends", TRUE},
    {"I think so", TRUE},
    {"Likely", TRUE},
    {"Police called", TRUE},
    {"not sure", FALSE},
    {"Not known", FALSE},
    {"unlikely", FALSE},
    {"awaiting medical", FALSE},
    {"Under investigation", FALSE},
    {"see below", FALSE},
    {"N/A", FALSE},
    {"No but I am worried about tonight", TRUE},
    {"Not now, concerned about this weekend", TRUE},
    {"No, I am not worried about tonight", FALSE},
    {"No, concerns are about attendance", FALSE},
};

static void test_answers(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_test_message("'%s'", answers[i].text);
        g_assert_cmpint(reading_alarms(rules, answers[i].text), ==, answers[i].alarms);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    g_test_add_func("/harm-words/sentences", test_sentences);
    g_test_add_func("/harm-words/answers", test_answers);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
