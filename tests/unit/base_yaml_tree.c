/* Policies and settings as people write them, and everything a reviewer could misread. */
#include "yaml_tree.h"
#include <string.h>

static YamlTree *parse(const char *text, Diagnostics *diagnostics)
{
    return yaml_tree_parse(text, strlen(text), "p.yaml", diagnostics);
}

static const char policy[] = "# a comment\n"
                             "id: havering\n"
                             "stages:\n"
                             "  - id: S1\n"
                             "    tiers: [one, 'two']\n"
                             "  - id: \"S2\"\n"
                             "empty:\n"
                             "tilde: ~\n"
                             "quoted: '~'\n"
                             "wide: >\n"
                             "  two lines\n"
                             "  folded\n";

static void test_tree(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(YamlTree) tree = parse(policy, diagnostics);
    const YamlNode *root = yaml_tree_root(tree);
    const YamlNode *stages = yaml_get(root, "stages");
    const YamlNode *tiers = yaml_get(yaml_item(stages, 0), "tiers");
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 0);
    g_assert_cmpint(yaml_kind(root), ==, YAML_MAP);
    g_assert_cmpuint(yaml_size(root), ==, 6);
    g_assert_cmpstr(yaml_key(root, 1), ==, "stages");
    g_assert_cmpuint(yaml_key_place(root, 1).line, ==, 3);
    g_assert_cmpuint(yaml_size(stages), ==, 2);
    g_assert_cmpuint(yaml_place(yaml_item(stages, 1)).line, ==, 6);
    g_assert_cmpint(yaml_kind(tiers), ==, YAML_LIST);
    g_assert_cmpstr(yaml_text(yaml_item(tiers, 1)), ==, "two");
    g_assert_cmpuint(yaml_place(yaml_item(tiers, 1)).line, ==, 5);
    g_assert_cmpuint(yaml_place(yaml_item(tiers, 1)).column, ==, 18);
    g_assert_cmpstr(yaml_place(tiers).file, ==, "p.yaml");
    g_assert_null(yaml_text(yaml_get(root, "empty")));
    g_assert_null(yaml_text(yaml_get(root, "tilde")));
    g_assert_cmpstr(yaml_text(yaml_get(root, "quoted")), ==, "~");
    g_assert_cmpstr(yaml_text(yaml_get(root, "wide")), ==, "two lines folded\n");
    g_assert_null(yaml_get(root, "absent"));
    g_assert_null(yaml_get(tiers, "no map"));
    g_assert_null(yaml_get(NULL, "id"));
    g_assert_null(yaml_text(stages));
}

static void test_empty(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(YamlTree) tree = parse("# nothing\n", diagnostics);
    g_assert_nonnull(tree);
    g_assert_null(yaml_tree_root(tree));
}

static void test_refused(void)
{
    static const struct {
        const char *text, *errors;
    } rows[] = {
        {"a: 1\nb: 2\na: 3\n", "p.yaml:3: key 'a' is there already (line 1); remove one\n"},
        {"a: 1\n'a': 3\n", "p.yaml:2: key 'a' is there already (line 1); remove one\n"},
        {"x:\n  - {a: 1, b: 2, a: 3}\ny:\n  z: 1\n  z: 2\n",
         "p.yaml:2: key 'a' is there already (line 2); remove one\np.yaml:5: key 'z' is there "
         "already (line 4); remove one\n"},
        {"a: &x 1\nb: *x\n", "p.yaml:1: anchor '&x'; write the value where it is used\n"
                             "p.yaml:2: alias '*x'; write the value itself\n"},
        {"a: &x [1]\n", "p.yaml:1: anchor '&x'; write the value where it is used\n"},
        {"a: &x {b: 1}\n", "p.yaml:1: anchor '&x'; write the value where it is used\n"},
        {"a:\n  <<: {b: 1}\n", "p.yaml:2: merge key '<<'; write the values where they are used\n"},
        {"a: !!str 1\n", "p.yaml:1: tag 'tag:yaml.org,2002:str'; write the value without it\n"},
        {"? [a]\n: 1\n", "p.yaml:1: a key must be plain text\n"},
        {"~: 1\n", "p.yaml:1: a key must be plain text\n"},
        {"a: 1\n---\nb: 2\n", "p.yaml:2: a second document; keep one to a file\n"},
        {"a: \"x\\0y\"\n", "p.yaml:1: a text holds a NUL; remove the '\\0'\n"},
        {"a:\n\tb: 1\n", "p.yaml:2: no YAML: while scanning for the next token, found character "
                         "that cannot start any token; "
                         "indent with spaces, not tabs, and quote text that begins with a mark\n"},
        {"a: [1, 2\n",
         "p.yaml:2: no YAML: while parsing a flow sequence, did not find expected ',' or ']'\n"},
        {"a: 1\nb 2\n",
         "p.yaml:3: no YAML: while scanning a simple key, could not find expected ':'\n"},
        {"a: \xff\n", "p.yaml: not UTF-8; save it as UTF-8\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(YamlTree) tree = parse(rows[i].text, diagnostics);
        g_assert_cmpint(tree != NULL, ==, strstr(rows[i].errors, "is there already") != NULL);
        g_autofree char *errors = diagnostics_text(diagnostics);
        g_assert_cmpstr(errors, ==, rows[i].errors);
    }
}

static char *nested(guint levels)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < levels; i++)
        g_string_append_c(text, '[');
    for (guint i = 0; i < levels; i++)
        g_string_append_c(text, ']');
    return g_string_free(text, FALSE);
}

static void test_limits(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *allowed = nested(32);
    g_autofree char *deep = nested(33);
    g_autofree char *bottomless = nested(100000);
    g_autofree char *large = g_strnfill((1 << 20) + 1, ' ');
    g_autoptr(YamlTree) tree = parse(allowed, diagnostics);
    g_assert_nonnull(tree);
    g_assert_null(parse(deep, diagnostics));
    g_assert_null(parse(bottomless, diagnostics));
    g_assert_null(parse(large, diagnostics));
    g_assert_null(yaml_tree_load("/nonexistent/p.yaml", "p.yaml", diagnostics));
    g_autofree char *errors = diagnostics_text(diagnostics);
    g_assert_cmpstr(errors, ==,
                    "p.yaml: larger than 1048576 bytes\n"
                    "p.yaml: cannot open '/nonexistent/p.yaml': No such file or directory\n"
                    "p.yaml:1: nested deeper than 32 levels\n"
                    "p.yaml:1: nested deeper than 32 levels\n");
}

static const char settings[] = "name: Havering\n"
                               "nothing:\n"
                               "blank: ''\n"
                               "on: yes\n"
                               "off: False\n"
                               "days: 5\n"
                               "many: 500\n"
                               "half: 2.5\n"
                               "list: [a, b]\n"
                               "odd: [a, ~, {b: c}]\n"
                               "colour: gren\n";

/* What is there is read without a word; what is absent leaves the default. */
static void test_readers(void)
{
    static const char *const colours[] = {"red", "green", NULL};
    g_autoptr(Diagnostics) d = diagnostics_new();
    g_autoptr(YamlTree) tree = parse(settings, d);
    const YamlNode *root = yaml_tree_root(tree);
    g_assert_cmpstr(yaml_read_text(root, "name", "x", d), ==, "Havering");
    g_assert_cmpstr(yaml_read_text(root, "nothing", "x", d), ==, "x");
    g_assert_cmpstr(yaml_read_text(root, "absent", "x", d), ==, "x");
    g_assert_cmpstr(yaml_read_text_required(root, "name", d), ==, "Havering");
    g_assert_true(yaml_read_bool(root, "on", FALSE, d));
    g_assert_false(yaml_read_bool(root, "off", TRUE, d));
    g_assert_true(yaml_read_bool(root, "absent", TRUE, d));
    g_assert_cmpint(yaml_read_int(root, "days", 1, 5, 9, d), ==, 5);
    g_assert_cmpint(yaml_read_int(root, "absent", 1, 5, 9, d), ==, 9);
    g_assert_cmpint(yaml_read_choice(root, "absent", colours, -1, d), ==, -1);
    g_auto(GStrv) list = yaml_read_words(root, "list", d);
    g_auto(GStrv) one = yaml_read_words(root, "name", d);
    g_auto(GStrv) none = yaml_read_words(root, "nothing", d);
    g_assert_cmpstr(list[1], ==, "b");
    g_assert_cmpuint(g_strv_length(list), ==, 2);
    g_assert_cmpstr(one[0], ==, "Havering");
    g_assert_cmpuint(g_strv_length(none), ==, 0);
    g_assert_cmpuint(diagnostics_errors(d), ==, 0);
}

static void test_complaints(void)
{
    static const char *const colours[] = {"red", "green", NULL};
    static const char *const known[] = {"nam",  "nothing", "blank", "on",  "off",    "days",
                                        "many", "half",    "list",  "odd", "colour", NULL};
    g_autoptr(Diagnostics) d = diagnostics_new();
    g_autoptr(YamlTree) tree = parse(settings, d);
    const YamlNode *root = yaml_tree_root(tree);
    g_assert_cmpstr(yaml_read_text(root, "list", "x", d), ==, "x");
    g_assert_null(yaml_read_text_required(root, "absent", d));
    g_assert_null(yaml_read_text_required(root, "nothing", d));
    g_assert_null(yaml_read_text_required(root, "blank", d));
    g_assert_null(yaml_read_text_required(root, "odd", d));
    g_assert_true(yaml_read_bool(root, "name", TRUE, d));
    g_assert_cmpint(yaml_read_int(root, "many", 1, 5, 9, d), ==, 9);
    g_assert_cmpint(yaml_read_int(root, "half", 1, 5, 9, d), ==, 9);
    g_assert_cmpint(yaml_read_choice(root, "colour", colours, 0, d), ==, 0);
    g_assert_cmpint(yaml_read_choice(root, "name", colours, 1, d), ==, 1);
    g_auto(GStrv) odd = yaml_read_words(root, "odd", d);
    g_assert_cmpuint(g_strv_length(odd), ==, 1);
    yaml_refuse_unknown(root, known, d);
    yaml_refuse_unknown(NULL, known, d);
    g_autofree char *errors = diagnostics_text(d);
    g_assert_cmpstr(errors, ==,
                    "p.yaml:1: 'absent' is missing; add it\n"
                    "p.yaml:1: unknown key 'name'; did you mean 'nam'?\n"
                    "p.yaml:1: 'name' must be yes or no, not 'Havering'\n"
                    "p.yaml:1: 'name' cannot be 'Havering'; write one of: red, green\n"
                    "p.yaml:2: 'nothing' is empty; write its value\n"
                    "p.yaml:3: 'blank' is empty; write its value\n"
                    "p.yaml:7: 'many' must be a whole number from 1 to 5, not '500'\n"
                    "p.yaml:8: 'half' must be a whole number from 1 to 5, not '2.5'\n"
                    "p.yaml:9: 'list' must be a single value, not a list\n"
                    "p.yaml:10: 'odd' must be a single value, not a list\n"
                    "p.yaml:10: 'odd' has an empty element; remove it\n"
                    "p.yaml:10: an element of 'odd' must be a single value, not a map\n"
                    "p.yaml:11: 'colour' cannot be 'gren'; did you mean 'green'?\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/yaml-tree/tree", test_tree);
    g_test_add_func("/yaml-tree/empty", test_empty);
    g_test_add_func("/yaml-tree/refused", test_refused);
    g_test_add_func("/yaml-tree/limits", test_limits);
    g_test_add_func("/yaml-tree/readers", test_readers);
    g_test_add_func("/yaml-tree/complaints", test_complaints);
    return g_test_run();
}
