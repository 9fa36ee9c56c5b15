/* The values that templates may show. What an acknowledgement shows is reply-safe by construction:
 * no child's name, identifier or status, no quoted text; the child's detail is a value of its own
 * ('detail', 'child_status') that only notices to entitled recipients name. */
#include "alarming.h"
#include "duties.h"
#include "standing.h"
#include "telling.h"
#include "text.h"

static void put(GHashTable *values, const char *field, const char *text)
{
    g_hash_table_insert(values, (gpointer)field, g_strdup(text != NULL ? text : ""));
}

static void put_taken(GHashTable *values, const char *field, char *text)
{
    g_hash_table_insert(values, (gpointer)field, text);
}

char *telling_missing(const Deciding *x)
{
    g_autoptr(GPtrArray) missing = case_missing(x->c, x->rules, NULL);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < missing->len; i++) {
            const char *key = g_ptr_array_index(missing, i);
            const FormField *field = forms_field(x->rules->forms, key);
            if (field != NULL && g_str_equal(key, "immediate_harm") == (pass == 0))
                g_string_append_printf(lines, "- %s\n", field->label);
        }
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static char *problems_text(const Deciding *x)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < x->decision->problems->len; i++) {
        const FieldProblem *problem = g_ptr_array_index(x->decision->problems, i);
        g_string_append_printf(lines, "%s- %s: %s", i > 0 ? "\n" : "", problem->label,
                               problem->text);
        if (problem->line > 0)
            g_string_append_printf(lines, " (line %u)", problem->line);
    }
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static void put_stage(GHashTable *values, const Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyStage *next = stage != NULL ? policy_stage_at(x->policy, stage->number + 1) : NULL;
    put(values, "stage", stage != NULL ? stage->name : "stage to be confirmed");
    put(values, "stage_name", stage != NULL ? stage->name : "stage to be confirmed");
    put(values, "stage_label", stage != NULL ? stage->label : "Stage to be confirmed");
    put(values, "section", stage != NULL ? stage->section : "");
    put(values, "next_stage", next != NULL ? next->name : "");
    put_taken(values, "tier",
              x->c->tier > 0 ? g_strdup_printf("tier %u", x->c->tier) : g_strdup(""));
}

static void put_dates(GHashTable *values, const Deciding *x)
{
    const CaseDate *next = standing_next_date(x->c);
    if (next == NULL)
        return;
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
    put_taken(values, "next_date", g_strdup_printf("%s (%s)", day, words));
    put(values, "next_date_why", next->why);
}

static char *recorded_text(const Deciding *x)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    guint n = x->c->children->len;
    if (n > 0)
        g_string_append_printf(lines, "- %u %s recorded\n", n, n == 1 ? "child" : "children");
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        if (value->child == 0)
            g_string_append_printf(lines, "- %s\n", value->field->label);
    }
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static void put_policy(GHashTable *values, const Deciding *x)
{
    put(values, "urgent_text", x->policy->urgent_text);
    put(values, "policy_title", x->policy->title);
    put(values, "policy_version", x->policy->version);
    put(values, "partnership", x->rules->site.name);
    put(values, "mailbox", x->mailbox != NULL ? x->mailbox : x->rules->site.mailboxes[0]);
    put(values, "signature", x->rules->site.name);
    put_taken(values, "emergency_duty", alarming_duty(x));
    put_taken(values, "received_at", instant_words(x->received, x->rules->site.zone));
    put(values, "kind", x->decision->kind);
}

/* What is still owed, by label, and what of it is asked of the sender. */
static void put_owed(GHashTable *values, const Deciding *x)
{
    const char *agency =
        x->sender != NULL && x->sender->agency != NULL ? x->sender->agency->id : NULL;
    Side side = x->sender != NULL ? routing_side_of(x, agency) : SIDE_NONE;
    put_taken(values, "owed", duties_listed(x));
    put_taken(values, "asked", side != SIDE_NONE ? duties_asked(x, side) : g_strdup(""));
}

GHashTable *telling_values(Deciding *x)
{
    GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    put_policy(values, x);
    if (x->c == NULL)
        return values;
    put(values, "reference", x->c->reference);
    put(values, "state", case_state_name(x->c->state));
    put(values, "raising", agency_name(x->rules, x->c->raising));
    put(values, "challenged",
        x->c->routing_held == SIDE_CHALLENGED ? "" : agency_name(x->rules, x->c->challenged));
    put_taken(values, "agencies",
              g_strdup_printf("%s and %s", agency_name(x->rules, x->c->raising),
                              agency_name(x->rules, x->c->challenged)));
    put_taken(values, "children_count", g_strdup_printf("%u", x->c->children->len));
    put(values, "provisional", x->c->state == CASE_PROVISIONAL ? "provisional" : "");
    put_taken(values, "ring_now", x->c->urgent ? alarming_duty(x) : g_strdup(""));
    put(values, "told", x->told_words->str);
    put_taken(values, "missing", telling_missing(x));
    put_taken(values, "problems", problems_text(x));
    if (x->reading != NULL)
        put_taken(values, "recorded", recorded_text(x));
    put_stage(values, x);
    put_dates(values, x);
    put_owed(values, x);
    return values;
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
    g_string_append_printf(lines, "Child %u: %s", child->n,
                           *child->name != '\0' ? child->name : "name not given");
    g_autofree char *born = child->born != DAY_UNKNOWN ? day_words(child->born) : NULL;
    g_autofree char *expected = child->expected != DAY_UNKNOWN ? day_words(child->expected) : NULL;
    if (born != NULL)
        g_string_append_printf(lines, ", born %s", born);
    else if (expected != NULL)
        g_string_append_printf(lines, ", expected %s", expected);
    if (*child->ids != '\0')
        g_string_append_printf(lines, ", identifier %s", child->ids);
    for (guint i = 0; i < child->status->len; i++) {
        g_autofree char *status = status_words(x, g_ptr_array_index(child->status, i));
        g_string_append_printf(lines, "%s%s", i == 0 ? ", status: " : ", ", status);
    }
    if (child->settled)
        g_string_append(lines, " (settled)");
    g_string_append_c(lines, '\n');
}

char *telling_detail(const Deciding *x)
{
    static const char *const keys[] = {"decision_challenged",
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
                                       "agreed_outcome"};
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < x->c->children->len; i++)
        child_lines(x, lines, g_ptr_array_index(x->c->children, i));
    g_string_append_printf(lines, "Raised by: %s", agency_name(x->rules, x->c->raising));
    const Person *originator = &x->c->originator;
    if (originator->name != NULL && *originator->name != '\0')
        g_string_append_printf(lines, ", %s", originator->name);
    if (originator->role != NULL && *originator->role != '\0')
        g_string_append_printf(lines, " (%s)", originator->role);
    g_string_append_c(lines, '\n');
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *value = case_fact(x->c, keys[i]);
        const FormField *field = forms_field(x->rules->forms, keys[i]);
        if (value != NULL && field != NULL)
            g_string_append_printf(lines, "%s: %s\n", field->label, value);
    }
    for (guint i = 0; i < x->c->discussions->len; i++) {
        const Discussion *row = g_ptr_array_index(x->c->discussions, i);
        g_autofree char *day =
            row->date != DAY_UNKNOWN ? day_words(row->date) : g_strdup("date not given");
        const PolicyStage *stage = policy_stage(x->policy, row->stage);
        g_string_append_printf(lines, "Discussion: %s%s%s%s%s. %s\n", day,
                               stage != NULL ? ", " : "", stage != NULL ? stage->name : "",
                               *row->how != '\0' ? ", " : "", row->how, row->outcome);
    }
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
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
