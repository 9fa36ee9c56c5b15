/* word_scan: a text as numbers, one a word.
 *
 * Mails are looked through before they go out, each of them, so ASCII is read once, byte by byte, and
 * nothing is allocated for it. A word with any other letter is taken apart: accents go, and what
 * cannot be seen (soft hyphens, joiners, marks of direction) parts nothing, or a name would be hidden
 * by it. Two words with one number are the same as far as this says; who must know compares them. */
#include "word_scan.h"
#include <string.h>

#define BASIS 7u
#define FACTOR 31u /* letters lie closer together: short words have numbers of their own */

/* What a byte is in a word: its lower case, 0 for what parts words, OTHER where UTF-8 goes on. */
#define OTHER 1
#define EIGHT OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER
#define HALF                                                                                       \
    EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT,     \
        EIGHT, EIGHT, EIGHT
static const guchar kinds[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
    ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k',
    ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r',
    ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
    ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
    ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm',
    ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
    ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', [128] = HALF};

static inline guchar kind_of(char byte)
{
    return kinds[(guchar)byte];
}

static gboolean is_mark(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_FORMAT || type == G_UNICODE_NON_SPACING_MARK ||
           type == G_UNICODE_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

static gboolean in_word(gunichar c)
{
    return g_unichar_isalnum(c) || is_mark(c);
}

static guint32 add_folded(guint32 hash, gunichar c)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize n = g_unichar_fully_decompose(c, TRUE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 0; i < n; i++)
        if (!is_mark(parts[i]))
            hash = hash * FACTOR + (guint32)g_unichar_tolower(parts[i]);
    return hash;
}

/* From `p` on, whatever it is made of. Returns where it ends. */
static const char *scan_other(const char *p, ScannedWord *word)
{
    gboolean seen = FALSE;
    word->hash = BASIS;
    word->digits = FALSE;
    word->number = g_ascii_isdigit(*p);
    for (gunichar c; (c = g_utf8_get_char(p)) != 0 && in_word(c); p = g_utf8_next_char(p)) {
        word->hash = add_folded(word->hash, c);
        seen |= !is_mark(c);
    }
    word->length = seen; /* for now: is it a word? */
    return p;
}

static gboolean all_digits(const char *p, const char *end)
{
    while (p < end && g_ascii_isdigit(*p))
        p++;
    return p == end;
}

/* Returns where it ends; *other_out: there is more in it than ASCII. */
static const char *scan_plain(const char *p, ScannedWord *word, gboolean *other_out)
{
    const char *begin = p;
    guint32 hash = BASIS;
    guchar kind;
    for (; (kind = kind_of(*p)) > OTHER; p++)
        hash = hash * FACTOR + kind;
    word->hash = hash;
    word->number = g_ascii_isdigit(*begin);
    word->digits = word->number && all_digits(begin, p);
    *other_out = kind == OTHER;
    return p;
}

/* Every second byte may end a word, at most; so much room is made before, and none is asked for word by word. */
static ScannedWord *make_room(const char *text, GArray *words)
{
    guint before = words->len;
    g_array_set_size(words, before + (guint)(strlen(text) / 2) + 1);
    return &g_array_index(words, ScannedWord, before);
}

void word_scan(const char *text, GArray *words)
{
    guint before = words->len;
    ScannedWord *first = make_room(text, words), *word = first;
    for (const char *p = text; *p != '\0';) {
        guchar kind = kind_of(*p);
        if (kind == 0) {
            p++;
            continue;
        }
        word->start = (guint32)(p - text);
        gboolean other = kind == OTHER, is_word = TRUE;
        const char *end = other ? p : scan_plain(p, word, &other);
        if (other) {
            end = scan_other(p, word);
            is_word = word->length > 0;
        }
        word->length = (guint32)(end - p);
        word += is_word;
        p = end > p ? end : g_utf8_next_char(p);
    }
    g_array_set_size(words, before + (guint)(word - first));
}

guint32 word_hash(const char *word)
{
    ScannedWord found = {0};
    gboolean other = TRUE;
    while (*word != '\0' && kind_of(*word) == 0)
        word++;
    if (*word == '\0')
        return 0;
    if (kind_of(*word) != OTHER)
        (void)scan_plain(word, &found, &other);
    if (!other)
        return found.hash;
    const char *end = scan_other(word, &found);
    return found.length > 0 ? found.hash : word_hash(end > word ? end : g_utf8_next_char(word));
}
