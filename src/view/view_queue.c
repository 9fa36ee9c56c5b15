/* The queue: every case that is neither closed nor handed off, in the order the office should look
 * at them.
 *
 * What standing.h derives from a case is only arranged here. The filters leave out cases, never
 * parts of one; the number of held messages is always that of the whole site. Agencies are shown by
 * their id, which is short, stands in the office's own agencies.csv, and is what --agency takes.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include <string.h>

#include "columns.h"
#include "danger.h"
#include "json_out.h"
#include "standing.h"
#include "words.h"
#include "worker.h"

static gboolean is_overdue(const View *view, const Case *c)
{
    return standing_overdue(c, view->now);
}

static guint quiet_days(const View *view, const Case *c)
{
    return standing_quiet_days(c, view->rules->calendar, view->now, view->rules->site.zone);
}

static GPtrArray *chosen(const View *view, GPtrArray *cases, const QueueAsk *ask)
{
    GPtrArray *kept = g_ptr_array_new();
    for (guint i = 0; i < cases->len; i++)
        if (queue_ask_fits(ask, cases->pdata[i], view->rules, view->now))
            g_ptr_array_add(kept, cases->pdata[i]);
    g_ptr_array_sort(kept, standing_compare);
    return kept;
}

static void json_waiting(JsonBuilder *out, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, view->rules, view->now);
    json_out_list(out, "waiting_for");
    for (guint i = 0; i < waiting->len; i++) {
        const WaitingFor *one = waiting->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "agency", one->agency);
        json_out_known(out, "role", one->role);
        json_out_known(out, "name", one->name);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_next_date(JsonBuilder *out, const View *view, const Case *c)
{
    const CaseDate *next = standing_next_date(c);
    if (next && next->due_instant)
        json_out_instant(out, "next_date", view, next->due);
    else
        json_out_day(out, "next_date", next ? next->due_day : DAY_UNKNOWN);
}

static void json_case(JsonBuilder *out, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) owed = standing_owed_kinds(c);
    json_out_object(out, NULL);
    json_out_text(out, "reference", c->reference);
    json_out_text(out, "policy", c->policy);
    json_out_text(out, "state", case_state_name(c->state));
    json_out_text(out, "stage", c->stage);
    json_out_number(out, "tier", c->tier);
    json_out_bool(out, "urgent", c->urgent);
    json_out_known(out, "raising", c->raising);
    json_out_known(out, "challenged", c->challenged);
    json_waiting(out, view, c);
    json_out_instant(out, "opened", view, c->opened);
    json_out_instant(out, "entered_stage", view, c->entered);
    json_next_date(out, view, c);
    json_out_bool(out, "overdue", is_overdue(view, c));
    json_out_int(out, "quiet_days", quiet_days(view, c));
    json_out_words(out, "owed", owed);
    json_out_instant(out, "last_event", view, c->last_event);
    json_builder_end_object(out);
}

static void queue_json(const View *view, GPtrArray *cases, HeldCount held, const char *news)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_instant(out, "now", view, view->now);
    json_out_list(out, "cases");
    for (guint i = 0; i < cases->len; i++)
        json_case(out, view, cases->pdata[i]);
    json_builder_end_array(out);
    json_out_int(out, "held", held.all);
    if (news)
        json_out_text(out, "news", news);
    json_builder_end_object(out);
    json_out_end(view, out);
}

/* "line manager, csc"; of an agency as such, what it owes: "csc: file tick". */
static char *waiting_line(const WaitingFor *one)
{
    gboolean role = one->role && *one->role, agency = one->agency && *one->agency;
    g_autofree char *words = words_plain(role ? one->role : one->what ? one->what : "");
    if (!agency)
        return g_steal_pointer(&words);
    return role ? g_strdup_printf("%s, %s", words, one->agency)
                : g_strdup_printf("%s: %s", one->agency, words);
}

/* One line for each post that is waited for. */
static char *waiting_text(const View *view, const Case *c)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, view->rules, view->now);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < waiting->len; i++) {
        g_autofree char *line = waiting_line(waiting->pdata[i]);
        g_string_append_printf(text, "%s%s", i ? "\n" : "", line);
    }
    return g_string_free(text, FALSE);
}

static guint stage_days(const View *view, const Case *c)
{
    return standing_stage_days(c, view->rules->calendar, view->now, view->rules->site.zone);
}

/* Where no date runs the age of the stage stands in its place. */
static char *next_date_text(const View *view, const Case *c)
{
    const CaseDate *next = standing_next_date(c);
    gboolean runs = c->stage && case_runs(c);
    if (!next && runs)
        return g_strdup_printf("none; %u d in this stage", stage_days(view, c));
    if (!next)
        return g_strdup("none");
    g_autofree char *kind = words_plain(next->kind);
    g_autofree char *due = next->due_instant ? words_short(view, next->due)
                           : next->due_day   ? day_words_short(next->due_day)
                                             : g_strdup("not known");
    gboolean reached = next->due <= view->now && !words_date_is_late(view, next);
    return g_strdup_printf("%s %s%s", due, kind, reached ? ", reached" : "");
}

static char *parties_text(const Case *c)
{
    const char *raising = c->raising && *c->raising ? c->raising : "?";
    const char *challenged = c->challenged && *c->challenged ? c->challenged : "?";
    return g_strdup_printf("%s → %s", raising, challenged);
}

/* "Callum Reyes has left: route it"; NULL while everybody is there, or where nothing waits for them. */
static char *departed_text(const View *view, const Case *c)
{
    GString *text = NULL;
    g_autoptr(GPtrArray) departed = standing_departed(
        c, view->rules->directory, instant_day(view->now, view->rules->site.zone));
    for (guint i = 0; c->state != CASE_CLOSING && i < departed->len; i++) {
        const Holder *holder = departed->pdata[i];
        text = text ? g_string_append(text, ", ") : g_string_new(NULL);
        g_string_append_printf(text, "%s has left", holder->name);
    }
    return text ? g_string_free(g_string_append(text, ": route it"), FALSE) : NULL;
}

/* What makes the case different from one that simply takes its course, as one line; "" if nothing.
 */
static char *remarks(const View *view, const Case *c)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    g_autoptr(GPtrArray) owed = standing_owed_kinds(c);
    g_autoptr(GPtrArray) kinds = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *harm =
        g_strdup_printf("%s not answered", danger_open_words(c, view->rules, NULL));
    if (c->harm_unanswered)
        g_ptr_array_add(parts, harm);
    if (c->state == CASE_PROVISIONAL)
        g_ptr_array_add(parts, (char *)"provisional: facts missing");
    if (!case_runs(c))
        g_ptr_array_add(parts, (char *)case_state_name(c->state));
    if (c->routing_held != SIDE_NONE)
        g_ptr_array_add(parts, (char *)"routing held: name the agency");
    if (worker_unreached(c, view->rules))
        g_ptr_array_add(parts, (char *)"no address of the worker who raised it: they hear nothing");
    if (c->objections->len > 0)
        g_ptr_array_add(parts, (char *)"needs a decision: a message waits");
    g_autofree char *left = departed_text(view, c);
    if (left)
        g_ptr_array_add(parts, left);
    for (guint i = 0; i < owed->len; i++)
        g_ptr_array_add(kinds, words_owed_kind(view, c, owed->pdata[i]));
    g_ptr_array_add(kinds, NULL);
    g_autofree char *list = g_strjoinv(", ", (char **)kinds->pdata);
    g_autofree char *owes = g_strconcat("owed: ", list, NULL);
    if (owed->len)
        g_ptr_array_add(parts, owes);
    g_ptr_array_add(parts, NULL);
    return g_strjoinv("; ", (char **)parts->pdata);
}

static void add_row(Table *table, const View *view, const Case *c, const QueueAsk *ask)
{
    gboolean late = is_overdue(view, c);
    g_autofree char *stage = words_stage(view, c, TRUE);
    g_autofree char *parties = parties_text(c);
    g_autofree char *waiting = waiting_text(view, c);
    g_autofree char *next = next_date_text(view, c);
    g_autofree char *quiet = g_strdup_printf("%u d", quiet_days(view, c));
    const char *mark = c->urgent && late ? "URGENT\nLATE"
                       : c->urgent       ? "URGENT"
                       : late            ? "LATE"
                                         : "";
    table_add(table, c->urgent || late ? INK_ALERT : INK_PLAIN, c->reference, mark, stage, parties,
              waiting, next, quiet, NULL);
    g_autofree char *remark = remarks(view, c);
    if (*remark)
        table_note(table, c->harm_unanswered ? INK_ALERT : INK_FAINT, remark);
    g_autofree char *answer = queue_ask_remark(ask, c, view->rules, view->now);
    if (*answer)
        table_note(table, INK_PLAIN, answer);
}

/* Who asks for a day is told of what passed unmet before it, too: a guide, which is never late, as well. */
static void print_passed_besides(const View *view, GPtrArray *all, const QueueAsk *ask)
{
    QueueAsk passed = {0};
    guint besides = 0;
    if (ask->due_first <= 1)
        return;
    queue_ask_due(&passed, 1, ask->due_first - 1);
    for (guint i = 0; i < all->len; i++)
        besides += queue_ask_fits(&passed, all->pdata[i], view->rules, view->now) &&
                   !queue_ask_fits(ask, all->pdata[i], view->rules, view->now);
    if (besides)
        columns_line(view, INK_PROMPT,
                     "%u more %s a date that passed before: casegate queue --due passed", besides,
                     besides == 1 ? "has" : "have");
}

static void print_held(const View *view, HeldCount held)
{
    g_autofree char *urgent =
        held.urgent ? g_strdup_printf(", %u of them URGENT", held.urgent) : g_strdup("");
    if (held.all)
        columns_line(view, held.urgent ? INK_ALERT : INK_PROMPT, "%u %s a person%s: casegate held",
                     held.all, held.all == 1 ? "message waits for" : "messages wait for", urgent);
}

static void print_summary(const View *view, GPtrArray *all, GPtrArray *cases, HeldCount held,
                          const QueueAsk *ask)
{
    guint late = 0, urgent = 0;
    for (guint i = 0; i < cases->len; i++) {
        late += is_overdue(view, cases->pdata[i]) ? 1 : 0;
        urgent += ((const Case *)cases->pdata[i])->urgent ? 1 : 0;
    }
    g_autofree char *now = words_instant(view, view->now);
    columns_line(view, INK_STRONG, "%s, at %s", view->rules->site.name, now);
    columns_line(view, urgent || late ? INK_ALERT : INK_PLAIN, "%u %s%s, %u urgent, %u late",
                 cases->len, cases->len == 1 ? "case" : "cases",
                 queue_ask_any(ask) ? " as asked for" : " in progress", urgent, late);
    print_passed_besides(view, all, ask);
    if (ask->news)
        columns_line(view, INK_PROMPT, "%s", ask->news);
    const Policy *policy =
        ruleset_policy_in_force(view->rules, instant_day(view->now, view->rules->site.zone));
    if (policy && words_past_review(view, policy))
        columns_line(view, INK_PROMPT, "policy past review: %s was to be reviewed on %s",
                     policy->id, policy->review_due);
    print_held(view, held);
    if (!held.all && !cases->len && !queue_ask_any(ask))
        columns_line(view, INK_PLAIN, "nothing needs you");
}

static void queue_text(const View *view, GPtrArray *all, GPtrArray *cases, HeldCount held,
                       const QueueAsk *ask)
{
    static const char *const headings[] = {
        "REFERENCE", "", "STAGE", "RAISED BY → AGAINST", "WAITING FOR", "NEXT DATE", "QUIET", NULL};
    print_summary(view, all, cases, held, ask);
    if (!cases->len)
        return;
    fputc('\n', view->out);
    g_autoptr(Table) table = table_new(0, headings);
    for (guint i = 0; i < cases->len; i++)
        add_row(table, view, cases->pdata[i], ask);
    table_print(table, view);
    fputc('\n', view->out);
    columns_line(view, INK_FAINT, "one case in full: casegate show REFERENCE");
}

void view_queue(const View *view, GPtrArray *cases, HeldCount held, const QueueAsk *ask)
{
    static const QueueAsk everything;
    const QueueAsk *wanted = ask ? ask : &everything;
    g_autoptr(GPtrArray) kept = chosen(view, cases, wanted);
    if (view->json)
        queue_json(view, kept, held, wanted->news);
    else
        queue_text(view, cases, kept, held, wanted);
}
