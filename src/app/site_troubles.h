/* What is wrong with the gateway at one moment, in words for the office. Inside of app/. */
#pragma once
#include "ruleset.h"
#include "store.h"

typedef struct {
    const char *kind;  /* poll, refused, mail, disk: with `subject` what the alarms table knows it by */
    char *subject;     /* the health file's name; "" the site */
    Instant since;
    char *words;
} Trouble;

GPtrArray *site_troubles(Store *store, const Ruleset *rules, Instant now, GError **error); /* of Trouble */
/* What is said when one of `kind` is over; newly allocated. */
char *site_trouble_over(const Ruleset *rules, const char *kind, const char *subject, Instant since);
/* The mailbox that collect-N collects from; NULL when site.yaml has no such source (any more). */
const char *site_source_mailbox(const Ruleset *rules, const char *name);
