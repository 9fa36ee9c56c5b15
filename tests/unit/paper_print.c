/* A document becomes a PDF whatever stands in it, the same bytes each time; and what goes wrong in the child that sets it is an
 * error, never half a file. */
#include "paper_print.h"

#include "error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char *module;

static Paper *a_paper(const char *text)
{
    static const char *const headings[] = {"Question", "Answer", "Where", NULL};
    Paper *paper =
        paper_new("Chronology", "HAV-26-0042-B", "9f86d081884c7d65", "2026-03-10T09:30:00+00:00");
    paper_section(paper, "As recorded");
    paper_table(paper, headings);
    paper_row(paper, "one", text, "here", NULL);
    paper_note(paper, text);
    paper_row(paper, text, text, text, NULL);
    paper_section(paper, text);
    paper_entry(paper, text, text);
    paper_add(paper, PAPER_DETAIL, text);
    paper_add(paper, PAPER_ITEM, text);
    paper_add(paper, PAPER_PARAGRAPH, text);
    paper_add(paper, PAPER_LINE, text);
    return paper;
}

static GString *printed(const Paper *paper, guint *missing_out)
{
    g_autoptr(GError) error = NULL;
    GString *bytes = paper_print(paper, module, missing_out, &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(bytes->str, "%PDF-1."));
    g_assert_nonnull(g_strrstr_len(bytes->str + bytes->len - 10, 10, "%%EOF"));
    return bytes;
}

typedef struct {
    const char *name, *text;
    guint times; /* the text is repeated */
} HostileRow;

static const HostileRow hostile[] = {
    {"empty", "", 1},
    {"blanks", " \t\n\n  ", 5},
    {"word", "W", 10000},
    {"wide", "\344\270\255", 1000},
    {"lines", "line\n", 1000},
    {"controls", "a\001\002\033[31m\007\177b", 20},
    {"bidi", "\342\200\256\342\201\246\342\200\217abc\342\200\254", 50},
    {"arabic", "\331\204\331\212\331\204\331\211 \330\255\330\263\331\206 and Wren ", 300},
    {"hebrew", "\327\251\327\234\327\225\327\235 ", 200},
    {"markup", "<span size=\"9999999\">&amp;<b>&#x0;</span>", 20},
    {"not-utf-8", "caf\351 \377\376 \300\200 \355\240\200", 20},
    {"marks", "e\314\201\314\201\314\201\314\201\314\201\314\201\314\201", 500},
    {"joined", "\360\237\221\251\342\200\215\360\237\221\247", 100},
    {"private", "\356\200\200\363\260\200\200", 50},
    {"not-a-letter", "\357\277\276\357\267\220", 50},
    {"separators", "a\342\200\250b\342\200\251c\302\205d", 50},
    {"pdf", ") Tj ET endstream endobj << /JS (x) >> (\\", 20},
    {"nul-like", "%s%n%d{{detail}}", 20},
};

static void test_hostile(gconstpointer data)
{
    const HostileRow *row = data;
    g_autoptr(GString) text = g_string_new(NULL);
    guint missing = 0;
    for (guint i = 0; i < row->times; i++)
        g_string_append(text, row->text);
    g_autoptr(Paper) paper = a_paper(text->str);
    g_autoptr(GString) bytes = printed(paper, &missing);
    g_assert_null(g_strstr_len(bytes->str, (gssize)bytes->len, "/JS"));
    g_assert_cmpuint(bytes->len, <, 4u << 20);
}

static void test_missing(void)
{
    guint none = 0, some = 0;
    g_autoptr(Paper) plain = a_paper("Wren Ashby");
    g_autoptr(Paper) private = a_paper("\363\260\200\200");
    g_autoptr(GString) a = printed(plain, &none);
    g_autoptr(GString) b = printed(private, &some);
    g_assert_cmpuint(none, ==, 0);
    g_assert_cmpuint(some, >, 0);
}

static void test_same(void)
{
    guint one = 0, other = 0;
    g_autoptr(Paper) paper = a_paper("Wren Ashby \331\204\331\212 \360\237\221\251 e\314\201");
    g_autoptr(GString) a = printed(paper, &one);
    g_autoptr(GString) b = printed(paper, &other);
    g_assert_true(g_string_equal(a, b));
    g_assert_cmpuint(one, ==, other);
}

/* The pages of the file, which says so among others of its counts. */
static guint pages_of(const GString *bytes)
{
    const char *end = bytes->str + bytes->len;
    guint most = 0;
    for (const char *p = bytes->str; (p = memmem(p, (gsize)(end - p), "/Count ", 7)); p += 7)
        most = p[7] == '-' ? most : MAX(most, (guint)strtoul(p + 7, NULL, 10));
    return most;
}

static void test_long(void)
{
    guint missing = 0;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 6000; i++)
        g_string_append(text, "a line of it\n");
    g_autoptr(Paper) paper = paper_new("T", "HAV-26-0042-B", "m", "2026-03-10T09:30:00+00:00");
    paper_section(paper, "S");
    paper_add(paper, PAPER_PARAGRAPH, text->str);
    g_autoptr(GString) bytes = printed(paper, &missing);
    g_assert_cmpuint(pages_of(bytes), >, 70);
    g_assert_cmpuint(pages_of(bytes), <, 120);
}

static void failing(const char *path, int code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Paper) paper = a_paper("x");
    guint missing = 0;
    g_assert_null(paper_print(paper, path, &missing, &error));
    g_assert_error(error, CASEGATE_ERROR, code);
}

static void test_failing(void)
{
    failing("/nowhere/casegate-paper.so", CASEGATE_ERROR_CONFIG);
    failing("/dev/null", CASEGATE_ERROR_CONFIG);
    failing("/proc/self/exe", CASEGATE_ERROR_CONFIG);
}

/* A child that works at nothing and says nothing: it waits for somebody to write its module. */
static void test_waiting(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Paper) paper = a_paper("x");
    g_autofree char *folder = g_dir_make_tmp("casegate-paper-XXXXXX", NULL);
    g_autofree char *pipe = g_build_filename(folder, "pipe.so", NULL);
    guint missing = 0;
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    g_assert_null(paper_print_within(paper, pipe, 1, &missing, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1); /* nobody is left */
    g_assert_cmpint(g_unlink(pipe) | g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *folder = g_path_get_dirname(argv[0]);
    module = g_build_filename(folder, "..", "..", "casegate-paper.so", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autofree char *path = g_strdup_printf("/paper_print/hostile/%s", hostile[i].name);
        g_test_add_data_func(path, &hostile[i], test_hostile);
    }
    g_test_add_func("/paper_print/missing", test_missing);
    g_test_add_func("/paper_print/same", test_same);
    g_test_add_func("/paper_print/long", test_long);
    g_test_add_func("/paper_print/failing", test_failing);
    g_test_add_func("/paper_print/waiting", test_waiting);
    int result = g_test_run();
    g_free(module);
    return result;
}
