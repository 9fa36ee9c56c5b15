/* reference: case references like HAV-26-0042-B, made and checked.
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
#define YEAR_DIGITS REFERENCE_YEAR_DIGITS
#define SERIAL_MIN REFERENCE_SERIAL_MIN
#define SERIAL_MAX REFERENCE_SERIAL_MAX
#define PREFIX_MAX 8

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

/* ---- those that differ in one slip ---- */

/* "HAV", "26", "0042", "B" */
typedef struct {
    char *prefix, *digits; /* year and serial together */
    char letter;
    GPtrArray *near; /* of char *: so far found */
} Slip;

static void slip_take(const Slip *slip, const char *digits)
{
    gsize length = strlen(digits);
    gboolean padded = length > YEAR_DIGITS + SERIAL_MIN && digits[YEAR_DIGITS] == '0';
    if (length < YEAR_DIGITS + SERIAL_MIN || length > YEAR_DIGITS + SERIAL_MAX || padded ||
        slip->letter != check_letter(slip->prefix, strlen(slip->prefix), digits, length))
        return;
    char *reference = canonical(slip->prefix, digits, slip->letter);
    if (g_ptr_array_find_with_equal_func(slip->near, reference, g_str_equal, NULL))
        g_free(reference);
    else
        g_ptr_array_add(slip->near, reference);
}

/* Another digit in one place, and two neighbours that changed places. */
static void slip_change(const Slip *slip)
{
    g_autofree char *digits = g_strdup(slip->digits);
    for (gsize i = 0; digits[i] != '\0'; i++) {
        char was = digits[i];
        for (digits[i] = '0'; digits[i] <= '9'; digits[i]++)
            slip_take(slip, digits);
        digits[i] = was;
        if (digits[i + 1] == '\0')
            continue;
        digits[i] = digits[i + 1];
        digits[i + 1] = was;
        slip_take(slip, digits);
        digits[i + 1] = digits[i];
        digits[i] = was;
    }
}

/* One digit more in any place, and one less. */
static void slip_length(const Slip *slip)
{
    gsize length = strlen(slip->digits);
    for (gsize i = 0; i <= length; i++) {
        for (char more = '0'; more <= '9'; more++) {
            g_autofree char *longer =
                g_strdup_printf("%.*s%c%s", (int)i, slip->digits, more, slip->digits + i);
            slip_take(slip, longer);
        }
        g_autofree char *shorter =
            g_strdup_printf("%.*s%s", (int)i, slip->digits, i < length ? slip->digits + i + 1 : "");
        slip_take(slip, shorter);
    }
}

/* The digits as they are: with the right letter, which was another or none, and with the zeros that people leave out. */
static void slip_letter(Slip *slip)
{
    gsize length = strlen(slip->digits);
    char written = slip->letter;
    gsize zeros = length < YEAR_DIGITS + SERIAL_MIN ? YEAR_DIGITS + SERIAL_MIN - length : 0;
    g_autofree char *digits =
        g_strdup_printf("%.2s%.*s%s", slip->digits, (int)zeros, "0000", slip->digits + YEAR_DIGITS);
    slip_take(slip, digits);
    slip->letter = check_letter(slip->prefix, strlen(slip->prefix), digits, strlen(digits));
    slip_take(slip, digits);
    slip->letter = written;
}

GPtrArray *reference_near(const char *written)
{
    GPtrArray *near = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(written, "-", 5);
    guint count = g_strv_length(parts);
    if (count < 3 || count > 4 || strlen(parts[1]) != YEAR_DIGITS || *parts[2] == '\0' ||
        strlen(parts[2]) > SERIAL_MAX)
        return near;
    g_autofree char *digits = g_strconcat(parts[1], parts[2], NULL);
    if (digits_at(digits) != strlen(digits))
        return near;
    Slip slip = {parts[0], digits, count == 4 ? *parts[3] : '\0', near};
    slip_letter(&slip);
    slip_change(&slip);
    slip_length(&slip);
    return near;
}
