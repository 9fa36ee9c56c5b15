/* Splits text into clauses and ties each to the children it names. A clause that names no child
 * carries on about the one before it for facts, never for settling: what is not said of a child is
 * not assumed. */
#include "clauses.h"
#include "entitled.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

/* A lone capital letter means the child of that letter only where it cannot be an article. */
static gboolean letter_in(const char *folded, char letter)
{
    static const char *const before[] = {"child", "for", "about"};
    static const char *const after[] = {"agreed", "born", "settled", "resolved",
                                        "not",    "now",  "is"};
    char text[24];
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
        g_snprintf(text, sizeof text, "%s %c", before[i], letter);
        if (text_has_words(folded, text))
            return TRUE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(after); i++) {
        g_snprintf(text, sizeof text, "%c %s", letter, after[i]);
        if (text_has_words(folded, text))
            return TRUE;
    }
    return FALSE;
}

static gboolean names_child(const Case *c, const Child *child, const char *clause)
{
    g_autofree char *folded = text_fold(clause);
    g_autofree char *name = text_fold(child->name);
    if (*name != '\0' && text_has_words(folded, name))
        return TRUE;
    char *space = strchr(name, ' ');
    if (space != NULL && space - name > 2) {
        *space = '\0';
        if (text_has_words(folded, name))
            return TRUE;
    }
    g_autofree char *initials = text_initials(child->name);
    g_autofree char *initials_folded = text_fold(initials);
    if (strlen(initials) >= 2 && text_has_words(folded, initials_folded))
        return TRUE;
    return c->children->len > 1 && child->n <= 26 && letter_in(folded, (char)('a' + child->n - 1));
}

GArray *clauses_children(const Case *c, const char *words)
{
    GArray *named = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = g_ptr_array_index(c->children, i);
        if (names_child(c, child, words))
            g_array_append_val(named, child->n);
    }
    return named;
}

static GPtrArray *split(const char *words)
{
    GPtrArray *clauses = g_ptr_array_new_with_free_func(g_free);
    const char *start = words;
    for (const char *at = words;; at++) {
        gboolean joint = g_str_has_prefix(at, " but ") || g_str_has_prefix(at, " and for ");
        if (*at != '\0' && strchr(".;,\n", *at) == NULL && !joint)
            continue;
        if (at > start)
            g_ptr_array_add(clauses, g_strndup(start, (gsize)(at - start)));
        if (*at == '\0')
            return clauses;
        start = at + 1;
    }
}

static void record_birth(Deciding *x, Child *child, const char *clause)
{
    gboolean says = words_say(x->rules, clause, "born");
    Day day = says ? day_read(clause, x->today, FALSE, NULL, NULL) : DAY_UNKNOWN;
    if (day == DAY_UNKNOWN || day == child->born)
        return;
    g_autofree char *iso = day_iso(day);
    g_autofree char *words = day_words(day);
    Event *event = deciding_event(x, "child", "Child %u: born %s", child->n, words);
    event_change(event, "child", decimal(child->n), "", "", "", iso, "", NULL);
    deciding_add(x, event);
}

static void join(GString *joined, const char *value)
{
    g_string_append_printf(joined, "%s%s", joined->len > 0 ? "," : "", value);
}

/* A sentence adds to what is known of a child: 'now looked after' ends no protection plan. */
static void record_status(Deciding *x, Child *child, const char *clause)
{
    if (words_say(x->rules, clause, "status-doubt"))
        return;
    const FormField *field = forms_field(x->rules->forms, "child.status");
    g_autoptr(GPtrArray) found =
        field != NULL ? form_field_choices_in(field, clause) : g_ptr_array_new();
    g_autoptr(GString) joined = g_string_new(NULL);
    gboolean fresh = FALSE;
    for (guint i = 0; i < child->status->len; i++) {
        const char *known = g_ptr_array_index(child->status, i);
        if (!g_str_equal(known, "none") && !g_str_equal(known, "not_known"))
            join(joined, known);
    }
    for (guint i = 0; i < found->len; i++) {
        const char *value = ((const FieldChoice *)g_ptr_array_index(found, i))->value;
        if (g_ptr_array_find_with_equal_func(child->status, value, g_str_equal, NULL))
            continue;
        join(joined, value);
        fresh = TRUE;
    }
    if (!fresh)
        return;
    Event *event = deciding_event(x, "child", "Child %u: status recorded", child->n);
    event_change(event, "child-status", decimal(child->n), joined->str, NULL);
    deciding_add(x, event);
}

static gboolean says_not(const char *clause)
{
    g_autofree char *folded = text_fold(clause);
    return text_has_folded(folded, "not") || text_has_folded(folded, "no");
}

static void record_settled(Deciding *x, Child *child, const char *clause, ClauseOutcome *outcome)
{
    if (words_say(x->rules, clause, "doubt-unresolved"))
        return;
    gboolean against = words_say(x->rules, clause, "unresolved") || says_not(clause);
    if (against) {
        outcome->unsettled++;
        return;
    }
    if (child->settled || !words_say(x->rules, clause, "resolved") ||
        words_say(x->rules, clause, "doubt-resolved"))
        return;
    outcome->settled++;
    if (!entitled_to_settle(x))
        return;
    Event *event = deciding_event(x, "child", "Child %u: settled", child->n);
    event_change(event, "child-settled", decimal(child->n), x->c->stage != NULL ? x->c->stage : "",
                 NULL);
    deciding_add(x, event);
}

ClauseOutcome clauses_record(Deciding *x)
{
    ClauseOutcome outcome = {0, 0};
    g_autoptr(GPtrArray) clauses = split(x->reading->words);
    guint last = 0;
    for (guint i = 0; i < clauses->len; i++) {
        const char *clause = g_ptr_array_index(clauses, i);
        g_autoptr(GArray) named = clauses_children(x->c, clause);
        for (guint j = 0; j < named->len; j++) {
            Child *child = case_child(x->c, g_array_index(named, guint, j));
            record_birth(x, child, clause);
            record_status(x, child, clause);
            if (x->c->children->len > 1)
                record_settled(x, child, clause, &outcome);
            last = child->n;
        }
        if (named->len == 0 && last > 0)
            record_status(x, case_child(x->c, last), clause);
    }
    return outcome;
}
