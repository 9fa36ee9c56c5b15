/* Outstanding issues: what is left to be done when the rest is agreed, whose it is and when it is due. */
#pragma once
#include "case.h"
#include "ruleset.h"

/* The issues that a value or a list of them names: one a line or between semicolons, each "item, owner, date" in any
 * order with what there is of it. Prose that follows is not read. Of Outstanding, numbered from 1. */
GPtrArray *outstanding_read(const Ruleset *rules, Day today, const char *text);
/* Where a text names them after the word itself ("Outstanding: medical"); NULL if it does not. */
GPtrArray *outstanding_in_prose(const Ruleset *rules, Day today, const char *text);
gboolean outstanding_same_item(const Outstanding *a, const Outstanding *b);
gboolean outstanding_named_in(const Outstanding *item, const char *sentence);
/* The words of a text that carry meaning, folded: no dates' words, no courtesies, no words about agreeing. Of char *. */
GPtrArray *outstanding_content(const char *text);
char *outstanding_words(const Ruleset *rules, const Outstanding *item); /* "medical; owner not said; due Fri 20 Mar 2026" */
const Outstanding *outstanding_find(GPtrArray *items, const Outstanding *like); /* the same issue in another list, or NULL */
