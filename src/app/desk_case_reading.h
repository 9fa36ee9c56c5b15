/* Everything that the office's page of a case shows, read in one moment. For the desk's own files. */
#pragma once
#include "desk_turn.h"

typedef struct {
    Case *c;
    GPtrArray *sent;     /* of OutboxRow */
    GPtrArray *beside;   /* of HeldRow: messages that may be of the same dispute */
    GHashTable *numbers; /* sha256 → gint64 *: messages that this reader may open */
} CaseReading;
void case_reading_free(CaseReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaseReading, case_reading_free)

/* NULL without error: there is no such case. `reference` as it stands in the address. */
CaseReading *case_reading(const DeskTurn *turn, const char *reference, GError **error);
