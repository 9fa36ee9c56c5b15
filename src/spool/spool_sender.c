/* spool_sender: a mark of the sender for the order of work, from the bytes of a message on their way
 * into the spool.
 *
 * Not a reading of the message, which is the reader child's: only the first line that begins with
 * "From:" is looked for in the first bytes, and what stands in it between < and >, or all of it, is
 * hashed in lower case. A forged or odd From gives another mark, which changes the order of work and
 * nothing else. Copies at most the head; cannot fail. */
#include "spool_sender.h"
#include "digest.h"
#include <string.h>

#define HEAD_BYTES (32u << 10)
#define FIELD "from:"
#define FIELD_BYTES (sizeof FIELD - 1)

struct SpoolSender {
    GByteArray *head; /* no more than HEAD_BYTES */
    gboolean whole;   /* the head has ended */
};

SpoolSender *spool_sender_new(void)
{
    SpoolSender *sender = g_new0(SpoolSender, 1);
    sender->head = g_byte_array_new();
    return sender;
}

void spool_sender_free(SpoolSender *sender)
{
    if (sender == NULL)
        return;
    g_byte_array_unref(sender->head);
    g_free(sender);
}

void spool_sender_update(SpoolSender *sender, const void *data, gsize length)
{
    if (sender->whole || length == 0)
        return;
    gsize room = HEAD_BYTES - sender->head->len;
    gsize from = sender->head->len > 3 ? sender->head->len - 3 : 0;
    g_byte_array_append(sender->head, data, (guint)MIN(length, room));
    const char *tail = (const char *)sender->head->data + from;
    gsize tail_length = sender->head->len - from;
    sender->whole = sender->head->len >= HEAD_BYTES ||
                    memmem(tail, tail_length, "\n\r\n", 3) != NULL ||
                    memmem(tail, tail_length, "\n\n", 2) != NULL;
}

/* Where the value of the first From field begins; NULL if the head has none. */
static const char *find_value(const char *head, const char *end)
{
    for (const char *line = head; line < end;) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        gsize length = (gsize)((newline != NULL ? newline : end) - line);
        if (length == 0 || (length == 1 && *line == '\r'))
            return NULL;
        if (length >= FIELD_BYTES && g_ascii_strncasecmp(line, FIELD, FIELD_BYTES) == 0)
            return line + FIELD_BYTES;
        line = newline != NULL ? newline + 1 : end;
    }
    return NULL;
}

/* The value's end, its folded lines included. */
static const char *find_end(const char *value, const char *end)
{
    for (const char *p = value; p < end; p++)
        if (*p == '\n' && (p + 1 == end || (p[1] != ' ' && p[1] != '\t')))
            return p;
    return end;
}

char *spool_sender_digits(SpoolSender *sender)
{
    const char *head = (const char *)sender->head->data;
    const char *end = head != NULL ? head + sender->head->len : NULL;
    const char *value = head != NULL ? find_value(head, end) : NULL;
    g_autofree char *field =
        value != NULL ? g_strndup(value, (gsize)(find_end(value, end) - value)) : g_strdup("");
    char *open = strrchr(field, '<'), *start = open != NULL ? open + 1 : field;
    start[strcspn(start, ">")] = '\0';
    g_autofree char *address = g_ascii_strdown(g_strstrip(start), -1);
    g_autofree char *sha256 = digest_of(address, strlen(address));
    return g_strndup(sha256, SPOOL_SENDER_DIGITS);
}
