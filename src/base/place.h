/* Where a configured value stands, and the list of everything wrong with a configuration.
 * Each finding prints as "file:line: what is wrong, and what to write instead"; all of one run are
 * collected before anything is said, so a reviewer mends them in one go. */
#pragma once
#include <glib.h>
#include <stdio.h>

typedef struct {
    const char *file; /* interned, relative to the site ("routing/site.yaml") */
    guint line;       /* from 1; 0 = the file as a whole */
    guint column;     /* from 1; 0 = not known */
} Place;

typedef struct Diagnostics Diagnostics;

Diagnostics *diagnostics_new(void);
void diagnostics_free(Diagnostics *diagnostics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diagnostics, diagnostics_free)

void diagnostics_error(Diagnostics *diagnostics, Place place, const char *format, ...) G_GNUC_PRINTF(3, 4);
void diagnostics_warning(Diagnostics *diagnostics, Place place, const char *format, ...) G_GNUC_PRINTF(3, 4);
guint diagnostics_errors(const Diagnostics *diagnostics);
guint diagnostics_warnings(const Diagnostics *diagnostics);
/* Sorted by file and line, errors and warnings ("warning: " after the place), one a line. */
void diagnostics_print(const Diagnostics *diagnostics, FILE *stream);
char *diagnostics_text(const Diagnostics *diagnostics); /* the same as one newly allocated string */
/* The element of `choices` (NULL-ended) nearest to `word` by edit distance, if near enough to be
 * worth suggesting (at most a third of its letters, at least one letter right); else NULL. */
const char *nearest_word(const char *word, const char *const *choices);
