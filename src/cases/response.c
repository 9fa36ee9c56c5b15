/* response: what the challenged agency answers. Its words for it are the phrases of the field 'response'
 * in the form; the same phrases read the field's own text. Who was asked and answers in other words is never filed in
 * silence: a person says that it is the response, and it goes to the other side as it was written. */
#include "response.h"
#include "exits.h"
#include "ruled.h"
#include "standing.h"
#include "telling.h"
#include <string.h>

static const char key[] = "response";
static const char in_own_words[] =
    "in its own words"; /* labelled, and none of the answers that are known */

static gboolean speaks_for_challenged(const Deciding *x)
{
    return x->sender != NULL && x->sender->agency != NULL &&
           routing_sender_side(x) == SIDE_CHALLENGED;
}

/* "Outcome: partly" is what the agency answers, too: kept as its response, in the words that were written. */
static void take_partly(Deciding *x)
{
    const FieldValue *outcome = reading_value(x->reading, "resolved");
    const FormField *field = forms_field(x->rules->forms, key);
    if (field == NULL || outcome == NULL || outcome->proposed ||
        g_strcmp0(outcome->canonical, "partly") != 0 || reading_value(x->reading, key) != NULL)
        return;
    FieldValue *value = g_new0(FieldValue, 1);
    *value = *outcome;
    value->field = field;
    value->canonical = g_strdup(outcome->canonical);
    g_ptr_array_add(x->reading->values, value);
}

void response_read(Deciding *x)
{
    if (!speaks_for_challenged(x))
        return;
    take_partly(x);
    if (x->reading->has_form)
        return;
    g_autoptr(GPtrArray) asked = g_ptr_array_new();
    g_ptr_array_add(asked, (gpointer)key);
    reading_answers(x->reading, x->rules, asked, x->today);
}

static const char *said_in(const FormField *field, const char *text, gsize length)
{
    for (guint i = 0; i < field->phrases->len; i++) {
        const FieldPhrase *phrase = g_ptr_array_index(field->phrases, i);
        if (pattern_match(phrase->pattern, text, length, 0, NULL) == PATTERN_YES)
            return phrase->value;
    }
    return NULL;
}

/* Behind its label the answer's first line says it, and what follows are its reasons. */
const char *response_said(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, key);
    if (speaks_for_challenged(x) && ruled_says(x, "is-response"))
        return in_own_words;
    if (value == NULL || value->proposed || !speaks_for_challenged(x) ||
        form_is_no_information(x->rules->forms, value->value))
        return NULL;
    if (value->own_words)
        return value->canonical;
    const char *said = said_in(value->field, value->value, strcspn(value->value, "\n"));
    if (said == NULL)
        said = said_in(value->field, value->value, strlen(value->value));
    return said != NULL ? said : in_own_words;
}

/* The answer as it was sent: prose whole, labelled answers with what they name as agreed. */
static char *answer_text(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, key);
    const FieldValue *agreed = reading_value(x->reading, "agreed_outcome");
    if (value == NULL || value->own_words)
        return g_strdup(x->reading->words);
    g_autofree char *prose = g_strstrip(g_strdup(x->reading->words));
    return g_strconcat(value->value, agreed != NULL ? "\n" : "",
                       agreed != NULL ? agreed->field->label : "", agreed != NULL ? ": " : "",
                       agreed != NULL ? agreed->value : "", *prose != '\0' ? "\n\n" : "", prose,
                       NULL);
}

void response_ruled(Deciding *x)
{
    if (!speaks_for_challenged(x) || !ruled_says(x, "is-response"))
        return;
    Event *event = deciding_event(x, "response", "It is the response of %s, in its own words",
                                  agency_name(x->rules, routing_sender_party(x)));
    event_change(event, "turn", x->sender->email, NULL);
    deciding_add(x, event);
}

const char *response_ask(Deciding *x)
{
    if (x->decision->held != NULL || x->reading->has_form || response_said(x) != NULL ||
        deciding_did(x, "delay-record") || !speaks_for_challenged(x) ||
        !reading_says(x->reading, "own-answer"))
        return NULL;
    if (x->ruling == NULL &&
        (!exits_sender_holds(x, TRUE) || standing_said_last(x->c, x->sender->email)))
        return NULL; /* was not asked, or has answered */
    ruled_response(x);
    return x->ruling == NULL ? "the office reads first whether this is your agency's response"
                             : NULL;
}

void response_tell(Deciding *x)
{
    const char *said = response_said(x);
    gboolean ended = case_is_over(x->c);
    if (said == NULL || x->moved || ended || x->c->waiting_confirmation != NULL)
        return;
    g_autofree char *changed = said == in_own_words
                                   ? g_strdup_printf("its response is recorded %s", said)
                                   : g_strdup_printf("its response is recorded as '%s'", said);
    g_autofree char *text = answer_text(x);
    g_autoptr(GPtrArray) holders = g_ptr_array_new();
    for (guint i = 0; i < x->c->holders->len; i++)
        g_ptr_array_add(holders, g_ptr_array_index(x->c->holders, i));
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (holder->current && !holder->informed && holder->side == SIDE_RAISING &&
            *holder->email != '\0' && !g_str_equal(holder->role, "worker") &&
            !telling_already(x, holder->email))
            telling_words(x, holder, "notice-response", changed, "answer", text);
    }
}
