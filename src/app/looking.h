/* Whoever looks at a case is written down first. */
#pragma once
#include "ruleset.h"

typedef struct {
    const char *who;     /* --by, else the login */
    const char *login;
    const char *command; /* as it stands in the log: "show" … */
} Looker;

/* Logs one look a reference (NULL-ended); "" is a list of all. TEMP when it cannot be written: then nothing may be shown. */
gboolean looking_log(const Ruleset *rules, const Looker *looker, const char *const *references, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
