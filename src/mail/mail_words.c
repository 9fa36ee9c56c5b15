/* mail_words: decodes the encoded words of header values.
 *
 * Words are decoded here and not by GMime, which loses what follows a padded base64 chunk. The
 * bytes of neighbouring words of one character set are put together before they are converted,
 * since senders split characters between words. What is no well-formed word stays as it stands.
 * Output is bounded whatever the input, in one pass. Nothing fails. */
#include "mail_words.h"
#include "mail_charset.h"
#include "mail_transfer.h"
#include "text.h"
#include <string.h>

#define CHARSET_BYTES 60u
#define SHIFT 0x1b       /* ISO 2022 is seven bits */
#define WORD_BYTES 8192u /* RFC 2047 says 75; some programs put a whole subject into one */

typedef struct {
    const char *charset, *text; /* not ended by NUL */
    gsize charset_length, text_length;
    char encoding; /* 'b' or 'q' */
    const char *end;
} Word;

typedef struct {
    GString *out;
    GByteArray *pending;         /* decoded bytes of words, not converted yet */
    char charset[CHARSET_BYTES]; /* theirs */
    const char *body_charset;
    gboolean *lossy;
} Decoder;

/* An encoded word that begins at `p`. */
static gboolean word_at(const char *p, const char *end, Word *word)
{
    if (end - p < 8 || p[0] != '=' || p[1] != '?')
        return FALSE;
    word->charset = p + 2;
    const char *mark = memchr(word->charset, '?', MIN((gsize)(end - p - 2), CHARSET_BYTES));
    if (!mark || end - mark < 5 || mark[2] != '?' || mark == word->charset)
        return FALSE;
    word->charset_length = (gsize)(mark - word->charset);
    word->encoding = g_ascii_tolower(mark[1]);
    word->text = mark + 3;
    const char *close =
        memmem(word->text, MIN((gsize)(end - word->text), WORD_BYTES), "?=", strlen("?="));
    if (!close || (word->encoding != 'b' && word->encoding != 'q'))
        return FALSE;
    word->text_length = (gsize)(close - word->text);
    word->end = close + 2;
    return memchr(word->charset, ' ', word->charset_length) == NULL;
}

gsize mail_words_length(const char *text, gsize length)
{
    Word word;
    return word_at(text, text + length, &word) ? (gsize)(word.end - text) : 0;
}

static void flush(Decoder *decoder)
{
    if (decoder->pending->len == 0)
        return;
    g_autofree char *text =
        mail_charset_decode(decoder->charset, (const char *)decoder->pending->data,
                            decoder->pending->len, decoder->lossy);
    g_string_append(decoder->out, text);
    g_byte_array_set_size(decoder->pending, 0);
}

static void add_q(GByteArray *bytes, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        guint8 byte = text[i] == '_' ? ' ' : (guint8)text[i];
        if (text[i] == '=' && length - i > 2 && g_ascii_isxdigit(text[i + 1]) &&
            g_ascii_isxdigit(text[i + 2])) {
            byte = (guint8)(g_ascii_xdigit_value(text[i + 1]) * 16 +
                            g_ascii_xdigit_value(text[i + 2]));
            i += 2;
        }
        g_byte_array_append(bytes, &byte, 1);
    }
}

static void add_word(Decoder *decoder, const Word *word)
{
    char charset[CHARSET_BYTES] = "";
    memcpy(charset, word->charset, MIN(sizeof charset - 1, word->charset_length));
    if (g_ascii_strcasecmp(charset, decoder->charset) != 0)
        flush(decoder);
    g_strlcpy(decoder->charset, charset, sizeof decoder->charset);
    gboolean unpadded = FALSE; /* is no damage in a word */
    if (word->encoding == 'b')
        mail_transfer_decode(TRANSFER_BASE64, word->text, word->text_length, mail_transfer_append,
                             decoder->pending, &unpadded);
    else
        add_q(decoder->pending, word->text, word->text_length);
}

static void add_plain(Decoder *decoder, const char *text, gsize length)
{
    flush(decoder);
    gboolean wrong = FALSE;
    gboolean utf8 = g_utf8_validate_len(text, length, NULL) && !memchr(text, SHIFT, length);
    const char *charset = utf8 ? NULL : decoder->body_charset;
    g_autofree char *plain = mail_charset_decode(charset, text, length, &wrong);
    *decoder->lossy |= wrong;
    g_string_append(decoder->out, plain);
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && strchr(" \t\r\n", *p) && *p != '\0')
        p++;
    return p;
}

static void decode(Decoder *decoder, const char *p, const char *end)
{
    const char *plain = p; /* begin of what is no word */
    Word word;
    gboolean after_word = FALSE;
    while (p < end && decoder->out->len < MAIL_WORDS_BYTES) {
        const char *mark = memmem(p, (gsize)(end - p), "=?", 2);
        if (!mark)
            break;
        if (!word_at(mark, end, &word)) {
            p = mark + 2;
            continue;
        }
        gboolean only_blanks = skip_blanks(plain, mark) == mark;
        if (mark > plain && !(after_word && only_blanks))
            add_plain(decoder, plain, (gsize)(mark - plain));
        add_word(decoder, &word);
        after_word = TRUE;
        plain = p = word.end;
    }
    if (plain < end && decoder->out->len < MAIL_WORDS_BYTES)
        add_plain(decoder, plain, MIN((gsize)(end - plain), MAIL_WORDS_BYTES));
    flush(decoder);
}

char *mail_words_decode(const char *value, gsize length, const char *charset, gboolean *lossy)
{
    g_autoptr(GByteArray) pending = g_byte_array_new();
    Decoder decoder = {.out = g_string_new(NULL), .pending = pending};
    decoder.body_charset = charset;
    decoder.lossy = lossy;
    decode(&decoder, value, value + length);
    g_string_truncate(decoder.out, text_cut(decoder.out->str, decoder.out->len, MAIL_WORDS_BYTES));
    g_autofree char *text = g_string_free(decoder.out, FALSE);
    return text_line(text, MAIL_WORDS_BYTES);
}
