/* mail_table and mail_html: which cell answers which label, and where an answer ends. Rows are parted by '/', cells by '|'. */
#include "mail_html.h"
#include "mail_lines.h"
#include "mail_marks.h"
#include "mail_table.h"
#include <string.h>

typedef struct {
    const char *name, *rows, *want; /* lines, '#' for an end */
} Case;

static const Case cases[] = {
    {"beside", "Role|Teacher/Agency|Oakfield", "Role: Teacher\n#\nAgency: Oakfield\n#\n"},
    {"below", "Role/Teacher/Agency/Oakfield", "Role: Teacher\n#\nAgency: Oakfield\n#\n"},
    {"two pairs a row", "Role|Teacher|Agency|Oakfield", "Role: Teacher\n#\nAgency: Oakfield\n#\n"},
    {"records", "Role|Agency/Teacher|Oakfield/Nurse|Riverbend",
     "Role: Teacher\n#\nAgency: Oakfield\n#\nRole: Nurse\n#\nAgency: Riverbend\n#\n"},
    {"blank", "Role|/Agency|Oakfield", "Role:\n#\nAgency: Oakfield\n#\n"},
    {"a heading between", "Role|Teacher/The child/Agency|Oakfield",
     "Role: Teacher\n#\nThe child\nAgency: Oakfield\n#\n"},
    {"an answer of the same field's words", "School, GP|School", "School, GP: School\n#\n"},
    {"the same below", "School, GP/School/Role/Teacher",
     "School, GP: School\n#\nRole: Teacher\n#\n"},
    {"a heading of the same field's words", "School/School, GP/Oakfield",
     "School\nSchool, GP: Oakfield\n#\n"},
    {"an answer that is another label", "Agency|Oakfield/Role|Line manager/School|Oakfield",
     "Agency: Oakfield\n#\nRole: Line manager\n#\nSchool: Oakfield\n#\n"},
    {"the same in the first row", "Role|Line manager/Agency|Oakfield",
     "Role: Line manager\n#\nAgency: Oakfield\n#\n"},
    {"the same in the last row", "Agency|Oakfield/Role|Line manager",
     "Agency: Oakfield\n#\nRole: Line manager\n#\n"},
    {"the same with another pair beside", "Role|Line manager|Agency|Oakfield",
     "Role: Line manager\n#\nAgency: Oakfield\n#\n"},
    {"labels without answers", "Role|Agency", "Role:\n#\nAgency:\n#\n"},
    {"a heading over labels in one cell", "School\nRole: Teacher\nAgency: Oakfield",
     "School\nRole: Teacher\nAgency: Oakfield\n"},
};

static FormLabels *labels_of_test(void)
{
    FormLabels *labels = form_labels_new();
    form_labels_add(labels, "role", LABEL_SHORT, "Role");
    form_labels_add(labels, "agency", LABEL_SHORT, "Agency");
    form_labels_add(labels, "manager", LABEL_SHORT, "Line manager");
    form_labels_add(labels, "setting", LABEL_SHORT, "School, GP");
    form_labels_add(labels, "setting", LABEL_SHORT, "School");
    form_labels_add(labels, "problem", LABEL_TEXT, "Problem");
    return labels;
}

static void add_line(gpointer out, const char *text)
{
    g_string_append_printf(out, "%s\n", text);
}

static void add_end(gpointer out)
{
    g_string_append(out, "#\n");
}

static void test_table(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(FormLabels) labels = labels_of_test();
    g_autoptr(GString) out = g_string_new(NULL);
    MailTable table = {.labels = labels, .sink = {add_line, add_end, out}};
    g_auto(GStrv) rows = g_strsplit(c->rows, "/", -1);
    for (guint i = 0; rows[i]; i++) {
        g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
        g_auto(GStrv) row = g_strsplit(rows[i], "|", -1);
        for (guint k = 0; row[k]; k++)
            g_ptr_array_add(cells, g_strdup(row[k]));
        mail_table_row(&table, cells);
    }
    mail_table_finish(&table);
    g_assert_cmpstr(out->str, ==, c->want);
}

/* Lines that a block ended are marked 'w', blank ones where a cell's answer ends 'e'. */
static const Case pages[] = {
    {"blocks", "<p class=MsoNormal>one<o:p></o:p></p><p class=MsoNormal>two<o:p></o:p></p>",
     "w one\n  two\n"},
    {"an empty paragraph", "<p class=MsoNormal>one</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>two",
     "w one\n  \n  two\n"},
    {"a break", "one<br>two", "  one\n  two\n"},
    {"paragraphs", "<p>one</p><p>two</p>", "w one\n  \n  two\n"},
    {"words below a table", "<table><tr><td>Problem</td><td>one</td></tr></table>two",
     "w Problem: one\new\n  two\n"},
    {"a heading in a table",
     "<table><tr><td>Problem</td><td>one</td></tr><tr><td colspan=2>Part 2</td></tr></table>",
     "w Problem: one\new\n  Part 2\n"},
    {"a heading in a table of its own below",
     "<table><tr><td>Problem</td><td>one</td></tr></table>"
     "<table><tr><td>Part 2</td></tr><tr><td>Role</td><td>two</td></tr></table>",
     "w Problem: one\new\nw Part 2\n  Role: two\n"},
    {"a caption of a table below",
     "<table><tr><td>Problem</td><td>one</td></tr></table>"
     "<table><caption>Part 2</caption><tr><td>Role</td><td>two</td></tr></table>",
     "w Problem: one\new\nw Part 2\n  Role: two\n"},
    {"a label in a table of its own below",
     "<table><tr><td>Problem</td><td>one</td></tr></table>"
     "<table><tr><td>Role</td><td>two</td></tr></table>",
     "w Problem: one\n  Role: two\n"},
    {"a table in a cell",
     "<table><tr><td>Part 2<table><tr><td>Problem</td><td>one</td></tr></table></td></tr></table>",
     "w Part 2\n  Problem: one\n"},
    {"a label below a table",
     "<table><tr><td>Problem</td><td>one</td></tr><tr><td>Role</td><td>two</td></tr></table>",
     "w Problem: one\n  Role: two\n"},
    {"a sender's own marks", "one&#30;&#31;<br>two", "  one\n  two\n"},
};

static void test_page(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(FormLabels) labels = labels_of_test();
    g_autoptr(GByteArray) marks = NULL;
    gboolean cut = FALSE;
    g_autofree char *text = mail_html_styled(c->rows, strlen(c->rows), labels, &cut, NULL, &marks);
    g_autoptr(GArray) lines = mail_lines_new(text);
    g_autoptr(GString) out = g_string_new(NULL);
    mail_marks_set(marks, lines);
    for (guint i = 0; i < lines->len; i++) {
        const MailLine *line = mail_line(lines, i);
        g_string_append_printf(out, "%s%s%s%.*s\n", line->head ? "e" : "", line->whole ? "w" : " ",
                               line->head ? "" : " ", (int)line->length, line->start);
    }
    g_assert_cmpstr(out->str, ==, c->want);
}

static void test_join(void)
{
    g_autoptr(GByteArray) more = g_byte_array_new();
    g_byte_array_append(more, (const guint8 *)"\1", 1);
    g_autoptr(GByteArray) all = mail_marks_join(NULL, 2, more);
    g_assert_cmpmem(all->data, all->len, "\0\0\0\1", 4);
    all = mail_marks_join(g_steal_pointer(&all), 1, NULL);
    g_assert_cmpmem(all->data, all->len, "\0\0", 2);
}

/* How words look is still said of the same words. */
static void test_runs(void)
{
    char text[] = "one\x1f\n\x1e\ntwo";
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(MailRun));
    const MailRun some[] = {{9, 1}, {1, 2}, {7, 3}, {40, 4}};
    g_array_append_vals(runs, some, G_N_ELEMENTS(some));
    g_autoptr(GByteArray) marks = mail_marks_take(text, runs, 1);
    g_assert_cmpstr(text, ==, "one\n\ntwo");
    g_assert_cmpuint(marks->len, ==, 3);
    const gsize want[] = {9, 1, 5, 38};
    for (guint i = 0; i < runs->len; i++)
        g_assert_cmpuint(g_array_index(runs, MailRun, i).at, ==, want[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/table/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_table);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *path = g_strdup_printf("/page/%s", pages[i].name);
        g_test_add_data_func(path, &pages[i], test_page);
    }
    g_test_add_func("/marks/join", test_join);
    g_test_add_func("/marks/runs", test_runs);
    return g_test_run();
}
