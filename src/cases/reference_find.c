/* reference_find: case references in what people write.
 *
 * Typing mistakes are undone by reading, not by guessing: every way to read the characters that the mistakes named in the
 * header allow is tried, and the check letter says which of them are references. The true one is always among them, so that
 * one such mistake ends with the reference that was meant or with several, of which a person chooses, and never with another
 * one. A changed, lost or added digit is no such mistake: the letter does not fit then, and what was written is given back for
 * a person to look at (reference_near()).
 *
 * Never fails, does no I/O, gives an authority to nothing. */
#include "reference_find.h"

#include <string.h>

#include "reference.h"

#define SEPARATORS_MAX 3
#define CELLS_MAX                                                                                  \
    (2 + REFERENCE_YEAR_DIGITS + REFERENCE_SERIAL_MAX + 1) /* "20", year, serial, letter */
#define CELLS_MIN (REFERENCE_YEAR_DIGITS + REFERENCE_SERIAL_MIN + 1)
#define REAL_DIGITS_MIN 2 /* "bill is so b" is prose */
#define CENTURY "20"

typedef enum { GAP_NONE = 0, GAP_BLANK = 1, GAP_DASH = 2 } Gap; /* bits */

typedef struct {
    char typed;
    Gap before;      /* what stands between it and the one before */
    gboolean ends;   /* no letter or digit follows it at once */
    const char *end; /* behind it */
} Cell;

typedef struct {
    const char *prefix;
    Cell cells[CELLS_MAX];
    guint count;
    gboolean broken; /* a part was broken already, in the prefix */
} Typed;

/* ---- characters ---- */

static gboolean is_blank(gunichar letter)
{
    return g_unichar_isspace(letter) || g_unichar_type(letter) == G_UNICODE_FORMAT;
}

static Gap gap_of(gunichar letter)
{
    static const char others[] = "._/:#~";
    if (is_blank(letter))
        return GAP_BLANK;
    gboolean dash = letter == 0x2212 || letter == 0x2043 || letter == 0x00b7 ||
                    g_unichar_type(letter) == G_UNICODE_DASH_PUNCTUATION ||
                    (letter < 0x80 && letter != 0 && strchr(others, (int)letter));
    return dash ? GAP_DASH : GAP_NONE;
}

/* Behind at most SEPARATORS_MAX separators. */
static const char *skip_gap(const char *at, Gap *gap_out)
{
    *gap_out = GAP_NONE;
    for (guint n = 0; n < SEPARATORS_MAX && *at != '\0'; n++) {
        Gap gap = gap_of(g_utf8_get_char(at));
        if (gap == GAP_NONE)
            break;
        *gap_out |= gap;
        at = g_utf8_next_char(at);
    }
    return at;
}

/* 0 to 9, also for what people type in a digit's place; -1 for anything else. */
static int digit_value(char typed)
{
    switch (typed) {
    case 'O':
    case 'o':
        return 0;
    case 'I':
    case 'i':
    case 'l':
        return 1;
    case 'S':
    case 's':
        return 5;
    case 'B':
    case 'b':
        return 8;
    default:
        return g_ascii_digit_value(typed);
    }
}

/* The check letter that was meant; 0 for none. Letters that are none stay: they are wrong, not read otherwise. */
static char letter_value(const Cell *cell)
{
    gboolean near = cell->before != GAP_BLANK; /* "HAV-26-0042 8 visits" */
    if (near && cell->typed == '8')
        return 'B';
    if (near && (cell->typed == '1' || cell->typed == 'I'))
        return 'L';
    return g_ascii_isalpha(cell->typed) ? g_ascii_toupper(cell->typed) : '\0';
}

static gboolean stands_for(char typed, char letter)
{
    if (g_ascii_toupper(typed) == letter)
        return TRUE;
    switch (letter) {
    case 'O':
        return typed == '0';
    case 'I':
        return typed == '1' || typed == 'l';
    case 'L':
        return typed == '1' || typed == 'I';
    case 'S':
        return typed == '5';
    case 'B':
        return typed == '8';
    default:
        return FALSE;
    }
}

static gboolean is_word_letter(const char *at)
{
    return *at != '\0' && g_unichar_isalnum(g_utf8_get_char(at));
}

/* A reference that begins inside a word is none, but for words that people put before it and forget the blank. */
static gboolean begins_word(const char *text, const char *at)
{
    const gsize longest = strlen("reference");
    static const char *const glued[] = {"ref",     "reference", "ourref", "yourref", "case",
                                        "caseref", "no",        "re",     "cyf"};
    const char *start = at;
    while (start > text && (gsize)(at - start) <= longest &&
           is_word_letter(g_utf8_find_prev_char(text, start)))
        start = g_utf8_find_prev_char(text, start);
    gsize length = (gsize)(at - start);
    gboolean known = length == 0;
    for (gsize i = 0; !known && i < G_N_ELEMENTS(glued); i++)
        known = strlen(glued[i]) == length && g_ascii_strncasecmp(start, glued[i], length) == 0;
    return known;
}

/* ---- what stands there ---- */

/* Behind the prefix; NULL when it is another. */
static const char *read_prefix(const char *at, const char *prefix, gboolean *broken_out)
{
    *broken_out = FALSE;
    for (const char *letter = prefix; *letter != '\0'; letter++) {
        Gap gap = GAP_NONE;
        const char *next = letter > prefix && !*broken_out ? skip_gap(at, &gap) : at;
        if ((gap & GAP_DASH) != 0 || !stands_for(*next, *letter))
            return NULL;
        *broken_out |= gap == GAP_BLANK;
        at = next + 1;
    }
    return at;
}

static void read_cells(const char *at, Typed *typed)
{
    typed->count = 0;
    while (typed->count < CELLS_MAX) {
        Cell *cell = &typed->cells[typed->count];
        const char *next = skip_gap(at, &cell->before);
        if (!g_ascii_isalnum(*next))
            return;
        cell->typed = *next;
        cell->end = at = next + 1;
        cell->ends = !is_word_letter(at);
        typed->count++;
    }
}

/* ---- ways to read it ---- */

typedef struct {
    char digits[REFERENCE_YEAR_DIGITS + REFERENCE_SERIAL_MAX + 1];
    char letter;
    const char *end;
} Way;

/* The cells from `first` on as digits up to `last`, where parts may be broken in one place altogether. */
static gboolean read_digits(const Typed *typed, guint first, guint last, Way *way)
{
    guint breaks = typed->broken ? 1 : 0, real = 0, n = 0;
    for (guint i = first; i < last; i++) {
        const Cell *cell = &typed->cells[i];
        int value = digit_value(cell->typed);
        gboolean between = i == first || i == first + REFERENCE_YEAR_DIGITS;
        if (value < 0 || ((cell->before & GAP_DASH) != 0 && !between))
            return FALSE;
        breaks += cell->before == GAP_BLANK && !between ? 1 : 0;
        real += g_ascii_isdigit(cell->typed) ? 1 : 0;
        way->digits[n++] = (char)('0' + value);
    }
    way->digits[n] = '\0';
    return breaks <= 1 && real >= REAL_DIGITS_MIN;
}

/* People write 00042 for 0042. */
static void drop_padding(char *serial)
{
    while (serial[0] == '0' && strlen(serial) > REFERENCE_SERIAL_MIN)
        memmove(serial, serial + 1, strlen(serial));
}

/* "2549B-K": what stands glued to the serial before a letter of its own is a digit. */
static gboolean letter_follows(const Typed *typed, guint last)
{
    const Cell *letter = &typed->cells[last];
    const Cell *next = last + 1 < typed->count ? letter + 1 : NULL;
    gboolean perhaps = letter->before == GAP_NONE || g_ascii_isdigit(letter->typed);
    return perhaps && next != NULL && next->before == GAP_DASH && next->ends;
}

/* The reading that ends with the check letter in cell `last`; NULL when it cannot be read so. */
static char *reading_of(const Typed *typed, guint first, guint last, Way *way)
{
    guint digits = last - first;
    if (last < first || digits < CELLS_MIN - 1 ||
        digits > REFERENCE_YEAR_DIGITS + REFERENCE_SERIAL_MAX || !typed->cells[last].ends ||
        letter_follows(typed, last) || !read_digits(typed, first, last, way))
        return NULL;
    way->letter = letter_value(&typed->cells[last]);
    way->end = typed->cells[last].end;
    if (way->letter == '\0')
        return NULL;
    drop_padding(way->digits + REFERENCE_YEAR_DIGITS);
    return g_strdup_printf("%s-%.2s-%s-%c", typed->prefix, way->digits,
                           way->digits + REFERENCE_YEAR_DIGITS, way->letter);
}

/* "2026" where "26" is meant, in one piece. */
static gboolean has_century(const Typed *typed)
{
    const guint digits = REFERENCE_YEAR_DIGITS + 2;
    for (guint i = 1; i < digits; i++)
        if (i >= typed->count || typed->cells[i].before != GAP_NONE)
            return FALSE;
    return typed->count > digits && typed->cells[0].typed == CENTURY[0] &&
           digit_value(typed->cells[1].typed) == 0;
}

static void add_reading(ReferenceFound *found, const char *text, char *reading, const char *end)
{
    if (g_ptr_array_find_with_equal_func(found->readings, reading, g_str_equal, NULL)) {
        g_free(reading);
        return;
    }
    g_ptr_array_add(found->readings, reading);
    found->end = MAX(found->end, (gsize)(end - text));
}

static void read_ways(ReferenceFound *found, const char *text, const Typed *typed)
{
    for (guint century = 0; century <= (has_century(typed) ? 1u : 0u); century++) {
        for (guint last = CELLS_MIN - 1 + 2 * century; last < typed->count; last++) {
            Way way;
            char *reading = reading_of(typed, 2 * century, last, &way);
            if (reading != NULL && reference_is_valid(reading))
                add_reading(found, text, reading, way.end);
            else
                g_free(reading);
        }
    }
}

/* As we write it ourselves: nothing else can be meant. */
static gboolean read_exact(ReferenceFound *found, const char *text, const char *at,
                           const char *prefix)
{
    const gsize most = strlen(prefix) + strlen("-26-") + REFERENCE_SERIAL_MAX + strlen("-B");
    gsize length = 0;
    while (length <= most &&
           (at[length] == '-' || g_ascii_isupper(at[length]) || g_ascii_isdigit(at[length])))
        length++;
    g_autofree char *reference = g_strndup(at, length);
    if (is_word_letter(at + length) || !g_str_has_prefix(at, prefix) ||
        !reference_is_valid(reference))
        return FALSE;
    add_reading(found, text, g_steal_pointer(&reference), at + length);
    return TRUE;
}

/* ---- what is meant as one and is none ---- */

/* The last cell of the part that begins with `first`: no gap in it, and no letter but those that stand for a digit. */
static guint part_end(const Typed *typed, guint first)
{
    guint i = first;
    while (i < typed->count && (i == first || typed->cells[i].before == GAP_NONE) &&
           digit_value(typed->cells[i].typed) >= 0)
        i++;
    return i;
}

static char *written_without_letter(const Typed *typed, const Way *way, guint serial, guint end,
                                    const char **end_out)
{
    gboolean whole = end - serial >= REFERENCE_SERIAL_MIN && typed->cells[end - 1].ends &&
                     typed->cells[0].before != GAP_BLANK &&
                     (typed->cells[serial].before & GAP_DASH) != 0;
    if (!whole)
        return NULL;
    *end_out = typed->cells[end - 1].end;
    return g_strdup_printf("%s-%.2s-%s", typed->prefix, way->digits,
                           way->digits + REFERENCE_YEAR_DIGITS);
}

/* Year, serial and letter in one piece each; a short serial, or none of a letter, only where dashes show what is meant. */
static char *written_as(const Typed *typed, const char **end_out)
{
    const guint serial = REFERENCE_YEAR_DIGITS;
    guint end = MIN(part_end(typed, serial), serial + REFERENCE_SERIAL_MAX);
    if (typed->count <= serial || typed->broken || typed->cells[1].before != GAP_NONE)
        return NULL;
    for (guint last = end; last > serial; last--) {
        Way way;
        const Cell *letter = last < typed->count ? &typed->cells[last] : NULL;
        gboolean dashed = (typed->cells[serial].before & GAP_DASH) != 0 && letter != NULL &&
                          (letter->before & GAP_DASH) != 0;
        if (!read_digits(typed, 0, last, &way))
            return NULL;
        drop_padding(way.digits + REFERENCE_YEAR_DIGITS);
        way.letter = letter != NULL && letter->ends ? letter_value(letter) : '\0';
        if (way.letter == '\0' && last == end) {
            char *bare = written_without_letter(typed, &way, serial, end, end_out);
            if (bare != NULL)
                return bare;
        }
        if (way.letter == '\0' || (last - serial < REFERENCE_SERIAL_MIN && !dashed))
            continue;
        *end_out = letter->end;
        return g_strdup_printf("%s-%.2s-%s-%c", typed->prefix, way.digits,
                               way.digits + REFERENCE_YEAR_DIGITS, way.letter);
    }
    return NULL;
}

/* ---- finding ---- */

static gboolean find_at(ReferenceFound *found, const char *text, const char *at,
                        const char *const *prefixes)
{
    for (guint i = 0; prefixes[i] != NULL; i++)
        if (read_exact(found, text, at, prefixes[i]))
            return TRUE;
    for (guint i = 0; prefixes[i] != NULL; i++) {
        Typed typed = {.prefix = prefixes[i]};
        const char *behind = read_prefix(at, prefixes[i], &typed.broken);
        const char *end = NULL;
        if (behind == NULL)
            continue;
        read_cells(behind, &typed);
        read_ways(found, text, &typed);
        char *written =
            found->readings->len == 0 && found->written == NULL ? written_as(&typed, &end) : NULL;
        if (written == NULL)
            continue;
        found->written = written;
        found->end = (gsize)(end - text);
    }
    if (found->readings->len > 0)
        g_clear_pointer(&found->written, g_free);
    return found->readings->len > 0 || found->written != NULL;
}

static gboolean may_begin(char typed, const char *const *prefixes)
{
    for (guint i = 0; prefixes[i] != NULL; i++)
        if (stands_for(typed, *prefixes[i]))
            return TRUE;
    return FALSE;
}

ReferenceFound *reference_find(const char *text, const char *const *prefixes, gsize from)
{
    g_autoptr(ReferenceFound) found = g_new0(ReferenceFound, 1);
    found->readings = g_ptr_array_new_with_free_func(g_free);
    for (const char *at = text + from; *at != '\0'; at++) {
        if (!may_begin(*at, prefixes) || !begins_word(text, at))
            continue;
        found->start = found->end = (gsize)(at - text);
        if (find_at(found, text, at, prefixes))
            return g_steal_pointer(&found);
    }
    return NULL;
}

void reference_found_free(ReferenceFound *found)
{
    if (found == NULL)
        return;
    g_ptr_array_unref(found->readings);
    g_free(found->written);
    g_free(found);
}

const char *reference_found_right(const ReferenceFound *found)
{
    return found->readings->len == 1 ? g_ptr_array_index(found->readings, 0) : NULL;
}
