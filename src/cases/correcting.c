/* Corrections by reply. Promises: nothing is overwritten unseen. Every answer that changes is said in the
 * record with what stood there before ('corrected' rows; in words only where a mail may say the value,
 * since the chronology is extracted for the file of an agency). An answer of one side is not changed by
 * the other: the gateway does not decide who is right. A correction that would re-route the case, or set
 * it back to an earlier stage, is told to the office and moves nothing. */
#include "correcting.h"
#include "asking_again.h"
#include "routing.h"
#include "ruled.h"
#include "text.h"

/* ---- who may ---- */

/* The side that somebody wrote for, by the address that the record keeps; SIDE_NONE for the office and
 * for whoever is of neither agency. */
static Side side_of_writer(const Deciding *x, const char *writer)
{
    const Agency *agency = directory_agency_of_domain(x->rules->directory, writer);
    if (case_is_originator(x->c, writer))
        return SIDE_RAISING;
    return agency != NULL ? routing_side_of(x, agency->id) : SIDE_NONE;
}

static Side side_of_sender(const Deciding *x)
{
    return case_is_originator(x->c, x->sender->email) ? SIDE_RAISING : routing_sender_side(x);
}

/* A question of the escalation form, which tells the matter as the raising side sees it; rows are added
 * to by both sides, and danger, or a child's new status, may be reported by anybody. */
static gboolean tells_matter(const Deciding *x, const FormField *field)
{
    const Form *form = forms_named(x->rules->forms, "escalation");
    if (field->type == FIELD_ROWS || field->type == FIELD_STATUS || form_asks_of_harm(field->key))
        return FALSE;
    return form != NULL && g_ptr_array_find((GPtrArray *)form_fields(form), field, NULL);
}

gboolean correcting_child(const Deciding *x)
{
    return x->ruling != NULL || side_of_sender(x) != SIDE_CHALLENGED;
}

gboolean correcting_may(Deciding *x, const FieldValue *value, const Fact *before)
{
    const Event *said = case_event_of(x->c, before->message);
    if (x->ruling != NULL || said == NULL || before->proposed || !tells_matter(x, value->field) ||
        text_same(before->value, value->value))
        return TRUE;
    Side writer = side_of_writer(x, said->actor), sender = side_of_sender(x);
    gboolean other = (writer == SIDE_RAISING && sender == SIDE_CHALLENGED) ||
                     (writer == SIDE_CHALLENGED && sender == SIDE_RAISING);
    if (!other)
        return TRUE;
    (void)deciding_problem(
        x, value->field->key, value->line,
        "the other agency has said something else; both are on record, and theirs is not changed");
    return FALSE;
}

/* ---- what is said of it ---- */

static gboolean is_correction(const Deciding *x, const FormField *field, const Fact *before,
                              const char *value)
{
    if (field == NULL || before == NULL || before->proposed || field->type == FIELD_ROWS ||
        text_empty(before->value) || text_same(before->value, value))
        return FALSE;
    const Form *form = forms_named(x->rules->forms, "escalation");
    return form != NULL && g_ptr_array_find((GPtrArray *)form_fields(form), field, NULL) &&
           !form_is_evasive(x->rules->forms, before->value);
}

static void say(const Deciding *x, GString *words, const FormField *field, const Fact *before,
                const char *value)
{
    g_autofree char *was = text_line(before->value, 80), *is = text_line(value, 80);
    text_append(words, words->len > 0 ? "; " : "", field->label, NULL);
    if (before->child > 0 && x->c->children->len > 1)
        text_append(words, " (child ", decimal(before->child), ")", NULL);
    if (asking_may_repeat(x, field, before->value) && asking_may_repeat(x, field, value))
        text_append(words, ": was \"", was, "\", is \"", is, "\"", NULL);
}

Event *correcting_event(Deciding *x, const Event *received)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autoptr(Event) event = deciding_event(x, "corrected", "%s", "");
    for (guint i = 0; i < received->changes->len; i++) {
        const GStrv change = g_ptr_array_index(received->changes, i);
        if (!text_is(change[0], "fact"))
            continue;
        guint child = (guint)g_ascii_strtoull(change[2], NULL, 10);
        const FormField *field = forms_field(x->rules->forms, change[1]);
        const Fact *before = case_fact_of(x->c, change[1], child);
        if (!is_correction(x, field, before, change[3]))
            continue;
        say(x, words, field, before, change[3]);
        event_change(event, "corrected", change[1], change[2], before->value,
                     before->message != NULL ? before->message : "", NULL);
    }
    if (words->len == 0)
        return NULL;
    g_free(event->text);
    event->text = g_strdup_printf("Corrected by %s: %s", x->sender->email, words->str);
    return g_steal_pointer(&event);
}

/* ---- what it would move ---- */

static const Agency *named_anew(const AgencyMatch *match, const char *now)
{
    return match != NULL && match->agency != NULL && now != NULL &&
                   !g_str_equal(match->agency->id, now)
               ? match->agency
               : NULL;
}

static gboolean said_now(const Deciding *x, const char *key)
{
    const Fact *fact = case_fact_of(x->c, key, 0);
    return fact != NULL && g_strcmp0(fact->message, x->sha256) == 0;
}

static void hold_agency(Deciding *x, const Agency *agency, Side side, const char *now)
{
    const char *name = side_name(side);
    g_autofree char *text = g_strdup_printf(
        "names %s as the agency %s, which is recorded as %s: is it to be routed to them? To do so: "
        "casegate route %s --side %s --agency %s",
        agency->name, side == SIDE_RAISING ? "raising it" : "disagreed with",
        agency_name(x->rules, now), x->c->reference, name, agency->id);
    ruled_step(x, "correction", text);
}

static gboolean hold_stage(Deciding *x)
{
    const FieldValue *claimed = reading_value(x->reading, "stage_claimed");
    const PolicyStage *now = policy_stage(x->policy, x->c->stage);
    const PolicyStage *said = claimed != NULL && !claimed->proposed && claimed->canonical != NULL
                                  ? policy_stage(x->policy, claimed->canonical)
                                  : NULL;
    if (now == NULL || said == NULL || said->number >= now->number || !said_now(x, "stage_claimed"))
        return FALSE;
    g_autofree char *text = g_strdup_printf(
        "says that the case is at %s; it is recorded at %s: is it to go back? To do so: casegate "
        "stage %s %s",
        said->name, now->name, x->c->reference, said->id);
    ruled_step(x, "correction", text);
    return TRUE;
}

const char *correcting_route(Deciding *x)
{
    gboolean runs = case_runs(x->c);
    Side side = side_of_sender(x);
    if (x->ruling != NULL || !runs || x->decision->held != NULL || x->reading->forwarded ||
        (side != SIDE_RAISING && side != SIDE_PARTNERSHIP))
        return NULL;
    const Agency *challenged = x->c->routing_held == SIDE_NONE
                                   ? named_anew(x->reading->challenged, x->c->challenged)
                                   : NULL;
    const Agency *raising = named_anew(x->reading->raising, x->c->raising);
    if (challenged != NULL && said_now(x, "challenged_agency"))
        hold_agency(x, challenged, SIDE_CHALLENGED, x->c->challenged);
    else if (raising != NULL && said_now(x, "raising_agency"))
        hold_agency(x, raising, SIDE_RAISING, x->c->raising);
    else if (!hold_stage(x))
        return NULL;
    return "what you correct would take the case elsewhere; the office looks at it first, and "
           "until "
           "then nothing is moved";
}
