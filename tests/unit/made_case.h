/* A case made by hand for the views' tests: a moment of the story of scenarios.md 0, with every list filled. */
#pragma once
#include "golden.h"

static inline void made_set(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static inline void made_holder(Case *c, Side side, const char *agency, const char *role, const char *name,
                               const char *email, Instant told, gboolean current)
{
    Holder *holder = g_new0(Holder, 1);
    holder->side = side;
    holder->agency = g_strdup(agency);
    holder->role = g_strdup(role);
    holder->name = g_strdup(name);
    holder->email = g_strdup(email);
    holder->stage = g_strdup(current ? "S3" : "S2");
    holder->tier = current ? 1 : 0;
    holder->told = told;
    holder->current = current;
    g_ptr_array_add(c->holders, holder);
}

static inline void made_fact(Case *c, const char *key, guint child, const char *value, guint line, gboolean proposed)
{
    Fact *fact = g_new0(Fact, 1);
    fact->key = g_intern_string(key);
    fact->value = g_intern_string(value);
    fact->child = child;
    fact->message = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    fact->part = "text/plain 1";
    fact->line = line;
    fact->proposed = proposed;
    g_ptr_array_add(c->facts, fact);
}

static inline void made_date(Case *c, const char *id, const char *kind, Day due_day, Instant due, gboolean instant,
                             Met met, const char *why)
{
    CaseDate *date = g_new0(CaseDate, 1);
    date->id = g_strdup(id);
    date->kind = g_strdup(kind);
    date->due_day = due_day;
    date->due = due;
    date->due_instant = instant;
    date->from = day_new(2026, 3, 2);
    date->met = met;
    date->why = g_strdup(why);
    g_ptr_array_add(c->dates, date);
}

static inline void made_owed(Case *c, const char *kind, const char *agency, guint child, gboolean bars, Instant since,
                             Instant met)
{
    Owed *owed = g_new0(Owed, 1);
    owed->kind = g_strdup(kind);
    owed->agency = g_strdup(agency);
    owed->role = g_strdup("");
    owed->source = g_strdup("3.1");
    owed->child = child;
    owed->since = since;
    owed->met = met;
    owed->bars_closing = bars;
    g_ptr_array_add(c->owed, owed);
}

static inline void made_event(Case *c, Instant at, const char *kind, const char *actor, const char *text)
{
    Event *event = event_new(at, kind, actor, NULL, "%s", text);
    event->seq = c->events->len + 1;
    g_ptr_array_add(c->events, event);
}

static inline Case *made_bare(const Ruleset *rules, const char *reference, const char *opened)
{
    Case *c = case_new();
    const Policy *policy = ruleset_policy_by_id(rules, "havering-2020");
    g_assert_nonnull(policy);
    made_set(&c->reference, reference);
    made_set(&c->policy, "havering-2020");
    made_set(&c->policy_sha256, policy->sha256);
    made_set(&c->raising, "oakfield");
    made_set(&c->challenged, "csc");
    made_set(&c->stage, "S2");
    made_set(&c->mailbox, "mailbox@partnership.havering.example");
    c->state = CASE_OPEN;
    c->cycle = 1;
    c->opened = c->entered = c->last_received = c->last_event = golden_at(rules, opened);
    return c;
}

static inline void made_child(Case *c, guint n, const char *name, Day born, const char *status, gboolean settled)
{
    Child *child = g_new0(Child, 1);
    child->n = n;
    child->name = g_strdup(name);
    child->ids = g_strdup("");
    child->setting = g_strdup("");
    child->born = born;
    child->status = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(child->status, g_strdup(status));
    child->settled = settled;
    child->settled_stage = g_strdup(settled ? "S2" : "");
    g_ptr_array_add(c->children, child);
}

static inline void made_lists(Case *c, const Ruleset *rules)
{
    Discussion *discussion = g_new0(Discussion, 1);
    discussion->date = day_new(2026, 3, 5);
    discussion->stage = g_strdup("S2");
    discussion->how = g_strdup("telephone");
    discussion->who = g_strdup("Idris Penhallow, Callum Reyes");
    discussion->outcome = g_strdup("not resolved");
    g_ptr_array_add(c->discussions, discussion);
    MemberEngaged *member = g_new0(MemberEngaged, 1);
    member->agency = g_strdup("csc");
    member->name = g_strdup("Gideon Marsh");
    g_ptr_array_add(c->members, member);
    PanelMember *seat = g_new0(PanelMember, 1);
    seat->name = g_strdup("Desmond Okafor");
    seat->agency = g_strdup("eastpolice");
    seat->senior = seat->full_member = TRUE;
    g_ptr_array_add(c->panel, seat);
    Representation *made = g_new0(Representation, 1);
    made->agency = g_strdup("csc");
    made->at = golden_at(rules, "2026-03-20T12:00");
    made->message = g_strdup("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752");
    g_ptr_array_add(c->representations, made);
    Outstanding *item = g_new0(Outstanding, 1);
    item->n = 1;
    item->item = g_strdup("paediatric report");
    item->owner = g_strdup("csc");
    item->due = day_new(2026, 3, 25);
    g_ptr_array_add(c->outstanding, item);
    Account *account = account_new("csc");
    account->who = g_strdup("Callum Reyes");
    account->message = g_strdup("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    account->outcome = g_strdup("");
    account->words = g_strdup("Agreed by telephone: visits restart. Outstanding:\033[1m the report.");
    account->at = golden_at(rules, "2026-03-06T15:00");
    g_ptr_array_add(account->items, outstanding_new(1, "paediatric report", "csc", day_new(2026, 3, 25)));
    g_ptr_array_add(c->accounts, account);
}

static inline Case *made_case(const Ruleset *rules)
{
    Case *c = made_bare(rules, "HAV-26-0042-B", "2026-03-04T10:14");
    const Instant told = golden_at(rules, "2026-03-06T15:01"), opened = c->opened;
    made_set(&c->stage, "S3");
    c->tier = 1;
    c->entered = c->last_received = golden_at(rules, "2026-03-06T15:00");
    c->last_event = told;
    person_copy_into(&c->originator, "Tola Brightwater", "worker", "oakfield", "tola.brightwater@oakfield.example");
    made_child(c, 1, "Juniper Vale", day_new(2019, 4, 4), "cp_plan", FALSE);
    made_child(c, 2, "Sorrel Vale", DAY_UNKNOWN, "not_known", TRUE);
    made_holder(c, SIDE_RAISING, "oakfield", "line_manager", "Idris Penhallow", "idris.penhallow@oakfield.example",
                opened, FALSE);
    made_holder(c, SIDE_RAISING, "oakfield", "senior_manager", "Leopold Quance", "head@oakfield.example", told, TRUE);
    made_holder(c, SIDE_CHALLENGED, "csc", "senior_manager", "Imelda Frost", "imelda.frost@csc.havering.example",
                INSTANT_UNKNOWN, TRUE);
    made_date(c, "week", "guide", day_new(2026, 3, 9), golden_at(rules, "2026-03-09T17:00"), FALSE, MET_PENDING,
              "5 working days from Mon 2 Mar 2026 → Mon 9 Mar");
    made_date(c, "outstanding-1", "outstanding", day_new(2026, 3, 25), golden_at(rules, "2026-03-25T17:00"), FALSE,
              MET_PENDING, "said in the answer of Tue 24 Mar");
    made_date(c, "harm", "immediate", day_new(2026, 3, 4), opened, TRUE, MET_YES, "from receipt");
    made_fact(c, "child.name", 1, "Juniper Vale", 7, FALSE);
    made_fact(c, "child.name", 2, "Sorrel Vale", 9, FALSE);
    made_fact(c, "problem", 0, "The plan does not progress.\nNobody has visited since\033[1m Monday.", 12, TRUE);
    made_owed(c, "file-tick", "csc", 1, TRUE, opened, INSTANT_UNKNOWN);
    made_owed(c, "iro-notice", "csc", 1, FALSE, opened, told);
    made_lists(c, rules);
    made_event(c, opened, "received", "idris.penhallow@oakfield.example", "Escalation received.");
    made_event(c, told, "told", "gateway", "Leopold Quance, senior manager of Oakfield Primary School, told.");
    return c;
}
