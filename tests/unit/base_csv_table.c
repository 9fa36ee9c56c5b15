/* Spreadsheets as offices save them. */
#include "csv_table.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *const columns[] = {"agency", "name", "email", NULL};

typedef struct {
    const char *name, *text;
    const char *cells;  /* line, cells with '|', rows with '/' */
    const char *errors; /* as printed */
} Row;

static char *cells_of(const CsvTable *table)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < csv_table_rows(table); i++) {
        g_string_append_printf(out, "%s%u:", i > 0 ? "/" : "", csv_table_place(table, i).line);
        for (int c = 0; columns[c]; c++)
            g_string_append_printf(out, "%s%s", c > 0 ? "|" : "",
                                   csv_table_cell(table, i, columns[c]));
    }
    return g_string_free(out, FALSE);
}

static const Row rows[] = {
    {"plain", "agency,name,email\ncsc,Jo,jo@x.example\n", "2:csc|Jo|jo@x.example", ""},
    {"no last line end", "agency,name,email\ncsc,Jo,e", "2:csc|Jo|e", ""},
    {"CRLF", "agency,name,email\r\ncsc,Jo,e\r\npol,Al,f\r\n", "2:csc|Jo|e/3:pol|Al|f", ""},
    {"BOM",
     "\xef\xbb\xbf"
     "agency,name,email\ncsc,Jo,e\n",
     "2:csc|Jo|e", ""},
    {"semicolons", "agency;name;email\ncsc;Jo, Al;e\n", "2:csc|Jo, Al|e", ""},
    {"other order and case", "Email,AGENCY,name\ne,csc,Jo\n", "2:csc|Jo|e", ""},
    {"quoted", "agency,name,email\n\"csc\",\"Jo \"\"J\"\" Lee, MASH\",e\n",
     "2:csc|Jo \"J\" Lee, MASH|e", ""},
    {"line in a cell", "agency,name,email\ncsc,\"Jo\nLee\",e\npol,Al,f\n",
     "2:csc|Jo\nLee|e/4:pol|Al|f", ""},
    {"line in the first cell", "agency,name,email\n\"c\n\nsc\",Jo,e\npol,Al,f\n",
     "2:c\n\nsc|Jo|e/5:pol|Al|f", ""},
    {"blank rows", "\n\nagency,name,email\n\n,,\n  \ncsc,Jo,e\n", "7:csc|Jo|e", ""},
    {"trimmed",
     "agency , name,email\n csc ,\" Jo \",\xc2\xa0"
     "e\xc2\xa0\n",
     "2:csc|Jo|e", ""},
    {"empty cells", "agency,name,email\ncsc,,\n", "2:csc||", ""},
    {"Windows-1252", "agency,name,email\ncsc,Zo\xeb \x96 MASH,e\n",
     "2:csc|Zo\xc3\xab \xe2\x80\x93 MASH|e", ""},
    {"trailing empty columns", "agency,name,email,,\ncsc,Jo,e,,\npol,Al,f\n",
     "2:csc|Jo|e/3:pol|Al|f", ""},
    {"too few cells", "agency,name,email\ncsc,Jo\npol,Al,f\n", "3:pol|Al|f",
     "people.csv:2: 2 cells for 3 columns; write the missing ones, if only empty\n"},
    {"too many cells", "agency,name,email\ncsc,Lee, Jo,e\npol,Al,f\n", "3:pol|Al|f",
     "people.csv:2: 4 cells for 3 columns; put a cell that holds a comma in double quotes\n"},
    {"unknown column", "agency,name,emial,email\ncsc,Jo,x,e\n", "2:csc|Jo|e",
     "people.csv:1: unknown column 'emial'; did you mean 'email'?\n"},
    {"strange column", "agency,name,shoe size,email\ncsc,Jo,x,e\n", "2:csc|Jo|e",
     "people.csv:1: unknown column 'shoe size'; remove it\n"},
    {"column without a name", "agency,name,,email\ncsc,Jo,x,e\n", "2:csc|Jo|e",
     "people.csv:1: a column has no name; name it or remove it\n"},
    {"missing column", "agency,name\ncsc,Jo\n", "",
     "people.csv:1: column 'email' is missing; add it to the first row\n"},
    {"column twice", "agency,name,email,Name\ncsc,Jo,e,Al\n", "",
     "people.csv:1: column 'Name' is there twice; remove one\n"},
    {"quote in a bare cell", "agency,name,email\ncsc,Jo \"J\" Lee,e\n", "",
     "people.csv:2: a double quote is out of place or never closed; double those inside a quoted "
     "cell\n"},
    {"text behind a quote", "agency,name,email\npol,Al,f\ncsc,\"Jo\" Lee,e\n", "2:pol|Al|f",
     "people.csv:3: a double quote is out of place or never closed; double those inside a quoted "
     "cell\n"},
    {"quote never closed", "agency,name,email\n\"csc,Jo,e\npol,Al,f\n", "",
     "people.csv:2: a double quote is out of place or never closed; double those inside a quoted "
     "cell\n"},
    {"nothing", "", "", "people.csv: empty; the first row must name the columns\n"},
    {"only blanks", " \n,,\n", "", "people.csv: empty; the first row must name the columns\n"},
};

static void test_parse(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(CsvTable) table =
            csv_table_parse(rows[i].text, strlen(rows[i].text), "people.csv", columns, diagnostics);
        g_autofree char *cells = cells_of(table);
        g_autofree char *errors = diagnostics_text(diagnostics);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(cells, ==, rows[i].cells);
        g_assert_cmpstr(errors, ==, rows[i].errors);
    }
}

static void test_no_text(void)
{
    static const struct {
        const char *text;
        gsize length;
    } bad[] = {{"agency,name\0,email\n", 19},
               {"\xff\xfe"
                "a\0g\0",
                6},
               {"agency,name,email\ncsc,J\x81,e\n", 28}};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_assert_null(
            csv_table_parse(bad[i].text, bad[i].length, "people.csv", columns, diagnostics));
        g_autofree char *errors = diagnostics_text(diagnostics);
        g_assert_cmpstr(errors, ==,
                        "people.csv: neither UTF-8 nor Windows-1252; save it as 'CSV UTF-8'\n");
    }
}

static void test_load(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("casegate-XXXXXX", &path, NULL);
    g_assert_cmpint(write(fd, "agency,name,email\ncsc,Jo,e\n", 27), ==, 27);
    close(fd);
    g_autoptr(CsvTable) table = csv_table_load(path, "people.csv", columns, diagnostics);
    g_assert_cmpuint(csv_table_rows(table), ==, 1);
    g_assert_cmpstr(csv_table_place(table, 0).file, ==, "people.csv");
    g_assert_cmpint(g_remove(path), ==, 0);
    g_assert_null(csv_table_load(path, "people.csv", columns, diagnostics));
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv-table/parse", test_parse);
    g_test_add_func("/csv-table/no-text", test_no_text);
    g_test_add_func("/csv-table/load", test_load);
    return g_test_run();
}
