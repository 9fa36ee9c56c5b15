/* The values that templates may show. What an acknowledgement shows is reply-safe by construction:
 * no child's name, identifier or status, no quoted text; the child's detail is a value of its own
 * ('detail', 'child_status') that only notices to entitled recipients name. */
#include "alarming.h"
#include "asking.h"
#include "asking_again.h"
#include "duties.h"
#include "earlier.h"
#include "noting.h"
#include "standing.h"
#include "telling.h"
#include "text.h"
#include "text_format.h"
#include <stdlib.h>
#include <string.h>

#define DETAIL_BYTES 2048u /* of most cases; more makes it grow */

static char *copy(const char *text)
{
    return g_strdup(text != NULL ? text : "");
}

/* Texts of the case are put together once for all mails between two of its events. */
static char *kept_text(Deciding *x, KeptText *kept, char *(*make)(const Deciding *))
{
    guint events = x->c->events->len;
    if (kept->text == NULL || kept->events != events ||
        g_strcmp0(kept->reference, x->c->reference) != 0) {
        g_free(kept->text);
        g_free(kept->reference);
        kept->text = make(x);
        kept->reference = g_strdup(x->c->reference);
        kept->events = events;
    }
    return g_strdup(kept->text);
}

char *telling_missing(Deciding *x)
{
    return kept_text(x, &x->missing, asking_missing);
}

static const PolicyStage *stage_of(const Deciding *x)
{
    return policy_stage(x->policy, x->c->stage);
}

static char *stage_name(const Deciding *x)
{
    const PolicyStage *stage = stage_of(x);
    return copy(stage != NULL ? stage->name : "stage to be confirmed");
}

static char *stage_label(const Deciding *x)
{
    const PolicyStage *stage = stage_of(x);
    return copy(stage != NULL ? stage->label : "Stage to be confirmed");
}

static char *stage_section(const Deciding *x)
{
    const PolicyStage *stage = stage_of(x);
    return copy(stage != NULL ? stage->section : "");
}

static char *next_stage(const Deciding *x)
{
    const PolicyStage *stage = stage_of(x);
    const PolicyStage *next = stage != NULL ? policy_stage_at(x->policy, stage->number + 1) : NULL;
    return copy(next != NULL ? next->name : "");
}

static char *tier_text(const Deciding *x)
{
    return x->c->tier > 0 ? g_strdup_printf("tier %u", x->c->tier) : g_strdup("");
}

static char *next_date(const Deciding *x)
{
    const CaseDate *next = standing_next_date(x->c);
    if (next == NULL)
        return NULL;
    static const struct {
        const char *kind, *words;
    } kinds[] = {
        {"guide", "guide date"},          {"safe-by", "date by which the child needs this settled"},
        {"same-day", "same working day"}, {"maximum", "latest date"},
        {"immediate", "at once"},         {"outstanding", "outstanding item due"}};
    g_autofree char *day = day_words(next->due_day);
    const char *words = next->kind;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(next->kind, kinds[i].kind))
            words = kinds[i].words;
    /* a dispute may be older than its form: the date is said, and that nobody can keep it any more */
    return text_format("%s (%s%s)", day, words, next->due < x->now ? ", already passed" : "");
}

static char *next_date_why(const Deciding *x)
{
    const CaseDate *next = standing_next_date(x->c);
    return next != NULL ? copy(next->why) : NULL;
}

static char *recorded_text(const Deciding *x)
{
    if (x->reading == NULL)
        return NULL;
    g_autoptr(GString) lines = g_string_new(NULL);
    guint n = x->reading->children->len;
    if (n > 0)
        g_string_append_printf(lines, "- %u %s recorded\n", n, n == 1 ? "child" : "children");
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        if (value->child == 0)
            text_append(lines, "- ", value->field->label, "\n", NULL);
    }
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static char *reference(const Deciding *x)
{
    return copy(x->c->reference);
}

static char *state(const Deciding *x)
{
    return copy(case_state_name(x->c->state));
}

static char *raising(const Deciding *x)
{
    return copy(agency_name(x->rules, x->c->raising));
}

static char *challenged(const Deciding *x)
{
    return copy(x->c->routing_held == SIDE_CHALLENGED ? ""
                                                      : agency_name(x->rules, x->c->challenged));
}

static char *agencies(const Deciding *x)
{
    return g_strdup_printf("%s and %s", agency_name(x->rules, x->c->raising),
                           agency_name(x->rules, x->c->challenged));
}

static char *children_count(const Deciding *x)
{
    return g_strdup_printf("%u", x->c->children->len);
}

static char *provisional(const Deciding *x)
{
    return copy(x->c->state == CASE_PROVISIONAL ? "provisional" : "");
}

static char *told(const Deciding *x)
{
    return copy(x->told_words->str);
}

static char *urgent_text(const Deciding *x)
{
    return copy(x->policy->urgent_text);
}

static char *policy_title(const Deciding *x)
{
    return copy(x->policy->title);
}

static char *policy_version(const Deciding *x)
{
    return copy(x->policy->version);
}

static char *records(const Deciding *x)
{
    return x->policy->records_asks == NULL ? copy("")
                                           : g_strconcat(x->policy->records_asks, " (section ",
                                                         x->policy->records_section, ")", NULL);
}

static char *partnership(const Deciding *x)
{
    return copy(x->rules->site.name);
}

static char *mailbox(const Deciding *x)
{
    return copy(x->mailbox != NULL ? x->mailbox : x->rules->site.mailboxes[0]);
}

static char *emergency_duty(const Deciding *x)
{
    return alarming_duty(x);
}

static char *ring_now(const Deciding *x)
{
    gboolean urgent = x->decision->urgent || (x->c != NULL && x->c->urgent);
    gboolean known = x->sender == NULL || x->sender->level > SENDER_UNKNOWN;
    if (!urgent)
        return NULL;
    return known ? alarming_duty(x) : copy(x->rules->site.emergency_duty); /* not the directory's */
}

/* The office closed it before all that bars closing was done: the mail must not say otherwise. */
static char *reason(const Deciding *x)
{
    for (guint i = x->decision->first_new; x->mail == NULL && i < x->c->events->len; i++) {
        const Event *event = g_ptr_array_index(x->c->events, i);
        if (g_str_equal(event->kind, "waived") && event->changes->len > 0)
            return copy(
                "The partnership office has closed it and recorded why; not everything that "
                "the policy asks for before closing has been done");
    }
    return NULL;
}

/* What is still owed, by label, and what of it is asked of the sender. */
static char *owed(const Deciding *x)
{
    return duties_listed(x);
}

static char *asked(const Deciding *x)
{
    const char *agency =
        x->sender != NULL && x->sender->agency != NULL ? x->sender->agency->id : NULL;
    Side side = x->sender != NULL ? routing_side_of(x, agency) : SIDE_NONE;
    return side != SIDE_NONE ? duties_asked(x, side, x->sender->email) : NULL;
}

static char *received_at(const Deciding *x)
{
    return instant_words(x->received, x->rules->site.zone);
}

static char *kind(const Deciding *x)
{
    return copy(x->decision->kind);
}

static char *reply_form(const Deciding *x)
{
    static const char *const keys[] = {"resolved",       "discussion_date", "how_agreed",
                                       "agreed_outcome", "outstanding",     NULL};
    return asking_lines(x, keys);
}

static char *duty_form(const Deciding *x)
{
    return asking_duty_lines(x, x->c->stage);
}

/* "01632 960138 or 01632 960139": as the directory has it, "" where it has none. */
static char *office_phone(const Deciding *x)
{
    g_autoptr(GPtrArray) posts =
        directory_posts_of(x->rules->directory, NULL, "office", deciding_acting_day(x));
    GString *numbers = g_string_new(NULL);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (*post->phone != '\0' && strstr(numbers->str, post->phone) == NULL)
            g_string_append_printf(numbers, "%s%s", numbers->len > 0 ? " or " : "", post->phone);
    }
    return g_string_free(numbers, FALSE);
}

typedef struct {
    const char *field;
    gboolean of_case; /* empty while there is none */
    char *(*text)(const Deciding *);
} Source;

static const Source sources[] = {
    /* in the order of the alphabet */
    {"agencies", TRUE, agencies},
    {"asked", TRUE, asked},
    {"challenged", TRUE, challenged},
    {"children_count", TRUE, children_count},
    {"duty_form", TRUE, duty_form},
    {"emergency_duty", FALSE, emergency_duty},
    {"kind", FALSE, kind},
    {"mailbox", FALSE, mailbox},
    {"next_date", TRUE, next_date},
    {"next_date_why", TRUE, next_date_why},
    {"next_stage", TRUE, next_stage},
    {"office_phone", FALSE, office_phone},
    {"owed", TRUE, owed},
    {"partnership", FALSE, partnership},
    {"policy_title", FALSE, policy_title},
    {"policy_version", FALSE, policy_version},
    {"problems", TRUE, asking_problems},
    {"provisional", TRUE, provisional},
    {"raising", TRUE, raising},
    {"reason", TRUE, reason},
    {"received_at", FALSE, received_at},
    {"recorded", TRUE, recorded_text},
    {"records", FALSE, records},
    {"reference", TRUE, reference},
    {"reply_form", TRUE, reply_form},
    {"returned_form", TRUE, asking_returned},
    {"ring_now", FALSE, ring_now},
    {"section", TRUE, stage_section},
    {"signature", FALSE, partnership},
    {"stage", TRUE, stage_name},
    {"stage_label", TRUE, stage_label},
    {"stage_name", TRUE, stage_name},
    {"state", TRUE, state},
    {"tier", TRUE, tier_text},
    {"told", TRUE, told},
    {"unopened", FALSE, noting_unopened},
    {"urgent_text", FALSE, urgent_text},
};

static int by_field(const void *field, const void *source)
{
    return strcmp(field, ((const Source *)source)->field);
}

char *telling_value(gpointer deciding, const char *field)
{
    Deciding *x = deciding;
    if (g_str_equal(field, "missing"))
        return x->c != NULL ? telling_missing(x) : NULL;
    const Source *source =
        bsearch(field, sources, G_N_ELEMENTS(sources), sizeof sources[0], by_field);
    return source == NULL || (source->of_case && x->c == NULL) ? NULL : source->text(x);
}

/* How people write a status, as the form has it. */
static char *status_words(const Deciding *x, const char *status)
{
    const FormField *field = forms_field(x->rules->forms, "child.status");
    for (guint i = 0; field != NULL && i < field->choices->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(field->choices, i);
        if (g_str_equal(choice->value, status) && choice->words != NULL && choice->words[0] != NULL)
            return g_strdup(choice->words[0]);
    }
    return role_words(status);
}

static void child_lines(const Deciding *x, GString *lines, const Child *child)
{
    text_append(lines, "Child ", decimal(child->n), ": ",
                *child->name != '\0' ? child->name : "name not given", NULL);
    g_autofree char *born = child->born != DAY_UNKNOWN ? day_words(child->born) : NULL;
    g_autofree char *expected = child->expected != DAY_UNKNOWN ? day_words(child->expected) : NULL;
    if (born != NULL)
        text_append(lines, ", born ", born, NULL);
    else if (expected != NULL)
        text_append(lines, ", expected ", expected, NULL);
    if (*child->ids != '\0')
        text_append(lines, ", identifier ", child->ids, NULL);
    for (guint i = 0; i < child->status->len; i++) {
        g_autofree char *status = status_words(x, g_ptr_array_index(child->status, i));
        text_append(lines, i == 0 ? ", status: " : ", ", status, NULL);
    }
    if (child->settled)
        g_string_append(lines, " (settled)");
    g_string_append_c(lines, '\n');
}

/* What a holder who may have the detail is told of the answers. */
const char *const telling_detail_keys[] = {"decision_challenged",
                                           "about",
                                           "reasons",
                                           "problem",
                                           "evidence",
                                           "evidence.nature",
                                           "evidence.source",
                                           "impact",
                                           "childs_view",
                                           "outcome_sought",
                                           "disagreement_date",
                                           "safe_by",
                                           "immediate_harm",
                                           "immediate_action",
                                           "sender_contact",
                                           "response",
                                           "agreed_outcome",
                                           NULL};

/* Of the answers that a re-opening leaves behind, and of what was agreed: does it still stand? What was agreed while the
 * case is open again, or goes on to its next stage, has failed. */
static gboolean still_stands(const Deciding *x, const Fact *fact)
{
    gboolean agreed = g_str_equal(fact->key, "agreed_outcome");
    if (!agreed && !g_str_equal(fact->key, "response"))
        return TRUE;
    const Event *said = case_event_of(x->c, fact->message);
    return (!agreed || !case_runs(x->c)) && (said == NULL || case_in_cycle(x->c, said));
}

static gboolean opened_with(const Case *c, const Fact *fact)
{
    const Event *first = c->events->len > 0 ? g_ptr_array_index(c->events, 0) : NULL;
    return first != NULL && g_strcmp0(first->message, fact->message) == 0;
}

/* Who raised it and who speaks for them wrote it, as far as the record tells. */
static gboolean is_of_raising(const Deciding *x, const Fact *fact)
{
    if (opened_with(x->c, fact))
        return TRUE;
    const char *writer = earlier_writer(x->c, fact->message);
    const Agency *agency = directory_agency_of_domain(x->rules->directory, writer);
    if (agency == NULL || g_strcmp0(agency->id, x->c->raising) == 0 ||
        case_is_originator(x->c, writer))
        return TRUE;
    Side side = routing_side_of(x, agency->id);
    return side == SIDE_RAISING || side == SIDE_NONE;
}

/* The answers of those who raised it, or all the others. */
static void answer_lines(const Deciding *x, GString *lines, gboolean of_raising)
{
    for (const char *const *key = telling_detail_keys; *key != NULL; key++) {
        const Fact *fact = case_fact_of(x->c, *key, 0);
        const FormField *field = forms_field(x->rules->forms, *key);
        if (fact != NULL && fact->value != NULL && field != NULL && still_stands(x, fact) &&
            is_of_raising(x, fact) == of_raising)
            text_append(lines, field->label, ": ", fact->value, "\n", NULL);
    }
}

/* Above them stands whose words they are not, as the mails say of the referral whose it is. */
static void add_others(const Deciding *x, GString *lines)
{
    g_autoptr(GString) others = g_string_new(NULL);
    answer_lines(x, others, FALSE);
    if (others->len > 0)
        text_append(lines, "Not in the words of ", agency_name(x->rules, x->c->raising), ":\n",
                    others->str, NULL);
}

static char *detail_text(const Deciding *x)
{
    g_autoptr(GString) lines = g_string_sized_new(DETAIL_BYTES);
    for (guint i = 0; i < x->c->children->len; i++)
        child_lines(x, lines, g_ptr_array_index(x->c->children, i));
    text_append(lines, "Raised by: ", agency_name(x->rules, x->c->raising), NULL);
    const Person *originator = &x->c->originator;
    if (originator->name != NULL && *originator->name != '\0')
        text_append(lines, ", ", originator->name, NULL);
    if (originator->role != NULL && *originator->role != '\0')
        text_append(lines, " (", originator->role, ")", NULL);
    g_string_append_c(lines, '\n');
    answer_lines(x, lines, TRUE);
    for (guint i = 0; i < x->c->discussions->len; i++) {
        const Discussion *row = g_ptr_array_index(x->c->discussions, i);
        g_autofree char *day =
            row->date != DAY_UNKNOWN ? day_words(row->date) : g_strdup("date not given");
        const PolicyStage *stage = policy_stage(x->policy, row->stage);
        text_append(lines, "Discussion: ", day, stage != NULL ? ", " : "",
                    stage != NULL ? stage->name : "", *row->how != '\0' ? ", " : "", row->how, ". ",
                    row->outcome, "\n", NULL);
    }
    add_others(x, lines);
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

char *telling_detail(Deciding *x)
{
    return kept_text(x, &x->detail, detail_text);
}

char *telling_children(const Deciding *x, GPtrArray *numbers)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < numbers->len; i++) {
        const Child *child =
            case_child(x->c, (guint)g_ascii_strtoull(g_ptr_array_index(numbers, i), NULL, 10));
        if (child != NULL)
            child_lines(x, lines, child);
    }
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}
