/* form_read: the fields of a form, and the statements that all messages are searched for.
 *
 * The readers behind form.c, which specifies the files. A field with an error is kept if it has a
 * key, so that a later 'use' of it does not look wrong too. */
#include "form_data.h"
#include "policy_asks.h"
#include "text.h"
#include <string.h>

static const char *const type_words[] = {"text", "short",   "enum",      "multi",  "yes-no",
                                         "date", "birth",   "person",    "agency", "stage",
                                         "rows", "contact", "reference", "status", NULL};

static void choice_free(gpointer data)
{
    FieldChoice *choice = data;
    g_strfreev(choice->words);
    g_free(choice);
}

static void phrase_free(gpointer data)
{
    FieldPhrase *phrase = data;
    pattern_free(phrase->pattern);
    g_free(phrase);
}

void form_field_free(gpointer data)
{
    FormField *field = data;
    g_strfreev(field->aliases);
    g_strfreev(field->asked_when);
    g_ptr_array_unref(field->choices);
    g_ptr_array_unref(field->phrases);
    g_free(field);
}

void form_statement_free(gpointer data)
{
    StatementPhrase *phrase = data;
    pattern_free(phrase->pattern);
    g_strfreev(phrase->unless);
    g_free(phrase);
}

static void fold_words(GStrv words)
{
    for (guint i = 0; words[i]; i++) {
        char *folded = text_fold(words[i]);
        g_free(words[i]);
        words[i] = folded;
    }
}

static gboolean says_already(const FormField *field, const char *word)
{
    for (guint i = 0; i < field->choices->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(field->choices, i);
        if (g_strv_contains((const char *const *)choice->words, word))
            return TRUE;
    }
    return FALSE;
}

static void read_choice(Forms *forms, FormField *field, const YamlNode *node,
                        Diagnostics *diagnostics)
{
    static const char *const known[] = {"value", "words", NULL};
    FieldChoice *choice = g_new0(FieldChoice, 1);
    yaml_refuse_unknown(node, known, diagnostics);
    choice->value = forms_keep(forms, yaml_read_text_required(node, "value", diagnostics));
    choice->words = yaml_read_words(node, "words", diagnostics);
    choice->shown = forms_keep(forms, choice->words[0] ? choice->words[0] : choice->value);
    fold_words(choice->words);
    if (!choice->words[0])
        diagnostics_error(diagnostics, yaml_place(node),
                          "'words' is missing; write what people call this choice");
    for (guint i = 0; choice->words[i]; i++)
        if (says_already(field, choice->words[i]))
            diagnostics_error(diagnostics, yaml_place(node),
                              "'%s' means an earlier choice already; remove one", choice->words[i]);
    g_ptr_array_add(field->choices, choice);
}

static void read_phrase(Forms *forms, FormField *field, const YamlNode *node,
                        Diagnostics *diagnostics)
{
    static const char *const known[] = {"pattern", "value", NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    const char *expression = yaml_read_text_required(node, "pattern", diagnostics);
    if (!expression)
        return;
    FieldPhrase *phrase = g_new0(FieldPhrase, 1);
    phrase->pattern = pattern_new_later(expression);
    phrase->value = forms_keep(forms, yaml_read_text(node, "value", NULL, diagnostics));
    phrase->place = yaml_place(yaml_get(node, "pattern"));
    g_ptr_array_add(field->phrases, phrase);
}

/* Of a yes or no the choices are these two, in other words. */
static void check_yes_no(const FormField *field, Diagnostics *diagnostics)
{
    static const char *const both[] = {"yes", "no", NULL};
    for (guint i = 0; field->type == FIELD_YES_NO && i < field->choices->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(field->choices, i);
        if (!g_strv_contains(both, choice->value))
            diagnostics_error(diagnostics, field->place,
                              "field '%s' of type 'yes-no' has no choice '%s'; write yes or no",
                              field->key, choice->value);
    }
}

static void read_lists(Forms *forms, FormField *field, const YamlNode *node,
                       Diagnostics *diagnostics)
{
    const YamlNode *list;
    guint count = map_list(node, "choices", &list, diagnostics);
    for (guint i = 0; i < count; i++)
        read_choice(forms, field, yaml_item(list, i), diagnostics);
    gboolean chosen =
        field->type == FIELD_ENUM || field->type == FIELD_MULTI || field->type == FIELD_STATUS;
    if (chosen != (count > 0) && field->type != FIELD_YES_NO)
        diagnostics_error(diagnostics, field->place,
                          chosen ? "field '%s' of type '%s' needs 'choices'"
                                 : "field '%s' of type '%s' has no use for 'choices'",
                          field->key, type_words[field->type]);
    check_yes_no(field, diagnostics);
    count = map_list(node, "phrases", &list, diagnostics);
    for (guint i = 0; i < count; i++)
        read_phrase(forms, field, yaml_item(list, i), diagnostics);
}

/* A label may begin a line of one field only. */
static void claim_label(Forms *forms, FormField *field, const char *label, Diagnostics *diagnostics)
{
    g_autofree char *folded = text_fold(label);
    const FormField *owner = g_hash_table_lookup(forms->label_owners, folded);
    if (owner && owner != field) {
        diagnostics_error(diagnostics, field->place,
                          "label '%s' is that of field '%s' (%s:%u); a line must have one meaning",
                          label, owner->key, owner->place.file, owner->place.line);
        return;
    }
    gboolean long_answer = field->type == FIELD_TEXT || field->type == FIELD_ROWS;
    if (!owner)
        g_hash_table_insert(forms->label_owners, g_steal_pointer(&folded), field);
    form_labels_add(forms->labels, field->key, long_answer ? LABEL_TEXT : LABEL_SHORT, label);
}

static void read_labels(Forms *forms, FormField *field, const YamlNode *node,
                        Diagnostics *diagnostics)
{
    const char *label = yaml_read_text_required(node, "label", diagnostics);
    field->label = forms_keep(forms, label ? label : field->key);
    field->aliases = yaml_read_words(node, "aliases", diagnostics);
    if (label)
        claim_label(forms, field, label, diagnostics);
    for (guint i = 0; field->aliases[i]; i++)
        claim_label(forms, field, field->aliases[i], diagnostics);
}

FormField *form_field_read(Forms *forms, const YamlNode *node, Diagnostics *diagnostics)
{
    static const char *const known[] = {"key",     "label",     "aliases",     "type",
                                        "hint",    "need",      "provisional", "reply_safe",
                                        "child",   "choices",   "asked_when",  "policy_reasons",
                                        "phrases", "must_know", NULL};
    const char *key = yaml_read_text_required(node, "key", diagnostics);
    if (!key)
        return NULL;
    const FormField *before = forms_field(forms, key);
    if (before) {
        diagnostics_error(diagnostics, yaml_place(node),
                          "field '%s' is defined already (%s:%u); write '- use: %s' here", key,
                          before->place.file, before->place.line, key);
        return NULL;
    }
    FormField *field = g_new0(FormField, 1);
    yaml_refuse_unknown(node, known, diagnostics);
    field->forms = forms;
    field->place = yaml_place(node);
    field->key = forms_keep(forms, key);
    field->choices = g_ptr_array_new_with_free_func(choice_free);
    field->phrases = g_ptr_array_new_with_free_func(phrase_free);
    field->type = (FieldType)yaml_read_choice(node, "type", type_words, FIELD_SHORT, diagnostics);
    field->hint = forms_keep(forms, yaml_read_text(node, "hint", NULL, diagnostics));
    field->need = forms_keep(forms, yaml_read_text(node, "need", "optional", diagnostics));
    field->provisional = yaml_read_bool(node, "provisional", FALSE, diagnostics);
    field->reply_safe = yaml_read_bool(node, "reply_safe", FALSE, diagnostics);
    field->must_know = yaml_read_bool(node, "must_know", FALSE, diagnostics);
    field->child = yaml_read_bool(node, "child", FALSE, diagnostics);
    field->policy_reasons = yaml_read_bool(node, "policy_reasons", FALSE, diagnostics);
    field->asked_when = policy_asks_read(node, diagnostics);
    read_labels(forms, field, node, diagnostics);
    read_lists(forms, field, node, diagnostics);
    g_ptr_array_add(forms->fields, field);
    g_hash_table_insert(forms->by_key, (gpointer)field->key, field);
    return field;
}

static void add_phrase(Forms *forms, StatementPhrase *phrase)
{
    GPtrArray *same = g_hash_table_lookup(forms->by_statement, phrase->statement);
    if (!same) {
        same = g_ptr_array_new();
        g_hash_table_insert(forms->by_statement, (gpointer)phrase->statement, same);
    }
    g_ptr_array_add(same, phrase);
    g_ptr_array_add(forms->statements, phrase);
}

static void add_statement(Forms *forms, const YamlNode *node, const char *expression,
                          Diagnostics *diagnostics)
{
    StatementPhrase *phrase = g_new0(StatementPhrase, 1);
    phrase->statement = forms_keep(forms, yaml_read_text(node, "statement", "", diagnostics));
    phrase->pattern = pattern_new_later(expression);
    phrase->unless = yaml_read_words(node, "unless", diagnostics);
    phrase->place = yaml_place(node);
    add_phrase(forms, phrase);
}

static void read_statement(Forms *forms, const YamlNode *node, Diagnostics *diagnostics)
{
    static const char *const known[] = {"statement", "pattern", "patterns", "unless", NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    (void)yaml_read_text_required(node, "statement", diagnostics);
    const char *one = yaml_read_text(node, "pattern", NULL, diagnostics);
    g_auto(GStrv) several = yaml_read_words(node, "patterns", diagnostics);
    if ((one != NULL) == (several[0] != NULL))
        diagnostics_error(diagnostics, yaml_place(node),
                          "a statement has either 'pattern' or 'patterns'");
    if (one)
        add_statement(forms, node, one, diagnostics);
    for (guint i = 0; several[i]; i++)
        add_statement(forms, node, several[i], diagnostics);
}

/* 'unless' names statements of the same file. */
static void check_unless(const Forms *forms, guint first, Diagnostics *diagnostics)
{
    for (guint i = first; i < forms->statements->len; i++) {
        const StatementPhrase *phrase = forms_statement_at(forms, i);
        for (guint j = 0; phrase->unless[j]; j++)
            if (!forms_phrases(forms, phrase->unless[j]))
                diagnostics_error(diagnostics, phrase->place,
                                  "'unless' names statement '%s', which nothing makes",
                                  phrase->unless[j]);
    }
}

static void add_letter(guint64 letters[2], guchar letter)
{
    letters[letter >> 6] |= (guint64)1 << (letter & 63);
}

static void read_word_set(Forms *forms, GHashTable *set, const YamlNode *root, const char *key,
                          Diagnostics *diagnostics)
{
    g_auto(GStrv) words = yaml_read_words(root, key, diagnostics);
    for (guint i = 0; words[i]; i++) {
        char *folded = text_fold(words[i]);
        guchar first = (guchar)text_first_letter(folded);
        guchar second = first != 0 ? (guchar)folded[1 + (folded[1] == ' ')] : 0;
        guchar last = *folded != '\0' ? (guchar)folded[strlen(folded) - 1] : 0;
        if (first != 0)
            forms->longest_words[first] = MAX(forms->longest_words[first], strlen(folded));
        if (first != 0 && last < 0x80)
            add_letter(forms->last_letters[first], last);
        if (first != 0 && second < 0x80)
            add_letter(forms->second_letters[first], second);
        g_hash_table_add(set, folded);
    }
}

void form_statements_read(Forms *forms, const YamlNode *root, Diagnostics *diagnostics)
{
    const YamlNode *list;
    guint first = forms->statements->len;
    guint count = map_list(root, "statements", &list, diagnostics);
    for (guint i = 0; i < count; i++)
        read_statement(forms, yaml_item(list, i), diagnostics);
    check_unless(forms, first, diagnostics);
    read_word_set(forms, forms->no_information, root, "no_information", diagnostics);
    read_word_set(forms, forms->evasive, root, "evasive", diagnostics);
    read_word_set(forms, forms->unfilled, root, "unfilled", diagnostics);
}
