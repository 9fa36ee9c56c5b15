/* Regular expressions with limits (PCRE2 with JIT; the only home of that library).
 * Any failure inside a match is 'undecided', never 'no match': the caller holds the message. */
#pragma once
#include "pattern_needs.h"
#include <glib.h>

typedef struct Pattern Pattern;
typedef enum { PATTERN_NO, PATTERN_YES, PATTERN_UNDECIDED } PatternResult;
#define PATTERN_GROUPS 10
typedef struct {
    gsize start[PATTERN_GROUPS], end[PATTERN_GROUPS]; /* byte offsets of group n; start == end == G_MAXSIZE if unset */
} PatternMatch;

/* Caseless, UTF. CONFIG error with the offset for a pattern that does not compile or is too large. */
Pattern *pattern_new(const char *expression, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but compiled when it is first matched, or asked for here; until then nothing is known of its faults, and one that does
 * not compile is PATTERN_UNDECIDED whenever it is matched. */
Pattern *pattern_new_later(const char *expression);
gboolean pattern_check(const Pattern *pattern, GError **error);
void pattern_free(Pattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pattern, pattern_free)
/* `subject` must be valid UTF-8 (it is not checked again here); at most 64 KiB are looked at from `start`. */
PatternResult pattern_match(const Pattern *pattern, const char *subject, gsize length, gsize start,
                            PatternMatch *match_out);
/* FALSE: a match of it in the text whose trigrams these are would say PATTERN_NO. Cheap. */
gboolean pattern_may_match(const Pattern *pattern, const Trigrams *subject);
/* As pattern_match() from the start, of a text whose trigrams are known; for many patterns and one text. */
PatternResult pattern_search(const Pattern *pattern, const char *subject, gsize length, const Trigrams *trigrams);
