/* The challenged agency's answer to the challenge: upheld, revised or partly. Recorded and told to the other side; it moves
 * nothing, and whether it settles the matter is theirs to say. */
#pragma once
#include "routing.h"

/* Reads an answer given in prose, when the sender speaks for the challenged side. Call before facts are recorded. */
void response_read(Deciding *x);
/* "upheld" "revised" "partly" as this message has it, or "in its own words" behind the label; NULL when it gives no such answer. */
const char *response_said(const Deciding *x);
/* The office says that a message which waited is the response: from now on it is the others' turn. */
void response_ruled(Deciding *x);
/* From who was asked and writes what may be the answer: a person reads it first. Why it waits, NULL when it does not. */
const char *response_ask(Deciding *x);
/* Tells the raising side's holders, unless this message has them told something already. */
void response_tell(Deciding *x);
