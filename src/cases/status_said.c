/* status_said: whose status a message speaks of.
 *
 * A notice goes out because of a status, with the child's name (Havering 2.5, Bromley Stage Two), so that it must neither be
 * missed nor be about another child. Taken are a clause that names children of the case, a clause behind it in its sentence, a
 * pronoun where the case has one child, and 'both' or 'the children' where it has several; and only where it is said outright
 * ('is on a child protection plan') or nothing else is said ('Aled: CP plan'). A brother's, a mother's, what is believed or only
 * sounds so, and whom nobody can tell is asked of a person; a name beside a status is noted; what is wished, denied or over is
 * no status. A sentence adds to what is known of a child: 'now looked after' ends no protection plan. The words stand in
 * phrases.yaml. */
#include "status_said.h"
#include "clauses.h"
#include "outcome.h"
#include "ruled.h"
#include "text.h"
#include "text_words.h"

typedef struct {
    Deciding *x;
    GPtrArray *unsure; /* of const FieldChoice * */
    GArray *last;      /* of guint: the children named last in this sentence */
    gboolean another;  /* somebody else was spoken of since */
    gboolean beside;   /* a child was named beside a status that it is not said to have */
} Hearing;

/* What a child can have; 'none' and 'not known' take nothing away. */
static GPtrArray *statuses_in(const Ruleset *rules, const char *clause)
{
    const FormField *field = forms_field(rules->forms, "child.status");
    g_autoptr(GPtrArray) found = field != NULL ? form_field_choices_in(field, clause) : NULL;
    GPtrArray *kept = g_ptr_array_new();
    for (guint i = 0; found != NULL && i < found->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(found, i);
        if (!g_str_equal(choice->value, "none") && !g_str_equal(choice->value, "not_known"))
            g_ptr_array_add(kept, (gpointer)choice);
    }
    return kept;
}

static gboolean has(const Child *child, const char *status)
{
    return g_ptr_array_find_with_equal_func(child->status, status, g_str_equal, NULL);
}

static void join(GString *joined, const char *value)
{
    g_string_append_printf(joined, "%s%s", joined->len > 0 ? "," : "", value);
}

static void record(Deciding *x, const Child *child, GPtrArray *found)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    gboolean fresh = FALSE;
    for (guint i = 0; i < child->status->len; i++) {
        const char *known = g_ptr_array_index(child->status, i);
        if (!g_str_equal(known, "none") && !g_str_equal(known, "not_known"))
            join(joined, known);
    }
    for (guint i = 0; i < found->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(found, i);
        if (has(child, choice->value))
            continue;
        join(joined, choice->value);
        fresh = TRUE;
    }
    if (!fresh)
        return;
    Event *event = deciding_event(x, "child", "Child %u: status recorded", child->n);
    event_change(event, "child-status", decimal(child->n), joined->str, NULL);
    deciding_add(x, event);
}

static void record_of(Deciding *x, const GArray *children, GPtrArray *found)
{
    for (guint i = 0; i < children->len; i++)
        record(x, case_child(x->c, g_array_index(children, guint, i)), found);
}

/* ---- whose ---- */

/* 'Both' are two. */
static gboolean means_all(const Deciding *x, const char *clause)
{
    if (x->c->children->len < 2 || !words_say(x->rules, clause, "status-all"))
        return FALSE;
    g_autofree char *folded = text_fold(clause);
    return x->c->children->len == 2 || !text_has_words(folded, "both");
}

static GArray *all_children(const Case *c)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < c->children->len; i++)
        g_array_append_val(all, ((const Child *)g_ptr_array_index(c->children, i))->n);
    return all;
}

/* The children whose status the clause gives; NULL when nobody can tell. */
static GArray *subjects(const Hearing *h, const char *clause, const GArray *named)
{
    const Deciding *x = h->x;
    if (h->another)
        return NULL;
    if (named->len > 0)
        return g_array_copy((GArray *)named);
    if (means_all(x, clause))
        return all_children(x->c);
    gboolean only = x->c->children->len == 1;
    g_autofree char *folded = text_fold(clause);
    if (h->last->len > 0 && (only || !text_has_words(folded, "they")))
        return g_array_copy(h->last);
    return only && words_say(x->rules, clause, "status-pronoun") &&
                   !words_say(x->rules, clause, "status-all")
               ? all_children(x->c)
               : NULL;
}

static void ask_about(Hearing *h, GPtrArray *found)
{
    for (guint i = 0; i < found->len; i++)
        if (!g_ptr_array_find(h->unsure, g_ptr_array_index(found, i), NULL))
            g_ptr_array_add(h->unsure, g_ptr_array_index(found, i));
}

static gboolean is_doubtful(const Ruleset *rules, const char *clause)
{
    return words_say(rules, clause, "status-doubt") && !words_say(rules, clause, "status-plain");
}

/* Said outright, or nothing but the status. */
static gboolean is_plain(const Hearing *h, const GArray *named, const char *clause)
{
    const Ruleset *rules = h->x->rules;
    g_autofree char *left = clauses_without(h->x->c, named, clause);
    return words_say(rules, clause, "status-plain") || words_say(rules, left, "status-alone");
}

static gboolean one_lacks(const Case *c, const GArray *children, const char *status)
{
    for (guint i = 0; i < children->len; i++)
        if (!has(case_child(c, g_array_index(children, guint, i)), status))
            return TRUE;
    return FALSE;
}

static gboolean one_lacks_any(const Case *c, const GArray *children, const GPtrArray *found)
{
    for (guint i = 0; i < found->len; i++)
        if (one_lacks(c, children, ((const FieldChoice *)g_ptr_array_index(found, i))->value))
            return TRUE;
    return FALSE;
}

static void weigh(Hearing *h, const char *clause, const GArray *named, GPtrArray *found)
{
    const GArray *spoken_of = named->len > 0 ? named : h->last;
    gboolean plain = is_plain(h, named, clause);
    gboolean claimed =
        plain || means_all(h->x, clause) || words_say(h->x->rules, clause, "status-claimed");
    if (!claimed && spoken_of->len == 0)
        return;
    g_autoptr(GArray) whose = plain ? subjects(h, clause, named) : NULL;
    if (whose != NULL)
        record_of(h->x, whose, found);
    else if (claimed)
        ask_about(h, found);
    else
        h->beside |= one_lacks_any(h->x->c, spoken_of, found);
}

static void hear(Hearing *h, const char *clause)
{
    const Ruleset *rules = h->x->rules;
    g_autoptr(GArray) named = clauses_children(h->x->c, clause);
    gboolean unsure = words_say(rules, clause, "status-unsure");
    h->another = unsure || (h->another && named->len == 0);
    g_autoptr(GPtrArray) found = statuses_in(rules, clause);
    if (found->len > 0 && !is_doubtful(rules, clause))
        weigh(h, clause, named, found);
    if (named->len == 0)
        return;
    g_array_set_size(h->last, 0);
    g_array_append_vals(h->last, named->data, named->len);
}

static void hear_words(Hearing *h, const char *words)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    for (guint i = 0; i < sentences->len; i++) {
        g_autoptr(GPtrArray) clauses = clauses_split(g_ptr_array_index(sentences, i));
        g_array_set_size(h->last, 0);
        for (guint j = 0; j < clauses->len; j++)
            hear(h, g_ptr_array_index(clauses, j));
    }
}

/* "child 1: looked after", as it was offered. */
static void hear_office(Deciding *x)
{
    g_autoptr(GPtrArray) clauses = clauses_split(x->ruling->why);
    for (guint i = 0; i < clauses->len; i++) {
        const char *clause = g_ptr_array_index(clauses, i);
        g_autofree char *folded = text_fold(clause);
        g_autoptr(GPtrArray) found = statuses_in(x->rules, clause);
        for (guint j = 0; found->len > 0 && j < x->c->children->len; j++) {
            const Child *child = g_ptr_array_index(x->c->children, j);
            g_autofree char *numbered = g_strdup_printf("child %u", child->n);
            if (text_has_words(folded, numbered) && !is_doubtful(x->rules, clause))
                record(x, child, found);
        }
    }
}

GPtrArray *status_said_record(Deciding *x)
{
    GPtrArray *unsure = g_ptr_array_new();
    if (!case_runs(x->c) || x->c->children->len == 0)
        return unsure;
    g_autoptr(GArray) last = g_array_new(FALSE, FALSE, sizeof(guint));
    Hearing h = {x, unsure, last, FALSE, FALSE};
    hear_words(&h, x->reading->words);
    if (h.beside && x->ruling == NULL)
        deciding_note(x, "child.status", "",
                      "Names a child beside a status, and does not say that the child has it: not "
                      "recorded");
    if (x->ruling != NULL && !text_empty(x->ruling->why))
        hear_office(x);
    return unsure;
}

/* ---- what nobody can tell ---- */

static gboolean is_owed_notice(const Policy *policy, const char *status)
{
    for (guint i = 0; policy != NULL && i < policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(policy->status_notices, i);
        if (g_strv_contains((const char *const *)notice->statuses, status))
            return TRUE;
    }
    return FALSE;
}

/* Each child that is not known to have it may. */
static void offer(Deciding *x, const FieldChoice *choice)
{
    for (guint i = 0; i < x->c->children->len; i++) {
        const Child *child = g_ptr_array_index(x->c->children, i);
        if (has(child, choice->value))
            continue;
        g_autofree char *reading = g_strdup_printf("child %u: %s", child->n, choice->words[0]);
        ruled_offer(x, reading, "it is recorded, and whoever must be notified of it is told");
    }
}

const char *status_said_ask(Deciding *x, GPtrArray *unsure)
{
    static const char text[] = "gives a status that may be owed a notice, and it is not certain "
                               "that a child of the case has it, or which";
    g_autoptr(GArray) all = all_children(x->c);
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    gboolean fresh = FALSE;
    for (guint i = 0; i < unsure->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(unsure, i);
        if (!one_lacks(x->c, all, choice->value))
            continue;
        fresh = TRUE;
        if (is_owed_notice(x->policy, choice->value))
            g_ptr_array_add(open, (gpointer)choice);
    }
    if (!fresh || x->ruling != NULL)
        return NULL;
    if (open->len == 0 || !case_runs(x->c)) {
        deciding_note(
            x, "child.status", "",
            "Gives a status, and it is not certain that a child has it, or which: not recorded");
        return NULL;
    }
    if (x->decision->held != NULL)
        deciding_flag(x, "child.status", "", text);
    else
        (void)deciding_hold(x, "whose-status", "%s", text);
    for (guint i = 0; i < open->len; i++)
        offer(x, g_ptr_array_index(open, i));
    ruled_offer(x, "somebody else", "the message is filed, and no status is recorded");
    return "the office reads first which child that status is of";
}
