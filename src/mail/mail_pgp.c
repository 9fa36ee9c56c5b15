/* mail_pgp: what is signed in a text, without its signature.
 *
 * Three lines mark the parts: the beginning with armour headers up to a blank line, the words with a "- " before each
 * line that begins with a dash, and the signature to its end. Of the signature only what can be one is left out (headers,
 * letters of base64, blank lines), so that no words can be hidden in it. Quoted blocks stay as they are. Cannot fail. */
#include "mail_pgp.h"
#include <string.h>

#define SIGNED "-----BEGIN PGP SIGNED MESSAGE-----"
#define SIGNATURE "-----BEGIN PGP SIGNATURE-----"
#define SIGNATURE_END "-----END PGP SIGNATURE-----"
#define ENCRYPTED "-----BEGIN PGP MESSAGE-----"

typedef enum { OUTSIDE, HEADERS, WORDS, ARMOUR } Where;

static gboolean is_line(const char *line, gsize length, const char *want)
{
    gsize bytes = strlen(want);
    return length >= bytes && strncmp(line, want, bytes) == 0 &&
           strspn(line + bytes, " \t\r") >= length - bytes;
}

static gboolean is_header(const char *line, gsize length)
{
    static const char *const names[] = {
        "Version:", "Comment:", "Hash:", "MessageID:", "Charset:", "NotDashEscaped:"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (length >= strlen(names[i]) && strncmp(line, names[i], strlen(names[i])) == 0)
            return TRUE;
    return FALSE;
}

/* Blank, a header, or letters of base64 without a gap. */
static gboolean is_armour(const char *line, gsize length)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    gsize code = strspn(line, letters);
    return is_header(line, length) ||
           MIN(code, length) + strspn(line + MIN(code, length), " \t\r") >= length;
}

/* Where the next line stands; *keep says whether this one is of the text. */
static Where step(Where where, const char *line, gsize length, gboolean *keep)
{
    *keep = FALSE;
    switch (where) {
    case HEADERS:
        if (is_header(line, length))
            return HEADERS;
        *keep = strspn(line, " \t\r") < length;
        return WORDS;
    case WORDS:
        if (is_line(line, length, SIGNATURE))
            return ARMOUR;
        break;
    case ARMOUR:
        if (is_line(line, length, SIGNATURE_END))
            return OUTSIDE;
        *keep = !is_armour(line, length);
        return ARMOUR;
    case OUTSIDE:
        if (is_line(line, length, SIGNED))
            return HEADERS;
        break;
    }
    *keep = TRUE;
    return where;
}

char *mail_pgp_without_armour(const char *text)
{
    if (!strstr(text, SIGNED))
        return NULL;
    GString *out = g_string_sized_new(strlen(text));
    Where where = OUTSIDE;
    gboolean any = FALSE;
    for (const char *line = text; *line;) {
        gsize length = strcspn(line, "\n"), next = length + (line[length] == '\n');
        gboolean keep;
        Where then = step(where, line, length, &keep);
        gsize dash = where == WORDS && length >= 2 && line[0] == '-' && line[1] == ' ' ? 2 : 0;
        if (keep)
            g_string_append_len(out, line + dash, (gssize)(next - dash));
        any |= then == HEADERS;
        where = then;
        line += next;
    }
    if (any)
        return g_string_free(out, FALSE);
    g_string_free(out, TRUE);
    return NULL;
}

gboolean mail_pgp_is_encrypted(const char *text)
{
    for (const char *at = strstr(text, ENCRYPTED); at; at = strstr(at + 1, ENCRYPTED))
        if (at == text || at[-1] == '\n')
            return TRUE;
    return FALSE;
}
