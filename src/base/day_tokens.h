/* A text cut into numbers, words and marks, for reading dates and times out of it. Used by day_read.c
 * and time_read.c only. */
#pragma once
#include <glib.h>

#define DAY_WORD_BYTES 16

typedef enum { TOKEN_EDGE, TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK } DayTokenKind; /* EDGE: a line's end, or beyond the text */

typedef struct {
    DayTokenKind kind;
    gsize start, end;           /* bytes of the text */
    gboolean gap;               /* white space before it */
    gboolean lower;             /* a word that begins with a small letter */
    int value;                  /* of a number of at most four digits, else -1 */
    guint digits;               /* of a number */
    gunichar mark;              /* one character that is no letter, digit or white space */
    char word[DAY_WORD_BYTES];  /* small ASCII letters; "" for other or longer words */
} DayToken;

GArray *day_tokens_of(const char *text); /* of DayToken; at most 64 KiB of text are looked at */
const DayToken *day_token(const GArray *tokens, int index); /* an EDGE where there is none */
gboolean day_token_glued(const GArray *tokens, int index);  /* nothing between it and the one before, on one line */
gboolean day_token_is_mark(const DayToken *token, const char *marks); /* one of the characters of `marks` */
gboolean day_token_is_word(const DayToken *token, const char *const *words); /* one of a NULL-ended list */
