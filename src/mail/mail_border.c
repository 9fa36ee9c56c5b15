/* mail_border: the borders of an inline style, at the end of its cascade.
 *
 * Owns the order in which declarations count: a later one over an earlier one, what is '!important'
 * over all that is not, a shorthand over every side that it names. "border:none;border-left:solid
 * #CCCCCC 1.0pt" is how Outlook draws the bar of a quote. What is not understood is a doubt, which is
 * neither no border nor a bar. Looks at no style sheet. Never fails. */
#include "mail_border.h"
#include <string.h>

enum { TOP, RIGHT, BOTTOM, LEFT, SIDES };

#define BIT(side) (1u << (side))
#define ALL (BIT(TOP) | BIT(RIGHT) | BIT(BOTTOM) | BIT(LEFT))
#define NAME_BYTES 48u /* of a property; a longer one is none of ours */

typedef enum { LINE_NONE, LINE_DRAWN, LINE_DOUBTFUL } Line;

typedef struct {
    Line line[SIDES];
    gboolean thin[SIDES]; /* of width 0 */
    gboolean said[SIDES]; /* the style speaks of this side at all */
    gboolean odd;         /* says something that may show as a bar, or is not understood */
} Border;

typedef struct {
    const char *start;
    gsize length;
} Slice;

static Slice trimmed(const char *start, const char *end)
{
    while (start < end && (guchar)*start <= ' ')
        start++;
    while (end > start && (guchar)end[-1] <= ' ')
        end--;
    return (Slice){start, (gsize)(end - start)};
}

static gboolean slice_is(Slice slice, const char *word)
{
    return slice.length == strlen(word) &&
           g_ascii_strncasecmp(slice.start, word, slice.length) == 0;
}

static gboolean is_one_of(Slice slice, const char *const *words)
{
    for (; *words; words++)
        if (slice_is(slice, *words))
            return TRUE;
    return FALSE;
}

/* The end of a declaration: the next ';' outside of quotes and brackets. */
static const char *declaration_end(const char *p)
{
    char quote = '\0';
    guint open = 0;
    for (; *p && (*p != ';' || quote || open > 0); p++) {
        if (quote)
            quote = *p == quote ? '\0' : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        else if (*p == '(')
            open++;
        else if (*p == ')' && open > 0)
            open--;
    }
    return p;
}

/* The next word of a value, "rgb(1, 2, 3)" being one. */
static Slice next_word(Slice *value)
{
    const char *p = value->start, *end = value->start + value->length;
    while (p < end && (guchar)*p <= ' ')
        p++;
    const char *start = p;
    for (guint open = 0; p < end && ((guchar)*p > ' ' || open > 0); p++) {
        open += *p == '(' ? 1 : 0;
        open -= *p == ')' && open > 0 ? 1 : 0;
    }
    *value = (Slice){p, (gsize)(end - p)};
    return (Slice){start, (gsize)(p - start)};
}

/* "0", "0px", "0.0pt". */
static gboolean is_zero(Slice word)
{
    gsize i = 0;
    gboolean digit = FALSE;
    for (; i < word.length && strchr("0.", word.start[i]); i++)
        digit |= word.start[i] == '0';
    return digit && (i == word.length || g_ascii_isalpha(word.start[i]));
}

static gboolean is_line_word(Slice word, Line *line_out)
{
    static const char *const none[] = {"none", "hidden", NULL};
    static const char *const drawn[] = {"solid",  "dashed",   "dotted",       "double",
                                        "groove", "ridge",    "inset",        "outset",
                                        "wave",   "dot-dash", "window-inset", NULL};
    if (is_one_of(word, none))
        *line_out = LINE_NONE;
    else if (is_one_of(word, drawn))
        *line_out = LINE_DRAWN;
    else
        return FALSE;
    return TRUE;
}

/* "solid #CCCCCC 1.0pt" for these sides. What names no kind of line draws none, if a browser is asked; here it is a doubt. */
static void take_shorthand(Border *border, guint sides, Slice value)
{
    Line line = LINE_DOUBTFUL;
    gboolean thin = FALSE;
    for (Slice word = next_word(&value); word.length > 0; word = next_word(&value)) {
        (void)is_line_word(word, &line);
        thin |= is_zero(word);
    }
    for (guint side = 0; side < SIDES; side++)
        if ((sides & BIT(side)) != 0) {
            border->line[side] = line;
            border->thin[side] = thin;
            border->said[side] = TRUE;
        }
}

/* Which of up to four words counts for the n-th of the sides: "top right bottom left", as CSS fills them up. */
static guint word_of(guint side, guint words)
{
    return side < words ? side : side == LEFT && words > 1 ? 1 : 0;
}

static void take_line(Border *border, guint side, Slice word)
{
    Line line = LINE_DOUBTFUL;
    (void)is_line_word(word, &line);
    border->line[side] = line;
    border->said[side] = TRUE;
}

/* "border-style: none none none solid", "border-left-width: 1px": one word for each side, or fewer. */
static void take_longhand(Border *border, guint sides, Slice value, gboolean width)
{
    Slice words[SIDES] = {0};
    guint count = 0;
    for (Slice word = next_word(&value); word.length > 0; word = next_word(&value)) {
        border->odd |= count >= SIDES;
        if (count < SIDES)
            words[count++] = word;
    }
    border->odd |= count == 0;
    for (guint side = 0; count > 0 && side < SIDES; side++) {
        Slice word = words[sides == ALL ? word_of(side, count) : 0];
        if ((sides & BIT(side)) == 0)
            continue;
        if (width)
            border->thin[side] = is_zero(word);
        else
            take_line(border, side, word);
    }
}

static guint sides_named(Slice *name)
{
    static const struct {
        const char *name;
        guint sides;
    } known[] = {{"border-left", BIT(LEFT)},
                 {"border-right", BIT(RIGHT)},
                 {"border-top", BIT(TOP)},
                 {"border-bottom", BIT(BOTTOM)},
                 {"border-inline-start", BIT(LEFT)},
                 {"border-inline-end", BIT(RIGHT)},
                 {"border-inline", BIT(LEFT) | BIT(RIGHT)},
                 {"border-block-start", BIT(TOP)},
                 {"border-block-end", BIT(BOTTOM)},
                 {"border-block", BIT(TOP) | BIT(BOTTOM)},
                 {"border", ALL}};
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        gsize length = strlen(known[i].name);
        if (name->length < length || g_ascii_strncasecmp(name->start, known[i].name, length) != 0 ||
            (name->length > length && name->start[length] != '-'))
            continue;
        *name = (Slice){name->start + length, name->length - length};
        return known[i].sides;
    }
    return 0;
}

static void take_border(Border *border, guint sides, Slice rest, Slice value)
{
    static const char *const harmless[] = {"-color", "-collapse", "-spacing", "-radius", NULL};
    if (rest.length == 0)
        take_shorthand(border, sides, value);
    else if (slice_is(rest, "-style"))
        take_longhand(border, sides, value, FALSE);
    else if (slice_is(rest, "-width"))
        take_longhand(border, sides, value, TRUE);
    else
        border->odd |= !is_one_of(rest, harmless);
}

/* What an indent may set beside its border: where it stands and how its letters look. */
static gboolean is_plain(Slice name)
{
    static const char *const known[] = {"margin", "padding", "font",  "text-",     "line-height",
                                        "white-", "word-",   "color", "letter-",   "orphans",
                                        "widows", "quotes",  "mso-",  "direction", NULL};
    for (guint i = 0; known[i]; i++)
        if (name.length >= strlen(known[i]) &&
            g_ascii_strncasecmp(name.start, known[i], strlen(known[i])) == 0)
            return TRUE;
    return FALSE;
}

static gboolean take_important(Slice *value)
{
    const char *mark = memrchr(value->start, '!', value->length);
    if (!mark || !slice_is(trimmed(mark + 1, value->start + value->length), "important"))
        return FALSE;
    *value = trimmed(value->start, mark);
    return TRUE;
}

static void take_declaration(Border *border, const char *start, const char *end, gboolean important)
{
    const char *colon = memchr(start, ':', (gsize)(end - start));
    if (!colon) {
        border->odd |= trimmed(start, end).length > 0;
        return;
    }
    Slice name = trimmed(start, colon), value = trimmed(colon + 1, end);
    if (take_important(&value) != important)
        return;
    guint sides = name.length < NAME_BYTES ? sides_named(&name) : 0;
    if (sides != 0)
        take_border(border, sides, name, value);
    else
        border->odd |= !is_plain(name);
}

static Border border_of(const char *style)
{
    Border border = {0};
    border.odd = strchr(style, '\\') != NULL || strstr(style, "/*") != NULL;
    for (guint important = 0; important < 2; important++) {
        const char *end;
        for (const char *p = style; *p; p = *end ? end + 1 : end) {
            end = declaration_end(p);
            take_declaration(&border, p, end, important == 1);
        }
    }
    return border;
}

gboolean mail_border_is_none(const char *style)
{
    if (*style == '\0')
        return FALSE;
    Border border = border_of(style);
    gboolean none = !border.odd;
    for (guint side = 0; side < SIDES; side++)
        none = none && border.said[side] && border.line[side] == LINE_NONE;
    return none;
}

static gboolean is_drawn(const Border *border, guint side)
{
    return border->line[side] == LINE_DRAWN && !border->thin[side];
}

gboolean mail_border_is_bar(const char *style)
{
    if (*style == '\0')
        return FALSE;
    Border border = border_of(style);
    return is_drawn(&border, LEFT) != is_drawn(&border, RIGHT) && !is_drawn(&border, TOP) &&
           !is_drawn(&border, BOTTOM);
}
