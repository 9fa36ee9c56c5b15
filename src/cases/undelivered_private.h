/* Shared by undelivered.c and undelivered_report.c: what follows from a mail that did not arrive. */
#pragma once
#include "undelivered.h"

/* The post of the mail's recipient today, in the role it went to if they have it still; NULL if none. */
const Post *undelivered_post(const Deciding *x, const OutboxRow *row);
/* "Priya Thorncastle (deputy representative of Mersey Vale Health)". */
char *undelivered_person(const Deciding *x, const OutboxRow *row, const Post *post);
void undelivered_begin_case(Deciding *x, Case *c, const char *matched_by); /* takes `c` */
/* All that follows, for x->c or without a case. `address`: the one that failed, "" if the mail's own; `why`: "could not be
 * delivered, status 5.1.1". */
void undelivered_fail(Deciding *x, const OutboxRow *row, const char *address, const char *why);
