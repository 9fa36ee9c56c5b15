/* What is a quote by its border alone: as Outlook, GroupWise and others draw it, and what only looks like it. */
#include "mail_border.h"
#include "mail_read.h"
#include <string.h>

#define HEAD                                                                                       \
    "From: Callum Reyes <callum.reyes@csc.havering.example>\r\nMessage-ID: <a@x.example>\r\n"      \
    "In-Reply-To: <b@x.example>\r\nSubject: Re: Stage Two\r\nMIME-Version: 1.0\r\n"
#define OWN "Thanks, I have seen this and will look at it."
#define THEIRS "The disagreement is resolved. We both agree."
#define OUTLOOK                                                                                    \
    "border:none;border-left:solid #CCCCCC 1.0pt;padding:0cm 0cm 0cm 6.0pt;margin-left:4.8pt;"     \
    "margin-right:0cm"

typedef struct {
    const char *name;
    const char *before, *style, *after; /* "<blockquote style='", the style, "'>" */
    gboolean quote;
} Case;

#define BLOCKQUOTE(title, style, quote)                                                            \
    {                                                                                              \
        title, "<blockquote style='", style, "'>", quote                                           \
    }
#define DIV(title, style, quote)                                                                   \
    {                                                                                              \
        title, "<div style='", style, "'>", quote                                                  \
    }

static const Case cases[] = {
    BLOCKQUOTE("Outlook", OUTLOOK, TRUE),
    BLOCKQUOTE("Outlook, one line a declaration",
               "border:none;\nborder-left:solid #CCCCCC 1.0pt;\npadding:0cm 0cm 0cm 6.0pt", TRUE),
    BLOCKQUOTE("capitals", "BORDER:NONE;BORDER-LEFT:SOLID #CCC 1PT", TRUE),
    BLOCKQUOTE("blanks", " border : none ; border-left : 1px solid rgb(204, 204, 204) ", TRUE),
    BLOCKQUOTE("right", "border:none;border-right:1px solid #ccc", TRUE),
    BLOCKQUOTE("style alone", "border:none;border-left-style:solid", TRUE),
    BLOCKQUOTE("styles of four sides", "border:none;border-style:none none none solid", TRUE),
    BLOCKQUOTE("logical", "border:none;border-inline-start:2px solid", TRUE),
    BLOCKQUOTE("important after all", "border-left:1px solid !important;border:none", TRUE),
    BLOCKQUOTE("no kind of line", "border:none;border-left:1px #ccc", TRUE),
    BLOCKQUOTE("unknown value", "border:none;border-left:var(--bar)", TRUE),
    BLOCKQUOTE("comment", "border:none;/**/border-left:1px solid", TRUE),
    BLOCKQUOTE("escape", "border:none;border-l\\65 ft:1px solid", TRUE),
    BLOCKQUOTE("shadow for a bar", "border:none;box-shadow:-2px 0 0 #ccc", TRUE),
    BLOCKQUOTE("ground for a bar", "border:none;background:#eee", TRUE),
    BLOCKQUOTE("image for a bar", "border:none;border-image:url(bar.png) 1", TRUE),
    BLOCKQUOTE("no style", "", TRUE),
    BLOCKQUOTE("margins alone", "margin:0 0 0 40px", TRUE),
    BLOCKQUOTE("indent of Gmail", "margin:0 0 0 40px;border:none;padding:0px", FALSE),
    BLOCKQUOTE("indent of Outlook", "margin-left: 40px; border: none; padding: 0px; color: #000;",
               FALSE),
    BLOCKQUOTE("taken back", "border-left:1px solid #ccc;border:none", FALSE),
    BLOCKQUOTE("important none", "border:none !important;border-left:1px solid", FALSE),
    BLOCKQUOTE("a name with a mark", "border:none;font-family:\"a;b\"", FALSE),
    {"class", "<blockquote class='x' style='", "border:none", "'>", TRUE},
    {"cite", "<blockquote cite='mid:b@x.example' style='", "border:none", "'>", TRUE},
    {"type", "<blockquote type='cite' style='", "border:none", "'>", TRUE},
    DIV("Outlook's div", "border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt",
        TRUE),
    DIV("GroupWise's div", "padding-left: 15px; margin: 0 0 0 15px; border-left: solid 1px #050505",
        TRUE),
    DIV("two declarations", "border:1px solid #ccc;border-width:0 0 0 1px", TRUE),
    DIV("Outlook's line above a head",
        "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm", FALSE),
    DIV("a box", "border:1px solid #ddd;padding:10px", FALSE),
    DIV("both sides", "border-left:solid 1px #dadce0;border-right:solid 1px #dadce0", FALSE),
    DIV("a bar of no width", "border-left:0 solid #ccc", FALSE),
    DIV("a bar taken away", "border-left:1px solid #ccc;border-left:none", FALSE),
    {"paragraph", "<p style='", "border-left:3px solid #ccc", "'>", TRUE},
    {"table", "<table style='", "border-left: solid 1px #050505", "'><tr><td>", TRUE},
    {"cell", "<table><tr><td style='", "border-left:1px solid #ccc", "'>", TRUE},
    {"cell beside another", "<table><tr><td style='", "border-left:1px solid #ccc", "'>x</td><td>",
     FALSE},
    {"letters", "<span style='", "border-left:1px solid #ccc", "'>", FALSE},
};

static MailRecord *read_html(const Case *c)
{
    g_autofree char *mail = g_strdup_printf(
        HEAD "Content-Type: text/html; charset=utf-8\r\n\r\n<p>" OWN "</p>%s%s%s" THEIRS, c->before,
        c->style, c->after);
    return mail_read(mail, strlen(mail), NULL);
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(MailRecord) record = read_html(c);
    g_assert_nonnull(strstr(record->text_new, OWN));
    g_assert_cmpint(strstr(record->text_new, THEIRS) == NULL, ==, c->quote);
    g_assert_cmpint(strstr(record->text_quoted, THEIRS) != NULL, ==, c->quote);
}

/* Exchange's plain shape of the same mail has no marks. */
static void test_unmarked(void)
{
    static const char mail[] =
        HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
             "Content-Type: text/plain\r\n\r\n" OWN "\r\n\r\nThe disagreement is\r\nresolved. We "
             "both agree.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>" OWN
             "</p><blockquote style='" OUTLOOK "'><p>" THEIRS "</p></blockquote>\r\n--b--\r\n";
    g_autoptr(MailRecord) record = mail_read(mail, strlen(mail), NULL);
    g_assert_cmpstr(record->text_new, ==, OWN);
    g_assert_nonnull(strstr(record->text_quoted, THEIRS));
}

/* What stands in both, quoted and new, is the writer's word, too; the plain shape stays. */
static void test_said_again(void)
{
    static const char mail[] =
        HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
             "Content-Type: text/plain\r\n\r\n" THEIRS "\r\n--b\r\n"
             "Content-Type: text/html\r\n\r\n<p>" THEIRS "</p><blockquote style='" OUTLOOK
             "'><p>" THEIRS "</p></blockquote>\r\n--b--\r\n";
    g_autoptr(MailRecord) record = mail_read(mail, strlen(mail), NULL);
    g_assert_cmpstr(record->text_part, ==, "text/plain 1");
    g_assert_cmpstr(record->text_new, ==, THEIRS);
}

/* A bar beside all of Outlook's older mail: its head is known within. */
static void test_head_within(void)
{
    static const char mail[] = HEAD
        "Content-Type: text/html\r\n\r\n<p class=MsoNormal>" OWN "</p><div style='border:none;"
        "border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt'><div><div style='border:none;"
        "border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> "
        "Desk &lt;desk@x.example&gt;<br><b>Sent:</b> 04 March 2026 10:14<br><b>To:</b> Reyes<br>"
        "<b>Subject:</b> Stage Two</p></div></div><p class=MsoNormal>" THEIRS "</p></div>";
    g_autoptr(MailRecord) record = mail_read(mail, strlen(mail), NULL);
    g_assert_cmpstr(record->text_new, ==, OWN);
    g_assert_nonnull(strstr(record->text_quoted, THEIRS));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/mail/border/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/mail/border/plain shape without marks", test_unmarked);
    g_test_add_func("/mail/border/said again", test_said_again);
    g_test_add_func("/mail/border/head within", test_head_within);
    return g_test_run();
}
