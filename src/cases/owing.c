/* The policy's list of what is owed at the end. 'Resolved' is not 'closed': the case stays
 * 'closing' until everything that bars closing is met, and nothing is met by silence. */
#include "owing.h"
#include "clauses.h"
#include "clocks.h"
#include "moving.h"
#include "telling.h"

static void owe(Event *event, const PolicyOwed *rule, const char *agency, guint child,
                const char *since)
{
    event_change(event, "owed", rule->kind, agency, "", decimal(child), rule->section,
                 rule->bars_closing ? "yes" : "no", since, NULL);
}

static void owe_rule(Deciding *x, Event *event, const PolicyOwed *rule, const char *since)
{
    const char *const agencies[] = {x->c->raising, x->c->challenged};
    if (g_str_equal(rule->per, "case")) {
        owe(event, rule, "", 0, since);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(agencies); i++) {
        if (agencies[i] == NULL || (i > 0 && g_strcmp0(agencies[i], agencies[0]) == 0))
            continue; /* within one agency it is owed once */
        if (!g_str_equal(rule->per, "agency-and-child") || x->c->children->len == 0) {
            owe(event, rule, agencies[i], 0, since);
            continue;
        }
        for (guint n = 0; n < x->c->children->len; n++)
            owe(event, rule, agencies[i], ((const Child *)g_ptr_array_index(x->c->children, n))->n,
                since);
    }
}

static void owe_at_closing(Deciding *x)
{
    g_autofree char *since = g_strdup_printf("%" G_GINT64_FORMAT, x->received);
    Event *event = deciding_event(x, "closing", "Resolved; closing once what is owed is done");
    event_change(event, "state", case_state_name(CASE_CLOSING), NULL);
    for (guint i = 0; i < x->policy->owed->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->owed, i);
        if (g_str_equal(rule->since, "closing"))
            owe_rule(x, event, rule, since);
    }
    deciding_add(x, event);
}

static void tell_last_holders(Deciding *x, const char *template, GPtrArray *holders)
{
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (*holder->email == '\0' || holder->side == SIDE_PARTNERSHIP || holder->informed ||
            telling_already(x, holder->email))
            continue;
        telling_holder(x, holder, template,
                       "record this decision on the child's file and reply 'Recorded on file'");
    }
}

static void originator_is_told(Deciding *x)
{
    const char *email = x->c->originator.email;
    if (email != NULL && *email != '\0' && telling_already(x, email))
        (void)owing_meet(x, "originator-told", "", 0);
}

void owing_begin_closing(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) holders = moving_holders(x);
    clocks_settle(x);
    owe_at_closing(x);
    x->moved = TRUE;
    tell_last_holders(x, x->c->decided ? "notice-decision" : "notice-resolved", holders);
    if (stage != NULL && stage->extract_on_leaving)
        telling_extracts(x, holders, stage);
    telling_originator(x, "notice-originator",
                       x->c->decided ? "a decision has been recorded; the case is closing"
                                     : "it is recorded as resolved; the case is closing");
    originator_is_told(x);
}

gboolean owing_meet(Deciding *x, const char *kind, const char *agency, guint child)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || owed->child != child ||
            !g_str_equal(owed->kind, kind) || !g_str_equal(owed->agency, agency))
            continue;
        g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, x->received);
        g_autofree char *words = g_strdelimit(g_strdup(kind), "-", ' ');
        Event *event = child > 0 ? deciding_event(x, "owed-met", "Done: %s, %s, child %u", words,
                                                  agency_name(x->rules, agency), child)
                       : *agency != '\0' ? deciding_event(x, "owed-met", "Done: %s, %s", words,
                                                          agency_name(x->rules, agency))
                                         : deciding_event(x, "owed-met", "Done: %s", words);
        event_change(event, "owed-met", owed->kind, owed->agency, owed->role, decimal(child), at,
                     NULL);
        deciding_add(x, event);
        return TRUE;
    }
    return FALSE;
}

gboolean owing_tick_file(Deciding *x)
{
    Side side = routing_side_of(x, x->sender->agency != NULL ? x->sender->agency->id : NULL);
    const char *agency = side == SIDE_RAISING      ? x->c->raising
                         : side == SIDE_CHALLENGED ? x->c->challenged
                                                   : NULL;
    if (agency == NULL)
        return FALSE;
    g_autoptr(GArray) named = clauses_children(x->c, x->reading->words);
    gboolean any = owing_meet(x, "file-tick", agency, 0);
    (void)owing_meet(x, "extract", agency, 0); /* it reached the file */
    for (guint i = 0; i < x->c->children->len; i++) {
        guint n = ((const Child *)g_ptr_array_index(x->c->children, i))->n;
        gboolean meant = named->len == 0;
        for (guint j = 0; j < named->len; j++)
            meant |= g_array_index(named, guint, j) == n;
        if (meant)
            any |= owing_meet(x, "file-tick", agency, n);
    }
    return any;
}

gboolean owing_anything_bars(const Case *c)
{
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->bars_closing && owed->met == INSTANT_UNKNOWN)
            return TRUE;
    }
    return FALSE;
}

void owing_check_closed(Deciding *x)
{
    if (x->c->state != CASE_CLOSING || owing_anything_bars(x->c))
        return;
    g_autoptr(GPtrArray) holders = moving_holders(x);
    Event *event =
        deciding_event(x, "closed", "Closed: nothing that bars closing is owed any more");
    event_change(event, "state", case_state_name(CASE_CLOSED), NULL);
    deciding_add(x, event);
    x->moved = TRUE;
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (*holder->email == '\0' || holder->side == SIDE_PARTNERSHIP ||
            telling_already(x, holder->email))
            continue;
        telling_mail(x, "closed", holder->email, holder->name, holder->role, FALSE, NULL);
        g_hash_table_add(x->told, g_strdup(holder->email));
    }
    telling_originator(x, "closed", "the case is closed");
}
