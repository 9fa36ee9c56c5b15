/* What came in since a time, by what became of it: one count for the terminal and the page. */
#pragma once
#include "store.h"

typedef enum {
    ARRIVED_CASE,
    ARRIVED_HELD,
    ARRIVED_SIGNPOSTED,
    ARRIVED_REPEAT,
    ARRIVED_AUTOMATIC,
    ARRIVED_SET_ASIDE,
    ARRIVED_OTHER, /* a disposition that stands in no list: counted all the same */
    ARRIVED_KINDS
} ArrivedKind;

typedef struct {
    guint messages;
    guint of[ARRIVED_KINDS];
    gboolean more; /* there were more than were counted */
} Arrived;

/* Messages received then or later, counted from the newest backwards up to `most` of them (0: all), so that it costs what came in
 * and not what there is. */
gboolean arrived_since(Store *store, Instant since, guint most, Arrived *arrived_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void arrived_count(Arrived *arrived, const char *disposition); /* one more */
