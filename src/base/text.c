/* text: UTF-8 text made fit for showing, comparing and sending.
 *
 * Every function takes what hostile mail may hold and answers with valid UTF-8 without NUL. Folding
 * is for comparing and suggesting only: nothing is ever merged because two texts fold alike, and
 * what is shown or stored is never the folded form. Fails never; keeps nothing. */
#include "text.h"
#include <string.h>

#define ADDRESS_BYTES 254u      /* RFC 5321 4.5.3.1.3, without the angle brackets */
#define ADDRESS_LOCAL_BYTES 64u /* RFC 5321 4.5.3.1.1 */
#define ADDRESS_LABEL_BYTES 63u /* RFC 1035 2.3.4 */
#define INITIALS_LETTERS 4      /* "JKS" is read as initials, "SMITH" as a name */
#define PIECE_BYTES 256         /* of a long text, folded at once */
#define LONGEST_PIECE 4096
#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d
#define ZERO_WIDTH_SPACE 0x200b
#define BYTE_ORDER_MARK 0xfeff
#define NEXT_LINE 0x85
#define VERTICAL_TAB 0x0b

char *text_valid(const char *bytes, gsize length)
{
    return length == 0 ? g_strdup("") : g_utf8_make_valid(bytes, (gssize)length);
}

gboolean text_is_ascii(const char *text, gsize length)
{
    guint64 high = 0, part = 0;
    for (; length >= sizeof part; text += sizeof part, length -= sizeof part) {
        memcpy(&part, text, sizeof part);
        high |= part;
    }
    for (; length > 0; text++, length--)
        high |= (guchar)*text;
    return (high & G_GUINT64_CONSTANT(0x8080808080808080)) == 0;
}

/* How many bytes of ASCII it begins with, eight at a time. */
static gsize ascii_begins(const char *text, gsize length)
{
    gsize at = 0;
    while (at + sizeof(guint64) <= length && text_is_ascii(text + at, sizeof(guint64)))
        at += sizeof(guint64);
    while (at < length && (guchar)text[at] < 0x80)
        at++;
    return at;
}

gboolean text_is_utf8(const char *text, gsize length)
{
    const char *end = text + length;
    for (const char *p = text; (p += ascii_begins(p, (gsize)(end - p))) < end;
         p = g_utf8_next_char(p))
        if (g_utf8_get_char_validated(p, end - p) >= (gunichar)-2)
            return FALSE;
    return memchr(text, '\0', length) == NULL;
}

static gboolean is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == VERTICAL_TAB || c == NEXT_LINE;
}

/* Nothing to see at the end of a text; inside one these two join rather than part. */
static gboolean is_invisible(gunichar c)
{
    return is_blank(c) || c == ZERO_WIDTH_SPACE || c == BYTE_ORDER_MARK;
}

/* Controls and marks that change how the rest is shown: bidi, tags, soft hyphens. The two joiners
 * belong to the spelling of several scripts and stay. */
gboolean text_is_hidden(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_CONTROL ||
           (type == G_UNICODE_FORMAT && c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER);
}

/* Printable ASCII, blanks single and inside only: a line already. */
static gboolean is_plain_line(const char *text, gsize limit)
{
    char before = ' ';
    gsize length = 0;
    for (; text[length] && length <= limit; length++) {
        if (text[length] < ' ' || text[length] > '~' || (text[length] == ' ' && before == ' '))
            return FALSE;
        before = text[length];
    }
    return length <= limit && (length == 0 || before != ' ');
}

char *text_line(const char *text, gsize limit)
{
    if (text && is_plain_line(text, limit))
        return g_strdup(text);
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    GString *out = g_string_sized_new(strlen(valid));
    gboolean gap = FALSE;
    gsize characters = 0;
    for (const char *p = valid; *p && characters < limit; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_blank(c)) {
            gap = TRUE;
            continue;
        }
        if (text_is_hidden(c))
            continue;
        if (gap && characters > 0) {
            if (characters + 1 == limit)
                break;
            g_string_append_c(out, ' ');
            characters++;
        }
        gap = FALSE;
        g_string_append_unichar(out, c);
        characters++;
    }
    return g_string_free(out, FALSE);
}

/* Where to cut a long text so that its parts normalise as the whole does: at a blank; where there is
 * none for long, before a character that is no mark. */
static const char *end_of_piece(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (p - text >= PIECE_BYTES && g_ascii_isspace(*p))
            return p;
        if (p - text >= LONGEST_PIECE && !g_unichar_ismark(g_utf8_get_char(p)))
            return p;
    }
    return text + strlen(text);
}

/* GLib composes in time that grows with the square of the length, so that 1 MiB would take ten
 * seconds: piece by piece. */
static char *normal_caseless(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_sized_new(strlen(valid));
    for (const char *piece = valid, *end; *piece; piece = end) {
        end = end_of_piece(piece);
        g_autofree char *normal = g_utf8_normalize(piece, end - piece, G_NORMALIZE_ALL_COMPOSE);
        g_autofree char *folded = g_utf8_casefold(normal, -1);
        g_autofree char *again = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE);
        g_string_append(out, again); /* again: folding may take a text apart */
    }
    return g_string_free(out, FALSE);
}

/* What the rules of fold_unicode() come to for letters, digits, marks and controls of ASCII; nearly
 * every text is of these. NULL when another character is met. */
static char *fold_ascii(const char *text)
{
    gsize length = strlen(text), at = 0;
    char *out = g_malloc(length + 1);
    gboolean gap = FALSE;
    for (gsize i = 0; i < length; i++) {
        char c = text[i];
        if ((guchar)c >= 0x80) {
            g_free(out);
            return NULL;
        }
        if (!g_ascii_isalnum(c)) {
            gap |= g_ascii_isspace(c) || c == VERTICAL_TAB || g_ascii_ispunct(c);
            continue;
        }
        if (gap && at > 0)
            out[at++] = ' ';
        gap = FALSE;
        out[at++] = g_ascii_isupper(c) ? (char)(c | 0x20) : c;
    }
    out[at] = '\0';
    return out;
}

static char *fold_unicode(const char *text)
{
    g_autofree char *plain = normal_caseless(text);
    GString *out = g_string_sized_new(strlen(plain));
    gboolean gap = FALSE;
    for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_blank(c) || g_unichar_ispunct(c)) {
            gap = TRUE;
            continue;
        }
        if (text_is_hidden(c) || c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
            continue;
        if (gap && out->len > 0)
            g_string_append_c(out, ' ');
        gap = FALSE;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *text_fold(const char *text)
{
    char *folded = fold_ascii(text ? text : "");
    return folded ? folded : fold_unicode(text);
}

char text_first_letter(const char *text)
{
    for (; *text && (guchar)*text < 0x80; text++)
        if (g_ascii_isalnum(*text))
            return g_ascii_tolower(*text);
    return '\0';
}

gboolean text_same(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    if (g_str_equal(a, b))
        return TRUE;
    char first = text_first_letter(a), other = text_first_letter(b);
    if (first && other && first != other)
        return FALSE;
    g_autofree char *left = text_fold(a);
    g_autofree char *right = text_fold(b);
    return g_str_equal(left, right);
}

/* The character at `p` if it is one, else one that is no blank. */
static gunichar character_at(const char *p, const char *end)
{
    gunichar c = g_utf8_get_char_validated(p, end - p);
    return c == (gunichar)-1 || c == (gunichar)-2 ? G_MAXUINT32 : c;
}

static const char *skip_invisible(const char *p, const char *end)
{
    while (p < end) {
        gunichar c = character_at(p, end);
        if (c == G_MAXUINT32 || !is_invisible(c))
            break;
        p = g_utf8_next_char(p);
    }
    return p;
}

const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

gboolean text_empty(const char *text)
{
    return !text || *skip_invisible(text, text + strlen(text)) == '\0';
}

char *text_trim_copy(const char *text, gsize length)
{
    const char *end = text + length;
    const char *start = skip_invisible(text, end);
    while (end > start) {
        const char *last = g_utf8_find_prev_char(start, end);
        if (!last || skip_invisible(last, end) != end)
            break;
        end = last;
    }
    return g_strndup(start, (gsize)(end - start));
}

gsize text_cut(const char *text, gsize length, gsize limit)
{
    if (length <= limit)
        return length;
    while (limit > 0 && ((guchar)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

/* A single short word in capitals: initials written without dots. */
static gboolean is_initials(const char *name)
{
    int letters = 0;
    for (; *name; name = g_utf8_next_char(name)) {
        if (!g_unichar_isupper(g_utf8_get_char(name)))
            return FALSE;
        letters++;
    }
    return letters > 1 && letters <= INITIALS_LETTERS;
}

/* Composed, so that a letter and its accent are one. */
static char *composed(const char *text)
{
    if (text_is_ascii(text, strlen(text)))
        return g_strdup(text);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
}

char *text_initials(const char *name)
{
    g_autofree char *normal = composed(name ? name : "");
    g_autofree char *trimmed = text_trim_copy(normal, strlen(normal));
    if (is_initials(trimmed))
        return g_steal_pointer(&trimmed);
    GString *out = g_string_new(NULL);
    gboolean first = TRUE;
    for (const char *p = trimmed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_blank(c) || c == '.' || c == '-' || g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION)
            first = TRUE;
        else if (first && g_unichar_isalpha(c)) {
            g_string_append_unichar(out, g_unichar_toupper(c));
            first = FALSE;
        }
    }
    return g_string_free(out, FALSE);
}

char *text_digits(const char *text)
{
    GString *digits = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_isdigit(*p))
            g_string_append_c(digits, *p);
    return g_string_free(digits, FALSE);
}

static gboolean is_local_part(const char *local, gsize length)
{
    if (length == 0 || length > ADDRESS_LOCAL_BYTES)
        return FALSE;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isgraph(local[i]) || strchr("\"()<>[]{},:;\\", local[i]))
            return FALSE;
    return TRUE;
}

static gboolean is_domain(const char *domain)
{
    gsize label = 0;
    char before = '.';
    for (const char *p = domain; *p; p++) {
        gboolean letter = g_ascii_isalnum(*p) || *p == '_';
        if (!letter && *p != '-' && *p != '.')
            return FALSE;
        if ((*p == '.' && !g_ascii_isalnum(before) && before != '_') ||
            (*p == '-' && before == '.'))
            return FALSE;
        label = *p == '.' ? 0 : label + 1;
        if (label > ADDRESS_LABEL_BYTES)
            return FALSE;
        before = *p;
    }
    return g_ascii_isalnum(before) || before == '_';
}

gboolean text_is_address(const char *address)
{
    if (!address || strlen(address) > ADDRESS_BYTES)
        return FALSE;
    const char *at = strchr(address, '@');
    return at && is_local_part(address, (gsize)(at - address)) && is_domain(at + 1);
}

char *text_address_fold(const char *address)
{
    return text_is_address(address) ? g_ascii_strdown(address, -1) : NULL;
}

const char *text_address_domain(const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    return at && at[1] != '\0' ? at + 1 : NULL;
}

gboolean text_holds_one(const char *text, const char *const *phrases, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (strstr(text, phrases[i]))
            return TRUE;
    return FALSE;
}

void text_append(GString *out, ...)
{
    va_list texts;
    va_start(texts, out);
    for (const char *text; (text = va_arg(texts, const char *));) {
        gsize length = strlen(text), at = out->len;
        if (at + length < out->allocated_len) {
            memcpy(out->str + at, text, length + 1);
            out->len = at + length;
        } else
            g_string_append_len(out, text, (gssize)length);
    }
    va_end(texts);
}

char *text_number(gint64 number, char buffer[TEXT_NUMBER_BYTES])
{
    guint64 rest = number < 0 ? -(guint64)number : (guint64)number;
    char *at = buffer + TEXT_NUMBER_BYTES - 1;
    *at = '\0';
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        *--at = '-';
    return at;
}
