/* `casegate retention`: what is due to be erased, and its erasing once a named officer has confirmed it. */
#pragma once
#include "retention.h"

typedef struct {
    GPtrArray *due;   /* of DueItem: cases, messages, looks */
    guint unfinished; /* erasures that a crash or a reader of the record left half done */
    guint erased;     /* of the items, by the confirming run */
} Retention;
void retention_clear(Retention *retention);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Retention, retention_clear)

/* Changes nothing. */
gboolean retention_list(const Ruleset *rules, Instant now, Retention *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Erases what is due and not barred, and finishes what was begun. On return TRUE no trace is left in the site's folder; TEMP:
 * the same again finishes it. `officer`: who confirms; `login`: as the machine says. */
gboolean retention_erase(const Ruleset *rules, Instant now, const char *officer, const char *login, Retention *out,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
