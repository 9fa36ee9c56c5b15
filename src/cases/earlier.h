/* What an answer was before it was corrected: a correction adds to the record, and what stood there can always be seen. And what
 * others answered, where everybody answers for himself. */
#pragma once
#include "case.h"

typedef struct {
    const char *value, *message; /* of the case; message "" if none */
    const Event *event;          /* that put it on record */
    gboolean proposed;           /* from a forwarded chain, and not confirmed since */
    gboolean stands;             /* somebody else's last word, where each answers for himself: it was not corrected */
} EarlierAnswer;

/* Every value that was put on record under that key, oldest first, the present one and repeated ones too. Borrows from `c`. */
GPtrArray *earlier_all(const Case *c, const char *key, guint child);

/* The event that put the message on record with its sender; the first about it where none did, NULL where there is none. */
const Event *earlier_received(const Case *c, const char *message);

/* Who wrote the message, else by whom it was put on record; "" if not known. Borrows from `c`. */
const char *earlier_writer(const Case *c, const char *message);

/* Every other value that the fact has had, oldest first, of EarlierAnswer; empty when it was never changed. `policy`: of the case,
 * NULL if not known. Borrows from `c`. */
GPtrArray *earlier_answers(const Case *c, const Fact *fact, const Policy *policy);
