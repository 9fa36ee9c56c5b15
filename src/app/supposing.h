/* Deciding about a message before the record can be asked: what the record was supposed to say, and whether it does. */
#pragma once
#include "lookup.h"
#include "ruleset.h"

/* The serial numbers that the next cases are supposed to get, of every policy's references in one year. Belongs to whoever
 * decides ahead. */
typedef struct SupposedNumbers SupposedNumbers;
/* As the record has them now. */
SupposedNumbers *supposed_numbers_new(const Ruleset *rules, guint year, const CaseLookup *record,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void supposed_numbers_free(SupposedNumbers *numbers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SupposedNumbers, supposed_numbers_free)

typedef struct { /* how far a reference was from the one that the record gave */
    guint counter;
    gint by; /* 0 = right, or none was asked for */
} NumberError;
void supposed_numbers_correct(SupposedNumbers *numbers, NumberError error);

/* Of one decision: every question it asked, and what the record was supposed to answer. That is: nothing like it was ever
 * received or sent, and the next number. */
typedef struct Suppositions Suppositions;
Suppositions *suppositions_new(SupposedNumbers *numbers);
void suppositions_free(Suppositions *suppositions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suppositions, suppositions_free)
/* To decide with; fails (BUG) where nothing can be supposed, so that no decision comes of it. */
const CaseLookup *suppositions_lookup(const Suppositions *suppositions);
/* No decision came of them: a number that was taken is free again. */
void suppositions_withdraw(Suppositions *suppositions);
/* Asks the record the same. TRUE when every answer is what was supposed: then deciding now would come to the same decision.
 * FALSE with an error when the record cannot be asked. */
gboolean suppositions_hold(const Suppositions *suppositions, const CaseLookup *record, NumberError *off_out, GError **error);
