/* The urgent path. Urgency outranks form faults: what cannot be told from the form is said to the
 * office at once and holds nobody back who can be told. Promises all the same that no agency is told
 * that might not be meant. Whether a child is safe is never said here. */
#include "alarming.h"
#include "routing.h"
#include "text.h"
#include "yes_no.h"

#define URGENT_DATE "urgent"
/* The service that is rung out of hours (directory_is_service). */
static const char duty_service[] = "emergency_duty";

static gboolean by_text(const Deciding *x, const PolicyUrgent *urgent)
{
    return g_str_equal(urgent->field, "immediate_harm") && x->reading->claims_harm &&
           reading_canonical(x->reading, urgent->field) == NULL;
}

static gboolean fires(const Deciding *x, const PolicyUrgent *urgent)
{
    return x->reading != NULL &&
           (g_strcmp0(reading_canonical(x->reading, urgent->field), "yes") == 0 ||
            by_text(x, urgent));
}

gboolean alarming_any(const Deciding *x)
{
    for (guint i = 0; x->policy != NULL && i < x->policy->urgent->len; i++)
        if (fires(x, g_ptr_array_index(x->policy->urgent, i)))
            return TRUE;
    return FALSE;
}

static gboolean has_yes(const Deciding *x, const char *key)
{
    const char *value = x->c != NULL ? case_fact(x->c, key) : NULL;
    const FormField *field = forms_field(x->rules->forms, key);
    return value != NULL && g_strcmp0(yes_no_said(field, value), "yes") == 0;
}

/* Named in the text, which answers no question: the office looks. Not where the same message says a plain no to it, nor
 * where the record has the yes. */
static gboolean is_named(const Deciding *x, const PolicyUrgent *urgent)
{
    const char *answer = reading_canonical(x->reading, urgent->field);
    return urgent->named != NULL && g_strcmp0(answer, "no") != 0 && !has_yes(x, urgent->field) &&
           words_say(x->rules, x->reading->said, urgent->named);
}

static gboolean any_named(const Deciding *x)
{
    for (guint i = 0; x->policy != NULL && i < x->policy->urgent->len; i++)
        if (is_named(x, g_ptr_array_index(x->policy->urgent, i)))
            return TRUE;
    return FALSE;
}

gboolean alarming_urgent(const Deciding *x)
{
    const FieldValue *answer = reading_value(x->reading, "immediate_harm");
    gboolean yes = answer != NULL && g_strcmp0(answer->canonical, "yes") == 0;
    gboolean plain_no =
        answer != NULL && !answer->own_words && g_strcmp0(answer->canonical, "no") == 0;
    return yes || (x->reading->claims_harm && !plain_no) || x->reading->answers_in_harm ||
           any_named(x) || alarming_any(x);
}

GPtrArray *alarming_stages(const Deciding *x, const char **section_out)
{
    g_autoptr(GPtrArray) stages = g_ptr_array_new();
    for (guint i = 0; x->policy != NULL && i < x->policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(x->policy->urgent, i);
        for (guint j = 0; fires(x, urgent) && urgent->at_once[j] != NULL; j++) {
            const PolicyStage *stage = policy_stage(x->policy, urgent->at_once[j]);
            *section_out = urgent->section;
            if (stage != NULL && !g_ptr_array_find(stages, stage, NULL))
                g_ptr_array_add(stages, (gpointer)stage);
        }
    }
    return stages->len > 0 ? g_steal_pointer(&stages) : NULL;
}

gboolean alarming_at_once(const Deciding *x)
{
    const char *section = NULL;
    g_autoptr(GPtrArray) stages = alarming_stages(x, &section);
    return stages != NULL;
}

char *alarming_duty(const Deciding *x)
{
    if (x->rules->site.emergency_duty != NULL)
        return g_strdup(x->rules->site.emergency_duty);
    g_autoptr(GPtrArray) posts =
        directory_posts_of(x->rules->directory, NULL, duty_service, deciding_acting_day(x));
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (*post->phone != '\0')
            return g_strdup_printf("%s, %s", post->name, post->phone);
    }
    return g_strdup("");
}

static void alarm_duty(Deciding *x, const char *question)
{
    telling_roles(x, x->rules->site.duty_roles, "office-alarm", question, NULL, NULL);
}

static void tell_named(Deciding *x, const PolicyUrgent *urgent, GString *vacant)
{
    g_autoptr(GPtrArray) seats = routing_seats_of(x, urgent->tell, 0);
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        g_autofree char *role = role_words(seat->role);
        if (*seat->email == '\0') {
            g_string_append_printf(vacant, " No %s is in post at %s: please telephone.", role,
                                   agency_name(x->rules, seat->agency));
            deciding_add(x,
                         deciding_event(x, "vacant",
                                        "No %s in post at %s: not told; the office must telephone",
                                        role, agency_name(x->rules, seat->agency)));
            continue;
        }
        if (telling_already(x, seat->email))
            continue;
        telling_mail(x, "notice-urgent", seat->email, seat->name, seat->role, FALSE, "section",
                     urgent->section, NULL);
        telling_remember(x, seat->email, seat->role, seat->agency);
    }
}

/* A rule for young children that an older child's form sets off is acted on all the same: the answer
 * was yes. The office sees that the dates of birth say otherwise. */
static void say_age(const Deciding *x, GString *text)
{
    guint limit = x->rules->site.infant_under;
    gboolean asked = FALSE;
    for (guint i = 0; i < x->policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(x->policy->urgent, i);
        asked |= urgent->young_child && fires(x, urgent);
    }
    for (guint i = 0; i < x->c->children->len; i++) {
        const Child *child = g_ptr_array_index(x->c->children, i);
        asked &= child->born != DAY_UNKNOWN && day_years(child->born, x->today) >= limit;
    }
    if (asked && limit > 0 && x->c->children->len > 0)
        g_string_append_printf(
            text, " By the dates of birth given no child is under %u: please check.", limit);
}

/* Seats of the stages that nobody fills, and an agency that could not be told for certain. */
static void say_gaps(const Deciding *x, GString *text)
{
    gboolean read_as = x->c->challenged != NULL && x->reading->challenged != NULL &&
                       x->reading->challenged->agency == NULL;
    if (read_as)
        g_string_append_printf(text,
                               " The organisation disagreed with is misspelt; it was taken to "
                               "be %s: please check.",
                               agency_name(x->rules, x->c->challenged));
    if (x->c->routing_held != SIDE_NONE)
        g_string_append(text, " Which organisation is meant is not certain, and nobody there has "
                              "been told: please route it now.");
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        g_autofree char *role = role_words(holder->role);
        if (holder->current && *holder->email == '\0' && !g_str_equal(holder->role, "worker"))
            g_string_append_printf(text, " No %s is in post at %s: please telephone.", role,
                                   agency_name(x->rules, holder->agency));
    }
}

void alarming_tell(Deciding *x)
{
    g_autoptr(GString) text =
        g_string_new("A message says that a child may be at immediate risk of harm.");
    for (guint i = 0; i < x->policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(x->policy->urgent, i);
        gboolean set_off = fires(x, urgent);
        deciding_trace(x, set_off, urgent->field, urgent->section, "%s",
                       x->reading != NULL && by_text(x, urgent) ? "the text says so"
                                                                : "the form's answer");
        if (set_off)
            tell_named(x, urgent, text);
    }
    if (alarming_at_once(x))
        say_gaps(x, text);
    say_age(x, text);
    telling_office(x, "office-alarm", text->str);
    alarm_duty(x, text->str);
}

static gboolean immediate_runs(const Case *c)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (date->met == MET_PENDING && g_str_equal(date->kind, "immediate"))
            return TRUE;
    }
    return FALSE;
}

void alarming_date(Deciding *x)
{
    for (guint i = 0; i < x->policy->urgent->len && !immediate_runs(x->c); i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(x->policy->urgent, i);
        if (!urgent->immediate || !fires(x, urgent))
            continue;
        g_autofree char *day = day_iso(x->today);
        g_autofree char *at = deciding_at(x);
        g_autofree char *why = g_strdup_printf("immediately (section %s)", urgent->section);
        Event *event = deciding_event(x, "date-set", "Dates: %s", why);
        event_change(event, "date", URGENT_DATE, "immediate", day, at, "yes", day, why, NULL);
        deciding_add(x, event);
    }
}

static gboolean out_of_hours(const Deciding *x)
{
    int minute = instant_minute(x->received, x->rules->site.zone);
    return !calendar_is_working(x->rules->calendar, x->today) ||
           minute < x->rules->site.day_begins || minute >= x->rules->site.day_ends;
}

void alarming_again(Deciding *x)
{
    Side side = routing_sender_side(x);
    if (!x->c->urgent || side == SIDE_PARTNERSHIP || !out_of_hours(x))
        return;
    deciding_add(x, deciding_event(x, "urgent",
                                   "Written out of hours about an urgent case: the "
                                   "duty posts are alarmed"));
    alarm_duty(x,
               "A message about an urgent case came out of hours: please ring the one who wrote.");
}

void alarming_ends(Deciding *x)
{
    Event *event =
        deciding_event(x, "urgent-ended", "No longer treated as urgent, by a person's word");
    event_change(event, "urgent", "no", NULL);
    deciding_add(x, event);
}

/* What the record has a yes for keeps its case urgent, whatever is answered to another question. */
static gboolean recorded_yes(const Deciding *x)
{
    for (guint i = 0; i < x->policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(x->policy->urgent, i);
        if (has_yes(x, urgent->field))
            return TRUE;
    }
    return FALSE;
}

void alarming_answered(Deciding *x)
{
    Side side = routing_sender_side(x);
    const char *harm = reading_canonical(x->reading, "immediate_harm");
    if (x->c->urgent && side == SIDE_RAISING && g_strcmp0(harm, "no") == 0 &&
        !x->reading->claims_harm && !any_named(x) && !alarming_any(x) && !recorded_yes(x))
        alarming_ends(x);
}
