/* case_change_rows: the changes about answers, dates, duties, discussions and outstanding items.
 * Their meaning is the list at the head of case_change.c. */
#include "case_change.h"

#include <string.h>

/* ---- facts ---- */

static Fact *fact_at(Case *c, const char *key, guint child)
{
    Fact *fact = (Fact *)case_fact_of(c, key, child);
    if (fact)
        return fact;
    fact = g_new0(Fact, 1);
    fact->key = key;
    fact->child = child;
    g_ptr_array_add(c->facts, fact);
    return fact;
}

static void apply_fact(Change *change)
{
    const char *own = change->event->message;
    Fact *fact = fact_at(change->c, change->arg[0], change_number(change, 1));
    fact->value = change->arg[2];
    fact->message = *change->arg[3] ? change->arg[3] : own ? own : "";
    fact->part = change->arg[4];
    fact->line = change_number(change, 5);
    fact->proposed = change_yes(change, 6);
    fact->place = "";
}

static void apply_fact_place(Change *change)
{
    Fact *fact = fact_at(change->c, change->arg[0], change_number(change, 1));
    fact->place = change->arg[2];
}

/* The fact itself was changed by the event before; this row says for ever what it was. */
static void apply_corrected(Change *change)
{
    (void)change_number(change, 1);
}

static void apply_fact_confirmed(Change *change)
{
    for (guint i = 0; i < change->c->facts->len; i++)
        ((Fact *)g_ptr_array_index(change->c->facts, i))->proposed = FALSE;
}

/* ---- dates ---- */

static CaseDate *find_date(const Case *c, const char *id, guint *index_out)
{
    for (guint i = 0; i < c->dates->len; i++) {
        CaseDate *date = g_ptr_array_index(c->dates, i);
        if (!g_str_equal(date->id, id))
            continue;
        if (index_out)
            *index_out = i;
        return date;
    }
    return NULL;
}

static void apply_date(Change *change)
{
    CaseDate *date = find_date(change->c, change->arg[0], NULL);
    if (!date) {
        date = g_new0(CaseDate, 1);
        date->id = g_strdup(change->arg[0]);
        g_ptr_array_add(change->c->dates, date);
    }
    change_set(&date->kind, change->arg[1]);
    date->due_day = change_day(change, 2);
    date->due = change_instant(change, 3);
    date->due_instant = change_yes(change, 4);
    date->from = change_day(change, 5);
    change_set(&date->why, change->arg[6]);
    date->met = MET_PENDING;
    date->prompted = FALSE;
    date->remind = date->settled = INSTANT_UNKNOWN;
}

static void apply_date_met(Change *change)
{
    static const char *const words[] = {
        [MET_PENDING] = "pending", [MET_YES] = "yes", [MET_NO] = "no", NULL};
    CaseDate *date = find_date(change->c, change->arg[0], NULL);
    Met met = (Met)change_word(change, 1, words);
    if (date)
        date->met = met;
}

static void apply_date_prompted(Change *change)
{
    CaseDate *date = find_date(change->c, change->arg[0], NULL);
    if (date)
        date->prompted = TRUE;
}

static void apply_date_remind(Change *change)
{
    CaseDate *date = find_date(change->c, change->arg[0], NULL);
    Instant at = change_instant(change, 1);
    if (date)
        date->remind = at;
}

static void apply_date_settled(Change *change)
{
    CaseDate *date = find_date(change->c, change->arg[0], NULL);
    Instant at = change_instant(change, 1);
    if (date)
        date->settled = at;
}

static void apply_date_drop(Change *change)
{
    guint index = 0;
    if (find_date(change->c, change->arg[0], &index))
        g_ptr_array_remove_index(change->c->dates, index);
}

/* ---- owed ---- */

/* By the four arguments every operation on owed things begins with. */
static Owed *find_owed(Change *change, guint *index_out)
{
    guint child = change_number(change, 3);
    for (guint i = 0; i < change->c->owed->len; i++) {
        Owed *owed = g_ptr_array_index(change->c->owed, i);
        if (owed->child != child || !g_str_equal(owed->kind, change->arg[0]) ||
            !g_str_equal(owed->agency, change->arg[1]) || !g_str_equal(owed->role, change->arg[2]))
            continue;
        *index_out = i;
        return owed;
    }
    return NULL;
}

static void apply_owed(Change *change)
{
    guint index = 0;
    Owed *owed = find_owed(change, &index);
    if (!owed) {
        owed = g_new0(Owed, 1);
        owed->kind = g_strdup(change->arg[0]);
        owed->agency = g_strdup(change->arg[1]);
        owed->role = g_strdup(change->arg[2]);
        owed->child = change_number(change, 3);
        g_ptr_array_add(change->c->owed, owed);
    }
    change_set(&owed->source, change->arg[4]);
    owed->bars_closing = change_yes(change, 5);
    owed->since = change_instant(change, 6);
    owed->met = INSTANT_UNKNOWN;
    owed->earlier = FALSE;
}

static void apply_owed_met(Change *change)
{
    guint index = 0;
    Owed *owed = find_owed(change, &index);
    Instant at = change_instant(change, 4);
    if (!owed)
        return;
    owed->met = at;
    owed->earlier = FALSE;
}

static void apply_owed_drop(Change *change)
{
    guint index = 0;
    if (find_owed(change, &index))
        g_ptr_array_remove_index(change->c->owed, index);
}

/* ---- discussions ---- */

static Discussion *discussion_add(Case *c, const char *stage)
{
    Discussion *discussion = g_new0(Discussion, 1);
    discussion->stage = g_strdup(stage);
    g_ptr_array_add(c->discussions, discussion);
    return discussion;
}

static void apply_discussion(Change *change)
{
    Discussion *discussion = discussion_add(change->c, change->arg[1]);
    discussion->date = change_day(change, 0);
    discussion->how = g_strdup(change->arg[2]);
    discussion->who = g_strdup(change->arg[3]);
    discussion->outcome = g_strdup(change->arg[4]);
    discussion->proposed = change_yes(change, 5);
}

static Discussion *last_proposed(const Case *c, const char *stage)
{
    for (guint i = c->discussions->len; i-- > 0;) {
        Discussion *discussion = g_ptr_array_index(c->discussions, i);
        if (discussion->proposed && g_str_equal(discussion->stage, stage))
            return discussion;
    }
    return NULL;
}

static void apply_discussion_replace(Change *change)
{
    Discussion *discussion = last_proposed(change->c, change->arg[0]);
    Day day = change_day(change, 1);
    if (!discussion)
        discussion = discussion_add(change->c, change->arg[0]);
    discussion->date = day != DAY_UNKNOWN ? day : discussion->date;
    change_set_if_any(&discussion->how, change->arg[2]);
    change_set_if_any(&discussion->who, change->arg[3]);
    change_set_if_any(&discussion->outcome, change->arg[4]);
}

static void apply_discussions_confirm(Change *change)
{
    for (guint i = 0; i < change->c->discussions->len; i++)
        ((Discussion *)g_ptr_array_index(change->c->discussions, i))->proposed = FALSE;
}

static void apply_discussions_clear_proposed(Change *change)
{
    GPtrArray *rows = change->c->discussions;
    for (guint i = rows->len; i-- > 0;)
        if (((Discussion *)g_ptr_array_index(rows, i))->proposed)
            g_ptr_array_remove_index(rows, i);
}

/* ---- outstanding items, references of others ---- */

static Outstanding *find_outstanding(const Case *c, guint n)
{
    for (guint i = 0; i < c->outstanding->len; i++) {
        Outstanding *outstanding = g_ptr_array_index(c->outstanding, i);
        if (outstanding->n == n)
            return outstanding;
    }
    return NULL;
}

static void apply_outstanding(Change *change)
{
    guint n = change_number(change, 0);
    Outstanding *outstanding = find_outstanding(change->c, n);
    if (!outstanding) {
        outstanding = g_new0(Outstanding, 1);
        outstanding->n = n;
        g_ptr_array_add(change->c->outstanding, outstanding);
    }
    change_set(&outstanding->item, change->arg[1]);
    change_set(&outstanding->owner, change->arg[2]);
    outstanding->due = change_day(change, 3);
    outstanding->done = INSTANT_UNKNOWN;
}

static void apply_outstanding_done(Change *change)
{
    Outstanding *outstanding = find_outstanding(change->c, change_number(change, 0));
    Instant at = change_instant(change, 1);
    if (outstanding)
        outstanding->done = at;
}

static void apply_their_ref(Change *change)
{
    GPtrArray *refs = change->c->their_refs;
    if (!g_ptr_array_find_with_equal_func(refs, change->arg[0], g_str_equal, NULL))
        g_ptr_array_add(refs, g_strdup(change->arg[0]));
}

static void apply_alias(Change *change)
{
    GPtrArray *aliases = change->c->aliases;
    for (guint i = aliases->len; i > 0; i--) {
        const Alias *alias = g_ptr_array_index(aliases, i - 1);
        if (g_str_equal(alias->agency, change->arg[0]) &&
            g_str_equal(alias->address, change->arg[1]) && g_str_equal(alias->text, change->arg[2]))
            g_ptr_array_remove_index(aliases, i - 1);
    }
    Alias *alias = g_new0(Alias, 1);
    alias->agency = g_strdup(change->arg[0]);
    alias->address = g_strdup(change->arg[1]);
    alias->text = g_strdup(change->arg[2]);
    alias->echo = change_yes(change, 3);
    g_ptr_array_add(aliases, alias);
}

const ChangeRule change_rows[] = {
    {"fact", 7, apply_fact},
    {"fact-place", 3, apply_fact_place},
    {"fact-confirmed", 0, apply_fact_confirmed},
    {"corrected", 4, apply_corrected},
    {"date", 7, apply_date},
    {"date-met", 2, apply_date_met},
    {"date-prompted", 1, apply_date_prompted},
    {"date-settled", 2, apply_date_settled},
    {"date-remind", 2, apply_date_remind},
    {"date-drop", 1, apply_date_drop},
    {"owed", 7, apply_owed},
    {"owed-met", 5, apply_owed_met},
    {"owed-drop", 4, apply_owed_drop},
    {"discussion", 6, apply_discussion},
    {"discussion-replace", 5, apply_discussion_replace},
    {"discussions-confirm", 0, apply_discussions_confirm},
    {"discussions-clear-proposed", 0, apply_discussions_clear_proposed},
    {"outstanding", 4, apply_outstanding},
    {"outstanding-done", 2, apply_outstanding_done},
    {"their-ref", 1, apply_their_ref},
    {"alias", 4, apply_alias},
    {NULL, 0, NULL},
};
