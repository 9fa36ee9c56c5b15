/* What an answer was before it was corrected: a correction adds to the record, and what stood there can always be seen. */
#pragma once
#include "case.h"

typedef struct {
    const char *value, *message; /* of the case; message "" if none */
    const Event *event;          /* that put it on record */
} EarlierAnswer;

/* Every other value that the fact has had, oldest first, of EarlierAnswer; empty when it was never changed. Borrows from `c`. */
GPtrArray *earlier_answers(const Case *c, const Fact *fact);
