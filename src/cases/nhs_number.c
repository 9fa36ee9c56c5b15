/* The check digit of NHS numbers: the first nine digits, weighted 10 to 2, and the tenth make a multiple
 * of eleven. A wrong digit is worth a question, for by it another child is found; it is never worth a
 * refusal. Cannot fail. */
#include "nhs_number.h"

#define DIGITS 10

static gboolean check_fails(const char *digits)
{
    guint sum = 0;
    for (guint i = 0; i < DIGITS - 1; i++)
        sum += (guint)(digits[i] - '0') * (DIGITS - i);
    return (sum + (guint)(digits[DIGITS - 1] - '0')) % 11 != 0;
}

static gboolean is_joint(char c)
{
    return c == ' ' || c == '-' || c == '.';
}

/* The ten digits of the number that begins at `at`, which is a digit after no digit; how long it is in
 * the text, or 0 when it is no such number. */
static gsize read_number(const char *at, char digits[DIGITS + 1])
{
    guint n = 0, joints = 0;
    gsize i = 0;
    for (; n <= DIGITS; i++) {
        if (g_ascii_isdigit(at[i])) {
            if (n < DIGITS)
                digits[n] = at[i];
            n++;
        } else if (is_joint(at[i]) && g_ascii_isdigit(at[i + 1]) && (n == 3 || n == 6)) {
            joints++;
        } else {
            break;
        }
    }
    digits[DIGITS] = '\0';
    gboolean alone = !g_ascii_isalnum(at[i]) && (joints == 0 || joints == 2);
    return n == DIGITS && alone ? i : 0;
}

gboolean nhs_number_is_wrong(const char *text)
{
    char digits[DIGITS + 1];
    for (gsize i = 0; text[i] != '\0'; i++) {
        gboolean begins = g_ascii_isdigit(text[i]) && (i == 0 || !g_ascii_isalnum(text[i - 1]));
        gsize length = begins ? read_number(text + i, digits) : 0;
        if (length > 0 && check_fails(digits))
            return TRUE;
        i += length > 0 ? length - 1 : 0;
    }
    return FALSE;
}
