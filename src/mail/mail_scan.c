/* mail_scan: raw bytes before GMime.
 *
 * GMime dies of nested address groups, takes a gigabyte for a million parts, loses all headers
 * behind one empty line. So the header block is found and read here, the limits of mail_limits.h
 * are counted over the raw lines, and GMime gets a copy that holds the message's Content-… fields
 * and the body up to the first breach. A breach sets `refusal`: the message is held, but who wrote
 * it and what can be read of it is still read. One pass over the body; the caller's bytes are never
 * changed; a copy is repaired only for UTF-16, mail without a single LF, and CR CR LF. Never fails.
 */
#include "mail_scan.h"
#include "mail_charset.h"
#include "mail_limits.h"
#include <string.h>

#define BOUNDARY_LINES 10000u /* lines like "--x"; GMime takes 1.3 KB for each */
#define NESTED_BLOCKS 200u    /* header blocks right behind one another: message/rfc822 in itself */
#define ADDRESS_COLONS 500u   /* in one field; a group is at least one, and GMime survived 20,000 */
#define PARAMETERS 500u       /* in one field */
#define PREVIEW_BYTES (1u << 20)
#define SAMPLE_BYTES 4096u /* looked at for what kind of bytes these are */

static const char too_large_headers[] = "headers too large";
static const char too_many_parts[] = "too many parts";
static const char too_deep[] = "too deep";
static const char too_deep_groups[] = "address groups too deep";
static const char too_many_parameters[] = "too many parameters";

typedef struct { /* a line of bytes: [start, end) without its line end */
    const char *start, *end, *next;
} Line;

typedef struct { /* counts of one header block */
    guint lines;
    const char *start;
    gboolean nested; /* another header block follows: its type is message/… */
} Block;

static Line line_at(const char *p, const char *end)
{
    const char *newline = p < end ? memchr(p, '\n', (gsize)(end - p)) : NULL;
    Line line = {p, newline ? newline : end, newline ? newline + 1 : end};
    if (line.end > p && line.end[-1] == '\r')
        line.end--;
    return line;
}

static gboolean is_blank_line(const Line *line)
{
    for (const char *p = line->start; p < line->end; p++)
        if (*p != ' ' && *p != '\t' && *p != '\r')
            return FALSE;
    return TRUE;
}

static gboolean is_continuation(const Line *line)
{
    return line->start < line->end && (*line->start == ' ' || *line->start == '\t');
}

/* ---- repairs ---- */

static char *collapse_returns(const char *bytes, gsize length, gsize *length_out)
{
    char *copy = g_malloc(length + 1), *to = copy;
    const char *end = bytes + length;
    for (const char *p = bytes; p < end; p++) {
        const char *q = p;
        while (q < end && *q == '\r')
            q++;
        if (q > p && q < end && *q == '\n')
            p = q;
        *to++ = *p == '\r' ? '\n' : *p;
    }
    *length_out = (gsize)(to - copy);
    return copy;
}

static gboolean has_doubled_returns(const char *bytes, gsize length)
{
    const char *end = bytes + length, *p = bytes;
    while ((p = memchr(p, '\r', (gsize)(end - p))) && end - p >= 3 &&
           (p[1] != '\r' || p[2] != '\n'))
        p++;
    return p && end - p >= 3;
}

static void repair(MailScan *scan)
{
    const char *bytes = scan->bytes;
    gsize sample = MIN(scan->length, SAMPLE_BYTES);
    gboolean lossy = FALSE;
    if (sample > 1 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
        scan->repaired = mail_charset_decode("utf-16", bytes, scan->length, &lossy);
        scan->length = strlen(scan->repaired);
    } else if ((memchr(bytes, '\r', sample) && !memchr(bytes, '\n', sample)) ||
               has_doubled_returns(bytes, sample)) {
        scan->repaired = collapse_returns(bytes, scan->length, &scan->length);
    }
    if (scan->repaired)
        scan->bytes = scan->repaired;
}

/* ---- the header block ---- */

static gboolean is_header(const Line *line, MailHeader *header_out)
{
    return mail_header_line(line->start, line->end, header_out);
}

static gboolean is_mbox_line(const Line *line)
{
    const char *p = line->start + (line->start < line->end && *line->start == '>');
    return line->end - p > 5 && memcmp(p, "From ", 5) == 0;
}

/* Past what programs leave before a message: a BOM, empty lines, blanks, the line of an mbox. */
static const char *skip_beginning(const char *p, const char *end)
{
    if (end - p > 2 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        p += 3;
    for (;;) {
        while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
            p++;
        if (p >= end)
            return end;
        Line line = line_at(p, end);
        if (!is_mbox_line(&line))
            return p;
        p = line.next;
    }
}

/* Does a header block go on behind a line that is no part of one? */
static gboolean goes_on(const Line *line, const char *end)
{
    if (line->next >= end)
        return FALSE;
    Line next = line_at(line->next, end);
    MailHeader header;
    return is_header(&next, &header) && mail_header_is_known(&header);
}

static void add_line(MailScan *scan, const Line *line, gboolean *open)
{
    MailHeader header;
    GArray *list = scan->headers.list;
    if (is_continuation(line)) {
        MailHeader *last = *open ? &g_array_index(list, MailHeader, list->len - 1) : NULL;
        if (last && (gsize)(line->end - last->value) <= MAIL_LIMIT_HEADER_LINE)
            last->value_length = (gsize)(line->end - last->value);
        else if (last)
            scan->refusal = too_large_headers;
        return;
    }
    *open = is_header(line, &header);
    if (!*open)
        return;
    if (header.value_length > MAIL_LIMIT_HEADER_LINE) {
        scan->refusal = too_large_headers;
        header.value_length = MAIL_LIMIT_HEADER_LINE;
    }
    g_array_append_val(list, header);
}

/* Is this line still of the header block? */
static gboolean in_block(const Line *line, const char *end)
{
    MailHeader header;
    if (line->start == line->end)
        return FALSE;
    if (is_blank_line(line))
        return goes_on(line, end);
    return is_continuation(line) || is_header(line, &header) || goes_on(line, end);
}

static void read_headers(MailScan *scan)
{
    const char *end = scan->bytes + scan->length;
    const char *start = skip_beginning(scan->bytes, end), *p = start;
    gboolean open = FALSE;
    guint lines = 0;
    gsize taken = 0;
    while (p < end) {
        Line line = line_at(p, end);
        if (!in_block(&line, end))
            break;
        taken +=
            MIN((gsize)(line.end - p), MAIL_LIMIT_HEADER_LINE); /* one monster hides no others */
        if (++lines > MAIL_LIMIT_HEADER_LINES || taken > MAIL_LIMIT_HEADER_BYTES)
            scan->refusal = too_large_headers;
        else
            add_line(scan, &line, &open);
        p = line.next;
    }
    Line separator = line_at(p, end);
    scan->body = (gsize)((is_blank_line(&separator) ? separator.next : p) - scan->bytes);
    for (guint i = 0; i < scan->headers.list->len; i++)
        if (mail_header_is_known(&g_array_index(scan->headers.list, MailHeader, i)))
            return;
    g_array_set_size(scan->headers.list, 0);
    scan->no_headers = TRUE;
    scan->body = (gsize)(start - scan->bytes);
}

static gboolean is_binary(const char *bytes, gsize length)
{
    gsize controls = 0;
    for (gsize i = 0; i < length; i++) {
        guchar c = (guchar)bytes[i];
        if (c == 0)
            return TRUE;
        controls += c < ' ' && !strchr("\t\n\f\r\033", c);
    }
    return controls * 10 > length;
}

/* ---- limits over the body ---- */

static gsize count_byte(const char *start, const char *end, char byte)
{
    gsize count = 0;
    while (start < end && (start = memchr(start, byte, (gsize)(end - start)))) {
        count++;
        start++;
    }
    return count;
}

static gboolean is_address_field(const MailHeader *header)
{
    static const char *const names[] = {"from", "sender", "reply-to", "to", "cc", "bcc"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (mail_header_is(header, names[i]))
            return TRUE;
    return header->name_length > 7 && g_ascii_strncasecmp(header->name, "resent-", 7) == 0;
}

static gboolean is_content_field(const MailHeader *header)
{
    return header->name_length > 8 && g_ascii_strncasecmp(header->name, "content-", 8) == 0;
}

/* What is wrong with one whole field that GMime would read; NULL if nothing. */
static const char *field_breach(const MailHeader *header)
{
    const char *end = header->value + header->value_length;
    if (header->value_length > MAIL_LIMIT_HEADER_LINE)
        return too_large_headers;
    if (is_address_field(header) && count_byte(header->value, end, ':') > ADDRESS_COLONS)
        return too_deep_groups;
    if (is_content_field(header) &&
        (count_byte(header->value, end, '*') > MAIL_LIMIT_PARAMETER_PIECES ||
         count_byte(header->value, end, ';') > PARAMETERS))
        return too_many_parameters;
    return NULL;
}

static gboolean is_nesting(const MailHeader *header)
{
    return is_content_field(header) && (memmem(header->value, header->value_length, "essage/", 7) ||
                                        memmem(header->value, header->value_length, "igest", 5));
}

/* One header block at `p`, which may turn out to be none. Returns what follows it; *breach_out is
 * what forbids GMime to see it. */
static const char *scan_block(const char *p, const char *end, gboolean *nested_out,
                              const char **breach_out)
{
    Block block = {.start = p};
    MailHeader field = {0};
    while (p < end && !*breach_out) {
        Line line = line_at(p, end);
        MailHeader next;
        gboolean continues = field.name && is_continuation(&line);
        if (!continues && field.name) {
            *breach_out = field_breach(&field);
            block.nested |= is_nesting(&field);
            field.name = NULL;
        }
        if (continues)
            field.value_length = (gsize)(line.end - field.value);
        else if (is_header(&line, &next))
            field = next;
        else
            break;
        if (++block.lines > MAIL_LIMIT_HEADER_LINES ||
            (gsize)(line.end - block.start) > MAIL_LIMIT_HEADER_BYTES)
            *breach_out = too_large_headers;
        p = line.next;
    }
    if (field.name && !*breach_out) {
        *breach_out = field_breach(&field);
        block.nested |= is_nesting(&field);
    }
    *nested_out = block.nested;
    return p;
}

/* The header block at `p` and those that follow it directly. */
static const char *scan_blocks(const char *p, const char *end, const char **breach_out)
{
    gboolean nested = TRUE;
    guint count = 0;
    while (nested && p < end && !*breach_out) {
        p = scan_block(p, end, &nested, breach_out);
        if (!*breach_out && ++count > NESTED_BLOCKS)
            *breach_out = too_deep;
        Line line = line_at(p, end);
        if (nested && is_blank_line(&line))
            p = line.next;
    }
    return p;
}

static void breach(MailScan *scan, const char *why, const char *at)
{
    if (*scan->refusal == '\0')
        scan->refusal = why;
    scan->usable = MIN(scan->usable, (gsize)(at - scan->bytes));
}

static gboolean top_nests(const MailScan *scan)
{
    const MailHeader *type = mail_headers_get(&scan->headers, "content-type", 0);
    return type && is_nesting(type);
}

static void scan_body(MailScan *scan)
{
    const char *p = scan->bytes + scan->body, *end = scan->bytes + scan->usable;
    const char *why = NULL, *start = p;
    guint boundaries = 0;
    if (p < end && top_nests(scan))
        p = scan_blocks(p, end, &why);
    while (p < end && !why) {
        start = p;
        gboolean boundary = end - p > 2 && p[0] == '-' && p[1] == '-' && p[2] != ' ';
        p = line_at(p, end).next;
        if (!boundary)
            continue;
        if (++boundaries > BOUNDARY_LINES)
            why = too_many_parts;
        else
            p = scan_blocks(p, end, &why);
    }
    if (why)
        breach(scan, why, start);
}

void mail_scan(MailScan *scan, const char *bytes, gsize length)
{
    *scan = (MailScan){.bytes = length > 0 ? bytes : "", .length = length, .refusal = ""};
    mail_headers_init(&scan->headers);
    if (length > 0)
        repair(scan);
    read_headers(scan);
    scan->usable = scan->length;
    if (scan->length > MAIL_LIMIT_READ_BYTES)
        breach(scan, "too large to read",
               scan->bytes + MIN(scan->length, scan->body + PREVIEW_BYTES));
    gsize sample = MIN(scan->length - scan->body, SAMPLE_BYTES);
    scan->binary = scan->no_headers && is_binary(scan->bytes + scan->body, sample);
    if (scan->no_headers && *scan->refusal == '\0')
        scan->refusal = scan->body == scan->length ? "empty"
                        : scan->binary             ? "no mail"
                                                   : "no header block";
    if (!scan->no_headers)
        scan_body(scan);
    else
        scan->usable = MIN(scan->usable, scan->body + PREVIEW_BYTES * 5);
}

void mail_scan_clear(MailScan *scan)
{
    mail_headers_clear(&scan->headers);
    g_clear_pointer(&scan->repaired, g_free);
}

static void append_field(GByteArray *out, const MailHeader *header)
{
    g_byte_array_append(out, (const guint8 *)header->name, (guint)header->name_length);
    g_byte_array_append(out, (const guint8 *)":", 1);
    guint start = out->len;
    g_byte_array_append(out, (const guint8 *)header->value, (guint)header->value_length);
    for (guint i = start; i < out->len; i++)
        if (out->data[i] == '\0' ||
            (out->data[i] == '\r' && (i + 1 == out->len || out->data[i + 1] != '\n')))
            out->data[i] = ' ';
    g_byte_array_append(out, (const guint8 *)"\n", 1);
}

/* A Content-Type without a slash ("text", ";;;") says nothing: the mail is plain text then. */
static gboolean is_no_type(const MailHeader *header)
{
    return mail_header_is(header, "content-type") &&
           !memchr(header->value, '/', header->value_length);
}

GByteArray *mail_scan_entity(const MailScan *scan)
{
    static const char version[] = "MIME-Version: 1.0\n";
    gsize body = scan->usable > scan->body ? scan->usable - scan->body : 0;
    GByteArray *out = g_byte_array_sized_new((guint)MIN(body + 1024, G_MAXUINT / 2));
    g_byte_array_append(out, (const guint8 *)version, sizeof version - 1);
    for (guint i = 0; i < scan->headers.list->len; i++) {
        const MailHeader *header = &g_array_index(scan->headers.list, MailHeader, i);
        g_autofree char *name = g_strndup(header->name, header->name_length);
        if (is_content_field(header) && mail_headers_get(&scan->headers, name, 0) == header &&
            !field_breach(header) && !is_no_type(header))
            append_field(out, header);
    }
    g_byte_array_append(out, (const guint8 *)"\n", 1);
    g_byte_array_append(out, (const guint8 *)scan->bytes + scan->body, (guint)body);
    return out;
}
