/* Templates: what they render, and what is refused when a site is read. */
#include "remove_tree.h"
#include "reply_template.h"
#include "text_wrap.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    const char *name, *body, *want;
} Row;

static const Row rows[] = {
    {"field", "It is {{reference}}.\n", "It is HAV-26-0001-A.\n"},
    {"empty field", "A{{told}}B\n", "AB\n"},
    {"section kept", "{{#reference}}\nyes {{reference}}\n{{/reference}}\nend\n",
     "yes HAV-26-0001-A end\n"},
    {"section dropped", "a\n\n{{#told}}\n\nTold: {{told}}.\n{{/told}}\n\nb\n", "a\n\nb\n"},
    {"inverse", "{{^told}}nobody{{/told}}{{^reference}}none{{/reference}}\n", "nobody\n"},
    {"nested", "{{#reference}}x{{#told}}y{{/told}}z{{/reference}}\n", "xz\n"},
    {"nested dropped", "{{#told}}x{{#reference}}y{{/reference}}z{{/told}}w\n", "w\n"},
    {"value is not a template", "{{question}}\n", "literal {{reference}} %s $(x)\n"},
    {"own lines", "Needed:\n\n{{>missing}}\n", "Needed:\n\n- one\n- two\n"},
};

static void write_all(const char *folder, const char *one, const char *text)
{
    const char *const *names = reply_template_known_names();
    for (guint i = 0; names[i] != NULL; i++) {
        g_autofree char *path = g_strdup_printf("%s/%s.txt", folder, names[i]);
        const char *content = g_str_equal(names[i], one) ? text : "Subject: s\n\nbody\n";
        g_assert_true(g_file_set_contents(path, content, -1, NULL));
    }
}

static TemplateValues *values_new(void)
{
    TemplateValues *values = template_values_new(NULL, NULL);
    template_values_put(values, "reference", "HAV-26-0001-A");
    template_values_put(values, "missing", "- one\n- two");
    template_values_put(values, "question", "literal {{reference}} %s $(x)");
    template_values_put(values, "no field", "nowhere");
    return values;
}

static void test_render(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *folder = g_dir_make_tmp("casegate-replies-XXXXXX", NULL);
        g_autofree char *text = g_strdup_printf("Subject: [{{reference}}] x\n\n%s", rows[i].body);
        write_all(folder, "ack", text);
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(ReplyTemplates) templates = reply_templates_load(folder, "replies", diagnostics);
        g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 0);
        g_autoptr(TemplateValues) values = values_new();
        g_autofree char *subject = NULL, *body = NULL;
        reply_template_render(reply_templates_find(templates, "any", "ack"), values, &subject,
                              &body);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(subject, ==, "[HAV-26-0001-A] x");
        g_assert_cmpstr(body, ==, rows[i].want);
        remove_tree(folder);
    }
}

static char *told_once(gpointer counter, const char *field)
{
    g_assert_cmpstr(field, ==, "told");
    ++*(guint *)counter;
    return g_strdup("Kim");
}

/* The source is asked for what a template names and nobody put, once. */
static void test_source(void)
{
    g_autofree char *folder = g_dir_make_tmp("casegate-replies-XXXXXX", NULL);
    write_all(folder, "ack", "Subject: s\n\n{{#told}}{{told}} {{told}} {{reference}}{{/told}}\n");
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(ReplyTemplates) templates = reply_templates_load(folder, "replies", diagnostics);
    guint asked = 0;
    g_autoptr(TemplateValues) values = template_values_new(told_once, &asked);
    template_values_put(values, "reference", "HAV");
    g_autofree char *subject = NULL, *body = NULL;
    reply_template_render(reply_templates_find(templates, NULL, "ack"), values, &subject, &body);
    g_assert_cmpstr(body, ==, "Kim Kim HAV\n");
    g_assert_cmpuint(asked, ==, 1);
    remove_tree(folder);
}

static const Row faults[] = {
    {"unknown field", "Subject: a\n\n{{refernce}}\n",
     "replies/ack.txt:3: there is no field 'refernce'; write 'reference'"},
    {"a field like none", "Subject: a\n\n{{zzzzzzzzzz}}\n",
     "replies/ack.txt:3: there is no field 'zzzzzzzzzz'; write one of: reference, urgent_text, "},
    {"personal field in a subject", "Subject: {{detail}}\n\nx\n",
     "replies/ack.txt:1: 'detail' may not stand in a subject"},
    {"never closed", "Subject: a\n\n{{#told}}\nx\n", "'{{#told}}' is never closed"},
    {"crossed", "Subject: a\n\n{{#told}}{{#role}}{{/told}}{{/role}}\n",
     "stands where '{{/role}}' must"},
    {"no subject", "Hello\n", "replies/ack.txt:1: the first line must begin with 'Subject: '"},
    {"tag not closed", "Subject: a\n\n{{told\n", "is not closed on its line"},
};

static void test_faults(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autofree char *folder = g_dir_make_tmp("casegate-replies-XXXXXX", NULL);
        write_all(folder, "ack", faults[i].body);
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(ReplyTemplates) templates = reply_templates_load(folder, "replies", diagnostics);
        g_autofree char *text = diagnostics_text(diagnostics);
        g_test_message("%s: %s", faults[i].name, text);
        g_assert_nonnull(strstr(text, faults[i].want));
        remove_tree(folder);
    }
}

static void test_missing(void)
{
    g_autofree char *folder = g_dir_make_tmp("casegate-replies-XXXXXX", NULL);
    write_all(folder, "", "");
    g_autofree char *path = g_build_filename(folder, "extract.txt", NULL);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(ReplyTemplates) templates = reply_templates_load(folder, "replies", diagnostics);
    g_autofree char *text = diagnostics_text(diagnostics);
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 1);
    g_assert_nonnull(strstr(text, "'extract.txt' is missing"));
    remove_tree(folder);
}

static void test_wrap(void)
{
    g_autofree char *text = text_wrap("one two three\nfour\n\n\n\n- kept  as is\n", 9);
    g_assert_cmpstr(text, ==, "one two\nthree\nfour\n\n- kept  as is\n");
    g_autofree char *labels = text_wrap("Agreed outcome:\nOutstanding issues:\nand so on", 40);
    g_assert_cmpstr(labels, ==, "Agreed outcome:\nOutstanding issues:\nand so on\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reply_template/render", test_render);
    g_test_add_func("/reply_template/source", test_source);
    g_test_add_func("/reply_template/faults", test_faults);
    g_test_add_func("/reply_template/missing", test_missing);
    g_test_add_func("/text_wrap", test_wrap);
    return g_test_run();
}
