/* Many people fill in our lines where the mail program has quoted them. Quoted text is read in that
 * one case only: the mail that is answered is ours, known by its keyed Message-ID, and the field
 * was empty in it. What we wrote ourselves is never taken for an answer, however it was wrapped. */
#include "quoted_form.h"
#include "text.h"
#include <string.h>

#define OWN_LINE_START 16u /* so many bytes of a line tell that it is ours */

static gboolean left_empty(const FormLabels *labels, const char *body, const char *key)
{
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        gsize value = 0;
        LabelExtent extent;
        int found = form_labels_find(labels, lines[i], strlen(lines[i]), FALSE, &value, &extent);
        if (found >= 0 && text_empty(lines[i] + value) &&
            g_str_equal(form_labels_key(labels, (guint)found), key))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_own_line(const char *body_folded, const char *line)
{
    g_autofree char *folded = text_fold(line);
    if (strlen(folded) < OWN_LINE_START)
        return FALSE;
    folded[OWN_LINE_START] = '\0';
    return strstr(body_folded, folded) != NULL;
}

/* The value up to the first line that is ours. */
static char *their_words(const char *body_folded, const char *value)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    for (guint i = 0; lines[i] != NULL && !is_own_line(body_folded, lines[i]); i++)
        g_string_append_printf(words, "%s%s", i > 0 ? "\n" : "", lines[i]);
    return g_strdup(g_strstrip(words->str));
}

void quoted_form_take(Deciding *x, const OutboxRow *sent)
{
    const FormLabels *labels = forms_labels(x->rules->forms);
    if (sent == NULL || sent->body == NULL)
        return;
    g_autofree char *folded = text_fold(sent->body);
    for (guint i = 0; i < x->mail->fields->len; i++) {
        MailField field = g_array_index(x->mail->fields, MailField, i);
        if (!g_str_has_prefix(field.part, "quoted") || !left_empty(labels, sent->body, field.key))
            continue;
        g_autofree char *words = their_words(folded, field.value);
        field.value = g_intern_string(words);
        if (*words != '\0')
            reading_take_field(x->reading, x->rules, x->policy, &field, x->today);
    }
}
