/* What a text says about the outcome of a disagreement, sentence by sentence: what is asked, hoped,
 * supposed or said of something else settles nothing, and two sentences that differ settle nothing
 * either. The words for it stand in phrases.yaml. */
#pragma once
#include "ruleset.h"

typedef enum {
    OUTCOME_NONE,
    OUTCOME_RESOLVED,
    OUTCOME_UNRESOLVED,
    OUTCOME_UNCLEAR /* speaks of it, but a person must read how it is meant */
} Outcome;

/* Sentences as people end them: by a mark, a semicolon or a line they broke off. Of char *, trimmed. */
GPtrArray *outcome_sentences(const char *words);
/* What a party says: its own word, of the matter. Another's word that it only reports, and what is said of something else, is unclear. */
Outcome outcome_said(const Ruleset *rules, const char *words);
/* What the office chooses by its reason, in which another's word is one. */
Outcome outcome_chosen(const Ruleset *rules, const char *why);
/* The first sentence that says that it is settled, up to a colon that introduces what was agreed;
 * NULL if none does. */
char *outcome_sentence(const Ruleset *rules, const char *words);
/* When that sentence says that it was agreed, in its words ("at 15:45", "yesterday"), newly allocated; NULL when it does not:
 * a time of what was agreed ("a visit on Monday") is none. */
char *outcome_when(const Ruleset *rules, const char *words);
/* Is a stage that `words` name only asked about, refused or supposed? */
gboolean outcome_stage_doubtful(const Ruleset *rules, const Policy *policy, const char *words,
                                const PolicyStage *stage);
/* Does the sentence make this statement, and no other that outvotes it? */
gboolean outcome_sentence_says(const Ruleset *rules, const char *sentence, const char *statement);
