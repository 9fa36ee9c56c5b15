/* Answers typed into the quoted text without a quote mark, as Outlook has them: what becomes new, what stays quoted, and
 * that no word is lost either way. */
#include "mail_html.h"
#include "mail_read.h"
#include <string.h>

static FormLabels *labels;

#define HEAD                                                                                       \
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> "     \
    "Desk "                                                                                        \
    "&lt;desk@x.example&gt;<br><b>Sent:</b> 04 March 2026 10:15<br><b>To:</b> Ann Ode "            \
    "&lt;ann@x.example&gt;<br><b>Subject:</b> Case</p></div>"
#define P(words) "<p class=MsoNormal>" words "<o:p></o:p></p>"
#define RED(words) "<span style='color:red'>" words "</span>"
#define TABLE(label, value) "<table><tr><td>" label "</td><td>" value "</td></tr></table>"
#define OURS                                                                                       \
    P("A disagreement has been raised with your agency, and an answer is due by Friday.")          \
    P("Please answer below and send this mail back.")

typedef struct {
    const char *name, *above, *below; /* HTML above and below Outlook's head */
    const char *new;                  /* what should be new; "" above means the head comes first */
    const char *field;                /* the value of "Outcome" in new words, NULL if none */
    gboolean forward;
} Row;

static const Row rows[] = {
    {.name = "nothing styled", .above = P("We agree."), .below = OURS, .new = "We agree."},
    {.name = "red, as said above",
     .above = P("Please see my answers in red."),
     .below = OURS P(RED("We have not agreed.")) P("Yours, the desk"),
     .new = "Please see my answers in red.\nWe have not agreed."},
    {.name = "red, nothing above",
     .above = "",
     .below = OURS P("Outcome:") P(RED("We have not agreed.")) P("Yours, the desk"),
     .new = "Outcome:\nWe have not agreed.",
     .field = "We have not agreed."},
    {.name = "red, nothing above and no form",
     .above = "",
     .below = OURS P(RED("Somebody's coloured signature")),
     .new = ""},
    {.name = "red, other words above",
     .above = P("Thank you, noted."),
     .below = OURS P(RED("Urgent!")) P("Yours, the desk"),
     .new = "Thank you, noted."},
    {.name = "red in the message before",
     .above = P("My comments in red."),
     .below = OURS HEAD P("Older words of the desk about this.") P(RED("Somebody else's answer.")),
     .new = "My comments in red."},
    {.name = "font",
     .above = P("Answers below."),
     .below = OURS "<p><font color=\"#C00000\">We have not agreed.</font></p>",
     .new = "Answers below.\nWe have not agreed."},
    {.name = "Outlook on the web, colour",
     .above = P("See inline."),
     .below = OURS "<div><span style=\"color: rgb(200, 38, 19);\">We have not agreed.</span></div>",
     .new = "See inline.\nWe have not agreed."},
    {.name = "Outlook on the web, typed",
     .above = P("Thank you."),
     .below = "<p class=\"x_MsoNormal x_elementToProof\">A disagreement has been raised.</p>"
              "<div class=\"elementToProof\">We have not agreed.</div>",
     .new = "Thank you.\nWe have not agreed."},
    {.name = "on yellow ground",
     .above = P("Highlighted."),
     .below = OURS P("<span style='background:yellow;mso-highlight:yellow'>Not agreed.</span>"),
     .new = "Highlighted.\nNot agreed."},
    {.name = "on white ground is nothing",
     .above = "",
     .below = P("Outcome:") OURS P("<span style='background-color:rgb(255,255,255)'>Yours</span>"),
     .new = ""},
    {.name = "inserted",
     .above = "",
     .below = OURS P("Response:") "<p><ins>We have not agreed.</ins></p>",
     .new = "Response:\nWe have not agreed."},
    {.name = "behind a label",
     .above = P("In red."),
     .below = OURS P("Outcome: " RED("Not resolved")) P("Response:"),
     .new = "In red.\nOutcome: Not resolved",
     .field = "Not resolved"},
    {.name = "behind a value",
     .above = P("In red."),
     .below = OURS P("Outcome: Resolved " RED("or not")) P("Response:"),
     .new = "In red."},
    {.name = "behind the question",
     .above = P("In red."),
     .below = OURS P("Do you agree? " RED("No, we do not.")),
     .new = "In red.\nNo, we do not."},
    {.name = "below its label",
     .above = P("In red."),
     .below = OURS P("Outcome:") P(RED("Not resolved")) P("Response:"),
     .new = "In red.\nOutcome:\nNot resolved",
     .field = "Not resolved"},
    {.name = "below another's label",
     .above = P("In red."),
     .below = OURS P("Outcome: Resolved") P(RED("Not really.")) P("Response:"),
     .new = "In red.\nNot really."},
    {.name = "below a table",
     .above = P("In red."),
     .below = OURS TABLE("Response", "As we said.") P("Part two") P(RED("We have not agreed.")),
     .new = "In red.\nWe have not agreed."},
    {.name = "below a cell that nobody filled in",
     .above = P("In red."),
     .below = OURS TABLE("Outcome", "") P(RED("We have not agreed.")),
     .new = "In red.\nWe have not agreed."},
    {.name = "in the middle",
     .above = P("In red."),
     .below = OURS P("Please answer " RED("by Friday") " at the latest."),
     .new = "In red."},
    {.name = "several lines",
     .above = P("In red."),
     .below = OURS P(RED("One.")) P("And then?") P(RED("Two.") "<br>" RED("Three.")),
     .new = "In red.\nOne.\nTwo.\nThree."},
    {.name = "bold in a form",
     .above = "",
     .below = OURS P("Outcome: <b>Not resolved</b>") P("Response:"),
     .new = "Outcome: Not resolved",
     .field = "Not resolved"},
    {.name = "bold labels",
     .above = "",
     .below = OURS P("<b>Outcome:</b> Resolved") P("<b>Response:</b>") P("<b>Part two</b>"),
     .new = ""},
    {.name = "bold words of a letter",
     .above = P("Answers below."),
     .below = OURS P("<b>By Friday, please.</b>"),
     .new = "Answers below."},
    {.name = "bold, as said above",
     .above = P("My answers in bold."),
     .below = OURS P("<strong>Not agreed.</strong>"),
     .new = "My answers in bold.\nNot agreed."},
    {.name = "a link is blue by itself",
     .above = "",
     .below = P("Outcome:")
         OURS P("<a href='https://x.example'><span style='color:blue'>our page</span></a>"),
     .new = ""},
    {.name = "many colours",
     .above = P("See inline."),
     .below =
         OURS P(RED("One")) P("<font color=green>Two</font>") P("<font color=blue>Three</font>"),
     .new = "See inline."},
    {.name = "all of it coloured",
     .above = "",
     .below = P("Outcome:") "<div style='color:#1F497D'>" OURS "</div>" P("Yours, the desk"),
     .new = ""},
    {.name = "grey",
     .above = "",
     .below = P("Outcome:") OURS P("<span style='color:#7F7F7F'>The desk</span>"),
     .new = ""},
    {.name = "more coloured than not",
     .above = "",
     .below = P("Outcome:") P("Short.")
         P(RED("A much longer text that is coloured, and not an answer to it.")),
     .new = ""},
    {.name = "a forward",
     .above = P("Answers in red."),
     .below = OURS P(RED("We have not agreed.")),
     .new = "Answers in red.",
     .forward = TRUE},
    {.name = "the name in brackets",
     .above = P("Thank you."),
     .below = OURS P("[Ann Ode] We have not agreed.") P("[Jo Fen] Somebody else."),
     .new = "Thank you.\n[Ann Ode] We have not agreed."},
};

static MailRecord *read_row(const Row *row, const char *plain)
{
    g_autofree char *html = g_strconcat("<html><body>", row->above, HEAD, row->below, NULL);
    g_autofree char *mail = g_strdup_printf(
        "From: \"Ode, Ann (Oakfield)\" <ann@x.example>\nTo: desk@x.example\nSubject: %s Case\n"
        "Date: Thu, 5 Mar 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
        "Content-Type: multipart/alternative; boundary=b\n\n%s%s%s"
        "--b\nContent-Type: text/html; charset=utf-8\n\n%s\n--b--\n",
        row->forward ? "FW:" : "RE:", plain ? "--b\nContent-Type: text/plain\n\n" : "",
        plain ? plain : "", plain ? "\n" : "", html);
    return mail_read(mail, strlen(mail), labels);
}

static char *letters(const char *a, const char *b, const char *c)
{
    int count[256] = {0};
    GString *out = g_string_new(NULL);
    const char *texts[] = {a, b, c};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        for (const char *p = texts[i]; *p; p++)
            count[(guchar)*p]++;
    for (int c8 = '!'; c8 < 256; c8++)
        g_string_append_printf(out, "%d ", count[c8]);
    return g_string_free(out, FALSE);
}

static void assert_row(const Row *row, const MailRecord *record)
{
    const char *outcome = NULL;
    for (guint i = 0; i < record->fields->len; i++) {
        const MailField *field = &g_array_index(record->fields, MailField, i);
        if (g_str_equal(field->key, "resolved") && g_str_equal(field->part, record->text_part))
            outcome = field->value;
    }
    g_autofree char *split = letters(record->text_new, record->text_quoted, record->text_signature);
    g_autofree char *whole = letters(record->text, "", "");
    g_assert_cmpstr(record->text_new, ==, row->new);
    g_assert_cmpstr(outcome, ==, row->field);
    g_assert_cmpstr(split, ==, whole);
}

static void test_html(gconstpointer data)
{
    g_autoptr(MailRecord) record = read_row(data, NULL);
    g_assert_cmpstr(record->text_part, ==, "text/html 1");
    assert_row(data, record);
}

/* Beside a plain text that says the same without any colour the HTML is read where it tells more, and only there. */
static void test_both(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(MailRecord) alone = read_row(row, NULL);
    g_autoptr(MailRecord) both = read_row(row, alone->text);
    gboolean cut = FALSE, named = strchr(row->new, '[') != NULL;
    g_autofree char *above = mail_html_text(row->above, strlen(row->above), NULL, &cut);
    gboolean more = !named && !g_str_equal(row->new, above);
    assert_row(row, both);
    g_assert_cmpstr(both->text_part, ==, more ? "text/html 1" : "text/plain 1");
}

/* The number of a field's line does not count the two halves of a line. */
static void test_lines(void)
{
    static const Row row = {.above = P("In red."),
                            .below = OURS P("Agreed? " RED("No.")) P("Outcome: " RED("Resolved"))};
    g_autoptr(MailRecord) record = read_row(&row, NULL);
    g_assert_cmpuint(record->fields->len, ==, 1);
    const MailField *field = &g_array_index(record->fields, MailField, 0);
    g_auto(GStrv) lines = g_strsplit(record->text, "\n", -1);
    g_assert_cmpstr(lines[field->line - 1], ==, "Outcome: Resolved");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "resolved", LABEL_SHORT, "Outcome");
    form_labels_add(labels, "response", LABEL_TEXT, "Response");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = g_strconcat("/mail/answers/html/", rows[i].name, NULL);
        g_autofree char *both = g_strconcat("/mail/answers/both/", rows[i].name, NULL);
        g_test_add_data_func(html, &rows[i], test_html);
        g_test_add_data_func(both, &rows[i], test_both);
    }
    g_test_add_func("/mail/answers/lines", test_lines);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
