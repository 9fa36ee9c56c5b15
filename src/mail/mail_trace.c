/* mail_trace: the fields that mail servers prepend, in their order.
 *
 * Where one stands tells who wrote it: what is above a server's own Received field was put there by that
 * server or a later one, what is below came with the message and may be anybody's. So the order of
 * Received, Authentication-Results and ARC fields is kept as it is; nothing here is believed. Beyond the
 * limits the lower ones are left away. Never fails. */
#include "mail_trace.h"
#include "mail_limits.h"
#include <string.h>

#define VALUE_BYTES 8192u

/* Past blanks and (nested) comments; NULL when a comment has no end. */
static const char *skip_blanks(const char *at)
{
    guint depth = 0;
    for (; *at; at++) {
        if (*at == '\\' && depth > 0 && at[1])
            at++;
        else if (*at == '(')
            depth++;
        else if (*at == ')' && depth > 0)
            depth--;
        else if (depth == 0 && *at != ' ' && *at != '\t')
            return at;
    }
    return depth == 0 ? at : NULL;
}

static const char *word_end(const char *at)
{
    return at + strcspn(at, " \t(;");
}

/* Behind one word and what follows it; NULL at the end of the clauses. */
static const char *next_word(const char *at)
{
    const char *next = skip_blanks(word_end(at));
    return next && *next != ';' && *next != '\0' ? next : NULL;
}

static gboolean word_is(const char *at, const char *word)
{
    gsize length = (gsize)(word_end(at) - at);
    return length == strlen(word) && g_ascii_strncasecmp(at, word, length) == 0;
}

char *mail_trace_by(const char *received)
{
    const char *at = skip_blanks(received);
    if (at && word_is(at, "from")) {
        at = next_word(at); /* the name that the client gave, whatever it is */
        at = at ? next_word(at) : NULL;
    }
    if (!at || !word_is(at, "by"))
        return NULL;
    at = next_word(at);
    return at ? g_ascii_strdown(at, word_end(at) - at) : NULL;
}

static const char *keep(MailRecord *record, const char *raw)
{
    g_autofree char *valid = g_utf8_make_valid(raw, (gssize)MIN(strlen(raw), VALUE_BYTES));
    return mail_record_keep(record, valid);
}

static void add(MailRecord *record, MailTraceKind kind, const char *value)
{
    MailTrace trace = {kind, record->auth_results->len, value};
    if (record->trace->len < MAIL_LIMIT_TRACE)
        g_array_append_val(record->trace, trace);
}

static void add_received(MailRecord *record, const char *raw)
{
    g_autofree char *host = mail_trace_by(raw);
    add(record, MAIL_TRACE_RECEIVED, host ? keep(record, host) : "");
}

static void add_field(MailRecord *record, const MailHeader *field)
{
    g_autofree char *raw = mail_header_unfold(field);
    if (mail_header_is(field, "received"))
        add_received(record, raw);
    else if (mail_header_is(field, "arc-authentication-results"))
        add(record, MAIL_TRACE_ARC_RESULTS, keep(record, raw));
    else if (mail_header_is(field, "arc-seal"))
        add(record, MAIL_TRACE_ARC_SEAL, keep(record, raw));
    else if (record->auth_results->len < MAIL_LIMIT_AUTH_RESULTS)
        g_ptr_array_add(record->auth_results, (gpointer)keep(record, raw));
}

void mail_trace_read(MailRecord *record, const MailHeaders *headers)
{
    for (guint i = 0; i < headers->list->len; i++) {
        const MailHeader *field = &g_array_index(headers->list, MailHeader, i);
        if (mail_header_is(field, "received") || mail_header_is(field, "authentication-results") ||
            mail_header_is(field, "arc-authentication-results") ||
            mail_header_is(field, "arc-seal"))
            add_field(record, field);
    }
}
