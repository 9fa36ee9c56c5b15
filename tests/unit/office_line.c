/* Decisions as people write them in a reply: one spelling a row, with what is to be read of it, and what may not be. Whatever stands in
 * our own mails to the office decides nothing when it comes back. The repository's own site is the ruleset. Run from the
 * checkout's root. */
#include "office_line.h"
#include "ruleset.h"
#include "text.h"
#include "text_wrap.h"

#define REF "HAV-26-0042-B"

static Ruleset *rules;

/* "3,4 HAV… [words] to=… n=… | reason", or "? trouble" where nothing may be done. */
static char *shown(const OfficeLine *line)
{
    static const char *const names[] = {"nothing", "link",       "open",  "set-aside",
                                        "note",    "not-urgent", "route", "stage",
                                        "close",   "reopen",     "hold",  "release"};
    GString *text = g_string_new(names[line->verb]);
    if (line->trouble != NULL) {
        g_string_append_printf(text, " ? %s", line->trouble);
        return g_string_free(text, FALSE);
    }
    for (guint i = 0; i < line->numbers->len; i++)
        g_string_append_printf(text, "%s%u", i > 0 ? "," : " ",
                               g_array_index(line->numbers, guint, i));
    if (line->reference != NULL)
        g_string_append_printf(text, " %s", line->reference);
    if (line->words != NULL)
        g_string_append_printf(text, " [%s]", line->words);
    if (line->to != NULL)
        g_string_append_printf(text, " to=%s", line->to);
    if (line->release > 0)
        g_string_append_printf(text, " n=%u", line->release);
    if (line->reason != NULL)
        g_string_append_printf(text, " | %s", line->reason);
    return g_string_free(text, FALSE);
}

static char *shown_all(const char *text)
{
    g_autoptr(GPtrArray) lines = office_lines_read(text, rules);
    g_autoptr(GPtrArray) each = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < lines->len; i++)
        g_ptr_array_add(each, shown(g_ptr_array_index(lines, i)));
    g_ptr_array_add(each, NULL);
    return g_strjoinv("\n", (char **)each->pdata);
}

typedef struct {
    const char *input, *want; /* a want that ends in '?' is the beginning */
} Row;

static void check(const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *got = shown_all(rows[i].input);
        gsize length = strlen(rows[i].want);
        gboolean begins = length > 0 && rows[i].want[length - 1] == '?';
        if (begins ? strncmp(got, rows[i].want, length - 1) != 0 : !g_str_equal(got, rows[i].want))
            g_error("row %u '%s': got '%s', want '%s'", (guint)i, rows[i].input, got, rows[i].want);
    }
}

static const Row spellings[] = {
    {"link 3 " REF, "link 3 " REF},
    {"Link 3 to " REF, "link 3 " REF},
    {"LINK #3 TO hav-26-0042-b", "link 3 " REF},
    {"link " REF " 3", "link 3 " REF},
    {"3 link " REF, "link 3 " REF},
    {"3: link " REF, "link 3 " REF},
    {"3. link to " REF ".", "link 3 " REF},
    {"3) link with " REF, "link 3 " REF},
    {"No. 3 - link " REF, "link 3 " REF},
    {"3 \xe2\x80\x93 link " REF, "link 3 " REF},
    {"link message 3 to case " REF, "link 3 " REF},
    {"please link 3 and 4 to " REF, "link 3,4 " REF},
    {"link 3, 4 & 3 to HAV/26/0042/B: the same mother", "link 3,4 " REF " | the same mother"},
    {"link 3 " REF ": not resolved", "link 3 " REF " | not resolved"},
    {"link 3 " REF ": somebody else", "link 3 " REF " | somebody else"},
    {"- link 3 " REF, "link 3 " REF},
    {"\xe2\x80\xa2\tlink\xc2\xa0"
     "3\xc2\xa0" REF,
     "link 3 " REF},
    {"* \xe2\x80\x9clink 3 " REF "\xe2\x80\x9d", "link 3 " REF},
    {"\xef\xbb\xbflink 3 " REF, "link 3 " REF},
    {"link\xe2\x80\x8b 3 " REF, "link 3 " REF},
    {"link3 " REF, "link 3 " REF},
    {"open 4", "open 4"},
    {"Open 4.", "open 4"},
    {"4 open", "open 4"},
    {"4: open", "open 4"},
    {"open a new case with 4", "open 4"},
    {"open 4 as a new case", "open 4"},
    {"open #4: it is an escalation", "open 4 | it is an escalation"},
    {"open4", "open 4"},
    {"set aside 5: sent twice", "set-aside 5 | sent twice"},
    {"Set-aside 5 - sent twice", "set-aside 5 | sent twice"},
    {"setaside 5 \xe2\x80\x94 sent twice", "set-aside 5 | sent twice"},
    {"5 set aside: sent twice", "set-aside 5 | sent twice"},
    {"5: set aside - sent twice", "set-aside 5 | sent twice"},
    {"set aside 5 because it was sent twice", "set-aside 5 | it was sent twice"},
    {"set aside 5, 6 and 7: lists", "set-aside 5,6,7 | lists"},
    {"set aside 5\xef\xbc\x9a sent twice", "set-aside 5 | sent twice"},
    {"set aside 5: the same as " REF, "set-aside 5 | the same as " REF},
    {"note " REF ": rang the school", "note " REF " | rang the school"},
    {"Note on " REF " - rang the school", "note " REF " | rang the school"},
    {"note " REF " rang the school", "note " REF " | rang the school"},
    {"note 2: rang the school at 10:15", "note 2 | rang the school at 10:15"},
    {"2 note: rang the school", "note 2 | rang the school"},
    {"not urgent " REF ": the lead rang", "not-urgent " REF " | the lead rang"},
    {"route " REF " csc: they hold it now", "route " REF " [csc] | they hold it now"},
    {"route 2 to Fen Edge Hospitals", "route 2 [Fen Edge Hospitals]"},
    {"route " REF " to csc to callum.reyes@csc.havering.example: he knows it",
     "route " REF " [csc] to=callum.reyes@csc.havering.example | he knows it"},
    {"stage " REF " S3: agreed by telephone", "stage " REF " [S3] | agreed by telephone"},
    {"move " REF " to Stage Three: agreed", "stage " REF " [Stage Three] | agreed"},
    {"2: stage S3: agreed", "stage 2 [S3] | agreed"},
    {"close " REF ": both said so", "close " REF " | both said so"},
    {"close " REF " because both said so", "close " REF " | both said so"},
    {"close 2: both said so", "close 2 | both said so"},
    {"re-open " REF ": new information", "reopen " REF " | new information"},
    {"Reopen 2 - new information", "reopen 2 | new information"},
    {"hold " REF ": inquiry", "hold " REF " | inquiry"},
    {"release " REF " 2: the inquiry ended", "release " REF " n=2 | the inquiry ended"},
    {"release " REF ": the inquiry ended", "release " REF " | the inquiry ended"},
    {"open 0", "open ? there is no number 0?"},
    {"0: open", "open ? there is no number 0?"},
    {"set aside 0: sent twice", "set-aside ? there is no number 0?"},
    {"note 0: rang", "note ? there is no number 0?"},
    {"close 00: rang", "close ? there is no number 0?"},
    {"release " REF " 0: it ended", "release ? there is no number 0?"},
};

static void test_spellings(void)
{
    check(spellings, G_N_ELEMENTS(spellings));
}

/* When in doubt nothing is done, and it is said why. */
static const Row doubts[] = {
    {"link 3", "link ? it does not say which case?"},
    {"link " REF, "link ? it does not say which message?"},
    {"link 3 HAV-26-0042-C", "link ? its reference is none?"},
    {"link 3 " REF " or HAV-26-0043-W", "link ? it names more than one?"},
    {"link 3 " REF " and close it", "link ? there are words?"},
    {"3 link 4 " REF, "link ? it has two numbers?"},
    {"1. open 4", "open ? it has two numbers?"},
    {"open", "open ? it does not say which message?"},
    {"open 4 cases", "open ? there are words?"},
    {"open " REF, "open ? it does not say which message?"},
    {"open 4 " REF, "open ? it has a number and a reference?"},
    {"open 12345", "open ? there are words?"},
    {"open 4-6", "open ? there are words?"},
    {"open 4/5", "open ? there are words?"},
    {"do not open 4", "nothing"},
    {"don't open 4", "nothing"},
    {"we may open 4", "nothing"},
    {"not open 4", "nothing"},
    {"set aside 5", "set-aside ? it gives no reason?"},
    {"set aside 5:", "set-aside ? it gives no reason?"},
    {"set aside 5 spam", "set-aside ? there are words?"},
    {"set aside: spam", "set-aside ? it does not say which message?"},
    {"close", "close ? it does not say which: ?"},
    {"close " REF, "close ? it gives no reason?"},
    {"close 2 both said so", "close ? behind the number?"},
    {"note 3 children were seen", "note ? behind the number?"},
    {"note: rang the school", "note ? it does not say which: ?"},
    {"note " REF ":", "note ? the note has no text?"},
    {"3 note 24 hours", "note ? behind the number?"},
    {"route " REF ": they hold it", "route ? it does not say where to?"},
    {"stage " REF ": agreed", "stage ? it does not say where to?"},
    {"closed " REF ": yes", "nothing"},
    {"opening 4", "nothing"},
    {"open-ended 4", "nothing"},
    {"linking 3 to " REF, "nothing"},
    {"foo 4", "nothing"},
    {"4", "nothing"},
    {REF, "nothing"},
};

#define NO_COLON "? behind the number or the reference?"
#define QUESTION "? there is a question mark in it?"
#define AGAINST "? its reason may mean no?"
#define ABOVE "? the line above it may mean no?"
#define CONDITION "? before the reason it has words?"

/* Lines with the form of a decision that say the opposite, or not yet. */
static const Row opposites[] = {
    {"Close " REF "? No, not yet: they did not agree", "close " QUESTION},
    {"Not urgent " REF "? It is: the police are on their way", "not-urgent " QUESTION},
    {"not urgent " REF " is wrong, ring them now", "not-urgent " NO_COLON},
    {"not urgent " REF ": it is, the police are on their way", "not-urgent " AGAINST},
    {"not urgent " REF " - wrong, ring them now", "not-urgent " AGAINST},
    {"close " REF " when both have confirmed", "close " NO_COLON},
    {"reopen " REF " if they ask again", "reopen " NO_COLON},
    {"stage " REF " S3? I would not, ask them first: no", "stage " QUESTION},
    {"stage " REF " S3 if both agree: as they said", "stage " CONDITION},
    {"stage " REF " S3: if both agree", "stage " AGAINST},
    {"route " REF " csc? no: it is theirs", "route " QUESTION},
    {"route " REF " csc until Friday: they hold it", "route " CONDITION},
    {"route " REF " csc: not before Friday", "route " AGAINST},
    {"hold " REF " is over, you may erase it", "hold " NO_COLON},
    {"release " REF " must not happen", "release " NO_COLON},
    {"release " REF " 2 must not happen", "release " NO_COLON},
    {"release " REF ": must not happen", "release " AGAINST},
    {"release " REF " 2? the inquiry ended", "release " QUESTION},
    {"set aside 2 - no, wait for Inez", "set-aside " AGAINST},
    {"set aside 2: NO", "set-aside " AGAINST},
    {"set aside 2? spam", "set-aside " QUESTION},
    {"set aside 2: is it spam?", "set-aside " QUESTION},
    {"open 2 - no, do not", "open " AGAINST},
    {"open 2?", "open " QUESTION},
    {"open 2 if Inez agrees", "open " CONDITION},
    {"open 2, no", "open ? there are words?"},
    {"open 2 no", "open ? there are words?"},
    {"open no, 2", "open ? there are words?"},
    {"link 2 " REF ", no", "link ? there are words?"},
    {"link 2 " REF "? no, another", "link " QUESTION},
    {"link 2 " REF ": don\xe2\x80\x99t", "link " AGAINST},
    {"close 2-4: both said so", "close " NO_COLON},
    {"close 2? no", "close " QUESTION},
    {"2 close? no: wait", "close " QUESTION},
    {"close? 2: no", "close ? it does not say which: ?"},
    {"close " REF ", both said so", "close " NO_COLON},
    {"close " REF ". Both said so", "close " NO_COLON},
    {"close " REF ": no", "close " AGAINST},
    {"close " REF ": No, not yet", "close " AGAINST},
    {"close " REF ": (no)", "close " AGAINST},
    {"close " REF ": sorry, no", "close " AGAINST},
    {"close " REF ": not yet", "close " AGAINST},
    {"close " REF ": please do not", "close " AGAINST},
    {"close " REF ": don't", "close " AGAINST},
    {"close " REF ": dont", "close " AGAINST},
    {"close " REF ": 'No', says Inez", "close " AGAINST},
    {"close " REF ": I shouldn\xe2\x80\x99t", "close " AGAINST},
    {"close " REF ": I would not", "close " AGAINST},
    {"close " REF ": wait for Inez", "close " AGAINST},
    {"close " REF ": if both confirm", "close " AGAINST},
    {"close " REF ": only when both confirm", "close " AGAINST},
    {"close " REF " - when both have confirmed", "close " AGAINST},
    {"close " REF " \xe2\x80\x93 unless they object", "close " AGAINST},
    {"close " REF " because if both confirm", "close " AGAINST},
    {"close " REF ": until Friday it stays open", "close " AGAINST},
    {"close " REF ": never", "close " AGAINST},
    {"close " REF ": shall we?", "close " QUESTION},
    {"note " REF "? rang the school", "note " QUESTION},
    {"close " REF ": REASON'", "close ? it has the word of the form?"},
    {"link 3 " REF ": READING", "link ? it has the word of the form?"},
    {"note 2: TEXT (or note REFERENCE: TEXT)", "note ? it has the word of the form?"},
    /* by the line above */
    {"The 'if' is answered\nclose " REF ": agreed", "nothing\nclose " ABOVE},
    {"Please don't do this yet:\nclose " REF ": agreed", "nothing\nclose " ABOVE},
    {"Please do not do these yet:\n\nopen 4\nclose " REF ": agreed",
     "nothing\nopen ? the line above it may mean no, or not yet, so it is not "
     "understood\nclose " ABOVE},
    {"I think that we should not\nclose " REF ": they are not agreed", "nothing\nclose " ABOVE},
    {"Shall we\nclose " REF ": agreed", "nothing\nclose " ABOVE},
    {"If Inez agrees\n- open 4", "nothing\nopen " ABOVE},
};

static void test_opposites(void)
{
    check(opposites, G_N_ELEMENTS(opposites));
}

/* What only sounds like it, and a note, which does nothing, are taken as they stand. */
static const Row reasons[] = {
    {"close " REF ": nothing is open any more", "close " REF " | nothing is open any more"},
    {"close " REF ": both agree, no action is left",
     "close " REF " | both agree, no action is left"},
    {"close " REF ", because both said so", "close " REF " | both said so"},
    {"close " REF " -- both said so", "close " REF " | both said so"},
    {"close " REF " : both said so", "close " REF " | both said so"},
    {"set aside 2: it is a list", "set-aside 2 | it is a list"},
    {"open no 4", "open 4"},
    {"open no. 4", "open 4"},
    {"link no 4 to " REF, "link 4 " REF},
    {"stage " REF " to Stage Three: agreed when they met",
     "stage " REF " [Stage Three] | agreed when they met"},
    {"note " REF ": no answer", "note " REF " | no answer"},
    {"note " REF " not at home", "note " REF " | not at home"},
    {"note 2: is she seen?", "note 2 | is she seen?"},
    {"note " REF ": done, they rang", "note " REF " | done, they rang"},
    {"They have not seen her.\nopen 4", "nothing\nopen 4"},
    {"We have not seen her\nnote " REF ": rang", "nothing\nnote " REF " | rang"},
    {"Not sure about 3\n\nopen 4", "nothing\nopen 4"},
    {"Not these:\nopen 4\nBut these:\nopen 5", "nothing\nopen ? the line above it may mean no, or "
                                               "not yet, so it is not understood\nnothing\nopen 5"},
    {"note " REF ": not seen yet\nopen 4", "note " REF " | not seen yet\nopen 4"},
    {"release " REF " 2 - the inquiry ended", "release " REF " n=2 | the inquiry ended"},
};

static void test_reasons(void)
{
    check(reasons, G_N_ELEMENTS(reasons));
}

/* What is in doubt is answered with the line that would be understood, without a word of its writer. */
static void test_likely(void)
{
    static const Row rows[] = {
        {"close " REF " when Wren is well", "close " REF ": REASON"},
        {"set aside 5, 6: not before Wren is well", "set aside 5, 6: REASON"},
        {"link 3 " REF ": no", "link 3 to " REF},
        {"stage " REF " S3 if Wren is well: so", "stage " REF " STAGE: REASON"},
        {"route " REF " csc? no", "route " REF " AGENCY"},
        {"release " REF " 2 when Wren is well", "release " REF " 2: REASON"},
        {"note 2 Wren is well", "note 2: TEXT"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) lines = office_lines_read(rows[i].input, rules);
        const OfficeLine *line = g_ptr_array_index(lines, 0);
        g_autofree char *likely = office_line_likely(line);
        g_assert_cmpuint(lines->len, ==, 1);
        g_assert_true(line->unsure && line->trouble != NULL);
        g_assert_cmpstr(likely, ==, rows[i].want);
    }
}

static void test_doubts(void)
{
    check(doubts, G_N_ELEMENTS(doubts));
}

#define LONG_SAID "the school says that its designated lead writes by the end"
#define LONG_NOTE "note " REF ": " LONG_SAID

/* Whole messages. */
static const Row messages[] = {
    {"", ""},
    {"\n\n  \n", ""},
    {"Thanks, all noted.\n", ""},
    {"Good morning,\n\nmany thanks\n", ""},
    {"Hi Wilf,\n\nopen 4\n\nKind regards\nInez Quill\nPartnership officer, 01632 960139\n",
     "open 4"},
    {"open 4\nclose " REF ": both said so\n\nThanks\n", "open 4\nclose " REF " | both said so"},
    {"open 4\nfoo bar\nset aside 5: twice", "open 4\nnothing\nset-aside 5 | twice"},
    {"open 4\nRegards\nInez\nopen 5\n", "open 4\nopen ? it stands below?"},
    {"open 4\n\nSent from my telephone\nopen 5", "open 4\nopen ? it stands below?"},
    {"open 4\n\nFrom: mailbox@partnership.havering.example\nopen 5\n", "open 4"},
    {"open 4\n\nFrom: Somebody\n*Sent:* Friday\nTo: Us\nopen 5\n", "open 4"},
    {"From: the school\nopen 5\n", "nothing\nopen 5"},
    {"open 4\n\n-----Original Message-----\nopen 5\n", "open 4"},
    {"open 4\n________________________________\nopen 5\n", "open 4"},
    {"open 4\nOn 5 March 2026, the partnership wrote:\nopen 5\n", "open 4"},
    {LONG_NOTE "\nthe week and send the plan", /* broken by the mail program */
     "note " REF " | " LONG_SAID " the week and send the plan"},
    {LONG_NOTE
     "\nthe week and send the plan to all who were there, and will then ask to\nhave it closed",
     "note " REF " | " LONG_SAID
     " the week and send the plan to all who were there, and will then ask to have it closed"},
    {LONG_NOTE "\nopen 4\n", "note " REF " | " LONG_SAID "\nopen ? it stands right below?"},
    {LONG_NOTE "\n- open 4\n", "note " REF " | " LONG_SAID "\nopen 4"},
    {LONG_NOTE "\nset aside 4: twice\n", "note " REF " | " LONG_SAID "\nset-aside 4 | twice"},
    {LONG_NOTE " May.\nopen 4\n", "note " REF " | " LONG_SAID " May.\nopen 4"},
    {LONG_NOTE " the month of May\nopen 4\n", /* whoever breaks lines would have broken this one */
     "note " REF " | " LONG_SAID " the month of May\nopen 4"},
    {LONG_NOTE "\n\nopen 4\n", "note " REF " | " LONG_SAID "\nopen 4"},
    {LONG_NOTE "\nclsoe " REF "\n", "note " REF " | " LONG_SAID "\nnothing"},
    {LONG_NOTE "\nclsoe 4: twice\n", "note " REF " | " LONG_SAID "\nnothing"},
    {"note " REF ": rang\nthe school", "note " REF " | rang\nnothing"},
    /* hostile */
    {"note " REF ": a\x1b[2Jb\x07"
     "c",
     "note " REF " | a [2Jb c"},
    {"note " REF ": \xe2\x80\xae"
     "evil",
     "note " REF " | evil"},
    {"note " REF ": {{detail}} <b> %s %n", "note " REF " | {{detail}} <b> %s %n"},
    {"open 4\r\nopen 5\r\n", "open 4\nopen 5"},
    {"open \xd9\xa4", "open ? ?"},
    {"open 99999999999999999999", "open ? ?"},
    {"open 0004", "open 4"},
    {"open -4", "open ? ?"},
    {"open 4\xff\xfe", "open ? ?"},
    {":::::", ""},
    {"- - - -", ""},
};

static void test_messages(void)
{
    check(messages, G_N_ELEMENTS(messages));
}

static void test_bounds(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(text, "open %u\n", i % 9000 + 1);
    g_autoptr(GPtrArray) lines = office_lines_read(text->str, rules);
    g_assert_cmpuint(lines->len, ==, OFFICE_LINES_MOST);
    const OfficeLine *last = g_ptr_array_index(lines, lines->len - 1);
    g_assert_nonnull(last->trouble);
    g_autoptr(GString) many = g_string_new("open 1");
    for (guint i = 2; i < 60; i++)
        g_string_append_printf(many, ", %u", i);
    g_autofree char *got = shown_all(many->str);
    g_assert_cmpstr(got, ==, "open ? it has too many numbers");
    g_autofree char *long_line = g_strnfill(1 << 20, 'x');
    g_autofree char *note = g_strconcat("note " REF ": ", long_line, NULL);
    g_autoptr(GPtrArray) one = office_lines_read(note, rules);
    g_assert_cmpuint(strlen(((OfficeLine *)g_ptr_array_index(one, 0))->reason), <=, 4000);
}

/* Nothing of a reason comes back. */
static void test_words(void)
{
    g_autoptr(GPtrArray) lines = office_lines_read(
        "set aside 5, 6: about Wren\nlink 3 " REF "\nnote " REF ": Wren\nWren is well\n", rules);
    static const char *const want[] = {"set aside 5, 6", "link 3 to " REF, "note " REF,
                                       "line 4 of your message"};
    g_assert_cmpuint(lines->len, ==, G_N_ELEMENTS(want));
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *words = office_line_words(g_ptr_array_index(lines, i));
        g_assert_cmpstr(words, ==, want[i]);
    }
}

/* ---- our own text, quoted by a program that marks nothing ---- */

static const char *const doings[] = {"the message is in the case", "the message is set aside",
                                     "the note is in the record",  "the case is closed",
                                     "the case is open again",     "the hold is at an end"};

static char *usage_lines(void)
{
    GString *lines = g_string_new(NULL);
    for (OfficeVerb verb = OFFICE_LINK; verb <= OFFICE_RELEASE; verb++)
        g_string_append_printf(lines, "%s\n", office_verb_usage(verb));
    return g_string_free(lines, FALSE);
}

/* Every verb with a number and with a reference, done and not done. */
static char *results(void)
{
    GString *text = g_string_new(NULL);
    for (OfficeVerb verb = OFFICE_LINK; verb <= OFFICE_RELEASE; verb++) {
        g_auto(GStrv) name = g_strsplit_set(office_verb_usage(verb), "NR", 2);
        for (gsize i = 0; i < G_N_ELEMENTS(doings); i++)
            g_string_append_printf(
                text,
                "- " OFFICE_LINE_DONE "%s" REF ": %s.\n- " OFFICE_LINE_DONE "%s2 (" REF
                "): %s.\n- " OFFICE_LINE_NOT_DONE "%s" REF
                ": the same was done already, with your message 7.\n- " OFFICE_LINE_NOT_DONE
                "%s" REF ": it is not understood; if it is to be done, send '%s" REF ": REASON'.\n",
                name[0], doings[i], name[0], doings[i], name[0], name[0], name[0]);
    }
    g_string_append(text, "\nAs it stands now:\n\n- " REF
                          " · Stage Two · open · oakfield → csc · waiting for csc\n");
    return g_string_free(text, FALSE);
}

static char *own_mail(const char *template)
{
    char *subject = NULL, *body = NULL;
    g_autofree char *usage = usage_lines(), *done = results();
    g_autoptr(TemplateValues) values = template_values_new(NULL, NULL);
    template_values_put(values, "urgent_text",
                        ((const Policy *)g_ptr_array_index(rules->policies, 0))->urgent_text);
    template_values_put(values, "date", "Wed 4 Mar 2026");
    template_values_put(values, "received_at", "10:00 on Wed 4 March 2026");
    template_values_put(values, "transcript", done);
    template_values_put(values, "instead", usage);
    template_values_put(values, "question", "A message needs you.");
    template_values_put(
        values, "decide",
        "1. The message that waits. By reply, one line: \"link\", the number and the "
        "reference; \"open\" and the number for a case of its own; or \"set aside\", "
        "the number, a colon and the reason.");
    template_values_put(values, "digest",
                        "Anything urgent? Yes:\n1. " REF
                        " · Stage Two · oakfield → csc · waiting for line manager, csc\n\nNeeds "
                        "you\n2. message of Wed 4 Mar 11:14 · from somebody in no directory · "
                        "perhaps " REF "\n3. " REF " · open · closing\n");
    template_values_put(values, "signature", "Havering Safeguarding Children Partnership");
    reply_template_render(reply_templates_find(rules->replies, NULL, template), values, &subject,
                          &body);
    g_free(subject);
    return body;
}

static void nothing_of_it(const char *text, gboolean quiet)
{
    g_autoptr(GPtrArray) lines = office_lines_read(text, rules);
    for (guint i = 0; i < lines->len; i++) {
        const OfficeLine *line = g_ptr_array_index(lines, i);
        g_autofree char *got = shown(line);
        if (line->verb != OFFICE_NOTHING && (quiet || line->trouble == NULL))
            g_error("our own line would be read: line %u, %s of %s", line->line, got, text);
    }
}

static char *each_line(const char *text, const char *before)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *separator = g_strconcat("\n", before, NULL);
    g_autofree char *joined = g_strjoinv(separator, lines);
    return g_strconcat(before, joined, NULL);
}

static void check_pasted(const char *own)
{
    static const char *const marks[] = {"", "> ", "| ", "  ", "* ", "\xe2\x80\xa2 ", ">> - "};
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autofree char *marked = each_line(own, marks[i]);
        g_autofree char *thanks = g_strconcat("thanks, seen\n\n", marked, NULL);
        g_autofree char *decided = g_strconcat("close " REF ": both said so\n\n", marked, NULL);
        g_autofree char *all = shown_all(decided);
        g_assert_cmpstr(all, ==, "close " REF " | both said so");
        nothing_of_it(thanks, TRUE);
        nothing_of_it(marked, TRUE);
    }
}

/* The whole mail below the answer, marked in any way or in none, at any width. */
static void test_own_text(void)
{
    static const char *const templates[] = {OFFICE_MAIL_DIGEST, OFFICE_MAIL_TRANSCRIPT};
    for (gsize i = 0; i < G_N_ELEMENTS(templates); i++) {
        g_autofree char *own = own_mail(templates[i]);
        check_pasted(own);
        for (guint columns = 20; columns < 80; columns++) {
            g_autofree char *narrow = text_wrap(own, columns);
            g_autofree char *thanks = g_strconcat("thanks, seen\n", narrow, NULL);
            nothing_of_it(thanks, FALSE);
        }
    }
    g_autofree char *alarm = own_mail(OFFICE_MAIL_ALARM);
    nothing_of_it(alarm, FALSE);
    g_autofree char *usage = usage_lines(), *done = results();
    nothing_of_it(usage, FALSE);
    nothing_of_it(done, FALSE);
}

/* Each line of ours by itself, as the transcripts have it now and as those before had it. */
static const Row own_lines[] = {
    {"- Done \xe2\x80\x93 close " REF ": the case is closed.", ""},
    {"Done - close " REF ": the case is closed.", ""},
    {"- close " REF ": done, the case is closed.", "close ? it is what we said?"},
    {"- note " REF ": done, the note is in the record.", "note ? it is what we said?"},
    {"- note " REF ": not done, the same was done already.", "note ? it is what we said?"},
    {"- close " REF ": not done, it is closed already.", "close ? it is what we said?"},
    {"> close " REF ": both said so", "close ? it is marked as quoted?"},
    {"> link NUMBER REFERENCE (or link NUMBER REFERENCE: READING)", ""},
    {"thanks\nAnything urgent? Yes:\nclose " REF ": both said so",
     "close ? it stands in or below the text?"},
    {"open 4\nWe received your message at 10:00 on Wed 4 March 2026.\nopen 5\nopen the window\nyes",
     "open 4\nopen ? it stands in or below the text of one of our own mails: write it above that"},
    {LONG_NOTE "\nAnything urgent? Nothing is marked as urgent.", "note " REF " | " LONG_SAID},
};

static void test_own_lines(void)
{
    check(own_lines, G_N_ELEMENTS(own_lines));
}

/* ---- whatever is written ---- */

#define DRAWN 20000

static const char *const pieces[] = {
    "link",
    "open",
    "set aside",
    "note",
    "route",
    "stage",
    "close",
    "reopen",
    "hold",
    "release",
    "not urgent",
    "3",
    "4",
    "12",
    "#5",
    "99999",
    REF,
    "HAV-26-0043-W",
    "HAV-26-0042-C",
    ":",
    "-",
    "\xe2\x80\x93",
    ",",
    "and",
    "to",
    "the",
    "case",
    "csc",
    "S3",
    "Stage Three",
    "because",
    "rang them",
    "please",
    "\n",
    "\n\n",
    "> ",
    "* ",
    "1. ",
    "a@csc.havering.example",
    "Regards",
    "\xc2\xa0",
    "\xe2\x80\x8b",
    "\x1b",
    "\xff",
};

static char *drawn_text(void)
{
    GString *text = g_string_new(NULL);
    for (gint left = g_test_rand_int_range(1, 16); left > 0; left--) {
        g_string_append(text, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
        g_string_append(text, g_test_rand_int_range(0, 8) > 0 ? " " : "");
    }
    return g_string_free(text, FALSE);
}

/* What may be done has all that it needs, and nothing that could be meant in two ways. */
static void check_whole(const OfficeLine *line, const char *text)
{
    gboolean settles = office_verb_settles(line->verb);
    gboolean target =
        settles ? line->numbers->len > 0 : line->numbers->len + (line->reference != NULL) == 1;
    gboolean link = line->verb == OFFICE_LINK;
    gboolean where = line->verb == OFFICE_ROUTE || line->verb == OFFICE_STAGE;
    if (!target || (settles && link != (line->reference != NULL)) ||
        (office_verb_needs_reason(line->verb) && text_empty(line->reason)) ||
        (where && text_empty(line->words)) ||
        (line->reason != NULL && strpbrk(line->reason, "\n\r\x1b") != NULL) ||
        (line->reason != NULL && !g_utf8_validate(line->reason, -1, NULL)) ||
        (line->reference != NULL && !g_str_equal(line->reference, REF) &&
         !g_str_equal(line->reference, "HAV-26-0043-W")))
        g_error("it would be done: '%s'", text);
}

static void test_drawn(void)
{
    guint whole = 0;
    for (guint i = 0; i < DRAWN; i++) {
        g_autofree char *text = drawn_text();
        g_autoptr(GPtrArray) lines = office_lines_read(text, rules);
        for (guint j = 0; j < lines->len; j++) {
            const OfficeLine *line = g_ptr_array_index(lines, j);
            g_autofree char *words = office_line_words(line);
            if (line->verb == OFFICE_NOTHING || line->trouble != NULL)
                continue;
            check_whole(line, text);
            whole++;
        }
    }
    g_assert_cmpuint(whole, >, DRAWN / 200);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    g_test_add_func("/office-line/spellings", test_spellings);
    g_test_add_func("/office-line/doubts", test_doubts);
    g_test_add_func("/office-line/opposites", test_opposites);
    g_test_add_func("/office-line/reasons", test_reasons);
    g_test_add_func("/office-line/likely", test_likely);
    g_test_add_func("/office-line/messages", test_messages);
    g_test_add_func("/office-line/bounds", test_bounds);
    g_test_add_func("/office-line/words", test_words);
    g_test_add_func("/office-line/own-lines", test_own_lines);
    g_test_add_func("/office-line/own-text", test_own_text);
    g_test_add_func("/office-line/drawn", test_drawn);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
