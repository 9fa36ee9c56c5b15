/* One case for the office: what it is, whose turn it is, what is due and why, what the policy says
 * next.
 *
 * Children's names may stand here, and nowhere else the program writes by itself: `show` is what
 * the office asks for on its own terminal. Stage names are the policy's own. An empty section is
 * left out, except where its being empty is the news
 * ('nobody', 'none').
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include <string.h>

#include "columns.h"
#include "danger.h"
#include "show_parts.h"
#include "standing.h"
#include "view_beside.h"
#include "missing.h"
#include "words.h"

#define INDENT 2u

GPtrArray *show_holders(const Case *c, gboolean current)
{
    GPtrArray *holders = g_ptr_array_new();
    for (guint i = 0; i < c->holders->len; i++)
        if (((const Holder *)c->holders->pdata[i])->current == current)
            g_ptr_array_add(holders, c->holders->pdata[i]);
    return holders;
}

GPtrArray *show_owed(const Case *c)
{
    GPtrArray *owed = g_ptr_array_new();
    for (guint i = 0; i < c->owed->len; i++)
        if (!((const Owed *)c->owed->pdata[i])->met)
            g_ptr_array_add(owed, c->owed->pdata[i]);
    return owed;
}

char *show_fact_key(const Fact *fact)
{
    return fact->child > 1 ? g_strdup_printf("%s %u", fact->key, fact->child) : g_strdup(fact->key);
}

static void print_heading(const View *view, const Case *c)
{
    const Policy *policy = words_policy(view, c);
    g_autofree char *stage = words_stage(view, c, FALSE);
    g_autofree char *opened = words_instant(view, c->opened);
    g_autofree char *entered = words_instant(view, c->stage ? c->entered : INSTANT_UNKNOWN);
    guint days = standing_stage_days(c, view->rules->calendar, view->now, view->rules->site.zone);
    g_autofree char *age = g_strdup_printf(" (%u working day%s)", days, days == 1 ? "" : "s");
    columns_line(view, INK_STRONG, "%s: %s, %s", c->reference, case_state_name(c->state), stage);
    if (c->urgent)
        columns_line(view, INK_ALERT, "URGENT: immediate harm was said or found in a message");
    gboolean answered = FALSE;
    const char *danger = danger_open_words(c, view->rules, &answered);
    if (c->harm_unanswered)
        columns_line(view, INK_ALERT, "%s was %s: ask", danger,
                     answered ? "answered neither yes nor no" : "left blank");
    if (standing_overdue(c, view->now))
        columns_line(view, INK_ALERT, "LATE: a date has passed unmet");
    if (policy)
        columns_line(view, INK_PLAIN, "%s, %s (%s)", policy->title,
                     policy->version ? policy->version : "version not said", policy->id);
    if (policy && words_past_review(view, policy))
        columns_line(view, INK_PROMPT, "policy past review: it was to be reviewed on %s",
                     policy->review_due);
    if (*opened)
        columns_line(view, INK_PLAIN, "opened %s%s%s%s", opened,
                     *entered ? "; in this stage since " : "", entered, *entered ? age : "");
    if (c->cycle > 1)
        columns_line(view, INK_PROMPT, "re-opened: cycle %u", c->cycle);
    for (guint i = 0; i < c->legal_holds->len; i++) {
        const LegalHold *hold = c->legal_holds->pdata[i];
        g_autofree char *since = words_instant(view, hold->at);
        columns_line(view, INK_PROMPT, "LEGAL HOLD %u since %s, by %s: %s", hold->n, since,
                     hold->by, hold->why);
    }
}

char *show_child(const Child *child)
{
    GString *text = g_string_new(child->name && *child->name ? child->name : "name not known");
    g_autofree char *born = child->born ? day_words(child->born) : NULL;
    g_autofree char *expected = child->expected ? day_words(child->expected) : NULL;
    if (born)
        g_string_append_printf(text, ", born %s", born);
    else if (expected)
        g_string_append_printf(text, ", expected %s", expected);
    if (child->ids && *child->ids)
        g_string_append_printf(text, ", %s", child->ids);
    if (child->setting && *child->setting)
        g_string_append_printf(text, ", %s", child->setting);
    for (guint i = 0; i < child->status->len; i++)
        g_string_append_printf(text, "; %s", words_status(child->status->pdata[i]));
    if (child->settled)
        g_string_append_printf(text, "; settled%s%s",
                               child->settled_stage && *child->settled_stage ? " at " : "",
                               child->settled_stage ? child->settled_stage : "");
    return g_string_free(text, FALSE);
}

char *show_person(const View *view, const Person *person)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    g_autofree char *role = words_plain(person->role ? person->role : "");
    if (person->name && *person->name)
        g_ptr_array_add(parts, person->name);
    if (*role)
        g_ptr_array_add(parts, role);
    if (person->agency && *person->agency)
        g_ptr_array_add(parts, (char *)words_agency(view, person->agency));
    if (person->email && *person->email)
        g_ptr_array_add(parts, person->email);
    if (!parts->len)
        g_ptr_array_add(parts, (char *)"not known");
    g_ptr_array_add(parts, NULL);
    return g_strjoinv(", ", (char **)parts->pdata);
}

static void print_who(const View *view, const Case *c)
{
    static const char *const headings[] = {"", "", NULL};
    g_autoptr(Table) table = table_new(INDENT, headings);
    g_autofree char *originator = show_person(view, &c->originator);
    columns_heading(view, "Who");
    table_add(table, INK_PLAIN, "raised by", words_agency(view, c->raising), NULL);
    table_add(table, INK_PLAIN, "against", words_agency(view, c->challenged), NULL);
    if (!c->challenged && c->challenged_written && *c->challenged_written)
        table_add(table, INK_PLAIN, "as written", c->challenged_written, NULL);
    table_add(table, INK_PLAIN, "originator", originator, NULL);
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = c->children->pdata[i];
        g_autofree char *label = g_strdup_printf("child %u", child->n);
        g_autofree char *text = show_child(child);
        table_add(table, INK_PLAIN, label, text, NULL);
    }
    for (guint i = 0; i < c->aliases->len; i++) {
        const Alias *alias = c->aliases->pdata[i];
        g_autofree char *text = g_strdup_printf("%s, %s (%s)", alias->text,
                                                words_agency(view, alias->agency), alias->address);
        table_add(table, INK_PLAIN, "their number", text, NULL);
    }
    for (guint i = 0; i < c->candidates->len; i++) {
        const Candidate *candidate = c->candidates->pdata[i];
        g_autofree char *text =
            g_strdup_printf("%s (%s): %s", words_agency(view, candidate->agency), candidate->agency,
                            candidate->why);
        table_add(table, INK_PROMPT, "could be", text, NULL);
    }
    table_print(table, view);
}

static void print_held_routing(const View *view, const Case *c)
{
    if (c->routing_held != SIDE_NONE)
        columns_item(view, INK_PROMPT, "routing is held: casegate route %s --agency ID --by YOU",
                     c->reference);
    if (c->held_gate) {
        const Policy *policy = words_policy(view, c);
        const PolicyGate *gate = policy ? policy_gate(policy, c->held_gate) : NULL;
        columns_item(view, INK_PROMPT, "%s is claimed but not accepted: %s%s%s",
                     c->stage_claimed ? words_claimed(view, c) : "a stage",
                     gate ? gate->asks : c->held_gate, gate && gate->section ? ", section " : "",
                     gate && gate->section ? gate->section : "");
    }
}

static void print_waiting(const View *view, const Case *c)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, view->rules, view->now);
    columns_heading(view, "Waiting for");
    if (!waiting->len)
        columns_item(view, INK_PLAIN, "nobody");
    for (guint i = 0; i < waiting->len; i++) {
        g_autofree char *text = words_waiting(view, waiting->pdata[i]);
        columns_paragraph(view, INDENT, INK_PLAIN, text);
    }
    print_held_routing(view, c);
}

static Ink date_ink(const View *view, const CaseDate *date)
{
    if (words_date_is_late(view, date) || g_str_equal(words_date_standing(view, date), "missed"))
        return INK_ALERT;
    if (date->met == MET_PENDING && date->due <= view->now)
        return INK_PROMPT;
    return date->met == MET_YES ? INK_FAINT : INK_PLAIN;
}

static void print_dates(const View *view, const Case *c)
{
    static const char *const headings[] = {"", "", "", "", NULL};
    columns_heading(view, "Dates");
    if (!c->dates->len)
        columns_item(view, INK_PLAIN, "none");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = c->dates->pdata[i];
        g_autofree char *due = words_due(view, date);
        g_autofree char *kind = words_plain(date->kind);
        table_add(table, date_ink(view, date), due, kind, words_date_standing(view, date),
                  date->why ? date->why : "", NULL);
    }
    table_print(table, view);
}

static char *told_text(const View *view, const Holder *holder)
{
    if (!holder->told)
        return g_strdup("not told");
    g_autofree char *at = words_short(view, holder->told);
    return g_strdup_printf("told %s", at);
}

static void print_holders(const View *view, const Case *c, gboolean current, const char *heading)
{
    static const char *const headings[] = {"", "", "", "", "", NULL};
    g_autoptr(GPtrArray) holders = show_holders(c, current);
    if (!holders->len)
        return;
    columns_heading(view, heading);
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = holders->pdata[i];
        g_autofree char *post = words_holder(view, holder->role, holder->agency, holder->name);
        g_autofree char *told = told_text(view, holder);
        const char *part = current ? holder->informed ? "informed" : "" : holder->stage;
        const char *side = side_name(holder->side);
        table_add(table,
                  !current       ? INK_FAINT
                  : holder->told ? INK_PLAIN
                                 : INK_PROMPT,
                  side ? side : "", post, holder->email ? holder->email : "", told,
                  part ? part : "", NULL);
    }
    table_print(table, view);
}

static char *owed_text(const View *view, const Case *c, const Owed *owed)
{
    g_autofree char *kind = words_owed(view, c, owed->kind, owed->role ? owed->role : "");
    g_autofree char *by = words_holder(view, owed->role, owed->agency, NULL);
    GString *text = g_string_new(kind);
    if (*by)
        g_string_append_printf(text, ": %s", by);
    if (owed->child)
        g_string_append_printf(text, ", child %u", owed->child);
    if (owed->source && *owed->source)
        g_string_append_printf(text, " (section %s)", owed->source);
    return g_string_free(text, FALSE);
}

static void print_owed(const View *view, const Case *c)
{
    static const char *const headings[] = {"", "", "", NULL};
    g_autoptr(GPtrArray) owed = show_owed(c);
    if (!owed->len)
        return;
    columns_heading(view, "Still owed");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < owed->len; i++) {
        const Owed *one = owed->pdata[i];
        g_autofree char *text = owed_text(view, c, one);
        g_autofree char *since = words_short(view, one->since);
        g_autofree char *phrase = *since ? g_strconcat("since ", since, NULL) : g_strdup("");
        table_add(table, INK_PLAIN, text, phrase, one->bars_closing ? "keeps the case open" : "",
                  NULL);
    }
    table_print(table, view);
}

static void print_missing(const View *view, const Case *c)
{
    gboolean provisional = FALSE;
    g_autoptr(GPtrArray) missing = case_missing(c, view->rules, &provisional);
    if (!missing || !missing->len)
        return;
    columns_heading(view, "Not answered yet");
    for (guint i = 0; i < missing->len; i++) {
        g_autofree char *note = missing_note(c, view->rules, missing->pdata[i]);
        columns_item(view, INK_PLAIN, "%s%s", words_label(view, missing->pdata[i]), note);
    }
}

static void print_next(const View *view, const Case *c)
{
    g_autofree char *next = standing_policy_next(c, view->rules);
    if (!next || !*next)
        return;
    columns_heading(view, "What the policy says next");
    columns_item(view, INK_PLAIN, "%s", next);
}

static void print_beside(const View *view, const Case *c, GPtrArray *beside)
{
    for (guint i = 0; i < beside->len; i++) {
        const HeldRow *held = beside->pdata[i];
        g_autofree char *received = words_short(view, held->received);
        g_autofree char *heading =
            g_strdup_printf("Perhaps the same dispute: held %" G_GINT64_FORMAT ", %s, from %s%s",
                            held->id, received, held->from, held->urgent ? ", URGENT" : "");
        columns_heading(view, heading);
        view_beside(view, c, held);
        columns_item(view, INK_FAINT,
                     "to settle it: casegate held %" G_GINT64_FORMAT " link %s --by YOU, or open",
                     held->id, c->reference);
    }
}

void view_show(const View *view, const Case *c, GPtrArray *hashes, GPtrArray *sent,
               GPtrArray *beside)
{
    if (view->json) {
        show_json(view, c, hashes, sent, beside);
        return;
    }
    print_heading(view, c);
    print_who(view, c);
    print_waiting(view, c);
    print_beside(view, c, beside);
    print_dates(view, c);
    print_holders(view, c, TRUE, "Holders of this stage");
    print_owed(view, c);
    print_missing(view, c);
    print_next(view, c);
    print_holders(view, c, FALSE, "Told before");
    show_record(view, c, sent);
}
