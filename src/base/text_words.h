/* Whole words in a text. */
#pragma once
#include <glib.h>

/* Do these words stand in the text, one after the other and each whole? `folded` is text_fold()ed, `words` as they are
 * written; no words stand in no text. */
gboolean text_has_words(const char *folded, const char *words);
/* The same of words that are folded already. */
gboolean text_has_folded(const char *folded, const char *words);
const char *text_surname(const char *name); /* the last word of a name, in the name */
