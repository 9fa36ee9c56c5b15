/* A text's parts: who wrote which line, and the fields in it. */
#include "mail_fields.h"
#include "mail_head_words.h"
#include "mail_quote.h"
#include <string.h>

static FormLabels *labels;

enum { FRESH, REPLY, FORWARD };

typedef struct {
    const char *name;
    int thread;
    const char *text;
    const char
        *want; /* a letter a line: n new, q quoted, s signature, h head, 1 … message found inside */
} Split;

#define ATTRIBUTION "On Wed, 4 Mar 2026 at 10:14, Jo Fen <jo@x.example> wrote:\n"
#define BLOCK "From: Jo Fen\nSent: 04 March 2026 10:14\nTo: Desk\nSubject: Case\n"

static const Split splits[] = {
    {"new only", REPLY, "a\n\nb\n", "nnn"},
    {"gmail", REPLY, "a\n\n" ATTRIBUTION "\n> b\n> c\n", "nnhqqq"},
    {"no blank above", REPLY, "a\n" ATTRIBUTION "> b\n", "nhq"},
    {"attribution on two lines", REPLY,
     "a\n\nOn Wed, 4 Mar 2026 at 10:14, Jo Fen <\njo@x.example> wrote:\n> b\n", "nnhhq"},
    {"address torn before its bracket", REPLY,
     "a\n\nOn 4 March 2026 10:14 Jo Fen <jo@x.example\n> wrote:\n\n> b\n", "nnhhqq"},
    {"answers between", REPLY, "a\n" ATTRIBUTION "> b\nanswer\n> c\nanswer\n", "nhqnqn"},
    {"answer below", REPLY, ATTRIBUTION "> b\n\nanswer\n", "hqqn"},
    {"wrapped quote", REPLY,
     ATTRIBUTION
     "> a line so long that a program had to wrap it somewhere here\nand lost its mark\n> c\nnew\n",
     "hqqqn"},
    {"unmarked quote in a reply", REPLY, "a\n\n" ATTRIBUTION "b\nc\n", "nnhqq"},
    {"outlook", REPLY, "a\n\n" BLOCK "\nb\n", "nnhhhhqq"},
    {"outlook, ruled", REPLY, "a\n________________________________\n" BLOCK "b\n", "nhhhhhq"},
    {"outlook, bold labels", REPLY,
     "a\n*From:* Jo\n*Sent:* 4 March 2026 10:14\n*To:* D\n*Subject:* C\n\nb\n", "nhhhhqq"},
    {"blank lines within", REPLY,
     "a\nFrom: Jo\n\nSent: 4 March 2026 10:14\n\nTo: D\n\nSubject: C\n\nb\n", "nhhhhhhhqq"},
    {"recipients wrapped", REPLY,
     "a\nFrom: Jo <jo@x.example>\nTo: a@x.example;\nb@x.example\nSubject: C\nb\n", "nhhhhq"},
    {"original message", REPLY, "a\n-----Original Message-----\nb\n", "nhq"},
    {"german", REPLY,
     "a\n\nVon: Jo <jo@x.example>\nGesendet: Mittwoch, 4. M\xc3\xa4rz 2026 10:14\nAn: D\nBetreff: "
     "C\n\nb\n",
     "nnhhhhqq"},
    {"memo on top of one's own form", FRESH,
     "From: Oakfield Primary\nTo: Social Care\nDate: 4 March\n\nwords\n", "nnnnn"},
    {"form with from and to", FRESH, "Stage: two\nFrom: Oakfield\nTo: CSC\n", "nnn"},
    {"said in one's own words", FRESH, "On 5 March the manager wrote:\nno visit was needed.\n",
     "nn"},
    {"said with a time, in a new mail", FRESH,
     "On 05/03/2026 at 10:14 the manager wrote:\n\nno visit\n", "nnn"},
    {"hyphens", FRESH, "a\n-----\nb\n", "nnn"},
    {"pasted with marks", FRESH, "> a\n> b\n", "nn"},
    {"quote in a new mail", FRESH, "she said\n> a\n", "nq"},
    {"signature", FRESH, "a\n\n-- \nJo\nTel 1\n", "nnsss"},
    {"signature above the quote", REPLY, "a\n-- \nJo\n\n" ATTRIBUTION "> b\n", "nssshq"},
    {"divider that is no signature", FRESH, "a\n--\nStage: two\nProblem: b\n", "nnnn"},
    {"phone", REPLY, "a\n\nSent from my iPhone\n\n> b\n", "nnssq"},
    {"phone, more below in a new mail", FRESH, "a\n\nSent from my iPhone\n\nb\n", "nnsnn"},
    {"outlook for ios", REPLY, "a\n\nGet Outlook for iOS<https://aka.example/x>\n" BLOCK "b\n",
     "nnshhhhq"},
    {"disclaimer", FRESH, "a\n\nThis email and any attachments are confidential.\nb\n", "nnss"},
    {"disclaimer, wrapped", FRESH,
     "a\n\n**********\n\nThis message may hold words that are\nprivileged and were sent in "
     "error.\n\nb\n",
     "nnsnssss"},
    {"disclaimer in Welsh", FRESH,
     "a\n\nMae'r neges hon yn gyfrinachol ac i'r derbynnydd yn unig.\n", "nns"},
    {"disclaimer of a scanner", FRESH,
     "a\n\nThis email has been scanned for viruses by our filter.\n", "nns"},
    {"disclaimer is all there is", FRESH,
     "This email and any attachments are confidential: ring me.\n", "n"},
    {"labels below a disclaimer", FRESH,
     "a\n\nThis email and any attachments are confidential.\nStage: two\n", "nnnn"},
    {"letter that begins like one", FRESH,
     "a\n\nThis message contains the chronology.\n\nThe child is not safe.\n", "nnnnn"},
    {"letter that speaks of secrets", FRESH,
     "a\n\nThis email is confidential. Please ring me about her.\n", "nnn"},
    {"banner", FRESH,
     "CAUTION: This email originated from outside the council.\nDo not open links.\n\na\n", "sssn"},
    {"banner, nothing between it and the words", FRESH,
     "CAUTION: This email originated from outside the council.\na\n", "nn"},
    {"banner of one line", FRESH, "[EXTERNAL EMAIL]\n\na\n", "ssn"},
    {"words that begin like a banner", FRESH, "WARNING: she is going home today.\n\na\n", "nnn"},
    {"marking above and below", FRESH, "OFFICIAL-SENSITIVE\n\na\n\nOFFICIAL - SENSITIVE\n",
     "ssnns"},
    {"marking is all there is", FRESH, "OFFICIAL\n", "n"},
    {"official words", FRESH, "Official reply: we agree.\n", "n"},
    {"banner of a reply", REPLY,
     "External email: this came from outside.\n\na\n" ATTRIBUTION "> b\n", "ssnhq"},
    {"marks at the end", FRESH, "a\n\n***\n_____\n", "nnss"},
    {"mbox From", FRESH, ">From here on\nb\n", "nn"},
    {"forward by subject", FORWARD, "see below\n\n" BLOCK "\nb\n", "nnhhhh11"},
    {"forward by separator", REPLY, "a\n\n---------- Forwarded message ---------\n" BLOCK "\nb\n",
     "nnhhhhh11"},
    {"forward, nothing typed", FRESH, BLOCK "\nb\n", "hhhh11"},
    {"forward, much typed, no prefix", FRESH, "a\nb\nc\nd\n" BLOCK "\ne\n", "nnnnhhhhqq"},
    {"chain", FORWARD, "a\n" BLOCK "\nb\n\n" BLOCK "\nc\n", "nhhhh111hhhh22"},
    {"apple forward", FORWARD,
     "a\n\n> Begin forwarded message:\n> \n> From: Jo <jo@x.example>\n> Subject: C\n> Date: 4 "
     "March 2026\n> To: D\n> \n> b\n",
     "nnhhhhhh11"},
    {"inner reply, then outer goes on", FORWARD, "a\n" BLOCK "b\n" ATTRIBUTION "> c\nd\n",
     "nhhhh1h21"},
    {"signature in a forward", FORWARD, "a\n" BLOCK "b\n-- \nJo\n\n" BLOCK "c\n", "nhhhh1ssshhhh2"},
};

/* What a line is, as one letter; lines found inside count from '1'. */
static char letter(const MailLine *line)
{
    if (line->head)
        return 'h';
    if (line->kind == MAIL_LINE_SIGNATURE)
        return 's';
    if (line->message > 0)
        return (char)('0' + line->message);
    return line->kind == MAIL_LINE_NEW ? 'n' : 'q';
}

static void test_split(gconstpointer data)
{
    const Split *c = data;
    g_autoptr(GArray) lines = mail_lines_new(c->text);
    MailThread thread = {.reply = c->thread == REPLY, .forward = c->thread == FORWARD};
    g_autoptr(GArray) heads = mail_quote_split(lines, thread, labels);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_c(got, letter(mail_line(lines, i)));
    g_assert_cmpstr(got->str, ==, c->want);
    for (const char *p = c->want; *p; p++)
        g_assert_true(!g_ascii_isdigit(*p) || (guint)(*p - '0') <= heads->len);
}

typedef struct {
    const char *name, *text, *want; /* "key=value@line" each, '|' between */
} Fields;

static const Fields fields[] = {
    {"short", "Stage: two\nnext\n", "stage=two@1"},
    {"short on the next line", "Stage:\n\n\ntwo\nthree\n", "stage=two@1"},
    {"short, next line is a label", "Stage:\nChild's name: J\n", "child.name=J@2"},
    {"short, next is a closing", "Stage:\n\nKind regards\nJo\n", ""},
    {"short, next is ruled", "Stage:\n------\ntwo\n", ""},
    {"short at the end", "Stage:\n\n", ""},
    {"short, blanks", "Stage:   two  \t\n", "stage=two@1"},
    {"text", "Problem: a\nb\n\nc\nStage: two\n", "problem=a\nb\n\nc@1|stage=two@5"},
    {"text below its label", "Problem:\n\na\nb\n", "problem=a\nb@1"},
    {"text wrapped", "Problem: words up to the margin where the program wraps them,\nand goes on\n",
     "problem=words up to the margin where the program wraps them, and goes on@1"},
    {"text as a list",
     "Problem: these, as everybody here has known for a very long time:\n- a\n- b\n1. c\n",
     "problem=these, as everybody here has known for a very long time:\n- a\n- b\n1. c@1"},
    {"text to a closing", "Problem: a\n\nMany thanks,\nJo\n", "problem=a@1"},
    {"text that thanks", "Problem: a\nThanks to the school she is safe.\n",
     "problem=a\nThanks to the school she is safe.@1"},
    {"text to a rule", "Problem: a\n=====\nb\n", "problem=a@1"},
    {"text to a signature", "Problem: a\n-- \nJo\n", "problem=a@1"},
    {"text to a quote", "Problem: a\n> b\nc\n", "problem=a@1"},
    {"text, empty", "Problem:\n\nStage: two\n", "stage=two@3"},
    {"twice", "Stage: two\nStage: three\n", "stage=two@1|stage=three@2"},
    {"bold", "*Stage: two*\n*Problem:* a *strong* word\n", "stage=two@1|problem=a *strong* word@2"},
    {"link of Outlook", "Stage: jo@x.example<mailto:jo@x.example>\n", "stage=jo@x.example@1"},
    {"link alone", "Stage: <https://x.example>\n", "stage=<https://x.example>@1"},
    {"NBSP is blank", "Stage:\xc2\xa0\n\xc2\xa0\ntwo\n", "stage=two@1"},
    {"hint broken by a wrap",
     "Problem (what happened, when, and who of the agencies\nwas there): a\nb\n", "problem=a\nb@1"},
    {"hint broken, value below",
     "Stage (one, two, three or four, as your policy\ncounts them):\ntwo\n", "stage=two@1"},
    {"hint of a question, broken", "Is the problem at school? (yes, no or not\nknown): no\n",
     "question=no@1"},
    {"question and a bracket", "Is the problem at school? (yes, we\nthink so)\n",
     "question=(yes, we@1"},
    {"bracket in prose",
     "Problem (as the school and everybody else in it sees the\nmatter) is old: we know\n", ""},
    {"in prose", "The stage: two of us agreed.\n", ""},
};

static char *describe(const GArray *read)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < read->len; i++) {
        const MailFieldRead *field = &g_array_index(read, MailFieldRead, i);
        g_string_append_printf(out, "%s%s=%s@%u%s", i ? "|" : "",
                               form_labels_key(labels, field->key), field->value, field->line,
                               field->below ? "<" : "");
    }
    return g_string_free(out, FALSE);
}

static void test_fields(gconstpointer data)
{
    const Fields *c = data;
    g_autoptr(GArray) lines = mail_lines_new(c->text);
    g_autoptr(GArray) heads = mail_quote_split(lines, (MailThread){0}, labels);
    gboolean cut = FALSE;
    g_autoptr(GArray) read = mail_fields_read(lines, MAIL_LINE_NEW, 0, labels, 100, &cut);
    g_autofree char *got = describe(read);
    g_assert_cmpstr(got, ==, c->want);
    g_assert_false(cut);
}

/* What is read of a quote: "<" the value stands below its label, in new text. */
static const Fields quotes[] = {
    {"below", "> Stage:\nthree\n> Problem:\na\nb\n\nc\n> end\n",
     "stage=three@1<|problem=a\nb\n\nc@3<"},
    {"below a blank quoted line", "> Stage:\n>\n\nthree\n\n> Problem:\n", "stage=three@1<"},
    {"the short one is of one line", "> Stage:\nthree\nand thanks\n> Problem:\n", "stage=three@1<"},
    {"a label with a value asks for nothing", "> Stage: two\n\nthree\n> Problem: x\n",
     "stage=two@1|problem=x@4"},
    {"in the quote's own next line", "> Stage:\n> three\n> Problem:\n", "stage=three@1"},
    {"a new label is a field of its own", "> Stage:\nProblem: x\n> end\n", ""},
    {"a courtesy is no answer", "> Problem:\nKind regards\nJo\n", ""},
    {"the tail of a long line",
     "> Problem: the visits that were agreed on in February have not been made by\n"
     "anybody\n> Stage: two\n",
     "problem=the visits that were agreed on in February have not been made by anybody@1|"
     "stage=two@3"},
    {"a short line has no tail", "> Problem: no visits\nThank you\n> Stage: two\n",
     "problem=no visits@1|stage=two@3"},
};

static void test_quoted_fields(gconstpointer data)
{
    const Fields *c = data;
    g_autoptr(GArray) lines = mail_lines_new(c->text);
    g_autoptr(GArray) heads = mail_quote_split(lines, (MailThread){.reply = TRUE}, labels);
    gboolean cut = FALSE;
    g_autoptr(GArray) read = mail_fields_read(lines, MAIL_LINE_QUOTED, 0, labels, 100, &cut);
    g_autofree char *got = describe(read);
    g_assert_cmpstr(got, ==, c->want);
    g_assert_false(cut);
}

typedef struct {
    const char *subject;
    SubjectPrefix want;
} Prefix;

static const Prefix prefixes[] = {
    {"RE: x", PREFIX_REPLY},
    {"Re[2]: x", PREFIX_REPLY},
    {"FW: RE: x", PREFIX_FORWARD},
    {"Fwd: x", PREFIX_FORWARD},
    {"WG: x", PREFIX_FORWARD},
    {"AW: x", PREFIX_REPLY},
    {"[secure] Re: x", PREFIX_REPLY},
    {"Re x", PREFIX_NONE},
    {"Referral: x", PREFIX_NONE},
    {"x", PREFIX_NONE},
    {"", PREFIX_NONE},
    {"[", PREFIX_NONE},
    {"|re|: x", PREFIX_NONE},
};

static void test_prefixes(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_test_message("%s", prefixes[i].subject);
        g_assert_cmpint(mail_head_prefix(prefixes[i].subject), ==, prefixes[i].want);
    }
}

static void add_all(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(splits); i++) {
        g_autofree char *path = g_strconcat("/mail/text/split/", splits[i].name, NULL);
        g_test_add_data_func(path, &splits[i], test_split);
    }
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *path = g_strconcat("/mail/text/fields/", fields[i].name, NULL);
        g_test_add_data_func(path, &fields[i], test_fields);
    }
    for (guint i = 0; i < G_N_ELEMENTS(quotes); i++) {
        g_autofree char *path = g_strdup_printf("/mail/text/quoted-fields/%s", quotes[i].name);
        g_test_add_data_func(path, &quotes[i], test_quoted_fields);
    }
    g_test_add_func("/mail/text/prefixes", test_prefixes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "problem", LABEL_TEXT, "Problem");
    form_labels_add(labels, "question", LABEL_SHORT, "Is the problem at school?");
    add_all();
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
