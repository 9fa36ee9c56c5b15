/* The header fields of one message or part, in order, as pointers into the bytes they stand in. */
#pragma once
#include <glib.h>

typedef struct {
    const char *name, *value; /* not ended by NUL; the value still folded */
    gsize name_length, value_length;
} MailHeader;
typedef struct {
    GArray *list;        /* of MailHeader */
    const char *charset; /* what bytes of eight bits may be in: the body's, or NULL */
} MailHeaders;

void mail_headers_init(MailHeaders *headers);
void mail_headers_clear(MailHeaders *headers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailHeaders, mail_headers_clear)

/* Reads `name: value` at the beginning of a line that ends at `end`: FALSE when the line is no header field. */
gboolean mail_header_line(const char *line, const char *end, MailHeader *header_out);
gboolean mail_header_is_known(const MailHeader *header); /* a name that mail programs write */
gboolean mail_header_is(const MailHeader *header, const char *name); /* any case */

guint mail_headers_count(const MailHeaders *headers, const char *name);
const MailHeader *mail_headers_get(const MailHeaders *headers, const char *name, guint n); /* the n-th, NULL if none */
/* The value of the first one, unfolded, controls turned to blanks, trimmed; its bytes are as they came. NULL if none. */
char *mail_headers_raw(const MailHeaders *headers, const char *name);
char *mail_header_unfold(const MailHeader *header);
/* The same in UTF-8 with encoded words decoded, one clean line; "" if none. */
char *mail_headers_text(const MailHeaders *headers, const char *name, gboolean *lossy);
/* The message-ids ("<…>") in a value, without <>; those without '@' or with blanks, controls or more than
 * 250 bytes are left out. Of char *. */
GPtrArray *mail_headers_ids(const MailHeaders *headers, const char *name);
/* The ids in In-Reply-To or References as mail systems hand them on: of the first few fields of that name, encoded as a word,
 * folded in the middle, without brackets, beside comments. Of char *. */
#define MAIL_HEADERS_THREADS 5u
GPtrArray *mail_headers_thread(const MailHeaders *headers, const char *name);
