/* A site's past, made to happen again in a record of its own that is thrown away. */
#pragma once
#include "replay_past.h"
#include "ruleset.h"

typedef struct {
    char *what; /* "state" "stage" "route" "entered" "date" "owed" "notice" "message" "office" */
    char *key;  /* what it is told from others of its kind by */
    char *text; /* in words */
    gboolean restricted; /* what it is in the other run is for the named officers only, too */
} OutcomeLine;

typedef struct {
    GPtrArray *list;   /* of OutcomeLine */
    GHashTable *known; /* the same, each by what and key (replay_outcome.c) */
} OutcomeLines;

typedef struct {
    GHashTable *cases;     /* reference → OutcomeLines; of messages that no case is known for: "" */
    GPtrArray *references; /* of char *, sorted */
} Outcome;

void outcome_free(Outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outcome, outcome_free)

typedef struct {
    const Policy *policy; /* one of the rules' */
    gboolean everywhere;  /* in the place of all, not only of the texts with its id */
} PolicyChange;

/* Runs `past` under `rules`, up to `until`; with `change` (NULL: none) instead of what a case was pinned to. `site` is the
 * real record: looked into for the mails that people answered, never written. While it runs, `forced` of the rules is its
 * own; NULL afterwards. */
Outcome *replay_run(Ruleset *rules, const PolicyChange *change, Store *site, const GPtrArray *past, Instant until,
                    GError **error);
