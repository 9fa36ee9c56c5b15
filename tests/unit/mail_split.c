/* What splitting a text promises whatever stands in it: every word, as often as it stands there, is in one of new, quoted and
 * signature (and every line, but for one that an answer was typed behind); and a text of two megabytes is read to its end. */
#include "corpus_files.h"
#include "mail_html.h"
#include "mail_quote.h"
#include "mail_read.h"
#include <string.h>

#define OWN "tests/mail"
#define LARGE_BYTES ((gsize)2 << 20)
#define ROUNDS 3000

static FormLabels *labels;

/* ---- nothing is lost ---- */

static void count_words(GHashTable *count, const char *text, int step)
{
    g_auto(GStrv) lines = g_strsplit_set(text, "\n ", -1);
    for (guint i = 0; lines[i]; i++) {
        g_strstrip(lines[i]);
        int n = GPOINTER_TO_INT(g_hash_table_lookup(count, lines[i]));
        g_hash_table_insert(count, g_strdup(lines[i]), GINT_TO_POINTER(n + step));
    }
}

static gboolean is_blank(const char *text)
{
    g_autoptr(GArray) lines = mail_lines_new(text);
    return lines->len == 0 || mail_line_blank(mail_line(lines, 0));
}

/* The words of the three views are those of the text, each as often. */
static void assert_whole(const char *name, const char *text, const char *const *views)
{
    g_autoptr(GHashTable) count = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    count_words(count, text, 1);
    for (; *views; views++)
        count_words(count, *views, -1);
    GHashTableIter iter;
    gpointer line, n;
    g_hash_table_iter_init(&iter, count);
    while (g_hash_table_iter_next(&iter, &line, &n))
        if (GPOINTER_TO_INT(n) != 0 && !is_blank(line))
            g_error("%s: '%s' is %d times too few in the views", name, (char *)line,
                    GPOINTER_TO_INT(n));
}

static void test_mails(gconstpointer data)
{
    g_autofree char *shared = corpus_shared();
    const char *folder = data ? data : shared;
    if (!folder) {
        g_test_skip("the folder ../shared/mail is not here");
        return;
    }
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    corpus_collect(folder, paths);
    g_assert_cmpuint(paths->len, >, data ? 15 : 1000);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *bytes = NULL;
        gsize length;
        g_assert_true(g_file_get_contents(paths->pdata[i], &bytes, &length, NULL));
        g_autoptr(MailRecord) record = mail_read(bytes, length, labels);
        const char *const views[] = {record->text_new, record->text_quoted, record->text_signature,
                                     NULL};
        assert_whole(paths->pdata[i], record->text, views);
    }
}

/* Lines of all kinds in any order. */
static void test_random(void)
{
    static const char *const pieces[] = {
        "",
        "",
        "words",
        "more words, as many as a program would wrap at its margin",
        "> quoted",
        ">> quoted twice",
        "> On 4 March 2026 at 10:14, Jo Fen <jo@x.example> wrote:",
        "On 4 March 2026 at 10:14, Jo Fen <jo@x.example> wrote:",
        "On 4 March 2026 at 10:14, Jo Fen",
        "<jo@x.example> wrote:",
        "-----Original Message-----",
        "________________________________",
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "From: Jo Fen <jo@x.example>",
        "> From: Jo Fen <jo@x.example>",
        "Sent: 4 March 2026 10:14",
        "To: Desk <desk@x.example>",
        "Subject: words",
        "-- ",
        "Jo Fen",
        "Sent from my iPhone",
        "This email and any attachments are confidential.",
        "Stage: two",
        "Problem: words",
        "***",
        "[Jo Fen] words"};
    for (guint round = 0; round < ROUNDS; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int n = g_test_rand_int_range(1, 25); n > 0; n--) {
            int piece = g_test_rand_int_range(0, G_N_ELEMENTS(pieces));
            g_string_append_printf(text, "%s\n", pieces[piece]);
        }
        MailThread thread = {.reply = round % 3 == 0, .forward = round % 3 == 1};
        g_autoptr(GArray) lines = mail_lines_new(text->str);
        g_autoptr(GArray) heads = mail_quote_split(lines, thread, labels);
        g_autofree char *new = mail_lines_join(lines, MAIL_LINE_NEW, 0);
        g_autofree char *signature = mail_lines_join(lines, MAIL_LINE_SIGNATURE, 0);
        g_autofree char *quoted = mail_lines_quoted(lines);
        const char *const views[] = {new, signature, quoted, NULL};
        assert_whole(text->str, text->str, views);
    }
}

/* ---- no more time than the length asks for ---- */

typedef struct {
    const char *name, *first, *again,
        *last; /* `again` as often as five megabytes hold, halfway `middle` */
    const char *middle;
    gboolean html, fresh;
} Large;

static const Large large[] = {
    {.name = "words", .again = "words and more words of somebody's letter, as they come\n"},
    {.name = "one line", .again = "words "},
    {.name = "blank lines, then signatures",
     .again = "\n",
     .middle = "Sent from my iPhone\n",
     .fresh = TRUE},
    {.name = "blank lines, then disclaimers",
     .again = "\n",
     .middle = "\nThis email and any attachments are confidential.\n"},
    {.name = "dividers", .again = "--\n", .last = "Stage: two\nProblem: words\n"},
    {.name = "disclaimers above a label",
     .first = "words\n",
     .again = "\nThis email and any attachments are confidential.\n",
     .last = "Stage: two\n"},
    {.name = "disclaimers above words",
     .first = "words\n",
     .again = "\nThis email and any attachments are confidential.\n"},
    {.name = "phones", .again = "Sent from my iPhone\n"},
    {.name = "rules", .again = "-----\n"},
    {.name = "rules and blanks", .again = "-----\n\n\n\n"},
    {.name = "one rule", .again = "-"},
    {.name = "ornaments", .again = "***\n\n"},
    {.name = "heads", .again = "From: a@x.example\nTo: b@x.example\nSubject: c\n"},
    {.name = "half heads", .again = "From: a@x.example\nTo: b@x.example\n"},
    {.name = "recipients",
     .first = "From: a@x.example\n",
     .again = "To: a@x.example;\nb@x.example;\n"},
    {.name = "attributions", .again = "On 4 March 2026 at 10:14, Jo <jo@x.example> wrote:\n"},
    {.name = "colons", .again = "words:\n"},
    {.name = "one line of colons", .first = "-----Original Message-----", .again = "From: a To: "},
    {.name = "marks", .again = "> a\nb\n"},
    {.name = "one line of marks", .again = ">"},
    {.name = "introductions", .again = "Begin forwarded message:\n\n"},
    {.name = "rules of HTML", .again = "a<hr>", .html = TRUE},
    {.name = "signatures of HTML", .again = "a<div class=gmail_signature>b</div>", .html = TRUE},
    {.name = "heads of HTML", .again = "a<div id=divRplyFwdMsg>b</div>", .html = TRUE},
    {.name = "blockquotes", .again = "a<blockquote>b</blockquote>", .html = TRUE},
    {.name = "open blockquotes", .again = "a<blockquote>", .html = TRUE},
    {.name = "colours", .again = "a <span style='color:red'>b</span><br>", .html = TRUE},
    {.name = "open colours", .again = "a <font color=red>b", .html = TRUE},
    {.name = "tables", .again = "<table><tr><td>Stage<td>two</table>", .html = TRUE},
    {.name = "open tables", .again = "<table><tr><td>Stage", .html = TRUE},
};

static char *large_text(const Large *c)
{
    GString *text = g_string_sized_new(LARGE_BYTES);
    gsize last = c->last ? strlen(c->last) : 0;
    g_string_append(text, c->first ? c->first : "");
    while (text->len + strlen(c->again) + last < LARGE_BYTES) {
        gboolean half = c->middle && text->len > LARGE_BYTES / 2;
        const char *piece = half ? c->middle : c->again;
        if (text->len + strlen(piece) + last >= LARGE_BYTES)
            break;
        g_string_append(text, piece);
    }
    g_string_append(text, c->last ? c->last : "");
    return g_string_free(text, FALSE);
}

/* What grew with the square of the length would take hours, so that coming back at all is the test. */
static void test_large(gconstpointer data)
{
    const Large *c = data;
    g_autofree char *text = large_text(c);
    gboolean cut = FALSE;
    g_autofree char *plain =
        c->html ? mail_html_text(text, strlen(text), labels, &cut) : g_strdup(text);
    g_autoptr(GArray) lines = mail_lines_new(plain);
    MailThread thread = {.reply = !c->fresh};
    g_autoptr(GArray) heads = mail_quote_split(lines, thread, labels);
    g_autofree char *new = mail_lines_join(lines, MAIL_LINE_NEW, 0);
    g_autofree char *quoted = mail_lines_quoted(lines);
    g_assert_cmpuint(lines->len, >, 0);
    g_assert_cmpuint(strlen(new) + strlen(quoted), <=, 2 * strlen(plain) + lines->len + 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "problem", LABEL_TEXT, "Problem");
    g_test_add_data_func("/mail/split/whole/shared", NULL, test_mails);
    g_test_add_data_func("/mail/split/whole/own", OWN, test_mails);
    g_test_add_func("/mail/split/whole/random", test_random);
    for (guint i = 0; i < G_N_ELEMENTS(large); i++) {
        g_autofree char *path = g_strconcat("/mail/split/large/", large[i].name, NULL);
        g_test_add_data_func(path, &large[i], test_large);
    }
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
