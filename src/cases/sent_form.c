/* Takes a mail of ours apart again, for reading what its reader wrote into it. The stored body is
 * the measure: a line of it that comes back is never taken for an answer, however a mail program has
 * wrapped, marked or cut it. Pure; cannot fail. */
#include "sent_form.h"
#include "text.h"
#include <string.h>

#define OWN_LINE_START 24u /* so many bytes of a line tell that it is ours */
#define OWN_NAME_START 48u /* an agency's name is shorter, and may stand anywhere in our mail */
#define QUESTION_DIGITS 2u
#define MARK "(received"

static void slot_free(gpointer data)
{
    SentSlot *slot = data;
    g_free(slot->value);
    g_free(slot->next);
    g_free(slot->asked);
    g_free(slot);
}

void sent_form_free(SentForm *sent)
{
    if (sent == NULL)
        return;
    g_ptr_array_unref(sent->slots);
    g_ptr_array_unref(sent->questions);
    g_hash_table_unref(sent->lines);
    g_free(sent->folded);
    g_free(sent);
}

const char *received_mark(const char *value, guint *child_out)
{
    static const char of_child[] = ": child ";
    const char *at = value + strspn(value, " \t*_");
    *child_out = 0;
    if (g_ascii_strncasecmp(at, MARK, strlen(MARK)) != 0)
        return NULL;
    at += strlen(MARK);
    if (g_ascii_strncasecmp(at, of_child, strlen(of_child)) == 0)
        *child_out = (guint)g_ascii_strtoull(at + strlen(of_child), (char **)&at, 10);
    if (*at != ')')
        return NULL;
    return at + 1 + strspn(at + 1, " \t*_-:>.,;");
}

char *received_mark_new(guint child, guint children)
{
    return child > 0 && children > 1 ? g_strdup_printf(MARK ": child %u)", child)
                                     : g_strdup(MARK ")");
}

/* "2" of "2. Date of birth"; 0 if the line has no number before it. */
static guint number_of(const char *line)
{
    const char *at = line + strspn(line, " \t");
    guint digits = 0, number = 0;
    for (; digits < QUESTION_DIGITS && g_ascii_isdigit(at[digits]); digits++)
        number = number * 10 + (guint)g_ascii_digit_value(at[digits]);
    return digits > 0 && at[digits] == '.' && at[digits + 1] == ' ' ? number : 0;
}

static guint child_named(const char *line)
{
    const char *at = strstr(line, "(child ");
    return at != NULL ? (guint)g_ascii_strtoull(at + strlen("(child "), NULL, 10) : 0;
}

static void add_question(SentForm *sent, const Forms *forms, const char *line)
{
    const FormLabels *labels = forms_labels(forms);
    gsize value = 0;
    LabelExtent extent;
    guint number = number_of(line);
    int found =
        number > 0 ? form_labels_find(labels, line, strlen(line), TRUE, &value, &extent) : -1;
    if (found < 0 || !text_empty(line + value))
        return;
    SentQuestion *question = g_new0(SentQuestion, 1);
    question->number = number;
    question->key = form_labels_key(labels, (guint)found);
    question->child = child_named(line);
    g_ptr_array_add(sent->questions, question);
}

static gboolean is_label(const FormLabels *labels, const char *line)
{
    gsize value = 0;
    LabelExtent extent;
    return form_labels_find(labels, line, strlen(line), FALSE, &value, &extent) >= 0;
}

/* The beginning of the next line with words; "" when it is a label: nothing of it is read as a value. */
static char *next_words(const FormLabels *labels, char **lines)
{
    while (*lines != NULL && text_empty(*lines))
        lines++;
    if (*lines == NULL || is_label(labels, *lines))
        return g_strdup("");
    return text_fold(*lines);
}

static void add_slot(SentForm *sent, const Forms *forms, char **lines)
{
    const FormLabels *labels = forms_labels(forms);
    gsize value = 0;
    LabelExtent extent;
    int found = form_labels_find(labels, *lines, strlen(*lines), FALSE, &value, &extent);
    if (found < 0)
        return;
    SentSlot *slot = g_new0(SentSlot, 1);
    slot->key = form_labels_key(labels, (guint)found);
    const FormField *field = forms_field(forms, slot->key);
    sent->children += text_is(slot->key, "child.name");
    slot->child = field != NULL && field->child ? MAX(sent->children, 1) : 0;
    slot->value = text_trim_copy(*lines + value, strlen(*lines + value));
    slot->asked = text_fold(*lines);
    slot->next = *slot->value == '\0' ? next_words(labels, lines + 1) : g_strdup("");
    g_ptr_array_add(sent->slots, slot);
}

SentForm *sent_form_read(const Forms *forms, const char *body)
{
    SentForm *sent = g_new0(SentForm, 1);
    sent->slots = g_ptr_array_new_with_free_func(slot_free);
    sent->questions = g_ptr_array_new_with_free_func(g_free);
    sent->folded = text_fold(body);
    sent->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_hash_table_add(sent->lines, text_fold(lines[i]));
        add_question(sent, forms, lines[i]);
        add_slot(sent, forms, lines + i);
    }
    return sent;
}

const SentQuestion *sent_form_question(const SentForm *sent, guint number)
{
    for (guint i = 0; i < sent->questions->len; i++) {
        const SentQuestion *question = g_ptr_array_index(sent->questions, i);
        if (question->number == number)
            return question;
    }
    return NULL;
}

/* Does the line begin as something of ours does? `least` bytes must tell. */
static gboolean is_own_line(const SentForm *sent, const char *line, gsize least)
{
    g_autofree char *folded = text_fold(line);
    if (strlen(folded) < least)
        return FALSE;
    folded[least] = '\0';
    return strstr(sent->folded, folded) != NULL;
}

static gboolean follows_label(const SentSlot *slot, const char *line)
{
    g_autofree char *folded = text_fold(line);
    return *slot->next != '\0' && *folded != '\0' &&
           (g_str_has_prefix(slot->next, folded) || g_str_has_prefix(folded, slot->next));
}

/* A piece of the bracket behind the label, which a program broke: "(yes, no or not". */
static gboolean is_hint(const SentSlot *slot, const char *line)
{
    g_autofree char *folded = text_fold(line);
    return line[strspn(line, " \t*_>")] == '(' && *folded != '\0' &&
           strstr(slot->asked, folded) != NULL;
}

/* The line as a whole, or so much of it that nobody writes it by chance. */
static gboolean is_ours(const SentForm *sent, const char *line)
{
    g_autofree char *folded = text_fold(line);
    return (*folded != '\0' && g_hash_table_contains(sent->lines, folded)) ||
           is_own_line(sent, line, OWN_LINE_START);
}

char *sent_form_their_words(const SentForm *sent, const SentSlot *slot, const char *value,
                            gboolean named)
{
    gboolean open = *slot->value == '\0';
    g_autoptr(GString) words = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        gboolean ours =
            i > 0 ? is_ours(sent, lines[i])
                  : open && (follows_label(slot, lines[i]) || is_hint(slot, lines[i]) ||
                             is_own_line(sent, lines[i], named ? OWN_NAME_START : OWN_LINE_START));
        if (ours)
            break;
        g_string_append_printf(words, "%s%s", i > 0 ? "\n" : "", lines[i]);
    }
    return g_strdup(g_strstrip(words->str));
}

/* The label's own words may be taken for part of the value: "nature and source: (received)". */
static gboolean holds_mark(const SentForm *sent, const char *value)
{
    g_autofree char *folded = text_fold(value);
    return strstr(value, MARK) != NULL && strstr(sent->folded, folded) != NULL;
}

gboolean sent_form_unchanged(const SentForm *sent, const SentSlot *slot, const char *value)
{
    guint child = 0;
    g_autofree char *words = sent_form_their_words(sent, slot, value, FALSE);
    const char *rest = received_mark(words, &child);
    if ((rest != NULL && text_empty(rest)) || holds_mark(sent, words))
        return TRUE;
    g_autofree char *ours = text_fold(slot->value), *theirs = text_fold(words);
    return *ours != '\0' && *theirs != '\0' && g_str_has_prefix(ours, theirs);
}
