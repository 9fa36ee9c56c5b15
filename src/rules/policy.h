/* One escalation policy as data. The engine knows no policy by name: everything it does for one is
 * said here, and every rule cites the section it comes from. What is absent is not done.
 * The vocabulary serves five policies; the head of policy.c specifies the YAML. */
#pragma once
#include "day.h"
#include "place.h"

typedef enum { SIDE_NONE, SIDE_RAISING, SIDE_CHALLENGED, SIDE_PARTNERSHIP } Side;
const char *side_name(Side side); /* "raising" "challenged" "partnership" */
Side side_from_name(const char *name); /* SIDE_NONE if it is no side's */
typedef enum { STRENGTH_NONE, STRENGTH_MUST, STRENGTH_SHOULD, STRENGTH_MAY, STRENGTH_GUIDE, STRENGTH_EXPECT } Strength;

/* Who holds a stage on a side. */
typedef enum {
    HOLD_FIRST, /* the first of `roles` that is held ('A or B') */
    HOLD_ANY,   /* all of them, any one answer counts ('A and/or B') */
    HOLD_ALL,   /* all of them, and all answer ('A and B') */
    HOLD_WORKER,    /* the worker: the originator on the raising side, the challenged person on the other */
    HOLD_NEXT_BAND, /* each side's next band in post above the last tier's */
    HOLD_LADDER,    /* the next rung of the agency's own ladder (by service) */
} HolderRule;
typedef struct {
    Side side;
    HolderRule rule;
    GStrv roles;
    GStrv services;      /* only in agencies of these services, and there in place of the side's rules without any; empty = all */
    gboolean informed;   /* told, but not asked to act */
    gboolean quiet;      /* holds it on their side, but is neither mailed nor waited for */
    GStrv otherwise;     /* who it is where the rule finds nobody: roles, "ladder", in this order */
    const char *section;
} PolicyHolder;

typedef struct {
    const char *label;   /* "tier 1"; NULL for a stage without tiers */
    GPtrArray *holders;  /* of PolicyHolder */
    gboolean repeat;     /* until the next band is that of the last tier */
    gboolean last;
    gboolean gives_members; /* holders of this tier are the members whose engagement the gate asks for */
} PolicyTier;

typedef struct {
    const char *to;     /* stage id, "closing", "handed-off" */
    const char *when;   /* "unresolved" "resolved" "policy-issue" "reviewed" "decided" */
    GStrv by;           /* who may say so: "originator" "holders" "raising" "challenged", else a role ("chair") of the partnership */
    const char *gate;   /* id of a PolicyGate, or NULL */
    gboolean requests_shown; /* what others ask of it is shown to the holders of their side */
    gboolean site_chooses;   /* only the one of `by` that the site says decides (Site.top_decides) */
    Strength strength;
    const char *section;
} PolicyExit;

typedef struct {
    const char *id;      /* "S1" */
    const char *label;   /* the policy's own: "Stage Two: Escalate to line manager" */
    const char *name;    /* short: "Stage Two" */
    GStrv words;         /* what people write for it, folded: "two", "2", "managers" */
    guint number;        /* position from 1 */
    guint band;          /* whose discussions belong here (forwarded chains); 0 none */
    gboolean tiered;
    gboolean tells;      /* its holders are mailed on entering; FALSE: the answer to the sender says what is asked */
    gboolean extract_on_leaving; /* file extracts go to the holders just left */
    GPtrArray *tiers;    /* of PolicyTier, at least one */
    GPtrArray *exits;    /* of PolicyExit */
    GStrv chooses;       /* what the partnership's holder chooses here: "direct" "panel"; empty elsewhere */
    GPtrArray *when_chosen; /* of PolicyHolder: who joins when it is chosen */
    const char *asks;    /* what is asked of a holder, for the notice */
    const char *asks_chosen; /* what is asked of those who join when it is chosen; NULL = the same */
    const char *section;
} PolicyStage;

typedef struct { /* something that must have happened before a stage is entered */
    const char *id;      /* "members-engaged" */
    Strength strength;
    const char *asks, *section;
} PolicyGate;

typedef enum { CLOCK_GUIDE, CLOCK_SAFE_BY, CLOCK_SAME_DAY, CLOCK_MAXIMUM, CLOCK_IMMEDIATE } ClockKind;
typedef struct {
    const char *id;      /* "week" */
    ClockKind kind;
    const char *from;    /* "disagreement_date" "receipt" "stage-entered" */
    const char *stage;   /* only while in this stage; NULL = the whole case */
    gboolean one_week;   /* the policy says a week: how it is counted is the site's to say */
    int working_days;    /* -1 = none: same day or immediate by kind */
    gboolean or_safe_by; /* the worker's safe-by date, if earlier, wins */
    const char *on_breach; /* "prompt" "delay-record" "late" */
    const char *prompt_side; /* side asked on breach */
    Strength strength;
    const char *section, *wording;
} PolicyClock;

typedef struct { /* the urgent path */
    const char *field;   /* the yes/no field that sets it off: "immediate_harm" "nai_infant" */
    GPtrArray *tell;     /* of PolicyHolder */
    const char *named;   /* statement of phrases.yaml that names what is asked, so that a message alarms which says it; NULL */
    gboolean immediate;  /* an 'immediate' date from receipt */
    GStrv at_once;       /* stages whose holders are told together */
    gboolean young_child; /* it speaks of an infant or young child: the site says under what age (infant_under) */
    const char *section;
} PolicyUrgent;

typedef struct {
    guint agencies;      /* at least so many different ones (the site may say exactly) */
    gboolean full_member, senior, agencies_concerned, representations;
    Strength strength;
    const char *section;
} PolicyPanel;

typedef struct { /* what is owed before (bars) or after a case may close */
    const char *kind;    /* "file-tick" "originator-told" "written-confirmation" "learning" "satisfaction" … */
    const char *label;   /* what mails call it; NULL: the kind in words */
    const char *per;     /* "agency-and-child" "agency" "case" "side" */
    const char *role;    /* whose it is, beside the agencies' ("worker"); NULL none */
    const char *since;   /* "closing", "confirmed" (nothing is left to confirm in writing), "policy-issue" or a stage id */
    gboolean bars_closing;
    GStrv met_by;        /* keys of fields and names of statements: any one of them meets it */
    GStrv by;            /* who may meet it, as in an exit; with raising or challenged alone, only that side owes it */
    gboolean no_counts;  /* "no" and "none" are answers that meet it */
    gboolean notice;     /* of a status notice: asked only where the site leaves it to the agency (Site.iro_notice_by_gateway) */
    gboolean confirms;   /* met by the parties' own written accounts, once they agree */
    const char *template; /* the mail that asks for it; NULL: told with the rest */
    const char *answer;  /* in place of the usual acknowledgement to who says it is resolved and still owes this; NULL none */
    const char *tell_role; /* role of the partnership told of the answer, or NULL */
    Strength strength;
    const char *asks, *section;
} PolicyOwed;

typedef struct { /* told because of what a child's status is */
    const char *kind;    /* "iro-notice" */
    const char *label;   /* what the office calls it: "IRO notice"; NULL: the kind */
    GStrv statuses;      /* "cp_plan" "looked_after" */
    const char *from_stage;
    Side side;           /* SIDE_NONE: the role wherever the directory has it */
    const char *role;
    Strength strength;
    const char *section;
    PolicyOwed *duty; /* how the agency says that it has told them */
} PolicyStatusNotice;

typedef struct { /* who can answer a question */
    gboolean own_agency; /* in the agency that asks, or in the one that represents it; FALSE: wherever the directory has them */
    GStrv roles;         /* all of them are named */
} PolicyAsk;

typedef struct { /* kinds of message that open no case */
    const char *kind;    /* "whistleblowing" "single-agency" "advice" "representative-enquiry" "cp-conference-request" */
    const char *template; /* templates/replies/… */
    gboolean restricted; /* seen by the named officers only */
    const char *tell_role; /* role told, or NULL */
    GPtrArray *ask;        /* of PolicyAsk: whom the answer names; empty = nobody */
    const char *section;
} PolicySideRoute;

#define POLICY_SERVICE_ANY "any"
#define POLICY_OTHERWISE_LADDER "ladder"
typedef struct {
    const char *service; /* agencies.csv 'service'; "any": of every service without a ladder of its own */
    GPtrArray *rungs;    /* of PolicyHolder (side unset), lowest first: roles, HOLD_FIRST/ANY/ALL; informed: for advice only */
    const char *section;
} PolicyLadder;

typedef struct {
    const char *id, *prefix, *title, *version, *effective, *review_due;
    const char *partnership, *partnership_short;
    GStrv partnership_aliases;
    GStrv reasons;            /* open list */
    const char *urgent_text;  /* opens every acknowledgement */
    const char *heading;      /* what stands above its forms, folded */
    GPtrArray *urgent;        /* of PolicyUrgent */
    gboolean internal_in_scope; /* one agency on both sides: in scope at the first stage */
    gboolean originator_told; /* at every change */
    gboolean skips_asked; /* each stage that a case is opened beyond is asked about */
    const char *records_asks, *records_section; /* what everybody is to keep on record; NULL = the policy asks nothing */
    GPtrArray *stages, *gates, *clocks, *status_notices, *owed, *side_routes, *ladders;
    GPtrArray *fields;        /* of PolicyField: questions that this policy asks (policy_asks.h) */
    GPtrArray *delay_record;  /* of PolicyOwed: owed by one side once a clock's breach asks for it; `per` is the side */
    PolicyPanel *panel;       /* NULL = the policy has none */
    const char *file;
    const char *sha256;       /* of `text` */
    const char *text;         /* the file as it was read: cases are pinned to it */
    GStringChunk *strings;    /* what every text above stands in */
} Policy;

Policy *policy_parse(const char *text, gsize length, const char *file, Diagnostics *diagnostics);
/* The policy as far as it could be read, whatever is wrong with it: for finding more of that, and nothing else. A text
 * that is missing is NULL, an id "". NULL when it is no YAML map. */
Policy *policy_read_for_check(const char *path, const char *file, Diagnostics *diagnostics);
Policy *policy_load(const char *path, const char *file, Diagnostics *diagnostics); /* NULL with errors */
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

/* Is the day after the one by which the document was to be reviewed? FALSE when it names none. */
gboolean policy_past_review(const Policy *policy, Day today);
const PolicyStage *policy_stage(const Policy *policy, const char *id); /* NULL if none (id may be NULL) */
const PolicyStage *policy_stage_at(const Policy *policy, guint number); /* from 1 */
/* The stage that people's words name ("stage three", "Step 2", "level 4", "managers"); NULL if none or
 * the number does not exist. *claimed_out is set when a stage was claimed at all. */
const PolicyStage *policy_stage_named(const Policy *policy, const char *text, gboolean *claimed_out);
/* Is `holder`, one of `holders`, the rule for an agency of `service` (NULL = not known)? */
gboolean policy_holder_applies(const GPtrArray *holders, const PolicyHolder *holder, const char *service);
const PolicyTier *policy_stage_tier(const PolicyStage *stage, guint tier); /* from 1; a repeated tier repeats for ever: the last one is whoever asks's to choose */
gboolean policy_stage_chooses(const PolicyStage *stage); /* does its holder of the partnership choose how it is decided? Not at NULL */
const PolicyLadder *policy_ladder(const Policy *policy, const char *service); /* its own, else that of any service; NULL if neither */
const PolicyClock *policy_clock(const Policy *policy, const char *id); /* NULL if none */
const PolicyGate *policy_gate(const Policy *policy, const char *id);
const PolicyOwed *policy_owed(const Policy *policy, const char *kind, const char *role); /* role "" = none; NULL if no rule */
gboolean policy_owed_each(const Policy *policy, const char *key); /* does every agency answer the field `key` for itself? Not at NULL */
const PolicySideRoute *policy_side_route(const Policy *policy, const char *kind);
const char *const *policy_side_kinds(void); /* every kind that a policy may have a side route for; NULL-ended */
const PolicyExit *policy_exit(const PolicyStage *stage, const char *when); /* first that fits; NULL */
