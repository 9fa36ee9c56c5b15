/* case_change: the operations that events are made of, and the ones about the case as a whole.
 *
 * A change is an operation and its arguments, all text: numbers decimal, DAY as 2026-03-09, INSTANT
 * as decimal seconds since 1970 UTC, yes or no; SIDE is raising, challenged or partnership. ""
 * stands for 'none'. This list is what is stored for ever: an operation is never given another
 * meaning, only new ones are added.
 *
 *   open REFERENCE POLICY SHA256 MAILBOX    the first change of a case; `opened` is the event's time
 *   state STATE                             provisional open closing closed handed-off
 *   cycle N
 *   urgent YES   harm-unanswered YES   decided YES
 *   stage ID TIER INSTANT                   former holders are no longer current
 *   claimed ID   gate ID                    the stage asked for but not accepted; the gate that bars it
 *   reopened                                a new cycle begins: nothing is decided, no child settled, no
 *                                           chair's route, no panel, no account; what was owed only to close, and is
 *                                           not met, is owed no longer
 *   began INSTANT                           this cycle began then, not when the event was made
 *   received INSTANT MESSAGE-ID             also: the thread's ids
 *   sender ADDRESS                          who wrote last
 *   turn ADDRESS                            who last said something that the others are to answer
 *   opened-by ADDRESS                       who sent what opened it
 *   proof HOW MESSAGE                       the sender of that message was proven: by receiver, signature, office, or
 *                                           none; MESSAGE "" is the event's own: changes nothing, serves to ask
 *   confirm-from ADDRESS                    whose yes is awaited
 *   chair-route ROUTE                       direct, panel
 *   command VERB A B C WHY                  the office's command that made this event, as it was
 *                                           given: changes nothing, serves to give it again
 * of people (case_change_people.c):
 *   raising AGENCY
 *   challenged AGENCY WRITTEN               WRITTEN "" keeps what was written before
 *   routing-held SIDE   candidate AGENCY WHY   candidates-clear
 *   originator NAME ROLE AGENCY EMAIL
 *   holder SIDE AGENCY ROLE NAME EMAIL STAGE TIER INFORMED
 *                                           the same current person is moved, not doubled
 *   told SIDE EMAIL INSTANT                 current holders
 *   holder-gone SIDE EMAIL                  no longer current
 *   holder-group SIDE EMAIL GROUP           all: everybody of the side's group answers; any: one does
 *   holder-quiet SIDE EMAIL                 a current holder: neither mailed nor waited for
 *   answered SIDE EMAIL ANSWER INSTANT      of a current holder: resolved, unresolved, "" otherwise
 *   child N NAME IDS SETTING BORN EXPECTED  adds child N or replaces what is not ""
 *   child-status N S1,S2                    replaces
 *   child-settled N STAGE
 *   member AGENCY NAME DAY                  engaged in the matter; DAY "" keeps the one before
 *   panel NAME AGENCY SENIOR FULL   panel-clear
 *   representation AGENCY INSTANT MESSAGE
 * of answers, dates and duties (case_change_rows.c):
 *   fact KEY CHILD VALUE MESSAGE PART LINE PROPOSED    the latest value counts; MESSAGE "" is the
 *                                           event's own
 *   fact-place KEY CHILD PLACE              where in its part (a document) that answer stands
 *   fact-confirmed                          all proposed ones
 *   corrected KEY CHILD BEFORE MESSAGE      the event before gave another answer; what stood there and where it came
 *                                           from: changes nothing, serves to show it
 *   date ID KIND DUE-DAY DUE-INSTANT SHOW-INSTANT FROM-DAY WHY    replaces, pending again
 *   date-met ID yes|no|pending   date-prompted ID   date-drop ID
 *   date-remind ID INSTANT                  a reminder is sent then, before it falls due
 *   date-settled ID INSTANT                 what the date waits for was done then, in time or late
 *   owed KIND AGENCY ROLE CHILD SOURCE BARS SINCE      replaces, owed again
 *   owed-met KIND AGENCY ROLE CHILD INSTANT   owed-drop KIND AGENCY ROLE CHILD
 *   discussion DAY STAGE HOW WHO OUTCOME PROPOSED
 *   discussion-replace STAGE DAY HOW WHO OUTCOME       corrects the last proposed one of the stage
 *                                           (what is not ""), or adds one
 *   discussions-confirm   discussions-clear-proposed
 *   outstanding N ITEM OWNER DUE-DAY   outstanding-done N INSTANT
 *   their-ref TEXT
 *   alias AGENCY ADDRESS TEXT ECHO          a number of the agency's own system; ECHO: it goes back to that address
 * of written accounts (case_change_accounts.c):
 *   account AGENCY WHO INSTANT MESSAGE OUTCOME WORDS   replaces the agency's own; MESSAGE "" is the
 *                                           event's own; its items are none yet
 *   account-item AGENCY ITEM OWNER DUE-DAY  one more issue that this agency says is outstanding
 *   outstanding-drop N
 * of how long the record is kept (case_change_keeping.c):
 *   legal-hold N WHY   legal-hold-end N     nothing of the case is erased while any lasts
 *   erased ID HASH LEFT                     event ID, which has that hash, was erased; LEFT is the digest of what
 *                                           stands there now (store/event_log.c)
 * of what waits and bars the closing (case_change_objections.c):
 *   objection MESSAGE INSTANT WHY           a held message that came then: the case is not closed while it waits
 *   objection-settled MESSAGE               the office has decided about it
 *
 * What an operation speaks of and is not there is passed over; an unknown operation, a wrong number
 * of arguments or an argument that cannot be read is a BUG error, which says which argument but
 * never what it was: it may be a child's name, and errors end in logs. */
#include "case_change.h"

#include <string.h>

#include "error.h"

#define INSTANT_MAX G_GINT64_CONSTANT(999999999999) /* beyond the year 30000 */

/* ---- arguments ---- */

G_GNUC_PRINTF(2, 3) static void fault(Change *change, const char *format, ...)
{
    if (change->fault)
        return;
    va_list arguments;
    va_start(arguments, format);
    change->fault = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

/* Decimal digits, at most `most`; "" is 0. Many rows are folded, so this is no library call. */
static gboolean read_decimal(const char *text, guint64 most, guint64 *number_out)
{
    guint64 number = 0;
    for (; g_ascii_isdigit(*text) && number <= most; text++)
        number = number * 10 + (guint64)(*text - '0');
    *number_out = number;
    return *text == '\0' && number <= most;
}

guint change_number(Change *change, guint index)
{
    guint64 number = 0;
    if (read_decimal(change->arg[index], G_MAXINT32, &number))
        return (guint)number;
    fault(change, "argument %u is no number", index + 1);
    return 0;
}

Instant change_instant(Change *change, guint index)
{
    guint64 number = 0;
    if (read_decimal(change->arg[index], INSTANT_MAX, &number))
        return (Instant)number;
    fault(change, "argument %u is no instant", index + 1);
    return INSTANT_UNKNOWN;
}

Day change_day(Change *change, guint index)
{
    const char *text = change->arg[index];
    Day day = *text ? day_from_iso(text) : DAY_UNKNOWN;
    if (*text && day == DAY_UNKNOWN)
        fault(change, "argument %u is no date", index + 1);
    return day;
}

guint change_word(Change *change, guint index, const char *const *words)
{
    for (guint i = 0; words[i]; i++)
        if (g_str_equal(words[i], change->arg[index]))
            return i;
    fault(change, "argument %u is no word for this", index + 1);
    return 0;
}

gboolean change_yes(Change *change, guint index)
{
    static const char *const words[] = {"no", "yes", NULL};
    return change_word(change, index, words) == 1;
}

Side change_side(Change *change, guint index)
{
    const char *text = change->arg[index];
    Side side = side_from_name(text);
    if (side == SIDE_NONE && *text)
        fault(change, "argument %u is no side", index + 1);
    return side;
}

void change_set(char **field, const char *text)
{
    char *copy = g_strdup(text ? text : "");
    g_free(*field);
    *field = copy;
}

void change_set_or_null(char **field, const char *text)
{
    if (*text)
        change_set(field, text);
    else
        g_clear_pointer(field, g_free);
}

void change_set_if_any(char **field, const char *text)
{
    if (*text || !*field)
        change_set(field, text);
}

/* ---- the case as a whole ---- */

static void apply_open(Change *change)
{
    Case *c = change->c;
    if (c->reference)
        fault(change, "the case '%s' is open already", c->reference);
    change_set(&c->reference, change->arg[0]);
    change_set(&c->policy, change->arg[1]);
    change_set(&c->policy_sha256, change->arg[2]);
    change_set(&c->mailbox, change->arg[3]);
    c->opened = c->began = change->event->at;
}

static void apply_state(Change *change)
{
    static const char *const words[] = {"provisional", "open",       "closing",
                                        "closed",      "handed-off", NULL};
    change->c->state = (CaseState)change_word(change, 0, words);
}

static void apply_cycle(Change *change)
{
    change->c->cycle = change_number(change, 0);
}

static void apply_urgent(Change *change)
{
    change->c->urgent = change_yes(change, 0);
}

static void apply_harm_unanswered(Change *change)
{
    change->c->harm_unanswered = change_yes(change, 0);
}

static void apply_decided(Change *change)
{
    change->c->decided = change_yes(change, 0);
}

static void apply_stage(Change *change)
{
    Case *c = change->c;
    gboolean stays =
        g_strcmp0(c->stage, change->arg[0]) == 0 && c->stage_entered != INSTANT_UNKNOWN;
    change_set_or_null(&c->stage, change->arg[0]);
    if (c->first_stage == NULL)
        change_set_or_null(&c->first_stage, change->arg[0]);
    c->tier = change_number(change, 1);
    c->entered = change_instant(change, 2);
    if (!stays)
        c->stage_entered = c->entered;
    for (guint i = 0; i < c->holders->len; i++)
        ((Holder *)g_ptr_array_index(c->holders, i))->current = FALSE;
}

static void apply_claimed(Change *change)
{
    change_set_or_null(&change->c->stage_claimed, change->arg[0]);
}

static void apply_gate(Change *change)
{
    change_set_or_null(&change->c->held_gate, change->arg[0]);
}

static void apply_command(Change *change)
{
    (void)change; /* kept to be given again */
}

static void apply_reopened(Change *change)
{
    Case *c = change->c;
    c->began = change->event->at;
    c->reopened = change->event->seq;
    change->c->stage_entered = INSTANT_UNKNOWN;
    c->decided = FALSE;
    g_clear_pointer(&c->chair_route, g_free);
    g_ptr_array_set_size(c->panel, 0);
    g_ptr_array_set_size(c->accounts, 0);
    for (guint i = 0; i < c->children->len; i++) {
        Child *child = g_ptr_array_index(c->children, i);
        child->settled = FALSE;
        g_clear_pointer(&child->settled_stage, g_free);
    }
    for (guint i = c->owed->len; i-- > 0;) {
        Owed *owed = g_ptr_array_index(c->owed, i);
        owed->earlier = TRUE;
        if (owed->bars_closing && owed->met == INSTANT_UNKNOWN)
            g_ptr_array_remove_index(c->owed, i);
    }
}

static void apply_began(Change *change)
{
    change->c->began = change_instant(change, 0);
}

static void apply_received(Change *change)
{
    Case *c = change->c;
    const char *id = change->arg[1];
    c->last_received = change_instant(change, 0);
    if (*id && !g_ptr_array_find_with_equal_func(c->message_ids, id, g_str_equal, NULL))
        g_ptr_array_add(c->message_ids, g_strdup(id));
}

static void apply_sender(Change *change)
{
    change_set_or_null(&change->c->last_sender, change->arg[0]);
}

static void apply_turn(Change *change)
{
    change_set_or_null(&change->c->turn, change->arg[0]);
}

static void apply_opened_by(Change *change)
{
    change_set_or_null(&change->c->opened_by, change->arg[0]);
}

/* Kept to be asked (sender_proof.c). */
static void apply_proof(Change *change)
{
    static const char *const words[] = {"none", "receiver", "signature", "office", NULL};
    (void)change_word(change, 0, words);
}

static void apply_confirm_from(Change *change)
{
    change_set_or_null(&change->c->waiting_confirmation, change->arg[0]);
}

static void apply_chair_route(Change *change)
{
    change_set_or_null(&change->c->chair_route, change->arg[0]);
}

static const ChangeRule change_case[] = {
    {"open", 4, apply_open},
    {"state", 1, apply_state},
    {"cycle", 1, apply_cycle},
    {"urgent", 1, apply_urgent},
    {"harm-unanswered", 1, apply_harm_unanswered},
    {"decided", 1, apply_decided},
    {"stage", 3, apply_stage},
    {"claimed", 1, apply_claimed},
    {"gate", 1, apply_gate},
    {"reopened", 0, apply_reopened},
    {"began", 1, apply_began},
    {"command", 5, apply_command},
    {"received", 2, apply_received},
    {"sender", 1, apply_sender},
    {"turn", 1, apply_turn},
    {"opened-by", 1, apply_opened_by},
    {"proof", 2, apply_proof},
    {"confirm-from", 1, apply_confirm_from},
    {"chair-route", 1, apply_chair_route},
    {NULL, 0, NULL},
};

/* ---- one row ---- */

static const ChangeRule *find_rule(const char *name)
{
    const ChangeRule *const tables[] = {change_rows,     change_people,  change_case,
                                        change_accounts, change_keeping, change_objections};
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const ChangeRule *rule = tables[i]; rule->name; rule++)
            if (rule->name[0] == name[0] && strcmp(rule->name, name) == 0)
                return rule;
    return NULL;
}

gboolean case_change_apply(Case *c, const Event *event, const char *const *row, GError **error)
{
    const ChangeRule *rule = row[0] ? find_rule(row[0]) : NULL;
    Change change = {.c = c, .event = event};
    if (!rule)
        fault(&change, "unknown operation");
    else if (g_strv_length((char **)row) - 1 != rule->arguments)
        fault(&change, "%u arguments instead of %u", g_strv_length((char **)row) - 1,
              rule->arguments);
    if (!change.fault) {
        change.arg = row + 1;
        rule->apply(&change);
    }
    if (!change.fault)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG,
                "cannot apply change '%s' of event %u of case '%s': %s", row[0] ? row[0] : "",
                event->seq, c->reference ? c->reference : "", change.fault);
    g_free(change.fault);
    return FALSE;
}
