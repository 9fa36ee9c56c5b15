/* mail_headers: finds, unfolds and decodes header fields.
 *
 * Owns what a header line looks like, for the message itself and for the messages in it. Reads the
 * raw bytes and not GMime's values, which are decoded at a loss (mail_words.c). Keeps pointers into
 * the caller's bytes; what it returns is newly allocated. Never fails: what is malformed is absent.
 */
#include "mail_headers.h"
#include "mail_words.h"
#include "text.h"
#include <string.h>

#define NAME_BYTES 80u
#define ID_BYTES 250u

static const char *const known_names[] = {
    "authentication-results",
    "auto-submitted",
    "bcc",
    "cc",
    "date",
    "delivered-to",
    "dkim-signature",
    "errors-to",
    "from",
    "importance",
    "in-reply-to",
    "keywords",
    "lines",
    "mailing-list",
    "message-id",
    "mime-version",
    "organization",
    "precedence",
    "priority",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "sensitivity",
    "status",
    "subject",
    "thread-index",
    "thread-topic",
    "to",
    "user-agent",
    "return-receipt-to",
};
static const char *const known_beginnings[] = {"arc-", "content-", "list-", "resent-", "x-"};

void mail_headers_init(MailHeaders *headers)
{
    headers->list = g_array_new(FALSE, FALSE, sizeof(MailHeader));
    headers->charset = NULL;
}

void mail_headers_clear(MailHeaders *headers)
{
    g_clear_pointer(&headers->list, g_array_unref);
}

gboolean mail_header_line(const char *line, const char *end, MailHeader *header_out)
{
    const char *p = line;
    while (p<end && * p> ' ' && *p < 0x7f && *p != ':')
        p++;
    header_out->name = line;
    header_out->name_length = (gsize)(p - line);
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if (p >= end || *p != ':' || header_out->name_length == 0 ||
        header_out->name_length > NAME_BYTES)
        return FALSE;
    header_out->value = p + 1;
    header_out->value_length = (gsize)(end - p - 1);
    return TRUE;
}

gboolean mail_header_is(const MailHeader *header, const char *name)
{
    return header->name_length == strlen(name) &&
           g_ascii_strncasecmp(header->name, name, header->name_length) == 0;
}

gboolean mail_header_is_known(const MailHeader *header)
{
    for (gsize i = 0; i < G_N_ELEMENTS(known_names); i++)
        if (mail_header_is(header, known_names[i]))
            return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(known_beginnings); i++) {
        gsize length = strlen(known_beginnings[i]);
        if (header->name_length > length &&
            g_ascii_strncasecmp(header->name, known_beginnings[i], length) == 0)
            return TRUE;
    }
    return FALSE;
}

guint mail_headers_count(const MailHeaders *headers, const char *name)
{
    guint count = 0;
    for (guint i = 0; i < headers->list->len; i++)
        count += mail_header_is(&g_array_index(headers->list, MailHeader, i), name) ? 1 : 0;
    return count;
}

const MailHeader *mail_headers_get(const MailHeaders *headers, const char *name, guint n)
{
    for (guint i = 0; i < headers->list->len; i++) {
        const MailHeader *header = &g_array_index(headers->list, MailHeader, i);
        if (mail_header_is(header, name) && n-- == 0)
            return header;
    }
    return NULL;
}

char *mail_header_unfold(const MailHeader *header)
{
    const char *from = header->value, *end = from + header->value_length;
    char *value = g_malloc(header->value_length + 1), *to = value;
    for (; from < end; from++) {
        guchar c = (guchar)*from;
        gboolean blank = c <= ' ' || c == 0x7f;
        if (c == 0x1b)
            *to++ = *from; /* begins a shift in ISO 2022; text_line() drops it later */
        else if (!blank)
            *to++ = *from;
        else if (to > value && (to[-1] != ' ' || c == ' '))
            *to++ = ' ';
    }
    while (to > value && to[-1] == ' ')
        to--;
    *to = '\0';
    return value;
}

char *mail_headers_raw(const MailHeaders *headers, const char *name)
{
    const MailHeader *header = mail_headers_get(headers, name, 0);
    return header ? mail_header_unfold(header) : NULL;
}

char *mail_headers_text(const MailHeaders *headers, const char *name, gboolean *lossy)
{
    g_autofree char *raw = mail_headers_raw(headers, name);
    return raw ? mail_words_decode(raw, strlen(raw), headers->charset, lossy) : g_strdup("");
}

static char *id_of(const char *start, gsize length)
{
    if (length == 0 || length > ID_BYTES || !memchr(start, '@', length))
        return NULL;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isgraph(start[i]))
            return NULL;
    return g_strndup(start, length);
}

GPtrArray *mail_headers_ids(const MailHeaders *headers, const char *name)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *value = mail_headers_raw(headers, name);
    const char *p = value ? strchr(value, '<') : NULL;
    while (p) {
        gsize length = strcspn(p + 1, "<>");
        char *id = p[1 + length] == '>' ? id_of(p + 1, length) : NULL;
        if (id)
            g_ptr_array_add(ids, id);
        p = strchr(p + 1 + length, '<');
    }
    return ids;
}

/* ---- ids of the thread ---- */

/* As id_of(), of what a line was folded in the middle of. */
static char *folded_id_of(const char *start, gsize length)
{
    g_autofree char *whole = g_malloc(length + 1);
    gsize n = 0;
    for (gsize i = 0; i < length; i++)
        if (start[i] != ' ')
            whole[n++] = start[i];
    return id_of(whole, n);
}

/* Words outside comments, where no id has its brackets. */
static void add_bare_ids(GPtrArray *ids, const char *value)
{
    guint depth = 0;
    for (const char *p = value; *p != '\0';) {
        gsize length = strcspn(p, " ,;()\">");
        char *id = depth == 0 ? id_of(p, length) : NULL;
        if (id)
            g_ptr_array_add(ids, id);
        p += length;
        if (*p == '(')
            depth++;
        else if (*p == ')' && depth > 0)
            depth--;
        p += *p != '\0' ? 1 : 0;
    }
}

static void add_ids(GPtrArray *ids, const char *value)
{
    const char *p = strchr(value, '<');
    if (!p)
        add_bare_ids(ids, value);
    while (p) {
        gsize length = strcspn(p + 1, "<>");
        char *id = p[1 + length] == '>' ? folded_id_of(p + 1, length) : NULL;
        if (id)
            g_ptr_array_add(ids, id);
        p = strchr(p + 1 + length, '<');
    }
}

GPtrArray *mail_headers_thread(const MailHeaders *headers, const char *name)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint n = 0; n < MAIL_HEADERS_THREADS; n++) {
        const MailHeader *header = mail_headers_get(headers, name, n);
        if (!header)
            break;
        gboolean lossy = FALSE;
        g_autofree char *raw = mail_header_unfold(header);
        g_autofree char *value = strstr(raw, "=?")
                                     ? mail_words_decode(raw, strlen(raw), headers->charset, &lossy)
                                     : g_steal_pointer(&raw);
        add_ids(ids, value);
    }
    return ids;
}
