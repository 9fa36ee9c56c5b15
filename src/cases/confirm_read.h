/* One message read as a party's account: does it confirm, what does it say was agreed, what is outstanding. */
#pragma once
#include "deciding.h"
#include "outstanding.h"

typedef struct {
    gboolean assents;  /* says that it confirms */
    gboolean denies;   /* answers the question for a written confirmation with a no: nothing in it confirms */
    gboolean listed;   /* gives its own list of outstanding issues, which may be empty */
    gboolean deviates; /* changes something of what it confirms, in prose */
    gboolean stated;   /* names by its label what was agreed */
    gboolean unclear;  /* with a condition that was not understood */
    char *outcome;     /* what was agreed, in its words; NULL if it does not say */
    GPtrArray *items;  /* of Outstanding */
} ConfirmRead;

/* `base`: the issues that a plain confirmation speaks of, of Outstanding; NULL none. `terms`: what was agreed is still to
 * be said, and is then taken from the prose as well. */
ConfirmRead *confirm_read_make(const Deciding *x, GPtrArray *base, gboolean terms);
void confirm_read_free(ConfirmRead *read);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfirmRead, confirm_read_free)
