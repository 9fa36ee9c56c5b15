/* Two ways of writing one person's name. */
#pragma once
#include <glib.h>

typedef enum {
    NAME_OTHER,    /* another name, as far as names tell */
    NAME_INITIALS, /* one is written with initials only, and they are the other's: "J. S." and "Jory Selwyn" */
    NAME_PART,     /* all words of one, two at least, are words of the other: "Jory Selwyn-Hart" and "Jory Selwyn" */
    NAME_SAME,     /* the same words, in whatever order: "SELWYN, Jory", "Jory  Selwyn" */
} NameLikeness;

/* Case, accents' way of writing, hyphens, apostrophes and what stands in brackets make no difference. Of an empty name
 * nothing is like. */
NameLikeness name_compare(const char *a, const char *b);
guint name_words(const char *name); /* how many words it has */
char *name_without_title(const char *name); /* folded, without "Dr" and its like before it; newly allocated */
/* May somebody who is `called` so be `name`: by surname, initials, parts of the name, a title before it? "Dr M Solund" fits
 * Marguerite Solund. */
gboolean name_fits(const char *called, const char *name);
gboolean name_has_surname_of(const char *called, const char *name);
/* The folded words of a name written out, in the order of the alphabet; NULL of initials, or of one word alone. */
char *name_sorted(const char *name);
