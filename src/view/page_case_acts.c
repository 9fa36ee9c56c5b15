/* page_case_acts: what an officer may do with a case, each with what is now, what will be, and the reason where one is needed.
 *
 * A form is shown only where the case is in a state that takes it; whether it is done is decided by the engine, not here.
 * Each form carries how many events the case had, so that nobody decides about a case that has moved on meanwhile. A form
 * that came back with faults stands open. Fails on nothing. */
#include "page_case.h"

#include <string.h>

#include "show_parts.h"
#include "words.h"

typedef struct {
    Html *html;
    const View *view;
    const PageCase *page;
    const Case *c;
} Acts;

typedef struct {
    PageForm form;
    char *action, *id;
} Act;

static void act_clear(Act *act)
{
    g_free(act->action);
    g_free(act->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static gboolean is_posted(const Acts *acts, const char *id)
{
    return acts->page->posted && strcmp(acts->page->posted->id, id) == 0;
}

/* The form of this verb, with what was typed in it where it came back. */
static Act act_of(const Acts *acts, const char *verb)
{
    Act act = {.action = g_strdup_printf("/case/%s/%s", acts->c->reference, verb),
               .id = g_strdup(verb)};
    act.form = (PageForm){.id = act.id, .action = act.action, .token = acts->page->token};
    if (is_posted(acts, verb)) {
        act.form.typed = acts->page->posted->typed;
        act.form.faults = acts->page->posted->faults;
    }
    return act;
}

static void act_open(const Acts *acts, const Act *act, const char *summary)
{
    g_autofree char *id = g_strdup_printf("act-%s", act->id);
    g_autofree char *seen = g_strdup_printf("%u", acts->c->events->len);
    html_open(acts->html, "details", "id", id, "open", is_posted(acts, act->id) ? "" : NULL, NULL);
    html_put(acts->html, "summary", summary, NULL);
    html_open(acts->html, "div", NULL);
    page_form_open(acts->html, &act->form);
    page_form_hidden(acts->html, "seen", seen);
}

static void act_close(const Acts *acts, const char *button, gboolean grave)
{
    page_form_close(acts->html, button, grave);
    html_close(acts->html, "div");
    html_close(acts->html, "details");
}

static void now_and_after(const Acts *acts, const char *now, const char *after)
{
    page_rows_open(acts->html);
    page_row(acts->html, "Now", now);
    page_row(acts->html, "After", after);
    page_rows_close(acts->html);
}

static void write_why(const Acts *acts, const Act *act, const char *hint)
{
    page_form_area(acts->html, &act->form, "why", "Why", hint);
}

static void write_note(const Acts *acts)
{
    g_auto(Act) act = act_of(acts, "note");
    act_open(acts, &act, "Note what the office knows");
    now_and_after(acts, NULL,
                  "The note stands in the chronology. Nothing that stands there is changed, and "
                  "nobody is written to.");
    page_form_area(
        acts->html, &act.form, "text", "Note",
        "A telephone call, a promise, a correction. It can be read by all of the office.");
    if (acts->c->urgent)
        page_form_tick(acts->html, &act.form, "not_urgent",
                       "No longer to be treated as urgent: a person has looked, and the note says "
                       "why");
    act_close(acts, "Add the note", FALSE);
}

static void write_agencies(const Acts *acts, const Act *act)
{
    const Directory *directory = acts->view->rules->directory;
    g_autoptr(GArray) choices = g_array_new(FALSE, FALSE, sizeof(PageChoice));
    g_array_append_val(choices, ((PageChoice){"", "choose one"}));
    for (guint i = 0; i < acts->c->candidates->len; i++) {
        const Candidate *candidate = acts->c->candidates->pdata[i];
        g_array_append_val(choices, ((PageChoice){candidate->agency,
                                                  words_agency(acts->view, candidate->agency)}));
    }
    for (guint i = 0; i < directory_agencies(directory); i++) {
        const Agency *agency = directory_agency_at(directory, i);
        g_array_append_val(choices, ((PageChoice){agency->id, agency->name}));
    }
    page_form_select(acts->html, &act->form, "agency", "Agency",
                     acts->c->candidates->len ? "The likely ones stand first." : NULL, choices);
}

static void write_route(const Acts *acts)
{
    static const PageChoice sides[] = {
        {"challenged", "the side that is challenged"}, {"raising", "the side that raised it"}, {0}};
    g_auto(Act) act = act_of(acts, "route");
    g_autofree char *stage = words_stage(acts->view, acts->c, TRUE);
    g_autofree char *now =
        g_strdup_printf("Raised by %s against %s%s.", words_agency(acts->view, acts->c->raising),
                        words_agency(acts->view, acts->c->challenged),
                        acts->c->routing_held ? "; routing is held" : "");
    g_autofree char *after = g_strdup_printf("The side that you choose is the agency that you "
                                             "name, and those who hold %s there are told "
                                             "by mail.",
                                             stage);
    act_open(acts, &act, "Name the agency that it goes to");
    now_and_after(acts, now, after);
    write_agencies(acts, &act);
    page_form_radios(acts->html, &act.form, "side", "Which side it is", NULL, sides);
    page_form_line(
        acts->html, &act.form, "to", "E-mail address of one person there (optional)",
        "Only where the directory's choice is not the right one. The person holds a post "
        "in the directory.");
    write_why(acts, &act, "Optional. It stands in the chronology.");
    act_close(acts, "Route it", FALSE);
}

static void write_stage(const Acts *acts)
{
    const Policy *policy = words_policy(acts->view, acts->c);
    g_autoptr(GArray) choices = g_array_new(FALSE, FALSE, sizeof(PageChoice));
    if (!policy)
        return;
    g_array_append_val(choices, ((PageChoice){"", "choose one"}));
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = policy->stages->pdata[i];
        g_array_append_val(choices, ((PageChoice){stage->id, stage->label}));
    }
    g_array_append_val(choices, ((PageChoice){"handed-off", "handed off to another process"}));
    g_auto(Act) act = act_of(acts, "stage");
    g_autofree char *now = words_stage(acts->view, acts->c, FALSE);
    act_open(acts, &act, "Accept a stage, or move it by hand");
    now_and_after(acts, now,
                  "The case is in the stage that you choose. Those who hold it are told by mail, "
                  "and what the policy reckons from that stage begins now.");
    page_form_select(acts->html, &act.form, "stage", "Stage", NULL, choices);
    write_why(acts, &act, "Needed. It stands in the chronology.");
    act_close(acts, "Move the case", FALSE);
}

static char *owed_text(const Acts *acts)
{
    g_autoptr(GPtrArray) owed = show_owed(acts->c);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < owed->len; i++) {
        const Owed *one = owed->pdata[i];
        g_autofree char *kind =
            words_owed(acts->view, acts->c, one->kind, one->role ? one->role : "");
        g_autofree char *by = words_holder(acts->view, NULL, one->agency, NULL);
        g_string_append_printf(text, "%s%s%s%s%s",
                               i ? ", " : " Still owed, and then no longer asked for: ", kind,
                               *by ? " (" : "", by, *by ? ")" : "");
    }
    if (owed->len)
        g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

static void write_close(const Acts *acts)
{
    g_auto(Act) act = act_of(acts, "close");
    g_autofree char *stage = words_stage(acts->view, acts->c, TRUE);
    g_autofree char *owed = owed_text(acts);
    g_autofree char *now =
        g_strdup_printf("%s, %s.%s", case_state_name(acts->c->state), stage, owed);
    act_open(acts, &act, "Close it by hand");
    now_and_after(
        acts, now,
        "Closed by the office's word. The case leaves the queue; it can be opened again.");
    write_why(acts, &act, "Needed. It stands in the chronology.");
    act_close(acts, "Close the case", TRUE);
}

static void write_reopen(const Acts *acts)
{
    g_auto(Act) act = act_of(acts, "reopen");
    g_autofree char *stage = words_stage(acts->view, acts->c, TRUE);
    g_autofree char *after = g_strdup_printf(
        "Open again at %s, in cycle %u. Those who hold that stage, and whoever wrote "
        "last, are told by mail. The record so far stays as it is.",
        stage, acts->c->cycle + 1);
    act_open(acts, &act, "Open it again");
    now_and_after(acts, case_state_name(acts->c->state), after);
    write_why(acts, &act, "Needed. It stands in the chronology.");
    act_close(acts, "Open the case again", FALSE);
}

static void write_hold(const Acts *acts)
{
    g_auto(Act) act = act_of(acts, "hold");
    act_open(acts, &act, "Put it under a legal hold");
    now_and_after(acts,
                  acts->c->legal_holds->len ? "Under a legal hold already." : "No legal hold.",
                  "Nothing of this case is erased until every hold on it has ended. Nothing else "
                  "changes, and nobody is written to.");
    write_why(acts, &act, "Needed: the inquiry, the claim, the court, the request for data.");
    act_close(acts, "Put it under a hold", FALSE);
}

static void write_release(const Acts *acts)
{
    g_autoptr(GArray) choices = g_array_new(FALSE, FALSE, sizeof(PageChoice));
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < acts->c->legal_holds->len; i++) {
        const LegalHold *hold = acts->c->legal_holds->pdata[i];
        char *number = g_strdup_printf("%u", hold->n);
        char *text = g_strdup_printf("%u: %s", hold->n, hold->why);
        g_ptr_array_add(words, number);
        g_ptr_array_add(words, text);
        g_array_append_val(choices, ((PageChoice){number, text}));
    }
    g_auto(Act) act = act_of(acts, "release");
    act_open(acts, &act, "End a legal hold");
    now_and_after(acts, "Under a legal hold.",
                  "That hold has ended. When no other lasts, the site's periods count again.");
    page_form_select(acts->html, &act.form, "release", "Which hold", NULL, choices);
    write_why(acts, &act, "Needed. It stands in the chronology.");
    act_close(acts, "End the hold", TRUE);
}

/* A form that came back is shown whatever the case is in now. */
static gboolean is_offered(const Acts *acts, const char *verb, gboolean fits)
{
    return fits || is_posted(acts, verb);
}

void page_case_acts(Html *html, const View *view, const PageCase *page)
{
    const Acts acts = {.html = html, .view = view, .page = page, .c = page->c};
    gboolean ended = case_is_over(page->c);
    html_open(html, "section", "class", "noprint", "aria-labelledby", "acts", NULL);
    html_put(html, "h2", "What you can do", "id", "acts", NULL);
    write_note(&acts);
    if (is_offered(&acts, "route", !ended))
        write_route(&acts);
    if (is_offered(&acts, "stage", case_runs(page->c)))
        write_stage(&acts);
    if (is_offered(&acts, "close", !ended))
        write_close(&acts);
    if (is_offered(&acts, "reopen", ended || page->c->state == CASE_CLOSING))
        write_reopen(&acts);
    write_hold(&acts);
    if (is_offered(&acts, "release", page->c->legal_holds->len > 0))
        write_release(&acts);
    html_close(html, "section");
}
