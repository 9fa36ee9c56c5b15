/* casegate held --decide: the messages that wait, one after the other, each with its likely answers.
 *
 * Nothing is held open between a question and its answer: every decision is a turn of its own by the office's functions, with the
 * configuration and the record as they then are. So an end of the input, a hangup or a crash leaves what was decided decided and the
 * rest waiting, and of two officers at the same message the second is told what the first decided. Messages that come meanwhile are
 * asked after the others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "held_settle.h"
#include "look.h"
#include "looker.h"
#include "reference_find.h"
#include "terminal.h"
#include "text.h"

#define LINE_BYTES 4096
#define WHY_LIMIT 1000u

typedef struct {
    const CommandLine *line;
    const Ruleset *rules;
    View view;
    Looker looker;
    char **by;
    GArray *seen; /* of gint64 */
    guint settled;
    gboolean quit;
} Deciding;

typedef enum { ANSWER_AGAIN, ANSWER_NEXT, ANSWER_QUIT, ANSWER_VIEW, ANSWER_SETTLE } Answer;

/* One line without its end and blanks; NULL at the end of the input. */
static char *ask(const char *question)
{
    char bytes[LINE_BYTES];
    printf("%s", question);
    fflush(stdout);
    if (!fgets(bytes, sizeof bytes, stdin)) {
        putchar('\n');
        return NULL;
    }
    return text_line(bytes, WHY_LIMIT);
}

/* ---- one message ---- */

static gboolean is_closed(const Deciding *d, const HeldRow *row)
{
    return held_row_restricted(row) && !d->view.restricted;
}

/* What is restricted enters no case. */
static gboolean may_enter_case(const HeldRow *row)
{
    return !held_row_restricted(row);
}

static char *question_of(const Deciding *d, const HeldRow *row)
{
    GString *text = g_string_new("\n");
    guint answers = row->suggestions->len;
    if (may_enter_case(row) && answers > 0)
        g_string_append_printf(text, answers > 1 ? "1-%u link, " : "%u link, ", answers);
    if (may_enter_case(row))
        g_string_append(text, "l REFERENCE link, o open a case, ");
    if (!is_closed(d, row))
        g_string_append(text, "s set aside, v view the text, ");
    return g_string_free(g_string_append(text, "n next, q quit: "), FALSE);
}

/* *reference_out: the case of a link, as typed. */
static Answer understand(const Deciding *d, const HeldRow *row, const char *typed,
                         SettleHow *how_out, const char **reference_out)
{
    guint64 number = 0;
    gboolean one = strlen(typed) == 1;
    if (one && *typed == 'q')
        return ANSWER_QUIT;
    if (one && *typed == 'n')
        return ANSWER_NEXT;
    if (is_closed(d, row))
        return ANSWER_AGAIN;
    if (one && *typed == 'v')
        return ANSWER_VIEW;
    *how_out = SETTLE_UNKNOWN;
    if (one && *typed == 's')
        *how_out = SETTLE_SET_ASIDE;
    else if (one && *typed == 'o' && may_enter_case(row))
        *how_out = SETTLE_OPEN;
    else if (may_enter_case(row) && g_str_has_prefix(typed, "l ")) {
        *how_out = SETTLE_LINK;
        *reference_out = typed + 2;
    } else if (may_enter_case(row) &&
               g_ascii_string_to_unsigned(typed, 10, 1, row->suggestions->len, &number, NULL)) {
        *how_out = SETTLE_LINK;
        *reference_out = ((const Suggestion *)row->suggestions->pdata[number - 1])->reference;
    }
    return *how_out == SETTLE_UNKNOWN ? ANSWER_AGAIN : ANSWER_SETTLE;
}

/* Can it be one, before anybody is asked why? */
static gboolean is_reference(const Deciding *d, const char *typed)
{
    g_autofree const char **prefixes = ruleset_prefixes(d->rules);
    g_autoptr(ReferenceFound) found = reference_find(typed, prefixes, 0);
    if (found && reference_found_right(found))
        return TRUE;
    printf("'%s' is no reference of this site; look again\n", typed);
    return FALSE;
}

/* FALSE: it was not done, and why was said. */
static gboolean settle(Deciding *d, gint64 id, SettleHow how, const char *reference)
{
    g_auto(OfficeTurn) turn = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_SUCCESS;
    if (reference && !is_reference(d, reference))
        return FALSE;
    g_autofree char *why =
        ask(office_settle_needs_reason(how) ? "why? " : "why (Enter: nothing said)? ");
    if (!why) {
        d->quit = TRUE;
        return FALSE;
    }
    if (!*why && office_settle_needs_reason(how)) {
        puts("to set it aside a reason is needed: it will stand in the list of messages");
        return FALSE;
    }
    turn.by = g_strdup(*d->by);
    turn.why = *why ? g_strdup(why) : NULL;
    if (!office_turn_begin(&turn, d->line, reference, &code))
        return FALSE;
    gboolean done = held_settle(&turn, id, how, &error);
    (void)office_turn_end(&turn, d->line, done, error);
    d->settled += done ? 1 : 0;
    return done;
}

static void show_text(const Deciding *d, const HeldRow *row)
{
    g_autoptr(GError) error = NULL;
    if (!look_held_text(d->rules, &d->view, row, &error))
        (void)command_fail(error);
}

/* What cannot be said keeps nobody from deciding. */
static void show_after(const Deciding *d, const HeldRow *row)
{
    g_autoptr(GError) error = NULL;
    if (!look_held_after(d->rules, &d->view, &d->looker, row, &error))
        (void)command_fail(error);
}

/* The message as it is now; NULL when it waits no more, which is said, or cannot be shown. */
static HeldRow *show(Deciding *d, gint64 id, gboolean briefly)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HeldRow) row = look_held_row(d->rules, &d->looker, id, &error);
    if (!row) {
        (void)command_fail(error);
        return NULL;
    }
    if (row->resolved != INSTANT_UNKNOWN) {
        printf("message %" G_GINT64_FORMAT " is settled: %s\n", id,
               is_closed(d, row) ? "it is restricted" : row->resolution);
        return NULL;
    }
    if (!briefly) {
        view_held_one(&d->view, row);
        show_after(d, row);
    }
    return g_steal_pointer(&row);
}

/* Asks until the message is settled, left for later, or the input ends. */
static void decide_one(Deciding *d, gint64 id)
{
    g_autoptr(HeldRow) row = show(d, id, FALSE);
    while (row && !d->quit) {
        SettleHow how = SETTLE_UNKNOWN;
        const char *reference = NULL;
        g_autofree char *question = question_of(d, row);
        g_autofree char *typed = ask(question);
        Answer answer = typed ? understand(d, row, typed, &how, &reference) : ANSWER_QUIT;
        d->quit = answer == ANSWER_QUIT;
        if (answer == ANSWER_NEXT || d->quit)
            return;
        if (answer == ANSWER_VIEW)
            show_text(d, row);
        if (answer != ANSWER_SETTLE)
            continue;
        if (settle(d, id, how, reference))
            return;
        g_autoptr(HeldRow) now = d->quit ? NULL : show(d, id, TRUE);
        if (!now)
            return;
    }
}

/* ---- all of them ---- */

static gboolean was_seen(const Deciding *d, gint64 id)
{
    for (guint i = 0; i < d->seen->len; i++)
        if (g_array_index(d->seen, gint64, i) == id)
            return TRUE;
    return FALSE;
}

/* The first that waits and was not asked yet; 0 when there is none. FALSE: the record cannot be read. */
static gboolean find_next(const Deciding *d, gint64 *id_out, guint *waiting_out, GError **error)
{
    g_autoptr(GPtrArray) waiting = look_held_waiting(d->rules, error);
    *id_out = 0;
    if (!waiting)
        return FALSE;
    *waiting_out = waiting->len;
    for (guint i = 0; i < waiting->len && *id_out == 0; i++) {
        const HeldRow *row = waiting->pdata[i];
        if (!was_seen(d, row->id))
            *id_out = row->id;
    }
    return TRUE;
}

static int decide_all(Deciding *d)
{
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    guint waiting = 0;
    gboolean found = FALSE;
    while ((found = find_next(d, &id, &waiting, &error)) && id != 0 && !d->quit) {
        g_array_append_val(d->seen, id);
        decide_one(d, id);
    }
    if (!found)
        return command_fail(error);
    printf("%u settled, %u still %s\n", d->settled, waiting, waiting == 1 ? "waits" : "wait");
    return EXIT_SUCCESS;
}

int held_decide(const CommandLine *line, gboolean restricted, char **by)
{
    Deciding d = {.line = line, .by = by};
    int code = EXIT_SUCCESS;
    if (line->json || !terminal_is_there())
        return command_usage(line, "--decide needs a terminal, and %s",
                             line->json ? "JSON is for a program" : "this is none");
    if (!looker_of(line, by, restricted ? "held --decide --restricted" : "held --decide", &d.looker,
                   &code))
        return code;
    g_autoptr(Ruleset) rules = command_look_restricted(line, restricted, &d.view, &code);
    if (!rules)
        return code;
    g_autoptr(GArray) seen = g_array_new(FALSE, FALSE, sizeof(gint64));
    d.rules = rules;
    d.seen = seen;
    return decide_all(&d);
}
