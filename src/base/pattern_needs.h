/* What a text must hold before an expression can match it at all, so that most searches that would find
 * nothing are not made. */
#pragma once
#include <glib.h>

/* Which three characters stand together anywhere in a text, case aside. */
typedef struct {
    guint64 bits[512];
    gboolean any; /* nothing can be said: everything may be there */
} Trigrams;

void trigrams_of(Trigrams *trigrams, const char *text, gsize length);

/* Sets of words, of each of which a matching text holds at least one; NULL when nothing is known of the expression. */
typedef struct PatternNeeds PatternNeeds;
PatternNeeds *pattern_needs_new(const char *expression);
void pattern_needs_free(PatternNeeds *needs);
/* FALSE: the text does not hold what is needed. */
gboolean pattern_needs_met(const PatternNeeds *needs, const Trigrams *trigrams);
char *pattern_needs_text(const PatternNeeds *needs); /* "a|b&c": one of a set, of each set; "" none */
