/* mail_bounce: reads the reports of mail systems that are only text.
 *
 * They name the recipient in a hundred ways, tried from the surest to the loosest: a header field, fields of RFC 3464 within
 * the text, an address alone in a line, a line that begins with one, a line of the SMTP transcript, at last the one
 * or two addresses of the whole text. The first way that finds any is the only one; what is found in the returned
 * message does not count. The office sees the text whatever is found here. A person's letter taken for a
 * report is the worst error, since then nobody reads it as an answer: see mail_bounce_is(). Never fails. */
#include "mail_bounce.h"
#include "mail_automatic.h"
#include "mail_bounce_words.h"
#include "mail_delivery.h"
#include "text.h"
#include <string.h>

#define GUESSED_MOST 20u /* recipients taken from a text */
#define LINE_BYTES 200u
#define LINES_MOST 400
#define WORDS_MOST 200
#define LOOSE_MOST 2u /* addresses in running text; of more one cannot tell which failed */
#define SAID_BY 15u   /* lines with something in them, by which a report has said what it is */
#define NEAR 2u       /* such lines from the words of failure to the address */

/* ---- addresses in a line ---- */

/* Past blanks, quotes and what marks a list's item. */
static const char *item_start(const char *line)
{
    const char *start = line + strspn(line, " \t");
    gsize mark = strspn(start, "*-");
    if (mark > 0 && (start[mark] == ' ' || start[mark] == '\t'))
        start += mark + strspn(start + mark, " \t");
    return start + strspn(start, "<\"'( \t");
}

/* An address that stands alone on a line, perhaps in <> or a list, perhaps with a colon or quotes, perhaps behind "Failed
 * recipient:"; NULL if none. */
static char *lonely_address(const char *line)
{
    gsize label = strcspn(line, ":");
    g_autofree char *before = g_ascii_strdown(line, (gssize)MIN(label, LINE_BYTES));
    if (line[label] == ':' && label < 30 && !strchr(before, '@') &&
        (strstr(before, "recipient") || g_str_has_suffix(before, "address")))
        line += label + 1;
    const char *start = item_start(line);
    const char *name = *start && start > line && start[-1] == '"' ? strstr(start, "\" <") : NULL;
    if (name) /* "Jo Bell" <jo@x.example> */
        start = name + strlen("\" <");
    gsize length = strcspn(start, ">\"':;,() \t");
    const char *after = start + length + strspn(start + length, ">\"';,) \t");
    gboolean bracket = start > line && start[-1] == '<';
    if (length == 0 || !(*after == '\0' || *after == ':' || (bracket && g_ascii_ispunct(*after))))
        return NULL;
    g_autofree char *address = g_strndup(start, length);
    return text_is_address(address) ? g_steal_pointer(&address) : NULL;
}

/* "jo@x.example [User unknown]", "jo@x.example - no such user here" */
static char *first_address(const char *line)
{
    const char *start = item_start(line);
    gsize length = strcspn(start, ">\"':;,() \t");
    g_autofree char *address = g_strndup(start, length);
    return text_is_address(address) && strchr(address, '.') ? g_steal_pointer(&address) : NULL;
}

/* "550 <jo@x.example>... User unknown", ">>> RCPT To:<jo@x.example>", "could not be delivered to: <jo@x.example>" */
static char *transcript_address(const char *line)
{
    g_autofree char *folded = g_ascii_strdown(line, -1);
    const char *start = folded + strspn(folded, " \t"), *open = strchr(start, '<');
    const char *recipient = strstr(start, "rcpt to:");
    gboolean code =
        (*start == '4' || *start == '5') && strspn(start, "0123456789") == 3 && open == start + 4;
    if (recipient)
        open = strchr(recipient, '<');
    else if (!code && !mail_bounce_failure_line(start))
        return NULL;
    if (!open)
        return NULL;
    g_autofree char *address = g_strndup(open + 1, strcspn(open + 1, "> "));
    return text_is_address(address) ? g_steal_pointer(&address) : NULL;
}

/* Every address in a line, lower case, that is no mail system's own. */
static void add_addresses(const char *line, GPtrArray *to)
{
    g_auto(GStrv) words = g_strsplit_set(line, " \t<>()[]\"',;:=", WORDS_MOST);
    for (guint i = 0; words[i]; i++) {
        gsize length = strlen(words[i]);
        if (length > 0 && words[i][length - 1] == '.')
            words[i][length - 1] = '\0';
        g_autofree char *address = text_address_fold(words[i]);
        if (address && strchr(address, '.') && !mail_automatic_is_daemon(address) &&
            !g_ptr_array_find_with_equal_func(to, address, g_str_equal, NULL))
            g_ptr_array_add(to, g_steal_pointer(&address));
    }
}

static gboolean has_address(const char *line)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    add_addresses(line, found);
    return found->len > 0;
}

/* ---- is it one? ---- */

static gboolean blank(const char *line)
{
    return line[strspn(line, " \t\r")] == '\0';
}

/* Early in the text a line speaks of failure, and it or one close below names an address. */
static gboolean says_failure(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MOST);
    guint seen = 0, near = 0;
    for (guint i = 0; lines[i] && seen < SAID_BY; i++) {
        if (blank(lines[i]))
            continue;
        seen++;
        near = mail_bounce_failure_line(lines[i]) ? NEAR + 1 : near;
        if (near > 0 && has_address(lines[i]))
            return TRUE;
        near -= near > 0;
    }
    return FALSE;
}

/* As a machine writes it and hardly a person: the first paragraph speaks of failure and ends with a colon, and below stands
 * an address alone. */
static gboolean is_machine_text(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MOST);
    gboolean failure = FALSE, colon = FALSE;
    for (guint i = 0, seen = 0; lines[i] && seen < SAID_BY / 2; i++) {
        g_autofree char *address = lonely_address(lines[i]);
        if (failure && colon && address)
            return TRUE;
        if (blank(lines[i]) && seen > 0 && !colon)
            return FALSE;
        if (blank(lines[i]))
            continue;
        seen++;
        failure |= mail_bounce_failure_line(lines[i]);
        colon = g_str_has_suffix(g_strchomp(lines[i]), ":");
    }
    return FALSE;
}

static gboolean is_daemon(const char *from)
{
    const char *raw = from + strspn(from, "<\" ");
    g_autofree char *plain = g_strndup(raw, strcspn(raw, "\\>\""));
    return *plain && mail_automatic_is_daemon(plain);
}

static gboolean from_daemon(const MailRecord *record, const MailHeaders *headers)
{
    const MailAddress *from =
        record->from->len > 0 ? &g_array_index(record->from, MailAddress, 0) : NULL;
    g_autofree char *raw = mail_headers_raw(headers, "from");
    g_autofree char *path = mail_headers_raw(headers, "return-path");
    return (from && mail_automatic_is_daemon(from->address)) ||
           (raw && (!from || *from->address == '\0') && is_daemon(raw)) ||
           (path && is_daemon(path));
}

static gboolean from_nobody(const MailRecord *record)
{
    static const char *const names[] = {"no-reply@", "noreply@", "donotreply@", "do-not-reply@"};
    if (record->from->len != 1)
        return FALSE;
    const char *address = g_array_index(record->from, MailAddress, 0).address;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(address, names[i]))
            return TRUE;
    return FALSE;
}

gboolean mail_bounce_is(const MailRecord *record, const MailHeaders *headers, const char *text,
                        gboolean form)
{
    const MailAddress *from =
        record->from->len > 0 ? &g_array_index(record->from, MailAddress, 0) : NULL;
    gboolean daemon = from && (g_str_has_prefix(from->address, "mailer-daemon@") ||
                               (*from->address == '\0' && mail_automatic_is_daemon(from->name)));
    if (daemon || mail_headers_get(headers, "x-failed-recipients", 0))
        return TRUE;
    gboolean system = mail_automatic_null_sender(headers) || from_daemon(record, headers);
    BounceSubject subject = mail_bounce_subject(record->subject);
    if (system && subject != BOUNCE_NO)
        return TRUE;
    if (form || record->automatic == MAIL_AUTOMATIC_REPLY)
        return FALSE;
    if (system || from_nobody(record))
        return says_failure(text);
    return subject == BOUNCE_BEGINS && record->references->len == 0 && is_machine_text(text);
}

/* ---- of whom does it speak? ---- */

typedef struct {
    MailRecord *record;
    char **lines;
    guint end;          /* the returned message begins there */
    const char *action; /* "failed", "delayed" */
    const char *status; /* the whole text's, "" if none */
} Text;

static gboolean known(const MailRecord *record, const char *address)
{
    for (guint i = 0; i < record->deliveries->len; i++)
        if (g_str_equal(g_array_index(record->deliveries, MailDelivery, i).recipient, address))
            return TRUE;
    return FALSE;
}

/* Which of the recipients a line names, any case; -1 if none. */
static int named_in(const Text *text, const char *line)
{
    g_autofree char *folded = g_ascii_strdown(line, -1);
    for (guint i = 0; i < text->record->deliveries->len; i++)
        if (strstr(folded, g_array_index(text->record->deliveries, MailDelivery, i).recipient))
            return (int)i;
    return -1;
}

/* Each recipient's status is the first from its line to the next one's; the whole text's if there is none. */
static void own_statuses(Text *text)
{
    GArray *deliveries = text->record->deliveries;
    int current = -1;
    g_autofree gboolean *known_now = g_new0(gboolean, deliveries->len + 1);
    for (guint i = 0; i < text->end && text->lines[i]; i++) {
        int named = named_in(text, text->lines[i]);
        current = named >= 0 ? named : current;
        if (current < 0 || known_now[current])
            continue;
        g_autofree char *status = mail_delivery_status(text->lines[i], 0);
        known_now[current] = *status != '\0';
        if (*status != '\0')
            g_array_index(deliveries, MailDelivery, current).status =
                mail_record_keep(text->record, status);
    }
}

static void add(Text *text, const char *address, const char *original)
{
    g_autofree char *folded = address ? text_address_fold(address) : NULL;
    if (!folded || mail_automatic_is_daemon(folded) || known(text->record, folded) ||
        text->record->deliveries->len >= GUESSED_MOST)
        return;
    mail_delivery_add(text->record, folded, original ? original : "", text->action, text->status);
}

/* "(expanded from: <jo@x.example>)" below a recipient: whom the mail was sent to. */
static char *expanded_from(const char *line)
{
    const char *from = line ? strstr(line, "expanded from") : NULL;
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    if (from)
        add_addresses(from, found);
    return found->len > 0 ? g_strdup(found->pdata[0]) : NULL;
}

typedef char *(*LineAddress)(const char *line);

static gboolean by_lines(Text *text, LineAddress address_of)
{
    guint before = text->record->deliveries->len;
    for (guint i = 0; i < text->end; i++) {
        g_autofree char *address =
            strlen(text->lines[i]) < LINE_BYTES ? address_of(text->lines[i]) : NULL;
        g_autofree char *original = address ? expanded_from(text->lines[i + 1]) : NULL;
        if (address)
            add(text, address, original);
    }
    return text->record->deliveries->len > before;
}

/* The first fields of the returned message, as some show them: not of the recipient that failed, unless nothing else is. */
static gboolean is_quoted_field(const char *line)
{
    static const char *const fields[] = {"to:", "from:", "cc:", "from "};
    const char *start = line + strspn(line, " \t");
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        if (g_ascii_strncasecmp(start, fields[i], strlen(fields[i])) == 0)
            return TRUE;
    return FALSE;
}

static void by_any(Text *text, gboolean quoted)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < text->end && found->len <= LOOSE_MOST; i++)
        if (quoted || !is_quoted_field(text->lines[i]))
            add_addresses(text->lines[i], found);
    for (guint i = 0; i < found->len && found->len <= LOOSE_MOST; i++)
        add(text, found->pdata[i], NULL);
}

static void by_header(Text *text, const MailHeaders *headers)
{
    g_autofree char *failed = mail_headers_raw(headers, "x-failed-recipients");
    g_auto(GStrv) addresses = g_strsplit_set(failed ? failed : "", ", ", -1);
    for (guint i = 0; addresses[i]; i++)
        add(text, addresses[i], NULL);
}

static guint find_line(char **lines, gboolean (*is)(const char *line), guint from)
{
    while (lines[from] && !is(lines[from]))
        from++;
    return from;
}

static void by_text(Text *text)
{
    guint original = text->end;
    guint transcript = find_line(text->lines, mail_bounce_transcript_line, 0);
    text->end = MIN(original, transcript);
    if (by_lines(text, lonely_address) || by_lines(text, first_address))
        return;
    text->end = original;
    if (by_lines(text, transcript_address))
        return;
    by_any(text, FALSE);
    if (text->record->deliveries->len == 0)
        by_any(text, TRUE);
}

void mail_bounce_read(MailRecord *record, const MailHeaders *headers, const char *text,
                      MailReading *reading)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MOST);
    g_autofree char *status = mail_delivery_status(text, 0);
    g_autofree char *original = mail_delivery_first_id(text);
    gboolean delayed = mail_bounce_delayed(record->subject, text);
    Text whole = {.record = record, .lines = lines, .status = status};
    whole.action = delayed ? "delayed" : "failed";
    whole.end = find_line(lines, mail_bounce_original_line, 0);
    if (!mail_headers_get(headers, "x-failed-recipients", 0) &&
        strcasestr(text, "\nfinal-recipient:"))
        mail_delivery_fields(record, text, reading);
    if (record->deliveries->len == 0) {
        by_header(&whole, headers);
        if (record->deliveries->len == 0)
            by_text(&whole);
        own_statuses(&whole);
    }
    if (original)
        mail_delivery_original(record, original, NULL);
}
