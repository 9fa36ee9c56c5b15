/* mail_charset: the character sets a message may be written in.
 *
 * Owns the list of sets and one open converter for each, for the life of the process: under the
 * reader's filter iconv can load nothing more, and fails there without saying so. A converter is
 * reset before each use, so that one message's state never reaches the next. Nothing fails: bytes
 * that a set does not have become U+FFFD and the caller is told. */
#include "mail_charset.h"
#include "text.h"
#include <errno.h>
#include <iconv.h>
#include <string.h>

#define NAME_BYTES 40u /* longer names are nobody's */
#define NO_CONVERTER ((iconv_t)-1)

typedef struct {
    const char *name;  /* lower case, letters and digits only */
    const char *iconv; /* the set as iconv calls it; NULL: read here */
} Charset;

/* The sets of performance.md under every name that mail gives them. ISO 8859-1 is read as
 * Windows-1252, its superset, because that is what is meant. */
static const Charset charsets[] = {
    {"utf8", NULL},
    {"unicode11utf8", NULL},
    {"usascii", NULL},
    {"ascii", NULL},
    {"ansix341968", NULL},
    {"iso646us", NULL},
    {"us", NULL},
    {"7bit", NULL},
    {"8bit", NULL},
    {"binary", NULL},
    {"unknown8bit", NULL},
    {"iso88591", "CP1252"},
    {"iso885911987", "CP1252"},
    {"latin1", "CP1252"},
    {"l1", "CP1252"},
    {"cp819", "CP1252"},
    {"windows1252", "CP1252"},
    {"cp1252", "CP1252"},
    {"ansi", "CP1252"},
    {"iso88592", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"},
    {"iso88595", "ISO-8859-5"},
    {"cyrillic", "ISO-8859-5"},
    {"iso88596", "ISO-8859-6"},
    {"arabic", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"},
    {"greek", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"},
    {"iso88598e", "ISO-8859-8"},
    {"hebrew", "ISO-8859-8"},
    {"iso88599", "CP1254"},
    {"latin5", "CP1254"},
    {"iso885910", "ISO-8859-10"},
    {"iso885911", "CP874"},
    {"tis620", "CP874"},
    {"windows874", "CP874"},
    {"cp874", "CP874"},
    {"iso885913", "ISO-8859-13"},
    {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso885916", "ISO-8859-16"},
    {"windows1250", "CP1250"},
    {"cp1250", "CP1250"},
    {"windows1251", "CP1251"},
    {"cp1251", "CP1251"},
    {"windows1253", "CP1253"},
    {"cp1253", "CP1253"},
    {"windows1254", "CP1254"},
    {"cp1254", "CP1254"},
    {"windows1255", "CP1255"},
    {"cp1255", "CP1255"},
    {"windows1256", "CP1256"},
    {"cp1256", "CP1256"},
    {"windows1257", "CP1257"},
    {"cp1257", "CP1257"},
    {"windows1258", "CP1258"},
    {"cp1258", "CP1258"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"koi8", "KOI8-R"},
    {"macintosh", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"ibm437", "IBM437"},
    {"cp437", "IBM437"},
    {"ibm850", "IBM850"},
    {"cp850", "IBM850"},
    {"ibm852", "IBM852"},
    {"cp852", "IBM852"},
    {"ibm866", "IBM866"},
    {"cp866", "IBM866"},
    {"gb2312", "GB18030"},
    {"gb231280", "GB18030"},
    {"euccn", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"gb18030", "GB18030"},
    {"hzgb2312", "ISO-2022-CN"},
    {"iso2022cn", "ISO-2022-CN"},
    {"big5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"},
    {"eucjp", "EUC-JP-MS"},
    {"iso2022jp", "ISO-2022-JP-2"},
    {"csiso2022jp", "ISO-2022-JP-2"},
    {"iso2022jp2", "ISO-2022-JP-2"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"cp932", "CP932"},
    {"windows31j", "CP932"},
    {"mskanji", "CP932"},
    {"euckr", "UHC"},
    {"ksc5601", "UHC"},
    {"ksc56011987", "UHC"},
    {"uhc", "UHC"},
    {"cp949", "UHC"},
    {"ksc5601987", "UHC"},
    {"iso2022kr", "ISO-2022-KR"},
    {"utf7", "UTF-7"},
    {"unicode11utf7", "UTF-7"},
    {"utf16", "UTF-16"},
    {"unicode", "UTF-16"},
    {"utf16le", "UTF-16LE"},
    {"utf16be", "UTF-16BE"},
    {"utf32", "UTF-32"},
    {"ucs2", "UTF-16"},
};

static iconv_t converters[G_N_ELEMENTS(charsets)];

/* What Windows-1252 has where ISO 8859-1 has controls; 0 where it has nothing. */
static const guint16 windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

void mail_charset_init(void)
{
    static gsize done = 0;
    if (!g_once_init_enter(&done))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(charsets); i++) {
        gboolean own = !charsets[i].iconv || g_str_equal(charsets[i].iconv, "CP1252");
        gboolean again = i > 0 && !own && g_strcmp0(charsets[i - 1].iconv, charsets[i].iconv) == 0;
        converters[i] = NO_CONVERTER;
        if (!own)
            converters[i] = again ? converters[i - 1] : iconv_open("UTF-8", charsets[i].iconv);
    }
    g_once_init_leave(&done, 1);
}

/* The index of a declared name, -1 if it is none of ours. */
static int find(const char *charset)
{
    char name[NAME_BYTES];
    gsize length = 0;
    if (g_ascii_strncasecmp(charset, "x-", 2) == 0)
        charset += 2;
    for (; *charset && *charset != '*'; charset++) { /* RFC 2231: "utf-8*en" */
        if (!g_ascii_isalnum(*charset))
            continue;
        if (length + 1 == sizeof name)
            return -1;
        name[length++] = g_ascii_tolower(*charset);
    }
    name[length] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(charsets); i++)
        if (g_str_equal(charsets[i].name, name))
            return (int)i;
    return -1;
}

gboolean mail_charset_known(const char *charset)
{
    return charset && find(charset) >= 0;
}

static char *from_windows_1252(const char *bytes, gsize length, gboolean *lossy)
{
    GString *out = g_string_sized_new(length + length / 8);
    for (gsize i = 0; i < length; i++) {
        gunichar c = (guchar)bytes[i];
        if (c >= 0x80 && c < 0xa0)
            c = windows_1252[c - 0x80];
        if (c == 0) {
            *lossy = TRUE;
            c = 0xfffd;
        }
        if (c < 0x80)
            g_string_append_c(out, (char)c);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* Does it hold a character of more than one byte? Then what is broken beside it is damaged UTF-8.
 */
static gboolean has_utf8(const char *bytes, gsize length)
{
    const char *end = bytes + length;
    for (const char *p = bytes; p < end; p++) {
        if ((guchar)*p < 0xc2)
            continue;
        gunichar c = g_utf8_get_char_validated(p, end - p);
        if (c != (gunichar)-1 && c != (gunichar)-2)
            return TRUE;
    }
    return FALSE;
}

static char *from_utf8(const char *bytes, gsize length, gboolean *lossy)
{
    gboolean plain = text_is_ascii(bytes, length) && !memchr(bytes, '\0', length);
    if (plain || g_utf8_validate_len(bytes, length, NULL))
        return g_strndup(bytes, length);
    if (memchr(bytes, '\0', length) || has_utf8(bytes, length)) {
        *lossy = TRUE;
        return text_valid(bytes, length);
    }
    *lossy = TRUE;
    return from_windows_1252(bytes, length, lossy);
}

static char *from_iconv(iconv_t converter, const char *bytes, gsize length, gboolean *lossy)
{
    GString *out = g_string_sized_new(length * 2);
    char *in = (char *)bytes; /* iconv() only reads it */
    gsize left = length;
    gboolean flushing = FALSE;
    iconv(converter, NULL, NULL, NULL, NULL);
    for (;;) {
        char buffer[4096], *to = buffer;
        gsize room = sizeof buffer;
        gsize result = flushing ? iconv(converter, NULL, NULL, &to, &room)
                                : iconv(converter, &in, &left, &to, &room);
        int failure = result == (gsize)-1 ? errno : 0;
        g_string_append_len(out, buffer, to - buffer);
        if (failure == E2BIG)
            continue;
        if (failure != 0 && !flushing && left > 0) {
            *lossy = TRUE;
            g_string_append(out, "\xef\xbf\xbd");
            in++;
            left--;
            continue;
        }
        if (flushing)
            break;
        flushing = TRUE;
    }
    char *valid = text_valid(out->str, out->len); /* a NUL within becomes U+FFFD, not the end */
    g_string_free(out, TRUE);
    return valid;
}

char *mail_charset_decode(const char *charset, const char *bytes, gsize length, gboolean *lossy)
{
    gboolean declared = charset && *charset;
    int index = declared ? find(charset) : -1;
    if (length == 0)
        return g_strdup("");
    if (declared && index < 0)
        *lossy = TRUE;
    if (index < 0 || !charsets[index].iconv)
        return from_utf8(bytes, length, lossy);
    if (g_str_equal(charsets[index].iconv, "CP1252"))
        return from_windows_1252(bytes, length, lossy);
    mail_charset_init();
    if (converters[index] == NO_CONVERTER) {
        *lossy = TRUE;
        return from_utf8(bytes, length, lossy);
    }
    return from_iconv(converters[index], bytes, length, lossy);
}

char *mail_charset_decode_page(guint codepage, const char *bytes, gsize length, gboolean *lossy)
{
    char name[NAME_BYTES];
    switch (codepage) {
    case 20127:
    case 65001:
        return mail_charset_decode("utf-8", bytes, length, lossy);
    case 20866:
        return mail_charset_decode("koi8-r", bytes, length, lossy);
    case 21866:
        return mail_charset_decode("koi8-u", bytes, length, lossy);
    case 10000:
        return mail_charset_decode("macintosh", bytes, length, lossy);
    default:
        break;
    }
    if (codepage > 28590 && codepage <= 28606)
        g_snprintf(name, sizeof name, "iso-8859-%u", codepage - 28590);
    else
        g_snprintf(name, sizeof name, "cp%u", codepage);
    return mail_charset_decode(name, bytes, length, lossy);
}
