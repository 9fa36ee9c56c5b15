/* mail_ticks: reads boxes that people tick.
 *
 * A box stands before its words or behind them; the first and last character of the text say which. With words at both
 * ends nobody can tell, unless those in front say what the boxes are about. A mark without a box (✓) is believed only
 * where nothing else could be meant. Long texts with a box somewhere are no choice: there a person wrote, and nothing
 * of it may be lost. Never fails. */
#include "mail_ticks.h"
#include "text.h"
#include <string.h>

#define CHOICE_BYTES 1000u /* of all options together */
#define OPTION_BYTES 160u

typedef enum { TICK_NONE, TICK_OFF, TICK_ON, TICK_MARK } Tick;

typedef struct {
    const char *glyph;
    Tick tick;
} Glyph;

static const Glyph glyphs[] = {
    {MAIL_UNTICKED, TICK_OFF},
    {"\xe2\x98\x91", TICK_ON}, /* ☑ */
    {MAIL_TICKED, TICK_ON},
    {"\xe2\x8a\xa0", TICK_ON},
    {"\xe2\x8c\xa7", TICK_ON}, /* ⊠ ⌧ */
    {"\xf0\x9f\x97\xb9", TICK_ON},
    {"\xf0\x9f\x97\xb7", TICK_ON}, /* 🗹 🗷 */
    {"\xe2\x97\xbb", TICK_OFF},
    {"\xe2\x96\xa1", TICK_OFF}, /* ◻ □ */
    {"\xe2\xac\x9c", TICK_OFF},
    {"\xe2\x96\xa2", TICK_OFF}, /* ⬜ ▢ */
    {"\xe2\x9d\x91", TICK_OFF},
    {"\xe2\x9d\x8f", TICK_OFF}, /* ❑ ❏ */
    {"\xe2\x9d\x92", TICK_OFF}, /* ❒ */
    {"\xe2\x9c\x93", TICK_MARK},
    {"\xe2\x9c\x94", TICK_MARK}, /* ✓ ✔ */
    {"\xe2\x9c\x97", TICK_MARK},
    {"\xe2\x9c\x98", TICK_MARK}, /* ✗ ✘ */
    {"[x]", TICK_ON},
    {"[X]", TICK_ON},
    {"[ ]", TICK_OFF},
    {"[]", TICK_OFF},
    {"\xef\x83\xbe", TICK_ON},
    {"\xef\x83\xbd", TICK_ON}, /* Wingdings in private use: F0FE F0FD */
    {"\xef\x81\xb8", TICK_ON},
    {"\xef\x83\xbc", TICK_MARK}, /* F078 F0FC */
    {"\xef\x82\xa8", TICK_OFF},
    {"\xef\x81\xaf", TICK_OFF}, /* F0A8 F06F */
    {"\xef\x81\xb1", TICK_OFF},
    {"\xef\x82\xa3", TICK_OFF}, /* F071 F0A3 */
};

static Tick tick_at(const char *p, gsize *length_out)
{
    if (*p != '[' && (guchar)*p < 0xe2)
        return TICK_NONE;
    for (gsize i = 0; i < G_N_ELEMENTS(glyphs); i++) {
        gsize length = strlen(glyphs[i].glyph);
        if (strncmp(p, glyphs[i].glyph, length) == 0) {
            *length_out = length;
            return glyphs[i].tick;
        }
    }
    return TICK_NONE;
}

typedef struct {
    const char *start; /* behind the box before it */
    gsize length;      /* up to the next box */
    Tick before, after;
} Option;

/* The words between the boxes; the first piece has none before it, the last none behind. */
static GArray *split(const char *text)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Option));
    Option piece = {.start = text};
    gsize length;
    const char *p = text;
    while (*p) {
        Tick tick = tick_at(p, &length);
        if (tick == TICK_NONE) {
            p++;
            continue;
        }
        piece.length = (gsize)(p - piece.start);
        piece.after = tick;
        g_array_append_val(pieces, piece);
        p += length;
        if (g_str_has_prefix(p, "\xef\xb8\x8e") || g_str_has_prefix(p, "\xef\xb8\x8f"))
            p += 3; /* says how the glyph looks */
        piece = (Option){.start = p, .before = tick};
    }
    piece.length = (gsize)(p - piece.start);
    g_array_append_val(pieces, piece);
    return pieces;
}

static char *words_of(const Option *piece)
{
    g_autofree char *copy = g_strndup(piece->start, piece->length);
    g_autofree char *words = text_line(copy, OPTION_BYTES);
    char *p = words + strspn(words, " /|,;:");
    gsize length = strlen(p);
    while (length > 0 && strchr(" /|,;", p[length - 1]))
        length--;
    return g_strndup(p, length);
}

gboolean mail_ticks_any(const char *text)
{
    gsize length;
    if (strchr(text, '[') == NULL && text_is_ascii(text, strlen(text))) /* nearly every text */
        return FALSE;
    for (const char *p = text; *p; p++)
        if (tick_at(p, &length) != TICK_NONE)
            return TRUE;
    return FALSE;
}

static gboolean is_blank(const Option *piece)
{
    g_autofree char *words = words_of(piece);
    return *words == '\0';
}

/* Only marks without a box: which words they belong to is known only where there is one pair. */
static gboolean is_sure(const GArray *pieces, gboolean trailing)
{
    guint boxes = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const Option *piece = &g_array_index(pieces, Option, i);
        boxes += piece->before == TICK_OFF || piece->before == TICK_ON;
        if (piece->length > OPTION_BYTES)
            return FALSE;
    }
    const Option *first = &g_array_index(pieces, Option, 0);
    return boxes > 0 || (pieces->len == 2 && (trailing || is_blank(first)));
}

/* A question, a label or a hint, and not the first of the answers. */
static gboolean leads_in(const Option *piece)
{
    g_autofree char *words = words_of(piece);
    return *words && strchr(":?)", words[strlen(words) - 1]) != NULL;
}

static void add_chosen(GString *chosen, const char *words)
{
    if (chosen->len > 0)
        g_string_append(chosen, ", ");
    g_string_append(chosen, words);
}

char *mail_ticks_chosen(const char *text)
{
    if (!mail_ticks_any(text) || strlen(text) > CHOICE_BYTES)
        return NULL;
    g_autoptr(GArray) pieces = split(text);
    const Option *first = &g_array_index(pieces, Option, 0);
    gboolean leads = is_blank(first);
    gboolean trailing = !leads && is_blank(&g_array_index(pieces, Option, pieces->len - 1));
    if (!is_sure(pieces, trailing) || (!leads && !trailing && !leads_in(first)))
        return NULL;
    g_autoptr(GString) chosen = g_string_new(NULL);
    gboolean words_seen = FALSE, ticked = FALSE;
    for (guint i = 0; i < pieces->len; i++) {
        const Option *piece = &g_array_index(pieces, Option, i);
        Tick tick = trailing ? piece->after : piece->before;
        g_autofree char *words = words_of(piece);
        words_seen |= *words != '\0';
        ticked |= tick == TICK_ON || tick == TICK_MARK;
        if ((tick == TICK_ON || tick == TICK_MARK) && *words)
            add_chosen(chosen, words);
    }
    if (ticked && !words_seen)
        g_string_append(chosen, "Yes");
    return g_string_free(g_steal_pointer(&chosen), FALSE);
}
