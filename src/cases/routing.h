/* Who holds a stage: the policy's holder rules applied to the directory of the day. */
#pragma once
#include "deciding.h"

typedef struct {
    Side side;
    const char *agency;       /* id; NULL when that side's agency is not known */
    const char *role;         /* role of people.csv; "worker" for the people who disagree */
    const char *name, *email; /* "" when vacant or not known */
    guint band;
    gboolean informed; /* told, not asked to act */
    gboolean quiet;    /* neither mailed nor waited for */
    gboolean worker;   /* one of the two workers: they talk, nobody mails them */
    gboolean shared;   /* several people hold this role: each is told, marked 'shared post' */
    HolderRule answers; /* HOLD_ANY: one answer of the group counts; HOLD_ALL: all of it answer */
    const char *instead_of; /* role of the rung below that nobody is on, or NULL */
    const char *section;    /* of the rule */
} Seat;

/* The seats of a stage's tier (`tier` from 1; 0 for a stage without tiers), of Seat. A vacant post
 * is a seat without name and address. A side whose agency is unknown has no seats. */
GPtrArray *routing_seats(Deciding *x, const PolicyStage *stage, guint tier);
GPtrArray *routing_seats_of(Deciding *x, GPtrArray *rules, guint tier); /* of PolicyHolder */
/* The tier after `tier`, or 0 when the last one is reached. */
guint routing_next_tier(Deciding *x, const PolicyStage *stage, guint tier);
gboolean routing_tier_is_last(const Deciding *x,
                              const PolicyStage *stage); /* of the case as it stands */
/* The agency on a side of the case; the partnership's own for SIDE_PARTNERSHIP. NULL if not known.
 */
const char *routing_agency(const Deciding *x, Side side);
/* The side an agency stands on in the case, itself or by representing; SIDE_NONE if it is no party.
 */
Side routing_side_of(const Deciding *x, const char *agency);
/* The side that somebody of this agency and band speaks for: his own agency's, or that of one which his represents
 * above its own highest filled band. */
Side routing_side_for(const Deciding *x, const char *agency, guint band);
Side routing_sender_side(const Deciding *x);
const char *routing_sender_party(const Deciding *x); /* the party that the sender speaks for: its id, or NULL */
/* The people of a role, wherever (agency NULL) or in one agency; of const Post *, narrowed as
 * world/README says: named in the form, else already in the case, else of the form's area, else
 * all. */
GPtrArray *routing_posts(Deciding *x, const char *agency, const char *role);
