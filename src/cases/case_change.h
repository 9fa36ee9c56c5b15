/* The vocabulary of change rows, shared by the files that fold them into a case; nobody else includes it.
 * What every operation means is the list at the head of case_change.c. */
#pragma once
#include "case.h"

typedef struct {
    Case *c;
    const Event *event;
    const char *const *arg; /* what follows the operation */
    char *fault;            /* owned; NULL while every argument was understood */
} Change;

typedef struct {
    const char *name;
    guint arguments;
    void (*apply)(Change *change);
} ChangeRule;

/* Ended by a rule without a name. */
extern const ChangeRule change_people[]; /* agencies, holders, children: case_change_people.c */
extern const ChangeRule change_accounts[]; /* what the parties confirm in writing: case_change_accounts.c */
extern const ChangeRule change_objections[]; /* what waits and bars the closing: case_change_objections.c */
extern const ChangeRule change_keeping[]; /* legal holds, what was erased: case_change_keeping.c */
extern const ChangeRule change_rows[];   /* answers, dates, what is owed or was done: case_change_rows.c */

/* Folds one row in. FALSE and a BUG error when it is not understood; the case is then not to be used. */
gboolean case_change_apply(Case *c, const Event *event, const char *const *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Arguments as what they are; "" is 0 for numbers, days and instants. What cannot be read becomes the fault. */
guint change_number(Change *change, guint index);
Instant change_instant(Change *change, guint index);
Day change_day(Change *change, guint index);
gboolean change_yes(Change *change, guint index); /* "yes" or "no", nothing else */
Side change_side(Change *change, guint index);    /* "" is SIDE_NONE */
/* The index in `words` (NULL-ended) of an argument that must be one of them; 0 with a fault. */
guint change_word(Change *change, guint index, const char *const *words);

void change_set(char **field, const char *text);        /* text as it is */
void change_set_or_null(char **field, const char *text); /* "" becomes NULL */
void change_set_if_any(char **field, const char *text);  /* "" leaves the field; a field that is NULL becomes "" */
