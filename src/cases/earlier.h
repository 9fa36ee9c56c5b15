/* What an answer was before it was corrected: a correction adds to the record, and what stood there can always be seen. */
#pragma once
#include "case.h"

typedef struct {
    const char *value, *message; /* of the case; message "" if none */
    const Event *event;          /* that put it on record */
    gboolean proposed;           /* from a forwarded chain, and not confirmed since */
} EarlierAnswer;

/* Every value that was put on record under that key, oldest first, the present one and repeated ones too. Borrows from `c`. */
GPtrArray *earlier_all(const Case *c, const char *key, guint child);

/* Every other value that the fact has had, oldest first, of EarlierAnswer; empty when it was never changed. Borrows from `c`. */
GPtrArray *earlier_answers(const Case *c, const Fact *fact);
