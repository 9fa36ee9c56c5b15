/* The words of a text, each as a number that is the same however it is written: case, accents, and marks that cannot be
 * seen make no difference. For looking up many words in one text. */
#pragma once
#include <glib.h>

typedef struct {
    guint32 start, length; /* bytes of the text */
    guint32 hash;          /* of its letters and digits, lower case, without accents */
    gboolean digits;       /* nothing but digits */
    gboolean number;       /* begins with a digit */
} ScannedWord;

/* Appends the words of `text` (valid UTF-8) to `words`, of ScannedWord; everything but letters and digits parts them. */
void word_scan(const char *text, GArray *words);
guint32 word_hash(const char *word); /* of the first word in it; 0 if there is none */
