/* reference: case references like HAV-26-0042-B, made, checked and found in what people write.
 *
 * The check letter is number (sum of 2^k times digit k, k from 1 over year and serial, plus the sum
 * of the prefix's letters) mod 23 of the 23 letters below, which leave out I, O and S. The powers
 * of two are all different modulo 23 for ten digits, so no single wrong digit and no swap of two
 * digits keeps the letter.
 *
 * References are no secrets and authorise nobody. Never fails, does no I/O. */
#include "reference.h"

#include <string.h>

#define CHECK_LETTERS "ABCDEFGHJKLMNPQRTUVWXYZ"
#define CHECK_MODULUS 23
#define YEAR_DIGITS 2
#define SERIAL_MIN 4
#define SERIAL_MAX 8 /* with the year ten digits: the weights repeat after eleven */
#define PREFIX_MAX 8
#define SEPARATORS_MAX 3

/* `digits` are those of year and serial together. */
static char check_letter(const char *prefix, gsize prefix_length, const char *digits, gsize length)
{
    guint sum = 0;
    for (gsize i = 0; i < length; i++)
        sum += (2u << i) * (guint)(digits[i] - '0');
    for (gsize i = 0; i < prefix_length; i++)
        sum += (guchar)prefix[i];
    return CHECK_LETTERS[sum % CHECK_MODULUS];
}

static char *canonical(const char *prefix, const char *digits, char letter)
{
    return g_strdup_printf("%s-%.2s-%s-%c", prefix, digits, digits + YEAR_DIGITS, letter);
}

char *reference_make(const char *prefix, guint year, guint serial)
{
    char digits[32];
    g_snprintf(digits, sizeof digits, "%02u%04u", year % 100, serial);
    return canonical(prefix, digits, check_letter(prefix, strlen(prefix), digits, strlen(digits)));
}

static gsize digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

gboolean reference_is_valid(const char *reference)
{
    gsize prefix = strspn(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *year = reference + prefix + 1;
    if (prefix == 0 || prefix > PREFIX_MAX || year[-1] != '-' || digits_at(year) != YEAR_DIGITS ||
        year[YEAR_DIGITS] != '-')
        return FALSE;
    const char *serial = year + YEAR_DIGITS + 1;
    gsize length = digits_at(serial);
    gboolean padded = length > SERIAL_MIN && serial[0] == '0';
    if (length < SERIAL_MIN || length > SERIAL_MAX || padded || serial[length] != '-')
        return FALSE;
    char digits[YEAR_DIGITS + SERIAL_MAX + 1];
    g_snprintf(digits, sizeof digits, "%.2s%.*s", year, (int)length, serial);
    return serial[length + 1] == check_letter(reference, prefix, digits, YEAR_DIGITS + length) &&
           serial[length + 2] == '\0';
}

/* ---- finding ---- */

/* 0 to 9, also for what people type in a digit's place; -1 for anything else. */
static int digit_value(char byte)
{
    if (byte == 'O' || byte == 'o')
        return 0;
    if (byte == 'I' || byte == 'i' || byte == 'l')
        return 1;
    return g_ascii_digit_value(byte);
}

static gboolean is_separator(gunichar letter)
{
    return g_unichar_isspace(letter) || letter == 0x2212 ||
           g_unichar_type(letter) == G_UNICODE_DASH_PUNCTUATION;
}

static const char *skip_separators(const char *at)
{
    for (guint n = 0; n < SEPARATORS_MAX && *at && is_separator(g_utf8_get_char(at)); n++)
        at = g_utf8_next_char(at);
    return at;
}

/* A reference that begins or ends inside a word is none. */
static gboolean ends_word(const char *at)
{
    return *at == '\0' || !g_unichar_isalnum(g_utf8_get_char(at));
}

static gboolean begins_word(const char *text, const char *at)
{
    return at == text || !g_unichar_isalnum(g_utf8_get_char(g_utf8_find_prev_char(text, at)));
}

typedef struct {
    char digits[YEAR_DIGITS + SERIAL_MAX + 1];
    char letter;
    const char *end;
} Found;

/* Up to `most` digits at `at` into `digits`; how many there were. */
static gsize read_digits(const char *at, gsize most, char *digits)
{
    gsize n = 0;
    for (; n < most && digit_value(at[n]) >= 0; n++)
        digits[n] = (char)('0' + digit_value(at[n]));
    digits[n] = '\0';
    return n;
}

/* Year, serial and letter behind a prefix. A last 'l' or 'i' may be a digit or the letter: the
 * longest serial that leaves a letter counts. */
static gboolean read_rest(const char *at, Found *found)
{
    at = skip_separators(at);
    if (read_digits(at, YEAR_DIGITS, found->digits) < YEAR_DIGITS)
        return FALSE;
    at = skip_separators(at + YEAR_DIGITS);
    char *serial = found->digits + YEAR_DIGITS;
    for (gsize n = read_digits(at, SERIAL_MAX, serial); n >= SERIAL_MIN; n--) {
        const char *letter = skip_separators(at + n);
        serial[n] = '\0';
        if (!g_ascii_isalpha(*letter) || !ends_word(letter + 1))
            continue;
        found->letter = g_ascii_toupper(*letter);
        found->end = letter + 1;
        return TRUE;
    }
    return FALSE;
}

/* People write 00042 for 0042. */
static void drop_padding(char *serial)
{
    while (serial[0] == '0' && strlen(serial) > SERIAL_MIN)
        memmove(serial, serial + 1, strlen(serial));
}

static char *find_at(const char *text, const char *at, const char *const *prefixes, Found *found,
                     gboolean *valid_out)
{
    for (gsize i = 0; prefixes[i]; i++) {
        gsize length = strlen(prefixes[i]);
        if (g_ascii_strncasecmp(at, prefixes[i], length) != 0 || !begins_word(text, at) ||
            !read_rest(at + length, found))
            continue;
        drop_padding(found->digits + YEAR_DIGITS);
        *valid_out = found->letter ==
                     check_letter(prefixes[i], length, found->digits, strlen(found->digits));
        return canonical(prefixes[i], found->digits, found->letter);
    }
    return NULL;
}

char *reference_find(const char *text, const char *const *prefixes, gsize *position,
                     gboolean *valid_out)
{
    Found found;
    for (const char *at = text + *position; *at; at = g_utf8_next_char(at)) {
        if (!g_ascii_isalpha(*at))
            continue;
        char *reference = find_at(text, at, prefixes, &found, valid_out);
        if (reference) {
            *position = (gsize)(found.end - text);
            return reference;
        }
    }
    return NULL;
}
