/* Outstanding issues: what is left to be done when the rest is agreed, whose it is and when it is due. */
#pragma once
#include "case.h"
#include "ruleset.h"

/* The issues that a value or a list of them names: one a line or between semicolons, each "item, owner, date" in any
 * order with what there is of it. Prose that follows is not read, nor what `signer` (a name, or NULL) puts under
 * it. Of several dates in a row the last is its own. Of Outstanding, numbered from 1. */
GPtrArray *outstanding_read(const Ruleset *rules, Day today, const char *signer, const char *text);
/* Where a text names them after the word itself ("Outstanding: medical"); NULL if it does not. */
GPtrArray *outstanding_in_prose(const Ruleset *rules, Day today, const char *signer,
                                const char *text);
/* May they be the same issue? Of several that may be outstanding_pair() says which are. */
gboolean outstanding_same_item(const Outstanding *a, const Outstanding *b);
gboolean outstanding_same_words(const Outstanding *a, const Outstanding *b);
/* The words of a text that carry meaning, folded: no dates' words, no courtesies, no words about agreeing. Of char *. */
GPtrArray *outstanding_content(const char *text);
guint outstanding_shared(GPtrArray *a, GPtrArray *b); /* how many words of one are in the other */
char *
outstanding_words(const Ruleset *rules,
                  const Outstanding *item); /* "medical; owner not said; due Fri 20 Mar 2026" */
char *outstanding_date_id(guint n);         /* "outstanding-1", newly allocated */
const Outstanding *outstanding_of_date(const Case *c,
                                       const CaseDate *date); /* whose date it is, or NULL */
guint outstanding_last_number(const Case *c); /* the highest there is; 0 without any */
