/* desk_held: the messages that wait for a person, and deciding one of them.
 *
 * A decision is made once: where somebody has decided already, what was decided is shown and nothing is done. Restricted
 * messages are opened and settled by named officers only; that the clerk asks again. A reason given for filing that would
 * itself be read as an outcome is sent back, since it would act as one. The look at every case shown beside a message is on
 * record first. */
#include "desk_turn.h"

#include <string.h>

#include "choice.h"
#include "decide.h"
#include "desk_original.h"
#include "error.h"
#include "held_after.h"
#include "lists.h"
#include "outcome.h"
#include "page_held.h"
#include "reference_find.h"
#include "text.h"
#include "text_words.h"

/* ---- the list ---- */

DeskAnswer *desk_held(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    gint64 done = desk_number(desk_query(turn, "done"));
    g_autoptr(GPtrArray) held =
        turn->store ? store_held_waiting(turn->store, &error) : g_ptr_array_new();
    g_autoptr(HeldRow) just =
        held && turn->store && done ? store_held(turn->store, done, &error) : NULL;
    if (error || !desk_look_one(turn, "held", "", &error))
        return desk_failure(turn, error);
    g_autofree char *again = html_url("/held", "done", desk_query(turn, "done"), NULL);
    PageFrame frame = desk_frame(turn, "Held messages", "/held");
    frame.refresh = again;
    Html *html = page_begin(&frame);
    page_held_list(html, &turn->view, held, just && just->resolved ? just : NULL);
    return desk_page(200, html, &frame);
}

/* ---- one of them ---- */

static gboolean has_case(GPtrArray *cases, const char *reference)
{
    for (guint i = 0; i < cases->len; i++)
        if (strcmp(((const Case *)cases->pdata[i])->reference, reference) == 0)
            return TRUE;
    return FALSE;
}

/* The suggested cases, each once, into row->beside. */
static gboolean read_beside(const DeskTurn *turn, HeldRow *row, GError **error)
{
    g_ptr_array_set_free_func(row->beside, (GDestroyNotify)case_free);
    for (guint i = 0; i < row->suggestions->len; i++) {
        GError *failure = NULL;
        const char *reference = ((const Suggestion *)row->suggestions->pdata[i])->reference;
        Case *c = has_case(row->beside, reference)
                      ? NULL
                      : store_case_load(turn->store, reference, &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        if (c)
            g_ptr_array_add(row->beside, c);
    }
    return TRUE;
}

static gboolean log_looks(const DeskTurn *turn, const HeldRow *row, GError **error)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    g_ptr_array_add(seen, (gpointer) "");
    for (guint i = 0; i < row->beside->len; i++)
        g_ptr_array_add(seen, ((const Case *)row->beside->pdata[i])->reference);
    g_ptr_array_add(seen, NULL);
    return desk_look(turn, "held message", (const char *const *)seen->pdata, error);
}

/* What the link to each of the cases beside it would do; NULL once it is decided, or where it is not to be. */
static GPtrArray *read_after(const DeskTurn *turn, const HeldRow *row, const MailRecord *mail)
{
    if (!mail || row->resolved || held_row_restricted(row) || !desk_decides(turn))
        return NULL;
    const CaseLookup lookup = store_lookup(turn->store);
    GPtrArray *after = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < row->beside->len; i++) {
        char *words =
            held_after(turn->view.rules, &lookup, mail, row, row->beside->pdata[i], turn->view.now);
        g_ptr_array_add(after, words ? words : g_strdup(""));
    }
    return after;
}

static DeskAnswer *show(DeskTurn *turn, HeldRow *row, const PageForm *posted, guint status)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    if (!read_beside(turn, row, &error) || !log_looks(turn, row, &error))
        return desk_failure(turn, error);
    g_autoptr(MailRecord) mail = desk_original(turn, row->sha256, row->received, &failure);
    g_autofree char *title = g_strdup_printf("Held message %" G_GINT64_FORMAT, row->id);
    g_autofree char *path = g_strdup_printf("/held/%" G_GINT64_FORMAT, row->id);
    g_autoptr(GPtrArray) after = read_after(turn, row, mail);
    const PageHeld page = {.row = row,
                           .mail = mail,
                           .after = after,
                           .failure = failure,
                           .decides = desk_decides(turn),
                           .token = turn->request->token,
                           .posted = posted};
    PageFrame frame = desk_frame(turn, title, "/held");
    frame.refresh = posted ? NULL : path;
    frame.bare = TRUE;
    frame.faulty = posted != NULL;
    Html *html = page_begin(&frame);
    page_held(html, &turn->view, &page);
    return desk_page(status, html, &frame);
}

/* The message of the address, where this reader may see it; else *answer_out says why not. */
static HeldRow *find(DeskTurn *turn, DeskAnswer **answer_out)
{
    g_autoptr(GError) error = NULL;
    gint64 id = desk_number(turn->parts[0]);
    g_autoptr(HeldRow) row = turn->store && id ? store_held(turn->store, id, &error) : NULL;
    if (error)
        *answer_out = desk_failure(turn, error);
    else if (!row)
        *answer_out =
            desk_refusal(turn, 404, "There is no such message", "No held message has this number.");
    else if (held_row_restricted(row) && !turn->view.restricted)
        *answer_out = desk_refusal(turn, 403, "This message is restricted",
                                   "It is for the named officers only.");
    else
        return g_steal_pointer(&row);
    return NULL;
}

DeskAnswer *desk_held_one(DeskTurn *turn)
{
    DeskAnswer *answer = NULL;
    g_autoptr(HeldRow) row = find(turn, &answer);
    return row ? show(turn, row, NULL, 200) : answer;
}

/* ---- deciding ---- */

typedef struct {
    Order order;
    char *id; /* of the form */
    char *why, *reference;
    GPtrArray *faults;
} Ruling;

static void ruling_clear(Ruling *ruling)
{
    g_free(ruling->id);
    g_free(ruling->why);
    g_free(ruling->reference);
    g_ptr_array_unref(ruling->faults);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ruling, ruling_clear)

/* A reference as somebody types it; what it cannot be is said. */
static void read_reference(DeskTurn *turn, Ruling *ruling)
{
    g_autofree char *typed = desk_typed(turn, "reference");
    g_autofree const char **prefixes = ruleset_prefixes(turn->view.rules);
    g_autoptr(ReferenceFound) found = reference_find(typed, prefixes, 0);
    const char *right = found ? reference_found_right(found) : NULL;
    ruling->reference = g_strdup(right);
    ruling->order.reference = ruling->reference;
    if (!*typed)
        page_fault_add(ruling->faults, "reference", "Say which case");
    else if (!right)
        page_fault_add(ruling->faults, "reference",
                       "'%s' is no reference: its last letter guards against slips, look again",
                       typed);
}

/* Would this reason choose what its writer does not mean by it? */
static gboolean chooses(const DeskTurn *turn, const HeldRow *row, const char *why)
{
    g_autofree char *folded = text_fold(why);
    if (outcome_chosen(turn->view.rules, why) != OUTCOME_NONE ||
        choice_ruled(turn->view.rules, why) != CHOICE_NONE)
        return TRUE;
    for (guint i = 0; i < row->suggestions->len; i++) {
        const char *reading = ((const Suggestion *)row->suggestions->pdata[i])->reading;
        g_autofree char *words = reading != NULL ? text_fold(reading) : NULL;
        if (words != NULL && text_has_words(folded, words))
            return TRUE;
    }
    return FALSE;
}

/* The reason is what chooses the reading; any other must not be one by accident. */
static void read_reading(DeskTurn *turn, const HeldRow *row, Ruling *ruling)
{
    g_autofree char *reading = desk_typed(turn, "reading");
    const char *reference = ruling->reference != NULL ? ruling->reference : "";
    if (!page_held_offers(row, reference, NULL))
        return;
    if (page_held_offers(row, reference, reading)) {
        g_free(ruling->why);
        ruling->why = g_strdup(reading);
    } else if (strcmp(reading, PAGE_HELD_FILE) != 0) {
        page_fault_add(ruling->faults, "reading", "Choose how its words are to be read");
    } else if (!text_empty(ruling->why) && chooses(turn, row, ruling->why)) {
        page_fault_add(ruling->faults, "why",
                       "This reason would itself choose one of the readings: leave it empty, or "
                       "say it in other words");
    }
}

/* The form to which what is wrong with it goes back: one that stands on the page. */
static char *faulty_form(const HeldRow *row, const char *verb, const char *reference)
{
    if (held_row_restricted(row))
        return g_strdup(HELD_SET_ASIDE);
    if (strcmp(verb, HELD_LINK) != 0)
        return g_strdup(verb);
    return reference && held_row_suggests(row, reference) ? page_held_form_id(reference)
                                                          : g_strdup(HELD_LINK_OTHER);
}

static gboolean read_ruling(DeskTurn *turn, const HeldRow *row, Ruling *ruling)
{
    const char *verb = turn->parts[1];
    SettleHow how = office_settle_named(strcmp(verb, HELD_LINK_OTHER) == 0 ? HELD_LINK : verb);
    if (how == SETTLE_UNKNOWN)
        return FALSE;
    ruling->order = desk_new_order(turn, ORDER_SETTLE);
    ruling->order.settle = how;
    ruling->order.held = row->id;
    ruling->why = desk_typed(turn, "why");
    desk_check_length(turn, "why", ruling->faults);
    if (office_settle_needs_case(how)) {
        read_reference(turn, ruling);
        read_reading(turn, row, ruling);
    }
    if (office_settle_needs_reason(how) && text_empty(ruling->why))
        page_fault_add(ruling->faults, "why", "Say why it needs nothing");
    if (how != SETTLE_SET_ASIDE && held_row_restricted(row))
        page_fault_add(ruling->faults, "", "It is restricted and enters no case: set it aside");
    ruling->id = faulty_form(row, verb, ruling->reference);
    ruling->order.why = text_empty(ruling->why) ? NULL : ruling->why;
    return TRUE;
}

static DeskAnswer *show_again(DeskTurn *turn, HeldRow *row, const Ruling *ruling)
{
    const PageForm posted = desk_posted(turn, ruling->id, ruling->faults);
    return show(turn, row, &posted, 422);
}

static DeskAnswer *redirect_to(const char *before, gint64 id)
{
    g_autofree char *location = g_strdup_printf("%s%" G_GINT64_FORMAT, before, id);
    return desk_redirect(location);
}

static DeskAnswer *decide(DeskTurn *turn, HeldRow *row, Ruling *ruling)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    if (ruling->faults->len)
        return show_again(turn, row, ruling);
    if (desk_order(turn, &ruling->order, &said, &error))
        return redirect_to("/held?done=", row->id);
    if (!g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM))
        return desk_failure(turn, error);
    gboolean reason = g_str_has_suffix(error->message, LINK_NEEDS_REASON);
    page_fault_add(ruling->faults, reason ? "why" : "", "%s", error->message);
    return show_again(turn, row, ruling);
}

DeskAnswer *desk_held_decide(DeskTurn *turn)
{
    DeskAnswer *answer = NULL;
    g_autoptr(HeldRow) row = find(turn, &answer);
    if (!row)
        return answer;
    if (row->resolved) /* by a double click, or by somebody else: what was decided is shown */
        return redirect_to("/held/", row->id);
    g_auto(Ruling) ruling = {.faults = page_faults_new()};
    if (!read_ruling(turn, row, &ruling))
        return desk_refusal(turn, 404, "There is no such page", "The address may be mistyped.");
    return decide(turn, row, &ruling);
}
