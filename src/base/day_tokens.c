/* day_tokens: a text cut into numbers, words and marks.
 *
 * Owns what counts as one number or one word, and whether two stand together: "26-0042" is glued,
 * "26 - 0042" is not. A line's end separates, so that no date is put together from two lines of a
 * form. Text that is no UTF-8 is stepped over byte by byte. Fails never. */
#include "day_tokens.h"
#include <string.h>

#define TEXT_BYTES ((gsize)64 << 10)
#define VALUE_DIGITS 4

static gsize end_of_number(const char *text, gsize at, gsize length)
{
    while (at < length && g_ascii_isdigit(text[at]))
        at++;
    return at;
}

static gsize end_of_word(const char *text, gsize at, gsize length)
{
    while (at < length) {
        gunichar c = g_utf8_get_char_validated(text + at, (gssize)(length - at));
        if (c >= (gunichar)-2 || !g_unichar_isalpha(c))
            break;
        at += (gsize)(g_utf8_next_char(text + at) - (text + at));
    }
    return at;
}

static void take_number(DayToken *token, const char *text, gsize length)
{
    token->kind = TOKEN_NUMBER;
    token->end = end_of_number(text, token->start, length);
    token->digits = (guint)(token->end - token->start);
    token->value = token->digits <= VALUE_DIGITS ? 0 : -1;
    for (gsize i = token->start; i < token->end && token->value >= 0; i++)
        token->value = token->value * 10 + g_ascii_digit_value(text[i]);
}

static void take_word(DayToken *token, const char *text, gsize end)
{
    token->kind = TOKEN_WORD;
    token->end = end;
    token->lower = g_ascii_islower(text[token->start]);
    gsize length = end - token->start;
    for (gsize i = 0; i < length && length < DAY_WORD_BYTES; i++) {
        char c = text[token->start + i];
        if (!g_ascii_isalpha(c)) {
            memset(token->word, 0, sizeof token->word);
            return;
        }
        token->word[i] = g_ascii_tolower(c);
    }
}

/* The token at `token->start`, or FALSE if white space is there (token->end is then behind it). */
static gboolean take(DayToken *token, const char *text, gsize length)
{
    gsize at = token->start;
    gunichar c = g_utf8_get_char_validated(text + at, (gssize)(length - at));
    gboolean valid = c < (gunichar)-2;
    token->end = valid ? at + (gsize)(g_utf8_next_char(text + at) - (text + at)) : at + 1;
    if (c == '\n' || c == '\r')
        return TRUE; /* an edge */
    if (valid && g_unichar_isspace(c))
        return FALSE;
    if (g_ascii_isdigit(text[at]))
        take_number(token, text, length);
    else if (valid && g_unichar_isalpha(c))
        take_word(token, text, end_of_word(text, at, length));
    else {
        token->kind = TOKEN_MARK;
        token->mark = valid ? c : 0;
    }
    return TRUE;
}

GArray *day_tokens_of(const char *text)
{
    GArray *tokens = g_array_new(FALSE, FALSE, sizeof(DayToken));
    gsize length = strnlen(text, TEXT_BYTES);
    gboolean gap = FALSE;
    for (gsize at = 0; at < length;) {
        DayToken token = {.start = at, .gap = gap};
        gap = !take(&token, text, length);
        if (!gap)
            g_array_append_val(tokens, token);
        at = token.end;
    }
    return tokens;
}

const DayToken *day_token(const GArray *tokens, int index)
{
    static const DayToken edge = {.kind = TOKEN_EDGE};
    return index >= 0 && (guint)index < tokens->len ? &g_array_index(tokens, DayToken, index)
                                                    : &edge;
}

gboolean day_token_glued(const GArray *tokens, int index)
{
    const DayToken *token = day_token(tokens, index);
    return token->kind != TOKEN_EDGE && !token->gap &&
           day_token(tokens, index - 1)->kind != TOKEN_EDGE;
}

gboolean day_token_is_mark(const DayToken *token, const char *marks)
{
    return token->kind == TOKEN_MARK && token->mark != 0 &&
           g_utf8_strchr(marks, -1, token->mark) != NULL;
}

gboolean day_token_is_word(const DayToken *token, const char *const *words)
{
    return token->kind == TOKEN_WORD && token->word[0] != '\0' &&
           g_strv_contains(words, token->word);
}
