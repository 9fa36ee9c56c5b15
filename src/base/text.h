/* Small work on UTF-8 text that several layers need. */
#pragma once
#include <glib.h>
#include <string.h>

char *text_valid(const char *bytes, gsize length); /* valid UTF-8 without NUL (U+FFFD in place of what is not) */
gboolean text_is_ascii(const char *text, gsize length);
gboolean text_is_utf8(const char *text, gsize length); /* as g_utf8_validate(), which looks at every byte by itself */
/* One line fit for a header or a log: controls, line ends and bidi marks out, blanks runs to one
 * space, trimmed, at most `limit` characters. Newly allocated. */
char *text_line(const char *text, gsize limit);
/* A control, or a mark that changes how the rest is shown: bidi, tags, soft hyphens. */
gboolean text_is_hidden(gunichar c);
/* For comparing: NFKC, case folded, punctuation to spaces, runs of blanks to one, trimmed. */
char *text_fold(const char *text);
/* The character that the folded text begins with, when ASCII says so; 0 when it does not. */
char text_first_letter(const char *text);
gboolean text_same(const char *a, const char *b); /* text_fold() of both are equal; NULL equals only NULL */
const char *text_or_empty(const char *text);      /* "" for NULL */
gboolean text_empty(const char *text);            /* NULL or only white space (NBSP counts) */
char *text_trim_copy(const char *text, gsize length); /* without white space (NBSP, BOM too) at both ends */
/* How many of the first `length` bytes, at most `limit`, end with a whole character; the text is UTF-8. */
gsize text_cut(const char *text, gsize length, gsize limit);
/* Initials of a name, upper case without dots: "J. S." and "Jo Smith" give "JS". */
char *text_initials(const char *name);
/* One of the phrases stands in it, letter for letter. */
gboolean text_holds_one(const char *text, const char *const *phrases, gsize count);
char *text_digits(const char *text); /* its ASCII digits alone */
/* An address fit for SMTP and headers: one @, at most 254 bytes, printable ASCII without space,
 * quotes, brackets, comma, colon, semicolon or backslash. */
gboolean text_is_address(const char *address);
char *text_address_fold(const char *address);   /* lower case; NULL if it is no address */
/* As g_str_equal(), where hundreds are compared of which hardly one is equal. */
static inline gboolean text_is(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}
const char *text_address_domain(const char *address); /* points behind the @, NULL if none */
/* Appends the texts, NULL-ended: what is put together for every mail is put together without printf. */
void text_append(GString *out, ...) G_GNUC_NULL_TERMINATED;
/* The number in decimal at the end of `buffer`; where it begins. */
#define TEXT_NUMBER_BYTES 24
char *text_number(gint64 number, char buffer[TEXT_NUMBER_BYTES]);
