/* response: what the challenged agency answers. Its words for it are the phrases of the field 'response'
 * in the form; the same phrases read the field's own text. */
#include "response.h"
#include "telling.h"
#include <string.h>

static const char key[] = "response";

static gboolean speaks_for_challenged(const Deciding *x)
{
    return x->sender != NULL && x->sender->agency != NULL &&
           routing_sender_side(x) == SIDE_CHALLENGED;
}

void response_read(Deciding *x)
{
    if (!speaks_for_challenged(x) || x->reading->has_form)
        return;
    g_autoptr(GPtrArray) asked = g_ptr_array_new();
    g_ptr_array_add(asked, (gpointer)key);
    reading_answers(x->reading, x->rules, asked, x->today);
}

const char *response_said(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, key);
    if (value == NULL || value->proposed || !speaks_for_challenged(x))
        return NULL;
    if (value->own_words)
        return value->canonical;
    for (guint i = 0; i < value->field->phrases->len; i++) {
        const FieldPhrase *phrase = g_ptr_array_index(value->field->phrases, i);
        if (pattern_match(phrase->pattern, value->value, strlen(value->value), 0, NULL) ==
            PATTERN_YES)
            return phrase->value;
    }
    return NULL;
}

static void tell_holder(Deciding *x, const Holder *holder, const char *changed)
{
    const FieldValue *value = reading_value(x->reading, key);
    gboolean detail = telling_secure(x, holder->email, holder->agency) == SECURE_TLS;
    const char *text = value->own_words ? x->reading->words : value->value;
    telling_mail(x, "notice-response", holder->email, holder->name, holder->role, FALSE,
                 "what_changed", changed, "detail", detail ? text : "", NULL);
    g_hash_table_add(x->told, g_strdup(holder->email));
    if (!detail)
        deciding_add(x,
                     deciding_event(x, "detail-not-sent",
                                    "The answer's own words were not sent to %s: the address may "
                                    "not have them",
                                    agency_name(x->rules, holder->agency)));
}

void response_tell(Deciding *x)
{
    const char *said = response_said(x);
    gboolean ended = case_is_over(x->c);
    if (said == NULL || x->moved || ended || x->c->waiting_confirmation != NULL)
        return;
    g_autofree char *changed = g_strdup_printf("its response is recorded as '%s'", said);
    g_autoptr(GPtrArray) holders = g_ptr_array_new();
    for (guint i = 0; i < x->c->holders->len; i++)
        g_ptr_array_add(holders, g_ptr_array_index(x->c->holders, i));
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (holder->current && !holder->informed && holder->side == SIDE_RAISING &&
            *holder->email != '\0' && !g_str_equal(holder->role, "worker") &&
            !telling_already(x, holder->email))
            tell_holder(x, holder, changed);
    }
}
