/* form: what is asked of people, under which labels, and what their words mean.
 *
 * Owns all fields, phrases and words of templates/forms/, read once. Every label belongs to one
 * field, so that a line of a mail has one reading. Errors are all said, each at its place. A file
 * has the keys
 *
 *   id                    "escalation"; a file without 'fields' holds words for all forms
 *   kind, title, intro    the message kind it makes; what stands above the blank form
 *   asked_when            what makes it a policy's form, as of a field below, or side:KIND
 *   fields: list of       in the order of the blank form
 *     key, label, aliases what a line may begin with, case and punctuation aside
 *     type                text, short, enum, multi, yes-no, date, birth, person, agency, stage,
 *                         rows, contact, reference, status; text and rows run over many lines
 *     hint                in brackets behind the label of the blank form
 *     need                ask | a stage | close | optional (the default)
 *     provisional, reply_safe, child
 *     must_know           yes: "not known" is no answer to it, and it is asked again
 *     asked_when          what makes it a policy's question: listed (in the policy's 'fields'),
 *                         urgent, status-notice, originator, gate, panel, delay-record, policy-issue,
 *                         owed:KIND, notice:ROLE; without it every policy asks
 *     policy_reasons      yes: the answers offered are the policy's 'reasons'
 *     choices             list of {value, words}; the first word is shown. Of a yes-no, besides "yes" and
 *                         "no": a word of yes counts wherever it is not denied, one of no alone
 *     phrases             list of {pattern, value}: prose that answers it; group 1 is the answer
 *     use                 instead of all these: the key of a field that another form defines
 *   statements: list of   {statement, pattern or patterns, unless}; statements that a message's new
 *                         text makes; one of 'unless' that is found too outvotes it
 *   no_information, evasive, unfilled
 *                         whole answers that say there is nothing to say, that say nothing, and
 *                         that a form has printed and nobody has changed */
#include "form_data.h"
#include "policy_asks.h"
#include "text.h"
#include <string.h>

static void form_free(gpointer data)
{
    Form *form = data;
    g_strfreev(form->asked_when);
    g_ptr_array_unref(form->keys);
    g_ptr_array_unref(form->fields);
    g_free(form);
}

static Forms *forms_new(void)
{
    Forms *forms = g_new0(Forms, 1);
    forms->strings = g_string_chunk_new(8192);
    forms->forms = g_ptr_array_new_with_free_func(form_free);
    forms->fields = g_ptr_array_new_with_free_func(form_field_free);
    forms->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    forms->label_owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    forms->statements = g_ptr_array_new_with_free_func(form_statement_free);
    forms->by_statement =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    forms->no_information = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    forms->evasive = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    forms->unfilled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    forms->labels = form_labels_new();
    return forms;
}

void forms_free(Forms *forms)
{
    if (!forms)
        return;
    form_labels_free(forms->labels);
    g_hash_table_unref(forms->evasive);
    g_hash_table_unref(forms->unfilled);
    g_hash_table_unref(forms->no_information);
    g_hash_table_unref(forms->by_statement);
    g_ptr_array_unref(forms->statements);
    g_hash_table_unref(forms->label_owners);
    g_hash_table_unref(forms->by_key);
    g_ptr_array_unref(forms->fields);
    g_ptr_array_unref(forms->forms);
    g_string_chunk_free(forms->strings);
    g_free(forms);
}

const char *forms_keep(Forms *forms, const char *text)
{
    return text ? g_string_chunk_insert_const(forms->strings, text) : NULL;
}

static void read_field(Forms *forms, Form *form, const YamlNode *node, Diagnostics *diagnostics)
{
    static const char *const use_known[] = {"use", NULL};
    if (yaml_get(node, "use")) {
        yaml_refuse_unknown(node, use_known, diagnostics);
        const char *key = yaml_read_text_required(node, "use", diagnostics);
        if (key)
            g_ptr_array_add(form->keys, (gpointer)forms_keep(forms, key));
        return;
    }
    FormField *field = form_field_read(forms, node, diagnostics);
    if (field)
        g_ptr_array_add(form->keys, (gpointer)field->key);
}

static void read_form(Forms *forms, const YamlNode *root, Diagnostics *diagnostics)
{
    const YamlNode *list;
    guint count = map_list(root, "fields", &list, diagnostics);
    const char *id = yaml_read_text_required(root, "id", diagnostics);
    if (!list)
        return;
    Form *form = g_new0(Form, 1);
    form->place = yaml_place(root);
    form->keys = g_ptr_array_new();
    form->fields = g_ptr_array_new();
    form->id = forms_keep(forms, id ? id : "");
    form->kind = forms_keep(forms, yaml_read_text_required(root, "kind", diagnostics));
    form->title = forms_keep(forms, yaml_read_text_required(root, "title", diagnostics));
    form->intro = forms_keep(forms, yaml_read_text(root, "intro", "", diagnostics));
    form->asked_when = policy_asks_read(root, diagnostics);
    g_autofree char *heading =
        g_strdup_printf("%s %s", form->title ? form->title : "", form->intro);
    g_autofree char *folded = text_fold(heading);
    form->heading = forms_keep(forms, folded);
    if (forms_named(forms, form->id))
        diagnostics_error(diagnostics, form->place, "form '%s' is there already; rename one",
                          form->id);
    for (guint i = 0; i < count; i++)
        read_field(forms, form, yaml_item(list, i), diagnostics);
    g_ptr_array_add(forms->forms, form);
}

static void read_file(Forms *forms, const char *path, const char *file, Diagnostics *diagnostics)
{
    static const char *const known[] = {"id",         "kind",     "title",      "intro",
                                        "asked_when", "fields",   "statements", "no_information",
                                        "evasive",    "unfilled", NULL};
    g_autoptr(YamlTree) tree = yaml_tree_load(path, file, diagnostics);
    const YamlNode *root = tree ? yaml_tree_root(tree) : NULL;
    if (!root || yaml_kind(root) != YAML_MAP) {
        if (tree)
            diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)},
                              "no form; the file must begin with 'id:'");
        return;
    }
    yaml_refuse_unknown(root, known, diagnostics);
    read_form(forms, root, diagnostics);
    form_statements_read(forms, root, diagnostics);
}

/* The form of a new escalation first: what is missing is asked for in its order. */
static gint escalation_first(gconstpointer a, gconstpointer b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;
    gboolean left_first = g_str_equal(left, "escalation.yaml");
    gboolean right_first = g_str_equal(right, "escalation.yaml");
    return left_first != right_first ? right_first - left_first : strcmp(left, right);
}

static GPtrArray *files_of(const char *folder, const char *file_prefix, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    if (!dir) {
        diagnostics_error(diagnostics, (Place){.file = g_intern_string(file_prefix)}, "%s",
                          error->message);
        return names;
    }
    for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir))
        if (g_str_has_suffix(name, ".yaml") && *name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, escalation_first);
    return names;
}

/* A form may use a field of a file that was read after it. */
static void find_fields(const Forms *forms, Diagnostics *diagnostics)
{
    for (guint i = 0; i < forms->forms->len; i++) {
        const Form *form = g_ptr_array_index(forms->forms, i);
        for (guint j = 0; j < form->keys->len; j++) {
            const char *key = g_ptr_array_index(form->keys, j);
            const FormField *field = forms_field(forms, key);
            if (field)
                g_ptr_array_add(form->fields, (gpointer)field);
            else
                diagnostics_error(diagnostics, form->place,
                                  "form '%s' uses field '%s', which no form defines", form->id,
                                  key);
        }
    }
}

static void check_pattern(const Pattern *pattern, Place place, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    if (!pattern_check(pattern, &error))
        diagnostics_error(diagnostics, place, "%s", error->message);
}

static void check_patterns(const Forms *forms, Diagnostics *diagnostics)
{
    for (guint i = 0; i < forms->fields->len; i++) {
        const FormField *field = g_ptr_array_index(forms->fields, i);
        for (guint j = 0; j < field->phrases->len; j++) {
            const FieldPhrase *phrase = g_ptr_array_index(field->phrases, j);
            check_pattern(phrase->pattern, phrase->place, diagnostics);
        }
    }
    for (guint i = 0; i < forms->statements->len; i++) {
        const StatementPhrase *phrase = g_ptr_array_index(forms->statements, i);
        check_pattern(phrase->pattern, phrase->place, diagnostics);
    }
}

Forms *forms_load(const char *folder, const char *file_prefix, Diagnostics *diagnostics)
{
    Forms *forms = forms_load_to_look(folder, file_prefix, diagnostics);
    check_patterns(forms, diagnostics);
    return forms;
}

Forms *forms_load_to_look(const char *folder, const char *file_prefix, Diagnostics *diagnostics)
{
    Forms *forms = forms_new();
    g_autoptr(GPtrArray) names = files_of(folder, file_prefix, diagnostics);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
        g_autofree char *file = g_build_filename(file_prefix, g_ptr_array_index(names, i), NULL);
        read_file(forms, path, file, diagnostics);
    }
    find_fields(forms, diagnostics);
    return forms;
}

FormLabels *forms_labels(const Forms *forms)
{
    return forms->labels;
}

guint forms_count(const Forms *forms)
{
    return forms->forms->len;
}

const Form *forms_at(const Forms *forms, guint index)
{
    return g_ptr_array_index(forms->forms, index);
}

const Form *forms_named(const Forms *forms, const char *id)
{
    for (guint i = 0; i < forms->forms->len; i++)
        if (g_str_equal(forms_at(forms, i)->id, id))
            return forms_at(forms, i);
    return NULL;
}

const char *form_id(const Form *form)
{
    return form->id;
}

GStrv form_asked_when(const Form *form)
{
    return form->asked_when;
}

const char *form_kind(const Form *form)
{
    return form->kind;
}

const GPtrArray *form_fields(const Form *form)
{
    return form->fields;
}

guint forms_fields(const Forms *forms)
{
    return forms->fields->len;
}

const FormField *forms_field_at(const Forms *forms, guint index)
{
    return g_ptr_array_index(forms->fields, index);
}

const FormField *forms_field(const Forms *forms, const char *key)
{
    return g_hash_table_lookup(forms->by_key, key);
}

guint forms_statements(const Forms *forms)
{
    return forms->statements->len;
}

const StatementPhrase *forms_statement_at(const Forms *forms, guint index)
{
    return g_ptr_array_index(forms->statements, index);
}

const GPtrArray *forms_phrases(const Forms *forms, const char *statement)
{
    return g_hash_table_lookup(forms->by_statement, statement);
}

static gboolean is_among(const guint64 letters[2], guchar letter)
{
    return (letters[letter >> 6] >> (letter & 63) & 1) != 0;
}

/* By its first two letters, its length and its last: nearly every value is seen to be no such word without
 * a fold. A letter that may have an accent behind it says nothing, nor what lies beyond ASCII. */
static gboolean may_be_word(const Forms *forms, const char *text)
{
    gsize letters = 0;
    guchar first = 0, last = 0;
    for (const char *p = text; *p; p++) {
        if ((guchar)*p >= 0x80)
            return TRUE;
        if (!g_ascii_isalnum(*p))
            continue;
        last = (guchar)*p | 0x20;
        first = letters == 0 ? last : first;
        if (++letters > forms->longest_words[first] && (guchar)p[1] < 0x80)
            return FALSE;
        if (letters == 2 && (guchar)p[1] < 0x80 && !is_among(forms->second_letters[first], last))
            return FALSE;
    }
    return letters == 0 || is_among(forms->last_letters[first], last);
}

static gboolean is_one_of(const Forms *forms, GHashTable *words, const char *text)
{
    if (!text || !may_be_word(forms, text))
        return FALSE;
    g_autofree char *folded = text_fold(text);
    return g_hash_table_contains(words, folded);
}

gboolean form_is_no_information(const Forms *forms, const char *text)
{
    return is_one_of(forms, forms->no_information, text);
}

gboolean form_is_heading(const Forms *forms, const char *folded)
{
    for (guint i = 0; i < forms->forms->len; i++)
        if (strstr(forms_at(forms, i)->heading, folded))
            return TRUE;
    return FALSE;
}

gboolean form_asks_of_harm(const char *key)
{
    return g_str_has_prefix(key, "immediate_");
}

gboolean form_is_evasive(const Forms *forms, const char *text)
{
    return is_one_of(forms, forms->evasive, text);
}

gboolean form_is_unfilled(const Forms *forms, const char *text)
{
    return is_one_of(forms, forms->unfilled, text);
}
