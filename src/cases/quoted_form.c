/* Many people fill in our lines where the mail program has quoted them. Quoted text is read in that
 * one case only: the mail that is answered is ours, known by its keyed Message-ID, and the field
 * was empty in it. What we wrote ourselves is never taken for an answer, however it was wrapped. */
#include "quoted_form.h"
#include "text.h"
#include <string.h>

#define FILLED_IN_BYTES 200u /* what we fill in is of one line */
#define OWN_LINE_START                                                                             \
    24u /* so many bytes of a line tell that it is ours: no agency's short name is so long */

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

/* `filled_in`: also the lines that we had filled in with what we know of the sender, if they come back. */
static void take_fields(Deciding *x, const OutboxRow *sent, gboolean filled_in)
{
    const FormLabels *labels = forms_labels(x->rules->forms);
    if (sent == NULL || sent->body == NULL)
        return;
    g_autofree char *folded = text_fold(sent->body);
    for (guint i = 0; i < x->mail->fields->len; i++) {
        MailField field = g_array_index(x->mail->fields, MailField, i);
        gboolean empty =
            g_str_has_prefix(field.part, "quoted") && left_empty(labels, sent->body, field.key);
        if (!g_str_has_prefix(field.part, "quoted") || (!empty && !filled_in))
            continue;
        g_autofree char *words =
            empty ? their_words(folded, field.value) : text_line(field.value, FILLED_IN_BYTES);
        field.value = g_intern_string(words);
        if (*words != '\0')
            reading_take_field(x->reading, x->rules, x->policy, &field, x->today);
    }
}

void quoted_form_take(Deciding *x, const OutboxRow *sent)
{
    take_fields(x, sent, FALSE);
}

static gboolean has_quoted_field(const MailRecord *mail)
{
    for (guint i = 0; i < mail->fields->len; i++)
        if (g_str_has_prefix(g_array_index(mail->fields, MailField, i).part, "quoted"))
            return TRUE;
    return FALSE;
}

/* Ours, of no case, and sent to the sender or to somebody of the same agency. */
static gboolean is_their_blank(const Deciding *x, const OutboxRow *sent)
{
    const Agency *theirs = directory_agency_of_domain(x->rules->directory, sent->to);
    return *sent->reference == '\0' && g_str_equal(sent->template, "form-request") &&
           (g_str_equal(sent->to, x->sender->email) ||
            (theirs != NULL && theirs == x->sender->agency));
}

void quoted_form_take_blank(Deciding *x)
{
    if (x->reading->has_form || x->lookup == NULL || !has_quoted_field(x->mail))
        return;
    for (guint i = 0; i < x->mail->references->len && x->error == NULL; i++) {
        const char *id = g_ptr_array_index(x->mail->references, i);
        g_autoptr(OutboxRow) sent =
            *id != '\0' ? x->lookup->sent_mail(x->lookup->outside, id, &x->error) : NULL;
        if (sent == NULL || !is_their_blank(x, sent))
            continue;
        take_fields(x, sent, TRUE);
        reading_refresh(x->reading, x->rules, x->policy, x->mail);
        return;
    }
}
