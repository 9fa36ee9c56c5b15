/* Written confirmation between the parties: each says in its own words what was agreed and what is outstanding; it is
 * complete when both say the same. */
#pragma once
#include "telling.h"

typedef enum {
    CONFIRM_NONE,     /* the message confirms nothing */
    CONFIRM_RECORDED, /* this party's account stands; the other's is still awaited */
    CONFIRM_DIFFERS,  /* the accounts differ: both are asked */
    CONFIRM_AGREED,   /* both say the same */
    CONFIRM_NO_TERMS, /* agrees, but nobody has said yet to what */
    CONFIRM_DENIED,   /* asked to confirm, this party says no */
    CONFIRM_UNCLEAR   /* a person must read how it is meant */
} Confirmed;

gboolean confirming_applies(const Deciding *x); /* does the policy ask the parties to confirm? */
/* At the resolution: the report counts as its party's account when it says what was agreed and what is outstanding. */
void confirming_report(Deciding *x);
/* Does it confirm or tell something, while that is owed, whoever sends it? */
gboolean confirming_said(const Deciding *x);
/* While it is owed: what a party's message adds. */
Confirmed confirming_take(Deciding *x);
char *confirming_side_by_side(const Deciding *x); /* all accounts, newly allocated; detail: never in an answer */
/* Nothing is left to confirm (or the office waived it): what is owed from then on. */
void confirming_complete(Deciding *x);
