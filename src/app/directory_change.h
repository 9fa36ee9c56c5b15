/* Changes of the directory through the program: looked at first, checked as `casegate check` would, put on record with the file as
 * it was, then in place. `run` and the desk take a new directory over by themselves; other
 * processes when they begin. */
#pragma once
#include "directory_preview.h"
#include "store.h"

/* The file as it stands in routing/, with the digest of its bytes (may be NULL). */
Sheet *directory_sheet(const Ruleset *rules, SheetKind kind, char **sha256_out, GError **error);
/* Takes `after` and `diagnostics`, which has what reading it found. `store` as look_store() gives it: whose cases it touches. Changes
 * nothing. */
DirectoryPreview *directory_preview(const Ruleset *rules, Sheet *after, Diagnostics *diagnostics, Store *store, Instant now,
                                    GError **error);

typedef struct {             /* strings are borrowed */
    const char *file, *text; /* "people.csv" or "agencies.csv", and what it is to say */
    const char *sha256;      /* of the bytes that it replaces, as they were when somebody looked */
    const char *by, *login, *why; /* why: NULL = nothing was said */
} DirectoryOrder;
/* *said_out, newly allocated: what was done, in one line. PERM, and nothing is changed: the file is not the one that was looked at,
 * the text has mistakes (the first are named), or it says the same. TEMP, saying so: it is on record and could not be put in
 * place; the next change does that first. */
gboolean directory_change(const Ruleset *rules, const DirectoryOrder *order, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of DirectoryChange, oldest first; empty while the site has no record (`store` NULL). */
GPtrArray *directory_history(Store *store, GError **error);
/* The change of that number; PERM if there is none. */
DirectoryChange *directory_history_of(Store *store, gint64 number, GError **error);
/* FALSE with a PERM error once it is erased: then nobody knows what stood before it. */
gboolean directory_may_restore(const DirectoryChange *change, GError **error);
