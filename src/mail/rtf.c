/* rtf: rich text to HTML.
 *
 * Two kinds come in mail. One was HTML before and carries its tags in groups of their own; they are put together again.
 * The other is text that was typed as such: its paragraphs and tables become HTML's, so that a form in it is read by
 * the same rules as any other. Fonts, pictures and everything else that is not read are passed over. Groups within
 * groups are a stack of bounded depth; what lies deeper is left out. Never fails on damage. */
#include "rtf.h"
#include "mail_charset.h"
#include "mail_limits.h"
#include <stdlib.h>
#include <string.h>

#define DEEPEST 200u
#define FONTS 200u
#define WORD_BYTES 32u
#define OUT_BYTES (2 * MAIL_LIMIT_TEXT_BYTES)

typedef struct {       /* what a group inherits and may change */
    gboolean skip;     /* its text is not the document's */
    gboolean rtf_only; /* its text is for those who cannot show HTML */
    gboolean hidden;
    guint fallback; /* bytes after each \u that say the same */
    guint codepage;
} Group;

typedef struct {
    const char *at, *end;
    gboolean was_html;
    Group groups[DEEPEST];
    guint depth, too_deep;
    guint page; /* the document's */
    guint fonts[FONTS];
    guint font; /* being declared */
    gboolean in_fonts;
    guint to_skip;     /* bytes of a fallback */
    guint32 high;      /* first half of a pair */
    GByteArray *bytes; /* of the same code page, not decoded yet */
    GString *out;
    GString *text; /* the paragraph or cell being written */
    GString *row;
    gboolean in_table; /* one is open in `out` */
    gboolean in_cell;  /* the paragraph belongs to one */
} Rtf;

static Group *group(Rtf *rtf)
{
    return &rtf->groups[rtf->depth];
}

static gboolean is_read(Rtf *rtf)
{
    const Group *now = group(rtf);
    return !now->skip && !now->hidden && rtf->too_deep == 0 && !(rtf->was_html && now->rtf_only);
}

/* ---- what comes out ---- */

static void escape(GString *out, const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p == '<')
            g_string_append(out, "&lt;");
        else if (*p == '&')
            g_string_append(out, "&amp;");
        else
            g_string_append_c(out, *p);
}

static GString *target(Rtf *rtf)
{
    return rtf->was_html ? rtf->out : rtf->text;
}

static void put_text(Rtf *rtf, const char *text)
{
    if (rtf->out->len + rtf->text->len + rtf->row->len >= OUT_BYTES)
        return;
    if (rtf->was_html)
        g_string_append(rtf->out, text);
    else
        escape(rtf->text, text);
}

static void put_bytes(Rtf *rtf)
{
    if (rtf->bytes->len == 0)
        return;
    gboolean lossy = FALSE;
    g_autofree char *text = mail_charset_decode_page(
        group(rtf)->codepage, (const char *)rtf->bytes->data, rtf->bytes->len, &lossy);
    g_byte_array_set_size(rtf->bytes, 0);
    put_text(rtf, text);
}

static void put_byte(Rtf *rtf, char byte)
{
    if (rtf->to_skip > 0)
        rtf->to_skip--;
    else if (is_read(rtf))
        g_byte_array_append(rtf->bytes, (const guint8 *)&byte, 1);
}

static void put_markup(Rtf *rtf, const char *markup)
{
    put_bytes(rtf);
    if (is_read(rtf))
        g_string_append(target(rtf), markup);
}

static void end_table(Rtf *rtf)
{
    if (rtf->in_table)
        g_string_append(rtf->out, "</table>\n");
    rtf->in_table = FALSE;
}

static void end_paragraph(Rtf *rtf)
{
    if (rtf->was_html) {
        put_markup(rtf, "\r\n");
        return;
    }
    put_bytes(rtf);
    if (!is_read(rtf))
        return;
    if (rtf->in_cell) {
        g_string_append(rtf->text, "<br>");
        return;
    }
    end_table(rtf);
    g_string_append_printf(rtf->out, "%s<br>\n", rtf->text->str);
    g_string_truncate(rtf->text, 0);
}

static void end_cell(Rtf *rtf)
{
    put_bytes(rtf);
    if (rtf->was_html || !is_read(rtf))
        return;
    g_string_append_printf(rtf->row, "<td>%s</td>", rtf->text->str);
    g_string_truncate(rtf->text, 0);
}

static void end_row(Rtf *rtf)
{
    if (rtf->was_html || rtf->row->len == 0)
        return;
    g_string_append_printf(rtf->out, "%s<tr>%s</tr>\n", rtf->in_table ? "" : "<table>",
                           rtf->row->str);
    g_string_truncate(rtf->row, 0);
    rtf->in_table = TRUE;
}

/* ---- control words ---- */

static guint page_of_charset(int charset)
{
    static const struct {
        int charset;
        guint page;
    } pages[] = {{77, 10000}, {128, 932},  {129, 949},  {134, 936},  {136, 950},
                 {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
                 {186, 1257}, {204, 1251}, {222, 874},  {238, 1250}};
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
        if (pages[i].charset == charset)
            return pages[i].page;
    return 0; /* the document's own */
}

static void use_font(Rtf *rtf, int number)
{
    guint font = number >= 0 && (guint)number < FONTS ? (guint)number : FONTS - 1;
    put_bytes(rtf);
    if (rtf->in_fonts)
        rtf->font = font;
    else
        group(rtf)->codepage = rtf->fonts[font] != 0 ? rtf->fonts[font] : rtf->page;
}

static void put_unicode(Rtf *rtf, int number)
{
    gunichar c = (guint32)(number < 0 ? number + 65536 : number);
    char utf8[8] = "";
    put_bytes(rtf);
    rtf->to_skip = 0;
    if (c >= 0xd800 && c < 0xdc00) {
        rtf->high = c;
    } else {
        if (c >= 0xdc00 && c < 0xe000)
            c = rtf->high != 0 ? 0x10000 + ((rtf->high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
        rtf->high = 0;
        utf8[g_unichar_to_utf8(c != 0 && g_unichar_validate(c) ? c : 0xfffd, utf8)] = '\0';
        if (is_read(rtf))
            put_text(rtf, utf8);
    }
    rtf->to_skip = group(rtf)->fallback;
}

/* Groups whose text is about the document. */
static void open_destination(Rtf *rtf, const char *word)
{
    static const char *const others[] = {
        "colortbl",  "stylesheet", "info",       "pict",     "object",  "header",    "footer",
        "headerl",   "headerr",    "footerl",    "footerr",  "fldinst", "datafield", "listtable",
        "themedata", "xmlnstbl",   "nonshppict", "listtext", NULL};
    if (g_strv_contains(others, word))
        group(rtf)->skip = TRUE;
    if (strcmp(word, "fonttbl") == 0)
        group(rtf)->skip = rtf->in_fonts = TRUE;
    if (strcmp(word, "fromhtml") == 0)
        rtf->was_html = TRUE;
}

static void set_page(Rtf *rtf, guint page)
{
    put_bytes(rtf);
    rtf->page = group(rtf)->codepage = page;
}

/* What a word does to how the text after it is taken. */
static gboolean take_state(Rtf *rtf, const char *word, int number, gboolean given)
{
    if (strcmp(word, "u") == 0)
        put_unicode(rtf, number);
    else if (strcmp(word, "uc") == 0)
        group(rtf)->fallback = (guint)CLAMP(number, 0, 16);
    else if (strcmp(word, "f") == 0)
        use_font(rtf, number);
    else if (strcmp(word, "fcharset") == 0 && rtf->in_fonts)
        rtf->fonts[rtf->font] = page_of_charset(number);
    else if (strcmp(word, "ansicpg") == 0 && number > 0)
        set_page(rtf, (guint)number);
    else if (strcmp(word, "mac") == 0)
        set_page(rtf, 10000);
    else if (strcmp(word, "v") == 0)
        group(rtf)->hidden = !given || number != 0;
    else if (strcmp(word, "htmlrtf") == 0)
        group(rtf)->rtf_only = !given || number != 0;
    else if (strcmp(word, "plain") == 0)
        group(rtf)->hidden = FALSE;
    else
        return FALSE;
    return TRUE;
}

static void take_word(Rtf *rtf, const char *word, int number, gboolean given)
{
    static const struct {
        const char *word, *text;
    } signs[] = {{"tab", "\t"},
                 {"lquote", "\xe2\x80\x98"},
                 {"rquote", "\xe2\x80\x99"},
                 {"ldblquote", "\xe2\x80\x9c"},
                 {"rdblquote", "\xe2\x80\x9d"},
                 {"bullet", "\xe2\x80\xa2"},
                 {"endash", "\xe2\x80\x93"},
                 {"emdash", "\xe2\x80\x94"}};
    if (strcmp(word, "v") == 0 || strcmp(word, "htmlrtf") == 0 || strcmp(word, "plain") == 0)
        put_bytes(rtf); /* they belong to what was */
    if (take_state(rtf, word, number, given))
        return;
    if (strcmp(word, "par") == 0 || strcmp(word, "sect") == 0 || strcmp(word, "page") == 0)
        end_paragraph(rtf);
    else if (strcmp(word, "cell") == 0 || strcmp(word, "nestcell") == 0)
        end_cell(rtf);
    else if (strcmp(word, "row") == 0 || strcmp(word, "nestrow") == 0)
        end_row(rtf);
    else if (strcmp(word, "intbl") == 0 || strcmp(word, "pard") == 0)
        rtf->in_cell = word[0] == 'i';
    else if (strcmp(word, "bin") == 0)
        rtf->at += CLAMP(number, 0, rtf->end - rtf->at);
    else if (strcmp(word, "line") == 0)
        put_markup(rtf, rtf->was_html ? "\r\n" : "<br>");
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (strcmp(word, signs[i].word) == 0)
            put_markup(rtf, signs[i].text);
    open_destination(rtf, word);
}

/* An unknown group marked so may be left out; HTML's tags are in such ones. */
static void open_marked(Rtf *rtf)
{
    static const char tag[] = "\\htmltag";
    put_bytes(rtf);
    gboolean is_tag = rtf->was_html && (gsize)(rtf->end - rtf->at) > strlen(tag) &&
                      strncmp(rtf->at, tag, strlen(tag)) == 0;
    group(rtf)->skip = group(rtf)->skip || !is_tag;
    if (is_tag)
        group(rtf)->rtf_only = FALSE;
}

static int hex_at(const Rtf *rtf)
{
    if (rtf->end - rtf->at < 2 || !g_ascii_isxdigit(rtf->at[0]) || !g_ascii_isxdigit(rtf->at[1]))
        return -1;
    return g_ascii_xdigit_value(rtf->at[0]) << 4 | g_ascii_xdigit_value(rtf->at[1]);
}

static void take_symbol(Rtf *rtf, char symbol)
{
    int byte = symbol == '\'' ? hex_at(rtf) : -1;
    if (byte >= 0) {
        rtf->at += 2;
        put_byte(rtf, (char)byte);
    } else if (symbol == '\\' || symbol == '{' || symbol == '}') {
        put_byte(rtf, symbol);
    } else if (symbol == '~') {
        put_markup(rtf, "\xc2\xa0");
    } else if (symbol == '\n' || symbol == '\r') {
        end_paragraph(rtf);
    } else if (symbol == '*') {
        open_marked(rtf);
    }
}

/* Behind a backslash. */
static void take_control(Rtf *rtf)
{
    char word[WORD_BYTES] = "";
    gsize length = 0;
    if (rtf->at == rtf->end)
        return;
    if (!g_ascii_isalpha(*rtf->at)) {
        take_symbol(rtf, *rtf->at++);
        return;
    }
    for (; rtf->at < rtf->end && g_ascii_isalpha(*rtf->at); rtf->at++)
        if (length + 1 < sizeof word)
            word[length++] = *rtf->at;
    char *after = NULL;
    int number = (int)CLAMP(strtol(rtf->at, &after, 10), -100000, 100000);
    gboolean given = after > rtf->at && (*rtf->at == '-' || g_ascii_isdigit(*rtf->at));
    if (given)
        rtf->at = MIN(after, rtf->end);
    if (rtf->at < rtf->end && *rtf->at == ' ')
        rtf->at++;
    take_word(rtf, word, given ? number : 0, given);
}

/* ---- groups ---- */

static void open_group(Rtf *rtf)
{
    put_bytes(rtf);
    rtf->to_skip = 0;
    if (rtf->depth + 1 == DEEPEST) {
        rtf->too_deep++;
        return;
    }
    rtf->groups[rtf->depth + 1] = rtf->groups[rtf->depth];
    rtf->depth++;
}

static void close_group(Rtf *rtf)
{
    put_bytes(rtf);
    rtf->to_skip = 0;
    if (rtf->too_deep > 0) {
        rtf->too_deep--;
        return;
    }
    if (rtf->depth > 0)
        rtf->depth--;
    if (!group(rtf)->skip)
        rtf->in_fonts = FALSE;
}

static void read_all(Rtf *rtf)
{
    while (rtf->at < rtf->end) {
        char c = *rtf->at++;
        if (c == '\\')
            take_control(rtf);
        else if (c == '{')
            open_group(rtf);
        else if (c == '}')
            close_group(rtf);
        else if (c != '\r' && c != '\n' && c != '\0')
            put_byte(rtf, c);
    }
    put_bytes(rtf);
}

char *rtf_html(const char *rtf, gsize length)
{
    if (length < 5 || memcmp(rtf, "{\\rtf", 5) != 0)
        return NULL;
    g_autofree char *copy = g_malloc(length + 1); /* ends in NUL, for strtol() */
    memcpy(copy, rtf, length);
    copy[length] = '\0';
    g_autofree Rtf *reading = g_new0(Rtf, 1);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GString) text = g_string_new(NULL), row = g_string_new(NULL);
    reading->at = copy;
    reading->end = copy + length; /* \bin may have any bytes behind it */
    reading->bytes = bytes;
    reading->out = g_string_new(NULL);
    reading->text = text;
    reading->row = row;
    reading->page = 1252;
    reading->groups[0] = (Group){.fallback = 1, .codepage = 1252};
    read_all(reading);
    end_row(reading);
    end_table(reading);
    g_string_append_len(reading->out, text->str, (gssize)text->len);
    return g_string_free(reading->out, FALSE);
}
