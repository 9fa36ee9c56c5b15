/* phone: telephone numbers in what somebody wrote.
 *
 * Owns what a number of the national plan looks like (0 and nine or ten digits, of which the second
 * says which kind: 1, 2 geographic, 3 national rate, 5, 7 mobile, 8 free, 9), so that an NHS number, which never
 * begins with 0, and a date are none. Fails never. */
#include "phone.h"
#include <string.h>

#define DIGITS_MOST 15u    /* E.164 */
#define NATIONAL_LEAST 10u /* "0800 1111" of ChildLine is shorter and is said by its name */
#define NATIONAL_MOST 11u
#define FOREIGN_LEAST 8u
#define EXTENSION_MOST 6u

typedef struct {
    char digits[DIGITS_MOST + 1];
    guint count;
    gboolean plus;
    const char *end;
} Number;

static gboolean is_joint(char c)
{
    return c == ' ' || c == '.' || c == '-' || c == '(' || c == ')';
}

/* The digits from `at` on, over the joints between them; FALSE when there are too many. */
static gboolean read_digits(const char *at, Number *number)
{
    *number = (Number){.plus = *at == '+'};
    at += number->plus;
    number->end = at;
    for (guint joints = 0; *at != '\0' && joints < 3; at++) {
        if (g_ascii_isdigit(*at)) {
            if (number->count == DIGITS_MOST)
                return FALSE;
            number->digits[number->count++] = *at;
            number->end = at + 1;
            joints = 0;
        } else if (is_joint(*at)) {
            joints++;
        } else {
            break;
        }
    }
    return number->count > 0;
}

/* "44" and a zero in brackets that is not dialled from abroad, made the zero that is dialled at home. */
static void make_national(Number *number)
{
    gsize skip = 0;
    if (number->plus && g_str_has_prefix(number->digits, "44"))
        skip = 2;
    else if (g_str_has_prefix(number->digits, "0044"))
        skip = 4;
    if (skip == 0)
        return;
    skip += number->digits[skip] == '0';
    memmove(number->digits + 1, number->digits + skip, strlen(number->digits + skip) + 1);
    number->digits[0] = '0';
    number->count = (guint)strlen(number->digits);
    number->plus = FALSE;
}

static gboolean is_number(const Number *number)
{
    if (number->plus)
        return number->count >= FOREIGN_LEAST && number->digits[0] != '0';
    return number->count >= NATIONAL_LEAST && number->count <= NATIONAL_MOST &&
           number->digits[0] == '0' && strchr("1235789", number->digits[1]) != NULL;
}

/* "ext 24", "x24", "extension: 24", "#24"; the length of the digits in *digits_out, which begin there. */
static const char *read_extension(const char *at, gsize *length_out)
{
    static const char *const words[] = {"extension", "extn", "ext", "x", "#"};
    at += strspn(at, " ,;(");
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize length = strlen(words[i]);
        if (g_ascii_strncasecmp(at, words[i], length) != 0)
            continue;
        const char *digits = at + length + strspn(at + length, " .:");
        *length_out = strspn(digits, "0123456789");
        return *length_out > 0 && *length_out <= EXTENSION_MOST ? digits : NULL;
    }
    return NULL;
}

/* "01632 960117", "020 7946 0958", "07700 900123": the digits in the groups that are usual. */
static char *written(const Number *number)
{
    if (number->plus)
        return g_strdup_printf("+%s", number->digits);
    gsize area = number->digits[1] == '2' ? 3 : 5;
    if (number->digits[1] == '3' || number->digits[1] == '8' || number->digits[1] == '9')
        area = 4;
    if (area == 5 || number->count < NATIONAL_MOST)
        return g_strdup_printf("%.*s %s", (int)area, number->digits, number->digits + area);
    return g_strdup_printf("%.*s %.*s %s", (int)area, number->digits, (int)(7 - area),
                           number->digits + area, number->digits + 7);
}

static char *number_at(const char *at, const char **end_out)
{
    Number number;
    if (!read_digits(at, &number))
        return NULL;
    *end_out = number.end;
    if (g_ascii_isalpha(*number.end) && read_extension(number.end, &(gsize){0}) == NULL)
        return NULL;
    make_national(&number);
    if (!is_number(&number))
        return NULL;
    g_autofree char *plain = written(&number);
    gsize length = 0;
    const char *extension = read_extension(number.end, &length);
    if (extension == NULL)
        return g_steal_pointer(&plain);
    *end_out = extension + length;
    return g_strdup_printf("%s ext %.*s", plain, (int)length, extension);
}

static gboolean begins(const char *text, const char *at)
{
    char before = at > text ? at[-1] : ' ';
    return (g_ascii_isdigit(*at) || *at == '+') && !g_ascii_isalnum(before) && before != '+' &&
           before != '@';
}

char *phone_read(const char *text, gsize *start_out, gsize *end_out)
{
    for (const char *at = text; *at != '\0';) {
        const char *from = *at == '(' ? at + 1 : at, *end = from + 1;
        char *number = begins(text, from) ? number_at(from, &end) : NULL;
        if (number != NULL) {
            if (start_out != NULL)
                *start_out = (gsize)(at - text);
            if (end_out != NULL)
                *end_out = (gsize)(end - text);
            return number;
        }
        at = *from != '\0' ? MAX(end, at + 1) : from;
    }
    return NULL;
}
