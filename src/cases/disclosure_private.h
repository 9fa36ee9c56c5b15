/* Shared by the files that decide what a reader may have; nobody else includes this. */
#pragma once
#include "disclosure.h"
#include "outgoing_secrets.h"

/* Stands in for a kind's words: shown, in words of its own, only where the reader's own message caused it. */
#define DISCLOSURE_OWN_MESSAGE "Your message was received"

/* What is shown of events of the kind: NULL nothing, "" their own text, else these words. */
const char *disclosure_kind(const char *kind, gboolean detail);

/* What would say who the other children are, of a case in which one is written of; NULL if there is none else. */
typedef struct Siblings Siblings;
Siblings *siblings_new(const Case *c, const Ruleset *rules, guint child);
void siblings_free(Siblings *siblings);
/* The text without the sentences that name one of them; *left_out is counted up by how many those are. */
char *siblings_out(Siblings *siblings, const char *text, guint *left_out);
