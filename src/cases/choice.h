/* What the words of whoever decides say: a decision, a panel, or that it is resolved direct with those concerned; and whether they
 * say so or only ask, suppose, tell or announce it. The words for it stand in phrases.yaml. */
#pragma once
#include "ruleset.h"

typedef enum {
    CHOICE_NONE,
    CHOICE_DECISION,
    CHOICE_PANEL,
    CHOICE_DIRECT,
    CHOICE_UNCLEAR /* can be read as one of them, and as something else: a person reads it */
} Choice;

/* Of prose; `decides_only`: where nothing is chosen, only a decision is looked for. */
Choice choice_said(const Ruleset *rules, const char *words, gboolean decides_only);
/* Of what stands behind a label for a decision. */
Choice choice_labelled(const Ruleset *rules, const char *value);
/* The reading that the office names as its reason; CHOICE_NONE when it names none. */
Choice choice_ruled(const Ruleset *rules, const char *why);
