/* What is wrong with the gateway at one moment, in words for the office. Inside of app/. */
#pragma once
#include "ruleset.h"
#include "store.h"

typedef struct {
    const char *kind;  /* poll, refused, concern, mail, disk: with `subject` what the alarms table knows it by */
    char *subject;     /* the health file's name; "" the site */
    Instant since;
    char *words;
} Trouble;

/* Of Trouble. `alarms` (of Alarm, NULL: none) are those that last: what wavers at its limit is not over by a little. */
GPtrArray *site_troubles(Store *store, const Ruleset *rules, const GPtrArray *alarms, Instant now, GError **error);
/* What is said when one of `kind` is over; newly allocated. */
char *site_trouble_over(const Ruleset *rules, const char *kind, const char *subject, Instant since);
gboolean site_free_mib(const char *folder, guint64 *mib_out); /* FALSE: not known */
