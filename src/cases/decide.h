/* The pure core: (case, message as read, rules, now) → Decision. No I/O but the lookup table, no
 * clock: the same input gives the same decision. NULL only when a lookup failed (error is set). */
#pragma once
#include "decision.h"
#include "lookup.h"
#include "mail_record.h"
#include "ruleset.h"

typedef struct {      /* what the office decided about a held message, else all NULL */
    const char *link; /* reference of the case it belongs to */
    gboolean open;    /* open a new case with it */
    const char *by;   /* who decided */
    const char *why;
} OfficeRuling;

typedef struct {
    const Ruleset *rules;
    const CaseLookup *lookup;
    const MailRecord *mail;
    const char *sha256, *mailbox;
    Instant received; /* receipt: starts clocks; never later than now */
    Instant now;
    OfficeRuling ruling;
    gboolean reused_id; /* an earlier message had this Message-ID and said something else */
    gboolean unproven;  /* the same message came before, and waits or was set aside because nothing proved whose it was: this one is
                           worked only if something does, else it is a repeat */
    gboolean brief;     /* nobody will ask why: no traces, fields, missing keys in the decision */
} Intake;

/* How a refusal ends that a reason for the link would have answered. */
#define LINK_NEEDS_REASON "say why it belongs there all the same (--why TEXT)"
Decision *decide_message(const Intake *intake, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A message that could not be read (too large, reader crashed …): held, never lost. */
Decision *decide_unreadable(const Intake *intake, const char *reason, const char *text);
/* A mail that our own sender could not, or may not, send: what follows for its case and the office. Takes `c`, NULL for a
 * mail of no case. */
Decision *decide_undelivered(const OutboxRow *row, Case *c, const Ruleset *rules,
                             const CaseLookup *lookup, Instant now, GError **error);
/* What falls due: dates of `c` that have passed at `now`. NULL without error when nothing is. Takes
 * `c`. */
Decision *decide_clock(Case *c, const Ruleset *rules, Instant now, GError **error);
/* The next instant at which decide_clock() would do something; 0 none. */
Instant case_next_tick(const Case *c);

/* Office commands on a case (design §4). Takes `c`. PERM error when the command does not fit the
 * case. */
typedef struct {
    const char *by, *why;
    Instant now;
    const Ruleset *rules;
    Instant since; /* re-opening: when the message that asks for it came; INSTANT_UNKNOWN = now */
} OfficeCommand;
/* `not_urgent`: a person has looked, and the case is no longer treated as urgent. */
Decision *decide_note(Case *c, const OfficeCommand *command, const char *text, gboolean not_urgent,
                      GError **error);
Decision *decide_route(Case *c, const OfficeCommand *command, const char *agency, Side side,
                       const char *to, GError **error);
Decision *decide_stage(Case *c, const OfficeCommand *command, const char *stage, GError **error);
Decision *decide_close(Case *c, const OfficeCommand *command, GError **error);
/* A mail of the case went to the wrong person. `mails`: those that are put on record, of OutboxRow, oldest first;
 * `to`: the address that they went to and should not have, NULL where that is not known and they are all there are. */
Decision *decide_incident(Case *c, const OfficeCommand *command, GPtrArray *mails, const char *to, GError **error);
/* `release` TRUE: the hold of number `n` (0: the only one) ends, else one more begins. */
Decision *decide_legal_hold(Case *c, const OfficeCommand *command, gboolean release, guint n, GError **error);
/* It may bar the closing of a case: not a restricted one, and not where its sender is not believed. */
gboolean objection_may_bar(const HeldRow *held, gboolean disputes);
/* `held` may belong to `c`, by a suggestion: what disputes or speaks of harm bars the closing until it is decided about;
 * and that it is, by whom. Both take `c`. */
Decision *decide_objection(Case *c, const HeldRow *held, const Ruleset *rules, Instant now, GError **error);
#define BY_GATEWAY "gateway" /* `by`, where nobody decided: a proven copy came */
Decision *decide_objection_settled(Case *c, const char *message, const char *by, const Ruleset *rules, Instant now,
                                   GError **error);
Decision *decide_reopen(Case *c, const OfficeCommand *command, GError **error);
