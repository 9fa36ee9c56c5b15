/* Shared by the files of cases/ that make one decision; nobody else includes it.
 * A Deciding holds the working copy of the case: every event is folded in as it is said, so that a
 * later rule sees what an earlier one did. The first failure sticks in `error`, and the decision is
 * then thrown away as a whole. */
#pragma once
#include "decide.h"
#include "reading.h"
#include "sender.h"

#define DECIDING_COMMAND_WORDS 5
#define DAY_SECONDS (24 * 60 * 60)
#define HOPS_MOST 30 /* Received fields that a mail needs */

typedef struct { /* put together when that case had that many events */
    char *text, *reference;
    guint events;
} KeptText;

typedef struct KeptMissing KeptMissing; /* of deciding.c */

typedef struct {
    const Ruleset *rules;
    const CaseLookup *lookup;
    const MailRecord *mail; /* NULL when the clock or the office decides */
    const char *sha256, *mailbox;
    Instant received, now;
    Day today; /* local date of receipt (of now, without a message) */
    const OfficeRuling *ruling;
    const Policy *policy; /* of the case, else the one in force */
    Reading *reading;
    Sender *sender;
    char *actor;
    Decision *decision;
    Case *c;             /* = decision->subject_case */
    GHashTable *told;    /* addresses that got a mail of this decision */
    GString *told_words; /* who was told, for the acknowledgement and the chronology */
    GError *error;
    const char *command[DECIDING_COMMAND_WORDS]; /* of the office: verb, up to three words, why; the first event keeps it */
    gboolean may_move; /* what the sender is proven for allows a move */
    gboolean moved;    /* stage, tier or state changed */
    gboolean brief;    /* as in Intake */
    KeptText missing, detail; /* of telling_values.c */
    KeptMissing *lacking;     /* of deciding_missing() */
    const char *whistle;      /* of whistle.c, once it is asked */
    gboolean whistle_asked;
} Deciding;

void deciding_init(Deciding *x, const Ruleset *rules, Instant now);
void deciding_clear(Deciding *x);
/* Hands over the decision (or NULL and the sticky error). */
Decision *deciding_finish(Deciding *x, GError **error);

/* A new event by this decision's actor about this decision's message; add changes, then
 * deciding_add(). */
Event *deciding_event(Deciding *x, const char *kind, const char *format, ...) G_GNUC_PRINTF(3, 4);
void deciding_add(Deciding *x, Event *event); /* takes it, folds it in */
/* case_missing() of the case as it is now, worked out once until an event could change it. The decision's: who keeps it beyond
 * the next event takes a reference. */
GPtrArray *deciding_missing(const Deciding *x, gboolean *provisional_out);
/* Does nothing prove that whoever the message gives as its sender has that post? */
gboolean deciding_unproven(const Deciding *x);
/* Says in the record what the office decided about this message, and why; nothing without a ruling. */
void deciding_say_ruling(Deciding *x);
/* How often the office was told of the address in the seconds before now; -1: x->error. And that it is told now. */
gint deciding_warned(Deciding *x, const char *kind, const char *address, Instant within);
void deciding_warn(Deciding *x, const char *kind, const char *address);
void deciding_trace(Deciding *x, gboolean matched, const char *rule, const char *source,
                    const char *why, ...) G_GNUC_PRINTF(5, 6);
FieldProblem *deciding_problem(Deciding *x, const char *key, guint line, const char *text); /* the decision's own */
void deciding_dispose(Deciding *x, const char *disposition, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* What a person should know of the message, in the trace and, where it has done anything to a case, in the case's record. */
void deciding_note(Deciding *x, const char *rule, const char *source, const char *text);
void deciding_flag(Deciding *x, const char *rule, const char *source, const char *text); /* and on the held row */
/* A person must look: `code` is the short reason, the text says why in words. */
HeldRow *deciding_hold(Deciding *x, const char *code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Of deciding_rows.c. */
char *instant_decimal(Instant at); /* newly allocated, for change rows */
char *deciding_at(const Deciding *x);             /* the same of when the message came */
/* When what is decided is done: when the message came, or now where the office decides, about a message that waited, too. What
 * anybody is asked, told or owes counts from then; what a message says or does counts from when it came. */
Instant deciding_acted(const Deciding *x);
char *deciding_acted_at(const Deciding *x);       /* in decimal */
Day deciding_acting_day(const Deciding *x);       /* the local date of it: who has a post then */
const char *deciding_message(const Deciding *x);  /* its sha256, "" without one */
/* A fact about the case as a whole, in words of the message's text. */
void deciding_fact(const Deciding *x, Event *event, const char *key, const char *value);
/* The question `key` is answered in the writer's own words: all of them are kept as a fact like one by label, behind `answer`
 * where that is not NULL. Of each key once in a decision, whatever else the message answers. */
void deciding_answered(Deciding *x, const char *key, const char *answer);
gboolean deciding_did(const Deciding *x, const char *kind); /* has this decision made an event of that kind? */

const char *agency_name(const Ruleset *rules,
                        const char *id); /* its name, the id, or "an agency not yet known" */
char *role_words(const char *role);      /* "line_manager" → "line manager" */
const char *decimal(guint n);            /* interned decimal text, for change rows */
