/* html: writes a page element by element.
 *
 * Everything that is put in is taken for hostile: texts and values are escaped, what is no character of a text is left
 * out. Names of elements and attributes are the program's own and are checked all the same. Addresses (href, action,
 * src) may only lead to this site, so that no link of a stranger's can stand in a page.
 *
 * Fails on nothing: a mistake of who calls is a critical message and the page goes on. Keeps no state but the page. */
#include "html.h"

#include <stdarg.h>
#include <string.h>

#include "text.h"

#define REPLACEMENT 0xfffd
#define ATTRIBUTES_MOST 16

struct Html {
    GString *out;
    GPtrArray *stack; /* of char *: elements that are open, borrowed */
};

static const char *const voids[] = {"br", "col", "hr", "img", "input", "link", "meta", NULL};

Html *html_new(void)
{
    Html *html = g_new0(Html, 1);
    html->out = g_string_sized_new(4096);
    html->stack = g_ptr_array_new();
    return html;
}

Html *html_new_document(void)
{
    Html *html = html_new();
    g_string_append(html->out, "<!DOCTYPE html>\n");
    return html;
}

void html_free(Html *html)
{
    if (!html)
        return;
    g_string_free(html->out, TRUE);
    g_ptr_array_unref(html->stack);
    g_free(html);
}

GString *html_finish(Html *html)
{
    if (html->stack->len > 0)
        g_critical("html: '%s' is not closed", (char *)html->stack->pdata[html->stack->len - 1]);
    while (html->stack->len > 0)
        html_close(html, html->stack->pdata[html->stack->len - 1]);
    GString *out = g_steal_pointer(&html->out);
    html->out = g_string_new(NULL);
    html_free(html);
    return out;
}

/* ---- characters ---- */

static const char *entity(gunichar c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* The two last places of every plane are no characters, and XML takes none of them. */
static gboolean is_no_character(gunichar c)
{
    return (c & 0xfffe) == 0xfffe;
}

static void append_character(GString *out, gunichar c)
{
    const char *name = entity(c);
    if (name)
        g_string_append(out, name);
    else if (c == '\n' || c == '\t')
        g_string_append_c(out, (char)c);
    else if (g_unichar_type(c) == G_UNICODE_LINE_SEPARATOR ||
             g_unichar_type(c) == G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_c(out, '\n');
    else if (is_no_character(c))
        g_string_append_unichar(out, REPLACEMENT);
    else if (!text_is_hidden(c))
        g_string_append_unichar(out, c);
}

static void append_escaped(GString *out, const char *text)
{
    g_autofree char *valid = text_valid(text, strlen(text));
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        guchar byte = (guchar)*p;
        if (byte >= ' ' && byte < 0x7f && !entity(byte))
            g_string_append_c(out, (char)byte);
        else
            append_character(out, g_utf8_get_char(p));
    }
}

/* ---- elements ---- */

static gboolean is_name(const char *name)
{
    for (const char *p = name; *p; p++)
        if (!g_ascii_islower(*p) && !(p > name && (g_ascii_isdigit(*p) || *p == '-')))
            return FALSE;
    return *name != '\0';
}

/* A path of this site, a query or a place in this page; nothing that names a host. Browsers drop tabs and line ends and take
 * a backslash for a slash before they look, so none of them may stand anywhere. */
static gboolean is_own_address(const char *value)
{
    for (const char *p = value; *p; p++)
        if ((guchar)*p <= ' ' || *p == 0x7f || *p == '\\')
            return FALSE;
    if (*value == '/')
        return value[1] != '/';
    return *value == '#' || *value == '?';
}

static gboolean is_address(const char *name)
{
    static const char *const names[] = {"action", "formaction", "href", "poster", "src", NULL};
    return g_strv_contains(names, name);
}

static gboolean may_stand(const char *name, const char *value)
{
    if (!is_name(name) || g_str_has_prefix(name, "on") || strcmp(name, "style") == 0 ||
        strcmp(name, "srcdoc") == 0)
        return FALSE;
    return !is_address(name) || is_own_address(value);
}

static void append_attribute(Html *html, const char *name, const char *value)
{
    if (!value)
        return;
    if (!may_stand(name, value)) {
        g_critical("html: '%s' may not be '%s'", name, value);
        return;
    }
    g_string_append_printf(html->out, " %s=\"", name);
    append_escaped(html->out, value);
    g_string_append_c(html->out, '"');
}

static gboolean is_void(const char *element)
{
    return g_strv_contains(voids, element);
}

static void begin(Html *html, const char *element, const char *const *pairs)
{
    if (!is_name(element) || strcmp(element, "style") == 0)
        g_critical("html: '%s' is no element of a page", element);
    g_string_append_printf(html->out, "<%s", element);
    for (; *pairs; pairs += 2)
        append_attribute(html, pairs[0], pairs[1]);
}

/* Of the arguments the pairs, NULL behind the last name. */
static void take_pairs(const char **pairs, va_list arguments)
{
    guint n = 0;
    for (const char *name; (name = va_arg(arguments, const char *)) != NULL; n += 2) {
        g_assert(n / 2 < ATTRIBUTES_MOST);
        pairs[n] = name;
        pairs[n + 1] = va_arg(arguments, const char *);
    }
    pairs[n] = NULL;
}

static void open_with(Html *html, const char *element, const char *const *attributes)
{
    if (is_void(element))
        g_critical("html: '%s' has no content", element);
    begin(html, element, attributes);
    g_string_append_c(html->out, '>');
    g_ptr_array_add(html->stack, (gpointer)g_intern_string(element));
}

void html_open(Html *html, const char *element, ...)
{
    const char *pairs[2 * ATTRIBUTES_MOST + 1];
    va_list arguments;
    va_start(arguments, element);
    take_pairs(pairs, arguments);
    va_end(arguments);
    open_with(html, element, pairs);
}

static gboolean is_block(const char *element)
{
    static const char *const inlines[] = {"a",    "abbr", "b",      "code",  "em",     "label",
                                          "span", "time", "strong", "small", "button", NULL};
    return !g_strv_contains(inlines, element);
}

void html_close(Html *html, const char *element)
{
    const char *last =
        html->stack->len ? html->stack->pdata[html->stack->len - 1] : "(nothing is open)";
    if (strcmp(last, element) != 0) {
        g_critical("html: '%s' is to be closed, but '%s' is open", element, last);
        return;
    }
    g_ptr_array_set_size(html->stack, (gint)html->stack->len - 1);
    g_string_append_printf(html->out, "</%s>%s", element, is_block(element) ? "\n" : "");
}

void html_void(Html *html, const char *element, ...)
{
    const char *pairs[2 * ATTRIBUTES_MOST + 1];
    va_list arguments;
    va_start(arguments, element);
    take_pairs(pairs, arguments);
    va_end(arguments);
    if (!is_void(element))
        g_critical("html: '%s' has content", element);
    begin(html, element, pairs);
    g_string_append(html->out, "/>\n");
}

/* ---- text ---- */

void html_text(Html *html, const char *text)
{
    if (text)
        append_escaped(html->out, text);
}

void html_textf(Html *html, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    html_text(html, text);
}

void html_lines(Html *html, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    gboolean open = FALSE;
    for (char **line = lines; *line; line++) {
        gboolean empty = text_empty(*line);
        if (empty && open)
            html_close(html, "p");
        if (!empty && !open)
            html_open(html, "p", "dir", "auto", NULL);
        else if (!empty)
            html_void(html, "br", NULL);
        open = !empty;
        if (!empty)
            html_text(html, *line);
    }
    if (open)
        html_close(html, "p");
}

void html_put(Html *html, const char *element, const char *text, ...)
{
    const char *pairs[2 * ATTRIBUTES_MOST + 1];
    va_list arguments;
    va_start(arguments, text);
    take_pairs(pairs, arguments);
    va_end(arguments);
    open_with(html, element, pairs);
    html_text(html, text);
    html_close(html, element);
}

char *html_url(const char *path, ...)
{
    GString *url = g_string_new(NULL);
    char mark = '?';
    va_list arguments;
    g_string_append_uri_escaped(url, path, "/", FALSE);
    va_start(arguments, path);
    for (const char *name; (name = va_arg(arguments, const char *)) != NULL;) {
        const char *value = va_arg(arguments, const char *);
        if (!value || !*value)
            continue;
        g_string_append_printf(url, "%c%s=", mark, name);
        g_string_append_uri_escaped(url, value, NULL, FALSE);
        mark = '&';
    }
    va_end(arguments);
    return g_string_free(url, FALSE);
}

void html_style(Html *html, const char *literal)
{
    if (strpbrk(literal, "<>&\"'")) {
        g_critical("html: a style has a letter that HTML writes otherwise");
        return;
    }
    g_string_append_printf(html->out, "<style>%s</style>\n", literal);
}
