/* mail_style: colours, bold and marks out of HTML attributes.
 *
 * Only what people use to set their answers off counts. Black, white and greys are all 'no colour', because
 * programs differ in them by themselves; what a style sheet says is not looked at, because mail programs put
 * what a person chose into the element. A link keeps the style around it: its blue is nobody's choice.
 * Attributes are read up to a limit. Never fails: what cannot be read changes nothing. */
#include "mail_style.h"
#include <stdlib.h>
#include <string.h>

#define VALUE_BYTES 48u
#define GREY 24 /* channels that differ by less make no colour */

typedef struct {
    const char *name;
    MailStyle colour;
} Named;

static const Named named[] = {
    {"red", 0xff0000},    {"blue", 0x0000ff},      {"green", 0x008000},    {"purple", 0x800080},
    {"navy", 0x000080},   {"maroon", 0x800000},    {"teal", 0x008080},     {"olive", 0x808000},
    {"lime", 0x00ff00},   {"fuchsia", 0xff00ff},   {"magenta", 0xff00ff},  {"aqua", 0x00ffff},
    {"cyan", 0x00ffff},   {"orange", 0xffa500},    {"yellow", 0xffff00},   {"brown", 0xa52a2a},
    {"pink", 0xffc0cb},   {"crimson", 0xdc143c},   {"darkred", 0x8b0000},  {"darkblue", 0x00008b},
    {"violet", 0xee82ee}, {"darkgreen", 0x006400}, {"royalblue", 0x4169e1}};

/* Without blanks, in small letters; FALSE if it does not fit. */
static gboolean plain_value(const char *from, gsize length, char *out)
{
    gsize to = 0;
    for (gsize i = 0; i < length; i++) {
        if (from[i] <= ' ' || from[i] == '"' || from[i] == '\'')
            continue;
        if (to + 1 >= VALUE_BYTES)
            return FALSE;
        out[to++] = g_ascii_tolower(from[i]);
    }
    out[to] = '\0';
    return to > 0;
}

static MailStyle coloured(int red, int green, int blue)
{
    int most = MAX(MAX(red, green), blue), least = MIN(MIN(red, green), blue);
    if (least < 0 || most > 255 || most - least < GREY)
        return 0;
    return (MailStyle)(red << 16 | green << 8 | blue);
}

static MailStyle hex_colour(const char *digits)
{
    gsize length = strspn(digits, "0123456789abcdef");
    int channel[3] = {0};
    if (digits[length] != '\0' || (length != 3 && length != 6))
        return 0;
    for (gsize i = 0; i < 3; i++)
        channel[i] = length == 3 ? g_ascii_xdigit_value(digits[i]) * 17
                                 : g_ascii_xdigit_value(digits[2 * i]) * 16 +
                                       g_ascii_xdigit_value(digits[2 * i + 1]);
    return coloured(channel[0], channel[1], channel[2]);
}

/* "#c00000", "rgb(200,38,19)", "red"; "!important" may stand behind it. 0 for what is no colour. */
static MailStyle colour_of(const char *value, gsize length)
{
    char text[VALUE_BYTES];
    if (!plain_value(value, length, text))
        return 0;
    text[strcspn(text, "!")] = '\0';
    if (*text == '#')
        return hex_colour(text + 1);
    if (g_str_has_prefix(text, "rgb")) {
        int channel[3] = {-1, -1, -1};
        char *p = text + strcspn(text, "(");
        for (int i = 0; i < 3 && *p; i++) {
            channel[i] = (int)strtol(p + 1, &p, 10);
            p += strcspn(p, ",");
        }
        return coloured(channel[0], channel[1], channel[2]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(named); i++)
        if (g_str_equal(named[i].name, text))
            return named[i].colour;
    return 0;
}

static gboolean is_bold(const char *value, gsize length)
{
    char text[VALUE_BYTES];
    return plain_value(value, length, text) &&
           (g_str_has_prefix(text, "bold") || g_ascii_strtoll(text, NULL, 10) >= 600);
}

/* One "name: value" of a style attribute. */
static MailStyle declared(const char *name, gsize name_length, const char *value, gsize length,
                          MailStyle style)
{
    char text[VALUE_BYTES];
    if (!plain_value(name, name_length, text))
        return style;
    if (g_str_equal(text, "color"))
        return (style & ~MAIL_STYLE_COLOUR) | colour_of(value, length);
    if (g_str_equal(text, "font-weight"))
        return (style & ~MAIL_STYLE_BOLD) | (is_bold(value, length) ? MAIL_STYLE_BOLD : 0);
    if (g_str_equal(text, "background") || g_str_equal(text, "background-color") ||
        g_str_equal(text, "mso-highlight"))
        return style | (colour_of(value, length) ? MAIL_STYLE_MARKED : 0);
    return style;
}

static MailStyle declarations(const char *text, MailStyle style)
{
    while (*text) {
        gsize length = strcspn(text, ";");
        const char *colon = memchr(text, ':', length);
        if (colon)
            style = declared(text, (gsize)(colon - text), colon + 1,
                             length - (gsize)(colon - text) - 1, style);
        text += length + (text[length] == ';');
    }
    return style;
}

/* Is `word` one of the classes? Outlook puts "x_" before those of what it quotes. */
static gboolean has_class(const char *classes, const char *word)
{
    gsize length = strlen(word);
    for (const char *p = strstr(classes, word); p; p = strstr(p + 1, word))
        if ((p == classes || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
            return TRUE;
    return FALSE;
}

MailStyle mail_style_of(const MailStyled *element, MailStyle outer)
{
    static const char *const bold[] = {"b", "strong", NULL};
    static const char *const inserted[] = {"ins", "mark", NULL};
    MailStyle style = outer;
    if (outer & MAIL_STYLE_LINK)
        return outer;
    if (g_str_equal(element->name, "a"))
        return outer | MAIL_STYLE_LINK;
    if (g_strv_contains(bold, element->name))
        style |= MAIL_STYLE_BOLD;
    if (g_strv_contains(inserted, element->name) || has_class(element->class, "msoIns"))
        style |= MAIL_STYLE_MARKED;
    if (has_class(element->class, "elementToProof"))
        style |= MAIL_STYLE_TYPED;
    if (*element->colour)
        style = (style & ~MAIL_STYLE_COLOUR) | colour_of(element->colour, strlen(element->colour));
    return *element->style ? declarations(element->style, style) : style;
}
