/* A site's past, made to happen again in a record of its own that is thrown away. */
#pragma once
#include "replay_past.h"
#include "ruleset.h"

typedef struct {
    char *what; /* "state" "stage" "route" "entered" "date" "owed" "notice" "message" "office" */
    char *key;  /* what it is told from others of its kind by */
    char *text; /* in words */
} OutcomeLine;

typedef struct {
    GHashTable *cases;    /* reference → GPtrArray of OutcomeLine; of messages that no case is known for: "" */
    GPtrArray *references; /* of char *, sorted */
} Outcome;

void outcome_free(Outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outcome, outcome_free)

/* Runs `past` under `rules`, up to `until`. `changed` (one of the rules' policies, or NULL) takes the place of the text
 * that a case was pinned to where that has its id, or everywhere when the site has no policy of its id. `site` is the
 * real record: looked into for the mails that people answered, never written. The rules' choice of policy in force is
 * changed by it. */
Outcome *replay_run(Ruleset *rules, const Policy *changed, Store *site, const GPtrArray *past, Instant until,
                    GError **error);
