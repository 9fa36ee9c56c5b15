/* A case: the fold of its events, nothing else. Strings are owned by the case; arrays hold pointers
 * to the structs below and are never NULL. No I/O, no clock. */
#pragma once
#include "event.h"
#include "policy.h"
#include "records.h"

typedef enum { CASE_PROVISIONAL, CASE_OPEN, CASE_CLOSING, CASE_CLOSED, CASE_HANDED_OFF } CaseState;
const char *case_state_name(CaseState state); /* "provisional" "open" "closing" "closed" "handed-off" */

typedef struct {
    char *name, *role, *agency, *email; /* "" when not known */
} Person;

typedef struct {
    Side side;
    char *agency, *role, *name, *email;
    Instant told;          /* 0 = not told (yet) */
    char *stage;
    guint tier;
    gboolean current;      /* holds the stage the case is in */
    gboolean informed;     /* told, not asked to act */
    gboolean quiet;        /* holds it on their side, neither mailed nor waited for */
    HolderRule group;      /* HOLD_ANY: one answer of this side's group counts; HOLD_ALL: all of it answer; else HOLD_FIRST */
    char *answer;          /* of a member of a group: "resolved" "unresolved" "" (answered otherwise); NULL = not yet */
    Instant answered;
} Holder;

typedef struct {
    guint n;               /* from 1 */
    char *name, *ids, *setting; /* "" when not known */
    Day born, expected;    /* date of birth or expected delivery; 0 */
    GPtrArray *status;     /* of char *: cp_plan looked_after cin early_help none not_known */
    gboolean settled;
    char *settled_stage;
} Child;

typedef struct {           /* its texts stand in the case's events */
    const char *key, *value; /* the latest value */
    guint child;           /* 0 = of the case */
    const char *message, *part, *place; /* place: within a document, "" or NULL in a text */
    guint line;
    gboolean proposed;     /* taken from a forwarded chain, to be confirmed */
} Fact;

typedef enum { MET_PENDING, MET_YES, MET_NO } Met;
typedef struct {
    char *id;              /* the clock's id, "safe-by", "outstanding-1" */
    char *kind;            /* "guide" "safe-by" "same-day" "maximum" "immediate" "outstanding" */
    Day due_day;           /* local date */
    Instant due;           /* the instant it falls due (guide: the working day's end) */
    gboolean due_instant;  /* show `due` itself (same-day, immediate), else the date */
    Day from;
    Met met;
    gboolean prompted;
    Instant remind;        /* a reminder is sent then; 0 = nothing was said of it */
    Instant settled;       /* what it waits for was done then, in time or late; 0 = not done */
    char *why;
} CaseDate;

typedef struct {
    char *kind, *agency, *role, *source; /* agency, role "" if none; source = section */
    guint child;           /* 0 = none */
    Instant since, met;    /* met 0 = still owed */
    gboolean bars_closing;
    gboolean earlier;      /* of a cycle before this one, neither owed again nor met in this one */
} Owed;

typedef struct {
    Day date;              /* 0 = not said */
    char *stage, *how, *who, *outcome;
    gboolean proposed;
} Discussion;

typedef struct { char *agency, *name; Day date; } MemberEngaged;
typedef struct { char *name, *agency; gboolean senior, full_member; } PanelMember;
typedef struct { char *agency; Instant at; char *message; } Representation;
typedef struct { guint n; char *item, *owner; Day due; Instant done; } Outstanding;
typedef struct {           /* a number that a party's own system has for the matter */
    char *agency, *address; /* of whom, and who wrote it */
    char *text;
    gboolean echo;          /* it goes back in the subject of mails to that address */
} Alias;
typedef struct {           /* what one party says, in writing, was agreed */
    char *agency, *who, *message;
    char *outcome;         /* in its own words; "" = as recorded */
    char *words;           /* all it wrote */
    Instant at;
    GPtrArray *items;      /* of Outstanding: the issues it says are outstanding */
} Account;

typedef struct {           /* why nothing of the case may be erased */
    guint n;
    char *by, *why;
    Instant at;
} LegalHold;

typedef struct {           /* a held message that bars the closing */
    char *message, *why;   /* its sha256; what it does, as a clause */
    Instant at;            /* when it came */
} Objection;

typedef struct {
    char *reference;
    char *policy, *policy_sha256;
    CaseState state;
    guint cycle;           /* 1, 2 after a re-opening … */
    gboolean urgent;
    gboolean harm_unanswered; /* a question about danger stands open (danger.h) */
    char *stage;           /* NULL while a claimed stage is not accepted */
    guint tier;            /* 0 where the stage has none */
    char *stage_claimed;   /* NULL unless it differs from `stage` */
    char *held_gate;       /* id of the gate that bars the claimed stage, or NULL */
    Instant stage_entered; /* the stage itself; `entered` is its present tier */
    Instant opened, entered, last_received, last_event;
    Instant erased;        /* what was personal in it was erased then; INSTANT_UNKNOWN = not */
    Instant began;         /* this cycle: the opening, or when what re-opened it came */
    guint reopened;        /* the event that began this cycle; 0 in the first */
    char *mailbox;
    char *raising, *challenged;          /* agency ids, NULL while unknown */
    char *challenged_written;            /* what the form said */
    Side routing_held;     /* SIDE_NONE, or the side whose agency a person must name */
    GPtrArray *candidates; /* of Candidate, while routing is held */
    char *waiting_confirmation; /* address of the forwarder whose yes is awaited, or NULL */
    Person originator;
    char *last_sender;     /* who wrote last */
    char *turn;            /* who last said something that the others are to answer; NULL in older records: who wrote last */
    char *first_stage;     /* the stage that it entered first */
    char *opened_by;       /* who sent what opened it; NULL where that was not recorded */
    char *chair_route;     /* "direct" "panel" or NULL */
    gboolean decided;      /* resolution at the last stage recorded */
    GPtrArray *holders, *children, *facts, *dates, *owed, *discussions, *members, *panel, *representations,
        *outstanding;
    GPtrArray *accounts;   /* of Account, one an agency, of this cycle */
    GPtrArray *their_refs; /* of char *: other systems' references */
    GPtrArray *aliases;    /* of Alias */
    GPtrArray *message_ids; /* of char *: ids of the thread, received ones, oldest first */
    GPtrArray *legal_holds; /* of LegalHold: those that last */
    GPtrArray *objections; /* of Objection: those that the office has not decided about */
    GPtrArray *events;     /* of Event, the whole record */
} Case;

Case *case_new(void);
void case_free(Case *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Case, case_free)

/* Folds `event` in and takes it. FALSE and a BUG error when a change row is not understood: then `c` may only be freed. */
gboolean case_apply(Case *c, Event *event, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *case_fact(const Case *c, const char *key);              /* value or NULL */
const Fact *case_fact_of(const Case *c, const char *key, guint child);
/* When the message of `fact` was received; INSTANT_UNKNOWN when no message said it. 'Yesterday' is the
 * day before that one, whenever it is read again. */
Instant case_fact_at(const Case *c, const Fact *fact);
gboolean case_runs(const Case *c);    /* open or provisional: its stage waits for somebody */
gboolean case_is_over(const Case *c); /* closed or handed off; one that is closing is neither */
gboolean case_is_originator(const Case *c, const char *email); /* did they raise it? Nobody without an address did */
const Event *case_event_of(const Case *c, const char *message); /* the first about this message, or NULL */
/* When the message of an event came, which is not when it was recorded if it waited; without one, the event's own time. */
Instant case_came(const Event *event);
/* Is it of this cycle: recorded since the re-opening, or of the message that was re-opened by? What is older, even if it
 * came while that message waited, is of an earlier one. */
gboolean case_in_cycle(const Case *c, const Event *event);
Child *case_child(const Case *c, guint n);
const CaseDate *case_date(const Case *c, const char *id); /* NULL if there is none */
const Owed *case_owes(const Case *c, const char *kind);   /* the first of the kind that is not met, or NULL */
Account *account_new(const char *agency); /* empty; owned by the case it is put into */
Account *case_account(const Case *c, const char *agency); /* NULL if this agency has given none */
Outstanding *outstanding_new(guint n, const char *item, const char *owner, Day due);
void outstanding_free(gpointer outstanding);
Person *person_copy_into(Person *person, const char *name, const char *role, const char *agency, const char *email);
gboolean case_is_party(const Case *c, const char *agency); /* raising or challenged (not who represents them) */
/* What must still be answered, as field keys in the form's order, and whether any of it keeps the case provisional. */
GPtrArray *case_missing(const Case *c, const void *ruleset, gboolean *provisional_out);
