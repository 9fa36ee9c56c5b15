/* Numbers that other offices' systems give a matter ("[Ticket#2026030410000012]", "INC0012345", "Mosaic 123456"): kept as
 * aliases of the case, and given back in the subject to the system that gave them, which knows its own matter by them. */
#pragma once
#include "deciding.h"

typedef struct {
    char *text;    /* as it stands there; words of a fixed list, marks and digits only */
    gboolean echo; /* it is a message's number and no person's, and may go back to whoever wrote it */
} Ticket;

/* The numbers in a subject line, of Ticket; `address` is its sender's, whose domain RT puts before the number. Numbers that
 * could be an NHS number or a date of birth are not to go back. */
GPtrArray *ticket_find(const char *subject, const char *address);
/* Records with this event the numbers that the message has in its subject or as its own reference: aliases of the case for
 * the sender's agency. Of a sender of no agency nothing is kept. */
void ticket_record(Deciding *x, Event *event);
/* What the subject of a mail to this address must carry for its system; NULL for nothing. Newly allocated. */
char *ticket_echo(const Deciding *x, const char *to, gboolean answer);
/* The keys under which a case is found by its aliases ("their:csc|ticket 2026030410000012"), of char *; and those of what a
 * message of this sender has. */
GPtrArray *case_alias_keys(const Case *c);
GPtrArray *ticket_keys(const Deciding *x);
